/* engine/multiplane/look/style_tones.c - styles of print, paper and film: few flat colours, layers
 * that throw shadows, hard light in grey, grain and halation. */
#include "engine/multiplane/look/plane.h"
#include "engine/multiplane/look/style.h"
#include "engine/multiplane/look/swatch.h"

struct toning {
    const mp_picture *picture;
    mp_style style;
    float unit;
    mp_swatch swatch;
    mp_plane luma; /* blurred; of paper: how far in front */
};

static void toning_done(struct toning *t)
{
    cd_mp__plane_done(&t->luma);
}

static const float *flat_of(const struct toning *t, const float rgb[3])
{
    return t->swatch.rgb[cd_mp__swatch_near(&t->swatch, rgb)];
}

static float fore_of(const struct toning *t, const float rgb[3])
{
    return 1.0f - (float)cd_mp__swatch_near(&t->swatch, rgb) / (float)(t->swatch.count);
}

static void fore_rows(void *data, int32_t from, int32_t to)
{
    const struct toning *t = data;
    const size_t line = t->picture->width;
    for (size_t i = (size_t)from * line; i < (size_t)to * line; i++) {
        float rgb[3];
        cd_mp_rgb_get(rgb, t->picture->px + i * 3);
        t->luma.v[i] = fore_of(t, rgb);
    }
}

static float plane_at(const mp_plane *plane, int32_t x, int32_t y)
{
    x = x < 0 ? 0 : x >= plane->width ? plane->width - 1 : x;
    y = y < 0 ? 0 : y >= plane->height ? plane->height - 1 : y;
    return plane->v[(size_t)y * (size_t)plane->width + (size_t)x];
}

/* Dark paper lies in front, with light from the upper left. */
static void paper_at(float rgb[3], const struct toning *t, int32_t x, int32_t y)
{
    const int32_t away = (int32_t)(t->unit / 160.0f) + 1;
    const float fore = fore_of(t, rgb);
    const float above = plane_at(&t->luma, x - away, y - away) - fore;
    const float below = plane_at(&t->luma, x + away / 3, y + away / 3) - fore;
    const float shadow = 1.0f - 0.62f * cd_mp_smooth(0.0f, 0.30f, above);
    const float rim = 0.10f * cd_mp_smooth(0.02f, 0.25f, -below);
    const float fibre = 0.05f * (cd_mp__knot(x / 2, y / 2) - 0.5f);
    const float *flat = flat_of(t, rgb);
    const float luma = cd_mp_rgb_luma(flat);
    for (int c = 0; c < 3; c++) {
        const float dyed = 0.06f + 0.92f * (luma + (flat[c] - luma) * 1.25f);
        rgb[c] = (dyed + fibre + rim) * shadow;
    }
}

/* Hard grey, darkness in the corners and the light of a blind's slats across. */
static void noir_at(float rgb[3], const struct toning *t, int32_t x, int32_t y)
{
    const float w = (float)t->picture->width, h = (float)t->picture->height;
    const float dx = ((float)x / w - 0.5f) * 2.0f, dy = ((float)y / h - 0.47f) * 2.0f;
    const float around = cd_mp_smooth(1.30f, 0.35f, sqrtf(dx * dx * 0.8f + dy * dy));
    const float luma = 0.42f * rgb[0] + 0.46f * rgb[1] + 0.12f * rgb[2]; /* skin bright, sky dark */
    const float hard = cd_mp_smooth(0.10f, 0.84f, luma);
    const float slat = ((float)y + 0.22f * (float)x) / (t->unit * 0.085f);
    const float bright = cd_mp_smooth(0.26f, 0.20f, fabsf(slat - floorf(slat) - 0.5f));
    const float pane = cd_mp_smooth(0.10f, 0.22f, (float)x / w) *
                       cd_mp_smooth(0.78f, 0.62f, (float)x / w + 0.15f * (float)y / h);
    const float lit = 0.66f + pane * (0.46f * bright - 0.16f);
    const float grain = 0.05f * (cd_mp__knot(x, y) - 0.5f);
    rgb[0] = rgb[1] = rgb[2] =
        cd_mp_clamp(hard * lit * cd_mp_lerp(0.22f, 1.15f, around) + grain * (0.3f + hard), 0, 1);
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
                if (t->style == MP_STYLE_PAPERCUT)
                    paper_at(rgb, t, x, y);
                else if (t->style == MP_STYLE_NOIR)
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
    if (style == MP_STYLE_FLAT)
        cd_mp__swatch_of(&t.swatch, picture, 16);
    if (style == MP_STYLE_PAPERCUT)
        cd_mp__swatch_of(&t.swatch, picture, 10);
    if (style == MP_STYLE_PAPERCUT || style == MP_STYLE_FILM) {
        CD_TRY(cd_mp__plane_luma(&t.luma, picture, err));
        cd_mp_rows(picture->threads, 0, t.luma.height,
                   style == MP_STYLE_FILM ? bright_rows : fore_rows, &t);
        const float share = style == MP_STYLE_FILM ? 60.0f : 260.0f;
        CD_TRY(cd_mp__plane_blur(&t.luma, (int32_t)(t.unit / share) + 1, err));
    }
    cd_mp_rows(picture->threads, 0, (int32_t)picture->height, tone_rows, &t);
    return CD_OK;
}
