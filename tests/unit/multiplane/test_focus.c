/* tests/unit/multiplane/test_focus.c - depth of field: the words for it, and that the surroundings
 * lose their fine structure while who stands there keeps it. */
#include "unit/multiplane/artwork.h"

#include "engine/multiplane/words/words.h"

#include <math.h>

enum { MEMORY = 64 << 20 };

static void read_prompt(mp_scene *out, const struct cd_mp_words *words, const char *prompt)
{
    const cd_generation gen = {.prompt = cd_str_from(prompt),
                               .type = CD_TYPE_IMAGE,
                               .model = CD_MODEL_UNI_1,
                               .ratio = CD_RATIO_16_9,
                               .id = {{5, 6, 7}}};
    cd_mp_scene_read(out, words, &gen);
}

static void words_set_the_lens(void)
{
    static const struct {
        const char *prompt;
        float focus;
    } cases[] = {{"a cat in a city, bokeh", 1.0f},
                 {"macro shot of a bee", 1.0f},
                 {"portrait of a man", 0.6f},
                 {"a man in portrait format", 0.25f},
                 {"a cat in a city", 0.25f},
                 {"a cat in a city, everything in focus", 0.0f},
                 {"a cat in a city without bokeh", 0.0f},
                 {"a city at night", 0.0f}};
    CD_AUTO(cd_mp_pack_close) cd_mp_pack *pack = artwork_open();
    struct cd_mp_words *words = NULL;
    mp_scene scene;
    CHECK(cd_mp_words_open(&words, pack, NULL) == CD_OK);
    for (size_t i = 0; i < CD_COUNT(cases); i++) {
        read_prompt(&scene, words, cases[i].prompt);
        if (fabsf(scene.focus - cases[i].focus) > 0.001f)
            check_failed(__FILE__, __LINE__, "%s: %.2f", cases[i].prompt, (double)scene.focus);
        CHECK(scene.subject_count <= 1);
    }
    cd_mp_words_close(&words);
}

/* Mean square of the steps between neighbours in a part of the picture. */
static double structure(const cd_frame *frame, int32_t x0, int32_t y0, int32_t x1, int32_t y1)
{
    double sum = 0.0;
    for (int32_t y = y0; y < y1; y++)
        for (int32_t x = x0; x < x1; x++) {
            const uint8_t *px = frame->pixels + (size_t)y * frame->stride + (size_t)x * 3;
            const double dx = px[1] - px[4], dy = px[1] - px[1 + frame->stride];
            sum += dx * dx + dy * dy;
        }
    return sum / ((double)(x1 - x0) * (y1 - y0));
}

static void the_surroundings_blur_and_the_hero_does_not(void)
{
    CD_AUTO(cd_mp_pack_close) cd_mp_pack *pack = artwork_open();
    struct cd_mp_words *words = NULL;
    cd_mp_sprites *sprites = NULL;
    mp_scene scene;
    int32_t box[4];
    CHECK(cd_mp_words_open(&words, pack, NULL) == CD_OK);
    CHECK(cd_mp_sprites_open(&sprites, pack, NULL, MEMORY, NULL) == CD_OK);
    read_prompt(&scene, words, "a tiger in a city at night, deep focus");
    scene.width = 1280;
    scene.height = 720;
    cd_frame *sharp = artwork_draw(&scene, sprites, 2, box);
    double before = 1e9;
    for (int step = 1; step <= 4; step++) {
        scene.focus = 0.25f * (float)step;
        /* The larger figure of a nearer view would not be comparable: its place is kept. */
        scene.subjects[0].placed = 1;
        scene.subjects[0].spots[0] = (mp_spot){.x = 640,
                                               .base = 660,
                                               .width = 320,
                                               .height = 240,
                                               .order = 660,
                                               .stance = MP_STANCE_STAND};
        cd_frame *soft = artwork_draw(&scene, sprites, 2, box);
        cd_frame *again = artwork_draw(&scene, sprites, 3, box);
        CHECK(memcmp(soft->pixels, again->pixels, soft->stride * soft->height) == 0);
        const double city = structure(soft, 0, 180, 400, 460);
        const double hero = structure(soft, box[0] + 20, box[1] + 20, box[2] - 20, box[3] - 20);
        printf("# focus %.2f: city %.1f, hero %.1f\n", (double)scene.focus, city, hero);
        CHECK(city < before);
        CHECK(hero > 10.0);
        before = city;
        cd_frame_free(&soft);
        cd_frame_free(&again);
    }
    CHECK(before < 0.15 * structure(sharp, 0, 180, 400, 460));
    cd_frame_free(&sharp);
    cd_mp_sprites_close(&sprites);
    cd_mp_words_close(&words);
}

CHECK_MAIN(RUN(words_set_the_lens) RUN(the_surroundings_blur_and_the_hero_does_not))
