/* media/sniff.c - media by magic numbers and the fixed places of sizes. Specifications: JPEG ITU
 * T.81 annex B, EXIF 2.32 (CIPA DC-008), PNG RFC 2083, WebP RFC 9649, GIF89a, ISO/IEC 14496-12,
 * EBML RFC 8794, AVI (RIFF). */
#include "media/sniff.h"

#include <string.h>

/* Numbers at a place; bytes past the end read as 0, so that a cut head gives no size. */
static uint32_t byte_at(cd_str bytes, size_t at)
{
    return at < bytes.size ? (uint8_t)bytes.data[at] : 0;
}

static uint32_t be(cd_str bytes, size_t at, size_t count)
{
    uint32_t value = 0;
    if (at > bytes.size || count > bytes.size - at)
        return 0;
    for (size_t i = 0; i < count; i++)
        value = value << 8 | byte_at(bytes, at + i);
    return value;
}

static uint32_t le(cd_str bytes, size_t at, size_t count)
{
    uint32_t value = 0;
    if (at > bytes.size || count > bytes.size - at)
        return 0;
    for (size_t i = count; i > 0; i--)
        value = value << 8 | byte_at(bytes, at + i - 1);
    return value;
}

static bool has(cd_str bytes, size_t at, cd_str magic)
{
    return cd_str_eq(cd_str_sub(bytes, at, at + magic.size), magic);
}

uint8_t cd_sniff_exif(cd_str app1)
{
    enum { ENTRY = 12, ORIENTATION = 0x0112, SHORT = 3 };
    if (!has(app1, 0, CD_STR("Exif\0\0")))
        return 0;
    const cd_str tiff = cd_str_sub(app1, 6, app1.size);
    const bool little = has(tiff, 0, CD_STR("II*\0"));
    if (!little && !has(tiff, 0, CD_STR("MM\0*")))
        return 0;
    uint32_t (*const number)(cd_str, size_t, size_t) = little ? le : be;
    const size_t ifd = number(tiff, 4, 4);
    const size_t count = number(tiff, ifd, 2);
    for (size_t i = 0; i < count && ifd + 2 + (i + 1) * ENTRY <= tiff.size; i++) {
        const size_t entry = ifd + 2 + i * ENTRY;
        if (number(tiff, entry, 2) != ORIENTATION)
            continue;
        const uint32_t value = number(tiff, entry + 8, 2);
        return number(tiff, entry + 2, 2) == SHORT && value >= 1 && value <= 8 ? (uint8_t)value : 0;
    }
    return 0;
}

/* Markers one after another up to the frame header. */
static void jpeg(struct cd_sniffed *out, cd_str head)
{
    enum { TEM = 0x01, SOF0 = 0xc0, DHT = 0xc4, JPG = 0xc8, DAC = 0xcc, SOF15 = 0xcf, RST0 = 0xd0 };
    enum { SOI = 0xd8, EOI = 0xd9, SOS = 0xda, APP1 = 0xe1 };
    bool oriented = false;
    for (size_t at = 2; at + 1 < head.size;) {
        const uint32_t marker = byte_at(head, at + 1);
        if (byte_at(head, at) != 0xff || marker == EOI || marker == SOS)
            return;
        if (marker == 0xff) { /* fill */
            at++;
            continue;
        }
        at += 2;
        if (marker == TEM || (marker >= RST0 && marker <= SOI))
            continue;
        const size_t size = be(head, at, 2);
        const cd_str body = cd_str_sub(head, at + 2, at + size);
        if (size < 2)
            return;
        if (marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC) {
            const bool turned = out->orientation >= 5;
            const uint32_t height = be(body, 1, 2), width = be(body, 3, 2);
            if (body.size < 6)
                return;
            out->width = turned ? height : width;
            out->height = turned ? width : height;
            return;
        }
        if (marker == APP1 && !oriented && body.size == size - 2 && cd_sniff_exif(body) != 0) {
            out->orientation = cd_sniff_exif(body);
            oriented = true;
        }
        at += size;
    }
}

static void png(struct cd_sniffed *out, cd_str head)
{
    if (!has(head, 12, CD_STR("IHDR")))
        return;
    out->width = be(head, 16, 4);
    out->height = be(head, 20, 4);
}

/* Past a chain of sub-blocks; SIZE_MAX when the head ends before. */
static size_t gif_skip_blocks(cd_str head, size_t at)
{
    while (at < head.size) {
        const uint32_t size = byte_at(head, at);
        at += 1 + size;
        if (size == 0)
            return at;
    }
    return SIZE_MAX;
}

static size_t gif_palette(uint32_t flags)
{
    return (flags & 0x80) != 0 ? (size_t)3 << ((flags & 7) + 1) : 0;
}

/* Counts the pictures that begin within the head. */
static void gif(struct cd_sniffed *out, cd_str head)
{
    unsigned images = 0;
    out->width = le(head, 6, 2);
    out->height = le(head, 8, 2);
    size_t at = 13 + gif_palette(byte_at(head, 10));
    while (at < head.size) {
        const uint32_t kind = byte_at(head, at);
        if (kind == 0x21) { /* an extension and its label */
            at = gif_skip_blocks(head, at + 2);
        } else if (kind == 0x2c) {
            out->moving = ++images > 1;
            if (out->moving)
                return;
            at = gif_skip_blocks(head, at + 11 + gif_palette(byte_at(head, at + 9)));
        } else {
            return;
        }
    }
}

