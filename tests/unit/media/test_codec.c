/* Every codec of codecs.def: round trips, damage, limits. */
#include "unit/check.h"

#include "media/codec.h"

static cd_frame *picture(uint32_t width, uint32_t height, bool noise)
{
    cd_frame *frame = NULL;
    CHECK(cd_frame_new(&frame, width, height, NULL) == CD_OK);
    for (uint32_t y = 0; y < height; y++)
        for (uint32_t x = 0; x < width * 3; x++)
            frame->pixels[y * frame->stride + x] =
                noise ? (uint8_t)check_random()
                      : (uint8_t)(40 + x * 150 / (width * 3) + y * 60 / height * (x % 3) / 2);
    return frame;
}

/* Mean squared difference of two frames of one size. */
static double difference(const cd_frame *a, const cd_frame *b)
{
    double sum = 0;
    for (uint32_t y = 0; y < a->height; y++)
        for (uint32_t x = 0; x < a->width * 3; x++) {
            const double d =
                (double)a->pixels[y * a->stride + x] - (double)b->pixels[y * b->stride + x];
            sum += d * d;
        }
    return sum / (3.0 * a->width * a->height);
}

static void names_are_found(void)
{
    CHECK(cd_codec_find(CD_STR("png")) != NULL);
    CHECK(cd_codec_find(CD_STR("jpeg")) != NULL);
    CHECK(cd_codec_find(CD_STR("gif")) == NULL);
    size_t count = 0;
    while (cd_codec_at(count) != NULL)
        CHECK(cd_codec_find(cd_str_from(cd_codec_at(count++)->name)) != NULL);
    CHECK_INT(count, 2);
}

static void round_trips(void)
{
    static const uint32_t sizes[][2] = {{1, 1}, {2, 3}, {17, 5}, {64, 64}, {333, 100}, {1, 500}};
    for (size_t c = 0; cd_codec_at(c) != NULL; c++) {
        const cd_codec_ops *codec = cd_codec_at(c);
        const bool exact = strcmp(codec->name, "png") == 0;
        for (size_t i = 0; i < CD_COUNT(sizes) * 2; i++) {
            /* noise of a few pixels tells nothing of a lossy codec: its chroma is shared by
             * neighbours */
            const bool noise = i % 2 == 1 && (exact || sizes[i / 2][0] * sizes[i / 2][1] >= 1000);
            cd_frame *frame = picture(sizes[i / 2][0], sizes[i / 2][1], noise), *back = NULL;
            cd_buf bytes = CD_BUF_INIT(CD_ENCODED_BYTES_MAX);
            CHECK(codec->encode(&bytes, frame, NULL) == CD_OK);
            CHECK(codec->decode(&back, cd_buf_str(&bytes), NULL) == CD_OK);
            CHECK_INT(back->width, frame->width);
            CHECK_INT(back->height, frame->height);
            CHECK(difference(frame, back) <= (exact ? 0.0 : noise ? 100.0 : 40.0));
            cd_buf_done(&bytes);
            cd_frame_free(&frame);
            cd_frame_free(&back);
        }
    }
}

static void same_picture_same_bytes(void)
{
    cd_frame *frame = picture(200, 100, false);
    for (size_t c = 0; cd_codec_at(c) != NULL; c++) {
        cd_buf one = CD_BUF_INIT(CD_ENCODED_BYTES_MAX), two = CD_BUF_INIT(CD_ENCODED_BYTES_MAX);
        CHECK(cd_codec_at(c)->encode(&one, frame, NULL) == CD_OK);
        CHECK(cd_codec_at(c)->encode(&two, frame, NULL) == CD_OK);
        CHECK(cd_str_eq(cd_buf_str(&one), cd_buf_str(&two)));
        cd_buf_done(&one);
        cd_buf_done(&two);
    }
    cd_frame_free(&frame);
}

static void cut_files_are_corrupt(void)
{
    cd_frame *frame = picture(40, 30, false);
    for (size_t c = 0; cd_codec_at(c) != NULL; c++) {
        const cd_codec_ops *codec = cd_codec_at(c);
        cd_buf bytes = CD_BUF_INIT(CD_ENCODED_BYTES_MAX);
        CHECK(codec->encode(&bytes, frame, NULL) == CD_OK);
        /* A JPEG without its two bytes of end is whole for every decoder. */
        const size_t whole = strcmp(codec->name, "png") == 0 ? 0 : 2;
        for (size_t cut = 0; cut + whole < bytes.size; cut++) {
            cd_frame *back = NULL;
            char *copy = malloc(cut + 1); /* its own size, so that reading past it is seen */
            memcpy(copy, bytes.data, cut);
            CHECK(codec->decode(&back, (cd_str){copy, cut}, NULL) == CD_E_CORRUPT);
            cd_frame_free(&back);
            free(copy);
        }
        cd_buf_done(&bytes);
    }
    cd_frame_free(&frame);
}

static void flipped_bytes_never_crash(void)
{
    cd_frame *frame = picture(64, 48, false);
    for (size_t c = 0; cd_codec_at(c) != NULL; c++) {
        cd_buf bytes = CD_BUF_INIT(CD_ENCODED_BYTES_MAX);
        CHECK(cd_codec_at(c)->encode(&bytes, frame, NULL) == CD_OK);
        for (unsigned i = 0; i < 400; i++) {
            const size_t at = check_below(bytes.size);
            const char flip = (char)(1 + check_below(255));
            bytes.data[at] ^= flip;
            cd_frame *back = NULL;
            const cd_rc rc = cd_codec_at(c)->decode(&back, cd_buf_str(&bytes), NULL);
            CHECK(rc == CD_OK || rc == CD_E_CORRUPT || rc == CD_E_TOO_BIG || rc == CD_E_NOMEM);
            CHECK((rc == CD_OK) == (back != NULL));
            cd_frame_free(&back);
            bytes.data[at] ^= flip;
        }
        cd_buf_done(&bytes);
    }
    cd_frame_free(&frame);
}

static void full_buffer_is_too_big(void)
{
    cd_frame *frame = picture(64, 64, true);
    for (size_t c = 0; cd_codec_at(c) != NULL; c++) {
        cd_buf bytes = CD_BUF_INIT(100);
        CHECK(cd_codec_at(c)->encode(&bytes, frame, NULL) == CD_E_TOO_BIG);
        cd_buf_done(&bytes);
    }
    cd_frame_free(&frame);
}

CHECK_MAIN(RUN(names_are_found) RUN(round_trips) RUN(same_picture_same_bytes)
               RUN(cut_files_are_corrupt) RUN(flipped_bytes_never_crash)
                   RUN(full_buffer_is_too_big))
