/* tests/unit/multiplane/test_revise.c - edits of the engine's own pictures through their scenes:
 * what was asked changes, and outside of it nothing does (PSNR of 40 dB and more). */
#include "unit/multiplane/artwork.h"

#include "engine/multiplane/look/palette.h"
#include "engine/multiplane/show/revise.h"

#include <math.h>

extern const cd_engine_ops cd_engine_multiplane;

struct bench {
    struct cd_engine_env env;
    cd_engine *engine;
};

/* A picture and the scene it was drawn from. */
struct shot {
    cd_frame *frame;
    cd_buf json;
    mp_scene scene;
};

static void bench_open(struct bench *b, unsigned threads)
{
    b->env = (struct cd_engine_env){.artwork_path = artwork_path(), .threads = threads};
    CHECK(cd_engine_multiplane.load(&b->engine, &b->env, NULL) == CD_OK);
}

static void shot_done(struct shot *shot)
{
    cd_frame_free(&shot->frame);
    cd_buf_done(&shot->json);
}

static void shot_note(struct shot *shot, const struct bench *b, const mp_scene *scene)
{
    shot->json = (cd_buf)CD_BUF_INIT(CD_SCENE_BYTES_MAX);
    CHECK(cd_mp_scene_write(&shot->json, scene, b->engine->pack, NULL) == CD_OK);
    CHECK(cd_mp_scene_parse(&shot->scene, b->engine->pack, cd_buf_str(&shot->json)));
}

static void draw(struct shot *out, struct bench *b, const char *prompt, cd_ratio ratio)
{
    const cd_generation gen = {.prompt = cd_str_from(prompt),
                               .type = CD_TYPE_IMAGE,
                               .model = CD_MODEL_UNI_1,
                               .ratio = ratio,
                               .id = {{7, 7, 7}}};
    const struct cd_engine_job job = {.gen = &gen};
    struct cd_engine_plan plan;
    struct cd_engine_yield yield = {.done = false};
    cd_engine_run *run = NULL;
    CHECK(cd_engine_multiplane.plan(&run, &plan, b->engine, &job, NULL) == CD_OK);
    while (!yield.done)
        CHECK(cd_engine_multiplane.step(&yield, run, NULL) == CD_OK);
    out->frame = yield.frame;
    shot_note(out, b, &run->scene);
    CHECK(out->scene.drawn);
    cd_engine_multiplane.finish(&run);
}

/* Edits a picture by its scene; false when the scene cannot take it. */
static bool edit(struct shot *out, struct bench *b, const struct shot *from, const char *prompt)
{
    const cd_generation gen = {.prompt = cd_str_from(prompt),
                               .type = CD_TYPE_IMAGE_EDIT,
                               .model = CD_MODEL_UNI_1,
                               .id = {{9, 9, 9}}};
    const struct cd_engine_job job = {.gen = &gen};
    const cd_input what = {.width = from->frame->width, .height = from->frame->height};
    const cd_engine_input source = {.what = &what, .scene = cd_buf_str(&from->json)};
    struct cd_engine_run run = {.engine = b->engine, .job = &job};
    CD_AUTO(cd_free_ptr) mp_changes *changes = cd_new(sizeof *changes);
    CD_AUTO(cd_mp_revision_free) mp_revision *revision = NULL;
    bool done = false;
    cd_mp_changes_read(changes, b->engine->words, &gen);
    CHECK(cd_mp_revision_new(&revision, &run, &source, changes, NULL) == CD_OK);
    if (revision == NULL)
        return false;
    CHECK(cd_frame_new(&out->frame, what.width, what.height, NULL) == CD_OK);
    memcpy(out->frame->pixels, from->frame->pixels, from->frame->stride * what.height);
    while (!done)
        CHECK(cd_mp_revision_step(&done, revision, &out->frame, NULL) == CD_OK);
    shot_note(out, b, &run.scene);
    return true;
}

static int32_t subject(const struct shot *shot, const char *word)
{
    for (uint32_t i = 0; i < shot->scene.subject_count; i++)
        if (strcmp(shot->scene.subjects[i].word, word) == 0)
            return (int32_t)i;
    return -1;
}

