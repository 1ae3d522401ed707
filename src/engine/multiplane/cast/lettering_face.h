/* engine/multiplane/cast/lettering_face.h - words as outlines in a type style: laid out by Pango,
 * so in any script that the installed fonts have; bent, frayed, thickened, cut and grained as
 * faces.def has it. Thread: any. Uses: scene, Pango, Cairo. */
#ifndef CD_ENGINE_MULTIPLANE_CAST_LETTERING_FACE_H
#define CD_ENGINE_MULTIPLANE_CAST_LETTERING_FACE_H
#include "engine/multiplane/scene.h"

#include <cairo.h>

/* Colours 0xRRGGBB of letters. */
typedef struct mp_inks {
    uint32_t fill;
    uint32_t edge; /* around the letters or, `raised`, below right of them; 0: none */
    bool raised;   /* thickly painted: a dark edge below right, a light one above left */
    float body;    /* share of the face's spread, 0..1: the core of a neon tube is thinner */
} mp_inks;

/* What a text became. */
typedef struct mp_set {
    uint32_t lines;
    uint32_t unknown; /* glyphs that no installed font has: drawn as boxes with their number */
    double ink[4];    /* x0 y0 x1 y1 of all that was drawn, in the units of the box */
} mp_set;

/* Draws the text, UTF-8, centred in the box (x, y, width, height) as large as fits, in balanced
 * lines; no ink leaves the box. Bytes that are no UTF-8 become U+FFFD. `face` is not _AUTO. */
mp_set cd_mp_face_set(cairo_t *cr, const char *text, mp_face face, const mp_inks *inks,
                      const double box[4]);

#endif
