/* tools/mp_render.c - draws one picture with the built-in engine, without a server: for looking at
 * pictures while working on the engine, and for bench/.
 *
 *     mp_render [--ratio R] [--model M] [--seed UUID] [--scene FILE] [--cache DIR] [--artwork FILE]
 *               [--threads N] PROMPT OUT.png|OUT.jpg|-
 *
 * "-" is standard output, for the scene too. Times are printed to standard error. */
#include "base/clock.h"
#include "engine/engine.h"
#include "media/codec.h"
#include "sys/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const cd_engine_ops cd_engine_multiplane;

struct options {
    struct cd_engine_env env;
    cd_generation gen;
    const char *scene, *out;
};

static cd_rc usage(cd_err *err)
{
    return cd_fail(err, CD_E_INVALID, NULL,
                   "usage: mp_render [--ratio R] [--model M] [--seed UUID] [--scene FILE] "
                   "[--cache DIR] [--artwork FILE] [--threads N] PROMPT OUT.png");
}

static bool set_option(struct options *o, const char *name, const char *value)
{
    const cd_str text = cd_str_from(value);
    uint64_t number;
    if (strcmp(name, "--ratio") == 0)
        return (o->gen.ratio = cd_ratio_find(text)) != CD_RATIO_NONE;
    if (strcmp(name, "--model") == 0)
        return (o->gen.model = cd_model_find(text)) != CD_MODEL_NONE;
    if (strcmp(name, "--seed") == 0)
        return cd_uuid_parse(&o->gen.id, text);
    if (strcmp(name, "--threads") == 0 && cd_str_u64(text, &number) && number >= 1 && number < 65)
        o->env.threads = (unsigned)number;
    else if (strcmp(name, "--scene") == 0)
        o->scene = value;
    else if (strcmp(name, "--cache") == 0)
        o->env.cache_dir = value;
    else if (strcmp(name, "--artwork") == 0)
        o->env.artwork_path = value;
    else
        return false;
    return true;
}

static cd_rc read_options(struct options *o, int count, char **words, cd_err *err)
{
    int at = 1;
    for (; at + 1 < count && strncmp(words[at], "--", 2) == 0; at += 2)
        if (!set_option(o, words[at], words[at + 1]))
            return usage(err);
    if (count - at != 2)
        return usage(err);
    o->gen.prompt = cd_str_from(words[at]);
    o->out = words[at + 1];
    return CD_OK;
}

static cd_rc write_file(const char *path, cd_str bytes, cd_err *err)
{
    if (strcmp(path, "-") == 0)
        return cd_fd_write_all(1, bytes, err);
    return cd_file_write_atomic(path, bytes, 0644, err);
}

struct result {
    cd_frame *frame;
    cd_buf scene;
};

static void result_done(struct result *result)
{
    cd_frame_free(&result->frame);
    cd_buf_done(&result->scene);
}

static void run_finish(cd_engine_run **run)
{
    cd_engine_multiplane.finish(run);
}

static cd_rc save(const struct options *o, const struct result *result, cd_err *err)
{
    if (o->scene != NULL)
        CD_TRY(write_file(o->scene, cd_buf_str(&result->scene), err));
    const bool jpeg = cd_str_ends(cd_str_from(o->out), CD_STR(".jpg"));
    const cd_codec_ops *codec = cd_codec_find(jpeg ? CD_STR("jpeg") : CD_STR("png"));
    CD_AUTO(cd_buf_done) cd_buf bytes = CD_BUF_INIT(CD_ENCODED_BYTES_MAX);
    const int64_t from = cd_clock_mono_us();
    CD_TRY(codec->encode(&bytes, result->frame, err));
    fprintf(stderr, "encode %.1f ms, %zu bytes\n", (double)(cd_clock_mono_us() - from) / 1000.0,
            bytes.size);
    return write_file(o->out, cd_buf_str(&bytes), err);
}

static cd_rc render(const struct options *o, cd_engine *engine, cd_err *err)
{
    const cd_engine_ops *ops = &cd_engine_multiplane;
    CD_AUTO(run_finish) cd_engine_run *run = NULL;
    const struct cd_engine_job job = {.gen = &o->gen};
    struct cd_engine_plan plan;
    int64_t from = cd_clock_mono_us();
    CD_TRY(ops->plan(&run, &plan, engine, &job, err));
    fprintf(stderr, "plan %.1f ms, %u steps, %ux%u\n", (double)(cd_clock_mono_us() - from) / 1000.0,
            plan.steps, plan.width, plan.height);
    from = cd_clock_mono_us();
    CD_AUTO(result_done) struct result result = {.scene = CD_BUF_INIT(CD_SCENE_BYTES_MAX)};
    for (bool done = false; !done;) {
        struct cd_engine_yield yield = {.done = false};
        CD_TRY(ops->step(&yield, run, err));
        done = yield.done;
        if (yield.frame != NULL)
            CD_MOVE(result.frame, yield.frame);
    }
    CD_TRY(ops->scene(&result.scene, run, err));
    fprintf(stderr, "picture %.1f ms\n", (double)(cd_clock_mono_us() - from) / 1000.0);
    return save(o, &result, err);
}

int main(int count, char **words)
{
    cd_err err = {.kind = CD_OK};
    struct options o = {.env = {.artwork_path = "build/artwork.pack", .threads = 2},
                        .gen = {.type = CD_TYPE_IMAGE, .model = CD_MODEL_UNI_1}};
    cd_engine *engine = NULL;
    cd_rc rc = read_options(&o, count, words, &err);
    const int64_t from = cd_clock_mono_us();
    if (rc == CD_OK)
        rc = cd_engine_multiplane.load(&engine, &o.env, &err);
    fprintf(stderr, "load %.1f ms\n", (double)(cd_clock_mono_us() - from) / 1000.0);
    if (rc == CD_OK)
        rc = render(&o, engine, &err);
    cd_engine_multiplane.unload(&engine);
    if (rc != CD_OK)
        fprintf(stderr, "mp_render: %s\n", err.text);
    return rc == CD_OK ? 0 : 1;
}