/* A part of the picture. */
struct area {
    float x0, y0, x1, y1;
};

static void area_add(struct area *area, const struct shot *shot, const char *word)
{
    const int32_t at = subject(shot, word);
    for (uint32_t i = 0; at >= 0 && i < shot->scene.subjects[at].placed; i++) {
        const mp_spot *s = &shot->scene.subjects[at].spots[i];
        area->x0 = fminf(area->x0, s->x - 0.5f * s->width);
        area->x1 = fmaxf(area->x1, s->x + 0.5f * s->width);
        area->y0 = fminf(area->y0, s->base - s->height);
        area->y1 = fmaxf(area->y1, s->base);
    }
}

static bool inside(const struct area *area, float grow, uint32_t x, uint32_t y)
{
    const float dx = grow * (area->x1 - area->x0), dy = grow * (area->y1 - area->y0);
    return (float)x >= area->x0 - dx && (float)x < area->x1 + dx && (float)y >= area->y0 - dy &&
           (float)y < area->y1 + dy;
}

/* PSNR of the pixels inside or outside of an area, in dB; 99 when they are equal. */
static double psnr(const cd_frame *a, const cd_frame *b, const struct area *area, bool within)
{
    double error = 0.0, count = 0.0;
    CHECK_INT(a->width, b->width);
    CHECK_INT(a->height, b->height);
    for (uint32_t y = 0; y < a->height; y++)
        for (uint32_t x = 0; x < a->width; x++) {
            /* Shadows and reflections reach out of the box. */
            if (inside(area, within ? 0.0f : 0.35f, x, y) != within)
                continue;
            for (uint32_t c = 0; c < 3; c++) {
                const double d = (double)a->pixels[y * a->stride + x * 3 + c] -
                                 (double)b->pixels[y * b->stride + x * 3 + c];
                error += d * d;
            }
            count += 3.0;
        }
    CHECK(count > 0.0);
    return error == 0.0 ? 99.0 : 10.0 * log10(255.0 * 255.0 * count / error);
}

static const char zoo[] = "a dog under a tree and a red kite in a meadow";

static const struct {
    const char *prompt, *word; /* whose box may change, before or after */
    bool there;                /* afterwards */
} edits[] = {
    {"make the tree pink", "tree", true},
    {"remove the dog", "dog", false},
    {"add a red hat to the dog", "hat", true},
    {"turn the kite green", "kite", true},
    {"replace the dog with a cat", "cat", true},
    {"make the dog smaller", "dog", true},
    {"add a rabbit", "rabbit", true},
    {"entferne den Drachen", "kite", false},
};

static void what_is_asked_changes_and_nothing_else(void)
{
    struct bench b;
    struct shot before = {.frame = NULL};
    bench_open(&b, 2);
    draw(&before, &b, zoo, CD_RATIO_3_1);
    for (size_t i = 0; i < CD_COUNT(edits); i++) {
        struct shot after = {.frame = NULL};
        struct area area = {1e9f, 1e9f, -1e9f, -1e9f};
        if (!edit(&after, &b, &before, edits[i].prompt)) {
            check_failed(__FILE__, __LINE__, "%s: not done", edits[i].prompt);
            continue;
        }
        CHECK_INT(subject(&after, edits[i].word) >= 0, edits[i].there);
        area_add(&area, &before, edits[i].word);
        area_add(&area, &after, edits[i].word);
        if (strstr(edits[i].prompt, "dog") != NULL && strstr(edits[i].prompt, "hat") == NULL)
            area_add(&area, &before, "dog");
        const double rest = psnr(before.frame, after.frame, &area, false);
        const double changed = psnr(before.frame, after.frame, &area, true);
        printf("# %s: %.1f dB outside, %.1f dB inside\n", edits[i].prompt, rest, changed);
        CHECK(rest >= 40.0);
        CHECK(changed < 25.0);
        shot_done(&after);
    }
    shot_done(&before);
    cd_engine_multiplane.unload(&b.engine);
}