static void webp(struct cd_sniffed *out, cd_str head)
{
    if (has(head, 12, CD_STR("VP8X"))) {
        const bool there = head.size >= 30;
        out->moving = (byte_at(head, 20) & 0x02) != 0;
        out->width = there ? le(head, 24, 3) + 1 : 0;
        out->height = there ? le(head, 27, 3) + 1 : 0;
    } else if (has(head, 12, CD_STR("VP8L")) && byte_at(head, 20) == 0x2f && head.size >= 25) {
        const uint32_t bits = le(head, 21, 4);
        out->width = (bits & 0x3fff) + 1;
        out->height = (bits >> 14 & 0x3fff) + 1;
    } else if (has(head, 12, CD_STR("VP8 ")) && has(head, 23, CD_STR("\x9d\x01\x2a"))) {
        out->width = le(head, 26, 2) & 0x3fff;
        out->height = le(head, 28, 2) & 0x3fff;
    }
}

static void avi(struct cd_sniffed *out, cd_str head)
{
    if (!has(head, 24, CD_STR("avih")))
        return;
    out->width = le(head, 64, 4);
    out->height = le(head, 68, 4);
}

/* The base media file format by its brand, or a QuickTime file of the time before brands. */
static const char *mp4(cd_str head)
{
    static const char *const videos[] = {"isom", "iso2", "iso3", "iso4", "iso5", "iso6", "iso7",
                                         "iso8", "iso9", "avc1", "hvc1", "hev1", "av01", "mp41",
                                         "mp42", "mp71", "mmp4", "dash", "msnv", "MSNV", "M4V ",
                                         "M4VH", "M4VP", "f4v ", "F4V ", "XAVC", "ndsc", "cmfc"};
    const cd_str brand = cd_str_sub(head, 8, 12);
    if (has(head, 4, CD_STR("ftyp"))) {
        if (cd_str_eq(brand, CD_STR("qt  ")))
            return "video/quicktime";
        if (brand.size == 4 && cd_str_starts(brand, CD_STR("3g")))
            return "video/3gpp";
        for (size_t i = 0; i < CD_COUNT(videos); i++)
            if (cd_str_eq_c(brand, videos[i]))
                return "video/mp4";
        return NULL;
    }
    const bool old = has(head, 4, CD_STR("moov")) || has(head, 4, CD_STR("mdat")) ||
                     has(head, 4, CD_STR("wide"));
    return old && be(head, 0, 4) >= 8 ? "video/quicktime" : NULL;
}

/* The width of an EBML number by its first byte, 0 for none. */
static size_t vint_width(uint32_t first)
{
    for (size_t width = 1; width <= 8; width++)
        if ((first >> (8 - width) & 1) != 0)
            return width;
    return 0;
}

/* The DocType of the EBML header says which of the two it is. */
static const char *matroska(cd_str head)
{
    enum { DOCTYPE = 0x4282, ELEMENTS_MAX = 32 };
    size_t at = 4 + vint_width(byte_at(head, 4));
    for (unsigned i = 0; i < ELEMENTS_MAX && at < head.size; i++) {
        const size_t id_width = vint_width(byte_at(head, at));
        const size_t size_at = at + id_width;
        const size_t size_width = vint_width(byte_at(head, size_at));
        if (id_width == 0 || id_width > 4 || size_width == 0 || size_width > 4)
            return NULL;
        const uint32_t id = be(head, at, id_width);
        const uint32_t size = be(head, size_at, size_width) & ((1u << 7 * size_width) - 1);
        const cd_str value = cd_str_sub(head, size_at + size_width, size_at + size_width + size);
        if (id == DOCTYPE && value.size == size) {
            if (cd_str_starts(value, CD_STR("webm")))
                return "video/webm";
            return cd_str_starts(value, CD_STR("matroska")) ? "video/x-matroska" : NULL;
        }
        at = size_at + size_width + size;
    }
    return NULL;
}

static bool found(struct cd_sniffed *out, cd_str head, const char *media_type,
                  void (*size)(struct cd_sniffed *, cd_str))
{
    if (media_type == NULL)
        return false;
    *out = (struct cd_sniffed){
        .media_type = media_type, .video = strncmp(media_type, "video/", 6) == 0, .orientation = 1};
    if (size != NULL)
        size(out, head);
    return true;
}

bool cd_sniff(struct cd_sniffed *out, cd_str head)
{
    if (has(head, 0, CD_STR("\xff\xd8\xff")))
        return found(out, head, "image/jpeg", jpeg);
    if (has(head, 0, CD_STR("\x89PNG\r\n\x1a\n")))
        return found(out, head, "image/png", png);
    if (has(head, 0, CD_STR("GIF87a")) || has(head, 0, CD_STR("GIF89a")))
        return found(out, head, "image/gif", gif);
    if (has(head, 0, CD_STR("RIFF")) && has(head, 8, CD_STR("WEBP")))
        return found(out, head, "image/webp", webp);
    if (has(head, 0, CD_STR("RIFF")))
        return found(out, head, has(head, 8, CD_STR("AVI ")) ? "video/x-msvideo" : NULL, avi);
    if (has(head, 0, CD_STR("\x1a\x45\xdf\xa3")))
        return found(out, head, matroska(head), NULL);
    return found(out, head, mp4(head), NULL);
}
