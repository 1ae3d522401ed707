/* engine/multiplane/cast/lettering_plate.c - boards, cloth and paper, and the letters on them. */
#include "engine/multiplane/cast/lettering.h"

#include <pango/pangocairo.h>
#include <string.h>

static void screws(cairo_t *cr, double w, double h, double t)
{
    for (int i = 0; i < 4; i++) {
        const double x = i & 1 ? w - 1.25 * t : 1.25 * t;
        const double y = i & 2 ? h - 1.25 * t : 1.25 * t;
        cairo_arc(cr, x, y, 0.022 * h, 0, 6.2832);
        cd_mp_ink(cr, 0x2b2320, 1.0);
        cairo_fill(cr);
        cairo_arc(cr, x - 0.006 * h, y - 0.006 * h, 0.008 * h, 0, 6.2832);
        cd_mp_ink(cr, 0xd8d0c8, 0.9);
        cairo_fill(cr);
    }
}

static void wood(cairo_t *cr, double w, double h, uint64_t seed)
{
    const double r = 0.10 * h;
    const int planks = h > 0.55 * w ? 4 : 3;
    mp_rand rand = cd_mp_rand_new(seed, 121);
    cd_mp_round_rect(cr, 0, 0, w, h, r);
    cairo_save(cr);
    cairo_clip(cr);
    for (int i = 0; i < planks; i++) {
        const double y = h * i / planks;
        const double ph = h / planks;
        const float tone = cd_mp_range(&rand, 0.90f, 1.08f);
        const double line[4] = {0, y, 0, y + ph};
        cairo_rectangle(cr, 0, y, w, ph + 1);
        cd_mp_fill_gradient(cr, line, cd_mp_shade(0xb57b45, tone), cd_mp_shade(0x8d572c, tone),
                            false);
        for (int k = 0; k < 26; k++) {
            /* Grain: long lines that swing around knots. */
            const double gy = y + ph * (double)cd_mp_rand01(&rand);
            const double sway = ph * (double)cd_mp_range(&rand, -0.16f, 0.16f);
            const bool dark = cd_mp_rand01(&rand) < 0.65f;
            cairo_move_to(cr, -5, gy);
            cairo_curve_to(cr, w * 0.3, gy + sway, w * 0.6, gy - sway, w + 5, gy + sway * 0.5);
            cairo_set_line_width(cr, h * (double)cd_mp_range(&rand, 0.003f, 0.011f));
            cd_mp_ink(cr, dark ? 0x5a3116 : 0xe2ab6c, dark ? 0.34 : 0.26);
            cairo_stroke(cr);
        }
        const double kx = w * (double)cd_mp_range(&rand, 0.08f, 0.92f);
        for (int k = 3; k > 0; k--) {
            cairo_save(cr);
            cairo_translate(cr, kx, y + ph * 0.5);
            cairo_scale(cr, h * 0.020 * k, h * 0.011 * k);
            cairo_arc(cr, 0, 0, 1, 0, 6.2832);
            cairo_restore(cr);
            cairo_set_line_width(cr, h * 0.006);
            cd_mp_ink(cr, 0x4c2912, 0.45);
            cairo_stroke(cr);
        }
        cairo_rectangle(cr, 0, y + ph - h * 0.012, w, h * 0.014);
        cd_mp_ink(cr, 0x2f190b, i + 1 < planks ? 0.75 : 0.0);
        cairo_fill(cr);
        cairo_rectangle(cr, 0, y, w, h * 0.010);
        cd_mp_ink(cr, 0xf0c48c, i > 0 ? 0.40 : 0.0);
        cairo_fill(cr);
    }
    cairo_restore(cr);
    /* Bevel: light above, dark below, and a painted line inside. */
    const double t = 0.045 * h;
    cairo_set_line_width(cr, t);
    cd_mp_round_rect(cr, t * 0.5, t * 0.5, w - t, h - t, r);
    cairo_pattern_t *bevel = cairo_pattern_create_linear(0, 0, 0, h);
    cd_mp_stop(bevel, 0.0, 0xe9b878, 1.0);
    cd_mp_stop(bevel, 0.5, 0x8a5226, 1.0);
    cd_mp_stop(bevel, 1.0, 0x3f210d, 1.0);
    cairo_set_source(cr, bevel);
    cairo_stroke(cr);
    cairo_pattern_destroy(bevel);
    cairo_set_line_width(cr, 0.014 * h);
    cd_mp_round_rect(cr, 2.0 * t, 2.0 * t, w - 4.0 * t, h - 4.0 * t, r * 0.6);
    cd_mp_ink(cr, 0xfff1cf, 0.85);
    cairo_stroke(cr);
    screws(cr, w, h, t);
}

