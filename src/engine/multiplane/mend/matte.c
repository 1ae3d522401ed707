/* engine/multiplane/mend/matte.c - mattes made wider, pictures laid through them and lifted out. */
#include "engine/multiplane/mend/mend.h"

#include <string.h>

cd_rc cd_mp_matte_new(mp_matte *out, const mp_picture *picture, cd_err *err)
{
    out->width = picture->width;
    out->height = picture->height;
    return cd_try_alloc(&out->a, (size_t)out->width * out->height, err);
}

bool cd_mp_matte_bounds(int32_t box[4], const mp_matte *matte)
{
    box[0] = (int32_t)matte->width;
    box[1] = (int32_t)matte->height;
    box[2] = box[3] = 0;
    for (int32_t y = 0; y < (int32_t)matte->height; y++) {
        const uint8_t *row = matte->a + (size_t)y * matte->width;
        for (int32_t x = 0; x < (int32_t)matte->width; x++) {
            if (row[x] == 0)
                continue;
            box[0] = x < box[0] ? x : box[0];
            box[1] = y < box[1] ? y : box[1];
            box[2] = x >= box[2] ? x + 1 : box[2];
            box[3] = y + 1;
        }
    }
    return box[2] > box[0];
}

struct widening {
    const uint8_t *from;
    uint8_t *to;
    int32_t width, height, radius;
};

/* The most of a row's neighbours, by the distance to the last one that is set; grey ends count as
 * they are, so that a soft edge stays soft. */
static void widen_across(void *data, int32_t from, int32_t to)
{
    const struct widening *w = data;
    for (int32_t y = from; y < to; y++) {
        const uint8_t *in = w->from + (size_t)y * (size_t)w->width;
        uint8_t *out = w->to + (size_t)y * (size_t)w->width;
        int32_t last = -w->radius - 1;
        memcpy(out, in, (size_t)w->width);
        for (int32_t x = 0; x < w->width; x++) {
            last = in[x] >= 128 ? x : last;
            if (x - last <= w->radius)
                out[x] = 255;
        }
        last = w->width + w->radius;
        for (int32_t x = w->width - 1; x >= 0; x--) {
            last = in[x] >= 128 ? x : last;
            if (last - x <= w->radius)
                out[x] = 255;
        }
    }
}

static void widen_down(void *data, int32_t from, int32_t to)
{
    const struct widening *w = data;
    for (int32_t x = from; x < to; x++) {
        int32_t last = -w->radius - 1;
        for (int32_t y = 0; y < w->height; y++) {
            const size_t at = (size_t)y * (size_t)w->width + (size_t)x;
            last = w->from[at] >= 128 ? y : last;
            w->to[at] = y - last <= w->radius ? 255 : w->from[at];
        }
        last = w->height + w->radius;
        for (int32_t y = w->height - 1; y >= 0; y--) {
            const size_t at = (size_t)y * (size_t)w->width + (size_t)x;
            last = w->from[at] >= 128 ? y : last;
            if (last - y <= w->radius)
                w->to[at] = 255;
        }
    }
}

cd_rc cd_mp_matte_widen(mp_matte *matte, uint32_t radius, unsigned threads, cd_err *err)
{
    CD_AUTO(cd_free_ptr) uint8_t *other = NULL;
    CD_TRY(cd_try_alloc(&other, (size_t)matte->width * matte->height, err));
    struct widening widening = {matte->a, other, (int32_t)matte->width, (int32_t)matte->height,
                                (int32_t)radius};
    cd_mp_rows(threads, 0, widening.height, widen_across, &widening);
    widening.from = other;
    widening.to = matte->a;
    cd_mp_rows(threads, 0, widening.width, widen_down, &widening);
    return CD_OK;
}

struct laying {
    const mp_picture *picture;
    const mp_matte *matte;
    const cd_frame *frame;
};

static void frame_at(float rgb[3], const cd_frame *frame, float x, float y)
{
    const float fx = cd_mp_clamp(x, 0.0f, (float)frame->width - 1.001f);
    const float fy = cd_mp_clamp(y, 0.0f, (float)frame->height - 1.001f);
    const uint32_t ix = (uint32_t)fx, iy = (uint32_t)fy;
    const uint32_t right = ix + 1 < frame->width ? 3 : 0;
    const uint8_t *top = frame->pixels + iy * frame->stride + (size_t)ix * 3;
    const uint8_t *low = iy + 1 < frame->height ? top + frame->stride : top;
    for (int c = 0; c < 3; c++) {
        const float a = cd_mp_lerp((float)top[c], (float)top[right + (uint32_t)c], fx - (float)ix);
        const float b = cd_mp_lerp((float)low[c], (float)low[right + (uint32_t)c], fx - (float)ix);
        rgb[c] = cd_mp_lerp(a, b, fy - (float)iy) * (1.0f / 255.0f);
    }
}

