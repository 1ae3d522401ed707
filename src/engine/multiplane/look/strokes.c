/* engine/multiplane/look/strokes.c - three layers of strokes. A stroke lies along the edges around
 * it (the structure tensor's smaller direction), has one colour, and streaks by its bristles, whose
 * height throws light and shade at the end. */
#include "engine/multiplane/look/strokes.h"

#include "engine/multiplane/look/shrunk.h"
#include "engine/multiplane/look/style.h"

#include <stdlib.h>

enum { BRISTLES = 32, LAYERS = 3 };

/* Of a layer, in shares of the short side. */
static const struct layer {
    float width, length; /* half of each */
    float apart;         /* in widths */
    float least;         /* strokes only where that much changes */
    float stop;          /* a stroke ends where the colour is that far from its own */
} layers[LAYERS] = {{0.0150f, 0.044f, 1.58f, 0.0f, 60.0f},
                    {0.0072f, 0.024f, 1.62f, 0.035f, 34.0f},
                    {0.0034f, 0.011f, 1.70f, 0.11f, 26.0f}};

struct stroke {
    float x, y, ux, uy;      /* middle; direction, unit length */
    float back, ahead, wide; /* pixels from the middle */
    float rgb[3];
    uint32_t seed;
};

struct painting {
    const mp_picture *picture;
    mp_shrunk small;
    float *tensor;   /* [small][3]: xx, xy, yy, smoothed */
    uint8_t *height; /* of the paint, [height][width] */
    struct stroke *strokes;
    uint32_t count, most;
    float unit;
};

static void painting_done(struct painting *p)
{
    cd_mp__shrunk_done(&p->small);
    free(p->tensor);
    free(p->height);
    free(p->strokes);
}

static void blur_line(float *v, float *line, int32_t count, size_t step, int32_t r)
{
    float sum[3] = {0.0f, 0.0f, 0.0f};
    for (int32_t i = 0; i < count; i++)
        for (int c = 0; c < 3; c++)
            line[i * 3 + c] = v[(size_t)i * step + (size_t)c];
    for (int32_t i = -r; i <= r; i++)
        for (int c = 0; c < 3; c++)
            sum[c] += line[(i < 0 ? 0 : i >= count ? count - 1 : i) * 3 + c];
    for (int32_t i = 0; i < count; i++) {
        const int32_t in = i + r + 1 >= count ? count - 1 : i + r + 1, out = i - r < 0 ? 0 : i - r;
        for (int c = 0; c < 3; c++) {
            v[(size_t)i * step + (size_t)c] = sum[c] / (float)(2 * r + 1);
            sum[c] += line[in * 3 + c] - line[out * 3 + c];
        }
    }
}

/* Source: Kyprianidis et al., Image and video abstraction by anisotropic Kuwahara filtering, 2009.
 */
static cd_rc find_tensor(struct painting *p, cd_err *err)
{
    const int32_t w = p->small.width, h = p->small.height;
    CD_AUTO(cd_free_ptr) float *line = NULL;
    CD_TRY(cd_try_alloc(&p->tensor, (size_t)w * (size_t)h * 3 * sizeof(float), err));
    CD_TRY(cd_try_alloc(&line, (size_t)(w > h ? w : h) * 3 * sizeof(float), err));
    for (int32_t y = 0; y < h; y++)
        for (int32_t x = 0; x < w; x++) {
            float *t = p->tensor + ((size_t)y * (size_t)w + (size_t)x) * 3;
            const uint8_t *l = cd_mp__shrunk_at(&p->small, x - 1, y);
            const uint8_t *r = cd_mp__shrunk_at(&p->small, x + 1, y);
            const uint8_t *u = cd_mp__shrunk_at(&p->small, x, y - 1);
            const uint8_t *d = cd_mp__shrunk_at(&p->small, x, y + 1);
            t[0] = t[1] = t[2] = 0.0f;
            for (int c = 0; c < 3; c++) {
                const float dx = (float)(r[c] - l[c]), dy = (float)(d[c] - u[c]);
                t[0] += dx * dx;
                t[1] += dx * dy;
                t[2] += dy * dy;
            }
        }
    for (int round = 0; round < 2; round++) {
        for (int32_t y = 0; y < h; y++)
            blur_line(p->tensor + (size_t)y * (size_t)w * 3, line, w, 3, 3);
        for (int32_t x = 0; x < w; x++)
            blur_line(p->tensor + (size_t)x * 3, line, h, (size_t)w * 3, 3);
    }
    return CD_OK;
}

