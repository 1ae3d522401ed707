/* engine/multiplane/place/setting_street.c - a pavement before a shop front or a row of houses. */
#include "engine/multiplane/place/plants.h"
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/place/sky.h"
#include "engine/multiplane/place/street.h"

struct paving {
    mp_paint *paint;
    float row, wet;
    mp_px stone;
};

static void paving_rows(void *data, int32_t from, int32_t to)
{
    const struct paving *s = data;
    mp_paint *p = s->paint;
    const mp_light *l = &p->light;
    const mp_px lit = {l->ambient.r + 0.62f * l->key.r + 0.10f * l->lamps,
                       l->ambient.g + 0.62f * l->key.g + 0.07f * l->lamps,
                       l->ambient.b + 0.62f * l->key.b + 0.03f * l->lamps, 1.0f};
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float t = ((float)row + 0.5f - s->row) / (p->height - s->row);
        const float z = 2.0f / (0.35f + t);
        const int32_t course = cd_mp_floor(z * 2.2f);
        const float line = z * 2.2f - (float)course;
        const float shift = 0.5f * (float)(course & 1);
        const float mirror = s->row - ((float)row + 0.5f - s->row) * 1.3f;
        const mp_px *image =
            p->canvas.px + (size_t)cd_mp_clamp(mirror, 0.0f, s->row) * (size_t)p->canvas.width;
        for (int32_t x = 0; x < p->canvas.width; x++) {
            const float wx = ((float)x - 0.5f * p->width) / p->unit * z * 2.6f;
            const int32_t slab = cd_mp_floor(wx + shift);
            const float cell = wx + shift - (float)slab;
            const uint64_t key = (uint64_t)(int64_t)slab * 131u + (uint64_t)(int64_t)course * 7919u;
            const float blotch = cd_mp_texture(p->noise.fbm, wx * 0.2f, z * 0.5f);
            const float tone = 0.90f + 0.13f * cd_mp_hash01(key) + 0.18f * blotch;
            const float gap = cd_mp_smooth(0.035f, 0.012f, cell) + cd_mp_smooth(0.06f, 0.02f, line);
            const float dark = tone * (1.0f - 0.38f * cd_mp_clamp(gap, 0.0f, 1.0f));
            mp_px color = cd_mp_times(cd_mp_scale(s->stone, dark), lit);
            if (s->wet > 0.0f) {
                const float puddle = cd_mp_smooth(-0.15f, 0.2f, blotch) * s->wet;
                color =
                    cd_mp_mix(cd_mp_scale(color, 1.0f - 0.45f * s->wet), image[x], puddle * 0.26f);
            }
            out[x] = cd_mp_alpha(color, 1.0f);
        }
    }
}

void cd_mp_paving(mp_paint *paint, float row, uint32_t hex, float wet)
{
    struct paving paving = {paint, row, wet, cd_mp_rgb(hex)};
    cd_mp_rows(paint->threads, cd_mp_floor(row), paint->canvas.height, paving_rows, &paving);
}

struct wash {
    mp_paint *paint;
    float ground;
};

/* Sun through leaves wanders over the wall; lamps and windows warm it in the evening. */
static void wash_rows(void *data, int32_t from, int32_t to)
{
    const struct wash *w = data;
    mp_paint *p = w->paint;
    const mp_light *l = &p->light;
    const bool sun = l->disc_seen && !l->moon;
    const float side = l->sun_at < 0.5f ? -1.0f : 1.0f;
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float y = (float)row / p->unit;
        for (int32_t x = 0; x < p->canvas.width; x++) {
            const float u = (float)x / p->unit;
            float light = 1.0f;
            if (sun) {
                const float leaf = cd_mp_texture(p->noise.fbm, u * 0.42f + side * y * 0.30f,
                                                 y * 0.50f - side * u * 0.12f);
                light = 0.84f + 0.30f * cd_mp_smooth(-0.10f, 0.16f, leaf);
            }
            out[x] = cd_mp_alpha(cd_mp_scale(out[x], light), 1.0f);
        }
    }
}

static void evening(mp_paint *p, const mp_front *f, bool shop)
{
    const float lamps = p->light.lamps;
    const mp_px warm = cd_mp_scale(cd_mp_rgb(0xffb765), lamps);
    const float s = (float)f->s;
    if (!shop) {
        for (float x = 0.12f * p->width; x < p->width; x += 0.38f * p->width)
            cd_mp_glow(&p->canvas, x, (float)f->ground - 0.40f * s, 0.55f * s, 2.2f,
                       cd_mp_scale(warm, 0.30f));
        return;
    }
    for (int i = -1; i <= 1; i += 2) {
        const float x = (float)(f->x + i * (f->half - 0.025 * f->s));
        cd_mp_glow(&p->canvas, x, (float)f->ground - 0.58f * s, 0.30f * s, 2.4f,
                   cd_mp_scale(warm, 0.60f));
        cd_mp_glow(&p->canvas, x, (float)f->ground - 0.58f * s, 0.03f * s, 1.5f,
                   cd_mp_scale(warm, 1.2f));
    }
    for (int i = -1; i <= 1; i++) {
        /* What falls out of the windows onto the pavement. */
        const float x = (float)(f->x + i * 0.60 * f->half);
        const mp_px pool = {warm.r * 1.1f, warm.g * 1.1f, warm.b * 1.1f, 0.26f * lamps};
        cd_mp_ellipse(&p->canvas, x, (float)f->ground + 0.07f * s, 0.36f * s, 0.085f * s, 0.0f,
                      pool);
    }
    cd_mp_glow(&p->canvas, (float)f->x, (float)f->ground - 0.25f * s, 0.9f * s, 2.0f,
               cd_mp_scale(warm, 0.13f));
}

