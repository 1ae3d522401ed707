/* engine/multiplane/place/setting_forest.c - trunks in depth layers, a canopy, shafts of light,
 * undergrowth: one painter, and a palette for each kind of forest. */
#include "engine/multiplane/place/plants.h"
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/place/sky.h"
#include "engine/multiplane/place/water.h"

enum { LAYERS = 5, TRUNKS_MAX = 26, LEAVES_MAX = 64, FERNS = 150 };

/* What one forest is made of, sRGB. */
struct wood {
    uint32_t mist, far;          /* light between the trees, their shade */
    uint32_t bark[2], leaves[2]; /* dark, lit */
    uint32_t moss, fresh, soil;
    uint32_t fern[2];
    float girth; /* of the trunks */
    bool wet;    /* water between them */
};

static const struct wood forest = {0xc9e6a8,
                                   0x3f6b46,
                                   {0x3a2a25, 0x8a6a50},
                                   {0x1f4a2a, 0x86b84a},
                                   0x5f8a3a,
                                   0x9fc653,
                                   0x6b4d34,
                                   {0x1f4f2a, 0x8fc24e},
                                   1.0f,
                                   false};
static const struct wood jungle = {0xb4e88c,
                                   0x1c5a34,
                                   {0x2b2c1d, 0x7c8452},
                                   {0x0c3a1e, 0x58b838},
                                   0x2c6e2a,
                                   0x6cc23c,
                                   0x4a3a22,
                                   {0x0f4a24, 0x7ad04a},
                                   0.85f,
                                   false};
static const struct wood autumn = {0xf6dc9c,
                                   0x9a5f34,
                                   {0x3a2620, 0x93694a},
                                   {0xc2481a, 0xffc648},
                                   0xa8692a,
                                   0xe39a3a,
                                   0x7a4a2a,
                                   {0x7a441c, 0xe2a948},
                                   1.0f,
                                   false};
static const struct wood blossom = {0xfbe2ea,
                                    0xb48aa6,
                                    {0x3c2a2a, 0x8c6a62},
                                    {0xe884ae, 0xfff0f6},
                                    0x7fa658,
                                    0xf2c6d6,
                                    0xa08868,
                                    {0x4f8a45, 0xc6dc8a},
                                    0.9f,
                                    false};
static const struct wood bamboo = {0xdcf0a4,
                                   0x4f8a4a,
                                   {0x3a6626, 0xb2d468},
                                   {0x2c6a2a, 0xb4dc58},
                                   0x7a9a48,
                                   0xb8cc62,
                                   0x8a7448,
                                   {0x2f6f2c, 0xb4dc62},
                                   0.42f,
                                   false};
static const struct wood swamp = {0xc2cf9a,
                                  0x3e5a44,
                                  {0x2c2a22, 0x6f6c50},
                                  {0x26402a, 0x7c9248},
                                  0x566b34,
                                  0x8a9a48,
                                  0x4a4228,
                                  {0x2c4a28, 0x94a850},
                                  1.25f,
                                  true};

static const struct wood *wood_of(const mp_paint *paint)
{
    switch (paint->scene->setting) {
    case MP_SETTING_JUNGLE:
        return &jungle;
    case MP_SETTING_AUTUMN_FOREST:
        return &autumn;
    case MP_SETTING_BLOSSOM_GROVE:
        return &blossom;
    case MP_SETTING_BAMBOO:
        return &bamboo;
    case MP_SETTING_SWAMP:
        return &swamp;
    default:
        return &forest;
    }
}

struct trunk {
    float x, half, base, lean; /* pixels; lean per pixel of height */
    uint64_t seed;
};

struct layer {
    mp_paint *paint;
    const struct wood *wood;
    struct trunk trunks[TRUNKS_MAX];
    uint32_t count;
    float air; /* share of mist */
    mp_px mist;
};

static mp_px mist_color(const mp_paint *paint)
{
    const mp_light *l = &paint->light;
    const mp_px green =
        cd_mp_times(cd_mp_rgb(wood_of(paint)->mist), cd_mp_add(l->ambient, l->key, 0.6f));
    mp_px out = cd_mp_mix(cd_mp_mix(l->horizon, l->fog, 0.4f), green, 0.52f);
    return cd_mp_alpha(out, 1.0f);
}

static mp_px shade_light(const mp_light *l)
{
    return (mp_px){l->ambient.r + 0.38f * l->key.r, l->ambient.g + 0.38f * l->key.g,
                   l->ambient.b + 0.38f * l->key.b, 1.0f};
}

