/* engine/multiplane/paint/light.h - the light of a scene: colours of the sky, of sun and shade, of
 * the air, by time of day and weather. Thread: plain data. Uses: base scene. */
#ifndef CD_ENGINE_MULTIPLANE_PAINT_LIGHT_H
#define CD_ENGINE_MULTIPLANE_PAINT_LIGHT_H
#include "engine/multiplane/scene.h"

/* Linear light, sRGB primaries. */
typedef struct mp_px {
    float r, g, b, a;
} mp_px;

typedef struct mp_light {
    mp_px zenith, upper, lower, horizon; /* the clear sky from top to horizon */
    mp_px glow;                          /* added around the sun */
    float glow_size;                     /* in short sides of the frame */
    mp_px disc;                          /* the sun's or moon's face */
    mp_px key, ambient;                  /* multiply what stands in the sun, in the shade */
    mp_px fog;                           /* the air in the distance */
    float haze;                          /* how fast things fade into it, 0..1 */
    mp_px cloud_lit, cloud_dark;
    float cover;     /* of clouds, 0..1 */
    float sun_at;    /* 0 left .. 1 right */
    float elevation; /* 0 horizon .. 1 top of the sky */
    float dir[3];    /* toward the light: right, up, away from the viewer; unit length */
    float stars;     /* 0..1 */
    float lamps;     /* how far lamps and windows are lit, 0..1 */
    float rim;       /* strength of the rim light */
    bool moon;
    bool disc_seen;
} mp_light;

/* sRGB 0xRRGGBB to linear, a = 1. */
mp_px cd_mp_rgb(uint32_t hex);
/* The light of a scene; its seed decides on which side the sun stands. */
void cd_mp_light_set(mp_light *out, const mp_scene *scene);

#endif
