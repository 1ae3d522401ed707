/* engine/multiplane/place/setting_city.c - a skyline in depth layers over a river, with room above
 * it. */
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/place/sky.h"
#include "engine/multiplane/place/street.h"
#include "engine/multiplane/place/water.h"

enum { LAYERS = 4 };

struct layer_look {
    float scale;     /* of buildings and windows */
    float low, high; /* heights, in short sides */
    float fog;       /* share of air */
    float window;    /* cell, in short sides */
};

static const struct layer_look layer_looks[LAYERS] = {
    {0.70f, 0.20f, 0.56f, 0.66f, 0.0100f},
    {0.95f, 0.15f, 0.50f, 0.44f, 0.0135f},
    {1.25f, 0.11f, 0.38f, 0.22f, 0.0170f},
    {1.50f, 0.06f, 0.19f, 0.06f, 0.0205f},
};

struct block {
    float x0, x1, top, base;
    float cell;
    mp_px face;
    mp_px air; /* a = share */
    uint64_t seed;
    float lit; /* share of lit windows */
};

static mp_px hazed(const struct block *b, mp_px color)
{
    return cd_mp_alpha(cd_mp_mix(color, b->air, b->air.a), 1.0f);
}

static void windows(mp_paint *p, const struct block *b)
{
    const mp_light *l = &p->light;
    const mp_px warm = cd_mp_rgb(0xffc070);
    const mp_px pale = cd_mp_rgb(0xffe9c0);
    const mp_px cool = cd_mp_rgb(0xa9d4ff);
    const float pitch = b->cell;
    const int32_t columns = (int32_t)((b->x1 - b->x0) / pitch - 0.4f);
    if (columns < 1)
        return;
    const float step = (b->x1 - b->x0) / ((float)columns + 0.4f);
    const float rows = (b->base - b->top) / (pitch * 1.25f);
    const mp_px glass = cd_mp_mix(b->face, cd_mp_mix(l->lower, l->horizon, 0.5f), 0.45f);
    for (int32_t j = 0; (float)j < rows - 0.8f; j++) {
        const float y = b->top + pitch * (0.55f + 1.25f * (float)j);
        for (int32_t i = 0; i < columns; i++) {
            const uint64_t key = b->seed + (uint64_t)j * 131u + (uint64_t)i * 7919u;
            const float x = b->x0 + step * (0.45f + (float)i);
            const float dice = cd_mp_hash01(key);
            const float gone = cd_mp_hash01(key ^ 0x777u);
            mp_px color = hazed(b, cd_mp_scale(glass, 0.85f + 0.3f * gone));
            if (dice < b->lit * l->lamps) {
                const mp_px lamp = gone < 0.55f ? warm : gone < 0.82f ? pale : cool;
                const float level = 0.55f + 1.05f * cd_mp_hash01(key ^ 0x333u);
                color = cd_mp_mix(cd_mp_scale(lamp, level), b->air, b->air.a * 0.45f);
                color.a = 1.0f;
            }
            cd_mp_rect(&p->canvas, x, y, x + step * 0.56f, y + pitch * 0.72f, color);
        }
    }
}

static void building(mp_paint *p, const struct block *b)
{
    const mp_light *l = &p->light;
    const float w = b->x1 - b->x0;
    const bool right = l->sun_at > 0.5f;
    const mp_px face = hazed(b, b->face);
    const mp_px side = hazed(b, cd_mp_scale(b->face, 0.62f));
    cd_mp_rect(&p->canvas, b->x0, b->top, b->x1, b->base, face);
    const float lip = w * 0.17f;
    struct block front = *b;
    if (right) {
        cd_mp_rect(&p->canvas, b->x0, b->top, b->x0 + lip, b->base, side);
        front.x0 += lip;
    } else {
        cd_mp_rect(&p->canvas, b->x1 - lip, b->top, b->x1, b->base, side);
        front.x1 -= lip;
    }
    const mp_px rim = hazed(b, cd_mp_add(b->face, l->key, 0.25f));
    cd_mp_rect(&p->canvas, b->x0, b->top, b->x1, b->top + p->unit * 0.0022f, rim);
    windows(p, &front);
}

