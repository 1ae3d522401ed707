/* meter/window.h - a rolling log of accepted requests: each counts for exactly 60 s after it was
 * accepted (contract, section 11: a log, not a bucket). Thread: one owner, or under its owner's
 * lock. Uses: base. */
#ifndef CD_METER_WINDOW_H
#define CD_METER_WINDOW_H
#include "base/base.h"

enum { CD_WINDOW_MS = 60000 };

typedef struct cd_window {
    int64_t *at_ms; /* ring of times, oldest at `head` */
    size_t capacity, head, count;
} cd_window;

void cd_window_done(cd_window *window);
/* Enters a request at `now_ms` unless `limit` are in the window; false then. *used is the number in
 * the window afterwards, *oldest_ms the time of the oldest (now_ms when there is none). */
CD_MUST bool cd_window_admit(cd_window *window, int64_t now_ms, int64_t limit, int64_t *used,
                             int64_t *oldest_ms);
/* The time under which the last admitted request was entered: not always now_ms, since the log
 * stays sorted when the clock steps back. */
int64_t cd_window_newest(const cd_window *window);
/* Takes back one request that was entered at `at_ms` and came to nothing. */
void cd_window_withdraw(cd_window *window, int64_t at_ms);

#endif
