/* engine/multiplane/mend/fill.c - the fill from coarse to fine on a reduced copy of the box around
 * the hole; the picture's own pixels then come from where the reduced ones found their like. */
#include "engine/multiplane/mend/fill_int.h"
#include "engine/multiplane/mend/mend.h"

enum { SIDE_MOST = 320, SIDE_LEAST = 44, LEVELS_MAX = 5 };

struct fill {
    const mp_picture *picture;
    const mp_matte *matte;
    const mp_map *avoid; /* or NULL */
    int32_t box[4];      /* of the picture: the hole and what is around it */
    float scale;         /* pixels of the picture for one of the finest level */
    int32_t levels;
    mp_hole level[LEVELS_MAX]; /* the finest first */
};

static void fill_done(struct fill *fill)
{
    for (int i = 0; i < LEVELS_MAX; i++)
        cd_mp__hole_done(&fill->level[i]);
}

static bool box_of(struct fill *fill)
{
    const int32_t w = (int32_t)fill->picture->width, h = (int32_t)fill->picture->height;
    int32_t *box = fill->box;
    if (!cd_mp_matte_bounds(box, fill->matte))
        return false;
    const int32_t wide = box[2] - box[0], high = box[3] - box[1];
    const int32_t more = 24 + (wide > high ? wide : high) * 3 / 4;
    box[0] = box[0] > more ? box[0] - more : 0;
    box[1] = box[1] > more ? box[1] - more : 0;
    box[2] = box[2] + more < w ? box[2] + more : w;
    box[3] = box[3] + more < h ? box[3] + more : h;
    const int32_t side = box[2] - box[0] > box[3] - box[1] ? box[2] - box[0] : box[3] - box[1];
    fill->scale = side > SIDE_MOST ? (float)side / SIDE_MOST : 1.0f;
    return true;
}

static bool avoided(const struct fill *fill, int32_t x, int32_t y)
{
    const mp_map *avoid = fill->avoid;
    if (avoid == NULL)
        return false;
    const int32_t mx = (int32_t)((int64_t)x * avoid->width / (int32_t)fill->picture->width);
    const int32_t my = (int32_t)((int64_t)y * avoid->height / (int32_t)fill->picture->height);
    return *mp_map_at(avoid, mx, my) > 0.5f;
}

/* One pixel of the finest level: the mean of what is known there. */
static void reduce(const struct fill *fill, mp_hole *level, int32_t x, int32_t y)
{
    const int32_t at = y * level->width + x;
    int32_t x0 = fill->box[0] + (int32_t)((float)x * fill->scale);
    int32_t y0 = fill->box[1] + (int32_t)((float)y * fill->scale);
    int32_t x1 = fill->box[0] + (int32_t)((float)(x + 1) * fill->scale);
    int32_t y1 = fill->box[1] + (int32_t)((float)(y + 1) * fill->scale);
    x0 = x0 < fill->box[2] ? x0 : fill->box[2] - 1;
    y0 = y0 < fill->box[3] ? y0 : fill->box[3] - 1;
    x1 = x1 > x0 ? (x1 < fill->box[2] ? x1 : fill->box[2]) : x0 + 1;
    y1 = y1 > y0 ? (y1 < fill->box[3] ? y1 : fill->box[3]) : y0 + 1;
    const int32_t step = (x1 - x0) / 6 + 1; /* six samples across are enough */
    uint32_t sum[3] = {0, 0, 0}, count = 0;
    for (int32_t py = y0; py < y1; py += step)
        for (int32_t px = x0; px < x1; px += step) {
            const size_t i = (size_t)py * fill->picture->width + (size_t)px;
            level->hole[at] |= fill->matte->a[i] > 0;
            count++;
            for (int c = 0; c < 3; c++)
                sum[c] += fill->picture->px[i * 3 + (size_t)c] >> 8;
        }
    level->unwanted[at] = avoided(fill, (x0 + x1) / 2, (y0 + y1) / 2);
    for (int c = 0; c < 3; c++)
        level->rgb[at * 3 + c] = (uint8_t)(sum[c] / count);
}

static void halve(mp_hole *to, const mp_hole *from)
{
    for (int32_t at = 0; at < to->width * to->height; at++) {
        int32_t sum[3] = {0, 0, 0}, known = 0, unwanted = 0;
        for (int32_t k = 0; k < 4; k++) {
            const int32_t x = at % to->width * 2 + k % 2, y = at / to->width * 2 + k / 2;
            if (x >= from->width || y >= from->height)
                continue;
            const int32_t i = y * from->width + x;
            unwanted += from->unwanted[i];
            if (from->hole[i])
                continue;
            known++;
            for (int c = 0; c < 3; c++)
                sum[c] += from->rgb[i * 3 + c];
        }
        to->hole[at] = known == 0;
        to->unwanted[at] = unwanted > 2;
        for (int c = 0; c < 3 && known > 0; c++)
            to->rgb[at * 3 + c] = (uint8_t)(sum[c] / known);
    }
}

