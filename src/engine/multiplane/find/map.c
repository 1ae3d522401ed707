/* engine/multiplane/find/map.c - box means by running sums, growing by box means of masks, pieces
 * by flood. */
#include "engine/multiplane/find/map.h"

#include <stdlib.h>
#include <string.h>

cd_rc cd_mp_map_new(mp_map *out, int32_t width, int32_t height, cd_err *err)
{
    CD_ASSERT(width > 0 && height > 0);
    out->width = width;
    out->height = height;
    return cd_try_alloc(&out->v, (size_t)width * (size_t)height * sizeof(float), err);
}

void cd_mp_map_done(mp_map *map)
{
    free(map->v);
    map->v = NULL;
}

/* One line of `count` values, `step` apart. */
static void box_line(float *out, const float *in, int32_t count, int32_t step, int32_t radius)
{
    double sum = 0.0;
    int32_t inside = 0;
    for (int32_t i = 0; i < radius && i < count; i++, inside++)
        sum += (double)in[(size_t)i * (size_t)step];
    for (int32_t i = 0; i < count; i++) {
        if (i + radius < count) {
            sum += (double)in[(size_t)(i + radius) * (size_t)step];
            inside++;
        }
        if (i - radius > 0) {
            sum -= (double)in[(size_t)(i - radius - 1) * (size_t)step];
            inside--;
        }
        out[(size_t)i * (size_t)step] = (float)(sum / inside);
    }
}

cd_rc cd_mp_map_box(mp_map *map, int32_t radius, cd_err *err)
{
    CD_AUTO(cd_free_ptr) float *other = NULL;
    CD_TRY(cd_try_alloc(&other, mp_map_size(map) * sizeof(float), err));
    for (int32_t y = 0; y < map->height; y++)
        box_line(other + (size_t)y * (size_t)map->width, mp_map_at(map, 0, y), map->width, 1,
                 radius);
    for (int32_t x = 0; x < map->width; x++)
        box_line(map->v + x, other + x, map->height, map->width, radius);
    return CD_OK;
}

cd_rc cd_mp_map_grow(mp_map *mask, int32_t radius, cd_err *err)
{
    const bool shrinks = radius < 0;
    const int32_t reach = shrinks ? -radius : radius;
    const float least = 0.5f / (float)((2 * reach + 1) * (2 * reach + 1));
    for (size_t i = 0; i < mp_map_size(mask); i++)
        mask->v[i] = mask->v[i] > 0.5f ? 1.0f : 0.0f;
    CD_TRY(cd_mp_map_box(mask, reach, err));
    for (size_t i = 0; i < mp_map_size(mask); i++)
        mask->v[i] = (shrinks ? mask->v[i] > 1.0f - least : mask->v[i] > least) ? 1.0f : 0.0f;
    return CD_OK;
}

/* Visits what hangs together with `start` and is as `mask` there; returns the piece. */
static struct mp_piece flood(int32_t *label, int32_t number, const mp_map *mask, int32_t start,
                             int32_t *stack)
{
    const int32_t w = mask->width, h = mask->height;
    const bool in = mask->v[start] > 0.5f;
    struct mp_piece piece = {0, {w, h, 0, 0}, 0.0f, 0.0f};
    double sum_x = 0.0, sum_y = 0.0;
    int32_t top = 0;
    stack[top++] = start;
    label[start] = number;
    while (top > 0) {
        const int32_t at = stack[--top], x = at % w, y = at / w;
        const int32_t next[4] = {x > 0 ? at - 1 : -1, x + 1 < w ? at + 1 : -1, y > 0 ? at - w : -1,
                                 y + 1 < h ? at + w : -1};
        piece.pixels++;
        sum_x += x;
        sum_y += y;
        piece.box[0] = x < piece.box[0] ? x : piece.box[0];
        piece.box[1] = y < piece.box[1] ? y : piece.box[1];
        piece.box[2] = x >= piece.box[2] ? x + 1 : piece.box[2];
        piece.box[3] = y >= piece.box[3] ? y + 1 : piece.box[3];
        for (int i = 0; i < 4; i++)
            if (next[i] >= 0 && label[next[i]] == -1 && (mask->v[next[i]] > 0.5f) == in) {
                label[next[i]] = number;
                stack[top++] = next[i];
            }
    }
    piece.x = (float)(sum_x / piece.pixels);
    piece.y = (float)(sum_y / piece.pixels);
    return piece;
}

