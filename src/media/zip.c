/* media/zip.c - ZIP with stored entries; every date is the format's first day, so that the same
 * files give the same archive. */
#include "media/zip.h"

#include "media/deflate.h"
#include "sys/files.h"

enum { VERSION = 20, FIRST_DAY = 1 << 5 | 1, DIRECTORY_MAX = 2 * 1024 * 1024 };

struct cd_zip {
    int fd;
    uint64_t bytes; /* written */
    uint32_t count;
    cd_buf directory;
};

static void put(cd_buf *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        cd_buf_put_byte(out, (char)(value >> (8 * i) & 255));
}

/* What the local header and the directory have in common. */
static void put_entry(cd_buf *out, cd_str name, uint32_t crc, size_t size)
{
    put(out, VERSION, 2);
    put(out, 0, 4); /* no flags, stored */
    put(out, 0, 2);
    put(out, FIRST_DAY, 2);
    put(out, crc, 4);
    put(out, size, 4);
    put(out, size, 4);
    put(out, name.size, 2);
    put(out, 0, 2);
}

static cd_rc emit(cd_zip *zip, cd_str bytes, cd_err *err)
{
    CD_TRY(cd_fd_write_all(zip->fd, bytes, err));
    zip->bytes += bytes.size;
    return CD_OK;
}

cd_rc cd_zip_open(cd_zip **out, int fd, cd_err *err)
{
    (void)err;
    cd_zip *zip = cd_new(sizeof *zip);
    zip->fd = fd;
    zip->directory = (cd_buf)CD_BUF_INIT(DIRECTORY_MAX);
    *out = zip;
    return CD_OK;
}

cd_rc cd_zip_add(cd_zip *zip, const char *name, cd_str bytes, cd_err *err)
{
    const cd_str text = cd_str_from(name);
    CD_AUTO(cd_buf_done) cd_buf head = CD_BUF_INIT(1024);
    if (zip->count == CD_ZIP_FILES_MAX || zip->bytes + bytes.size > CD_ZIP_BYTES_MAX)
        return cd_fail(err, CD_E_TOO_BIG, NULL, "an archive of over %u files or 4 GB",
                       (unsigned)CD_ZIP_FILES_MAX);
    const uint32_t crc = cd_crc32(0, bytes);
    put(&zip->directory, 0x02014b50, 4);
    put(&zip->directory, VERSION, 2);
    put_entry(&zip->directory, text, crc, bytes.size);
    put(&zip->directory, 0, 2); /* comment */
    put(&zip->directory, 0, 8); /* disk, attributes */
    put(&zip->directory, zip->bytes, 4);
    cd_buf_put(&zip->directory, text);
    CD_TRY(cd_buf_check(&zip->directory, "directory", err));
    put(&head, 0x04034b50, 4);
    put_entry(&head, text, crc, bytes.size);
    cd_buf_put(&head, text);
    CD_TRY(cd_buf_check(&head, "name", err));
    CD_TRY(emit(zip, cd_buf_str(&head), err));
    zip->count++;
    return emit(zip, bytes, err);
}

cd_rc cd_zip_end(cd_zip *zip, cd_err *err)
{
    const uint64_t at = zip->bytes;
    const size_t size = zip->directory.size;
    put(&zip->directory, 0x06054b50, 4);
    put(&zip->directory, 0, 4);
    put(&zip->directory, zip->count, 2);
    put(&zip->directory, zip->count, 2);
    put(&zip->directory, size, 4);
    put(&zip->directory, at, 4);
    put(&zip->directory, 0, 2);
    CD_TRY(cd_buf_check(&zip->directory, "directory", err));
    return emit(zip, cd_buf_str(&zip->directory), err);
}

void cd_zip_close(cd_zip **zip)
{
    if (zip == NULL || *zip == NULL)
        return;
    cd_buf_done(&(*zip)->directory);
    cd_free_ptr(zip);
}
