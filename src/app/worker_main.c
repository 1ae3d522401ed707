/* app/worker_main.c - `candela worker`: one process that leases jobs from a server and does them.
 */
#include "app/app.h"

#include "app/options.h"
#include "base/log.h"
#include "sys/files.h"
#include "sys/proc.h"
#include "worker/worker.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

struct setup {
    cd_options options;
    cd_blob *blob;
    cd_policy *policy;
    char socket_path[CD_PATH_MAX], artwork[CD_PATH_MAX], objects[CD_PATH_MAX], cache[CD_PATH_MAX];
    char name[64];
    cd_atomic stop, done;
    pthread_t signals;
    bool signals_started;
};

static void setup_done(struct setup *setup)
{
    cd_atomic_set(&setup->done, 1);
    if (setup->signals_started)
        pthread_join(setup->signals, NULL);
    cd_policy_close(&setup->policy);
    cd_blob_close(&setup->blob);
    cd_options_done(&setup->options);
}

static cd_rc paths_make(struct setup *setup, cd_err *err)
{
    const cd_str url = cd_str_from(setup->options.server);
    if (url.size == 0) {
        CD_TRY(cd_options_path(setup->socket_path, &setup->options, "candela.sock", err));
    } else if (!cd_str_starts(url, CD_STR("unix:")) ||
               !cd_str_copy(setup->socket_path, sizeof setup->socket_path,
                            cd_str_sub(url, 5, url.size))) {
        return cd_fail(err, CD_E_INVALID, "server", "--server '%s' is not unix:FILE",
                       setup->options.server);
    }
    CD_TRY(cd_options_artwork(setup->artwork, &setup->options, err));
    CD_TRY(cd_options_objects(setup->objects, &setup->options, err));
    CD_TRY(cd_options_path(setup->cache, &setup->options, "cache", err));
    CD_TRY(cd_folder_make(setup->cache, err));
    if (setup->options.name != NULL)
        snprintf(setup->name, sizeof setup->name, "%s", setup->options.name);
    else
        snprintf(setup->name, sizeof setup->name, "worker-%d", (int)getpid());
    return CD_OK;
}

/* A stop signal ends the loop after the job under way; a second one ends the process. */
static void *signals_main(void *arg)
{
    struct setup *setup = arg;
    while (cd_atomic_get(&setup->done) == 0) {
        if (cd_signals_wait(100) != CD_SIGNAL_STOP)
            continue;
        if (cd_atomic_get(&setup->stop) != 0)
            _exit(CD_EXIT_ERROR);
        cd_atomic_set(&setup->stop, 1);
    }
    return NULL;
}

static cd_rc run(struct setup *setup, cd_err *err)
{
    uint64_t parent;
    CD_TRY(cd_options_log(&setup->options, err));
    if (setup->options.parent != NULL) {
        if (!cd_str_u64(cd_str_from(setup->options.parent), &parent) || parent > INT32_MAX)
            return cd_fail(err, CD_E_INVALID, "parent", "--parent is a process number");
        CD_TRY(cd_proc_die_with((int)parent, err));
    }
    const cd_engine_ops *engine = cd_engine_find(cd_str_from(setup->options.engine));
    if (engine == NULL)
        return cd_fail(err, CD_E_INVALID, "engine", "no engine is called '%s'",
                       setup->options.engine);
    cd_files_private();
    CD_TRY(paths_make(setup, err));
    CD_TRY(cd_blob_open(&setup->blob, cd_str_from(setup->objects), err));
    const struct cd_policy_opts policy = {.url = setup->options.moderation_url,
                                          .key_file = setup->options.moderation_key_file,
                                          .model = setup->options.moderation_model};
    CD_TRY(cd_policy_open(&setup->policy, &policy, err));
    if (pthread_create(&setup->signals, NULL, signals_main, setup) != 0)
        return cd_fail(err, CD_E_UNAVAILABLE, NULL, "no thread for signals");
    setup->signals_started = true;
    const struct cd_worker_opts opts = {.name = setup->name,
                                        .socket_path = setup->socket_path,
                                        .blob = setup->blob,
                                        .policy = setup->policy,
                                        .embed_prompt = setup->options.embed_prompt,
                                        .engine = engine,
                                        .env = {.artwork_path = setup->artwork,
                                                .cache_dir = setup->cache,
                                                .threads = cd_proc_cores()},
                                        .stop = &setup->stop};
    return cd_worker_run(&opts, err);
}

int cd_app_worker(int argc, char **argv)
{
    CD_AUTO(setup_done) struct setup setup = {0};
    cd_err err = {0};
    if (cd_options_read(&setup.options, CD_OPTIONS_WORKER, "candela worker [flags]", argc, argv,
                        &err) != CD_OK)
        return cd_cli_complain(CD_EXIT_USAGE, &err);
    if (setup.options.help)
        return CD_EXIT_OK;
    cd_signals_block();
    const cd_rc rc = run(&setup, &err);
    if (rc == CD_OK || rc == CD_E_CANCELED)
        return CD_EXIT_OK;
    cd_log(CD_ERROR, "worker.stopped", CD_WORDS("error", err.text));
    return rc == CD_E_INVALID ? CD_EXIT_USAGE : CD_EXIT_ERROR;
}