static void banner(cairo_t *cr, double w, double h)
{
    const double tail = 0.13 * w < 0.6 * h ? 0.13 * w : 0.6 * h;
    const double drop = 0.16 * h;
    for (int i = 0; i < 2; i++) {
        const double edge = i ? w : 0;
        const double in = i ? -1 : 1;
        cairo_move_to(cr, edge, drop);
        cairo_line_to(cr, edge + in * tail * 1.4, drop);
        cairo_line_to(cr, edge + in * tail * 1.4, h);
        cairo_line_to(cr, edge, h);
        cairo_line_to(cr, edge + in * tail * 0.4, 0.5 * (h + drop));
        cairo_close_path(cr);
        cd_mp_ink(cr, 0x8f1f2d, 1.0);
        cairo_fill(cr);
    }
    const double line[4] = {0, 0, 0, h - drop};
    cairo_rectangle(cr, tail, 0, w - 2 * tail, h - drop);
    cd_mp_fill_gradient(cr, line, 0xe2475a, 0xb92a3c, false);
    cairo_set_line_width(cr, 0.022 * h);
    for (int i = 0; i < 2; i++) {
        const double y = i ? h - drop - 0.07 * h : 0.07 * h;
        cairo_move_to(cr, tail, y);
        cairo_line_to(cr, w - tail, y);
    }
    cd_mp_ink(cr, 0xffe3b8, 0.9);
    cairo_stroke(cr);
}

static void paper(cairo_t *cr, double w, double h, bool label)
{
    const double r = label ? 0.06 * h : 0.015 * h;
    const double line[4] = {0, 0, w * 0.3, h};
    cd_mp_round_rect(cr, 0, 0, w, h, r);
    cd_mp_fill_gradient(cr, line, label ? 0xfff4dc : 0xffffff, label ? 0xf0dcb6 : 0xece8e0, false);
    cairo_set_line_width(cr, 0.012 * h);
    if (label) {
        for (int i = 0; i < 2; i++) {
            const double t = (0.05 + 0.035 * i) * h;
            cd_mp_round_rect(cr, t, t, w - 2 * t, h - 2 * t, r * 0.7);
            cairo_set_line_width(cr, (i ? 0.006 : 0.016) * h);
            cd_mp_ink(cr, 0x8a3b2a, 0.9);
            cairo_stroke(cr);
        }
        return;
    }
    for (double y = 0.14 * h; y < h; y += 0.085 * h) {
        cairo_move_to(cr, 0.06 * w, y);
        cairo_line_to(cr, 0.94 * w, y);
    }
    cairo_set_line_width(cr, 0.003 * h);
    cd_mp_ink(cr, 0x9fb4cf, 0.55);
    cairo_stroke(cr);
}

static void neon(cairo_t *cr, double w, double h)
{
    const double line[4] = {0, 0, 0, h};
    cd_mp_round_rect(cr, 0, 0, w, h, 0.12 * h);
    cd_mp_fill_gradient(cr, line, 0x241c33, 0x120d1d, false);
    cairo_set_line_width(cr, 0.02 * h);
    cd_mp_round_rect(cr, 0.02 * h, 0.02 * h, w - 0.04 * h, h - 0.04 * h, 0.11 * h);
    cd_mp_ink(cr, 0x4b3f66, 1.0);
    cairo_stroke(cr);
}

void cd_mp_plate_draw(cairo_t *cr, mp_surface surface, double w, double h, uint64_t seed)
{
    switch (surface) {
    case MP_BANNER:
        banner(cr, w, h);
        break;
    case MP_LABEL:
    case MP_PAGE:
        paper(cr, w, h, surface == MP_LABEL);
        break;
    case MP_SIGN_NEON:
        neon(cr, w, h);
        break;
    default:
        wood(cr, w, h, seed);
        break;
    }
}

