/* tests/unit/multiplane/test_references.c - what new pictures take of their references: colours,
 * layout, texture, things cut out; and that without references nothing changes. */
#include "unit/multiplane/artwork.h"

#include "engine/multiplane/show/references.h"
#include "engine/multiplane/words/words.h"

#include <math.h>

enum { WIDTH = 480, HEIGHT = 320 };

static cd_engine engine;

static void engine_open(void)
{
    if (engine.pack != NULL)
        return;
    engine.pack = artwork_open();
    engine.threads = 2;
    CHECK_INT(cd_mp_words_open(&engine.words, engine.pack, NULL), CD_OK);
    CHECK_INT(cd_mp_sprites_open(&engine.sprites, engine.pack, NULL, 64 << 20, NULL), CD_OK);
}

typedef void (*draw_fn)(uint8_t rgb[3], int x, int y);

/* Dull blue with a magenta disc on the left, or on the right. */
static void disc_at(uint8_t rgb[3], int x, int y, int middle)
{
    const bool in = (x - middle) * (x - middle) + (y - 150) * (y - 150) < 55 * 55;
    const uint8_t disc[3] = {230, 20, 220}, ground[3] = {60, 80, 110};
    memcpy(rgb, in ? disc : ground, 3);
}
static void disc_left(uint8_t rgb[3], int x, int y)
{
    disc_at(rgb, x, y, 90);
}
static void disc_right(uint8_t rgb[3], int x, int y)
{
    disc_at(rgb, x, y, 310);
}
static void upright_stripes(uint8_t rgb[3], int x, int y)
{
    (void)y;
    memset(rgb, x / 4 % 2 ? 150 : 90, 3);
}
static void level_stripes(uint8_t rgb[3], int x, int y)
{
    (void)x;
    memset(rgb, y / 4 % 2 ? 150 : 90, 3);
}
static void warm(uint8_t rgb[3], int x, int y)
{
    rgb[0] = (uint8_t)(150 + (x + y) % 60);
    rgb[1] = (uint8_t)(60 + x % 40);
    rgb[2] = 30;
}

static cd_frame *reference_of(draw_fn draw)
{
    cd_frame *frame = NULL;
    CHECK_INT(cd_frame_new(&frame, 400, 300, NULL), CD_OK);
    for (int y = 0; y < 300; y++)
        for (int x = 0; x < 400; x++)
            draw(frame->pixels + (size_t)y * frame->stride + (size_t)x * 3, x, y);
    return frame;
}

/* A picture from a prompt and up to two references; `hero` gets where its first subject stands. */
static cd_frame *picture_of(const char *prompt, draw_fn first, draw_fn second, int32_t hero[4])
{
    CD_AUTO(cd_free_ptr) mp_scene *scene = cd_new(sizeof *scene);
    CD_AUTO(cd_mp_references_done) mp_references references = {.count = 0};
    CD_AUTO(cd_mp_stage_free) cd_mp_stage *stage = NULL;
    cd_frame *out = NULL;
    char rest[256];
    size_t size = strlen(prompt);
    engine_open();
    references.count = (uint32_t)(first != NULL) + (uint32_t)(second != NULL);
    cd_mp_roles_read(&references.roles, rest, &size, cd_str_from(prompt));
    cd_mp_roles_default(&references.roles, references.count);
    const cd_generation gen = {.prompt = {rest, size},
                               .type = CD_TYPE_IMAGE,
                               .model = CD_MODEL_UNI_1,
                               .ratio = CD_RATIO_3_2,
                               .id = {{5}}};
    cd_mp_scene_read(scene, engine.words, &gen);
    scene->width = WIDTH;
    scene->height = HEIGHT;
    for (uint32_t i = 0; i < references.count; i++) {
        CD_AUTO(cd_frame_free) cd_frame *frame = reference_of(i == 0 ? first : second);
        CHECK_INT(cd_mp_references_take(&references, frame, scene, &engine, NULL), CD_OK);
    }
    scene->seed = 12345; /* what else differs comes of the references alone */
    cd_mp_references_place(&references, scene);
    CHECK_INT(cd_mp_stage_new(&stage, scene, engine.sprites, 2, NULL), CD_OK);
    cd_mp_references_stage(&references, stage);
    for (uint32_t i = cd_mp_stage_steps(stage); i > 0; i--)
        CHECK_INT(cd_mp_stage_step(stage, NULL), CD_OK);
    CHECK_INT(cd_mp_stage_frame(&out, stage, NULL), CD_OK);
    cd_mp_references_finish(&references, out, 2);
    if (hero != NULL)
        CHECK(cd_mp_stage_box(stage, 0, 0, hero));
    return out;
}

static double palette_apart(const mp_palette *a, const mp_palette *b)
{
    double sum = 0;
    for (int c = 0; c < 3; c++)
        sum +=
            fabs((double)(a->mean[c] - b->mean[c])) + fabs((double)(a->spread[c] - b->spread[c]));
    return sum;
}

