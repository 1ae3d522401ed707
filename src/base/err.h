/* base/err.h - an error is a value: a kind for machines, a field and one short line for people, and
 * the place in the source for us. The first writer wins; callers pass it up unchanged.
 * Thread: any; a cd_err belongs to one thread. Uses: attr.h. */
#ifndef CD_BASE_ERR_H
#define CD_BASE_ERR_H
#include "base/attr.h"

#include <stddef.h>

typedef enum cd_rc {
    CD_OK = 0,
#define CD_ERR(name, status, code, retry, refund, meaning) CD_E_##name,
#include "base/errors.def"
#undef CD_ERR
    CD_E__COUNT
} cd_rc;
_Static_assert(CD_E__COUNT < 64, "error kinds stay few: what can the caller do about it?");

enum { CD_ERR_TEXT_MAX = 512, CD_ERR_FIELD_MAX = 96 };

typedef struct cd_err {
    cd_rc kind;                   /* CD_OK until the first cd_fail() */
    char field[CD_ERR_FIELD_MAX]; /* request path such as "image_ref[0]", or "" */
    char text[CD_ERR_TEXT_MAX];   /* one line, no newline */
    const char *file;             /* where it was raised */
    int line;
} cd_err;

/* Records an error and returns its kind. `field` may be NULL. A second call on the same cd_err
 * keeps the first error and returns its kind. `err` may be NULL when nobody reads the text. */
#define cd_fail(err, kind, field, ...) \
    cd_err_set((err), (kind), (field), __FILE__, __LINE__, __VA_ARGS__)
cd_rc cd_err_set(cd_err *err, cd_rc kind, const char *field, const char *file, int line,
                 const char *fmt, ...) CD_PRINTF(6, 7);

/* Like cd_fail() for a failed system call: adds strerror(errno). ENOSPC, EDQUOT and EFBIG become
 * CD_E_UNAVAILABLE (the disk is full), ENOENT CD_E_NOT_FOUND, anything else CD_E_IO. */
#define cd_fail_errno(err, field, what) cd_err_set_errno((err), (field), __FILE__, __LINE__, (what))
cd_rc cd_err_set_errno(cd_err *err, const char *field, const char *file, int line,
                       const char *what);

/* Makes `err` empty, for reuse after the error has been dealt with. */
void cd_err_clear(cd_err *err);

/* HTTP status, stable code and meaning of a kind; `kind` must be a value of the enum. CD_OK is 200.
 */
int cd_err_status(cd_rc kind);
const char *cd_err_code(cd_rc kind);
const char *cd_err_meaning(cd_rc kind);

/* Returns from the function when `call` failed; owned locals clean up on the way. */
#define CD_TRY(call)                 \
    do {                             \
        const cd_rc cd_rc_ = (call); \
        if (cd_rc_ != CD_OK)         \
            return cd_rc_;           \
    } while (0)

#endif
