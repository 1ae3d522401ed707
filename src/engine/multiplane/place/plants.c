/* engine/multiplane/place/plants.c - see plants.h. */
#include "engine/multiplane/place/plants.h"

/* One skirt of branches of a conifer: a fan with a ragged lower edge. */
static void skirt(cairo_t *cr, mp_rand *rand, const double at[4])
{
    const double top = at[0];
    const double low = at[1];
    const double half = at[2];
    const double mid = at[3];
    const int teeth = 7;
    cairo_move_to(cr, mid, top);
    cairo_curve_to(cr, mid - half * 0.30, top + (low - top) * 0.45, mid - half * 0.62,
                   low - (low - top) * 0.22, mid - half, low);
    for (int i = 0; i < teeth; i++) {
        const double t = (double)(i + 1) / teeth;
        const double x = mid - half + 2.0 * half * t;
        const double sag = (low - top) * (0.10 + 0.12 * (1.0 - fabs(2.0 * t - 1.0)));
        const double jitter = (low - top) * (double)cd_mp_range(rand, -0.05f, 0.05f);
        const double px = mid - half + 2.0 * half * (t - 0.5 / teeth);
        cairo_line_to(cr, px - half * 0.05, low - (low - top) * 0.04 + jitter);
        cairo_line_to(cr, x, i == teeth - 1 ? low : low + sag + jitter);
    }
    cairo_curve_to(cr, mid + half * 0.62, low - (low - top) * 0.22, mid + half * 0.30,
                   top + (low - top) * 0.45, mid, top);
    cairo_close_path(cr);
}

static void skirt_snow(cairo_t *cr, mp_rand *rand, const double at[4], float amount)
{
    const double top = at[0];
    const double low = at[1];
    const double half = at[2] * 0.97;
    const double mid = at[3];
    const double rise = (low - top);
    const int lobes = 6;
    cairo_move_to(cr, mid, top);
    cairo_curve_to(cr, mid - half * 0.30, top + rise * 0.45, mid - half * 0.62, low - rise * 0.22,
                   mid - half, low - rise * 0.01);
    for (int i = 0; i < lobes; i++) {
        const double t = (double)(i + 1) / lobes;
        const double depth = rise * (double)amount *
                             (0.20 + (double)cd_mp_range(rand, 0.0f, 0.30f)) *
                             (1.0 - 0.5 * fabs(2.0 * t - 1.0));
        const double x0 = mid - half + 2.0 * half * (t - 1.0 / lobes);
        const double x1 = mid - half + 2.0 * half * t;
        const double y = low - rise * (0.02 + 0.30 * (1.0 - fabs(2.0 * t - 1.0)) * 0.6);
        cairo_curve_to(cr, x0 + half * 0.05, y + depth, x1 - half * 0.08, y + depth, x1,
                       i == lobes - 1 ? low - rise * 0.01 : y - rise * 0.04);
    }
    cairo_curve_to(cr, mid + half * 0.62, low - rise * 0.22, mid + half * 0.30, top + rise * 0.45,
                   mid, top);
    cairo_close_path(cr);
    const double line[4] = {mid - half, low, mid + half, low};
    cd_mp_fill_gradient(cr, line, 0xffffff, 0xa9c0e6, false);
}

cd_rc cd_mp_conifer(mp_stamp *out, const mp_plant_look *look, unsigned threads, cd_err *err)
{
    const int32_t width = look->height * 56 / 100;
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&layer, width, look->height, err));
    mp_rand rand = cd_mp_rand_new(look->seed, 41);
    cairo_t *cr = layer.cr;
    const double h = look->height;
    const double mid = 0.5 * width;
    cairo_rectangle(cr, mid - h * 0.022, h * 0.80, h * 0.044, h * 0.20);
    const double bark[4] = {mid - h * 0.03, 0, mid + h * 0.03, 0};
    cd_mp_fill_gradient(cr, bark, 0x6a4a38, 0x2e1f1b, false);
    const int tiers = 8;
    for (int i = tiers - 1; i >= 0; i--) {
        const double t = (double)i / (tiers - 1);
        const double low = h * (0.145 + 0.765 * pow(t, 0.92));
        const double rise = h * (0.13 + 0.13 * t);
        const double half =
            h * (0.045 + 0.215 * pow(t, 0.88)) * (double)cd_mp_range(&rand, 0.92f, 1.06f);
        const double at[4] = {low - rise < 0 ? 0 : low - rise, low, half,
                              mid + h * (double)cd_mp_range(&rand, -0.006f, 0.006f)};
        skirt(cr, &rand, at);
        cairo_pattern_t *p =
            cairo_pattern_create_linear(mid - half, low - rise * 0.3, mid + half, low + rise * 0.1);
        cd_mp_stop(p, 0.0, look->lit, 1.0);
        cd_mp_stop(p, 0.42, cd_mp_blend(look->lit, look->dark, 0.55f), 1.0);
        cd_mp_stop(p, 1.0, look->dark, 1.0);
        cairo_set_source(cr, p);
        cairo_fill_preserve(cr);
        cairo_pattern_destroy(p);
        cairo_pattern_t *under = cairo_pattern_create_linear(0, at[0], 0, low + rise * 0.15);
        cd_mp_stop(under, 0.0, cd_mp_shade(look->dark, 0.45f), i > 0 ? 0.75 : 0.0);
        cd_mp_stop(under, 0.55, cd_mp_shade(look->dark, 0.6f), 0.0);
        cairo_set_source(cr, under);
        cairo_fill(cr);
        cairo_pattern_destroy(under);
        if (look->snow > 0.0f)
            skirt_snow(cr, &rand, at, look->snow);
    }
    CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
    CD_TRY(cd_mp_layer_card(&card, &layer, threads, err));
    return cd_mp_stamp_take(out, &card, err);
}

