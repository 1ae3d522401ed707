/* engine/multiplane/place/setting_coast.c - kinds of sea: what stands on the horizon is drawn
 * before the water, so that the water mirrors it. */
#include "engine/multiplane/place/plants.h"
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/place/sky.h"
#include "engine/multiplane/place/water.h"

static mp_px daylight(const mp_light *l)
{
    return (mp_px){l->ambient.r + 0.7f * l->key.r, l->ambient.g + 0.7f * l->key.g,
                   l->ambient.b + 0.7f * l->key.b, 1.0f};
}

static void iceberg(cairo_t *cr, mp_rand *rand, const double at[2], double size)
{
    double x = at[0] - size, y = at[1];
    cairo_move_to(cr, x, y);
    for (int i = 0; i < 7; i++) {
        const double t = (i + 0.5) / 7.0;
        const double tall =
            size * (0.35 + 0.75 * sin(3.14 * t)) * (double)cd_mp_range(rand, 0.5f, 1.1f);
        cairo_line_to(cr, at[0] - size + 2.0 * size * t, at[1] - tall);
    }
    cairo_line_to(cr, at[0] + size, at[1]);
    cairo_close_path(cr);
    const double line[4] = {at[0] - size, at[1] - size, at[0] + size, at[1]};
    cd_mp_fill_gradient(cr, line, 0xffffff, 0x8fc4e6, false);
    for (int i = 0; i < 5; i++) { /* facets in the shade */
        x = at[0] + size * (double)cd_mp_range(rand, -0.3f, 0.7f);
        y = at[1] - size * (double)cd_mp_range(rand, 0.2f, 0.6f);
        cairo_move_to(cr, x, y);
        cairo_line_to(cr, x + 0.25 * size, at[1]);
        cairo_line_to(cr, x - 0.12 * size, at[1]);
        cairo_close_path(cr);
        cd_mp_ink(cr, 0x6fb0dc, 0.35);
        cairo_fill(cr);
    }
}

static void draw_ice(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    for (int i = 0; i < 9; i++) {
        const double at[2] = {(double)(p->width * (((float)i + cd_mp_rand01(rand)) / 9.0f)),
                              (double)p->horizon + 1.0};
        const double size = (double)p->unit * (i % 4 == 1 ? 0.20 : 0.06 + 0.05 * (i % 3));
        iceberg(cr, rand, at, size);
    }
}

static void gabled(cairo_t *cr, const double box[3], uint32_t wall, double lamps, mp_rand *rand)
{
    const double x = box[0], base = box[1], w = box[2];
    const double h = w * (double)cd_mp_range(rand, 1.1f, 1.7f);
    cairo_rectangle(cr, x, base - h, w, h);
    const double line[4] = {x, 0, x + w, 0};
    cd_mp_fill_gradient(cr, line, wall, cd_mp_shade(wall, 0.8f), false);
    cairo_move_to(cr, x - 0.05 * w, base - h);
    cairo_line_to(cr, x + 0.5 * w, base - h - 0.45 * w);
    cairo_line_to(cr, x + 1.05 * w, base - h);
    cairo_close_path(cr);
    cd_mp_ink(cr, 0x9a4a38, 1.0);
    cairo_fill(cr);
    for (int row = 0; (row + 1) * 0.36 * w < h; row++) {
        for (int i = 0; i < 2; i++) {
            const bool lit = cd_mp_rand01(rand) < 0.7f;
            cairo_rectangle(cr, x + w * (0.18 + 0.42 * i), base - h + w * (0.10 + 0.36 * row),
                            0.22 * w, 0.22 * w);
            cd_mp_ink(cr, cd_mp_blend(0x4f6c86, 0xffdc90, lit ? (float)lamps : 0.0f), 1.0);
            cairo_fill(cr);
        }
    }
}

