/* engine/multiplane/cast/lettering_outline.h - letters as polygons that can be bent, frayed,
 * thickened, cut and grained. Thread: any. Uses: paint, Cairo, Pango. */
#ifndef CD_ENGINE_MULTIPLANE_CAST_LETTERING_OUTLINE_H
#define CD_ENGINE_MULTIPLANE_CAST_LETTERING_OUTLINE_H
#include "base/base.h"

#include <pango/pango.h>

#include <cairo.h>

/* How a face is drawn; lengths in em. The columns of faces.def. */
typedef struct mp_strokes {
    double shear, spread, wave, rough, nib;
    bool cut;
    double grain;
} mp_strokes;

/* Points of closed polygons. `first` marks where one begins. */
typedef struct mp_outline {
    size_t count, max;
    double (*at)[2]; /* owned */
    uint8_t *first;  /* owned */
    double em;
    double box[4]; /* x0 y0 x1 y1 of all ink, with what is laid around */
} mp_outline;

/* The outlines of a layout whose size is `em`, bent and frayed; `edge`, em, is left around them.
 * At most some 400,000 points: what is beyond is left out. */
void cd_mp_outline_take(mp_outline *out, cairo_t *cr, PangoLayout *layout,
                        const mp_strokes *strokes, double em, double edge);
void cd_mp_outline_done(mp_outline *outline);
/* Paints them in the source colour, scaled by at[0] and moved by (at[1], at[2]), into a group of
 * its own. */
void cd_mp_outline_ink(cairo_t *cr, const mp_outline *outline, const mp_strokes *strokes,
                       const double at[3]);

#endif
