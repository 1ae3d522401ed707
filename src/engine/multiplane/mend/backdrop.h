/* engine/multiplane/mend/backdrop.h - surroundings without anybody in them, to lay behind what a
 * picture shows: a whole place, or nothing but sky.
 * Thread: as stage.h. Uses: stage, sky, finish. */
#ifndef CD_ENGINE_MULTIPLANE_MEND_BACKDROP_H
#define CD_ENGINE_MULTIPLANE_MEND_BACKDROP_H
#include "engine/multiplane/sprite.h"
#include "engine/multiplane/stage.h"

/* For a picture of width x height; smaller than that when it is very large. Place, time, weather
 * and seed are those of `scene`. *out is new. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_backdrop(cd_frame **out, const mp_scene *scene, uint32_t width, uint32_t height,
                             cd_mp_sprites *sprites, unsigned threads, cd_err *err);
/* The sky of that scene, or, `bare`, without clouds, over a horizon at `horizon`, 0..1 of the
 * height. *out is new. CD_E_NOMEM.
 */
CD_MUST cd_rc cd_mp_backdrop_sky(cd_frame **out, const mp_scene *scene, uint32_t width,
                                 uint32_t height, float horizon, bool bare, unsigned threads,
                                 cd_err *err);

#endif
