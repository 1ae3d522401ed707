/* engine/multiplane/place/setting_land.c - open country: the meadow and its kinds, from a table of
 * what grows there, and the hills under a night sky. */
#include "engine/multiplane/place/plants.h"
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/place/sky.h"
#include "engine/multiplane/place/terrain.h"
#include "engine/multiplane/place/cottage.h"

/* What one kind of country is made of, sRGB. */
struct country {
    uint32_t fresh, deep, straw, wood; /* grass in three tones, copses far away */
    uint32_t tree[2];                  /* dark, lit */
    uint32_t tuft[2];
    float flowers;       /* share of the plants in front */
    float plants;        /* how many there are */
    float rows, paths;   /* strength of ploughed rows, of a path to the horizon */
    float hills;         /* height of the land */
    uint32_t near_trees; /* at the sides, close by */
    bool flat_trees;     /* umbrella crowns */
    bool houses;
    float river; /* half of its width, metres; below 0: a pool of that radius */
    bool palms;
    float snow; /* on the trees */
};

static const struct country meadow = {0x8fc04a,
                                      0x4a8a3c,
                                      0xc9cf5a,
                                      0x2f6b3a,
                                      {0x2a5f2f, 0x86bf4a},
                                      {0x35752c, 0xa5d64f},
                                      0.30f,
                                      1.0f,
                                      0.0f,
                                      0.0f,
                                      1.0f,
                                      0,
                                      false,
                                      false,
                                      0.0f,
                                      false,
                                      0.0f};
static const struct country farm = {0x9cc24e,
                                    0x5d8f3a,
                                    0xdcc660,
                                    0x356b38,
                                    {0x2a5f2f, 0x86bf4a},
                                    {0x5f7f2c, 0xd8cf62},
                                    0.06f,
                                    0.55f,
                                    1.0f,
                                    0.0f,
                                    0.7f,
                                    0,
                                    false,
                                    true,
                                    0.0f,
                                    false,
                                    0.0f};
static const struct country savanna = {0xdcb75a,
                                       0xb08a42,
                                       0xeed488,
                                       0x8a8446,
                                       {0x4a5426, 0x9aa04a},
                                       {0x8a6a2a, 0xe8cc74},
                                       0.0f,
                                       1.0f,
                                       0.0f,
                                       0.0f,
                                       0.35f,
                                       5,
                                       true,
                                       false,
                                       0.0f,
                                       false,
                                       0.0f};
static const struct country garden = {0x86c24c,
                                      0x468c3e,
                                      0xaed05a,
                                      0x2c6a36,
                                      {0x24602e, 0x7cc04a},
                                      {0x2f752c, 0x98d64f},
                                      0.72f,
                                      1.0f,
                                      0.0f,
                                      0.8f,
                                      0.5f,
                                      6,
                                      false,
                                      false,
                                      0.0f,
                                      false,
                                      0.0f};
static const struct country park = {0x8cc44e,
                                    0x4c923e,
                                    0xb4d05c,
                                    0x2c6a36,
                                    {0x255c2c, 0x86c44c},
                                    {0x35752c, 0xa5d64f},
                                    0.10f,
                                    0.6f,
                                    0.0f,
                                    1.0f,
                                    0.35f,
                                    9,
                                    false,
                                    false,
                                    0.0f,
                                    false,
                                    0.0f};
static const struct country village = {0x8fc04a,
                                       0x4a8a3c,
                                       0xc9cf5a,
                                       0x2f6b3a,
                                       {0x2a5f2f, 0x86bf4a},
                                       {0x35752c, 0xa5d64f},
                                       0.25f,
                                       0.8f,
                                       0.0f,
                                       1.0f,
                                       0.8f,
                                       3,
                                       false,
                                       true,
                                       0.0f,
                                       false,
                                       0.0f};

static const struct country river = {.fresh = 0x8fc04a,
                                     .deep = 0x4a8a3c,
                                     .straw = 0xc9cf5a,
                                     .wood = 0x2f6b3a,
                                     .tree = {0x2a5f2f, 0x86bf4a},
                                     .tuft = {0x35752c, 0xa5d64f},
                                     .flowers = 0.16f,
                                     .plants = 0.9f,
                                     .hills = 1.0f,
                                     .near_trees = 7,
                                     .river = 3.6f};
