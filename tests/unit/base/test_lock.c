/* tests/unit/base/test_lock.c - ranks of locks, waiting with a deadline, events. */
#include "base/clock.h"
#include "base/lock.h"
#include "unit/check.h"

#include <pthread.h>

static void take_in_wrong_order(void)
{
    cd_lock first, last;
    cd_lock_init(&first, CD_LOCK_ADMIT);
    cd_lock_init(&last, CD_LOCK_DB_WRITER);
    cd_lock_take(&last);
    cd_lock_take(&first);
}

static void take_twice(void)
{
    cd_lock lock;
    cd_lock_init(&lock, CD_LOCK_ADMIT);
    cd_lock_take(&lock);
    cd_lock_take(&lock);
}

static void ranks_are_kept(void)
{
    cd_lock first, last;
    cd_lock_init(&first, CD_LOCK_ADMIT);
    cd_lock_init(&last, CD_LOCK_DB_WRITER);
    cd_lock_take(&first);
    cd_lock_take(&last);
    cd_lock_drop(&last);
    cd_lock_drop(&first);
    cd_lock_take(&last);
    cd_lock_drop(&last);
    cd_lock_done(&last);
    cd_lock_done(&first);
    CHECK_ABORTS(take_in_wrong_order());
    CHECK_ABORTS(take_twice());
}

static void a_deadline_ends_a_wait(void)
{
    cd_lock lock;
    cd_lock_init(&lock, CD_LOCK_CHANNEL);
    cd_lock_take(&lock);
    bool in_time = true;
    const int64_t deadline = cd_clock_mono_ms() + 20;
    while (in_time)
        in_time = cd_lock_wait(&lock, deadline);
    CHECK(cd_clock_mono_ms() >= deadline);
    cd_lock_drop(&lock);
    cd_lock_done(&lock);
}

static void *set_it(void *arg)
{
    cd_event_set(arg);
    return NULL;
}

static void events_wake(void)
{
    for (unsigned round = 0; round < 200; round++) {
        cd_event event;
        pthread_t thread;
        cd_event_init(&event);
        CHECK_INT(pthread_create(&thread, NULL, set_it, &event), 0);
        cd_event_wait(&event);
        cd_event_wait(&event); /* stays set */
        pthread_join(thread, NULL);
        cd_event_done(&event);
    }
}

static void the_clock_moves_as_told(void)
{
    const int64_t before = cd_clock_ms();
    cd_clock_set_offset_ms(3600 * 1000);
    CHECK(cd_clock_ms() - before >= 3600 * 1000);
    cd_clock_set_offset_ms(0);
    const int64_t mono = cd_clock_mono_us();
    CHECK(cd_clock_mono_us() >= mono);
}

CHECK_MAIN(RUN(ranks_are_kept) RUN(a_deadline_ends_a_wait) RUN(events_wake)
               RUN(the_clock_moves_as_told))
