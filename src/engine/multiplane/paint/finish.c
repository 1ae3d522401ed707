/* engine/multiplane/paint/finish.c - bloom at a quarter of the size, vignette, a soft shoulder for
 * what is brighter than white, a little contrast and colour, and a dither so that skies do not
 * band. */
#include "engine/multiplane/paint/finish.h"

enum { BLOOM_SHRINK = 4 };

struct bloom {
    mp_paint *paint;
    mp_canvas *small;
    const mp_canvas *wide;
    float strength;
};

static mp_px excess(mp_px p)
{
    const float top = p.r > p.g ? (p.r > p.b ? p.r : p.b) : (p.g > p.b ? p.g : p.b);
    const float over = top - 0.86f;
    if (over <= 0.0f)
        return (mp_px){0, 0, 0, 0};
    const float k = (over > 2.5f ? 2.5f : over) / top;
    return (mp_px){p.r * k, p.g * k, p.b * k, 0};
}

static void shrink_rows(void *data, int32_t from, int32_t to)
{
    const struct bloom *bloom = data;
    const mp_canvas *big = &bloom->paint->canvas;
    for (int32_t y = from; y < to; y++) {
        mp_px *out = bloom->small->px + (size_t)y * (size_t)bloom->small->width;
        for (int32_t x = 0; x < bloom->small->width; x++) {
            mp_px sum = {0, 0, 0, 0};
            for (int32_t i = 0; i < BLOOM_SHRINK * BLOOM_SHRINK; i++) {
                const int32_t bx = x * BLOOM_SHRINK + (i & 3);
                const int32_t by = y * BLOOM_SHRINK + (i >> 2);
                if (bx >= big->width || by >= big->height)
                    continue;
                const mp_px p = excess(big->px[(size_t)by * (size_t)big->width + (size_t)bx]);
                sum = cd_mp_add(sum, p, 1.0f / 16.0f);
            }
            out[x] = sum;
        }
    }
}

/* small += wide, both the same size. */
static void gather_rows(void *data, int32_t from, int32_t to)
{
    const struct bloom *bloom = data;
    const size_t width = (size_t)bloom->small->width;
    for (size_t i = (size_t)from * width; i < (size_t)to * width; i++)
        bloom->small->px[i] = cd_mp_add(bloom->small->px[i], bloom->wide->px[i], 0.9f);
}

static void add_rows(void *data, int32_t from, int32_t to)
{
    const struct bloom *bloom = data;
    mp_canvas *big = &bloom->paint->canvas;
    const mp_canvas *small = bloom->small;
    const float k = 1.0f / BLOOM_SHRINK;
    for (int32_t y = from; y < to; y++) {
        const float sy = cd_mp_clamp(((float)y + 0.5f) * k - 0.5f, 0.0f, (float)small->height - 1);
        const int32_t y0 = (int32_t)sy;
        const int32_t y1 = y0 + 1 < small->height ? y0 + 1 : y0;
        const mp_px *row0 = small->px + (size_t)y0 * (size_t)small->width;
        const mp_px *row1 = small->px + (size_t)y1 * (size_t)small->width;
        mp_px *out = big->px + (size_t)y * (size_t)big->width;
        for (int32_t x = 0; x < big->width; x++) {
            const float sx =
                cd_mp_clamp(((float)x + 0.5f) * k - 0.5f, 0.0f, (float)small->width - 1);
            const int32_t x0 = (int32_t)sx;
            const int32_t x1 = x0 + 1 < small->width ? x0 + 1 : x0;
            const float fx = sx - (float)x0;
            const mp_px light = cd_mp_mix(cd_mp_mix(row0[x0], row0[x1], fx),
                                          cd_mp_mix(row1[x0], row1[x1], fx), sy - (float)y0);
            out[x] = cd_mp_add(out[x], light, bloom->strength);
        }
    }
}

static cd_rc copy_of(mp_canvas *out, const mp_canvas *from, cd_err *err)
{
    CD_TRY(cd_mp_canvas_new(out, from->width, from->height, err));
    const size_t count = (size_t)from->width * (size_t)from->height;
    for (size_t i = 0; i < count; i++)
        out->px[i] = from->px[i];
    return CD_OK;
}

