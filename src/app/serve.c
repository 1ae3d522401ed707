/* app/serve.c - `candela serve`: opens the house, listens, looks after its workers, and closes in
 * corridor order: stop accepting, let requests and jobs end within a grace period, flush, close. */
#include "app/app.h"

#include "app/children.h"
#include "app/house.h"
#include "base/clock.h"
#include "base/log.h"
#include "engine/engine.h"
#include "policy/policy.h"
#include "sys/files.h"
#include "sys/proc.h"
#include "sys/sock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    DESKS = 64,
    WAITING_MAX = 1024,
    CONNECTIONS_MAX = 2000,
    LOCAL_DESKS_SPARE = 8,
    LOCAL_CONNECTIONS_MAX = 512,
    WORKERS_MAX = 256,
    LISTENERS_MAX = 4,
    TICK_MS = 500,
    CLEAR_MS = 60 * 1000, /* the janitor of objects looks this often */
    GRACE_MS = 10000
};

struct server {
    cd_options options;
    unsigned workers;
    char public_url[600];
    char socket_path[CD_PATH_MAX], artwork[CD_PATH_MAX], objects[CD_PATH_MAX], self[CD_PATH_MAX];
    char key_file[CD_PATH_MAX];
    char socket_url[CD_PATH_MAX + 8];
    cd_house house;
    cd_http_app app;
    cd_http *listener, *local;
    cd_children *children;
    char pid[16];
    const char *worker_argv[28];
};

static void server_done(struct server *server)
{
    cd_children_free(&server->children);
    cd_http_close(&server->listener);
    if (server->house.api != NULL)
        cd_api_stop_leases(server->house.api);
    cd_http_close(&server->local);
    if (server->socket_path[0] != '\0' && server->house.lock_fd >= 0)
        unlink(server->socket_path);
    cd_house_close(&server->house);
    cd_options_done(&server->options);
}

static cd_rc workers_read(unsigned *out, const cd_options *options, cd_err *err)
{
    uint64_t count = cd_proc_cores();
    if (options->workers != NULL &&
        (!cd_str_u64(cd_str_from(options->workers), &count) || count > WORKERS_MAX))
        return cd_fail(err, CD_E_INVALID, "workers", "--workers is a number from 0 to %d",
                       WORKERS_MAX);
    *out = (unsigned)count;
    return CD_OK;
}

/* The engine must exist and be able to run here: better said now than with the first job. */
static cd_rc engine_check(struct server *server, cd_err *err)
{
    struct cd_engine_caps caps;
    const cd_engine_ops *engine = cd_engine_find(cd_str_from(server->options.engine));
    if (engine == NULL)
        return cd_fail(err, CD_E_INVALID, "engine", "no engine is called '%s'",
                       server->options.engine);
    CD_TRY(cd_options_artwork(server->artwork, &server->options, err));
    const struct cd_engine_env env = {.artwork_path = server->artwork, .threads = 1};
    return server->workers > 0 ? engine->probe(&caps, &env, err) : CD_OK;
}

/* The workers will need it: said now, not when the first job is there. */
static cd_rc policy_check(const struct server *server, cd_err *err)
{
    CD_AUTO(cd_policy_close) cd_policy *policy = NULL;
    const struct cd_policy_opts opts = {.url = server->options.moderation_url,
                                        .key_file = server->options.moderation_key_file};
    return cd_policy_open(&policy, &opts, err);
}

/* Connections are descriptors: use all that the system allows this process. */
static void descriptors_raise(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        cd_log(CD_WARN, "serve.descriptors", CD_I64("limit", limit.rlim_cur));
}

/* The URL that links start with: as told, or the address listened on. */
static void public_url_make(struct server *server, uint16_t port)
{
    const char *colon = strrchr(server->options.listen, ':');
    const int host = (int)(colon - server->options.listen);
    if (server->options.public_url != NULL)
        snprintf(server->public_url, sizeof server->public_url, "%s", server->options.public_url);
    else
        snprintf(server->public_url, sizeof server->public_url, "http://%.*s:%u", host,
                 server->options.listen, port);
}

static cd_rc open_public(struct server *server, int fd, cd_err *err)
{
    const unsigned cores = cd_proc_cores();
    const struct cd_http_opts opts = {.listen_fd = fd,
                                      .threads = cores < LISTENERS_MAX ? cores : LISTENERS_MAX,
                                      .desks = DESKS,
                                      .waiting_max = WAITING_MAX,
                                      .connections_max = CONNECTIONS_MAX};
    return cd_http_open(&server->listener, &opts, &server->app, err);
}