/* Light between the trees: bright where the sun is, dim at the sides. */
static void back_rows(void *data, int32_t from, int32_t to)
{
    const struct layer *layer = data;
    mp_paint *p = layer->paint;
    const mp_px mist = mist_color(p);
    const mp_px shade = cd_mp_times(cd_mp_rgb(layer->wood->far), shade_light(&p->light));
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float y = ((float)row - 0.62f * p->horizon) / p->unit;
        for (int32_t i = 0; i < p->canvas.width; i++) {
            const float x = ((float)i - p->sun_x) / p->unit;
            const float near = expf(-(x * x * 1.5f + y * y * 2.2f));
            const float leaf =
                cd_mp_texture(p->noise.fbm, (float)i / p->unit * 0.6f, (float)row / p->unit * 0.5f);
            mp_px c =
                cd_mp_mix(shade, mist, cd_mp_clamp(0.35f + 0.65f * near + 0.35f * leaf, 0, 1));
            c = cd_mp_add(c, p->light.glow, 0.55f * near * near);
            out[i] = cd_mp_alpha(c, 1.0f);
        }
    }
}

static void trunk_rows(void *data, int32_t from, int32_t to)
{
    const struct layer *layer = data;
    mp_paint *p = layer->paint;
    const mp_light *l = &p->light;
    const mp_px dark = cd_mp_rgb(layer->wood->bark[0]);
    const mp_px pale = cd_mp_rgb(layer->wood->bark[1]);
    const mp_px shade = shade_light(l);
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        for (uint32_t t = 0; t < layer->count; t++) {
            const struct trunk *k = &layer->trunks[t];
            const float up = k->base - (float)row;
            if (up < 0.0f)
                continue;
            const float foot = expf(-up / (k->half * 0.9f));
            const float half = k->half * (1.0f - 0.22f * up / p->height + 0.55f * foot);
            const float mid = k->x + k->lean * up;
            const int32_t first = (int32_t)cd_mp_clamp(mid - half, 0.0f, p->width);
            const int32_t end = (int32_t)cd_mp_clamp(mid + half + 1.0f, 0.0f, p->width);
            const float sun = p->sun_x > mid ? 1.0f : -1.0f;
            for (int32_t x = first; x < end; x++) {
                const float a = ((float)x + 0.5f - mid) / half;
                const float edge = cd_mp_clamp((1.0f - fabsf(a)) * half, 0.0f, 1.0f);
                const float bark = cd_mp_texture(p->noise.ridge, a * 0.10f + cd_mp_hash01(k->seed),
                                                 up / p->unit * 0.16f);
                const float round = 0.62f + 0.38f * sqrtf(cd_mp_clamp(1.0f - a * a, 0.0f, 1.0f));
                const float lit = cd_mp_smooth(0.1f, 1.0f, a * sun);
                mp_px c = cd_mp_mix(dark, pale, cd_mp_clamp(1.35f * bark - 0.2f, 0.0f, 1.0f));
                c = cd_mp_times(cd_mp_scale(c, round), shade);
                c = cd_mp_add(c, l->key, 0.20f * lit * (0.4f + bark));
                c = cd_mp_mix(c, layer->mist, layer->air);
                out[x] = cd_mp_alpha(cd_mp_mix(out[x], c, edge), 1.0f);
            }
        }
    }
}

