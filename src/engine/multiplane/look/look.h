/* engine/multiplane/look/look.h - another look for a picture that is there already: time of day,
 * weather, a colour, a style, all by grading and simple filters. Works on pictures of 16-bit
 * samples in sRGB's curve, as the camera's film has them. A look is read once and laid over any
 * number of frames. Thread: any; filters use threads. Uses: scene, paint, frame. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_LOOK_H
#define CD_ENGINE_MULTIPLANE_LOOK_LOOK_H
#include "engine/multiplane/paint/paint.h"
#include "media/frame.h"

typedef enum mp_style {
    MP_STYLE_NONE,
    MP_STYLE_MONOCHROME,
    MP_STYLE_SEPIA,
    MP_STYLE_MANGA,
    MP_STYLE_PIXELS,
    MP_STYLE_PAINTING,
    MP_STYLE_WATERCOLOR,
    MP_STYLE_SKETCH,
    MP_STYLE_CARTOON,
    MP_STYLE_NEON,
    MP_STYLE_VINTAGE,
    MP_STYLE_NEGATIVE,
    MP_STYLE_FLAT,
    MP_STYLE_INK,
    MP_STYLE_UKIYOE,
    MP_STYLE_NOIR,
    MP_STYLE_FILM,
    MP_STYLE_ANIME,
    MP_STYLE_LOWPOLY,
    MP_STYLE_BLUEPRINT,
    MP_STYLE_GLASS,
    MP_STYLE_GLOW, /* lines like neon tubes */
    MP_STYLE_PAPERCUT
} mp_style;

/* A picture in memory that others own. */
typedef struct mp_picture {
    uint16_t *px; /* [height][width][3], 65535 is white */
    uint32_t width, height;
    unsigned threads;
} mp_picture;

typedef struct mp_look {
    bool has_time, has_weather, has_color, has_tones;
    mp_time time;
    mp_weather weather;
    mp_style style;
    float color[3];            /* of what is recoloured, 0..1 */
    bool has_hue;              /* the hue that is recoloured has been chosen */
    float hue;                 /* 0..1 */
    float shadow[3], light[3]; /* tones for a prompt that says nothing of looks */
    uint64_t seed;
} mp_look;

/* What the prompt asks for. When it asks for no look at all, and nothing is added to the picture,
 * the words' hash gives a pair of tones, so that there always is an effect. */
void cd_mp_look_read(mp_look *out, cd_str prompt, uint64_t seed, bool adds);
/* Lays the look over the picture, `amount` 0..1 of it. `t` 0..1 is the place in a clip, for what
 * falls. The first picture decides which of its hues a colour replaces. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_look_lay(const mp_picture *picture, mp_look *look, float amount, float t,
                             cd_err *err);
/* Ink, screentone and a panel's border: the whole of a manga page's look. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_look_manga(const mp_picture *picture, cd_err *err);

/* For the files of look/: colours of pixels. */
void cd_mp__look_grade(const mp_picture *picture, const mp_look *look);
CD_MUST cd_rc cd_mp__look_style(const mp_picture *picture, mp_style style, cd_err *err);
/* The hue that stands out, most so in the middle, and is not that of `color` already; false when
 * the picture has none. */
bool cd_mp__look_main_hue(float *hue, const mp_picture *picture, const float color[3]);

static inline void cd_mp_rgb_get(float rgb[3], const uint16_t *px)
{
    for (int c = 0; c < 3; c++)
        rgb[c] = (float)px[c] * (1.0f / 65535.0f);
}
static inline void cd_mp_rgb_put(uint16_t *px, const float rgb[3])
{
    for (int c = 0; c < 3; c++)
        px[c] = (uint16_t)(cd_mp_clamp(rgb[c], 0.0f, 1.0f) * 65535.0f + 0.5f);
}
static inline float cd_mp_rgb_luma(const float rgb[3])
{
    return 0.2126f * rgb[0] + 0.7152f * rgb[1] + 0.0722f * rgb[2];
}

#endif
