/* engine/multiplane/mend/fill_search.c - one level of the fill. Each round every pixel near the
 * hole looks at where its neighbours found their like in the round before, and at random places
 * around its own: rounds, not scan lines, so that threads change nothing. Then each pixel of the
 * hole is the weighted mean of what all patches over it have there. */
#include "engine/multiplane/mend/fill_int.h"

#include <stdlib.h>
#include <string.h>

cd_rc cd_mp__hole_new(mp_hole *out, int32_t width, int32_t height, cd_err *err)
{
    const size_t size = (size_t)width * (size_t)height;
    out->width = width;
    out->height = height;
    CD_TRY(cd_try_alloc(&out->rgb, size * 3, err));
    CD_TRY(cd_try_alloc(&out->hole, size, err));
    CD_TRY(cd_try_alloc(&out->unwanted, size, err));
    CD_TRY(cd_try_alloc(&out->depth, size, err));
    CD_TRY(cd_try_alloc(&out->good, size, err));
    CD_TRY(cd_try_alloc(&out->near, size * sizeof(int32_t), err));
    CD_TRY(cd_try_alloc(&out->cost, size * sizeof(int32_t), err));
    CD_TRY(cd_try_alloc(&out->targets, size * sizeof(int32_t), err));
    return cd_try_alloc(&out->goods, size * sizeof(int32_t), err);
}

void cd_mp__hole_done(mp_hole *hole)
{
    free(hole->rgb);
    free(hole->hole);
    free(hole->unwanted);
    free(hole->depth);
    free(hole->good);
    free(hole->near);
    free(hole->cost);
    free(hole->targets);
    free(hole->goods);
    *hole = (mp_hole){.width = 0};
}

/* Whether any pixel of the patch around (x, y) is marked; the edge of the picture too, if asked. */
static bool touches(const mp_hole *h, const uint8_t *marks, int32_t x, int32_t y, bool edge)
{
    for (int32_t dy = -MP_PATCH; dy <= MP_PATCH; dy++)
        for (int32_t dx = -MP_PATCH; dx <= MP_PATCH; dx++) {
            const bool inside =
                x + dx >= 0 && y + dy >= 0 && x + dx < h->width && y + dy < h->height;
            if (inside ? marks[(y + dy) * h->width + x + dx] != 0 : edge)
                return true;
        }
    return false;
}

/* Steps to the hole's edge, from the edge inward; colours of a step are means of the last one's. */
static void depths(mp_hole *h, bool paint)
{
    const int32_t w = h->width, size = w * h->height;
    bool more = true;
    for (int32_t i = 0; i < size; i++)
        h->depth[i] = h->hole[i] ? 255 : 0;
    for (int step = 1; step < 255 && more; step++) {
        more = false;
        for (int32_t i = 0; i < size; i++) {
            int32_t sum[3] = {0, 0, 0}, count = 0;
            if (h->depth[i] != 255)
                continue;
            for (int32_t k = 0; k < 9; k++) {
                const int32_t x = i % w + k % 3 - 1, y = i / w + k / 3 - 1;
                if (x < 0 || y < 0 || x >= w || y >= h->height || h->depth[y * w + x] >= step)
                    continue;
                count++;
                for (int c = 0; c < 3; c++)
                    sum[c] += h->rgb[(y * w + x) * 3 + c];
            }
            if (count == 0)
                continue;
            h->depth[i] = (uint8_t)step;
            more = true;
            for (int c = 0; c < 3 && paint; c++)
                h->rgb[i * 3 + c] = (uint8_t)(sum[c] / count);
        }
    }
}

/* How unlike the patches around target t and source s are; gives up over `most`. Rows far apart
 * count a little: textures of the ground get finer toward the horizon. */
