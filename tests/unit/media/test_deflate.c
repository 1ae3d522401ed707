/* Zlib streams: round trips of every kind of contents, damage, published checksums. */
#include "unit/check.h"

#include "media/deflate.h"

enum { BYTES_MAX = 1 << 20 };

static void crc_is_the_published_one(void)
{
    CHECK_INT(cd_crc32(0, CD_STR("123456789")), 0xcbf43926);
    CHECK_INT(cd_crc32(cd_crc32(0, CD_STR("1234")), CD_STR("56789")), 0xcbf43926);
    CHECK_INT(cd_crc32(0, CD_STR("")), 0);
}

static void fill(uint8_t *bytes, size_t size, unsigned kind)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = kind == 0 ? (uint8_t)check_random() : kind == 1 ? (uint8_t)(i / 64) : 7;
}

static void round_trips(void)
{
    static const size_t sizes[] = {0, 1, 2, 100, 65535, 65536, 300000};
    uint8_t *bytes = malloc(300000), *back = malloc(300000);
    for (size_t i = 0; i < CD_COUNT(sizes); i++) {
        for (unsigned kind = 0; kind < 3; kind++) {
            fill(bytes, sizes[i], kind);
            cd_buf packed = CD_BUF_INIT(BYTES_MAX);
            CHECK(cd_deflate(&packed, (cd_str){(char *)bytes, sizes[i]}, NULL) == CD_OK);
            CHECK(cd_inflate(back, sizes[i], cd_buf_str(&packed), NULL) == CD_OK);
            CHECK(memcmp(bytes, back, sizes[i]) == 0);
            CHECK(sizes[i] < 1000 || kind == 0 || packed.size < sizes[i] / 10);
            cd_buf_done(&packed);
        }
    }
    free(bytes);
    free(back);
}

static void wrong_size_is_corrupt(void)
{
    cd_buf packed = CD_BUF_INIT(BYTES_MAX);
    uint8_t back[64];
    CHECK(cd_deflate(&packed, CD_STR("forty-two bytes of nothing but plain text."), NULL) == CD_OK);
    CHECK(cd_inflate(back, 42, cd_buf_str(&packed), NULL) == CD_OK);
    CHECK(cd_inflate(back, 41, cd_buf_str(&packed), NULL) == CD_E_CORRUPT);
    CHECK(cd_inflate(back, 43, cd_buf_str(&packed), NULL) == CD_E_CORRUPT);
    for (size_t cut = 0; cut < packed.size; cut++)
        CHECK(cd_inflate(back, 42, cd_str_sub(cd_buf_str(&packed), 0, cut), NULL) == CD_E_CORRUPT);
    cd_buf_done(&packed);
}

static void flipped_bits_are_corrupt(void)
{
    uint8_t bytes[2000], back[2000];
    fill(bytes, sizeof bytes, 0);
    cd_buf packed = CD_BUF_INIT(BYTES_MAX);
    CHECK(cd_deflate(&packed, (cd_str){(char *)bytes, sizeof bytes}, NULL) == CD_OK);
    for (unsigned i = 0; i < 500; i++) {
        const size_t at = check_below(packed.size);
        const char flip = (char)(1 << check_below(8));
        packed.data[at] ^= flip;
        if (cd_inflate(back, sizeof back, cd_buf_str(&packed), NULL) == CD_OK)
            CHECK(memcmp(bytes, back, sizeof back) == 0);
        packed.data[at] ^= flip;
    }
    cd_buf_done(&packed);
}

static void full_buffer_is_too_big(void)
{
    cd_buf packed = CD_BUF_INIT(16);
    CHECK(cd_deflate(&packed, CD_STR("more than fits into sixteen bytes"), NULL) == CD_E_TOO_BIG);
    cd_buf_done(&packed);
}

CHECK_MAIN(RUN(crc_is_the_published_one) RUN(round_trips) RUN(wrong_size_is_corrupt)
               RUN(flipped_bits_are_corrupt) RUN(full_buffer_is_too_big))
