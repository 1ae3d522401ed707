/* engine/multiplane/place/plants_tropic.c - acacia and palm, see plants.h. */
#include "engine/multiplane/place/plants.h"

static void limb(cairo_t *cr, const double from[2], const double to[2], double width)
{
    cairo_move_to(cr, from[0], from[1]);
    cairo_curve_to(cr, from[0], 0.5 * (from[1] + to[1]), to[0], 0.6 * to[1] + 0.4 * from[1], to[0],
                   to[1]);
    cairo_set_line_width(cr, width);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cd_mp_ink(cr, 0x5a4230, 1.0);
    cairo_stroke(cr);
}

static void flat_crown(cairo_t *cr, mp_rand *rand, const double box[3], const mp_plant_look *look)
{
    for (int i = 0; i < 130; i++) {
        const double a = (double)cd_mp_range(rand, -1.0f, 1.0f);
        const double up = (double)cd_mp_rand01(rand) * sqrt(1.0 - a * a);
        const double r = box[2] * 0.075;
        cairo_save(cr);
        cairo_translate(cr, box[0] + a * box[2], box[1] - up * box[2] * 0.26);
        cairo_scale(cr, r * 1.5, r * 0.72);
        cairo_arc(cr, 0, 0, 1, 0, 6.2832);
        cairo_restore(cr);
        const float lit = (float)(0.15 + 0.75 * up - 0.15 * a) + cd_mp_range(rand, -0.12f, 0.12f);
        cd_mp_ink(cr, cd_mp_blend(look->dark, look->lit, cd_mp_clamp(lit, 0.0f, 1.0f)), 1.0);
        cairo_fill(cr);
    }
}

cd_rc cd_mp_acacia(mp_stamp *out, const mp_plant_look *look, unsigned threads, cd_err *err)
{
    const double h = look->height, width = h * 1.6, mid = 0.5 * width;
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&layer, (int32_t)width, look->height, err));
    mp_rand rand = cd_mp_rand_new(look->seed, 45);
    cairo_t *cr = layer.cr;
    const double foot[2] = {mid, h}, fork[2] = {mid + 0.03 * h, 0.62 * h};
    const double tops[3][2] = {
        {mid - 0.36 * h, 0.34 * h}, {mid + 0.05 * h, 0.24 * h}, {mid + 0.40 * h, 0.36 * h}};
    limb(cr, foot, fork, 0.055 * h);
    for (int i = 0; i < 3; i++)
        limb(cr, fork, tops[i], 0.026 * h);
    for (int i = 0; i < 3; i++) {
        const double box[3] = {tops[i][0], tops[i][1] + 0.02 * h, h * (i == 1 ? 0.44 : 0.34)};
        flat_crown(cr, &rand, box, look);
    }
    CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
    CD_TRY(cd_mp_layer_card(&card, &layer, threads, err));
    return cd_mp_stamp_take(out, &card, err);
}

/* One leaf from the top of the trunk: a rib with drooping fingers. */
static void frond(cairo_t *cr, const double at[2], double angle, double length,
                  const mp_plant_look *look)
{
    const double dx = cos(angle), lift = sin(angle);
    const int fingers = 22;
    for (int i = 1; i <= fingers; i++) {
        const double t = (double)i / fingers;
        const double x = at[0] + dx * length * t;
        const double y = at[1] - length * (lift * t - 0.62 * t * t);
        const double hang = length * 0.30 * sin(3.14 * (0.12 + 0.84 * t));
        cairo_move_to(cr, x - 0.012 * length, y);
        cairo_line_to(cr, x + dx * 0.10 * length, y + hang);
        cairo_line_to(cr, x + 0.05 * length, y);
        cairo_close_path(cr);
        const float lit = (float)(0.35 + 0.5 * lift - 0.25 * dx);
        cd_mp_ink(cr, cd_mp_blend(look->dark, look->lit, cd_mp_clamp(lit, 0.0f, 1.0f)), 1.0);
        cairo_fill(cr);
    }
}

cd_rc cd_mp_palm(mp_stamp *out, const mp_plant_look *look, unsigned threads, cd_err *err)
{
    const double h = look->height, width = h * 0.9, mid = 0.5 * width;
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&layer, (int32_t)width, look->height, err));
    mp_rand rand = cd_mp_rand_new(look->seed, 46);
    cairo_t *cr = layer.cr;
    const double bend = h * (double)cd_mp_range(&rand, 0.06f, 0.14f);
    for (int i = 0; i < 26; i++) {
        const double t = (double)i / 25.0;
        const double half = h * (0.030 - 0.013 * t);
        const double x = mid - bend + 2.0 * bend * t * t;
        const double y = h * (1.0 - 0.70 * t);
        cairo_rectangle(cr, x - half, y - 0.034 * h, 2.0 * half, 0.036 * h);
        const double line[4] = {x - half, 0, x + half, 0};
        cd_mp_fill_gradient(cr, line, i & 1 ? 0xb08a60 : 0xa07a52, 0x5a4028, false);
    }
    const double top[2] = {mid + bend, 0.29 * h};
    static const double angles[] = {2.9, 0.25, 2.5, 0.65, 3.3, -0.2, 2.1, 1.05, 1.57};
    for (size_t i = 0; i < CD_COUNT(angles); i++)
        frond(cr, top, angles[i] + (double)cd_mp_range(&rand, -0.10f, 0.10f), 0.40 * h, look);
    CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
    CD_TRY(cd_mp_layer_card(&card, &layer, threads, err));
    return cd_mp_stamp_take(out, &card, err);
}
