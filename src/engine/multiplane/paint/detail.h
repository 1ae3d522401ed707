/* engine/multiplane/paint/detail.h - the fine structure of the ground. Thread: as paint.h. Uses:
 * paint. */
#ifndef CD_ENGINE_MULTIPLANE_PAINT_DETAIL_H
#define CD_ENGINE_MULTIPLANE_PAINT_DETAIL_H
#include "engine/multiplane/paint/paint.h"

/* Lets the light of everything below the horizon vary by up to `amount` (0.1: a tenth) with a noise
 * that lies on the ground in perspective: blades, grains, ripples. For the surroundings, before
 * anybody stands there. */
void cd_mp_detail_ground(mp_paint *paint, float amount);

#endif
