/* media/xmp.c - an iTXt chunk after a PNG's header, an APP1 segment after a JPEG's first segment.
 */
#include "media/xmp.h"

#include "media/deflate.h"

#include <string.h>

static const char png_signature[8] = "\x89PNG\r\n\x1a\n";
/* keyword, not compressed, no language, no translated keyword: the terminator counts */
static const char png_head[] = "XML:com.adobe.xmp\0\0\0\0";
static const char jpeg_head[] = "http://ns.adobe.com/xap/1.0/";

static void put_be32(cd_buf *out, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        cd_buf_put_byte(out, (char)(value >> shift));
}

/* Room of `bytes` at `at`, filled from `part`. */
static cd_rc insert(cd_buf *picture, size_t at, cd_str part, cd_err *err)
{
    if (cd_buf_reserve(picture, part.size) == NULL)
        return cd_fail(err, CD_E_TOO_BIG, NULL, "no room for metadata");
    memmove(picture->data + at + part.size, picture->data + at, picture->size - at);
    memcpy(picture->data + at, part.data, part.size);
    picture->size += part.size;
    return CD_OK;
}

static cd_rc png_embed(cd_buf *picture, cd_str packet, cd_err *err)
{
    enum { AFTER_HEADER = 8 + 8 + 13 + 4, NAME = 4 };
    CD_AUTO(cd_buf_done) cd_buf chunk = CD_BUF_INIT(CD_XMP_BYTES_MAX + 256);
    put_be32(&chunk, (uint32_t)(sizeof png_head + packet.size));
    cd_buf_put(&chunk, CD_STR("iTXt"));
    cd_buf_put(&chunk, (cd_str){png_head, sizeof png_head});
    cd_buf_put(&chunk, packet);
    CD_TRY(cd_buf_check(&chunk, "metadata", err));
    put_be32(&chunk, cd_crc32(0, cd_str_sub(cd_buf_str(&chunk), NAME, chunk.size)));
    CD_TRY(cd_buf_check(&chunk, "metadata", err));
    return insert(picture, AFTER_HEADER, cd_buf_str(&chunk), err);
}

/* After SOI, and after the JFIF segment that has to come first. */
static cd_rc jpeg_embed(cd_buf *picture, cd_str packet, cd_err *err)
{
    CD_AUTO(cd_buf_done) cd_buf segment = CD_BUF_INIT(CD_XMP_BYTES_MAX + 256);
    const uint8_t *bytes = (const uint8_t *)picture->data;
    const size_t size = sizeof jpeg_head + packet.size + 2; /* its terminator is part of it */
    size_t at = 2;
    if (picture->size > 6 && bytes[2] == 0xFF && bytes[3] == 0xE0)
        at += 2 + ((size_t)bytes[4] << 8 | bytes[5]);
    if (at > picture->size)
        return cd_fail(err, CD_E_INVALID, NULL, "not a whole JPEG");
    cd_buf_put(&segment, CD_STR("\xFF\xE1"));
    cd_buf_put_byte(&segment, (char)(size >> 8));
    cd_buf_put_byte(&segment, (char)size);
    cd_buf_put(&segment, (cd_str){jpeg_head, sizeof jpeg_head});
    cd_buf_put(&segment, packet);
    CD_TRY(cd_buf_check(&segment, "metadata", err));
    return insert(picture, at, cd_buf_str(&segment), err);
}

cd_rc cd_xmp_embed(cd_buf *picture, cd_str packet, cd_err *err)
{
    const cd_str bytes = cd_buf_str(picture);
    if (packet.size > CD_XMP_BYTES_MAX)
        return cd_fail(err, CD_E_TOO_BIG, NULL, "metadata over %d bytes", CD_XMP_BYTES_MAX);
    if (cd_str_starts(bytes, (cd_str){png_signature, sizeof png_signature}) && bytes.size > 57)
        return png_embed(picture, packet, err);
    if (cd_str_starts(bytes, CD_STR("\xFF\xD8\xFF")))
        return jpeg_embed(picture, packet, err);
    return cd_fail(err, CD_E_INVALID, NULL, "neither PNG nor JPEG");
}
