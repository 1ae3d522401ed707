/* tests/unit/multiplane/test_look.c - looks laid over pictures: what words ask for, that every look
 * shows and grows with its amount, what a colour replaces, manga, palettes. */
#include "unit/check.h"

#include "engine/multiplane/film/develop.h"
#include "engine/multiplane/look/look.h"
#include "engine/multiplane/look/named.h"
#include "engine/multiplane/look/palette.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 240, HEIGHT = 160, SAMPLES = WIDTH * HEIGHT * 3 };

/* A red ball on green under blue. */
static void scene_draw(uint16_t *px)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++, px += 3) {
            const bool ball = (x - 120) * (x - 120) + (y - 90) * (y - 90) < 35 * 35;
            const float shade = 0.6f + 0.4f * (float)((x * 7 + y * 3) % 32) / 32.0f;
            const float sky[3] = {0.35f, 0.60f, 0.95f}, grass[3] = {0.25f, 0.62f, 0.22f};
            const float red[3] = {0.85f, 0.12f, 0.10f};
            for (int c = 0; c < 3; c++)
                px[c] = (uint16_t)(65535.0f * shade * (ball ? red[c] : y < 80 ? sky[c] : grass[c]));
        }
}

static uint16_t before[SAMPLES], after[SAMPLES];

static mp_look look_of(const char *prompt)
{
    mp_look look;
    cd_mp_look_read(&look, cd_str_from(prompt), 5, false);
    return look;
}

static void lay(const char *prompt, float amount)
{
    const mp_picture picture = {after, WIDTH, HEIGHT, 2};
    mp_look look = look_of(prompt);
    scene_draw(before);
    scene_draw(after);
    CHECK_INT(cd_mp_look_lay(&picture, &look, amount, 0.4f, NULL), CD_OK);
}

static double difference(void)
{
    double sum = 0;
    for (int i = 0; i < SAMPLES; i++)
        sum += fabs((double)before[i] - (double)after[i]);
    return sum / SAMPLES / 655.35; /* percent of white */
}

static void words_ask_for_looks(void)
{
    CHECK(look_of("make it NIGHT").has_time && look_of("make it NIGHT").time == MP_NIGHT);
    CHECK(!look_of("a knight").has_time); /* whole words only */
    CHECK(look_of("let it snow, please").weather == MP_SNOWFALL);
    CHECK(look_of("in black and white").style == MP_STYLE_MONOCHROME);
    CHECK(!look_of("in black and white").has_color);
    CHECK(look_of("a watercolor painting").style == MP_STYLE_WATERCOLOR);
    const mp_look red = look_of("turn it dark red");
    CHECK(red.has_color && fabsf(red.color[0] - 0x9b / 255.0f) < 0.01f);
    CHECK(look_of("qwertz").has_tones);
    CHECK(look_of("").has_tones);
    mp_look added;
    cd_mp_look_read(&added, CD_STR("add a red hat"), 5, true);
    CHECK(!added.has_color && !added.has_tones);
}

static const char *const prompts[] = {
    "night",       "sunset", "dawn",  "morning",         "noon",      "snow",    "rain",
    "fog",         "cloudy", "sepia", "black and white", "pixel art", "cartoon", "oil painting",
    "watercolor",  "sketch", "neon",  "vintage",         "inverted",  "manga",   "make it purple",
    "qwertz asdf", "hello"};

static void every_look_shows(void)
{
    for (size_t i = 0; i < CD_COUNT(prompts); i++) {
        lay(prompts[i], 1.0f);
        if (difference() < 1.0)
            check_failed(__FILE__, __LINE__, "%s: only %.2f %%", prompts[i], difference());
    }
}

static void more_of_it_is_farther_away(void)
{
    for (size_t i = 0; i < CD_COUNT(prompts); i++) {
        double last = 0;
        for (int k = 0; k <= 9; k++) {
            lay(prompts[i], (float)k / 9.0f);
            CHECK(k == 0 ? difference() == 0 : difference() > last);
            last = difference();
        }
    }
}

