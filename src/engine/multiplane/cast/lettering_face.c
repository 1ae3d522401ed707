/* engine/multiplane/cast/lettering_face.c - a text in a type style: layout, outlines, ink. */
#include "engine/multiplane/cast/lettering_face.h"

#include "engine/multiplane/cast/lettering_outline.h"
#include "engine/multiplane/paint/vector.h"

#include <pango/pangocairo.h>
#include <string.h>

static const struct face {
    const char *fonts;
    int weight;
    int width; /* -1: condensed */
    int italic;
    mp_strokes strokes;
} faces[MP_FACE__COUNT] = {
#define MP_FACE(name, word, words, fonts, weight, width, italic, shear, spread, wave, rough, nib, \
                cut, grain)                                                                       \
    [MP_FACE_##name] = {                                                                          \
        fonts, weight, width, italic, {shear, spread, wave, rough, nib, cut != 0, grain}},
#include "engine/multiplane/cast/faces.def"
#undef MP_FACE
};

/* Glyphs are laid out at one size and scaled as outlines: every further size would cost fontconfig
 * a search through all fonts, and memory that it keeps. */
enum { EM = 64, FIT_STEPS = 14, BALANCE_STEPS = 8 };

/* Lines of letters without marks above and below stand closer than fonts for all of them do. */
static const float latin_spacing = 0.86f;

static bool is_latin(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++)
        if (*at >= 0xc8)
            return false;
    return true;
}

static PangoLayout *layout_of(cairo_t *cr, const char *valid, const struct face *face)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_from_string(face->fonts);
    pango_font_description_set_absolute_size(font, (double)EM * PANGO_SCALE);
    pango_font_description_set_weight(font, (PangoWeight)face->weight);
    if (face->width < 0)
        pango_font_description_set_stretch(font, PANGO_STRETCH_CONDENSED);
    if (face->italic != 0)
        pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_text(layout, valid, -1);
    pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    if (is_latin(valid))
        pango_layout_set_line_spacing(layout, latin_spacing);
    return layout;
}

/* The largest scale at which the laid-out text stays inside the box; the layout is left at it. */
static double fit(PangoLayout *layout, const double box[4])
{
    double low = 1.0 / EM;
    double high = box[3] * 0.92 / EM;
    for (int i = 0; i < FIT_STEPS; i++) {
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

/* Narrows the lines as far as their number stays the same: "Happy Birthday / Zoe" becomes "Happy /
 * Birthday Zoe" only where that is more even. */
static void balance(PangoLayout *layout)
{
    const int lines = pango_layout_get_line_count(layout);
    if (lines < 2)
        return;
    int high = pango_layout_get_width(layout);
    int low = high / 3;
    for (int i = 0; i < BALANCE_STEPS; i++) {
        const int width = low + (high - low) / 2;
        pango_layout_set_width(layout, width);
        int w = 0;
        pango_layout_get_size(layout, &w, NULL);
        if (pango_layout_get_line_count(layout) <= lines && w <= width)
            high = width;
        else
            low = width;
    }
    pango_layout_set_width(layout, high);
}

static PangoLayout *lay_out(cairo_t *cr, const char *valid, const struct face *face,
                            const double box[4])
{
    PangoLayout *layout = layout_of(cr, valid, face);
    /* Words stay whole where they can: breaking inside one only when that is no longer legible. */
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
    double scale = fit(layout, box);
    if (scale * EM < 0.16 * box[3] && strlen(valid) > 24) {
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        scale = fit(layout, box);
    }
    balance(layout);
    return layout;
}

/* The place of the outlines in the box: scale, x and y of their origin. */
static void place(double at[3], const mp_outline *outline, const double box[4])
{
    const double w = outline->box[2] - outline->box[0];
    const double h = outline->box[3] - outline->box[1];
    double scale = w * box[3] > h * box[2] ? box[2] / w : box[3] / h;
    if (scale * EM > 0.92 * box[3])
        scale = 0.92 * box[3] / EM;
    at[0] = scale;
    at[1] = box[0] + 0.5 * (box[2] - w * scale) - outline->box[0] * scale;
    at[2] = box[1] + 0.5 * (box[3] - h * scale) - outline->box[1] * scale;
}

static void ink_pass(cairo_t *cr, cairo_pattern_t *mask, double dx, double dy, uint32_t hex,
                     double alpha)
{
    cairo_matrix_t shift;
    cairo_pattern_get_matrix(mask, &shift);
    const cairo_matrix_t kept = shift;
    cairo_matrix_translate(&shift, -dx, -dy);
    cairo_pattern_set_matrix(mask, &shift);
    cd_mp_ink(cr, hex, alpha);
    cairo_mask(cr, mask);
    cairo_pattern_set_matrix(mask, &kept);
}

static cairo_pattern_t *mask_of(cairo_t *cr, const mp_outline *outline, const mp_strokes *strokes,
                                const double at[3])
{
    cairo_push_group_with_content(cr, CAIRO_CONTENT_ALPHA);
    cd_mp_outline_ink(cr, outline, strokes, at);
    return cairo_pop_group(cr);
}

/* `edge`, em: how far an edge reaches around the letters. */
static void ink(cairo_t *cr, const mp_outline *outline, const struct face *face,
                const mp_inks *inks, const double at[3], double edge)
{
    mp_strokes strokes = face->strokes;
    strokes.spread *= inks->body;
    if (edge > 0.0) {
        mp_strokes wide = strokes;
        wide.spread += edge;
        wide.grain = 0.0;
        wide.cut = false;
        cairo_pattern_t *around = mask_of(cr, outline, &wide, at);
        ink_pass(cr, around, 0.0, 0.0, inks->edge, 1.0);
        cairo_pattern_destroy(around);
    }
    cairo_pattern_t *mask = mask_of(cr, outline, &strokes, at);
    const double off = 0.028 * EM * at[0];
    if (inks->raised) {
        ink_pass(cr, mask, off, off * 1.4, inks->edge, 0.85);
        ink_pass(cr, mask, -off * 0.4, -off * 0.4, 0xffffff, 0.35);
    }
    ink_pass(cr, mask, 0.0, 0.0, inks->fill, 1.0);
    cairo_pattern_destroy(mask);
}

mp_set cd_mp_face_set(cairo_t *cr, const char *text, mp_face face, const mp_inks *inks,
                      const double box[4])
{
    CD_ASSERT(face > MP_FACE_AUTO && face < MP_FACE__COUNT);
    const struct face *f = &faces[face];
    cairo_save(cr);
    cairo_identity_matrix(cr);
    char *valid = g_utf8_make_valid(text, -1);
    PangoLayout *layout = lay_out(cr, valid, f, box);
    mp_set out = {.lines = (uint32_t)pango_layout_get_line_count(layout),
                  .unknown = (uint32_t)pango_layout_get_unknown_glyphs_count(layout)};
    const double edge = inks->edge != 0 && !inks->raised ? 0.07 : inks->raised ? 0.04 : 0.0;
    mp_outline outline;
    cd_mp_outline_take(&outline, cr, layout, &f->strokes, EM, edge);
    cairo_restore(cr);
    if (outline.count > 0) {
        double at[3];
        place(at, &outline, box);
        ink(cr, &outline, f, inks, at, inks->raised ? 0.0 : edge);
        for (int i = 0; i < 4; i++)
            out.ink[i] = outline.box[i] * at[0] + at[1 + (i & 1)];
    }
    cd_mp_outline_done(&outline);
    g_object_unref(layout);
    g_free(valid);
    return out;
}
