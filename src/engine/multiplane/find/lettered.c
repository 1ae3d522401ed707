/* engine/multiplane/find/lettered.c - finds dense edges at two sizes of letters, and keeps the
 * piece whose pixels are best told by two colours, the lesser of which is not around it. */
#include "engine/multiplane/find/lettered.h"

#include <string.h>

enum { SIDE_MOST = 640, PIECES = 16 };

struct looking {
    const mp_picture *picture;
    int32_t width, height; /* reduced */
    float *rgb;            /* [height][width][3] */
    float best;
};

static cd_rc reduce(struct looking *l, cd_err *err)
{
    const uint32_t w = l->picture->width, h = l->picture->height;
    const uint32_t side = w > h ? w : h;
    const float scale = side > SIDE_MOST ? (float)side / SIDE_MOST : 1.0f;
    l->width = (int32_t)fmaxf((float)w / scale, 1.0f);
    l->height = (int32_t)fmaxf((float)h / scale, 1.0f);
    CD_TRY(cd_try_alloc(&l->rgb, (size_t)l->width * (size_t)l->height * 3 * sizeof(float), err));
    for (int32_t y = 0; y < l->height; y++)
        for (int32_t x = 0; x < l->width; x++) {
            float *to = l->rgb + (y * l->width + x) * 3;
            for (int k = 0; k < 9; k++) { /* nine samples of what it stands for */
                const float u = ((float)x + ((float)(k % 3) + 0.5f) / 3.0f) * scale;
                const float v = ((float)y + ((float)(k / 3) + 0.5f) / 3.0f) * scale;
                const size_t px = (size_t)fminf(u, (float)(w - 1));
                const size_t py = (size_t)fminf(v, (float)(h - 1));
                float rgb[3];
                cd_mp_rgb_get(rgb, l->picture->px + (py * w + px) * 3);
                for (int c = 0; c < 3; c++)
                    to[c] += rgb[c] * (1.0f / 9.0f);
            }
        }
    return CD_OK;
}

/* Where the light changes much within four pixels, sideways. */
static void edges(mp_map *map, const struct looking *l)
{
    for (int32_t y = 0; y < l->height; y++)
        for (int32_t x = 2; x + 2 < l->width; x++) {
            const float *at = l->rgb + (y * l->width + x) * 3;
            const float change = fabsf(cd_mp_rgb_luma(at + 6) - cd_mp_rgb_luma(at - 6));
            *mp_map_at(map, x, y) = change > 0.17f ? 1.0f : 0.0f;
        }
}

struct two {
    float color[2][3]; /* the more frequent first */
    float share;       /* of the lesser */
    float told;        /* how well the two tell the pixels: between over within */
};

static float apart(const float a[3], const float b[3])
{
    const float r = a[0] - b[0], g = a[1] - b[1], u = a[2] - b[2];
    return r * r + g * g + u * u;
}

/* The darkest and the lightest pixel of a box, where its two colours start from. */
static void ends_of(struct two *out, const struct looking *l, const int32_t box[4])
{
    float low = 9.0f, high = -1.0f;
    for (int32_t y = box[1]; y < box[3]; y++)
        for (int32_t x = box[0]; x < box[2]; x++) {
            const float *at = l->rgb + (y * l->width + x) * 3;
            const float luma = cd_mp_rgb_luma(at);
            if (luma < low) {
                low = luma;
                memcpy(out->color[0], at, sizeof out->color[0]);
            }
            if (luma > high) {
                high = luma;
                memcpy(out->color[1], at, sizeof out->color[1]);
            }
        }
}

/* Two means. */
static struct two two_of(const struct looking *l, const int32_t box[4])
{
    struct two out = {.share = 0.0f};
    float within = 0.0f;
    ends_of(&out, l, box);
    for (int round = 0; round < 6; round++) {
        float sum[2][4] = {{0.0f}};
        within = 0.0f;
        for (int32_t y = box[1]; y < box[3]; y++)
            for (int32_t x = box[0]; x < box[2]; x++) {
                const float *at = l->rgb + (y * l->width + x) * 3;
                const float first = apart(at, out.color[0]), second = apart(at, out.color[1]);
                const int k = second < first;
                for (int c = 0; c < 3; c++)
                    sum[k][c] += at[c];
                sum[k][3] += 1.0f;
                within += fminf(first, second);
            }
        for (int k = 0; k < 2; k++)
            for (int c = 0; c < 3; c++)
                out.color[k][c] = sum[k][c] / fmaxf(sum[k][3], 1.0f);
        within /= sum[0][3] + sum[1][3];
        out.share = sum[1][3] / (sum[0][3] + sum[1][3]);
    }
    if (out.share > 0.5f) {
        const struct two old = out;
        memcpy(out.color[0], old.color[1], sizeof out.color[0]);
        memcpy(out.color[1], old.color[0], sizeof out.color[1]);
        out.share = 1.0f - old.share;
    }
    out.told = apart(out.color[0], out.color[1]) / (within + 0.003f);
    return out;
}

