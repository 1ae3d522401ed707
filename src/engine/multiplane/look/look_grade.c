/* engine/multiplane/look/look_grade.c - what a look does pixel by pixel: light of a time of day,
 * air of a weather, a hue replaced by a colour, tones, and the styles that are nothing but colour.
 */
#include "engine/multiplane/look/look.h"

struct grading {
    const mp_picture *picture;
    const mp_look *look;
};

/* What a time of day does to a picture taken in another light. */
struct hour {
    float gain[3], lift[3];
    float saturation, contrast;
    float top[3]; /* laid over the upper part, where the sky mostly is */
    float top_share;
};

static const struct hour hours[MP_TIME__COUNT] = {
    [MP_DAWN] =
        {{1.06f, 0.95f, 0.98f}, {0.06f, 0.03f, 0.05f}, 0.92f, 0.88f, {1.0f, 0.72f, 0.75f}, 0.26f},
    [MP_MORNING] =
        {{1.10f, 1.06f, 0.97f}, {0.04f, 0.03f, 0.0f}, 1.06f, 1.0f, {1.0f, 0.95f, 0.80f}, 0.14f},
    [MP_NOON] =
        {{1.10f, 1.10f, 1.12f}, {0.02f, 0.02f, 0.03f}, 1.22f, 1.12f, {0.55f, 0.80f, 1.0f}, 0.14f},
    [MP_SUNSET] =
        {{1.10f, 0.82f, 0.62f}, {0.06f, 0.01f, 0.03f}, 1.10f, 1.05f, {0.98f, 0.42f, 0.30f}, 0.34f},
    [MP_NIGHT] =
        {{0.42f, 0.49f, 0.72f}, {0.0f, 0.01f, 0.035f}, 0.66f, 1.08f, {0.03f, 0.05f, 0.16f}, 0.42f},
};

static void saturate(float rgb[3], float saturation)
{
    const float luma = cd_mp_rgb_luma(rgb);
    for (int c = 0; c < 3; c++)
        rgb[c] = luma + (rgb[c] - luma) * saturation;
}

static void hour_lay(float rgb[3], mp_time time, float y)
{
    const struct hour *hour = &hours[time];
    const float bright = cd_mp_smooth(0.86f, 1.0f, cd_mp_rgb_luma(rgb));
    const float warm = time == MP_NIGHT ? 0.75f * bright : 0.0f; /* lamps and windows stay lit */
    const float up = hour->top_share * cd_mp_smooth(0.75f, 0.0f, y);
    saturate(rgb, hour->saturation);
    for (int c = 0; c < 3; c++) {
        float v = (rgb[c] - 0.5f) * hour->contrast + 0.5f;
        v = v * hour->gain[c] + hour->lift[c];
        v = cd_mp_lerp(v, hour->top[c], up);
        rgb[c] = cd_mp_lerp(v, rgb[c], warm);
    }
}

static void air_lay(float rgb[3], mp_weather weather, float y)
{
    static const float gray[3] = {0.80f, 0.83f, 0.86f};
    static const float cool[3] = {0.93f, 0.98f, 1.07f};
    const float share = weather == MP_FOG        ? 0.42f + 0.34f * cd_mp_smooth(1.0f, 0.3f, y)
                        : weather == MP_SNOWFALL ? 0.20f
                                                 : 0.08f;
    const float gain = weather == MP_RAIN ? 0.72f : weather == MP_CLOUDY ? 0.84f : 1.0f;
    saturate(rgb, weather == MP_CLEAR ? 1.15f : 0.62f);
    for (int c = 0; c < 3; c++)
        rgb[c] = cd_mp_lerp(rgb[c] * gain * cool[c], gray[c], weather == MP_CLEAR ? 0.0f : share);
}

/* Hue 0..1, or -1 for greys; *chroma 0..1. */
static float hue_of(const float rgb[3], float *chroma)
{
    const float most = fmaxf(rgb[0], fmaxf(rgb[1], rgb[2]));
    const float least = fminf(rgb[0], fminf(rgb[1], rgb[2]));
    *chroma = most - least;
    if (*chroma < 0.02f)
        return -1.0f;
    float hue;
    if (most == rgb[0])
        hue = (rgb[1] - rgb[2]) / *chroma;
    else if (most == rgb[1])
        hue = 2.0f + (rgb[2] - rgb[0]) / *chroma;
    else
        hue = 4.0f + (rgb[0] - rgb[1]) / *chroma;
    hue /= 6.0f;
    return hue < 0.0f ? hue + 1.0f : hue;
}

static float hues_apart(float a, float b)
{
    const float apart = fabsf(a - b);
    return apart > 0.5f ? 1.0f - apart : apart;
}