/* Direction along the edges, and how much changes, 0..1. Where nothing does, level with a swirl. */
static float along(float out[2], const struct painting *p, float x, float y)
{
    const int32_t w = p->small.width, h = p->small.height;
    const int32_t ix = (int32_t)cd_mp_clamp(x / (float)p->small.by, 0.0f, (float)(w - 1));
    const int32_t iy = (int32_t)cd_mp_clamp(y / (float)p->small.by, 0.0f, (float)(h - 1));
    const float *t = p->tensor + ((size_t)iy * (size_t)w + (size_t)ix) * 3;
    const float sum = t[0] + t[2], apart = t[0] - t[2];
    const float root = sqrtf(apart * apart + 4.0f * t[1] * t[1]);
    const float turn = 0.5f * atan2f(2.0f * t[1], apart) + 1.5707963f;
    const float swirl = 0.55f * sinf(6.0f * x / p->unit + 2.0f * sinf(4.0f * y / p->unit));
    const float sure = cd_mp_smooth(30.0f, 260.0f, root);
    float ex = cosf(turn), ey = sinf(turn);
    if (ex < 0.0f) {
        ex = -ex;
        ey = -ey;
    }
    out[0] = cd_mp_lerp(cosf(swirl), ex, sure);
    out[1] = cd_mp_lerp(sinf(swirl), ey, sure);
    const float length = sqrtf(out[0] * out[0] + out[1] * out[1]) + 1.0e-4f;
    out[0] /= length;
    out[1] /= length;
    return sqrtf(sum) * (1.0f / 255.0f);
}

/* How far a stroke runs before the colour is another. */
static float run(const struct painting *p, const struct stroke *s, float sign, float most,
                 float stop)
{
    const float by = (float)p->small.by;
    const uint8_t *own = cd_mp__shrunk_at(&p->small, (int32_t)(s->x / by), (int32_t)(s->y / by));
    float at = by;
    for (; at < most; at += by) {
        const uint8_t *px = cd_mp__shrunk_at(&p->small, (int32_t)((s->x + sign * at * s->ux) / by),
                                             (int32_t)((s->y + sign * at * s->uy) / by));
        if ((float)(abs(px[0] - own[0]) + abs(px[1] - own[1]) + abs(px[2] - own[2])) > stop)
            return at - 0.5f * by;
    }
    return most;
}

static void add_stroke(struct painting *p, const struct layer *layer, float x, float y,
                       uint32_t seed)
{
    struct stroke s = {.x = x, .y = y, .seed = seed, .wide = layer->width * p->unit};
    float dir[2];
    if (along(dir, p, x, y) < layer->least || p->count == p->most)
        return;
    s.ux = dir[0];
    s.uy = dir[1];
    const float length = layer->length * p->unit * (0.75f + 0.5f * cd_mp_hash01(seed));
    s.ahead = run(p, &s, 1.0f, length, layer->stop);
    s.back = run(p, &s, -1.0f, length, layer->stop);
    const float by = (float)p->small.by;
    const uint8_t *px = cd_mp__shrunk_at(&p->small, (int32_t)(x / by), (int32_t)(y / by));
    const float light = 0.94f + 0.12f * cd_mp_hash01(seed ^ 0x9e37u);
    const float luma = (0.2126f * px[0] + 0.7152f * px[1] + 0.0722f * px[2]) / 255.0f;
    for (int c = 0; c < 3; c++) {
        const float v = (float)px[c] * (1.0f / 255.0f);
        const float tint = 0.025f * (cd_mp_hash01((uint64_t)seed * 3 + (uint64_t)c) - 0.5f);
        s.rgb[c] = (luma + (v - luma) * 1.14f) * light + tint;
    }
    p->strokes[p->count++] = s;
}

