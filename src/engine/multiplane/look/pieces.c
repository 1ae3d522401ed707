/* engine/multiplane/look/pieces.c - means of colour and place, from a grid of bricks; then a few
 * rounds of asking the neighbours, which rounds the borders and swallows crumbs. */
#include "engine/multiplane/look/pieces.h"

#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 6, SMOOTHINGS = 3, REACH = 2, WINDOW = 2 * REACH + 1 };

struct cutting {
    mp_pieces *out;
    const mp_shrunk *shrunk;
    int32_t columns, rows;
    float side, compact;
};

static void start(struct cutting *c, uint32_t count)
{
    const float w = (float)c->shrunk->width, h = (float)c->shrunk->height;
    if (count > MP_PIECES_MAX / 2)
        count = MP_PIECES_MAX / 2;
    c->side = sqrtf(w * h / (float)count);
    c->columns = (int32_t)(w / c->side + 0.5f);
    c->rows = (int32_t)(h / c->side + 0.5f);
    c->columns = c->columns < 1 ? 1 : c->columns > 50 ? 50 : c->columns;
    c->rows = c->rows < 1 ? 1 : c->rows > MP_PIECES_MAX / 50 ? MP_PIECES_MAX / 50 : c->rows;
    c->out->count = (uint32_t)(c->columns * c->rows);
    for (int32_t row = 0; row < c->rows; row++)
        for (int32_t column = 0; column < c->columns; column++) {
            const int32_t i = row * c->columns + column;
            const float brick = (row & 1) != 0 ? 0.25f : -0.25f;
            const float jx = 0.5f * (cd_mp_hash01((uint64_t)i * 2 + 11) - 0.5f);
            const float jy = 0.5f * (cd_mp_hash01((uint64_t)i * 2 + 12) - 0.5f);
            c->out->at[i][0] = ((float)column + 0.5f + brick + jx) * w / (float)c->columns;
            c->out->at[i][1] = ((float)row + 0.5f + jy) * h / (float)c->rows;
            const uint8_t *px =
                cd_mp__shrunk_at(c->shrunk, (int32_t)c->out->at[i][0], (int32_t)c->out->at[i][1]);
            for (int k = 0; k < 3; k++)
                c->out->rgb[i][k] = px[k];
        }
}

/* Each pixel joins the nearest of the pieces that started around it. */
static void join(struct cutting *c)
{
    const float near = c->compact * c->compact / (c->side * c->side);
    for (int32_t y = 0; y < c->shrunk->height; y++) {
        const int32_t row = y * c->rows / c->shrunk->height;
        for (int32_t x = 0; x < c->shrunk->width; x++) {
            const int32_t column = x * c->columns / c->shrunk->width;
            const uint8_t *px = cd_mp__shrunk_at(c->shrunk, x, y);
            float least = INFINITY;
            uint16_t best = 0;
            for (int32_t k = 0; k < 9; k++) {
                const int32_t nc = column + k % 3 - 1, nr = row + k / 3 - 1;
                if (nc < 0 || nr < 0 || nc >= c->columns || nr >= c->rows)
                    continue;
                const int32_t i = nr * c->columns + nc;
                const float *rgb = c->out->rgb[i], *at = c->out->at[i];
                const float dr = (float)px[0] - rgb[0], dg = (float)px[1] - rgb[1],
                            db = (float)px[2] - rgb[2];
                const float dx = (float)x - at[0], dy = (float)y - at[1];
                const float apart = dr * dr + dg * dg + db * db + near * (dx * dx + dy * dy);
                if (apart < least) {
                    least = apart;
                    best = (uint16_t)i;
                }
            }
            c->out->of[(size_t)y * (size_t)c->shrunk->width + (size_t)x] = best;
        }
    }
}

static void settle(struct cutting *c)
{
    static const double none[6] = {0};
    double sums[MP_PIECES_MAX][6];
    for (uint32_t i = 0; i < c->out->count; i++)
        memcpy(sums[i], none, sizeof none);
    for (int32_t y = 0; y < c->shrunk->height; y++)
        for (int32_t x = 0; x < c->shrunk->width; x++) {
            double *s = sums[c->out->of[(size_t)y * (size_t)c->shrunk->width + (size_t)x]];
            const uint8_t *px = cd_mp__shrunk_at(c->shrunk, x, y);
            s[0] += px[0];
            s[1] += px[1];
            s[2] += px[2];
            s[3] += x;
            s[4] += y;
            s[5] += 1.0;
        }
    for (uint32_t i = 0; i < c->out->count; i++) {
        if (sums[i][5] == 0.0)
            continue;
        for (int k = 0; k < 3; k++)
            c->out->rgb[i][k] = (float)(sums[i][k] / sums[i][5]);
        for (int k = 0; k < 2; k++)
            c->out->at[i][k] = (float)(sums[i][3 + k] / sums[i][5]);
    }
}

