/* engine/multiplane/look/style_paper.c - layers of cut paper: what is dark lies in front and throws
 * a shadow on what is behind it, with light from the upper left. */
#include "engine/multiplane/look/pieces.h"
#include "engine/multiplane/look/style.h"
#include "engine/multiplane/look/swatch.h"

#include <stdlib.h>
#include <string.h>

enum { PAPERS = 20 };

struct paper {
    const mp_picture *picture;
    mp_shrunk small;
    mp_pieces pieces;
    mp_swatch swatch;
    uint16_t *sheet; /* of each pixel of `small`: index into the swatch, from dark to light */
    uint8_t *calm;   /* likewise: no other sheet throws a shadow here */
    float unit;
};

static void paper_done(struct paper *p)
{
    cd_mp__shrunk_done(&p->small);
    cd_mp__pieces_done(&p->pieces);
    free(p->sheet);
    free(p->calm);
}

/* Each piece takes the sheet nearest to its colour; neighbours of one sheet grow together. */
static cd_rc choose_sheets(struct paper *p, cd_err *err)
{
    const size_t count = (size_t)p->small.width * (size_t)p->small.height;
    uint16_t of[MP_PIECES_MAX];
    CD_TRY(cd_try_alloc(&p->sheet, count * sizeof *p->sheet, err));
    for (uint32_t i = 0; i < p->pieces.count; i++) {
        float rgb[3];
        for (int c = 0; c < 3; c++)
            rgb[c] = p->pieces.rgb[i][c] * (1.0f / 255.0f);
        of[i] = (uint16_t)cd_mp__swatch_near(&p->swatch, rgb);
    }
    for (size_t i = 0; i < count; i++)
        p->sheet[i] = of[p->pieces.of[i]];
    return CD_OK;
}

struct rounding {
    const struct paper *paper;
    const uint16_t *from;
    int32_t step;
};

/* Whether two sheets are so alike that the border between them may move. */
static bool alike(const mp_swatch *swatch, uint16_t a, uint16_t b)
{
    float sum = 0.0f;
    for (int c = 0; c < 3; c++)
        sum += fabsf(swatch->rgb[a][c] - swatch->rgb[b][c]);
    return sum < 0.42f;
}

/* Each pixel takes the sheet that most around it have: borders lose their corners. */
static void round_rows(void *data, int32_t from, int32_t to)
{
    const struct rounding *r = data;
    const int32_t w = r->paper->small.width, h = r->paper->small.height;
    for (int32_t y = from; y < to; y++)
        for (int32_t x = 0; x < w; x++) {
            uint8_t votes[MP_SWATCH_MAX] = {0};
            const uint16_t own = r->from[(size_t)y * (size_t)w + (size_t)x];
            uint16_t best = own;
            for (int32_t k = 0; k < 25; k++) {
                const int32_t px = x + (k % 5 - 2) * r->step, py = y + (k / 5 - 2) * r->step;
                if (px < 0 || py < 0 || px >= w || py >= h)
                    continue;
                const uint16_t sheet = r->from[(size_t)py * (size_t)w + (size_t)px];
                votes[sheet]++;
                if (votes[sheet] > votes[best] || (votes[sheet] == votes[best] && sheet < best))
                    best = sheet;
            }
            if (r->step == 1 || alike(&r->paper->swatch, own, best))
                r->paper->sheet[(size_t)y * (size_t)w + (size_t)x] = best;
        }
}

static cd_rc round_off(struct paper *p, cd_err *err)
{
    static const int32_t steps[] = {3, 3, 2, 2, 1};
    const size_t bytes = (size_t)p->small.width * (size_t)p->small.height * sizeof *p->sheet;
    CD_AUTO(cd_free_ptr) uint16_t *from = NULL;
    CD_TRY(cd_try_alloc(&from, bytes, err));
    for (size_t i = 0; i < CD_COUNT(steps); i++) {
        memcpy(from, p->sheet, bytes);
        struct rounding rounding = {p, from, steps[i]};
        cd_mp_rows(p->picture->threads, 0, p->small.height, round_rows, &rounding);
    }
    return CD_OK;
}

/* How far in front the paper is around a place of `small`: 0 behind .. 1. */
static float front_at(const struct paper *p, float x, float y)
{
    const float sx = cd_mp_clamp(x - 0.5f, 0.0f, (float)(p->small.width - 1));
    const float sy = cd_mp_clamp(y - 0.5f, 0.0f, (float)(p->small.height - 1));
    const int32_t x0 = (int32_t)sx, y0 = (int32_t)sy;
    const int32_t x1 = x0 + 1 < p->small.width ? x0 + 1 : x0;
    const int32_t y1 = y0 + 1 < p->small.height ? y0 + 1 : y0;
    const size_t w = (size_t)p->small.width;
    const float a = (float)p->sheet[(size_t)y0 * w + (size_t)x0];
    const float b = (float)p->sheet[(size_t)y0 * w + (size_t)x1];
    const float c = (float)p->sheet[(size_t)y1 * w + (size_t)x0];
    const float d = (float)p->sheet[(size_t)y1 * w + (size_t)x1];
    const float fx = sx - (float)x0;
    return 1.0f - cd_mp_lerp(cd_mp_lerp(a, b, fx), cd_mp_lerp(c, d, fx), sy - (float)y0) /
                      (float)p->swatch.count;
}

