/* cli/bar.c - the progress bar. */
#include "cli/bar.h"

#include "base/clock.h"

#include <stdio.h>
#include <unistd.h>

enum { CELLS = 30 };

void cd_bar_start(cd_bar *bar, bool wanted)
{
    bar->on = wanted && isatty(STDERR_FILENO) == 1;
    bar->shown = false;
    bar->start_mono_ms = cd_clock_mono_ms();
}

void cd_bar_show(cd_bar *bar, unsigned percent, const char *what)
{
    char cells[CELLS * 3 + 1];
    size_t size = 0;
    if (!bar->on)
        return;
    const unsigned full = (percent < 100 ? percent : 100) * CELLS / 100;
    for (unsigned i = 0; i < CELLS; i++)
        size += (size_t)snprintf(cells + size, sizeof cells - size, "%s", i < full ? "█" : "░");
    fprintf(stderr, "\r\033[K%s %3u%%  %s  %.1f s", cells, percent, what,
            (double)(cd_clock_mono_ms() - bar->start_mono_ms) / 1000);
    fflush(stderr);
    bar->shown = true;
}

void cd_bar_clear(cd_bar *bar)
{
    if (bar->shown)
        fputs("\r\033[K", stderr);
    bar->shown = false;
}
