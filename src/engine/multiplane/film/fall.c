/* engine/multiplane/film/fall.c - every flake and drop falls a whole number of times through the
 * picture in a clip, so that a loop closes. */
#include "engine/multiplane/film/fall.h"

struct sheet {
    uint16_t *out;
    int32_t width, height;
    float unit; /* short side, pixels */
    float lit;  /* how bright, 0..1 */
    float strength;
};

static void blend(const struct sheet *sheet, int32_t x, int32_t y, float share)
{
    if (x < 0 || y < 0 || x >= sheet->width || y >= sheet->height)
        return;
    uint16_t *px = sheet->out + ((size_t)y * (size_t)sheet->width + (size_t)x) * 3;
    const float a = cd_mp_clamp(share * sheet->strength, 0.0f, 1.0f);
    for (int c = 0; c < 3; c++)
        px[c] = (uint16_t)((float)px[c] + (sheet->lit * 65535.0f - (float)px[c]) * a);
}

static void flake(const struct sheet *sheet, float x, float y, float radius, float share)
{
    const int32_t reach = (int32_t)radius + 1;
    const int32_t cx = cd_mp_floor(x);
    const int32_t cy = cd_mp_floor(y);
    for (int32_t dy = -reach; dy <= reach; dy++)
        for (int32_t dx = -reach; dx <= reach; dx++) {
            const float fx = (float)(cx + dx) + 0.5f - x;
            const float fy = (float)(cy + dy) + 0.5f - y;
            const float d = sqrtf(fx * fx + fy * fy);
            blend(sheet, cx + dx, cy + dy,
                  share * cd_mp_smooth(radius + 0.7f, 0.3f * radius - 0.7f, d));
        }
}

static float part(float x)
{
    return x - floorf(x);
}

static void snow(const struct sheet *sheet, uint64_t seed, float t)
{
    mp_rand rand = cd_mp_rand_new(seed, 131);
    const float area = (float)sheet->width * (float)sheet->height / (sheet->unit * sheet->unit);
    const uint32_t count = (uint32_t)(area * 420.0f);
    for (uint32_t i = 0; i < count; i++) {
        const float near = cd_mp_rand01(&rand);
        const float radius = sheet->unit * (0.0014f + 0.0065f * near * near * near * near);
        const float turns = 1.0f + floorf(1.6f * near);
        const float sway = 0.02f * sinf(6.2831853f * (2.0f * t + cd_mp_rand01(&rand)));
        const float x = part(cd_mp_rand01(&rand) + sway + t) * 1.1f - 0.05f;
        const float y = part(cd_mp_rand01(&rand) + turns * t) * 1.1f - 0.05f;
        flake(sheet, x * (float)sheet->width, y * (float)sheet->height, radius,
              0.55f + 0.35f * (1.0f - near));
    }
}

static void drop(const struct sheet *sheet, float x, float y, float length, float share)
{
    for (int32_t row = cd_mp_floor(y); (float)row < y + length; row++) {
        const float t = ((float)row - y) / length;
        const float fx = x - 0.10f * ((float)row - y);
        const int32_t ix = cd_mp_floor(fx);
        const float a = share * cd_mp_clamp(t * (1.0f - t) * 4.0f, 0.0f, 1.0f);
        blend(sheet, ix, row, a * (1.0f - (fx - (float)ix)));
        blend(sheet, ix + 1, row, a * (fx - (float)ix));
    }
}

static void rain(const struct sheet *sheet, uint64_t seed, float t)
{
    mp_rand rand = cd_mp_rand_new(seed, 132);
    const float area = (float)sheet->width * (float)sheet->height / (sheet->unit * sheet->unit);
    const uint32_t count = (uint32_t)(area * 420.0f);
    for (uint32_t i = 0; i < count; i++) {
        const float near = cd_mp_rand01(&rand);
        const float length = sheet->unit * (0.03f + 0.07f * near * near);
        const float turns = 9.0f + floorf(6.0f * near);
        const float y = part(cd_mp_rand01(&rand) + turns * t) * 1.2f - 0.15f;
        const float x = cd_mp_range(&rand, -0.02f, 1.1f) - 0.1f * y;
        drop(sheet, x * (float)sheet->width, y * (float)sheet->height, length, 0.14f + 0.3f * near);
    }
}

void cd_mp_fall_draw(uint16_t *out, uint32_t width, uint32_t height, const mp_scene *scene, float t,
                     float strength)
{
    const mp_setting setting = mp_setting_kind(scene->setting);
    if (strength <= 0.0f || setting == MP_SETTING_ROOM || setting == MP_SETTING_KITCHEN ||
        setting == MP_SETTING_SPACE || setting == MP_SETTING_UNDERWATER)
        return;
    const struct sheet sheet = {.out = out,
                                .width = (int32_t)width,
                                .height = (int32_t)height,
                                .unit = (float)(width < height ? width : height),
                                .lit = scene->time == MP_NIGHT ? 0.62f : 0.93f,
                                .strength = strength};
    if (scene->weather == MP_SNOWFALL)
        snow(&sheet, scene->seed, t);
    if (scene->weather == MP_RAIN)
        rain(&sheet, scene->seed, t);
}
