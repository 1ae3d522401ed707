/* engine/multiplane/cast/lettering_board.c - boards and prints with a picture of their own:
 * chalkboards, billboards, posters, books, newspapers, window panes. */
#include "engine/multiplane/cast/lettering_board.h"

static void frame(cairo_t *cr, const double box[4], double t, uint32_t light, uint32_t dark)
{
    cairo_set_line_width(cr, t);
    cairo_rectangle(cr, box[0] + 0.5 * t, box[1] + 0.5 * t, box[2] - t, box[3] - t);
    cairo_pattern_t *bevel = cairo_pattern_create_linear(0, box[1], 0, box[1] + box[3]);
    cd_mp_stop(bevel, 0.0, light, 1.0);
    cd_mp_stop(bevel, 1.0, dark, 1.0);
    cairo_set_source(cr, bevel);
    cairo_stroke(cr);
    cairo_pattern_destroy(bevel);
    cairo_set_line_width(cr, 0.12 * t);
    cairo_rectangle(cr, box[0] + t, box[1] + t, box[2] - 2 * t, box[3] - 2 * t);
    cd_mp_ink(cr, 0x120c08, 0.55);
    cairo_stroke(cr);
}

void cd_mp_board_chalk(cairo_t *cr, double w, double h, uint64_t seed)
{
    mp_rand rand = cd_mp_rand_new(seed, 131);
    const double line[4] = {0, 0, w * 0.4, h};
    cairo_rectangle(cr, 0, 0, w, h);
    cd_mp_fill_gradient(cr, line, 0x35423f, 0x222b2a, false);
    cairo_save(cr);
    cairo_rectangle(cr, 0, 0, w, h);
    cairo_clip(cr);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    for (int i = 0; i < 34; i++) {
        /* What the sponge left. */
        const double x = w * (double)cd_mp_rand01(&rand);
        const double y = h * (double)cd_mp_rand01(&rand);
        const double turn = h * (double)cd_mp_range(&rand, -0.12f, 0.12f);
        cairo_move_to(cr, x, y);
        cairo_curve_to(cr, x + 0.08 * w, y + turn, x + 0.18 * w, y - turn, x + 0.30 * w, y);
        cairo_set_line_width(cr, h * (double)cd_mp_range(&rand, 0.02f, 0.12f));
        cd_mp_ink(cr, 0xd9e4df, 0.022);
        cairo_stroke(cr);
    }
    cairo_restore(cr);
    const double box[4] = {0, 0, w, h};
    frame(cr, box, 0.055 * h, 0xc08a50, 0x6d4524);
    for (int i = 0; i < 3; i++) {
        static const uint32_t sticks[] = {0xf7f4ea, 0xf5b7c3, 0xf4e29a};
        cd_mp_round_rect(cr, w * (0.70 + 0.065 * i), h * 0.948, w * 0.048, h * 0.020, h * 0.01);
        cd_mp_ink(cr, sticks[i], 1.0);
        cairo_fill(cr);
    }
}

void cd_mp_board_bill(cairo_t *cr, double w, double h, uint64_t seed)
{
    static const uint32_t skies[][2] = {
        {0xff5f6d, 0xffb25e}, {0x2f6fe0, 0x38d0d8}, {0x7a3ce0, 0xf0529c}, {0x0f9b7a, 0x9bd84a}};
    const uint32_t *sky = skies[cd_mp_hash(seed ^ 0xb111) % CD_COUNT(skies)];
    const double line[4] = {0, 0, w, h};
    cairo_rectangle(cr, 0, 0, w, h);
    cd_mp_fill_gradient(cr, line, sky[0], sky[1], false);
    for (int i = 0; i < 9; i++) {
        const double from = -0.4 + 0.35 * i;
        cairo_move_to(cr, 0.5 * w, 1.5 * h);
        cairo_line_to(cr, w * (from - 0.5), -0.3 * h);
        cairo_line_to(cr, w * (from - 0.36), -0.3 * h);
        cairo_close_path(cr);
    }
    cairo_save(cr);
    cairo_clip(cr);
    cairo_rectangle(cr, 0, 0, w, h);
    cd_mp_ink(cr, 0xffffff, 0.10);
    cairo_fill(cr);
    cairo_restore(cr);
    const double box[4] = {0, 0, w, h};
    frame(cr, box, 0.040 * h, 0xb9c0c9, 0x4d545f);
    for (int i = 0; i < 4; i++) {
        const double x = w * (0.14 + 0.24 * i);
        const double glow[4] = {x, 0.03 * h, x, 0.34 * h};
        cairo_move_to(cr, x, 0.03 * h);
        cairo_line_to(cr, x - 0.10 * w, 0.34 * h);
        cairo_line_to(cr, x + 0.10 * w, 0.34 * h);
        cairo_close_path(cr);
        cairo_pattern_t *beam = cairo_pattern_create_linear(glow[0], glow[1], glow[2], glow[3]);
        cd_mp_stop(beam, 0.0, 0xffffff, 0.30);
        cd_mp_stop(beam, 1.0, 0xffffff, 0.0);
        cairo_set_source(cr, beam);
        cairo_fill(cr);
        cairo_pattern_destroy(beam);
    }
}

