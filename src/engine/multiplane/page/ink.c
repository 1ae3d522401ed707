/* engine/multiplane/page/ink.c - lines where colours change, a bold line around the cast with white
 * outside of it, tone by how bright each part of the shot is against the rest of its kind. */
#include "engine/multiplane/page/ink.h"

#include "engine/multiplane/look/plane.h"

#include <stdlib.h>

enum { HISTOGRAM = 256 };

/* Brightness from which a part of the shot is black and up to which it is not white. */
struct range {
    float low, high;
};

/* A sign: its letters are inked on white, whatever their colours. */
struct plate {
    float box[4];
    struct range range;
    bool light; /* the board is lighter than its letters */
};

struct inking {
    mp_paper *paper;
    const mp_panel *panel;
    const mp_sketch *sketch;
    const struct mp_inking_opts *opts;
    mp_plane edges, tone, cover; /* of the shot; cover: the cast, blurred */
    struct range cast, land;
    uint32_t plate_count;
    struct plate plates[MP_TEXTS_MAX];
    mp_backdrop backdrop;
    float unit, cell, slope; /* page width; of dots; cover's rise in a pixel */
    bool night, open;        /* open: there is sky */
};

static void inking_done(struct inking *k)
{
    cd_mp__plane_done(&k->edges);
    cd_mp__plane_done(&k->tone);
    cd_mp__plane_done(&k->cover);
}

static void cover_rows(void *data, int32_t from, int32_t to)
{
    struct inking *k = data;
    const size_t line = k->sketch->picture.width;
    for (size_t i = (size_t)from * line; i < (size_t)to * line; i++)
        k->cover.v[i] = k->sketch->figure[i] > 176 ? 1.0f : 0.0f; /* shadows are less than that */
}

static float share_at(const uint32_t counts[HISTOGRAM], uint32_t total, float share)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < HISTOGRAM; i++) {
        sum += counts[i];
        if ((float)sum >= share * (float)total)
            return (float)i / (HISTOGRAM - 1);
    }
    return 1.0f;
}

/* How bright the cast and the land are. */
static void measure(struct inking *k)
{
    uint32_t counts[2][HISTOGRAM] = {{0}};
    uint32_t total[2] = {0, 0};
    const size_t count = (size_t)k->sketch->picture.width * k->sketch->picture.height;
    for (size_t i = 0; i < count; i += 3) {
        const bool cast = k->sketch->figure[i] > 176;
        if (!cast && k->sketch->sky != NULL && k->sketch->sky[i] != 0) {
            k->open = true;
            continue;
        }
        const float v = cd_mp_clamp(k->tone.v[i], 0.0f, 1.0f);
        counts[cast][(uint32_t)(v * (HISTOGRAM - 1))]++;
        total[cast]++;
    }
    k->cast.low = 0.8f * share_at(counts[1], total[1], 0.03f);
    k->cast.high = fmaxf(share_at(counts[1], total[1], 0.94f), k->night ? 0.34f : 0.60f);
    k->land.low = share_at(counts[0], total[0], 0.02f);
    k->land.high = share_at(counts[0], total[0], k->night ? 0.97f : 0.80f);
    /* What is black stays black, though all of the cast be. */
    k->cast.low = fmaxf(k->cast.low, k->night ? 0.06f : 0.14f);
    k->cast.low = fminf(k->cast.low, 0.5f * k->cast.high);
    k->land.high = fmaxf(k->land.high, k->land.low + 0.25f);
}

/* The tones of each sign; those that are not on the shot at all do not count. */
static void measure_plates(struct inking *k)
{
    const float w = (float)k->sketch->picture.width, h = (float)k->sketch->picture.height;
    for (uint32_t i = 0; i < k->sketch->plate_count; i++) {
        struct plate *p = &k->plates[k->plate_count];
        *p = (struct plate){.range = {1.0f, 0.0f}};
        float sum = 0.0f;
        uint32_t count = 0;
        for (int c = 0; c < 4; c++)
            p->box[c] = cd_mp_clamp(k->sketch->plates[i][c], 0.0f, c & 1 ? h : w);
        for (int32_t y = (int32_t)p->box[1]; (float)y < p->box[3] - 1.0f; y++)
            for (int32_t x = (int32_t)p->box[0]; (float)x < p->box[2] - 1.0f; x++, count++) {
                const float v = k->tone.v[(size_t)y * k->sketch->picture.width + (size_t)x];
                p->range.low = fminf(p->range.low, v);
                p->range.high = fmaxf(p->range.high, v);
                sum += v;
            }
        p->light = sum > 0.5f * (p->range.low + p->range.high) * (float)count;
        k->plate_count += count > 0;
    }
}

