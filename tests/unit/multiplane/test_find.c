/* tests/unit/multiplane/test_find.c - what is found in pictures that nothing is known about: the
 * sky, the ground, things by colour and by how they stand out, writing; and that fills, new colours
 * and mattes leave alone what they are not about. */
#include "unit/check.h"

#include "engine/multiplane/find/lettered.h"
#include "engine/multiplane/find/seek.h"
#include "engine/multiplane/mend/mend.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

enum { WIDTH = 480, HEIGHT = 320, SAMPLES = WIDTH * HEIGHT * 3 };

static uint16_t px[SAMPLES], before[SAMPLES];
static const mp_picture picture = {px, WIDTH, HEIGHT, 2};

static bool in_ball(int x, int y)
{
    return (x - 300) * (x - 300) + (y - 220) * (y - 220) < 50 * 50;
}
static bool in_box(int x, int y)
{
    return x >= 90 && x < 170 && y >= 180 && y < 270;
}

/* A red ball and a yellow box on speckled grass under a sky that gets paler downward. */
static void draw(void)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            const float speckle = 0.82f + 0.36f * cd_mp_hash01((uint64_t)(y / 2 * WIDTH + x / 2));
            const float pale = (float)y / 150.0f;
            const float sky[3] = {0.25f + 0.4f * pale, 0.5f + 0.3f * pale, 0.92f};
            const float grass[3] = {0.28f * speckle, 0.60f * speckle, 0.20f * speckle};
            const float round = 1.0f - 0.004f * (float)(x - 280);
            const float red[3] = {0.84f * round, 0.12f, 0.10f}, yellow[3] = {0.92f, 0.78f, 0.15f};
            const float *rgb = in_ball(x, y) ? red : in_box(x, y) ? yellow : y < 150 ? sky : grass;
            cd_mp_rgb_put(px + (y * WIDTH + x) * 3, rgb);
        }
    memcpy(before, px, sizeof px);
}

/* Where the thing is known to be. */
typedef bool (*place_fn)(int x, int y);

static bool in_sky(int x, int y)
{
    (void)x;
    return y < 150;
}
static bool in_grass(int x, int y)
{
    return y >= 150 && !in_ball(x, y) && !in_box(x, y);
}
static bool in_back(int x, int y)
{
    return !in_ball(x, y) && !in_box(x, y);
}

/* Intersection over union of a matte and a place. */
static double overlap(const mp_matte *matte, place_fn place)
{
    double both = 0, either = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            const bool is = matte->a[y * WIDTH + x] > 127, should = place(x, y);
            both += is && should;
            either += is || should;
        }
    return both / either;
}

static void seek(mp_matte *matte, const mp_quest *quest)
{
    CD_AUTO(cd_mp_view_done) mp_view view = {0};
    CD_AUTO(cd_mp_map_done) mp_map mask = {0, 0, NULL};
    float sure = 0;
    CHECK_INT(cd_mp_view_of_picture(&view, &picture, NULL), CD_OK);
    CHECK_INT(cd_mp_seek(&mask, &sure, &view, quest, NULL), CD_OK);
    CHECK(sure > 0.3f);
    CHECK_INT(cd_mp_matte_of(matte, &mask, &view, &picture, NULL), CD_OK);
}

static mp_quest quest_for(const char *word)
{
    mp_quest quest;
    CHECK_INT(cd_mp_quest_of(&quest, cd_str_from(word), MP_FIGURE_NONE, NULL, NULL), CD_OK);
    return quest;
}

static void found_where_they_are(void)
{
    static const struct {
        const char *word;
        place_fn place;
        double least;
    } rows[] = {{"sky", in_sky, 0.95}, {"grass", in_grass, 0.90}};
    draw();
    for (size_t i = 0; i < CD_COUNT(rows); i++) {
        CD_AUTO(cd_mp_matte_done) mp_matte matte = {0, 0, NULL};
        const mp_quest quest = quest_for(rows[i].word);
        seek(&matte, &quest);
        if (overlap(&matte, rows[i].place) < rows[i].least)
            check_failed(__FILE__, __LINE__, "%s: %.3f", rows[i].word,
                         overlap(&matte, rows[i].place));
    }
}

