/* engine/multiplane/look/style_tones.c - styles of print and film: few flat colours, hard
 * light in grey, grain and halation. */
#include "engine/multiplane/look/brush.h"
#include "engine/multiplane/look/plane.h"
#include "engine/multiplane/look/style.h"
#include "engine/multiplane/look/swatch.h"

struct toning {
    const mp_picture *picture;
    mp_style style;
    float unit;
    mp_swatch swatch;
    mp_plane luma;   /* of film: what is bright, blurred */
    float low, high; /* of film noir: what is black and what is white */
};

static void toning_done(struct toning *t)
{
    cd_mp__plane_done(&t->luma);
}

static const float *flat_of(const struct toning *t, const float rgb[3])
{
    return t->swatch.rgb[cd_mp__swatch_near(&t->swatch, rgb)];
}

static float plane_at(const mp_plane *plane, int32_t x, int32_t y)
{
    x = x < 0 ? 0 : x >= plane->width ? plane->width - 1 : x;
    y = y < 0 ? 0 : y >= plane->height ? plane->height - 1 : y;
    return plane->v[(size_t)y * (size_t)plane->width + (size_t)x];
}

/* Hard grey, darkness in the corners and the light of a blind's slats across. */
static void noir_at(float rgb[3], const struct toning *t, int32_t x, int32_t y)
{
    const float w = (float)t->picture->width, h = (float)t->picture->height;
    const float dx = ((float)x / w - 0.5f) * 2.0f, dy = ((float)y / h - 0.47f) * 2.0f;
    const float around = cd_mp_smooth(1.30f, 0.35f, sqrtf(dx * dx * 0.8f + dy * dy));
    const float luma = 0.42f * rgb[0] + 0.46f * rgb[1] + 0.12f * rgb[2]; /* skin bright, sky dark */
    const float step = cd_mp_smooth(t->low, t->high, luma);
    const float hard = 0.82f * (0.4f * step + 0.6f * sqrtf(step)) +
                       0.18f * cd_mp_smooth(t->high, fmaxf(t->high + 0.1f, 1.0f), luma);
    const float slat = ((float)y + 0.22f * (float)x) / (t->unit * 0.085f);
    const float bright = cd_mp_smooth(0.27f, 0.19f, fabsf(slat - floorf(slat) - 0.5f));
    const float pane = cd_mp_smooth(0.04f, 0.16f, (float)x / w) *
                       cd_mp_smooth(0.70f, 0.48f, (float)x / w + 0.15f * (float)y / h) *
                       cd_mp_smooth(0.95f, 0.70f, (float)y / h);
    const float lit = 0.95f + pane * (0.50f * bright - 0.24f);
    const float grain = 0.05f * (cd_mp__knot(x, y) - 0.5f);
    rgb[0] = rgb[1] = rgb[2] = cd_mp_clamp((1.04f * hard + 0.06f * pane * bright) * lit *
                                                   cd_mp_lerp(0.34f, 1.18f, around) +
                                               grain * (0.3f + hard),
                                           0.0f, 1.0f);
}

/* Grain that is strongest in the middle tones, red light around what is bright, warm lights and
 * green shadows. */
static void film_at(float rgb[3], const struct toning *t, int32_t x, int32_t y)
{
    static const float halo[3] = {0.42f, 0.15f, 0.03f};
    const int32_t size = (int32_t)(t->unit / 900.0f) + 1;
    const float luma = cd_mp_rgb_luma(rgb);
    const float around = plane_at(&t->luma, x, y);
    const float grain = cd_mp__knot(x / size, y / size) + cd_mp__knot(x + 911, y) - 1.0f;
    const float strength = 0.17f * (0.35f + 2.6f * luma * (1.0f - luma));
    const float tone[3] = {0.035f + 0.955f * rgb[0] + 0.03f * luma, 0.045f + 0.915f * rgb[1],
                           0.060f + 0.80f * rgb[2]};
    for (int c = 0; c < 3; c++)
        rgb[c] = tone[c] + halo[c] * around * (1.0f - 0.5f * luma) + strength * grain;
}

/* Half of the picture is dark whatever light there was, and something is bright. */
static void expose(struct toning *t)
{
    enum { LEVELS = 256 };
    uint32_t counts[LEVELS] = {0};
    uint32_t sum = 0;
    const size_t count = (size_t)t->picture->width * t->picture->height, step = count / 16384 + 1;
    uint32_t samples = 0;
    for (size_t i = 0; i < count; i += step, samples++) {
        const uint16_t *px = t->picture->px + i * 3;
        counts[(42u * px[0] + 46u * px[1] + 12u * px[2]) / 25700u]++;
    }
    t->low = t->high = -1.0f;
    for (uint32_t i = 0; i < LEVELS; i++) {
        sum += counts[i];
        if (t->low < 0.0f && sum * 100 >= samples * 6)
            t->low = (float)i / LEVELS;
        if (t->high < 0.0f && sum * 100 >= samples * 96)
            t->high = (float)i / LEVELS;
    }
    t->high = fmaxf(t->high, t->low + 0.25f);
    t->low += 0.10f * (t->high - t->low);
}

static void tone_rows(void *data, int32_t from, int32_t to)
{
    const struct toning *t = data;
    for (int32_t y = from; y < to; y++) {
        uint16_t *px = t->picture->px + (size_t)y * t->picture->width * 3;
        for (int32_t x = 0; x < (int32_t)t->picture->width; x++, px += 3) {
            float rgb[3];
            cd_mp_rgb_get(rgb, px);
            if (t->style == MP_STYLE_FLAT)
                cd_mp_rgb_put(px, flat_of(t, rgb));
            else {
                if (t->style == MP_STYLE_NOIR)
                    noir_at(rgb, t, x, y);
                else
                    film_at(rgb, t, x, y);
                cd_mp_rgb_put(px, rgb);
            }
        }
    }
}

/* What is bright enough to shine through the film and back. */
static void bright_rows(void *data, int32_t from, int32_t to)
{
    const struct toning *t = data;
    const size_t line = t->picture->width;
    for (size_t i = (size_t)from * line; i < (size_t)to * line; i++)
        t->luma.v[i] = cd_mp_smooth(0.72f, 0.97f, t->luma.v[i]);
}

cd_rc cd_mp__style_tones(const mp_picture *picture, mp_style style, cd_err *err)
{
    CD_AUTO(toning_done)
    struct toning t = {.picture = picture, .style = style, .unit = cd_mp__short_side(picture)};
    if (style == MP_STYLE_NOIR)
        expose(&t);
    if (style == MP_STYLE_FLAT) {
        CD_TRY(cd_mp__brush(picture, 0.005f, err)); /* no blade of grass of its own */
        cd_mp__swatch_of(&t.swatch, picture, 20);
    }
    if (style == MP_STYLE_FILM) {
        CD_TRY(cd_mp__plane_luma(&t.luma, picture, err));
        cd_mp_rows(picture->threads, 0, t.luma.height, bright_rows, &t);
        CD_TRY(cd_mp__plane_blur(&t.luma, (int32_t)(t.unit / 60.0f) + 1, err));
    }
    cd_mp_rows(picture->threads, 0, (int32_t)picture->height, tone_rows, &t);
    return CD_OK;
}
