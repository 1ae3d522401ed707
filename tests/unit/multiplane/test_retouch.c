/* tests/unit/multiplane/test_retouch.c - edits of pictures that nothing is known about: each kind
 * of change shows where it should, outside of it hardly a bit differs (PSNR of 40 dB and more), the
 * size stays, and threads change nothing. The pictures are drawn by the stage and shown without
 * their scenes. */
#include "unit/multiplane/artwork.h"

#include "engine/multiplane/mend/backdrop.h"
#include "engine/multiplane/show/show.h"
#include "engine/multiplane/show/touch.h"
#include "engine/multiplane/words/words.h"

#include <math.h>

enum { WIDTH = 640, HEIGHT = 400, SAMPLES = WIDTH * HEIGHT * 3 };

static uint16_t before[SAMPLES], after[SAMPLES], other[SAMPLES];

struct bench {
    cd_mp_pack *pack;
    struct cd_mp_words *words;
    cd_mp_sprites *sprites;
};

static struct bench bench;

static void bench_open(void)
{
    if (bench.pack != NULL)
        return;
    bench.pack = artwork_open();
    CHECK_INT(cd_mp_words_open(&bench.words, bench.pack, NULL), CD_OK);
    CHECK_INT(cd_mp_sprites_open(&bench.sprites, bench.pack, NULL, 64 << 20, NULL), CD_OK);
}

/* A part of the picture, x0 y0 x1 y1 in pixels. */
struct area {
    int32_t box[4];
};

/* Draws what the prompt says; `area` gets where its first subject is. */
static void draw(struct area *area, const char *prompt)
{
    CD_AUTO(cd_mp_stage_free) cd_mp_stage *stage = NULL;
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_AUTO(cd_free_ptr) mp_scene *scene = cd_new(sizeof *scene);
    const cd_generation gen = {.prompt = cd_str_from(prompt),
                               .type = CD_TYPE_IMAGE,
                               .model = CD_MODEL_UNI_1,
                               .ratio = CD_RATIO_16_9,
                               .id = {{1, 2, 3}}};
    bench_open();
    cd_mp_scene_read(scene, bench.words, &gen);
    scene->width = WIDTH;
    scene->height = HEIGHT;
    CHECK_INT(cd_mp_stage_new(&stage, scene, bench.sprites, 2, NULL), CD_OK);
    for (uint32_t i = cd_mp_stage_steps(stage); i > 0; i--)
        CHECK_INT(cd_mp_stage_step(stage, NULL), CD_OK);
    CHECK_INT(cd_mp_stage_frame(&frame, stage, NULL), CD_OK);
    if (scene->text_count > 0) {
        float boxes[MP_TEXTS_MAX][4];
        CHECK_INT(cd_mp_stage_texts(stage, boxes), 1);
        for (int k = 0; k < 4; k++)
            area->box[k] = (int32_t)boxes[0][k];
    } else {
        CHECK(cd_mp_stage_box(stage, 0, 0, area->box));
    }
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH * 3; x++)
            before[y * WIDTH * 3 + x] =
                (uint16_t)(frame->pixels[(size_t)y * frame->stride + (size_t)x] * 257);
}

static void edit_on(uint16_t *px, const char *prompt, unsigned threads)
{
    CD_AUTO(cd_free_ptr) mp_changes *changes = cd_new(sizeof *changes);
    const cd_generation gen = {
        .prompt = cd_str_from(prompt), .type = CD_TYPE_IMAGE_EDIT, .model = CD_MODEL_UNI_1};
    const mp_desk desk = {.picture = {px, WIDTH, HEIGHT, threads},
                          .pack = bench.pack,
                          .sprites = bench.sprites,
                          .seed = 77};
    memcpy(px, before, sizeof before);
    cd_mp_changes_read(changes, bench.words, &gen);
    CHECK_INT(cd_mp_touch_all(&desk, changes, NULL, gen.prompt, true, NULL), CD_OK);
}

static void edit(const char *prompt)
{
    edit_on(after, prompt, 2);
    edit_on(other, prompt, 1);
    if (memcmp(after, other, sizeof after) != 0)
        check_failed(__FILE__, __LINE__, "'%s' depends on the number of threads", prompt);
}

