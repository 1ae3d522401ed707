/* engine/multiplane/look/look_style.c - styles that look at a pixel's neighbours: pencil lines and
 * the steps of cartoons; finds those of other files. Sizes go with the picture's short side. */
#include "engine/multiplane/look/brush.h"
#include "engine/multiplane/look/strokes.h"
#include "engine/multiplane/look/style.h"

#include <stdlib.h>
#include <string.h>

struct drawing {
    const mp_picture *picture;
    const uint16_t *from; /* the picture as it was */
    mp_style style;
    float unit;
    int32_t reach; /* pixels between the samples of an edge */
    int32_t cell;  /* of blocks and dots, pixels */
};

static float luma_at(const struct drawing *d, int32_t x, int32_t y)
{
    const int32_t w = (int32_t)d->picture->width, h = (int32_t)d->picture->height;
    x = x < 0 ? 0 : x >= w ? w - 1 : x;
    y = y < 0 ? 0 : y >= h ? h - 1 : y;
    float rgb[3];
    cd_mp_rgb_get(rgb, d->from + ((size_t)y * (size_t)w + (size_t)x) * 3);
    return cd_mp_rgb_luma(rgb);
}

/* Sobel's gradient of the luma. */
static float edge_at(const struct drawing *d, int32_t x, int32_t y)
{
    const int32_t r = d->reach;
    const float a = luma_at(d, x - r, y - r), b = luma_at(d, x, y - r),
                c = luma_at(d, x + r, y - r);
    const float e = luma_at(d, x - r, y), f = luma_at(d, x + r, y);
    const float g = luma_at(d, x - r, y + r), h = luma_at(d, x, y + r),
                i = luma_at(d, x + r, y + r);
    const float dx = c + 2.0f * f + i - a - 2.0f * e - g;
    const float dy = g + 2.0f * h + i - a - 2.0f * b - c;
    return sqrtf(dx * dx + dy * dy);
}

static void pencil_at(float rgb[3], const struct drawing *d, int32_t x, int32_t y)
{
    const float luma = luma_at(d, x, y);
    float v = 1.0f - 0.95f * cd_mp_smooth(0.05f, 0.5f, edge_at(d, x, y));
    const float hatch = 0.5f + 0.5f * sinf(((float)x + (float)y) * 4.4f / (float)d->cell);
    const float cross = 0.5f + 0.5f * sinf(((float)x - (float)y) * 4.4f / (float)d->cell);
    if (luma < 0.55f)
        v -= 0.34f * (0.55f - luma) / 0.55f * cd_mp_smooth(0.35f, 0.75f, hatch);
    if (luma < 0.28f)
        v -= 0.4f * (0.28f - luma) / 0.28f * cd_mp_smooth(0.35f, 0.75f, cross);
    v -= 0.12f * (1.0f - luma);
    rgb[0] = v * 0.985f;
    rgb[1] = v * 0.975f;
    rgb[2] = v * 0.955f;
}

static void cartoon_at(float rgb[3], const struct drawing *d, int32_t x, int32_t y)
{
    const float luma = cd_mp_rgb_luma(rgb) + 0.001f;
    const float step = (floorf(luma * 6.0f) + 0.62f) / 6.0f;
    const float line = 1.0f - 0.9f * cd_mp_smooth(0.28f, 0.6f, edge_at(d, x, y));
    for (int c = 0; c < 3; c++) {
        const float vivid = luma + (rgb[c] - luma) * 1.35f;
        rgb[c] = vivid * cd_mp_lerp(1.0f, step / luma, 0.75f) * line;
    }
}

static void draw_rows(void *data, int32_t from, int32_t to)
{
    const struct drawing *d = data;
    for (int32_t y = from; y < to; y++) {
        uint16_t *px = d->picture->px + (size_t)y * d->picture->width * 3;
        for (int32_t x = 0; x < (int32_t)d->picture->width; x++, px += 3) {
            float rgb[3];
            cd_mp_rgb_get(rgb, px);
            if (d->style == MP_STYLE_SKETCH)
                pencil_at(rgb, d, x, y);
            else
                cartoon_at(rgb, d, x, y);
            cd_mp_rgb_put(px, rgb);
        }
    }
}

