/* engine/multiplane/paint/surface.h - what tables and floors are made of.
 * Thread: any. Uses: paint. */
#ifndef CD_ENGINE_MULTIPLANE_PAINT_SURFACE_H
#define CD_ENGINE_MULTIPLANE_PAINT_SURFACE_H
#include "engine/multiplane/paint/paint.h"

/* Albedo at a place of the plane; about one board or one large vein per unit. Boards run along x.
 */
mp_px cd_mp_marble(const mp_noise *noise, float x, float z);
mp_px cd_mp_wood(const mp_noise *noise, float x, float z);

#endif
