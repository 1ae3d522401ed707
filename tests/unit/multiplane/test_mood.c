/* tests/unit/multiplane/test_mood.c - moods that prompts name, and what each does to a picture's
 * numbers; that a scene keeps them. */
#include "unit/check.h"

#include "engine/multiplane/look/mood.h"
#include "engine/multiplane/scene.h"
#include "engine/multiplane/stage.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 192, HEIGHT = 128 };

/* A red house on green under blue, with a lamp and a dark door. */
static void picture(cd_frame *frame)
{
    for (uint32_t y = 0; y < HEIGHT; y++)
        for (uint32_t x = 0; x < WIDTH; x++) {
            static const uint8_t sky[3] = {110, 160, 230}, grass[3] = {80, 140, 60},
                                 wall[3] = {190, 70, 50}, door[3] = {20, 16, 14},
                                 lamp[3] = {255, 250, 240};
            const bool house = x > 60 && x < 130 && y > 40 && y < 100;
            const uint8_t *from = y < 64 ? sky : grass;
            from = house ? wall : from;
            from = x > 85 && x < 105 && y > 70 && y < 100 ? door : from;
            from = x > 110 && x < 116 && y > 50 && y < 56 ? lamp : from;
            for (int c = 0; c < 3; c++)
                frame->pixels[y * frame->stride + (size_t)x * 3 + (size_t)c] =
                    (uint8_t)(from[c] - (from == lamp ? 0 : (x * 5 + y * 3) % 9));
        }
}

struct numbers {
    double light, chroma, warmth, deviation, darkest, corners;
};

static struct numbers numbers_of(const cd_frame *frame)
{
    struct numbers n = {.darkest = 255};
    double squares = 0;
    double corner = 0;
    const double count = WIDTH * HEIGHT;
    for (uint32_t y = 0; y < HEIGHT; y++)
        for (uint32_t x = 0; x < WIDTH; x++) {
            const uint8_t *p = frame->pixels + y * frame->stride + (size_t)x * 3;
            const double v = 0.2126 * p[0] + 0.7152 * p[1] + 0.0722 * p[2];
            n.light += v / count;
            squares += v * v / count;
            n.chroma += (fmax(p[0], fmax(p[1], p[2])) - fmin(p[0], fmin(p[1], p[2]))) / count;
            n.warmth += (p[0] - p[2]) / count;
            n.darkest = fmin(n.darkest, v);
            if ((x < 20 || x > WIDTH - 20) && (y < 14 || y > HEIGHT - 14))
                corner += v / (40.0 * 28.0);
        }
    n.deviation = sqrt(squares - n.light * n.light);
    n.corners = corner / n.light;
    return n;
}

static struct numbers laid(const char *words)
{
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_AUTO(cd_frame_free) cd_frame *other = NULL;
    const uint32_t moods = cd_mp_moods_named(cd_str_from(words));
    CHECK_INT(cd_frame_new(&frame, WIDTH, HEIGHT, NULL), CD_OK);
    CHECK_INT(cd_frame_new(&other, WIDTH, HEIGHT, NULL), CD_OK);
    picture(frame);
    picture(other);
    CHECK_INT(cd_mp_moods_lay(frame, moods, 1, NULL), CD_OK);
    CHECK_INT(cd_mp_moods_lay(other, moods, 3, NULL), CD_OK);
    for (uint32_t y = 0; y < HEIGHT; y++) /* on any number of threads */
        CHECK(memcmp(frame->pixels + y * frame->stride, other->pixels + y * other->stride,
                     (size_t)WIDTH * 3) == 0);
    return numbers_of(frame);
}

