/* engine/multiplane/look/brush.c - Kuwahara's filter over summed areas, so that a stroke's size
 * costs nothing. Large pictures are brushed at a fraction of their size and spread again. */
#include "engine/multiplane/look/brush.h"

#include <stdlib.h>

enum { PIXELS_MAX = 2200000 }; /* brushed at once: sums of 8-bit samples stay within 32 bits */

/* Sums over everything above and left of a corner. */
struct sums {
    uint32_t rgb[3];
    uint64_t square; /* of luma */
};

struct brush {
    const mp_picture *picture;
    uint32_t shrink, width, height; /* of what is brushed */
    uint8_t *small;                 /* [height][width][3] */
    uint8_t *done;                  /* likewise */
    struct sums *sums;              /* [height + 1][width + 1] */
    int32_t radius;
};

static void brush_done(struct brush *brush)
{
    free(brush->small);
    free(brush->done);
    free(brush->sums);
}

static void shrink_rows(void *data, int32_t from, int32_t to)
{
    const struct brush *b = data;
    const uint32_t k = b->shrink;
    for (uint32_t y = (uint32_t)from; y < (uint32_t)to; y++)
        for (uint32_t x = 0; x < b->width; x++) {
            uint64_t sum[3] = {0, 0, 0};
            for (uint32_t i = 0; i < k * k; i++) {
                const size_t at = (size_t)(y * k + i / k) * b->picture->width + x * k + i % k;
                for (int c = 0; c < 3; c++)
                    sum[c] += b->picture->px[at * 3 + (size_t)c];
            }
            for (int c = 0; c < 3; c++)
                b->small[((size_t)y * b->width + x) * 3 + (size_t)c] =
                    (uint8_t)(sum[c] / ((uint64_t)k * k * 257));
        }
}

static uint32_t luma_of(const uint8_t *px)
{
    return (54u * px[0] + 183u * px[1] + 19u * px[2]) >> 8;
}

static void sums_make(struct brush *b)
{
    const size_t line = b->width + 1;
    for (uint32_t y = 0; y < b->height; y++) {
        const uint8_t *px = b->small + (size_t)y * b->width * 3;
        struct sums row = {{0, 0, 0}, 0};
        for (uint32_t x = 0; x < b->width; x++, px += 3) {
            const struct sums *above = &b->sums[y * line + x + 1];
            struct sums *here = &b->sums[(y + 1) * line + x + 1];
            for (int c = 0; c < 3; c++) {
                row.rgb[c] += px[c];
                here->rgb[c] = above->rgb[c] + row.rgb[c];
            }
            row.square += (uint64_t)luma_of(px) * luma_of(px);
            here->square = above->square + row.square;
        }
    }
}

/* Mean colour and variance of a rectangle, clipped. */
static float region(float mean[3], const struct brush *b, int32_t x0, int32_t y0, int32_t x1,
                    int32_t y1)
{
    const size_t line = b->width + 1;
    x0 = x0 < 0 ? 0 : x0;
    y0 = y0 < 0 ? 0 : y0;
    x1 = x1 >= (int32_t)b->width ? (int32_t)b->width - 1 : x1;
    y1 = y1 >= (int32_t)b->height ? (int32_t)b->height - 1 : y1;
    const struct sums *s00 = &b->sums[(size_t)y0 * line + (size_t)x0];
    const struct sums *s01 = &b->sums[(size_t)y0 * line + (size_t)x1 + 1];
    const struct sums *s10 = &b->sums[(size_t)(y1 + 1) * line + (size_t)x0];
    const struct sums *s11 = &b->sums[(size_t)(y1 + 1) * line + (size_t)x1 + 1];
    const float count = (float)((x1 - x0 + 1) * (y1 - y0 + 1));
    for (int c = 0; c < 3; c++)
        mean[c] = (float)(s11->rgb[c] - s10->rgb[c] - s01->rgb[c] + s00->rgb[c]) / count;
    const float luma = (54.0f * mean[0] + 183.0f * mean[1] + 19.0f * mean[2]) / 256.0f;
    return (float)(s11->square - s10->square - s01->square + s00->square) / count - luma * luma;
}