static void a_colour_replaces_what_stands_out(void)
{
    const size_t ball = ((size_t)90 * WIDTH + 120) * 3, grass = ((size_t)150 * WIDTH + 10) * 3;
    lay("make the ball blue", 1.0f);
    CHECK(before[ball] > before[ball + 2]);
    CHECK(after[ball + 2] > after[ball] + 10000);
    CHECK(abs(after[grass] - before[grass]) < 700);
}

static void night_is_dark_and_grey_is_grey(void)
{
    double sums[2] = {0, 0};
    lay("night", 1.0f);
    for (int i = 0; i < SAMPLES; i++) {
        sums[0] += before[i];
        sums[1] += after[i];
    }
    CHECK(sums[1] < 0.65 * sums[0]);
    lay("black and white", 1.0f);
    for (int i = 0; i < SAMPLES; i += 3)
        CHECK(after[i] == after[i + 1] && after[i] == after[i + 2]);
}

static void manga_is_black_and_white_in_a_panel(void)
{
    const mp_picture picture = {after, WIDTH, HEIGHT, 2};
    scene_draw(after);
    CHECK_INT(cd_mp_look_manga(&picture, NULL), CD_OK);
    uint32_t extreme = 0;
    for (int i = 0; i < SAMPLES; i += 3) {
        CHECK(after[i] == after[i + 1]);
        extreme += after[i] < 8000 || after[i] > 57000;
    }
    CHECK(extreme > WIDTH * HEIGHT / 2);
    CHECK_INT(after[0], UINT16_MAX);
    const size_t line = ((size_t)80 * WIDTH + 160 * 35 / 1000 + 1) * 3;
    CHECK_INT(after[line], 0);
}

static void palettes_are_drawn_to(void)
{
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_AUTO(cd_frame_free) cd_frame *other = NULL;
    mp_palette wanted, is, was;
    CHECK_INT(cd_frame_new(&frame, 64, 64, NULL), CD_OK);
    CHECK_INT(cd_frame_new(&other, 50, 40, NULL), CD_OK);
    for (size_t i = 0; i < frame->stride * 64; i++)
        frame->pixels[i] = (uint8_t)(60 + check_below(80));
    for (size_t i = 0; i < other->stride * 40; i++)
        other->pixels[i] =
            (uint8_t)((i % other->stride) % 3 == 0 ? 150 + check_below(60) : check_below(60));
    cd_mp_palette_of(&wanted, other);
    cd_mp_palette_of(&was, frame);
    CHECK(cd_mp_palette_seed(frame) != cd_mp_palette_seed(other));
    cd_mp_palette_apply(frame, &wanted, 0.8f, 2);
    cd_mp_palette_of(&is, frame);
    for (int c = 0; c < 3; c++)
        CHECK(fabsf(is.mean[c] - wanted.mean[c]) <
              0.5f * fabsf(was.mean[c] - wanted.mean[c]) + 4.0f);
}

static void eight_bits_come_back_from_the_film(void)
{
    CD_AUTO(cd_mp_developer_free) mp_developer *developer = NULL;
    CD_AUTO(cd_frame_free) cd_frame *in = NULL;
    CD_AUTO(cd_frame_free) cd_frame *out = NULL;
    CHECK_INT(cd_frame_new(&in, 70, 33, NULL), CD_OK);
    for (size_t i = 0; i < in->stride * 33; i++)
        in->pixels[i] = (uint8_t)check_random();
    CHECK_INT(cd_mp_developer_new(&developer, 70, 33, MP_RANGE_SCENE, 2, NULL), CD_OK);
    cd_mp_developer_load(cd_mp_developer_film(developer), in);
    CHECK_INT(cd_mp_develop(&out, developer, NULL), CD_OK);
    for (uint32_t y = 0; y < 33; y++)
        CHECK(memcmp(in->pixels + y * in->stride, out->pixels + y * out->stride, 70 * 3) == 0);
    CHECK(out->deep != NULL);
}

