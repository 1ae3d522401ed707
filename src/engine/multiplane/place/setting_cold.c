/* engine/multiplane/place/setting_cold.c - mountains, with and without a lake, and the snowfield.
 */
#include "engine/multiplane/place/plants.h"
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/place/sky.h"
#include "engine/multiplane/place/terrain.h"
#include "engine/multiplane/place/water.h"

/* One unit of the mountains is 100 m. */
static float peaks_height(const mp_terrain *t, float x, float z)
{
    const mp_noise *noise = &t->paint->noise;
    const float u = (x + t->shift_x) * 0.0031f;
    const float v = (z + t->shift_z) * 0.0031f;
    const float rise = cd_mp_smooth(9.0f, 26.0f, z);
    if (rise <= 0.0f && t->data != NULL)
        return -0.02f;
    const float warp = cd_mp_texture(noise->fbm, u * 0.7f, v * 0.7f) * 0.05f;
    const float ridge = cd_mp_texture(noise->ridge, u + warp, v);
    const float crag = cd_mp_texture(noise->ridge, u * 3.1f + 0.3f, v * 3.1f - warp);
    const float foot = cd_mp_texture(noise->fbm, u * 4.1f, v * 4.1f);
    /* A valley leads the eye in: lower near the middle of the frame. */
    const float off = fabsf(x / z - 0.10f);
    const float valley = 0.30f + 0.70f * cd_mp_smooth(0.02f, 0.55f, off);
    const float range = cd_mp_smooth(16.0f, 62.0f, z);
    const float high = ridge * sqrtf(ridge) * 19.0f * range * valley +
                       crag * 2.1f * range * (0.15f + ridge * ridge);
    return rise * (high + foot * 2.0f + 0.8f) + (t->data == NULL ? foot * 0.10f : 0.0f) - 0.02f;
}

static mp_px peaks_shade(const mp_terrain *t, const mp_hit *hit)
{
    const mp_noise *noise = &t->paint->noise;
    const float rough = cd_mp_texture(noise->fbm, hit->x * 0.11f, hit->z * 0.11f + hit->y * 0.05f);
    const float strata = cd_mp_texture(noise->ridge, hit->x * 0.045f, hit->y * 0.12f);
    mp_px rock = cd_mp_mix(cd_mp_rgb(0x5d5a68), cd_mp_rgb(0x94897f),
                           cd_mp_clamp(0.4f + rough + 0.4f * strata, 0.0f, 1.0f));
    const bool autumn = t->paint->scene->autumn;
    const float winter = t->paint->scene->weather == MP_SNOWFALL ? 1.0f : 0.0f;
    const mp_px white = cd_mp_rgb(0xf2f5fb);
    mp_px pine =
        cd_mp_mix(cd_mp_rgb(autumn ? 0x9a3f1c : 0x1f4a35), cd_mp_rgb(autumn ? 0xe0a038 : 0x4d7a3c),
                  cd_mp_clamp(0.5f + rough * 1.5f, 0.0f, 1.0f));
    pine = cd_mp_mix(pine, white, 0.62f * winter);
    const float wooded = cd_mp_smooth(3.4f, 1.0f, hit->y + rough * 2.2f) *
                         cd_mp_smooth(0.35f, 0.62f, hit->normal[1]);
    rock = cd_mp_mix(rock, pine, wooded);
    const float line = 4.2f - rough * 2.6f;
    const float snow = cd_mp_smooth(line, line + 1.4f, hit->y) *
                       cd_mp_smooth(0.30f, 0.52f, hit->normal[1] + rough * 0.25f);
    const mp_px albedo = cd_mp_mix(rock, white, snow);
    if (t->data == NULL && hit->z < 14.0f) {
        mp_px grass = cd_mp_mix(cd_mp_rgb(autumn ? 0x8f7a34 : 0x4f7f39),
                                cd_mp_rgb(autumn ? 0xcfa24a : 0x93a94f),
                                cd_mp_clamp(0.5f + rough * 1.6f, 0.0f, 1.0f));
        grass = cd_mp_mix(grass, white, 0.92f * winter);
        return cd_mp_terrain_lit(&t->paint->light, hit,
                                 cd_mp_mix(grass, albedo, cd_mp_smooth(7.0f, 14.0f, hit->z)));
    }
    return cd_mp_terrain_lit(&t->paint->light, hit, albedo);
}

enum { SHORE_TREES = 240 };

struct shore_kinds {
    mp_stamp kind[4];
};

static void shore_kinds_done(struct shore_kinds *kinds)
{
    for (int i = 0; i < 4; i++)
        cd_mp_stamp_done(&kinds->kind[i]);
}

