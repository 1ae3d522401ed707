/* sys/cage.c - starting, listening to and ending a cage. */
#include "sys/cage.h"

#include "base/clock.h"
#include "sys/files.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIPE_BYTES = 1 << 20, LEAVE_MS = 200 };

struct cd_cage {
    int pid; /* 0: it has ended */
    int fd;
    int64_t left_us;
    cd_cage_end end;
    int status;
    uint64_t memory_bytes;
};

static cd_rc spawn(int *pid, const char *const *argv, int in, int out, cd_err *err)
{
    char *environment[] = {NULL};
    char **arguments;
    posix_spawnattr_t attr;
    posix_spawn_file_actions_t actions;
    sigset_t none, defaults;
    sigemptyset(&none);
    sigfillset(&defaults);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &defaults);
    posix_spawn_file_actions_init(&actions);
    /* `out` is above 2 (cd_cage_start), so that placing `in` does not overwrite it. */
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    memcpy(&arguments, &argv, sizeof arguments); /* the prototype lacks const; it does not write */
    const int rc = posix_spawn(pid, argv[0], &actions, &attr, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attr);
    return rc == 0 ? CD_OK
                   : cd_fail(err, CD_E_IO, NULL, "cannot start %s: %s", argv[0], strerror(rc));
}

cd_rc cd_cage_start(cd_cage **out, const char *const *argv, int fd, uint32_t span_ms, cd_err *err)
{
    int ends[2];
    int pid = 0;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return cd_fail_errno(err, NULL, "pipe");
    CD_AUTO(cd_fd_close) int from = ends[0];
    CD_AUTO(cd_fd_close) int low = ends[1];
    CD_AUTO(cd_fd_close) int to = fcntl(low, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (to < 0)
        return cd_fail_errno(err, NULL, "pipe");
    (void)fcntl(from, F_SETPIPE_SZ, PIPE_BYTES); /* fewer turns; a smaller one does too */
    CD_TRY(spawn(&pid, argv, fd, to, err));
    cd_cage *cage = cd_new(sizeof *cage);
    *cage = (cd_cage){.pid = pid, .fd = from, .left_us = (int64_t)span_ms * 1000};
    from = -1;
    *out = cage;
    return CD_OK;
}

/* Waits for its end, at most `span_ms`. */
static void wait_for(cd_cage *cage, int64_t span_ms)
{
    const int64_t deadline = cd_clock_mono_ms() + span_ms;
    struct rusage usage;
    int status = 0;
    while (cage->pid != 0) {
        const pid_t pid = wait4(cage->pid, &status, span_ms == INT32_MAX ? 0 : WNOHANG, &usage);
        if (pid < 0 && errno == EINTR)
            continue;
        CD_ASSERT(pid >= 0); /* nobody else may wait for it */
        if (pid == 0 && cd_clock_mono_ms() >= deadline)
            return;
        if (pid == 0) {
            cd_clock_sleep_ms(1);
            continue;
        }
        cage->pid = 0;
        cage->memory_bytes = (uint64_t)usage.ru_maxrss * 1024;
        const bool late = WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU;
        cage->status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
        if (cage->end != CD_CAGE_LATE)
            cage->end = late                       ? CD_CAGE_LATE
                        : WIFSIGNALED(status)      ? CD_CAGE_KILLED
                        : WEXITSTATUS(status) == 0 ? CD_CAGE_LEFT
                                                   : CD_CAGE_FAILED;
    }
}

cd_cage_end cd_cage_stop(cd_cage *cage)
{
    if (cage->pid != 0)
        wait_for(cage, cage->left_us > 0 ? LEAVE_MS : 0); /* it may be about to go */
    if (cage->pid != 0) {
        kill(cage->pid, SIGKILL);
        wait_for(cage, INT32_MAX);
    }
    cd_fd_close(&cage->fd);
    return cage->end;
}

cd_rc cd_cage_read(cd_cage *cage, void *bytes, size_t size, cd_err *err)
{
    char *at = bytes;
    while (size > 0) {
        struct pollfd ready = {.fd = cage->fd, .events = POLLIN};
        const int64_t before = cd_clock_mono_us();
        if (cage->fd < 0)
            return cd_fail(err, CD_E_CORRUPT, NULL, "the cage has ended");
        const int rc = poll(&ready, 1, (int)((cage->left_us + 999) / 1000));
        cage->left_us -= cd_clock_mono_us() - before;
        if (rc == 0 || cage->left_us <= 0) {
            cage->left_us = 0;
            cage->end = CD_CAGE_LATE;
            cd_cage_stop(cage);
            return cd_fail(err, CD_E_TIMEOUT, NULL, "the cage is out of time");
        }
        const ssize_t got = rc > 0 ? read(cage->fd, at, size) : -1;
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            const bool late = cd_cage_stop(cage) == CD_CAGE_LATE;
            return cd_fail(err, late ? CD_E_TIMEOUT : CD_E_CORRUPT, NULL,
                           "the cage ended before its answer did");
        }
        at += got;
        size -= (size_t)got;
    }
    return CD_OK;
}

int cd_cage_status(const cd_cage *cage)
{
    return cage->status;
}

uint64_t cd_cage_memory(const cd_cage *cage)
{
    return cage->memory_bytes;
}

void cd_cage_free(cd_cage **cage)
{
    if (cage == NULL || *cage == NULL)
        return;
    if ((*cage)->pid != 0) {
        (*cage)->left_us = 0;
        cd_cage_stop(*cage);
    }
    cd_fd_close(&(*cage)->fd);
    free(*cage);
    *cage = NULL;
}
