/* base/buf.c - the capped byte buffer. */
#include "base/buf.h"

#include "base/assert.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cd_buf_done(cd_buf *buf)
{
    if (buf == NULL)
        return;
    free(buf->data);
    *buf = (cd_buf)CD_BUF_INIT(buf->max);
}

void cd_buf_clear(cd_buf *buf)
{
    buf->size = 0;
    buf->failed = false;
}

char *cd_buf_reserve(cd_buf *buf, size_t bytes)
{
    if (buf->failed)
        return NULL;
    CD_ASSERT(buf->size <= buf->max);
    if (bytes > buf->max - buf->size) {
        buf->failed = true;
        return NULL;
    }
    const size_t needed = buf->size + bytes;
    if (needed > buf->capacity || buf->data == NULL) {
        size_t capacity = buf->capacity < 64 ? 64 : buf->capacity * 2;
        if (capacity < needed)
            capacity = needed;
        if (capacity > buf->max)
            capacity = buf->max > 0 ? buf->max : 1;
        char *data = realloc(buf->data, capacity);
        if (data == NULL) {
            buf->failed = true;
            return NULL;
        }
        buf->data = data;
        buf->capacity = capacity;
    }
    return buf->data + buf->size;
}

void cd_buf_put(cd_buf *buf, cd_str text)
{
    char *at = cd_buf_reserve(buf, text.size);
    if (at == NULL || text.size == 0)
        return;
    memcpy(at, text.data, text.size);
    buf->size += text.size;
}

void cd_buf_put_byte(cd_buf *buf, char byte)
{
    cd_buf_put(buf, (cd_str){&byte, 1});
}

void cd_buf_put_u64(cd_buf *buf, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    cd_buf_put(buf, (cd_str){digits + at, sizeof digits - at});
}

void cd_buf_put_i64(cd_buf *buf, int64_t value)
{
    if (value < 0)
        cd_buf_put_byte(buf, '-');
    cd_buf_put_u64(buf, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void cd_buf_printf(cd_buf *buf, const char *fmt, ...)
{
    char small[512];
    va_list args;
    va_start(args, fmt);
    const int size = vsnprintf(small, sizeof small, fmt, args);
    va_end(args);
    CD_ASSERT(size >= 0);
    if ((size_t)size < sizeof small) {
        cd_buf_put(buf, (cd_str){small, (size_t)size});
        return;
    }
    char *big = malloc((size_t)size + 1);
    if (big == NULL) {
        buf->failed = true;
        return;
    }
    va_start(args, fmt);
    vsnprintf(big, (size_t)size + 1, fmt, args);
    va_end(args);
    cd_buf_put(buf, (cd_str){big, (size_t)size});
    free(big);
}

bool cd_buf_failed(const cd_buf *buf)
{
    return buf->failed;
}

cd_str cd_buf_str(const cd_buf *buf)
{
    return (cd_str){buf->data, buf->size};
}

const char *cd_buf_cstr(cd_buf *buf)
{
    char *at = cd_buf_reserve(buf, 1);
    if (at == NULL)
        return "";
    *at = '\0';
    return buf->data;
}

cd_rc cd_buf_check(const cd_buf *buf, const char *what, cd_err *err)
{
    if (!buf->failed)
        return CD_OK;
    return cd_fail(err, CD_E_TOO_BIG, NULL, "%s is over %zu bytes", what, buf->max);
}
