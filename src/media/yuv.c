/* media/yuv.c - RGB to 4:2:0. A chroma sample takes [1 2 1] / 4 of its row around the left pixel of
 * its pair, and half of either row. */
#include "media/yuv.h"

#include "media/light.h"

#include <math.h>

/* BT.709 luma weights. */
#define KR 0.2126
#define KB 0.0722
#define FIX(x) ((int32_t)((x)*65536.0 + ((x) < 0 ? -0.5 : 0.5)))
/* From 0..255 to 16..235, and to 112 either side of 128. */
#define LUMA (219.0 / 255.0)
#define CHROMA_B (112.0 / 255.0 / (1.0 - KB))
#define CHROMA_R (112.0 / 255.0 / (1.0 - KR))

static void sdr_luma(uint8_t *out, const uint8_t *row, uint32_t width)
{
    for (uint32_t x = 0; x < width; x++, row += 3)
        out[x] = (uint8_t)((FIX(KR * LUMA) * row[0] + FIX((1.0 - KR - KB) * LUMA) * row[1] +
                            FIX(KB * LUMA) * row[2] + (16 << 16) + 32768) >>
                           16);
}

/* Weighted by 8: the two rows, the pixel before (or itself), twice itself, the one after. */
static int32_t around(const uint8_t *top, const uint8_t *low, size_t x, int channel)
{
    const size_t at = x * 3 + (size_t)channel;
    const size_t before = x > 0 ? at - 3 : at;
    return top[before] + 2 * top[at] + top[at + 3] + low[before] + 2 * low[at] + low[at + 3];
}

static void sdr_chroma(uint8_t *u, uint8_t *v, const uint8_t *top, const uint8_t *low,
                       uint32_t pairs)
{
    const int32_t middle = (128 << 19) + (1 << 18);
    for (uint32_t i = 0; i < pairs; i++) {
        const int32_t r = around(top, low, (size_t)i * 2, 0);
        const int32_t g = around(top, low, (size_t)i * 2, 1);
        const int32_t b = around(top, low, (size_t)i * 2, 2);
        u[i] = (uint8_t)((FIX(-KR * CHROMA_B) * r + FIX(-(1.0 - KR - KB) * CHROMA_B) * g +
                          FIX((1.0 - KB) * CHROMA_B) * b + middle) >>
                         19);
        v[i] = (uint8_t)((FIX((1.0 - KR) * CHROMA_R) * r + FIX(-(1.0 - KR - KB) * CHROMA_R) * g +
                          FIX(-KB * CHROMA_R) * b + middle) >>
                         19);
    }
}

void cd_yuv_sdr(const struct cd_yuv *out, const cd_frame *frame)
{
    CD_ASSERT(out->width % 2 == 0 && out->height % 2 == 0);
    CD_ASSERT(frame->width >= out->width && frame->height >= out->height);
    for (uint32_t y = 0; y < out->height; y += 2) {
        const uint8_t *top = frame->pixels + y * frame->stride;
        const uint8_t *low = top + frame->stride;
        sdr_luma(out->plane[0] + y * out->stride[0], top, out->width);
        sdr_luma(out->plane[0] + (y + 1) * out->stride[0], low, out->width);
        sdr_chroma(out->plane[1] + y / 2 * out->stride[1], out->plane[2] + y / 2 * out->stride[2],
                   top, low, out->width / 2);
    }
}

enum { PQ_STEPS = 16384 };

struct cd_pq {
    float pq[PQ_STEPS + 1]; /* over sqrt(light / CD_DEEP_MOST): the signal 0..1 */
};

/* SMPTE ST 2084, section 5.2; nits to 0..1. */
static float pq_of(double nits)
{
    const double y = pow(nits / 10000.0, 2610.0 / 16384.0);
    const double c1 = 3424.0 / 4096.0, c2 = 2413.0 / 128.0, c3 = 2392.0 / 128.0;
    return (float)pow((c1 + c2 * y) / (1.0 + c3 * y), 2523.0 / 32.0);
}

