/* tests/unit/media/test_clip.c - clips: the file's boxes, their order and what HDR adds; the
 * colours that the encoder gets; sizes that are refused. What a decoder sees is tested from
 * outside, in tests/contract/test_media.py. */
#include "unit/check.h"

#include "media/clip.h"
#include "media/light.h"
#include "media/yuv.h"

#include <math.h>

static cd_frame *colored(uint32_t width, uint32_t height, uint8_t r, uint8_t g, uint8_t b)
{
    cd_frame *frame = NULL;
    cd_err err = {.kind = CD_OK};
    CHECK_INT(cd_frame_new(&frame, width, height, &err), CD_OK);
    for (uint32_t y = 0; y < height; y++)
        for (uint32_t x = 0; x < width; x++) {
            uint8_t *px = frame->pixels + y * frame->stride + (size_t)x * 3;
            px[0] = r;
            px[1] = g;
            px[2] = b;
        }
    return frame;
}

static cd_rc make_clip(cd_buf *out, uint32_t width, uint32_t height, uint32_t frames, bool hdr)
{
    cd_err err = {.kind = CD_OK};
    CD_AUTO(cd_clip_close) cd_clip *clip = NULL;
    const struct cd_clip_opts opts = {
        .width = width, .height = height, .fps = 24, .hdr = hdr, .threads = 2};
    CD_TRY(cd_clip_open(&clip, &opts, &err));
    for (uint32_t i = 0; i < frames; i++) {
        CD_AUTO(cd_frame_free)
        cd_frame *frame = colored(width, height, (uint8_t)(i * 5), 90, 200);
        CD_TRY(cd_clip_put(clip, frame, &err));
    }
    return cd_clip_end(out, clip, &err);
}

/* Where a box of the top level starts, or SIZE_MAX. */
static size_t box_at(const cd_buf *file, const char *name)
{
    for (size_t at = 0; at + 8 <= file->size;) {
        const unsigned char *p = (const unsigned char *)file->data + at;
        const size_t size = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
        if (memcmp(p + 4, name, 4) == 0)
            return at;
        if (size < 8)
            break;
        at += size;
    }
    return SIZE_MAX;
}

static bool has_bytes(const cd_buf *file, const char *name)
{
    return memmem(file->data, file->size, name, strlen(name)) != NULL;
}

static void index_stands_before_the_data(void)
{
    CD_AUTO(cd_buf_done) cd_buf file = CD_BUF_INIT(0);
    CHECK_INT(make_clip(&file, 64, 48, 30, false), CD_OK);
    CHECK_INT(box_at(&file, "ftyp"), 0);
    CHECK(box_at(&file, "moov") < box_at(&file, "mdat"));
    CHECK(box_at(&file, "mdat") < file.size);
    CHECK(has_bytes(&file, "avc1"));
    CHECK(!has_bytes(&file, "soun")); /* no sound */
}

static void hdr_says_so_in_the_header(void)
{
    CD_AUTO(cd_buf_done) cd_buf file = CD_BUF_INIT(0);
    CHECK_INT(make_clip(&file, 96, 64, 5, true), CD_OK);
    CHECK(has_bytes(&file, "hvc1"));
    CHECK(has_bytes(&file, "mdcv"));
    CHECK(has_bytes(&file, "clli"));
    CHECK(box_at(&file, "moov") < box_at(&file, "mdat"));
}

static void odd_sizes_lose_a_line_and_absurd_ones_are_refused(void)
{
    CD_AUTO(cd_buf_done) cd_buf file = CD_BUF_INIT(0);
    CHECK_INT(make_clip(&file, 65, 49, 3, false), CD_OK);
    CHECK_INT(make_clip(&file, 8, 49, 3, false), CD_E_TOO_BIG);
    CHECK_INT(make_clip(&file, 64, 9000, 3, false), CD_E_TOO_BIG);
}

