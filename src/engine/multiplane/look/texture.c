/* engine/multiplane/look/texture.c - detail against the mean around it, in logarithms of light, so
 * that it can be multiplied in; the tile's edges fade into each other with their spread kept. */
#include "engine/multiplane/look/texture.h"

#include "engine/multiplane/find/map.h"

#include <stdlib.h>

enum { MARGIN = 64, PATCH = MP_TILE_SIDE + MARGIN, AROUND = 20, PLACES = 5 };

void cd_mp_weave_done(mp_weave *texture)
{
    free(texture->tile);
    texture->tile = NULL;
}

/* Detail of the whole frame. */
static cd_rc detail_of(mp_map *out, const cd_frame *frame, cd_err *err)
{
    CD_AUTO(cd_mp_map_done) mp_map mean = {0, 0, NULL};
    const int32_t w = (int32_t)frame->width, h = (int32_t)frame->height;
    CD_TRY(cd_mp_map_new(out, w, h, err));
    CD_TRY(cd_mp_map_new(&mean, w, h, err));
    for (int32_t y = 0; y < h; y++)
        for (int32_t x = 0; x < w; x++) {
            const uint8_t *px = frame->pixels + (size_t)y * frame->stride + (size_t)x * 3;
            const float luma = (0.2126f * px[0] + 0.7152f * px[1] + 0.0722f * px[2]) / 255.0f;
            *mp_map_at(out, x, y) = *mp_map_at(&mean, x, y) = logf(luma + 0.05f);
        }
    CD_TRY(cd_mp_map_box(&mean, AROUND, err));
    for (size_t i = 0; i < mp_map_size(out); i++)
        out->v[i] = cd_mp_clamp(out->v[i] - mean.v[i], -1.5f, 1.5f);
    return CD_OK;
}

/* The least energy of the four quarters of a square: shapes fill one, textures all. */
static float even(const mp_map *detail, int32_t left, int32_t top, int32_t side)
{
    float least = 1e9f;
    for (int k = 0; k < 4; k++) {
        float sum = 0.0f;
        for (int32_t y = 0; y < side / 2; y += 2)
            for (int32_t x = 0; x < side / 2; x += 2) {
                const float v =
                    *mp_map_at(detail, left + x + k % 2 * side / 2, top + y + k / 2 * side / 2);
                sum += fminf(v * v, 0.09f); /* outlines count no more than grain */
            }
        least = fminf(least, sum);
    }
    return least;
}

static float between(const mp_map *map, float x, float y)
{
    const float fx = cd_mp_clamp(x, 0.0f, (float)map->width - 1.001f);
    const float fy = cd_mp_clamp(y, 0.0f, (float)map->height - 1.001f);
    const int32_t ix = (int32_t)fx, iy = (int32_t)fy;
    const int32_t nx = ix + 1 < map->width ? ix + 1 : ix, ny = iy + 1 < map->height ? iy + 1 : iy;
    const float top = cd_mp_lerp(*mp_map_at(map, ix, iy), *mp_map_at(map, nx, iy), fx - (float)ix);
    const float low = cd_mp_lerp(*mp_map_at(map, ix, ny), *mp_map_at(map, nx, ny), fx - (float)ix);
    return cd_mp_lerp(top, low, fy - (float)iy);
}

/* Fades the margin beyond the tile into its start, along x or along y. */
static void meet(mp_map *patch, bool along_x)
{
    for (int32_t b = 0; b < PATCH; b++)
        for (int32_t a = 0; a < MARGIN; a++) {
            const float t = ((float)a + 0.5f) / MARGIN;
            float *at = along_x ? mp_map_at(patch, a, b) : mp_map_at(patch, b, a);
            const float beyond = along_x ? *mp_map_at(patch, a + MP_TILE_SIDE, b)
                                         : *mp_map_at(patch, b, a + MP_TILE_SIDE);
            *at = *at * sqrtf(t) + beyond * sqrtf(1.0f - t);
        }
}