static void ground_rows(void *data, int32_t from, int32_t to)
{
    const struct layer *layer = data;
    mp_paint *p = layer->paint;
    const mp_light *l = &p->light;
    const mp_px moss = cd_mp_rgb(layer->wood->moss);
    const mp_px soil = cd_mp_rgb(layer->wood->soil);
    const mp_px fresh = cd_mp_rgb(layer->wood->fresh);
    const mp_px shade = shade_light(l);
    const float sun = l->disc_seen ? (l->moon ? 0.35f : 1.0f) : 0.12f;
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float t = ((float)row + 0.5f - p->horizon) / (p->height - p->horizon);
        const float z = 1.0f / (cd_mp_clamp(t, 0.0f, 1.0f) + 0.06f);
        for (int32_t i = 0; i < p->canvas.width; i++) {
            const float x = ((float)i - 0.5f * p->width) / p->unit * z;
            const float broad = cd_mp_texture(p->noise.fbm, x * 0.10f, z * 0.16f);
            const float fine = cd_mp_texture(p->noise.fbm, x * 0.55f, z * 0.90f);
            const float dapple = cd_mp_texture(p->noise.fbm, x * 0.16f + 0.4f, z * 0.34f + 0.3f);
            const float path = expf(-powf((x - 0.35f * sinf(z * 0.5f)) * 1.5f, 2.0f));
            mp_px c = cd_mp_mix(moss, fresh, cd_mp_clamp(0.35f + broad + 0.8f * fine, 0.0f, 1.0f));
            c = cd_mp_mix(c, soil, 0.75f * cd_mp_smooth(0.25f, 0.75f, path + 0.5f * fine));
            const float lit = cd_mp_smooth(0.02f, 0.16f, dapple + 0.10f * fine) * sun;
            mp_px light = cd_mp_add(cd_mp_scale(shade, 0.82f), l->key, 0.80f * lit);
            c = cd_mp_times(c, light);
            out[i] = cd_mp_alpha(cd_mp_mix(c, layer->mist, 0.85f * expf(-t * 7.0f)), 1.0f);
        }
    }
}

static void plant_trunks(struct layer *layer, uint32_t index, mp_rand *rand)
{
    mp_paint *p = layer->paint;
    const float near = (float)index / (LAYERS - 1);
    const float size = (0.010f + 0.046f * near * near) * layer->wood->girth;
    const float wide = p->width / p->unit / cd_mp_clamp(layer->wood->girth, 0.5f, 1.0f);
    const uint32_t want = (uint32_t)(wide * (9.0f - 5.6f * near));
    layer->count = want < 2 ? 2 : want > TRUNKS_MAX ? TRUNKS_MAX : want;
    layer->air = 0.86f - 0.78f * near;
    for (uint32_t i = 0; i < layer->count; i++) {
        float x = ((float)i + cd_mp_range(rand, 0.1f, 0.9f)) / (float)layer->count;
        /* The nearest stand at the sides, so that the middle stays open. */
        if (index >= LAYERS - 2) {
            const float open = index == LAYERS - 1 ? 0.70f : 0.45f;
            x = x < 0.5f ? x * (1.0f - open) : 1.0f - (1.0f - x) * (1.0f - open);
        }
        layer->trunks[i] = (struct trunk){
            x * p->width,
            size * p->unit * cd_mp_range(rand, 0.7f, 1.25f),
            cd_mp_lerp(p->horizon, p->height, 0.03f + 0.40f * near * near) +
                cd_mp_range(rand, -0.01f, 0.02f) * p->unit,
            cd_mp_range(rand, -0.035f, 0.035f),
            cd_mp_hash(rand->state),
        };
    }
}

static cd_rc canopy(mp_paint *p, float near, float air, cd_err *err)
{
    CD_AUTO(cd_mp_stamp_done) mp_stamp crown = {.levels = 0};
    const struct wood *wood = wood_of(p);
    const mp_plant_look look = {
        360, p->scene->seed + (uint64_t)(near * 10.0f), 0.0f, wood->leaves[0], wood->leaves[1],
        true};
    CD_TRY(cd_mp_broadleaf(&crown, &look, p->threads, err));
    mp_rand rand = cd_mp_rand_new(p->scene->seed, 131 + (uint64_t)(near * 10.0f));
    mp_plant plants[LEAVES_MAX];
    const mp_px mist = cd_mp_alpha(mist_color(p), air);
    const mp_px tint = cd_mp_scale(shade_light(&p->light), 1.05f - 0.35f * near);
    const uint32_t count = 16 + (uint32_t)(8.0f * p->width / p->unit);
    for (uint32_t i = 0; i < count; i++) {
        const float size = p->unit * cd_mp_range(&rand, 0.34f, 0.52f) * (0.7f + 0.6f * near);
        const float x = ((float)i + cd_mp_rand01(&rand)) / (float)count;
        const float side = fabsf(x - 0.5f) * 2.0f;
        const float drop =
            p->horizon * (0.10f + 0.26f * side * side) * cd_mp_range(&rand, 0.4f, 1.1f);
        const mp_blit blit = {
            x * p->width, drop + 0.40f * size, size, cd_mp_rand01(&rand) < 0.5f, 0.0f, tint, mist};
        plants[i] = (mp_plant){&crown, blit};
    }
    cd_mp_plants_draw(p, plants, count);
    return CD_OK;
}

