/* engine/multiplane/place/setting_public.c - a train station, a market, a cave and a rooftop: see
 * hall.h. */
#include "engine/multiplane/place/hall.h"

#include <stdlib.h>

/* Iron and glass overhead, open at the end onto the sky. */
static void station_roof(cairo_t *cr, const mp_paint *p)
{
    const double u = p->unit, w = p->width, base = p->horizon;
    const double middle = 0.5 * w, rise = base - 0.30 * u;
    for (int i = 0; i < 5; i++) {
        const double half = (0.62 - 0.075 * i) * (w > u ? w : u);
        const double foot = base - (0.10 + 0.03 * i) * u;
        const double high = rise * (1.02 - 0.09 * i) + 0.04 * u;
        cairo_move_to(cr, middle - half, foot);
        cairo_curve_to(cr, middle - half, foot - 1.25 * high, middle + half, foot - 1.25 * high,
                       middle + half, foot);
        cairo_set_line_width(cr, (0.030 - 0.005 * i) * u);
        cd_mp_ink(cr, cd_mp_blend(0x3f4f58, 0x9fb0b8, 0.2f * (float)i), 1.0);
        cairo_stroke(cr);
    }
    cairo_set_line_width(cr, 0.008 * u);
    for (int i = -4; i <= 4; i++) {
        cairo_move_to(cr, middle + 0.16 * w * i, 0);
        cairo_line_to(cr, middle + 0.055 * w * i, 0.42 * base);
    }
    cd_mp_ink(cr, 0x5f6f78, 0.9);
    cairo_stroke(cr);
}

static void carriage(cairo_t *cr, const double at[4], uint32_t hex, bool front)
{
    const double u = at[3];
    cd_mp_round_rect(cr, at[0], at[1], at[2], at[3], 0.10 * u);
    const double line[4] = {0, at[1], 0, at[1] + at[3]};
    cd_mp_fill_gradient(cr, line, cd_mp_shade(hex, 1.2f), cd_mp_shade(hex, 0.70f), false);
    const double band[4] = {at[0], at[1] + 0.60 * u, at[2], 0.07 * u};
    cd_mp_hall_box(cr, band, 0xf6e6c2);
    const int panes = (int)(at[2] / (0.42 * u));
    for (int i = 0; i < panes; i++) {
        const double x = at[0] + at[2] * (i + 0.5) / panes - 0.14 * u;
        cd_mp_round_rect(cr, x, at[1] + 0.18 * u, 0.28 * u, 0.32 * u, 0.04 * u);
        const double glass[4] = {x, at[1], x + 0.3 * u, at[1] + 0.5 * u};
        cd_mp_fill_gradient(cr, glass, 0xffe9b0, 0x8a7a62, true);
        cairo_set_line_width(cr, 0.025 * u);
        cd_mp_ink(cr, 0xf6e6c2, 1.0);
        cairo_stroke(cr);
    }
    for (double x = at[0] + 0.2 * u; x < at[0] + at[2] - 0.1 * u; x += 0.52 * u) {
        cairo_arc(cr, x, at[1] + 1.02 * u, 0.10 * u, 0, 6.2832);
        cd_mp_ink(cr, 0x2a2a30, 1.0);
        cairo_fill(cr);
    }
    if (front) {
        cairo_arc(cr, at[0] + at[2] - 0.10 * u, at[1] + 0.78 * u, 0.05 * u, 0, 6.2832);
        cd_mp_ink(cr, 0xfff2b8, 1.0);
        cairo_fill(cr);
    }
}

static void station_clock(cairo_t *cr, double x, double y, double r)
{
    const double rod[4] = {x - 0.06 * r, y - 3.2 * r, 0.12 * r, 2.4 * r};
    cd_mp_hall_box(cr, rod, 0x2f3a40);
    cairo_arc(cr, x, y, r, 0, 6.2832);
    cd_mp_ink(cr, 0x2f3a40, 1.0);
    cairo_fill(cr);
    cairo_arc(cr, x, y, 0.86 * r, 0, 6.2832);
    cd_mp_ink(cr, 0xfbf7ea, 1.0);
    cairo_fill(cr);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(cr, 0.09 * r);
    cairo_move_to(cr, x + 0.40 * r, y - 0.28 * r);
    cairo_line_to(cr, x, y);
    cairo_line_to(cr, x - 0.10 * r, y - 0.66 * r);
    cd_mp_ink(cr, 0x22282c, 1.0);
    cairo_stroke(cr);
    for (int i = 0; i < 12; i++) {
        cairo_arc(cr, x + 0.72 * r * cos(0.5236 * i), y + 0.72 * r * sin(0.5236 * i), 0.045 * r, 0,
                  6.2832);
        cairo_fill(cr);
    }
}