cd_rc cd_mp_weave_of(mp_weave *out, const cd_frame *frame, cd_err *err)
{
    CD_AUTO(cd_mp_map_done) mp_map detail = {0, 0, NULL}, patch = {0, 0, NULL};
    const int32_t w = (int32_t)frame->width, h = (int32_t)frame->height;
    const int32_t least = w < h ? w : h, side = least < PATCH ? least : PATCH;
    int32_t left = 0, top = 0;
    float most = -1.0f;
    CD_TRY(detail_of(&detail, frame, err));
    for (int32_t k = 0; k < PLACES * PLACES; k++) {
        const int32_t x = (w - side) * (k % PLACES) / (PLACES - 1);
        const int32_t y = (h - side) * (k / PLACES) / (PLACES - 1);
        const float is = even(&detail, x, y, side);
        if (is > most) {
            most = is;
            left = x;
            top = y;
        }
    }
    CD_TRY(cd_mp_map_new(&patch, PATCH, PATCH, err));
    for (int32_t y = 0; y < PATCH; y++)
        for (int32_t x = 0; x < PATCH; x++)
            *mp_map_at(&patch, x, y) =
                between(&detail, (float)left + (float)x * (float)side / PATCH,
                        (float)top + (float)y * (float)side / PATCH);
    meet(&patch, true);
    meet(&patch, false);
    CD_TRY(cd_try_alloc(&out->tile, sizeof(float) * MP_TILE_SIDE * MP_TILE_SIDE, err));
    double sum = 0.0, square = 0.0;
    for (int32_t i = 0; i < MP_TILE_SIDE * MP_TILE_SIDE; i++) {
        const float v = *mp_map_at(&patch, i % MP_TILE_SIDE, i / MP_TILE_SIDE);
        out->tile[i] = v;
        sum += (double)v;
        square += (double)v * (double)v;
    }
    const double mean = sum / (MP_TILE_SIDE * MP_TILE_SIDE);
    const double spread = sqrt(fmax(square / (MP_TILE_SIDE * MP_TILE_SIDE) - mean * mean, 0.0));
    /* A plain reference gives nothing rather than its noise. */
    const double gain = spread > 0.004 ? 1.0 / spread : 0.0;
    for (int32_t i = 0; i < MP_TILE_SIDE * MP_TILE_SIDE; i++)
        out->tile[i] = (float)(((double)out->tile[i] - mean) * gain);
    return CD_OK;
}

struct laying {
    const mp_weave *texture;
    mp_paint *paint;
};

static float tile_at(const float *tile, float x, float y)
{
    const int32_t ix = cd_mp_floor(x), iy = cd_mp_floor(y);
    const float fx = x - (float)ix, fy = y - (float)iy;
    const uint32_t mask = MP_TILE_SIDE - 1;
    const uint32_t x0 = (uint32_t)ix & mask, x1 = (uint32_t)(ix + 1) & mask;
    const uint32_t y0 = ((uint32_t)iy & mask) * MP_TILE_SIDE;
    const uint32_t y1 = ((uint32_t)(iy + 1) & mask) * MP_TILE_SIDE;
    const float top = cd_mp_lerp(tile[y0 + x0], tile[y0 + x1], fx);
    return cd_mp_lerp(top, cd_mp_lerp(tile[y1 + x0], tile[y1 + x1], fx), fy);
}

static void lay_rows(void *data, int32_t from, int32_t to)
{
    const struct laying *l = data;
    const mp_paint *p = l->paint;
    const float scale = 900.0f / p->unit; /* as large as it is in a reference of common size */
    for (int32_t y = from; y < to; y++) {
        const float ground = cd_mp_smooth(p->horizon - 0.04f * p->height, p->horizon, (float)y);
        const float amount = l->texture->amount * cd_mp_lerp(0.25f, 1.0f, ground);
        mp_px *row = p->canvas.px + (size_t)y * (size_t)p->canvas.width;
        for (int32_t x = 0; x < p->canvas.width; x++) {
            const float t = tile_at(l->texture->tile, (float)x * scale, (float)y * scale);
            row[x] = cd_mp_scale(row[x], expf(cd_mp_clamp(amount * t, -0.9f, 0.7f)));
        }
    }
}

void cd_mp_weave_lay(const mp_weave *texture, mp_paint *paint)
{
    struct laying laying = {texture, paint};
    if (texture->tile != NULL)
        cd_mp_rows(paint->threads, 0, paint->canvas.height, lay_rows, &laying);
}
