/* engine/multiplane/look/style_cells.c - styles of pieces: a grid of blocks in few colours, a net
 * of triangles, cells around scattered points with lead between them. */
#include "engine/multiplane/look/plane.h"
#include "engine/multiplane/look/style.h"
#include "engine/multiplane/look/swatch.h"

#include <stdlib.h>
#include <string.h>

struct cells {
    const mp_picture *picture;
    uint16_t *from; /* the picture as it was */
    mp_swatch swatch;
    mp_plane edges;
    int32_t side;          /* of a cell, pixels */
    int32_t columns, rows; /* of cells */
};

static void cells_done(struct cells *c)
{
    free(c->from);
    cd_mp__plane_done(&c->edges);
}

static int32_t within(int32_t x, int32_t size)
{
    return x < 0 ? 0 : x >= size ? size - 1 : x;
}

static void color_at(float rgb[3], const struct cells *c, int32_t x, int32_t y)
{
    x = within(x, (int32_t)c->picture->width);
    y = within(y, (int32_t)c->picture->height);
    cd_mp_rgb_get(rgb, c->from + ((size_t)y * c->picture->width + (size_t)x) * 3);
}

/* Mean of nine points, `step` pixels apart. */
static void mean_at(float rgb[3], const struct cells *c, int32_t x, int32_t y, int32_t step)
{
    rgb[0] = rgb[1] = rgb[2] = 0.0f;
    for (int i = 0; i < 9; i++) {
        float one[3];
        color_at(one, c, x + (i % 3 - 1) * step, y + (i / 3 - 1) * step);
        for (int k = 0; k < 3; k++)
            rgb[k] += one[k] * (1.0f / 9.0f);
    }
}

/* Two colours of the swatch, checkered, where one would show a band. */
static void block_rows(void *data, int32_t from, int32_t to)
{
    static const float order[2][2] = {{-0.016f, 0.012f}, {0.020f, -0.008f}};
    const struct cells *c = data;
    const int32_t w = (int32_t)c->picture->width, h = (int32_t)c->picture->height;
    for (int32_t row = from; row < to; row++)
        for (int32_t column = 0; column < c->columns; column++) {
            const int32_t x0 = column * c->side, y0 = row * c->side;
            float rgb[3];
            mean_at(rgb, c, x0 + c->side / 2, y0 + c->side / 2, c->side / 3);
            for (int k = 0; k < 3; k++)
                rgb[k] += order[row & 1][column & 1];
            const float *color = c->swatch.rgb[cd_mp__swatch_near(&c->swatch, rgb)];
            for (int32_t y = y0; y < y0 + c->side && y < h; y++)
                for (int32_t x = x0; x < x0 + c->side && x < w; x++)
                    cd_mp_rgb_put(c->picture->px + ((size_t)y * (size_t)w + (size_t)x) * 3, color);
        }
}

/* Corner or middle of cell (column, row), scattered; `spread` in shares of a cell. */
static void point_of(float at[2], const struct cells *c, int32_t column, int32_t row, float spread)
{
    const float dx = cd_mp__knot(column + 7, row + 1031) - 0.5f;
    const float dy = cd_mp__knot(column + 5077, row + 13) - 0.5f;
    at[0] = ((float)column + spread * dx) * (float)c->side;
    at[1] = ((float)row + spread * dy) * (float)c->side;
}

static float beside(const float a[2], const float b[2], float x, float y)
{
    return (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]);
}

struct facet {
    float p[3][2];
    float color[3];
};

static bool inside(const struct facet *f, float x, float y)
{
    const float a = beside(f->p[0], f->p[1], x, y), b = beside(f->p[1], f->p[2], x, y),
                c = beside(f->p[2], f->p[0], x, y);
    return (a >= 0.0f && b >= 0.0f && c >= 0.0f) || (a <= 0.0f && b <= 0.0f && c <= 0.0f);
}

/* The two triangles of a cell, each in its mean colour and its own light. */
static void facets_of(struct facet out[2], const struct cells *c, int32_t column, int32_t row)
{
    float corner[4][2];
    for (int i = 0; i < 4; i++)
        point_of(corner[i], c, column + (i & 1), row + (i >> 1), 0.72f);
    const bool falls = cd_mp__knot(column, row + 77) < 0.5f;
    const int parts[2][2][3] = {{{0, 1, 2}, {1, 3, 2}}, {{0, 1, 3}, {0, 3, 2}}};
    for (int k = 0; k < 2; k++) {
        float middle[2] = {0.0f, 0.0f};
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 2; j++) {
                out[k].p[i][j] = corner[parts[falls][k][i]][j];
                middle[j] += out[k].p[i][j] * (1.0f / 3.0f);
            }
        mean_at(out[k].color, c, (int32_t)middle[0], (int32_t)middle[1], c->side / 7 + 1);
        const float light = 0.93f + 0.14f * cd_mp__knot(column * 2 + k, row + 991);
        for (int i = 0; i < 3; i++)
            out[k].color[i] *= light;
    }
}

