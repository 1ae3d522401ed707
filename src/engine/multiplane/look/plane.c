/* engine/multiplane/look/plane.c - planes of luma and edges, box blurs with running sums. */
#include "engine/multiplane/look/plane.h"

#include <stdlib.h>

struct planing {
    const mp_picture *picture;
    mp_plane *plane;
    const float *from;
    float *to, *sums;
    int32_t reach;
};

static cd_rc plane_new(mp_plane *out, const mp_picture *picture, cd_err *err)
{
    *out = (mp_plane){.width = (int32_t)picture->width,
                      .height = (int32_t)picture->height,
                      .threads = picture->threads};
    return cd_try_alloc(&out->v, (size_t)picture->width * picture->height * sizeof(float), err);
}

void cd_mp__plane_done(mp_plane *plane)
{
    free(plane->v);
    plane->v = NULL;
}

static void luma_rows(void *data, int32_t from, int32_t to)
{
    const struct planing *p = data;
    const size_t line = p->picture->width;
    for (size_t i = (size_t)from * line; i < (size_t)to * line; i++) {
        float rgb[3];
        cd_mp_rgb_get(rgb, p->picture->px + i * 3);
        p->plane->v[i] = cd_mp_rgb_luma(rgb);
    }
}

cd_rc cd_mp__plane_luma(mp_plane *out, const mp_picture *picture, cd_err *err)
{
    CD_TRY(plane_new(out, picture, err));
    struct planing planing = {.picture = picture, .plane = out};
    cd_mp_rows(picture->threads, 0, out->height, luma_rows, &planing);
    return CD_OK;
}

static inline int32_t within(int32_t x, int32_t size)
{
    return x < 0 ? 0 : x >= size ? size - 1 : x;
}

static void edge_rows(void *data, int32_t from, int32_t to)
{
    const struct planing *p = data;
    const int32_t w = p->plane->width, h = p->plane->height, r = p->reach;
    for (int32_t y = from; y < to; y++) {
        const uint16_t *row = p->picture->px + (size_t)y * (size_t)w * 3;
        const uint16_t *up = p->picture->px + (size_t)within(y - r, h) * (size_t)w * 3;
        const uint16_t *down = p->picture->px + (size_t)within(y + r, h) * (size_t)w * 3;
        float *out = p->plane->v + (size_t)y * (size_t)w;
        for (int32_t x = 0; x < w; x++) {
            const int32_t left = within(x - r, w) * 3, right = within(x + r, w) * 3;
            float sum = 0.0f;
            for (int32_t c = 0; c < 3; c++) {
                const int32_t l = left + c, m = x * 3 + c, n = right + c;
                const float dx =
                    (float)(3 * (up[n] - up[l] + down[n] - down[l]) + 10 * (row[n] - row[l]));
                const float dy =
                    (float)(3 * (down[l] - up[l] + down[n] - up[n]) + 10 * (down[m] - up[m]));
                sum += dx * dx + dy * dy;
            }
            out[x] = sqrtf(sum * (1.0f / 3.0f)) * (1.0f / (16.0f * 65535.0f));
        }
    }
}

cd_rc cd_mp__plane_edges(mp_plane *out, const mp_picture *picture, int32_t reach, cd_err *err)
{
    CD_TRY(plane_new(out, picture, err));
    struct planing planing = {.picture = picture, .plane = out, .reach = reach};
    cd_mp_rows(picture->threads, 0, out->height, edge_rows, &planing);
    return CD_OK;
}

static void across_rows(void *data, int32_t from, int32_t to)
{
    const struct planing *p = data;
    const int32_t w = p->plane->width, r = p->reach;
    const float share = 1.0f / (float)(2 * r + 1);
    for (int32_t y = from; y < to; y++) {
        const float *in = p->from + (size_t)y * (size_t)w;
        float *out = p->to + (size_t)y * (size_t)w;
        float sum = 0.0f;
        for (int32_t x = -r; x <= r; x++)
            sum += in[within(x, w)];
        for (int32_t x = 0; x < w; x++) {
            out[x] = sum * share;
            sum += in[within(x + r + 1, w)] - in[within(x - r, w)];
        }
    }
}

/* Columns [from, to): each has a running sum of its own. */
static void down_columns(void *data, int32_t from, int32_t to)
{
    const struct planing *p = data;
    const int32_t w = p->plane->width, h = p->plane->height, r = p->reach;
    const float share = 1.0f / (float)(2 * r + 1);
    for (int32_t x = from; x < to; x++)
        p->sums[x] = 0.0f;
    for (int32_t y = -r; y <= r; y++)
        for (int32_t x = from; x < to; x++)
            p->sums[x] += p->from[(size_t)within(y, h) * (size_t)w + (size_t)x];
    for (int32_t y = 0; y < h; y++) {
        const float *more = p->from + (size_t)within(y + r + 1, h) * (size_t)w;
        const float *less = p->from + (size_t)within(y - r, h) * (size_t)w;
        float *out = p->to + (size_t)y * (size_t)w;
        for (int32_t x = from; x < to; x++) {
            out[x] = p->sums[x] * share;
            p->sums[x] += more[x] - less[x];
        }
    }
}

cd_rc cd_mp__plane_blur(mp_plane *plane, int32_t radius, cd_err *err)
{
    CD_AUTO(cd_free_ptr) float *other = NULL;
    CD_AUTO(cd_free_ptr) float *sums = NULL;
    const size_t count = (size_t)plane->width * (size_t)plane->height;
    CD_TRY(cd_try_alloc(&other, count * sizeof(float), err));
    CD_TRY(cd_try_alloc(&sums, (size_t)plane->width * sizeof(float), err));
    struct planing planing = {.plane = plane, .sums = sums, .reach = radius < 1 ? 1 : radius};
    for (int pass = 0; pass < 2; pass++) {
        planing.from = plane->v;
        planing.to = other;
        cd_mp_rows(plane->threads, 0, plane->height, across_rows, &planing);
        planing.from = other;
        planing.to = plane->v;
        cd_mp_rows(plane->threads, 0, plane->width, down_columns, &planing);
    }
    return CD_OK;
}
