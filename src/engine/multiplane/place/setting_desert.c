/* engine/multiplane/place/setting_desert.c - dunes one behind the other. A crest is a lopsided saw
 * tooth along a bent line; the same tooth, slid sideways with the depth below the crest, parts the
 * lit face from the lee, so that the edge of the shadow always starts on a peak. */
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/place/sky.h"

enum { DUNES = 5 };

struct dune {
    float row, height; /* of the crest's foot; of its peaks, pixels */
    float pitch;       /* distance of peaks, pixels */
    float shift, slide;
    float air;
};

struct desert {
    mp_paint *paint;
    struct dune dunes[DUNES]; /* near first */
    float *crest;             /* [DUNES][width] rows of the crests */
    mp_px lit, lee;
    bool sun_left;
};

struct tooth {
    float height; /* 0..1 */
    float facing; /* -1 the left face .. 1 the right face */
};

static struct tooth tooth_at(const mp_paint *p, const struct dune *d, float x)
{
    const float u = x / d->pitch + d->shift;
    const float bent = u + 0.55f * cd_mp_perlin(&p->noise, u * 0.7f, d->shift);
    const float phase = bent - (float)cd_mp_floor(bent);
    const float peak = 0.38f + 0.22f * cd_mp_hash01((uint64_t)(int64_t)(d->shift * 1000.0f));
    const float tri = phase < peak ? phase / peak : (1.0f - phase) / (1.0f - peak);
    const float tall = 0.55f + 0.6f * cd_mp_perlin(&p->noise, u * 0.41f + 3.0f, d->shift + 5.0f);
    /* Concave like blown sand: flat feet, a sharp peak. */
    const float blown = tri * (0.45f + 0.55f * tri);
    const struct tooth out = {blown * cd_mp_clamp(tall, 0.15f, 1.0f), phase < peak ? -1.0f : 1.0f};
    return out;
}

/* How much of the sun a place under the crest gets: 0..1. */
static float sun_on(const struct desert *desert, const struct dune *d, float x, float below)
{
    const mp_paint *p = desert->paint;
    const float wobble =
        0.10f * d->pitch *
        cd_mp_texture(p->noise.fbm, x / d->pitch * 0.06f + d->shift, below / d->pitch * 0.5f);
    const float at = x - d->slide * below + wobble;
    const float e = 0.0016f * p->unit + 0.10f * below;
    float mean = 0.0f;
    for (int i = -3; i <= 3; i += 2)
        mean += 0.25f * tooth_at(p, d, at + e * 0.3333f * (float)i).facing;
    const float face = desert->sun_left ? -mean : mean;
    return 0.5f + 0.5f * face;
}

static mp_px sand(const struct desert *desert, uint32_t layer, float x, float y, float below)
{
    const mp_paint *p = desert->paint;
    const struct dune *d = &desert->dunes[layer];
    const mp_texture fbm = p->noise.fbm;
    const float u = p->unit;
    const float fade = expf(-below / (0.85f * d->height + 0.02f * u));
    const float face = fade > 0.02f ? sun_on(desert, d, x, below) : 0.62f;
    const float sun = cd_mp_lerp(0.62f, face, 0.10f + 0.90f * fade);
    const float t = cd_mp_clamp((y - p->horizon) / (p->height - p->horizon), 0.0f, 1.0f);
    const float z = 1.0f / (0.10f + t);
    const float wx = (x - 0.5f * p->width) / u * z;
    const float broad = cd_mp_texture(fbm, wx * 0.07f + d->shift, z * 0.16f);
    mp_px albedo = cd_mp_mix(cd_mp_rgb(0xe0a055), cd_mp_rgb(0xf8d295),
                             cd_mp_clamp(0.55f + broad * 1.3f, 0.0f, 1.0f));
    const float near = cd_mp_smooth(0.10f, 0.6f, t);
    const float bend = cd_mp_texture(fbm, wx * 0.10f, z * 0.14f);
    const float ripple = sinf(z * 26.0f + wx * 5.0f + bend * 24.0f) * near;
    const float grain = cd_mp_texture(fbm, wx * 2.1f, z * 4.3f) * near;
    albedo = cd_mp_scale(albedo, 1.0f + 0.07f * ripple + 0.10f * grain);
    mp_px c = cd_mp_times(albedo, cd_mp_mix(desert->lee, desert->lit, sun));
    const mp_px air = cd_mp_add(cd_mp_mix(p->light.fog, p->light.horizon, 0.45f), p->light.glow,
                                0.30f * expf(-fabsf(x - p->sun_x) / (0.6f * u)));
    return cd_mp_mix(c, air, d->air);
}

