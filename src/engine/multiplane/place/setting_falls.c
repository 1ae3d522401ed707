/* engine/multiplane/place/setting_falls.c - a waterfall: a cliff with green on its ledges, the fall
 * in a cleft of it, the pool below. */
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/place/sky.h"
#include "engine/multiplane/place/water.h"

struct falls {
    mp_paint *paint;
    float foot, half; /* row of the pool; half the width of the fall, pixels */
    mp_px light;
};

/* Row where the cliff ends against the sky. */
static float brow(const struct falls *f, float x)
{
    const mp_paint *p = f->paint;
    const float u = x / p->unit;
    const float dip = expf(-powf((x - 0.5f * p->width) / (2.6f * f->half), 2.0f));
    return f->foot * (0.17f + 0.16f * cd_mp_texture(p->noise.fbm, u * 0.22f, 0.31f) + 0.10f * dip) +
           0.012f * p->unit * cd_mp_texture(p->noise.fbm, u * 2.4f, 0.77f);
}

static mp_px cliff(const struct falls *f, float x, float y, float below)
{
    const mp_paint *p = f->paint;
    const float u = x / p->unit, v = y / p->unit;
    const float crack = cd_mp_texture(p->noise.ridge, u * 0.50f, v * 0.16f);
    const float ledge = cd_mp_texture(p->noise.fbm, u * 0.30f, v * 1.10f);
    const float leaf = cd_mp_texture(p->noise.fbm, u * 2.6f, v * 2.6f);
    const float side = p->light.sun_at < 0.5f ? -1.0f : 1.0f;
    const float slope =
        cd_mp_texture(p->noise.ridge, (u + side * 0.02f) * 0.50f, v * 0.16f) - crack;
    mp_px rock = cd_mp_mix(cd_mp_rgb(0x4a4a4c), cd_mp_rgb(0xa39a8c),
                           cd_mp_clamp(0.15f + 0.9f * crack + 0.4f * ledge, 0.0f, 1.0f));
    rock = cd_mp_scale(rock, cd_mp_clamp(0.92f + 1.8f * slope, 0.55f, 1.35f));
    const mp_px green = cd_mp_mix(cd_mp_rgb(0x1c4f2a), cd_mp_rgb(0x86c04a),
                                  cd_mp_clamp(0.45f + 1.2f * leaf, 0.0f, 1.0f));
    const float away = fabsf(x - 0.5f * p->width) / f->half;
    const float top = expf(-below / (0.05f * p->unit));
    const float grown =
        cd_mp_smooth(0.10f, 0.32f, ledge + 0.3f * leaf + 0.06f * away + 0.5f * top - 0.12f);
    return cd_mp_times(cd_mp_mix(rock, green, grown), f->light);
}

static void falls_rows(void *data, int32_t from, int32_t to)
{
    const struct falls *f = data;
    mp_paint *p = f->paint;
    const mp_px white = cd_mp_times(cd_mp_rgb(0xf4fbff), cd_mp_scale(f->light, 1.12f));
    const mp_px blue = cd_mp_times(cd_mp_rgb(0x9fc6d8), f->light);
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float y = (float)row + 0.5f;
        for (int32_t i = 0; i < p->canvas.width; i++) {
            const float x = (float)i + 0.5f;
            const float below = y - brow(f, x);
            if (below <= -1.0f)
                continue;
            mp_px c = cliff(f, x, y, below);
            const float fall = below / (f->foot * 0.8f);
            const float wide = f->half * (0.70f + 0.42f * fall);
            const float edge =
                0.22f * f->half * cd_mp_texture(p->noise.fbm, 0.4f, y / p->unit * 0.9f);
            const float d = (fabsf(x - 0.5f * p->width + 0.4f * edge) + edge) / wide;
            const float streak =
                cd_mp_texture(p->noise.fbm, x / p->unit * 2.6f, y / p->unit * 0.11f);
            const float fine = cd_mp_texture(p->noise.fbm, x / p->unit * 7.0f, y / p->unit * 0.30f);
            const mp_px water =
                cd_mp_mix(blue, white, cd_mp_clamp(0.62f + 1.1f * streak + 0.6f * fine, 0, 1));
            c = cd_mp_mix(c, water, cd_mp_smooth(1.0f, 0.82f, d + 0.25f * fine));
            const float mist = expf(-(f->foot - y) / (0.075f * p->unit)) * expf(-0.22f * d * d);
            c = cd_mp_mix(c, white, 0.72f * mist);
            out[i] = cd_mp_alpha(cd_mp_mix(out[i], c, cd_mp_clamp(below + 0.5f, 0.0f, 1.0f)), 1.0f);
        }
    }
}

cd_rc cd_mp_paint_falls(mp_paint *paint, cd_err *err)
{
    const mp_light *l = &paint->light;
    struct falls falls = {.paint = paint,
                          .foot = paint->horizon + 0.04f * paint->unit,
                          .half = 0.13f * paint->unit,
                          .light = {l->ambient.r + 0.55f * l->key.r,
                                    l->ambient.g + 0.55f * l->key.g,
                                    l->ambient.b + 0.55f * l->key.b, 1.0f}};
    CD_TRY(cd_mp_sky_paint(paint, cd_mp_floor(falls.foot) + 1, err));
    cd_mp_rows(paint->threads, 0, cd_mp_floor(falls.foot) + 1, falls_rows, &falls);
    paint->light.disc_seen = false; /* the sun is behind the cliff: no glitter on the pool */
    const mp_px deep = cd_mp_times(cd_mp_rgb(0x1f6a70), falls.light);
    const mp_water water = {falls.foot, paint->height, 0.16f, deep};
    cd_mp_water_paint(paint, &water);
    const mp_px foam = cd_mp_alpha(cd_mp_scale(falls.light, 1.05f), 0.55f);
    cd_mp_ellipse(&paint->canvas, 0.5f * paint->width, falls.foot + 0.006f * paint->unit,
                  2.1f * falls.half, 0.028f * paint->unit, 0.05f, foam);
    if (paint->ground_subjects)
        cd_mp_paint_shore(paint, cd_mp_lerp(paint->horizon, paint->height, 0.58f), MP_SHORE_GRASS);
    return CD_OK;
}