/* Share of the pixels just outside of the box that are of the ground's colour. */
static float plain_around(const struct looking *l, const struct two *two, const int32_t box[4])
{
    const int32_t far = 1 + (box[3] - box[1]) / 6;
    const float near = 0.35f * apart(two->color[0], two->color[1]);
    float plain = 0.0f, all = 0.0f;
    for (int32_t y = box[1] - far; y < box[3] + far; y++)
        for (int32_t x = box[0] - far; x < box[2] + far; x++) {
            if (x < 0 || y < 0 || x >= l->width || y >= l->height ||
                (x >= box[0] && x < box[2] && y >= box[1] && y < box[3]))
                continue;
            const float *at = l->rgb + (y * l->width + x) * 3;
            plain += apart(at, two->color[0]) < near ? 1.0f : 0.0f;
            all += 1.0f;
        }
    return plain / fmaxf(all, 1.0f);
}

/* How many times a row of the box goes from ground to letter. */
static float strokes(const struct looking *l, const struct two *two, const int32_t box[4])
{
    int32_t count = 0;
    for (int32_t y = box[1]; y < box[3]; y++) {
        bool was = false;
        for (int32_t x = box[0]; x < box[2]; x++) {
            const float *at = l->rgb + (y * l->width + x) * 3;
            const bool ink = apart(at, two->color[1]) < apart(at, two->color[0]);
            count += ink && !was;
            was = ink;
        }
    }
    return (float)count / (float)(box[3] - box[1]);
}

/* The box drawn in to what is of the lesser colour. */
static void shrink(int32_t box[4], const struct looking *l, const struct two *two)
{
    int32_t out[4] = {box[2], box[3], box[0], box[1]};
    for (int32_t y = box[1]; y < box[3]; y++)
        for (int32_t x = box[0]; x < box[2]; x++) {
            const float *at = l->rgb + (y * l->width + x) * 3;
            if (apart(at, two->color[1]) >= apart(at, two->color[0]))
                continue;
            out[0] = x < out[0] ? x : out[0];
            out[1] = y < out[1] ? y : out[1];
            out[2] = x >= out[2] ? x + 1 : out[2];
            out[3] = y >= out[3] ? y + 1 : out[3];
        }
    if (out[2] > out[0] && out[3] > out[1])
        memcpy(box, out, 4 * sizeof *box);
}

static void consider(mp_lettered *out, struct looking *l, const struct mp_piece *piece)
{
    int32_t box[4];
    memcpy(box, piece->box, sizeof box);
    if (box[2] - box[0] < 12 || box[3] - box[1] < 5 ||
        (box[2] - box[0]) * 10 < (box[3] - box[1]) * 8)
        return;
    struct two two = two_of(l, box);
    shrink(box, l, &two);
    two = two_of(l, box);
    const float turns = strokes(l, &two, box);
    const float covers =
        (float)((box[2] - box[0]) * (box[3] - box[1])) / ((float)l->width * (float)l->height);
    const float score = cd_mp_smooth(8.0f, 16.0f, two.told) *
                        cd_mp_smooth(0.35f, 0.8f, plain_around(l, &two, box)) *
                        cd_mp_smooth(1.0f, 3.0f, turns) * cd_mp_smooth(0.05f, 0.15f, two.share) *
                        cd_mp_smooth(0.03f, 0.15f, apart(two.color[0], two.color[1])) *
                        powf(covers, 0.25f);
    if (score <= l->best)
        return;
    const float sx = (float)l->picture->width / (float)l->width;
    const float sy = (float)l->picture->height / (float)l->height;
    l->best = score;
    out->some = true;
    for (int k = 0; k < 4; k++)
        out->box[k] = (int32_t)lrintf((float)box[k] * (k % 2 ? sy : sx));
    memcpy(out->plain, two.color[0], sizeof out->plain);
    memcpy(out->ink, two.color[1], sizeof out->ink);
}

static void looking_done(struct looking *l)
{
    cd_free_ptr(&l->rgb);
}

cd_rc cd_mp_lettered(mp_lettered *out, const mp_picture *picture, cd_err *err)
{
    static const int32_t sizes[] = {4, 9, 18};
    CD_AUTO(looking_done) struct looking l = {.picture = picture, .best = 0.06f};
    CD_AUTO(cd_mp_map_done) mp_map dense = {0, 0, NULL};
    CD_AUTO(cd_free_ptr) int32_t *label = NULL;
    struct mp_piece pieces[PIECES];
    CD_TRY(reduce(&l, err));
    *out = (mp_lettered){.some = false};
    CD_TRY(cd_mp_map_new(&dense, l.width, l.height, err));
    CD_TRY(cd_try_alloc(&label, mp_map_size(&dense) * sizeof *label, err));
    for (size_t k = 0; k < CD_COUNT(sizes); k++) {
        int32_t count = 0;
        memset(dense.v, 0, mp_map_size(&dense) * sizeof(float));
        edges(&dense, &l);
        CD_TRY(cd_mp_map_box(&dense, sizes[k], err));
        for (size_t i = 0; i < mp_map_size(&dense); i++)
            dense.v[i] = dense.v[i] > 0.13f ? 1.0f : 0.0f;
        CD_TRY(cd_mp_map_pieces(pieces, &count, PIECES, label, &dense, err));
        for (int32_t i = 0; i < count; i++)
            consider(out, &l, &pieces[i]);
    }
    return CD_OK;
}
