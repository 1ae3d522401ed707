/* engine/multiplane/look/style_water.c - washes of watercolour: pigment that is thin in the middle
 * and gathers at the edge of a wash, grains in the paper's hollows, white paper around.
 * Source: Bousseau et al., Interactive watercolor rendering, 2006 (pigment density). */
#include "engine/multiplane/look/brush.h"
#include "engine/multiplane/look/plane.h"
#include "engine/multiplane/look/style.h"

#include <stdlib.h>
#include <string.h>

enum { PAPER = 256 };

struct wash {
    const mp_picture *picture;
    uint16_t *from; /* the picture in washes */
    mp_plane edges;
    float paper[PAPER][PAPER]; /* its hollows, -1..1, tiles */
    float unit;
};

static void wash_done(struct wash *w)
{
    free(w->from);
    cd_mp__plane_done(&w->edges);
}

/* Smooth noise 0..1 that changes over `size` pixels, read along a row. */
struct cloud {
    float size, fv;
    int32_t k, i;      /* row and column of its lattice */
    float left, right; /* its values around the last place */
};

static void cloud_row(struct cloud *c, int32_t y, float size)
{
    const float v = (float)y / size;
    c->size = size;
    c->k = cd_mp_floor(v);
    c->i = INT32_MIN;
    c->fv = cd_mp_smooth(0.0f, 1.0f, v - (float)c->k);
}

static float cloud_at(struct cloud *c, int32_t x)
{
    const float u = (float)x / c->size;
    const int32_t i = cd_mp_floor(u);
    if (i != c->i) {
        c->i = i;
        c->left = cd_mp_lerp(cd_mp__knot(i, c->k), cd_mp__knot(i, c->k + 1), c->fv);
        c->right = cd_mp_lerp(cd_mp__knot(i + 1, c->k), cd_mp__knot(i + 1, c->k + 1), c->fv);
    }
    return cd_mp_lerp(c->left, c->right, cd_mp_smooth(0.0f, 1.0f, u - (float)i));
}

static void make_paper(struct wash *w)
{
    for (int32_t y = 0; y < PAPER; y++)
        for (int32_t x = 0; x < PAPER; x++) {
            float sum = 0.0f;
            for (int32_t octave = 0; octave < 3; octave++) {
                const int32_t size = 8 >> octave, cells = PAPER / size;
                const int32_t i = x / size, k = y / size;
                const float fu = (float)(x % size) / (float)size,
                            fv = (float)(y % size) / (float)size;
                const int32_t i1 = (i + 1) % cells, k1 = (k + 1) % cells, o = octave * 1000;
                sum += (cd_mp_lerp(cd_mp_lerp(cd_mp__knot(i + o, k), cd_mp__knot(i1 + o, k), fu),
                                   cd_mp_lerp(cd_mp__knot(i + o, k1), cd_mp__knot(i1 + o, k1), fu),
                                   fv) -
                        0.5f) *
                       (octave == 1 ? 1.0f : 0.6f);
            }
            w->paper[y][x] = sum;
        }
}

/* How much of a place is painted: the washes end unevenly before the paper does. */
static float painted(const struct wash *w, float x, float y, float rough)
{
    const float dx = fminf(x, (float)w->picture->width - x);
    const float dy = fminf(y, (float)w->picture->height - y);
    const float edge = fminf(dx, dy) / w->unit;
    return cd_mp_smooth(0.0f, 0.0045f, edge - 0.022f - 0.030f * rough);
}

static void wash_rows(void *data, int32_t from, int32_t to)
{
    static const float sheet[3] = {0.985f, 0.975f, 0.950f};
    const struct wash *w = data;
    const int32_t width = (int32_t)w->picture->width, height = (int32_t)w->picture->height;
    const float wobble = 0.0042f * w->unit;
    const int32_t grain = (int32_t)(w->unit / 1100.0f) + 1;
    for (int32_t y = from; y < to; y++) {
        uint16_t *px = w->picture->px + (size_t)y * (size_t)width * 3;
        struct cloud waves, pools;
        cloud_row(&waves, y, 0.016f * w->unit);
        cloud_row(&pools, y, 0.11f * w->unit);
        for (int32_t x = 0; x < width; x++, px += 3) {
            const float fx = (float)x, fy = (float)y;
            const float wave = cloud_at(&waves, x), pool = cloud_at(&pools, x);
            const int32_t sx = x + (int32_t)((wave - 0.5f) * 2.0f * wobble);
            const int32_t sy = y + (int32_t)((pool - 0.5f) * 3.0f * wobble);
            const size_t at = (size_t)(sy < 0         ? 0
                                       : sy >= height ? height - 1
                                                      : sy) *
                                  (size_t)width +
                              (size_t)(sx < 0        ? 0
                                       : sx >= width ? width - 1
                                                     : sx);
            const float hollow = w->paper[y / grain % PAPER][x / grain % PAPER];
            const float own = painted(w, fx, fy, 0.22f * wave + 0.78f * pool);
            /* Where one wash dried before the next came, a line is left. */
            const float bloom =
                fabsf(pool - 0.52f) < 0.06f ? 1.0f - fabsf(pool - 0.52f) / 0.06f : 0.0f;
            const float dark = 0.95f * cd_mp_smooth(0.025f, 0.16f, w->edges.v[at]) +
                               0.5f * cd_mp_smooth(1.0f, 0.55f, own) * (own > 0.0f ? 1.0f : 0.0f);
            const float density = 0.76f + 0.42f * (pool - 0.5f) + 0.20f * (wave - 0.5f) +
                                  0.10f * bloom + dark + 0.50f * hollow;
            float rgb[3];
            cd_mp_rgb_get(rgb, w->from + at * 3);
            for (int c = 0; c < 3; c++) {
                const float thin = 0.15f + 0.85f * rgb[c]; /* no pigment is black */
                const float v = thin * (1.0f - (1.0f - thin) * (density - 1.0f));
                rgb[c] = cd_mp_lerp(1.0f, cd_mp_clamp(v, 0.0f, 1.0f), own) *
                         (sheet[c] + 0.030f * hollow);
            }
            cd_mp_rgb_put(px, rgb);
        }
    }
}

cd_rc cd_mp__style_water(const mp_picture *picture, cd_err *err)
{
    CD_AUTO(wash_done) struct wash w = {.picture = picture, .unit = cd_mp__short_side(picture)};
    const size_t bytes = (size_t)picture->width * picture->height * 3 * sizeof(uint16_t);
    CD_TRY(cd_mp__brush(picture, 0.0125f, err));
    CD_TRY(cd_mp__plane_edges(&w.edges, picture, (int32_t)(w.unit / 700.0f) + 1, err));
    CD_TRY(cd_mp__plane_blur(&w.edges, (int32_t)(w.unit / 900.0f) + 1, err));
    CD_TRY(cd_try_alloc(&w.from, bytes, err));
    memcpy(w.from, picture->px, bytes);
    make_paper(&w);
    cd_mp_rows(picture->threads, 0, (int32_t)picture->height, wash_rows, &w);
    return CD_OK;
}
