/* engine/multiplane/place/sky.c - gradient, sun and moon, and clouds drawn at half size: a fractal
 * on a plane in perspective, lit by comparing it with itself a step nearer to the sun. */
#include "engine/multiplane/place/sky.h"

mp_px cd_mp_sky_color(const mp_light *light, float t)
{
    if (t < 0.16f)
        return cd_mp_mix(light->horizon, light->lower, cd_mp_smooth(-0.04f, 0.16f, t));
    if (t < 0.5f)
        return cd_mp_mix(light->lower, light->upper, (t - 0.16f) / 0.34f);
    return cd_mp_mix(light->upper, light->zenith, cd_mp_clamp((t - 0.5f) / 0.5f, 0.0f, 1.0f));
}

struct sky {
    mp_paint *paint;
    mp_canvas *clouds; /* half size */
    int32_t rows;
    float shift_u, shift_v; /* where on the cloud plane this scene looks */
    float threshold;
};

static float density(const struct sky *sky, float x, float y)
{
    const mp_paint *p = sky->paint;
    const float e = (p->horizon - y) / p->unit;
    const float far = 0.42f / (cd_mp_clamp(e, -0.02f, 4.0f) + 0.16f);
    const float u = (x - 0.5f * p->width) / p->unit * far * 0.30f + sky->shift_u;
    const float v = far * 0.62f + sky->shift_v;
    const float warp = cd_mp_texture(p->noise.fbm, u * 0.37f + 0.3f, v * 0.37f);
    return cd_mp_texture(p->noise.fbm, u * 0.5f + warp * 0.07f, v * 0.5f) * 0.85f +
           cd_mp_texture(p->noise.fbm, u * 1.9f + 0.17f, v * 1.9f + warp * 0.12f) * 0.36f;
}

static void cloud_rows(void *data, int32_t from, int32_t to)
{
    const struct sky *sky = data;
    const mp_paint *p = sky->paint;
    const mp_light *light = &p->light;
    const float step = 0.030f * p->unit;
    for (int32_t row = from; row < to; row++) {
        mp_px *out = sky->clouds->px + (size_t)row * (size_t)sky->clouds->width;
        const float y = 2.0f * (float)row + 1.0f;
        const float e = (p->horizon - y) / p->unit;
        const float far = cd_mp_smooth(0.32f, 0.0f, e);
        for (int32_t i = 0; i < sky->clouds->width; i++) {
            const float x = 2.0f * (float)i + 1.0f;
            const float here = density(sky, x, y);
            const float cover = cd_mp_smooth(sky->threshold, sky->threshold + 0.30f, here);
            if (cover <= 0.0f)
                continue;
            const float dx = p->sun_x - x;
            const float dy = p->sun_y - y;
            const float d = sqrtf(dx * dx + dy * dy) + 1.0f;
            const float lift = light->elevation > 0.3f ? 0.55f : 0.0f;
            const float next = density(sky, x + dx / d * step, y + (dy / d - lift) * step);
            const float lit =
                cd_mp_clamp(0.52f + (here - next) * 2.6f - 0.35f * (cover - 0.5f), 0.0f, 1.0f);
            const float near_sun = expf(-d / (0.42f * p->unit));
            mp_px color = cd_mp_mix(light->cloud_dark, light->cloud_lit, lit);
            color =
                cd_mp_add(color, light->glow, near_sun * (0.25f + 0.75f * (1.0f - cover)) * lit);
            color = cd_mp_mix(color, light->horizon, 0.62f * far);
            const float a = cover * (0.93f - 0.45f * far);
            out[i] = (mp_px){color.r * a, color.g * a, color.b * a, a};
        }
    }
}

static mp_px disc(const mp_paint *p, mp_px sky, float x, float y, float d, float radius)
{
    const mp_light *light = &p->light;
    const float edge = cd_mp_smooth(radius + 0.8f, radius - 0.8f, d);
    if (edge <= 0.0f)
        return sky;
    mp_px face = light->disc;
    if (light->moon) {
        const float spot = cd_mp_perlin(&p->noise, (x - p->sun_x) / radius * 1.6f + 9.0f,
                                        (y - p->sun_y) / radius * 1.6f + 5.0f);
        const float limb = sqrtf(cd_mp_clamp(1.0f - d * d / (radius * radius), 0.0f, 1.0f));
        face = cd_mp_scale(face, (0.80f + 0.20f * limb) *
                                     (1.0f - 0.26f * cd_mp_smooth(0.0f, 0.6f, spot)));
    } else if (light->elevation < 0.3f) {
        const float low = cd_mp_clamp((y - p->sun_y) / radius * 0.5f + 0.5f, 0.0f, 1.0f);
        face = cd_mp_mix(face, cd_mp_scale(light->glow, 2.2f), low * low * 0.6f);
    }
    return cd_mp_mix(sky, face, edge);
}