/* The styles that a prompt for a new picture may name, each by a prompt of its own. */
static const char *const named[] = {
    "a cat, pixel art",    "a cat, ukiyo-e",       "a cat in stained glass",
    "a cat, low poly",     "a blueprint of a cat", "a cat, paper cut",
    "a cat, film noir",    "a cat, 35mm film",     "a cat, watercolor",
    "a cat, oil painting", "a cat, pen and ink",   "a pencil sketch of a cat",
    "a cat, anime",        "a cat, synthwave",     "a cat, flat design",
    "a cat, sepia",        "a cat, polaroid",      "a cat in black and white"};

static double difference_of(const uint16_t *a, const uint16_t *b)
{
    double sum = 0;
    for (int i = 0; i < SAMPLES; i++)
        sum += fabs((double)a[i] - (double)b[i]);
    return sum / SAMPLES / 655.35;
}

static void lay_named(uint16_t *px, const char *prompt, unsigned threads)
{
    const mp_picture picture = {px, WIDTH, HEIGHT, threads};
    const mp_style style = cd_mp_style_named(cd_str_from(prompt));
    if (style == MP_STYLE_NONE)
        check_failed(__FILE__, __LINE__, "'%s' names no style", prompt);
    scene_draw(px);
    CHECK_INT(cd_mp_style_lay(&picture, style, NULL, 0, NULL), CD_OK);
}

static void named_styles_differ_from_the_picture_and_each_other(void)
{
    static uint16_t styled[CD_COUNT(named)][SAMPLES];
    scene_draw(before);
    for (size_t i = 0; i < CD_COUNT(named); i++) {
        lay_named(styled[i], named[i], 2);
        lay_named(after, named[i], 1);
        CHECK(memcmp(styled[i], after, sizeof after) == 0); /* on any number of threads */
        if (difference_of(before, styled[i]) < 0.5)
            check_failed(__FILE__, __LINE__, "'%s' changes nothing", named[i]);
        for (size_t other = 0; other < i; other++)
            if (difference_of(styled[other], styled[i]) < 0.5)
                check_failed(__FILE__, __LINE__, "'%s' looks like '%s'", named[i], named[other]);
    }
}

/* Mean of a colour channel in percent, and of how far the channels lie apart. */
static void colors_of(const uint16_t *px, double mean[3], double *chroma)
{
    *chroma = 0;
    mean[0] = mean[1] = mean[2] = 0;
    for (int i = 0; i < SAMPLES; i += 3) {
        double low = 65535;
        double high = 0;
        for (int c = 0; c < 3; c++) {
            mean[c] += px[i + c] / 655.35 / (SAMPLES / 3.0);
            low = fmin(low, px[i + c]);
            high = fmax(high, px[i + c]);
        }
        *chroma += (high - low) / 655.35 / (SAMPLES / 3.0);
    }
}

static void named_styles_have_their_own_measure(void)
{
    double mean[3];
    double chroma;
    double plain;
    scene_draw(before);
    colors_of(before, mean, &plain);
    lay_named(after, "film noir", 2);
    colors_of(after, mean, &chroma);
    CHECK(chroma < plain / 10);
    lay_named(after, "a blueprint of a house", 2);
    colors_of(after, mean, &chroma);
    CHECK(mean[2] > mean[0] * 1.5 && mean[2] > mean[1]);
    lay_named(after, "sepia", 2);
    colors_of(after, mean, &chroma);
    CHECK(mean[0] > mean[1] && mean[1] > mean[2]);
    lay_named(after, "pixel art", 2);
    int changes = 0;
    for (int i = 3; i < WIDTH * 3; i += 3) /* blocks: few changes along a row */
        changes += memcmp(&after[(size_t)40 * WIDTH * 3 + (size_t)i], /* row 40 */
                          &after[(size_t)40 * WIDTH * 3 + (size_t)i - 3], 6) != 0;
    CHECK(changes < WIDTH / 2);
}

