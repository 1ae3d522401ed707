/* engine/multiplane/place/street_shop.c - a shop front: painted wood, two large windows, a door, an
 * awning, lanterns, plants, a small table. */
#include "engine/multiplane/place/street.h"

mp_front cd_mp_front_of(const mp_paint *paint)
{
    const double unit = paint->unit;
    double s = (double)paint->horizon / 0.80;
    s = s > 1.12 * unit ? 1.12 * unit : s;
    const double half =
        0.66 * s < 0.49 * (double)paint->width ? 0.66 * s : 0.49 * (double)paint->width;
    const mp_front out = {s,
                          0.5 * (double)paint->width,
                          paint->horizon,
                          half,
                          paint->width,
                          paint->scene->seed,
                          paint->light.lamps};
    return out;
}

void cd_mp_front_sign(float box[4], const mp_paint *paint)
{
    const mp_front f = cd_mp_front_of(paint);
    box[0] = (float)(f.x - f.half * 0.80);
    box[2] = (float)(f.x + f.half * 0.80);
    box[1] = (float)(f.ground - 0.690 * f.s);
    box[3] = (float)(f.ground - 0.515 * f.s);
}

void cd_mp_front_pane(float box[4], const mp_paint *paint)
{
    const mp_front f = cd_mp_front_of(paint);
    box[0] = (float)(f.x - f.half + 0.07 * f.s);
    box[1] = (float)(f.ground - 0.375 * f.s); /* below the awning */
    box[2] = (float)(f.x - 0.145 * f.s);
    box[3] = (float)(f.ground - 0.16 * f.s);
}

static uint32_t paint_color(uint64_t seed)
{
    static const uint32_t colors[] = {0x2f5f5a, 0x37506f, 0x7a3b3f, 0x4c5a3a, 0x5b4668};
    return colors[cd_mp_hash(seed ^ 0xf00d) % CD_COUNT(colors)];
}

static void panel(cairo_t *cr, double x, double y, double w, double h, uint32_t hex)
{
    const double line[4] = {x, y, x, y + h};
    cairo_rectangle(cr, x, y, w, h);
    cd_mp_fill_gradient(cr, line, cd_mp_shade(hex, 1.12f), cd_mp_shade(hex, 0.88f), false);
    const double t = (w < h ? w : h) * 0.09;
    cairo_set_line_width(cr, t * 0.35);
    cairo_rectangle(cr, x + t, y + t, w - 2 * t, h - 2 * t);
    cd_mp_ink(cr, cd_mp_shade(hex, 0.62f), 0.9);
    cairo_stroke(cr);
    cairo_rectangle(cr, x + t * 1.35, y + t * 1.35, w - 2.7 * t, h - 2.7 * t);
    cd_mp_ink(cr, cd_mp_shade(hex, 1.35f), 0.7);
    cairo_stroke(cr);
}

static void bricks(cairo_t *cr, const mp_front *f, double top, double bottom)
{
    const double h = 0.026 * f->s;
    const double w = 0.072 * f->s;
    cairo_rectangle(cr, 0, top, f->width, bottom - top);
    cd_mp_ink(cr, 0xb59a86, 1.0);
    cairo_fill(cr);
    uint64_t key = f->seed;
    int row = 0;
    for (double y = bottom - h; y > top - h; y -= h, row++) {
        for (double x = (row & 1) ? -w * 0.5 : 0.0; x < f->width; x += w) {
            const float tone = cd_mp_hash01(key++);
            cairo_rectangle(cr, x + w * 0.025, y + h * 0.07, w * 0.95, h * 0.86);
            cd_mp_ink(cr, cd_mp_blend(0x9c5a45, 0xc27c5c, tone), 1.0);
            cairo_fill(cr);
        }
    }
}

