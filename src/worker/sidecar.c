/* worker/sidecar.c - the frames of an HDR clip as OpenEXR files in one archive. It is written to a
 * file that has no name, so that nothing is left behind whatever happens to the worker. */
#include "worker/run_int.h"

#include "media/exr.h"
#include "media/zip.h"
#include "sys/files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FRAME_BYTES_MAX = 128 * 1024 * 1024 };

struct cd_sidecar {
    int fd;
    cd_zip *zip;
    cd_buf frame;
    uint32_t count;
};

cd_rc cd_sidecar_open(cd_sidecar **out, const char *folder, cd_err *err)
{
    CD_AUTO(cd_sidecar_close) cd_sidecar *sidecar = cd_new(sizeof *sidecar);
    sidecar->fd = -1;
    sidecar->frame = (cd_buf)CD_BUF_INIT(FRAME_BYTES_MAX);
    char path[CD_PATH_MAX];
    CD_TRY(cd_path_join(path, folder != NULL ? folder : P_tmpdir, "candela-exr-XXXXXX", err));
    sidecar->fd = mkostemp(path, O_CLOEXEC);
    if (sidecar->fd < 0 || unlink(path) != 0)
        return cd_fail_errno(err, NULL, "a file for EXR frames");
    CD_TRY(cd_zip_open(&sidecar->zip, sidecar->fd, err));
    CD_MOVE(*out, sidecar);
    return CD_OK;
}

cd_rc cd_sidecar_put(cd_sidecar *sidecar, const cd_frame *frame, cd_err *err)
{
    char name[32];
    cd_buf_clear(&sidecar->frame);
    CD_TRY(cd_exr_encode(&sidecar->frame, frame, CD_VIDEO_FPS, err));
    snprintf(name, sizeof name, "frame_%04u.exr", sidecar->count++);
    return cd_zip_add(sidecar->zip, name, cd_buf_str(&sidecar->frame), err);
}

cd_rc cd_sidecar_end(cd_str *out, cd_sidecar *sidecar, cd_err *err)
{
    struct stat info;
    CD_TRY(cd_zip_end(sidecar->zip, err));
    if (fstat(sidecar->fd, &info) != 0)
        return cd_fail_errno(err, NULL, "EXR frames");
    const size_t size = (size_t)info.st_size;
    void *data = mmap(NULL, size, PROT_READ, MAP_SHARED, sidecar->fd, 0);
    if (data == MAP_FAILED)
        return cd_fail_errno(err, NULL, "EXR frames");
    *out = (cd_str){data, size};
    return CD_OK;
}

void cd_sidecar_close(cd_sidecar **sidecar)
{
    if (sidecar == NULL || *sidecar == NULL)
        return;
    cd_zip_close(&(*sidecar)->zip);
    cd_buf_done(&(*sidecar)->frame);
    cd_fd_close(&(*sidecar)->fd);
    cd_free_ptr(sidecar);
}
