/* engine/multiplane/place/cottage.h - small houses in the country. Thread: as paint.h. Uses:
 * plants, terrain. */
#ifndef CD_ENGINE_MULTIPLANE_PLACE_COTTAGE_H
#define CD_ENGINE_MULTIPLANE_PLACE_COTTAGE_H
#include "engine/multiplane/place/terrain.h"

/* A village, or the barn of a farm, at the sides of the land. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_paint_cottages(mp_paint *paint, const mp_terrain *land, cd_err *err);

#endif
