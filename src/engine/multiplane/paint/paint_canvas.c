/* engine/multiplane/paint/paint_canvas.c - canvases: memory, rows on threads, sRGB tables, blur,
 * scaling up. */
#include "engine/multiplane/paint/paint.h"

#include "sys/files.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_PER_BLOCK = 16, THREADS_MAX = 64 };

/* IEC 61966-2-1, 0..255 to linear. */
static const float linear_of_srgb[256] = {
    0.0f,          0.00030352698f, 0.00060705397f, 0.00091058095f, 0.0012141079f, 0.0015176349f,
    0.0018211619f, 0.0021246889f,  0.0024282159f,  0.0027317429f,  0.0030352698f, 0.0033465358f,
    0.0036765073f, 0.004024717f,   0.004391442f,   0.0047769535f,  0.0051815167f, 0.0056053916f,
    0.006048833f,  0.0065120908f,  0.0069954102f,  0.007499032f,   0.008023193f,  0.0085681256f,
    0.0091340587f, 0.0097212173f,  0.010329823f,   0.010960094f,   0.011612245f,  0.012286488f,
    0.012983032f,  0.013702083f,   0.014443844f,   0.015208514f,   0.015996293f,  0.016807376f,
    0.017641954f,  0.01850022f,    0.019382361f,   0.020288563f,   0.02121901f,   0.022173885f,
    0.023153366f,  0.024157632f,   0.02518686f,    0.026241222f,   0.027320892f,  0.02842604f,
    0.029556834f,  0.030713444f,   0.031896033f,   0.033104767f,   0.034339807f,  0.035601315f,
    0.03688945f,   0.038204372f,   0.039546235f,   0.040915197f,   0.042311411f,  0.043735029f,
    0.045186204f,  0.046665086f,   0.048171824f,   0.049706566f,   0.051269458f,  0.052860647f,
    0.054480276f,  0.05612849f,    0.05780543f,    0.059511238f,   0.061246054f,  0.063010018f,
    0.064803267f,  0.066625939f,   0.06847817f,    0.070360096f,   0.072271851f,  0.074213568f,
    0.076185381f,  0.078187422f,   0.08021982f,    0.082282707f,   0.084376212f,  0.086500462f,
    0.088655586f,  0.090841711f,   0.093058963f,   0.095307467f,   0.097587347f,  0.099898728f,
    0.10224173f,   0.10461648f,    0.1070231f,     0.10946171f,    0.11193243f,   0.11443537f,
    0.11697067f,   0.11953843f,    0.12213877f,    0.12477182f,    0.12743768f,   0.13013648f,
    0.13286832f,   0.13563333f,    0.13843162f,    0.14126329f,    0.14412847f,   0.14702727f,
    0.14995979f,   0.15292615f,    0.15592646f,    0.15896084f,    0.16202938f,   0.16513219f,
    0.1682694f,    0.1714411f,     0.1746474f,     0.17788842f,    0.18116424f,   0.18447499f,
    0.18782077f,   0.19120168f,    0.19461783f,    0.19806932f,    0.20155625f,   0.20507874f,
    0.20863687f,   0.21223076f,    0.2158605f,     0.2195262f,     0.22322796f,   0.22696587f,
    0.23074005f,   0.23455058f,    0.23839757f,    0.24228112f,    0.24620133f,   0.25015828f,
    0.25415209f,   0.25818285f,    0.26225066f,    0.2663556f,     0.27049779f,   0.27467731f,
    0.27889426f,   0.28314874f,    0.28744084f,    0.29177065f,    0.29613827f,   0.30054379f,
    0.30498731f,   0.30946892f,    0.31398871f,    0.31854678f,    0.32314321f,   0.3277781f,
    0.33245154f,   0.33716362f,    0.34191442f,    0.34670406f,    0.3515326f,    0.35640014f,
    0.36130678f,   0.3662526f,     0.37123768f,    0.37626212f,    0.38132601f,   0.38642943f,
    0.39157248f,   0.39675523f,    0.40197778f,    0.40724021f,    0.41254261f,   0.41788507f,
    0.42326767f,   0.4286905f,     0.43415364f,    0.43965717f,    0.44520119f,   0.45078578f,
    0.45641102f,   0.462077f,      0.4677838f,     0.4735315f,     0.47932018f,   0.48514994f,
    0.49102085f,   0.496933f,      0.50288646f,    0.50888132f,    0.51491767f,   0.52099557f,
    0.52711513f,   0.5332764f,     0.53947949f,    0.54572446f,    0.5520114f,    0.55834039f,
    0.56471151f,   0.57112483f,    0.57758044f,    0.58407842f,    0.59061884f,   0.59720179f,
    0.60382734f,   0.61049557f,    0.61720656f,    0.62396039f,    0.63075714f,   0.63759687f,
    0.64447968f,   0.65140564f,    0.65837482f,    0.6653873f,     0.67244316f,   0.67954247f,
    0.68668531f,   0.69387176f,    0.70110189f,    0.70837578f,    0.7156935f,    0.72305513f,
    0.73046074f,   0.73791041f,    0.74540421f,    0.75294222f,    0.7605245f,    0.76815115f,
    0.77582222f,   0.78353779f,    0.79129794f,    0.79910274f,    0.80695226f,   0.81484657f,
    0.82278575f,   0.83076988f,    0.83879901f,    0.84687323f,    0.85499261f,   0.86315721f,
    0.87136712f,   0.8796224f,     0.88792312f,    0.89626935f,    0.90466117f,   0.91309865f,
    0.92158186f,   0.93011086f,    0.93868573f,    0.94730654f,    0.95597335f,   0.96468625f,
    0.97344529f,   0.98225055f,    0.9911021f,     1.0f,
};

