/* engine/multiplane/page/balloon.c - sets the text in lines of a pleasing length, finds the place
 * where the balloon covers least of what matters, draws outline, tail and letters. */
#include "engine/multiplane/page/balloon.h"

#include "engine/multiplane/paint/vector.h"

#include <pango/pangocairo.h>
#include <string.h>

enum { EM = 48 }; /* letters are laid out at this size and scaled as outlines */

struct setting {
    PangoLayout *layout;
    double width, height, x, y; /* of the ink, at the size it is laid out */
    double scale;
};

static void setting_done(struct setting *s)
{
    if (s->layout != NULL)
        g_object_unref(s->layout);
}

static void measure(struct setting *s)
{
    PangoRectangle ink;
    pango_layout_get_pixel_extents(s->layout, &ink, NULL);
    s->x = ink.x;
    s->y = ink.y;
    s->width = ink.width < 1 ? 1 : ink.width;
    s->height = ink.height < 1 ? 1 : ink.height;
}

/* Lines as long as bring the whole nearest to a shape, width over height; returns how far off that
 * is. Words that are longer than a line count as far. */
static double choose_lines(struct setting *s, double shape, PangoWrapMode wrap)
{
    double best = 1.0e9, best_width = EM * 40.0;
    pango_layout_set_wrap(s->layout, wrap);
    for (double width = EM * 3.0; width < EM * 40.0; width *= 1.16) {
        pango_layout_set_width(s->layout, (int)(width * PANGO_SCALE));
        measure(s);
        const bool broken = s->width > width + 1.0;
        const double off = fabs(log(s->width / s->height / shape)) + (broken ? 8.0 : 0.0);
        if (off < best) {
            best = off;
            best_width = width;
        }
    }
    pango_layout_set_width(s->layout, (int)(best_width * PANGO_SCALE));
    measure(s);
    return best;
}

static void set_text(struct setting *s, cairo_t *cr, const mp_balloon *b)
{
    const char *face = b->voice == MP_VOICE_TOLD
                           ? "Noto Sans Display, DejaVu Sans, Sans Italic"
                           : "Comic Neue, Comic Relief, Noto Sans Display, DejaVu Sans, Sans Bold "
                             "Italic";
    char *valid = g_utf8_make_valid(b->text, -1);
    PangoFontDescription *font = pango_font_description_from_string(face);
    PangoAttrList *exact = pango_attr_list_new(); /* nothing is added to what is said */
    pango_attr_list_insert(exact, pango_attr_insert_hyphens_new(FALSE));
    pango_font_description_set_absolute_size(font, (double)EM * PANGO_SCALE);
    s->layout = pango_cairo_create_layout(cr);
    pango_layout_set_font_description(s->layout, font);
    pango_layout_set_attributes(s->layout, exact);
    pango_layout_set_text(s->layout, valid, -1);
    pango_layout_set_alignment(s->layout, PANGO_ALIGN_CENTER);
    const double shape = b->voice == MP_VOICE_TOLD ? 2.4 : 1.5;
    if (choose_lines(s, shape, PANGO_WRAP_WORD) > 1.6) /* one long word must break */
        (void)choose_lines(s, shape, PANGO_WRAP_WORD_CHAR);
    pango_attr_list_unref(exact);
    pango_font_description_free(font);
    g_free(valid);
}

/* Half the size of the balloon around the letters. */
static void half_of(float half[2], const struct setting *s, mp_voice voice, float em)
{
    const float w = 0.5f * (float)(s->width * s->scale), h = 0.5f * (float)(s->height * s->scale);
    const float grow = voice == MP_VOICE_TOLD ? 1.0f : voice == MP_VOICE_SHOUTED ? 1.62f : 1.40f;
    half[0] = w * grow + 0.45f * em;
    half[1] = h * grow + (voice == MP_VOICE_TOLD ? 0.40f : 0.62f) * em;
}

static float overlap(const float a[4], const float b[5])
{
    const float w = fminf(a[2], b[2]) - fmaxf(a[0], b[0]);
    const float h = fminf(a[3], b[3]) - fmaxf(a[1], b[1]);
    return w > 0.0f && h > 0.0f ? w * h : 0.0f;
}

/* The best of a grid of places in the panel: off heads, then off bodies, then where reading starts,
 * at the upper right, yet not far from who speaks. Returns how bad it is: 4 covers a tenth of a
 * head. */