static bool inside(const struct area *area, float grow, int32_t x, int32_t y)
{
    const float dx = grow * (float)(area->box[2] - area->box[0]);
    const float dy = grow * (float)(area->box[3] - area->box[1]);
    return (float)x >= (float)area->box[0] - dx && (float)x < (float)area->box[2] + dx &&
           (float)y >= (float)area->box[1] - dy && (float)y < (float)area->box[3] + dy;
}

static float luma(const uint16_t *px)
{
    float rgb[3];
    cd_mp_rgb_get(rgb, px);
    return cd_mp_rgb_luma(rgb);
}

/* In dB on luma, outside of the area grown by `grow` of its size. */
static double psnr_outside(const struct area *area, float grow)
{
    double sum = 0, count = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            if (inside(area, grow, x, y))
                continue;
            const size_t at = (size_t)(y * WIDTH + x) * 3;
            const double d = (double)(luma(after + at) - luma(before + at));
            sum += d * d;
            count++;
        }
    return sum > 0 ? -10.0 * log10(sum / count) : 99.0;
}

/* Mean difference inside of the area, percent of white. */
static double changed(const struct area *area)
{
    double sum = 0, count = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            for (int c = 0; c < 3 && inside(area, 0.0f, x, y); c++) {
                const int at = (y * WIDTH + x) * 3 + c;
                sum += fabs((double)after[at] - (double)before[at]) / 655.35;
                count++;
            }
    return count > 0 ? sum / count : 0;
}

/* Mean colour of the middle of the area, 0..1. */
static void middle_of(float rgb[3], const uint16_t *px, const struct area *area)
{
    float count = 0;
    rgb[0] = rgb[1] = rgb[2] = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            float one[3];
            if (!inside(area, -0.3f, x, y))
                continue;
            cd_mp_rgb_get(one, px + (y * WIDTH + x) * 3);
            for (int c = 0; c < 3; c++)
                rgb[c] += one[c];
            count++;
        }
    for (int c = 0; c < 3; c++)
        rgb[c] /= count;
}

static void check_edit(const char *prompt, const struct area *area, float grow, double least)
{
    edit(prompt);
    const double outside = psnr_outside(area, grow), in = changed(area);
    printf("# %s: outside %.1f dB, inside %.1f %%\n", prompt, outside, in);
    if (outside < 40.0 || in < least)
        check_failed(__FILE__, __LINE__, "'%s': %.1f dB, %.1f %%", prompt, outside, in);
}

static void a_thing_takes_a_colour(void)
{
    struct area area;
    float rgb[3];
    draw(&area, "a dog in a meadow");
    check_edit("make the dog blue", &area, 0.05f, 6.0);
    middle_of(rgb, after, &area);
    CHECK(rgb[2] > rgb[0] + 0.2f && rgb[2] > rgb[1]);
    draw(&area, "a red car on a street");
    check_edit("make the red car green", &area, 0.05f, 6.0);
}

static void a_thing_goes(void)
{
    struct area area;
    float rgb[3];
    draw(&area, "a dog in a meadow");
    check_edit("remove the dog", &area, 0.30f, 8.0);
    middle_of(rgb, after, &area);
    CHECK(rgb[1] > rgb[0] + 0.1f && rgb[1] > rgb[2] + 0.1f); /* grass */
}

/* Little of the grass is left beside the hole, and much of the sky. */
static void a_large_thing_leaves_no_hole_of_sky(void)
{
    struct area area;
    float rgb[3];
    draw(&area, "a dog and a red ball in a meadow");
    edit("remove the dog");
    area.box[1] += (area.box[3] - area.box[1]) / 2;
    middle_of(rgb, after, &area);
    CHECK(rgb[1] > rgb[0] + 0.1f && rgb[1] > rgb[2] + 0.1f);
}

static void a_thing_becomes_another(void)
{
    struct area area;
    float rgb[3];
    draw(&area, "a dog in a meadow");
    check_edit("replace the dog with a horse", &area, 0.40f, 8.0);
    middle_of(rgb, after, &area);
    CHECK(rgb[1] < rgb[0] + 0.1f); /* no grass */
}

static void a_thing_grows_and_shrinks(void)
{
    struct area area;
    draw(&area, "a dog in a meadow");
    check_edit("make the dog bigger", &area, 0.45f, 3.0);
    check_edit("make the dog smaller", &area, 0.30f, 3.0);
}

