/* engine/multiplane/place/setting_sea.c - open water to the horizon. */
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/place/sky.h"
#include "engine/multiplane/place/water.h"

static mp_px body(const mp_paint *paint)
{
    const mp_light *light = &paint->light;
    const mp_px teal = cd_mp_rgb(light->moon ? 0x123a5c : 0x1b7f9c);
    const mp_px sum = {light->ambient.r + 0.4f * light->key.r,
                       light->ambient.g + 0.4f * light->key.g,
                       light->ambient.b + 0.4f * light->key.b, 1.0f};
    mp_px out = cd_mp_times(teal, sum);
    if (paint->scene->time == MP_SUNSET || paint->scene->time == MP_DAWN)
        out = cd_mp_mix(cd_mp_scale(out, 0.55f), cd_mp_scale(light->zenith, 0.7f), 0.55f);
    return out;
}

struct line {
    mp_paint *paint;
};

/* The air over the horizon joins sea and sky. */
static void haze_rows(void *data, int32_t from, int32_t to)
{
    mp_paint *p = ((const struct line *)data)->paint;
    const float reach = p->unit * (0.010f + 0.16f * cd_mp_smooth(0.6f, 1.0f, p->light.haze));
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float d = ((float)row + 0.5f - p->horizon) / reach;
        const float a = 0.55f * expf(-d);
        for (int32_t x = 0; x < p->canvas.width; x++) {
            const float away = fabsf((float)x - p->sun_x) / p->unit;
            const mp_px air = cd_mp_add(p->light.horizon, p->light.glow,
                                        0.45f * expf(-away / p->light.glow_size * 1.4f));
            out[x] = cd_mp_alpha(cd_mp_mix(out[x], air, a), 1.0f);
        }
    }
}

void cd_mp_paint_open_water(mp_paint *paint, float waves)
{
    const mp_water water = {paint->horizon, paint->height, waves, body(paint)};
    cd_mp_water_paint(paint, &water);
}

cd_rc cd_mp_paint_sea(mp_paint *paint, cd_err *err)
{
    CD_TRY(cd_mp_sky_paint(paint, cd_mp_floor(paint->horizon) + 1, err));
    cd_mp_paint_open_water(paint, 1.0f);
    if (paint->ground_subjects)
        cd_mp_paint_shore(paint, cd_mp_lerp(paint->horizon, paint->height, 0.52f), MP_SHORE_SAND);
    struct line line = {paint};
    cd_mp_rows(paint->threads, cd_mp_floor(paint->horizon), paint->canvas.height, haze_rows, &line);
    return CD_OK;
}