/* Share of the pixels of an area whose hue is within 15 degrees of a colour's. */
static double hue_share(const cd_frame *frame, const struct area *area, double hue)
{
    double hits = 0.0, all = 0.0;
    for (uint32_t y = (uint32_t)area->y0; y < (uint32_t)area->y1; y++)
        for (uint32_t x = (uint32_t)area->x0; x < (uint32_t)area->x1; x++) {
            const uint8_t *px = frame->pixels + y * frame->stride + (size_t)x * 3;
            const double r = px[0], g = px[1], c = px[2];
            const double at = atan2(1.7320508 * (g - c), 2.0 * r - g - c) * 57.29578;
            const double apart = fabs(fmod(at - hue + 540.0, 360.0) - 180.0);
            const double most = fmax(r, fmax(g, c)), least = fmin(r, fmin(g, c));
            hits += most - least > 40.0 && apart <= 15.0;
            all += 1.0;
        }
    return all > 0.0 ? hits / all : 0.0;
}

static void a_colour_comes_and_stays_through_more_edits(void)
{
    enum { PINK = 333, GREEN = 138 }; /* hues of colors.def, degrees */
    struct bench b;
    struct shot first = {.frame = NULL}, second = {.frame = NULL}, third = {.frame = NULL};
    struct area tree = {1e9f, 1e9f, -1e9f, -1e9f};
    bench_open(&b, 2);
    draw(&first, &b, zoo, CD_RATIO_3_1);
    CHECK(edit(&second, &b, &first, "make the tree pink"));
    CHECK(edit(&third, &b, &second, "remove the dog and make it night"));
    area_add(&tree, &first, "tree");
    CHECK(hue_share(first.frame, &tree, PINK) < 0.02);
    CHECK(hue_share(second.frame, &tree, PINK) > 0.3);
    CHECK(hue_share(third.frame, &tree, PINK) > 0.2);
    CHECK_INT(third.scene.time, MP_NIGHT);
    CHECK_INT(subject(&third, "dog"), -1);
    shot_done(&first);
    shot_done(&second);
    shot_done(&third);
    cd_engine_multiplane.unload(&b.engine);
}

static void a_sign_says_something_else(void)
{
    struct bench b;
    struct shot before = {.frame = NULL}, after = {.frame = NULL}, none = {.frame = NULL};
    bench_open(&b, 2);
    draw(&before, &b, "a coffee shop storefront with a sign that says \"MORNING BREW\"",
         CD_RATIO_3_1);
    CHECK(edit(&after, &b, &before, "replace \"MORNING BREW\" with \"Evening Tea\""));
    CHECK_TEXT(after.scene.texts[0].text, "Evening Tea");
    const float *box = before.scene.texts[0].box;
    const struct area plate = {box[0], box[1], box[2], box[3]};
    CHECK(psnr(before.frame, after.frame, &plate, false) >= 40.0);
    CHECK(psnr(before.frame, after.frame, &plate, true) < 25.0);
    CHECK(edit(&none, &b, &before, "remove the sign"));
    CHECK_INT(none.scene.text_count, 0);
    shot_done(&before);
    shot_done(&after);
    shot_done(&none);
    cd_engine_multiplane.unload(&b.engine);
}

/* What was laid over the picture since it was drawn stays there. */
static void a_grade_over_the_picture_stays(void)
{
    struct bench b;
    struct shot before = {.frame = NULL}, after = {.frame = NULL};
    struct area dog = {1e9f, 1e9f, -1e9f, -1e9f};
    const mp_palette gold = {{60, 20, 60}, {20, 6, 12}};
    bench_open(&b, 2);
    draw(&before, &b, zoo, CD_RATIO_3_1);
    cd_mp_palette_apply(before.frame, &gold, 0.8f, 2);
    CHECK(edit(&after, &b, &before, "remove the dog"));
    area_add(&dog, &before, "dog");
    CHECK(psnr(before.frame, after.frame, &dog, false) >= 40.0);
    mp_palette is;
    cd_mp_palette_of(&is, after.frame);
    CHECK(fabsf(is.mean[2] - gold.mean[2]) < 15.0f);
    shot_done(&before);
    shot_done(&after);
    cd_engine_multiplane.unload(&b.engine);
}