static cd_rc trees(mp_paint *p, const mp_front *f, cd_err *err)
{
    const float room = 0.5f * p->width - (float)f->half;
    if (room < 0.14f * (float)f->s)
        return CD_OK;
    CD_AUTO(cd_mp_stamp_done) mp_stamp tree = {.levels = 0};
    const int32_t tall = (int32_t)(0.70 * f->s);
    const mp_plant_look look = {tall, f->seed, 0.0f, 0x2c5c30, 0x9ccb57, false};
    CD_TRY(cd_mp_broadleaf(&tree, &look, p->threads, err));
    const mp_light *l = &p->light;
    const mp_px tint = {l->ambient.r + 0.66f * l->key.r + 0.12f * l->lamps,
                        l->ambient.g + 0.66f * l->key.g + 0.08f * l->lamps,
                        l->ambient.b + 0.66f * l->key.b + 0.03f * l->lamps, 1.0f};
    mp_plant plants[2];
    for (int i = 0; i < 2; i++) {
        const float x = i ? p->width - 0.16f * room : 0.16f * room;
        const float y = (float)f->ground + 0.035f * (float)f->s;
        const mp_blit blit = {
            x, y, (float)tall * (i ? 0.94f : 1.0f), l->sun_at > 0.5f, 0.0f, tint, {0, 0, 0, 0}};
        plants[i] = (mp_plant){&tree, blit};
        cd_mp_ellipse(&p->canvas, x, y, 0.14f * (float)f->s, 0.016f * (float)f->s, 0.0f,
                      (mp_px){0.01f, 0.01f, 0.02f, 0.5f});
    }
    cd_mp_plants_draw(p, plants, 2);
    return CD_OK;
}

cd_rc cd_mp_paint_street(mp_paint *paint, cd_err *err)
{
    const mp_front f = cd_mp_front_of(paint);
    const bool shop = paint->scene->storefront;
    const mp_light *l = &paint->light;
    CD_TRY(cd_mp_sky_paint(paint, cd_mp_floor(paint->horizon) + 1, err));
    const mp_px tint = {l->ambient.r + 0.62f * l->key.r + 0.06f * l->lamps,
                        l->ambient.g + 0.62f * l->key.g + 0.05f * l->lamps,
                        l->ambient.b + 0.62f * l->key.b + 0.03f * l->lamps, 1.0f};
    const int32_t rows = (int32_t)(f.ground + 0.14 * f.s);
    CD_AUTO(cd_mp_layer_done) mp_layer wall = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&wall, paint->canvas.width, (int32_t)f.ground + 1, err));
    if (shop)
        cd_mp_shop_wall(wall.cr, &f);
    else
        cd_mp_houses_wall(wall.cr, &f);
    cd_mp_layer_lay(&paint->canvas, &wall, 0, 0, tint, paint->threads);
    cd_mp_layer_done(&wall);
    struct wash wash = {paint, (float)f.ground};
    if (shop)
        cd_mp_rows(paint->threads, 0, cd_mp_floor(paint->horizon), wash_rows, &wash);

    CD_AUTO(cd_mp_layer_done) mp_layer inside = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&inside, paint->canvas.width, (int32_t)f.ground + 1, err));
    if (shop)
        cd_mp_shop_inside(inside.cr, &f);
    else
        cd_mp_houses_inside(inside.cr, &f);
    const float shine = shop ? 0.92f + 0.62f * l->lamps : 0.72f + 0.42f * l->lamps;
    cd_mp_layer_lay(&paint->canvas, &inside, 0, 0, (mp_px){shine, shine, shine, 1.0f},
                    paint->threads);
    cd_mp_layer_done(&inside);

    const bool rain = paint->scene->weather == MP_RAIN;
    cd_mp_paving(paint, paint->horizon, 0xbfb2a4, rain ? 1.0f : 0.0f);
    const float u = paint->unit;
    cd_mp_rect(&paint->canvas, 0, paint->horizon, paint->width, paint->horizon + 0.012f * u,
               (mp_px){0.02f, 0.02f, 0.03f, 0.35f});
    evening(paint, &f, shop);
    if (shop) {
        CD_AUTO(cd_mp_layer_done) mp_layer before = {NULL, NULL, 0, 0};
        CD_TRY(cd_mp_layer_new(&before, paint->canvas.width, rows, err));
        cd_mp_shop_before(before.cr, &f);
        cd_mp_layer_lay(&paint->canvas, &before, 0, 0, tint, paint->threads);
    }
    return trees(paint, &f, err);
}