/* As far as shadows fall, to the lower right. */
static void calm_rows(void *data, int32_t from, int32_t to)
{
    const struct paper *p = data;
    const int32_t w = p->small.width, h = p->small.height;
    const int32_t reach = (int32_t)(p->unit * 0.0124f / (float)p->small.by) + 2;
    for (int32_t y = from; y < to; y++)
        for (int32_t x = 0; x < w; x++) {
            const uint16_t own = p->sheet[(size_t)y * (size_t)w + (size_t)x];
            bool calm = true;
            for (int32_t py = y - reach; py <= y + 1 && calm; py++)
                for (int32_t px = x - reach; px <= x + 1; px++) {
                    const int32_t ix = px < 0 ? 0 : px >= w ? w - 1 : px;
                    const int32_t iy = py < 0 ? 0 : py >= h ? h - 1 : py;
                    calm = calm && p->sheet[(size_t)iy * (size_t)w + (size_t)ix] == own;
                }
            p->calm[(size_t)y * (size_t)w + (size_t)x] = calm;
        }
}

/* Shade from the papers above and to the left, nearer ones sharper. */
static float shade_at(const struct paper *p, float x, float y, float own)
{
    const float away = p->unit * 0.0062f / (float)p->small.by;
    float sum = 0.0f;
    for (int i = 1; i <= 3; i++) {
        const float step = away * (float)i * 0.66f;
        const float above = front_at(p, x - step, y - step) - own;
        sum += cd_mp_smooth(0.03f, 0.16f, above) * (0.42f - 0.09f * (float)i);
    }
    return sum;
}

static void paper_rows(void *data, int32_t from, int32_t to)
{
    const struct paper *p = data;
    const float k = 1.0f / (float)p->small.by;
    const mp_field field = {p->small.width, p->small.height, p->sheet};
    const int32_t fine = (int32_t)(p->unit / 1100.0f) + 1;
    for (int32_t y = from; y < to; y++) {
        uint16_t *px = p->picture->px + (size_t)y * p->picture->width * 3;
        int32_t last = -1;
        bool even = false;
        for (int32_t x = 0; x < (int32_t)p->picture->width; x++, px += 3) {
            const float sx = ((float)x + 0.5f) * k, sy = ((float)y + 0.5f) * k;
            uint16_t sheet;
            float lead = 1.0f;
            even =
                (int32_t)sx == last ? even : cd_mp__pieces_even(&field, (int32_t)sx, (int32_t)sy);
            last = (int32_t)sx;
            const int32_t row = (int32_t)sy < p->small.height ? (int32_t)sy : p->small.height - 1;
            const int32_t column = last < p->small.width ? last : p->small.width - 1;
            const size_t cell = (size_t)row * (size_t)p->small.width + (size_t)column;
            if (even)
                sheet = p->sheet[cell];
            else
                lead = cd_mp__pieces_vote(&field, sx, sy, &sheet);
            const float own = 1.0f - (float)sheet / (float)p->swatch.count;
            const bool calm = even && p->calm[cell];
            const float shade = calm ? 0.0f : shade_at(p, sx, sy, own);
            /* The cut's edge is lit where it looks to the upper left. */
            const float rim =
                lead < 0.35f
                    ? 0.10f * cd_mp_smooth(0.02f, 0.10f, own - front_at(p, sx - 0.8f, sy - 0.8f))
                    : 0.0f;
            const float fibre = 0.5f * cd_mp__knot(x / fine, y / fine) +
                                0.5f * cd_mp__knot(x / (5 * fine), y / (2 * fine)) - 0.5f;
            const float *color = p->swatch.rgb[sheet];
            const float luma = cd_mp_rgb_luma(color);
            float rgb[3];
            for (int c = 0; c < 3; c++)
                rgb[c] =
                    (0.05f + 0.93f * (luma + (color[c] - luma) * 1.22f) + 0.045f * fibre + rim) *
                    (1.0f - shade);
            cd_mp_rgb_put(px, rgb);
        }
    }
}

cd_rc cd_mp__style_paper(const mp_picture *picture, cd_err *err)
{
    CD_AUTO(paper_done) struct paper p = {.picture = picture, .unit = cd_mp__short_side(picture)};
    CD_TRY(cd_mp__shrunk_of(&p.small, picture, (int32_t)(p.unit / 330.0f) + 1, err));
    CD_TRY(cd_mp__pieces_cut(&p.pieces, &p.small, 900, 26.0f, err));
    cd_mp__swatch_of(&p.swatch, picture, PAPERS);
    CD_TRY(choose_sheets(&p, err));
    CD_TRY(round_off(&p, err));
    CD_TRY(cd_try_alloc(&p.calm, (size_t)p.small.width * (size_t)p.small.height, err));
    cd_mp_rows(picture->threads, 0, p.small.height, calm_rows, &p);
    cd_mp_rows(picture->threads, 0, (int32_t)picture->height, paper_rows, &p);
    return CD_OK;
}
