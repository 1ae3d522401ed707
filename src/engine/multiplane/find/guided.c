/* engine/multiplane/find/guided.c - the guided filter with a colour guide: in each window the mask
 * is taken for a linear function of the colour. */
#include "engine/multiplane/find/guided.h"

#include <stdlib.h>

static const float smoothing = 4e-4f; /* of colours' variance, 0..1 channels */

enum { MEAN_P, MEAN_I, MEAN_IP = MEAN_I + 3, MEAN_II = MEAN_IP + 3, MEANS = MEAN_II + 6 };

static void planes_done(mp_map (*planes)[MEANS])
{
    for (int i = 0; i < MEANS; i++)
        cd_mp_map_done(&(*planes)[i]);
}

static const int pairs[6][2] = {{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}};

static cd_rc means_of(mp_map planes[MEANS], const mp_map *mask, const mp_view *view, int32_t radius,
                      cd_err *err)
{
    for (int i = 0; i < MEANS; i++)
        CD_TRY(cd_mp_map_new(&planes[i], view->width, view->height, err));
    for (size_t i = 0; i < mp_map_size(mask); i++) {
        const float *rgb = view->rgb + i * 3;
        planes[MEAN_P].v[i] = mask->v[i];
        for (int c = 0; c < 3; c++) {
            planes[MEAN_I + c].v[i] = rgb[c];
            planes[MEAN_IP + c].v[i] = rgb[c] * mask->v[i];
        }
        for (int k = 0; k < 6; k++)
            planes[MEAN_II + k].v[i] = rgb[pairs[k][0]] * rgb[pairs[k][1]];
    }
    for (int i = 0; i < MEANS; i++)
        CD_TRY(cd_mp_map_box(&planes[i], radius, err));
    return CD_OK;
}

/* Solves the symmetric s (in the order of `pairs`) * a = v by its adjugate. */
static void solve(float a[3], const float s[6], const float v[3])
{
    const float c00 = s[3] * s[5] - s[4] * s[4], c01 = s[2] * s[4] - s[1] * s[5],
                c02 = s[1] * s[4] - s[2] * s[3], c11 = s[0] * s[5] - s[2] * s[2],
                c12 = s[1] * s[2] - s[0] * s[4], c22 = s[0] * s[3] - s[1] * s[1];
    const float k = 1.0f / (s[0] * c00 + s[1] * c01 + s[2] * c02);
    a[0] = k * (c00 * v[0] + c01 * v[1] + c02 * v[2]);
    a[1] = k * (c01 * v[0] + c11 * v[1] + c12 * v[2]);
    a[2] = k * (c02 * v[0] + c12 * v[1] + c22 * v[2]);
}

/* Four numbers for each pixel, a b c d: the mask is a r + b g + c b + d. In planes MEAN_I.. and
 * MEAN_P afterwards, averaged over the windows that a pixel is in. */
static cd_rc coefficients(mp_map planes[MEANS], const mp_map *mask, const mp_view *view,
                          int32_t radius, cd_err *err)
{
    CD_TRY(means_of(planes, mask, view, radius, err));
    for (size_t i = 0; i < mp_map_size(mask); i++) {
        float s[6], v[3], a[3];
        for (int k = 0; k < 6; k++)
            s[k] = planes[MEAN_II + k].v[i] -
                   planes[MEAN_I + pairs[k][0]].v[i] * planes[MEAN_I + pairs[k][1]].v[i];
        s[0] += smoothing;
        s[3] += smoothing;
        s[5] += smoothing;
        for (int c = 0; c < 3; c++)
            v[c] = planes[MEAN_IP + c].v[i] - planes[MEAN_I + c].v[i] * planes[MEAN_P].v[i];
        solve(a, s, v);
        for (int c = 0; c < 3; c++) {
            planes[MEAN_P].v[i] -= a[c] * planes[MEAN_I + c].v[i];
            planes[MEAN_I + c].v[i] = a[c];
        }
    }
    for (int i = MEAN_P; i < MEAN_IP; i++)
        CD_TRY(cd_mp_map_box(&planes[i], radius, err));
    return CD_OK;
}