/* The piece that most pixels around (x, y) belong to, its own counting twice. */
static uint16_t vote(const struct cutting *c, const uint16_t *of, int32_t x, int32_t y)
{
    uint16_t names[25];
    uint8_t votes[25];
    int count = 0, best = 0;
    const int32_t w = c->shrunk->width, h = c->shrunk->height;
    for (int32_t k = 0; k < 25; k++) {
        const int32_t nx = x + k % 5 - 2, ny = y + k / 5 - 2;
        if (nx < 0 || ny < 0 || nx >= w || ny >= h)
            continue;
        const uint16_t name = of[(size_t)ny * (size_t)w + (size_t)nx];
        int i = 0;
        while (i < count && names[i] != name)
            i++;
        if (i == count) {
            names[count] = name;
            votes[count++] = 0;
        }
        votes[i] = (uint8_t)(votes[i] + (k == 12 ? 2 : 1));
    }
    for (int i = 1; i < count; i++)
        if (votes[i] > votes[best] || (votes[i] == votes[best] && names[i] < names[best]))
            best = i;
    return names[best];
}

static cd_rc smooth(struct cutting *c, cd_err *err)
{
    const size_t count = (size_t)c->shrunk->width * (size_t)c->shrunk->height;
    CD_AUTO(cd_free_ptr) uint16_t *old = NULL;
    CD_TRY(cd_try_alloc(&old, count * sizeof *old, err));
    for (int round = 0; round < SMOOTHINGS; round++) {
        memcpy(old, c->out->of, count * sizeof *old);
        for (int32_t y = 0; y < c->shrunk->height; y++)
            for (int32_t x = 0; x < c->shrunk->width; x++)
                c->out->of[(size_t)y * (size_t)c->shrunk->width + (size_t)x] = vote(c, old, x, y);
    }
    return CD_OK;
}

cd_rc cd_mp__pieces_cut(mp_pieces *out, const mp_shrunk *shrunk, uint32_t count, float compact,
                        cd_err *err)
{
    CD_ASSERT(count > 0);
    struct cutting c = {.out = out, .shrunk = shrunk, .compact = compact};
    CD_TRY(cd_try_alloc(&out->of, (size_t)shrunk->width * (size_t)shrunk->height * sizeof *out->of,
                        err));
    start(&c, count);
    for (int round = 0; round < ROUNDS; round++) {
        join(&c);
        settle(&c);
    }
    CD_TRY(smooth(&c, err));
    settle(&c);
    return CD_OK;
}

void cd_mp__pieces_done(mp_pieces *pieces)
{
    free(pieces->of);
    pieces->of = NULL;
}

float cd_mp__pieces_vote(const mp_field *field, float x, float y, uint16_t *first)
{
    const int32_t w = field->width, h = field->height;
    const int32_t cx = cd_mp_floor(x), cy = cd_mp_floor(y);
    uint16_t names[WINDOW * WINDOW];
    float weights[WINDOW * WINDOW];
    int count = 0, best = 0;
    float sum = 0.0f, second = 0.0f;
    for (int32_t k = 0; k < WINDOW * WINDOW; k++) {
        const int32_t px = cx + k % WINDOW - REACH, py = cy + k / WINDOW - REACH;
        const float dx = ((float)px + 0.5f - x) * (1.0f / (REACH + 0.2f));
        const float dy = ((float)py + 0.5f - y) * (1.0f / (REACH + 0.2f));
        const float near = 1.0f - dx * dx - dy * dy;
        if (near <= 0.0f)
            continue;
        const int32_t ix = px < 0    ? 0
                           : px >= w ? w - 1
                                     : px,
                      iy = py < 0    ? 0
                           : py >= h ? h - 1
                                     : py;
        const uint16_t name = field->of[(size_t)iy * (size_t)w + (size_t)ix];
        int i = 0;
        while (i < count && names[i] != name)
            i++;
        if (i == count) {
            names[count] = name;
            weights[count++] = 0.0f;
        }
        weights[i] += near * near;
        sum += near * near;
    }
    for (int i = 1; i < count; i++)
        if (weights[i] > weights[best])
            best = i;
    for (int i = 0; i < count; i++)
        if (i != best)
            second = fmaxf(second, weights[i]);
    *first = names[best];
    return (weights[best] - second) / sum;
}

bool cd_mp__pieces_even(const mp_field *field, int32_t x, int32_t y)
{
    const int32_t w = field->width, h = field->height;
    if (x < REACH || y < REACH || x + REACH >= w || y + REACH >= h)
        return false;
    const uint16_t *of = field->of + (size_t)y * (size_t)w + (size_t)x;
    for (int32_t k = 0; k < WINDOW * WINDOW; k++)
        if (of[(k / WINDOW - REACH) * w + k % WINDOW - REACH] != *of)
            return false;
    return true;
}
