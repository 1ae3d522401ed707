/* base/lock.h - ranked locks, and events that one thread waits for. Locks are leaves: never held
 * over I/O or a callback. Taking a lock of a rank at or below one already held aborts. Thread: any.
 * Uses: assert, locks.def. */
#ifndef CD_BASE_LOCK_H
#define CD_BASE_LOCK_H
#include "base/attr.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum cd_lock_rank {
#define CD_LOCK(name) CD_LOCK_##name,
#include "base/locks.def"
#undef CD_LOCK
    CD_LOCK__COUNT
} cd_lock_rank;

typedef struct cd_lock {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    cd_lock_rank rank;
} cd_lock;

void cd_lock_init(cd_lock *lock, cd_lock_rank rank);
void cd_lock_done(cd_lock *lock);
void cd_lock_take(cd_lock *lock);
void cd_lock_drop(cd_lock *lock);
/* With the lock held: waits for a notify or until `deadline_mono_ms` (cd_clock_mono_ms();
 * INT64_MAX: for ever). False when the deadline passed. Wakes spuriously: check the condition
 * again. */
bool cd_lock_wait(cd_lock *lock, int64_t deadline_mono_ms);
void cd_lock_notify_all(cd_lock *lock);
void cd_lock_notify_one(cd_lock *lock);

/* Set once by one thread, waited for by another. */
typedef struct cd_event {
    cd_lock lock;
    bool set;
} cd_event;

void cd_event_init(cd_event *event);
void cd_event_done(cd_event *event);
void cd_event_set(cd_event *event);
void cd_event_wait(cd_event *event);

#endif