static cd_rc open_local(struct server *server, cd_err *err)
{
    int fd;
    CD_TRY(cd_options_path(server->socket_path, &server->options, "candela.sock", err));
    CD_TRY(cd_listen_unix(&fd, server->socket_path, err));
    const struct cd_http_opts opts = {.listen_fd = fd,
                                      .local = true,
                                      .threads = 1,
                                      .desks = server->workers * 2 + LOCAL_DESKS_SPARE,
                                      .waiting_max = LOCAL_CONNECTIONS_MAX,
                                      .connections_max = LOCAL_CONNECTIONS_MAX};
    return cd_http_open(&server->local, &opts, &server->app, err);
}

/* Every setting goes as a flag: the environment that a worker inherits may speak of another server.
 */
static cd_rc workers_start(struct server *server, cd_err *err)
{
    CD_TRY(cd_proc_self(server->self, sizeof server->self, err));
    CD_TRY(cd_options_objects(server->objects, &server->options, err));
    const int size =
        snprintf(server->socket_url, sizeof server->socket_url, "unix:%s", server->socket_path);
    CD_ASSERT((size_t)size < sizeof server->socket_url);
    snprintf(server->pid, sizeof server->pid, "%d", (int)getpid());
    const struct {
        const char *flag, *value; /* NULL: not given */
    } settings[] = {{"--data", server->options.data},
                    {"--server", server->socket_url},
                    {"--objects", server->objects},
                    {"--engine", server->options.engine},
                    {"--artwork", server->artwork},
                    {"--moderation-url", server->options.moderation_url},
                    {"--moderation-key-file", server->options.moderation_key_file},
                    {"--moderation-model", server->options.moderation_model},
                    {"--log", server->options.log},
                    {"--parent", server->pid}};
    _Static_assert(CD_COUNT(settings) * 2 + 4 <= CD_COUNT(server->worker_argv),
                   "room for every word");
    const char **word = server->worker_argv;
    *word++ = server->self;
    *word++ = "worker";
    for (size_t i = 0; i < CD_COUNT(settings); i++) {
        if (settings[i].value == NULL)
            continue;
        *word++ = settings[i].flag;
        *word++ = settings[i].value;
    }
    if (server->options.embed_prompt)
        *word++ = "--embed-prompt";
    return cd_children_start(&server->children, server->workers, server->worker_argv,
                             CD_WORKER_PREFIX, err);
}

static void banner(const struct server *server, bool first)
{
    const bool key_there = access(server->key_file, R_OK) == 0;
    printf("Candela %s\n", CD_VERSION);
    printf("  Agents API   %s/v1\n", server->public_url);
    printf("  docs         %s/docs\n", server->public_url);
    printf("  engine       %s, %u worker%s\n", server->options.engine, server->workers,
           server->workers == 1 ? "" : "s");
    printf("  key file     %s%s\n", server->key_file,
           first       ? "  (new: client \"default\")"
           : key_there ? ""
                       : "  (gone; see candela key add)");
    printf("  try          curl %s/v1/generations -H \"Authorization: Bearer $(cat %s)\" \\\n"
           "                 -H 'Content-Type: application/json' -d '{\"prompt\": \"A sunset over "
           "the ocean\"}'\n",
           server->public_url, server->key_file);
    if (server->options.public_url == NULL &&
        (strncmp(server->options.listen, "0.0.0.0:", 8) == 0 ||
         strncmp(server->options.listen, "[::]:", 5) == 0 || server->options.listen[0] == ':'))
        printf("  note         links to outputs start with %s: set --public-url to the address\n"
               "               that callers use\n",
               server->public_url);
    fflush(stdout);
}

static cd_rc key_save(void *arg, cd_str key, cd_err *err)
{
    const struct server *server = arg;
    CD_AUTO(cd_buf_done) cd_buf line = CD_BUF_INIT(256);
    cd_buf_put(&line, key);
    cd_buf_put_byte(&line, '\n');
    return cd_file_write_atomic(server->key_file, cd_buf_str(&line), 0600, err);
}

