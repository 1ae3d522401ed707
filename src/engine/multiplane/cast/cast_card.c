/* engine/multiplane/cast/cast_card.c - from 8-bit figures to cards of linear light: scaling with a
 * tent filter, one axis after the other. */
#include "engine/multiplane/cast/cast.h"

struct scale {
    const cd_mp_sprite *sprite;
    const mp_canvas *from; /* second pass */
    mp_canvas *to;
    bool flip;
};

static mp_px texel(const uint8_t *rgba, const float *linear)
{
    const uint32_t a = rgba[3];
    if (a == 0)
        return (mp_px){0, 0, 0, 0};
    if (a == 255)
        return (mp_px){linear[rgba[0]], linear[rgba[1]], linear[rgba[2]], 1.0f};
    const float k = 255.0f / (float)a;
    const float alpha = (float)a * (1.0f / 255.0f);
    uint32_t c[3];
    for (int i = 0; i < 3; i++)
        c[i] = (uint32_t)cd_mp_clamp((float)rgba[i] * k + 0.5f, 0.0f, 255.0f);
    return (mp_px){linear[c[0]] * alpha, linear[c[1]] * alpha, linear[c[2]] * alpha, alpha};
}

/* Weights of source cells around the middle of cell `i`. */
struct taps {
    int32_t from, to;
    float middle, reach;
};

static struct taps taps_at(int32_t i, int32_t dst, int32_t src)
{
    const float k = (float)src / (float)dst;
    const float reach = k > 1.0f ? k : 1.0f;
    const float middle = ((float)i + 0.5f) * k - 0.5f;
    const int32_t from = cd_mp_floor(middle - reach) + 1;
    const int32_t to = cd_mp_floor(middle + reach);
    return (struct taps){from < 0 ? 0 : from, to >= src ? src - 1 : to, middle, reach};
}

/* Figure rows to rows of the final width. */
static void across_rows(void *data, int32_t from, int32_t to)
{
    const struct scale *s = data;
    const float *linear = cd_mp_linear_table();
    const int32_t src = (int32_t)s->sprite->width;
    const int32_t dst = s->to->width;
    for (int32_t y = from; y < to; y++) {
        const uint8_t *row = s->sprite->rgba + (size_t)y * s->sprite->width * 4;
        mp_px *out = s->to->px + (size_t)y * (size_t)dst;
        for (int32_t x = 0; x < dst; x++) {
            const struct taps t = taps_at(x, dst, src);
            mp_px sum = {0, 0, 0, 0};
            float weight = 0.0f;
            for (int32_t i = t.from; i <= t.to; i++) {
                const float w = 1.0f - fabsf((float)i - t.middle) / t.reach;
                const mp_px p = texel(row + (size_t)i * 4, linear);
                sum = (mp_px){sum.r + p.r * w, sum.g + p.g * w, sum.b + p.b * w, sum.a + p.a * w};
                weight += w;
            }
            const float k = weight > 0.0f ? 1.0f / weight : 0.0f;
            out[s->flip ? dst - 1 - x : x] = (mp_px){sum.r * k, sum.g * k, sum.b * k, sum.a * k};
        }
    }
}

static void down_rows(void *data, int32_t from, int32_t to)
{
    const struct scale *s = data;
    const int32_t width = s->to->width;
    for (int32_t y = from; y < to; y++) {
        const struct taps t = taps_at(y, s->to->height, s->from->height);
        mp_px *out = s->to->px + (size_t)y * (size_t)width;
        float weight = 0.0f;
        for (int32_t i = t.from; i <= t.to; i++)
            weight += 1.0f - fabsf((float)i - t.middle) / t.reach;
        for (int32_t i = t.from; i <= t.to && weight > 0.0f; i++) {
            const float w = (1.0f - fabsf((float)i - t.middle) / t.reach) / weight;
            const mp_px *row = s->from->px + (size_t)i * (size_t)width;
            for (int32_t x = 0; x < width; x++) {
                out[x].r += row[x].r * w;
                out[x].g += row[x].g * w;
                out[x].b += row[x].b * w;
                out[x].a += row[x].a * w;
            }
        }
    }
}

cd_rc cd_mp_card_new(mp_canvas *out, const cd_mp_sprite *sprite, int32_t width, int32_t height,
                     bool flip, unsigned threads, cd_err *err)
{
    CD_AUTO(cd_mp_canvas_done) mp_canvas wide = {0, 0, NULL};
    CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
    CD_TRY(cd_mp_canvas_new(&wide, width, (int32_t)sprite->height, err));
    CD_TRY(cd_mp_canvas_new(&card, width, height, err));
    struct scale across = {sprite, NULL, &wide, flip};
    cd_mp_rows(threads, 0, wide.height, across_rows, &across);
    struct scale down = {sprite, &wide, &card, flip};
    cd_mp_rows(threads, 0, card.height, down_rows, &down);
    *out = card;
    card = (mp_canvas){0, 0, NULL};
    return CD_OK;
}