static float within(const struct range *range, float v)
{
    return cd_mp_clamp((v - range->low) / (range->high - range->low + 1.0e-4f), 0.0f, 1.0f);
}

static float cast_ink(const struct inking *k, size_t i, float x, float y)
{
    static const float steps[4] = {0.12f, 0.27f, 0.46f, 0.66f};
    const float share = cd_mp_tone_sheet(within(&k->cast, k->tone.v[i]), steps);
    return fmaxf(cd_mp_screentone(x, y, k->cell, share), cd_mp_smooth(0.07f, 0.17f, k->edges.v[i]));
}

static float sky_ink(const struct inking *k, size_t i, float x, float y)
{
    const float down =
        (y - (float)k->panel->box[1]) / (float)(k->panel->box[3] - k->panel->box[1] + 1);
    if (!k->night) /* a light tone that fades toward the horizon; clouds stay white */
        return cd_mp_screentone(x, y, k->cell,
                                0.40f * cd_mp_smooth(0.93f, 0.42f, k->tone.v[i]) *
                                    cd_mp_smooth(0.75f, -0.2f, down));
    const float light = k->edges.v[i] + cd_mp_smooth(0.42f, 0.60f, k->tone.v[i]);
    const float dusk = 1.0f - 0.45f * cd_mp_smooth(0.10f, 0.70f, down);
    return cd_mp_screentone(x, y, k->cell, dusk > 0.96f ? 1.0f : dusk) *
           (1.0f - cd_mp_smooth(0.10f, 0.24f, light));
}

/* The ink of a sign at a pixel of the shot, or below 0 when none is there. */
static float plate_ink(const struct inking *k, size_t i)
{
    const float x = (float)(i % k->sketch->picture.width),
                y = (float)(i / k->sketch->picture.width);
    for (uint32_t n = 0; n < k->plate_count; n++) {
        const struct plate *p = &k->plates[n];
        if (x < p->box[0] || x >= p->box[2] || y < p->box[1] || y >= p->box[3])
            continue;
        const float at = within(&p->range, k->tone.v[i]);
        return cd_mp_smooth(0.44f, 0.62f, p->light ? 1.0f - at : at);
    }
    return -1.0f;
}

static float land_ink(const struct inking *k, size_t i, float x, float y)
{
    static const float day[4] = {0.10f, 0.24f, 0.42f, 0.62f};
    static const float dark[4] = {0.22f, 0.42f, 0.62f, 0.80f};
    const float sign = k->plate_count > 0 ? plate_ink(k, i) : -1.0f;
    if (sign >= 0.0f)
        return sign;
    const float share = cd_mp_tone_sheet(within(&k->land, k->tone.v[i]), k->night ? dark : day);
    const float line = k->night && share > 0.9f ? 0.0f : cd_mp_smooth(0.09f, 0.21f, k->edges.v[i]);
    return fmaxf(cd_mp_screentone(x, y, k->cell, share), 0.92f * line);
}

/* Ink of a pixel of the shot; `alone` gets how far it is of the cast and its white surround. */
static float ink_at(const struct inking *k, int32_t x, int32_t y, float *alone)
{
    const size_t i =
        (size_t)(y - k->opts->at[1]) * k->sketch->picture.width + (size_t)(x - k->opts->at[0]);
    const float px = (float)x, py = (float)y;
    const float cover = k->cover.v[i];
    const float away = (cover - 0.5f) / k->slope; /* pixels inside the outline */
    const float bold = 0.0021f * k->unit, halo = 0.0046f * k->unit;
    *alone = cd_mp_smooth(-halo - 0.7f, -halo + 0.7f, away);
    float ink = 0.0f;
    if (*alone < 1.0f) {
        const bool sky = k->sketch->sky != NULL && k->sketch->sky[i] != 0;
        ink = k->sketch->sky == NULL ? cd_mp__backdrop_at(&k->backdrop, px, py)
              : sky                  ? sky_ink(k, i, px, py)
                                     : land_ink(k, i, px, py);
        ink *= 1.0f - *alone;
    }
    if (away > 0.0f)
        ink = cast_ink(k, i, px, py);
    ink = fmaxf(ink, cd_mp_smooth(bold + 0.7f, bold - 0.7f, fabsf(away)));
    if (k->open) {
        const mp_weather weather = k->opts->scene->weather;
        const float shown = k->night || weather == MP_SNOWFALL ? 0.0f : 1.0f;
        ink = cd_mp_lerp(ink, shown, cd_mp__falling_at(weather, px, py, k->unit));
    }
    return cd_mp_clamp(ink, 0.0f, 1.0f);
}

