/* wire/json_write.c - JSON text into a buffer (RFC 8259). */
#include "wire/json_write.h"

static void comma(cd_buf *out)
{
    if (out->failed || out->size == 0)
        return;
    const char last = out->data[out->size - 1];
    if (last != '{' && last != '[' && last != ':')
        cd_buf_put_byte(out, ',');
}

void cd_jw_open(cd_buf *out, char bracket)
{
    comma(out);
    cd_buf_put_byte(out, bracket);
}

void cd_jw_close(cd_buf *out, char bracket)
{
    cd_buf_put_byte(out, bracket);
}

void cd_jw_key(cd_buf *out, const char *key)
{
    comma(out);
    cd_buf_put_byte(out, '"');
    cd_buf_put(out, cd_str_from(key));
    cd_buf_put(out, CD_STR("\":"));
}

static void put_escaped(cd_buf *out, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    const char code[] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
    const char *shorts = c == '\n'   ? "\\n"
                         : c == '\r' ? "\\r"
                         : c == '\t' ? "\\t"
                         : c == '"'  ? "\\\""
                         : c == '\\' ? "\\\\"
                                     : NULL;
    cd_buf_put(out, shorts != NULL ? cd_str_from(shorts) : (cd_str){code, sizeof code});
}

void cd_jw_str(cd_buf *out, cd_str text)
{
    comma(out);
    cd_buf_put_byte(out, '"');
    size_t plain = 0; /* start of the bytes not yet written */
    for (size_t i = 0; i < text.size; i++) {
        const unsigned char c = (unsigned char)text.data[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        cd_buf_put(out, cd_str_sub(text, plain, i));
        put_escaped(out, c);
        plain = i + 1;
    }
    cd_buf_put(out, cd_str_sub(text, plain, text.size));
    cd_buf_put_byte(out, '"');
}

void cd_jw_i64(cd_buf *out, int64_t value)
{
    comma(out);
    cd_buf_put_i64(out, value);
}

void cd_jw_bool(cd_buf *out, bool value)
{
    cd_jw_raw(out, value ? CD_STR("true") : CD_STR("false"));
}

void cd_jw_null(cd_buf *out)
{
    cd_jw_raw(out, CD_STR("null"));
}

void cd_jw_raw(cd_buf *out, cd_str json)
{
    comma(out);
    cd_buf_put(out, json);
}

void cd_jw_key_str(cd_buf *out, const char *key, cd_str text)
{
    cd_jw_key(out, key);
    if (text.data == NULL)
        cd_jw_null(out);
    else
        cd_jw_str(out, text);
}

void cd_jw_key_c(cd_buf *out, const char *key, const char *text)
{
    cd_jw_key_str(out, key, cd_str_from(text));
}

void cd_jw_key_i64(cd_buf *out, const char *key, int64_t value)
{
    cd_jw_key(out, key);
    cd_jw_i64(out, value);
}

void cd_jw_key_bool(cd_buf *out, const char *key, bool value)
{
    cd_jw_key(out, key);
    cd_jw_bool(out, value);
}
