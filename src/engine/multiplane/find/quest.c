/* engine/multiplane/find/quest.c - what a word looks like: rows of things.def, the colours of a
 * figure. */
#include "engine/multiplane/find/seek.h"
#include "engine/multiplane/words/says.h"

#include <string.h>

static const struct {
    mp_sought what;
    const char *words;
    uint32_t colors[MP_QUEST_COLORS];
} things[] = {
#define MP_THING(kind, words, ...) {MP_SOUGHT_##kind, words, {__VA_ARGS__}},
#include "engine/multiplane/find/things.def"
#undef MP_THING
};

static void lab_of_bytes(float lab[3], const uint8_t rgb[3])
{
    const float channels[3] = {(float)rgb[0] / 255.0f, (float)rgb[1] / 255.0f,
                               (float)rgb[2] / 255.0f};
    cd_mp_lab_of(lab, channels);
}

/* The colours that cover most of a figure: full boxes of 12 x 12 x 12 of them. */
static void figure_colors(mp_quest *out, const cd_mp_sprite *sprite)
{
    enum { SIDE = 12, BOXES = SIDE * SIDE * SIDE };
    float sum[BOXES][4] = {{0.0f}};
    float total = 0.0f;
    for (size_t i = 0; i < (size_t)sprite->width * sprite->height; i++) {
        const uint8_t *px = sprite->rgba + i * 4;
        uint32_t at = 0;
        if (px[3] < 200)
            continue;
        for (int c = 0; c < 3; c++)
            at = at * SIDE + (uint32_t)px[c] * SIDE / 256;
        for (int c = 0; c < 3; c++)
            sum[at][c] += (float)px[c];
        sum[at][3] += 1.0f;
        total += 1.0f;
    }
    for (out->color_count = 0; out->color_count < MP_QUEST_COLORS && total > 0.0f;) {
        uint32_t most = 0;
        for (uint32_t i = 1; i < BOXES; i++)
            most = sum[i][3] > sum[most][3] ? i : most;
        if (sum[most][3] < 0.02f * total)
            break;
        uint8_t rgb[3];
        for (int c = 0; c < 3; c++)
            rgb[c] = (uint8_t)(sum[most][c] / sum[most][3]);
        lab_of_bytes(out->color[out->color_count], rgb);
        out->share[out->color_count++] = sum[most][3] / total;
        sum[most][3] = 0.0f;
    }
}

cd_rc cd_mp_quest_of(mp_quest *out, cd_str word, int32_t figure, cd_mp_sprites *sprites,
                     cd_err *err)
{
    enum { FIGURE_PX = 96 };
    const cd_mp_sprite *sprite = NULL;
    *out = (mp_quest){.what = MP_SOUGHT_THING};
    for (size_t i = 0; i < CD_COUNT(things); i++) {
        if (!cd_mp_says(word, things[i].words))
            continue;
        out->what = things[i].what;
        for (int k = 0; k < MP_QUEST_COLORS && things[i].colors[k] != 0; k++) {
            const uint32_t hex = things[i].colors[k];
            const uint8_t rgb[3] = {(uint8_t)(hex >> 16), (uint8_t)(hex >> 8), (uint8_t)hex};
            lab_of_bytes(out->color[k], rgb);
            out->share[k] = 1.0f;
            out->color_count++;
        }
        return CD_OK;
    }
    if (figure == MP_FIGURE_NONE)
        return CD_OK;
    CD_TRY(cd_mp_sprite_get(&sprite, sprites, figure, FIGURE_PX, err));
    figure_colors(out, sprite);
    cd_mp_sprite_put(sprites, &sprite);
    return CD_OK;
}

void cd_mp_quest_named(mp_quest *quest, const uint8_t color[3])
{
    quest->named = true;
    quest->color_count = 1;
    quest->share[0] = 1.0f;
    lab_of_bytes(quest->color[0], color);
}

/* A colour as people name it: by hue, or for greys by lightness. */
static float as_named(const float named[3], const float lab[3])
{
    const float chroma = hypotf(lab[1], lab[2]), wanted = hypotf(named[1], named[2]);
    if (wanted < 14.0f)
        return cd_mp_smooth(26.0f, 12.0f, chroma) *
               cd_mp_smooth(42.0f, 18.0f, fabsf(lab[0] - named[0]));
    const float dot = (lab[1] * named[1] + lab[2] * named[2]) / (wanted * fmaxf(chroma, 0.001f));
    return cd_mp_smooth(0.78f, 0.92f, dot) * cd_mp_smooth(9.0f, 24.0f, chroma) *
           cd_mp_smooth(70.0f, 45.0f, fabsf(lab[0] - named[0]));
}

float cd_mp__quest_likes(const mp_quest *quest, const float lab[3])
{
    float most = 0.0f;
    for (uint32_t k = 0; k < quest->color_count; k++) {
        const float *color = quest->color[k];
        if (quest->named) {
            most = fmaxf(most, as_named(color, lab));
            continue;
        }
        const float l = 0.6f * (lab[0] - color[0]), a = lab[1] - color[1], b = lab[2] - color[2];
        const float near = expf(-(l * l + a * a + b * b) / (2.0f * 15.0f * 15.0f));
        most = fmaxf(most, near * cd_mp_clamp(0.5f + 2.0f * quest->share[k], 0.0f, 1.0f));
    }
    return quest->color_count == 0 ? 1.0f : most;
}
