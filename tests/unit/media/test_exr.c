/* tests/unit/media/test_exr.c - OpenEXR: half floats, and a file taken apart again; ZIP: entries
 * where the directory says. That other programs read both is tested in
 * tests/contract/test_media.py.
 */
#include "unit/check.h"

#include "media/deflate.h"
#include "media/exr.h"
#include "media/light.h"
#include "media/zip.h"

#include <math.h>

static float of_half(uint16_t half)
{
    const int exponent = half >> 10 & 31;
    const float fraction = (float)(half & 1023);
    const float value =
        exponent == 0 ? ldexpf(fraction, -24) : ldexpf(1024.0f + fraction, exponent - 25);
    return (half & 0x8000) != 0 ? -value : value;
}

static void halves(void)
{
    CHECK_INT(cd_exr_half(0.0f), 0);
    CHECK_INT(cd_exr_half(1.0f), 0x3c00);
    CHECK_INT(cd_exr_half(-2.0f), 0xc000);
    CHECK_INT(cd_exr_half(0.5f), 0x3800);
    CHECK_INT(cd_exr_half(65504.0f), 0x7bff);
    CHECK_INT(cd_exr_half(1e9f), 0x7bff);
    CHECK_INT(cd_exr_half(5.9604645e-8f), 1); /* the smallest */
    CHECK_INT(cd_exr_half(1e-12f), 0);
    for (int i = 0; i < 31744; i++) /* every finite value comes back */
        CHECK_INT(cd_exr_half(of_half((uint16_t)i)), i);
}

static uint64_t number(const cd_buf *file, size_t at, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value |= (uint64_t)(unsigned char)file->data[at + (size_t)i] << (8 * i);
    return value;
}

/* Byte k of a block after the differences and the split have been undone. */
static void unpredict(uint8_t *out, uint8_t *in, size_t size)
{
    for (size_t i = 1; i < size; i++)
        in[i] = (uint8_t)(in[i - 1] + in[i] - 128);
    for (size_t i = 0; i < size; i++)
        out[i] = in[(i & 1) != 0 ? (size + 1) / 2 + i / 2 : i / 2];
}

static void white_is_one_in_every_channel(void)
{
    enum { WIDTH = 40, HEIGHT = 20, LINE = WIDTH * 6 };
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_AUTO(cd_buf_done) cd_buf file = CD_BUF_INIT(1 << 20);
    CHECK_INT(cd_frame_new(&frame, WIDTH, HEIGHT, NULL), CD_OK);
    memset(frame->pixels, 255, frame->stride * HEIGHT);
    CHECK_INT(cd_exr_encode(&file, frame, 24, NULL), CD_OK);
    CHECK_INT(number(&file, 0, 4), 20000630);
    CHECK(memmem(file.data, file.size, "chromaticities", 14) != NULL);
    const char *end = memmem(file.data, file.size, "screenWindowWidth", 17);
    const size_t table = (size_t)(end - file.data) + 18 + 6 + 4 + 4 + 1;
    const size_t block = (size_t)number(&file, table + 8, 8); /* the second: rows 16 to 19 */
    CHECK_INT(number(&file, block, 4), 16);
    const size_t packed = (size_t)number(&file, block + 4, 4);
    CHECK_INT(block + 8 + packed, file.size);
    uint8_t raw[LINE * 4], rows[LINE * 4];
    CHECK_INT(cd_inflate(raw, sizeof raw, (cd_str){file.data + block + 8, packed}, NULL), CD_OK);
    unpredict(rows, raw, sizeof rows);
    for (size_t i = 0; i < sizeof rows; i += 2)
        CHECK(fabsf(of_half((uint16_t)(rows[i] | rows[i + 1] << 8)) - 1.0f) < 0.002f);
}

static void bright_light_survives(void)
{
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_AUTO(cd_buf_done) cd_buf file = CD_BUF_INIT(1 << 20);
    CHECK_INT(cd_frame_new(&frame, 1, 1, NULL), CD_OK);
    CHECK_INT(cd_frame_deepen(frame, NULL), CD_OK);
    for (int c = 0; c < 3; c++)
        frame->deep[c] = cd_light_deep(6.0f);
    CHECK_INT(cd_exr_encode(&file, frame, 24, NULL), CD_OK);
    /* A block of six bytes does not get smaller: it lies there as it is. */
    CHECK_INT(number(&file, file.size - 10, 4), 6);
    CHECK(fabsf(of_half((uint16_t)number(&file, file.size - 2, 2)) - 6.0f) < 0.02f);
}

static void zip_entries_are_where_the_directory_says(void)
{
    FILE *temp = tmpfile();
    CHECK(temp != NULL);
    if (temp == NULL)
        return;
    CD_AUTO(cd_zip_close) cd_zip *zip = NULL;
    CHECK_INT(cd_zip_open(&zip, fileno(temp), NULL), CD_OK);
    CHECK_INT(cd_zip_add(zip, "one.txt", CD_STR("first"), NULL), CD_OK);
    CHECK_INT(cd_zip_add(zip, "two.txt", CD_STR("and the second"), NULL), CD_OK);
    CHECK_INT(cd_zip_end(zip, NULL), CD_OK);
    CD_AUTO(cd_buf_done) cd_buf file = CD_BUF_INIT(4096);
    char *room = cd_buf_reserve(&file, 4000);
    file.size = (size_t)pread(fileno(temp), room, 4000, 0);
    fclose(temp);
    const size_t end = file.size - 22;
    CHECK_INT(number(&file, end, 4), 0x06054b50);
    CHECK_INT(number(&file, end + 10, 2), 2);
    size_t entry = (size_t)number(&file, end + 16, 4);
    CHECK_INT(entry + number(&file, end + 12, 4), end);
    for (int i = 0; i < 2; i++) {
        const size_t local = (size_t)number(&file, entry + 42, 4);
        const size_t size = (size_t)number(&file, entry + 24, 4);
        CHECK_INT(number(&file, entry, 4), 0x02014b50);
        CHECK_INT(number(&file, local, 4), 0x04034b50);
        const cd_str bytes = {file.data + local + 30 + 7, size};
        CHECK_BYTES(bytes, i == 0 ? "first" : "and the second");
        CHECK_INT(number(&file, entry + 16, 4), cd_crc32(0, bytes));
        entry += 46 + 7;
    }
}

CHECK_MAIN(RUN(halves) RUN(white_is_one_in_every_channel) RUN(bright_light_survives)
               RUN(zip_entries_are_where_the_directory_says))
