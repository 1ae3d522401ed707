/* worker/run.c - the only list of back stages, and the loop that leases jobs
 * and walks them along it. */
#include "worker/run_int.h"

#include "base/clock.h"
#include "base/log.h"

enum { SERVER_GONE_MS = 500, SERVER_TRIES = 20 };

/* A stage returns CD_OK also when the job failed: run->failure then skips the
 * stages that make outputs. */
typedef cd_rc (*stage)(cd_run *run, cd_net *net, cd_err *err);

struct stepping {
    const cd_engine_ops *ops;
    cd_engine_run *run;
};

static void stepping_done(struct stepping *stepping)
{
    if (stepping->run != NULL)
        stepping->ops->finish(&stepping->run);
}

static cd_rc generate_steps(cd_run *run, struct stepping *stepping, cd_failure *failure,
                            cd_err *err)
{
    const cd_engine_ops *ops = run->opts->engine;
    CD_TRY(ops->plan(&stepping->run, &run->plan, run->engine, &run->gen, err));
    bool done = false;
    for (uint32_t count = 1; !done; count++) {
        if (cd_atomic_get(&run->lost) != 0)
            return cd_fail(err, CD_E_CANCELED, NULL, "the lease is lost");
        CD_TRY(ops->step(&done, failure, stepping->run, err));
        const uint32_t most = run->plan.steps > 0 ? run->plan.steps : 1;
        cd_atomic_set(&run->progress, (int64_t)(count < most ? count : most) * 900 / most);
    }
    return ops->result(&run->result, stepping->run, err);
}

static cd_rc generate(cd_run *run, cd_net *net, cd_err *err)
{
    cd_err inner = {0};
    cd_failure failure = CD_FAILURE_GENERATION_FAILED;
    CD_AUTO(stepping_done) struct stepping stepping = {.ops = run->opts->engine};
    (void)net;
    const cd_rc rc = generate_steps(run, &stepping, &failure, &inner);
    if (rc == CD_OK)
        return CD_OK;
    if (rc == CD_E_CANCELED)
        return cd_fail(err, rc, NULL, "%s", inner.text);
    cd_log(CD_WARN, "engine.failed", CD_ID("job", &run->lease.id), CD_WORDS("error", inner.text));
    run->failure = failure != CD_FAILURE_NONE ? failure : CD_FAILURE_GENERATION_FAILED;
    return CD_OK;
}

static cd_rc encode(cd_run *run, cd_net *net, cd_err *err)
{
    (void)net;
    if (run->failure != CD_FAILURE_NONE)
        return CD_OK;
    run->format = run->gen.format != CD_FORMAT_NONE ? run->gen.format : run->plan.format;
    const cd_codec_ops *codec = cd_codec_find(cd_str_from(cd_format_name(run->format)));
    CD_ASSERT(codec != NULL);
    CD_TRY(codec->encode(&run->encoded, run->result.frame, err));
    cd_atomic_set(&run->progress, 950);
    return CD_OK;
}

/* The picture, and the scene it was made from beside it. */
static cd_rc store(cd_run *run, cd_net *net, cd_err *err)
{
    char key[CD_OBJECT_KEY_MAX];
    (void)net;
    if (run->failure != CD_FAILURE_NONE)
        return CD_OK;
    if (run->result.scene.size > 0) {
        cd_object_key(key, &run->lease.id, run->lease.attempt, 0, "json");
        CD_TRY(cd_blob_put(run->opts->blob, cd_str_from(key), cd_buf_str(&run->result.scene), err));
    }
    cd_object_key(key, &run->lease.id, run->lease.attempt, 0, cd_format_extension(run->format));
    CD_TRY(cd_blob_put(run->opts->blob, cd_str_from(key), cd_buf_str(&run->encoded), err));
    cd_atomic_set(&run->progress, 990);
    return CD_OK;
}

static const stage stages[] = {generate, encode, store, cd_worker__finish};

static void run_done(cd_run *run)
{
    cd_json_free(&run->document);
    cd_frame_free(&run->result.frame);
    cd_buf_done(&run->result.scene);
    cd_buf_done(&run->encoded);
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

/* Leases one job and does it. CD_E_NOT_FOUND when there was none. */
static cd_rc one_job(const struct cd_worker_opts *opts, cd_engine *engine, cd_net *net, cd_err *err)
{
    CD_AUTO(run_done)
    cd_run run = {.opts = opts, .engine = engine, .encoded = CD_BUF_INIT(CD_ENCODED_BYTES_MAX)};
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

struct loaded {
    const cd_engine_ops *ops;
    cd_engine *engine;
};

static void loaded_done(struct loaded *loaded)
{
    if (loaded->engine != NULL)
        loaded->ops->unload(&loaded->engine);
}

cd_rc cd_worker_run(const struct cd_worker_opts *opts, cd_err *err)
{
    CD_AUTO(cd_net_close) cd_net *net = NULL;
    CD_AUTO(loaded_done) struct loaded loaded = {.ops = opts->engine};
    int unreachable = 0;
    CD_TRY(cd_net_open(&net, err));
    CD_TRY(opts->engine->load(&loaded.engine, &opts->env, err));
    while (cd_atomic_get(opts->stop) == 0) {
        cd_err inner = {0};
        const cd_rc rc = one_job(opts, loaded.engine, net, &inner);
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
