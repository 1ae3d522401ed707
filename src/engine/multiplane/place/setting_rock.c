/* engine/multiplane/place/setting_rock.c - bare land in true perspective: the moon, mars, a canyon,
 * a volcano. One painter; a row of the table for each says how high the land is and how it looks.
 */
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/place/sky.h"
#include "engine/multiplane/place/terrain.h"

static float wave(const mp_terrain *t, float x, float z, float pitch)
{
    return cd_mp_texture(t->paint->noise.fbm, (x + t->shift_x) / pitch, (z + t->shift_z) / pitch);
}

/* One crater in each cell of a grid: a bowl with a raised rim. */
static float crater(float x, float z, float cell)
{
    const int32_t cx = cd_mp_floor(x / cell), cz = cd_mp_floor(z / cell);
    const uint64_t seed = cd_mp_hash((uint64_t)(int64_t)cx * 7919u + (uint64_t)(int64_t)cz);
    const float radius = cell * (0.16f + 0.22f * cd_mp_hash01(seed));
    const float dx = x - ((float)cx + 0.5f) * cell - (cd_mp_hash01(seed + 1) - 0.5f) * 0.2f * cell;
    const float dz = z - ((float)cz + 0.5f) * cell - (cd_mp_hash01(seed + 2) - 0.5f) * 0.2f * cell;
    const float d = sqrtf(dx * dx + dz * dz) / radius;
    const float rim = expf(-(d - 1.0f) * (d - 1.0f) * 18.0f);
    return radius * (0.16f * rim - 0.26f * cd_mp_smooth(1.0f, 0.35f, d));
}

static float moon_height(const mp_terrain *t, float x, float z)
{
    const float hills = cd_mp_smooth(60.0f, 700.0f, z) * (26.0f + 60.0f * wave(t, x, z, 900.0f));
    return hills + 0.5f * wave(t, x, z, 70.0f) + crater(x + t->shift_x, z, 16.0f) +
           crater(x - t->shift_x, z + 30.0f, 73.0f) * cd_mp_smooth(20.0f, 50.0f, z);
}

static float mars_height(const mp_terrain *t, float x, float z)
{
    const float mesa = cd_mp_smooth(0.05f, 0.16f, wave(t, x, z, 1300.0f));
    return cd_mp_smooth(80.0f, 500.0f, z) * (70.0f * mesa + 14.0f * wave(t, x, z, 300.0f)) +
           0.9f * wave(t, x, z, 60.0f) + 0.16f * wave(t, x, z, 9.0f);
}

static float canyon_height(const mp_terrain *t, float x, float z)
{
    const float n = wave(t, x, z, 1500.0f) + 0.25f * wave(t, x, z, 260.0f);
    const float open = fabsf(x / z) * 0.9f - 0.20f; /* the valley that one looks along */
    const float wall = n + cd_mp_clamp(open, -0.35f, 0.5f);
    const float steps = 120.0f * cd_mp_smooth(0.02f, 0.09f, wall) +
                        110.0f * cd_mp_smooth(0.18f, 0.26f, wall) +
                        70.0f * cd_mp_smooth(0.38f, 0.44f, wall);
    return cd_mp_smooth(90.0f, 420.0f, z) * steps + 1.3f * wave(t, x, z, 80.0f) - 0.2f;
}

static const float cone_z = 1500.0f, cone_wide = 920.0f;

static float cone_at(const mp_terrain *t, float x, float z)
{
    const float mid = (t->paint->light.sun_at < 0.5f ? 1.0f : -1.0f) * 160.0f;
    const float dx = x - mid, dz = z - cone_z;
    return sqrtf(dx * dx + dz * dz) / cone_wide;
}

static float volcano_height(const mp_terrain *t, float x, float z)
{
    const float d = cone_at(t, x, z);
    const float slope = cd_mp_clamp(1.0f - d, 0.0f, 1.0f);
    const float cone = 640.0f * powf(slope, 1.7f) * (1.0f + 0.10f * wave(t, x, z, 240.0f));
    const float top = cone > 510.0f ? 510.0f + 0.15f * (cone - 510.0f) : cone;
    return top + cd_mp_smooth(40.0f, 300.0f, z) * (9.0f + 26.0f * wave(t, x, z, 420.0f)) +
           0.7f * wave(t, x, z, 50.0f);
}

