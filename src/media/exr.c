/* media/exr.c - OpenEXR files with ISA-L's deflate, which is many times faster than the format's
 * own library. A block is 16 rows; its bytes are split into low and high halves, made differences,
 * and deflated. */
#include "media/exr.h"

#include "media/deflate.h"
#include "media/light.h"

#include <string.h>

enum { BLOCK_ROWS = 16, CHANNELS = 3, HALF = 2, ZIP_COMPRESSION = 3, PIXEL_HALF = 1 };

uint16_t cd_exr_half(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    const uint32_t sign = bits >> 16 & 0x8000u;
    const int32_t exponent = (int32_t)(bits >> 23 & 255) - 127 + 15;
    const uint32_t fraction = bits & 0x7fffffu;
    if (exponent >= 31)
        return (uint16_t)(sign | 0x7bffu);
    if (exponent <= 0) { /* subnormal, or nothing */
        if (exponent < -10)
            return (uint16_t)sign;
        const uint32_t whole = fraction | 0x800000u;
        const uint32_t shift = (uint32_t)(14 - exponent);
        return (uint16_t)(sign | ((whole + (1u << (shift - 1))) >> shift));
    }
    const uint32_t rounded = ((uint32_t)exponent << 10) + ((fraction + 0x1000u) >> 13);
    return (uint16_t)(sign | (rounded < 0x7bffu ? rounded : 0x7bffu));
}

static void put_bytes(cd_buf *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        cd_buf_put_byte(out, (char)(value >> (8 * i) & 255));
}

static void put_float(cd_buf *out, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_bytes(out, bits, 4);
}

/* Name, type and size of an attribute; its value follows. */
static void put_attribute(cd_buf *out, const char *name, const char *type, uint32_t bytes)
{
    cd_buf_put(out, cd_str_from(name));
    cd_buf_put_byte(out, 0);
    cd_buf_put(out, cd_str_from(type));
    cd_buf_put_byte(out, 0);
    put_bytes(out, bytes, 4);
}

static void put_channels(cd_buf *out)
{
    static const char names[CHANNELS] = {'B', 'G', 'R'}; /* in the order of the alphabet */
    put_attribute(out, "channels", "chlist", CHANNELS * 18 + 1);
    for (int i = 0; i < CHANNELS; i++) {
        cd_buf_put_byte(out, names[i]);
        cd_buf_put_byte(out, 0);
        put_bytes(out, PIXEL_HALF, 4);
        put_bytes(out, 0, 4); /* not perceptually linear; three bytes reserved */
        put_bytes(out, 1, 4);
        put_bytes(out, 1, 4);
    }
    cd_buf_put_byte(out, 0);
}

static void put_window(cd_buf *out, const char *name, const cd_frame *frame)
{
    put_attribute(out, name, "box2i", 16);
    put_bytes(out, 0, 8);
    put_bytes(out, frame->width - 1, 4);
    put_bytes(out, frame->height - 1, 4);
}

static void put_header(cd_buf *out, const cd_frame *frame, uint32_t fps)
{
    static const float ap0[8] = {0.7347f, 0.2653f, 0.0f,     1.0f,
                                 0.0001f, -0.077f, 0.32168f, 0.33767f};
    put_bytes(out, 20000630, 4);
    put_bytes(out, 2, 4);
    put_channels(out);
    put_attribute(out, "chromaticities", "chromaticities", sizeof ap0);
    for (size_t i = 0; i < CD_COUNT(ap0); i++)
        put_float(out, ap0[i]);
    put_attribute(out, "compression", "compression", 1);
    cd_buf_put_byte(out, ZIP_COMPRESSION);
    put_window(out, "dataWindow", frame);
    put_window(out, "displayWindow", frame);
    put_attribute(out, "framesPerSecond", "rational", 8);
    put_bytes(out, fps, 4);
    put_bytes(out, 1, 4);
    put_attribute(out, "lineOrder", "lineOrder", 1);
    cd_buf_put_byte(out, 0);
    put_attribute(out, "pixelAspectRatio", "float", 4);
    put_float(out, 1.0f);
    put_attribute(out, "screenWindowCenter", "v2f", 8);
    put_bytes(out, 0, 8);
    put_attribute(out, "screenWindowWidth", "float", 4);
    put_float(out, 1.0f);
    cd_buf_put_byte(out, 0);
}