static float place(mp_balloon *b, const float half[2])
{
    enum { STEPS = 24 };
    const float *r = b->room;
    float best = INFINITY;
    for (int i = 0; i <= STEPS; i++)
        for (int k = 0; k <= STEPS; k++) {
            const float x = cd_mp_lerp(r[0] + half[0], r[2] - half[0], (float)i / STEPS);
            const float y = cd_mp_lerp(r[1] + half[1], r[3] - half[1], (float)k / STEPS);
            const float box[4] = {x - half[0], y - half[1], x + half[0], y + half[1]};
            const float area = 4.0f * half[0] * half[1];
            float cost = 0.25f * (float)k / STEPS + 0.10f * (float)(STEPS - i) / STEPS;
            for (uint32_t n = 0; n < b->taken_count; n++)
                cost += b->taken[n][4] * overlap(box, b->taken[n]) /
                        fminf(area, fmaxf(1.0f, overlap(b->taken[n], b->taken[n])));
            if (b->has_tail) {
                const float dx = x - b->tail[0], dy = y - b->tail[1];
                cost += 0.35f * sqrtf(dx * dx + dy * dy) / (r[2] - r[0] + r[3] - r[1]);
                cost += y > b->tail[1] ? 0.2f : 0.0f;
            }
            if (cost < best) {
                best = cost;
                memcpy(b->box, box, sizeof b->box);
            }
        }
    return best;
}

static void oval(cairo_t *cr, const float half[2])
{
    /* A little squarer than an ellipse: letters fill it better. */
    enum { POINTS = 72 };
    for (int i = 0; i < POINTS; i++) {
        const double turn = 6.283185307179586 * i / POINTS;
        const double c = cos(turn), s = sin(turn);
        cairo_line_to(cr, copysign(pow(fabs(c), 0.84), c) * half[0],
                      copysign(pow(fabs(s), 0.84), s) * half[1]);
    }
    cairo_close_path(cr);
}

static void burst(cairo_t *cr, const float half[2], uint64_t seed, const float *tail)
{
    enum { SPIKES = 19 };
    const float aim = tail != NULL ? atan2f(tail[1] / half[1], tail[0] / half[0]) : 0.0f;
    for (int i = 0; i < SPIKES * 2; i++) {
        const float wobble = (i & 1) != 0 ? 0.0f : cd_mp_hash01(seed + (uint64_t)i) - 0.5f;
        const float turn = aim + 6.2831853f * ((float)i + 0.5f * wobble) / (SPIKES * 2);
        float reach = (i & 1) != 0 ? 0.80f : 1.0f + 0.10f * wobble;
        if (i == 0 && tail != NULL) {
            cairo_line_to(cr, (double)tail[0], (double)tail[1]);
            continue;
        }
        cairo_line_to(cr, (double)(reach * cosf(turn) * half[0]),
                      (double)(reach * sinf(turn) * half[1]));
    }
    cairo_close_path(cr);
}

static void cloud(cairo_t *cr, const float half[2])
{
    enum { BUMPS = 13 };
    for (int i = 0; i < BUMPS; i++) {
        const float a = 6.2831853f * (float)i / BUMPS, b = 6.2831853f * (float)(i + 1) / BUMPS;
        const float m = 0.5f * (a + b);
        const double from[2] = {(double)(0.88f * cosf(a) * half[0]),
                                (double)(0.88f * sinf(a) * half[1])};
        const double to[2] = {(double)(0.88f * cosf(b) * half[0]),
                              (double)(0.88f * sinf(b) * half[1])};
        const double out[2] = {(double)(1.16f * cosf(m) * half[0]),
                               (double)(1.16f * sinf(m) * half[1])};
        cairo_line_to(cr, from[0], from[1]);
        cairo_curve_to(cr, from[0] + 0.7 * (out[0] - from[0]) + 0.12 * (from[0] - to[0]),
                       from[1] + 0.7 * (out[1] - from[1]) + 0.12 * (from[1] - to[1]),
                       to[0] + 0.7 * (out[0] - to[0]) + 0.12 * (to[0] - from[0]),
                       to[1] + 0.7 * (out[1] - to[1]) + 0.12 * (to[1] - from[1]), to[0], to[1]);
    }
    cairo_close_path(cr);
}

