/* engine/multiplane/find/view.c - reducing by the mean of at most 6 x 6 samples, and L*a*b*. */
#include "engine/multiplane/find/view.h"

#include "engine/multiplane/look/lab.h"
#include "media/light.h"

#include <stdlib.h>

void cd_mp_lab_of(float lab[3], const float rgb[3])
{
    cd_mp_lab_of_light(lab, cd_light_from_srgb(rgb[0]), cd_light_from_srgb(rgb[1]),
                       cd_light_from_srgb(rgb[2]));
}

void cd_mp_lab_back(float rgb[3], const float lab[3])
{
    float light[3];
    cd_mp_lab_to_light(light, lab);
    for (int c = 0; c < 3; c++)
        rgb[c] = cd_light_to_srgb(cd_mp_clamp(light[c], 0.0f, 1.0f));
}

/* Where samples come from: one of the two. */
struct origin {
    const mp_picture *picture;
    const cd_frame *frame;
    uint32_t width, height;
};

static void sample(float rgb[3], const struct origin *from, uint32_t x, uint32_t y)
{
    if (from->picture != NULL) {
        cd_mp_rgb_get(rgb, from->picture->px + ((size_t)y * from->width + x) * 3);
        return;
    }
    const uint8_t *px = from->frame->pixels + y * from->frame->stride + (size_t)x * 3;
    for (int c = 0; c < 3; c++)
        rgb[c] = (float)px[c] * (1.0f / 255.0f);
}

enum { SAMPLES_SIDE = 6 };

/* The mean of the pixels of the picture that pixel (x, y) of the view stands for. */
static void reduce(float out[3], const mp_view *view, const struct origin *from, int32_t x,
                   int32_t y)
{
    const uint32_t w = (uint32_t)view->width, h = (uint32_t)view->height;
    const uint32_t x0 = (uint32_t)((uint64_t)(uint32_t)x * from->width / w);
    const uint32_t y0 = (uint32_t)((uint64_t)(uint32_t)y * from->height / h);
    uint32_t x1 = (uint32_t)((uint64_t)(uint32_t)(x + 1) * from->width / w);
    uint32_t y1 = (uint32_t)((uint64_t)(uint32_t)(y + 1) * from->height / h);
    x1 = x1 > x0 ? x1 : x0 + 1;
    y1 = y1 > y0 ? y1 : y0 + 1;
    const uint32_t nx = x1 - x0 < SAMPLES_SIDE ? x1 - x0 : SAMPLES_SIDE;
    const uint32_t ny = y1 - y0 < SAMPLES_SIDE ? y1 - y0 : SAMPLES_SIDE;
    out[0] = out[1] = out[2] = 0.0f;
    for (uint32_t j = 0; j < ny; j++)
        for (uint32_t i = 0; i < nx; i++) {
            float rgb[3];
            sample(rgb, from, x0 + (x1 - x0) * i / nx, y0 + (y1 - y0) * j / ny);
            for (int c = 0; c < 3; c++)
                out[c] += rgb[c] / (float)(nx * ny);
        }
}

static cd_rc view_of(mp_view *out, const struct origin *from, cd_err *err)
{
    const uint32_t side = from->width > from->height ? from->width : from->height;
    const float scale = side > MP_VIEW_SIDE ? (float)side / MP_VIEW_SIDE : 1.0f;
    const int32_t w = (int32_t)((float)from->width / scale + 0.5f);
    const int32_t h = (int32_t)((float)from->height / scale + 0.5f);
    *out = (mp_view){.width = w > 1 ? w : 1, .height = h > 1 ? h : 1, .scale = scale};
    const size_t size = (size_t)out->width * (size_t)out->height;
    CD_TRY(cd_try_alloc(&out->rgb, size * 3 * sizeof(float), err));
    CD_TRY(cd_try_alloc(&out->lab, size * 3 * sizeof(float), err));
    for (int32_t y = 0; y < out->height; y++)
        for (int32_t x = 0; x < out->width; x++) {
            const size_t at = ((size_t)y * (size_t)out->width + (size_t)x) * 3;
            reduce(out->rgb + at, out, from, x, y);
            cd_mp_lab_of(out->lab + at, out->rgb + at);
        }
    return cd_mp__view_cut(out, err);
}

cd_rc cd_mp_view_of_picture(mp_view *out, const mp_picture *picture, cd_err *err)
{
    const struct origin from = {picture, NULL, picture->width, picture->height};
    return view_of(out, &from, err);
}

cd_rc cd_mp_view_of_frame(mp_view *out, const cd_frame *frame, cd_err *err)
{
    const struct origin from = {NULL, frame, frame->width, frame->height};
    return view_of(out, &from, err);
}

void cd_mp_view_done(mp_view *view)
{
    free(view->rgb);
    free(view->lab);
    free(view->region);
    free(view->regions);
    free(view->beside);
    free(view->step);
    *view = (mp_view){.width = 0};
}
