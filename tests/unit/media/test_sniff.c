/* What media is, by its first bytes: every kind, whole and cut at every byte. */
#include "unit/check.h"

#include "media/sniff.h"

/* A head in hexadecimal (spaces are free) and what it is. */
static const struct kind {
    const char *name, *hex, *media_type;
    uint32_t width, height;
    unsigned orientation;
    bool moving;
} kinds[] = {
    {"jpeg", "ffd8 ffe0 0010 4a46494600 0101 00 0001 0001 0000 ffc0 0011 08 0102 0304 03 01",
     "image/jpeg", 0x304, 0x102, 1, false},
    {"jpeg, progressive after fill bytes and a table",
     "ffd8 ffff ffdb 0004 0000 ffc2 0011 08 0010 0020 03 01", "image/jpeg", 32, 16, 1, false},
    {"jpeg, Huffman tables are no frame", "ffd8 ffc4 0006 11223344 ffc1 0011 08 0010 0020 03 01",
     "image/jpeg", 32, 16, 1, false},
    {"jpeg turned, big endian",
     "ffd8 ffe1 0022 457869660000 4d4d 002a 00000008 0001 0112 0003 00000001 0006 0000 00000000"
     "ffc0 0011 08 0010 0020 03 01",
     "image/jpeg", 16, 32, 6, false},
    {"jpeg mirrored, little endian",
     "ffd8 ffe1 0022 457869660000 4949 2a00 08000000 0100 1201 0300 01000000 0200 0000 00000000"
     "ffc0 0011 08 0010 0020 03 01",
     "image/jpeg", 32, 16, 2, false},
    {"jpeg with an orientation that is none",
     "ffd8 ffe1 0022 457869660000 4949 2a00 08000000 0100 1201 0300 01000000 0900 0000 00000000"
     "ffc0 0011 08 0010 0020 03 01",
     "image/jpeg", 32, 16, 1, false},
    {"jpeg, no frame before the scan",
     "ffd8 ffda 0008 01 01 00 00 3f 00 ffc0 0011 08 0010 0020 03 01", "image/jpeg", 0, 0, 1, false},
    {"jpeg, a segment of no length", "ffd8 ffe0 0000 ffc0 0011 08 0010 0020 03 01", "image/jpeg", 0,
     0, 1, false},
    {"png", "89504e470d0a1a0a 0000000d 49484452 00001f40 00000800 08 02 00 00 00", "image/png",
     8000, 2048, 1, false},
    {"png, first chunk another", "89504e470d0a1a0a 0000000d 43674249 00001f40 00000800",
     "image/png", 0, 0, 1, false},
    {"webp, lossy", "52494646 00000000 57454250 56503820 00000000 300100 9d012a 8002 6801",
     "image/webp", 640, 360, 1, false},
    {"webp, lossless", "52494646 00000000 57454250 5650384c 00000000 2f 7fc25900", "image/webp",
     640, 360, 1, false},
    {"webp, extended", "52494646 00000000 57454250 56503858 0a000000 10 000000 7f0200 670100",
     "image/webp", 640, 360, 1, false},
    {"webp, moving", "52494646 00000000 57454250 56503858 0a000000 02 000000 7f0200 670100",
     "image/webp", 640, 360, 1, true},
    {"gif, still",
     "474946383961 0a00 0500 80 00 00 ffffff000000 21f904 04 00000000 00"
     "2c 0000 0000 0a00 0500 00 02 02 4c01 00 3b",
     "image/gif", 10, 5, 1, false},
    {"gif of two pictures",
     "474946383961 0a00 0500 00 00 00 2c 0000 0000 0a00 0500 80 ffffff000000 02 02 4c01 00"
     "2c 0000 0000 0a00 0500 00 02 02 4c01 00 3b",
     "image/gif", 10, 5, 1, true},
    {"mp4", "00000018 66747970 69736f6d 00000200 69736f6d 6d703432", "video/mp4", 0, 0, 1, false},
    {"quicktime", "00000014 66747970 71742020 00000200 71742020", "video/quicktime", 0, 0, 1,
     false},
    {"quicktime without a brand", "00000008 77696465 00000000 6d646174", "video/quicktime", 0, 0, 1,
     false},
    {"3gp", "00000014 66747970 33677035 00000200 33677035", "video/3gpp", 0, 0, 1, false},
    {"webm", "1a45dfa3 9f 4286 81 01 42f7 81 01 4282 84 7765626d 4287 81 04", "video/webm", 0, 0, 1,
     false},
    {"matroska, long size", "1a45dfa3 01000000000000 23 4286 81 01 4282 88 6d6174726f736b61",
     "video/x-matroska", 0, 0, 1, false},
    {"avi",
     "52494646 00000000 41564920 4c495354 00000000 6864726c 61766968 38000000 00000000 00000000 "
     "00000000"
     "00000000 00000000 00000000 00000000 00000000 40010000 f0000000",
     "video/x-msvideo", 320, 240, 1, false},
};

