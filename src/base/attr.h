/* base/attr.h - the only place that names compiler attributes.
 * Any file may include it. Uses: nothing. */
#ifndef CD_BASE_ATTR_H
#define CD_BASE_ATTR_H

/* The result must be looked at. */
#define CD_MUST __attribute__((warn_unused_result))
/* printf-like: `fmt` is the 1-based index of the format, `args` of the first argument. */
#define CD_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define CD_NORETURN __attribute__((noreturn))
#define CD_LIKELY(x) __builtin_expect(!!(x), 1)

/* An owned local: `CD_AUTO(cd_buf_done) cd_buf buf` calls cd_buf_done(&buf) when the scope ends. */
#define CD_AUTO(destructor) __attribute__((cleanup(destructor)))

/* Hands an owned pointer over: `to` takes the value and `from` becomes NULL, so that its cleanup
 * finds nothing. */
#define CD_MOVE(to, from) \
    do {                  \
        (to) = (from);    \
        (from) = NULL;    \
    } while (0)

#define CD_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