static void draw_station(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    static const uint32_t paints[] = {0xb0303a, 0x2f6a8a, 0x3a7a4e, 0xc97a2a};
    const double u = p->unit, w = p->width, base = p->horizon;
    cd_mp_hall_open(cr);
    cd_mp_ink(cr, 0xcfe0e6, 0.22);
    cairo_paint(cr);
    station_roof(cr, p);
    const uint32_t hex = paints[(uint32_t)(cd_mp_rand01(rand) * 3.99f)];
    const double high = 0.33 * u;
    const double front[4] = {-0.05 * u, base - 0.36 * u, 0.56 * w, high};
    const double behind[4] = {0.56 * w - 0.02 * u, base - 0.36 * u, 0.60 * w, high};
    carriage(cr, behind, hex, false);
    carriage(cr, front, hex, false);
    const double edge[4] = {0, base - 0.012 * u, w, 0.016 * u};
    cd_mp_hall_box(cr, edge, 0xe8c24a);
    for (int side = 0; side < 2; side++) {
        const double x = side ? 0.93 * w : 0.07 * w;
        const double post[4] = {x - 0.022 * u, 0, 0.044 * u, base};
        cd_mp_hall_box(cr, post, 0x3f5a5f);
        const double foot[4] = {x - 0.04 * u, base - 0.06 * u, 0.08 * u, 0.06 * u};
        cd_mp_hall_box(cr, foot, 0x35494d);
    }
    station_clock(cr, 0.5 * w, base - 0.58 * u, 0.075 * u);
}

/* Round fruit in rows, in a crate whose front is lower than its back. */
static void crate(cairo_t *cr, const double at[4], uint32_t fruit, mp_rand *rand)
{
    const double r = 0.085 * at[2];
    for (int row = 0; row < 3; row++) {
        for (int i = 0; i < 6; i++) {
            const double x = at[0] + at[2] * (0.10 + 0.16 * i) + (row & 1 ? 0.5 * r : 0.0);
            const double y = at[1] + r * (0.2 + 1.15 * row);
            cairo_arc(cr, x, y, r * (double)cd_mp_range(rand, 0.92f, 1.08f), 0, 6.2832);
            cairo_pattern_t *ball =
                cairo_pattern_create_radial(x - 0.4 * r, y - 0.4 * r, 0.1 * r, x, y, 1.1 * r);
            cd_mp_stop(ball, 0.0, cd_mp_blend(fruit, 0xffffff, 0.5f), 1.0);
            cd_mp_stop(ball, 0.4, fruit, 1.0);
            cd_mp_stop(ball, 1.0, cd_mp_shade(fruit, 0.62f), 1.0);
            cairo_set_source(cr, ball);
            cairo_fill(cr);
            cairo_pattern_destroy(ball);
        }
    }
    const double wood[4] = {at[0], at[1] + 0.55 * at[3], at[2], 0.45 * at[3]};
    cd_mp_hall_box(cr, wood, 0xc0925a);
    const double slit[4] = {at[0], at[1] + 0.75 * at[3], at[2], 0.03 * at[3]};
    cd_mp_hall_box(cr, slit, 0x6a4828);
}