/* Nothing that Candela takes. */
static const char *const strangers[] = {
    "",
    "ff",
    "ffd8",
    "89504e470d0a1a",
    "474946383861 0a00 0500",                   /* GIF88a */
    "52494646 00000000 57415645",               /* a sound */
    "00000018 66747970 61766966 00000000",      /* AVIF */
    "00000018 66747970 68656963 00000000",      /* HEIC */
    "00000018 66747970 4d344120 00000000",      /* M4A, sound alone */
    "00000000 6d6f6f76",                        /* a box of no size */
    "1a45dfa3 8b 4282 88 6f746865726f6e65",     /* another EBML document */
    "1a45dfa3 9f 00 00 00",                     /* an element without an id */
    "2345584d 3355 0a",                         /* #EXTM3U */
    "6666636f6e6361742076657273696f6e20312e30", /* ffconcat version 1.0 */
    "3c737667 20",                              /* <svg */
    "424d 46000000",                            /* BMP */
    "49492a00 08000000",                        /* TIFF */
    "255044462d",                               /* PDF */
};

static size_t unhex(uint8_t *out, const char *hex)
{
    size_t size = 0;
    for (unsigned digits = 0, value = 0; *hex != '\0'; hex++) {
        if (*hex == ' ')
            continue;
        value = value << 4 | (unsigned)(*hex <= '9' ? *hex - '0' : *hex - 'a' + 10);
        if (++digits % 2 == 0)
            out[size++] = (uint8_t)value;
    }
    return size;
}

/* The head in memory of exactly its size, so that a sanitizer sees a read past it. */
static bool sniff(struct cd_sniffed *out, const uint8_t *bytes, size_t size)
{
    char *exact = malloc(size > 0 ? size : 1);
    memcpy(exact, bytes, size);
    const bool known = cd_sniff(out, (cd_str){exact, size});
    free(exact);
    return known;
}

static void every_kind(void)
{
    uint8_t bytes[256];
    for (size_t i = 0; i < CD_COUNT(kinds); i++) {
        const struct kind *kind = &kinds[i];
        struct cd_sniffed is = {0};
        const size_t size = unhex(bytes, kind->hex);
        const bool good = sniff(&is, bytes, size) && strcmp(is.media_type, kind->media_type) == 0 &&
                          is.width == kind->width && is.height == kind->height &&
                          is.orientation == kind->orientation && is.moving == kind->moving &&
                          is.video == (strncmp(kind->media_type, "video/", 6) == 0);
        if (!good)
            check_failed(__FILE__, __LINE__, "%s: %s %ux%u, orientation %u, moving %d", kind->name,
                         is.media_type != NULL ? is.media_type : "unknown", is.width, is.height,
                         is.orientation, is.moving);
    }
}

static void strangers_are_unknown(void)
{
    uint8_t bytes[256];
    for (size_t i = 0; i < CD_COUNT(strangers); i++) {
        struct cd_sniffed is = {.media_type = "untouched"};
        if (sniff(&is, bytes, unhex(bytes, strangers[i])))
            check_failed(__FILE__, __LINE__, "%s: taken for %s", strangers[i], is.media_type);
        CHECK_TEXT(is.media_type, "untouched");
    }
}

/* A cut head is unknown, or the same with its size or without. */
static void cut_at_every_byte(void)
{
    uint8_t bytes[256];
    for (size_t i = 0; i < CD_COUNT(kinds); i++) {
        const struct kind *kind = &kinds[i];
        const size_t size = unhex(bytes, kind->hex);
        for (size_t cut = 0; cut < size; cut++) {
            struct cd_sniffed is = {0};
            if (!sniff(&is, bytes, cut))
                continue;
            CHECK_TEXT(is.media_type, kind->media_type);
            CHECK(is.width == 0 || is.width == kind->width);
            CHECK(is.height == 0 || is.height == kind->height);
            CHECK(!is.moving || kind->moving);
        }
    }
}

static void any_byte_changed(void)
{
    uint8_t bytes[256];
    for (size_t i = 0; i < CD_COUNT(kinds); i++) {
        const size_t size = unhex(bytes, kinds[i].hex);
        for (unsigned round = 0; round < 2000; round++) {
            struct cd_sniffed is = {0};
            const size_t at = check_below(size);
            const uint8_t kept = bytes[at];
            bytes[at] = (uint8_t)check_random();
            if (sniff(&is, bytes, size))
                CHECK(is.orientation >= 1 && is.orientation <= 8);
            if (check_below(4) != 0) /* changes gather */
                bytes[at] = kept;
        }
    }
}

CHECK_MAIN(RUN(every_kind) RUN(strangers_are_unknown) RUN(cut_at_every_byte) RUN(any_byte_changed))
