/* engine/multiplane/look/swatch.c - median cut over a sample of the pixels, in sRGB's curve. */
#include "engine/multiplane/look/swatch.h"

#include <stdlib.h>
#include <string.h>

enum { SAMPLES_SIDE = 96 };

struct sample {
    uint8_t rgb[3];
};

struct box {
    uint32_t from, to;
};

static int by_red(const void *a, const void *b)
{
    return ((const struct sample *)a)->rgb[0] - ((const struct sample *)b)->rgb[0];
}
static int by_green(const void *a, const void *b)
{
    return ((const struct sample *)a)->rgb[1] - ((const struct sample *)b)->rgb[1];
}
static int by_blue(const void *a, const void *b)
{
    return ((const struct sample *)a)->rgb[2] - ((const struct sample *)b)->rgb[2];
}

/* The channel in which the box is widest, and how wide. */
static int widest(const struct sample *samples, struct box box, uint32_t *width)
{
    int best = 0;
    *width = 0;
    for (int c = 0; c < 3; c++) {
        uint32_t low = 255, high = 0;
        for (uint32_t i = box.from; i < box.to; i++) {
            low = samples[i].rgb[c] < low ? samples[i].rgb[c] : low;
            high = samples[i].rgb[c] > high ? samples[i].rgb[c] : high;
        }
        if (high > low && high - low > *width) {
            *width = high - low;
            best = c;
        }
    }
    return best;
}

/* Halves the box that matters most: wide ones before full ones, so that small bright things keep
 * their colour. False when all are of one colour. */
static bool halve(struct box *boxes, uint32_t count, struct sample *samples)
{
    static int (*const orders[3])(const void *, const void *) = {by_red, by_green, by_blue};
    double most = 0.0;
    uint32_t chosen = 0;
    int channel = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t width;
        const int c = widest(samples, boxes[i], &width);
        const double weight = (double)width * width * sqrt((double)(boxes[i].to - boxes[i].from));
        if (weight > most) {
            most = weight;
            chosen = i;
            channel = c;
        }
    }
    struct box *box = &boxes[chosen];
    if (most <= 0.0)
        return false;
    qsort(samples + box->from, box->to - box->from, sizeof *samples, orders[channel]);
    /* Between two different values, nearest to half the range: a gap is a better cut than half of
     * the pixels. */
    const uint32_t mid =
        (samples[box->from].rgb[channel] + samples[box->to - 1].rgb[channel] + 1u) / 2;
    uint32_t cut = box->from + 1;
    while (cut < box->to - 1 && samples[cut].rgb[channel] < mid)
        cut++;
    boxes[count] = (struct box){cut, box->to};
    box->to = cut;
    return true;
}

static int by_luma(const void *a, const void *b)
{
    const float apart = cd_mp_rgb_luma(a) - cd_mp_rgb_luma(b);
    return apart < 0.0f ? -1 : apart > 0.0f;
}

static void nearest_fill(mp_swatch *out)
{
    for (uint32_t i = 0; i < MP_SWATCH_CUBE * MP_SWATCH_CUBE * MP_SWATCH_CUBE; i++) {
        const uint32_t at[3] = {i / (MP_SWATCH_CUBE * MP_SWATCH_CUBE),
                                i / MP_SWATCH_CUBE % MP_SWATCH_CUBE, i % MP_SWATCH_CUBE};
        float least = INFINITY;
        for (uint32_t k = 0; k < out->count; k++) {
            static const float weight[3] = {0.6f, 1.0f, 0.4f}; /* as the eye sees them, about */
            float apart = 0.0f;
            for (int c = 0; c < 3; c++) {
                const float d = ((float)at[c] + 0.5f) / MP_SWATCH_CUBE - out->rgb[k][c];
                apart += weight[c] * d * d;
            }
            if (apart < least) {
                least = apart;
                out->nearest[i] = (uint8_t)k;
            }
        }
    }
}

void cd_mp__swatch_of(mp_swatch *out, const mp_picture *picture, uint32_t count)
{
    struct sample samples[SAMPLES_SIDE * SAMPLES_SIDE];
    struct box boxes[MP_SWATCH_MAX] = {{0, SAMPLES_SIDE * SAMPLES_SIDE}};
    CD_ASSERT(count > 0 && count <= MP_SWATCH_MAX);
    for (uint32_t i = 0; i < SAMPLES_SIDE * SAMPLES_SIDE; i++) {
        const size_t x = (size_t)(i % SAMPLES_SIDE) * picture->width / SAMPLES_SIDE;
        const size_t y = (size_t)(i / SAMPLES_SIDE) * picture->height / SAMPLES_SIDE;
        for (size_t c = 0; c < 3; c++)
            samples[i].rgb[c] = (uint8_t)(picture->px[(y * picture->width + x) * 3 + c] >> 8);
    }
    out->count = 1;
    while (out->count < count && halve(boxes, out->count, samples))
        out->count++;
    for (uint32_t k = 0; k < out->count; k++)
        for (int c = 0; c < 3; c++) {
            uint32_t sum = 0;
            for (uint32_t i = boxes[k].from; i < boxes[k].to; i++)
                sum += samples[i].rgb[c];
            out->rgb[k][c] = (float)sum / (255.0f * (float)(boxes[k].to - boxes[k].from));
        }
    qsort(out->rgb, out->count, sizeof out->rgb[0], by_luma);
    nearest_fill(out);
}

void cd_mp__swatch_set(mp_swatch *out, float (*rgb)[3], uint32_t count)
{
    CD_ASSERT(count > 0 && count <= MP_SWATCH_MAX);
    out->count = count;
    memcpy(out->rgb, rgb, count * sizeof *rgb);
    qsort(out->rgb, out->count, sizeof out->rgb[0], by_luma);
    nearest_fill(out);
}
