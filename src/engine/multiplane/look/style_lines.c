/* engine/multiplane/look/style_lines.c - styles of lines: the difference of two blurs finds them,
 * edges in colour weigh them. */
#include "engine/multiplane/look/brush.h"
#include "engine/multiplane/look/plane.h"
#include "engine/multiplane/look/style.h"

enum { GLOW_SHRINK = 4 };

struct drawing {
    const mp_picture *picture;
    mp_style style;
    float unit;
    mp_plane luma, wide, edges;
    mp_canvas glow; /* of glowing lines, at a quarter of the size */
};

static void drawing_done(struct drawing *d)
{
    cd_mp__plane_done(&d->luma);
    cd_mp__plane_done(&d->wide);
    cd_mp__plane_done(&d->edges);
    cd_mp_canvas_done(&d->glow);
}

static size_t at(const struct drawing *d, int32_t x, int32_t y)
{
    return (size_t)y * d->picture->width + (size_t)x;
}

/* Darkness of a pen's line 0..1: the dark side of every step in brightness, and edges between
 * colours. Source: Winnemoeller et al., XDoG, 2012. */
static float pen(const struct drawing *d, size_t i)
{
    const float step = cd_mp_smooth(0.012f, 0.055f, d->wide.v[i] - d->luma.v[i]);
    const float edge = cd_mp_smooth(0.07f, 0.20f, d->edges.v[i]);
    return fmaxf(step * cd_mp_smooth(0.008f, 0.04f, d->edges.v[i]), edge);
}

/* Parallel strokes: 1 on them. `turn` is the direction of their normal. */
static float hatch(int32_t x, int32_t y, float turn_x, float turn_y, float gap)
{
    const float u = ((float)x * turn_x + (float)y * turn_y) / gap;
    const float wave = fabsf(u - floorf(u) - 0.5f) * 2.0f;
    return cd_mp_smooth(0.45f, 0.75f, wave);
}

static void ink_at(float rgb[3], const struct drawing *d, int32_t x, int32_t y)
{
    const size_t i = at(d, x, y);
    const float luma = d->wide.v[i];
    const float gap = d->unit / 150.0f + 3.0f;
    float ink = pen(d, i);
    if (luma < 0.50f)
        ink = fmaxf(ink, 0.85f * hatch(x, y, 0.71f, 0.71f, gap) * cd_mp_smooth(0.50f, 0.34f, luma));
    if (luma < 0.30f)
        ink = fmaxf(ink, 0.9f * hatch(x, y, 0.71f, -0.71f, gap) * cd_mp_smooth(0.30f, 0.18f, luma));
    if (luma < 0.14f)
        ink = fmaxf(ink, cd_mp_smooth(0.14f, 0.06f, luma));
    const float grain = 0.02f * cd_mp__knot(x, y);
    rgb[0] = cd_mp_lerp(0.965f, 0.09f, ink) - grain;
    rgb[1] = cd_mp_lerp(0.945f, 0.085f, ink) - grain;
    rgb[2] = cd_mp_lerp(0.895f, 0.10f, ink) - grain;
}

static void saturate(float rgb[3], float by)
{
    const float luma = cd_mp_rgb_luma(rgb);
    for (int c = 0; c < 3; c++)
        rgb[c] = cd_mp_clamp(luma + (rgb[c] - luma) * by, 0.0f, 1.0f);
}

/* Brightness in few steps whose edges are soft for about a pixel. */
static float steps(float luma, float count, float soft)
{
    const float scaled = luma * count;
    const float whole = floorf(scaled);
    return (whole + cd_mp_smooth(1.0f - soft, 1.0f, scaled - whole) + 0.45f) / (count + 0.2f);
}

