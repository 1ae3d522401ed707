/* sys/proc.h - child processes and signals.
 * Thread: spawning and reaping belong to the main thread (a child asks to die with the thread that
 * made it). Uses: base. */
#ifndef CD_SYS_PROC_H
#define CD_SYS_PROC_H
#include "base/base.h"

/* The path of this program's own file. */
CD_MUST cd_rc cd_proc_self(char *out, size_t out_size, cd_err *err);
/* Starts argv[0] with argv (NULL at the end); standard error is inherited. */
CD_MUST cd_rc cd_proc_spawn(int *pid, const char *const *argv, cd_err *err);
/* Whether that child has ended, without waiting; once it has, its number is free for another.
 * *clean is true for exit status 0. Only children that are named are reaped: others may belong to
 * other threads (sys/cage.h). */
CD_MUST bool cd_proc_ended(int pid, bool *clean);
/* Sends a signal; SIGTERM or SIGKILL. */
void cd_proc_terminate(int pid);
void cd_proc_kill(int pid);
/* Called in a child: die when `parent_pid` does. CD_E_CANCELED when it is dead already. */
CD_MUST cd_rc cd_proc_die_with(int parent_pid, cd_err *err);
/* Blocks SIGTERM, SIGINT and SIGCHLD in this and later threads, ignores SIGPIPE and SIGXFSZ. */
void cd_signals_block(void);
typedef enum cd_signal { CD_SIGNAL_NONE, CD_SIGNAL_STOP, CD_SIGNAL_CHILD } cd_signal;
/* Waits up to `timeout_ms` for one of the blocked signals. */
cd_signal cd_signals_wait(uint32_t timeout_ms);
/* Clears the upper halves of this thread's vector registers, which some library may have left in
 * use: every SSE instruction after that waits for them, and drawing takes twice as long. Source:
 * Intel 64 and IA-32 Architectures Optimization Reference Manual, "Mixing AVX code with SSE code".
 * Costs a few cycles; nothing on processors without AVX. */
void cd_vectors_settle(void);
/* Number of processors this process may run on, at least 1. */
unsigned cd_proc_cores(void);

#endif