static const char *face_of(mp_surface surface)
{
    switch (surface) {
    case MP_SIGN_NEON:
        return "Noto Sans Display, DejaVu Sans, Sans Bold";
    case MP_BANNER:
        return "Noto Sans Display, DejaVu Sans Condensed, Sans Bold";
    case MP_PAGE:
        return "Noto Serif, DejaVu Serif, Serif";
    default:
        return "Noto Serif Display, DejaVu Serif, Serif Bold";
    }
}

/* Glyphs are laid out at one size and scaled as outlines: every further size would cost fontconfig
 * a search through all fonts, and memory that it keeps. */
enum { EM = 64 };

/* The largest scale at which the laid-out text stays inside the box; the layout is left at it. */
static double fit(PangoLayout *layout, const double box[4])
{
    double low = 1.0 / EM;
    double high = box[3] * 0.92 / EM;
    for (int i = 0; i < 14; i++) {
        const double scale = 0.5 * (low + high);
        pango_layout_set_width(layout, (int)(box[2] / scale * PANGO_SCALE));
        int w = 0;
        int h = 0;
        pango_layout_get_size(layout, &w, &h);
        const double k = scale / PANGO_SCALE;
        if (h * k <= box[3] && w * k <= box[2])
            low = scale;
        else
            high = scale;
    }
    pango_layout_set_width(layout, (int)(box[2] / low * PANGO_SCALE));
    return low;
}

static void ink_pass(cairo_t *cr, const cairo_path_t *path, const double at[3], uint32_t hex,
                     double alpha)
{
    cairo_save(cr);
    cairo_new_path(cr);
    cairo_translate(cr, at[0], at[1]);
    cairo_scale(cr, at[2], at[2]);
    cairo_append_path(cr, path);
    cd_mp_ink(cr, hex, alpha);
    cairo_fill(cr);
    cairo_restore(cr);
}

/* `at`: x, y and scale of the outlines. */
static void ink_letters(cairo_t *cr, const cairo_path_t *path, mp_surface surface,
                        const double at[3])
{
    static const uint32_t inks[MP_SURFACE__COUNT] = {
        [MP_SIGN_WOOD] = 0xfff3d4, [MP_SIGN_NEON] = 0xffffff, [MP_BANNER] = 0xfff8ea,
        [MP_LABEL] = 0x5f2318,     [MP_PAGE] = 0x2b2a33,
    };
    const double off = 0.03 * EM * at[2];
    if (surface == MP_SIGN_WOOD || surface == MP_BANNER) {
        /* Painted thickly: a dark edge below right, a light one above left. */
        const double low[3] = {at[0] + off, at[1] + off * 1.4, at[2]};
        const double high[3] = {at[0] - off * 0.4, at[1] - off * 0.4, at[2]};
        ink_pass(cr, path, low, surface == MP_BANNER ? 0x5e0f1a : 0x2b1407, 0.85);
        ink_pass(cr, path, high, 0xffffff, 0.5);
    }
    ink_pass(cr, path, at, inks[surface], 1.0);
}

void cd_mp_text_set(cairo_t *cr, const char *text, mp_surface surface, const double box[4])
{
    cairo_save(cr);
    cairo_identity_matrix(cr);
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_from_string(face_of(surface));
    pango_font_description_set_absolute_size(font, (double)EM * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    char *valid = g_utf8_make_valid(text, -1);
    pango_layout_set_text(layout, valid, -1);
    pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    /* Words stay whole where they can: breaking inside one only when that is no longer legible. */
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
    double scale = fit(layout, box);
    if (scale * EM < 0.16 * box[3] && strlen(text) > 24) {
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        scale = fit(layout, box);
    }
    PangoRectangle ink;
    pango_layout_get_pixel_extents(layout, &ink, NULL);
    cairo_new_path(cr);
    cairo_move_to(cr, 0.0, 0.0);
    pango_cairo_layout_path(cr, layout);
    cairo_path_t *path = cairo_copy_path(cr);
    cairo_new_path(cr);
    cairo_restore(cr);
    const double at[3] = {box[0], box[1] + 0.5 * (box[3] - ink.height * scale) - ink.y * scale,
                          scale};
    ink_letters(cr, path, surface, at);
    cairo_path_destroy(path);
    pango_font_description_free(font);
    g_object_unref(layout);
    g_free(valid);
}