static cd_rc levels_new(struct fill *fill, cd_err *err)
{
    int32_t w = (int32_t)ceilf((float)(fill->box[2] - fill->box[0]) / fill->scale);
    int32_t h = (int32_t)ceilf((float)(fill->box[3] - fill->box[1]) / fill->scale);
    mp_hole *level = fill->level;
    CD_TRY(cd_mp__hole_new(&level[0], w, h, err));
    for (int32_t y = 0; y < h; y++)
        for (int32_t x = 0; x < w; x++)
            reduce(fill, &level[0], x, y);
    fill->levels = 1;
    while (fill->levels < LEVELS_MAX && (w < h ? w : h) / 2 >= SIDE_LEAST) {
        w = (w + 1) / 2;
        h = (h + 1) / 2;
        CD_TRY(cd_mp__hole_new(&level[fill->levels], w, h, err));
        halve(&level[fill->levels], &level[fill->levels - 1]);
        fill->levels++;
    }
    return CD_OK;
}

/* The picture where a pixel of the finest level found its like, seen from (x, y). */
static void found_at(float rgb[3], const struct fill *fill, int32_t lx, int32_t ly, int32_t x,
                     int32_t y)
{
    const mp_hole *level = &fill->level[0];
    lx = lx < 0 ? 0 : lx >= level->width ? level->width - 1 : lx;
    ly = ly < 0 ? 0 : ly >= level->height ? level->height - 1 : ly;
    const int32_t near = level->near[ly * level->width + lx];
    if (near < 0) {
        for (int c = 0; c < 3; c++)
            rgb[c] = (float)level->rgb[(ly * level->width + lx) * 3 + c] * (1.0f / 255.0f);
        return;
    }
    int32_t px = x + (int32_t)lrintf((float)(near % level->width - lx) * fill->scale);
    int32_t py = y + (int32_t)lrintf((float)(near / level->width - ly) * fill->scale);
    px = px < fill->box[0] ? fill->box[0] : px >= fill->box[2] ? fill->box[2] - 1 : px;
    py = py < fill->box[1] ? fill->box[1] : py >= fill->box[3] ? fill->box[3] - 1 : py;
    cd_mp_rgb_get(rgb, fill->picture->px + ((size_t)py * fill->picture->width + (size_t)px) * 3);
}

static void put_rows(void *data, int32_t from, int32_t to)
{
    const struct fill *fill = data;
    const mp_hole *level = &fill->level[0];
    for (int32_t y = from; y < to; y++)
        for (int32_t x = fill->box[0]; x < fill->box[2]; x++) {
            const size_t at = (size_t)y * fill->picture->width + (size_t)x;
            float sum[3] = {0.0f, 0.0f, 0.0f}, old[3];
            if (fill->matte->a[at] == 0)
                continue;
            const float u = ((float)(x - fill->box[0]) + 0.5f) / fill->scale - 0.5f;
            const float v = ((float)(y - fill->box[1]) + 0.5f) / fill->scale - 0.5f;
            const int32_t lx = cd_mp_floor(u), ly = cd_mp_floor(v);
            for (int k = 0; k < 4; k++) {
                const float wx = k % 2 ? u - (float)lx : 1.0f - u + (float)lx;
                const float wy = k / 2 ? v - (float)ly : 1.0f - v + (float)ly;
                float rgb[3];
                if (fill->scale > 1.0f)
                    found_at(rgb, fill, lx + k % 2, ly + k / 2, x, y);
                else
                    for (int c = 0; c < 3; c++)
                        rgb[c] =
                            (float)level
                                ->rgb[((y - fill->box[1]) * level->width + x - fill->box[0]) * 3 +
                                      c] *
                            (1.0f / 255.0f);
                for (int c = 0; c < 3; c++)
                    sum[c] += wx * wy * rgb[c];
            }
            cd_mp_rgb_get(old, fill->picture->px + at * 3);
            for (int c = 0; c < 3; c++)
                sum[c] = cd_mp_lerp(old[c], sum[c], (float)fill->matte->a[at] * (1.0f / 255.0f));
            cd_mp_rgb_put(fill->picture->px + at * 3, sum);
        }
}

cd_rc cd_mp_mend_fill(const mp_picture *picture, const mp_matte *matte, const mp_map *avoid,
                      cd_err *err)
{
    CD_AUTO(fill_done) struct fill fill = {.picture = picture, .matte = matte, .avoid = avoid};
    if (!box_of(&fill))
        return CD_OK;
    CD_TRY(levels_new(&fill, err));
    for (int32_t i = fill.levels - 1; i >= 0; i--) {
        const mp_hole *coarse = i + 1 < fill.levels ? &fill.level[i + 1] : NULL;
        const int rounds = i == 0 ? 2 : i + 1 == fill.levels ? 10 : 3;
        CD_TRY(cd_mp__hole_start(&fill.level[i], coarse, picture->threads, err));
        CD_TRY(cd_mp__hole_rounds(&fill.level[i], rounds, (uint64_t)i, picture->threads, err));
    }
    cd_mp_rows(picture->threads, fill.box[1], fill.box[3], put_rows, &fill);
    return CD_OK;
}
