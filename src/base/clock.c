/* base/clock.c - the one clock. */
#include "base/clock.h"

#include <stdatomic.h>
#include <time.h>

/* The only mutable global of Candela: time is one thing for the whole process. */
static _Atomic int64_t offset_ms;

static int64_t read_us(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t cd_clock_ms(void)
{
    return read_us(CLOCK_REALTIME) / 1000 + atomic_load(&offset_ms);
}

int64_t cd_clock_mono_ms(void)
{
    return read_us(CLOCK_MONOTONIC) / 1000;
}

int64_t cd_clock_mono_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}

void cd_clock_set_offset_ms(int64_t ms)
{
    atomic_store(&offset_ms, ms);
}

void cd_clock_sleep_ms(uint32_t ms)
{
    const struct timespec span = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
    nanosleep(&span, NULL);
}
