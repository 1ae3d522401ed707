/* engine/multiplane/place/water.h - water surfaces: waves under a sky, and still water with a
 * mirror image. Both read the rows above the shore, which must be painted. Thread: as paint.h.
 * Uses: paint. */
#ifndef CD_ENGINE_MULTIPLANE_PLACE_WATER_H
#define CD_ENGINE_MULTIPLANE_PLACE_WATER_H
#include "engine/multiplane/paint/paint.h"

typedef struct mp_water {
    float shore;  /* row of the far shore or horizon */
    float bottom; /* row where the water ends at the near shore */
    float waves;  /* 0 a mirror .. 1 open sea */
    mp_px body;   /* colour of the water itself */
} mp_water;

void cd_mp_water_paint(mp_paint *paint, const mp_water *water);

#endif