/* Where a tail ends: before the mouth, and not longer than it need be. */
static void tail_end(float out[2], const mp_balloon *b, const float middle[2], const float half[2],
                     float em)
{
    const float dx = b->tail[0] - middle[0], dy = b->tail[1] - middle[1];
    const float away = sqrtf(dx * dx + dy * dy) + 1.0f;
    const float edge = 1.0f / sqrtf(dx * dx / (away * away * half[0] * half[0]) +
                                    dy * dy / (away * away * half[1] * half[1]));
    const float most = edge + 2.6f * em;
    const float wanted = fmaxf(fminf(0.82f * away, away - b->face), edge + 0.7f * em);
    const float length = fminf(wanted, most);
    out[0] = dx / away * length;
    out[1] = dy / away * length;
}

static void tail_path(cairo_t *cr, const float end[2], const float half[2], float em)
{
    const float length = sqrtf(end[0] * end[0] + end[1] * end[1]) + 1.0f;
    const float nx = -end[1] / length, ny = end[0] / length;
    const float base = fminf(0.42f * em, 0.4f * fminf(half[0], half[1]));
    const float root[2] = {0.55f * end[0] / length * half[0], 0.55f * end[1] / length * half[1]};
    cairo_move_to(cr, (double)(root[0] + nx * base), (double)(root[1] + ny * base));
    cairo_curve_to(cr, (double)(0.6f * end[0] + nx * base), (double)(0.6f * end[1] + ny * base),
                   (double)(0.8f * end[0] + nx * 0.5f * base),
                   (double)(0.8f * end[1] + ny * 0.5f * base), (double)end[0], (double)end[1]);
    cairo_curve_to(cr, (double)(0.8f * end[0]), (double)(0.8f * end[1]),
                   (double)(0.6f * end[0] - nx * 0.6f * base),
                   (double)(0.6f * end[1] - ny * 0.6f * base), (double)(root[0] - nx * base),
                   (double)(root[1] - ny * base));
    cairo_close_path(cr);
}

/* Outline in black, then its inside in white: tail and balloon become one. */
static void both(cairo_t *cr, double line)
{
    cairo_set_line_width(cr, line * 2.0);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cd_mp_ink(cr, 0x000000, 1.0);
    cairo_stroke_preserve(cr);
    cd_mp_ink(cr, 0xffffff, 1.0);
    cairo_set_fill_rule(cr, CAIRO_FILL_RULE_WINDING);
    cairo_fill(cr);
}

static void bubbles(cairo_t *cr, const float end[2], float em, double line)
{
    for (int i = 0; i < 3; i++) {
        const double at = 0.70 + 0.15 * i, radius = (double)em * (0.34 - 0.09 * i);
        cairo_new_path(cr);
        cairo_arc(cr, (double)end[0] * at, (double)end[1] * at, radius, 0.0, 6.283185307179586);
        both(cr, line);
    }
}

static void outline(cairo_t *cr, const mp_balloon *b, float em, double line, uint64_t seed)
{
    const float half[2] = {0.5f * (b->box[2] - b->box[0]), 0.5f * (b->box[3] - b->box[1])};
    const float middle[2] = {0.5f * (b->box[0] + b->box[2]), 0.5f * (b->box[1] + b->box[3])};
    float end[2] = {0.0f, 0.0f};
    if (b->has_tail)
        tail_end(end, b, middle, half, em);
    cairo_save(cr);
    cairo_translate(cr, (double)middle[0], (double)middle[1]);
    cairo_new_path(cr);
    if (b->voice == MP_VOICE_TOLD) {
        cairo_rectangle(cr, -(double)half[0], -(double)half[1], 2.0 * (double)half[0],
                        2.0 * (double)half[1]);
        both(cr, line);
    } else if (b->voice == MP_VOICE_SHOUTED) {
        burst(cr, half, seed, b->has_tail ? end : NULL);
        both(cr, line * 1.25);
    } else if (b->voice == MP_VOICE_THOUGHT) {
        if (b->has_tail)
            bubbles(cr, end, em, line);
        cairo_new_path(cr);
        cloud(cr, half);
        both(cr, line);
    } else {
        oval(cr, half);
        both(cr, line);
        cairo_new_path(cr);
        if (b->has_tail)
            tail_path(cr, end, half, em);
        both(cr, line);
        /* Its inside once more, so that the tail's outline ends at it. */
        cairo_new_path(cr);
        oval(cr, half);
        cairo_fill(cr);
    }
    cairo_restore(cr);
}