static void upper_window(cairo_t *cr, double x, double y, double w, double h)
{
    cairo_rectangle(cr, x - w * 0.12, y - h * 0.08, w * 1.24, h * 1.16);
    cd_mp_ink(cr, 0xe9dfcf, 1.0);
    cairo_fill(cr);
    cairo_rectangle(cr, x - w * 0.18, y + h, w * 1.36, h * 0.09);
    cd_mp_ink(cr, 0xd6c8b2, 1.0);
    cairo_fill(cr);
    const double line[4] = {x, y, x + w, y + h};
    cairo_rectangle(cr, x, y, w, h);
    cd_mp_fill_gradient(cr, line, 0x9cc3dc, 0x4e6f8c, false);
    cairo_rectangle(cr, x + w * 0.47, y, w * 0.06, h);
    cairo_rectangle(cr, x, y + h * 0.47, w, h * 0.05);
    cd_mp_ink(cr, 0xf1e9db, 1.0);
    cairo_fill(cr);
}

void cd_mp_shop_wall(cairo_t *cr, const mp_front *f)
{
    const double s = f->s;
    const double g = f->ground;
    const uint32_t hue = paint_color(f->seed);
    const double top = g - 1.28 * s;
    bricks(cr, f, top < 0 ? 0 : top, g);
    if (top > 0) {
        cairo_rectangle(cr, 0, top - 0.03 * s, f->width, 0.05 * s);
        cd_mp_ink(cr, 0xd9ccb8, 1.0);
        cairo_fill(cr);
    }
    for (double x = f->x - 3.0 * 0.36 * s; x < f->width + 0.2 * s; x += 0.36 * s)
        upper_window(cr, x - 0.085 * s, g - 1.08 * s, 0.17 * s, 0.27 * s);
    const double left = f->x - f->half;
    const double w = 2 * f->half;
    /* The painted front with its cornice. */
    const double line[4] = {left, 0, left + w, 0};
    cairo_rectangle(cr, left, g - 0.715 * s, w, 0.715 * s);
    cd_mp_fill_gradient(cr, line, cd_mp_shade(hue, 1.15f), cd_mp_shade(hue, 0.92f), false);
    cairo_rectangle(cr, left - 0.025 * s, g - 0.745 * s, w + 0.05 * s, 0.034 * s);
    cd_mp_ink(cr, cd_mp_shade(hue, 1.35f), 1.0);
    cairo_fill(cr);
    cairo_rectangle(cr, left - 0.025 * s, g - 0.712 * s, w + 0.05 * s, 0.012 * s);
    cd_mp_ink(cr, cd_mp_shade(hue, 0.5f), 0.9);
    cairo_fill(cr);
    for (int i = 0; i < 2; i++) {
        const double x = i ? f->x + f->half - 0.05 * s : left;
        panel(cr, x, g - 0.71 * s, 0.05 * s, 0.71 * s, cd_mp_shade(hue, 1.12f));
    }
    /* Below the windows. */
    const double door = 0.115 * s;
    for (int i = 0; i < 2; i++) {
        const double x = i ? f->x + door + 0.02 * s : left + 0.06 * s;
        const double pw = f->half - door - 0.08 * s;
        panel(cr, x, g - 0.105 * s, 0.5 * pw - 0.006 * s, 0.095 * s, hue);
        panel(cr, x + 0.5 * pw + 0.006 * s, g - 0.105 * s, 0.5 * pw - 0.006 * s, 0.095 * s, hue);
    }
}

static void cup(cairo_t *cr, double x, double y, double size, uint32_t hex)
{
    cd_mp_ink(cr, hex, 1.0);
    cairo_move_to(cr, x - size * 0.5, y - size);
    cairo_line_to(cr, x + size * 0.5, y - size);
    cairo_line_to(cr, x + size * 0.36, y);
    cairo_line_to(cr, x - size * 0.36, y);
    cairo_close_path(cr);
    cairo_fill(cr);
    cairo_set_line_width(cr, size * 0.14);
    cairo_arc(cr, x + size * 0.52, y - size * 0.58, size * 0.22, -1.4, 1.6);
    cairo_stroke(cr);
}