static const struct country oasis = {.fresh = 0xe6c487,
                                     .deep = 0xcfa566,
                                     .straw = 0xf2d9a4,
                                     .wood = 0xb98f54,
                                     .tree = {0x2a5f2f, 0x86bf4a},
                                     .tuft = {0x4f7a2c, 0xb5c64f},
                                     .plants = 0.25f,
                                     .hills = 0.9f,
                                     .near_trees = 11,
                                     .river = -13.0f,
                                     .palms = true};

static const struct country *kind_of(const mp_scene *scene)
{
    switch (scene->setting) {
    case MP_SETTING_RIVER:
        return &river;
    case MP_SETTING_OASIS:
        return &oasis;
    case MP_SETTING_FARM:
        return &farm;
    case MP_SETTING_SAVANNA:
        return &savanna;
    case MP_SETTING_GARDEN:
        return &garden;
    case MP_SETTING_PARK:
        return &park;
    case MP_SETTING_VILLAGE:
        return &village;
    default:
        return &meadow;
    }
}

/* The country as the season has it. */
static struct country country_of(const mp_scene *scene)
{
    struct country c = *kind_of(scene);
    if (scene->weather == MP_SNOWFALL) {
        c.fresh = cd_mp_blend(c.fresh, 0xf4f8ff, 0.93f);
        c.deep = cd_mp_blend(c.deep, 0xdde7f6, 0.90f);
        c.straw = cd_mp_blend(c.straw, 0xf8fbff, 0.92f);
        c.wood = cd_mp_blend(c.wood, 0xb4c4d4, 0.70f);
        c.tuft[0] = cd_mp_blend(c.tuft[0], 0x8f8a70, 0.6f);
        c.tuft[1] = cd_mp_blend(c.tuft[1], 0xe6e4d8, 0.7f);
        c.tree[0] = cd_mp_blend(c.tree[0], 0x8a9ab0, 0.75f);
        c.tree[1] = cd_mp_blend(c.tree[1], 0xf6faff, 0.92f);
        c.flowers = 0.0f;
        c.plants *= 0.16f;
        c.rows = 0.0f;
        c.snow = 0.9f;
    } else if (scene->autumn) {
        c.fresh = cd_mp_blend(c.fresh, 0xd0b04c, 0.70f);
        c.deep = cd_mp_blend(c.deep, 0x94702f, 0.65f);
        c.straw = cd_mp_blend(c.straw, 0xe6bf5c, 0.7f);
        c.wood = 0x9a4a20;
        c.tree[0] = 0x8f3a18;
        c.tree[1] = 0xf2a838;
        c.tuft[0] = cd_mp_blend(c.tuft[0], 0x8a5a20, 0.7f);
        c.tuft[1] = cd_mp_blend(c.tuft[1], 0xe0b04c, 0.7f);
        c.flowers *= 0.15f;
    }
    return c;
}

static const struct country *worn(const mp_terrain *terrain)
{
    return terrain->data;
}

static float hills_height(const mp_terrain *t, float x, float z)
{
    const mp_texture fbm = t->paint->noise.fbm;
    const float u = (x + t->shift_x) * 0.0011f;
    const float v = (z + t->shift_z) * 0.0011f;
    const float far = cd_mp_smooth(25.0f, 190.0f, z);
    const float near = cd_mp_texture(fbm, (x + t->shift_x) * 0.0052f, (z + t->shift_z) * 0.0052f);
    if (far <= 0.0f) /* most of the rows: no hills there */
        return near * 0.55f;
    const float roll = cd_mp_texture(fbm, u, v) * 46.0f + 6.0f;
    const float back = cd_mp_smooth(500.0f, 1400.0f, z) * 55.0f;
    return far * (roll + back) * worn(t)->hills + near * 0.55f;
}

