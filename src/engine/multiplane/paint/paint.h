/* engine/multiplane/paint/paint.h - the linear-light canvas and what every painter shares: colours,
 * random numbers, noise, rows on threads, stamps. A canvas pixel is scene-linear light with sRGB
 * primaries, 1.0 = white, above = brighter than white; a card (a cut-out) is a canvas whose colours
 * are premultiplied by `a`. Results never depend on the number of threads.
 * Thread: a canvas has one owner; row functions write only their rows. Uses: base scene sprite. */
#ifndef CD_ENGINE_MULTIPLANE_PAINT_PAINT_H
#define CD_ENGINE_MULTIPLANE_PAINT_PAINT_H
#include "engine/multiplane/paint/light.h"
#include "engine/multiplane/scene.h"

#include <math.h>

typedef struct mp_canvas {
    int32_t width, height;
    mp_px *px; /* [height][width] */
} mp_canvas;

enum { MP_LATTICE = 64, MP_MIPS_MAX = 8 };

/* A square of numbers that tiles. */
typedef struct mp_texture {
    float *px;    /* [side][side] */
    int32_t side; /* a power of two */
} mp_texture;

typedef struct mp_noise {
    float gradient[MP_LATTICE * MP_LATTICE][2];
    mp_texture fbm;   /* smooth fractal noise, about -1..1 */
    mp_texture ridge; /* ridged fractal noise, 0..1 */
} mp_noise;

/* A cut-out and its halvings, for drawing at many sizes. */
typedef struct mp_stamp {
    uint32_t levels;
    mp_canvas level[MP_MIPS_MAX];
} mp_stamp;

/* What painters work on. */
typedef struct mp_paint {
    const mp_scene *scene;
    mp_canvas canvas;
    mp_noise noise;
    mp_light light;
    unsigned threads;
    float width, height, unit; /* pixels; unit = short side */
    float horizon;             /* row of the horizon */
    float sun_x, sun_y;        /* where the sun or moon stands, pixels */
    float fine;                /* pixels for one of the picture, along a side: 1 or more */
    bool ground_subjects;      /* something stands on the ground: leave room for feet */
} mp_paint;

typedef struct mp_rand {
    uint64_t state;
} mp_rand;

typedef void (*mp_rows_fn)(void *data, int32_t from, int32_t to);

/* Calls fn for blocks of rows covering [from, to), on `threads` threads. Any block goes to any
 * thread, so fn may not depend on the order. */
void cd_mp_rows(unsigned threads, int32_t from, int32_t to, mp_rows_fn fn, void *data);

/* A transparent black canvas; sizes below 1 become 1. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_canvas_new(mp_canvas *out, int32_t width, int32_t height, cd_err *err);
void cd_mp_canvas_done(mp_canvas *canvas);
/* Noise textures from a seed; with `fine` one octave more is in them. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_noise_new(mp_noise *out, uint64_t seed, bool fine, unsigned threads,
                              cd_err *err);
void cd_mp_noise_done(mp_noise *noise);

/* sRGB 0..255 to linear: a table of 256 floats. */
const float *cd_mp_linear_table(void);
/* A 4096-entry table over sqrt(linear 0..1), values in 0..255. */
void cd_mp_srgb_curve(float table[4097]);

/* Blurs by three box passes of radius `radius` pixels; about a Gaussian. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_blur(mp_canvas *canvas, int32_t radius, unsigned threads, cd_err *err);
/* dst takes src's place, scaled to dst's size with bilinear filtering (rows [from, to) of dst). */
void cd_mp_spread(mp_canvas *dst, const mp_canvas *src, int32_t from, int32_t to, unsigned threads);

/* Takes `card` as level 0 and makes the halvings; on failure the stamp is empty and the card freed.
 */
CD_MUST cd_rc cd_mp_stamp_take(mp_stamp *out, mp_canvas *card, cd_err *err);
void cd_mp_stamp_done(mp_stamp *stamp);

typedef struct mp_blit {
    float x, y;   /* middle of the base, pixels */
    float height; /* pixels */
    bool flip;
    float lean; /* horizontal shift of the top, as a fraction of the height */
    mp_px tint; /* multiplies colour (r g b) and opacity (a) */
    mp_px fog;  /* colour of the air; a = share of it, 0..1 */
} mp_blit;
/* Draws a stamp, one after the other on the calling thread's rows [from, to). */
void cd_mp_stamp_draw(mp_canvas *dst, const mp_stamp *stamp, const mp_blit *blit, int32_t from,
                      int32_t to);

/* Soft and hard primitives; all clip. Coverage is anti-aliased. */
void cd_mp_rect(mp_canvas *dst, float x0, float y0, float x1, float y1, mp_px color);
/* Adds light: color * (1 - d/r)^power around a point. */
void cd_mp_glow(mp_canvas *dst, float x, float y, float radius, float power, mp_px color);
/* Lays `color` with alpha (color.a) over an ellipse that fades from `hard` (0..1) of its radius. */
void cd_mp_ellipse(mp_canvas *dst, float x, float y, float rx, float ry, float hard, mp_px color);