static void ink_rows(void *data, int32_t from, int32_t to)
{
    const struct inking *k = data;
    const float line = 0.0030f * k->unit;
    const int32_t x0 = k->opts->at[0], x1 = x0 + (int32_t)k->sketch->picture.width;
    for (int32_t y = from < 0 ? 0 : from; y < to && y < k->paper->height; y++) {
        uint8_t *row = k->paper->px + (size_t)y * (size_t)k->paper->width;
        /* The upper part of a hero may reach over the frame. */
        const bool over = k->panel->shot == MP_SHOT_HERO &&
                          (float)y < (float)k->panel->box[1] + 0.34f * k->backdrop.height;
        for (int32_t x = x0 < 0 ? 0 : x0; x < x1 && x < k->paper->width; x++) {
            const float inside = cd_mp_panel_inside(k->panel, (float)x + 0.5f, (float)y + 0.5f);
            float alone;
            if (inside < -0.5f && !over)
                continue;
            float ink = ink_at(k, x, y, &alone);
            const float border = cd_mp_smooth(line + 0.6f, line - 0.6f, inside);
            if (over) {
                const float out = cd_mp_smooth(0.5f, -0.5f, inside); /* of the panel */
                const float paper = 1.0f - (float)row[x] * (1.0f / 255.0f);
                ink = cd_mp_lerp(cd_mp_lerp(fmaxf(ink, border), paper, out), ink, alone);
            } else {
                ink = fmaxf(ink, border) * cd_mp_smooth(-0.5f, 0.5f, inside);
            }
            row[x] = (uint8_t)(255.0f * (1.0f - cd_mp_clamp(ink, 0.0f, 1.0f)) + 0.5f);
        }
    }
}

static cd_rc planes(struct inking *k, cd_err *err)
{
    const mp_picture *picture = &k->sketch->picture;
    const int32_t radius = (int32_t)(0.0062f * k->unit) + 1;
    CD_TRY(cd_mp__plane_edges(&k->edges, picture, (int32_t)(k->unit / 1400.0f) + 1, err));
    CD_TRY(cd_mp__plane_luma(&k->tone, picture, err));
    CD_TRY(cd_mp__plane_blur(&k->tone, (int32_t)(0.0010f * k->unit) + 1, err));
    CD_TRY(cd_mp__plane_luma(&k->cover, picture, err));
    cd_mp_rows(picture->threads, 0, k->cover.height, cover_rows, k);
    CD_TRY(cd_mp__plane_blur(&k->cover, radius, err));
    /* Two box passes make a triangle as wide as four radii: this is its height. */
    k->slope = 1.0f / (float)(2 * radius + 1);
    return CD_OK;
}

cd_rc cd_mp_panel_ink(mp_paper *paper, const mp_panel *panel, const mp_sketch *sketch,
                      const struct mp_inking_opts *opts, cd_err *err)
{
    CD_AUTO(inking_done)
    struct inking k = {.paper = paper,
                       .panel = panel,
                       .sketch = sketch,
                       .opts = opts,
                       .unit = (float)paper->width,
                       .cell = cd_mp_tone_cell(paper->width),
                       .night = opts->scene->time == MP_NIGHT && sketch->sky != NULL};
    CD_TRY(planes(&k, err));
    measure(&k);
    measure_plates(&k);
    cd_mp__backdrop_set(&k.backdrop, panel, opts->hero >= 0 ? &sketch->seats[opts->hero] : NULL,
                        opts, paper->width);
    cd_mp_rows(paper->threads, opts->at[1], opts->at[1] + (int32_t)sketch->picture.height, ink_rows,
               &k);
    return CD_OK;
}
