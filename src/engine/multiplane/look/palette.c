/* engine/multiplane/look/palette.c - palettes in CIE L*a*b*, white point D65. */
#include "engine/multiplane/look/palette.h"

#include "engine/multiplane/look/lab.h"
#include "media/light.h"

static void lab_of(float lab[3], const float *linear, const uint8_t *px)
{
    cd_mp_lab_of_light(lab, linear[px[0]], linear[px[1]], linear[px[2]]);
}

static void rgb_of(uint8_t *px, const float *curve, const float lab[3])
{
    float rgb[3];
    cd_mp_lab_to_light(rgb, lab);
    for (int c = 0; c < 3; c++)
        px[c] =
            (uint8_t)(curve[(int32_t)(sqrtf(cd_mp_clamp(rgb[c], 0.0f, 1.0f)) * 4096.0f)] + 0.5f);
}

/* A palette needs no more than some hundred thousand samples. */
static uint32_t step_of(const cd_frame *frame)
{
    enum { SAMPLES = 250000 };
    uint32_t step = 1;
    while ((uint64_t)(frame->width / (step + 1)) * (frame->height / (step + 1)) >= SAMPLES)
        step++;
    return step;
}

void cd_mp_palette_of(mp_palette *out, const cd_frame *frame)
{
    const float *linear = cd_mp_linear_table();
    double sum[3] = {0, 0, 0}, square[3] = {0, 0, 0}, count = 0.0;
    const uint32_t step = step_of(frame);
    for (uint32_t y = step / 2; y < frame->height; y += step)
        for (uint32_t x = step / 2; x < frame->width; x += step, count += 1.0) {
            float lab[3];
            lab_of(lab, linear, frame->pixels + y * frame->stride + (size_t)x * 3);
            for (int c = 0; c < 3; c++) {
                sum[c] += (double)lab[c];
                square[c] += (double)lab[c] * (double)lab[c];
            }
        }
    for (int c = 0; c < 3; c++) {
        const double mean = sum[c] / count;
        const double variance = square[c] / count - mean * mean;
        out->mean[c] = (float)mean;
        out->spread[c] = (float)sqrt(variance > 0.0 ? variance : 0.0);
    }
}

struct drawing {
    cd_frame *frame;
    mp_palette from;
    const mp_palette *to;
    float amount;
    const float *linear, *curve;
};

static void apply_rows(void *data, int32_t from, int32_t to)
{
    const struct drawing *d = data;
    float gain[3];
    for (int c = 0; c < 3; c++) /* contrast is not blown up out of all proportion */
        gain[c] = cd_mp_clamp(d->to->spread[c] / (d->from.spread[c] + 1.0f), 0.3f, 2.5f);
    for (int32_t y = from; y < to; y++) {
        uint8_t *px = d->frame->pixels + (size_t)y * d->frame->stride;
        for (uint32_t x = 0; x < d->frame->width; x++, px += 3) {
            float lab[3];
            lab_of(lab, d->linear, px);
            for (int c = 0; c < 3; c++) {
                const float drawn = (lab[c] - d->from.mean[c]) * gain[c] + d->to->mean[c];
                lab[c] = cd_mp_lerp(lab[c], drawn, d->amount);
            }
            rgb_of(px, d->curve, lab);
        }
    }
}

static void draw(cd_frame *frame, const mp_palette *from, const mp_palette *to, float amount,
                 unsigned threads)
{
    float curve[4097];
    cd_mp_srgb_curve(curve);
    struct drawing drawing = {.frame = frame,
                              .from = *from,
                              .to = to,
                              .amount = amount,
                              .linear = cd_mp_linear_table(),
                              .curve = curve};
    cd_mp_rows(threads, 0, (int32_t)frame->height, apply_rows, &drawing);
}

void cd_mp_palette_apply(cd_frame *frame, const mp_palette *palette, float amount, unsigned threads)
{
    mp_palette from;
    cd_mp_palette_of(&from, frame);
    draw(frame, &from, palette, amount, threads);
}

void cd_mp_palette_carry(cd_frame *frame, const mp_palette *from, const mp_palette *to,
                         unsigned threads)
{
    draw(frame, from, to, 1.0f, threads);
}

uint64_t cd_mp_palette_seed(const cd_frame *frame)
{
    uint64_t seed = ((uint64_t)frame->width << 32) ^ frame->height;
    for (uint32_t y = 0; y < frame->height; y++) {
        const char *row = (const char *)frame->pixels + y * frame->stride;
        seed = cd_mp_hash(seed ^ cd_str_hash((cd_str){row, (size_t)frame->width * 3}));
    }
    return seed;
}