static void dune_rows(void *data, int32_t from, int32_t to)
{
    const struct desert *desert = data;
    mp_paint *p = desert->paint;
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float y = (float)row + 0.5f;
        for (int32_t i = 0; i < p->canvas.width; i++) {
            const float x = (float)i + 0.5f;
            float open = 1.0f; /* what nearer dunes leave to see */
            mp_px sum = {0, 0, 0, 1.0f};
            for (uint32_t k = 0; k < DUNES && open > 0.004f; k++) {
                const struct dune *d = &desert->dunes[k];
                if (y < d->row - d->height - 1.0f)
                    continue;
                const float below = y - desert->crest[k * (uint32_t)p->canvas.width + (uint32_t)i];
                const float cover = cd_mp_clamp(below + 0.5f, 0.0f, 1.0f);
                if (cover <= 0.0f)
                    continue;
                sum = cd_mp_add(sum, sand(desert, k, x, y, below), cover * open);
                open *= 1.0f - cover;
            }
            out[i] = cd_mp_alpha(cd_mp_add(sum, out[i], open), 1.0f);
        }
    }
}

cd_rc cd_mp_paint_desert(mp_paint *paint, cd_err *err)
{
    static const float rows[DUNES] = {0.46f, 0.22f, 0.10f, 0.035f, 0.0f};
    static const float heights[DUNES] = {0.060f, 0.115f, 0.125f, 0.095f, 0.055f};
    static const float pitches[DUNES] = {1.50f, 1.05f, 0.72f, 0.50f, 0.36f};
    static const float airs[DUNES] = {0.0f, 0.08f, 0.22f, 0.40f, 0.58f};
    CD_TRY(cd_mp_sky_paint(paint, cd_mp_floor(paint->horizon + 0.03f * paint->unit), err));
    const mp_light *l = &paint->light;
    struct desert desert = {.paint = paint, .sun_left = l->sun_at < 0.5f};
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 161);
    for (int i = 0; i < DUNES; i++) {
        desert.dunes[i] = (struct dune){
            cd_mp_lerp(paint->horizon, paint->height, rows[i]) + 0.01f * paint->unit,
            heights[i] * paint->unit,
            pitches[i] * paint->unit,
            cd_mp_range(&rand, 0.0f, 40.0f),
            cd_mp_range(&rand, 0.5f, 1.1f) * (cd_mp_rand01(&rand) < 0.5f ? 1.0f : -1.0f),
            airs[i] * (0.55f + 0.9f * l->haze),
        };
    }
    CD_AUTO(cd_free_ptr) float *crest = NULL;
    const size_t width = (size_t)paint->canvas.width;
    CD_TRY(cd_try_alloc(&crest, sizeof *crest * DUNES * width, err));
    for (size_t i = 0; i < DUNES * width; i++) {
        const struct dune *d = &desert.dunes[i / width];
        crest[i] = d->row - d->height * tooth_at(paint, d, (float)(i % width) + 0.5f).height;
    }
    desert.crest = crest;
    const float direct = l->disc_seen ? 1.0f : 0.45f;
    desert.lit = cd_mp_add(l->ambient, l->key, 0.45f + 0.42f * direct);
    desert.lee = cd_mp_add(cd_mp_scale(l->ambient, 0.92f), l->key, 0.30f - 0.22f * direct);
    const int32_t from = cd_mp_floor(paint->horizon - 0.16f * paint->unit);
    cd_mp_rows(paint->threads, from < 0 ? 0 : from, paint->canvas.height, dune_rows, &desert);
    return CD_OK;
}