static cd_rc start(struct server *server, bool *first, cd_err *err)
{
    int fd;
    uint16_t port;
    int64_t requeued;
    CD_TRY(cd_options_log(&server->options, err));
    CD_TRY(workers_read(&server->workers, &server->options, err));
    CD_TRY(engine_check(server, err));
    CD_TRY(policy_check(server, err));
    CD_TRY(cd_house_lock(&server->house, &server->options, true, err));
    CD_TRY(cd_listen_tcp(&fd, &port, cd_str_from(server->options.listen), err));
    public_url_make(server, port);
    cd_rc rc = cd_house_open(&server->house, &server->options, server->public_url, port, err);
    if (rc == CD_OK)
        rc = cd_options_path(server->key_file, &server->options, "default.key", err);
    if (rc == CD_OK)
        rc = cd_api_first_start(first, server->house.api, key_save, server, err);
    if (rc == CD_OK)
        rc = cd_api_recover(&requeued, server->house.api, err);
    if (rc != CD_OK) {
        cd_fd_close(&fd);
        return rc;
    }
    server->app = cd_api_app(server->house.api);
    CD_TRY(open_public(server, fd, err));
    CD_TRY(open_local(server, err));
    CD_TRY(workers_start(server, err));
    cd_api_ready(server->house.api, true);
    cd_log(CD_INFO, "serve.ready", CD_I64("port", port), CD_I64("workers", server->workers),
           CD_I64("requeued", requeued));
    return CD_OK;
}

static void worker_gone(void *arg, cd_str name, bool clean)
{
    struct server *server = arg;
    cd_err err = {0};
    if (!clean)
        cd_log(CD_WARN, "worker.died", CD_WORDS("worker", name.data));
    if (cd_api_worker_gone(server->house.api, name, &err) != CD_OK)
        cd_log(CD_ERROR, "worker.not_reaped", CD_WORDS("error", err.text)); /* its lease runs out */
}

/* Cages that other threads start end here too, as signals: the sweep goes by the clock. */
static void run(struct server *server)
{
    int64_t cleared_ms = cd_clock_mono_ms() - CLEAR_MS;
    int64_t sweep_at_ms = cd_clock_mono_ms() + TICK_MS;
    for (;;) {
        const cd_signal signal = cd_signals_wait(TICK_MS);
        cd_err err = {0};
        if (signal == CD_SIGNAL_STOP)
            return;
        cd_children_tend(server->children, worker_gone, server);
        if (cd_clock_mono_ms() < sweep_at_ms)
            continue;
        sweep_at_ms = cd_clock_mono_ms() + TICK_MS;
        if (cd_api_sweep(server->house.api, &err) != CD_OK)
            cd_log(CD_ERROR, "sweep.failed", CD_WORDS("error", err.text));
        if (cd_clock_mono_ms() - cleared_ms < CLEAR_MS)
            continue;
        cleared_ms = cd_clock_mono_ms();
        cd_err_clear(&err);
        if (cd_api_clear(server->house.api, &err) != CD_OK)
            cd_log(CD_ERROR, "clear.failed", CD_WORDS("error", err.text));
    }
}

/* Jobs still under way when the grace period ends are taken back by the next start, at no cost. */
static void stop(struct server *server)
{
    const int64_t deadline = cd_clock_mono_ms() + GRACE_MS;
    cd_log(CD_INFO, "serve.stopping", CD_I64("requests", cd_http_active(server->listener)),
           CD_I64("workers", cd_children_running(server->children)));
    cd_api_ready(server->house.api, false);
    cd_http_quiesce(server->listener);
    cd_children_stop(server->children);
    cd_api_stop_leases(server->house.api);
    while (cd_clock_mono_ms() < deadline &&
           (cd_children_running(server->children) > 0 || cd_http_active(server->listener) > 0)) {
        cd_children_tend(server->children, worker_gone, server);
        (void)cd_signals_wait(20);
    }
}

int cd_app_serve(int argc, char **argv)
{
    CD_AUTO(server_done) struct server server = {.house = {.lock_fd = -1}};
    cd_err err = {0};
    bool first = false;
    if (cd_options_read(&server.options, CD_OPTIONS_SERVE, "candela serve [flags]", argc, argv,
                        &err) != CD_OK)
        return cd_cli_complain(CD_EXIT_USAGE, &err);
    if (server.options.help)
        return CD_EXIT_OK;
    cd_signals_block();
    descriptors_raise();
    const cd_rc rc = start(&server, &first, &err);
    if (rc != CD_OK)
        return cd_cli_complain(rc == CD_E_CONFLICT  ? CD_EXIT_IN_USE
                               : rc == CD_E_INVALID ? CD_EXIT_USAGE
                                                    : CD_EXIT_ERROR,
                               &err);
    banner(&server, first);
    run(&server);
    stop(&server);
    cd_log(CD_INFO, "serve.stopped", CD_I64("workers", cd_children_running(server.children)));
    return CD_EXIT_OK;
}