static void colours_tell_things_apart(void)
{
    static const uint8_t red[3] = {216, 35, 42}, yellow[3] = {240, 200, 40};
    CD_AUTO(cd_mp_matte_done) mp_matte ball = {0, 0, NULL};
    CD_AUTO(cd_mp_matte_done) mp_matte box = {0, 0, NULL};
    mp_quest quest = quest_for("thing");
    draw();
    cd_mp_quest_named(&quest, red);
    seek(&ball, &quest);
    CHECK(overlap(&ball, in_ball) > 0.93);
    cd_mp_quest_named(&quest, yellow);
    seek(&box, &quest);
    CHECK(overlap(&box, in_box) > 0.93);
}

static void the_background_is_the_rest(void)
{
    CD_AUTO(cd_mp_matte_done) mp_matte matte = {0, 0, NULL};
    const mp_quest quest = quest_for("background");
    draw();
    for (int y = 0; y < HEIGHT; y++) /* one thing alone */
        for (int x = 0; x < WIDTH; x++)
            if (in_box(x, y))
                memcpy(px + (y * WIDTH + x) * 3, px + (y * WIDTH + x - 90) * 3, 6);
    seek(&matte, &quest);
    double wrong = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            wrong += (matte.a[y * WIDTH + x] > 127) == in_ball(x, y);
    CHECK(wrong < 0.01 * WIDTH * HEIGHT);
    CHECK(in_back(0, 0));
}

/* In dB, on luma, where the place is not, `margin` pixels away from it. */
static double psnr_outside(place_fn place, int margin)
{
    double sum = 0, count = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            bool near = false;
            for (int k = 0; k < 9; k++)
                near |= place(x + (k % 3 - 1) * margin, y + (k / 3 - 1) * margin);
            if (near || place(x, y))
                continue;
            float a[3], b[3];
            cd_mp_rgb_get(a, px + (y * WIDTH + x) * 3);
            cd_mp_rgb_get(b, before + (y * WIDTH + x) * 3);
            const double d = (double)(cd_mp_rgb_luma(a) - cd_mp_rgb_luma(b));
            sum += d * d;
            count++;
        }
    return sum > 0 ? -10.0 * log10(sum / count) : 99.0;
}

static void a_new_colour_stays_inside(void)
{
    static const uint8_t red[3] = {216, 35, 42};
    static const float blue[3] = {0.15f, 0.39f, 0.85f};
    CD_AUTO(cd_mp_matte_done) mp_matte matte = {0, 0, NULL};
    mp_quest quest = quest_for("ball");
    draw();
    cd_mp_quest_named(&quest, red);
    seek(&matte, &quest);
    cd_mp_mend_color(&picture, &matte, blue);
    CHECK(psnr_outside(in_ball, 4) > 45.0);
    float wanted[3], is[3], rgb[3];
    cd_mp_lab_of(wanted, blue);
    cd_mp_rgb_get(rgb, px + (220 * WIDTH + 300) * 3);
    cd_mp_lab_of(is, rgb);
    const float turn = atan2f(is[2], is[1]) - atan2f(wanted[2], wanted[1]);
    CHECK(fabsf(turn) < 15.0f * 3.14159f / 180.0f);
    /* Shading goes along: the left of the ball is lighter than the right. */
    CHECK(px[(220 * WIDTH + 270) * 3 + 2] > px[(220 * WIDTH + 335) * 3 + 2]);
}

