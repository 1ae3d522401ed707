/* sys/sandbox.h - takes from this process, for good, everything that decoding foreign bytes does
 * not need: files, sockets, processes, other programs' code, and memory without end.
 * Thread: the only one of its process. Uses: base. */
#ifndef CD_SYS_SANDBOX_H
#define CD_SYS_SANDBOX_H
#include "base/base.h"

struct cd_sandbox_limits {
    uint64_t memory_bytes; /* private memory, beside the program's own files */
    uint32_t cpu_seconds;
};

/* Afterwards: reading by pread() from descriptor 0, writing to descriptor 1, private memory, and
 * the end. Any other call of the system kills the process. CD_E_IO when the system does not help.
 * Under a sanitizer, whose runtime needs more, only the limits that it can bear are set. */
CD_MUST cd_rc cd_sandbox_enter(const struct cd_sandbox_limits *limits, cd_err *err);
/* False under a sanitizer. */
bool cd_sandbox_whole(void);

#endif
