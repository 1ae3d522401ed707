/* base/clock.h - the only caller of the system clock, so that tests can move time.
 * Thread: any. Uses: libc. */
#ifndef CD_BASE_CLOCK_H
#define CD_BASE_CLOCK_H
#include <stdint.h>

/* Wall clock, milliseconds since 1970-01-01 UTC, plus the offset. */
int64_t cd_clock_ms(void);
/* Never goes back and is not moved by the offset: for deadlines inside the process. Milliseconds,
 * microseconds. */
int64_t cd_clock_mono_ms(void);
int64_t cd_clock_mono_us(void);
/* Moves the wall clock of this process by `ms` against the system's; for tests. */
void cd_clock_set_offset_ms(int64_t ms);
/* Sleeps at least `ms`; returns early on a signal. */
void cd_clock_sleep_ms(uint32_t ms);

#endif
