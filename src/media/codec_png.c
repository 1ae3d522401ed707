/* media/codec_png.c - PNG: written by our own filters and ISA-L, which is several times faster than
 * libpng at a similar size (docs/performance.md); read by libpng. Specification: RFC 2083. */
#include "media/codec.h"
#include "media/deflate.h"

#include <png.h>

#include <stdlib.h>
#include <string.h>

extern const cd_codec_ops cd_codec_png;

static const char signature[8] = "\x89PNG\r\n\x1a\n";
static const char end_chunk[12] = "\0\0\0\0IEND\xae\x42\x60\x82";

enum { PIXEL = 3, FILTER_SUB = 1, FILTER_UP = 2 };

static void put_be32(uint8_t out[4], uint32_t value)
{
    out[0] = (uint8_t)(value >> 24);
    out[1] = (uint8_t)(value >> 16);
    out[2] = (uint8_t)(value >> 8);
    out[3] = (uint8_t)value;
}

static void put_chunk(cd_buf *out, const char type[4], cd_str data)
{
    uint8_t word[4];
    put_be32(word, (uint32_t)data.size);
    cd_buf_put(out, (cd_str){(const char *)word, 4});
    cd_buf_put(out, (cd_str){type, 4});
    cd_buf_put(out, data);
    put_be32(word, cd_crc32(cd_crc32(0, (cd_str){type, 4}), data));
    cd_buf_put(out, (cd_str){(const char *)word, 4});
}

/* Plain loops over bytes, which the compiler turns into vectors. */
static void filter_sub(uint8_t *restrict out, const uint8_t *restrict row, size_t bytes)
{
    memcpy(out, row, PIXEL);
    for (size_t i = PIXEL; i < bytes; i++)
        out[i] = (uint8_t)(row[i] - row[i - PIXEL]);
}

static void filter_up(uint8_t *restrict out, const uint8_t *restrict row,
                      const uint8_t *restrict above, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        out[i] = (uint8_t)(row[i] - above[i]);
}

/* Sum of the bytes as signed distances: the smaller, the better it compresses (RFC 2083, 9.6). */
static uint32_t cost(const uint8_t *bytes, size_t count)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += bytes[i] < 128 ? bytes[i] : 256u - bytes[i];
    return sum;
}

/* All rows, each after the byte that names its filter: Sub or Up, whichever leaves less. */
static void filter_rows(uint8_t *out, uint8_t *spare, const cd_frame *frame)
{
    const size_t bytes = (size_t)frame->width * PIXEL;
    for (uint32_t y = 0; y < frame->height; y++) {
        const uint8_t *row = frame->pixels + y * frame->stride;
        uint8_t *to = out + y * (bytes + 1);
        to[0] = FILTER_SUB;
        filter_sub(to + 1, row, bytes);
        if (y == 0)
            continue;
        filter_up(spare, row, row - frame->stride, bytes);
        if (cost(spare, bytes) < cost(to + 1, bytes)) {
            to[0] = FILTER_UP;
            memcpy(to + 1, spare, bytes);
        }
    }
}

static cd_rc png_encode(cd_buf *out, const cd_frame *frame, cd_err *err)
{
    size_t bytes;
    if (cd_mul_overflow(&bytes, (size_t)frame->width * PIXEL + 1, frame->height, 1))
        return cd_fail(err, CD_E_TOO_BIG, NULL, "a picture of %ux%u", frame->width, frame->height);
    CD_AUTO(cd_free_ptr) uint8_t *filtered = NULL;
    CD_AUTO(cd_free_ptr) uint8_t *spare = NULL;
    CD_TRY(cd_try_alloc(&filtered, bytes, err));
    CD_TRY(cd_try_alloc(&spare, (size_t)frame->width * PIXEL, err));
    filter_rows(filtered, spare, frame);
    CD_AUTO(cd_buf_done) cd_buf packed = CD_BUF_INIT(CD_ENCODED_BYTES_MAX);
    CD_TRY(cd_deflate(&packed, (cd_str){(const char *)filtered, bytes}, err));

    uint8_t header[13] = {[8] = 8 /* bits */, [9] = PNG_COLOR_TYPE_RGB};
    put_be32(header, frame->width);
    put_be32(header + 4, frame->height);
    cd_buf_put(out, (cd_str){signature, sizeof signature});
    put_chunk(out, "IHDR", (cd_str){(const char *)header, sizeof header});
    put_chunk(out, "sRGB", (cd_str){"", 1}); /* rendering intent 0, perceptual */
    put_chunk(out, "IDAT", cd_buf_str(&packed));
    cd_buf_put(out, (cd_str){end_chunk, sizeof end_chunk});
    return cd_buf_check(out, "PNG", err);
}

static void image_free(png_image *image)
{
    png_image_free(image);
}

static cd_rc png_decode(cd_frame **out, cd_str bytes, cd_err *err)
{
    if (!cd_str_ends(bytes, (cd_str){end_chunk, sizeof end_chunk}))
        return cd_fail(err, CD_E_CORRUPT, NULL, "not a whole PNG");
    CD_AUTO(image_free) png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, bytes.data, bytes.size))
        return cd_fail(err, CD_E_CORRUPT, NULL, "PNG: %s", image.message);
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_TRY(cd_frame_new(&frame, image.width, image.height, err));
    image.format = PNG_FORMAT_RGB;
    if (!png_image_finish_read(&image, NULL, frame->pixels, (png_int_32)frame->stride, NULL) ||
        PNG_IMAGE_FAILED(image))
        return cd_fail(err, CD_E_CORRUPT, NULL, "PNG: %s", image.message);
    CD_MOVE(*out, frame);
    return CD_OK;
}

const cd_codec_ops cd_codec_png = {
    .name = "png",
    .encode = png_encode,
    .decode = png_decode,
};
