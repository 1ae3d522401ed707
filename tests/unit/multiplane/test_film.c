/* tests/unit/multiplane/test_film.c - a scene as planes before a camera: from the middle they are
 * the still picture, near things move farther than far ones, any number of threads gives the same
 * frames, moves follow the prompt, loops close. */
#include "unit/check.h"

#include "engine/multiplane/film/camera.h"
#include "engine/multiplane/film/develop.h"
#include "engine/multiplane/film/fall.h"
#include "engine/multiplane/stage.h"

#include <math.h>

enum { WIDTH = 320, HEIGHT = 200 };

static mp_scene scene_of(mp_setting setting, mp_time time)
{
    mp_scene scene = {.seed = 99,
                      .width = WIDTH,
                      .height = HEIGHT,
                      .ratio = CD_RATIO_16_9,
                      .setting = setting,
                      .time = time,
                      .detail = 1,
                      .subject_count = 1};
    scene.subjects[0] = (mp_subject){.figure = MP_FIGURE_NONE,
                                     .word_hash = 4711,
                                     .count = 2,
                                     .height_m = 1.0f,
                                     .size = 1.0f,
                                     .place = MP_ON_GROUND,
                                     .other = MP_OTHER_NONE};
    return scene;
}

struct filmed {
    cd_mp_stage *stage;
    struct mp_watch watch;
    mp_set set;
};

static void film(struct filmed *out, const mp_scene *scene, unsigned threads, bool planes)
{
    cd_err err = {.kind = CD_OK};
    *out = (struct filmed){.stage = NULL};
    CHECK_INT(cd_mp_stage_new(&out->stage, scene, NULL, threads, &err), CD_OK);
    cd_mp_set_watch(&out->watch, &out->set);
    if (planes)
        cd_mp_stage_watch(out->stage, &out->watch);
    out->set.stage = out->stage;
    const uint32_t steps = cd_mp_stage_steps(out->stage);
    for (uint32_t i = 0; i < steps; i++)
        CHECK_INT(cd_mp_stage_step(out->stage, &err), CD_OK);
}

static void filmed_done(struct filmed *filmed)
{
    cd_mp_set_done(&filmed->set);
    cd_mp_stage_free(&filmed->stage);
}

static uint16_t shot[WIDTH * HEIGHT * 3], other[WIDTH * HEIGHT * 3];

static void planes_together_are_the_still(void)
{
    for (int setting = 0; setting < MP_SETTING__COUNT; setting++) {
        const mp_scene scene = scene_of((mp_setting)setting, setting % 2 ? MP_NIGHT : MP_NOON);
        struct filmed still, planes;
        cd_frame *frame = NULL;
        const mp_pose middle = {.zoom = 1.0f};
        film(&still, &scene, 2, false);
        film(&planes, &scene, 2, true);
        CHECK_INT(cd_mp_stage_frame(&frame, still.stage, NULL), CD_OK);
        CHECK(planes.set.count >= 2);
        cd_mp_set_draw(shot, WIDTH, HEIGHT, &planes.set, &middle);
        uint32_t wrong = 0;
        for (uint32_t y = 0; y < HEIGHT; y++)
            for (uint32_t x = 0; x < WIDTH * 3; x++)
                wrong +=
                    abs(frame->pixels[y * frame->stride + x] - shot[y * WIDTH * 3 + x] / 257) > 6;
        if (wrong > WIDTH * HEIGHT * 3 / 200)
            check_failed(__FILE__, __LINE__, "setting %d: %u samples differ", setting, wrong);
        cd_frame_free(&frame);
        filmed_done(&still);
        filmed_done(&planes);
    }
}

static void threads_do_not_matter(void)
{
    const mp_scene scene = scene_of(MP_SETTING_SEA, MP_SUNSET);
    const mp_pose pose = {.x = 7.3f, .y = -2.1f, .zoom = 1.07f, .drift = 3, .wave = 2, .bob = 1};
    struct filmed one, three;
    film(&one, &scene, 1, true);
    film(&three, &scene, 3, true);
    one.set.water = three.set.water = true;
    cd_mp_set_draw(shot, WIDTH, HEIGHT, &one.set, &pose);
    cd_mp_set_draw(other, WIDTH, HEIGHT, &three.set, &pose);
    CHECK(memcmp(shot, other, sizeof shot) == 0);
    filmed_done(&one);
    filmed_done(&three);
}

/* How much the two shots differ in rows [from, to). */
static double moved(uint32_t from, uint32_t to)
{
    double sum = 0;
    for (size_t i = (size_t)from * WIDTH * 3; i < (size_t)to * WIDTH * 3; i++)
        sum += fabs((double)shot[i] - (double)other[i]);
    return sum / ((to - from) * WIDTH * 3);
}

