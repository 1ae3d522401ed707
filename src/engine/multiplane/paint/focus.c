/* engine/multiplane/paint/focus.c - a lens draws a point out of focus as a disc. The canvas at half
 * its size is gathered over discs of two sizes, bright points counting more so that lamps become
 * discs of light; each row takes what its distance asks for. */
#include "engine/multiplane/paint/focus.h"

#include <math.h>

enum { HALF = 2 };

struct lens {
    mp_paint *paint;
    mp_canvas *small; /* at half the size */
    mp_canvas *sums;  /* [height][width + 1] of sums along the rows of small */
    mp_canvas *out;
    int32_t radius;
    const mp_canvas *weak, *strong; /* two blurs of small */
    float row;
};

static void shrink_rows(void *data, int32_t from, int32_t to)
{
    const struct lens *lens = data;
    const mp_canvas *big = &lens->paint->canvas;
    for (int32_t y = from; y < to; y++)
        for (int32_t x = 0; x < lens->small->width; x++) {
            mp_px sum = {0, 0, 0, 0};
            for (int32_t i = 0; i < HALF * HALF; i++) {
                const int32_t bx = x * HALF + i % HALF, by = y * HALF + i / HALF;
                const int32_t cx = bx < big->width ? bx : big->width - 1;
                const int32_t cy = by < big->height ? by : big->height - 1;
                sum = cd_mp_add(sum, big->px[(size_t)cy * (size_t)big->width + (size_t)cx], 0.25f);
            }
            /* `a` is the weight: a lamp outshines what it is mixed with. */
            const float weight = 1.0f + 5.0f * cd_mp_smooth(0.75f, 1.4f, cd_mp_luma(sum));
            lens->small->px[(size_t)y * (size_t)lens->small->width + (size_t)x] =
                cd_mp_alpha(cd_mp_scale(sum, weight), weight);
        }
}

static void sum_rows(void *data, int32_t from, int32_t to)
{
    const struct lens *lens = data;
    const int32_t width = lens->small->width;
    for (int32_t y = from; y < to; y++) {
        const mp_px *row = lens->small->px + (size_t)y * (size_t)width;
        mp_px *sums = lens->sums->px + (size_t)y * (size_t)(width + 1);
        sums[0] = (mp_px){0, 0, 0, 0};
        for (int32_t x = 0; x < width; x++)
            sums[x + 1] = (mp_px){sums[x].r + row[x].r, sums[x].g + row[x].g, sums[x].b + row[x].b,
                                  sums[x].a + row[x].a};
    }
}

/* The mean over a disc, a row of it at a time. */
static void disc_rows(void *data, int32_t from, int32_t to)
{
    const struct lens *lens = data;
    const int32_t width = lens->small->width, height = lens->small->height, r = lens->radius;
    for (int32_t y = from; y < to; y++) {
        mp_px *out = lens->out->px + (size_t)y * (size_t)width;
        for (int32_t x = 0; x < width; x++)
            out[x] = (mp_px){0, 0, 0, 0};
        for (int32_t dy = -r; dy <= r; dy++) {
            const int32_t sy = y + dy < 0 ? 0 : y + dy >= height ? height - 1 : y + dy;
            const int32_t half = (int32_t)(sqrtf((float)(r * r - dy * dy)) + 0.5f);
            const mp_px *sums = lens->sums->px + (size_t)sy * (size_t)(width + 1);
            for (int32_t x = 0; x < width; x++) {
                const mp_px *left = sums + (x - half < 0 ? 0 : x - half);
                const mp_px *right = sums + (x + half + 1 > width ? width : x + half + 1);
                out[x] = (mp_px){out[x].r + right->r - left->r, out[x].g + right->g - left->g,
                                 out[x].b + right->b - left->b, out[x].a + right->a - left->a};
            }
        }
        for (int32_t x = 0; x < width; x++)
            out[x] = cd_mp_alpha(cd_mp_scale(out[x], 1.0f / out[x].a), 1.0f);
    }
}

