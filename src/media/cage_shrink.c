/* media/cage_shrink.c - pictures made smaller row by row, so that a large one is never whole in
 * memory: a box filter over exactly the area that an output pixel covers. */
#include "media/cage_int.h"

#include <string.h>

void cd_shrink__init(struct cd_shrink *shrink, uint32_t in_width, uint32_t in_height,
                     uint32_t out_width, uint32_t out_height)
{
    const size_t samples = (size_t)out_width * 3;
    *shrink =
        (struct cd_shrink){in_width, in_height, out_width, out_height, 0, 0, NULL, NULL, NULL};
    if (in_width == out_width && in_height == out_height)
        return; /* rows pass as they are */
    shrink->sum = cd_cage__alloc(samples * sizeof(float));
    shrink->row = cd_cage__alloc(samples * sizeof(float));
    shrink->out = cd_cage__alloc(samples);
    memset(shrink->sum, 0, samples * sizeof(float));
}

/* The mean over each output pixel's span of the row. */
static void across(struct cd_shrink *shrink, const uint8_t *rgb)
{
    const double step = (double)shrink->in_width / shrink->out_width;
    for (uint32_t x = 0; x < shrink->out_width; x++) {
        const double from = x * step, to = (x + 1) * step;
        float sum[3] = {0, 0, 0};
        for (uint32_t i = (uint32_t)from; i < to && i < shrink->in_width; i++) {
            const double left = i > from ? i : from, right = i + 1 < to ? i + 1 : to;
            const float weight = (float)(right - left);
            for (uint32_t c = 0; c < 3; c++)
                sum[c] += weight * rgb[(size_t)i * 3 + c];
        }
        for (uint32_t c = 0; c < 3; c++)
            shrink->row[(size_t)x * 3 + c] = sum[c] / (float)step;
    }
}

static void add(struct cd_shrink *shrink, float weight)
{
    for (size_t i = 0; i < (size_t)shrink->out_width * 3; i++)
        shrink->sum[i] += weight * shrink->row[i];
}

static void give(struct cd_shrink *shrink, float height)
{
    for (size_t i = 0; i < (size_t)shrink->out_width * 3; i++) {
        const float value = shrink->sum[i] / height + 0.5f;
        shrink->out[i] = (uint8_t)(value < 255.0f ? value : 255.0f);
        shrink->sum[i] = 0;
    }
    shrink->out_y++;
}

void cd_shrink__row(struct cd_shrink *shrink, const uint8_t *rgb,
                    void (*out)(void *arg, const uint8_t *rgb, uint32_t width), void *arg)
{
    const uint32_t y = shrink->y++;
    if (shrink->out == NULL) {
        out(arg, rgb, shrink->out_width);
        return;
    }
    const double step = (double)shrink->in_height / shrink->out_height;
    const bool last = shrink->y == shrink->in_height;
    double from = y;
    across(shrink, rgb);
    while (shrink->out_y < shrink->out_height) {
        const double end = (shrink->out_y + 1) * step; /* of the output row, in input rows */
        const double to = end < y + 1 ? end : y + 1;
        add(shrink, (float)(to - from));
        from = to;
        if (end > y + 1 && !last)
            return;
        give(shrink, (float)step);
        out(arg, shrink->out, shrink->out_width);
        if (end >= y + 1)
            return;
    }
}
