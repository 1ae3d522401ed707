/* worker/heartbeat.c - a thread that renews the lease and carries the progress
 * while the engine works. When the lease is lost it says so; when the engine
 * does not notice, it ends the process. */
#include "worker/run_int.h"

#include "base/clock.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    BEAT_MS = 200,    /* progress is told this often, when it has changed */
    RENEW_BEATS = 10, /* the lease is renewed this often: a write at the server */
    FAILURES_MAX = 10,
    NOTICE_MS = 10000 /* for the engine to stop after its lease was lost */
};

struct cd_heartbeat {
    cd_run *run;
    cd_net *net;
    cd_lock lock;
    bool stop;
    bool started;
    pthread_t thread;
};

/* Waits with the lock held; true when told to stop. */
static bool pause_ms(cd_heartbeat *heartbeat, int64_t ms)
{
    const int64_t until = cd_clock_mono_ms() + ms;
    while (!heartbeat->stop && cd_clock_mono_ms() < until)
        cd_lock_wait(&heartbeat->lock, until);
    return heartbeat->stop;
}

/* One message to the server; false when the lease is lost or the server is gone. */
static bool tell(cd_heartbeat *heartbeat, bool renew, int *failures)
{
    cd_err err = {0};
    cd_lock_drop(&heartbeat->lock);
    const cd_rc rc = cd_worker__renew(heartbeat->run, heartbeat->net, renew, &err);
    cd_lock_take(&heartbeat->lock);
    *failures = rc == CD_OK ? 0 : *failures + 1;
    return rc != CD_E_CONFLICT && *failures < FAILURES_MAX;
}

static void *beat_main(void *arg)
{
    cd_heartbeat *heartbeat = arg;
    int failures = 0;
    int64_t told = 0;
    cd_lock_take(&heartbeat->lock);
    for (uint32_t beat = 1; !pause_ms(heartbeat, BEAT_MS); beat++) {
        const bool renew = beat % RENEW_BEATS == 0;
        const int64_t progress = cd_atomic_get(&heartbeat->run->progress);
        if ((!renew && progress == told) || tell(heartbeat, renew, &failures)) {
            told = progress;
            continue;
        }
        cd_atomic_set(&heartbeat->run->lost, 1);
        if (!pause_ms(heartbeat, NOTICE_MS))
            _exit(1); /* stuck in one step: nothing but the end of the process stops it */
        break;
    }
    cd_lock_drop(&heartbeat->lock);
    return NULL;
}

cd_rc cd_heartbeat_start(cd_heartbeat **out, cd_run *run, cd_err *err)
{
    CD_AUTO(cd_heartbeat_stop)
    cd_heartbeat *heartbeat = cd_new(sizeof *heartbeat);
    heartbeat->run = run;
    cd_lock_init(&heartbeat->lock, CD_LOCK_WORKER_RUN);
    CD_TRY(cd_net_open(&heartbeat->net, err));
    if (pthread_create(&heartbeat->thread, NULL, beat_main, heartbeat) != 0)
        return cd_fail(err, CD_E_UNAVAILABLE, NULL, "no thread for the heartbeat");
    heartbeat->started = true;
    CD_MOVE(*out, heartbeat);
    return CD_OK;
}

void cd_heartbeat_stop(cd_heartbeat **heartbeat_)
{
    cd_heartbeat *heartbeat = *heartbeat_;
    if (heartbeat == NULL)
        return;
    if (heartbeat->started) {
        cd_lock_take(&heartbeat->lock);
        heartbeat->stop = true;
        cd_lock_notify_all(&heartbeat->lock);
        cd_lock_drop(&heartbeat->lock);
        pthread_join(heartbeat->thread, NULL);
    }
    cd_net_close(&heartbeat->net);
    cd_lock_done(&heartbeat->lock);
    free(heartbeat);
    *heartbeat_ = NULL;
}
