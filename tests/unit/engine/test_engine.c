/* tests/unit/engine/test_engine.c - the conformance suite of the engine seam: every type on every
 * engine. This program is its own cage: `test_engine_engine cage ...` decodes what another run of
 * it opened. */
#include "unit/check.h"

#include "engine/source.h"
#include "media/cage.h"
#include "media/clip.h"
#include "media/codec.h"
#include "sys/files.h"
#include "wire/json.h"

#include <fcntl.h>

enum { SOURCE_WIDTH = 130, SOURCE_HEIGHT = 98, SOURCE_FRAMES = 30, INPUTS = 4 };

static struct {
    struct cd_engine_env env;
    int png, mp4, broken; /* descriptors */
} setup = {.png = -1, .mp4 = -1, .broken = -1};

static int file_of(const cd_buf *bytes)
{
    FILE *file = tmpfile();
    if (file == NULL || fwrite(bytes->data, 1, bytes->size, file) != bytes->size)
        check_failed(__FILE__, __LINE__, "no temporary file");
    fflush(file);
    const int fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 0);
    fclose(file);
    return fd;
}

static cd_frame *drawing(uint32_t step)
{
    cd_frame *frame = NULL;
    CHECK_INT(cd_frame_new(&frame, SOURCE_WIDTH, SOURCE_HEIGHT, NULL), CD_OK);
    for (uint32_t y = 0; y < SOURCE_HEIGHT; y++)
        for (uint32_t x = 0; x < SOURCE_WIDTH; x++) {
            uint8_t *px = frame->pixels + y * frame->stride + (size_t)x * 3;
            px[0] = (uint8_t)(x + step);
            px[1] = (uint8_t)(2 * y);
            px[2] = (x / 16 + y / 16) % 2 != 0 ? 220 : 40;
        }
    return frame;
}

static void media_make(void)
{
    CD_AUTO(cd_buf_done) cd_buf png = CD_BUF_INIT(1 << 20);
    CD_AUTO(cd_buf_done) cd_buf mp4 = CD_BUF_INIT(0);
    CD_AUTO(cd_clip_close) cd_clip *clip = NULL;
    const struct cd_clip_opts opts = {
        .width = SOURCE_WIDTH, .height = SOURCE_HEIGHT, .fps = CD_VIDEO_FPS, .threads = 1};
    CHECK_INT(cd_clip_open(&clip, &opts, NULL), CD_OK);
    for (uint32_t i = 0; i < SOURCE_FRAMES; i++) {
        CD_AUTO(cd_frame_free) cd_frame *frame = drawing(i);
        if (i == 0)
            CHECK_INT(cd_codec_find(CD_STR("png"))->encode(&png, frame, NULL), CD_OK);
        CHECK_INT(cd_clip_put(clip, frame, NULL), CD_OK);
    }
    CHECK_INT(cd_clip_end(&mp4, clip, NULL), CD_OK);
    setup.png = file_of(&png);
    setup.mp4 = file_of(&mp4);
    png.size /= 2;
    setup.broken = file_of(&png);
}

/* A job with what its type needs. */
struct job {
    cd_generation gen;
    cd_input input[INPUTS];
    cd_engine_input opened[INPUTS];
    int64_t indexes[2];
    struct cd_engine_job job;
};

static void add_input(struct job *job, cd_role role, uint32_t index, int fd)
{
    const bool video = fd == setup.mp4;
    const size_t at = job->gen.input_count++;
    job->input[at] = (cd_input){.role = role,
                                .index = index,
                                .media = video ? CD_MEDIA_VIDEO : CD_MEDIA_IMAGE,
                                .width = SOURCE_WIDTH,
                                .height = SOURCE_HEIGHT,
                                .duration_ms = video ? SOURCE_FRAMES * 1000 / CD_VIDEO_FPS : 0};
    job->opened[at] = (cd_engine_input){.what = &job->input[at], .fd = fd};
}