static void letters(cairo_t *cr, mp_balloon *b, const struct setting *s)
{
    const double x = 0.5 * (double)(b->box[0] + b->box[2]),
                 y = 0.5 * (double)(b->box[1] + b->box[3]);
    const double w = s->width * s->scale, h = s->height * s->scale;
    cairo_save(cr);
    cairo_translate(cr, x - 0.5 * w, y - 0.5 * h);
    cairo_scale(cr, s->scale, s->scale);
    cairo_move_to(cr, -s->x, -s->y);
    pango_cairo_layout_path(cr, s->layout);
    cd_mp_ink(cr, 0x000000, 1.0);
    cairo_fill(cr);
    cairo_restore(cr);
    const float ink[4] = {(float)(x - 0.5 * w), (float)(y - 0.5 * h), (float)(x + 0.5 * w),
                          (float)(y + 0.5 * h)};
    memcpy(b->ink, ink, sizeof b->ink);
}

/* Lays the layer's grey over the page. */
static void lay(mp_paper *paper, const mp_layer *layer, const int32_t at[2])
{
    cairo_surface_flush(layer->surface);
    const uint8_t *data = cairo_image_surface_get_data(layer->surface);
    const int stride = cairo_image_surface_get_stride(layer->surface);
    for (int32_t y = 0; y < layer->height; y++) {
        if (y + at[1] < 0 || y + at[1] >= paper->height)
            continue;
        const uint8_t *px = data + (ptrdiff_t)y * stride;
        uint8_t *row = paper->px + (size_t)(y + at[1]) * (size_t)paper->width;
        for (int32_t x = 0; x < layer->width; x++) {
            const int32_t to = x + at[0];
            if (to < 0 || to >= paper->width)
                continue;
            uint32_t argb;
            memcpy(&argb, px + (size_t)x * 4, sizeof argb);
            const uint32_t rest = 255u - (argb >> 24);
            row[to] = (uint8_t)((argb >> 8 & 255u) + (row[to] * rest + 127u) / 255u);
        }
    }
}

/* The size of letters: the same on the whole page, smaller for what would not fit its panel. */
static float size_of(struct setting *s, const mp_balloon *b, float page)
{
    float em = (b->voice == MP_VOICE_SHOUTED ? 0.037f : 0.031f) * page;
    for (int i = 0; i < 12; i++, em *= 0.88f) {
        float half[2];
        s->scale = (double)em / EM;
        half_of(half, s, b->voice, em);
        const float w = b->room[2] - b->room[0], h = b->room[3] - b->room[1];
        if (half[0] < 0.46f * w && half[1] < 0.40f * h && half[0] * half[1] < 0.11f * w * h)
            break;
    }
    return em;
}

cd_rc cd_mp_balloon_draw(mp_paper *paper, mp_balloon *b, uint64_t seed, cd_err *err)
{
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_AUTO(cd_mp_layer_done) mp_layer scratch = {NULL, NULL, 0, 0};
    CD_AUTO(setting_done) struct setting s = {.layout = NULL};
    float half[2];
    CD_TRY(cd_mp_layer_new(&scratch, 1, 1, err));
    set_text(&s, scratch.cr, b);
    float em = size_of(&s, b, (float)paper->width);
    half_of(half, &s, b->voice, em);
    /* Rather smaller letters than a hidden face. */
    while (place(b, half) > 4.0f && em > 0.017f * (float)paper->width) {
        em *= 0.88f;
        s.scale = (double)em / EM;
        half_of(half, &s, b->voice, em);
    }
    /* The layer has room for the tail. */
    const float pad = 3.4f * em;
    const int32_t at[2] = {cd_mp_floor(b->box[0] - pad), cd_mp_floor(b->box[1] - pad)};
    CD_TRY(cd_mp_layer_new(&layer, (int32_t)(2.0f * (half[0] + pad)) + 2,
                           (int32_t)(2.0f * (half[1] + pad)) + 2, err));
    cairo_translate(layer.cr, -at[0], -at[1]);
    outline(layer.cr, b, em, 0.0022 * paper->width, seed);
    letters(layer.cr, b, &s);
    lay(paper, &layer, at);
    return CD_OK;
}
