/* cli/bar.h - a progress bar on standard error, when that is a terminal.
 * Thread: main. Uses: base. */
#ifndef CD_CLI_BAR_H
#define CD_CLI_BAR_H
#include "base/base.h"

typedef struct cd_bar {
    bool on;
    bool shown;
    int64_t start_mono_ms;
} cd_bar;

/* `wanted` false, or no terminal: the other calls do nothing. */
void cd_bar_start(cd_bar *bar, bool wanted);
/* Draws over the line before. percent is 0..100. */
void cd_bar_show(cd_bar *bar, unsigned percent, const char *what);
/* Leaves an empty line for other output. */
void cd_bar_clear(cd_bar *bar);

#endif