static void only_named_styles_count(void)
{
    static const char *const plain[] = {"a cat on a roof",
                                        "un chat noir sur un toit",
                                        "a neon sign at night",
                                        "a vintage car in the snow",
                                        "a pencil on a desk and a sign that says \"film noir\"",
                                        "a sign that says 'pixel art'",
                                        "a sign that says \u201coil painting\u201d",
                                        "a cafe called \u2018watercolor\u2019",
                                        "un letrero que dice \u00abacuarela\u00bb",
                                        "a dog, not an oil painting",
                                        "a dog, no pixel art",
                                        "a dog without any stained glass",
                                        "a photo rather than a watercolor",
                                        "ein Hund, kein \u00d6lgem\u00e4lde",
                                        "un chien, pas une aquarelle",
                                        "un perro, sin acuarela"};
    for (size_t i = 0; i < CD_COUNT(plain); i++)
        if (cd_mp_style_named(cd_str_from(plain[i])) != MP_STYLE_NONE)
            check_failed(__FILE__, __LINE__, "'%s' names a style", plain[i]);
}

static void styles_fit_pictures_of_any_size(void)
{
    static const uint32_t sizes[][2] = {{1, 1},   {2, 9},   {7, 3},   {16, 16},
                                        {240, 5}, {4, 160}, {37, 160}};
    for (size_t k = 0; k < CD_COUNT(sizes); k++)
        for (int style = MP_STYLE_NONE; style <= MP_STYLE_PAPERCUT; style++) {
            float boxes[2][4] = {{-5.0f, -5.0f, 9.0f, 4.0f}, {300.0f, 1.0f, 400.0f, 2.0f}};
            const mp_picture picture = {after, sizes[k][0], sizes[k][1], 2};
            scene_draw(after);
            CHECK_INT(cd_mp_style_lay(&picture, (mp_style)style, boxes, 2, NULL), CD_OK);
        }
}

static void styles_have_names_in_five_languages(void)
{
    static const struct {
        const char *prompt;
        mp_style style;
    } rows[] = {{"\u00d6lgem\u00e4lde eines Hundes", MP_STYLE_PAINTING},
                {"ein Hund als Aquarell", MP_STYLE_WATERCOLOR},
                {"une peinture \u00e0 l'huile d'un chat", MP_STYLE_PAINTING},
                {"un chat, aquarelle", MP_STYLE_WATERCOLOR},
                {"un gato en acuarela", MP_STYLE_WATERCOLOR},
                {"un gatto, pittura a olio", MP_STYLE_PAINTING},
                {"un gatto in bianco e nero", MP_STYLE_MONOCHROME},
                {"un vitrail avec un oiseau", MP_STYLE_GLASS},
                {"eine Katze, Scherenschnitt", MP_STYLE_PAPERCUT},
                {"not a photo but an oil painting of a cat", MP_STYLE_PAINTING},
                {"a cat, no people, pixel art", MP_STYLE_PIXELS},
                {"a cat that's not pixel art, watercolor", MP_STYLE_WATERCOLOR},
                {"a cat's portrait in the style of van gogh", MP_STYLE_PAINTING}};
    for (size_t i = 0; i < CD_COUNT(rows); i++)
        if (cd_mp_style_named(cd_str_from(rows[i].prompt)) != rows[i].style)
            check_failed(__FILE__, __LINE__, "'%s' names another style", rows[i].prompt);
}

CHECK_MAIN(RUN(named_styles_differ_from_the_picture_and_each_other)
               RUN(named_styles_have_their_own_measure) RUN(only_named_styles_count)
                   RUN(styles_fit_pictures_of_any_size) RUN(styles_have_names_in_five_languages)
                       RUN(words_ask_for_looks) RUN(every_look_shows)
                           RUN(more_of_it_is_farther_away) RUN(a_colour_replaces_what_stands_out)
                               RUN(night_is_dark_and_grey_is_grey)
                                   RUN(manga_is_black_and_white_in_a_panel)
                                       RUN(palettes_are_drawn_to)
                                           RUN(eight_bits_come_back_from_the_film))
