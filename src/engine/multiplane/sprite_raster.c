/* engine/multiplane/sprite_raster.c - draws one figure with librsvg and cuts it to what shows. */
#include "engine/multiplane/sprite_int.h"

#include <librsvg/rsvg.h>

#include <string.h>

static void handle_unref(RsvgHandle **handle)
{
    if (*handle != NULL)
        g_object_unref(*handle);
}

static void error_free(GError **error)
{
    g_clear_error(error);
}

static void surface_free(cairo_surface_t **surface)
{
    if (*surface != NULL)
        cairo_surface_destroy(*surface);
}

static void context_free(cairo_t **context)
{
    if (*context != NULL)
        cairo_destroy(*context);
}

static cd_rc draw_svg(cairo_surface_t *surface, cd_str svg, int32_t figure, double side,
                      cd_err *err)
{
    CD_AUTO(error_free) GError *error = NULL;
    CD_AUTO(handle_unref)
    RsvgHandle *handle = rsvg_handle_new_from_data((const guint8 *)svg.data, svg.size, &error);
    if (handle == NULL)
        return cd_fail(err, CD_E_CORRUPT, NULL, "figure %d: %s", figure, error->message);
    CD_AUTO(context_free) cairo_t *context = cairo_create(surface);
    const RsvgRectangle all = {0.0, 0.0, side, side};
    if (!rsvg_handle_render_document(handle, context, &all, &error))
        return cd_fail(err, CD_E_CORRUPT, NULL, "figure %d: %s", figure, error->message);
    cairo_surface_flush(surface);
    return CD_OK;
}

struct box {
    uint32_t left, top, right, bottom; /* the last two outside */
};

/* Where alpha is above what an eye can see. */
static struct box visible(const uint8_t *bgra, size_t stride, uint32_t side)
{
    enum { ALPHA_MIN = 3 };
    struct box box = {side, side, 0, 0};
    for (uint32_t y = 0; y < side; y++) {
        const uint8_t *row = bgra + y * stride;
        for (uint32_t x = 0; x < side; x++) {
            if (row[x * 4 + 3] < ALPHA_MIN)
                continue;
            box.left = x < box.left ? x : box.left;
            box.right = x + 1 > box.right ? x + 1 : box.right;
            box.top = y < box.top ? y : box.top;
            box.bottom = y + 1;
        }
    }
    return box;
}

/* Cairo keeps pixels as native-endian words of alpha, red, green, blue, premultiplied. */
static void copy_row(uint8_t *rgba, const uint8_t *argb, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t word;
        memcpy(&word, argb + i * 4, 4);
        rgba[i * 4] = (uint8_t)(word >> 16);
        rgba[i * 4 + 1] = (uint8_t)(word >> 8);
        rgba[i * 4 + 2] = (uint8_t)word;
        rgba[i * 4 + 3] = (uint8_t)(word >> 24);
    }
}

cd_rc cd_mp__raster_draw(struct mp_raster *out, const cd_mp_pack *pack, int32_t figure,
                         uint32_t side_px, cd_err *err)
{
    CD_ASSERT(side_px > 0);
    CD_ASSERT(side_px <= MP_RASTER_SIDE_MAX);
    CD_AUTO(cd_buf_done) cd_buf svg = CD_BUF_INIT(MP_SVG_BYTES_MAX);
    CD_TRY(cd_mp_pack_svg(&svg, pack, figure, err));

    CD_AUTO(surface_free)
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)side_px, (int)side_px);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        return cd_fail(err, CD_E_NOMEM, NULL, "no memory for a figure of %u px", side_px);
    CD_TRY(draw_svg(surface, cd_buf_str(&svg), figure, (double)side_px, err));

    const uint8_t *argb = cairo_image_surface_get_data(surface);
    const size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    const struct box box = visible(argb, stride, side_px);
    if (box.bottom == 0)
        return cd_fail(err, CD_E_CORRUPT, NULL, "figure %d shows nothing", figure);
    const uint32_t width = box.right - box.left, height = box.bottom - box.top;
    uint8_t *rgba = NULL;
    CD_TRY(cd_try_alloc(&rgba, (size_t)width * height * 4, err));
    for (uint32_t y = 0; y < height; y++)
        copy_row(rgba + (size_t)y * width * 4, argb + (box.top + y) * stride + (size_t)box.left * 4,
                 width);
    *out = (struct mp_raster){width, height, rgba};
    return CD_OK;
}
