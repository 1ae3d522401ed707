/* engine/multiplane/find/regions.c - cuts a view into regions: pixels join along edges from weak to
 * strong, as long as the edge is not much stronger than what is inside of both already. */
#include "engine/multiplane/find/view.h"

#include <stdlib.h>
#include <string.h>

/* How eager small regions are to join, and the least they may have. L*a*b* units, pixels. */
static const float eager = 260.0f;
enum { LEAST = 36, LEVELS = 4096 };

struct edge {
    int32_t a, b;
    float apart;
};

struct forest {
    int32_t *parent, *pixels;
    float *inside; /* strongest edge that has joined it */
};

static void forest_done(struct forest *forest)
{
    free(forest->parent);
    free(forest->pixels);
    free(forest->inside);
}

static int32_t root_of(const struct forest *forest, int32_t at)
{
    while (forest->parent[at] != at) {
        forest->parent[at] = forest->parent[forest->parent[at]];
        at = forest->parent[at];
    }
    return at;
}

static void join(const struct forest *forest, int32_t a, int32_t b, float apart)
{
    const int32_t large = forest->pixels[a] >= forest->pixels[b] ? a : b;
    const int32_t small = large == a ? b : a;
    forest->parent[small] = large;
    forest->pixels[large] += forest->pixels[small];
    forest->inside[large] = apart;
}

/* The colours, a little blurred. */
static cd_rc smooth(float **out, const mp_view *view, cd_err *err)
{
    const int32_t w = view->width, h = view->height;
    CD_TRY(cd_try_alloc(out, (size_t)w * (size_t)h * 3 * sizeof(float), err));
    for (int32_t y = 0; y < h; y++)
        for (int32_t x = 0; x < w; x++)
            for (int32_t c = 0; c < 3; c++) {
                float sum = 0.0f;
                float weight = 0.0f;
                for (int32_t dy = -1; dy <= 1; dy++)
                    for (int32_t dx = -1; dx <= 1; dx++) {
                        if (x + dx < 0 || y + dy < 0 || x + dx >= w || y + dy >= h)
                            continue;
                        const float k = (float)((2 - abs(dx)) * (2 - abs(dy)));
                        sum += k * view->lab[((y + dy) * w + x + dx) * 3 + c];
                        weight += k;
                    }
                (*out)[(y * w + x) * 3 + c] = sum / weight;
            }
    return CD_OK;
}

/* All edges between neighbours, from weak to strong: sorted by counting, in order of place. */
static cd_rc edges_of(struct edge **out, int32_t *count, const mp_view *view, cd_err *err)
{
    static const int32_t steps[4][2] = {{1, 0}, {0, 1}, {1, 1}, {-1, 1}};
    CD_AUTO(cd_free_ptr) float *lab = NULL;
    CD_AUTO(cd_free_ptr) struct edge *all = NULL;
    CD_AUTO(cd_free_ptr) int32_t *starts = NULL;
    const int32_t w = view->width, h = view->height;
    CD_TRY(smooth(&lab, view, err));
    CD_TRY(cd_try_alloc(&all, (size_t)w * (size_t)h * 4 * sizeof *all, err));
    CD_TRY(cd_try_alloc(out, (size_t)w * (size_t)h * 4 * sizeof **out, err));
    CD_TRY(cd_try_alloc(&starts, (LEVELS + 1) * sizeof *starts, err));
    int32_t total = 0;
    for (int32_t y = 0; y < h; y++)
        for (int32_t x = 0; x < w; x++)
            for (int i = 0; i < 4; i++) {
                const int32_t nx = x + steps[i][0], ny = y + steps[i][1];
                if (nx < 0 || nx >= w || ny >= h)
                    continue;
                struct edge edge = {y * w + x, ny * w + nx, 0.0f};
                edge.apart = mp_lab_apart(lab + edge.a * 3, lab + edge.b * 3);
                all[total++] = edge;
                starts[(int32_t)cd_mp_clamp(edge.apart * 32.0f, 0.0f, LEVELS - 1.0f) + 1]++;
            }
    for (int32_t i = 1; i <= LEVELS; i++)
        starts[i] += starts[i - 1];
    for (int32_t i = 0; i < total; i++)
        (*out)[starts[(int32_t)cd_mp_clamp(all[i].apart * 32.0f, 0.0f, LEVELS - 1.0f)]++] = all[i];
    *count = total;
    return CD_OK;
}

/* Regions of at least `least` pixels; returns how many there are. */
static int32_t join_small(const struct forest *forest, const struct edge *edges, int32_t count,
                          int32_t size, int32_t least)
{
    for (int32_t i = 0; i < count; i++) {
        const int32_t a = root_of(forest, edges[i].a), b = root_of(forest, edges[i].b);
        if (a != b && (forest->pixels[a] < least || forest->pixels[b] < least))
            join(forest, a, b, edges[i].apart);
    }
    int32_t roots = 0;
    for (int32_t i = 0; i < size; i++)
        roots += forest->parent[i] == i;
    return roots;
}

static void meet(const mp_view *view, int32_t a, int32_t b, float across)
{
    view->beside[a * view->region_count + b] += 1.0f;
    view->step[a * view->region_count + b] += across;
}

