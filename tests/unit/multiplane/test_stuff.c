/* tests/unit/multiplane/test_stuff.c - materials: the words for them, and what a figure made of
 * each looks like. */
#include "unit/multiplane/artwork.h"

#include <math.h>

static void read_prompt(mp_scene *out, const struct artwork *b, const char *prompt)
{
    const cd_generation gen = {.prompt = cd_str_from(prompt),
                               .type = CD_TYPE_IMAGE,
                               .model = CD_MODEL_UNI_1,
                               .ratio = CD_RATIO_1_1,
                               .id = {{1, 2, 3}}};
    cd_mp_scene_read(out, b->words, &gen);
    out->width = out->height = 400;
    out->focus = 0.0f;
}

static void words_say_what_it_is_made_of(void)
{
    static const struct {
        const char *prompt;
        mp_stuff stuff;
    } cases[] = {{"a golden cat", MP_STUFF_GOLD},
                 {"a wooden robot", MP_STUFF_WOOD},
                 {"a glass heart", MP_STUFF_GLASS},
                 {"a red glass heart", MP_STUFF_GLASS},
                 {"a stone owl", MP_STUFF_STONE},
                 {"a marble lion", MP_STUFF_MARBLE},
                 {"a bronze horse", MP_STUFF_COPPER},
                 {"a metal dinosaur", MP_STUFF_METAL},
                 {"a cat on a wooden table", MP_STUFF_NONE},
                 {"a cat at golden hour", MP_STUFF_NONE},
                 {"a glass of water", MP_STUFF_NONE},
                 {"a dog and a golden crown", MP_STUFF_NONE}};
    struct artwork b;
    mp_scene scene;
    artwork_setup(&b);
    for (size_t i = 0; i < CD_COUNT(cases); i++) {
        read_prompt(&scene, &b, cases[i].prompt);
        if (scene.subject_count == 0 || scene.subjects[0].stuff != cases[i].stuff)
            check_failed(__FILE__, __LINE__, "%s", cases[i].prompt);
    }
    artwork_done(&b);
}

/* Means over the middle of the figure. */
struct looks {
    double hue, saturation, luma, grain; /* degrees; 0..1; 0..255; mean step between neighbours */
};

static void look_at(struct looks *out, const cd_frame *frame, const int32_t box[4])
{
    const int32_t dx = (box[2] - box[0]) / 4, dy = (box[3] - box[1]) / 4;
    double rgb[3] = {0, 0, 0}, grain = 0.0, count = 0.0;
    for (int32_t y = box[1] + dy; y < box[3] - dy; y++)
        for (int32_t x = box[0] + dx; x < box[2] - dx; x++) {
            const uint8_t *px = frame->pixels + (size_t)y * frame->stride + (size_t)x * 3;
            for (int c = 0; c < 3; c++)
                rgb[c] += px[c];
            grain += fabs((double)px[1] - px[4]);
            count += 1.0;
        }
    for (int c = 0; c < 3; c++)
        rgb[c] /= count;
    const double most = fmax(rgb[0], fmax(rgb[1], rgb[2]));
    const double least = fmin(rgb[0], fmin(rgb[1], rgb[2]));
    out->hue = atan2(1.7320508 * (rgb[1] - rgb[2]), 2.0 * rgb[0] - rgb[1] - rgb[2]) * 57.29578;
    out->saturation = (most - least) / (most + 1e-9);
    out->luma = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    out->grain = grain / count;
}

static void each_looks_like_what_it_is(void)
{
    struct artwork b;
    mp_scene scene;
    struct looks own, made[MP_STUFF__COUNT];
    int32_t box[4];
    artwork_setup(&b);
    read_prompt(&scene, &b, "a whale in space");
    for (int stuff = 0; stuff < MP_STUFF__COUNT; stuff++) {
        scene.subjects[0].stuff = (mp_stuff)stuff;
        cd_frame *one = artwork_draw(&scene, b.sprites, 1, box);
        cd_frame *two = artwork_draw(&scene, b.sprites, 2, box);
        CHECK(memcmp(one->pixels, two->pixels, one->stride * one->height) == 0);
        look_at(&made[stuff], one, box);
        printf("# %d: hue %.0f saturation %.2f luma %.0f grain %.2f\n", stuff, made[stuff].hue,
               made[stuff].saturation, made[stuff].luma, made[stuff].grain);
        cd_frame_free(&one);
        cd_frame_free(&two);
    }
    own = made[MP_STUFF_NONE];
    CHECK(fabs(made[MP_STUFF_GOLD].hue - 42.0) < 12.0 && made[MP_STUFF_GOLD].saturation > 0.4);
    CHECK(fabs(made[MP_STUFF_COPPER].hue - 22.0) < 12.0);
    CHECK(fabs(made[MP_STUFF_WOOD].hue - 28.0) < 12.0);
    CHECK(made[MP_STUFF_METAL].saturation < 0.25 && own.saturation > 0.3);
    CHECK(made[MP_STUFF_STONE].saturation < 0.2 && made[MP_STUFF_STONE].grain > 1.5 * own.grain);
    CHECK(made[MP_STUFF_MARBLE].saturation < 0.2);
    CHECK(made[MP_STUFF_GLASS].luma < 0.9 * own.luma); /* the night shows through */
    CHECK(made[MP_STUFF_ICE].luma > made[MP_STUFF_GLASS].luma);
    artwork_done(&b);
}

CHECK_MAIN(RUN(words_say_what_it_is_made_of) RUN(each_looks_like_what_it_is))