static void a_fill_looks_like_what_is_around(void)
{
    static uint16_t other[SAMPLES];
    CD_AUTO(cd_mp_matte_done) mp_matte hole = {0, 0, NULL};
    draw();
    CHECK_INT(cd_mp_matte_new(&hole, &picture, NULL), CD_OK);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            hole.a[y * WIDTH + x] = in_ball(x, y) ? 255 : 0;
    CHECK_INT(cd_mp_matte_widen(&hole, 3, 2, NULL), CD_OK);
    CHECK_INT(cd_mp_mend_fill(&picture, &hole, NULL, NULL), CD_OK);
    CHECK(psnr_outside(in_ball, 5) > 98.0); /* not a bit */
    double red = 0, count = 0, varies = 0, mean = 0;
    for (int y = 170; y < 270; y++)
        for (int x = 250; x < 350; x++) {
            if (!in_ball(x, y))
                continue;
            float rgb[3];
            cd_mp_rgb_get(rgb, px + (y * WIDTH + x) * 3);
            red += rgb[0] > rgb[1];
            mean += (double)rgb[1];
            varies += (double)(rgb[1] * rgb[1]);
            count++;
        }
    mean /= count;
    CHECK(red / count < 0.01);
    CHECK(fabs(mean - 0.60) < 0.04);
    CHECK(sqrt(varies / count - mean * mean) > 0.025); /* speckled, not smeared */
    /* The same on any number of threads. */
    memcpy(other, px, sizeof px);
    memcpy(px, before, sizeof px);
    const mp_picture alone = {px, WIDTH, HEIGHT, 1};
    CHECK_INT(cd_mp_mend_fill(&alone, &hole, NULL, NULL), CD_OK);
    CHECK(memcmp(px, other, sizeof px) == 0);
}

/* A plate with words, by the toy face of Cairo. */
static void sign_draw(const char *words)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    cairo_t *cr = cairo_create(surface);
    draw();
    cairo_set_source_rgb(cr, 0.95, 0.93, 0.86);
    cairo_paint(cr);
    cairo_set_source_rgb(cr, 0.1, 0.1, 0.3);
    cairo_select_font_face(cr, "Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
    cairo_set_font_size(cr, 34);
    cairo_move_to(cr, 160, 110);
    cairo_show_text(cr, words);
    cairo_surface_flush(surface);
    const uint8_t *data = cairo_image_surface_get_data(surface);
    const int stride = cairo_image_surface_get_stride(surface);
    for (int y = 60; y < 140; y++)
        for (int x = 130; x < 380; x++)
            for (int c = 0; c < 3; c++)
                px[(y * WIDTH + x) * 3 + c] = (uint16_t)(data[y * stride + x * 4 + 2 - c] * 257);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    memcpy(before, px, sizeof px);
}

static void writing_is_found(void)
{
    mp_lettered found;
    sign_draw("WELCOME");
    CHECK_INT(cd_mp_lettered(&found, &picture, NULL), CD_OK);
    CHECK(found.some);
    CHECK(found.box[0] >= 150 && found.box[0] <= 172);
    CHECK(found.box[2] >= 320 && found.box[2] <= 370);
    CHECK(found.box[1] >= 75 && found.box[3] <= 120);
    CHECK(found.ink[0] < 0.3f && found.plain[0] > 0.8f);
    draw();
    CHECK_INT(cd_mp_lettered(&found, &picture, NULL), CD_OK);
    CHECK(!found.some);
}

static void what_is_lifted_is_whole(void)
{
    CD_AUTO(cd_mp_matte_done) mp_matte matte = {0, 0, NULL};
    CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
    int32_t box[4];
    bool some = false;
    draw();
    CHECK_INT(cd_mp_matte_new(&matte, &picture, NULL), CD_OK);
    CHECK(!cd_mp_matte_bounds(box, &matte));
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            matte.a[y * WIDTH + x] = in_box(x, y) ? 255 : 0;
    CHECK_INT(cd_mp_mend_lift(&card, box, &some, &picture, &matte, 0.5f, NULL), CD_OK);
    CHECK(some);
    CHECK_INT(box[0], 90);
    CHECK_INT(box[3], 270);
    CHECK_INT(card.width, 40);
    CHECK_INT(card.height, 45);
    const mp_px middle = card.px[22 * 40 + 20];
    CHECK(middle.a > 0.99f && middle.r > middle.g && middle.g > 3.0f * middle.b);
}

CHECK_MAIN(RUN(found_where_they_are) RUN(colours_tell_things_apart) RUN(the_background_is_the_rest)
               RUN(a_new_colour_stays_inside) RUN(a_fill_looks_like_what_is_around)
                   RUN(writing_is_found) RUN(what_is_lifted_is_whole))