/* The warm room behind a pane: back wall, shelves with cups and jars, hanging lamps, a counter. */
static void inside(cairo_t *cr, const mp_front *f, const double at[4], uint64_t seed)
{
    static const uint32_t things[] = {0xf4ead8, 0x8a4a32, 0x6b8a7a, 0xd9a25a, 0xb4573f, 0xe9d7b4};
    const double x = at[0];
    const double y = at[1];
    const double w = at[2];
    const double h = at[3];
    const double s = f->s;
    mp_rand rand = cd_mp_rand_new(seed, 111);
    cairo_save(cr);
    cairo_rectangle(cr, x, y, w, h);
    const double line[4] = {0, y, 0, y + h};
    cd_mp_fill_gradient(cr, line, 0xe8a455, 0x8a4a22, true);
    cairo_clip(cr);
    for (int row = 0; row < 2; row++) {
        const double sy = y + h * (0.44 + 0.20 * row);
        for (double sx = x + 0.018 * s; sx < x + w; sx += s * 0.036) {
            const uint32_t hex = things[(uint32_t)(cd_mp_rand01(&rand) * 5.99f)];
            const double size = s * (double)cd_mp_range(&rand, 0.016f, 0.026f);
            if (cd_mp_rand01(&rand) < 0.55f)
                cup(cr, sx, sy, size, hex);
            else {
                cairo_rectangle(cr, sx - size * 0.4, sy - size * 1.5, size * 0.8, size * 1.5);
                cd_mp_ink(cr, hex, 1.0);
                cairo_fill(cr);
            }
        }
        cairo_rectangle(cr, x, sy, w, 0.009 * s);
        cd_mp_ink(cr, 0x5f3419, 1.0);
        cairo_fill(cr);
    }
    cairo_rectangle(cr, x, y + h * 0.86, w, h * 0.14);
    cd_mp_ink(cr, 0x4a2915, 1.0);
    cairo_fill(cr);
    for (double lx = x + w * 0.2; lx < x + w; lx += w * 0.3) {
        const double ly = y + h * 0.34;
        cairo_pattern_t *glow = cairo_pattern_create_radial(lx, ly, 0, lx, ly, s * 0.15);
        cd_mp_stop(glow, 0.0, 0xfff3cf, 0.95);
        cd_mp_stop(glow, 0.25, 0xffd98a, 0.5);
        cd_mp_stop(glow, 1.0, 0xffc766, 0.0);
        cairo_set_source(cr, glow);
        cairo_paint(cr);
        cairo_pattern_destroy(glow);
        cairo_set_line_width(cr, s * 0.003);
        cairo_move_to(cr, lx, y);
        cairo_line_to(cr, lx, ly);
        cd_mp_ink(cr, 0x3a2212, 1.0);
        cairo_stroke(cr);
        cairo_arc(cr, lx, ly, s * 0.014, 0, 6.2832);
        cd_mp_ink(cr, 0xfffbe8, 1.0);
        cairo_fill(cr);
    }
    /* Sky on the glass. */
    cairo_pattern_t *sheen = cairo_pattern_create_linear(x, y, x + w * 0.9, y + h);
    cd_mp_stop(sheen, 0.0, 0xffffff, 0.26);
    cd_mp_stop(sheen, 0.30, 0xffffff, 0.05);
    cd_mp_stop(sheen, 0.31, 0xffffff, 0.16);
    cd_mp_stop(sheen, 0.42, 0xffffff, 0.02);
    cd_mp_stop(sheen, 1.0, 0xffffff, 0.0);
    cairo_set_source(cr, sheen);
    cairo_paint(cr);
    cairo_pattern_destroy(sheen);
    cairo_restore(cr);
}

static void pane_frame(cairo_t *cr, const double at[4], double bar, uint32_t hex, int columns)
{
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_MITER);
    cd_mp_ink(cr, hex, 1.0);
    cairo_set_line_width(cr, bar);
    cairo_rectangle(cr, at[0], at[1], at[2], at[3]);
    cairo_stroke(cr);
    cairo_set_line_width(cr, bar * 0.6);
    for (int i = 1; i < columns; i++) {
        const double x = at[0] + at[2] * i / columns;
        cairo_move_to(cr, x, at[1]);
        cairo_line_to(cr, x, at[1] + at[3]);
    }
    cairo_move_to(cr, at[0], at[1] + at[3] * 0.24);
    cairo_line_to(cr, at[0] + at[2], at[1] + at[3] * 0.24);
    cairo_stroke(cr);
}