static void stall(cairo_t *cr, const mp_paint *p, double x, double w, uint32_t stripe,
                  mp_rand *rand)
{
    static const uint32_t fruits[] = {0xe23b32, 0xf59a23, 0x8cc63f, 0xf7d23a, 0x8a3f8f, 0xf06a4a};
    const double u = p->unit, base = p->horizon;
    const double back[4] = {x, base - 0.42 * u, w, 0.42 * u};
    cd_mp_hall_box(cr, back, 0x5a4636);
    for (int row = 0; row < 2; row++) {
        const double step = w / 3.0;
        for (int i = 0; i < 3; i++) {
            const double at[4] = {x + step * i + 0.04 * step, base - (0.345 - 0.17 * row) * u,
                                  0.92 * step, 0.165 * u};
            crate(cr, at, fruits[(uint32_t)(cd_mp_rand01(rand) * 5.99f)], rand);
        }
    }
    for (int side = 0; side < 2; side++) {
        const double post[4] = {side ? x + w - 0.014 * u : x, base - 0.54 * u, 0.014 * u, 0.54 * u};
        cd_mp_hall_box(cr, post, 0x8a6a48);
    }
    enum { STRIPES = 8 };
    for (int i = 0; i < STRIPES; i++) {
        const double a = x - 0.03 * u + (w + 0.06 * u) * i / STRIPES;
        const double b = (w + 0.06 * u) / STRIPES;
        cairo_move_to(cr, x + w * i / STRIPES, base - 0.57 * u);
        cairo_line_to(cr, x + w * (i + 1) / STRIPES, base - 0.57 * u);
        cairo_line_to(cr, a + b, base - 0.41 * u);
        cairo_arc(cr, a + 0.5 * b, base - 0.41 * u, 0.5 * b, 0, 3.1416);
        cairo_close_path(cr);
        const double line[4] = {0, base - 0.57 * u, 0, base - 0.36 * u};
        const uint32_t hex = i & 1 ? 0xfbf5e8 : stripe;
        cd_mp_fill_gradient(cr, line, hex, cd_mp_shade(hex, 0.82f), false);
    }
}

/* House fronts behind the stalls. */
static void fronts(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    static const uint32_t walls[] = {0xe0b48a, 0xd98f6f, 0xe8d2a0, 0xb8c4a8, 0xc9a0a0};
    const double u = p->unit, base = p->horizon;
    for (double x = -0.05 * u; x < (double)p->width;) {
        const double w = u * (double)cd_mp_range(rand, 0.24f, 0.36f);
        const double h = u * (double)cd_mp_range(rand, 0.74f, 0.92f);
        const double wall[4] = {x, base - h, w, h};
        cd_mp_hall_box(cr, wall, walls[(uint32_t)(cd_mp_rand01(rand) * 4.99f)]);
        cairo_move_to(cr, x - 0.02 * u, base - h);
        cairo_line_to(cr, x + 0.5 * w, base - h - 0.10 * u);
        cairo_line_to(cr, x + w + 0.02 * u, base - h);
        cairo_close_path(cr);
        cd_mp_ink(cr, 0x8a4a38, 1.0);
        cairo_fill(cr);
        for (int i = 0; i < 2; i++) {
            const double pane[4] = {x + w * (0.18 + 0.40 * i), base - h + 0.06 * u, 0.22 * w,
                                    0.11 * u};
            cd_mp_hall_box(cr, pane, cd_mp_blend(0x6a8aa0, 0xffd98a, p->light.lamps));
        }
        x += w;
    }
}

static void draw_market(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    static const uint32_t stripes[] = {0xd8403a, 0x2f8a6a, 0x3a78c0, 0xe0922a};
    const double u = p->unit, w = p->width;
    cd_mp_hall_open(cr);
    fronts(cr, p, rand);
    const int count = (int)(w / (0.58 * u)) < 1 ? 1 : (int)(w / (0.58 * u));
    const double each = w / count;
    for (int i = 0; i < count; i++)
        stall(cr, p, each * i + 0.04 * u, each - 0.08 * u,
              stripes[(uint32_t)(i + (int)(p->scene->seed & 3)) % CD_COUNT(stripes)], rand);
}

/* A stone with three faces, hanging or standing. */
static void spike(cairo_t *cr, double x, double y, double w, double h, uint32_t hex)
{
    cairo_move_to(cr, x - 0.5 * w, y);
    cairo_curve_to(cr, x - 0.3 * w, y + 0.5 * h, x - 0.05 * w, y + 0.6 * h, x, y + h);
    cairo_curve_to(cr, x + 0.05 * w, y + 0.6 * h, x + 0.3 * w, y + 0.5 * h, x + 0.5 * w, y);
    cairo_close_path(cr);
    const double line[4] = {x - 0.5 * w, 0, x + 0.5 * w, 0};
    cd_mp_fill_gradient(cr, line, cd_mp_shade(hex, 1.25f), cd_mp_shade(hex, 0.55f), false);
}