static void boat(cairo_t *cr, double x, double y, double s, uint32_t hull)
{
    cairo_move_to(cr, x - s, y - 0.28 * s);
    cairo_line_to(cr, x + s, y - 0.28 * s);
    cairo_line_to(cr, x + 0.7 * s, y);
    cairo_line_to(cr, x - 0.7 * s, y);
    cairo_close_path(cr);
    cd_mp_ink(cr, hull, 1.0);
    cairo_fill(cr);
    cairo_rectangle(cr, x - 0.02 * s, y - 2.3 * s, 0.05 * s, 2.1 * s);
    cd_mp_ink(cr, 0x6a4a32, 1.0);
    cairo_fill(cr);
    cairo_move_to(cr, x + 0.08 * s, y - 2.1 * s);
    cairo_line_to(cr, x + 0.85 * s, y - 0.45 * s);
    cairo_line_to(cr, x + 0.08 * s, y - 0.45 * s);
    cairo_close_path(cr);
    cd_mp_ink(cr, 0xf6f1e6, 1.0);
    cairo_fill(cr);
}

static void draw_harbour(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    static const uint32_t walls[] = {0xe8c468, 0xd9765a, 0x8fb4c8, 0xf0e6d2, 0xb86a6a, 0x9cba8a};
    const double w = 0.115 * (double)p->unit, base = (double)p->horizon + 1.0;
    for (double x = -0.3 * w; x < (double)p->width; x += w) {
        const double box[3] = {x, base - 0.02 * (double)p->unit, w};
        gabled(cr, box, walls[(uint32_t)(cd_mp_rand01(rand) * 5.99f)], (double)p->light.lamps,
               rand);
    }
    cairo_rectangle(cr, 0, base - 0.025 * (double)p->unit, p->width, 0.03 * (double)p->unit);
    cd_mp_ink(cr, 0x8a8078, 1.0);
    cairo_fill(cr);
    for (int i = 0; i < 6; i++)
        boat(cr, (double)(p->width * (((float)i + cd_mp_rand01(rand)) / 6.0f)), base,
             0.05 * (double)p->unit, walls[i]);
}

static void draw_island(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    (void)rand;
    const double u = p->unit, x = (double)p->width * 0.5, y = (double)p->horizon + 1.0;
    cairo_move_to(cr, x - 0.42 * u, y);
    cairo_curve_to(cr, x - 0.26 * u, y - 0.06 * u, x - 0.18 * u, y - 0.20 * u, x - 0.02 * u,
                   y - 0.21 * u);
    cairo_curve_to(cr, x + 0.12 * u, y - 0.22 * u, x + 0.16 * u, y - 0.07 * u, x + 0.42 * u, y);
    cairo_close_path(cr);
    const double hill[4] = {0, y - 0.22 * u, 0, y};
    cd_mp_fill_gradient(cr, hill, 0x6fb04a, 0x2f6b3a, false);
    cairo_move_to(cr, x - 0.56 * u, y);
    cairo_curve_to(cr, x - 0.3 * u, y - 0.05 * u, x + 0.3 * u, y - 0.05 * u, x + 0.56 * u, y);
    cairo_close_path(cr);
    const double sand[4] = {0, y - 0.04 * u, 0, y};
    cd_mp_fill_gradient(cr, sand, 0xfbe6b4, 0xdcb878, false);
}

static cd_rc palms(mp_paint *paint, bool near, cd_err *err)
{
    enum { PALMS = 7 };
    static const float far_at[PALMS] = {-0.34f, -0.25f, 0.33f, -0.29f, 0.24f, 0.29f, -0.38f};
    CD_AUTO(cd_mp_stamp_done) mp_stamp palm = {.levels = 0};
    const mp_plant_look look = {near ? 620 : 240, paint->scene->seed, 0.0f,
                                0x1f5a30,         0x8cc64c,           false};
    CD_TRY(cd_mp_palm(&palm, &look, paint->threads, err));
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 182);
    mp_plant plants[PALMS];
    const uint32_t count = near ? 4 : PALMS;
    for (uint32_t i = 0; i < count; i++) {
        const float side = i & 1 ? 1.0f : -1.0f;
        const float x = near ? 0.5f + side * cd_mp_range(&rand, 0.34f, 0.49f)
                             : 0.5f + far_at[i] * paint->unit / paint->width;
        const float base = near
                               ? cd_mp_lerp(paint->horizon, paint->height, 0.55f + 0.06f * (float)i)
                               : paint->horizon - 0.012f * paint->unit;
        const float size = paint->unit * (near ? 0.62f : 0.22f) * cd_mp_range(&rand, 0.8f, 1.1f);
        plants[i] = (mp_plant){&palm,
                               {x * paint->width,
                                base,
                                size,
                                (side > 0.0f) == near,
                                0.0f,
                                daylight(&paint->light),
                                {0, 0, 0, 0}}};
    }
    cd_mp_plants_draw(paint, plants, count);
    return CD_OK;
}