/* A path from the viewer's feet into the land, and what is left of it at `hit`. */
static float path_at(const mp_hit *hit)
{
    const float mid = 4.0f * sinf(hit->z * 0.045f + 0.6f) * cd_mp_smooth(2.0f, 40.0f, hit->z);
    const float d = fabsf(hit->x - mid) - 1.1f;
    return cd_mp_smooth(0.25f, -0.15f, d) * cd_mp_smooth(160.0f, 60.0f, hit->z);
}

/* How far into the water a place is, 0 dry .. 1. A river winds away from the viewer, a pool lies
 * before him. */
static float water_at(const struct country *country, const mp_hit *hit)
{
    if (country->river > 0.0f) {
        const float mid = 3.0f + 9.0f * sinf(hit->z * 0.040f + 0.4f) + 0.05f * hit->z;
        const float wide = country->river * (1.0f + 0.006f * hit->z);
        return cd_mp_smooth(0.5f, -0.5f, fabsf(hit->x - mid) - wide) *
               cd_mp_smooth(420.0f, 240.0f, hit->z);
    }
    const float dx = hit->x / 1.6f;
    const float dz = hit->z - 24.0f;
    return cd_mp_smooth(0.6f, -0.6f, sqrtf(dx * dx + dz * dz) + country->river);
}

/* Ripples under the colours of the sky, darker by the bank. */
static mp_px water_color(const mp_terrain *t, const mp_hit *hit, float in)
{
    const mp_light *l = &t->paint->light;
    const float ripple = cd_mp_texture(t->paint->noise.fbm, hit->x * 0.10f, hit->z * 0.34f);
    const mp_px sky = cd_mp_mix(l->horizon, l->zenith, cd_mp_clamp(0.55f + ripple, 0.0f, 1.0f));
    const mp_px deep = cd_mp_times(cd_mp_rgb(0x2f7f86), cd_mp_add(l->ambient, l->key, 0.2f));
    const mp_px water = cd_mp_mix(deep, cd_mp_scale(sky, 0.85f), 0.55f);
    return cd_mp_alpha(cd_mp_scale(water, 0.72f + 0.28f * in), 1.0f);
}

/* Fields: rows of a crop before the viewer, patches of other crops behind. */
static mp_px ploughed(const mp_terrain *t, const mp_hit *hit, mp_px albedo)
{
    static const uint32_t crops[] = {0xd9bf58, 0x7fae44, 0xa9854e, 0xb6c752, 0x5f9440};
    const float bend = cd_mp_texture(t->paint->noise.fbm, hit->x * 0.006f, hit->z * 0.006f);
    const int64_t across = cd_mp_floor((hit->x + 26.0f * bend) / 38.0f + 0.5f);
    const int64_t along = cd_mp_floor((hit->z + 18.0f * bend) / 46.0f);
    const uint64_t cell = (uint64_t)(across * 31 + along * 17) ^ t->paint->scene->seed;
    const mp_px crop = cd_mp_rgb(crops[cd_mp_hash(cell) % CD_COUNT(crops)]);
    albedo = cd_mp_mix(albedo, crop, 0.75f * cd_mp_smooth(1200.0f, 300.0f, hit->z));
    const float wave = sinf(hit->x * 4.6f);
    const float fine = cd_mp_smooth(0.25f, 0.05f, hit->pixel) * cd_mp_smooth(46.0f, 36.0f, hit->z);
    const mp_px soil = cd_mp_rgb(0x7a5636);
    return cd_mp_mix(albedo, soil, fine * cd_mp_smooth(-0.1f, -0.8f, wave));
}