static void over_rows(void *data, int32_t from, int32_t to)
{
    const struct laying *l = data;
    const float kx = (float)l->frame->width / (float)l->picture->width;
    const float ky = (float)l->frame->height / (float)l->picture->height;
    for (int32_t y = from; y < to; y++)
        for (uint32_t x = 0; x < l->picture->width; x++) {
            const size_t at = (size_t)y * l->picture->width + x;
            float rgb[3], old[3];
            if (l->matte->a[at] == 0)
                continue;
            frame_at(rgb, l->frame, ((float)x + 0.5f) * kx - 0.5f, ((float)y + 0.5f) * ky - 0.5f);
            cd_mp_rgb_get(old, l->picture->px + at * 3);
            for (int c = 0; c < 3; c++)
                rgb[c] = cd_mp_lerp(old[c], rgb[c], (float)l->matte->a[at] * (1.0f / 255.0f));
            cd_mp_rgb_put(l->picture->px + at * 3, rgb);
        }
}

void cd_mp_mend_over(const mp_picture *picture, const mp_matte *matte, const cd_frame *frame)
{
    struct laying laying = {picture, matte, frame};
    cd_mp_rows(picture->threads, 0, (int32_t)picture->height, over_rows, &laying);
}

/* One pixel of the picture, linear and premultiplied by the matte. */
static mp_px lifted(const mp_picture *picture, const mp_matte *matte, int32_t x, int32_t y)
{
    const float *linear = cd_mp_linear_table();
    mp_px out = {0.0f, 0.0f, 0.0f, 0.0f};
    if (x < 0 || y < 0 || x >= (int32_t)picture->width || y >= (int32_t)picture->height)
        return out;
    const size_t at = (size_t)y * picture->width + (size_t)x;
    const uint16_t *px = picture->px + at * 3;
    out.a = (float)matte->a[at] * (1.0f / 255.0f);
    out.r = linear[px[0] >> 8] * out.a;
    out.g = linear[px[1] >> 8] * out.a;
    out.b = linear[px[2] >> 8] * out.a;
    return out;
}

cd_rc cd_mp_mend_lift(mp_canvas *out, int32_t box[4], bool *some, const mp_picture *picture,
                      const mp_matte *matte, float factor, cd_err *err)
{
    *some = cd_mp_matte_bounds(box, matte);
    if (!*some)
        return CD_OK;
    const float w = (float)(box[2] - box[0]), h = (float)(box[3] - box[1]);
    const int32_t samples = factor < 0.75f ? 3 : 1;
    CD_TRY(cd_mp_canvas_new(out, (int32_t)ceilf(w * factor), (int32_t)ceilf(h * factor), err));
    for (int32_t y = 0; y < out->height; y++)
        for (int32_t x = 0; x < out->width; x++) {
            mp_px *to = &out->px[(size_t)y * (size_t)out->width + (size_t)x];
            for (int32_t k = 0; k < samples * samples; k++) {
                const float sx = ((float)(k % samples) + 0.5f) / (float)samples;
                const float sy = ((float)(k / samples) + 0.5f) / (float)samples;
                const float u = (float)box[0] + ((float)x + sx) / factor - 0.5f;
                const float v = (float)box[1] + ((float)y + sy) / factor - 0.5f;
                const int32_t ix = cd_mp_floor(u), iy = cd_mp_floor(v);
                const float fx = u - (float)ix, fy = v - (float)iy;
                const mp_px a = lifted(picture, matte, ix, iy);
                const mp_px b = lifted(picture, matte, ix + 1, iy);
                const mp_px c = lifted(picture, matte, ix, iy + 1);
                const mp_px d = lifted(picture, matte, ix + 1, iy + 1);
                const mp_px one = cd_mp_mix(cd_mp_mix(a, b, fx), cd_mp_mix(c, d, fx), fy);
                const float share = 1.0f / (float)(samples * samples);
                *to = cd_mp_add(*to, one, share);
                to->a += one.a * share;
            }
        }
    return CD_OK;
}
