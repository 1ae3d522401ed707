/* engine/fake/fake.c - a scripted engine for tests: small gradients, and on
 * request delays, failures and crashes. The script is words in square brackets
 * in the prompt: [delay=200]                 milliseconds before the picture
 *     [fail=content_moderated]    any failure code
 *     [crash], [crash=2]          abort at every attempt, or at the first two
 *     [hang]                      never end */
#include "engine/engine.h"

#include "base/clock.h"
#include "sys/files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SCALE = 16, SLICE_MS = 20 };

struct cd_engine {
    const struct cd_engine_env *env;
};

struct cd_engine_run {
    const struct cd_engine *engine;
    const cd_generation *gen;
    uint32_t width, height;
    uint32_t slices; /* of the delay, still to wait */
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
    *out = (struct cd_engine_caps){.version = "1", .types = CD_BIT(CD_TYPE_IMAGE)};
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

static cd_rc fake_plan(cd_engine_run **run, struct cd_engine_plan *plan, cd_engine *engine,
                       const cd_generation *gen, cd_err *err)
{
    uint64_t delay_ms = 0;
    (void)err;
    cd_engine_run *made = cd_new(sizeof *made);
    made->engine = engine;
    made->gen = gen;
    cd_ratio_pixels(gen->ratio != CD_RATIO_NONE ? gen->ratio : CD_RATIO_1_1, &made->width,
                    &made->height);
    made->width /= SCALE;
    made->height /= SCALE;
    if (cd_str_u64(script(gen->prompt, "delay"), &delay_ms))
        made->slices = (uint32_t)(delay_ms / SLICE_MS);
    *plan = (struct cd_engine_plan){.steps = made->slices + 1,
                                    .peak_bytes = (uint64_t)made->width * made->height * 3,
                                    .estimate_ms = (uint32_t)delay_ms,
                                    .width = made->width,
                                    .height = made->height,
                                    .format = CD_FORMAT_PNG};
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

static cd_rc fake_step(bool *done, cd_failure *failure, cd_engine_run *run, cd_err *err)
{
    while (script(run->gen->prompt, "hang").data != NULL)
        cd_clock_sleep_ms(SLICE_MS);
    if (run->slices > 0) {
        cd_clock_sleep_ms(SLICE_MS);
        run->slices--;
        return CD_OK;
    }
    crash_if_told(run);
    const cd_str fail = script(run->gen->prompt, "fail");
    if (fail.data != NULL) {
        *failure = cd_failure_find(fail);
        return cd_fail(err, CD_E_INTERNAL, NULL, "failed as told");
    }
    *done = true;
    return CD_OK;
}

static cd_rc fake_result(struct cd_engine_result *out, cd_engine_run *run, cd_err *err)
{
    CD_TRY(cd_frame_new(&out->frame, run->width, run->height, err));
    const uint64_t seed = cd_uuid_u64(&run->gen->id);
    for (uint32_t y = 0; y < run->height; y++) {
        uint8_t *pixel = out->frame->pixels + y * out->frame->stride;
        for (uint32_t x = 0; x < run->width; x++, pixel += 3) {
            pixel[0] = (uint8_t)(seed + x);
            pixel[1] = (uint8_t)((seed >> 8) + y);
            pixel[2] = (uint8_t)(seed >> 16);
        }
    }
    return CD_OK;
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
    .result = fake_result,
    .finish = fake_finish,
    .unload = fake_unload,
};
