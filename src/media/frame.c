/* media/frame.c - pictures in memory. */
#include "media/frame.h"

#include <stdlib.h>

cd_rc cd_frame_new(cd_frame **out, uint32_t width, uint32_t height, cd_err *err)
{
    if (width == 0 || height == 0 || width > CD_FRAME_SIDE_MAX || height > CD_FRAME_SIDE_MAX)
        return cd_fail(err, CD_E_TOO_BIG, "size", "%ux%u is outside 1..%d", width, height,
                       CD_FRAME_SIDE_MAX);
    const size_t stride = ((size_t)width * 3 + 63) / 64 * 64;
    uint8_t *pixels;
    CD_TRY(cd_try_alloc(&pixels, stride * height, err));
    cd_frame *frame = cd_new(sizeof *frame);
    *frame = (cd_frame){width, height, stride, pixels, NULL};
    *out = frame;
    return CD_OK;
}

void cd_frame_free(cd_frame **frame)
{
    if (frame == NULL || *frame == NULL)
        return;
    free((*frame)->pixels);
    free((*frame)->deep);
    free(*frame);
    *frame = NULL;
}

cd_rc cd_frame_deepen(cd_frame *frame, cd_err *err)
{
    size_t bytes;
    CD_ASSERT(frame->deep == NULL);
    if (cd_mul_overflow(&bytes, frame->width, frame->height, 3 * sizeof *frame->deep))
        return cd_fail(err, CD_E_TOO_BIG, "size", "%ux%u", frame->width, frame->height);
    return cd_try_alloc(&frame->deep, bytes, err);
}
