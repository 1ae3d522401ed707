/* engine/multiplane/look/screentone.h - the greys of manga: dots in few densities, as on the sheets
 * that are cut and rubbed on. Thread: any. Uses: paint. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_SCREENTONE_H
#define CD_ENGINE_MULTIPLANE_LOOK_SCREENTONE_H
#include "engine/multiplane/paint/paint.h"

/* Dots of screentone: 0 white .. 1 black at a point of the page, for this share of ink. `cell`
 * pixels from dot to dot, in rows that stand at 45 degrees. */
float cd_mp_screentone(float x, float y, float cell, float share);
/* Pixels from dot to dot on a page of this width. */
float cd_mp_tone_cell(int32_t page_width);
/* The share of ink on the sheet for a brightness 0..1: black up to the first step, then darker to
 * lighter sheets, white from the last one. */
float cd_mp_tone_sheet(float bright, const float steps[4]);

#endif