const float *cd_mp_linear_table(void)
{
    return linear_of_srgb;
}

void cd_mp_srgb_curve(float table[4097])
{
    for (int i = 0; i <= 4096; i++) {
        const float root = (float)i / 4096.0f;
        const float x = root * root;
        table[i] = 255.0f * (x <= 0.0031308f ? 12.92f * x : 1.055f * powf(x, 1.0f / 2.4f) - 0.055f);
    }
}

struct share {
    mp_rows_fn fn;
    void *data;
    int32_t from, to;
    uint32_t index, count;
};

static void *share_run(void *data)
{
    const struct share *share = data;
    const int32_t stride = (int32_t)share->count * ROWS_PER_BLOCK;
    int32_t from = share->from + (int32_t)share->index * ROWS_PER_BLOCK;
    for (; from < share->to; from += stride) {
        const int32_t end = from + ROWS_PER_BLOCK;
        share->fn(share->data, from, end < share->to ? end : share->to);
    }
    return NULL;
}

void cd_mp_rows(unsigned threads, int32_t from, int32_t to, mp_rows_fn fn, void *data)
{
    struct share shares[THREADS_MAX];
    pthread_t ids[THREADS_MAX];
    bool started[THREADS_MAX] = {false};
    const uint32_t count = threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : threads;
    for (uint32_t i = 0; i < count; i++) {
        const struct share share = {fn, data, from, to, i, count};
        shares[i] = share;
        if (i > 0)
            started[i] = pthread_create(&ids[i], NULL, share_run, &shares[i]) == 0;
    }
    (void)share_run(&shares[0]);
    for (uint32_t i = 1; i < count; i++) {
        if (started[i])
            (void)pthread_join(ids[i], NULL);
        else
            (void)share_run(&shares[i]);
    }
}

cd_rc cd_mp_canvas_new(mp_canvas *out, int32_t width, int32_t height, cd_err *err)
{
    const int32_t w = width < 1 ? 1 : width;
    const int32_t h = height < 1 ? 1 : height;
    size_t bytes = 0;
    if (cd_mul_overflow(&bytes, (size_t)w, (size_t)h, sizeof(mp_px)))
        return cd_fail(err, CD_E_TOO_BIG, "size", "%dx%d overflows", w, h);
    mp_px *px = NULL;
    CD_TRY(cd_try_alloc(&px, bytes, err));
    /* Painters read what they lay something over: of memory that was never written that would be
     * two faults a page, the second one felt by every thread. */
    cd_memory_large(px, bytes);
    memset(px, 0, bytes);
    const mp_canvas canvas = {w, h, px};
    *out = canvas;
    return CD_OK;
}