static cd_rc disc(mp_canvas *out, struct lens *lens, float radius, cd_err *err)
{
    CD_TRY(cd_mp_canvas_new(out, lens->small->width, lens->small->height, err));
    lens->out = out;
    lens->radius = (int32_t)(radius + 0.5f) < 1 ? 1 : (int32_t)(radius + 0.5f);
    cd_mp_rows(lens->paint->threads, 0, out->height, disc_rows, lens);
    return CD_OK;
}

/* How far out of focus a row is, 0..1: by the distances, which go as one over the way down from the
 * horizon. */
static float blur_at(const struct lens *lens, float y)
{
    const float here = y - lens->paint->horizon, focus = lens->row - lens->paint->horizon;
    if (here <= 0.0f || focus <= 0.0f)
        return 1.0f;
    const float apart = here < focus ? 1.0f - here / focus : 0.7f * (1.0f - focus / here);
    return cd_mp_smooth(0.10f, 0.85f, apart);
}

static mp_px at(const mp_canvas *small, float x, float y)
{
    const float sx = cd_mp_clamp(x, 0.0f, (float)small->width - 1.0f);
    const float sy = cd_mp_clamp(y, 0.0f, (float)small->height - 1.0f);
    const int32_t x0 = (int32_t)sx, y0 = (int32_t)sy;
    const int32_t x1 = x0 + 1 < small->width ? x0 + 1 : x0;
    const mp_px *row0 = small->px + (size_t)y0 * (size_t)small->width;
    const mp_px *row1 = y0 + 1 < small->height ? row0 + small->width : row0;
    return cd_mp_mix(cd_mp_mix(row0[x0], row0[x1], sx - (float)x0),
                     cd_mp_mix(row1[x0], row1[x1], sx - (float)x0), sy - (float)y0);
}

static void blend_rows(void *data, int32_t from, int32_t to)
{
    const struct lens *lens = data;
    mp_canvas *canvas = &lens->paint->canvas;
    for (int32_t y = from; y < to; y++) {
        const float t = blur_at(lens, (float)y);
        if (t <= 0.0f)
            continue;
        mp_px *row = canvas->px + (size_t)y * (size_t)canvas->width;
        const float sy = ((float)y + 0.5f) / HALF - 0.5f;
        for (int32_t x = 0; x < canvas->width; x++) {
            const float sx = ((float)x + 0.5f) / HALF - 0.5f;
            const mp_px weak = at(lens->weak, sx, sy);
            row[x] = t < 0.5f ? cd_mp_mix(row[x], weak, 2.0f * t)
                              : cd_mp_mix(weak, at(lens->strong, sx, sy), 2.0f * t - 1.0f);
        }
    }
}

cd_rc cd_mp_focus_blur(mp_paint *paint, float strength, float row, cd_err *err)
{
    CD_AUTO(cd_mp_canvas_done) mp_canvas small = {0, 0, NULL};
    CD_AUTO(cd_mp_canvas_done) mp_canvas sums = {0, 0, NULL};
    CD_AUTO(cd_mp_canvas_done) mp_canvas weak = {0, 0, NULL};
    CD_AUTO(cd_mp_canvas_done) mp_canvas strong = {0, 0, NULL};
    struct lens lens = {.paint = paint,
                        .small = &small,
                        .sums = &sums,
                        .weak = &weak,
                        .strong = &strong,
                        .row = row};
    const float radius = 0.016f * strength * paint->unit / HALF;
    if (strength <= 0.0f)
        return CD_OK;
    CD_TRY(cd_mp_canvas_new(&small, (paint->canvas.width + 1) / HALF,
                            (paint->canvas.height + 1) / HALF, err));
    CD_TRY(cd_mp_canvas_new(&sums, small.width + 1, small.height, err));
    cd_mp_rows(paint->threads, 0, small.height, shrink_rows, &lens);
    cd_mp_rows(paint->threads, 0, small.height, sum_rows, &lens);
    CD_TRY(disc(&weak, &lens, 0.45f * radius, err));
    CD_TRY(disc(&strong, &lens, radius, err));
    cd_mp_rows(paint->threads, 0, paint->canvas.height, blend_rows, &lens);
    return CD_OK;
}
