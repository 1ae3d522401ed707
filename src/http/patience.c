/* http/patience.c - a list of connections and the thread that looks at it once a second. */
#include "http/patience.h"

#include "base/atomic.h"
#include "base/clock.h"
#include "base/lock.h"
#include "sys/sock.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    FIRST_MS = 15 * 1000,
    BODY_MS = 60 * 1000,
    WORK_MS = 600 * 1000,
    IDLE_MS = 75 * 1000,
    LOOK_MS = 1000,
    LOOK_AT_ONCE = 64
};

struct cd_patience_entry {
    cd_patience_entry *next, *previous;
    int fd;
    cd_atomic deadline_mono_ms;
    cd_atomic reading; /* 1 while the client has to send something */
    bool gone;         /* its client had closed at the last look */
};

struct cd_patience {
    cd_lock lock;
    cd_patience_entry *first;
    bool closing;
    pthread_t thread;
    bool started;
};

/* A client that closed before its request was complete will never be answered. Seen twice, a second
 * apart, so that bytes still on their way to the listener thread are read first. */
static void look_gone(cd_patience_entry *const *some, const int *fds, size_t count)
{
    bool hung_up[LOOK_AT_ONCE];
    cd_sock_hung_up(hung_up, fds, count);
    for (size_t i = 0; i < count; i++) {
        if (hung_up[i] && some[i]->gone)
            cd_sock_shutdown(some[i]->fd); /* its listener thread sees this end and cleans up */
        some[i]->gone = hung_up[i];
    }
}

static void look(const cd_patience *patience, int64_t now_ms)
{
    cd_patience_entry *some[LOOK_AT_ONCE];
    int fds[LOOK_AT_ONCE] = {0};
    size_t count = 0;
    for (cd_patience_entry *entry = patience->first; entry != NULL; entry = entry->next) {
        if (now_ms > cd_atomic_get(&entry->deadline_mono_ms))
            cd_sock_shutdown(entry->fd);
        if (cd_atomic_get(&entry->reading) == 0) {
            entry->gone = false;
            continue;
        }
        some[count] = entry;
        fds[count++] = entry->fd;
        if (count == LOOK_AT_ONCE) {
            look_gone(some, fds, count);
            count = 0;
        }
    }
    look_gone(some, fds, count);
}

static void *look_main(void *arg)
{
    cd_patience *patience = arg;
    cd_lock_take(&patience->lock);
    while (!patience->closing) {
        const int64_t now_ms = cd_clock_mono_ms();
        look(patience, now_ms);
        while (!patience->closing && cd_lock_wait(&patience->lock, now_ms + LOOK_MS))
            continue;
    }
    cd_lock_drop(&patience->lock);
    return NULL;
}

cd_rc cd_patience_new(cd_patience **out, cd_err *err)
{
    CD_AUTO(cd_patience_free) cd_patience *patience = cd_new(sizeof *patience);
    cd_lock_init(&patience->lock, CD_LOCK_HTTP_CONNECTIONS);
    if (pthread_create(&patience->thread, NULL, look_main, patience) != 0)
        return cd_fail(err, CD_E_UNAVAILABLE, NULL, "no thread to watch slow clients");
    patience->started = true;
    CD_MOVE(*out, patience);
    return CD_OK;
}

void cd_patience_free(cd_patience **patience_)
{
    if (patience_ == NULL || *patience_ == NULL)
        return;
    cd_patience *patience = *patience_;
    if (patience->started) {
        cd_lock_take(&patience->lock);
        patience->closing = true;
        cd_lock_notify_all(&patience->lock);
        cd_lock_drop(&patience->lock);
        pthread_join(patience->thread, NULL);
    }
    CD_ASSERT(patience->first == NULL);
    cd_lock_done(&patience->lock);
    free(patience);
    *patience_ = NULL;
}

static void grant(cd_patience_entry *entry, int64_t ms, bool reading)
{
    if (entry == NULL)
        return;
    cd_atomic_set(&entry->deadline_mono_ms, cd_clock_mono_ms() + ms);
    cd_atomic_set(&entry->reading, reading);
}

cd_patience_entry *cd_patience_enter(cd_patience *patience, int fd)
{
    cd_patience_entry *entry = cd_new(sizeof *entry);
    entry->fd = fd;
    grant(entry, FIRST_MS, true);
    cd_lock_take(&patience->lock);
    entry->next = patience->first;
    if (entry->next != NULL)
        entry->next->previous = entry;
    patience->first = entry;
    cd_lock_drop(&patience->lock);
    return entry;
}

void cd_patience_leave(cd_patience *patience, cd_patience_entry *entry)
{
    if (entry == NULL)
        return;
    cd_lock_take(&patience->lock);
    if (entry->next != NULL)
        entry->next->previous = entry->previous;
    if (entry->previous != NULL)
        entry->previous->next = entry->next;
    else
        patience->first = entry->next;
    cd_lock_drop(&patience->lock);
    free(entry);
}

void cd_patience_body(cd_patience_entry *entry)
{
    grant(entry, BODY_MS, true);
}

void cd_patience_more(cd_patience_entry *entry, size_t bytes)
{
    enum { BYTES_PER_MS = 64 };
    if (entry != NULL)
        cd_atomic_add(&entry->deadline_mono_ms, (int64_t)(bytes / BYTES_PER_MS));
}

void cd_patience_work(cd_patience_entry *entry)
{
    grant(entry, WORK_MS, false);
}

void cd_patience_idle(cd_patience_entry *entry)
{
    grant(entry, IDLE_MS, true);
}
