/* base/buf.h - a growing byte buffer that is born with a maximum. It fails sticky: write on, check
 * once at the end.
 * Thread: one owner. Uses: err, str. */
#ifndef CD_BASE_BUF_H
#define CD_BASE_BUF_H
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

typedef struct cd_buf {
    char *data; /* owned; NULL until the first byte */
    size_t size;
    size_t capacity;
    size_t max; /* bytes it may ever hold */
    bool failed;
} cd_buf;

#define CD_BUF_INIT(max_bytes)         \
    {                                  \
        NULL, 0, 0, (max_bytes), false \
    }

/* Frees the bytes and leaves an empty buffer with the same maximum. NULL is fine. */
void cd_buf_done(cd_buf *buf);
/* Forgets the contents and the failure, keeps the memory. */
void cd_buf_clear(cd_buf *buf);
/* Appending: on overflow of `max`, or when memory is refused, the buffer turns failed and ignores
 * what follows. */
void cd_buf_put(cd_buf *buf, cd_str text);
void cd_buf_put_byte(cd_buf *buf, char byte);
void cd_buf_put_u64(cd_buf *buf, uint64_t value);
void cd_buf_put_i64(cd_buf *buf, int64_t value);
void cd_buf_printf(cd_buf *buf, const char *fmt, ...) CD_PRINTF(2, 3);
/* Room for `bytes` more, to be filled by the caller who then adds to `size`; NULL when failed. */
char *cd_buf_reserve(cd_buf *buf, size_t bytes);
bool cd_buf_failed(const cd_buf *buf);
/* Borrows the contents; valid until the next append. */
cd_str cd_buf_str(const cd_buf *buf);
/* Borrows the contents as a C string; "" when empty or failed. */
const char *cd_buf_cstr(cd_buf *buf);
/* CD_E_TOO_BIG naming `what` when the buffer failed. */
CD_MUST cd_rc cd_buf_check(const cd_buf *buf, const char *what, cd_err *err);

#endif
