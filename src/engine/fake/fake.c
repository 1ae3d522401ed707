/* engine/fake/fake.c - a scripted engine for tests: small gradients that move in clips, and on
 * request delays, failures and crashes. Media it is given is decoded, so that broken media fails a
 * job as it should; edits keep its size and length. The script is words in square brackets in the
 * prompt:
 *     [delay=200]                 milliseconds before the picture
 *     [fail=content_moderated]    any failure code
 *     [crash], [crash=2]          abort at every attempt, or at the first two
 *     [hang]                      never end */
#include "engine/source.h"

#include "base/clock.h"
#include "sys/files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SCALE = 16, SLICE_MS = 20, SIDE_MIN = 16, ALL_TYPES = CD_BIT(CD_TYPE__COUNT) - 2 };

struct cd_engine {
    const struct cd_engine_env *env;
};

struct cd_engine_run {
    const struct cd_engine *engine;
    const struct cd_engine_job *job;
    const cd_generation *gen;
    uint32_t width, height;
    size_t inputs;   /* decoded so far */
    uint32_t slices; /* of the delay, still to wait */
    bool told;       /* the script has been followed */
    uint32_t frames; /* in all */
    uint32_t frame;  /* yielded so far */
};

/* The text after "[name=" up to "]"; "" for "[name]", data NULL when the prompt
 * has neither. */
static cd_str script(cd_str prompt, const char *name)
{
    cd_str before;
    cd_str word;
    while (cd_str_cut(prompt, '[', &before, &prompt)) {
        cd_str key;
        cd_str value;
        if (!cd_str_cut(prompt, ']', &word, &prompt))
            break;
        cd_str_cut(word, '=', &key, &value);
        if (cd_str_eq_c(key, name))
            return value;
    }
    return (cd_str){NULL, 0};
}

static cd_rc fake_probe(struct cd_engine_caps *out, const struct cd_engine_env *env, cd_err *err)
{
    (void)env;
    (void)err;
    *out = (struct cd_engine_caps){
        .version = "2", .types = ALL_TYPES, .source_type = CD_SOURCE_ALGORITHMIC};
    return CD_OK;
}

static cd_rc fake_load(cd_engine **out, const struct cd_engine_env *env, cd_err *err)
{
    (void)err;
    cd_engine *engine = cd_new(sizeof *engine);
    engine->env = env;
    *out = engine;
    return CD_OK;
}

static bool is_clip(cd_type type)
{
    return type == CD_TYPE_VIDEO || type == CD_TYPE_VIDEO_EDIT || type == CD_TYPE_VIDEO_REFRAME;
}

static void plan_size(cd_engine_run *run)
{
    const cd_generation *gen = run->gen;
    if (is_clip(gen->type))
        cd_source_video_size(
            &run->width, &run->height,
            cd_source_ratio(gen->ratio != CD_RATIO_NONE ? gen->ratio : CD_RATIO_16_9),
            gen->video.resolution);
    else
        cd_ratio_pixels(gen->ratio != CD_RATIO_NONE ? gen->ratio : CD_RATIO_1_1, &run->width,
                        &run->height);
    run->width /= SCALE;
    run->height /= SCALE;
    run->width = run->width < SIDE_MIN ? SIDE_MIN : run->width;
    run->height = run->height < SIDE_MIN ? SIDE_MIN : run->height;
    run->frames = is_clip(gen->type) ? cd_source_frames(gen->video.duration) : 1;
    const cd_engine_input *source = cd_source_find(run->job, CD_ROLE_SOURCE, 0);
    if (source != NULL && source->what->media == CD_MEDIA_VIDEO)
        run->frames = source->what->duration_ms * CD_VIDEO_FPS / 1000;
}

static cd_rc fake_plan(cd_engine_run **run, struct cd_engine_plan *plan, cd_engine *engine,
                       const struct cd_engine_job *job, cd_err *err)
{
    uint64_t delay_ms = 0;
    (void)err;
    cd_engine_run *made = cd_new(sizeof *made);
    made->engine = engine;
    made->job = job;
    made->gen = job->gen;
    plan_size(made);
    if (cd_str_u64(script(made->gen->prompt, "delay"), &delay_ms))
        made->slices = (uint32_t)(delay_ms / SLICE_MS);
    *plan =
        (struct cd_engine_plan){.steps = (uint32_t)job->input_count + made->slices + made->frames,
                                .peak_bytes = (uint64_t)made->width * made->height * 3,
                                .estimate_ms = (uint32_t)delay_ms,
                                .width = made->width,
                                .height = made->height,
                                .format = is_clip(made->gen->type) ? CD_FORMAT_MP4 : CD_FORMAT_PNG};
    *run = made;
    return CD_OK;
}

/* How often this generation was tried before: the size of a file in the cache
 * folder. */
