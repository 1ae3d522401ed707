/* tests/unit/multiplane/test_lettering.c - texts of a picture: exact, in their face, inside their
 * board, in lines, and in perspective. */
#include "unit/check.h"

#include "engine/multiplane/cast/lettering.h"
#include "engine/multiplane/stage.h"

#include <string.h>

enum { WIDE = 480, HIGH = 240 };

static const mp_inks black = {.fill = 0x000000, .body = 1.0f};

static mp_set set_on(mp_layer *layer, const char *text, mp_face face, const double box[4])
{
    cd_err err = {0};
    CHECK_INT(cd_mp_layer_new(layer, WIDE, HIGH, &err), CD_OK);
    const mp_set out = cd_mp_face_set(layer->cr, text, face, &black, box);
    cairo_surface_flush(layer->surface);
    return out;
}

static uint32_t alpha_at(const mp_layer *layer, int x, int y)
{
    const uint8_t *row = cairo_image_surface_get_data(layer->surface) +
                         (ptrdiff_t)y * cairo_image_surface_get_stride(layer->surface);
    return row[4 * x + 3];
}

/* Pixels whose ink differs clearly. */
static uint32_t difference(const mp_layer *a, const mp_layer *b)
{
    uint32_t out = 0;
    for (int y = 0; y < HIGH; y++)
        for (int x = 0; x < WIDE; x++)
            out += abs((int)alpha_at(a, x, y) - (int)alpha_at(b, x, y)) > 64;
    return out;
}

static uint32_t ink_of(const mp_layer *layer)
{
    uint32_t out = 0;
    for (int y = 0; y < HIGH; y++)
        for (int x = 0; x < WIDE; x++)
            out += alpha_at(layer, x, y) > 64;
    return out;
}

static const double middle[4] = {30, 30, WIDE - 60, HIGH - 60};

static void faces_look_different(void)
{
    mp_layer layers[MP_FACE__COUNT];
    CHECK(MP_FACE__COUNT - 1 >= 8);
    for (int i = 1; i < MP_FACE__COUNT; i++)
        set_on(&layers[i], "Open Bakery 8", (mp_face)i, middle);
    for (int i = 1; i < MP_FACE__COUNT; i++) {
        const uint32_t ink = ink_of(&layers[i]);
        CHECK(ink > WIDE * HIGH / 100);
        for (int k = i + 1; k < MP_FACE__COUNT; k++) {
            const uint32_t parts = difference(&layers[i], &layers[k]);
            if (parts * 8 < ink)
                check_failed(__FILE__, __LINE__, "faces %d and %d differ in %u of %u", i, k, parts,
                             ink);
        }
    }
    for (int i = 1; i < MP_FACE__COUNT; i++)
        cd_mp_layer_done(&layers[i]);
}

/* Every letter is drawn: none is unknown to the fonts, and one letter more or another one shows. */
static void letters_are_exact(void)
{
    static const char *const texts[] = {
        "MORNING BREW", "Happy 40th, Zo\xc3\xab!", "The quick brown fox jumps over the lazy dog",
        "0123456789 & $ \xe2\x82\xac % # @ ? ! ( ) \xe2\x80\x9cquoted\xe2\x80\x9d",
        "\xc3\x80 la carte \xc5\x92uvre \xc3\x9f"};
    for (size_t i = 0; i < CD_COUNT(texts); i++) {
        for (int face = 1; face < MP_FACE__COUNT; face++) {
            mp_layer layer;
            const mp_set set = set_on(&layer, texts[i], (mp_face)face, middle);
            CHECK_INT(set.unknown, 0);
            cd_mp_layer_done(&layer);
        }
    }
    mp_layer one, two;
    set_on(&one, "SALE 50%", MP_FACE_SANS, middle);
    set_on(&two, "SALE 60%", MP_FACE_SANS, middle);
    CHECK(difference(&one, &two) > 100);
    cd_mp_layer_done(&one);
    cd_mp_layer_done(&two);
}

