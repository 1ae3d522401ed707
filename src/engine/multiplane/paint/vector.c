/* engine/multiplane/paint/vector.c - see vector.h. */
#include "engine/multiplane/paint/vector.h"

cd_rc cd_mp_layer_new(mp_layer *out, int32_t width, int32_t height, cd_err *err)
{
    const int32_t w = width < 1 ? 1 : width;
    const int32_t h = height < 1 ? 1 : height;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, w, h);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(surface);
        return cd_fail(err, CD_E_NOMEM, NULL, "no memory for a layer of %dx%d", w, h);
    }
    cairo_t *cr = cairo_create(surface);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    const mp_layer layer = {surface, cr, w, h};
    *out = layer;
    return CD_OK;
}

void cd_mp_layer_done(mp_layer *layer)
{
    if (layer == NULL)
        return;
    if (layer->cr != NULL)
        cairo_destroy(layer->cr);
    if (layer->surface != NULL)
        cairo_surface_destroy(layer->surface);
    layer->cr = NULL;
    layer->surface = NULL;
}

static mp_px unpack(uint32_t argb, const float *linear)
{
    const uint32_t a = argb >> 24;
    uint32_t r = argb >> 16 & 255;
    uint32_t g = argb >> 8 & 255;
    uint32_t b = argb & 255;
    const float alpha = (float)a * (1.0f / 255.0f);
    if (a < 255) {
        const float k = 255.0f / (float)a;
        r = (uint32_t)cd_mp_clamp((float)r * k + 0.5f, 0.0f, 255.0f);
        g = (uint32_t)cd_mp_clamp((float)g * k + 0.5f, 0.0f, 255.0f);
        b = (uint32_t)cd_mp_clamp((float)b * k + 0.5f, 0.0f, 255.0f);
    }
    const mp_px out = {linear[r] * alpha, linear[g] * alpha, linear[b] * alpha, alpha};
    return out;
}

struct lay {
    mp_canvas *dst;
    const uint8_t *pixels;
    int32_t stride, width, height; /* bytes; of the layer */
    int32_t x, y;
    mp_px tint;
};

static void lay_rows(void *data, int32_t from, int32_t to)
{
    const struct lay *lay = data;
    const float *linear = cd_mp_linear_table();
    for (int32_t y = from; y < to; y++) {
        const int32_t sy = y - lay->y;
        if (sy < 0 || sy >= lay->height)
            continue;
        const uint8_t *bytes = lay->pixels + (size_t)sy * (size_t)lay->stride;
        const uint32_t *src = (const uint32_t *)(const void *)bytes;
        mp_px *row = lay->dst->px + (size_t)y * (size_t)lay->dst->width;
        const int32_t first = lay->x < 0 ? 0 : lay->x;
        const int32_t end =
            lay->x + lay->width < lay->dst->width ? lay->x + lay->width : lay->dst->width;
        for (int32_t x = first; x < end; x++) {
            const uint32_t argb = src[x - lay->x];
            if ((argb >> 24) == 0)
                continue;
            mp_px p = unpack(argb, linear);
            p.r *= lay->tint.r * lay->tint.a;
            p.g *= lay->tint.g * lay->tint.a;
            p.b *= lay->tint.b * lay->tint.a;
            p.a *= lay->tint.a;
            cd_mp_over(&row[x], p);
        }
    }
}

void cd_mp_layer_lay(mp_canvas *dst, mp_layer *layer, int32_t x, int32_t y, mp_px tint,
                     unsigned threads)
{
    cairo_surface_flush(layer->surface);
    struct lay lay = {dst,
                      cairo_image_surface_get_data(layer->surface),
                      cairo_image_surface_get_stride(layer->surface),
                      layer->width,
                      layer->height,
                      x,
                      y,
                      tint};
    const int32_t from = y < 0 ? 0 : y;
    const int32_t to = y + layer->height < dst->height ? y + layer->height : dst->height;
    if (from < to)
        cd_mp_rows(threads, from, to, lay_rows, &lay);
}