static uint64_t attempts_before(const struct cd_engine_run *run)
{
    char id[CD_UUID_TEXT + 1];
    char path[CD_PATH_MAX];
    struct stat info = {0};
    if (run->engine->env->cache_dir == NULL)
        return 0;
    cd_uuid_format(id, &run->gen->id);
    const int size = snprintf(path, sizeof path, "%s/fake-%s", run->engine->env->cache_dir, id);
    CD_ASSERT(size < CD_PATH_MAX);
    CD_AUTO(cd_fd_close)
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0 || fstat(fd, &info) != 0 || cd_fd_write_all(fd, CD_STR("x"), NULL) != CD_OK)
        return 0;
    return (uint64_t)info.st_size;
}

static void crash_if_told(const struct cd_engine_run *run)
{
    const cd_str crash = script(run->gen->prompt, "crash");
    uint64_t times = UINT64_MAX;
    if (crash.data == NULL)
        return;
    if (crash.size > 0 && !cd_str_u64(crash, &times))
        return;
    if (attempts_before(run) < times)
        abort();
}

static cd_rc clip_look(uint32_t *frames, cd_engine_run *run, const cd_engine_input *input,
                       cd_err *err)
{
    CD_AUTO(cd_foreign_close) cd_foreign *foreign = NULL;
    CD_TRY(cd_source_open(&foreign, input, CD_REFRAME_SOURCE_MS_MAX, run->engine->env, err));
    for (*frames = 0;; ++*frames) {
        CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
        CD_TRY(cd_foreign_next(&frame, foreign, err));
        if (frame == NULL)
            return CD_OK;
        if (run->gen->type == CD_TYPE_VIDEO_EDIT) {
            run->width = frame->width;
            run->height = frame->height;
        }
    }
}

/* Decodes an input whole; the source of an edit decides its size and length. */
static cd_rc input_look(struct cd_engine_yield *out, cd_engine_run *run,
                        const cd_engine_input *input, cd_err *err)
{
    const bool source = input->what->role == CD_ROLE_SOURCE;
    if (source && input->what->media == CD_MEDIA_VIDEO) {
        uint32_t frames = 0;
        cd_rc rc = clip_look(&frames, run, input, err);
        if (rc == CD_OK && frames == 0)
            rc = cd_fail(err, CD_E_CORRUPT, NULL, "a video without frames");
        run->frames = frames;
        out->failure = cd_source_failure(rc);
        return rc;
    }
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_TRY(cd_source_picture(&frame, out, input, CD_MOMENT_FIRST, run->engine->env, err));
    if (source) {
        run->width = frame->width;
        run->height = frame->height;
    }
    return CD_OK;
}

static cd_rc script_follow(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    crash_if_told(run);
    const cd_str fail = script(run->gen->prompt, "fail");
    if (fail.data != NULL) {
        out->failure = cd_failure_find(fail);
        return cd_fail(err, CD_E_INTERNAL, NULL, "failed as told");
    }
    run->told = true;
    return CD_OK;
}

static cd_rc draw(cd_frame **out, const cd_engine_run *run, cd_err *err)
{
    CD_TRY(cd_frame_new(out, run->width, run->height, err));
    const uint64_t seed = cd_uuid_u64(&run->gen->id);
    for (uint32_t y = 0; y < run->height; y++) {
        uint8_t *pixel = (*out)->pixels + y * (*out)->stride;
        for (uint32_t x = 0; x < run->width; x++, pixel += 3) {
            pixel[0] = (uint8_t)(seed + x + run->frame);
            pixel[1] = (uint8_t)((seed >> 8) + y);
            pixel[2] = (uint8_t)(seed >> 16);
        }
    }
    return CD_OK;
}

static cd_rc fake_step(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    while (script(run->gen->prompt, "hang").data != NULL)
        cd_clock_sleep_ms(SLICE_MS);
    if (run->inputs < run->job->input_count)
        return input_look(out, run, &run->job->inputs[run->inputs++], err);
    if (run->slices > 0) {
        cd_clock_sleep_ms(SLICE_MS);
        run->slices--;
        return CD_OK;
    }
    if (!run->told)
        CD_TRY(script_follow(out, run, err));
    CD_TRY(draw(&out->frame, run, err));
    out->done = ++run->frame == run->frames;
    return CD_OK;
}

static cd_rc fake_scene(cd_buf *out, cd_engine_run *run, cd_err *err)
{
    (void)out;
    (void)run;
    (void)err;
    return CD_OK; /* a gradient needs no explaining */
}

static void fake_finish(cd_engine_run **run)
{
    cd_free_ptr(run);
}

static void fake_unload(cd_engine **engine)
{
    cd_free_ptr(engine);
}

extern const cd_engine_ops cd_engine_fake; /* engines.def */
const cd_engine_ops cd_engine_fake = {
    .name = "fake",
    .probe = fake_probe,
    .load = fake_load,
    .plan = fake_plan,
    .step = fake_step,
    .scene = fake_scene,
    .finish = fake_finish,
    .unload = fake_unload,
};