/* Whatever the text, its ink stays where the board has room. */
static void ink_stays_inside(void)
{
    const double box[4] = {60, 40, WIDE - 120, HIGH - 80};
    for (size_t size = 1; size < MP_TEXT_BYTES; size += size < 12 ? 1 : 27) {
        for (int words = 0; words < 2; words++) {
            char text[MP_TEXT_BYTES] = {0};
            for (size_t i = 0; i < size; i++)
                text[i] = words != 0 && i % 6 == 5 ? ' ' : (char)('A' + i * 7 % 26);
            const mp_face face = (mp_face)(1 + (size + (size_t)words) % (MP_FACE__COUNT - 1));
            mp_layer layer;
            const mp_set set = set_on(&layer, text, face, box);
            CHECK(set.ink[0] >= box[0] - 1 && set.ink[2] <= box[0] + box[2] + 1);
            CHECK(set.ink[1] >= box[1] - 1 && set.ink[3] <= box[1] + box[3] + 1);
            uint32_t out = 0;
            for (int y = 0; y < HIGH; y++)
                for (int x = 0; x < WIDE; x++)
                    if (x < 58 || y < 38 || x > WIDE - 58 || y > HIGH - 38)
                        out += alpha_at(&layer, x, y) > 0;
            if (out > 0)
                check_failed(__FILE__, __LINE__, "%zu bytes in face %d: %u pixels outside", size,
                             (int)face, out);
            CHECK(ink_of(&layer) > 20);
            cd_mp_layer_done(&layer);
        }
    }
}

static void long_texts_wrap(void)
{
    static const char *const texts[] = {"Bakery", "Fresh bread and cake every morning from six",
                                        "Fresh bread and cake every morning from six, coffee and "
                                        "tea until late, closed on Sundays and in August, "
                                        "please ring the bell twice if nobody is to be seen"};
    uint32_t before = 0;
    for (size_t i = 0; i < CD_COUNT(texts); i++) {
        mp_layer layer;
        const mp_set set = set_on(&layer, texts[i], MP_FACE_SERIF, middle);
        CHECK(set.lines > before);
        before = set.lines;
        /* Balanced: each line reaches at least half as far as the widest. */
        const double wide = set.ink[2] - set.ink[0];
        const double high = (set.ink[3] - set.ink[1]) / set.lines;
        for (uint32_t line = 0; line < set.lines; line++) {
            int from = WIDE, to = 0;
            for (int y = (int)(set.ink[1] + high * line); y < set.ink[1] + high * (line + 1); y++) {
                for (int x = 0; x < WIDE; x++) {
                    if (alpha_at(&layer, x, y) > 64) {
                        from = x < from ? x : from;
                        to = x > to ? x : to;
                    }
                }
            }
            CHECK(to - from > 0.45 * wide);
        }
        cd_mp_layer_done(&layer);
    }
}

/* Scripts that run from right to left, are joined, stacked or written without spaces; what no font
 * has becomes boxes, and bytes that are no text do no harm. */
static void any_script_is_drawn(void)
{
    static const char *const texts[] = {
        "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",                                         /* Hebrew */
        "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 \xd8\xa8\xd9\x83\xd9\x85",        /* Arabic */
        "\xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87", /* Hindi */
        "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82",                         /* Russian */
        "\xe3\x83\xa9\xe3\x83\xbc\xe3\x83\xa1\xe3\x83\xb3\xe5\xb1\x8b",             /* Japanese */
        "\xf0\x9f\x8d\x95 pizza \xf0\x9f\xab\xa8",
        "\xff\xfe\xc3",
        "a\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x86",
    };
    for (size_t i = 0; i < CD_COUNT(texts); i++) {
        for (int face = 1; face < MP_FACE__COUNT; face++) {
            mp_layer layer;
            set_on(&layer, texts[i], (mp_face)face, middle);
            CHECK(ink_of(&layer) > 50);
            cd_mp_layer_done(&layer);
        }
    }
    mp_layer layer;
    CHECK_INT(set_on(&layer, "", MP_FACE_SANS, middle).unknown, 0);
    CHECK_INT(ink_of(&layer), 0);
    cd_mp_layer_done(&layer);
    set_on(&layer, "   \t ", MP_FACE_CHALK, middle);
    cd_mp_layer_done(&layer);
}

