/* engine/multiplane/look/shrunk.h - a picture at a fraction of its size in 8 bits, for what need
 * not be looked at closely. Thread: one owner; uses threads. Uses: look. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_SHRUNK_H
#define CD_ENGINE_MULTIPLANE_LOOK_SHRUNK_H
#include "engine/multiplane/look/look.h"

typedef struct mp_shrunk {
    int32_t width, height, by; /* `by` pixels of the picture to each side of one of these */
    uint8_t *rgb;              /* owned, [height][width][3], sRGB's curve */
} mp_shrunk;

/* Means of `by` x `by` pixels; what is left over at the right and bottom is not seen. A picture
 * thinner than that has one row or column. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__shrunk_of(mp_shrunk *out, const mp_picture *picture, int32_t by, cd_err *err);
void cd_mp__shrunk_done(mp_shrunk *shrunk);

/* The pixel nearest to (x, y), which may lie outside. */
static inline const uint8_t *cd_mp__shrunk_at(const mp_shrunk *s, int32_t x, int32_t y)
{
    x = x < 0 ? 0 : x >= s->width ? s->width - 1 : x;
    y = y < 0 ? 0 : y >= s->height ? s->height - 1 : y;
    return s->rgb + ((size_t)y * (size_t)s->width + (size_t)x) * 3;
}

#endif