static int32_t unlike(const mp_hole *h, int32_t t, int32_t s, int32_t most)
{
    const int32_t w = h->width, tx = t % w, ty = t / w;
    const int32_t apart = abs(s / w - ty) * 64 / h->height;
    int32_t sum = apart * apart * 60;
    for (int32_t dy = -MP_PATCH; dy <= MP_PATCH && sum < most; dy++) {
        if (ty + dy < 0 || ty + dy >= h->height)
            continue;
        const uint8_t *a = h->rgb + (t + dy * w) * 3, *b = h->rgb + (s + dy * w) * 3;
        const int32_t from = tx < MP_PATCH ? -tx : -MP_PATCH;
        const int32_t to = tx + MP_PATCH >= w ? w - 1 - tx : MP_PATCH;
        for (int32_t i = from * 3; i < to * 3 + 3; i++) {
            const int32_t d = a[i] - b[i];
            sum += d * d;
        }
    }
    return sum;
}

struct searching {
    mp_hole *h;
    int32_t *near, *cost; /* of this round; those of `h` are of the last */
    int32_t reach;
    uint64_t seed;
};

static void consider(const struct searching *s, int32_t target, int32_t x, int32_t y, int32_t *near,
                     int32_t *cost)
{
    const mp_hole *h = s->h;
    if (x < 0 || y < 0 || x >= h->width || y >= h->height || !h->good[y * h->width + x])
        return;
    const int32_t is = unlike(h, target, y * h->width + x, *cost);
    if (is < *cost) {
        *cost = is;
        *near = y * h->width + x;
    }
}

