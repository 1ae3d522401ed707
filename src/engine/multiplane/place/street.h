/* engine/multiplane/place/street.h - parts of the street: the shop front, the houses, the pavement.
 * Thread: as paint.h. Uses: vector. */
#ifndef CD_ENGINE_MULTIPLANE_PLACE_STREET_H
#define CD_ENGINE_MULTIPLANE_PLACE_STREET_H
#include "engine/multiplane/paint/vector.h"

/* Measures of a front, pixels. */
typedef struct mp_front {
    double s;      /* one storey and a half: the scale of everything */
    double x;      /* middle of the shop */
    double ground; /* row of the pavement's far edge */
    double half;   /* half of the shop's width */
    double width;  /* of the frame */
    uint64_t seed;
    float lamps;
} mp_front;

mp_front cd_mp_front_of(const mp_paint *paint);
/* Where the sign over the shop hangs: x0 y0 x1 y1. */
void cd_mp_front_sign(float box[4], const mp_paint *paint);
/* The larger part of its left window, likewise. */
void cd_mp_front_pane(float box[4], const mp_paint *paint);
/* Wall, then what shines behind the panes, then what stands before. */
void cd_mp_shop_wall(cairo_t *cr, const mp_front *front);
void cd_mp_shop_inside(cairo_t *cr, const mp_front *front);
void cd_mp_shop_before(cairo_t *cr, const mp_front *front);
/* A row of town houses instead of a shop. */
void cd_mp_houses_wall(cairo_t *cr, const mp_front *front);
void cd_mp_houses_inside(cairo_t *cr, const mp_front *front);
/* Slabs in perspective from `row` down. */
void cd_mp_paving(mp_paint *paint, float row, uint32_t hex, float wet);

#endif