static void roof(mp_paint *p, const struct block *b)
{
    const float w = b->x1 - b->x0;
    const float mid = 0.5f * (b->x0 + b->x1);
    const float kind = cd_mp_hash01(b->seed ^ 0x99u);
    const float u = p->unit;
    const mp_px dark = hazed(b, cd_mp_scale(b->face, 0.7f));
    struct block cap = *b;
    cap.base = b->top;
    if (kind < 0.34f) {
        cap.x0 = mid - w * 0.32f;
        cap.x1 = mid + w * 0.32f;
        cap.top = b->top - w * 0.35f;
        building(p, &cap);
    } else if (kind < 0.60f) {
        cd_mp_rect(&p->canvas, mid - u * 0.0016f, b->top - w * 0.9f, mid + u * 0.0016f, b->top,
                   dark);
        if (p->light.lamps > 0.5f)
            cd_mp_glow(&p->canvas, mid, b->top - w * 0.9f, u * 0.010f, 1.6f,
                       cd_mp_scale(cd_mp_rgb(0xff3b30), 1.6f));
    } else if (kind < 0.80f) {
        cd_mp_rect(&p->canvas, b->x0 + w * 0.15f, b->top - u * 0.010f, b->x0 + w * 0.45f, b->top,
                   dark);
        cd_mp_rect(&p->canvas, b->x0 + w * 0.60f, b->top - u * 0.016f, b->x0 + w * 0.78f, b->top,
                   dark);
    }
}

static void skyline(mp_paint *p, uint32_t index, float base)
{
    static const uint32_t faces[] = {0xb7a799, 0x8f9db3, 0xc9b8a2, 0x7f8aa0, 0xa98d86, 0x93a7ad};
    const struct layer_look *look = &layer_looks[index];
    const mp_light *l = &p->light;
    mp_rand rand = cd_mp_rand_new(p->scene->seed, 90 + index);
    const float u = p->unit;
    const mp_px lit = {l->ambient.r + 0.55f * l->key.r, l->ambient.g + 0.55f * l->key.g,
                       l->ambient.b + 0.55f * l->key.b, 1.0f};
    for (float x = -0.05f * u; x < p->width;) {
        const float wide = u * look->scale * cd_mp_range(&rand, 0.050f, 0.115f);
        const float middle = 1.0f - fabsf(((x + 0.5f * wide) / p->width - 0.5f) * 2.0f);
        const float pick = cd_mp_rand01(&rand);
        const float tall = look->low + (look->high - look->low) * pick * pick *
                                           (0.45f + 0.75f * cd_mp_smooth(0.0f, 0.8f, middle));
        const uint32_t hex = faces[(uint32_t)(cd_mp_rand01(&rand) * 5.99f)];
        mp_px face = cd_mp_times(cd_mp_rgb(hex), lit);
        if (l->moon)
            face = cd_mp_scale(face, 0.55f);
        mp_px air = cd_mp_mix(l->fog, l->horizon, 0.5f);
        air = cd_mp_add(air, cd_mp_rgb(0xff9a55), 0.10f * l->lamps);
        air.a = cd_mp_clamp(look->fog * (0.6f + 0.8f * l->haze), 0.0f, 0.95f);
        const struct block b = {x,
                                x + wide,
                                base - tall * u,
                                base,
                                look->window * u,
                                face,
                                air,
                                cd_mp_hash(rand.state),
                                0.30f + 0.35f * cd_mp_rand01(&rand)};
        building(p, &b);
        roof(p, &b);
        x += wide * cd_mp_range(&rand, 0.86f, 1.12f);
    }
}

struct glow {
    mp_paint *paint;
    float row, reach;
    mp_px color;
};

/* The light of streets in the air above them. */
static void glow_rows(void *data, int32_t from, int32_t to)
{
    const struct glow *glow = data;
    mp_paint *p = glow->paint;
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float d = (glow->row - (float)row) / glow->reach;
        const float k = glow->color.a * expf(-d * d);
        for (int32_t x = 0; x < p->canvas.width; x++) {
            const float middle = ((float)x / p->width - 0.5f) * 1.6f;
            out[x] = cd_mp_add(out[x], glow->color, k * (1.0f - 0.5f * middle * middle));
        }
    }
}