static void job_make(struct job *job, cd_type type, uint64_t seed)
{
    *job = (struct job){.gen = {.type = type,
                                .model = CD_MODEL_RAY_3_2,
                                .prompt = CD_STR("a red ball on a meadow at night"),
                                .inputs = job->input,
                                .video = {.given = true, .resolution = CD_RESOLUTION_360P}}};
    memcpy(job->gen.id.bytes, &seed, sizeof seed);
    if (type == CD_TYPE_IMAGE || type == CD_TYPE_IMAGE_EDIT) {
        job->gen.model = CD_MODEL_UNI_1;
        job->gen.ratio = CD_RATIO_3_1;
    } else if (type == CD_TYPE_VIDEO_REFRAME) {
        job->gen.ratio = CD_RATIO_1_1;
    }
    if (type == CD_TYPE_IMAGE_EDIT)
        add_input(job, CD_ROLE_SOURCE, 0, setup.png);
    if (type == CD_TYPE_VIDEO_EDIT || type == CD_TYPE_VIDEO_REFRAME)
        add_input(job, CD_ROLE_SOURCE, 0, setup.mp4);
}

struct outcome {
    uint32_t frames, width, height, steps;
    uint64_t hash;
    cd_failure failure;
};

static void frame_count_in(struct outcome *out, cd_frame *frame)
{
    CD_AUTO(cd_frame_free) cd_frame *owned = frame;
    if (out->frames++ == 0) {
        out->width = owned->width;
        out->height = owned->height;
    }
    CHECK_INT(owned->width, out->width); /* of one size all through */
    CHECK_INT(owned->height, out->height);
    for (uint32_t y = 0; y < owned->height; y++) {
        const cd_str row = {(const char *)owned->pixels + y * owned->stride,
                            (size_t)owned->width * 3};
        out->hash = out->hash * 31 + cd_str_hash(row);
    }
}

/* Runs a job to its end, or to `steps_max` steps. */
static cd_rc run_job(struct outcome *out, const cd_engine_ops *ops, cd_engine *engine,
                     struct job *job, uint32_t steps_max, cd_err *err)
{
    struct cd_engine_plan plan = {.steps = 0};
    cd_engine_run *run = NULL;
    CD_AUTO(cd_buf_done) cd_buf scene = CD_BUF_INIT(CD_SCENE_BYTES_MAX);
    *out = (struct outcome){.frames = 0};
    job->job = (struct cd_engine_job){&job->gen, job->opened, job->gen.input_count};
    cd_rc rc = ops->plan(&run, &plan, engine, &job->job, err);
    if (rc != CD_OK)
        return rc;
    CHECK(plan.steps >= 1);
    CHECK(plan.width > 0 && plan.height > 0 && plan.format != CD_FORMAT_NONE);
    bool done = false;
    while (rc == CD_OK && !done && out->steps < steps_max) {
        struct cd_engine_yield yield = {.done = false};
        rc = ops->step(&yield, run, err);
        out->steps++;
        out->failure = yield.failure;
        done = yield.done;
        if (yield.frame != NULL)
            frame_count_in(out, yield.frame);
    }
    if (done) {
        CHECK(plan.steps <= out->steps + 3 && out->steps <= plan.steps + 3);
        CHECK_INT(ops->scene(&scene, run, err), CD_OK);
    }
    if (scene.size > 0) {
        CD_AUTO(cd_json_free) cd_json *document = NULL;
        size_t at;
        CHECK_INT(cd_json_parse(&document, &at, cd_buf_str(&scene), err), CD_OK);
    }
    ops->finish(&run);
    CHECK(run == NULL);
    return rc;
}