static void shaft_rows(void *data, int32_t from, int32_t to)
{
    mp_paint *p = ((const struct layer *)data)->paint;
    const mp_light *l = &p->light;
    const float strength = l->disc_seen ? (l->moon ? 0.10f : 0.26f) : 0.05f;
    const mp_px beam = cd_mp_add(l->key, l->glow, 0.6f);
    const float top = -0.35f * p->unit;
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float dy = (float)row - top;
        const float fade = cd_mp_smooth(1.0f, 0.35f, (float)row / p->height);
        for (int32_t i = 0; i < p->canvas.width; i++) {
            const float angle = ((float)i - p->sun_x) / dy;
            const float n = cd_mp_texture(p->noise.fbm, angle * 0.55f + 0.13f, 0.71f);
            const float m = cd_mp_texture(p->noise.fbm, angle * 1.7f, 0.21f);
            const float ray = cd_mp_smooth(0.0f, 0.35f, n + 0.5f * m);
            const float spread = expf(-angle * angle * 1.3f);
            out[i] = cd_mp_add(out[i], beam, strength * ray * spread * fade);
        }
    }
}

/* Still water under the far trees, up to a bank that somebody can stand on. */
static void flood(mp_paint *paint)
{
    const mp_light *l = &paint->light;
    const float shore = paint->horizon + 0.05f * paint->unit;
    const mp_water water = {shore, paint->height, 0.06f,
                            cd_mp_times(cd_mp_rgb(0x2c4a34), cd_mp_add(l->ambient, l->key, 0.2f))};
    cd_mp_water_paint(paint, &water);
    if (paint->ground_subjects)
        cd_mp_paint_shore(paint, cd_mp_lerp(paint->horizon, paint->height, 0.58f), MP_SHORE_GRASS);
}

cd_rc cd_mp_paint_forest(mp_paint *paint, cd_err *err)
{
    struct layer layer = {.paint = paint, .wood = wood_of(paint), .mist = mist_color(paint)};
    cd_mp_rows(paint->threads, 0, cd_mp_floor(paint->horizon) + 2, back_rows, &layer);
    cd_mp_rows(paint->threads, cd_mp_floor(paint->horizon), paint->canvas.height, ground_rows,
               &layer);
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 130);
    for (uint32_t i = 0; i < LAYERS; i++) {
        plant_trunks(&layer, i, &rand);
        cd_mp_rows(paint->threads, 0, paint->canvas.height, trunk_rows, &layer);
        if (i == 1)
            CD_TRY(canopy(paint, 0.2f, 0.62f, err));
        if (i == LAYERS - 2)
            CD_TRY(canopy(paint, 0.6f, 0.26f, err));
        if (i == LAYERS - 3 && layer.wood->wet)
            flood(paint);
    }
    CD_TRY(canopy(paint, 0.9f, 0.05f, err));
    cd_mp_rows(paint->threads, 0, paint->canvas.height, shaft_rows, &layer);
    return CD_OK;
}

cd_rc cd_mp_paint_forest_before(mp_paint *paint, cd_err *err)
{
    CD_AUTO(cd_mp_stamp_done) mp_stamp fern = {.levels = 0};
    const struct wood *wood = wood_of(paint);
    const mp_plant_look look = {200,           paint->scene->seed + 3, 0.0f,
                                wood->fern[0], wood->fern[1],          false};
    CD_TRY(cd_mp_tuft(&fern, &look, paint->threads, err));
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 133);
    mp_plant plants[FERNS];
    const mp_px tint = shade_light(&paint->light);
    for (int i = 0; i < FERNS; i++) {
        const float t = (float)i / FERNS;
        float x = cd_mp_rand01(&rand);
        const float open = 0.62f * (1.0f - t * t);
        x = x < 0.5f ? x * (1.0f - open) : 1.0f - (1.0f - x) * (1.0f - open);
        const mp_blit blit = {x * paint->width,
                              cd_mp_lerp(paint->horizon, paint->height, 0.62f + 0.46f * t),
                              paint->unit * (0.04f + 0.07f * t) * cd_mp_range(&rand, 0.7f, 1.3f),
                              cd_mp_rand01(&rand) < 0.5f,
                              cd_mp_range(&rand, -0.2f, 0.2f),
                              tint,
                              {0, 0, 0, 0}};
        plants[i] = (mp_plant){&fern, blit};
    }
    cd_mp_plants_draw(paint, plants, FERNS);
    return CD_OK;
}