static mp_px meadow_shade(const mp_terrain *t, const mp_hit *hit)
{
    const mp_texture fbm = t->paint->noise.fbm;
    const float broad = cd_mp_texture(fbm, hit->x * 0.0031f, hit->z * 0.0031f);
    const float fine = cd_mp_texture(fbm, hit->x * 0.045f, hit->z * 0.085f);
    const float blades = cd_mp_texture(fbm, hit->x * 0.60f, hit->z * 0.75f) *
                         cd_mp_smooth(0.05f, 0.004f, hit->pixel);
    const float far = cd_mp_smooth(30.0f, 500.0f, hit->z);
    const struct country *country = worn(t);
    const mp_px fresh = cd_mp_rgb(country->fresh);
    const mp_px deep = cd_mp_rgb(country->deep);
    const mp_px straw = cd_mp_rgb(country->straw);
    const mp_px wood = cd_mp_rgb(country->wood);
    mp_px albedo = cd_mp_mix(deep, fresh, cd_mp_clamp(0.5f + 1.3f * broad + 0.7f * fine, 0, 1));
    albedo = cd_mp_mix(albedo, straw, cd_mp_smooth(0.10f, 0.5f, broad) * 0.35f);
    const float copse = cd_mp_texture(fbm, hit->x * 0.0043f + 0.4f, hit->z * 0.0043f);
    albedo = cd_mp_mix(albedo, wood, far * 0.75f * cd_mp_smooth(0.06f, 0.16f, copse));
    if (country->rows > 0.0f)
        albedo = ploughed(t, hit, albedo);
    albedo = cd_mp_scale(albedo, 1.0f + 0.9f * blades + 0.25f * fine);
    if (country->paths > 0.0f)
        albedo = cd_mp_mix(
            albedo,
            cd_mp_scale(cd_mp_rgb(country->snow > 0.0f ? 0xd4d2d2 : 0xd9bf94), 1.0f + 0.3f * fine),
            country->paths * path_at(hit));
    if (country->river == 0.0f)
        return cd_mp_terrain_lit(&t->paint->light, hit, albedo);
    const float in = water_at(country, hit);
    const mp_px bank = cd_mp_mix(albedo, cd_mp_rgb(country->palms ? 0x7fa04a : 0xb99a68),
                                 0.8f * cd_mp_smooth(0.0f, 0.3f, in));
    return cd_mp_mix(cd_mp_terrain_lit(&t->paint->light, hit, bank), water_color(t, hit, in),
                     cd_mp_smooth(0.35f, 0.65f, in));
}

static mp_terrain hills(mp_paint *paint, const struct country *country)
{
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 61);
    const mp_terrain out = {
        .paint = paint,
        .eye = 1.9f,
        .focal = paint->unit * 0.95f,
        .near_m = 1.9f * paint->unit * 0.95f / (paint->height - paint->horizon) * 0.7f,
        .far_m = 2600.0f,
        .step = 0.0070f,
        .shadow_m = 3.0f,
        .air = 1100.0f,
        .slope_m = 0.5f,
        .shift_x = cd_mp_range(&rand, 0, 900),
        .shift_z = cd_mp_range(&rand, 0, 900),
        .height = hills_height,
        .shade = meadow_shade,
        .data = country,
    };
    return out;
}

enum { HILL_TREES = 60 };

static cd_rc tree_stamp(mp_stamp *out, const mp_paint *paint, const struct country *country,
                        int32_t height, cd_err *err)
{
    const mp_plant_look look = {height,           paint->scene->seed, 0.0f,
                                country->tree[0], country->tree[1],   false};
    if (country->palms)
        return cd_mp_palm(out, &look, paint->threads, err);
    return country->flat_trees ? cd_mp_acacia(out, &look, paint->threads, err)
                               : cd_mp_broadleaf(out, &look, paint->threads, err);
}

static mp_px outdoor_tint(const mp_light *l)
{
    return (mp_px){l->ambient.r + 0.7f * l->key.r, l->ambient.g + 0.7f * l->key.g,
                   l->ambient.b + 0.7f * l->key.b, 1.0f};
}

