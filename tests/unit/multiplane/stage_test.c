/* tests/unit/multiplane/stage_test.c - pictures from scenes built by hand: the same bytes with any
 * number of threads, every setting, time and weather, boxes and counts, named colours, and scenes
 * that go to the limits. With CANDELA_ARTWORK naming a packed artwork its figures are used; without
 * it the shapes of unknown words stand in, and the tests of figures say that they are skipped. */
#include "engine/multiplane/pack.h"
#include "engine/multiplane/stage.h"
#include "unit/check.h"

#include <math.h>

static struct {
    cd_mp_pack *pack;
    cd_mp_sprites *sprites;
} artwork;

static void artwork_open(void)
{
    cd_err err = {0};
    const char *path = getenv("CANDELA_ARTWORK");
    if (path == NULL || cd_mp_pack_open(&artwork.pack, path, &err) != CD_OK) {
        printf("# no artwork: shapes only\n");
        return;
    }
    CHECK_INT(cd_mp_sprites_open(&artwork.sprites, artwork.pack, NULL, 128u << 20, &err), CD_OK);
}

static void artwork_close(void)
{
    cd_mp_sprites_close(&artwork.sprites);
    cd_mp_pack_close(&artwork.pack);
}

static mp_scene scene_of(mp_setting setting, mp_time time, uint32_t width, uint32_t height)
{
    const mp_scene out = {.seed = 77,
                          .width = width,
                          .height = height,
                          .ratio = CD_RATIO_16_9,
                          .setting = setting,
                          .time = time,
                          .detail = 1};
    return out;
}

static mp_subject *subject_add(mp_scene *scene, const char *name, uint32_t count, mp_place place)
{
    mp_subject *s = &scene->subjects[scene->subject_count++];
    s->figure =
        artwork.pack != NULL ? cd_mp_pack_find(artwork.pack, cd_str_from(name)) : MP_FIGURE_NONE;
    s->word_hash = cd_str_hash(cd_str_from(name));
    s->count = count;
    s->height_m = 1.0f;
    s->size = 1.0f;
    s->place = place;
    s->other = MP_OTHER_NONE;
    return s;
}

/* Renders; the caller frees the frame. The stage is handed out when `kept` is given. */
static cd_frame *render(const mp_scene *scene, unsigned threads, cd_mp_stage **kept)
{
    cd_err err = {0};
    cd_mp_stage *stage = NULL;
    cd_frame *frame = NULL;
    CHECK_INT(cd_mp_stage_new(&stage, scene, artwork.sprites, threads, &err), CD_OK);
    if (stage == NULL)
        return NULL;
    const uint32_t steps = cd_mp_stage_steps(stage);
    CHECK(steps >= 4);
    for (uint32_t i = 0; i < steps; i++)
        if (cd_mp_stage_step(stage, &err) != CD_OK)
            check_failed(__FILE__, __LINE__, "step %u: %s", i, err.text);
    CHECK_INT(cd_mp_stage_frame(&frame, stage, &err), CD_OK);
    if (frame != NULL) {
        CHECK_INT(frame->width, scene->width);
        CHECK_INT(frame->height, scene->height);
    }
    if (kept != NULL)
        *kept = stage;
    else
        cd_mp_stage_free(&stage);
    return frame;
}

static uint64_t hash_of(const cd_frame *frame)
{
    uint64_t hash = 0;
    for (uint32_t y = 0; y < frame->height; y++) {
        const char *row = (const char *)frame->pixels + y * frame->stride;
        hash = hash * 31 + cd_str_hash((cd_str){row, (size_t)frame->width * 3});
    }
    return hash;
}

static void threads_do_not_matter(void)
{
    for (int setting = 0; setting < MP_SETTING__COUNT; setting++) {
        mp_scene scene = scene_of((mp_setting)setting, MP_SUNSET, 320, 200);
        scene.lake_in_mountains = true;
        scene.storefront = true;
        scene.weather = (mp_weather)(setting % MP_WEATHER__COUNT);
        (void)subject_add(&scene, "tiger", 2, MP_ON_GROUND);
        (void)subject_add(&scene, "balloon", 3, MP_IN_AIR);
        (void)snprintf(scene.texts[0].text, MP_TEXT_BYTES, "OPEN");
        scene.texts[0].surface = (mp_surface)(setting % MP_SURFACE__COUNT);
        scene.text_count = 1;
        uint64_t first = 0;
        for (unsigned threads = 1; threads <= 4; threads++) {
            cd_frame *frame = render(&scene, threads == 4 ? 1 : threads, NULL);
            if (frame == NULL)
                return;
            const uint64_t hash = hash_of(frame);
            if (threads > 1 && hash != first)
                check_failed(__FILE__, __LINE__, "setting %d differs with %u threads", setting,
                             threads);
            first = threads == 1 ? hash : first;
            cd_frame_free(&frame);
        }
    }
}

