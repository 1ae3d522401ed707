/* engine/multiplane/paint/finish_fall.c - fog, rain and snow between the scene and the camera. */
#include "engine/multiplane/paint/finish.h"

static void snow(mp_paint *paint)
{
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 31);
    const float area = paint->width * paint->height / (paint->unit * paint->unit);
    const uint32_t count = (uint32_t)(area * 520.0f);
    const float lit = 0.35f + 0.65f * cd_mp_clamp(cd_mp_luma(paint->light.ambient) * 2.2f, 0, 1);
    for (uint32_t i = 0; i < count; i++) {
        const float near = cd_mp_rand01(&rand);
        const float size = paint->unit * (0.0017f + 0.0085f * near * near * near * near);
        const float x = cd_mp_rand01(&rand) * paint->width;
        const float y = cd_mp_rand01(&rand) * paint->height;
        const mp_px color = {0.95f * lit, 0.97f * lit, lit, 0.50f + 0.35f * (1.0f - near)};
        cd_mp_ellipse(&paint->canvas, x, y, size, size * 1.1f, near > 0.8f ? 0.05f : 0.3f, color);
    }
}

static void streak(mp_canvas *dst, float x, float y, float length, float lean, mp_px color)
{
    const int32_t from = y < 0.0f ? 0 : (int32_t)y;
    for (int32_t row = from; row < dst->height && (float)row < y + length; row++) {
        const float t = ((float)row - y) / length;
        const float fx = x - lean * ((float)row - y);
        const int32_t ix = cd_mp_floor(fx);
        const float a = color.a * t * (1.0f - t) * 4.0f;
        for (int32_t i = 0; i < 2; i++) {
            if (ix + i < 0 || ix + i >= dst->width)
                continue;
            const float share = a * (i ? fx - (float)ix : 1.0f - (fx - (float)ix));
            mp_px *p = dst->px + (size_t)row * (size_t)dst->width + (size_t)(ix + i);
            *p = cd_mp_mix(*p, cd_mp_alpha(color, p->a), share);
        }
    }
}

static void rain(mp_paint *paint)
{
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 32);
    const float area = paint->width * paint->height / (paint->unit * paint->unit);
    const uint32_t count = (uint32_t)(area * 900.0f);
    const mp_px light = cd_mp_mix(paint->light.horizon, paint->light.ambient, 0.4f);
    for (uint32_t i = 0; i < count; i++) {
        const float near = cd_mp_rand01(&rand);
        const float length = paint->unit * (0.03f + 0.07f * near * near);
        const float x = cd_mp_range(&rand, -0.05f, 1.1f) * paint->width;
        const float y = cd_mp_range(&rand, -0.1f, 1.0f) * paint->height;
        mp_px color = cd_mp_scale(light, 1.25f);
        color.a = 0.10f + 0.22f * near;
        streak(&paint->canvas, x, y, length, 0.10f, color);
        if (near > 0.7f)
            streak(&paint->canvas, x + 1.0f, y, length, 0.10f, color);
    }
}

static bool sheltered(const mp_paint *paint)
{
    const mp_setting setting = mp_setting_kind(paint->scene->setting);
    return setting == MP_SETTING_ROOM || setting == MP_SETTING_KITCHEN ||
           setting == MP_SETTING_SPACE || setting == MP_SETTING_UNDERWATER;
}

static void fog_rows(void *data, int32_t from, int32_t to)
{
    mp_paint *p = data;
    const mp_px air = cd_mp_mix(p->light.horizon, p->light.fog, 0.5f);
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float y = (float)row / p->unit;
        const float d = ((float)row - p->horizon) / p->height;
        const float bank = d < 0.0f ? expf(d * 2.6f) : expf(-d * 3.4f);
        for (int32_t x = 0; x < p->canvas.width; x++) {
            const float u = (float)x / p->unit;
            const float puff = cd_mp_texture(p->noise.fbm, u * 0.09f, y * 0.24f) +
                               0.5f * cd_mp_texture(p->noise.fbm, u * 0.27f, y * 0.70f);
            const float a = cd_mp_clamp(bank * (0.66f + 0.75f * puff), 0.0f, 0.9f);
            out[x] = cd_mp_alpha(cd_mp_mix(out[x], air, a), 1.0f);
        }
    }
}

void cd_mp_weather_fog(mp_paint *paint)
{
    if (paint->scene->weather == MP_FOG && !sheltered(paint))
        cd_mp_rows(paint->threads, 0, paint->canvas.height, fog_rows, paint);
}

void cd_mp_weather_fall(mp_paint *paint)
{
    if (sheltered(paint))
        return;
    if (paint->scene->weather == MP_SNOWFALL)
        snow(paint);
    if (paint->scene->weather == MP_RAIN)
        rain(paint);
}
