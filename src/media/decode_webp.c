/* media/decode_webp.c - a caller's WebP, inside the cage, by libwebp. A lossless one is whole in
 * the library's memory; its rows are taken out in bands, each by a decoding of its own, so that
 * they are not there a second time. A lossy one passes through the library row by row. */
#include "media/cage_int.h"

#include <webp/decode.h>

enum { BAND_BYTES = 96 << 20, PIXEL = 4, LOSSY = 1 };

static void check(VP8StatusCode status)
{
    if (status == VP8_STATUS_OUT_OF_MEMORY)
        cd_cage__fail(CD_E_TOO_BIG, "over the memory of the cage");
    if (status == VP8_STATUS_UNSUPPORTED_FEATURE)
        cd_cage__fail(CD_E_UNPROCESSABLE, "a WebP of a kind that is not taken");
    if (status != VP8_STATUS_OK)
        cd_cage__fail(CD_E_CORRUPT, "a WebP that cannot be decoded");
}

static void band_decode(WebPDecoderConfig *config, const uint8_t *bytes, size_t size, uint8_t *band,
                        size_t band_bytes, uint32_t top, uint32_t rows)
{
    config->options.use_cropping = 1;
    config->options.crop_left = 0;
    config->options.crop_top = (int)top;
    config->options.crop_width = config->input.width;
    config->options.crop_height = (int)rows;
    config->output.colorspace = MODE_RGBA;
    config->output.is_external_memory = 1;
    config->output.u.RGBA.rgba = band;
    config->output.u.RGBA.stride = config->input.width * PIXEL;
    config->output.u.RGBA.size = band_bytes;
    check(WebPDecode(bytes, size, config));
}

void cd_decode__webp(struct cd_cage_task *task)
{
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config))
        cd_cage__fail(CD_E_IO, "another libwebp than Candela was built for");
    uint8_t *bytes = cd_cage__alloc((size_t)task->size);
    if (cd_cage__read(task, bytes, (size_t)task->size) != task->size)
        cd_cage__fail(CD_E_CORRUPT, "a WebP that is cut off");
    check(WebPGetFeatures(bytes, (size_t)task->size, &config.input));
    if (config.input.has_animation)
        cd_cage__fail(CD_E_UNPROCESSABLE, "a moving picture");
    const uint32_t width = (uint32_t)config.input.width, height = (uint32_t)config.input.height;
    cd_cage__picture(task, width, height, 1);
    const size_t stride = (size_t)width * PIXEL;
    /* An even number of rows: chroma is shared by two. */
    const uint32_t most = (uint32_t)(BAND_BYTES / stride) & ~1u;
    const uint32_t rows = most < height && config.input.format != LOSSY ? most : height;
    uint8_t *band = cd_cage__alloc(stride * rows);
    uint8_t *rgb = cd_cage__alloc((size_t)width * 3);
    for (uint32_t top = 0; top < height; top += rows) {
        const uint32_t count = height - top < rows ? height - top : rows;
        band_decode(&config, bytes, (size_t)task->size, band, stride * rows, top, count);
        for (uint32_t y = 0; y < count; y++)
            cd_cage__row_rgba(task, band + y * stride, rgb);
    }
    cd_cage__done(task);
}