static void seeds_differ(void)
{
    mp_scene scene = scene_of(MP_SETTING_MEADOW, MP_NOON, 160, 100);
    cd_frame *a = render(&scene, 1, NULL);
    scene.seed++;
    cd_frame *b = render(&scene, 1, NULL);
    if (a != NULL && b != NULL)
        CHECK(hash_of(a) != hash_of(b));
    cd_frame_free(&a);
    cd_frame_free(&b);
}

/* A picture is neither flat nor black. */
static void check_lively(const cd_frame *frame, const mp_scene *scene)
{
    double sum = 0;
    double squares = 0;
    const double count = (double)frame->width * frame->height;
    for (uint32_t y = 0; y < frame->height; y++)
        for (uint32_t x = 0; x < frame->width; x++) {
            const double v = frame->pixels[y * frame->stride + (size_t)x * 3 + 1];
            sum += v;
            squares += v * v;
        }
    const double mean = sum / count;
    const double spread = sqrt(squares / count - mean * mean);
    if (mean < 6 || mean > 250 || spread < 4)
        check_failed(__FILE__, __LINE__, "setting %d time %d weather %d: mean %.1f spread %.1f",
                     (int)scene->setting, (int)scene->time, (int)scene->weather, mean, spread);
}

static void every_setting_renders(void)
{
    static const uint32_t sizes[][2] = {{192, 108}, {64, 192}, {192, 64}, {120, 120}};
    for (int setting = 0; setting < MP_SETTING__COUNT; setting++)
        for (int time = 0; time < MP_TIME__COUNT; time++)
            for (int size = 0; size < 4; size++) {
                mp_scene scene =
                    scene_of((mp_setting)setting, (mp_time)time, sizes[size][0], sizes[size][1]);
                scene.weather = (mp_weather)((time + size) % MP_WEATHER__COUNT);
                scene.lake_in_mountains = size & 1;
                scene.storefront = size & 1;
                scene.marble = size & 1;
                scene.indoors_window = size & 1;
                if (size & 2)
                    (void)subject_add(&scene, "quokkaphone", 1, MP_ON_GROUND);
                cd_frame *frame = render(&scene, 2, NULL);
                if (frame != NULL)
                    check_lively(frame, &scene);
                cd_frame_free(&frame);
            }
}

static void check_boxes(const mp_scene *scene)
{
    cd_mp_stage *stage = NULL;
    cd_frame *frame = render(scene, 2, &stage);
    if (stage == NULL)
        return;
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        uint32_t found = 0;
        int32_t box[4];
        while (cd_mp_stage_box(stage, i, found, box)) {
            CHECK(box[0] >= 0 && box[1] >= 0);
            CHECK(box[2] <= (int32_t)scene->width && box[3] <= (int32_t)scene->height);
            CHECK(box[2] > box[0] && box[3] > box[1]);
            found++;
        }
        CHECK_INT(found, scene->subjects[i].count);
    }
    int32_t none[4];
    CHECK(!cd_mp_stage_box(stage, scene->subject_count, 0, none));
    cd_mp_stage_free(&stage);
    cd_frame_free(&frame);
}

static void boxes_lie_in_the_frame(void)
{
    static const uint32_t counts[] = {1, 2, 3, 7, 12, 24};
    for (int ratio = CD_RATIO_NONE + 1; ratio < CD_RATIO__COUNT; ratio++)
        for (size_t i = 0; i < CD_COUNT(counts); i++) {
            uint32_t width = 0;
            uint32_t height = 0;
            cd_ratio_pixels((cd_ratio)ratio, &width, &height);
            mp_scene scene = scene_of((mp_setting)((size_t)ratio % MP_SETTING__COUNT), MP_NOON,
                                      width / 10, height / 10);
            (void)subject_add(&scene, "tiger", counts[i], MP_ON_GROUND);
            (void)subject_add(&scene, "balloon", counts[CD_COUNT(counts) - 1 - i], MP_IN_AIR);
            check_boxes(&scene);
        }
}

static void a_single_subject_is_large(void)
{
    for (int setting = 0; setting < MP_SETTING__COUNT; setting++) {
        mp_scene scene = scene_of((mp_setting)setting, MP_MORNING, 320, 180);
        (void)subject_add(&scene, "tiger", 1, MP_ON_GROUND);
        cd_mp_stage *stage = NULL;
        cd_frame *frame = render(&scene, 2, &stage);
        int32_t box[4] = {0};
        CHECK(stage != NULL && cd_mp_stage_box(stage, 0, 0, box));
        CHECK(box[3] - box[1] >= 180 * 30 / 100 && box[3] - box[1] <= 180 * 70 / 100);
        cd_mp_stage_free(&stage);
        cd_frame_free(&frame);
    }
}

