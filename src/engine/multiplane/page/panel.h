/* engine/multiplane/page/panel.h - how a manga page is divided: panels in reading order, from right
 * to left and from top to bottom, with gutters between them, and what each of them shows.
 * Thread: plain data. Uses: paint. */
#ifndef CD_ENGINE_MULTIPLANE_PAGE_PANEL_H
#define CD_ENGINE_MULTIPLANE_PAGE_PANEL_H
#include "engine/multiplane/paint/paint.h"

enum { MP_PANELS_MAX = 5 };

typedef enum mp_shot {
    MP_SHOT_WIDE,   /* the surroundings with the whole cast */
    MP_SHOT_MIDDLE, /* the hero in the surroundings, nearer */
    MP_SHOT_HERO,   /* the hero large, before lines of speed */
    MP_SHOT_FACE,   /* nothing but a face: a reaction */
    MP_SHOT_DETAIL  /* another one of the cast, or a thing that the hero has */
} mp_shot;

typedef struct mp_panel {
    float corner[4][2]; /* pixels: top left, top right, bottom right, bottom left */
    int32_t box[4];     /* x0 y0 x1 y1, pixels, around the corners and inside the page */
    mp_shot shot;
    bool bleeds; /* reaches the edge of the page */
} mp_panel;

/* Divides a page; `count` is 2..MP_PANELS_MAX, and what is returned. */
uint32_t cd_mp_panels_lay(mp_panel out[MP_PANELS_MAX], float width, float height, uint32_t count,
                          uint64_t seed);
/* Pixels from the nearest edge, inside above 0. */
float cd_mp_panel_inside(const mp_panel *panel, float x, float y);

#endif