/* How large the strokes of a style are, in shares of the short side; 0: none. */
static float stroke_of(mp_style style)
{
    switch (style) {
    case MP_STYLE_CARTOON:
        return 0.005f;
    default:
        return 0.0f;
    }
}

static bool has_drawing(mp_style style)
{
    return style == MP_STYLE_SKETCH || style == MP_STYLE_CARTOON;
}

cd_rc cd_mp__look_style(const mp_picture *picture, mp_style style, cd_err *err)
{
    switch (style) {
    case MP_STYLE_INK:
    case MP_STYLE_ANIME:
    case MP_STYLE_BLUEPRINT:
    case MP_STYLE_GLOW:
        return cd_mp__style_lines(picture, style, err);
    case MP_STYLE_PIXELS:
        cd_mp__style_blocks(picture);
        return CD_OK;
    case MP_STYLE_LOWPOLY:
        return cd_mp__style_facets(picture, err);
    case MP_STYLE_GLASS:
        return cd_mp__style_glass(picture, err);
    case MP_STYLE_FLAT:
    case MP_STYLE_NOIR:
    case MP_STYLE_FILM:
        return cd_mp__style_tones(picture, style, err);
    case MP_STYLE_MANGA:
        return cd_mp__style_manga(picture, err);
    case MP_STYLE_WATERCOLOR:
        return cd_mp__style_water(picture, err);
    case MP_STYLE_PAPERCUT:
        return cd_mp__style_paper(picture, err);
    case MP_STYLE_UKIYOE:
        return cd_mp__style_print(picture, err);
    case MP_STYLE_PAINTING:
        return cd_mp__strokes_paint(picture, err);
    default:
        break;
    }
    if (stroke_of(style) > 0.0f)
        CD_TRY(cd_mp__brush(picture, stroke_of(style), err));
    if (!has_drawing(style))
        return CD_OK;
    const size_t bytes = (size_t)picture->width * picture->height * 3 * sizeof(uint16_t);
    CD_AUTO(cd_free_ptr) uint16_t *from = NULL;
    CD_TRY(cd_try_alloc(&from, bytes, err));
    memcpy(from, picture->px, bytes);
    const float unit = (float)(picture->width < picture->height ? picture->width : picture->height);
    struct drawing drawing = {.picture = picture,
                              .from = from,
                              .style = style,
                              .unit = unit,
                              .reach = (int32_t)(unit / 900.0f) + 1,
                              .cell = (int32_t)(unit / 130.0f) + 2};
    cd_mp_rows(picture->threads, 0, (int32_t)picture->height, draw_rows, &drawing);
    return CD_OK;
}

/* The gutter is white, the panel's line black. */
static void border(const mp_picture *picture)
{
    const float unit = (float)(picture->width < picture->height ? picture->width : picture->height);
    const int32_t gutter = (int32_t)(unit * 0.035f) + 1;
    const int32_t line = (int32_t)(unit * 0.006f) + 1;
    const int32_t w = (int32_t)picture->width, h = (int32_t)picture->height;
    for (int32_t y = 0; y < h; y++)
        for (int32_t x = 0; x < w; x++) {
            const int32_t dx = x < w - 1 - x ? x : w - 1 - x;
            const int32_t dy = y < h - 1 - y ? y : h - 1 - y;
            const int32_t inside = dx < dy ? dx : dy;
            uint16_t *px = picture->px + ((size_t)y * (size_t)w + (size_t)x) * 3;
            if (inside < gutter)
                px[0] = px[1] = px[2] = UINT16_MAX;
            else if (inside < gutter + line)
                px[0] = px[1] = px[2] = 0;
        }
}

cd_rc cd_mp_look_manga(const mp_picture *picture, cd_err *err)
{
    CD_TRY(cd_mp__look_style(picture, MP_STYLE_MANGA, err));
    border(picture);
    return CD_OK;
}
