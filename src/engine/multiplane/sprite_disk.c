/* engine/multiplane/sprite_disk.c - rasters as files of a cache folder. A file is a header of 40
 * bytes and a zlib stream; whatever is wrong with one, it counts as absent. */
#include "engine/multiplane/sprite_int.h"

#include "base/clock.h"
#include "media/deflate.h"
#include "sys/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HEADER = 40,
    NAME_MAX_BYTES = 64,
    FILES_MAX = 65536,
    FILE_BYTES_MAX = 8 * 1024 * 1024,
    UNFINISHED_S = 3600
};

static const char magic[8] = "CDSPRT01";
static const char suffix[] = ".sprite";

static void put(uint8_t *at, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        at[i] = (uint8_t)(value >> (8 * i));
}

static uint32_t get32(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void header_write(uint8_t header[HEADER], const struct mp_raster_key *key, uint32_t width,
                         uint32_t height)
{
    memcpy(header, magic, sizeof magic);
    put(header + 8, key->pack_hash, 8);
    put(header + 16, (uint32_t)key->figure, 4);
    put(header + 20, key->side_px, 4);
    put(header + 24, width, 4);
    put(header + 28, height, 4);
    put(header + 32, cd_crc32(0, (cd_str){(const char *)header, 32}), 4);
    put(header + 36, 0, 4);
}

static cd_rc path_of(char out[CD_PATH_MAX], const char *folder, const struct mp_raster_key *key,
                     cd_err *err)
{
    char name[NAME_MAX_BYTES];
    snprintf(name, sizeof name, "%016llx-%d-%u%s", (unsigned long long)key->pack_hash, key->figure,
             key->side_px, suffix);
    return cd_path_join(out, folder, name, err);
}

cd_rc cd_mp__raster_load(struct mp_raster *out, const char *folder, const struct mp_raster_key *key,
                         cd_err *err)
{
    char path[CD_PATH_MAX];
    CD_TRY(path_of(path, folder, key, err));
    CD_AUTO(cd_buf_done) cd_buf file = CD_BUF_INIT(FILE_BYTES_MAX);
    CD_TRY(cd_file_read(&file, path, err));
    if (file.size <= HEADER)
        return cd_fail(err, CD_E_CORRUPT, NULL, "%s is cut short", path);

    const uint8_t *bytes = (const uint8_t *)file.data;
    const uint32_t width = get32(bytes + 24), height = get32(bytes + 28);
    uint8_t expected[HEADER];
    header_write(expected, key, width, height);
    if (memcmp(bytes, expected, HEADER) != 0 || width == 0 || height == 0 ||
        width > MP_RASTER_SIDE_MAX || height > MP_RASTER_SIDE_MAX)
        return cd_fail(err, CD_E_CORRUPT, NULL, "%s has a wrong header", path);

    CD_AUTO(cd_free_ptr) uint8_t *rgba = NULL;
    const size_t size = (size_t)width * height * 4;
    CD_TRY(cd_try_alloc(&rgba, size, err));
    CD_TRY(cd_inflate(rgba, size, cd_str_sub(cd_buf_str(&file), HEADER, file.size), err));
    utimensat(AT_FDCWD, path, NULL, 0); /* used now: trimming goes by this time */
    out->width = width;
    out->height = height;
    CD_MOVE(out->rgba, rgba);
    return CD_OK;
}

/* Not durable on purpose: after a power cut a torn file fails its checks and is drawn again. */
static cd_rc write_file(const char *path, cd_str bytes, cd_err *err)
{
    char temporary[CD_PATH_MAX];
    const int length = snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
    if (length < 0 || (size_t)length >= sizeof temporary)
        return cd_fail(err, CD_E_TOO_BIG, NULL, "the path %s is too long", path);
    CD_AUTO(cd_fd_close) int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        return cd_fail_errno(err, NULL, temporary);
    const cd_rc rc = cd_fd_write_all(fd, bytes, err);
    if (rc == CD_OK && rename(temporary, path) == 0)
        return CD_OK;
    const cd_rc failed = rc != CD_OK ? rc : cd_fail_errno(err, NULL, path);
    unlink(temporary);
    return failed;
}

cd_rc cd_mp__raster_save(uint64_t *bytes, const char *folder, const struct mp_raster_key *key,
                         const struct mp_raster *raster, cd_err *err)
{
    char path[CD_PATH_MAX];
    CD_TRY(path_of(path, folder, key, err));
    CD_AUTO(cd_buf_done) cd_buf file = CD_BUF_INIT(FILE_BYTES_MAX);
    uint8_t header[HEADER];
    header_write(header, key, raster->width, raster->height);
    cd_buf_put(&file, (cd_str){(const char *)header, HEADER});
    const cd_str pixels = {(const char *)raster->rgba, (size_t)raster->width * raster->height * 4};
    CD_TRY(cd_deflate(&file, pixels, err));
    CD_TRY(write_file(path, cd_buf_str(&file), err));
    *bytes = file.size;
    return CD_OK;
}

struct entry {
    char name[NAME_MAX_BYTES];
    int64_t used_ns;
    uint64_t bytes;
};

static int older_first(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    return left->used_ns < right->used_ns ? -1 : left->used_ns > right->used_ns;
}

/* A raster of this pack, worth keeping; others, and files left unfinished long ago, are removed.
 */
static bool keep(struct entry *out, int folder, const char *name, const char *prefix)
{
    const cd_str text = cd_str_from(name);
    struct stat about;
    if (strstr(name, suffix) == NULL || fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(about.st_mode))
        return false;
    const bool whole = cd_str_ends(text, CD_STR(".sprite"));
    if (cd_str_starts(text, cd_str_from(prefix)) && whole &&
        cd_str_copy(out->name, sizeof out->name, text)) {
        out->used_ns = (int64_t)about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec;
        out->bytes = (uint64_t)about.st_size;
        return true;
    }
    if (whole || cd_clock_ms() / 1000 - about.st_mtim.tv_sec > UNFINISHED_S)
        unlinkat(folder, name, 0);
    return false;
}

uint64_t cd_mp__raster_trim(const char *folder, uint64_t pack_hash, uint64_t bytes_max)
{
    DIR *listing = opendir(folder);
    if (listing == NULL)
        return 0;
    char prefix[NAME_MAX_BYTES];
    snprintf(prefix, sizeof prefix, "%016llx-", (unsigned long long)pack_hash);
    struct entry *entries = cd_new_array(FILES_MAX, sizeof *entries);
    size_t count = 0;
    uint64_t total = 0;
    for (const struct dirent *at; count < FILES_MAX && (at = readdir(listing)) != NULL;)
        if (keep(&entries[count], dirfd(listing), at->d_name, prefix))
            total += entries[count++].bytes;
    qsort(entries, count, sizeof *entries, older_first);
    for (size_t i = 0; i < count && total > bytes_max; i++)
        if (unlinkat(dirfd(listing), entries[i].name, 0) == 0)
            total -= entries[i].bytes;
    cd_free_ptr(&entries);
    closedir(listing);
    return total;
}