void cd_mp_shop_inside(cairo_t *cr, const mp_front *f)
{
    const double s = f->s;
    const double g = f->ground;
    const uint32_t hue = cd_mp_shade(paint_color(f->seed), 0.72f);
    const double door = 0.115 * s;
    for (int i = 0; i < 2; i++) {
        const double x0 = i ? f->x + door + 0.03 * s : f->x - f->half + 0.07 * s;
        const double at[4] = {x0, g - 0.46 * s, f->half - door - 0.10 * s, 0.345 * s};
        inside(cr, f, at, f->seed + (uint64_t)i);
        pane_frame(cr, at, 0.014 * s, hue, 3);
    }
    /* The door: a leaf with a tall pane. */
    const double leaf[4] = {f->x - door + 0.012 * s, g - 0.405 * s, 2 * door - 0.024 * s,
                            0.405 * s};
    cairo_rectangle(cr, leaf[0], leaf[1], leaf[2], leaf[3]);
    cd_mp_ink(cr, hue, 1.0);
    cairo_fill(cr);
    const double pane[4] = {leaf[0] + 0.032 * s, leaf[1] + 0.032 * s, leaf[2] - 0.064 * s,
                            0.285 * s};
    inside(cr, f, pane, f->seed + 9);
    pane_frame(cr, pane, 0.008 * s, cd_mp_shade(hue, 1.3f), 1);
    const double above[4] = {leaf[0], g - 0.46 * s, leaf[2], 0.045 * s};
    inside(cr, f, above, f->seed + 12);
    cairo_arc(cr, leaf[0] + leaf[2] - 0.018 * s, g - 0.19 * s, 0.008 * s, 0, 6.2832);
    cd_mp_ink(cr, 0xe8c46a, 1.0);
    cairo_fill(cr);
}

static void awning(cairo_t *cr, const mp_front *f)
{
    const double s = f->s;
    const double y0 = f->ground - 0.505 * s;
    const double y1 = f->ground - 0.405 * s;
    const double flare = 0.018 * s;
    const double left = f->x - f->half + 0.03 * s;
    const double w = 2 * (f->half - 0.03 * s);
    const int stripes = 2 * (int)(w / (0.13 * s)) + 1;
    const double step = w / stripes;
    const uint32_t hue = cd_mp_blend(paint_color(f->seed), 0xc8452f, 0.78f);
    /* Its shade on the front. */
    cairo_pattern_t *shade = cairo_pattern_create_linear(0, y1, 0, y1 + 0.12 * s);
    cd_mp_stop(shade, 0.0, 0x0b0a12, 0.55);
    cd_mp_stop(shade, 1.0, 0x0b0a12, 0.0);
    cairo_rectangle(cr, left, y1, w, 0.12 * s);
    cairo_set_source(cr, shade);
    cairo_fill(cr);
    cairo_pattern_destroy(shade);
    for (int i = 0; i < stripes; i++) {
        const double a0 = left + step * i;
        const double a1 = a0 + step;
        const double spread = 2.0 * flare / w;
        const double b0 = a0 - flare + spread * (a0 - left);
        const double b1 = a1 - flare + spread * (a1 - left);
        const double line[4] = {0, y0, 0, y1 + 0.03 * s};
        cairo_move_to(cr, a0, y0);
        cairo_line_to(cr, a1, y0);
        cairo_line_to(cr, b1, y1);
        cairo_arc(cr, 0.5 * (b0 + b1), y1, 0.5 * (b1 - b0), 0, 3.14159265);
        cairo_close_path(cr);
        if (i & 1)
            cd_mp_fill_gradient(cr, line, cd_mp_shade(hue, 1.18f), cd_mp_shade(hue, 0.80f), false);
        else
            cd_mp_fill_gradient(cr, line, 0xfffaf0, 0xd9cdbb, false);
    }
    cairo_rectangle(cr, left, y0 - 0.008 * s, w, 0.012 * s);
    cd_mp_ink(cr, 0x4a3a30, 1.0);
    cairo_fill(cr);
}

