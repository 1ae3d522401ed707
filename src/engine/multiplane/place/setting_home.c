/* engine/multiplane/place/setting_home.c - a bedroom and a bathroom: see hall.h. */
#include "engine/multiplane/place/hall.h"

/* Curtains at both sides of a window, gathered at their middle. */
static void curtains(cairo_t *cr, const double at[4], uint32_t hex)
{
    for (int side = 0; side < 2; side++) {
        const double x = side ? at[0] + at[2] : at[0];
        const double out = side ? 1.0 : -1.0;
        const double w = 0.30 * at[2];
        const double top = at[1] - 0.08 * at[3];
        const double end = at[1] + 1.22 * at[3];
        for (int fold = 0; fold < 5; fold++) {
            const double a = x + out * w * (0.75 - 0.32 * fold);
            const double b = x + out * w * (0.75 - 0.32 * (fold + 1));
            cairo_move_to(cr, a, top);
            cairo_line_to(cr, b, top);
            cairo_curve_to(cr, b, at[1] + 0.5 * at[3], b + out * 0.10 * w * fold,
                           at[1] + 0.7 * at[3], b + out * 0.03 * w * fold, end);
            cairo_line_to(cr, a + out * 0.03 * w * fold, end);
            cairo_curve_to(cr, a + out * 0.10 * w * fold, at[1] + 0.7 * at[3], a,
                           at[1] + 0.5 * at[3], a, top);
            cairo_close_path(cr);
            const double line[4] = {a, 0, b, 0};
            cd_mp_fill_gradient(cr, line, cd_mp_shade(hex, 1.10f), cd_mp_shade(hex, 0.74f), false);
        }
    }
    const double rod[4] = {at[0] - 0.34 * at[2], at[1] - 0.11 * at[3], 1.68 * at[2], 0.035 * at[3]};
    cd_mp_hall_box(cr, rod, 0x8a6a44);
}

static void pillow(cairo_t *cr, double x, double y, double w, uint32_t hex)
{
    cd_mp_round_rect(cr, x, y, w, 0.46 * w, 0.20 * w);
    const double line[4] = {x, y, x, y + 0.46 * w};
    cd_mp_fill_gradient(cr, line, hex, cd_mp_shade(hex, 0.84f), false);
}

/* Its head is at the wall, and we stand at its foot. */
static void bed(cairo_t *cr, const mp_paint *p, double x, uint64_t seed)
{
    static const uint32_t quilts[] = {0x4f7fae, 0xb8627a, 0x5f9a7a, 0xd99a4a, 0x7a68b0};
    const uint32_t quilt = quilts[cd_mp_hash(seed ^ 0xbed) % CD_COUNT(quilts)];
    const double u = p->unit, base = p->horizon;
    const double w = 0.62 * u, left = x - 0.5 * w;
    cd_mp_round_rect(cr, left - 0.02 * u, base - 0.44 * u, w + 0.04 * u, 0.46 * u, 0.05 * u);
    const double board[4] = {0, base - 0.44 * u, 0, base};
    cd_mp_fill_gradient(cr, board, 0xa8744a, 0x6f4426, false);
    for (int i = 0; i < 2; i++)
        pillow(cr, left + 0.05 * u + 0.27 * u * i, base - 0.31 * u, 0.24 * u, 0xfdf8ee);
    cairo_move_to(cr, left + 0.005 * u, base + 0.01 * u);
    cairo_line_to(cr, left + 0.005 * u, base - 0.17 * u);
    cairo_curve_to(cr, left + 0.01 * u, base - 0.25 * u, left + w - 0.01 * u, base - 0.25 * u,
                   left + w - 0.005 * u, base - 0.17 * u);
    cairo_line_to(cr, left + w - 0.005 * u, base + 0.01 * u);
    cairo_close_path(cr);
    const double cloth[4] = {left, base - 0.2 * u, left + w, base};
    cd_mp_fill_gradient(cr, cloth, cd_mp_shade(quilt, 1.25f), cd_mp_shade(quilt, 0.78f), false);
    cairo_move_to(cr, left + 0.01 * u, base - 0.185 * u);
    cairo_curve_to(cr, left + 0.2 * w, base - 0.225 * u, left + 0.8 * w, base - 0.225 * u,
                   left + w - 0.01 * u, base - 0.185 * u);
    cairo_set_line_width(cr, 0.022 * u);
    cd_mp_ink(cr, 0xfdf4e4, 1.0);
    cairo_stroke(cr);
}