static void frames_are_right(const struct outcome *out, cd_type type, const char *name)
{
    const uint32_t wanted = type == CD_TYPE_VIDEO                                 ? 121
                            : type == CD_TYPE_IMAGE || type == CD_TYPE_IMAGE_EDIT ? 1
                                                                                  : SOURCE_FRAMES;
    if (out->frames != wanted)
        check_failed(__FILE__, __LINE__, "%s %s: %u frames", name, cd_type_name(type), out->frames);
    if (type == CD_TYPE_IMAGE_EDIT || type == CD_TYPE_VIDEO_EDIT) {
        CHECK_INT(out->width, SOURCE_WIDTH);
        CHECK_INT(out->height, SOURCE_HEIGHT);
    }
    if (type == CD_TYPE_VIDEO_REFRAME)
        CHECK_INT(out->width, out->height);
}

/* The same id gives the same frames, another id other ones (where there is chance in it at all). */
static void same_id_same_frames(const cd_engine_ops *ops, cd_engine *engine, cd_type type)
{
    struct job job;
    struct outcome first, again, other;
    cd_err err = {.kind = CD_OK};
    job_make(&job, type, 7);
    CHECK_INT(run_job(&first, ops, engine, &job, UINT32_MAX, &err), CD_OK);
    if (err.kind != CD_OK)
        check_failed(__FILE__, __LINE__, "%s %s: %s", ops->name, cd_type_name(type), err.text);
    frames_are_right(&first, type, ops->name);
    CHECK_INT(run_job(&again, ops, engine, &job, UINT32_MAX, &err), CD_OK);
    CHECK(first.hash == again.hash);
    if (job.gen.input_count > 0)
        return;
    job_make(&job, type, 0x1234567);
    CHECK_INT(run_job(&other, ops, engine, &job, UINT32_MAX, &err), CD_OK);
    CHECK(first.hash != other.hash);
}

/* A run may end at any point. */
static void any_step_may_be_the_last(const cd_engine_ops *ops, cd_engine *engine, cd_type type)
{
    static const uint32_t stops[] = {0, 1, 2, 5, 9};
    for (size_t i = 0; i < CD_COUNT(stops); i++) {
        struct job job;
        struct outcome out;
        job_make(&job, type, 11);
        CHECK_INT(run_job(&out, ops, engine, &job, stops[i], NULL), CD_OK);
    }
}

/* A role that the type takes, with a broken picture in it. */
static void broken_media_fails_the_job(const cd_engine_ops *ops, cd_engine *engine, cd_type type)
{
    struct job job;
    struct outcome out;
    job_make(&job, type, 13);
    if (type == CD_TYPE_IMAGE)
        add_input(&job, CD_ROLE_IMAGE_REF, 0, setup.broken);
    else if (type == CD_TYPE_VIDEO)
        add_input(&job, CD_ROLE_START_FRAME, 0, setup.broken);
    else
        job.opened[0].fd = setup.broken;
    CHECK(run_job(&out, ops, engine, &job, UINT32_MAX, NULL) != CD_OK);
    if (out.failure != CD_FAILURE_CORRUPT_INPUT && out.failure != CD_FAILURE_UNSUPPORTED_FORMAT)
        check_failed(__FILE__, __LINE__, "%s %s: failure '%s'", ops->name, cd_type_name(type),
                     cd_failure_code(out.failure));
}

/* Pictures where a clip takes them. */
static void anchors_of_every_kind(const cd_engine_ops *ops, cd_engine *engine)
{
    struct job job;
    struct outcome out;
    job_make(&job, CD_TYPE_VIDEO, 17);
    add_input(&job, CD_ROLE_START_FRAME, 0, setup.mp4);
    CHECK_INT(run_job(&out, ops, engine, &job, UINT32_MAX, NULL), CD_OK);
    CHECK_INT(out.frames, 121);
    job_make(&job, CD_TYPE_VIDEO, 17);
    add_input(&job, CD_ROLE_KEYFRAME, 0, setup.png);
    add_input(&job, CD_ROLE_KEYFRAME, 1, setup.png);
    job.indexes[0] = 120;
    job.indexes[1] = 0;
    job.gen.video.keyframe_indexes = job.indexes;
    job.gen.video.keyframe_index_count = 2;
    CHECK_INT(run_job(&out, ops, engine, &job, UINT32_MAX, NULL), CD_OK);
    CHECK_INT(out.frames, 121);
}