static inline float cd_mp_clamp(float x, float low, float high)
{
    return x < low ? low : x > high ? high : x;
}
static inline float cd_mp_lerp(float a, float b, float t)
{
    return a + (b - a) * t;
}
static inline float cd_mp_smooth(float from, float to, float x)
{
    const float t = cd_mp_clamp((x - from) / (to - from), 0.0f, 1.0f);
    return t * t * (3.0f - 2.0f * t);
}
static inline int32_t cd_mp_floor(float x)
{
    const int32_t i = (int32_t)x;
    return i - (x < (float)i);
}
static inline mp_px cd_mp_mix(mp_px a, mp_px b, float t)
{
    const mp_px out = {a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t,
                       a.a + (b.a - a.a) * t};
    return out;
}
static inline mp_px cd_mp_scale(mp_px a, float k)
{
    const mp_px out = {a.r * k, a.g * k, a.b * k, a.a};
    return out;
}
static inline mp_px cd_mp_add(mp_px a, mp_px b, float k)
{
    const mp_px out = {a.r + b.r * k, a.g + b.g * k, a.b + b.b * k, a.a};
    return out;
}
static inline mp_px cd_mp_times(mp_px a, mp_px b)
{
    const mp_px out = {a.r * b.r, a.g * b.g, a.b * b.b, a.a};
    return out;
}
static inline mp_px cd_mp_alpha(mp_px a, float alpha)
{
    a.a = alpha;
    return a;
}
static inline float cd_mp_luma(mp_px a)
{
    return 0.2126f * a.r + 0.7152f * a.g + 0.0722f * a.b;
}
/* Premultiplied `top` over `*below`. */
static inline void cd_mp_over(mp_px *below, mp_px top)
{
    const float rest = 1.0f - top.a;
    below->r = top.r + below->r * rest;
    below->g = top.g + below->g * rest;
    below->b = top.b + below->b * rest;
    below->a = top.a + below->a * rest;
}

/* Integer hash to 0..1. Source: splitmix64 by S. Vigna, public domain. */
static inline uint64_t cd_mp_hash(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}
static inline float cd_mp_hash01(uint64_t x)
{
    return (float)(cd_mp_hash(x) >> 40) * (1.0f / 16777216.0f);
}
static inline mp_rand cd_mp_rand_new(uint64_t seed, uint64_t purpose)
{
    const mp_rand out = {cd_mp_hash(seed ^ cd_mp_hash(purpose))};
    return out;
}
/* 0 <= x < 1 */
static inline float cd_mp_rand01(mp_rand *rand)
{
    rand->state += 0x9e3779b97f4a7c15u;
    return cd_mp_hash01(rand->state);
}
static inline float cd_mp_range(mp_rand *rand, float low, float high)
{
    return low + (high - low) * cd_mp_rand01(rand);
}

/* Gradient noise, about -1..1, period 64. Source: K. Perlin, Improving Noise, SIGGRAPH 2002. */
static inline float cd_mp_perlin(const mp_noise *noise, float x, float y)
{
    const int32_t ix = cd_mp_floor(x);
    const int32_t iy = cd_mp_floor(y);
    const float fx = x - (float)ix;
    const float fy = y - (float)iy;
    const uint32_t x0 = (uint32_t)ix & (MP_LATTICE - 1);
    const uint32_t x1 = (uint32_t)(ix + 1) & (MP_LATTICE - 1);
    const uint32_t y0 = ((uint32_t)iy & (MP_LATTICE - 1)) * MP_LATTICE;
    const uint32_t y1 = ((uint32_t)(iy + 1) & (MP_LATTICE - 1)) * MP_LATTICE;
    const float(*g)[2] = noise->gradient;
    const float a = g[y0 + x0][0] * fx + g[y0 + x0][1] * fy;
    const float b = g[y0 + x1][0] * (fx - 1.0f) + g[y0 + x1][1] * fy;
    const float c = g[y1 + x0][0] * fx + g[y1 + x0][1] * (fy - 1.0f);
    const float d = g[y1 + x1][0] * (fx - 1.0f) + g[y1 + x1][1] * (fy - 1.0f);
    const float u = fx * fx * fx * (fx * (fx * 6.0f - 15.0f) + 10.0f);
    const float v = fy * fy * fy * (fy * (fy * 6.0f - 15.0f) + 10.0f);
    const float top = a + (b - a) * u;
    return 1.5f * (top + (c + (d - c) * u - top) * v);
}
/* `octaves` of it, each twice as fine and half as strong. */
static inline float cd_mp_fbm(const mp_noise *noise, float x, float y, int octaves)
{
    float sum = 0.0f;
    float strength = 0.5f;
    for (int i = 0; i < octaves; i++) {
        sum += strength * cd_mp_perlin(noise, x, y);
        x = x * 2.03f + 17.3f;
        y = y * 2.03f + 9.1f;
        strength *= 0.5f;
    }
    return sum;
}
/* A texture of the noise at (u, v) tiles, bilinear. */
static inline float cd_mp_texture(mp_texture texture, float u, float v)
{
    const uint32_t wrap = (uint32_t)texture.side - 1;
    const float x = u * (float)texture.side;
    const float y = v * (float)texture.side;
    const int32_t ix = cd_mp_floor(x);
    const int32_t iy = cd_mp_floor(y);
    const float fx = x - (float)ix;
    const float fy = y - (float)iy;
    const uint32_t x0 = (uint32_t)ix & wrap;
    const uint32_t x1 = (uint32_t)(ix + 1) & wrap;
    const float *row0 = texture.px + (size_t)((uint32_t)iy & wrap) * (size_t)texture.side;
    const float *row1 = texture.px + (size_t)((uint32_t)(iy + 1) & wrap) * (size_t)texture.side;
    const float top = row0[x0] + (row0[x1] - row0[x0]) * fx;
    const float low = row1[x0] + (row1[x1] - row1[x0]) * fx;
    return top + (low - top) * fy;
}

#endif