static void near_moves_more_than_far(void)
{
    const mp_scene scene = scene_of(MP_SETTING_MEADOW, MP_NOON);
    struct filmed filmed;
    film(&filmed, &scene, 2, true);
    for (uint32_t i = 0; i < filmed.set.count; i++)
        CHECK(filmed.set.plates[i].near >= 0.0f);
    CHECK(cd_mp_stage_near(filmed.stage, 0) < cd_mp_stage_near(filmed.stage, HEIGHT - 1));
    const mp_pose middle = {.zoom = 1.0f}, aside = {.x = 12.0f, .zoom = 1.0f};
    cd_mp_set_draw(shot, WIDTH, HEIGHT, &filmed.set, &middle);
    cd_mp_set_draw(other, WIDTH, HEIGHT, &filmed.set, &aside);
    CHECK(moved(HEIGHT - 20, HEIGHT) > moved(0, 20));
    filmed_done(&filmed);
}

static void a_flat_set_is_its_picture(void)
{
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    mp_set set = {.stage = NULL};
    const mp_pose middle = {.zoom = 1.0f};
    CHECK_INT(cd_frame_new(&frame, WIDTH, HEIGHT, NULL), CD_OK);
    for (size_t i = 0; i < frame->stride * HEIGHT; i++)
        frame->pixels[i] = (uint8_t)check_random();
    CHECK_INT(cd_mp_set_flat(&set, frame, 2, NULL), CD_OK);
    cd_mp_set_draw(shot, WIDTH, HEIGHT, &set, &middle);
    uint32_t wrong = 0;
    for (uint32_t y = 0; y < HEIGHT; y++)
        for (uint32_t x = 0; x < WIDTH * 3; x++)
            wrong += frame->pixels[y * frame->stride + x] * 257 != shot[y * WIDTH * 3 + x];
    CHECK_INT(wrong, 0);
    cd_mp_set_done(&set);
}

static void moves_follow_the_prompt(void)
{
    CHECK(cd_mp_camera_move(CD_STR("a dog, pan left"), 1).x < 0);
    CHECK(cd_mp_camera_move(CD_STR("Pan Right over a city"), 1).x > 0);
    CHECK(cd_mp_camera_move(CD_STR("zoom out"), 1).z < 0);
    CHECK(cd_mp_camera_move(CD_STR("slow dolly in"), 1).z > 0);
    CHECK(cd_mp_camera_move(CD_STR("crane up"), 1).y > 0);
    CHECK(cd_mp_camera_move(CD_STR("a pancake"), 2).z > 0); /* by the seed: always some */
    CHECK(cd_mp_camera_move(CD_STR("a dog"), 1).x != cd_mp_camera_move(CD_STR("a dog"), 2).x);
}

static void loops_close(void)
{
    for (uint64_t seed = 0; seed < 4; seed++) {
        const mp_move move = cd_mp_camera_move(CD_STR("a dog"), seed);
        const mp_pose start = cd_mp_camera_film(&move, 1280, 720, true, 0);
        const mp_pose end = cd_mp_camera_film(&move, 1280, 720, true, 1);
        CHECK(fabsf(start.x - end.x) + fabsf(start.y - end.y) < 0.05f);
        CHECK(fabsf(start.zoom - end.zoom) < 1e-4f);
        const mp_pose left = cd_mp_camera_leave(&move, 1280, 720, true, 1);
        CHECK(fabsf(left.x) < 0.05f && fabsf(left.zoom - 1.0f) < 1e-4f);
        const mp_pose away = cd_mp_camera_leave(&move, 1280, 720, false, 0);
        CHECK(away.x == 0.0f && away.y == 0.0f && away.zoom == 1.0f);
    }
    mp_scene scene = scene_of(MP_SETTING_MEADOW, MP_NOON);
    for (int weather = MP_RAIN; weather <= MP_SNOWFALL; weather++) {
        scene.weather = (mp_weather)weather;
        memset(shot, 0, sizeof shot);
        memset(other, 0, sizeof other);
        cd_mp_fall_draw(shot, WIDTH, HEIGHT, &scene, 0.0f, 1.0f);
        cd_mp_fall_draw(other, WIDTH, HEIGHT, &scene, 1.0f, 1.0f);
        CHECK(moved(0, HEIGHT) < 60); /* of 65,535: rounding */
        cd_mp_fall_draw(other, WIDTH, HEIGHT, &scene, 0.37f, 1.0f);
        CHECK(moved(0, HEIGHT) > 300);
    }
}

CHECK_MAIN(RUN(planes_together_are_the_still) RUN(threads_do_not_matter)
               RUN(near_moves_more_than_far) RUN(a_flat_set_is_its_picture)
                   RUN(moves_follow_the_prompt) RUN(loops_close))