static float disc_radius(const mp_paint *p)
{
    return p->unit * (p->light.moon ? 0.044f : p->light.elevation < 0.3f ? 0.062f : 0.042f);
}

static void sky_rows(void *data, int32_t from, int32_t to)
{
    const struct sky *sky = data;
    mp_paint *p = sky->paint;
    const mp_light *light = &p->light;
    const float radius = disc_radius(p);
    const float reach = 1.0f / (light->glow_size * p->unit);
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float y = (float)row + 0.5f;
        const mp_px base = cd_mp_sky_color(light, (p->horizon - y) / p->horizon);
        const float dy = y - p->sun_y;
        for (int32_t i = 0; i < p->canvas.width; i++) {
            const float dx = (float)i + 0.5f - p->sun_x;
            /* Near the horizon the glow spreads sideways. */
            const float d = sqrtf(dx * dx + dy * dy);
            const float wide = sqrtf(dx * dx * 0.30f + dy * dy * 2.2f);
            const float glow = 0.62f * expf(-d * reach * 2.3f) + 0.38f * expf(-wide * reach * 1.4f);
            const float core = expf(-d * reach * 9.0f);
            mp_px color = cd_mp_add(base, light->glow, glow + 0.5f * core);
            if (light->disc_seen)
                color = disc(p, color, (float)i + 0.5f, y, d, radius);
            color.a = 1.0f;
            out[i] = color;
        }
    }
}

static void lay_rows(void *data, int32_t from, int32_t to)
{
    const struct sky *sky = data;
    mp_paint *p = sky->paint;
    const mp_canvas *clouds = sky->clouds;
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float sy = cd_mp_clamp((float)row * 0.5f - 0.25f, 0.0f, (float)clouds->height - 1);
        const int32_t y0 = (int32_t)sy;
        const int32_t y1 = y0 + 1 < clouds->height ? y0 + 1 : y0;
        const mp_px *row0 = clouds->px + (size_t)y0 * (size_t)clouds->width;
        const mp_px *row1 = clouds->px + (size_t)y1 * (size_t)clouds->width;
        const float fy = sy - (float)y0;
        for (int32_t x = 0; x < p->canvas.width; x++) {
            const float sx = cd_mp_clamp((float)x * 0.5f - 0.25f, 0.0f, (float)clouds->width - 1);
            const int32_t x0 = (int32_t)sx;
            const int32_t x1 = x0 + 1 < clouds->width ? x0 + 1 : x0;
            if (row0[x0].a + row0[x1].a + row1[x0].a + row1[x1].a <= 0.0f)
                continue;
            const float fx = sx - (float)x0;
            cd_mp_over(&out[x], cd_mp_mix(cd_mp_mix(row0[x0], row0[x1], fx),
                                          cd_mp_mix(row1[x0], row1[x1], fx), fy));
        }
    }
}

cd_rc cd_mp_sky_paint(mp_paint *paint, int32_t to, cd_err *err)
{
    const int32_t rows = to < paint->canvas.height ? to : paint->canvas.height;
    CD_AUTO(cd_mp_canvas_done) mp_canvas clouds = {0, 0, NULL};
    CD_TRY(cd_mp_canvas_new(&clouds, (paint->canvas.width + 1) / 2, (rows + 1) / 2, err));
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 21);
    struct sky sky = {.paint = paint, .clouds = &clouds, .rows = rows};
    sky.shift_u = cd_mp_rand01(&rand);
    sky.shift_v = cd_mp_rand01(&rand);
    sky.threshold = cd_mp_lerp(0.42f, -0.52f, paint->light.cover);
    cd_mp_rows(paint->threads, 0, rows, sky_rows, &sky);
    if (paint->light.stars > 0.0f)
        cd_mp_sky_stars(paint, (float)rows, paint->light.stars);
    if (paint->scene->aurora)
        cd_mp_sky_aurora(paint, rows);
    cd_mp_rows(paint->threads, 0, clouds.height, cloud_rows, &sky);
    cd_mp_rows(paint->threads, 0, rows, lay_rows, &sky);
    return CD_OK;
}