struct found {
    struct mp_piece piece;
    int32_t number;
};

static int by_size(const void *a, const void *b)
{
    const struct found *first = a, *second = b;
    if (first->piece.pixels != second->piece.pixels)
        return first->piece.pixels > second->piece.pixels ? -1 : 1;
    return first->number - second->number;
}

enum { PIECES_MAX = 4096 };

cd_rc cd_mp_map_pieces(struct mp_piece *out, int32_t *count, int32_t most, int32_t *label,
                       const mp_map *mask, cd_err *err)
{
    CD_AUTO(cd_free_ptr) int32_t *stack = NULL;
    CD_AUTO(cd_free_ptr) struct found *found = NULL;
    const int32_t size = (int32_t)mp_map_size(mask);
    int32_t pieces = 0;
    int32_t rank[PIECES_MAX];
    CD_TRY(cd_try_alloc(&stack, (size_t)size * sizeof *stack, err));
    CD_TRY(cd_try_alloc(&found, PIECES_MAX * sizeof *found, err));
    for (int32_t i = 0; i < size; i++)
        label[i] = -1;
    for (int32_t i = 0; i < size && pieces < PIECES_MAX; i++)
        if (mask->v[i] > 0.5f && label[i] == -1) {
            found[pieces].piece = flood(label, pieces, mask, i, stack);
            found[pieces].number = pieces;
            pieces++;
        }
    qsort(found, (size_t)pieces, sizeof *found, by_size);
    *count = pieces < most ? pieces : most;
    for (int32_t i = 0; i < pieces; i++) {
        rank[found[i].number] = i < most ? i : -1;
        if (i < most)
            out[i] = found[i].piece;
    }
    for (int32_t i = 0; i < size; i++)
        label[i] = label[i] < 0 ? -1 : rank[label[i]];
    return CD_OK;
}

cd_rc cd_mp_map_fill_holes(mp_map *mask, cd_err *err)
{
    CD_AUTO(cd_free_ptr) int32_t *label = NULL;
    CD_AUTO(cd_free_ptr) int32_t *stack = NULL;
    const int32_t w = mask->width, h = mask->height, size = w * h;
    CD_TRY(cd_try_alloc(&label, (size_t)size * sizeof *label, err));
    CD_TRY(cd_try_alloc(&stack, (size_t)size * sizeof *stack, err));
    for (int32_t i = 0; i < size; i++)
        label[i] = -1;
    for (int32_t i = 0; i < size; i++) {
        const int32_t x = i % w, y = i / w;
        const bool rim = x == 0 || y == 0 || x == w - 1 || y == h - 1;
        if (rim && label[i] == -1 && mask->v[i] <= 0.5f)
            (void)flood(label, 1, mask, i, stack);
    }
    for (int32_t i = 0; i < size; i++)
        if (label[i] != 1)
            mask->v[i] = 1.0f;
    return CD_OK;
}

float cd_mp_map_share(const mp_map *mask)
{
    size_t over = 0;
    for (size_t i = 0; i < mp_map_size(mask); i++)
        over += mask->v[i] > 0.5f;
    return (float)over / (float)mp_map_size(mask);
}

bool cd_mp_map_bounds(int32_t box[4], const mp_map *mask)
{
    box[0] = mask->width;
    box[1] = mask->height;
    box[2] = box[3] = 0;
    for (int32_t y = 0; y < mask->height; y++)
        for (int32_t x = 0; x < mask->width; x++) {
            if (*mp_map_at(mask, x, y) <= 0.5f)
                continue;
            box[0] = x < box[0] ? x : box[0];
            box[1] = y < box[1] ? y : box[1];
            box[2] = x >= box[2] ? x + 1 : box[2];
            box[3] = y + 1;
        }
    return box[2] > box[0];
}
