/* engine/multiplane/film/plate.h - a scene as planes at distances, as an animator's multiplane
 * camera has them: painted once, then moved. A plane is what a part of the scene changed on the
 * canvas; seen from the middle, all planes together are the still picture.
 * Thread: one owner; cd_mp_set_draw() may use threads. Uses: paint, stage, frame. */
#ifndef CD_ENGINE_MULTIPLANE_FILM_PLATE_H
#define CD_ENGINE_MULTIPLANE_FILM_PLATE_H
#include "engine/multiplane/paint/paint.h"
#include "engine/multiplane/stage.h"
#include "media/frame.h"

enum { MP_PLATES_MAX = 8 };

typedef struct mp_plate {
    int32_t left, top, width, height; /* its rectangle on the set, pixels */
    uint16_t *px; /* [height][width][4], premultiplied, 65535 is white in sRGB's curve */
    mp_seen what;
    float near; /* 0 at infinity, 1 at the lower edge of the picture */
    bool floating;
} mp_plate;

/* Everything there is to film. */
typedef struct mp_set {
    const cd_mp_stage *stage; /* NULL: one flat plane */
    float width, height;      /* pixels */
    float horizon;
    bool water; /* the land has water from the horizon on */
    unsigned threads;
    mp_canvas before; /* the canvas as the last plane left it, while it is painted */
    uint32_t count;
    mp_plate plates[MP_PLATES_MAX]; /* from far to near */
} mp_set;

/* Where the camera stands; (0, 0, 1) shows the middle of the set. */
typedef struct mp_pose {
    float x, y;             /* how far a plane at distance 1 is shifted, pixels */
    float zoom;             /* of a plane at distance 1 */
    float drift;            /* of the sky, pixels */
    float bob;              /* of what floats, pixels */
    float wave, wave_phase; /* of water: pixels at the lower edge, turns */
} mp_pose;

/* Paints planes as the stage of `scene` tells of them: give `watch` to cd_mp_stage_watch(). */
void cd_mp_set_watch(struct mp_watch *watch, mp_set *set);
/* One opaque plane that shows the picture. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_set_flat(mp_set *set, const cd_frame *picture, unsigned threads, cd_err *err);
void cd_mp_set_done(mp_set *set);

/* The set as the camera sees it: `out` is [height][width][3], 65535 is white. */
void cd_mp_set_draw(uint16_t *out, uint32_t width, uint32_t height, const mp_set *set,
                    const mp_pose *pose);

#endif
