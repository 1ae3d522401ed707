/* engine/multiplane/look/style_facets.c - triangles whose corners lie where the picture has edges:
 * many and small there, few and large where nothing happens. */
#include "engine/multiplane/look/mesh.h"
#include "engine/multiplane/look/shrunk.h"
#include "engine/multiplane/look/style.h"

#include <stdlib.h>

enum { TRIES = 26000, GRID = 64 };

struct facets {
    const mp_picture *picture;
    mp_shrunk small;
    float *edges; /* of `small` */
    mp_mesh mesh;
    int32_t *next, grid[GRID * GRID]; /* points by place: the last of each cell, and before each */
    float unit, cell[2];
};

static void facets_done(struct facets *f)
{
    cd_mp__shrunk_done(&f->small);
    cd_mp__mesh_done(&f->mesh);
    free(f->edges);
    free(f->next);
}

/* How much the colours change, 0..1. */
static void find_edges(struct facets *f)
{
    for (int32_t y = 0; y < f->small.height; y++)
        for (int32_t x = 0; x < f->small.width; x++) {
            const uint8_t *l = cd_mp__shrunk_at(&f->small, x - 1, y);
            const uint8_t *r = cd_mp__shrunk_at(&f->small, x + 1, y);
            const uint8_t *u = cd_mp__shrunk_at(&f->small, x, y - 1);
            const uint8_t *d = cd_mp__shrunk_at(&f->small, x, y + 1);
            int32_t sum = 0;
            for (int c = 0; c < 3; c++)
                sum += abs(r[c] - l[c]) + abs(d[c] - u[c]);
            f->edges[(size_t)y * (size_t)f->small.width + (size_t)x] =
                cd_mp_smooth(14.0f, 150.0f, (float)sum);
        }
}

static float edge_at(const struct facets *f, int32_t x, int32_t y)
{
    if (x < 0 || y < 0 || x >= f->small.width || y >= f->small.height)
        return 0.0f;
    return f->edges[(size_t)y * (size_t)f->small.width + (size_t)x];
}

static int32_t cell_of(const struct facets *f, float x, float y)
{
    const int32_t i = (int32_t)(x / f->cell[0]), k = (int32_t)(y / f->cell[1]);
    return (k < 0 ? 0 : k >= GRID ? GRID - 1 : k) * GRID + (i < 0 ? 0 : i >= GRID ? GRID - 1 : i);
}

static bool is_free(const struct facets *f, float x, float y, float reach)
{
    const int32_t x0 = (int32_t)((x - reach) / f->cell[0]),
                  x1 = (int32_t)((x + reach) / f->cell[0]);
    const int32_t y0 = (int32_t)((y - reach) / f->cell[1]),
                  y1 = (int32_t)((y + reach) / f->cell[1]);
    for (int32_t k = y0 < 0 ? 0 : y0; k <= y1 && k < GRID; k++)
        for (int32_t i = x0 < 0 ? 0 : x0; i <= x1 && i < GRID; i++)
            for (int32_t n = f->grid[k * GRID + i]; n >= 0; n = f->next[n]) {
                const float dx = f->mesh.points[n][0] - x, dy = f->mesh.points[n][1] - y;
                if (dx * dx + dy * dy < reach * reach)
                    return false;
            }
    return true;
}

static void add_point(struct facets *f, float x, float y)
{
    if (f->mesh.point_count == MP_MESH_POINTS_MAX)
        return;
    const uint32_t n = f->mesh.point_count++;
    const int32_t cell = cell_of(f, x, y);
    f->mesh.points[n][0] = x;
    f->mesh.points[n][1] = y;
    f->next[n] = f->grid[cell];
    f->grid[cell] = (int32_t)n;
}

/* Corners and points along the rim, just outside of the picture. */
static void add_rim(struct facets *f)
{
    enum { SIDE = 14 };
    const float w = (float)f->picture->width + 2.0f, h = (float)f->picture->height + 2.0f;
    for (int32_t i = 0; i < SIDE; i++) {
        const float a = (float)i / SIDE + 0.3f / SIDE * cd_mp__knot(i, 5) * (i > 0 ? 1.0f : 0.0f);
        add_point(f, -1.0f + a * w, -1.0f);
        add_point(f, w - 1.0f, -1.0f + a * h);
        add_point(f, w - 1.0f - a * w, h - 1.0f);
        add_point(f, -1.0f, h - 1.0f - a * h);
    }
}

/* Random places, drawn to the strongest edge nearby; the nearer an edge the closer they may be. */
static void scatter(struct facets *f)
{
    mp_rand rand = cd_mp_rand_new(5, 443);
    const float least = 0.013f * f->unit, most = 0.085f * f->unit;
    const float by = (float)f->small.by;
    for (int32_t i = 0; i < TRIES; i++) {
        int32_t x = (int32_t)(cd_mp_rand01(&rand) * (float)f->small.width);
        int32_t y = (int32_t)(cd_mp_rand01(&rand) * (float)f->small.height);
        float edge = edge_at(f, x, y);
        for (int32_t k = 0; k < 25; k++) {
            const float other = edge_at(f, x + k % 5 - 2, y + k / 5 - 2);
            if (other > edge + 0.02f) {
                edge = other;
                x += k % 5 - 2;
                y += k / 5 - 2;
                break;
            }
        }
        const float px = ((float)x + 0.2f + 0.6f * cd_mp_rand01(&rand)) * by;
        const float py = ((float)y + 0.2f + 0.6f * cd_mp_rand01(&rand)) * by;
        /* First the large ones, so that edges do not take all the points. */
        const float share = i < TRIES / 8 ? 0.35f * edge : edge;
        if (is_free(f, px, py, cd_mp_lerp(most, least, share)))
            add_point(f, px, py);
    }
}