static void street_glow(mp_paint *p, float row, float reach, float strength)
{
    struct glow glow = {p, row, reach * p->unit,
                        cd_mp_alpha(cd_mp_rgb(0xff9450), strength * p->light.lamps)};
    cd_mp_rows(p->threads, 0, cd_mp_floor(row), glow_rows, &glow);
}

static void lamps(mp_paint *p, float row)
{
    const float u = p->unit;
    const mp_px post = cd_mp_scale(cd_mp_rgb(0x2c3140), 0.4f + cd_mp_luma(p->light.ambient));
    const mp_px tree = cd_mp_times(cd_mp_rgb(0x3f6b45), cd_mp_scale(p->light.ambient, 1.1f));
    mp_rand rand = cd_mp_rand_new(p->scene->seed, 95);
    for (float x = 0.0f; x < p->width + 0.05f * u; x += u * 0.026f) {
        const float r = u * cd_mp_range(&rand, 0.010f, 0.021f);
        cd_mp_ellipse(&p->canvas, x + cd_mp_range(&rand, -0.01f, 0.01f) * u, row - r * 0.9f, r,
                      r * 1.1f, 0.8f, cd_mp_scale(tree, cd_mp_range(&rand, 0.6f, 1.1f)));
    }
    cd_mp_rect(&p->canvas, 0, row - 0.007f * u, p->width, row + 0.010f * u, post);
    for (float x = 0.02f * u; x < p->width; x += 0.105f * u) {
        const float y = row - 0.042f * u;
        cd_mp_rect(&p->canvas, x - 0.0013f * u, y, x + 0.0013f * u, row, post);
        if (p->light.lamps > 0.05f) {
            const mp_px warm = cd_mp_rgb(0xffc27a);
            cd_mp_glow(&p->canvas, x, y, 0.045f * u, 2.2f, cd_mp_scale(warm, p->light.lamps));
            cd_mp_ellipse(&p->canvas, x, y, 0.0042f * u, 0.0042f * u, 0.5f,
                          cd_mp_scale(cd_mp_rgb(0xfff2d8), 0.5f + 2.5f * p->light.lamps));
        }
    }
}

static void promenade(mp_paint *p, float row)
{
    cd_mp_paving(p, row, 0xa9a3a0, p->scene->weather == MP_RAIN ? 1.0f : 0.0f);
    const float u = p->unit;
    const mp_px iron = cd_mp_scale(cd_mp_rgb(0x2c3140), 0.35f + cd_mp_luma(p->light.ambient));
    cd_mp_rect(&p->canvas, 0, row - 0.006f * u, p->width, row + 0.006f * u,
               cd_mp_times(cd_mp_rgb(0xbdb6b0), p->light.ambient));
    cd_mp_rect(&p->canvas, 0, row - 0.070f * u, p->width, row - 0.064f * u, iron);
    cd_mp_rect(&p->canvas, 0, row - 0.036f * u, p->width, row - 0.033f * u, iron);
    for (float x = 0.01f * u; x < p->width; x += 0.055f * u)
        cd_mp_rect(&p->canvas, x - 0.002f * u, row - 0.070f * u, x + 0.002f * u, row, iron);
}

cd_rc cd_mp_paint_city(mp_paint *paint, cd_err *err)
{
    const float base = paint->horizon;
    CD_TRY(cd_mp_sky_paint(paint, cd_mp_floor(base) + 1, err));
    street_glow(paint, base, 0.30f, 0.26f);
    for (uint32_t i = 0; i < LAYERS; i++) {
        skyline(paint, i, base);
        street_glow(paint, base, 0.15f - 0.03f * (float)i, 0.26f);
    }
    lamps(paint, base);
    const float bottom =
        paint->ground_subjects ? cd_mp_lerp(base, paint->height, 0.36f) : paint->height;
    const mp_px body = cd_mp_times(cd_mp_rgb(0x27506b), cd_mp_scale(paint->light.ambient, 0.8f));
    const mp_water water = {base + 0.010f * paint->unit, bottom, 0.30f, body};
    const float sun_x = paint->sun_x;
    if (paint->light.elevation > 0.3f)
        paint->sun_x = -4.0f * paint->width; /* the towers hide the glitter of a high sun */
    cd_mp_water_paint(paint, &water);
    paint->sun_x = sun_x;
    if (paint->ground_subjects)
        promenade(paint, bottom);
    return CD_OK;
}
