/* engine/multiplane/look/plane.h - one number for each pixel of a picture: its luma, its edges; and
 * blurring them. Results do not depend on the number of threads.
 * Thread: a plane has one owner; functions use threads. Uses: look. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_PLANE_H
#define CD_ENGINE_MULTIPLANE_LOOK_PLANE_H
#include "engine/multiplane/look/look.h"

typedef struct mp_plane {
    int32_t width, height;
    unsigned threads;
    float *v; /* [height][width] */
} mp_plane;

/* The picture's luma, 0..1. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__plane_luma(mp_plane *out, const mp_picture *picture, cd_err *err);
/* How much the colours change around a pixel, `reach` pixels to each side: 0 in flat areas, about 1
 * between black and white. Source: Scharr's operator, on all three channels. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__plane_edges(mp_plane *out, const mp_picture *picture, int32_t reach,
                                 cd_err *err);
/* Two box passes of `radius` pixels. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__plane_blur(mp_plane *plane, int32_t radius, cd_err *err);
void cd_mp__plane_done(mp_plane *plane);

#endif
