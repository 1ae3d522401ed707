/* sys/sandbox.c - rlimits, no new privileges, Landlock where the kernel has it, and a list of
 * system calls by libseccomp. The list is the wall; the rest stands behind it. */
#include "sys/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif
#else
enum { SANITIZED = 0 };
#endif

bool cd_sandbox_whole(void)
{
    return SANITIZED == 0;
}

static cd_rc limit(int what, rlim_t value, cd_err *err)
{
    /* A second of CPU more: at the first limit comes a signal that says why, at the other the end.
     */
    const struct rlimit limits = {value, what == RLIMIT_CPU ? value + 1 : value};
    return setrlimit(what, &limits) == 0 ? CD_OK : cd_fail_errno(err, NULL, "setrlimit");
}

/* Bytes of address space in use: the program and its libraries. */
static uint64_t mapped_bytes(void)
{
    char text[64] = "";
    const int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    const ssize_t got = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
    if (fd >= 0)
        close(fd);
    return got > 0 ? strtoull(text, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static cd_rc limits_set(const struct cd_sandbox_limits *limits, cd_err *err)
{
    enum { DESCRIPTORS = 3 };
    CD_TRY(limit(RLIMIT_CORE, 0, err));
    CD_TRY(limit(RLIMIT_CPU, limits->cpu_seconds, err));
    CD_TRY(limit(RLIMIT_FSIZE, 0, err));
    if (SANITIZED)
        return CD_OK; /* its shadow is terabytes of address space, and it opens files to report */
    const uint64_t mapped = mapped_bytes();
    CD_TRY(limit(RLIMIT_NOFILE, DESCRIPTORS, err));
    CD_TRY(limit(RLIMIT_NPROC, 0, err));
    CD_TRY(limit(RLIMIT_DATA, limits->memory_bytes, err));
    /* DATA leaves shared mappings out, which the list of calls refuses; AS is there for both. */
    if (mapped > 0)
        CD_TRY(limit(RLIMIT_AS, mapped + limits->memory_bytes, err));
    return CD_OK;
}

/* No file at all may be opened, whatever descriptor it would start from. Kernels without Landlock
 * (before 5.13, or not switched on) say so, and the list of calls has to do. */
static cd_rc landlock_set(cd_err *err)
{
    const struct landlock_ruleset_attr all = {
        .handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                             LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
                             LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                             LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                             LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
                             LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                             LANDLOCK_ACCESS_FS_MAKE_SYM};
    const long fd = syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    if (fd < 0)
        return CD_OK;
    const long rc = syscall(SYS_landlock_restrict_self, (int)fd, 0);
    close((int)fd);
    return rc == 0 ? CD_OK : cd_fail_errno(err, NULL, "Landlock");
}

static void filter_free(scmp_filter_ctx *filter)
{
    if (*filter != NULL)
        seccomp_release(*filter);
}

/* What a decoder does: memory, time by the clock's page or its call, and the end. */
static const int calls[] = {
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(sched_yield),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(sched_getaffinity),
};

static int rules_add(scmp_filter_ctx filter)
{
    int rc = 0;
    for (size_t i = 0; i < CD_COUNT(calls) && rc == 0; i++)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
    /* From the media, at any place, so that nobody's file position moves; to the pipe. */
    if (rc == 0)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(pread64), 1,
                              SCMP_A0(SCMP_CMP_EQ, 0, 0));
    if (rc == 0)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                              SCMP_A0(SCMP_CMP_EQ, 1, 0));
    /* Memory that is private, of no file, and never code. */
    if (rc == 0)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
                              SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                              SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS | MAP_PRIVATE | MAP_SHARED,
                                      MAP_ANONYMOUS | MAP_PRIVATE));
    if (rc == 0)
        rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                              SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    return rc;
}

static cd_rc calls_set(cd_err *err)
{
    CD_AUTO(filter_free) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    int rc = filter == NULL ? -ENOMEM : rules_add(filter);
    if (rc == 0)
        rc = seccomp_load(filter);
    return rc == 0 ? CD_OK : cd_fail(err, CD_E_IO, NULL, "seccomp: %s", strerror(-rc));
}

cd_rc cd_sandbox_enter(const struct cd_sandbox_limits *limits, cd_err *err)
{
    /* A library that formats a date would open the file of the local time zone. */
    if (setenv("TZ", "UTC0", 1) != 0)
        return cd_fail_errno(err, NULL, "setenv");
    tzset();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return cd_fail_errno(err, NULL, "prctl");
    CD_TRY(landlock_set(err));
    CD_TRY(limits_set(limits, err));
    return SANITIZED ? CD_OK : calls_set(err);
}