/* "add a red hat" says not to whom: there is but one who can wear it. */
static void a_hat_finds_its_wearer(void)
{
    struct bench b;
    struct shot before = {.frame = NULL}, after = {.frame = NULL};
    bench_open(&b, 2);
    draw(&before, &b, "a tiger in a meadow", CD_RATIO_3_1);
    CHECK(edit(&after, &b, &before, "add a red hat"));
    const int32_t hat = subject(&after, "hat"), tiger = subject(&after, "tiger");
    CHECK(hat >= 0 && after.scene.subjects[tiger].relation == MP_WEARING);
    const mp_spot *on = &after.scene.subjects[hat].spots[0];
    const mp_spot *who = &after.scene.subjects[tiger].spots[0];
    CHECK(on->base < who->base - 0.5f * who->height);
    CHECK(fabsf(on->x - who->x) < 0.6f * who->width);
    shot_done(&before);
    shot_done(&after);
    cd_engine_multiplane.unload(&b.engine);
}

/* "make it a watercolour" is done by the scene: the pixels would do it a second time. */
static void a_style_is_laid_once(void)
{
    struct bench b;
    struct shot before = {.frame = NULL};
    const cd_generation gen = {.prompt = CD_STR("make it a watercolor painting")};
    const struct cd_engine_job job = {.gen = &gen};
    CD_AUTO(cd_free_ptr) mp_changes *changes = cd_new(sizeof *changes);
    CD_AUTO(cd_mp_revision_free) mp_revision *revision = NULL;
    bench_open(&b, 1);
    draw(&before, &b, "a dog in a meadow", CD_RATIO_3_1);
    const cd_input what = {.width = before.frame->width, .height = before.frame->height};
    const cd_engine_input source = {.what = &what, .scene = cd_buf_str(&before.json)};
    struct cd_engine_run run = {.engine = b.engine, .job = &job};
    cd_mp_changes_read(changes, b.engine->words, &gen);
    CHECK(cd_mp_revision_new(&revision, &run, &source, changes, NULL) == CD_OK);
    CHECK(revision != NULL && cd_mp_revision_makes(revision, 0));
    CHECK_TEXT(run.scene.style, "watercolor");
    shot_done(&before);
    cd_mp_revision_free(&revision);
    cd_engine_multiplane.unload(&b.engine);
}

static void what_the_scene_does_not_have_is_left_to_the_pixels(void)
{
    static const char *const prompts[] = {"remove the elephant", "make the sky green",
                                          "make the grass purple", "improve the quality"};
    struct bench b;
    struct shot before = {.frame = NULL}, after = {.frame = NULL};
    bench_open(&b, 1);
    draw(&before, &b, "a dog in a meadow", CD_RATIO_3_1);
    for (size_t i = 0; i < CD_COUNT(prompts); i++)
        if (edit(&after, &b, &before, prompts[i])) {
            check_failed(__FILE__, __LINE__, "%s: done", prompts[i]);
            shot_done(&after);
        }
    shot_done(&before);
    cd_engine_multiplane.unload(&b.engine);
}

static void the_same_on_any_number_of_threads(void)
{
    cd_frame *frames[2] = {NULL, NULL};
    for (unsigned i = 0; i < 2; i++) {
        struct bench b;
        struct shot before = {.frame = NULL}, after = {.frame = NULL};
        bench_open(&b, 1 + 2 * i);
        draw(&before, &b, zoo, CD_RATIO_3_1);
        CHECK(edit(&after, &b, &before, "give the dog a hat, oil painting"));
        CD_MOVE(frames[i], after.frame);
        shot_done(&before);
        shot_done(&after);
        cd_engine_multiplane.unload(&b.engine);
    }
    CHECK(memcmp(frames[0]->pixels, frames[1]->pixels, frames[0]->stride * frames[0]->height) == 0);
    cd_frame_free(&frames[0]);
    cd_frame_free(&frames[1]);
}

CHECK_MAIN(RUN(what_is_asked_changes_and_nothing_else)
               RUN(a_colour_comes_and_stays_through_more_edits) RUN(a_sign_says_something_else)
                   RUN(a_grade_over_the_picture_stays) RUN(a_hat_finds_its_wearer)
                       RUN(a_style_is_laid_once)
                           RUN(what_the_scene_does_not_have_is_left_to_the_pixels)
                               RUN(the_same_on_any_number_of_threads))
