/* tests/unit/multiplane/test_cast.c - who is in a picture: heads are given bodies. */
#include "unit/multiplane/artwork.h"

#include "engine/multiplane/cast/cast_body.h"
#include "engine/multiplane/stage.h"

static cd_mp_pack *pack;
static cd_mp_sprites *sprites;

static const char *const listed[] = {
#define MP_BODY(kind, names, ...) names,
#include "engine/multiplane/cast/bodies.def"
#undef MP_BODY
};

static int32_t figure_of(cd_str name)
{
    static const char *const before[] = {"", "person-", "man-", "woman-"};
    for (size_t i = 0; i < CD_COUNT(before); i++) {
        char full[96];
        snprintf(full, sizeof full, "%s%.*s", before[i], CD_STR_ARG(name));
        const int32_t figure = cd_mp_pack_find(pack, cd_str_from(full));
        if (figure != MP_FIGURE_NONE)
            return figure;
    }
    return MP_FIGURE_NONE;
}

/* Each name of the table is a figure, which stands on its body: taller than the head alone, ink
 * under the neck and down to the feet. */
static void heads_have_bodies(void)
{
    for (size_t row = 0; row < CD_COUNT(listed); row++) {
        cd_str rest = cd_str_from(listed[row]), name;
        for (bool more = true; more;) {
            more = cd_str_cut(rest, ',', &name, &rest);
            name = cd_str_trim(name);
            const int32_t figure = figure_of(name);
            if (figure == MP_FIGURE_NONE) {
                check_failed(__FILE__, __LINE__, "no figure %.*s", CD_STR_ARG(name));
                continue;
            }
            cd_err err = {.kind = CD_OK};
            const cd_mp_sprite *sprite = NULL;
            CHECK_INT(cd_mp_sprite_get(&sprite, sprites, figure, 96, &err), CD_OK);
            const int32_t body = cd_mp_body_find(cd_mp_sprite_name(sprites, figure));
            CHECK(body >= 0);
            cd_mp_sprite whole;
            uint8_t *rgba = NULL;
            mp_head head;
            CHECK_INT(cd_mp_body_draw(&whole, &rgba, &head, sprite, body, 7, &err), CD_OK);
            CHECK(whole.height > sprite->height + sprite->width / 3);
            CHECK(head.height > 0.3f && head.height < 0.8f);
            const uint32_t rows[2] = {(uint32_t)((float)whole.height * (head.height + 0.08f)),
                                      whole.height - 1 - whole.height / 24};
            for (int i = 0; i < 2; i++) {
                uint32_t ink = 0;
                for (uint32_t x = 0; x < whole.width; x++)
                    ink += whole.rgba[4 * (rows[i] * whole.width + x) + 3] > 128;
                if (ink * 10 < whole.width)
                    check_failed(__FILE__, __LINE__, "%.*s: %u of %u in row %u of %u",
                                 CD_STR_ARG(name), ink, whole.width, rows[i], whole.height);
            }
            free(rgba);
            cd_mp_sprite_put(sprites, &sprite);
        }
    }
}

static void whole_figures_are_left_alone(void)
{
    CHECK_INT(cd_mp_body_find(CD_STR("tiger")), -1);
    CHECK_INT(cd_mp_body_find(CD_STR("person-standing")), -1);
    CHECK_INT(cd_mp_body_find(CD_STR("woman-running")), -1);
    CHECK_INT(cd_mp_body_find(CD_STR("")), -1);
    CHECK(cd_mp_body_find(CD_STR("woman-cook-medium-dark")) >= 0);
    CHECK(cd_mp_body_find(CD_STR("old-man-light")) >= 0);
}

static mp_subject subject_of(const char *figure, uint32_t count, float height_m, int depth)
{
    mp_subject out = {.figure = cd_mp_pack_find(pack, cd_str_from(figure)),
                      .count = count,
                      .height_m = height_m,
                      .size = 1.0f,
                      .depth = depth,
                      .place = MP_ON_GROUND,
                      .other = MP_OTHER_NONE,
                      .also_other = MP_OTHER_NONE};
    snprintf(out.word, sizeof out.word, "%s", figure);
    return out;
}