static void lamp_table(cairo_t *cr, const mp_paint *p, double x)
{
    const double u = p->unit, base = p->horizon;
    const double body[4] = {x - 0.085 * u, base - 0.15 * u, 0.17 * u, 0.15 * u};
    cd_mp_hall_box(cr, body, 0x9a6a42);
    for (int i = 0; i < 2; i++) {
        const double drawer[4] = {x - 0.07 * u, base - (0.135 - 0.065 * i) * u, 0.14 * u,
                                  0.054 * u};
        cd_mp_hall_box(cr, drawer, 0xb07c50);
    }
    const double stem[4] = {x - 0.008 * u, base - 0.22 * u, 0.016 * u, 0.07 * u};
    cd_mp_hall_box(cr, stem, 0xd9b060);
    cairo_move_to(cr, x - 0.035 * u, base - 0.30 * u);
    cairo_line_to(cr, x + 0.035 * u, base - 0.30 * u);
    cairo_line_to(cr, x + 0.065 * u, base - 0.205 * u);
    cairo_line_to(cr, x - 0.065 * u, base - 0.205 * u);
    cairo_close_path(cr);
    const double shade[4] = {0, base - 0.30 * u, 0, base - 0.2 * u};
    cd_mp_fill_gradient(cr, shade, 0xffe9bd, 0xffcf7a, false);
}

static void draw_bedroom(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    const double u = p->unit, w = p->width, base = p->horizon;
    for (double x = 0.0; x < w; x += 0.07 * u) { /* stripes of the wallpaper */
        cairo_rectangle(cr, x, 0, 0.035 * u, base);
        cd_mp_ink(cr, 0xffffff, 0.10);
        cairo_fill(cr);
    }
    const bool wide = w > 1.15 * u;
    const double at = wide ? 0.66 * w : 0.60 * w;
    const double pane[4] = {wide ? 0.10 * w : 0.08 * w, base - 0.60 * u, 0.32 * u, 0.40 * u};
    cd_mp_hall_window(cr, pane, false, 0xfbf7ef);
    curtains(cr, pane, 0xe8b8a0);
    const double picture[4] = {at - 0.13 * u, base - 0.58 * u, 0.26 * u, 0.17 * u};
    cd_mp_hall_box(cr, picture, 0xc79a58);
    const double canvas[4] = {at - 0.11 * u, base - 0.56 * u, 0.22 * u, 0.13 * u};
    const double sky[4] = {0, canvas[1], 0, canvas[1] + canvas[3]};
    cairo_rectangle(cr, canvas[0], canvas[1], canvas[2], canvas[3]);
    cd_mp_fill_gradient(cr, sky, 0x8fc4e8, 0xf6dcb0, false);
    cairo_move_to(cr, canvas[0], canvas[1] + canvas[3]);
    cairo_curve_to(cr, canvas[0] + 0.3 * canvas[2], canvas[1] + 0.3 * canvas[3],
                   canvas[0] + 0.6 * canvas[2], canvas[1] + 1.1 * canvas[3], canvas[0] + canvas[2],
                   canvas[1] + 0.55 * canvas[3]);
    cairo_line_to(cr, canvas[0] + canvas[2], canvas[1] + canvas[3]);
    cairo_close_path(cr);
    cd_mp_ink(cr, cd_mp_blend(0x5f8a54, 0x7a6a9a, cd_mp_rand01(rand)), 1.0);
    cairo_fill(cr);
    const double skirt[4] = {0, base - 0.035 * u, w, 0.035 * u};
    cd_mp_hall_box(cr, skirt, 0xf2e8da);
    lamp_table(cr, p, at - 0.44 * u);
    if (wide)
        lamp_table(cr, p, at + 0.44 * u);
    bed(cr, p, at, p->scene->seed);
}

static void tiles(cairo_t *cr, const mp_paint *p, mp_rand *rand, double side, uint32_t hex)
{
    const double from = (double)p->horizon - 0.44 * (double)p->unit;
    for (double y = from; y < (double)p->horizon; y += side) {
        for (double x = 0; x < (double)p->width; x += side) {
            cd_mp_round_rect(cr, x + 0.04 * side, y + 0.04 * side, 0.92 * side, 0.92 * side,
                             0.08 * side);
            const uint32_t one = cd_mp_shade(hex, cd_mp_range(rand, 0.95f, 1.04f));
            const double line[4] = {x, y, x + side, y + side};
            cd_mp_fill_gradient(cr, line, cd_mp_shade(one, 1.05f), cd_mp_shade(one, 0.93f), false);
        }
    }
    const double edge[4] = {0, from - 0.022 * (double)p->unit, p->width, 0.024 * (double)p->unit};
    cd_mp_hall_box(cr, edge, cd_mp_shade(hex, 0.74f));
}

