/* engine/multiplane/find/seek_land.c - sky and ground: regions that start at the top or the bottom
 * edge, and those beside them that are of their kind. */
#include "engine/multiplane/find/seek.h"

#include "engine/multiplane/find/guided.h"
#include "engine/multiplane/find/salient.h"

#include <stdlib.h>
#include <string.h>

static float chroma_of(const mp_region *r)
{
    return hypotf(r->lab[1], r->lab[2]);
}

/* 1 for what can only be sky, 0 for what cannot be at all; by colour and smoothness. */
static float sky_like(const mp_region *r)
{
    const float blue = cd_mp_smooth(2.0f, 14.0f, -r->lab[2]) * cd_mp_smooth(22.0f, 8.0f, r->lab[1]);
    const float bright = cd_mp_smooth(58.0f, 80.0f, r->lab[0]);
    const float glow = cd_mp_smooth(40.0f, 60.0f, r->lab[0]) *
                       cd_mp_smooth(8.0f, 25.0f, r->lab[2]) * cd_mp_smooth(-6.0f, 4.0f, r->lab[1]);
    const float night =
        cd_mp_smooth(30.0f, 12.0f, r->lab[0]) * cd_mp_smooth(4.0f, -4.0f, r->lab[2]);
    const float green =
        cd_mp_smooth(-14.0f, -26.0f, r->lab[1]) * cd_mp_smooth(-4.0f, 10.0f, r->lab[2]);
    const float most = fmaxf(fmaxf(blue, 0.8f * bright), fmaxf(0.8f * glow, 0.7f * night));
    return most * (1.0f - green) * cd_mp_smooth(20.0f, 8.0f, r->spread);
}

static void paint_regions(mp_map *mask, const mp_view *view, const bool *in)
{
    for (size_t i = 0; i < mp_map_size(mask); i++)
        mask->v[i] = in[view->region[i]] ? 1.0f : 0.0f;
}

/* The nearest colour of what is in already, among the neighbours of region i. */
static float from_those_in(const mp_view *view, const bool *in, int32_t i, float sharp)
{
    const int32_t n = view->region_count;
    float least = 1e6f;
    for (int32_t j = 0; j < n; j++)
        if (in[j] && view->beside[i * n + j] > 3.0f) {
            const float apart = mp_regions_apart(view, i, j, sharp);
            least = apart < least ? apart : least;
        }
    return least;
}

/* How much of a region's border is shared with what is in. */
static float enclosed(const mp_view *view, const bool *in, int32_t i)
{
    const int32_t n = view->region_count;
    float shared = 0.0f, all = 0.0f;
    for (int32_t j = 0; j < n; j++) {
        shared += in[j] ? view->beside[i * n + j] : 0.0f;
        all += view->beside[i * n + j];
    }
    return shared / fmaxf(all, 1.0f);
}

static float lowest_of(const mp_view *view, const bool *in)
{
    float low = 0.0f;
    for (int32_t i = 0; i < view->region_count; i++)
        if (in[i] && view->regions[i].pixels > view->width)
            low = fmaxf(low, (float)view->regions[i].box[3] / (float)view->height);
    return low;
}

/* Clouds, the sun and further bands of the sky join what is in. */
static void sky_grow(const mp_view *view, bool *in)
{
    for (bool more = true; more;) {
        const float low = lowest_of(view, in);
        more = false;
        for (int32_t i = 0; i < view->region_count; i++) {
            const mp_region *r = &view->regions[i];
            if (in[i] || r->border[3] > 0 || r->y > fmaxf(low + 0.2f, 0.3f))
                continue;
            const float apart = from_those_in(view, in, i, 0.7f);
            const float means = from_those_in(view, in, i, 100.0f);
            const float dim =
                cd_mp_clamp(r->lab[0] / 45.0f, 0.3f, 1.0f); /* steps are small in the dark */
            const float least =
                r->y > low ? 2.5f : 13.0f * dim; /* lower: only what it fades into */
            const bool band =
                apart < least && means < 38.0f &&
                (sky_like(r) > 0.25f || (apart < 5.0f && r->y < 0.8f * low && r->spread < 10.0f));
            const bool cloud = apart < 60.0f && enclosed(view, in, i) > 0.8f && r->lab[0] > 66.0f &&
                               chroma_of(r) < 18.0f &&
                               (float)r->box[3] / (float)view->height < low - 0.02f;
            if (band || cloud)
                in[i] = more = true;
        }
    }
}