/* A turned board: its far side is shorter, and its pixels follow. */
static void boards_converge(void)
{
    mp_plate plate = {.box = {100, 60, 400, 180}, .board = {.flat = {300, 120}}};
    cd_mp_plate_turn(&plate, 0.0f, 0.0f, 2.0f);
    CHECK(fabsf(plate.board.quad[0][0] - 100) < 0.01f &&
          fabsf(plate.board.quad[2][1] - 180) < 0.01f);
    cd_mp_plate_turn(&plate, 0.4f, 0.0f, 2.0f);
    const float near = plate.board.quad[3][1] - plate.board.quad[0][1];
    const float far = plate.board.quad[2][1] - plate.board.quad[1][1];
    CHECK(near > 1.1f * far);
    cd_err err = {0};
    mp_canvas card = {0, 0, NULL}, canvas = {0, 0, NULL};
    CHECK_INT(cd_mp_canvas_new(&card, 300, 120, &err), CD_OK);
    CHECK_INT(cd_mp_canvas_new(&canvas, WIDE, HIGH, &err), CD_OK);
    for (int i = 0; i < 300 * 120; i++)
        card.px[i] = (mp_px){1.0f, 1.0f, 1.0f, 1.0f};
    cd_mp_plate_lay(&canvas, &card, &plate, (mp_px){1.0f, 1.0f, 1.0f, 1.0f}, 2);
    uint32_t left = 0, right = 0;
    const int x0 = (int)plate.board.quad[0][0] + 4, x1 = (int)plate.board.quad[1][0] - 4;
    for (int y = 0; y < HIGH; y++) {
        left += canvas.px[y * WIDE + x0].a > 0.5f;
        right += canvas.px[y * WIDE + x1].a > 0.5f;
    }
    CHECK(fabsf((float)left - near) < 3.0f);
    CHECK(fabsf((float)right - far) < 3.0f);
    cd_mp_canvas_done(&card);
    cd_mp_canvas_done(&canvas);
}

/* The boards of pictures stay in the frame, and those on posts are seen from the side. */
static void plates_are_in_the_picture(void)
{
    static const uint32_t sizes[][2] = {{480, 270}, {320, 320}, {270, 480}, {600, 200}, {200, 600}};
    for (int surface = 0; surface < MP_SURFACE__COUNT; surface++) {
        for (size_t i = 0; i < CD_COUNT(sizes); i++) {
            mp_scene scene = {.seed = 5, .width = sizes[i][0], .height = sizes[i][1], .detail = 1};
            scene.setting = surface == MP_PAGE ? MP_SETTING_KITCHEN : MP_SETTING_MEADOW;
            scene.ratio = CD_RATIO_1_1;
            scene.text_count = 1;
            scene.texts[0].surface = (mp_surface)surface;
            scene.texts[0].subject = MP_OTHER_NONE;
            (void)snprintf(scene.texts[0].text, MP_TEXT_BYTES, "Welcome to the fair");
            cd_err err = {0};
            cd_mp_stage *stage = NULL;
            CHECK_INT(cd_mp_stage_new(&stage, &scene, NULL, 2, &err), CD_OK);
            for (uint32_t k = cd_mp_stage_steps(stage); k > 0; k--)
                CHECK_INT(cd_mp_stage_step(stage, &err), CD_OK);
            float boxes[MP_TEXTS_MAX][4];
            CHECK_INT(cd_mp_stage_texts(stage, boxes), 1);
            CHECK(boxes[0][0] >= -1 && boxes[0][2] <= (float)scene.width + 1);
            CHECK(boxes[0][1] >= -1 && boxes[0][3] <= (float)scene.height + 1);
            CHECK((boxes[0][2] - boxes[0][0]) * (boxes[0][3] - boxes[0][1]) >
                  0.02f * (float)scene.width * (float)scene.height);
            cd_mp_stage_free(&stage);
        }
    }
}

CHECK_MAIN(RUN(faces_look_different) RUN(letters_are_exact) RUN(ink_stays_inside)
               RUN(long_texts_wrap) RUN(any_script_is_drawn) RUN(boards_converge)
                   RUN(plates_are_in_the_picture))