/* A ball of leaves: a shaded disc with leaf-shaped dabs over it. */
static void leaf_ball(cairo_t *cr, mp_rand *rand, const double ball[3], const mp_plant_look *look)
{
    const double x = ball[0];
    const double y = ball[1];
    const double r = ball[2];
    for (int i = 0; i < 70; i++) {
        const double angle = (double)cd_mp_range(rand, 0.0f, 6.2832f);
        const double d = r * sqrt((double)cd_mp_rand01(rand)) * 1.02;
        const double lx = x + cos(angle) * d;
        const double ly = y + sin(angle) * d * 0.92;
        /* Light from the upper left: what points there is lit. */
        const float lit = (float)cd_mp_clamp(
            (float)(0.46 - 0.42 * (lx - x) / r - 0.46 * (ly - y) / r), 0.0f, 1.0f);
        const float jitter = cd_mp_range(rand, -0.12f, 0.12f);
        cairo_save(cr);
        cairo_translate(cr, lx, ly);
        cairo_rotate(cr, (double)cd_mp_range(rand, -0.9f, 0.9f));
        cairo_scale(cr, r * 0.21, r * 0.14);
        cairo_arc(cr, 0, 0, 1.0, 0, 6.2832);
        cairo_restore(cr);
        cd_mp_ink(cr, cd_mp_blend(look->dark, look->lit, cd_mp_clamp(lit + jitter, 0.0f, 1.0f)),
                  1.0);
        cairo_fill(cr);
    }
}

static void broad_trunk(cairo_t *cr, double mid, double h)
{
    cairo_move_to(cr, mid - h * 0.045, h);
    cairo_curve_to(cr, mid - h * 0.03, h * 0.85, mid - h * 0.025, h * 0.7, mid - h * 0.03, h * 0.5);
    cairo_line_to(cr, mid + h * 0.03, h * 0.5);
    cairo_curve_to(cr, mid + h * 0.025, h * 0.7, mid + h * 0.03, h * 0.85, mid + h * 0.05, h);
    cairo_close_path(cr);
    const double bark[4] = {mid - h * 0.05, 0, mid + h * 0.05, 0};
    cd_mp_fill_gradient(cr, bark, 0x8a6248, 0x3a2720, false);
}

cd_rc cd_mp_broadleaf(mp_stamp *out, const mp_plant_look *look, unsigned threads, cd_err *err)
{
    const int32_t width = look->height * 92 / 100;
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&layer, width, look->height, err));
    mp_rand rand = cd_mp_rand_new(look->seed, 42);
    cairo_t *cr = layer.cr;
    const double h = look->height;
    const double mid = 0.5 * width;
    if (!look->crown)
        broad_trunk(cr, mid, h);
    for (int i = 0; i < 26; i++) {
        /* From the back and below to the front and above. */
        const double t = (double)i / 25.0;
        const double angle = (double)cd_mp_range(&rand, 0.0f, 6.2832f);
        const double d = sqrt((double)cd_mp_rand01(&rand));
        const double ball[3] = {mid + cos(angle) * d * h * 0.30,
                                h * 0.40 + sin(angle) * d * h * 0.21 + h * 0.05 * (0.5 - t),
                                h * (double)cd_mp_range(&rand, 0.10f, 0.15f)};
        mp_plant_look tone = *look;
        const float high =
            (float)cd_mp_clamp((float)((h * 0.62 - ball[1]) / (h * 0.5)), 0.0f, 1.0f);
        const float left = (float)((mid - ball[0]) / (h * 0.6));
        const float k = cd_mp_clamp(0.60f + 0.55f * high + 0.3f * left, 0.4f, 1.2f);
        tone.dark = cd_mp_shade(look->dark, k);
        tone.lit = cd_mp_blend(look->dark, look->lit, cd_mp_clamp(k, 0.2f, 1.0f));
        leaf_ball(cr, &rand, ball, &tone);
    }
    CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
    CD_TRY(cd_mp_layer_card(&card, &layer, threads, err));
    return cd_mp_stamp_take(out, &card, err);
}

