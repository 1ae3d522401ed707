/* engine/multiplane/paint/vector.h - shapes drawn by Cairo, brought onto canvases.
 * Thread: a layer has one owner. Uses: paint, Cairo. */
#ifndef CD_ENGINE_MULTIPLANE_PAINT_VECTOR_H
#define CD_ENGINE_MULTIPLANE_PAINT_VECTOR_H
#include "engine/multiplane/paint/paint.h"

#include <cairo.h>

typedef struct mp_layer {
    cairo_surface_t *surface; /* ARGB32 */
    cairo_t *cr;
    int32_t width, height;
} mp_layer;

/* An empty layer. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_layer_new(mp_layer *out, int32_t width, int32_t height, cd_err *err);
void cd_mp_layer_done(mp_layer *layer);
/* The layer as a card of the same size, linear and premultiplied. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_layer_card(mp_canvas *out, mp_layer *layer, unsigned threads, cd_err *err);
/* Its pixels as 8-bit premultiplied RGBA, [height][width][4], new. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_layer_rgba(uint8_t **out, mp_layer *layer, cd_err *err);
/* Lays the layer over the canvas with its corner at (x, y); colours are multiplied by `tint`,
 * opacity by tint.a. */
void cd_mp_layer_lay(mp_canvas *dst, mp_layer *layer, int32_t x, int32_t y, mp_px tint,
                     unsigned threads);

/* Source colours 0xRRGGBB with alpha. */
void cd_mp_ink(cairo_t *cr, uint32_t hex, double alpha);
void cd_mp_stop(cairo_pattern_t *pattern, double at, uint32_t hex, double alpha);
/* Fills the current path with a gradient from (x0, y0) to (x1, y1); `keep` keeps the path. */
void cd_mp_fill_gradient(cairo_t *cr, const double line[4], uint32_t from, uint32_t to, bool keep);
void cd_mp_round_rect(cairo_t *cr, double x, double y, double width, double height, double radius);
/* hex * k, clamped. */
uint32_t cd_mp_shade(uint32_t hex, float k);
/* Between two colours, in sRGB. */
uint32_t cd_mp_blend(uint32_t a, uint32_t b, float t);

#endif