cd_rc cd_mp_guided(mp_map *mask, const mp_view *view, int32_t radius, cd_err *err)
{
    CD_AUTO(planes_done) mp_map planes[MEANS] = {{0, 0, NULL}};
    CD_TRY(coefficients(planes, mask, view, radius, err));
    for (size_t i = 0; i < mp_map_size(mask); i++) {
        const float *rgb = view->rgb + i * 3;
        float sum = planes[MEAN_P].v[i];
        for (int c = 0; c < 3; c++)
            sum += planes[MEAN_I + c].v[i] * rgb[c];
        mask->v[i] = cd_mp_clamp(sum, 0.0f, 1.0f);
    }
    return CD_OK;
}

void cd_mp_matte_done(mp_matte *matte)
{
    free(matte->a);
    matte->a = NULL;
}

struct matting {
    const mp_matte *matte;
    const mp_map *planes;
    const mp_map *near; /* where the matte may be other than 0, and must be all */
    const mp_picture *picture;
};

static inline float between(const mp_map *map, float x, float y)
{
    const float fx = cd_mp_clamp(x, 0.0f, (float)(map->width - 1));
    const float fy = cd_mp_clamp(y, 0.0f, (float)(map->height - 1));
    const int32_t ix = (int32_t)fx, iy = (int32_t)fy;
    const int32_t nx = ix + 1 < map->width ? ix + 1 : ix, ny = iy + 1 < map->height ? iy + 1 : iy;
    const float top = cd_mp_lerp(*mp_map_at(map, ix, iy), *mp_map_at(map, nx, iy), fx - (float)ix);
    const float low = cd_mp_lerp(*mp_map_at(map, ix, ny), *mp_map_at(map, nx, ny), fx - (float)ix);
    return cd_mp_lerp(top, low, fy - (float)iy);
}

static void matte_rows(void *data, int32_t from, int32_t to)
{
    const struct matting *m = data;
    const float kx = (float)m->planes[0].width / (float)m->matte->width;
    const float ky = (float)m->planes[0].height / (float)m->matte->height;
    for (int32_t y = from; y < to; y++)
        for (uint32_t x = 0; x < m->matte->width; x++) {
            const size_t at = (size_t)y * m->matte->width + x;
            const float vx = ((float)x + 0.5f) * kx - 0.5f, vy = ((float)y + 0.5f) * ky - 0.5f;
            const float near = between(m->near, vx, vy);
            float rgb[3];
            if (near <= 0.0f || near >= 1.0f) {
                m->matte->a[at] = near >= 1.0f ? 255 : 0;
                continue;
            }
            cd_mp_rgb_get(rgb, m->picture->px + at * 3);
            float sum = between(&m->planes[MEAN_P], vx, vy);
            for (int c = 0; c < 3; c++)
                sum += rgb[c] * between(&m->planes[MEAN_I + c], vx, vy);
            /* What is nearly in or nearly out is so. */
            sum = cd_mp_smooth(0.15f, 0.85f, sum);
            m->matte->a[at] = (uint8_t)(sum * 255.0f + 0.5f);
        }
}

cd_rc cd_mp_matte_of(mp_matte *out, const mp_map *mask, const mp_view *view,
                     const mp_picture *picture, cd_err *err)
{
    enum { RADIUS = 3 };
    CD_AUTO(planes_done) mp_map planes[MEANS] = {{0, 0, NULL}};
    CD_AUTO(cd_mp_map_done) mp_map near = {0, 0, NULL}, inside = {0, 0, NULL};
    CD_TRY(coefficients(planes, mask, view, RADIUS, err));
    CD_TRY(cd_mp_map_new(&near, view->width, view->height, err));
    CD_TRY(cd_mp_map_new(&inside, view->width, view->height, err));
    for (size_t i = 0; i < mp_map_size(mask); i++)
        near.v[i] = inside.v[i] = mask->v[i];
    CD_TRY(cd_mp_map_grow(&near, RADIUS, err));
    CD_TRY(cd_mp_map_grow(&inside, -RADIUS, err));
    for (size_t i = 0; i < mp_map_size(mask); i++)
        near.v[i] = 0.5f * (near.v[i] + inside.v[i]);
    out->width = picture->width;
    out->height = picture->height;
    CD_TRY(cd_try_alloc(&out->a, (size_t)out->width * out->height, err));
    struct matting matting = {out, planes, &near, picture};
    cd_mp_rows(picture->threads, 0, (int32_t)out->height, matte_rows, &matting);
    return CD_OK;
}
