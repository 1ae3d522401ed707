/* engine/multiplane/paint/light.c - the light by time of day, then what weather makes of it. */
#include "engine/multiplane/paint/light.h"

#include "engine/multiplane/paint/paint.h"

/* One row per time of day, in sRGB as a painter mixes it. */
struct look {
    uint32_t zenith, upper, lower, horizon;
    uint32_t glow;
    float glow_gain, glow_size;
    uint32_t disc;
    float disc_gain;
    uint32_t key;
    float key_gain;
    uint32_t ambient;
    float ambient_gain;
    uint32_t fog;
    float haze;
    uint32_t cloud_lit, cloud_dark;
    float sun_at, elevation, height, depth; /* height and depth of the light direction */
    float stars, lamps, rim;
};

static const struct look looks[MP_TIME__COUNT] = {
    [MP_DAWN] = {0x46609f, 0x8f8fc2, 0xe6b3bd, 0xffd9b0, 0xffb27a, 0.85f,    0.42f, 0xfff0c8,
                 2.6f,     0xffc9a0, 0.78f,    0x9c9fd0, 0.66f,    0xd8b8c4, 0.55f, 0xffdccb,
                 0x9a8fb8, 0.24f,    0.10f,    0.30f,    -0.10f,   0.12f,    0.35f, 0.75f},
    [MP_MORNING] = {0x3f8ad8, 0x78b8ee, 0xb9dff5, 0xfbf1dc, 0xffe6b0, 0.55f,    0.40f, 0xfff6d8,
                    2.6f,     0xffeccb, 0.86f,    0xb9d0f0, 0.52f,    0xcfe2ee, 0.34f, 0xffffff,
                    0xa9c0dc, 0.20f,    0.62f,    0.70f,    -0.45f,   0.0f,     0.0f,  0.50f},
    [MP_NOON] = {0x1f6fcd, 0x4f9fe8, 0x8fc9f4, 0xd9effa, 0xfff4d6, 0.35f,    0.32f, 0xffffff,
                 2.8f,     0xfffaf0, 0.88f,    0xc3d9f4, 0.52f,    0xbfdcf0, 0.28f, 0xffffff,
                 0xa6bfdd, 0.72f,    0.90f,    1.10f,    -0.45f,   0.0f,     0.0f,  0.35f},
    [MP_SUNSET] = {0x2e3174, 0x8a4a8c, 0xf0705a, 0xffb65c, 0xff8a3c, 1.05f,    0.46f, 0xfff0b4,
                   3.2f,     0xffa868, 0.86f,    0x9a86c0, 0.60f,    0xc4869a, 0.50f, 0xffb27c,
                   0x74487e, 0.60f,    0.13f,    0.30f,    0.10f,    0.06f,    0.60f, 0.95f},
    [MP_NIGHT] = {0x050a20, 0x0b1638, 0x16285a, 0x2c437c, 0x9fc0ff, 0.16f,    0.34f, 0xf4f7ff,
                  1.5f,     0xaac4ff, 0.44f,    0x6f86c8, 0.48f,    0x1f3364, 0.42f, 0x4a5f96,
                  0x121d40, 0.74f,    0.66f,    0.62f,    -0.30f,   1.0f,     1.0f,  0.70f},
};

mp_px cd_mp_rgb(uint32_t hex)
{
    const float *linear = cd_mp_linear_table();
    const mp_px out = {linear[hex >> 16 & 255], linear[hex >> 8 & 255], linear[hex & 255], 1.0f};
    return out;
}

static mp_px toward_grey(mp_px color, mp_px grey, float share, float gain)
{
    const float luma = cd_mp_luma(color);
    return cd_mp_scale(cd_mp_mix(color, cd_mp_scale(grey, luma / cd_mp_luma(grey)), share), gain);
}

