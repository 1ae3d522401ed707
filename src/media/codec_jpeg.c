/* media/codec_jpeg.c - JPEG by TurboJPEG. A handle is made for each call: version 2.1.5 writes
 * damaged files from one that was used in another mode before. */
#include "media/codec.h"

#include <turbojpeg.h>

extern const cd_codec_ops cd_codec_jpeg;

/* Illustrations have saturated edges, which halved chroma would smear: 4:4:4. */
enum { QUALITY = 92, SUBSAMPLING = TJSAMP_444 };

static void handle_free(tjhandle *handle)
{
    if (*handle != NULL)
        tjDestroy(*handle);
}

static cd_rc jpeg_encode(cd_buf *out, const cd_frame *frame, cd_err *err)
{
    CD_AUTO(handle_free) tjhandle handle = tjInitCompress();
    if (handle == NULL)
        return cd_fail(err, CD_E_NOMEM, NULL, "no memory for the JPEG encoder");
    const int width = (int)frame->width, height = (int)frame->height;
    unsigned long size = tjBufSize(width, height, SUBSAMPLING);
    unsigned char *space = (unsigned char *)cd_buf_reserve(out, size);
    if (space == NULL)
        return cd_buf_check(out, "JPEG", err);
    if (tjCompress2(handle, frame->pixels, width, (int)frame->stride, height, TJPF_RGB, &space,
                    &size, SUBSAMPLING, QUALITY, TJFLAG_NOREALLOC | TJFLAG_ACCURATEDCT) != 0)
        return cd_fail(err, CD_E_INTERNAL, NULL, "JPEG: %s", tjGetErrorStr2(handle));
    out->size += size;
    return CD_OK;
}

static cd_rc jpeg_decode(cd_frame **out, cd_str bytes, cd_err *err)
{
    CD_AUTO(handle_free) tjhandle handle = tjInitDecompress();
    if (handle == NULL)
        return cd_fail(err, CD_E_NOMEM, NULL, "no memory for the JPEG decoder");
    const unsigned char *data = (const unsigned char *)bytes.data;
    int width = 0, height = 0, subsampling, colorspace;
    if (bytes.size == 0 || tjDecompressHeader3(handle, data, bytes.size, &width, &height,
                                               &subsampling, &colorspace) != 0)
        return cd_fail(err, CD_E_CORRUPT, NULL, "not a JPEG");
    if (width < 1 || height < 1) /* the header is cut short, which the library forgives */
        return cd_fail(err, CD_E_CORRUPT, NULL, "a JPEG of %dx%d", width, height);
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_TRY(cd_frame_new(&frame, (uint32_t)width, (uint32_t)height, err));
    if (tjDecompress2(handle, data, bytes.size, frame->pixels, width, (int)frame->stride, height,
                      TJPF_RGB, TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING) != 0)
        return cd_fail(err, CD_E_CORRUPT, NULL, "JPEG: %s", tjGetErrorStr2(handle));
    CD_MOVE(*out, frame);
    return CD_OK;
}

const cd_codec_ops cd_codec_jpeg = {
    .name = "jpeg",
    .encode = jpeg_encode,
    .decode = jpeg_decode,
};