bool cd_mp__look_main_hue(float *hue, const mp_picture *picture, const float color[3])
{
    enum { BINS = 36, STEP = 3 };
    float votes[BINS] = {0};
    float most = 0.0f;
    float vivid;
    const float taken = hue_of(color, &vivid);
    for (uint32_t y = 0; y < picture->height; y += STEP)
        for (uint32_t x = 0; x < picture->width; x += STEP) {
            float rgb[3], chroma;
            cd_mp_rgb_get(rgb, picture->px + ((size_t)y * picture->width + x) * 3);
            const float h = hue_of(rgb, &chroma);
            if (h < 0.0f || chroma < 0.12f || (taken >= 0.0f && hues_apart(h, taken) < 0.09f))
                continue;
            const float dx = (float)x / (float)picture->width - 0.5f;
            const float dy = (float)y / (float)picture->height - 0.55f;
            votes[(int)(h * BINS) % BINS] +=
                chroma * chroma * chroma * expf(-9.0f * (dx * dx + dy * dy));
        }
    for (int i = 0; i < BINS; i++) {
        const float sum = votes[i] + 0.6f * (votes[(i + 1) % BINS] + votes[(i + BINS - 1) % BINS]);
        if (sum > most) {
            most = sum;
            *hue = ((float)i + 0.5f) / BINS;
        }
    }
    return most > 0.0002f * (float)picture->width * (float)picture->height / (STEP * STEP);
}

/* Pixels of about the look's hue take its colour, each at its own brightness. */
static void recolor(float rgb[3], const mp_look *look)
{
    float chroma;
    const float hue = hue_of(rgb, &chroma);
    const float apart = hues_apart(hue, look->hue);
    const float share =
        hue < 0.0f ? 0.0f : cd_mp_smooth(0.16f, 0.07f, apart) * cd_mp_smooth(0.05f, 0.22f, chroma);
    const float luma = cd_mp_rgb_luma(rgb);
    const float own = cd_mp_rgb_luma(look->color) + 0.02f;
    for (int c = 0; c < 3; c++) {
        /* Dark colours darken, light ones do not burn out. */
        const float k = (0.45f + 0.55f * luma / own);
        const float v = luma > own ? cd_mp_lerp(look->color[c], 1.0f, 0.55f * (luma - own))
                                   : look->color[c] * cd_mp_clamp(k, 0.25f, 1.0f);
        rgb[c] = cd_mp_lerp(rgb[c], v, share);
    }
}

static void tones_lay(float rgb[3], const mp_look *look)
{
    const float luma = cd_mp_rgb_luma(rgb);
    const float up = cd_mp_smooth(0.15f, 0.85f, luma);
    for (int c = 0; c < 3; c++) {
        const float tone = cd_mp_lerp(look->shadow[c], look->light[c], up);
        const float v = luma * (0.45f + 1.1f * tone) + 0.06f * tone * (1.0f - luma);
        rgb[c] = cd_mp_lerp(rgb[c], v, 0.5f);
    }
}

static void tint(float rgb[3], mp_style style)
{
    float luma = cd_mp_rgb_luma(rgb);
    const float curve = luma * luma * (3.0f - 2.0f * luma);
    switch (style) {
    case MP_STYLE_MONOCHROME:
        rgb[0] = rgb[1] = rgb[2] = cd_mp_lerp(luma, curve, 0.5f);
        break;
    case MP_STYLE_SEPIA:
        luma = 0.06f + 0.9f * luma;
        rgb[0] = luma * 1.10f;
        rgb[1] = luma * 0.90f;
        rgb[2] = luma * 0.66f;
        break;
    case MP_STYLE_NEON:
        saturate(rgb, 1.5f);
        rgb[0] = cd_mp_lerp(rgb[0], curve * 1.1f + 0.10f, 0.55f);
        rgb[1] = cd_mp_lerp(rgb[1], curve * 0.62f, 0.55f);
        rgb[2] = cd_mp_lerp(rgb[2], curve * 0.9f + 0.24f, 0.55f);
        break;
    case MP_STYLE_VINTAGE:
        saturate(rgb, 0.7f);
        rgb[0] = rgb[0] * 0.86f + 0.12f;
        rgb[1] = rgb[1] * 0.84f + 0.085f;
        rgb[2] = rgb[2] * 0.70f + 0.10f;
        break;
    case MP_STYLE_NEGATIVE:
        for (int c = 0; c < 3; c++)
            rgb[c] = 1.0f - rgb[c];
        break;
    default:
        break;
    }
}

static void grade_rows(void *data, int32_t from, int32_t to)
{
    const struct grading *grading = data;
    const mp_look *look = grading->look;
    for (int32_t y = from; y < to; y++) {
        uint16_t *px = grading->picture->px + (size_t)y * grading->picture->width * 3;
        const float down = ((float)y + 0.5f) / (float)grading->picture->height;
        for (uint32_t x = 0; x < grading->picture->width; x++, px += 3) {
            float rgb[3];
            cd_mp_rgb_get(rgb, px);
            if (look->has_color)
                recolor(rgb, look);
            if (look->has_weather)
                air_lay(rgb, look->weather, down);
            if (look->has_time)
                hour_lay(rgb, look->time, down);
            if (look->has_tones)
                tones_lay(rgb, look);
            for (int c = 0; c < 3; c++)
                rgb[c] = cd_mp_clamp(rgb[c], 0.0f, 1.0f);
            tint(rgb, look->style);
            cd_mp_rgb_put(px, rgb);
        }
    }
}

void cd_mp__look_grade(const mp_picture *picture, const mp_look *look)
{
    struct grading grading = {picture, look};
    cd_mp_rows(picture->threads, 0, (int32_t)picture->height, grade_rows, &grading);
}
