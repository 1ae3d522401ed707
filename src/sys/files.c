/* sys/files.c - files, durable where it says so. */
#include "sys/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

void cd_fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void cd_files_private(void)
{
    umask(077);
}

cd_rc cd_path_join(char out[CD_PATH_MAX], const char *folder, const char *name, cd_err *err)
{
    const int size = snprintf(out, CD_PATH_MAX, "%s/%s", folder, name);
    if (size < 0 || size >= CD_PATH_MAX)
        return cd_fail(err, CD_E_TOO_BIG, NULL, "path over %d bytes", CD_PATH_MAX);
    return CD_OK;
}

cd_rc cd_folder_make(const char *path, cd_err *err)
{
    char part[CD_PATH_MAX];
    const size_t size = strlen(path);
    if (size == 0 || size >= sizeof part)
        return cd_fail(err, CD_E_INVALID, NULL, "unusable folder name");
    memcpy(part, path, size + 1);
    for (size_t i = 1; i <= size; i++) {
        if (part[i] != '/' && part[i] != '\0')
            continue;
        const char kept = part[i];
        part[i] = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST)
            return cd_fail_errno(err, NULL, part);
        part[i] = kept;
    }
    return CD_OK;
}

cd_rc cd_folder_sync(const char *path, cd_err *err)
{
    CD_AUTO(cd_fd_close) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        return cd_fail_errno(err, NULL, path);
    return CD_OK;
}

cd_rc cd_file_read(cd_buf *out, const char *path, cd_err *err)
{
    CD_AUTO(cd_fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cd_fail_errno(err, NULL, path);
    struct stat info;
    if (fstat(fd, &info) != 0)
        return cd_fail_errno(err, NULL, path);
    size_t chunk = info.st_size > 0 ? (size_t)info.st_size + 1 : 4096;
    for (;;) {
        if (chunk > out->max - out->size)
            chunk = out->max - out->size;
        char *at = cd_buf_reserve(out, chunk > 0 ? chunk : 1);
        CD_TRY(cd_buf_check(out, path, err));
        const ssize_t got = read(fd, at, chunk);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return cd_fail_errno(err, NULL, path);
        if (got == 0)
            return CD_OK;
        out->size += (size_t)got;
        chunk = 65536;
    }
}

cd_rc cd_fd_write_all(int fd, cd_str bytes, cd_err *err)
{
    while (bytes.size > 0) {
        const ssize_t put = write(fd, bytes.data, bytes.size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return cd_fail_errno(err, NULL, "write");
        bytes = cd_str_sub(bytes, (size_t)put, bytes.size);
    }
    return CD_OK;
}

static cd_rc folder_of_sync(const char *path, cd_err *err)
{
    char folder[CD_PATH_MAX];
    const char *slash = strrchr(path, '/');
    const size_t size = slash == NULL ? 1 : slash == path ? 1 : (size_t)(slash - path);
    if (size >= sizeof folder)
        return cd_fail(err, CD_E_TOO_BIG, NULL, "path over %d bytes", CD_PATH_MAX);
    memcpy(folder, slash == NULL ? "." : path, size);
    folder[size] = '\0';
    return cd_folder_sync(folder, err);
}

cd_rc cd_file_begin(cd_new_file *out, const char *path, unsigned mode, cd_err *err)
{
    char temporary[CD_PATH_MAX];
    const int size = snprintf(temporary, sizeof temporary, "%s.tmp.XXXXXX", path);
    if (size < 0 || size >= CD_PATH_MAX)
        return cd_fail(err, CD_E_TOO_BIG, NULL, "path over %d bytes", CD_PATH_MAX);
    const int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        return cd_fail_errno(err, NULL, path);
    *out = (cd_new_file){fd, cd_new_str(cd_str_from(path)), cd_new_str(cd_str_from(temporary))};
    if (fchmod(fd, (mode_t)mode) == 0)
        return CD_OK;
    const cd_rc rc = cd_fail_errno(err, NULL, path);
    cd_file_abandon(out);
    return rc;
}

static void new_file_done(cd_new_file *file)
{
    cd_fd_close(&file->fd);
    free(file->path);
    free(file->temporary);
    *file = (cd_new_file)CD_NEW_FILE_INIT;
}

void cd_file_abandon(cd_new_file *file)
{
    if (file->temporary != NULL)
        unlink(file->temporary);
    new_file_done(file);
}

cd_rc cd_file_commit(cd_new_file *file, cd_err *err)
{
    cd_rc rc = CD_OK;
    if (fsync(file->fd) != 0 || rename(file->temporary, file->path) != 0) {
        rc = cd_fail_errno(err, NULL, file->path);
        cd_file_abandon(file);
        return rc;
    }
    rc = folder_of_sync(file->path, err);
    new_file_done(file);
    return rc;
}

cd_rc cd_file_write_atomic(const char *path, cd_str bytes, unsigned mode, cd_err *err)
{
    CD_AUTO(cd_file_abandon) cd_new_file file = CD_NEW_FILE_INIT;
    CD_TRY(cd_file_begin(&file, path, mode, err));
    CD_TRY(cd_fd_write_all(file.fd, bytes, err));
    return cd_file_commit(&file, err);
}

void cd_memory_large(void *memory, size_t bytes)
{
    const uintptr_t page = 4096;
    const uintptr_t start = ((uintptr_t)memory + page - 1) & ~(page - 1);
    const uintptr_t end = ((uintptr_t)memory + bytes) & ~(page - 1);
    if (end > start)
        (void)madvise((void *)start, end - start, MADV_HUGEPAGE); /* a hint: may be refused */
}

cd_rc cd_file_memory(int *fd, cd_str bytes, cd_err *err)
{
    CD_AUTO(cd_fd_close) int memory = memfd_create("candela", MFD_CLOEXEC);
    if (memory < 0 || cd_fd_write_all(memory, bytes, NULL) != CD_OK ||
        lseek(memory, 0, SEEK_SET) != 0)
        return cd_fail(err, CD_E_NOMEM, NULL, "no file in memory of %zu bytes", bytes.size);
    *fd = memory;
    memory = -1;
    return CD_OK;
}

cd_rc cd_file_lock(int *fd, const char *path, cd_err *err)
{
    CD_AUTO(cd_fd_close) int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        return cd_fail_errno(err, NULL, path);
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return cd_fail(err, CD_E_CONFLICT, NULL, "%s is in use by another process", path);
        return cd_fail_errno(err, NULL, path);
    }
    *fd = lock;
    lock = -1;
    return CD_OK;
}

cd_rc cd_disk_free(uint64_t *bytes, const char *path, cd_err *err)
{
    struct statvfs info;
    if (statvfs(path, &info) != 0)
        return cd_fail_errno(err, NULL, path);
    *bytes = (uint64_t)info.f_bavail * info.f_frsize;
    return CD_OK;
}