static void tub(cairo_t *cr, const mp_paint *p, double x)
{
    const double u = p->unit, base = p->horizon;
    const double w = 0.66 * u, left = x - 0.5 * w;
    for (int i = 0; i < 9; i++) { /* foam */
        cairo_arc(cr, left + w * (0.12 + 0.095 * i), base - 0.225 * u,
                  u * (0.028 + 0.012 * (i * 7 % 3)), 0, 6.2832);
        cd_mp_ink(cr, 0xffffff, 0.95);
        cairo_fill(cr);
    }
    cairo_move_to(cr, left, base - 0.215 * u);
    cairo_curve_to(cr, left + 0.01 * w, base - 0.03 * u, left + 0.08 * w, base - 0.015 * u,
                   left + 0.16 * w, base - 0.012 * u);
    cairo_line_to(cr, left + 0.84 * w, base - 0.012 * u);
    cairo_curve_to(cr, left + 0.92 * w, base - 0.015 * u, left + 0.99 * w, base - 0.03 * u,
                   left + w, base - 0.215 * u);
    cairo_close_path(cr);
    const double line[4] = {0, base - 0.215 * u, 0, base};
    cd_mp_fill_gradient(cr, line, 0xffffff, 0xc6d2dc, false);
    cd_mp_round_rect(cr, left - 0.02 * u, base - 0.235 * u, w + 0.04 * u, 0.030 * u, 0.015 * u);
    cd_mp_ink(cr, 0xf8fbff, 1.0);
    cairo_fill(cr);
    const double tap[4] = {left + 0.91 * w, base - 0.36 * u, 0.018 * u, 0.125 * u};
    cd_mp_hall_box(cr, tap, 0xc9a45a);
    const double spout[4] = {left + 0.80 * w, base - 0.36 * u, 0.09 * u, 0.022 * u};
    cd_mp_hall_box(cr, spout, 0xd9b868);
}

static void basin(cairo_t *cr, const mp_paint *p, double x)
{
    const double u = p->unit, base = p->horizon;
    cd_mp_round_rect(cr, x - 0.14 * u, base - 0.70 * u, 0.28 * u, 0.34 * u, 0.14 * u);
    const double glass[4] = {x - 0.1 * u, base - 0.7 * u, x + 0.1 * u, base - 0.36 * u};
    cd_mp_fill_gradient(cr, glass, 0xe8f6fb, 0x9fc0cf, true);
    cairo_set_line_width(cr, 0.016 * u);
    cd_mp_ink(cr, 0xd2ac62, 1.0);
    cairo_stroke(cr);
    const double foot[4] = {x - 0.035 * u, base - 0.22 * u, 0.07 * u, 0.22 * u};
    cd_mp_hall_box(cr, foot, 0xf0f4f8);
    cairo_move_to(cr, x - 0.15 * u, base - 0.285 * u);
    cairo_line_to(cr, x + 0.15 * u, base - 0.285 * u);
    cairo_curve_to(cr, x + 0.14 * u, base - 0.19 * u, x - 0.14 * u, base - 0.19 * u, x - 0.15 * u,
                   base - 0.285 * u);
    cairo_close_path(cr);
    const double line[4] = {0, base - 0.285 * u, 0, base - 0.2 * u};
    cd_mp_fill_gradient(cr, line, 0xffffff, 0xc9d6e0, false);
    const double tap[4] = {x - 0.009 * u, base - 0.335 * u, 0.018 * u, 0.055 * u};
    cd_mp_hall_box(cr, tap, 0xd2ac62);
}

static void draw_bathroom(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    const double u = p->unit, w = p->width, base = p->horizon;
    tiles(cr, p, rand, 0.072 * u, 0x9fd3cf);
    const bool wide = w > 1.15 * u;
    const double pane[4] = {wide ? 0.46 * w : 0.36 * w, base - 0.80 * u, 0.24 * u, 0.30 * u};
    cd_mp_hall_window(cr, pane, false, 0xfbfdff);
    tub(cr, p, wide ? 0.26 * w : 0.33 * w);
    basin(cr, p, wide ? 0.80 * w : 0.84 * w);
    const double towel[4] = {(wide ? 0.60 : 0.64) * w, base - 0.36 * u, 0.10 * u, 0.22 * u};
    cd_mp_hall_box(cr, towel, 0xf2a07a);
    const double rail[4] = {towel[0] - 0.02 * u, base - 0.375 * u, 0.14 * u, 0.014 * u};
    cd_mp_hall_box(cr, rail, 0xd2ac62);
}

const struct hall cd_mp_hall_bedroom = {{0xc9b6d6, 0xe6d2cc}, {0, 0}, 1.15f, 0, false,
                                        draw_bedroom};
const struct hall cd_mp_hall_bathroom = {
    {0xeaf4f2, 0xdcecea}, {0xf4f6f4, 0x8fb4b4}, 1.05f, 0, false, draw_bathroom};