static void crystals(cairo_t *cr, double x, double y, double size, uint32_t hex, mp_rand *rand)
{
    for (int i = 0; i < 5; i++) {
        const double lean = (i - 2) * 0.35 + (double)cd_mp_range(rand, -0.1f, 0.1f);
        const double len = size * (double)cd_mp_range(rand, 0.6f, 1.0f) * (1.0 - 0.14 * abs(i - 2));
        const double w = 0.16 * size;
        cairo_save(cr);
        cairo_translate(cr, x + 0.12 * size * (i - 2), y);
        cairo_rotate(cr, lean);
        for (int face = 0; face < 2; face++) {
            cairo_move_to(cr, 0, 0);
            cairo_line_to(cr, face ? 0.5 * w : -0.5 * w, 0);
            cairo_line_to(cr, face ? 0.5 * w : -0.5 * w, -0.75 * len);
            cairo_line_to(cr, 0, -len);
            cairo_close_path(cr);
            const double line[4] = {0, -len, 0, 0};
            cd_mp_fill_gradient(cr, line, cd_mp_blend(hex, 0xffffff, face ? 0.25f : 0.6f),
                                cd_mp_shade(hex, face ? 0.55f : 0.9f), false);
        }
        cairo_restore(cr);
    }
}

/* The mouth of the cave: daylight in a ragged arch, walls that step back toward it. */
static void draw_cave(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    const double u = p->unit, w = p->width, base = p->horizon;
    const double mx = w * (p->scene->seed & 2 ? 0.60 : 0.40);
    enum { RINGS = 6, POINTS = 26 };
    cd_mp_hall_open(cr);
    for (int ring = RINGS - 1; ring >= 0; ring--) {
        const double far = (double)ring / (RINGS - 1);
        const double rx = u * (0.20 + 0.62 * (1.0 - far)) * (w > 1.4 * u ? 1.25 : 1.0);
        const double ry = u * (0.24 + 0.46 * (1.0 - far));
        cairo_new_path(cr);
        cairo_rectangle(cr, -1, -1, w + 2, base + 3);
        cairo_move_to(cr, mx - rx, base + 2);
        for (int i = 0; i <= POINTS; i++) {
            const double a = 3.14159 + 3.14159 * i / POINTS;
            const double k = 1.0 + (double)cd_mp_range(rand, -0.10f, 0.10f);
            cairo_line_to(cr, mx + (0.5 * w - mx) * 0.5 * (1.0 - far) + rx * k * cos(a),
                          base + ry * k * sin(a) * 1.15);
        }
        cairo_line_to(cr, mx + rx, base + 2);
        cairo_close_path(cr);
        cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
        const uint32_t rock = cd_mp_blend(0x4f4459, 0xb49a86, (float)(far * far));
        const double line[4] = {mx, base, mx < 0.5 * w ? w : 0, 0};
        cd_mp_fill_gradient(cr, line, rock, cd_mp_shade(rock, 0.62f), false);
        cairo_set_fill_rule(cr, CAIRO_FILL_RULE_WINDING);
    }
    for (int i = 0; i < 17; i++) {
        const double x = w * (i + (double)cd_mp_range(rand, 0.1f, 0.9f)) / 17.0;
        const double near = fabs(x - mx) / w;
        spike(cr, x, -0.02 * u, u * (double)cd_mp_range(rand, 0.05f, 0.10f),
              u * (double)cd_mp_range(rand, 0.10f, 0.26f) * (0.5 + near),
              cd_mp_blend(0x6f5f6a, 0x3a3144, (float)near));
    }
    for (int i = 0; i < 7; i++) {
        const double x = w * (0.06 + 0.147 * i);
        if (fabs(x - mx) < 0.16 * u)
            continue;
        crystals(cr, x, base + 0.012 * u, u * (double)cd_mp_range(rand, 0.07f, 0.13f),
                 i & 1 ? 0x4fc8e0 : 0x9a78f0, rand);
    }
}

