/* engine/multiplane/place/hall.h - what rooms of a purpose share: a wall drawn for each, with holes
 * onto the sky. Thread: as paint.h. Uses: vector. */
#ifndef CD_ENGINE_MULTIPLANE_PLACE_HALL_H
#define CD_ENGINE_MULTIPLANE_PLACE_HALL_H
#include "engine/multiplane/paint/vector.h"

struct hall {
    uint32_t wall[2];  /* above, below */
    uint32_t tiles[2]; /* of the floor; both 0: boards */
    float dim;         /* how much of the daylight gets in */
    uint32_t lamps;    /* that hang from the ceiling */
    bool always;       /* lit by day too */
    void (*decor)(cairo_t *cr, const mp_paint *p, mp_rand *rand);
};

extern const struct hall cd_mp_hall_bedroom, cd_mp_hall_bathroom, cd_mp_hall_station,
    cd_mp_hall_market, cd_mp_hall_cave, cd_mp_hall_rooftop;

/* x, y, width, height in one colour, lit from the upper left. */
void cd_mp_hall_box(cairo_t *cr, const double at[4], uint32_t hex);
/* A hole in the wall, with an arch or flat, and its frame. */
void cd_mp_hall_window(cairo_t *cr, const double at[4], bool arch, uint32_t frame);
/* Makes everything above the floor a hole. */
void cd_mp_hall_open(cairo_t *cr);

#endif