void cd_mp_board_poster(cairo_t *cr, double w, double h, uint64_t seed)
{
    static const uint32_t themes[][4] = {{0x24435f, 0xe8704a, 0xf6c667, 0x16293b},
                                         {0xd9543f, 0xf7b35b, 0xfff0cf, 0x7c2b33},
                                         {0x2f6d6a, 0xe9a94b, 0xf6e3b0, 0x17403f},
                                         {0x5a3c86, 0xe8668f, 0xffd08a, 0x33204f}};
    const uint32_t *c = themes[cd_mp_hash(seed ^ 0x9057e5) % CD_COUNT(themes)];
    cairo_rectangle(cr, 0, 0, w, h);
    cd_mp_ink(cr, 0xf7eed8, 1.0);
    cairo_fill(cr);
    const double m = 0.045 * w;
    cairo_save(cr);
    cairo_rectangle(cr, m, m, w - 2 * m, h - 2 * m);
    cairo_clip(cr);
    const double line[4] = {0, 0, 0, 0.8 * h};
    cairo_rectangle(cr, 0, 0, w, h);
    cd_mp_fill_gradient(cr, line, c[0], c[1], false);
    cairo_arc(cr, 0.5 * w, 0.72 * h, 0.26 * w, 0, 6.2832);
    cd_mp_ink(cr, c[2], 1.0);
    cairo_fill(cr);
    for (int i = 0; i < 3; i++) {
        /* Hills before the sun, darker the nearer. */
        const double y = h * (0.74 + 0.08 * i);
        cairo_move_to(cr, 0, h);
        cairo_line_to(cr, 0, y);
        cairo_curve_to(cr, w * (0.25 + 0.1 * i), y - h * (0.09 - 0.03 * i), w * 0.55, y + h * 0.07,
                       w, y - h * (0.05 - 0.03 * i));
        cairo_line_to(cr, w, h);
        cairo_close_path(cr);
        cd_mp_ink(cr, cd_mp_blend(c[1], c[3], 0.35f + 0.30f * (float)i), 1.0);
        cairo_fill(cr);
    }
    cairo_restore(cr);
}

void cd_mp_board_book(cairo_t *cr, double w, double h, uint64_t seed)
{
    static const uint32_t cloths[] = {0x7a2436, 0x1f4a5c, 0x2f5b3c, 0x4b3169, 0x8a4a1f};
    const uint32_t cloth = cloths[cd_mp_hash(seed ^ 0xb00c) % CD_COUNT(cloths)];
    /* The block of pages looks out on the right and below. */
    cd_mp_round_rect(cr, 0.03 * w, 0.02 * h, 0.97 * w, 0.98 * h, 0.015 * w);
    cd_mp_ink(cr, cd_mp_shade(cloth, 0.55f), 1.0);
    cairo_fill(cr);
    const double pages[4] = {0, 0, 0, h};
    cairo_rectangle(cr, 0.05 * w, 0.03 * h, 0.925 * w, 0.95 * h);
    cd_mp_fill_gradient(cr, pages, 0xf6efdc, 0xd8ccb0, false);
    cd_mp_round_rect(cr, 0, 0, 0.955 * w, 0.962 * h, 0.02 * w);
    const double line[4] = {0, 0, w, h};
    cd_mp_fill_gradient(cr, line, cd_mp_shade(cloth, 1.22f), cd_mp_shade(cloth, 0.86f), false);
    const double hinge[4] = {0, 0, 0.11 * w, 0};
    cairo_rectangle(cr, 0, 0.004 * h, 0.11 * w, 0.954 * h);
    cd_mp_fill_gradient(cr, hinge, cd_mp_shade(cloth, 1.3f), cd_mp_shade(cloth, 0.6f), false);
    for (int i = 0; i < 2; i++) {
        const double t = (0.035 + 0.022 * i) * w;
        cd_mp_round_rect(cr, 0.11 * w + t, t, 0.845 * w - 2 * t, 0.962 * h - 2 * t, 0.02 * w);
        cairo_set_line_width(cr, (i ? 0.004 : 0.010) * w);
        cd_mp_ink(cr, 0xe6c473, 0.95);
        cairo_stroke(cr);
    }
    cairo_arc(cr, 0.535 * w, 0.80 * h, 0.055 * w, 0, 6.2832);
    cairo_set_line_width(cr, 0.012 * w);
    cd_mp_ink(cr, 0xe6c473, 0.9);
    cairo_stroke(cr);
    for (int i = 0; i < 4; i++) {
        cairo_save(cr);
        cairo_translate(cr, 0.535 * w, 0.80 * h);
        cairo_rotate(cr, 1.5708 * i);
        cairo_move_to(cr, 0, -0.105 * w);
        cairo_line_to(cr, 0.018 * w, -0.06 * w);
        cairo_line_to(cr, -0.018 * w, -0.06 * w);
        cairo_close_path(cr);
        cairo_restore(cr);
    }
    cairo_fill(cr);
}