cd_rc cd_mp__seek_sky(mp_map *mask, float *sure, const mp_view *view, cd_err *err)
{
    CD_AUTO(cd_free_ptr) bool *in = NULL;
    float color = 0.0f, pixels = 0.0f;
    CD_TRY(cd_try_alloc(&in, (size_t)view->region_count * sizeof *in, err));
    for (int32_t i = 0; i < view->region_count; i++) {
        const mp_region *r = &view->regions[i];
        const bool seed = (float)r->border[1] > 0.05f * (float)view->width && r->y < 0.62f &&
                          (float)r->border[3] < 0.1f * (float)view->width && sky_like(r) > 0.3f;
        in[i] = seed;
    }
    sky_grow(view, in);
    for (int32_t i = 0; i < view->region_count; i++)
        if (in[i]) {
            color += sky_like(&view->regions[i]) * (float)view->regions[i].pixels;
            pixels += (float)view->regions[i].pixels;
        }
    paint_regions(mask, view, in);
    const float covers = pixels / (float)mp_map_size(mask);
    *sure = pixels > 0.0f ? color / pixels * cd_mp_smooth(0.03f, 0.10f, covers) : 0.0f;
    return *sure > 0.0f ? cd_mp_refine(mask, view, err) : CD_OK;
}

static int by_number(const void *a, const void *b)
{
    return *(const int32_t *)a - *(const int32_t *)b;
}

cd_rc cd_mp_seek_horizon(int32_t *row, const mp_view *view, cd_err *err)
{
    CD_AUTO(cd_mp_map_done) mp_map sky = {0, 0, NULL};
    CD_AUTO(cd_free_ptr) int32_t *ends = NULL;
    float sure = 0.0f;
    int32_t count = 0;
    CD_TRY(cd_mp_map_new(&sky, view->width, view->height, err));
    CD_TRY(cd_try_alloc(&ends, (size_t)view->width * sizeof *ends, err));
    CD_TRY(cd_mp__seek_sky(&sky, &sure, view, err));
    for (int32_t x = 0; x < view->width; x++) {
        int32_t y = view->height - 1;
        while (y >= 0 && *mp_map_at(&sky, x, y) <= 0.5f)
            y--;
        if (y > 0)
            ends[count++] = y + 1;
    }
    qsort(ends, (size_t)count, sizeof *ends, by_number);
    *row = count * 3 > view->width ? ends[count * 3 / 4] : view->height * 11 / 20;
    if (*row > view->height * 17 / 20) /* all sky: something flies */
        *row = view->height * 17 / 20;
    return CD_OK;
}

/* Whether a region can be ground of the wanted kind; `seed`: it starts there. */
static bool ground_like(const mp_view *view, const mp_quest *quest, const float *salient, int32_t i,
                        int32_t horizon, bool seed)
{
    const mp_region *r = &view->regions[i];
    const float like = cd_mp__quest_likes(quest, r->lab);
    const float down = r->y * (float)view->height;
    if (down < (float)horizon || salient[i] > (seed ? 0.35f : 0.55f))
        return false;
    if (quest->color_count > 0)
        return like > (seed ? 0.45f : 0.30f);
    return !seed || (float)r->border[3] > 0.06f * (float)view->width;
}

cd_rc cd_mp__seek_ground(mp_map *mask, float *sure, const mp_view *view, const mp_quest *quest,
                         cd_err *err)
{
    CD_AUTO(cd_free_ptr) bool *in = NULL;
    CD_AUTO(cd_free_ptr) float *salient = NULL;
    int32_t horizon = 0;
    CD_TRY(cd_try_alloc(&in, (size_t)view->region_count * sizeof *in, err));
    CD_TRY(cd_try_alloc(&salient, (size_t)view->region_count * sizeof *salient, err));
    CD_TRY(cd_mp_salient(salient, view, err));
    CD_TRY(cd_mp_seek_horizon(&horizon, view, err));
    for (int32_t i = 0; i < view->region_count; i++)
        in[i] = ground_like(view, quest, salient, i, horizon, true);
    for (bool more = true; more;) {
        more = false;
        for (int32_t i = 0; i < view->region_count; i++)
            if (!in[i] && ground_like(view, quest, salient, i, horizon, false) &&
                from_those_in(view, in, i, 0.7f) < 15.0f)
                in[i] = more = true;
    }
    paint_regions(mask, view, in);
    *sure = cd_mp_smooth(0.01f, 0.06f, cd_mp_map_share(mask));
    return *sure > 0.0f ? cd_mp_guided(mask, view, 3, err) : CD_OK;
}