static void same_frames_give_the_same_file(void)
{
    CD_AUTO(cd_buf_done) cd_buf first = CD_BUF_INIT(0);
    CD_AUTO(cd_buf_done) cd_buf second = CD_BUF_INIT(0);
    CHECK_INT(make_clip(&first, 64, 48, 12, false), CD_OK);
    CHECK_INT(make_clip(&second, 64, 48, 12, false), CD_OK);
    CHECK_INT(first.size, second.size);
    CHECK(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
}

/* A flat colour through cd_yuv_sdr(); the middle sample of each plane. */
static void sdr_is(uint8_t r, uint8_t g, uint8_t b, int y, int u, int v)
{
    uint8_t planes[3][16];
    const struct cd_yuv yuv = {4, 4, {planes[0], planes[1], planes[2]}, {4, 2, 2}};
    CD_AUTO(cd_frame_free) cd_frame *frame = colored(4, 4, r, g, b);
    cd_yuv_sdr(&yuv, frame);
    for (int i = 0; i < 16; i++)
        CHECK_INT(planes[0][i], y);
    for (int i = 0; i < 4; i++) {
        CHECK_INT(planes[1][i], u);
        CHECK_INT(planes[2][i], v);
    }
}

static void colors_of_bt709(void)
{
    sdr_is(0, 0, 0, 16, 128, 128);
    sdr_is(255, 255, 255, 235, 128, 128);
    sdr_is(255, 0, 0, 63, 102, 240);
    sdr_is(0, 255, 0, 173, 42, 26);
    sdr_is(0, 0, 255, 32, 240, 118);
}

static void white_of_pq_is_203_nits(void)
{
    uint16_t planes[3][16];
    const struct cd_yuv yuv = {
        4, 4, {(uint8_t *)planes[0], (uint8_t *)planes[1], (uint8_t *)planes[2]}, {8, 4, 4}};
    CD_AUTO(cd_frame_free) cd_frame *frame = colored(4, 4, 255, 255, 255);
    CD_AUTO(cd_pq_free) cd_pq *pq = NULL;
    cd_err err = {.kind = CD_OK};
    CHECK_INT(cd_pq_new(&pq, &err), CD_OK);
    cd_yuv_pq(&yuv, frame, pq);
    CHECK(abs(planes[0][0] - 573) <= 1); /* 58 % of the signal: ITU-R BT.2408, table 1 */
    CHECK(abs(planes[1][0] - 512) <= 1);
    CHECK(abs(planes[2][0] - 512) <= 1);
    CHECK_INT(cd_frame_deepen(frame, &err), CD_OK);
    for (size_t i = 0; i < (size_t)4 * 4 * 3; i++)
        frame->deep[i] = cd_light_deep(1000.0f / CD_YUV_WHITE_NITS);
    cd_yuv_pq(&yuv, frame, pq);
    CHECK(abs(planes[0][0] - (64 + (int)(0.7518 * 876))) <= 2); /* 1,000 nits */
}

static void light_goes_both_ways(void)
{
    for (int i = 0; i <= 1000; i++) {
        const float value = (float)i / 1000.0f;
        CHECK(fabsf(cd_light_to_srgb(cd_light_from_srgb(value)) - value) < 1e-4f);
    }
    CD_AUTO(cd_frame_free) cd_frame *frame = colored(1, 1, 0, 0, 0);
    cd_err err = {.kind = CD_OK};
    CHECK_INT(cd_frame_deepen(frame, &err), CD_OK);
    for (int i = 0; i < 200; i++) {
        const float light = (float)check_below(16000) / 1000.0f;
        float rgb[3];
        for (int c = 0; c < 3; c++)
            frame->deep[c] = cd_light_deep(light);
        cd_light_of(rgb, frame, 0, 0);
        CHECK(fabsf(rgb[1] - light) < 0.0005f + 0.0005f * light);
    }
}

CHECK_MAIN(RUN(index_stands_before_the_data) RUN(hdr_says_so_in_the_header)
               RUN(odd_sizes_lose_a_line_and_absurd_ones_are_refused)
                   RUN(same_frames_give_the_same_file) RUN(colors_of_bt709)
                       RUN(white_of_pq_is_203_nits) RUN(light_goes_both_ways))