/* Overcast: the sky loses its colour, the sun its strength. */
static void overcast(mp_light *light, uint32_t grey_hex, float share, float gain)
{
    const mp_px grey = cd_mp_rgb(grey_hex);
    mp_px *sky[] = {&light->zenith, &light->upper,     &light->lower,     &light->horizon,
                    &light->fog,    &light->cloud_lit, &light->cloud_dark};
    for (size_t i = 0; i < CD_COUNT(sky); i++)
        *sky[i] = toward_grey(*sky[i], grey, share, gain);
    light->zenith = cd_mp_mix(light->zenith, light->horizon, 0.35f * share);
    light->upper = cd_mp_mix(light->upper, light->horizon, 0.25f * share);
    light->key = toward_grey(light->key, grey, share * 0.8f, 0.72f);
    light->ambient = toward_grey(light->ambient, grey, share * 0.7f, 1.12f);
    light->glow = cd_mp_scale(light->glow, 0.55f);
    light->stars *= 0.15f;
    light->rim *= 0.5f;
}

static void weather(mp_light *light, const mp_scene *scene)
{
    const bool day = scene->time == MP_MORNING || scene->time == MP_NOON;
    switch (scene->weather) {
    case MP_CLOUDY:
        overcast(light, 0xb8c4d2, 0.45f, day ? 0.86f : 0.9f);
        light->cover = 0.92f;
        light->disc_seen = false;
        break;
    case MP_FOG:
        overcast(light, 0xd2d8dc, 0.60f, 0.96f);
        light->cover = 0.25f;
        light->haze = 0.95f;
        light->disc_seen = true;
        light->disc = cd_mp_scale(light->disc, 0.45f);
        break;
    case MP_RAIN:
        overcast(light, 0x9db0c2, 0.68f, day ? 0.60f : 0.78f);
        light->cover = 1.0f;
        light->haze = cd_mp_clamp(light->haze + 0.25f, 0.0f, 1.0f);
        light->disc_seen = false;
        break;
    case MP_SNOWFALL:
        overcast(light, 0xcdd8e6, 0.55f, 0.92f);
        light->cover = 0.75f;
        light->haze = cd_mp_clamp(light->haze + 0.22f, 0.0f, 1.0f);
        light->disc_seen = false;
        break;
    default:
        break;
    }
}

void cd_mp_light_set(mp_light *out, const mp_scene *scene)
{
    const struct look *look = &looks[scene->time];
    mp_rand rand = cd_mp_rand_new(scene->seed, 11);
    const bool mirrored = cd_mp_rand01(&rand) < 0.5f;
    mp_light light = {
        .zenith = cd_mp_rgb(look->zenith),
        .upper = cd_mp_rgb(look->upper),
        .lower = cd_mp_rgb(look->lower),
        .horizon = cd_mp_rgb(look->horizon),
        .glow = cd_mp_scale(cd_mp_rgb(look->glow), look->glow_gain),
        .glow_size = look->glow_size,
        .disc = cd_mp_scale(cd_mp_rgb(look->disc), look->disc_gain),
        .key = cd_mp_scale(cd_mp_rgb(look->key), look->key_gain),
        .ambient = cd_mp_scale(cd_mp_rgb(look->ambient), look->ambient_gain),
        .fog = cd_mp_rgb(look->fog),
        .haze = look->haze,
        .cloud_lit = cd_mp_rgb(look->cloud_lit),
        .cloud_dark = cd_mp_rgb(look->cloud_dark),
        .cover = scene->time == MP_NIGHT ? 0.22f : cd_mp_range(&rand, 0.36f, 0.48f),
        .sun_at = look->sun_at + cd_mp_range(&rand, -0.04f, 0.04f),
        .elevation = look->elevation,
        .stars = look->stars,
        .lamps = look->lamps,
        .rim = look->rim,
        .moon = scene->time == MP_NIGHT,
        .disc_seen = true,
    };
    if (mirrored)
        light.sun_at = 1.0f - light.sun_at;
    const float side = light.sun_at < 0.5f ? -0.85f : 0.85f;
    const float length =
        sqrtf(side * side + look->height * look->height + look->depth * look->depth);
    light.dir[0] = side / length;
    light.dir[1] = look->height / length;
    light.dir[2] = look->depth / length;
    weather(&light, scene);
    *out = light;
}