static int by_seed(const void *a, const void *b)
{
    const struct stroke *p = a, *q = b;
    return p->seed < q->seed ? -1 : p->seed > q->seed;
}

static void plan_layer(struct painting *p, int index)
{
    const struct layer *layer = &layers[index];
    const float step = fmaxf(layer->width * layer->apart * p->unit, 2.5f);
    const int32_t columns = (int32_t)((float)p->picture->width / step) + 2;
    const int32_t rows = (int32_t)((float)p->picture->height / step) + 2;
    const uint32_t first = p->count;
    for (int32_t row = 0; row < rows; row++)
        for (int32_t column = 0; column < columns; column++) {
            const uint32_t seed =
                (uint32_t)cd_mp_hash(((uint64_t)(uint32_t)row << 34) ^
                                     ((uint64_t)(uint32_t)column << 4) ^ (uint64_t)index);
            const float jx = cd_mp_hash01(seed * 7u + 1u) - 0.5f,
                        jy = cd_mp_hash01(seed * 7u + 2u) - 0.5f;
            add_stroke(p, layer, ((float)column + 0.9f * jx) * step,
                       ((float)row + 0.9f * jy) * step, seed);
        }
    /* In no order that shows. */
    qsort(p->strokes + first, p->count - first, sizeof *p->strokes, by_seed);
}

/* The pixels of a row that a stroke may touch: where both its sides and its ends allow. `dy` from
 * its middle. */
static void span_of(int32_t span[2], const struct stroke *s, float dy, int32_t width)
{
    float low = -1.0e6f, high = 1.0e6f;
    const float side = dy * s->ux, end = -dy * s->uy;
    if (fabsf(s->uy) > 1.0e-3f) {
        const float a = (side - s->wide) / s->uy, b = (side + s->wide) / s->uy;
        low = fminf(a, b);
        high = fmaxf(a, b);
    } else if (fabsf(side) >= s->wide) {
        high = low;
    }
    if (s->ux > 1.0e-3f) { /* strokes run to the right */
        low = fmaxf(low, (end - s->back - s->wide) / s->ux);
        high = fminf(high, (end + s->ahead + s->wide) / s->ux);
    }
    span[0] = (int32_t)cd_mp_clamp(s->x + low - 0.5f, 0.0f, (float)width);
    span[1] = (int32_t)cd_mp_clamp(s->x + high + 1.5f, 0.0f, (float)width);
}

struct dab {
    const struct stroke *stroke;
    float share, bristle[BRISTLES + 2]; /* rounding may reach the last but one */
    float paint[3];                     /* 0..65535, of a bristle of no height */
};

/* One pixel of a stroke, dx and dy from its middle. */
static inline void dab_at(const struct dab *d, uint16_t *px, uint8_t *height, float dx, float dy)
{
    const struct stroke *s = d->stroke;
    const float v = (dy * s->ux - dx * s->uy) * d->share;
    if (v <= -1.0f || v >= 1.0f)
        return;
    const float u = dx * s->ux + dy * s->uy;
    const float at = (v + 1.0f) * (0.5f * BRISTLES);
    const int i = (int)at;
    const float b = d->bristle[i] + (d->bristle[i + 1] - d->bristle[i]) * (at - (float)i);
    const float end = (u > 0.0f ? s->ahead - u : s->back + u) * d->share + 0.9f * b - 0.2f;
    if (end <= 0.0f)
        return;
    const float side = 1.0f - v * v;
    const float full = (end < 0.4f ? end * 2.5f : 1.0f) * (side < 0.25f ? side * 4.0f : 1.0f);
    const int32_t k = (int32_t)(full * (0.72f + 0.28f * b) * 256.0f);
    const float shade = 0.93f + 0.14f * b;
    for (int c = 0; c < 3; c++) {
        const int32_t paint = (int32_t)(d->paint[c] * shade);
        px[c] = (uint16_t)(px[c] + (((paint > 65535 ? 65535 : paint) - px[c]) * k >> 8));
    }
    const int32_t thick = (int32_t)((0.25f + 0.55f * b + 0.20f * side) * 255.0f);
    *height = (uint8_t)(*height + ((thick - *height) * k >> 8));
}