static void anime_at(float rgb[3], const struct drawing *d, int32_t x, int32_t y)
{
    const size_t i = at(d, x, y);
    const float luma = cd_mp_rgb_luma(rgb) + 0.004f;
    const float cel = steps(luma, 4.0f, 0.12f);
    const float line = 0.92f * cd_mp_smooth(0.09f, 0.22f, d->edges.v[i]);
    saturate(rgb, 1.45f);
    const float k = cd_mp_lerp(1.0f, cel / luma, 0.85f);
    static const float pencil[3] = {0.10f, 0.07f, 0.16f};
    for (int c = 0; c < 3; c++)
        rgb[c] = cd_mp_lerp(cd_mp_clamp(rgb[c] * k * 1.06f, 0.0f, 1.0f), pencil[c], line);
}

/* Lines of a grid, `gap` pixels apart and `thick` wide: 1 on them. */
static float grid(int32_t x, int32_t y, int32_t gap, int32_t thick)
{
    return x % gap < thick || y % gap < thick ? 1.0f : 0.0f;
}

static void blueprint_at(float rgb[3], const struct drawing *d, int32_t x, int32_t y)
{
    static const float blue[3] = {0.075f, 0.235f, 0.56f};
    const size_t i = at(d, x, y);
    const int32_t gap = (int32_t)(d->unit / 48.0f) + 4, thick = (int32_t)(d->unit / 1200.0f) + 1;
    const float lines = fmaxf(cd_mp_smooth(0.05f, 0.15f, d->edges.v[i]), 0.0f);
    const float faint = 0.10f * grid(x, y, gap, thick) + 0.12f * grid(x, y, gap * 5, thick);
    const float fill = 0.13f * (d->wide.v[i] - 0.4f);
    const float white = cd_mp_clamp(fmaxf(0.96f * lines, faint), 0.0f, 1.0f);
    for (int c = 0; c < 3; c++)
        rgb[c] = cd_mp_lerp(blue[c] * (1.0f + 1.6f * fill), 0.97f, white);
}

/* The colour of a tube where the picture has this one: as vivid as can be. */
static void tube(float out[3], const float rgb[3])
{
    const float most = fmaxf(rgb[0], fmaxf(rgb[1], rgb[2])) + 0.004f;
    const float least = fminf(rgb[0], fminf(rgb[1], rgb[2]));
    const float vivid = (most - least) / most;
    static const float own[3] = {0.15f, 0.75f, 1.0f}; /* of what is grey */
    for (int c = 0; c < 3; c++) {
        const float pure = (rgb[c] - least) / (most - least + 0.004f);
        out[c] = cd_mp_lerp(own[c], pure, cd_mp_smooth(0.08f, 0.30f, vivid));
    }
}

static void glow_rows(void *data, int32_t from, int32_t to)
{
    const struct drawing *d = data;
    for (int32_t y = from; y < to; y++)
        for (int32_t x = 0; x < d->glow.width; x++) {
            mp_px *out = &d->glow.px[(size_t)y * (size_t)d->glow.width + (size_t)x];
            for (int32_t k = 0; k < GLOW_SHRINK * GLOW_SHRINK; k++) {
                const int32_t px = x * GLOW_SHRINK + k % GLOW_SHRINK;
                const int32_t py = y * GLOW_SHRINK + k / GLOW_SHRINK;
                if (px >= (int32_t)d->picture->width || py >= (int32_t)d->picture->height)
                    continue;
                const size_t i = at(d, px, py);
                const float line = cd_mp_smooth(0.06f, 0.20f, d->edges.v[i]) * (1.0f / 16.0f);
                float rgb[3], lit[3];
                if (line <= 0.0f)
                    continue;
                cd_mp_rgb_get(rgb, d->picture->px + i * 3);
                tube(lit, rgb);
                *out = cd_mp_add(*out, (mp_px){lit[0], lit[1], lit[2], 0.0f}, line);
            }
        }
}

static cd_rc glow_make(struct drawing *d, cd_err *err)
{
    const mp_picture *p = d->picture;
    CD_TRY(cd_mp_canvas_new(&d->glow, (int32_t)(p->width + 3) / GLOW_SHRINK,
                            (int32_t)(p->height + 3) / GLOW_SHRINK, err));
    cd_mp_rows(p->threads, 0, d->glow.height, glow_rows, d);
    return cd_mp_blur(&d->glow, (int32_t)(d->unit / (GLOW_SHRINK * 90.0f)) + 1, p->threads, err);
}