/* One row, channel after channel, little-endian. */
static void row_halves(uint8_t *out, const cd_frame *frame, uint32_t y)
{
    /* BT.709 to ACES2065-1, white points adapted by CAT02 (Academy S-2008-001, TB-2014-004). */
    static const float matrix[3][3] = {{0.43970f, 0.38298f, 0.17734f},
                                       {0.08979f, 0.81342f, 0.09676f},
                                       {0.01754f, 0.11154f, 0.87070f}};
    const size_t line = (size_t)frame->width * HALF;
    for (uint32_t x = 0; x < frame->width; x++) {
        float rgb[3];
        cd_light_of(rgb, frame, x, y);
        for (int c = 0; c < CHANNELS; c++) {
            const float *m = matrix[CHANNELS - 1 - c];
            const uint16_t half = cd_exr_half(m[0] * rgb[0] + m[1] * rgb[1] + m[2] * rgb[2]);
            out[(size_t)c * line + (size_t)x * HALF] = (uint8_t)(half & 255);
            out[(size_t)c * line + (size_t)x * HALF + 1] = (uint8_t)(half >> 8);
        }
    }
}

/* Splits and differences, as the format's ZIP wants them. */
static void predict(uint8_t *out, const uint8_t *in, size_t size)
{
    const size_t half = (size + 1) / 2;
    for (size_t i = 0; i < size; i++)
        out[(i & 1) != 0 ? half + i / 2 : i / 2] = in[i];
    uint8_t before = out[0];
    for (size_t i = 1; i < size; i++) {
        const uint8_t here = out[i];
        out[i] = (uint8_t)(here - before + 128);
        before = here;
    }
}

struct block {
    uint8_t *raw, *ready;
    cd_buf packed;
};

static void block_done(struct block *block)
{
    cd_free_ptr(&block->raw);
    cd_free_ptr(&block->ready);
    cd_buf_done(&block->packed);
}

/* Rows from y on; a block that does not get smaller is kept as it is. */
static cd_rc put_block(cd_buf *out, struct block *block, const cd_frame *frame, uint32_t y,
                       cd_err *err)
{
    const size_t line = (size_t)frame->width * CHANNELS * HALF;
    const uint32_t rows = frame->height - y < BLOCK_ROWS ? frame->height - y : BLOCK_ROWS;
    const size_t size = line * rows;
    for (uint32_t i = 0; i < rows; i++)
        row_halves(block->raw + i * line, frame, y + i);
    predict(block->ready, block->raw, size);
    cd_buf_clear(&block->packed);
    CD_TRY(cd_deflate(&block->packed, (cd_str){(const char *)block->ready, size}, err));
    const bool smaller = block->packed.size < size;
    put_bytes(out, y, 4);
    put_bytes(out, smaller ? block->packed.size : size, 4);
    cd_buf_put(out,
               smaller ? cd_buf_str(&block->packed) : (cd_str){(const char *)block->raw, size});
    return cd_buf_check(out, "EXR", err);
}

cd_rc cd_exr_encode(cd_buf *out, const cd_frame *frame, uint32_t fps, cd_err *err)
{
    const size_t size = (size_t)frame->width * CHANNELS * HALF * BLOCK_ROWS;
    const uint32_t blocks = (frame->height + BLOCK_ROWS - 1) / BLOCK_ROWS;
    CD_AUTO(block_done) struct block block = {.packed = CD_BUF_INIT(size * 2 + 8192)};
    CD_TRY(cd_try_alloc(&block.raw, size, err));
    CD_TRY(cd_try_alloc(&block.ready, size, err));
    const size_t start = out->size;
    put_header(out, frame, fps);
    const size_t table = out->size;
    for (uint32_t i = 0; i < blocks; i++)
        put_bytes(out, 0, 8); /* where the blocks lie: filled in as they come */
    for (uint32_t i = 0; i < blocks; i++) {
        CD_TRY(cd_buf_check(out, "EXR", err));
        const uint64_t at = out->size - start;
        for (size_t k = 0; k < 8; k++)
            out->data[table + i * 8 + k] = (char)(at >> (8 * k) & 255);
        CD_TRY(put_block(out, &block, frame, i * BLOCK_ROWS, err));
    }
    return CD_OK;
}
