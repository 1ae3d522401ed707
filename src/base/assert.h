/* base/assert.h - assertions for our own bugs, never for input; on in release builds too.
 * Thread: any. Uses: attr.h. */
#ifndef CD_BASE_ASSERT_H
#define CD_BASE_ASSERT_H
#include "base/attr.h"

#define CD_ASSERT(condition)                                  \
    do {                                                      \
        if (!CD_LIKELY(condition))                            \
            cd_assert_failed(#condition, __FILE__, __LINE__); \
    } while (0)

/* Prints the condition and its place to standard error and aborts the process. */
CD_NORETURN void cd_assert_failed(const char *condition, const char *file, int line);

#endif
