/* engine/multiplane/cast/lettering.h - quoted texts, set exactly by Pango, on signs, banners,
 * labels and pages in the scene. Thread: as paint.h. Uses: cast vector street lettering_face. */
#ifndef CD_ENGINE_MULTIPLANE_CAST_LETTERING_H
#define CD_ENGINE_MULTIPLANE_CAST_LETTERING_H
#include "engine/multiplane/cast/cast.h"
#include "engine/multiplane/cast/lettering_face.h"
#include "engine/multiplane/paint/vector.h"

typedef struct mp_plate {
    float box[4]; /* x0 y0 x1 y1, pixels: what the board takes of the picture */
    float base;   /* row where its posts end */
    mp_mount mount;
    mp_board board;
} mp_plate;

typedef struct mp_lettering {
    uint32_t count;
    mp_plate plates[MP_TEXTS_MAX];
} mp_lettering;

/* A plate on a canvas `k` times as large. */
void cd_mp_plate_scale(mp_plate *plate, float k);
/* Finds places beside the cast, which must be laid out. `base` is the row where heroes stand. */
void cd_mp_lettering_layout(mp_lettering *out, const mp_paint *paint, const mp_cast *cast,
                            float base);
/* Paints all plates but what is printed on actors. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_lettering_draw(const mp_lettering *lettering, mp_paint *paint, cd_err *err);
/* Paints what is printed on this actor, which was just drawn. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_lettering_print(const mp_lettering *lettering, mp_paint *paint,
                                    const mp_actor *actor, cd_err *err);

/* The board without its letters, filling w x h at (0, 0). */
void cd_mp_plate_draw(cairo_t *cr, mp_surface surface, double w, double h, uint64_t seed);
/* Where letters go on it: x, y, width, height. */
void cd_mp_plate_room(double room[4], mp_surface surface, double w, double h);
/* The colours of a text on its surface. */
mp_inks cd_mp_text_inks(const mp_text *text);
/* Draws the text in its face and the colours of its surface; see cd_mp_face_set(). */
mp_set cd_mp_text_draw(cairo_t *cr, const mp_text *text, const double box[4]);
/* Likewise, in the face of the surface. */
void cd_mp_text_set(cairo_t *cr, const char *text, mp_surface surface, const double box[4]);

/* Turns a plate, about its middle, by `yaw` (its right side goes away) and lays it back by `pitch`,
 * both radians, seen from a distance of `far` of its widths; sets quad and box. */
void cd_mp_plate_turn(mp_plate *plate, float yaw, float pitch, float far);
/* Lays a card over the canvas so that its corners come to those of the plate; colours are
 * multiplied by `tint`. Source of the mapping: P. Heckbert, Fundamentals of Texture Mapping and
 * Image Warping, 1989, section 2.2.3. */
void cd_mp_plate_lay(mp_canvas *dst, const mp_canvas *card, const mp_plate *plate, mp_px tint,
                     unsigned threads);
/* Where a thing that a figure shows is printed on: x0 y0 x1 y1 as shares of its box. */
void cd_mp_print_box(float box[4], cd_str figure);

#endif
