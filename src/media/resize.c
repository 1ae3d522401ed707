/* media/resize.c - separable resampling: rows first into a buffer of floats, then columns. */
#include "media/resize.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The taps of every output sample along one axis: `count` weights from `first[i]`. */
struct taps {
    uint32_t count;
    uint32_t *first;
    float *weight; /* [samples][count] */
};

static void taps_done(struct taps *taps)
{
    free(taps->first);
    free(taps->weight);
}

/* Keys' cubic with a = -1/2 (Cubic convolution interpolation, IEEE ASSP 1981). */
static double catmull_rom(double x)
{
    x = fabs(x);
    if (x < 1.0)
        return (1.5 * x - 2.5) * x * x + 1.0;
    return x < 2.0 ? ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0 : 0.0;
}

/* `from` and `span` name the part of the axis' `size` samples that `out` samples show. */
static cd_rc taps_new(struct taps *taps, double from, double span, uint32_t size, uint32_t out,
                      cd_err *err)
{
    const double step = span / out;
    const double wide = step > 1.0 ? step : 1.0;
    uint32_t count = (uint32_t)ceil(4.0 * wide) + 1;
    count = count < size ? count : size;
    taps->count = count;
    CD_TRY(cd_try_alloc(&taps->first, out * sizeof *taps->first, err));
    CD_TRY(cd_try_alloc(&taps->weight, (size_t)out * count * sizeof *taps->weight, err));
    for (uint32_t i = 0; i < out; i++) {
        const double middle = from + (i + 0.5) * step - 0.5;
        double first = ceil(middle - 2.0 * wide);
        first = first < 0.0 ? 0.0 : first > size - count ? size - count : first;
        float *weight = taps->weight + (size_t)i * count;
        double sum = 0.0;
        for (uint32_t k = 0; k < count; k++)
            sum += catmull_rom((first + k - middle) / wide);
        for (uint32_t k = 0; k < count; k++)
            weight[k] = (float)(catmull_rom((first + k - middle) / wide) / sum);
        taps->first[i] = (uint32_t)first;
    }
    return CD_OK;
}

static void row_across(float *out, const uint8_t *row, const struct taps *taps, uint32_t width)
{
    for (uint32_t x = 0; x < width; x++, out += 3) {
        const uint8_t *in = row + (size_t)taps->first[x] * 3;
        const float *weight = taps->weight + (size_t)x * taps->count;
        float sum[3] = {0, 0, 0};
        for (uint32_t k = 0; k < taps->count; k++, in += 3)
            for (int c = 0; c < 3; c++)
                sum[c] += weight[k] * in[c];
        memcpy(out, sum, sizeof sum);
    }
}

static void row_down(uint8_t *out, float *sum, const float *lines, size_t line, uint32_t lines_max,
                     const struct taps *taps, uint32_t y)
{
    memset(sum, 0, line * sizeof *sum);
    for (uint32_t k = 0; k < taps->count; k++) {
        const float weight = taps->weight[(size_t)y * taps->count + k];
        const float *from = lines + (size_t)((taps->first[y] + k) % lines_max) * line;
        for (size_t i = 0; i < line; i++)
            sum[i] += weight * from[i];
    }
    for (size_t i = 0; i < line; i++)
        out[i] = (uint8_t)(sum[i] < 0.0f ? 0.0f : sum[i] > 255.0f ? 255.0f : sum[i] + 0.5f);
}

static bool is_copy(const cd_frame *in, const struct cd_area *area, uint32_t width, uint32_t height)
{
    return area->x == 0.0 && area->y == 0.0 && in->width == width && in->height == height &&
           area->width == width && area->height == height;
}

/* `lines` keeps as many input rows, resampled across, as one output row takes. */
static cd_rc resample(cd_frame *out, const cd_frame *in, const struct taps *across,
                      const struct taps *down, cd_err *err)
{
    const size_t line = (size_t)out->width * 3;
    CD_AUTO(cd_free_ptr) float *lines = NULL;
    CD_AUTO(cd_free_ptr) float *sum = NULL;
    CD_TRY(cd_try_alloc(&lines, line * down->count * sizeof *lines, err));
    CD_TRY(cd_try_alloc(&sum, line * sizeof *sum, err));
    uint32_t ready = down->first[0];
    for (uint32_t y = 0; y < out->height; y++) {
        for (; ready < down->first[y] + down->count; ready++)
            row_across(lines + (size_t)(ready % down->count) * line,
                       in->pixels + ready * in->stride, across, out->width);
        row_down(out->pixels + y * out->stride, sum, lines, line, down->count, down, y);
    }
    return CD_OK;
}

cd_rc cd_resize(cd_frame **out, const cd_frame *in, const struct cd_area *area, uint32_t width,
                uint32_t height, cd_err *err)
{
    CD_ASSERT(area->width > 0.0 && area->height > 0.0);
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_AUTO(taps_done) struct taps across = {0, NULL, NULL};
    CD_AUTO(taps_done) struct taps down = {0, NULL, NULL};
    CD_TRY(cd_frame_new(&frame, width, height, err));
    if (is_copy(in, area, width, height)) {
        for (uint32_t y = 0; y < height; y++)
            memcpy(frame->pixels + y * frame->stride, in->pixels + y * in->stride,
                   (size_t)width * 3);
        CD_MOVE(*out, frame);
        return CD_OK;
    }
    CD_TRY(taps_new(&across, area->x, area->width, in->width, width, err));
    CD_TRY(taps_new(&down, area->y, area->height, in->height, height, err));
    CD_TRY(resample(frame, in, &across, &down, err));
    CD_MOVE(*out, frame);
    return CD_OK;
}

struct cd_area cd_area_whole(const cd_frame *in)
{
    return (struct cd_area){0.0, 0.0, in->width, in->height};
}

struct cd_area cd_area_cover(const cd_frame *in, uint32_t width, uint32_t height)
{
    struct cd_area area = cd_area_whole(in);
    const double want = (double)width / height;
    if (area.width > area.height * want) {
        area.x = 0.5 * (area.width - area.height * want);
        area.width = area.height * want;
    } else {
        area.y = 0.5 * (area.height - area.width / want);
        area.height = area.width / want;
    }
    return area;
}

cd_rc cd_resize_whole(cd_frame **out, const cd_frame *in, uint32_t width, uint32_t height,
                      cd_err *err)
{
    const struct cd_area area = cd_area_whole(in);
    return cd_resize(out, in, &area, width, height, err);
}

cd_rc cd_resize_cover(cd_frame **out, const cd_frame *in, uint32_t width, uint32_t height,
                      cd_err *err)
{
    const struct cd_area area = cd_area_cover(in, width, height);
    return cd_resize(out, in, &area, width, height, err);
}