static void quay_rows(void *data, int32_t from, int32_t to)
{
    mp_paint *p = data;
    const float edge = cd_mp_lerp(p->horizon, p->height, 0.52f);
    const mp_px light = cd_mp_scale(daylight(&p->light), 0.9f);
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float t = ((float)row + 0.5f - p->horizon) / (p->height - p->horizon);
        const float z = 1.6f / t;
        const bool lip = (float)row < edge + 0.018f * p->unit;
        for (int32_t x = 0; x < p->canvas.width; x++) {
            const float wx = ((float)x - 0.5f * p->width) / p->unit * z * 3.2f;
            const float wz = z * 4.4f;
            const float shift = cd_mp_floor(wz) & 1 ? 0.5f : 0.0f;
            const uint64_t stone = (uint64_t)(int64_t)cd_mp_floor(wx + shift) * 131u +
                                   (uint64_t)(int64_t)cd_mp_floor(wz);
            const float fx = wx + shift - (float)cd_mp_floor(wx + shift);
            const float fz = wz - (float)cd_mp_floor(wz);
            const bool joint = fx < 0.04f || fz < 0.07f;
            const float grain = cd_mp_texture(p->noise.fbm, wx * 0.4f, wz * 0.4f);
            mp_px c = cd_mp_scale(cd_mp_rgb(0xb9aea0),
                                  0.84f + 0.22f * cd_mp_hash01(stone) + 0.25f * grain);
            c = cd_mp_scale(c, joint ? 0.72f : lip ? 1.18f : 1.0f);
            out[x] = cd_mp_alpha(cd_mp_times(c, light), 1.0f);
        }
    }
}

cd_rc cd_mp_paint_coast(mp_paint *paint, cd_err *err)
{
    const mp_setting setting = paint->scene->setting;
    CD_TRY(cd_mp_sky_paint(paint, cd_mp_floor(paint->horizon) + 1, err));
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    const int32_t rows = cd_mp_floor(paint->horizon) + 2;
    CD_TRY(cd_mp_layer_new(&layer, paint->canvas.width, rows, err));
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 181);
    if (setting == MP_SETTING_ARCTIC)
        draw_ice(layer.cr, paint, &rand);
    else if (setting == MP_SETTING_HARBOUR)
        draw_harbour(layer.cr, paint, &rand);
    else if (setting == MP_SETTING_ISLAND)
        draw_island(layer.cr, paint, &rand);
    const mp_px tint = cd_mp_add(daylight(&paint->light), cd_mp_rgb(0xffd9a0),
                                 setting == MP_SETTING_HARBOUR ? 0.30f * paint->light.lamps : 0.0f);
    cd_mp_layer_lay(&paint->canvas, &layer, 0, 0, cd_mp_alpha(tint, 1.0f), paint->threads);
    if (setting == MP_SETTING_ISLAND)
        CD_TRY(palms(paint, false, err));
    const float calm = setting == MP_SETTING_HARBOUR ? 0.28f : 0.8f;
    cd_mp_paint_open_water(paint, calm);
    const float shore = cd_mp_lerp(paint->horizon, paint->height, 0.52f);
    if (setting == MP_SETTING_HARBOUR && paint->ground_subjects)
        cd_mp_rows(paint->threads, cd_mp_floor(shore), paint->canvas.height, quay_rows, paint);
    else if (setting == MP_SETTING_TROPICAL_BEACH || paint->ground_subjects)
        cd_mp_paint_shore(paint, shore,
                          setting == MP_SETTING_ARCTIC ? MP_SHORE_SNOW : MP_SHORE_SAND);
    return setting == MP_SETTING_TROPICAL_BEACH ? palms(paint, true, err) : CD_OK;
}