static cd_mp_stage *stage_of(const mp_scene *scene)
{
    cd_err err = {.kind = CD_OK};
    cd_mp_stage *stage = NULL;
    CHECK_INT(cd_mp_stage_new(&stage, scene, sprites, 2, &err), CD_OK);
    for (uint32_t i = cd_mp_stage_steps(stage); i > 0; i--)
        CHECK_INT(cd_mp_stage_step(stage, &err), CD_OK);
    return stage;
}

static mp_scene meadow(uint32_t width, uint32_t height)
{
    return (mp_scene){.seed = 3,
                      .width = width,
                      .height = height,
                      .ratio = CD_RATIO_1_1,
                      .setting = MP_SETTING_MEADOW,
                      .time = MP_NOON,
                      .detail = 1};
}

/* A crab among palm trees is not a dot, in any shape of picture. */
static void whoever_is_named_is_seen(void)
{
    static const uint32_t sizes[][2] = {{480, 270}, {320, 320}, {270, 480}, {600, 200}, {200, 600}};
    for (size_t i = 0; i < CD_COUNT(sizes); i++) {
        mp_scene scene = meadow(sizes[i][0], sizes[i][1]);
        scene.subject_count = 2;
        scene.subjects[0] = subject_of("palm-tree", 3, 9.0f, 0);
        scene.subjects[1] = subject_of("crab", 1, 0.1f, 0);
        cd_mp_stage *stage = stage_of(&scene);
        int32_t box[4];
        CHECK(cd_mp_stage_box(stage, 1, 0, box));
        const int32_t side = box[2] - box[0] > box[3] - box[1] ? box[2] - box[0] : box[3] - box[1];
        const uint32_t unit = sizes[i][0] < sizes[i][1] ? sizes[i][0] : sizes[i][1];
        if (side * 100 < (int32_t)unit * 7)
            check_failed(__FILE__, __LINE__, "%u x %u: a crab of %d", sizes[i][0], sizes[i][1],
                         side);
        cd_mp_stage_free(&stage);
    }
}

/* What is in the background is smaller and farther up than who stands; boughs in the foreground
 * hang at the upper edges and leave the middle free. */
static void depths_are_places(void)
{
    mp_scene scene = meadow(480, 320);
    scene.subject_count = 3;
    scene.subjects[0] = subject_of("dog", 1, 0.6f, 0);
    scene.subjects[1] = subject_of("castle", 1, 18.0f, -1);
    scene.subjects[2] = subject_of("cherry-blossom", 14, 0.05f, 1);
    cd_mp_stage *stage = stage_of(&scene);
    int32_t dog[4], castle[4], bloom[4];
    CHECK(cd_mp_stage_box(stage, 0, 0, dog) && cd_mp_stage_box(stage, 1, 0, castle));
    CHECK(castle[3] < dog[3] - 40);
    CHECK(castle[3] - castle[1] < dog[3] - dog[1]);
    for (uint32_t i = 0; i < 14; i++) {
        CHECK(cd_mp_stage_box(stage, 2, i, bloom));
        CHECK(bloom[1] < 140);
        CHECK(bloom[2] < 290 || bloom[0] > 300);
    }
    cd_mp_stage_free(&stage);
}

int main(void)
{
    pack = artwork_open();
    cd_err err = {.kind = CD_OK};
    CHECK_INT(cd_mp_sprites_open(&sprites, pack, NULL, 64u << 20, &err), CD_OK);
    RUN(heads_have_bodies)
    RUN(whole_figures_are_left_alone)
    RUN(whoever_is_named_is_seen)
    RUN(depths_are_places)
    cd_mp_sprites_close(&sprites);
    cd_mp_pack_close(&pack);
    return check_end();
}