/* Where the line between two points crosses a row; both triangles beside it get the same. */
static float crossing(const float a[2], const float b[2], float y)
{
    const bool down = a[1] < b[1] || (a[1] == b[1] && a[0] < b[0]);
    const float *p = down ? a : b, *q = down ? b : a;
    return p[0] + (q[0] - p[0]) * ((y - p[1]) / (q[1] - p[1]));
}

/* The pixels of a row whose middles are in the triangle: [span[0], span[1]). */
static void span_of(int32_t span[2], const float *const p[3], int32_t row, int32_t width)
{
    const float y = (float)row + 0.5f;
    float low = 1.0e9f, high = -1.0e9f;
    for (int i = 0; i < 3; i++) {
        const float *a = p[i], *b = p[(i + 1) % 3];
        if ((a[1] <= y) == (b[1] <= y))
            continue;
        const float x = crossing(a, b, y);
        low = fminf(low, x);
        high = fmaxf(high, x);
    }
    const float from = ceilf(low - 0.5f), to = ceilf(high - 0.5f);
    span[0] = (int32_t)cd_mp_clamp(from, 0.0f, (float)width);
    span[1] = (int32_t)cd_mp_clamp(to, 0.0f, (float)width);
}

/* Fills triangles [from, to), each with its mean colour and a light of its own. */
static void facet_rows(void *data, int32_t from, int32_t to)
{
    const struct facets *f = data;
    const int32_t w = (int32_t)f->picture->width, h = (int32_t)f->picture->height;
    for (int32_t t = from; t < to; t++) {
        const float *p[3];
        float top = 1.0e9f, bottom = -1.0e9f;
        for (int i = 0; i < 3; i++) {
            p[i] = f->mesh.points[f->mesh.triangles[t][i]];
            top = fminf(top, p[i][1]);
            bottom = fmaxf(bottom, p[i][1]);
        }
        const int32_t y0 = top < 0.0f ? 0 : (int32_t)top,
                      y1 = bottom > (float)h ? h : (int32_t)bottom + 1;
        uint64_t sum[3] = {0, 0, 0}, count = 0;
        int32_t span[2];
        for (int32_t y = y0; y < y1 && y < h; y++) {
            span_of(span, p, y, w);
            const uint16_t *px = f->picture->px + ((size_t)y * (size_t)w + (size_t)span[0]) * 3;
            for (int32_t x = span[0]; x < span[1]; x++, px += 3, count++)
                for (int c = 0; c < 3; c++)
                    sum[c] += px[c];
        }
        if (count == 0)
            continue;
        float rgb[3];
        for (int c = 0; c < 3; c++)
            rgb[c] = (float)(sum[c] / count) * (1.0f / 65535.0f);
        const float luma = cd_mp_rgb_luma(rgb);
        const float light = 0.93f + 0.14f * cd_mp__knot((int32_t)p[0][0] + (int32_t)p[1][0],
                                                        (int32_t)p[2][1] + (int32_t)p[1][1]);
        uint16_t own[3];
        for (int c = 0; c < 3; c++)
            rgb[c] = (luma + (rgb[c] - luma) * 1.22f) * light;
        cd_mp_rgb_put(own, rgb);
        for (int32_t y = y0; y < y1 && y < h; y++) {
            span_of(span, p, y, w);
            uint16_t *px = f->picture->px + ((size_t)y * (size_t)w + (size_t)span[0]) * 3;
            for (int32_t x = span[0]; x < span[1]; x++, px += 3)
                for (int c = 0; c < 3; c++)
                    px[c] = own[c];
        }
    }
}

cd_rc cd_mp__style_facets(const mp_picture *picture, cd_err *err)
{
    CD_AUTO(facets_done) struct facets f = {.picture = picture, .unit = cd_mp__short_side(picture)};
    const int32_t by = (int32_t)(f.unit / 300.0f) + 1;
    CD_TRY(cd_mp__shrunk_of(&f.small, picture, by, err));
    CD_TRY(cd_try_alloc(&f.edges, (size_t)f.small.width * (size_t)f.small.height * sizeof(float),
                        err));
    CD_TRY(cd_mp__mesh_new(&f.mesh, err));
    CD_TRY(cd_try_alloc(&f.next, MP_MESH_POINTS_MAX * sizeof *f.next, err));
    for (int i = 0; i < GRID * GRID; i++)
        f.grid[i] = -1;
    f.cell[0] = (float)(picture->width + 4) / GRID;
    f.cell[1] = (float)(picture->height + 4) / GRID;
    find_edges(&f);
    add_rim(&f);
    scatter(&f);
    CD_TRY(cd_mp__mesh_connect(&f.mesh, err));
    cd_mp_rows(picture->threads, 0, (int32_t)f.mesh.triangle_count, facet_rows, &f);
    return CD_OK;
}