/* Lays the part of a stroke that is in rows [from, to). */
static void lay_stroke(const struct painting *p, const struct stroke *s, int32_t from, int32_t to)
{
    const int32_t w = (int32_t)p->picture->width;
    const float reach = fmaxf(s->ahead, s->back) + s->wide;
    const float tall = fabsf(s->uy) * reach + fabsf(s->ux) * s->wide + 1.0f;
    const int32_t y0 = (int32_t)fmaxf((float)from, s->y - tall);
    const int32_t y1 = (int32_t)fminf((float)to, s->y + tall + 1.0f);
    struct dab dab = {.stroke = s, .share = 1.0f / s->wide};
    if (y0 >= y1)
        return;
    for (int i = 0; i < BRISTLES + 2; i++)
        dab.bristle[i] = cd_mp_hash01((uint64_t)s->seed * 64 + (uint64_t)i);
    for (int c = 0; c < 3; c++)
        dab.paint[c] = cd_mp_clamp(s->rgb[c], 0.0f, 1.1f) * 65535.0f;
    for (int32_t y = y0; y < y1; y++) {
        const float dy = (float)y + 0.5f - s->y;
        int32_t span[2];
        span_of(span, s, dy, w);
        const size_t at = (size_t)y * (size_t)w + (size_t)span[0];
        uint16_t *px = p->picture->px + at * 3;
        uint8_t *height = p->height + at;
        for (int32_t x = span[0]; x < span[1]; x++, px += 3, height++)
            dab_at(&dab, px, height, (float)x + 0.5f - s->x, dy);
    }
}

static void paint_rows(void *data, int32_t from, int32_t to)
{
    const struct painting *p = data;
    for (uint32_t i = 0; i < p->count; i++)
        lay_stroke(p, &p->strokes[i], from, to);
}

/* Light from the upper left on the paint. */
static void relief_rows(void *data, int32_t from, int32_t to)
{
    const struct painting *p = data;
    const int32_t w = (int32_t)p->picture->width, h = (int32_t)p->picture->height;
    const int32_t r = (int32_t)(p->unit / 1400.0f) + 1;
    for (int32_t y = from; y < to; y++) {
        const uint8_t *up = p->height + (size_t)(y < r ? 0 : y - r) * (size_t)w;
        const uint8_t *down = p->height + (size_t)(y + r < h ? y + r : h - 1) * (size_t)w;
        uint16_t *px = p->picture->px + (size_t)y * (size_t)w * 3;
        for (int32_t x = 0; x < w; x++, px += 3) {
            const int32_t left = x < r ? 0 : x - r, right = x + r < w ? x + r : w - 1;
            int32_t slope = down[right] - up[left];
            slope = slope < -90 ? -90 : slope > 90 ? 90 : slope;
            const int32_t k = 256 + slope * 46 / 90, shine = slope > 30 ? (slope - 30) * 60 : 0;
            for (int c = 0; c < 3; c++) {
                const int32_t lit = px[c] * k / 256 + shine;
                px[c] = (uint16_t)(lit > 65535 ? 65535 : lit);
            }
        }
    }
}

cd_rc cd_mp__strokes_paint(const mp_picture *picture, cd_err *err)
{
    CD_AUTO(painting_done)
    struct painting p = {.picture = picture, .unit = cd_mp__short_side(picture)};
    CD_TRY(cd_mp__shrunk_of(&p.small, picture, (int32_t)(p.unit / 400.0f) + 1, err));
    CD_TRY(find_tensor(&p, err));
    const size_t pixels = (size_t)picture->width * picture->height;
    CD_TRY(cd_try_alloc(&p.height, pixels, err));
    const float shape = (float)pixels / (p.unit * p.unit);
    p.most = (uint32_t)(20000.0f + 45000.0f * fminf(shape, 8.0f));
    CD_TRY(cd_try_alloc(&p.strokes, p.most * sizeof *p.strokes, err));
    for (int i = 0; i < LAYERS; i++)
        plan_layer(&p, i);
    cd_mp_rows(picture->threads, 0, (int32_t)picture->height, paint_rows, &p);
    cd_mp_rows(picture->threads, 0, (int32_t)picture->height, relief_rows, &p);
    return CD_OK;
}
