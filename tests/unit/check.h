/* tests/unit/check.h - a test program of plain C that speaks TAP to meson. A program includes this
 * once, writes functions of no arguments, and names them in CHECK_MAIN:
 *
 *     static void adds(void) { CHECK(1 + 1 == 2); }
 *     CHECK_MAIN(RUN(adds))
 *
 * A failed check prints its place and marks the running test; the test goes on. Property tests take
 * numbers from check_random(), whose seed is printed and can be given in CHECK_SEED. */
#ifndef CD_TESTS_UNIT_CHECK_H
#define CD_TESTS_UNIT_CHECK_H
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
    unsigned tests;
    unsigned failed_tests;
    unsigned failures; /* of the running test */
    uint64_t random;
} check_state;

static inline void check_failed(const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
static inline void check_failed(const char *file, int line, const char *fmt, ...)
{
    va_list args;
    check_state.failures++;
    if (check_state.failures > 10)
        return;
    printf("# %s:%d: ", file, line);
    va_start(args, fmt);
    vprintf(fmt, args);
    va_end(args);
    printf("\n");
}

#define CHECK(condition)                                             \
    do {                                                             \
        if (!(condition))                                            \
            check_failed(__FILE__, __LINE__, "not: %s", #condition); \
    } while (0)

/* Whole numbers. */
#define CHECK_INT(is, should)                                                             \
    do {                                                                                  \
        const int64_t is_ = (int64_t)(is), should_ = (int64_t)(should);                   \
        if (is_ != should_)                                                               \
            check_failed(__FILE__, __LINE__, "%s is %" PRId64 ", not %" PRId64, #is, is_, \
                         should_);                                                        \
    } while (0)

/* C strings. */
#define CHECK_TEXT(is, should)                                                               \
    do {                                                                                     \
        const char *is_ = (is), *should_ = (should);                                         \
        if (strcmp(is_, should_) != 0)                                                       \
            check_failed(__FILE__, __LINE__, "%s is \"%s\", not \"%s\"", #is, is_, should_); \
    } while (0)

/* Anything with data and size against a C string. */
#define CHECK_BYTES(is, should)                                                                 \
    do {                                                                                        \
        const char *should_ = (should);                                                         \
        if ((is).size != strlen(should_) || memcmp((is).data, should_, (is).size) != 0)         \
            check_failed(__FILE__, __LINE__, "%s is \"%.*s\", not \"%s\"", #is, (int)(is).size, \
                         (is).data, should_);                                                   \
    } while (0)

/* Whether the statement ends the process by abort(), as a failed assertion does. */
#define CHECK_ABORTS(statement)                                                 \
    do {                                                                        \
        fflush(NULL);                                                           \
        const pid_t child_ = fork();                                            \
        if (child_ == 0) {                                                      \
            const struct rlimit no_core_ = {0, 0};                              \
            setrlimit(RLIMIT_CORE, &no_core_);                                  \
            fclose(stderr);                                                     \
            statement;                                                          \
            _exit(0);                                                           \
        }                                                                       \
        int status_ = 0;                                                        \
        waitpid(child_, &status_, 0);                                           \
        if (!WIFSIGNALED(status_) || WTERMSIG(status_) != SIGABRT)              \
            check_failed(__FILE__, __LINE__, "does not abort: %s", #statement); \
    } while (0)

/* SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
static inline uint64_t check_random(void)
{
    uint64_t z = check_state.random += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* A number in [0, below). */
static inline uint64_t check_below(uint64_t below)
{
    return check_random() % below;
}

static inline void check_seed(void)
{
    const char *given = getenv("CHECK_SEED");
    if (given != NULL)
        check_state.random = strtoull(given, NULL, 0);
    else if (getrandom(&check_state.random, sizeof check_state.random, 0) < 0)
        check_state.random = (uint64_t)getpid();
    printf("# CHECK_SEED=%" PRIu64 "\n", check_state.random);
}

static inline void check_run(const char *name, void (*test)(void))
{
    check_state.failures = 0;
    test();
    check_state.tests++;
    check_state.failed_tests += check_state.failures > 0;
    printf("%sok %u - %s\n", check_state.failures > 0 ? "not " : "", check_state.tests, name);
    fflush(stdout);
}

static inline int check_end(void)
{
    printf("1..%u\n", check_state.tests);
    return check_state.failed_tests > 0;
}

#define RUN(test) check_run(#test, test);
#define CHECK_MAIN(runs)         \
    int main(void)               \
    {                            \
        check_seed();            \
        runs return check_end(); \
    }

#endif