static void palettes_come_nearer(void)
{
    CD_AUTO(cd_frame_free) cd_frame *plain = picture_of("a fox in a meadow", NULL, NULL, NULL);
    CD_AUTO(cd_frame_free) cd_frame *drawn = picture_of("a fox in a meadow", warm, NULL, NULL);
    CD_AUTO(cd_frame_free)
    cd_frame *said = picture_of("a fox in a meadow with the palette of image 1", warm, NULL, NULL);
    CD_AUTO(cd_frame_free) cd_frame *reference = reference_of(warm);
    mp_palette wanted, was, is, more;
    cd_mp_palette_of(&wanted, reference);
    cd_mp_palette_of(&was, plain);
    cd_mp_palette_of(&is, drawn);
    cd_mp_palette_of(&more, said);
    CHECK(palette_apart(&is, &wanted) < 0.6 * palette_apart(&was, &wanted));
    CHECK(palette_apart(&more, &wanted) < palette_apart(&is, &wanted));
}

static void a_reference_for_something_else_leaves_the_colours(void)
{
    CD_AUTO(cd_frame_free) cd_frame *plain = picture_of("a fox in a meadow", NULL, NULL, NULL);
    CD_AUTO(cd_frame_free)
    cd_frame *laid =
        picture_of("a fox in a meadow with the texture of image 2", warm, upright_stripes, NULL);
    CD_AUTO(cd_frame_free) cd_frame *again = picture_of("a fox in a meadow", NULL, NULL, NULL);
    mp_palette was, is;
    cd_mp_palette_of(&was, plain);
    cd_mp_palette_of(&is, laid);
    CHECK(palette_apart(&was, &is) < 8.0);
    for (uint32_t y = 0; y < HEIGHT; y++) /* without references: to the bit */
        CHECK(memcmp(plain->pixels + y * plain->stride, again->pixels + y * again->stride,
                     WIDTH * 3) == 0);
}

static void the_hero_stands_where_the_layout_has_it(void)
{
    int32_t left[4] = {0}, right[4] = {0};
    CD_AUTO(cd_frame_free)
    cd_frame *a =
        picture_of("a fox in a meadow, the layout of the reference", disc_left, NULL, left);
    CD_AUTO(cd_frame_free) cd_frame *b = picture_of("a fox in a meadow", disc_right, NULL, right);
    const double at_left = 0.5 * (left[0] + left[2]) / WIDTH;
    const double at_right = 0.5 * (right[0] + right[2]) / WIDTH;
    CHECK(fabs(at_left - 90.0 / 400.0) < 0.08);
    CHECK(fabs(at_right - 310.0 / 400.0) < 0.08);
    CHECK(left[0] >= 0 && right[2] <= WIDTH && right[3] <= HEIGHT);
    CHECK(a != NULL && b != NULL);
}

static bool magenta(const uint8_t *px)
{
    return px[0] > 120 && px[2] > 110 && px[1] < px[0] / 2;
}

static void a_thing_is_cut_out(void)
{
    int32_t hero[4] = {0};
    CD_AUTO(cd_frame_free) cd_frame *plain = picture_of("the object on a beach", NULL, NULL, NULL);
    CD_AUTO(cd_frame_free)
    cd_frame *frame = picture_of("the object of image 1 on a beach", disc_left, NULL, hero);
    double in = 0, out = 0, none = 0, ground = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            const uint8_t *px = frame->pixels + (size_t)y * frame->stride + (size_t)x * 3;
            const bool inside = x >= hero[0] && x < hero[2] && y >= hero[1] && y < hero[3];
            in += inside && magenta(px);
            out += !inside && magenta(px);
            none += magenta(plain->pixels + (size_t)y * plain->stride + (size_t)x * 3);
            ground += inside && px[0] < 80 && px[2] > 90 && px[2] < 130 && px[1] < 100;
        }
    const double size = (double)(hero[2] - hero[0]) * (hero[3] - hero[1]);
    CHECK(in > 0.6 * size); /* a disc covers 78 % of its box */
    CHECK(out < 0.05 * in);
    CHECK(ground < 0.02 * size); /* nothing of what was behind it */
    CHECK(none < 0.05 * in);
}

/* How much the light changes from pixel to pixel across and down, below the horizon. */
static void changes_of(double out[2], const cd_frame *frame)
{
    out[0] = out[1] = 0;
    for (int y = HEIGHT * 7 / 10; y < HEIGHT * 8 / 10; y++)
        for (int x = 0; x + 1 < WIDTH; x++) {
            const uint8_t *px = frame->pixels + (size_t)y * frame->stride + (size_t)x * 3;
            out[0] += abs(px[4] - px[1]);
            out[1] += abs(px[frame->stride + 1] - px[1]);
        }
}

static void textures_keep_their_direction(void)
{
    double plain[2], upright[2], level[2];
    CD_AUTO(cd_frame_free) cd_frame *a = picture_of("a desert", NULL, NULL, NULL);
    CD_AUTO(cd_frame_free)
    cd_frame *b = picture_of("a desert with the texture of image 1", upright_stripes, NULL, NULL);
    CD_AUTO(cd_frame_free)
    cd_frame *c = picture_of("a desert with the texture of image 1", level_stripes, NULL, NULL);
    changes_of(plain, a);
    changes_of(upright, b);
    changes_of(level, c);
    CHECK(upright[0] > 1.5 * plain[0]);
    CHECK(level[1] > 1.5 * plain[1]);
    CHECK(upright[0] / upright[1] > 2.0 * level[0] / level[1]);
}

CHECK_MAIN(RUN(palettes_come_nearer) RUN(a_reference_for_something_else_leaves_the_colours)
               RUN(the_hero_stands_where_the_layout_has_it) RUN(a_thing_is_cut_out)
                   RUN(textures_keep_their_direction))