cd_rc cd_mp_tuft(mp_stamp *out, const mp_plant_look *look, unsigned threads, cd_err *err)
{
    const int32_t width = look->height * 8 / 5;
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&layer, width, look->height, err));
    mp_rand rand = cd_mp_rand_new(look->seed, 43);
    cairo_t *cr = layer.cr;
    const double h = look->height;
    for (int i = 0; i < 46; i++) {
        const double t = (double)cd_mp_rand01(&rand);
        const double x = width * (0.18 + 0.64 * t);
        const double lean = (x / width - 0.5) * 0.7 + (double)cd_mp_range(&rand, -0.25f, 0.25f);
        const double tall =
            h * (double)cd_mp_range(&rand, 0.38f, 0.97f) * (1.0 - 0.55 * fabs(2.0 * t - 1.0));
        const double w = h * (double)cd_mp_range(&rand, 0.018f, 0.034f);
        const double tip = x + lean * tall;
        cairo_move_to(cr, x - w, h);
        cairo_curve_to(cr, x - w, h - tall * 0.5, x + lean * tall * 0.4, h - tall * 0.8, tip,
                       h - tall);
        cairo_curve_to(cr, x + lean * tall * 0.4 + w, h - tall * 0.75, x + w, h - tall * 0.5, x + w,
                       h);
        cairo_close_path(cr);
        const float tone = cd_mp_rand01(&rand);
        const double line[4] = {0, h, 0, h - tall};
        cd_mp_fill_gradient(cr, line, cd_mp_shade(look->dark, 0.75f),
                            cd_mp_blend(look->dark, look->lit, 0.35f + 0.65f * tone), false);
    }
    CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
    CD_TRY(cd_mp_layer_card(&card, &layer, threads, err));
    return cd_mp_stamp_take(out, &card, err);
}

cd_rc cd_mp_flower(mp_stamp *out, const mp_plant_look *look, unsigned threads, cd_err *err)
{
    const int32_t width = look->height / 2;
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&layer, width, look->height, err));
    mp_rand rand = cd_mp_rand_new(look->seed, 44);
    cairo_t *cr = layer.cr;
    const double h = look->height;
    const double x = width * 0.5;
    const double y = h * 0.24;
    cairo_set_line_width(cr, h * 0.03);
    cairo_move_to(cr, x, h);
    cairo_curve_to(cr, x - h * 0.05, h * 0.7, x + h * 0.03, h * 0.5, x, y);
    cd_mp_ink(cr, look->dark, 1.0);
    cairo_stroke(cr);
    const int petals = 5 + (int)(cd_mp_rand01(&rand) * 4.0f);
    for (int i = 0; i < petals; i++) {
        const double angle = 6.2832 * i / petals;
        cairo_save(cr);
        cairo_translate(cr, x, y);
        cairo_scale(cr, 1.0, 0.72);
        cairo_rotate(cr, angle);
        cairo_translate(cr, h * 0.12, 0);
        cairo_scale(cr, h * 0.11, h * 0.065);
        cairo_arc(cr, 0, 0, 1, 0, 6.2832);
        cairo_restore(cr);
        cd_mp_ink(cr, cd_mp_shade(look->lit, (float)(0.92 - 0.16 * sin(angle))), 1.0);
        cairo_fill(cr);
    }
    cairo_arc(cr, x, y, h * 0.05, 0, 6.2832);
    cd_mp_ink(cr, 0xf6c343, 1.0);
    cairo_fill(cr);
    CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
    CD_TRY(cd_mp_layer_card(&card, &layer, threads, err));
    return cd_mp_stamp_take(out, &card, err);
}

struct bed {
    mp_paint *paint;
    const mp_plant *plants;
    uint32_t count;
};

static void bed_rows(void *data, int32_t from, int32_t to)
{
    const struct bed *bed = data;
    for (uint32_t i = 0; i < bed->count; i++)
        cd_mp_stamp_draw(&bed->paint->canvas, bed->plants[i].stamp, &bed->plants[i].blit, from, to);
}

void cd_mp_plants_draw(mp_paint *paint, const mp_plant *plants, uint32_t count)
{
    struct bed bed = {paint, plants, count};
    cd_mp_rows(paint->threads, 0, paint->canvas.height, bed_rows, &bed);
}
