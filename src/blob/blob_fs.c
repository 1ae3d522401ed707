/* blob/blob_fs.c - objects as files: "<root>/<first two characters of the key>/<key>". */
#include "blob/blob.h"

#include "base/clock.h"
#include "sys/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { UNFINISHED_MS = 24 * 3600 * 1000 }; /* by then its writer is dead */

struct cd_blob_state {
    char *root;
};

static void fs_close(cd_blob_state **state)
{
    if (*state == NULL)
        return;
    free((*state)->root);
    free(*state);
    *state = NULL;
}

static cd_rc fs_open(cd_blob_state **out, cd_str location, cd_err *err)
{
    CD_AUTO(fs_close) cd_blob_state *state = cd_new(sizeof *state);
    state->root = cd_new_str(location);
    CD_TRY(cd_folder_make(state->root, err));
    CD_MOVE(*out, state);
    return CD_OK;
}

static cd_rc path_of(char out[CD_PATH_MAX], const cd_blob_state *state, cd_str key, cd_err *err)
{
    const cd_str shard = cd_str_sub(key, 0, 2);
    const int size =
        snprintf(out, CD_PATH_MAX, "%s/%.*s/%.*s", state->root, CD_STR_ARG(shard), CD_STR_ARG(key));
    if (size < 0 || size >= CD_PATH_MAX)
        return cd_fail(err, CD_E_TOO_BIG, NULL, "object path over %d bytes", CD_PATH_MAX);
    return CD_OK;
}

/* Makes the folders of `path` below the root, and their names durable. */
static cd_rc folders_make(const cd_blob_state *state, const char *path, cd_err *err)
{
    char part[CD_PATH_MAX];
    for (const char *slash = strchr(path + strlen(state->root) + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        const size_t size = (size_t)(slash - path);
        memcpy(part, path, size);
        part[size] = '\0';
        if (mkdir(part, 0700) != 0) {
            if (errno == EEXIST)
                continue;
            return cd_fail_errno(err, NULL, "object folder");
        }
        *strrchr(part, '/') = '\0';
        CD_TRY(cd_folder_sync(part, err));
    }
    return CD_OK;
}

struct cd_blob_writer {
    cd_new_file file;
};

static cd_rc fs_begin(cd_blob_writer **out, cd_blob_state *state, cd_str key, cd_err *err)
{
    char path[CD_PATH_MAX];
    cd_new_file file = CD_NEW_FILE_INIT;
    CD_TRY(path_of(path, state, key, err));
    CD_TRY(folders_make(state, path, err));
    CD_TRY(cd_file_begin(&file, path, 0600, err));
    *out = cd_new(sizeof **out);
    (*out)->file = file;
    return CD_OK;
}

static cd_rc fs_write(cd_blob_writer *writer, cd_str bytes, cd_err *err)
{
    return cd_fd_write_all(writer->file.fd, bytes, err);
}

static cd_rc fs_commit(cd_blob_writer **writer, cd_err *err)
{
    const cd_rc rc = cd_file_commit(&(*writer)->file, err);
    free(*writer);
    *writer = NULL;
    return rc;
}

static void fs_abandon(cd_blob_writer **writer)
{
    cd_file_abandon(&(*writer)->file);
    free(*writer);
    *writer = NULL;
}

static cd_rc fs_put(cd_blob_state *state, cd_str key, cd_str bytes, cd_err *err)
{
    char path[CD_PATH_MAX];
    CD_TRY(path_of(path, state, key, err));
    CD_TRY(folders_make(state, path, err));
    return cd_file_write_atomic(path, bytes, 0600, err);
}

static cd_rc fs_get(cd_blob_object *out, cd_blob_state *state, cd_str key, cd_err *err)
{
    char path[CD_PATH_MAX];
    struct stat info;
    CD_TRY(path_of(path, state, key, err));
    CD_AUTO(cd_fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fstat(fd, &info) != 0)
        return cd_fail_errno(err, NULL, "object");
    if (!S_ISREG(info.st_mode))
        return cd_fail(err, CD_E_NOT_FOUND, NULL, "no such object");
    out->bytes = (uint64_t)info.st_size;
    snprintf(out->etag, sizeof out->etag, "%" PRIx64 "-%" PRIx64 "%09lx", (uint64_t)info.st_size,
             (uint64_t)info.st_mtim.tv_sec, (unsigned long)info.st_mtim.tv_nsec);
    out->fd = fd;
    fd = -1;
    return CD_OK;
}

static cd_rc fs_remove(cd_blob_state *state, cd_str key, cd_err *err)
{
    char path[CD_PATH_MAX];
    CD_TRY(path_of(path, state, key, err));
    if (unlink(path) != 0 && errno != ENOENT)
        return cd_fail_errno(err, NULL, "object");
    return CD_OK;
}

static void folder_close(DIR **folder)
{
    if (*folder != NULL)
        closedir(*folder);
}

static cd_rc fs_list(cd_blob_state *state, cd_str folder, cd_blob_seen seen, void *arg, cd_err *err)
{
    char path[CD_PATH_MAX];
    const struct dirent *entry;
    CD_TRY(path_of(path, state, folder, err));
    CD_AUTO(folder_close) DIR *open = opendir(path);
    if (open == NULL)
        return errno == ENOENT ? CD_OK : cd_fail_errno(err, NULL, "object folder");
    while ((entry = readdir(open)) != NULL) {
        char key[CD_PATH_MAX];
        struct stat info;
        if (entry->d_name[0] == '.' || fstatat(dirfd(open), entry->d_name, &info, 0) != 0)
            continue;
        snprintf(key, sizeof key, "%.*s/%s", CD_STR_ARG(folder), entry->d_name);
        const int64_t changed_ms =
            (int64_t)info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1000000;
        if (strstr(entry->d_name, ".tmp.") == NULL)
            seen(arg, cd_str_from(key), changed_ms);
        else if (changed_ms < cd_clock_ms() - UNFINISHED_MS)
            unlinkat(dirfd(open), entry->d_name, 0);
    }
    return CD_OK;
}

extern const cd_blob_ops cd_blob_fs; /* backends.def */
const cd_blob_ops cd_blob_fs = {
    .scheme = "file",
    .open = fs_open,
    .close = fs_close,
    .put = fs_put,
    .begin = fs_begin,
    .write = fs_write,
    .commit = fs_commit,
    .abandon = fs_abandon,
    .get = fs_get,
    .remove = fs_remove,
    .list = fs_list,
};