void cd_mp_canvas_done(mp_canvas *canvas)
{
    if (canvas == NULL)
        return;
    free(canvas->px);
    canvas->px = NULL;
    canvas->width = 0;
    canvas->height = 0;
}

struct box {
    const mp_canvas *from;
    mp_canvas *to; /* turned by 90 degrees */
    int32_t radius;
};

/* One pass along rows, written as columns, so that two calls blur both ways. */
static void box_rows(void *data, int32_t from, int32_t to)
{
    const struct box *box = data;
    const int32_t width = box->from->width;
    const int32_t height = box->from->height;
    const int32_t r = box->radius;
    const float k = 1.0f / (float)(2 * r + 1);
    for (int32_t y = from; y < to; y++) {
        const mp_px *row = box->from->px + (size_t)y * (size_t)width;
        mp_px *out = box->to->px + y;
        mp_px sum = {0, 0, 0, 0};
        for (int32_t i = -r; i <= r; i++) {
            const mp_px p = row[i < 0 ? 0 : i >= width ? width - 1 : i];
            sum = (mp_px){sum.r + p.r, sum.g + p.g, sum.b + p.b, sum.a + p.a};
        }
        for (int32_t x = 0; x < width; x++) {
            out[(size_t)x * (size_t)height] = (mp_px){sum.r * k, sum.g * k, sum.b * k, sum.a * k};
            const mp_px add = row[x + r + 1 >= width ? width - 1 : x + r + 1];
            const mp_px sub = row[x - r < 0 ? 0 : x - r];
            sum = (mp_px){sum.r + add.r - sub.r, sum.g + add.g - sub.g, sum.b + add.b - sub.b,
                          sum.a + add.a - sub.a};
        }
    }
}

cd_rc cd_mp_blur(mp_canvas *canvas, int32_t radius, unsigned threads, cd_err *err)
{
    if (radius < 1)
        return CD_OK;
    CD_AUTO(cd_mp_canvas_done) mp_canvas turned = {0, 0, NULL};
    CD_TRY(cd_mp_canvas_new(&turned, canvas->height, canvas->width, err));
    for (int pass = 0; pass < 3; pass++) {
        struct box along = {canvas, &turned, radius};
        cd_mp_rows(threads, 0, canvas->height, box_rows, &along);
        struct box across = {&turned, canvas, radius};
        cd_mp_rows(threads, 0, turned.height, box_rows, &across);
    }
    return CD_OK;
}

struct spread {
    mp_canvas *dst;
    const mp_canvas *src;
};

static void spread_rows(void *data, int32_t from, int32_t to)
{
    const struct spread *spread = data;
    const mp_canvas *src = spread->src;
    const float kx = (float)src->width / (float)spread->dst->width;
    const float ky = (float)src->height / (float)spread->dst->height;
    for (int32_t y = from; y < to; y++) {
        const float sy = cd_mp_clamp(((float)y + 0.5f) * ky - 0.5f, 0.0f, (float)src->height - 1);
        const int32_t y0 = (int32_t)sy;
        const int32_t y1 = y0 + 1 < src->height ? y0 + 1 : y0;
        const mp_px *row0 = src->px + (size_t)y0 * (size_t)src->width;
        const mp_px *row1 = src->px + (size_t)y1 * (size_t)src->width;
        mp_px *out = spread->dst->px + (size_t)y * (size_t)spread->dst->width;
        for (int32_t x = 0; x < spread->dst->width; x++) {
            const float sx =
                cd_mp_clamp(((float)x + 0.5f) * kx - 0.5f, 0.0f, (float)src->width - 1);
            const int32_t x0 = (int32_t)sx;
            const int32_t x1 = x0 + 1 < src->width ? x0 + 1 : x0;
            const mp_px top = cd_mp_mix(row0[x0], row0[x1], sx - (float)x0);
            const mp_px low = cd_mp_mix(row1[x0], row1[x1], sx - (float)x0);
            out[x] = cd_mp_mix(top, low, sy - (float)y0);
        }
    }
}

void cd_mp_spread(mp_canvas *dst, const mp_canvas *src, int32_t from, int32_t to, unsigned threads)
{
    struct spread spread = {dst, src};
    cd_mp_rows(threads, from, to, spread_rows, &spread);
}
