/* meter/window.c - the rolling log, a ring that grows up to the client's limit. */
#include "meter/window.h"

#include <stdlib.h>

void cd_window_done(cd_window *window)
{
    free(window->at_ms);
    *window = (cd_window){0};
}

static int64_t *slot(const cd_window *window, size_t index)
{
    return &window->at_ms[(window->head + index) % window->capacity];
}

static void prune(cd_window *window, int64_t now_ms)
{
    while (window->count > 0 && *slot(window, 0) <= now_ms - CD_WINDOW_MS) {
        window->head = (window->head + 1) % window->capacity;
        window->count--;
    }
}

static void grow(cd_window *window)
{
    const size_t capacity = window->capacity == 0 ? 32 : window->capacity * 2;
    int64_t *at_ms = cd_new_array(capacity, sizeof *at_ms);
    for (size_t i = 0; i < window->count; i++)
        at_ms[i] = *slot(window, i);
    free(window->at_ms);
    window->at_ms = at_ms;
    window->capacity = capacity;
    window->head = 0;
}

bool cd_window_admit(cd_window *window, int64_t now_ms, int64_t limit, int64_t *used,
                     int64_t *oldest_ms)
{
    prune(window, now_ms);
    const bool admitted = (int64_t)window->count < limit;
    if (admitted) {
        if (window->count == window->capacity)
            grow(window);
        window->count++;
        /* the ring stays sorted if the clock steps back: the newest is never before its neighbour
         */
        const int64_t last = window->count > 1 ? *slot(window, window->count - 2) : now_ms;
        *slot(window, window->count - 1) = now_ms > last ? now_ms : last;
    }
    *used = (int64_t)window->count;
    *oldest_ms = window->count > 0 ? *slot(window, 0) : now_ms;
    return admitted;
}

int64_t cd_window_newest(const cd_window *window)
{
    CD_ASSERT(window->count > 0);
    return *slot(window, window->count - 1);
}

void cd_window_withdraw(cd_window *window, int64_t at_ms)
{
    for (size_t i = window->count; i-- > 0;) {
        if (*slot(window, i) != at_ms)
            continue;
        for (; i + 1 < window->count; i++)
            *slot(window, i) = *slot(window, i + 1);
        window->count--;
        return;
    }
}