/* A pixel of cell (column, row) lies in a triangle of that cell or of one around it. */
static void facet_rows(void *data, int32_t from, int32_t to)
{
    const struct cells *c = data;
    const int32_t w = (int32_t)c->picture->width, h = (int32_t)c->picture->height;
    for (int32_t row = from; row < to; row++)
        for (int32_t column = 0; column < c->columns; column++) {
            struct facet near[18];
            static const int32_t order[9] = {4, 1, 3, 5, 7, 0, 2, 6, 8}; /* itself first */
            for (int i = 0; i < 9; i++)
                facets_of(&near[i * 2], c, column + order[i] % 3 - 1, row + order[i] / 3 - 1);
            int last = 0;
            for (int32_t y = row * c->side; y < (row + 1) * c->side && y < h; y++)
                for (int32_t x = column * c->side; x < (column + 1) * c->side && x < w; x++) {
                    const float px = (float)x + 0.5f, py = (float)y + 0.5f;
                    for (int i = 0; i < 18 && !inside(&near[last], px, py); i++)
                        last = i;
                    cd_mp_rgb_put(c->picture->px + ((size_t)y * (size_t)w + (size_t)x) * 3,
                                  near[last].color);
                }
        }
}

struct pane {
    float at[2];
    float color[3];
};

static void pane_of(struct pane *out, const struct cells *c, int32_t column, int32_t row)
{
    point_of(out->at, c, column, row, 0.8f);
    out->at[0] += 0.5f * (float)c->side;
    out->at[1] += 0.5f * (float)c->side;
    mean_at(out->color, c, (int32_t)out->at[0], (int32_t)out->at[1], c->side / 6 + 1);
    const float luma = cd_mp_rgb_luma(out->color);
    const float light = 0.88f + 0.30f * cd_mp__knot(column + 31, row + 313);
    for (int k = 0; k < 3; k++)
        out->color[k] = cd_mp_clamp((luma + (out->color[k] - luma) * 1.8f) * light, 0.03f, 1.0f);
}

/* Lead between panes, and along what the picture draws. */
static void pane_rows(void *data, int32_t from, int32_t to)
{
    const struct cells *c = data;
    const int32_t w = (int32_t)c->picture->width, h = (int32_t)c->picture->height;
    const float lead = 0.055f * (float)c->side + 0.6f;
    for (int32_t row = from; row < to; row++)
        for (int32_t column = 0; column < c->columns; column++) {
            struct pane near[25];
            for (int i = 0; i < 25; i++)
                pane_of(&near[i], c, column + i % 5 - 2, row + i / 5 - 2);
            for (int32_t y = row * c->side; y < (row + 1) * c->side && y < h; y++)
                for (int32_t x = column * c->side; x < (column + 1) * c->side && x < w; x++) {
                    float first = INFINITY, second = INFINITY;
                    int own = 0;
                    for (int i = 0; i < 25; i++) {
                        const float dx = near[i].at[0] - (float)x, dy = near[i].at[1] - (float)y;
                        const float apart = dx * dx + dy * dy;
                        if (apart < first) {
                            second = first;
                            first = apart;
                            own = i;
                        } else if (apart < second) {
                            second = apart;
                        }
                    }
                    const size_t at = (size_t)y * (size_t)w + (size_t)x;
                    const float seam = 0.5f * (sqrtf(second) - sqrtf(first));
                    const float dark = fmaxf(cd_mp_smooth(lead + 0.8f, lead - 0.8f, seam),
                                             cd_mp_smooth(0.06f, 0.13f, c->edges.v[at]));
                    float own_color[3], rgb[3];
                    color_at(own_color, c, x, y);
                    for (int k = 0; k < 3; k++)
                        rgb[k] = cd_mp_lerp(cd_mp_lerp(own_color[k], near[own].color[k], 0.7f) *
                                                (0.95f + 0.1f * cd_mp__knot(x / 4, y / 4)),
                                            0.045f, dark);
                    cd_mp_rgb_put(c->picture->px + at * 3, rgb);
                }
        }
}

cd_rc cd_mp__style_cells(const mp_picture *picture, mp_style style, cd_err *err)
{
    CD_AUTO(cells_done) struct cells cells = {.picture = picture};
    const float unit = cd_mp__short_side(picture);
    const float parts = style == MP_STYLE_PIXELS    ? 128.0f
                        : style == MP_STYLE_LOWPOLY ? 40.0f
                                                    : 26.0f;
    const size_t bytes = (size_t)picture->width * picture->height * 3 * sizeof(uint16_t);
    CD_TRY(cd_try_alloc(&cells.from, bytes, err));
    memcpy(cells.from, picture->px, bytes);
    cells.side = (int32_t)(unit / parts + 0.5f);
    cells.side = cells.side < 3 ? 3 : cells.side;
    cells.columns = ((int32_t)picture->width + cells.side - 1) / cells.side;
    cells.rows = ((int32_t)picture->height + cells.side - 1) / cells.side;
    if (style == MP_STYLE_PIXELS)
        cd_mp__swatch_of(&cells.swatch, picture, 28);
    if (style == MP_STYLE_GLASS)
        CD_TRY(cd_mp__plane_edges(&cells.edges, picture, (int32_t)(unit / 500.0f) + 1, err));
    cd_mp_rows(picture->threads, 0, cells.rows,
               style == MP_STYLE_PIXELS    ? block_rows
               : style == MP_STYLE_LOWPOLY ? facet_rows
                                           : pane_rows,
               &cells);
    return CD_OK;
}
