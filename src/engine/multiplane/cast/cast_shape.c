/* engine/multiplane/cast/cast_shape.c - what a word looks like that has no figure: a glossy shape
 * whose form and hue come from the word's hash, the same in every picture. */
#include "engine/multiplane/cast/cast.h"
#include "engine/multiplane/paint/vector.h"

enum { SIDE = 512, POINTS = 180 };

static uint32_t hue_color(float hue, float lightness)
{
    uint32_t out = 0;
    for (int i = 0; i < 3; i++) {
        float k = hue * 6.0f + (i == 0 ? 0.0f : i == 1 ? 4.0f : 2.0f);
        k -= 6.0f * (float)cd_mp_floor(k / 6.0f);
        const float ramp = cd_mp_clamp(fabsf(k - 3.0f) - 1.0f, 0.0f, 1.0f);
        const float span = 1.0f - fabsf(2.0f * lightness - 1.0f);
        const float v = cd_mp_clamp(lightness + span * 0.82f * (ramp - 0.5f), 0.0f, 1.0f);
        out = out << 8 | (uint32_t)(v * 255.0f + 0.5f);
    }
    return out;
}

/* A round form with soft lobes. */
static void outline(cairo_t *cr, uint64_t hash, double grow)
{
    const int lobes = 3 + (int)(hash % 5u);
    const double depth = 0.05 + 0.15 * (double)cd_mp_hash01(hash ^ 1u);
    const double twist = 6.2832 * (double)cd_mp_hash01(hash ^ 2u);
    const double tall = 0.88 + 0.20 * (double)cd_mp_hash01(hash ^ 3u);
    for (int i = 0; i < POINTS; i++) {
        const double a = 6.283185307 * i / POINTS;
        const double r = SIDE * 0.385 * grow * (1.0 + depth * cos(lobes * a + twist));
        const double x = 0.5 * SIDE + r * cos(a) / tall;
        const double y = 0.5 * SIDE + r * sin(a) * tall;
        if (i == 0)
            cairo_move_to(cr, x, y);
        else
            cairo_line_to(cr, x, y);
    }
    cairo_close_path(cr);
}

static void paint_shape(cairo_t *cr, uint64_t hash)
{
    const float hue = cd_mp_hash01(hash ^ 4u);
    outline(cr, hash, 1.0);
    cairo_pattern_t *body = cairo_pattern_create_radial(SIDE * 0.36, SIDE * 0.30, SIDE * 0.04,
                                                        SIDE * 0.50, SIDE * 0.52, SIDE * 0.52);
    cd_mp_stop(body, 0.0, hue_color(hue, 0.76f), 1.0);
    cd_mp_stop(body, 0.45, hue_color(hue, 0.55f), 1.0);
    cd_mp_stop(body, 1.0, hue_color(hue + 0.04f, 0.33f), 1.0);
    cairo_set_source(cr, body);
    cairo_fill_preserve(cr);
    cairo_pattern_destroy(body);
    cairo_save(cr);
    cairo_clip(cr);
    /* A belt of its second colour, then light from below and the gloss. */
    cairo_set_line_width(cr, SIDE * 0.055);
    cd_mp_ink(cr, hue_color(hue + 0.5f, 0.66f), 0.55);
    cairo_move_to(cr, 0, SIDE * 0.60);
    cairo_curve_to(cr, SIDE * 0.3, SIDE * 0.72, SIDE * 0.7, SIDE * 0.72, SIDE, SIDE * 0.60);
    cairo_stroke(cr);
    cairo_pattern_t *under = cairo_pattern_create_radial(SIDE * 0.60, SIDE * 0.95, 0, SIDE * 0.60,
                                                         SIDE * 0.95, SIDE * 0.42);
    cd_mp_stop(under, 0.0, hue_color(hue - 0.04f, 0.80f), 0.75);
    cd_mp_stop(under, 1.0, hue_color(hue - 0.04f, 0.60f), 0.0);
    cairo_set_source(cr, under);
    cairo_paint(cr);
    cairo_pattern_destroy(under);
    cairo_restore(cr);
    cairo_save(cr);
    cairo_translate(cr, SIDE * 0.37, SIDE * 0.27);
    cairo_rotate(cr, -0.5);
    cairo_scale(cr, SIDE * 0.13, SIDE * 0.065);
    cairo_arc(cr, 0, 0, 1, 0, 6.2832);
    cairo_restore(cr);
    cd_mp_ink(cr, 0xffffff, 0.55);
    cairo_fill(cr);
}

cd_rc cd_mp_shape_draw(cd_mp_sprite *out, uint8_t **rgba, uint64_t word_hash, cd_err *err)
{
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&layer, SIDE, SIDE, err));
    paint_shape(layer.cr, cd_mp_hash(word_hash));
    CD_TRY(cd_mp_layer_rgba(rgba, &layer, err));
    *out = (cd_mp_sprite){SIDE, SIDE, *rgba};
    return CD_OK;
}