static mp_px two(const mp_terrain *t, const mp_hit *hit, uint32_t dark, uint32_t pale)
{
    const float broad = wave(t, hit->x, hit->z, 110.0f);
    const float fine = wave(t, hit->x, hit->z, 6.0f) * cd_mp_smooth(0.35f, 0.02f, hit->pixel);
    return cd_mp_mix(cd_mp_rgb(dark), cd_mp_rgb(pale),
                     cd_mp_clamp(0.5f + broad + 0.9f * fine, 0.0f, 1.0f));
}

static mp_px moon_shade(const mp_terrain *t, const mp_hit *hit)
{
    return cd_mp_terrain_lit(&t->paint->light, hit, two(t, hit, 0x77777c, 0xc4c2bf));
}

static mp_px mars_shade(const mp_terrain *t, const mp_hit *hit)
{
    return cd_mp_terrain_lit(&t->paint->light, hit, two(t, hit, 0x9a4a2c, 0xd98a58));
}

static mp_px canyon_shade(const mp_terrain *t, const mp_hit *hit)
{
    const float bend = 9.0f * wave(t, hit->x, hit->z, 200.0f);
    const float band = cd_mp_texture(t->paint->noise.fbm, 0.37f, (hit->y + bend) * 0.011f);
    const mp_px strata = cd_mp_mix(cd_mp_rgb(0xa04a2a), cd_mp_rgb(0xeab27c),
                                   cd_mp_clamp(0.5f + 1.9f * band, 0.0f, 1.0f));
    const float steep = cd_mp_smooth(0.9f, 0.6f, hit->normal[1]);
    const mp_px flat = two(t, hit, 0xbd7445, 0xe0ac74);
    return cd_mp_terrain_lit(&t->paint->light, hit, cd_mp_mix(flat, strata, steep));
}

static mp_px volcano_shade(const mp_terrain *t, const mp_hit *hit)
{
    const mp_light *l = &t->paint->light;
    const mp_px rock = two(t, hit, 0x35302f, 0x6b605a);
    const mp_px green = two(t, hit, 0x41693a, 0x88a04c);
    const float wooded = cd_mp_smooth(120.0f, 30.0f, hit->y + 60.0f * wave(t, hit->x, hit->z, 300));
    mp_px color = cd_mp_terrain_lit(l, hit, cd_mp_mix(rock, green, wooded));
    const float d = cone_at(t, hit->x, hit->z);
    const float side = atan2f(hit->x, hit->z - cone_z);
    const float run = cd_mp_texture(t->paint->noise.fbm, side * 0.42f, 0.11f + 0.10f * d);
    const float lava = cd_mp_smooth(0.30f, 0.40f, run + 0.55f * (0.36f - d)) *
                       cd_mp_smooth(0.62f, 0.20f, d) * cd_mp_smooth(60.0f, 140.0f, hit->y);
    color = cd_mp_add(color, cd_mp_rgb(0xff5a1e), 1.5f * lava);
    return cd_mp_add(color, cd_mp_rgb(0xffc04a), 1.2f * lava * lava);
}

struct rock {
    float (*height)(const mp_terrain *terrain, float x, float z);
    mp_px (*shade)(const mp_terrain *terrain, const mp_hit *hit);
    float air, far_m, focal; /* focal in short sides */
};

static const struct rock *rock_of(const mp_scene *scene)
{
    static const struct rock moon = {moon_height, moon_shade, 1.0e7f, 1600.0f, 0.95f};
    static const struct rock mars = {mars_height, mars_shade, 1100.0f, 2600.0f, 0.95f};
    static const struct rock canyon = {canyon_height, canyon_shade, 2100.0f, 3400.0f, 0.95f};
    static const struct rock volcano = {volcano_height, volcano_shade, 2600.0f, 2900.0f, 1.0f};
    return scene->setting == MP_SETTING_MOON     ? &moon
           : scene->setting == MP_SETTING_MARS   ? &mars
           : scene->setting == MP_SETTING_CANYON ? &canyon
                                                 : &volcano;
}

