/* engine/multiplane/find/salient.c - shortest ways over the regions, and refining by histograms of
 * what is inside and outside. */
#include "engine/multiplane/find/salient.h"

#include "engine/multiplane/find/guided.h"

#include <stdlib.h>

static float border_of(const mp_region *r)
{
    return (float)(r->border[0] + r->border[1] + r->border[2] + r->border[3]);
}

/* How unlike the rest of the edge a region at the edge is: a thing that is cut off, perhaps. */
static float unlike(const mp_view *view, int32_t i, float around)
{
    float sum = 0.0f;
    for (int32_t j = 0; j < view->region_count; j++)
        sum += border_of(&view->regions[j]) / around *
               mp_lab_apart(view->regions[i].lab, view->regions[j].lab);
    const float share = border_of(&view->regions[i]) / around;
    return 0.7f * sum * cd_mp_smooth(0.12f, 0.02f, share);
}

/* Dijkstra's, over a full matrix. */
static void spread(float *far, bool *done, const mp_view *view)
{
    const int32_t n = view->region_count;
    for (int32_t round = 0; round < n; round++) {
        int32_t nearest = -1;
        for (int32_t i = 0; i < n; i++)
            if (!done[i] && (nearest < 0 || far[i] < far[nearest]))
                nearest = i;
        done[nearest] = true;
        for (int32_t i = 0; i < n; i++) {
            if (done[i] || view->beside[nearest * n + i] < 2.0f)
                continue;
            const float way =
                far[nearest] + fmaxf(mp_regions_apart(view, i, nearest, 2.5f) - 5.0f, 0.0f);
            far[i] = way < far[i] ? way : far[i];
        }
    }
}

static int up(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return x < y ? -1 : x > y;
}

/* The value that nineteen of twenty pixels are below. */
static cd_rc most_of(float *out, const float *values, const mp_view *view, cd_err *err)
{
    CD_AUTO(cd_free_ptr) float *all = NULL;
    const size_t size = (size_t)view->width * (size_t)view->height;
    CD_TRY(cd_try_alloc(&all, size * sizeof *all, err));
    for (size_t i = 0; i < size; i++)
        all[i] = values[view->region[i]];
    qsort(all, size, sizeof *all, up);
    *out = fmaxf(all[size - 1 - size / 20], 0.5f * all[size - 1 - size / 400]);
    return CD_OK;
}

cd_rc cd_mp_salient(float *out, const mp_view *view, cd_err *err)
{
    CD_AUTO(cd_free_ptr) bool *done = NULL;
    float around = 0.0f, most = 0.0f;
    CD_TRY(cd_try_alloc(&done, (size_t)view->region_count * sizeof *done, err));
    for (int32_t i = 0; i < view->region_count; i++)
        around += border_of(&view->regions[i]);
    for (int32_t i = 0; i < view->region_count; i++)
        out[i] = border_of(&view->regions[i]) > 0.0f ? unlike(view, i, around) : 1e6f;
    spread(out, done, view);
    for (int32_t i = 0; i < view->region_count; i++) {
        const float dx = view->regions[i].x - 0.5f, dy = view->regions[i].y - 0.55f;
        out[i] = cd_mp_clamp(out[i], 0.0f, 70.0f) * expf(-2.2f * (dx * dx + dy * dy));
    }
    CD_TRY(most_of(&most, out, view, err));
    for (int32_t i = 0; i < view->region_count; i++)
        out[i] = cd_mp_clamp(out[i] / fmaxf(most, 4.0f), 0.0f, 1.0f);
    return CD_OK;
}

/* Colours counted: 10 x 16 x 16 boxes of L*a*b*, shared out to the neighbours. */
enum { BINS_L = 10, BINS_AB = 16, BINS = BINS_L * BINS_AB * BINS_AB };

struct place8 {
    int32_t at[8];
    float share[8];
};

static struct place8 place_of(const float lab[3])
{
    const float l = cd_mp_clamp(lab[0] * 0.09f, 0.0f, BINS_L - 1.001f);
    const float a = cd_mp_clamp(lab[1] * 0.11f + 7.5f, 0.0f, BINS_AB - 1.001f);
    const float b = cd_mp_clamp(lab[2] * 0.11f + 7.5f, 0.0f, BINS_AB - 1.001f);
    const int32_t il = (int32_t)l, ia = (int32_t)a, ib = (int32_t)b;
    const float fl = l - (float)il, fa = a - (float)ia, fb = b - (float)ib;
    struct place8 out;
    for (int k = 0; k < 8; k++) {
        out.at[k] = ((il + (k & 1)) * BINS_AB + ia + (k >> 1 & 1)) * BINS_AB + ib + (k >> 2);
        out.share[k] =
            (k & 1 ? fl : 1.0f - fl) * (k & 2 ? fa : 1.0f - fa) * (k & 4 ? fb : 1.0f - fb);
    }
    return out;
}

static void count(float *bins, const mp_view *view, const mp_map *mask, bool inside)
{
    double total = 0.0;
    for (int32_t i = 0; i < BINS; i++)
        bins[i] = 0.0f;
    for (size_t i = 0; i < mp_map_size(mask); i++) {
        if ((mask->v[i] > 0.5f) != inside)
            continue;
        const struct place8 place = place_of(view->lab + i * 3);
        for (int k = 0; k < 8; k++)
            bins[place.at[k]] += place.share[k];
        total += 1.0;
    }
    for (int32_t i = 0; i < BINS && total > 0.0; i++)
        bins[i] = (float)((double)bins[i] / total);
}

static void weigh(mp_map *mask, const mp_map *near, const mp_view *view, const float *in,
                  const float *out)
{
    for (size_t i = 0; i < mp_map_size(mask); i++) {
        const struct place8 place = place_of(view->lab + i * 3);
        float inside = 2e-4f, outside = 2e-4f;
        for (int k = 0; k < 8; k++) {
            inside += place.share[k] * in[place.at[k]];
            outside += place.share[k] * out[place.at[k]];
        }
        const float said = cd_mp_clamp(logf(inside / outside), -2.5f, 2.5f);
        const float place_says = mask->v[i] > 0.5f ? 1.2f : near->v[i] > 0.5f ? -0.9f : -9.0f;
        mask->v[i] = 1.0f / (1.0f + expf(-(0.75f * said + place_says)));
    }
}

cd_rc cd_mp_refine(mp_map *mask, const mp_view *view, cd_err *err)
{
    enum { ROUNDS = 2 };
    CD_AUTO(cd_free_ptr) float *in = NULL;
    CD_AUTO(cd_free_ptr) float *out = NULL;
    CD_AUTO(cd_mp_map_done) mp_map near = {0, 0, NULL};
    CD_TRY(cd_try_alloc(&in, BINS * sizeof *in, err));
    CD_TRY(cd_try_alloc(&out, BINS * sizeof *out, err));
    CD_TRY(cd_mp_map_new(&near, view->width, view->height, err));
    const float share = cd_mp_map_share(mask);
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < mp_map_size(mask); i++)
            near.v[i] = mask->v[i];
        CD_TRY(cd_mp_map_grow(&near, 3 + (int32_t)(14.0f * sqrtf(share)), err));
        count(in, view, mask, true);
        count(out, view, &near, false);
        weigh(mask, &near, view, in, out);
        CD_TRY(cd_mp_guided(mask, view, 4, err));
    }
    return CD_OK;
}
