/* engine/multiplane/look/style_cells.c - a grid of blocks in few colours. */
#include "engine/multiplane/look/style.h"
#include "engine/multiplane/look/swatch.h"

enum { COLORS = 28, TASTES = 5 }; /* points of a block that are looked at, to each side */

struct cells {
    const mp_picture *picture;
    mp_swatch swatch;
    int32_t side; /* of a cell, pixels */
    int32_t columns, rows;
};

static void color_at(float rgb[3], const struct cells *c, int32_t x, int32_t y)
{
    const int32_t w = (int32_t)c->picture->width, h = (int32_t)c->picture->height;
    x = x >= w ? w - 1 : x;
    y = y >= h ? h - 1 : y;
    cd_mp_rgb_get(rgb, c->picture->px + ((size_t)y * (size_t)w + (size_t)x) * 3);
    const float luma = cd_mp_rgb_luma(rgb);
    for (int k = 0; k < 3; k++)
        rgb[k] = luma + (rgb[k] - luma) * 1.18f;
}

/* The colour of a block: where it is even, two of the swatch's, checkered, stand for one between
 * them; else the one that most of it has, so that outlines stay sharp. */
static uint32_t block_of(const struct cells *c, int32_t column, int32_t row)
{
    static const float order[2][2] = {{-0.020f, 0.010f}, {0.020f, -0.010f}};
    uint8_t votes[MP_SWATCH_MAX] = {0};
    float mean[3] = {0.0f, 0.0f, 0.0f}, low = 1.0f, high = 0.0f;
    uint32_t best = 0;
    for (int i = 0; i < TASTES * TASTES; i++) {
        float rgb[3];
        color_at(rgb, c, column * c->side + (i % TASTES * 2 + 1) * c->side / (2 * TASTES),
                 row * c->side + (i / TASTES * 2 + 1) * c->side / (2 * TASTES));
        const float luma = cd_mp_rgb_luma(rgb);
        low = fminf(low, luma);
        high = fmaxf(high, luma);
        for (int k = 0; k < 3; k++)
            mean[k] += rgb[k] * (1.0f / (TASTES * TASTES));
        const uint32_t near = cd_mp__swatch_near(&c->swatch, rgb);
        votes[near]++;
        best =
            votes[near] > votes[best] || (votes[near] == votes[best] && near < best) ? near : best;
    }
    if (high - low > 0.07f)
        return best;
    for (int k = 0; k < 3; k++)
        mean[k] += order[row & 1][column & 1];
    return cd_mp__swatch_near(&c->swatch, mean);
}

static void block_rows(void *data, int32_t from, int32_t to)
{
    const struct cells *c = data;
    const int32_t w = (int32_t)c->picture->width, h = (int32_t)c->picture->height;
    for (int32_t row = from; row < to; row++)
        for (int32_t column = 0; column < c->columns; column++) {
            const int32_t x0 = column * c->side, y0 = row * c->side;
            const float *color = c->swatch.rgb[block_of(c, column, row)];
            for (int32_t y = y0; y < y0 + c->side && y < h; y++)
                for (int32_t x = x0; x < x0 + c->side && x < w; x++)
                    cd_mp_rgb_put(c->picture->px + ((size_t)y * (size_t)w + (size_t)x) * 3, color);
        }
}

void cd_mp__style_blocks(const mp_picture *picture)
{
    struct cells cells = {.picture = picture};
    const uint32_t longer = picture->width > picture->height ? picture->width : picture->height;
    cells.side = (int32_t)((float)longer / 160.0f + 0.5f);
    cells.side = cells.side < 3 ? 3 : cells.side;
    cells.columns = ((int32_t)picture->width + cells.side - 1) / cells.side;
    cells.rows = ((int32_t)picture->height + cells.side - 1) / cells.side;
    cd_mp__swatch_of(&cells.swatch, picture, COLORS);
    cd_mp_rows(picture->threads, 0, cells.rows, block_rows, &cells);
}