/* No air over the moon, dust in that of mars. */
static void change_sky(mp_paint *paint)
{
    mp_light *l = &paint->light;
    mp_px *sky[] = {&l->zenith, &l->upper, &l->lower, &l->horizon, &l->fog};
    if (paint->scene->setting == MP_SETTING_MOON) {
        for (size_t i = 0; i < CD_COUNT(sky); i++)
            *sky[i] = cd_mp_rgb(0x05060a);
        l->cover = -0.8f;
        l->stars = 1.4f;
        l->haze = 0.0f;
        l->glow = cd_mp_scale(l->glow, 0.2f);
        l->disc_seen = false;
        l->key = cd_mp_rgb(0xfffaf0);
        l->ambient = cd_mp_scale(cd_mp_rgb(0x9aa8c8), 0.34f);
        l->dir[1] = l->dir[1] < 0.35f ? 0.35f : l->dir[1];
    } else if (paint->scene->setting == MP_SETTING_MARS) {
        const mp_px dust = cd_mp_rgb(0xe0a578);
        for (size_t i = 0; i < CD_COUNT(sky); i++)
            *sky[i] = cd_mp_scale(dust, cd_mp_luma(*sky[i]) / cd_mp_luma(dust));
        l->cloud_lit = cd_mp_rgb(0xf2cda6);
        l->cover = l->cover > 0.6f ? l->cover : 0.2f;
    }
}

/* Smoke over the crater, lit from below. */
static void plume(mp_paint *paint, const mp_terrain *land)
{
    const float mid = (paint->light.sun_at < 0.5f ? 1.0f : -1.0f) * 160.0f;
    const float x = 0.5f * paint->width + mid / cone_z * land->focal;
    const float y = cd_mp_terrain_row(land, mid, cone_z);
    const mp_light *l = &paint->light;
    const mp_px smoke = cd_mp_times(cd_mp_rgb(0x8d8480), cd_mp_add(l->ambient, l->key, 0.35f));
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 171);
    cd_mp_glow(&paint->canvas, x, y, 0.30f * paint->unit, 2.2f,
               cd_mp_scale(cd_mp_rgb(0xff6a24), 0.7f));
    for (int i = 0; i < 46; i++) {
        const float t = (float)i / 46.0f;
        const float r = paint->unit * (0.022f + 0.085f * t) * cd_mp_range(&rand, 0.7f, 1.2f);
        const float px =
            x + paint->unit * (0.30f * t * t + cd_mp_range(&rand, -0.04f, 0.04f) * (0.4f + t));
        const float py = y - paint->unit * (0.01f + 0.34f * t);
        const mp_px hot = cd_mp_mix(cd_mp_rgb(0xff8a44), smoke, cd_mp_smooth(0.0f, 0.22f, t));
        const mp_px tone = cd_mp_scale(hot, cd_mp_range(&rand, 0.82f, 1.15f));
        cd_mp_ellipse(&paint->canvas, px, py, r, 0.86f * r, 0.15f,
                      cd_mp_alpha(tone, 0.55f * (1.0f - 0.6f * t)));
    }
}

cd_rc cd_mp_paint_rock(mp_paint *paint, cd_err *err)
{
    const struct rock *rock = rock_of(paint->scene);
    change_sky(paint);
    CD_TRY(cd_mp_sky_paint(paint, cd_mp_floor(paint->horizon + 0.06f * paint->unit), err));
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 172);
    const float focal = paint->unit * rock->focal;
    const mp_terrain land = {
        .paint = paint,
        .eye = 1.9f,
        .focal = focal,
        .near_m = 1.9f * focal / (paint->height - paint->horizon) * 0.7f,
        .far_m = rock->far_m,
        .step = 0.0070f,
        .shadow_m = 1.5f,
        .air = rock->air,
        .slope_m = 0.3f,
        .shift_x = cd_mp_range(&rand, 0, 900),
        .shift_z = cd_mp_range(&rand, 0, 900),
        .height = rock->height,
        .shade = rock->shade,
    };
    cd_mp_terrain_draw(&land);
    if (paint->scene->setting == MP_SETTING_VOLCANO)
        plume(paint, &land);
    return CD_OK;
}