/* Columns that are read as print from afar. */
static void columns(cairo_t *cr, const double box[4], mp_rand *rand, int count)
{
    const double gap = 0.035 * box[2];
    const double one = (box[2] - gap * (count - 1)) / count;
    for (int c = 0; c < count; c++) {
        for (double y = box[1]; y < box[1] + box[3]; y += 0.034 * box[2]) {
            const double share = cd_mp_rand01(rand) < 0.16f ? 0.6 : 1.0;
            cairo_rectangle(cr, box[0] + c * (one + gap), y, one * share, 0.013 * box[2]);
        }
    }
    cd_mp_ink(cr, 0x6d675e, 0.75);
    cairo_fill(cr);
}

void cd_mp_board_news(cairo_t *cr, double w, double h, uint64_t seed)
{
    mp_rand rand = cd_mp_rand_new(seed, 133);
    const double line[4] = {0, 0, w, h};
    cairo_rectangle(cr, 0, 0, w, h);
    cd_mp_fill_gradient(cr, line, 0xf3efe4, 0xddd6c6, false);
    for (int i = 0; i < 3; i++) {
        cairo_rectangle(cr, 0.06 * w, h * (0.035 + 0.075 * i), 0.88 * w,
                        h * (i == 1 ? 0.004 : 0.008));
        cd_mp_ink(cr, 0x2a2722, 0.9);
        cairo_fill(cr);
    }
    /* A masthead of shapes: no words that nobody asked for. */
    for (int i = 0; i < 11; i++)
        cairo_rectangle(cr, w * (0.22 + 0.052 * i), h * 0.058, w * (i == 5 ? 0.0 : 0.036),
                        h * 0.034);
    cd_mp_ink(cr, 0x2a2722, 0.85);
    cairo_fill(cr);
    const double photo[4] = {0.06 * w, 0.53 * h, 0.50 * w, 0.25 * h};
    const double sky[4] = {0, photo[1], 0, photo[1] + photo[3]};
    cairo_rectangle(cr, photo[0], photo[1], photo[2], photo[3]);
    cd_mp_fill_gradient(cr, sky, 0xb9b4aa, 0xe2ded4, false);
    cairo_move_to(cr, photo[0], photo[1] + photo[3]);
    cairo_line_to(cr, photo[0] + 0.3 * photo[2], photo[1] + 0.3 * photo[3]);
    cairo_line_to(cr, photo[0] + 0.55 * photo[2], photo[1] + 0.75 * photo[3]);
    cairo_line_to(cr, photo[0] + 0.75 * photo[2], photo[1] + 0.45 * photo[3]);
    cairo_line_to(cr, photo[0] + photo[2], photo[1] + photo[3]);
    cairo_close_path(cr);
    cd_mp_ink(cr, 0x6b665e, 1.0);
    cairo_fill(cr);
    const double right[4] = {0.59 * w, 0.53 * h, 0.35 * w, 0.25 * h};
    const double below[4] = {0.06 * w, 0.81 * h, 0.88 * w, 0.16 * h};
    columns(cr, right, &rand, 2);
    columns(cr, below, &rand, 4);
}

void cd_mp_board_glass(cairo_t *cr, double w, double h, uint64_t seed)
{
    mp_rand rand = cd_mp_rand_new(seed, 137);
    const double line[4] = {0, 0, 0, h};
    cairo_rectangle(cr, 0, 0, w, h);
    cd_mp_fill_gradient(cr, line, 0x4a3524, 0x2a1d16, false);
    for (int i = 0; i < 26; i++) {
        /* Lamps of the room behind. */
        const double x = w * (double)cd_mp_rand01(&rand);
        const double y = h * (0.08 + 0.75 * (double)cd_mp_rand01(&rand));
        cairo_arc(cr, x, y, h * (double)cd_mp_range(&rand, 0.02f, 0.07f), 0, 6.2832);
        cd_mp_ink(cr, i & 1 ? 0xffc46b : 0xffe0a6, 0.10);
        cairo_fill(cr);
    }
    for (int i = 0; i < 2; i++) {
        const double x = w * (0.10 + 0.52 * i);
        cairo_move_to(cr, x + 0.10 * w, 0);
        cairo_line_to(cr, x + 0.24 * w, 0);
        cairo_line_to(cr, x + 0.06 * w, h);
        cairo_line_to(cr, x - 0.08 * w, h);
        cairo_close_path(cr);
        cd_mp_ink(cr, 0xeaf6ff, 0.09);
        cairo_fill(cr);
    }
    const double box[4] = {0, 0, w, h};
    frame(cr, box, 0.05 * h, 0x3f6a58, 0x1e3a30);
}
