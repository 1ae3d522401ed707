/* sys/cage.h - a child process that is given one descriptor to read and a pipe to answer by: its
 * environment is empty, everything else is closed, and it is ended when its time is over. What it
 * does inside is its own affair (sys/sandbox.h).
 * Thread: a cage has one owner at a time, any thread. Uses: base. */
#ifndef CD_SYS_CAGE_H
#define CD_SYS_CAGE_H
#include "base/base.h"

typedef struct cd_cage cd_cage;

/* How a cage came to its end. */
typedef enum cd_cage_end {
    CD_CAGE_LEFT,   /* exit status 0 */
    CD_CAGE_FAILED, /* any other */
    CD_CAGE_KILLED, /* by a signal: a crash, a forbidden call, no memory */
    CD_CAGE_LATE    /* out of time */
} cd_cage_end;

/* Starts argv[0] (NULL at the end of argv) with `fd` as its descriptor 0; *out is new. `span_ms` is
 * how long the owner will wait for it, all waits together. CD_E_IO. */
CD_MUST cd_rc cd_cage_start(cd_cage **out, const char *const *argv, int fd, uint32_t span_ms,
                            cd_err *err);
/* Reads exactly `size` bytes of its answer. CD_E_TIMEOUT when the time is over, CD_E_CORRUPT when
 * the answer ends before; the cage has ended then. */
CD_MUST cd_rc cd_cage_read(cd_cage *cage, void *bytes, size_t size, cd_err *err);
/* Ends it, by force where it is needed, and says how; also afterwards. */
cd_cage_end cd_cage_stop(cd_cage *cage);
/* The exit status of one that CD_CAGE_FAILED; 0 otherwise. */
int cd_cage_status(const cd_cage *cage);
/* The most memory that it held at once, in bytes; known when it has ended. */
uint64_t cd_cage_memory(const cd_cage *cage);
void cd_cage_free(cd_cage **cage);

#endif