static void something_joins(void)
{
    struct area area;
    draw(&area, "a dog in a meadow");
    check_edit("add a red hat to the dog", &area, 0.60f, 1.0);
    edit("add a cat");
    const struct area whole = {{0, 0, WIDTH, HEIGHT}};
    CHECK(changed(&whole) > 0.3);
    CHECK(changed(&area) < 1.0); /* it stands where there is room */
}

static void the_sky_alone_changes(void)
{
    struct area thing;
    const struct area sky = {{0, 0, WIDTH, HEIGHT * 35 / 100}};
    const struct area land = {{0, HEIGHT * 6 / 10, WIDTH, HEIGHT}};
    float rgb[3];
    draw(&thing, "a dog in a meadow");
    check_edit("make the sky a sunset", &sky, 0.45f, 12.0);
    CHECK(changed(&land) < 0.1);
    check_edit("make the sky pink", &sky, 0.45f, 12.0);
    middle_of(rgb, after, &sky);
    CHECK(rgb[0] > rgb[1] + 0.1f && rgb[2] > rgb[1]);
}

static void the_ground_alone_changes(void)
{
    struct area thing;
    const struct area sky = {{0, 0, WIDTH, HEIGHT * 3 / 10}};
    const struct area land = {{0, HEIGHT * 7 / 10, WIDTH, HEIGHT * 8 / 10}};
    draw(&thing, "a dog in a meadow");
    edit("make the grass purple");
    CHECK(changed(&land) > 10.0);
    CHECK(changed(&sky) < 0.05);
}

static void the_background_changes_around_a_thing(void)
{
    struct area area;
    const struct area corner = {{0, 0, WIDTH / 4, HEIGHT}};
    draw(&area, "a teddy bear in a meadow");
    edit("put it on the moon");
    CHECK(changed(&corner) > 12.0);
    struct area heart = area;
    const int32_t w = area.box[2] - area.box[0], h = area.box[3] - area.box[1];
    heart.box[0] += w * 4 / 10;
    heart.box[2] -= w * 4 / 10;
    heart.box[1] += h * 4 / 10;
    heart.box[3] -= h * 3 / 10;
    CHECK(changed(&heart) < 0.3); /* 48 dB and more */
}

static void words_on_a_sign_change(void)
{
    struct area area;
    draw(&area, "a sign that says \"OPEN\" in a meadow");
    check_edit("change the text to \"SOLD\"", &area, 0.0f, 1.0);
    check_edit("remove the text", &area, 0.0f, 1.0);
}

static void light_and_styles_change_all_of_it(void)
{
    static const char *const prompts[] = {"make it night", "make it a sunset", "make it snow",
                                          "turn it into a watercolor painting", "qwertz"};
    const struct area whole = {{0, 0, WIDTH, HEIGHT}};
    struct area area;
    draw(&area, "a dog in a meadow");
    for (size_t i = 0; i < CD_COUNT(prompts); i++) {
        edit(prompts[i]);
        if (changed(&whole) < 1.5)
            check_failed(__FILE__, __LINE__, "%s: %.2f", prompts[i], changed(&whole));
    }
}

static void several_changes_at_once(void)
{
    struct area area;
    float rgb[3];
    draw(&area, "a dog in a meadow");
    edit("make the dog blue and make the sky pink");
    middle_of(rgb, after, &area);
    CHECK(rgb[2] > rgb[0] + 0.2f);
    const struct area sky = {{0, 0, WIDTH, HEIGHT / 4}};
    middle_of(rgb, after, &sky);
    CHECK(rgb[0] > rgb[1] + 0.1f);
}

CHECK_MAIN(RUN(a_thing_takes_a_colour) RUN(a_thing_goes) RUN(a_large_thing_leaves_no_hole_of_sky)
               RUN(a_thing_becomes_another) RUN(a_thing_grows_and_shrinks) RUN(something_joins)
                   RUN(the_sky_alone_changes) RUN(the_ground_alone_changes)
                       RUN(the_background_changes_around_a_thing) RUN(words_on_a_sign_change)
                           RUN(light_and_styles_change_all_of_it) RUN(several_changes_at_once))
