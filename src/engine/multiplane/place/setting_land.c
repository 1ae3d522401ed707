/* engine/multiplane/place/setting_land.c - meadow and the hills under a night sky. */
#include "engine/multiplane/place/plants.h"
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/place/sky.h"
#include "engine/multiplane/place/terrain.h"

static float hills_height(const mp_terrain *t, float x, float z)
{
    const float *fbm = t->paint->noise.fbm;
    const float u = (x + t->shift_x) * 0.0011f;
    const float v = (z + t->shift_z) * 0.0011f;
    const float far = cd_mp_smooth(25.0f, 190.0f, z);
    const float roll = cd_mp_texture(fbm, u, v) * 46.0f + 6.0f;
    const float near = cd_mp_texture(fbm, (x + t->shift_x) * 0.0052f, (z + t->shift_z) * 0.0052f);
    const float back = cd_mp_smooth(500.0f, 1400.0f, z) * 55.0f;
    return far * (roll + back) + near * 0.55f;
}

static mp_px meadow_shade(const mp_terrain *t, const mp_hit *hit)
{
    const float *fbm = t->paint->noise.fbm;
    const float broad = cd_mp_texture(fbm, hit->x * 0.0031f, hit->z * 0.0031f);
    const float fine = cd_mp_texture(fbm, hit->x * 0.045f, hit->z * 0.085f);
    const float blades = cd_mp_texture(fbm, hit->x * 0.60f, hit->z * 0.75f) *
                         cd_mp_smooth(0.05f, 0.004f, hit->pixel);
    const float far = cd_mp_smooth(30.0f, 500.0f, hit->z);
    const mp_px fresh = cd_mp_rgb(0x8fc04a);
    const mp_px deep = cd_mp_rgb(0x4a8a3c);
    const mp_px straw = cd_mp_rgb(0xc9cf5a);
    const mp_px wood = cd_mp_rgb(0x2f6b3a);
    mp_px albedo = cd_mp_mix(deep, fresh, cd_mp_clamp(0.5f + 1.3f * broad + 0.7f * fine, 0, 1));
    albedo = cd_mp_mix(albedo, straw, cd_mp_smooth(0.10f, 0.5f, broad) * 0.35f);
    const float copse = cd_mp_texture(fbm, hit->x * 0.0043f + 0.4f, hit->z * 0.0043f);
    albedo = cd_mp_mix(albedo, wood, far * 0.75f * cd_mp_smooth(0.06f, 0.16f, copse));
    albedo = cd_mp_scale(albedo, 1.0f + 0.9f * blades + 0.25f * fine);
    return cd_mp_terrain_lit(&t->paint->light, hit, albedo);
}

static mp_terrain hills(mp_paint *paint)
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
    };
    return out;
}

enum { HILL_TREES = 60 };

static cd_rc hill_trees(mp_paint *paint, const mp_terrain *land, cd_err *err)
{
    CD_AUTO(cd_mp_stamp_done) mp_stamp tree = {.levels = 0};
    const mp_plant_look look = {280, paint->scene->seed, 0.0f, 0x2a5f2f, 0x86bf4a, false};
    CD_TRY(cd_mp_broadleaf(&tree, &look, paint->threads, err));
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
        const mp_light *l = &paint->light;
        const mp_px tint = {l->ambient.r + 0.7f * l->key.r, l->ambient.g + 0.7f * l->key.g,
                            l->ambient.b + 0.7f * l->key.b, 1.0f};
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
    const mp_terrain land = hills(paint);
    cd_mp_terrain_draw(&land);
    return hill_trees(paint, &land, err);
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

static cd_rc stamps_make(struct meadow_stamps *out, const mp_paint *paint, cd_err *err)
{
    static const uint32_t petals[FLOWER_KINDS] = {0xffffff, 0xf4657b, 0xffcf3f, 0xa78bf0};
    for (uint32_t i = 0; i < TUFT_KINDS; i++) {
        const mp_plant_look look = {150, paint->scene->seed + i, 0.0f, 0x35752c, 0xa5d64f, false};
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
    CD_TRY(stamps_make(&stamps, paint, err));
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 63);
    mp_plant plants[MEADOW_PLANTS];
    const mp_light *l = &paint->light;
    const mp_px tint = {l->ambient.r + 0.75f * l->key.r, l->ambient.g + 0.75f * l->key.g,
                        l->ambient.b + 0.75f * l->key.b, 1.0f};
    const float from = cd_mp_lerp(paint->horizon, paint->height, 0.80f);
    for (int i = 0; i < MEADOW_PLANTS; i++) {
        const float t = (float)i / MEADOW_PLANTS;
        const float y = from + (paint->height * 1.045f - from) * t;
        const bool flower = cd_mp_rand01(&rand) < 0.30f;
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
    cd_mp_plants_draw(paint, plants, MEADOW_PLANTS);
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
    mp_terrain land = hills(paint);
    land.shade = paint->scene->time == MP_NIGHT ? night_shade : meadow_shade;
    cd_mp_terrain_draw(&land);
    return CD_OK;
}