static void relations_place_things(void)
{
    mp_scene scene = scene_of(MP_SETTING_ROOM, MP_NOON, 320, 180);
    (void)subject_add(&scene, "cube", 1, MP_ON_GROUND);
    (void)subject_add(&scene, "sphere", 1, MP_ON_GROUND);
    scene.subjects[0].relation = MP_ON;
    scene.subjects[0].other = 1;
    cd_mp_stage *stage = NULL;
    cd_frame *frame = render(&scene, 1, &stage);
    int32_t cube[4] = {0};
    int32_t sphere[4] = {0};
    CHECK(stage != NULL && cd_mp_stage_box(stage, 0, 0, cube));
    CHECK(stage != NULL && cd_mp_stage_box(stage, 1, 0, sphere));
    CHECK(cube[3] <= (sphere[1] + sphere[3]) / 2);
    CHECK(cube[2] > sphere[0] && cube[0] < sphere[2]);
    cd_mp_stage_free(&stage);
    cd_frame_free(&frame);
    /* A ring of relations: nobody is lost. */
    (void)subject_add(&scene, "tiger", 2, MP_ON_GROUND);
    for (uint32_t how = MP_ALONE; how < MP_RELATION__COUNT; how++) {
        for (int32_t i = 0; i < 3; i++) {
            scene.subjects[i].relation = (mp_relation)how;
            scene.subjects[i].other = (i + 1) % 3;
        }
        check_boxes(&scene);
    }
}

/* Hue in degrees and chroma 0..1 of an 8-bit colour. */
static double hue_of(const uint8_t rgb[3], double *chroma)
{
    const double r = rgb[0] / 255.0;
    const double g = rgb[1] / 255.0;
    const double b = rgb[2] / 255.0;
    const double high = fmax(r, fmax(g, b));
    const double c = high - fmin(r, fmin(g, b));
    *chroma = c;
    if (c < 1e-6)
        return 0;
    double h = high == r ? (g - b) / c : high == g ? 2 + (b - r) / c : 4 + (r - g) / c;
    h *= 60;
    return h < 0 ? h + 360 : h;
}

static double apart(double a, double b)
{
    const double d = fabs(a - b);
    return d > 180 ? 360 - d : d;
}

/* Mean hue, weighted by chroma, of the middle of a box. */
static double main_hue(const cd_frame *frame, const int32_t box[4], double *mean_chroma)
{
    double x_sum = 0;
    double y_sum = 0;
    double chroma_sum = 0;
    double count = 0;
    const int32_t w = box[2] - box[0];
    const int32_t h = box[3] - box[1];
    for (int32_t y = box[1] + h / 6; y < box[1] + h / 2; y++)
        for (int32_t x = box[0] + w * 3 / 10; x < box[2] - w * 3 / 10; x++) {
            double chroma = 0;
            const double hue =
                hue_of(frame->pixels + (size_t)y * frame->stride + (size_t)x * 3, &chroma) *
                (3.14159265358979 / 180);
            x_sum += cos(hue) * chroma;
            y_sum += sin(hue) * chroma;
            chroma_sum += chroma;
            count++;
        }
    *mean_chroma = chroma_sum / count;
    const double mean = atan2(y_sum, x_sum) * (180 / 3.14159265358979);
    return mean < 0 ? mean + 360 : mean;
}

static void colours_are_kept(void)
{
    static const uint8_t colors[][3] = {{224, 32, 32},  {240, 140, 20}, {245, 205, 30},
                                        {40, 160, 60},  {30, 170, 200}, {40, 70, 225},
                                        {135, 50, 200}, {240, 90, 170}};
    for (int time = 0; time < MP_TIME__COUNT; time++)
        for (size_t i = 0; i < CD_COUNT(colors); i++) {
            mp_scene scene = scene_of(MP_SETTING_MEADOW, (mp_time)time, 320, 180);
            mp_subject *s = subject_add(&scene, "balloon", 1, MP_IN_AIR);
            s->has_color = true;
            memcpy(s->color, colors[i], 3);
            cd_mp_stage *stage = NULL;
            cd_frame *frame = render(&scene, 2, &stage);
            int32_t box[4] = {0};
            CHECK(stage != NULL && cd_mp_stage_box(stage, 0, 0, box));
            double chroma = 0;
            const double is = frame != NULL ? main_hue(frame, box, &chroma) : 0;
            double unused = 0;
            const double should = hue_of(colors[i], &unused);
            if (apart(is, should) > 15 || chroma < 0.15)
                check_failed(__FILE__, __LINE__, "time %d: hue %.0f, not %.0f; chroma %.2f", time,
                             is, should, chroma);
            cd_mp_stage_free(&stage);
            cd_frame_free(&frame);
        }
}