/* Dark green the year round; among them gold, orange and red in autumn. */
static cd_rc shore_kinds_make(struct shore_kinds *out, const mp_paint *paint, cd_err *err)
{
    static const uint32_t leaves[4][2] = {
        {0x16352c, 0x4f7f45}, {0xa0581c, 0xf2c044}, {0x8f3a16, 0xee8a2e}, {0x7a2218, 0xd8502c}};
    for (int i = 0; i < (paint->scene->autumn ? 4 : 1); i++) {
        const float snow = paint->scene->weather == MP_SNOWFALL ? 0.85f : 0.0f;
        const mp_plant_look look = {
            300, paint->scene->seed + (uint64_t)i, snow, leaves[i][0], leaves[i][1], false};
        CD_TRY(i == 0 ? cd_mp_conifer(&out->kind[i], &look, paint->threads, err)
                      : cd_mp_broadleaf(&out->kind[i], &look, paint->threads, err));
    }
    return CD_OK;
}

/* Conifers along a line: dense, small and dark far away, a few tall ones at the sides. */
static cd_rc shore_trees(mp_paint *paint, float row, float size, cd_err *err)
{
    CD_AUTO(shore_kinds_done) struct shore_kinds trees = {{{.levels = 0}}};
    CD_TRY(shore_kinds_make(&trees, paint, err));
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 71);
    mp_plant plants[SHORE_TREES];
    const mp_light *l = &paint->light;
    mp_px tint = {l->ambient.r + 0.45f * l->key.r, l->ambient.g + 0.45f * l->key.g,
                  l->ambient.b + 0.45f * l->key.b, 1.0f};
    if (l->elevation < 0.3f)
        tint = cd_mp_scale(tint, 0.62f);
    for (int i = 0; i < SHORE_TREES; i++) {
        const float x = cd_mp_range(&rand, -0.02f, 1.02f);
        const float side = fabsf(x - 0.5f) * 2.0f;
        const float grow = 0.30f + 1.0f * powf(side, 2.2f);
        const float thin = cd_mp_texture(paint->noise.fbm, x * 0.31f + 0.2f, 0.77f);
        const float k = grow * cd_mp_range(&rand, 0.55f, 1.15f) *
                        cd_mp_smooth(-0.45f, 0.10f, thin + side * 0.35f);
        const float distance = cd_mp_clamp(1.2f - k, 0.0f, 1.0f);
        const mp_px air =
            cd_mp_alpha(cd_mp_mix(l->fog, l->horizon, 0.3f), distance * (0.12f + 0.42f * l->haze));
        const mp_blit blit = {x * paint->width,
                              row + size * 0.05f * side,
                              size * k,
                              l->sun_at > 0.5f,
                              0.0f,
                              tint,
                              air};
        const bool turned = paint->scene->autumn && i % 4 != 0;
        plants[i] = (mp_plant){&trees.kind[turned ? 1 + i % 3 : 0], blit};
    }
    cd_mp_plants_draw(paint, plants, SHORE_TREES);
    return CD_OK;
}

struct mist {
    mp_paint *paint;
    float row, reach, strength;
};

/* A low bank of mist over a line. */
static void mist_rows(void *data, int32_t from, int32_t to)
{
    const struct mist *m = data;
    mp_paint *p = m->paint;
    const mp_px air = cd_mp_mix(p->light.horizon, p->light.fog, 0.4f);
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float d = ((float)row - m->row) / m->reach;
        const float bank = expf(-d * d * 2.5f) * m->strength;
        if (bank < 0.01f)
            continue;
        for (int32_t x = 0; x < p->canvas.width; x++) {
            const float puff = cd_mp_texture(p->noise.fbm, (float)x / p->unit * 0.16f,
                                             (float)row / p->unit * 0.5f);
            const float a = bank * cd_mp_clamp(0.6f + puff * 1.6f, 0.0f, 1.0f);
            out[x] = cd_mp_alpha(cd_mp_mix(out[x], air, a), 1.0f);
        }
    }
}

static mp_terrain peaks(mp_paint *paint)
{
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 72);
    const float focal =
        paint->unit * (1.0f + 0.8f * cd_mp_smooth(1.0f, 2.4f, paint->height / paint->width));
    const bool lake = paint->scene->lake_in_mountains;
    const float eye = lake ? 0.35f : 0.55f;
    const mp_terrain out = {
        .paint = paint,
        .eye = eye,
        .focal = focal,
        .near_m = lake ? 9.2f : eye * focal / (paint->height - paint->horizon) * 0.7f,
        .far_m = 170.0f,
        .step = 0.0040f,
        .shadow_m = 0.25f,
        .air = 95.0f,
        .slope_m = 0.05f,
        .shift_x = cd_mp_range(&rand, 0, 320),
        .shift_z = cd_mp_range(&rand, 0, 320),
        .height = peaks_height,
        .shade = peaks_shade,
        .data = lake ? paint : NULL,
    };
    return out;
}

