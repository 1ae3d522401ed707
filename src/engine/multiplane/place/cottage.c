/* engine/multiplane/place/cottage.c - see cottage.h. */
#include "engine/multiplane/place/cottage.h"

#include "engine/multiplane/place/plants.h"

enum { KINDS = 3, HOUSES_MAX = 9, STAMP_HEIGHT = 300 };

struct house {
    uint32_t wall, roof;
    bool barn;
};

static void windows(cairo_t *cr, const struct house *house, double h, float lamps)
{
    const uint32_t pane = cd_mp_blend(0x5f86a4, 0xffd98a, lamps);
    for (int i = 0; i < 2 && !house->barn; i++) {
        cairo_rectangle(cr, h * (0.22 + 0.56 * i), h * 0.58, h * 0.18, h * 0.18);
        cd_mp_ink(cr, pane, 1.0);
        cairo_fill_preserve(cr);
        cairo_set_line_width(cr, 0.022 * h);
        cd_mp_ink(cr, 0xfdf6e6, 1.0);
        cairo_stroke(cr);
    }
    const double w = house->barn ? 0.40 : 0.16;
    cairo_rectangle(cr, h * (0.60 - 0.5 * w), h * 0.62, h * w, h * 0.38);
    cd_mp_ink(cr, house->barn ? 0x7a1f1a : 0x6a4526, 1.0);
    cairo_fill_preserve(cr);
    cairo_set_line_width(cr, 0.020 * h);
    cd_mp_ink(cr, 0xf4ead6, 1.0);
    cairo_stroke(cr);
}

static cd_rc draw_house(mp_stamp *out, const mp_paint *paint, const struct house *house,
                        cd_err *err)
{
    const double h = STAMP_HEIGHT;
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&layer, (int32_t)(h * 1.2), STAMP_HEIGHT, err));
    cairo_t *cr = layer.cr;
    if (!house->barn) {
        cairo_rectangle(cr, 0.80 * h, 0.06 * h, 0.09 * h, 0.3 * h);
        cd_mp_ink(cr, 0x8a5a48, 1.0);
        cairo_fill(cr);
    }
    cairo_rectangle(cr, 0.12 * h, 0.44 * h, 0.96 * h, 0.56 * h);
    const double wall[4] = {0.12 * h, 0, 1.08 * h, 0};
    cd_mp_fill_gradient(cr, wall, house->wall, cd_mp_shade(house->wall, 0.72f), false);
    cairo_move_to(cr, 0.03 * h, 0.47 * h);
    cairo_line_to(cr, 0.24 * h, house->barn ? 0.16 * h : 0.10 * h);
    if (house->barn)
        cairo_line_to(cr, 0.60 * h, 0.02 * h);
    cairo_line_to(cr, 0.96 * h, house->barn ? 0.16 * h : 0.10 * h);
    cairo_line_to(cr, 1.17 * h, 0.47 * h);
    cairo_close_path(cr);
    const double roof[4] = {0, 0.05 * h, 0, 0.5 * h};
    cd_mp_fill_gradient(cr, roof, house->roof, cd_mp_shade(house->roof, 0.66f), false);
    windows(cr, house, h, paint->light.lamps);
    CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
    CD_TRY(cd_mp_layer_card(&card, &layer, paint->threads, err));
    return cd_mp_stamp_take(out, &card, err);
}

struct houses {
    mp_stamp kind[KINDS];
};

static void houses_done(struct houses *houses)
{
    for (int i = 0; i < KINDS; i++)
        cd_mp_stamp_done(&houses->kind[i]);
}

cd_rc cd_mp_paint_cottages(mp_paint *paint, const mp_terrain *land, cd_err *err)
{
    static const struct house kinds[KINDS] = {
        {0xf4e6cc, 0xb5533c, false}, {0xdfe4e0, 0x5f5a66, false}, {0xf0d0a4, 0x8a4a34, false}};
    static const struct house barn = {0xb8342c, 0x6a4a42, true};
    const bool farm = paint->scene->setting == MP_SETTING_FARM;
    CD_AUTO(houses_done) struct houses houses = {0};
    for (int i = 0; i < KINDS; i++)
        CD_TRY(draw_house(&houses.kind[i], paint, farm ? &barn : &kinds[i], err));
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 66);
    mp_plant plants[HOUSES_MAX];
    const uint32_t count = farm ? 1 : HOUSES_MAX;
    const mp_light *l = &paint->light;
    const mp_px tint = {l->ambient.r + 0.7f * l->key.r + 0.25f * l->lamps,
                        l->ambient.g + 0.7f * l->key.g + 0.20f * l->lamps,
                        l->ambient.b + 0.7f * l->key.b + 0.12f * l->lamps, 1.0f};
    const float wide = paint->width / land->focal;
    for (uint32_t i = 0; i < count; i++) {
        const float t = 1.0f - (float)i / (float)count;
        const float z = farm ? 48.0f : 22.0f + 60.0f * t;
        const float side = i & 1 ? 1.0f : -1.0f;
        const float place = side * cd_mp_range(&rand, 0.12f + 0.18f * (1.0f - t), 0.46f);
        const float height = (farm ? 8.0f : 4.6f) * land->focal / z;
        plants[i] =
            (mp_plant){&houses.kind[i % KINDS],
                       {(0.5f + place) * paint->width,
                        cd_mp_terrain_row(land, place * wide * z, z) + 0.03f * height, height,
                        l->sun_at > 0.5f, 0.0f, tint, cd_mp_terrain_air(land, z, 0.5f + place)}};
    }
    cd_mp_plants_draw(paint, plants, count);
    return CD_OK;
}
