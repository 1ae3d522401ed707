/* engine/multiplane/cast/lettering.h - quoted texts, set exactly by Pango, on signs, banners,
 * labels and pages in the scene. Thread: as paint.h. Uses: cast vector street, Pango. */
#ifndef CD_ENGINE_MULTIPLANE_CAST_LETTERING_H
#define CD_ENGINE_MULTIPLANE_CAST_LETTERING_H
#include "engine/multiplane/cast/cast.h"
#include "engine/multiplane/paint/vector.h"

typedef struct mp_plate {
    float box[4]; /* x0 y0 x1 y1, pixels */
    float base;   /* row where its posts end */
    mp_mount mount;
} mp_plate;

typedef struct mp_lettering {
    uint32_t count;
    mp_plate plates[MP_TEXTS_MAX];
} mp_lettering;

/* Finds places beside the cast, which must be laid out. `base` is the row where heroes stand. */
void cd_mp_lettering_layout(mp_lettering *out, const mp_paint *paint, const mp_cast *cast,
                            float base);
/* Paints all plates. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_lettering_draw(const mp_lettering *lettering, mp_paint *paint, cd_err *err);

/* The board without its letters, filling w x h at (0, 0). */
void cd_mp_plate_draw(cairo_t *cr, mp_surface surface, double w, double h, uint64_t seed);
/* Adds the text as a path's worth of glyphs centred in the box, as large as fits. */
void cd_mp_text_set(cairo_t *cr, const char *text, mp_surface surface, const double box[4]);

#endif
