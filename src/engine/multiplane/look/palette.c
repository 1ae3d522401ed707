/* engine/multiplane/look/palette.c - palettes in CIE L*a*b*, white point D65. */
#include "engine/multiplane/look/palette.h"

#include "media/light.h"

static const float white[3] = {0.95047f, 1.0f, 1.08883f};

static float fold(float t)
{
    return t > 0.008856f ? cbrtf(t) : 7.787f * t + 16.0f / 116.0f;
}

static float unfold(float t)
{
    return t > 0.206893f ? t * t * t : (t - 16.0f / 116.0f) / 7.787f;
}

static void lab_of(float lab[3], const float *linear, const uint8_t *px)
{
    const float r = linear[px[0]], g = linear[px[1]], b = linear[px[2]];
    const float x = fold((0.4124f * r + 0.3576f * g + 0.1805f * b) / white[0]);
    const float y = fold((0.2126f * r + 0.7152f * g + 0.0722f * b) / white[1]);
    const float z = fold((0.0193f * r + 0.1192f * g + 0.9505f * b) / white[2]);
    lab[0] = 116.0f * y - 16.0f;
    lab[1] = 500.0f * (x - y);
    lab[2] = 200.0f * (y - z);
}

static void rgb_of(uint8_t *px, const float *curve, const float lab[3])
{
    const float fy = (lab[0] + 16.0f) / 116.0f;
    const float x = white[0] * unfold(fy + lab[1] / 500.0f);
    const float y = white[1] * unfold(fy);
    const float z = white[2] * unfold(fy - lab[2] / 200.0f);
    const float rgb[3] = {3.2406f * x - 1.5372f * y - 0.4986f * z,
                          -0.9689f * x + 1.8758f * y + 0.0415f * z,
                          0.0557f * x - 0.2040f * y + 1.0570f * z};
    for (int c = 0; c < 3; c++)
        px[c] =
            (uint8_t)(curve[(int32_t)(sqrtf(cd_mp_clamp(rgb[c], 0.0f, 1.0f)) * 4096.0f)] + 0.5f);
}

void cd_mp_palette_of(mp_palette *out, const cd_frame *frame)
{
    const float *linear = cd_mp_linear_table();
    double sum[3] = {0, 0, 0}, square[3] = {0, 0, 0};
    for (uint32_t y = 0; y < frame->height; y++)
        for (uint32_t x = 0; x < frame->width; x++) {
            float lab[3];
            lab_of(lab, linear, frame->pixels + y * frame->stride + (size_t)x * 3);
            for (int c = 0; c < 3; c++) {
                sum[c] += (double)lab[c];
                square[c] += (double)lab[c] * (double)lab[c];
            }
        }
    const double count = (double)frame->width * frame->height;
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