static void bush(cairo_t *cr, mp_rand *rand, const double at[3], bool flowers)
{
    static const uint32_t petals[] = {0xff6f91, 0xffd34f, 0xffffff, 0xf2556b, 0xc59bff};
    for (int i = 0; i < 90; i++) {
        const double a = (double)cd_mp_range(rand, 0.0f, 6.2832f);
        const double d = sqrt((double)cd_mp_rand01(rand));
        const double x = at[0] + cos(a) * d * at[2];
        const double y = at[1] + sin(a) * d * at[2] * 0.72;
        const float lit = (float)(0.5 - 0.5 * sin(a) * d - 0.2 * cos(a) * d);
        cairo_save(cr);
        cairo_translate(cr, x, y);
        cairo_rotate(cr, (double)cd_mp_range(rand, -1.0f, 1.0f));
        cairo_scale(cr, at[2] * 0.16, at[2] * 0.10);
        cairo_arc(cr, 0, 0, 1, 0, 6.2832);
        cairo_restore(cr);
        cd_mp_ink(cr, cd_mp_blend(0x1f4d2b, 0x86bf55, cd_mp_clamp(lit, 0, 1)), 1.0);
        cairo_fill(cr);
        if (flowers && i % 4 == 3 && i > 40) {
            cairo_arc(cr, x, y - at[2] * 0.08, at[2] * 0.14, 0, 6.2832);
            cd_mp_ink(cr, petals[(uint32_t)(cd_mp_rand01(rand) * 4.99f)], 1.0);
            cairo_fill(cr);
        }
    }
}

static void planters(cairo_t *cr, const mp_front *f)
{
    const double s = f->s;
    const double g = f->ground;
    const double door = 0.115 * s;
    mp_rand rand = cd_mp_rand_new(f->seed, 112);
    for (int i = 0; i < 2; i++) {
        const double x0 = i ? f->x + door + 0.035 * s : f->x - f->half + 0.075 * s;
        const double w = f->half - door - 0.11 * s;
        const double y = g - 0.108 * s;
        for (double x = x0 + 0.02 * s; x < x0 + w - 0.01 * s; x += 0.034 * s) {
            const double at[3] = {x, y - 0.012 * s, 0.032 * s};
            bush(cr, &rand, at, true);
        }
        const double line[4] = {0, y, 0, y + 0.035 * s};
        cairo_rectangle(cr, x0, y, w, 0.035 * s);
        cd_mp_fill_gradient(cr, line, 0xa5713f, 0x6b431f, false);
    }
    for (int i = 0; i < 2; i++) {
        /* Pots by the door, standing a step before the wall. */
        const double x = f->x + (i ? 1.0 : -1.0) * (door + 0.018 * s);
        const double y = g + 0.020 * s;
        cairo_save(cr);
        cairo_translate(cr, x, y);
        cairo_scale(cr, 0.055 * s, 0.010 * s);
        cairo_arc(cr, 0, 0, 1, 0, 6.2832);
        cairo_restore(cr);
        cd_mp_ink(cr, 0x0d0b12, 0.40);
        cairo_fill(cr);
        const double line[4] = {x - 0.04 * s, 0, x + 0.04 * s, 0};
        cairo_move_to(cr, x - 0.036 * s, y - 0.070 * s);
        cairo_line_to(cr, x + 0.036 * s, y - 0.070 * s);
        cairo_line_to(cr, x + 0.026 * s, y);
        cairo_line_to(cr, x - 0.026 * s, y);
        cairo_close_path(cr);
        cd_mp_fill_gradient(cr, line, 0xd98a5a, 0x8f4f2e, false);
        for (int k = 0; k < 2; k++) {
            const double at[3] = {x, y - 0.10 * s - 0.060 * s * k, (0.052 - 0.010 * k) * s};
            bush(cr, &rand, at, false);
        }
    }
}

