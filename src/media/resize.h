/* media/resize.h - a part of a picture at another size. Thread: any, no shared state. Uses: frame.
 */
#ifndef CD_MEDIA_RESIZE_H
#define CD_MEDIA_RESIZE_H
#include "media/frame.h"

/* A part of a picture, in its pixels; may lie between them, not outside. */
struct cd_area {
    double x, y, width, height;
};

/* That part of `in`, `width` by `height` pixels large: a Catmull-Rom filter, widened when it gets
 * smaller. The whole at its own size is a copy. *out is new. CD_E_TOO_BIG, CD_E_NOMEM. */
CD_MUST cd_rc cd_resize(cd_frame **out, const cd_frame *in, const struct cd_area *area,
                        uint32_t width, uint32_t height, cd_err *err);
/* The largest part in the middle of a picture that has the shape of `width` by `height`. */
struct cd_area cd_area_cover(const cd_frame *in, uint32_t width, uint32_t height);
struct cd_area cd_area_whole(const cd_frame *in);
/* The whole picture at another size. */
CD_MUST cd_rc cd_resize_whole(cd_frame **out, const cd_frame *in, uint32_t width, uint32_t height,
                              cd_err *err);
/* Its middle, cut to the shape of width by height, at that size. */
CD_MUST cd_rc cd_resize_cover(cd_frame **out, const cd_frame *in, uint32_t width, uint32_t height,
                              cd_err *err);

#endif
