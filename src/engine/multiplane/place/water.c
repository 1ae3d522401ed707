/* engine/multiplane/place/water.c - each water pixel is the mirror image, displaced by the slope of
 * the waves, mixed with the water's own colour by the angle of view (Schlick), plus the glitter of
 * the sun. */
#include "engine/multiplane/place/water.h"

struct surface {
    mp_paint *paint;
    const mp_water *water;
    float drift_x, drift_z;
};

struct wave {
    float across, along; /* slopes */
    float crest;         /* -1..1 height */
};

static struct wave wave_at(const struct surface *s, float x, float z, float fine)
{
    const mp_texture fbm = s->paint->noise.fbm;
    const float u = x + s->drift_x;
    const float v = z + s->drift_z;
    /* Long swells, then chop, then ripples; each fades out where a pixel is larger than it. */
    const float swell = cd_mp_texture(fbm, u * 0.030f, v * 0.085f);
    const float swell_next = cd_mp_texture(fbm, u * 0.030f, v * 0.085f + 0.012f);
    const float chop = cd_mp_texture(fbm, u * 0.11f + 0.3f, v * 0.30f + 0.1f);
    const float chop_next = cd_mp_texture(fbm, u * 0.11f + 0.3f, v * 0.30f + 0.112f);
    const float ripple = cd_mp_texture(fbm, u * 0.43f + v * 0.07f, v * 1.05f + 0.6f) * fine;
    struct wave out;
    out.along = (swell_next - swell) * 3.2f + (chop_next - chop) * 2.2f + ripple * 0.55f;
    out.across = (chop - swell) * 0.5f + ripple * 0.5f;
    out.crest = swell * 0.9f + chop * 0.6f + ripple * 0.4f;
    return out;
}

static mp_px mirrored(const mp_paint *p, float x, float y)
{
    const float sx = cd_mp_clamp(x, 0.0f, p->width - 1.001f);
    const float sy = cd_mp_clamp(y, 0.0f, p->height - 1.0f);
    const int32_t x0 = (int32_t)sx;
    const int32_t x1 = x0 + 1 < p->canvas.width ? x0 + 1 : x0;
    const mp_px *row = p->canvas.px + (size_t)(int32_t)sy * (size_t)p->canvas.width;
    mp_px out = cd_mp_mix(row[x0], row[x1], sx - (float)x0);
    /* The sun's face itself comes back as glitter, not as a disc. */
    const float luma = cd_mp_luma(out);
    if (luma > 1.2f)
        out = cd_mp_scale(out, 1.2f / luma);
    return out;
}

static float glitter(const struct surface *s, const struct wave *wave, float x, float t)
{
    const mp_paint *p = s->paint;
    const float dx = (x - p->sun_x) / p->unit;
    const float width = 0.045f + 0.26f * t * (0.35f + 0.65f * s->water->waves);
    const float path = expf(-dx * dx / (width * width));
    const float glint =
        cd_mp_smooth(0.02f, 0.30f, wave->along + 0.5f * wave->crest + 0.14f * path - 0.10f);
    const float calm = expf(-dx * dx / (width * width * 0.18f)) * (1.0f - 0.6f * t);
    return path * (glint * 0.95f + 0.25f * calm) * (1.0f - 0.55f * t);
}

static void water_rows(void *data, int32_t from, int32_t to)
{
    const struct surface *s = data;
    const mp_water *w = s->water;
    mp_paint *p = s->paint;
    const float deep = p->height - w->shore;
    const float squeeze = w->waves > 0.5f ? cd_mp_clamp(0.9f * w->shore / deep, 0.35f, 1.0f) : 1.0f;
    const float shine = p->light.disc_seen ? (p->light.moon ? 0.9f : 1.0f) : 0.12f;
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float below = (float)row + 0.5f - w->shore;
        const float t = cd_mp_clamp(below / deep, 0.0f, 1.0f);
        const float z = 1.0f / (t + 0.018f);
        const float fine = cd_mp_smooth(0.0f, 0.10f, t);
        const float grazing = 1.0f - cd_mp_clamp(1.35f * t, 0.0f, 1.0f) * 0.80f;
        const float view = grazing * grazing;
        const float reach = p->unit * (0.012f + 0.22f * t) * (0.10f + 0.90f * w->waves);
        for (int32_t x = 0; x < p->canvas.width; x++) {
            const float wx = ((float)x - 0.5f * p->width) / p->unit * z * 1.9f;
            const struct wave wave = wave_at(s, wx, z * 2.6f, fine);
            const float lift = wave.along * reach * 1.6f;
            mp_px image = mirrored(p, (float)x + wave.across * reach * 0.9f,
                                   w->shore - below * squeeze - fabsf(lift) - 1.0f);
            const float fresnel =
                cd_mp_clamp(0.16f + 0.80f * view - wave.along * 0.55f * w->waves, 0.04f, 0.97f);
            mp_px body = cd_mp_scale(w->body, 1.0f + 0.9f * wave.crest * w->waves);
            mp_px color = cd_mp_mix(body, image, fresnel);
            color = cd_mp_add(color, p->light.disc, 0.62f * shine * glitter(s, &wave, (float)x, t));
            out[x] = cd_mp_alpha(color, 1.0f);
        }
    }
}

void cd_mp_water_paint(mp_paint *paint, const mp_water *water)
{
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 51);
    struct surface surface = {paint, water, cd_mp_range(&rand, 0, 30), cd_mp_range(&rand, 0, 30)};
    const int32_t from = cd_mp_floor(water->shore);
    const int32_t to = (int32_t)cd_mp_clamp(water->bottom, 0.0f, paint->height);
    if (from < to)
        cd_mp_rows(paint->threads, from < 0 ? 0 : from, to, water_rows, &surface);
}
