/* engine/multiplane/mend/fill_int.h - what the two files of the fill share: a small picture with a
 * hole, and for each pixel at the hole the place that looks like it. Only fill*.c include it.
 * Thread: one owner; search uses threads. Uses: paint. */
#ifndef CD_ENGINE_MULTIPLANE_MEND_FILL_INT_H
#define CD_ENGINE_MULTIPLANE_MEND_FILL_INT_H
#include "engine/multiplane/paint/paint.h"

enum { MP_PATCH = 3, MP_PATCH_PIXELS = (2 * MP_PATCH + 1) * (2 * MP_PATCH + 1) };

typedef struct mp_hole {
    int32_t width, height;
    uint8_t *rgb;      /* [height][width][3] */
    uint8_t *hole;     /* 1: to be filled */
    uint8_t *unwanted; /* 1: not to be taken from */
    uint8_t *depth;    /* in the hole: steps to its edge, up to 255 */
    uint8_t *good;     /* 1: a whole patch around it can be taken */
    int32_t *near;     /* the like of a pixel near the hole: its index, or -1 */
    int32_t *cost;     /* of that, the lower the more alike */
    int32_t count;     /* of pixels near the hole */
    int32_t *targets;  /* their indices */
    int32_t good_count;
    int32_t *goods; /* indices of what can be taken */
} mp_hole;

/* Arrays for a picture of that size, zero. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__hole_new(mp_hole *out, int32_t width, int32_t height, cd_err *err);
void cd_mp__hole_done(mp_hole *hole);
/* From `rgb`, `hole` and `unwanted`: the rest; then guesses for all that is near the hole, from the
 * coarser one when it is not NULL. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__hole_start(mp_hole *hole, const mp_hole *coarse, unsigned threads,
                                cd_err *err);
/* Fills the hole by `rounds` of finding what looks alike and voting. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__hole_rounds(mp_hole *hole, int rounds, uint64_t seed, unsigned threads,
                                 cd_err *err);

#endif