static void greys_are_grey(void)
{
    static const uint8_t colors[][3] = {{250, 250, 250}, {20, 20, 20}, {128, 128, 128}};
    for (size_t i = 0; i < CD_COUNT(colors); i++) {
        mp_scene scene = scene_of(MP_SETTING_MEADOW, MP_NOON, 320, 180);
        mp_subject *s = subject_add(&scene, "balloon", 1, MP_IN_AIR);
        s->has_color = true;
        memcpy(s->color, colors[i], 3);
        cd_mp_stage *stage = NULL;
        cd_frame *frame = render(&scene, 2, &stage);
        int32_t box[4] = {0};
        CHECK(stage != NULL && cd_mp_stage_box(stage, 0, 0, box));
        double chroma = 1;
        if (frame != NULL)
            (void)main_hue(frame, box, &chroma);
        if (chroma > 0.16)
            check_failed(__FILE__, __LINE__, "grey %u has chroma %.2f", colors[i][0], chroma);
        cd_mp_stage_free(&stage);
        cd_frame_free(&frame);
    }
}

static void crowds_do_not_fail(void)
{
    static const char *const names[] = {"tiger", "balloon",   "no such thing", "sailboat",
                                        "whale", "sunflower", "red-apple",     "rocket"};
    for (int setting = 0; setting < MP_SETTING__COUNT; setting++) {
        mp_scene scene = scene_of((mp_setting)setting, MP_NIGHT, 256, 144);
        for (uint32_t i = 0; i < MP_SUBJECTS_MAX; i++) {
            mp_subject *s = subject_add(&scene, names[i % CD_COUNT(names)], MP_COUNT_MAX,
                                        (mp_place)(i % MP_PLACE__COUNT));
            s->height_m = i == 0 ? 0.0f : i == 1 ? 1.0e9f : 1.0f;
            s->size = i == 2 ? 0.0f : 2.0f;
            s->relation = (mp_relation)(i % MP_RELATION__COUNT);
            s->other = (int32_t)((i * 5 + 1) % MP_SUBJECTS_MAX);
        }
        scene.text_count = MP_TEXTS_MAX;
        for (uint32_t i = 0; i < MP_TEXTS_MAX; i++) {
            memset(scene.texts[i].text, i == 0 ? 'W' : i == 1 ? ' ' : 'a', MP_TEXT_BYTES - 1);
            scene.texts[i].surface = (mp_surface)(i % MP_SURFACE__COUNT);
        }
        scene.storefront = true;
        check_boxes(&scene);
    }
}

static void texts_of_all_kinds(void)
{
    static const char *const texts[] = {
        "",
        "A",
        "MORNING BREW",
        "\xd8\xa7\xd9\x84\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85",
        "\xe3\x81\x93\xe3\x82\x93\xe3\x81\xab\xe3\x81\xa1\xe3\x81\xaf",
        "line\nline",
        "<b>not markup & more</b>",
        "\xff\xfe broken"};
    for (size_t i = 0; i < CD_COUNT(texts); i++)
        for (int surface = 0; surface < MP_SURFACE__COUNT; surface++) {
            mp_scene scene =
                scene_of(i & 1 ? MP_SETTING_STREET : MP_SETTING_SNOW, MP_NOON, 200, 120);
            scene.storefront = true;
            scene.text_count = 1;
            scene.texts[0].surface = (mp_surface)surface;
            (void)snprintf(scene.texts[0].text, MP_TEXT_BYTES, "%s", texts[i]);
            cd_frame *with = render(&scene, 1, NULL);
            scene.no_text = true;
            cd_frame *without = render(&scene, 1, NULL);
            if (with != NULL && without != NULL)
                CHECK(hash_of(with) != hash_of(without));
            cd_frame_free(&with);
            cd_frame_free(&without);
        }
}

static void odd_sizes(void)
{
    cd_err err = {0};
    cd_mp_stage *stage = NULL;
    mp_scene scene = scene_of(MP_SETTING_SEA, MP_DAWN, 1, 1);
    CHECK(cd_mp_stage_new(&stage, &scene, artwork.sprites, 1, &err) != CD_OK);
    scene.width = 16;
    scene.height = 16;
    for (int setting = 0; setting < MP_SETTING__COUNT; setting++) {
        scene.setting = (mp_setting)setting;
        cd_frame *frame = render(&scene, 3, NULL);
        cd_frame_free(&frame);
    }
}

CHECK_MAIN(RUN(artwork_open) RUN(threads_do_not_matter) RUN(seeds_differ) RUN(every_setting_renders)
               RUN(boxes_lie_in_the_frame) RUN(a_single_subject_is_large)
                   RUN(relations_place_things) RUN(colours_are_kept) RUN(greys_are_grey)
                       RUN(crowds_do_not_fail) RUN(texts_of_all_kinds) RUN(odd_sizes)
                           RUN(artwork_close))
