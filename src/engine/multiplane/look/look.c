/* engine/multiplane/look/look.c - reads a look from a prompt and lays it over pictures. */
#include "engine/multiplane/look/look.h"

#include "engine/multiplane/film/fall.h"
#include "engine/multiplane/words/says.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *words;
    mp_time time;
} times[] = {
#define MP_LOOK_TIME(value, words) {words, value},
#define MP_LOOK_WEATHER(value, words)
#define MP_LOOK_STYLE(value, words)
#include "engine/multiplane/look/looks.def"
#undef MP_LOOK_TIME
#undef MP_LOOK_WEATHER
#undef MP_LOOK_STYLE
};

static const struct {
    const char *words;
    mp_weather weather;
} weathers[] = {
#define MP_LOOK_TIME(value, words)
#define MP_LOOK_WEATHER(value, words) {words, value},
#define MP_LOOK_STYLE(value, words)
#include "engine/multiplane/look/looks.def"
#undef MP_LOOK_TIME
#undef MP_LOOK_WEATHER
#undef MP_LOOK_STYLE
};

static const struct {
    const char *words;
    mp_style style;
} styles[] = {
#define MP_LOOK_TIME(value, words)
#define MP_LOOK_WEATHER(value, words)
#define MP_LOOK_STYLE(value, words) {words, MP_STYLE_##value},
#include "engine/multiplane/look/looks.def"
#undef MP_LOOK_TIME
#undef MP_LOOK_WEATHER
#undef MP_LOOK_STYLE
};

static const struct {
    const char *names;
    uint32_t rgb;
} colors[] = {
#define MP_COLOR(rgb, names) {names, rgb},
#include "engine/multiplane/words/colors.def"
#undef MP_COLOR
};

static void color_read(mp_look *out, cd_str prompt)
{
    size_t longest = 0;
    for (size_t i = 0; i < CD_COUNT(colors); i++) {
        cd_str rest = cd_str_from(colors[i].names);
        cd_str name;
        for (bool more = true; more;) {
            char one[64];
            more = cd_str_cut(rest, ',', &name, &rest);
            /* "dark red" says more than "red". */
            if (!cd_str_copy(one, sizeof one, cd_str_trim(name)) || strlen(one) <= longest ||
                !cd_mp_says(prompt, one))
                continue;
            longest = strlen(one);
            out->has_color = true;
            for (int c = 0; c < 3; c++)
                out->color[c] = (float)(colors[i].rgb >> (16 - 8 * c) & 255) * (1.0f / 255.0f);
        }
    }
}

static void hue_color(float rgb[3], float hue)
{
    for (int c = 0; c < 3; c++)
        rgb[c] = 0.5f + 0.5f * cosf(6.2831853f * (hue - (float)c / 3.0f));
}

void cd_mp_look_read(mp_look *out, cd_str prompt, uint64_t seed, bool adds)
{
    *out = (mp_look){.seed = seed};
    for (size_t i = 0; i < CD_COUNT(times) && !out->has_time; i++)
        if (cd_mp_says(prompt, times[i].words)) {
            out->has_time = true;
            out->time = times[i].time;
        }
    for (size_t i = 0; i < CD_COUNT(weathers) && !out->has_weather; i++)
        if (cd_mp_says(prompt, weathers[i].words)) {
            out->has_weather = true;
            out->weather = weathers[i].weather;
        }
    for (size_t i = 0; i < CD_COUNT(styles) && out->style == MP_STYLE_NONE; i++)
        if (cd_mp_says(prompt, styles[i].words))
            out->style = styles[i].style;
    const bool gray = out->style == MP_STYLE_MONOCHROME || out->style == MP_STYLE_SEPIA ||
                      out->style == MP_STYLE_MANGA;
    if (!adds && !gray) /* "add a red hat" is about the hat */
        color_read(out, prompt);
    if (adds || out->has_time || out->has_weather || out->has_color || out->style != MP_STYLE_NONE)
        return;
    const float hue = cd_mp_hash01(cd_str_hash(prompt));
    out->has_tones = true;
    hue_color(out->shadow, hue);
    hue_color(out->light, hue + 0.42f);
}

struct mixing {
    const mp_picture *picture;
    const uint16_t *before;
    int32_t share;
};

static void mix_rows(void *data, int32_t from, int32_t to)
{
    const struct mixing *mixing = data;
    const size_t line = (size_t)mixing->picture->width * 3;
    uint16_t *px = mixing->picture->px;
    for (size_t i = (size_t)from * line; i < (size_t)to * line; i++) {
        const int64_t apart = (int64_t)px[i] - mixing->before[i];
        px[i] = (uint16_t)(mixing->before[i] + ((apart * mixing->share) >> 15));
    }
}

static void weather_lay(const mp_picture *picture, const mp_look *look, float t)
{
    const mp_scene scene = {.seed = look->seed,
                            .setting = MP_SETTING_MEADOW,
                            .time = look->has_time ? look->time : MP_NOON,
                            .weather = look->weather};
    cd_mp_fall_draw(picture->px, picture->width, picture->height, &scene, t, 1.0f);
}

cd_rc cd_mp_look_lay(const mp_picture *picture, mp_look *look, float amount, float t, cd_err *err)
{
    const size_t bytes = (size_t)picture->width * picture->height * 3 * sizeof(uint16_t);
    CD_AUTO(cd_free_ptr) uint16_t *before = NULL;
    if (amount < 1.0f) { /* all of it needs nothing of the picture as it was */
        CD_TRY(cd_try_alloc(&before, bytes, err));
        memcpy(before, picture->px, bytes);
    }
    if (look->has_color && !look->has_hue) {
        look->has_hue = cd_mp__look_main_hue(&look->hue, picture, look->color);
        look->has_tones = !look->has_hue; /* a grey picture takes the colour all over */
        if (look->has_tones) {
            memcpy(look->light, look->color, sizeof look->light);
            memcpy(look->shadow, look->color, sizeof look->shadow);
        }
        look->has_color = look->has_hue;
    }
    cd_mp__look_grade(picture, look);
    CD_TRY(cd_mp__look_style(picture, look->style, err));
    if (look->has_weather)
        weather_lay(picture, look, t);
    if (before == NULL)
        return CD_OK;
    struct mixing mixing = {picture, before,
                            (int32_t)(cd_mp_clamp(amount, 0.0f, 1.0f) * 32768.0f + 0.5f)};
    cd_mp_rows(picture->threads, 0, (int32_t)picture->height, mix_rows, &mixing);
    return CD_OK;
}