static mp_px glow_near(const mp_canvas *glow, int32_t x, int32_t y)
{
    const float k = 1.0f / GLOW_SHRINK;
    const float sx = cd_mp_clamp(((float)x + 0.5f) * k - 0.5f, 0.0f, (float)(glow->width - 1));
    const float sy = cd_mp_clamp(((float)y + 0.5f) * k - 0.5f, 0.0f, (float)(glow->height - 1));
    const int32_t x0 = (int32_t)sx, y0 = (int32_t)sy;
    const int32_t x1 = x0 + 1 < glow->width ? x0 + 1 : x0;
    const mp_px *row = glow->px + (size_t)y0 * (size_t)glow->width;
    const mp_px *low = y0 + 1 < glow->height ? row + glow->width : row;
    const float fx = sx - (float)x0;
    return cd_mp_mix(cd_mp_mix(row[x0], row[x1], fx), cd_mp_mix(low[x0], low[x1], fx),
                     sy - (float)y0);
}

static void glow_at(float rgb[3], const struct drawing *d, int32_t x, int32_t y)
{
    const float line = cd_mp_smooth(0.06f, 0.20f, d->edges.v[at(d, x, y)]);
    const mp_px halo = glow_near(&d->glow, x, y);
    const float around[3] = {halo.r, halo.g, halo.b};
    const float luma = cd_mp_rgb_luma(rgb);
    const float night[3] = {0.035f + 0.07f * luma, 0.015f + 0.05f * luma, 0.085f + 0.13f * luma};
    float lit[3];
    tube(lit, rgb);
    for (int c = 0; c < 3; c++)
        rgb[c] = night[c] + 1.5f * around[c] + line * (0.55f * lit[c] + 0.40f);
}

static void draw_rows(void *data, int32_t from, int32_t to)
{
    const struct drawing *d = data;
    for (int32_t y = from; y < to; y++) {
        uint16_t *px = d->picture->px + at(d, 0, y) * 3;
        for (int32_t x = 0; x < (int32_t)d->picture->width; x++, px += 3) {
            float rgb[3];
            cd_mp_rgb_get(rgb, px);
            if (d->style == MP_STYLE_INK)
                ink_at(rgb, d, x, y);
            else if (d->style == MP_STYLE_ANIME)
                anime_at(rgb, d, x, y);
            else if (d->style == MP_STYLE_BLUEPRINT)
                blueprint_at(rgb, d, x, y);
            else
                glow_at(rgb, d, x, y);
            cd_mp_rgb_put(px, rgb);
        }
    }
}

cd_rc cd_mp__style_lines(const mp_picture *picture, mp_style style, cd_err *err)
{
    CD_AUTO(drawing_done)
    struct drawing d = {.picture = picture, .style = style, .unit = cd_mp__short_side(picture)};
    if (style != MP_STYLE_ANIME && style != MP_STYLE_INK) /* small things would be all lines */
        CD_TRY(cd_mp__brush(picture, 0.004f, err));
    CD_TRY(cd_mp__plane_edges(&d.edges, picture, (int32_t)(d.unit / 1000.0f) + 1, err));
    if (style == MP_STYLE_INK || style == MP_STYLE_BLUEPRINT) {
        CD_TRY(cd_mp__plane_luma(&d.luma, picture, err));
        CD_TRY(cd_mp__plane_luma(&d.wide, picture, err));
        CD_TRY(cd_mp__plane_blur(&d.wide, (int32_t)(d.unit / 400.0f) + 1, err));
    }
    if (style == MP_STYLE_GLOW)
        CD_TRY(glow_make(&d, err));
    cd_mp_rows(picture->threads, 0, (int32_t)picture->height, draw_rows, &d);
    return CD_OK;
}
