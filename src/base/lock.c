/* base/lock.c - ranked locks over pthread mutexes. */
#include "base/lock.h"

#include "base/assert.h"

#include <errno.h>
#include <time.h>

/* Bit r is set while this thread holds a lock of rank r. */
static _Thread_local uint32_t held;
_Static_assert(CD_LOCK__COUNT <= 32, "ranks are bits of a word");

void cd_lock_init(cd_lock *lock, cd_lock_rank rank)
{
    pthread_condattr_t attr;
    pthread_mutex_init(&lock->mutex, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&lock->changed, &attr);
    pthread_condattr_destroy(&attr);
    lock->rank = rank;
}

void cd_lock_done(cd_lock *lock)
{
    pthread_cond_destroy(&lock->changed);
    pthread_mutex_destroy(&lock->mutex);
}

void cd_lock_take(cd_lock *lock)
{
    CD_ASSERT(held >> lock->rank == 0);
    const int rc = pthread_mutex_lock(&lock->mutex);
    CD_ASSERT(rc == 0);
    held |= 1u << lock->rank;
}

void cd_lock_drop(cd_lock *lock)
{
    held &= ~(1u << lock->rank);
    const int rc = pthread_mutex_unlock(&lock->mutex);
    CD_ASSERT(rc == 0);
}

bool cd_lock_wait(cd_lock *lock, int64_t deadline_mono_ms)
{
    if (deadline_mono_ms == INT64_MAX) {
        pthread_cond_wait(&lock->changed, &lock->mutex);
        return true;
    }
    const struct timespec until = {.tv_sec = deadline_mono_ms / 1000,
                                   .tv_nsec = (long)(deadline_mono_ms % 1000) * 1000000};
    return pthread_cond_timedwait(&lock->changed, &lock->mutex, &until) != ETIMEDOUT;
}

void cd_lock_notify_all(cd_lock *lock)
{
    pthread_cond_broadcast(&lock->changed);
}

void cd_lock_notify_one(cd_lock *lock)
{
    pthread_cond_signal(&lock->changed);
}

void cd_event_init(cd_event *event)
{
    cd_lock_init(&event->lock, CD_LOCK_EVENT);
    event->set = false;
}

void cd_event_done(cd_event *event)
{
    cd_lock_done(&event->lock);
}

void cd_event_set(cd_event *event)
{
    cd_lock_take(&event->lock);
    event->set = true;
    cd_lock_notify_all(&event->lock);
    cd_lock_drop(&event->lock);
}

void cd_event_wait(cd_event *event)
{
    cd_lock_take(&event->lock);
    while (!event->set)
        cd_lock_wait(&event->lock, INT64_MAX);
    cd_lock_drop(&event->lock);
}
