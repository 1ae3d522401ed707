/* tests/unit/media/test_resize.c - resampling: copies are exact, flat stays flat, edges stay where
 * they are, any part at any size. */
#include "unit/check.h"

#include "media/resize.h"

static cd_frame *noise(uint32_t width, uint32_t height)
{
    cd_frame *frame = NULL;
    CHECK_INT(cd_frame_new(&frame, width, height, NULL), CD_OK);
    for (size_t i = 0; i < frame->stride * height; i++)
        frame->pixels[i] = (uint8_t)check_random();
    return frame;
}

static uint8_t at(const cd_frame *frame, uint32_t x, uint32_t y)
{
    return frame->pixels[y * frame->stride + (size_t)x * 3 + 1];
}

static void whole_at_its_size_is_a_copy(void)
{
    CD_AUTO(cd_frame_free) cd_frame *in = noise(37, 21);
    CD_AUTO(cd_frame_free) cd_frame *out = NULL;
    CHECK_INT(cd_resize_whole(&out, in, 37, 21, NULL), CD_OK);
    for (uint32_t y = 0; y < 21; y++)
        CHECK(memcmp(in->pixels + y * in->stride, out->pixels + y * out->stride, 37 * 3) == 0);
}

static void flat_stays_flat(void)
{
    for (int i = 0; i < 60; i++) {
        CD_AUTO(cd_frame_free)
        cd_frame *in = noise(1 + (uint32_t)check_below(80), 1 + (uint32_t)check_below(80));
        CD_AUTO(cd_frame_free) cd_frame *out = NULL;
        const uint8_t value = (uint8_t)check_random();
        memset(in->pixels, value, in->stride * in->height);
        const double x = (double)check_below(in->width), y = (double)check_below(in->height);
        const struct cd_area area = {x, y, in->width - x, in->height - y};
        CHECK_INT(cd_resize(&out, in, &area, 1 + (uint32_t)check_below(90),
                            1 + (uint32_t)check_below(90), NULL),
                  CD_OK);
        for (uint32_t row = 0; row < out->height; row++)
            for (uint32_t column = 0; column < out->width; column++)
                CHECK_INT(at(out, column, row), value);
    }
}

static void an_edge_stays_in_the_middle(void)
{
    CD_AUTO(cd_frame_free) cd_frame *in = noise(64, 64);
    for (uint32_t y = 0; y < 64; y++)
        for (uint32_t x = 0; x < 64; x++)
            memset(in->pixels + y * in->stride + (size_t)x * 3, x < 32 ? 0 : 255, 3);
    static const uint32_t sizes[] = {8, 16, 50, 64, 100, 256};
    for (size_t i = 0; i < CD_COUNT(sizes); i++) {
        CD_AUTO(cd_frame_free) cd_frame *out = NULL;
        CHECK_INT(cd_resize_whole(&out, in, sizes[i], 4, NULL), CD_OK);
        CHECK(at(out, sizes[i] / 4, 2) < 12);
        CHECK(at(out, sizes[i] - 1 - sizes[i] / 4, 2) > 243);
        const int middle = at(out, sizes[i] / 2 - 1, 2) + at(out, sizes[i] / 2, 2);
        CHECK(abs(middle - 255) <= 2); /* the same on both sides */
    }
}

static void cover_keeps_the_shape(void)
{
    CD_AUTO(cd_frame_free) cd_frame *in = noise(200, 100);
    const struct cd_area tall = cd_area_cover(in, 50, 100);
    CHECK_INT(tall.width, 50);
    CHECK_INT(tall.x, 75);
    CHECK_INT(tall.height, 100);
    const struct cd_area wide = cd_area_cover(in, 400, 100);
    CHECK_INT(wide.height, 50);
    CHECK_INT(wide.y, 25);
    CHECK_INT(wide.width, 200);
}

CHECK_MAIN(RUN(whole_at_its_size_is_a_copy) RUN(flat_stays_flat) RUN(an_edge_stays_in_the_middle)
               RUN(cover_keeps_the_shape))
