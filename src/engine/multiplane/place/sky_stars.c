/* engine/multiplane/place/sky_stars.c - stars by size, and the milky way. */
#include "engine/multiplane/place/sky.h"

static mp_px star_color(mp_rand *rand)
{
    const float warm = cd_mp_rand01(rand);
    const mp_px blue = {0.72f, 0.84f, 1.0f, 1.0f};
    const mp_px yellow = {1.0f, 0.90f, 0.70f, 1.0f};
    return cd_mp_mix(blue, yellow, warm * warm);
}

void cd_mp_sky_stars(mp_paint *paint, float to, float dense)
{
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 22);
    const float area = paint->width * to / (paint->unit * paint->unit);
    const uint32_t count = (uint32_t)(area * 620.0f * cd_mp_clamp(dense, 0.0f, 2.5f));
    const float pixel = paint->unit / 1024.0f;
    const float moon = paint->unit * 0.075f;
    for (uint32_t i = 0; i < count; i++) {
        const float x = cd_mp_rand01(&rand) * paint->width;
        const float y = cd_mp_rand01(&rand) * to;
        const float rank = cd_mp_rand01(&rand);
        const mp_px color = star_color(&rand);
        const float dx = x - paint->sun_x;
        const float dy = y - paint->sun_y;
        if (paint->light.moon && dx * dx + dy * dy < moon * moon)
            continue;
        const float bright = rank * rank * rank * rank;
        const float air = cd_mp_smooth(0.0f, 0.35f, (paint->horizon - y) / paint->unit);
        const float fade = (0.15f + 0.85f * air) * cd_mp_clamp(dense, 0.0f, 1.0f);
        const float radius = pixel * (1.1f + 1.5f * bright) + 0.4f;
        cd_mp_glow(&paint->canvas, x, y, radius, 1.2f,
                   cd_mp_scale(color, (0.30f + 1.1f * bright) * fade));
        if (rank > 0.985f)
            cd_mp_glow(&paint->canvas, x, y, radius * 5.0f, 2.6f, cd_mp_scale(color, 0.5f * fade));
    }
}

struct band {
    mp_paint *paint;
    float strength, along[2], across[2];
};

static void band_rows(void *data, int32_t from, int32_t to)
{
    const struct band *band = data;
    mp_paint *p = band->paint;
    const mp_px warm = cd_mp_rgb(0xd9b9c8);
    const mp_px cool = cd_mp_rgb(0x6f8fe0);
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float y = ((float)row - 0.42f * p->horizon) / p->unit;
        for (int32_t i = 0; i < p->canvas.width; i++) {
            const float x = ((float)i - 0.5f * p->width) / p->unit;
            const float u = x * band->along[0] + y * band->along[1];
            const float v = x * band->across[0] + y * band->across[1];
            const float bend = v + 0.16f * cd_mp_texture(p->noise.fbm, u * 0.12f, 0.37f);
            const float core = expf(-bend * bend * 28.0f);
            if (core < 0.004f)
                continue;
            const float puff = cd_mp_texture(p->noise.fbm, u * 0.21f, v * 0.21f);
            const float dust = cd_mp_texture(p->noise.ridge, u * 0.15f + 0.4f, v * 0.30f);
            const float lane = cd_mp_smooth(0.42f, 0.80f, dust) * expf(-bend * bend * 90.0f);
            const float light = core * (0.55f + 1.2f * puff) * (1.0f - 0.75f * lane);
            const mp_px color = cd_mp_mix(cool, warm, cd_mp_clamp(core * 0.9f + puff, 0.0f, 1.0f));
            out[i] = cd_mp_add(out[i], color, 0.34f * band->strength * (light > 0 ? light : 0.0f));
        }
    }
}

void cd_mp_sky_milky_way(mp_paint *paint, int32_t to, float strength)
{
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 23);
    const float turn = cd_mp_range(&rand, 0.7f, 1.1f) * (cd_mp_rand01(&rand) < 0.5f ? -1.0f : 1.0f);
    struct band band = {paint, strength, {cosf(turn), sinf(turn)}, {-sinf(turn), cosf(turn)}};
    cd_mp_rows(paint->threads, 0, to, band_rows, &band);
}

enum { CURTAINS = 3 };

/* A curtain hangs from a winding line: sharp below, fading upward from green to violet. */
static void aurora_rows(void *data, int32_t from, int32_t to)
{
    mp_paint *p = data;
    const mp_texture fbm = p->noise.fbm;
    const mp_px green = cd_mp_rgb(0x49ff9a), violet = cd_mp_rgb(0xa458ff);
    const float night = 0.25f + 0.75f * p->light.stars;
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        for (int32_t i = 0; i < p->canvas.width; i++) {
            const float x = (float)i / p->unit;
            for (int k = 0; k < CURTAINS; k++) {
                const float shift = 0.31f * (float)k;
                const float wind = cd_mp_texture(fbm, x * 0.10f + shift, 0.17f + shift);
                const float fold = cd_mp_texture(fbm, x * 0.33f + shift, 0.61f);
                const float foot =
                    p->horizon * (0.70f - 0.17f * (float)k + 0.30f * wind + 0.07f * fold);
                const float up = (foot - (float)row) / p->horizon;
                if (up < -0.03f || up > 0.8f)
                    continue;
                const float rays = 0.55f + 0.9f * cd_mp_texture(fbm, x * 1.6f + shift, 0.4f);
                const float strength = cd_mp_smooth(-0.03f, 0.02f, up) *
                                       expf(-up / (0.15f + 0.07f * wind)) *
                                       cd_mp_clamp(rays, 0.05f, 1.4f);
                const mp_px color = cd_mp_mix(green, violet, cd_mp_smooth(0.08f, 0.42f, up));
                out[i] = cd_mp_add(out[i], color, 0.62f * night * strength);
            }
        }
    }
}

void cd_mp_sky_aurora(mp_paint *paint, int32_t to)
{
    cd_mp_rows(paint->threads, 0, to, aurora_rows, paint);
}