cd_rc cd_mp_paint_mountains(mp_paint *paint, cd_err *err)
{
    if (paint->light.elevation < 0.3f) {
        /* A low sun stands in the valley, over the ridges. */
        paint->sun_x = 0.5f * paint->width + 0.10f * paint->unit;
        paint->sun_y = paint->horizon - 0.20f * paint->unit;
        paint->light.sun_at = paint->sun_x / paint->width;
    }
    CD_TRY(cd_mp_sky_paint(paint, cd_mp_floor(paint->horizon) + 2, err));
    const mp_terrain land = peaks(paint);
    cd_mp_terrain_draw(&land);
    const float shore = paint->horizon + 0.035f * paint->unit;
    if (!paint->scene->lake_in_mountains)
        return shore_trees(paint, paint->horizon + 0.06f * paint->unit, 0.20f * paint->unit, err);
    struct mist mist = {paint, shore - 0.02f * paint->unit, 0.05f * paint->unit, 0.42f};
    cd_mp_rows(paint->threads, 0, cd_mp_floor(shore), mist_rows, &mist);
    CD_TRY(shore_trees(paint, shore, 0.22f * paint->unit, err));
    const mp_light *l = &paint->light;
    const mp_px deep = cd_mp_rgb(l->moon ? 0x0d2440 : 0x1d4a5e);
    const mp_water water = {shore, paint->height, 0.10f,
                            cd_mp_times(deep, cd_mp_scale(l->ambient, 1.3f))};
    cd_mp_water_paint(paint, &water);
    if (paint->ground_subjects)
        cd_mp_paint_shore(paint, cd_mp_lerp(paint->horizon, paint->height, 0.58f), MP_SHORE_GRASS);
    return CD_OK;
}

cd_rc cd_mp_paint_mountains_before(mp_paint *paint, cd_err *err)
{
    if (paint->scene->lake_in_mountains && !paint->ground_subjects)
        return CD_OK;
    return cd_mp_paint_meadow_before(paint, err);
}

static float drift_height(const mp_terrain *t, float x, float z)
{
    const mp_texture fbm = t->paint->noise.fbm;
    const float px = x + t->shift_x;
    const float pz = z + t->shift_z;
    const float far = cd_mp_smooth(16.0f, 140.0f, z);
    const float drift = cd_mp_texture(fbm, px * 0.0052f, pz * 0.0085f);
    const float soft = cd_mp_texture(fbm, px * 0.016f + 0.3f, pz * 0.024f);
    return far * (cd_mp_texture(fbm, px * 0.0011f, pz * 0.0011f) * 26.0f + 3.0f +
                  cd_mp_smooth(200.0f, 900.0f, z) * 42.0f) +
           drift * 1.35f + soft * 0.26f;
}

static mp_px drift_shade(const mp_terrain *t, const mp_hit *hit)
{
    const mp_light *l = &t->paint->light;
    const float near = cd_mp_smooth(0.05f, 0.004f, hit->pixel);
    const float grain = cd_mp_texture(t->paint->noise.fbm, hit->x * 0.5f, hit->z * 0.5f) * near;
    mp_px color =
        cd_mp_terrain_lit(l, hit, cd_mp_scale(cd_mp_rgb(0xebf0fa), 0.98f + 0.05f * grain));
    /* Light wanders under the snow: the shade is blue, never black. */
    const mp_px blue = cd_mp_times(cd_mp_rgb(0x9dbdf2), l->ambient);
    color = cd_mp_add(color, blue, 0.22f);
    const float spark = cd_mp_hash01((uint64_t)(int64_t)(hit->x * 60.0f) * 7919u +
                                     (uint64_t)(int64_t)(hit->z * 42.0f));
    if (spark > 0.9986f && near > 0.4f)
        color = cd_mp_add(color, l->key, 0.8f * near * hit->sun);
    return color;
}

static mp_terrain snowfield(mp_paint *paint)
{
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 73);
    const float focal = paint->unit * 0.95f;
    const mp_terrain out = {
        .paint = paint,
        .eye = 1.8f,
        .focal = focal,
        .near_m = 1.8f * focal / (paint->height - paint->horizon) * 0.6f,
        .far_m = 1800.0f,
        .step = 0.0065f,
        .shadow_m = 0.6f,
        .air = 700.0f,
        .slope_m = 0.25f,
        .shift_x = cd_mp_range(&rand, 0, 600),
        .shift_z = cd_mp_range(&rand, 0, 600),
        .height = drift_height,
        .shade = drift_shade,
    };
    return out;
}

enum { SNOW_TREES = 230, SNOW_KINDS = 3 };

struct snow_trees {
    mp_stamp kind[SNOW_KINDS];
};

static void trees_done(struct snow_trees *trees)
{
    for (int i = 0; i < SNOW_KINDS; i++)
        cd_mp_stamp_done(&trees->kind[i]);
}

