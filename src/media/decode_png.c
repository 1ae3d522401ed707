/* media/decode_png.c - a caller's PNG, inside the cage, by libpng: any depth and colour type as
 * 8-bit RGBA rows, which are laid on white. Interlaced pictures need all rows at once. */
#include "media/cage_int.h"

#include <png.h>
#include <string.h>

enum { CHUNK_BYTES_MAX = 8 << 20, CHUNKS_MAX = 256, PIXEL = 4 };

static void on_error(png_structp png, png_const_charp text)
{
    (void)png;
    cd_cage__fail(strstr(text, "emory") != NULL ? CD_E_TOO_BIG : CD_E_CORRUPT,
                  "a PNG that cannot be decoded");
}

static void on_warning(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

static void on_read(png_structp png, png_bytep bytes, size_t size)
{
    if (cd_cage__read(png_get_io_ptr(png), bytes, size) != size)
        cd_cage__fail(CD_E_CORRUPT, "a PNG that is cut off");
}

static void transforms_set(png_structp png, png_infop info)
{
    const png_byte type = png_get_color_type(png, info);
    png_set_expand(png); /* palettes, fewer bits than 8, transparency by colour */
    png_set_scale_16(png);
    if (type == PNG_COLOR_TYPE_GRAY || type == PNG_COLOR_TYPE_GRAY_ALPHA)
        png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 0xff, PNG_FILLER_AFTER);
}

static void rows_send(struct cd_cage_task *task, png_structp png, uint32_t width, uint32_t height,
                      int passes)
{
    const size_t stride = (size_t)width * PIXEL;
    const size_t rows = passes > 1 ? height : 1;
    uint8_t *pixels = cd_cage__alloc(stride * rows);
    uint8_t *rgb = cd_cage__alloc((size_t)width * 3);
    for (int pass = 0; pass < passes - 1; pass++)
        for (size_t y = 0; y < height; y++)
            png_read_row(png, pixels + y * stride, NULL);
    for (size_t y = 0; y < height; y++) {
        uint8_t *row = pixels + (rows > 1 ? y * stride : 0);
        png_read_row(png, row, NULL);
        cd_cage__row_rgba(task, row, rgb);
    }
}

void cd_decode__png(struct cd_cage_task *task)
{
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
    png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
    if (info == NULL)
        cd_cage__fail(CD_E_TOO_BIG, "over the memory of the cage");
    png_set_read_fn(png, task, on_read);
    png_set_user_limits(png, 0x7fffffff, 0x7fffffff); /* judged below, with a better answer */
    png_set_chunk_malloc_max(png, CHUNK_BYTES_MAX);
    png_set_chunk_cache_max(png, CHUNKS_MAX);
    png_read_info(png, info);
    const uint32_t width = png_get_image_width(png, info);
    const uint32_t height = png_get_image_height(png, info);
    cd_cage__check_sides(width, height);
    transforms_set(png, info);
    const int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_rowbytes(png, info) != (size_t)width * PIXEL)
        cd_cage__fail(CD_E_CORRUPT, "a PNG of strange rows");
    cd_cage__picture(task, width, height, 1);
    rows_send(task, png, width, height, passes);
    png_read_end(png, NULL);
    cd_cage__done(task);
}