/* Towers behind the parapet, their windows lit in the dark. */
static void towers(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    const double u = p->unit, base = p->horizon;
    for (int row = 0; row < 2; row++) {
        for (double x = -0.04 * u; x < (double)p->width;) {
            const double w = u * (double)cd_mp_range(rand, 0.08f, 0.16f);
            const double h = u * (double)cd_mp_range(rand, 0.22f, 0.50f) * (row ? 0.62 : 1.0);
            const double tower[4] = {x, base - 0.10 * u - h, w, h + 0.1 * u};
            cd_mp_hall_box(cr, tower, row ? 0x6f7f92 : 0xa2b0bc);
            for (double y = tower[1] + 0.02 * u; y < base - 0.12 * u; y += 0.030 * u) {
                for (double k = 0.012 * u; k < w - 0.02 * u; k += 0.024 * u) {
                    const bool lit = cd_mp_rand01(rand) < 0.30f + 0.3f * p->light.lamps;
                    cairo_rectangle(cr, x + k, y, 0.012 * u, 0.016 * u);
                    cd_mp_ink(cr, cd_mp_blend(0xb6cbd8, lit ? 0xffd98a : 0x2a3440, p->light.lamps),
                              0.9);
                    cairo_fill(cr);
                }
            }
            x += w + u * (double)cd_mp_range(rand, 0.0f, 0.03f);
        }
    }
}

static void water_tank(cairo_t *cr, double x, double base, double u)
{
    for (int i = -1; i <= 1; i++) {
        const double leg[4] = {x + 0.055 * u * i - 0.006 * u, base - 0.24 * u, 0.012 * u, 0.24 * u};
        cd_mp_hall_box(cr, leg, 0x5a4a40);
    }
    const double drum[4] = {x - 0.085 * u, base - 0.42 * u, 0.17 * u, 0.19 * u};
    cd_mp_hall_box(cr, drum, 0x9a6a48);
    for (int i = 0; i < 3; i++) {
        const double hoop[4] = {x - 0.087 * u, base - (0.40 - 0.065 * i) * u, 0.174 * u, 0.010 * u};
        cd_mp_hall_box(cr, hoop, 0x4f3a2c);
    }
    cairo_move_to(cr, x - 0.105 * u, base - 0.42 * u);
    cairo_line_to(cr, x, base - 0.52 * u);
    cairo_line_to(cr, x + 0.105 * u, base - 0.42 * u);
    cairo_close_path(cr);
    cd_mp_ink(cr, 0x6f4a38, 1.0);
    cairo_fill(cr);
}

static void draw_rooftop(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    const double u = p->unit, w = p->width, base = p->horizon;
    cd_mp_hall_open(cr);
    towers(cr, p, rand);
    water_tank(cr, p->scene->seed & 1 ? 0.86 * w : 0.14 * w, base - 0.06 * u, u);
    const double wall[4] = {0, base - 0.13 * u, w, 0.135 * u};
    cd_mp_hall_box(cr, wall, 0xa8765c);
    for (int row = 0; row < 4; row++) {
        for (double x = -0.03 * u * (row & 1); x < w; x += 0.06 * u) {
            cairo_rectangle(cr, x, base - 0.13 * u + 0.033 * u * row, 0.056 * u, 0.029 * u);
            cd_mp_ink(cr, cd_mp_shade(0xb27a5e, cd_mp_range(rand, 0.84f, 1.08f)), 1.0);
            cairo_fill(cr);
        }
    }
    const double cap[4] = {-1, base - 0.155 * u, w + 2, 0.032 * u};
    cd_mp_hall_box(cr, cap, 0xd8cfc2);
    cairo_set_line_width(cr, 0.004 * u);
    for (int i = 0; i < 2; i++) {
        cairo_move_to(cr, 0.5 * w * i, base - 0.40 * u);
        cairo_curve_to(cr, 0.5 * w * i + 0.15 * w, base - 0.28 * u, 0.5 * w * i + 0.35 * w,
                       base - 0.28 * u, 0.5 * w * (i + 1), base - 0.40 * u);
    }
    cd_mp_ink(cr, 0x2f2a28, 1.0);
    cairo_stroke(cr);
}

const struct hall cd_mp_hall_station = {{0, 0}, {0xc2beb6, 0xaba79e}, 1.2f, 0, false, draw_station};
const struct hall cd_mp_hall_market = {{0, 0}, {0xbfae98, 0xa8967f}, 1.3f, 0, false, draw_market};
const struct hall cd_mp_hall_cave = {{0, 0}, {0x7a6b64, 0x72645e}, 0.80f, 0, false, draw_cave};
const struct hall cd_mp_hall_rooftop = {{0, 0}, {0x9f9c98, 0x96938f}, 1.15f, 0,
                                        false,  draw_rooftop};
