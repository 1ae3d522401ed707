/* engine/multiplane/place/terrain.c - see terrain.h. */
#include "engine/multiplane/place/terrain.h"

enum { SPANS_MAX = 4096, SHADOW_STEPS = 8 };

struct span {
    float top, z;
};

float cd_mp_terrain_row(const mp_terrain *terrain, float x, float z)
{
    return terrain->paint->horizon +
           terrain->focal * (terrain->eye - terrain->height(terrain, x, z)) / z;
}

mp_px cd_mp_terrain_air(const mp_terrain *terrain, float z, float share)
{
    const mp_paint *p = terrain->paint;
    const float away = (share - p->light.sun_at) * p->width / p->unit;
    const float toward = expf(-fabsf(away) / (p->light.glow_size * 1.6f));
    mp_px air = cd_mp_mix(p->light.fog, p->light.horizon, 0.35f);
    air = cd_mp_add(air, p->light.glow, 0.30f * toward);
    air.a = (1.0f - expf(-z / terrain->air)) * (0.35f + 0.65f * p->light.haze);
    const float thick = cd_mp_smooth(0.8f, 1.0f, p->light.haze);
    air.a = cd_mp_lerp(air.a, 1.0f - expf(-2.4f * z / terrain->air), thick);
    return air;
}

mp_px cd_mp_terrain_lit(const mp_light *light, const mp_hit *hit, mp_px albedo)
{
    const float *n = hit->normal;
    const float facing = n[0] * light->dir[0] + n[1] * light->dir[1] + n[2] * light->dir[2];
    const float key = cd_mp_clamp(facing * 1.15f, 0.0f, 1.0f) * hit->sun * 1.25f;
    const float sky = 0.55f + 0.45f * n[1];
    const mp_px sum = {light->ambient.r * sky + light->key.r * key,
                       light->ambient.g * sky + light->key.g * key,
                       light->ambient.b * sky + light->key.b * key, 1.0f};
    return cd_mp_times(albedo, sum);
}

/* How much of the sun passes over the land between the point and the light. */
static float shadow(const mp_terrain *terrain, const mp_hit *hit)
{
    const float *l = terrain->paint->light.dir;
    float open = 1.0f;
    float t = terrain->shadow_m * (0.5f + hit->z * 0.02f);
    for (int i = 0; i < SHADOW_STEPS; i++) {
        const float clear = hit->y + (l[1] + 0.06f) * t -
                            terrain->height(terrain, hit->x + l[0] * t, hit->z + l[2] * t);
        const float room = cd_mp_clamp(1.0f + clear / (0.10f * t + 0.0001f), 0.0f, 1.0f);
        open = room < open ? room : open;
        t *= 1.9f;
    }
    return open;
}

/* `sun` is the shadow of a span close by; below 0: look for it. */
static mp_px look(const mp_terrain *terrain, float x, float z, float share, float *sun)
{
    mp_hit hit = {.x = x, .z = z, .share = share, .sun = 1.0f, .pixel = z / terrain->focal};
    const float d = hit.pixel * 1.5f > terrain->slope_m ? hit.pixel * 1.5f : terrain->slope_m;
    hit.y = terrain->height(terrain, x, z);
    const float nx = hit.y - terrain->height(terrain, x + d, z);
    const float nz = hit.y - terrain->height(terrain, x, z + d);
    const float length = 1.0f / sqrtf(nx * nx + nz * nz + d * d);
    hit.normal[0] = nx * length;
    hit.normal[1] = d * length;
    hit.normal[2] = nz * length;
    if (terrain->shadow_m > 0.0f && *sun < 0.0f)
        *sun = shadow(terrain, &hit);
    hit.sun = *sun < 0.0f ? 1.0f : *sun;
    const mp_px color = terrain->shade(terrain, &hit);
    const mp_px air = cd_mp_terrain_air(terrain, z, share);
    return cd_mp_alpha(cd_mp_mix(color, air, air.a), color.a);
}

static uint32_t visible(const mp_terrain *terrain, struct span spans[SPANS_MAX], float ray)
{
    const float bottom = (float)terrain->paint->canvas.height;
    float lowest = bottom + 1.0f;
    uint32_t count = 0;
    float z = terrain->near_m;
    while (z < terrain->far_m && count < SPANS_MAX) {
        const float row = cd_mp_terrain_row(terrain, ray * z, z);
        if (row < lowest - 0.25f) {
            spans[count].top = row;
            spans[count].z = z;
            count++;
            lowest = row;
        }
        if (lowest < 0.0f)
            break;
        const float flat = z * z / (terrain->focal * terrain->eye) * 0.8f;
        const float grow = z * terrain->step;
        /* Deep behind a hill nothing will show soon. */
        const float hidden = cd_mp_clamp(1.0f + (row - lowest) * 0.03f, 1.0f, 2.5f);
        z += (flat < grow ? flat : grow) * hidden;
    }
    return count;
}

static void fill(mp_canvas *canvas, int32_t x, float top, float bottom, mp_px color)
{
    const int32_t from = top < 0.0f ? 0 : (int32_t)top;
    const int32_t to = bottom > (float)canvas->height ? canvas->height : (int32_t)bottom;
    for (int32_t y = from; y < to; y++) {
        float a = (float)(y + 1) - top;
        a = (a < 1.0f ? a : 1.0f) * color.a;
        mp_px *p = canvas->px + (size_t)y * (size_t)canvas->width + (size_t)x;
        *p = cd_mp_alpha(cd_mp_mix(*p, color, a), 1.0f);
    }
}

static void draw_columns(void *data, int32_t from, int32_t to)
{
    const mp_terrain *terrain = data;
    mp_paint *p = terrain->paint;
    struct span spans[SPANS_MAX];
    for (int32_t x = from; x < to; x++) {
        const float ray = ((float)x + 0.5f - 0.5f * p->width) / terrain->focal;
        const float share = ((float)x + 0.5f) / p->width;
        const uint32_t count = visible(terrain, spans, ray);
        float sun = -1.0f;
        for (uint32_t i = count; i-- > 0;) {
            /* Shadows are soft: every fourth span looks for its own. */
            sun = (i & 3) == 3 || i + 1 == count ? -1.0f : sun;
            const mp_px color = look(terrain, ray * spans[i].z, spans[i].z, share, &sun);
            const float bottom = i > 0 ? spans[i - 1].top + 1.0f : p->height;
            fill(&p->canvas, x, spans[i].top, bottom, color);
        }
    }
}

void cd_mp_terrain_draw(const mp_terrain *terrain)
{
    mp_terrain copy = *terrain;
    cd_mp_rows(terrain->paint->threads, 0, terrain->paint->canvas.width, draw_columns, &copy);
}
