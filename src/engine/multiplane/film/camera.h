/* engine/multiplane/film/camera.h - how the camera moves through a clip. Thread: any, no state.
 * Uses: plate. */
#ifndef CD_ENGINE_MULTIPLANE_FILM_CAMERA_H
#define CD_ENGINE_MULTIPLANE_FILM_CAMERA_H
#include "engine/multiplane/film/plate.h"

/* How far the camera goes: right, up, forward, each -1..1. */
typedef struct mp_move {
    float x, y, z;
} mp_move;

/* Share of a side that a set is larger than the picture, so that the camera finds no edge. */
#define MP_SET_MARGIN 0.15f

/* The move that the prompt names, or one by the seed. */
mp_move cd_mp_camera_move(cd_str prompt, uint64_t seed);
/* Through a set with margins, at t = 0..1 of the clip. A loop is back at its start at t = 1. */
mp_pose cd_mp_camera_film(const mp_move *move, float width, float height, bool loop, float t);
/* Away from a picture without margins: at t = 0 it is shown as it is; a loop returns to it. */
mp_pose cd_mp_camera_leave(const mp_move *move, float width, float height, bool loop, float t);

#endif