cd_rc cd_pq_new(cd_pq **out, cd_err *err)
{
    cd_pq *pq;
    CD_TRY(cd_try_alloc(&pq, sizeof *pq, err));
    for (int i = 0; i <= PQ_STEPS; i++) {
        const double root = (double)i / PQ_STEPS;
        pq->pq[i] = pq_of(root * root * CD_DEEP_MOST * CD_YUV_WHITE_NITS);
    }
    *out = pq;
    return CD_OK;
}

void cd_pq_free(cd_pq **pq)
{
    cd_free_ptr(pq);
}

static float signal_of(const cd_pq *pq, float light)
{
    const float root = sqrtf((light > 0.0f ? light : 0.0f) * (1.0f / CD_DEEP_MOST)) * PQ_STEPS;
    const int32_t i = root < PQ_STEPS - 1 ? (int32_t)root : PQ_STEPS - 1;
    const float part = root - (float)i;
    return pq->pq[i] + (pq->pq[i + 1] - pq->pq[i]) * (part < 1.0f ? part : 1.0f);
}

/* One pixel as PQ R'G'B' of BT.2020. */
static void pq_pixel(float out[3], const cd_frame *frame, const cd_pq *pq, uint32_t x, uint32_t y)
{
    /* BT.709 to BT.2020 primaries: ITU-R BT.2087, section 2. */
    static const float matrix[3][3] = {
        {0.6274f, 0.3293f, 0.0433f}, {0.0691f, 0.9195f, 0.0114f}, {0.0164f, 0.0880f, 0.8956f}};
    float rgb[3];
    cd_light_of(rgb, frame, x, y);
    for (int i = 0; i < 3; i++)
        out[i] =
            signal_of(pq, matrix[i][0] * rgb[0] + matrix[i][1] * rgb[1] + matrix[i][2] * rgb[2]);
}

static uint16_t ten_bits(float value)
{
    return (uint16_t)(value < 0.0f ? 0.0f : value > 1023.0f ? 1023.0f : value + 0.5f);
}

/* BT.2020 luma of a PQ signal. */
static float luma_of(const float c[3])
{
    return 0.2627f * c[0] + 0.6780f * c[1] + 0.0593f * c[2];
}

/* Two rows of the picture. */
static void pq_rows(const struct cd_yuv *out, const cd_frame *frame, const cd_pq *pq, uint32_t y)
{
    uint16_t *luma[2] = {(uint16_t *)(void *)(out->plane[0] + y * out->stride[0]),
                         (uint16_t *)(void *)(out->plane[0] + (y + 1) * out->stride[0])};
    uint16_t *u = (uint16_t *)(void *)(out->plane[1] + y / 2 * out->stride[1]);
    uint16_t *v = (uint16_t *)(void *)(out->plane[2] + y / 2 * out->stride[2]);
    float before[3] = {0, 0, 0}; /* sum of the column left of the pair */
    for (uint32_t x = 0; x < out->width; x += 2) {
        float column[2][3] = {{0, 0, 0}, {0, 0, 0}};
        for (uint32_t i = 0; i < 4; i++) {
            float c[3];
            pq_pixel(c, frame, pq, x + (i & 1), y + (i >> 1));
            luma[i >> 1][x + (i & 1)] = ten_bits(64.0f + 876.0f * luma_of(c));
            for (int k = 0; k < 3; k++)
                column[i & 1][k] += c[k];
        }
        float c[3];
        for (int k = 0; k < 3; k++) {
            c[k] = ((x > 0 ? before[k] : column[0][k]) + 2 * column[0][k] + column[1][k]) / 8.0f;
            before[k] = column[1][k];
        }
        const float y_mean = luma_of(c);
        u[x / 2] = ten_bits(512.0f + 896.0f * (c[2] - y_mean) / 1.8814f);
        v[x / 2] = ten_bits(512.0f + 896.0f * (c[0] - y_mean) / 1.4746f);
    }
}

void cd_yuv_pq(const struct cd_yuv *out, const cd_frame *frame, const cd_pq *pq)
{
    CD_ASSERT(out->width % 2 == 0 && out->height % 2 == 0);
    CD_ASSERT(frame->width >= out->width && frame->height >= out->height);
    for (uint32_t y = 0; y < out->height; y += 2)
        pq_rows(out, frame, pq, y);
}