/* A few trees close by, at the sides: they frame the picture. */
static cd_rc near_trees(mp_paint *paint, const mp_terrain *land, cd_err *err)
{
    enum { NEAR_TREES_MAX = 12 };
    const struct country *country = worn(land);
    CD_ASSERT(country->near_trees <= NEAR_TREES_MAX);
    if (country->near_trees == 0)
        return CD_OK;
    CD_AUTO(cd_mp_stamp_done) mp_stamp tree = {.levels = 0};
    CD_TRY(tree_stamp(&tree, paint, country, 560, err));
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 65);
    mp_plant plants[NEAR_TREES_MAX];
    const float wide = paint->width / land->focal;
    for (uint32_t i = 0; i < country->near_trees; i++) {
        const float t = 1.0f - (float)i / (float)country->near_trees;
        const float z = 15.0f + 42.0f * t * t;
        const float side = i & 1 ? 1.0f : -1.0f;
        const float place = side * cd_mp_range(&rand, 0.24f + 0.16f * (1.0f - t), 0.50f);
        const float height = cd_mp_range(&rand, 5.2f, 7.0f) * land->focal / z;
        const float x = place * wide * z;
        plants[i] = (mp_plant){&tree,
                               {(0.5f + place) * paint->width,
                                cd_mp_terrain_row(land, x, z) + 0.02f * height, height,
                                (paint->light.sun_at > 0.5f), 0.0f, outdoor_tint(&paint->light),
                                cd_mp_terrain_air(land, z, 0.5f + place)}};
    }
    cd_mp_plants_draw(paint, plants, country->near_trees);
    return CD_OK;
}

static cd_rc hill_trees(mp_paint *paint, const mp_terrain *land, cd_err *err)
{
    CD_AUTO(cd_mp_stamp_done) mp_stamp tree = {.levels = 0};
    CD_TRY(tree_stamp(&tree, paint, worn(land), 280, err));
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 62);
    mp_plant plants[HILL_TREES];
    const bool flip = paint->light.sun_at > 0.5f;
    for (int i = 0; i < HILL_TREES; i++) {
        /* In groups, far ones first. */
        const float t = 1.0f - (float)i / HILL_TREES;
        const float z = 70.0f + 560.0f * t * t + cd_mp_range(&rand, 0, 20);
        const float group = cd_mp_hash01(paint->scene->seed + (uint64_t)(i / 6));
        const float wide = paint->width / land->focal;
        const float x =
            (group - 0.5f) * z * wide * 1.1f + cd_mp_range(&rand, -0.06f, 0.06f) * z * wide;
        const float share = 0.5f + x / z * land->focal / paint->width;
        const float height = cd_mp_range(&rand, 7.0f, 11.0f) * land->focal / z;
        const mp_px air = cd_mp_terrain_air(land, z, share);
        const mp_px tint = outdoor_tint(&paint->light);
        const mp_blit blit = {share * paint->width,
                              cd_mp_terrain_row(land, x, z) + 0.05f * height,
                              height,
                              flip,
                              0.0f,
                              tint,
                              air};
        plants[i] = (mp_plant){&tree, blit};
        if (cd_mp_terrain_row(land, x, z) > paint->horizon + 0.08f * paint->unit)
            plants[i].blit.height = 0.0f; /* behind a nearer hill's brow it would float */
    }
    cd_mp_plants_draw(paint, plants, HILL_TREES);
    return CD_OK;
}

cd_rc cd_mp_paint_meadow(mp_paint *paint, cd_err *err)
{
    CD_TRY(cd_mp_sky_paint(paint, cd_mp_floor(paint->horizon + 0.06f * paint->unit), err));
    const struct country country = country_of(paint->scene);
    const mp_terrain land = hills(paint, &country);
    cd_mp_terrain_draw(&land);
    CD_TRY(hill_trees(paint, &land, err));
    if (country.houses)
        CD_TRY(cd_mp_paint_cottages(paint, &land, err));
    return near_trees(paint, &land, err);
}

enum { MEADOW_PLANTS = 420, FLOWER_KINDS = 4, TUFT_KINDS = 3 };

struct meadow_stamps {
    mp_stamp tuft[TUFT_KINDS];
    mp_stamp flower[FLOWER_KINDS];
};

static void stamps_done(struct meadow_stamps *stamps)
{
    for (int i = 0; i < TUFT_KINDS; i++)
        cd_mp_stamp_done(&stamps->tuft[i]);
    for (int i = 0; i < FLOWER_KINDS; i++)
        cd_mp_stamp_done(&stamps->flower[i]);
}

