/* engine/multiplane/film/fall.h - snow and rain in front of the camera, frame by frame.
 * Thread: any, no state. Uses: scene, paint. */
#ifndef CD_ENGINE_MULTIPLANE_FILM_FALL_H
#define CD_ENGINE_MULTIPLANE_FILM_FALL_H
#include "engine/multiplane/paint/paint.h"

/* Lays the scene's weather over a picture of cd_mp_set_draw(). `t` 0..1 is the place in the clip,
 * where 1 is as 0; `strength` 0..1. Nothing in other weather, indoors, in space, under water. */
void cd_mp_fall_draw(uint16_t *out, uint32_t width, uint32_t height, const mp_scene *scene, float t,
                     float strength);

#endif
