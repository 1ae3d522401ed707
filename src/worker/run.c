/* worker/run.c - the only list of back stages, and the loop that leases jobs
 * and walks them along it. */
#include "worker/run_int.h"

#include "base/clock.h"
#include "base/log.h"
#include "worker/lease_read.h"

#include <sys/mman.h>

enum { SERVER_GONE_MS = 500, SERVER_TRIES = 20 };

typedef cd_rc (*stage)(cd_run *run, cd_net *net, cd_err *err);

/* The outputs, and the scene they were made from beside them. */
static cd_rc store(cd_run *run, cd_net *net, cd_err *err)
{
    char key[CD_OBJECT_KEY_MAX];
    (void)net;
    if (run->failure != CD_FAILURE_NONE)
        return CD_OK;
    if (run->scene.size > 0) {
        cd_object_key(key, &run->lease.id, run->lease.attempt, 0, "json");
        CD_TRY(cd_blob_put(run->opts->blob, cd_str_from(key), cd_buf_str(&run->scene), err));
    }
    for (uint32_t i = 0; i < run->output_count; i++) {
        const struct cd_worker_output *output = &run->outputs[i];
        cd_object_key(key, &run->lease.id, run->lease.attempt, i,
                      cd_format_extension(output->format));
        CD_TRY(cd_blob_put(
            run->opts->blob, cd_str_from(key),
            output->mapped.data != NULL ? output->mapped : cd_buf_str(&output->bytes), err));
    }
    cd_atomic_set(&run->progress, 990);
    return CD_OK;
}

static const stage stages[] = {
    cd_worker__simulate, cd_worker__inputs,           cd_worker__moderate,
    cd_worker__generate, cd_worker__moderate_outputs, store,
    cd_worker__finish};

static void run_done(cd_run *run)
{
    cd_worker__inputs_close(run);
    for (uint32_t i = 0; i < run->output_count; i++) {
        struct cd_worker_output *output = &run->outputs[i];
        cd_buf_done(&output->bytes);
        if (output->mapped.data != NULL)
            munmap((void *)(uintptr_t)output->mapped.data, output->mapped.size);
    }
    cd_buf_done(&run->scene);
    cd_json_free(&run->document);
    cd_arena_free(&run->arena);
}

static cd_rc stages_walk(cd_run *run, cd_net *net, cd_err *err)
{
    cd_heartbeat *heartbeat = NULL;
    CD_TRY(cd_heartbeat_start(&heartbeat, run, err));
    cd_rc rc = CD_OK;
    for (size_t i = 0; i < CD_COUNT(stages) && rc == CD_OK; i++)
        rc = stages[i](run, net, err);
    cd_heartbeat_stop(&heartbeat);
    return rc;
}

struct loaded {
    const cd_engine_ops *ops;
    cd_engine *engine;
    struct cd_engine_caps caps;
};

static void loaded_done(struct loaded *loaded)
{
    if (loaded->engine != NULL)
        loaded->ops->unload(&loaded->engine);
}

/* Leases one job and does it. CD_E_NOT_FOUND when there was none. */
static cd_rc one_job(const struct cd_worker_opts *opts, const struct loaded *loaded, cd_net *net,
                     cd_err *err)
{
    CD_AUTO(run_done)
    cd_run run = {.opts = opts,
                  .engine = loaded->engine,
                  .caps = &loaded->caps,
                  .arena = cd_arena_new(CD_WORKER_LEASE_BYTES_MAX),
                  .scene = CD_BUF_INIT(CD_SCENE_BYTES_MAX)};
    CD_TRY(cd_worker__lease(&run, net, err));
    const int64_t start_ms = cd_clock_mono_ms();
    const cd_rc rc = stages_walk(&run, net, err);
    if (rc == CD_E_CANCELED || rc == CD_E_CONFLICT) {
        cd_log(CD_WARN, "job.given_up", CD_ID("job", &run.lease.id), CD_WORDS("why", err->text));
        cd_err_clear(err);
        return CD_OK; /* it is another worker's now */
    }
    cd_log(CD_INFO, "job.done", CD_ID("job", &run.lease.id), CD_I64("attempt", run.lease.attempt),
           CD_I64("work_ms", cd_clock_mono_ms() - start_ms));
    return rc;
}

cd_rc cd_worker_run(const struct cd_worker_opts *opts, cd_err *err)
{
    CD_AUTO(cd_net_close) cd_net *net = NULL;
    CD_AUTO(loaded_done) struct loaded loaded = {.ops = opts->engine};
    int unreachable = 0;
    CD_TRY(cd_net_open(&net, err));
    CD_TRY(opts->engine->probe(&loaded.caps, &opts->env, err));
    CD_TRY(opts->engine->load(&loaded.engine, &opts->env, err));
    while (cd_atomic_get(opts->stop) == 0) {
        cd_err inner = {0};
        const cd_rc rc = one_job(opts, &loaded, net, &inner);
        if (rc == CD_OK || rc == CD_E_NOT_FOUND) {
            unreachable = 0;
            continue;
        }
        if ((rc != CD_E_UPSTREAM && rc != CD_E_TIMEOUT) || ++unreachable == SERVER_TRIES)
            return cd_fail(err, rc, NULL, "%s", inner.text);
        cd_clock_sleep_ms(SERVER_GONE_MS);
    }
    return CD_OK;
}
