/* engine/multiplane/page/backdrop.c - what is behind a figure when it is not the surroundings:
 * lines that run to it, speed, a flash in the dark, tone that fades. */
#include "engine/multiplane/page/ink.h"

enum { FOCUS, SPEED, FLASH, FADE, GLOW, KINDS };

void cd_mp__backdrop_set(mp_backdrop *out, const mp_panel *panel, const mp_seat *seat,
                         const struct mp_inking_opts *opts, int32_t page_width)
{
    static const int kinds[][3] = {[MP_SHOT_WIDE] = {FADE, FADE, FADE},
                                   [MP_SHOT_MIDDLE] = {FADE, FADE, FADE},
                                   [MP_SHOT_HERO] = {FOCUS, FOCUS, SPEED},
                                   [MP_SHOT_FACE] = {FLASH, FADE, SPEED},
                                   [MP_SHOT_DETAIL] = {GLOW, FADE, GLOW}};
    const float w = (float)(panel->box[2] - panel->box[0]);
    const float h = (float)(panel->box[3] - panel->box[1]);
    *out = (mp_backdrop){.kind = kinds[panel->shot][cd_mp_hash(opts->scene->seed ^ 431) % 3],
                         .x = (float)panel->box[0] + 0.5f * w,
                         .y = (float)panel->box[1] + 0.5f * h,
                         .inner = 0.34f * (w < h ? w : h),
                         .width = w,
                         .height = h,
                         .cell = cd_mp_tone_cell(page_width),
                         .seed = opts->scene->seed,
                         .box = panel->box};
    if (seat == NULL || !seat->seen)
        return;
    out->x = 0.5f * out->x + 0.5f * (seat->head[0] + (float)opts->at[0]);
    out->y = 0.3f * out->y + 0.7f * (seat->head[1] + (float)opts->at[1]);
}

/* Wedges that start at the panel's edge and end in a point before the figure. */
static float wedges(const mp_backdrop *b, float x, float y, float reach)
{
    enum { COUNT = 210 };
    const float dx = (x - b->x) / fmaxf(b->width, 1.0f), dy = (y - b->y) / fmaxf(b->height, 1.0f);
    const float away = sqrtf(dx * dx + dy * dy);
    const float turn = (atan2f(dy, dx) * 0.15915494f + 0.5f) * (float)COUNT;
    const uint64_t which = (uint64_t)turn % COUNT;
    const float start = reach + 0.20f * cd_mp_hash01(which * 977u ^ b->seed);
    const float thick = 0.05f + 0.42f * cd_mp_hash01((which * 131u + 7u) ^ b->seed);
    if (away <= start || cd_mp_hash01((which * 31u + 3u) ^ b->seed) < 0.25f)
        return 0.0f;
    const float from_middle = fabsf(turn - floorf(turn) - 0.5f);
    const float grown = thick * fminf((away - start) * 3.2f, 1.0f);
    const float pixel = (float)COUNT / (6.2831853f * away * fminf(b->width, b->height));
    return cd_mp_smooth(grown + 0.6f * pixel, grown - 0.6f * pixel, from_middle);
}

/* Level lines of all lengths from one side. */
static float streaks(const mp_backdrop *b, float x, float y)
{
    const float pitch = fmaxf(0.0032f * b->width + 2.0f, 3.0f);
    const float row = (y - 0.06f * (x - b->x)) / pitch;
    const uint64_t which = (uint64_t)(int64_t)(row + 100000.0f);
    const float from_middle = fabsf(row - floorf(row) - 0.5f);
    const float along = (x - (float)b->box[0]) / b->width;
    const float near = cd_mp_smooth(0.62f, 0.10f, fabsf(y - b->y) / b->height); /* free around */
    const float length =
        (0.12f + 0.95f * cd_mp_hash01(which * 53u ^ b->seed)) * (1.0f - 0.6f * near);
    const float thick = 0.55f * cd_mp_hash01((which * 71u + 5u) ^ b->seed);
    const float side = (cd_mp_hash(which ^ b->seed) & 1) != 0 ? along : 1.0f - along;
    const float grown = thick * cd_mp_clamp((length - side) * 2.2f, 0.0f, 1.0f);
    return cd_mp_smooth(grown + 0.12f, grown - 0.12f, from_middle) * (grown > 0.01f ? 1.0f : 0.0f);
}

float cd_mp__backdrop_at(const mp_backdrop *b, float x, float y)
{
    const float down = (y - (float)b->box[1]) / fmaxf(b->height, 1.0f);
    const float dx = x - b->x, dy = y - b->y;
    const float away = sqrtf(dx * dx + dy * dy) / fmaxf(fminf(b->width, b->height), 1.0f);
    switch (b->kind) {
    case FOCUS:
        return wedges(b, x, y, 0.40f);
    case SPEED:
        return streaks(b, x, y);
    case FLASH: /* black, torn open by light */
        return 1.0f - wedges(b, x, y, 0.16f) * cd_mp_smooth(0.95f, 0.75f, away) -
               cd_mp_smooth(0.36f, 0.30f, away);
    case GLOW:
        return cd_mp_screentone(x, y, b->cell, 0.34f * cd_mp_smooth(0.36f, 0.78f, away));
    default:
        return cd_mp_screentone(x, y, b->cell, 0.55f * cd_mp_smooth(0.25f, 1.0f, 1.0f - down));
    }
}

static float rain_at(float x, float y, float unit)
{
    const float pitch = 0.011f * unit;
    const float across = (x + 0.22f * y) / pitch;
    const int32_t column = cd_mp_floor(across);
    const uint64_t which = (uint64_t)(uint32_t)column;
    const float length = pitch * (9.0f + 16.0f * cd_mp_hash01(which * 17u));
    const float along = y / length + cd_mp_hash01(which * 29u + 1u);
    const float part = along - floorf(along);
    const float lane = 0.2f + 0.6f * cd_mp_hash01(which * 37u + (uint64_t)(uint32_t)along);
    const float away = fabsf(across - (float)column - lane) * pitch;
    const float thick = 0.0009f * unit * cd_mp_smooth(0.0f, 0.3f, part);
    return part > 0.52f ? 0.0f : cd_mp_smooth(thick + 0.6f, thick - 0.6f, away);
}

static float snow_at(float x, float y, float unit)
{
    float most = 0.0f;
    for (int layer = 0; layer < 3; layer++) {
        const float cell = unit * (0.026f + 0.017f * (float)layer);
        const int32_t i = cd_mp_floor(x / cell), k = cd_mp_floor(y / cell);
        const uint64_t which =
            ((uint64_t)(uint32_t)i << 34) ^ ((uint64_t)(uint32_t)k << 4) ^ (uint64_t)layer;
        const float radius = cell * (0.07f + 0.10f * cd_mp_hash01(which ^ 0x51u));
        const float dx = x - ((float)i + 0.25f + 0.5f * cd_mp_hash01(which)) * cell;
        const float dy = y - ((float)k + 0.25f + 0.5f * cd_mp_hash01(which ^ 0x77u)) * cell;
        most = fmaxf(most, cd_mp_smooth(radius + 0.7f, radius - 0.7f, sqrtf(dx * dx + dy * dy)));
    }
    return most;
}

float cd_mp__falling_at(mp_weather weather, float x, float y, float page_width)
{
    return weather == MP_RAIN       ? rain_at(x, y, page_width)
           : weather == MP_SNOWFALL ? snow_at(x, y, page_width)
                                    : 0.0f;
}