/* The blue shade that a tree throws on the snow, away from the sun. */
static void tree_shade(mp_paint *paint, const mp_blit *blit)
{
    const mp_light *l = &paint->light;
    const float h = blit->height;
    const float away = l->sun_at < 0.5f ? 1.0f : -1.0f;
    const float direct = l->disc_seen ? 0.46f : 0.16f;
    const mp_px blue = cd_mp_times(cd_mp_rgb(0x6f93d8), l->ambient);
    const mp_px shade = cd_mp_alpha(blue, direct * (1.0f - blit->fog.a));
    cd_mp_ellipse(&paint->canvas, blit->x + away * 0.34f * h, blit->y - 0.01f * h, 0.50f * h,
                  0.035f * h + 1.0f, 0.1f, shade);
    cd_mp_ellipse(&paint->canvas, blit->x, blit->y - 0.01f * h, 0.26f * h, 0.045f * h + 1.0f, 0.1f,
                  shade);
}

static cd_rc snow_forest(mp_paint *paint, const mp_terrain *land, cd_err *err)
{
    CD_AUTO(trees_done) struct snow_trees trees = {0};
    for (uint32_t i = 0; i < SNOW_KINDS; i++) {
        const mp_plant_look look = {520,  paint->scene->seed * 7 + i, 0.95f, 0x1d4238, 0x4f8a66,
                                    false};
        CD_TRY(cd_mp_conifer(&trees.kind[i], &look, paint->threads, err));
    }
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 74);
    mp_plant plants[SNOW_TREES];
    const mp_light *l = &paint->light;
    const mp_px tint = {l->ambient.r + 0.62f * l->key.r, l->ambient.g + 0.62f * l->key.g,
                        l->ambient.b + 0.62f * l->key.b, 1.0f};
    for (int i = 0; i < SNOW_TREES; i++) {
        /* Far rows fill the back; the nearest few stand at the sides and frame the middle. */
        const float t = 1.0f - (float)(i + 1) / SNOW_TREES;
        const float z = 15.0f + 340.0f * powf(t, 0.9f);
        const float open = cd_mp_smooth(110.0f, 14.0f, z);
        float place = cd_mp_range(&rand, -0.56f, 0.56f);
        place = place < 0.0f ? cd_mp_lerp(place, place * 0.30f - 0.40f, open)
                             : cd_mp_lerp(place, place * 0.30f + 0.40f, open);
        const float share = 0.5f + place;
        const float x = place * paint->width / land->focal * z;
        const float height = cd_mp_range(&rand, 4.5f, 8.5f) * land->focal / z;
        const float air = cd_mp_clamp(z / 420.0f, 0.0f, 1.0f);
        mp_px fog = cd_mp_terrain_air(land, z, share);
        fog.a = cd_mp_clamp(fog.a + 0.55f * air, 0.0f, 0.92f);
        const mp_blit blit = {share * paint->width,
                              cd_mp_terrain_row(land, x, z) + 0.012f * height,
                              height,
                              l->sun_at > 0.5f,
                              0.0f,
                              tint,
                              fog};
        plants[i] = (mp_plant){&trees.kind[i % SNOW_KINDS], blit};
        tree_shade(paint, &blit);
    }
    cd_mp_plants_draw(paint, plants, SNOW_TREES);
    return CD_OK;
}

cd_rc cd_mp_paint_snow(mp_paint *paint, cd_err *err)
{
    CD_TRY(cd_mp_sky_paint(paint, cd_mp_floor(paint->horizon + 0.08f * paint->unit), err));
    /* A low light from the side shows the drifts. */
    mp_light *l = &paint->light;
    l->dir[0] = l->dir[0] < 0.0f ? -0.86f : 0.86f;
    l->dir[1] = 0.40f;
    l->dir[2] = 0.32f;
    const mp_terrain land = snowfield(paint);
    cd_mp_terrain_draw(&land);
    return snow_forest(paint, &land, err);
}

cd_rc cd_mp_paint_snow_before(mp_paint *paint, cd_err *err)
{
    (void)err;
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 75);
    const float lit = cd_mp_clamp(cd_mp_luma(paint->light.ambient) * 1.7f + 0.12f, 0.0f, 1.0f);
    const uint32_t count = paint->scene->weather == MP_CLEAR ? 90 : 0;
    for (uint32_t i = 0; i < count; i++) {
        /* A few flakes that the wind lifts. */
        const float near = cd_mp_rand01(&rand);
        const float size = paint->unit * (0.0010f + 0.0030f * near * near * near);
        const mp_px color = {lit, lit, lit, 0.55f};
        const float x = cd_mp_rand01(&rand) * paint->width;
        cd_mp_ellipse(&paint->canvas, x, cd_mp_rand01(&rand) * paint->height, size, size, 0.2f,
                      color);
    }
    return CD_OK;
}