static void every_type_on_every_engine(void)
{
    const cd_engine_ops *ops;
    for (size_t i = 0; (ops = cd_engine_at(i)) != NULL; i++) {
        struct cd_engine_caps caps = {.types = 0};
        cd_engine *engine = NULL;
        cd_err err = {.kind = CD_OK};
        if (ops->probe(&caps, &setup.env, &err) != CD_OK) { /* `make` builds all that they need */
            check_failed(__FILE__, __LINE__, "%s cannot run: %s", ops->name, err.text);
            continue;
        }
        CHECK(caps.version != NULL && caps.version[0] != '\0');
        CHECK(caps.types != 0);
        CHECK_INT(ops->load(&engine, &setup.env, &err), CD_OK);
        for (cd_type type = CD_TYPE_NONE + 1; type < CD_TYPE__COUNT; type++) {
            if ((caps.types & CD_BIT(type)) == 0)
                continue;
            same_id_same_frames(ops, engine, type);
            any_step_may_be_the_last(ops, engine, type);
            broken_media_fails_the_job(ops, engine, type);
        }
        if ((caps.types & CD_BIT(CD_TYPE_VIDEO)) != 0)
            anchors_of_every_kind(ops, engine);
        ops->unload(&engine);
        CHECK(engine == NULL);
    }
}

/* Contract, section 13: sizes of clips. */
static void sizes_of_clips(void)
{
    static const struct {
        cd_ratio ratio;
        cd_resolution resolution;
        uint32_t width, height;
    } sizes[] = {{CD_RATIO_16_9, CD_RESOLUTION_360P, 640, 360},
                 {CD_RATIO_16_9, CD_RESOLUTION_540P, 960, 540},
                 {CD_RATIO_16_9, CD_RESOLUTION_720P, 1280, 720},
                 {CD_RATIO_16_9, CD_RESOLUTION_1080P, 1920, 1080},
                 {CD_RATIO_16_9, CD_RESOLUTION_NONE, 1280, 720},
                 {CD_RATIO_9_16, CD_RESOLUTION_720P, 720, 1280},
                 {CD_RATIO_1_1, CD_RESOLUTION_720P, 960, 960}};
    uint32_t width, height;
    for (size_t i = 0; i < CD_COUNT(sizes); i++) {
        cd_source_video_size(&width, &height, cd_source_ratio(sizes[i].ratio), sizes[i].resolution);
        CHECK_INT(width, sizes[i].width);
        CHECK_INT(height, sizes[i].height);
    }
    for (cd_ratio ratio = CD_RATIO_NONE + 1; ratio < CD_RATIO__COUNT; ratio++)
        for (cd_resolution r = CD_RESOLUTION_360P; r < CD_RESOLUTION__COUNT; r++) {
            const double wanted = cd_source_ratio(ratio);
            cd_source_video_size(&width, &height, wanted, r);
            CHECK(width % 2 == 0 && height % 2 == 0);
            CHECK((double)width / height < wanted * 1.02 && (double)width / height > wanted * 0.98);
        }
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "cage") == 0)
        return cd_cage_main(argc - 2, argv + 2);
    check_seed();
    const char *artwork = getenv("CANDELA_ARTWORK");
    setup.env =
        (struct cd_engine_env){.artwork_path = artwork != NULL ? artwork : "", .threads = 2};
    media_make();
    RUN(sizes_of_clips)
    RUN(every_type_on_every_engine)
    cd_fd_close(&setup.png);
    cd_fd_close(&setup.mp4);
    cd_fd_close(&setup.broken);
    return check_end();
}