static void brush_rows(void *data, int32_t from, int32_t to)
{
    const struct brush *b = data;
    const int32_t r = b->radius;
    for (int32_t y = from; y < to; y++)
        for (int32_t x = 0; x < (int32_t)b->width; x++) {
            float best[3] = {0, 0, 0};
            float least = INFINITY;
            for (int i = 0; i < 4; i++) {
                float mean[3];
                const int32_t x0 = (i & 1) != 0 ? x : x - r;
                const int32_t y0 = (i & 2) != 0 ? y : y - r;
                const float variance = region(mean, b, x0, y0, x0 + r, y0 + r);
                if (variance >= least)
                    continue;
                least = variance;
                for (int c = 0; c < 3; c++)
                    best[c] = mean[c];
            }
            uint8_t *out = b->done + ((size_t)y * b->width + (size_t)x) * 3;
            for (int c = 0; c < 3; c++)
                out[c] = (uint8_t)(best[c] + 0.5f);
        }
}

static void spread_rows(void *data, int32_t from, int32_t to)
{
    const struct brush *b = data;
    const float k = 1.0f / (float)b->shrink;
    for (int32_t y = from; y < to; y++) {
        const float sy = cd_mp_clamp(((float)y + 0.5f) * k - 0.5f, 0, (float)(b->height - 1));
        const uint32_t y0 = (uint32_t)sy, y1 = y0 + 1 < b->height ? y0 + 1 : y0;
        uint16_t *out = b->picture->px + (size_t)y * b->picture->width * 3;
        for (uint32_t x = 0; x < b->picture->width; x++, out += 3) {
            const float sx = cd_mp_clamp(((float)x + 0.5f) * k - 0.5f, 0, (float)(b->width - 1));
            const uint32_t x0 = (uint32_t)sx, x1 = x0 + 1 < b->width ? x0 + 1 : x0;
            for (size_t c = 0; c < 3; c++) {
                const float top =
                    cd_mp_lerp(b->done[((size_t)y0 * b->width + x0) * 3 + c],
                               b->done[((size_t)y0 * b->width + x1) * 3 + c], sx - (float)x0);
                const float low =
                    cd_mp_lerp(b->done[((size_t)y1 * b->width + x0) * 3 + c],
                               b->done[((size_t)y1 * b->width + x1) * 3 + c], sx - (float)x0);
                out[c] = (uint16_t)(cd_mp_lerp(top, low, sy - (float)y0) * 257.0f);
            }
        }
    }
}

cd_rc cd_mp__brush(const mp_picture *picture, float size, cd_err *err)
{
    CD_AUTO(brush_done) struct brush b = {.picture = picture, .shrink = 1};
    while ((uint64_t)(picture->width / b.shrink) * (picture->height / b.shrink) > PIXELS_MAX)
        b.shrink++;
    b.width = picture->width / b.shrink;
    b.height = picture->height / b.shrink;
    const float unit = (float)(b.width < b.height ? b.width : b.height);
    b.radius = (int32_t)(unit * size + 0.5f) + 1;
    const size_t bytes = (size_t)b.width * b.height * 3;
    if (b.width == 0 || b.height == 0)
        return CD_OK; /* thinner than a brush */
    CD_TRY(cd_try_alloc(&b.small, bytes, err));
    CD_TRY(cd_try_alloc(&b.done, bytes, err));
    CD_TRY(cd_try_alloc(&b.sums, (size_t)(b.width + 1) * (b.height + 1) * sizeof *b.sums, err));
    cd_mp_rows(picture->threads, 0, (int32_t)b.height, shrink_rows, &b);
    sums_make(&b);
    cd_mp_rows(picture->threads, 0, (int32_t)b.height, brush_rows, &b);
    cd_mp_rows(picture->threads, 0, (int32_t)picture->height, spread_rows, &b);
    return CD_OK;
}