static cd_rc stamps_make(struct meadow_stamps *out, const mp_paint *paint,
                         const struct country *country, cd_err *err)
{
    static const uint32_t petals[FLOWER_KINDS] = {0xffffff, 0xf4657b, 0xffcf3f, 0xa78bf0};
    for (uint32_t i = 0; i < TUFT_KINDS; i++) {
        const mp_plant_look look = {
            150, paint->scene->seed + i, 0.0f, country->tuft[0], country->tuft[1], false};
        CD_TRY(cd_mp_tuft(&out->tuft[i], &look, paint->threads, err));
    }
    for (uint32_t i = 0; i < FLOWER_KINDS; i++) {
        const mp_plant_look look = {130, paint->scene->seed + i, 0.0f, 0x4a8f35, petals[i], false};
        CD_TRY(cd_mp_flower(&out->flower[i], &look, paint->threads, err));
    }
    return CD_OK;
}

cd_rc cd_mp_paint_meadow_before(mp_paint *paint, cd_err *err)
{
    CD_AUTO(stamps_done) struct meadow_stamps stamps = {0};
    const struct country country = country_of(paint->scene);
    CD_TRY(stamps_make(&stamps, paint, &country, err));
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 63);
    mp_plant plants[MEADOW_PLANTS];
    const mp_light *l = &paint->light;
    const mp_px tint = {l->ambient.r + 0.75f * l->key.r, l->ambient.g + 0.75f * l->key.g,
                        l->ambient.b + 0.75f * l->key.b, 1.0f};
    const float from = cd_mp_lerp(paint->horizon, paint->height, 0.80f);
    const int count = (int)(MEADOW_PLANTS * country.plants);
    for (int i = 0; i < count; i++) {
        const float t = (float)i / (float)count;
        const float y = from + (paint->height * 1.045f - from) * t;
        const bool flower = cd_mp_rand01(&rand) < country.flowers;
        const float size = paint->unit * (0.030f + 0.050f * t) * cd_mp_range(&rand, 0.7f, 1.2f);
        const uint32_t kind = (uint32_t)(cd_mp_rand01(&rand) * 12.0f);
        const mp_blit blit = {cd_mp_rand01(&rand) * paint->width,
                              y,
                              flower ? size * 1.15f : size,
                              cd_mp_rand01(&rand) < 0.5f,
                              cd_mp_range(&rand, -0.12f, 0.12f),
                              tint,
                              {0, 0, 0, 0}};
        plants[i].stamp =
            flower ? &stamps.flower[kind % FLOWER_KINDS] : &stamps.tuft[kind % TUFT_KINDS];
        plants[i].blit = blit;
    }
    cd_mp_plants_draw(paint, plants, (uint32_t)count);
    return CD_OK;
}

static mp_px night_shade(const mp_terrain *t, const mp_hit *hit)
{
    const float fine = cd_mp_texture(t->paint->noise.fbm, hit->x * 0.05f, hit->z * 0.03f);
    const mp_px grass = cd_mp_rgb(0x35524a);
    return cd_mp_terrain_lit(&t->paint->light, hit, cd_mp_scale(grass, 0.75f + 0.5f * fine));
}

cd_rc cd_mp_paint_night_sky(mp_paint *paint, cd_err *err)
{
    const int32_t rows = cd_mp_floor(paint->horizon + 0.06f * paint->unit);
    CD_TRY(cd_mp_sky_paint(paint, rows, err));
    const bool dark = paint->light.cover < 0.6f;
    if (paint->scene->time == MP_NIGHT && dark) {
        cd_mp_sky_milky_way(paint, rows, 0.85f);
        cd_mp_sky_stars(paint, (float)rows, 1.6f);
    }
    const struct country country = country_of(paint->scene);
    mp_terrain land = hills(paint, &country);
    land.shade = paint->scene->time == MP_NIGHT ? night_shade : meadow_shade;
    cd_mp_terrain_draw(&land);
    return CD_OK;
}
