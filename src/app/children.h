/* app/children.h - the server's own worker processes: started, watched, restarted with growing
 * pauses, stopped. Thread: main (children ask to die with the thread that made them). Uses: base
 * sys. */
#ifndef CD_APP_CHILDREN_H
#define CD_APP_CHILDREN_H
#include "base/base.h"

typedef struct cd_children cd_children;

/* `argv` is the command of a worker up to its name (NULL at the end, borrowed); "--name NAME" with
 * a name that starts with `prefix` and is never used twice is added. */
CD_MUST cd_rc cd_children_start(cd_children **out, unsigned count, const char *const *argv,
                                const char *prefix, cd_err *err);
/* Looks after them: calls `gone` with the name of each that ended, and starts new ones when their
 * pause is over. Call on SIGCHLD and every second. */
void cd_children_tend(cd_children *children, void (*gone)(void *arg, cd_str name, bool clean),
                      void *arg);
/* Asks all to end after the job under way, and starts no more. */
void cd_children_stop(cd_children *children);
unsigned cd_children_running(const cd_children *children);
/* Kills what still runs and waits for it. */
void cd_children_free(cd_children **children);

#endif
