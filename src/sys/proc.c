/* sys/proc.c - child processes and signals. */
#include "sys/proc.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

cd_rc cd_proc_self(char *out, size_t out_size, cd_err *err)
{
    const ssize_t size = readlink("/proc/self/exe", out, out_size);
    if (size < 0)
        return cd_fail_errno(err, NULL, "/proc/self/exe");
    if ((size_t)size >= out_size)
        return cd_fail(err, CD_E_TOO_BIG, NULL, "own path over %zu bytes", out_size);
    out[size] = '\0';
    return CD_OK;
}

static void signal_set(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGCHLD);
}

cd_rc cd_proc_spawn(int *pid, const char *const *argv, cd_err *err)
{
    posix_spawnattr_t attr;
    sigset_t none;
    sigset_t defaults;
    pid_t child;

    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGXFSZ);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &defaults);
    char **arguments;
    memcpy(&arguments, &argv, sizeof arguments); /* the prototype lacks const; it does not write */
    const int rc = posix_spawn(&child, argv[0], NULL, &attr, arguments, environ);
    posix_spawnattr_destroy(&attr);
    if (rc != 0)
        return cd_fail(err, CD_E_IO, NULL, "cannot start %s: %s", argv[0], strerror(rc));
    *pid = child;
    return CD_OK;
}

bool cd_proc_ended(int pid, bool *clean)
{
    int status;
    if (waitpid(pid, &status, WNOHANG) != pid)
        return false;
    *clean = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return true;
}

void cd_proc_terminate(int pid)
{
    kill(pid, SIGTERM);
}

void cd_proc_kill(int pid)
{
    kill(pid, SIGKILL);
}

cd_rc cd_proc_die_with(int parent_pid, cd_err *err)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        return cd_fail_errno(err, NULL, "prctl");
    if (getppid() != parent_pid)
        return cd_fail(err, CD_E_CANCELED, NULL, "the server has gone");
    return CD_OK;
}

void cd_signals_block(void)
{
    sigset_t set;
    signal_set(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file size limit is an error of write(), not a death */
}

cd_signal cd_signals_wait(uint32_t timeout_ms)
{
    sigset_t set;
    signal_set(&set);
    const struct timespec span = {.tv_sec = timeout_ms / 1000,
                                  .tv_nsec = (long)(timeout_ms % 1000) * 1000000};
    const int got = sigtimedwait(&set, NULL, &span);
    if (got == SIGTERM || got == SIGINT)
        return CD_SIGNAL_STOP;
    return got == SIGCHLD ? CD_SIGNAL_CHILD : CD_SIGNAL_NONE;
}

void cd_vectors_settle(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx"))
        __asm__ volatile("vzeroupper");
#endif
}

unsigned cd_proc_cores(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    const int count = CPU_COUNT(&set);
    return count > 0 ? (unsigned)count : 1;
}