/* How much the colour changes from two pixels before the border to two after it: regions may end
 * beside the sharpest step. */
static float change_at(const mp_view *view, int32_t at, bool along_x)
{
    const int32_t w = view->width, h = view->height, x = at % w, y = at / w;
    const int32_t x0 = along_x && x > 1 ? x - 2 : x, y0 = !along_x && y > 1 ? y - 2 : y;
    int32_t x1 = along_x ? x + 3 : x, y1 = along_x ? y : y + 3;
    x1 = x1 < w ? x1 : w - 1;
    y1 = y1 < h ? y1 : h - 1;
    return mp_lab_apart(view->lab + (y0 * w + x0) * 3, view->lab + (y1 * w + x1) * 3);
}

static void measure(const mp_view *view)
{
    const int32_t w = view->width, h = view->height;
    for (int32_t i = 0; i < w * h; i++) {
        mp_region *r = &view->regions[view->region[i]];
        const int32_t x = i % w, y = i / w;
        for (int c = 0; c < 3; c++)
            r->lab[c] += view->lab[i * 3 + c];
        r->x += ((float)x + 0.5f) / (float)w;
        r->y += ((float)y + 0.5f) / (float)h;
        if (r->pixels++ == 0)
            memcpy(r->box, (int32_t[4]){x, y, x + 1, y + 1}, sizeof r->box);
        r->box[0] = x < r->box[0] ? x : r->box[0];
        r->box[2] = x >= r->box[2] ? x + 1 : r->box[2];
        r->box[3] = y + 1;
        r->border[0] += x == 0;
        r->border[1] += y == 0;
        r->border[2] += x == w - 1;
        r->border[3] += y == h - 1;
    }
    for (int32_t i = 0; i < view->region_count; i++) {
        mp_region *r = &view->regions[i];
        for (int c = 0; c < 3; c++)
            r->lab[c] /= (float)r->pixels;
        r->x /= (float)r->pixels;
        r->y /= (float)r->pixels;
    }
    for (int32_t i = 0; i < w * h; i++) {
        mp_region *r = &view->regions[view->region[i]];
        r->spread += mp_lab_apart(r->lab, view->lab + i * 3) / (float)r->pixels;
        const int32_t next[2] = {i % w + 1 < w ? i + 1 : i, i + w < w * h ? i + w : i};
        for (int k = 0; k < 2; k++) {
            const int32_t a = view->region[i], b = view->region[next[k]];
            if (a == b)
                continue;
            const float across = change_at(view, i, k == 0);
            meet(view, a, b, across);
            meet(view, b, a, across);
        }
    }
    const int32_t all = view->region_count * view->region_count;
    for (int32_t i = 0; i < all; i++)
        view->step[i] /= fmaxf(view->beside[i], 1.0f);
}

cd_rc cd_mp__view_cut(mp_view *view, cd_err *err)
{
    CD_AUTO(cd_free_ptr) struct edge *edges = NULL;
    CD_AUTO(forest_done) struct forest forest = {NULL, NULL, NULL};
    const int32_t size = view->width * view->height;
    int32_t count = 0;
    CD_TRY(edges_of(&edges, &count, view, err));
    CD_TRY(cd_try_alloc(&forest.parent, (size_t)size * sizeof(int32_t), err));
    CD_TRY(cd_try_alloc(&forest.pixels, (size_t)size * sizeof(int32_t), err));
    CD_TRY(cd_try_alloc(&forest.inside, (size_t)size * sizeof(float), err));
    for (int32_t i = 0; i < size; i++) {
        forest.parent[i] = i;
        forest.pixels[i] = 1;
    }
    for (int32_t i = 0; i < count; i++) {
        const int32_t a = root_of(&forest, edges[i].a), b = root_of(&forest, edges[i].b);
        const float apart = edges[i].apart;
        if (a != b && apart <= forest.inside[a] + eager / (float)forest.pixels[a] &&
            apart <= forest.inside[b] + eager / (float)forest.pixels[b])
            join(&forest, a, b, apart);
    }
    int32_t least = LEAST;
    view->region_count = join_small(&forest, edges, count, size, least);
    while (view->region_count > MP_REGIONS_MAX) {
        least += least / 3;
        view->region_count = join_small(&forest, edges, count, size, least);
    }
    const size_t regions = (size_t)view->region_count;
    CD_TRY(cd_try_alloc(&view->region, (size_t)size * sizeof(int32_t), err));
    CD_TRY(cd_try_alloc(&view->regions, regions * sizeof(mp_region), err));
    CD_TRY(cd_try_alloc(&view->beside, regions * regions * sizeof(float), err));
    CD_TRY(cd_try_alloc(&view->step, regions * regions * sizeof(float), err));
    int32_t next = 0;
    for (int32_t i = 0; i < size; i++)
        if (forest.parent[i] == i)
            forest.pixels[i] = next++; /* from here on its number */
    for (int32_t i = 0; i < size; i++)
        view->region[i] = forest.pixels[root_of(&forest, i)];
    measure(view);
    return CD_OK;
}