cd_rc cd_mp_layer_card(mp_canvas *out, mp_layer *layer, unsigned threads, cd_err *err)
{
    CD_TRY(cd_mp_canvas_new(out, layer->width, layer->height, err));
    const mp_px white = {1.0f, 1.0f, 1.0f, 1.0f};
    cd_mp_layer_lay(out, layer, 0, 0, white, threads);
    return CD_OK;
}

cd_rc cd_mp_layer_rgba(uint8_t **out, mp_layer *layer, cd_err *err)
{
    CD_AUTO(cd_free_ptr) uint8_t *bytes = NULL;
    const size_t width = (size_t)layer->width;
    const size_t height = (size_t)layer->height;
    CD_TRY(cd_try_alloc(&bytes, width * height * 4, err));
    cairo_surface_flush(layer->surface);
    const uint8_t *src = cairo_image_surface_get_data(layer->surface);
    const size_t stride = (size_t)cairo_image_surface_get_stride(layer->surface);
    for (size_t y = 0; y < height; y++) {
        const uint32_t *row = (const uint32_t *)(const void *)(src + y * stride);
        for (size_t x = 0; x < width; x++) {
            uint8_t *to = bytes + (y * width + x) * 4;
            to[0] = (uint8_t)(row[x] >> 16);
            to[1] = (uint8_t)(row[x] >> 8);
            to[2] = (uint8_t)row[x];
            to[3] = (uint8_t)(row[x] >> 24);
        }
    }
    CD_MOVE(*out, bytes);
    return CD_OK;
}

void cd_mp_ink(cairo_t *cr, uint32_t hex, double alpha)
{
    cairo_set_source_rgba(cr, (double)(hex >> 16 & 255) / 255.0, (double)(hex >> 8 & 255) / 255.0,
                          (double)(hex & 255) / 255.0, alpha);
}

void cd_mp_stop(cairo_pattern_t *pattern, double at, uint32_t hex, double alpha)
{
    cairo_pattern_add_color_stop_rgba(pattern, at, (double)(hex >> 16 & 255) / 255.0,
                                      (double)(hex >> 8 & 255) / 255.0, (double)(hex & 255) / 255.0,
                                      alpha);
}

void cd_mp_fill_gradient(cairo_t *cr, const double line[4], uint32_t from, uint32_t to, bool keep)
{
    cairo_pattern_t *pattern = cairo_pattern_create_linear(line[0], line[1], line[2], line[3]);
    cd_mp_stop(pattern, 0.0, from, 1.0);
    cd_mp_stop(pattern, 1.0, to, 1.0);
    cairo_set_source(cr, pattern);
    if (keep)
        cairo_fill_preserve(cr);
    else
        cairo_fill(cr);
    cairo_pattern_destroy(pattern);
}

void cd_mp_round_rect(cairo_t *cr, double x, double y, double width, double height, double radius)
{
    const double pi = 3.14159265358979;
    const double r = radius > 0.5 * height ? 0.5 * height : radius;
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + width - r, y + r, r, -pi / 2, 0);
    cairo_arc(cr, x + width - r, y + height - r, r, 0, pi / 2);
    cairo_arc(cr, x + r, y + height - r, r, pi / 2, pi);
    cairo_arc(cr, x + r, y + r, r, pi, 1.5 * pi);
    cairo_close_path(cr);
}

uint32_t cd_mp_blend(uint32_t a, uint32_t b, float t)
{
    uint32_t out = 0;
    for (uint32_t shift = 0; shift <= 16; shift += 8) {
        const float x = cd_mp_lerp((float)(a >> shift & 255), (float)(b >> shift & 255), t);
        out |= (uint32_t)(cd_mp_clamp(x, 0.0f, 255.0f) + 0.5f) << shift;
    }
    return out;
}

uint32_t cd_mp_shade(uint32_t hex, float k)
{
    uint32_t out = 0;
    for (uint32_t shift = 0; shift <= 16; shift += 8)
        out |= (uint32_t)cd_mp_clamp((float)(hex >> shift & 255) * k + 0.5f, 0.0f, 255.0f) << shift;
    return out;
}