static void moods_move_the_numbers(void)
{
    const struct numbers was = laid("a house");
    CHECK(laid("a cosy house").warmth > was.warmth + 15);
    CHECK(laid("a cosy house").corners < 0.95 * was.corners);
    CHECK(laid("a gloomy house").light < 0.9 * was.light);
    CHECK(laid("a gloomy house").chroma < 0.75 * was.chroma);
    CHECK(laid("a spooky house").light < 0.85 * was.light);
    CHECK(laid("a spooky house").corners < 0.9 * was.corners);
    CHECK(laid("a mysterious house").corners < 0.93 * was.corners);
    CHECK(laid("a dreamy house").deviation < 0.95 * was.deviation);
    CHECK(laid("a dreamy house").light > was.light + 5);
    CHECK(laid("a romantic house").warmth > was.warmth + 8);
    CHECK(laid("a retro house").darkest > was.darkest + 12);
    CHECK(laid("a retro house").chroma < 0.95 * was.chroma);
    CHECK(laid("a house in pastel colors").light > was.light + 8);
    CHECK(laid("a house in pastel colors").chroma < 0.85 * was.chroma);
    CHECK(laid("a vibrant house").chroma > 1.2 * was.chroma);
    CHECK(laid("a dramatic house").deviation > 1.08 * was.deviation);
    CHECK(laid("a serene house").deviation < was.deviation);
    CHECK(laid("a cheerful house").light > was.light + 3);
    CHECK(laid("a cheerful house").chroma > 1.05 * was.chroma);
    CHECK(laid("a house, muted colors").chroma < 0.7 * was.chroma);
    CHECK(laid("a house in warm light").warmth > was.warmth + 15);
    CHECK(laid("a house in cold light").warmth < was.warmth - 15);
}

static void moods_are_named_in_five_languages(void)
{
    static const struct {
        const char *prompt;
        uint32_t moods;
    } rows[] = {{"a Cozy cabin", 1u << MP_MOOD_COSY},
                {"eine gem\u00fctliche H\u00fctte", 1u << MP_MOOD_COSY},
                {"une for\u00eat inqui\u00e9tant", 1u << MP_MOOD_SPOOKY},
                {"un paisaje on\u00edrico", 1u << MP_MOOD_DREAMY},
                {"un tramonto romantico", 1u << MP_MOOD_ROMANTIC},
                {"a dramatic, moody sea", 1u << MP_MOOD_DRAMATIC | 1u << MP_MOOD_GLOOMY},
                {"not a gloomy day, but a cheerful one", 1u << MP_MOOD_CHEERFUL},
                {"a sign that says \"Vibrant\"", 0},
                {"a cat on a sofa", 0},
                {"", 0}};
    for (size_t i = 0; i < CD_COUNT(rows); i++)
        if (cd_mp_moods_named(cd_str_from(rows[i].prompt)) != rows[i].moods)
            check_failed(__FILE__, __LINE__, "'%s' has other moods", rows[i].prompt);
}

static void names_are_read_again(void)
{
    char names[MP_MOODS_BYTES];
    for (uint32_t i = 0; i < 1u << MP_MOOD__COUNT; i = i * 2 + 1) {
        cd_mp_moods_name(names, i);
        CHECK_INT(cd_mp_moods_named(cd_str_from(names)), i);
    }
    for (uint32_t i = 0; i < MP_MOOD__COUNT; i++) {
        cd_mp_moods_name(names, 1u << i);
        CHECK_INT(cd_mp_moods_named(cd_str_from(names)), 1u << i);
    }
}

static double stage_warmth(uint32_t moods)
{
    const mp_scene scene = {.seed = 7,
                            .width = WIDTH,
                            .height = HEIGHT,
                            .setting = MP_SETTING_MEADOW,
                            .time = MP_NOON,
                            .moods = moods,
                            .detail = 1};
    cd_mp_stage *stage = NULL;
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CHECK_INT(cd_mp_stage_new(&stage, &scene, NULL, 2, NULL), CD_OK);
    for (uint32_t i = cd_mp_stage_steps(stage); i > 0; i--)
        CHECK_INT(cd_mp_stage_step(stage, NULL), CD_OK);
    CHECK_INT(cd_mp_stage_frame(&frame, stage, NULL), CD_OK);
    cd_mp_stage_free(&stage);
    return numbers_of(frame).warmth;
}

static void the_stage_has_the_scenes_mood(void)
{
    CHECK(stage_warmth(1u << MP_MOOD_COSY) > stage_warmth(0) + 10);
    CHECK(stage_warmth(1u << MP_MOOD_COLD) < stage_warmth(0) - 10);
}

CHECK_MAIN(RUN(moods_move_the_numbers) RUN(moods_are_named_in_five_languages)
               RUN(names_are_read_again) RUN(the_stage_has_the_scenes_mood))
