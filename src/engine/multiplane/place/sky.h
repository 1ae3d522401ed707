/* engine/multiplane/place/sky.h - the sky behind everything: gradient, sun or moon, stars, clouds.
 * Thread: as paint.h. Uses: paint. */
#ifndef CD_ENGINE_MULTIPLANE_PLACE_SKY_H
#define CD_ENGINE_MULTIPLANE_PLACE_SKY_H
#include "engine/multiplane/paint/paint.h"

/* Colour of the bare sky at a height of t = 0 (horizon) .. 1 (top of the frame). */
mp_px cd_mp_sky_color(const mp_light *light, float t);
/* Paints rows [0, to) of the canvas. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_sky_paint(mp_paint *paint, int32_t to, cd_err *err);
/* Adds stars above row `to`; `dense` 1 is a clear night. */
void cd_mp_sky_stars(mp_paint *paint, float to, float dense);
/* Adds northern lights on rows [0, to): curtains over the horizon. */
void cd_mp_sky_aurora(mp_paint *paint, int32_t to);
/* Adds the band of the milky way, `strength` 0..1, on rows [0, to). */
void cd_mp_sky_milky_way(mp_paint *paint, int32_t to, float strength);

#endif