static void lantern(cairo_t *cr, const mp_front *f, double x, double y)
{
    const double s = f->s;
    cd_mp_ink(cr, 0x1d1a1c, 1.0);
    cairo_rectangle(cr, x - 0.004 * s, y - 0.075 * s, 0.008 * s, 0.03 * s);
    cairo_rectangle(cr, x - 0.022 * s, y - 0.050 * s, 0.044 * s, 0.010 * s);
    cairo_rectangle(cr, x - 0.016 * s, y + 0.022 * s, 0.032 * s, 0.008 * s);
    cairo_fill(cr);
    cairo_move_to(cr, x - 0.019 * s, y - 0.040 * s);
    cairo_line_to(cr, x + 0.019 * s, y - 0.040 * s);
    cairo_line_to(cr, x + 0.014 * s, y + 0.022 * s);
    cairo_line_to(cr, x - 0.014 * s, y + 0.022 * s);
    cairo_close_path(cr);
    cd_mp_ink(cr, 0xffe6a8, 0.95);
    cairo_fill_preserve(cr);
    cairo_set_line_width(cr, 0.004 * s);
    cd_mp_ink(cr, 0x1d1a1c, 1.0);
    cairo_stroke(cr);
}

static void table(cairo_t *cr, const mp_front *f, double x, double y)
{
    const double s = f->s;
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, 0.17 * s, 0.016 * s);
    cairo_arc(cr, 0, 0, 1, 0, 6.2832);
    cairo_restore(cr);
    cd_mp_ink(cr, 0x0d0b12, 0.34);
    cairo_fill(cr);
    cairo_set_line_width(cr, 0.008 * s);
    cd_mp_ink(cr, 0x2a2624, 1.0);
    for (int i = -1; i <= 1; i += 2) {
        /* A bistro chair on each side. */
        const double cx = x + 0.115 * s * i;
        cairo_move_to(cr, cx + 0.03 * s * i, y - 0.19 * s);
        cairo_line_to(cr, cx + 0.034 * s * i, y);
        cairo_move_to(cr, cx - 0.03 * s * i, y - 0.085 * s);
        cairo_line_to(cr, cx - 0.034 * s * i, y + 0.004 * s);
        cairo_move_to(cr, cx - 0.036 * s * i, y - 0.085 * s);
        cairo_line_to(cr, cx + 0.034 * s * i, y - 0.085 * s);
        cairo_stroke(cr);
        cairo_rectangle(cr, cx + (i > 0 ? 0.012 : -0.030) * s, y - 0.185 * s, 0.018 * s, 0.075 * s);
        cd_mp_ink(cr, 0x8a5a34, 1.0);
        cairo_fill(cr);
        cairo_rectangle(cr, cx - 0.036 * s, y - 0.094 * s, 0.072 * s, 0.012 * s);
        cairo_fill(cr);
        cd_mp_ink(cr, 0x2a2624, 1.0);
    }
    cairo_move_to(cr, x, y - 0.125 * s);
    cairo_line_to(cr, x, y - 0.01 * s);
    cairo_move_to(cr, x - 0.035 * s, y);
    cairo_line_to(cr, x, y - 0.012 * s);
    cairo_line_to(cr, x + 0.035 * s, y);
    cairo_stroke(cr);
    cairo_save(cr);
    cairo_translate(cr, x, y - 0.130 * s);
    cairo_scale(cr, 0.078 * s, 0.013 * s);
    cairo_arc(cr, 0, 0, 1, 0, 6.2832);
    cairo_restore(cr);
    cd_mp_ink(cr, 0xb07a48, 1.0);
    cairo_fill(cr);
    cup(cr, x - 0.022 * s, y - 0.132 * s, 0.024 * s, 0xfffaf0);
    cup(cr, x + 0.034 * s, y - 0.130 * s, 0.022 * s, 0xf3e7d4);
}

void cd_mp_shop_before(cairo_t *cr, const mp_front *f)
{
    const double s = f->s;
    awning(cr, f);
    planters(cr, f);
    lantern(cr, f, f->x - f->half + 0.025 * s, f->ground - 0.57 * s);
    lantern(cr, f, f->x + f->half - 0.025 * s, f->ground - 0.57 * s);
    if (f->half > 0.5 * s)
        table(cr, f, f->x - f->half * 0.60, f->ground + 0.055 * s);
}