cd_rc cd_mp_finish_bloom(mp_paint *paint, float strength, cd_err *err)
{
    CD_AUTO(cd_mp_canvas_done) mp_canvas small = {0, 0, NULL};
    CD_AUTO(cd_mp_canvas_done) mp_canvas wide = {0, 0, NULL};
    CD_TRY(cd_mp_canvas_new(&small, (paint->canvas.width + 3) / BLOOM_SHRINK,
                            (paint->canvas.height + 3) / BLOOM_SHRINK, err));
    struct bloom bloom = {paint, &small, &wide, strength};
    cd_mp_rows(paint->threads, 0, small.height, shrink_rows, &bloom);
    CD_TRY(cd_mp_blur(&small, (int32_t)(paint->unit * 0.0016f) + 1, paint->threads, err));
    CD_TRY(copy_of(&wide, &small, err));
    CD_TRY(cd_mp_blur(&wide, (int32_t)(paint->unit * 0.010f) + 1, paint->threads, err));
    cd_mp_rows(paint->threads, 0, small.height, gather_rows, &bloom);
    cd_mp_rows(paint->threads, 0, paint->canvas.height, add_rows, &bloom);
    return CD_OK;
}

struct grade {
    const mp_paint *paint;
    cd_frame *frame;
    const float *curve;
};

static float shoulder(float x)
{
    return x < 0.72f ? x : 0.72f + 0.28f * (1.0f - expf((0.72f - x) * (1.0f / 0.28f)));
}

static uint8_t encode(float x, const float *curve, float dither)
{
    const float root = sqrtf(cd_mp_clamp(x, 0.0f, 1.0f)) * 4096.0f;
    const int32_t i = (int32_t)root < 4095 ? (int32_t)root : 4095;
    const float value = curve[i] + (curve[i + 1] - curve[i]) * (root - (float)i) + dither;
    return (uint8_t)(cd_mp_clamp(value + 0.5f, 0.0f, 255.0f));
}

static float shown(float x, const float *curve)
{
    const float root = sqrtf(cd_mp_clamp(x, 0.0f, 1.0f)) * 4096.0f;
    const int32_t i = (int32_t)root < 4095 ? (int32_t)root : 4095;
    return (curve[i] + (curve[i + 1] - curve[i]) * (root - (float)i)) * (1.0f / 255.0f);
}

void cd_mp_finish_pixel(float rgb[3], const mp_paint *paint, const float *curve, float x, float y,
                        mp_px in)
{
    const float cx = 0.5f * paint->width;
    const float cy = 0.5f * paint->height;
    const float d = ((x - cx) * (x - cx) + (y - cy) * (y - cy)) / (cx * cx + cy * cy);
    const float dark = 1.0f - 0.24f * d * d;
    const float luma = cd_mp_luma(in);
    const float light[3] = {in.r, in.g, in.b};
    for (int c = 0; c < 3; c++) {
        const float v = luma + (light[c] - luma) * 1.07f;
        rgb[c] = shown(shoulder((v > 0.0f ? v : 0.0f) * dark), curve);
    }
}

float cd_mp_finish_light(float shown)
{
    if (shown < 0.72f)
        return shown;
    const float left = 1.0f - (cd_mp_clamp(shown, 0.0f, 1.0f) - 0.72f) * (1.0f / 0.28f);
    return 0.72f - 0.28f * logf(left > 1e-6f ? left : 1e-6f);
}

static void grade_rows(void *data, int32_t from, int32_t to)
{
    const struct grade *grade = data;
    const mp_paint *p = grade->paint;
    const float cx = 0.5f * p->width;
    const float cy = 0.5f * p->height;
    const float k = 1.0f / (cx * cx + cy * cy);
    for (int32_t y = from; y < to; y++) {
        const mp_px *row = p->canvas.px + (size_t)y * (size_t)p->canvas.width;
        uint8_t *out = grade->frame->pixels + (size_t)y * grade->frame->stride;
        const float dy = (float)y - cy;
        uint32_t noise = (uint32_t)cd_mp_hash((uint64_t)y + 0x51edu);
        for (int32_t x = 0; x < p->canvas.width; x++, out += 3) {
            const float dx = (float)x - cx;
            const float d = (dx * dx + dy * dy) * k;
            const float dark = 1.0f - 0.24f * d * d;
            const mp_px in = row[x];
            const float luma = cd_mp_luma(in);
            const float rgb[3] = {in.r, in.g, in.b};
            for (int c = 0; c < 3; c++) {
                float v = luma + (rgb[c] - luma) * 1.07f;
                v = (v > 0.0f ? v : 0.0f) * dark;
                noise = noise * 1664525u + 1013904223u;
                const float a = (float)(noise >> 16) * (1.0f / 65536.0f);
                out[c] = encode(shoulder(v), grade->curve, a - 0.5f);
            }
        }
    }
}

cd_rc cd_mp_finish_frame(cd_frame **out, mp_paint *paint, cd_err *err)
{
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_TRY(cd_frame_new(&frame, paint->scene->width, paint->scene->height, err));
    float curve[4097];
    cd_mp_srgb_curve(curve);
    struct grade grade = {paint, frame, curve};
    cd_mp_rows(paint->threads, 0, paint->canvas.height, grade_rows, &grade);
    CD_MOVE(*out, frame);
    return CD_OK;
}