static void search_some(void *data, int32_t from, int32_t to)
{
    static const int32_t steps[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    const struct searching *s = data;
    const mp_hole *h = s->h;
    const int32_t w = h->width;
    for (int32_t k = from; k < to; k++) {
        const int32_t t = h->targets[k];
        int32_t near = h->near[t];
        int32_t cost = unlike(h, t, near, INT32_MAX);
        for (int i = 0; i < 4; i++) {
            const int32_t dx = steps[i][0] * s->reach, dy = steps[i][1] * s->reach;
            const int32_t x = t % w + dx, y = t / w + dy;
            if (x < 0 || y < 0 || x >= w || y >= h->height || h->near[y * w + x] < 0)
                continue;
            const int32_t other = h->near[y * w + x];
            consider(s, t, other % w - dx, other / w - dy, &near, &cost);
        }
        mp_rand rand = cd_mp_rand_new(s->seed, (uint64_t)t);
        const int32_t side = w > h->height ? w : h->height;
        for (int32_t r = side; r >= 1; r /= 2) {
            const float x = (float)(near % w) + cd_mp_range(&rand, -1.0f, 1.0f) * (float)r;
            const float y = (float)(near / w) + cd_mp_range(&rand, -1.0f, 1.0f) * (float)r;
            consider(s, t, (int32_t)x, (int32_t)y, &near, &cost);
        }
        s->near[t] = near;
        s->cost[t] = cost;
    }
}

struct voting {
    mp_hole *h;
    uint8_t *rgb;
    bool sharp;
};

static void vote_rows(void *data, int32_t from, int32_t to)
{
    const struct voting *v = data;
    const mp_hole *h = v->h;
    const int32_t w = h->width;
    for (int32_t at = from * w; at < to * w; at++) {
        float sum[3] = {0.0f, 0.0f, 0.0f}, weights = 0.0f;
        if (!h->hole[at])
            continue;
        for (int32_t dy = -MP_PATCH; dy <= MP_PATCH; dy++)
            for (int32_t dx = -MP_PATCH; dx <= MP_PATCH; dx++) {
                const int32_t x = at % w + dx, y = at / w + dy;
                if (x < 0 || y < 0 || x >= w || y >= h->height || h->near[y * w + x] < 0)
                    continue;
                const int32_t t = y * w + x;
                const float far = (float)h->cost[t] / (float)(MP_PATCH_PIXELS * 3);
                const float like = 1.0f / (1.0f + far * (1.0f / 60.0f));
                float weight = like * like / (1.0f + 0.25f * (float)h->depth[t]);
                if (v->sharp) /* the patch's own middle decides */
                    weight *= expf(-0.9f * (float)(dx * dx + dy * dy));
                const uint8_t *px = h->rgb + (h->near[t] - dy * w - dx) * 3;
                for (int c = 0; c < 3; c++)
                    sum[c] += weight * (float)px[c];
                weights += weight;
            }
        for (int c = 0; c < 3 && weights > 0.0f; c++)
            v->rgb[at * 3 + c] = (uint8_t)(sum[c] / weights + 0.5f);
    }
}

static cd_rc vote(mp_hole *h, bool sharp, unsigned threads, cd_err *err)
{
    CD_AUTO(cd_free_ptr) uint8_t *rgb = NULL;
    const size_t size = (size_t)h->width * (size_t)h->height * 3;
    CD_TRY(cd_try_alloc(&rgb, size, err));
    memcpy(rgb, h->rgb, size);
    struct voting voting = {h, rgb, sharp};
    cd_mp_rows(threads, 0, h->height, vote_rows, &voting);
    memcpy(h->rgb, rgb, size);
    return CD_OK;
}

/* A first guess for a target. */
static int32_t guess(const mp_hole *h, const mp_hole *coarse, int32_t t)
{
    const int32_t w = h->width, x = t % w, y = t / w;
    if (coarse != NULL) {
        const int32_t cx = x / 2 < coarse->width ? x / 2 : coarse->width - 1;
        const int32_t cy = y / 2 < coarse->height ? y / 2 : coarse->height - 1;
        const int32_t near = coarse->near[cy * coarse->width + cx];
        const int32_t nx = near % coarse->width * 2 + x % 2, ny = near / coarse->width * 2 + y % 2;
        if (near >= 0 && nx < w && ny < h->height && h->good[ny * w + nx])
            return ny * w + nx;
    }
    int32_t best = h->goods[0];
    for (uint64_t k = 0; k < 24; k++) { /* rather one from about the same row */
        const uint64_t pick = cd_mp_hash((uint64_t)t * 24 + k) % (uint64_t)h->good_count;
        if (abs(h->goods[pick] / w - y) < abs(best / w - y))
            best = h->goods[pick];
    }
    return best;
}

cd_rc cd_mp__hole_start(mp_hole *h, const mp_hole *coarse, unsigned threads, cd_err *err)
{
    const int32_t size = h->width * h->height;
    depths(h, true);
    h->count = h->good_count = 0;
    for (int pass = 0; pass < 2 && h->good_count < size / 12;
         pass++) { /* rather unwanted than little */
        h->good_count = 0;
        for (int32_t i = 0; i < size; i++) {
            const int32_t x = i % h->width, y = i / h->width;
            h->good[i] = !touches(h, h->hole, x, y, true) &&
                         (pass > 0 || !touches(h, h->unwanted, x, y, false));
            if (h->good[i])
                h->goods[h->good_count++] = i;
        }
    }
    for (int32_t i = 0; i < size; i++) {
        h->near[i] = -1;
        if (h->good_count == 0 || !touches(h, h->hole, i % h->width, i / h->width, false))
            continue;
        h->near[i] = guess(h, coarse, i);
        h->targets[h->count++] = i;
    }
    return coarse != NULL ? vote(h, false, threads, err) : CD_OK;
}

cd_rc cd_mp__hole_rounds(mp_hole *h, int rounds, uint64_t seed, unsigned threads, cd_err *err)
{
    CD_AUTO(cd_free_ptr) int32_t *near = NULL;
    const size_t bytes = (size_t)h->width * (size_t)h->height * sizeof(int32_t);
    CD_TRY(cd_try_alloc(&near, bytes, err));
    for (int round = 0; round < rounds && h->count > 0; round++) {
        memcpy(near, h->near, bytes);
        for (int k = 0; k < 3; k++) { /* far neighbours, then near ones */
            struct searching searching = {h, near, h->cost, 4 >> k,
                                          cd_mp_hash(seed ^ (uint64_t)(round * 3 + k))};
            cd_mp_rows(threads, 0, h->count, search_some, &searching);
            memcpy(h->near, near, bytes);
        }
        CD_TRY(vote(h, round == rounds - 1, threads, err));
    }
    return CD_OK;
}
