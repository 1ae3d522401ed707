/* engine/multiplane/look/swatch.h - the few colours that stand for a picture's many, and the
 * nearest of them for any colour. Thread: any; reading one is free for all. Uses: look. Source:
 * Heckbert, Color image quantization for frame buffer display, 1982. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_SWATCH_H
#define CD_ENGINE_MULTIPLANE_LOOK_SWATCH_H
#include "engine/multiplane/look/look.h"

enum { MP_SWATCH_MAX = 32, MP_SWATCH_CUBE = 32 };

typedef struct mp_swatch {
    uint32_t count;
    float rgb[MP_SWATCH_MAX][3]; /* from dark to light */
    uint8_t nearest[MP_SWATCH_CUBE * MP_SWATCH_CUBE * MP_SWATCH_CUBE];
} mp_swatch;

/* At most `count` colours of the picture. */
void cd_mp__swatch_of(mp_swatch *out, const mp_picture *picture, uint32_t count);

/* These colours instead, at most MP_SWATCH_MAX, each 0..1; sorted from dark to light. */
void cd_mp__swatch_set(mp_swatch *out, float (*rgb)[3], uint32_t count);

/* Index of the colour nearest to `rgb`, whose channels may lie outside 0..1. */
static inline uint32_t cd_mp__swatch_near(const mp_swatch *swatch, const float rgb[3])
{
    uint32_t at = 0;
    for (int c = 0; c < 3; c++)
        at = at * MP_SWATCH_CUBE + (uint32_t)(cd_mp_clamp(rgb[c], 0.0f, 0.9999f) * MP_SWATCH_CUBE);
    return swatch->nearest[at];
}

#endif
