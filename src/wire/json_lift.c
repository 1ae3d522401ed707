/* wire/json_lift.c - parsing a body with huge strings: they are cut out of the text before cJSON
 * sees it, a short mark stands in for each, and the tree is then made to borrow them from the body.
 * The mark begins with a byte that valid UTF-8 never has, so no caller can write one. */
#include "wire/json_int.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

enum { LIFTED_MAX = 1024, MARK = 0xFF, MARK_MAX = 8 };

struct lifted {
    size_t start, end; /* in the body: after the opening quote, at the closing one */
    size_t mark_end;   /* in the compact text: after the mark */
    char *text;        /* unescaped, in the body */
    size_t bytes;
};

struct lifting {
    char *body;
    size_t size, lift_min;
    cd_buf compact;
    size_t count;
    struct lifted *lifted;
};

static void lifting_done(struct lifting *lifting)
{
    cd_buf_done(&lifting->compact);
    free(lifting->lifted);
}

/* Index of the quote that ends the string begun before `at`, or the size of the body. */
static size_t string_end(const struct lifting *lifting, size_t at)
{
    const size_t start = at;
    for (;;) {
        const char *quote = memchr(lifting->body + at, '"', lifting->size - at);
        if (quote == NULL)
            return lifting->size;
        const size_t end = (size_t)(quote - lifting->body);
        size_t slashes = 0;
        while (slashes < end - start && lifting->body[end - slashes - 1] == '\\')
            slashes++;
        if (slashes % 2 == 0)
            return end;
        at = end + 1;
    }
}

/* Four hexadecimal digits; -1 when they are not. */
static int32_t hex4(const char *text, size_t left)
{
    int32_t value = 0;
    if (left < 4)
        return -1;
    for (size_t i = 0; i < 4; i++) {
        const char c = text[i];
        if (c >= '0' && c <= '9')
            value = value * 16 + (c - '0');
        else if ((c | 32) >= 'a' && (c | 32) <= 'f')
            value = value * 16 + ((c | 32) - 'a' + 10);
        else
            return -1;
    }
    return value;
}

static size_t put_utf8(char *out, uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 63));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 63));
        out[2] = (char)(0x80 | (code & 63));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 63));
    out[2] = (char)(0x80 | (code >> 6 & 63));
    out[3] = (char)(0x80 | (code & 63));
    return 4;
}

/* One \uXXXX, or a pair of them; `in` is after the 'u'. Bytes read, 0 when it is not one. */
static size_t unicode_escape(char *out, size_t *written, const char *in, size_t left)
{
    const int32_t high = hex4(in, left);
    if (high <= 0 || (high >= 0xDC00 && high < 0xE000))
        return 0;
    if (high < 0xD800 || high >= 0xE000) {
        *written = put_utf8(out, (uint32_t)high);
        return 4;
    }
    if (left < 10 || in[4] != '\\' || in[5] != 'u')
        return 0;
    const int32_t low = hex4(in + 6, left - 6);
    if (low < 0xDC00 || low >= 0xE000)
        return 0;
    *written =
        put_utf8(out, 0x10000 + (((uint32_t)high - 0xD800) << 10) + ((uint32_t)low - 0xDC00));
    return 10;
}

/* Undoes the escapes of text[0..size) where it stands (RFC 8259, section 7): every escape is longer
 * than what it means. False for one that does not exist. */
static bool unescape(char *text, size_t *size)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    const char *end = text + *size;
    char *out = memchr(text, '\\', *size);
    const char *in = out;
    while (in != NULL && in < end) {
        const char *slash = memchr(in, '\\', (size_t)(end - in));
        const size_t plain = (size_t)((slash != NULL ? slash : end) - in);
        memmove(out, in, plain);
        out += plain;
        in += plain;
        if (slash == NULL)
            break;
        if (end - in < 2)
            return false;
        const char *name = in[1] != '\0' ? strchr(names, in[1]) : NULL;
        if (name != NULL) {
            *out++ = values[name - names];
            in += 2;
            continue;
        }
        size_t written = 0;
        const size_t used =
            in[1] == 'u' ? unicode_escape(out, &written, in + 2, (size_t)(end - in) - 2) : 0;
        if (used == 0)
            return false;
        out += written;
        in += 2 + used;
    }
    if (out != NULL)
        *size = (size_t)(out - text);
    return true;
}

/* No control characters, and valid UTF-8: one pass that the compiler turns into vectors. */
static bool plain(const char *text, size_t size)
{
    unsigned char control = 0;
    unsigned char high = 0;
    for (size_t i = 0; i < size; i++) {
        const unsigned char c = (unsigned char)text[i];
        control |= c < 0x20;
        high |= c & 0x80;
    }
    return control == 0 && (high == 0 || cd_utf8_count((cd_str){text, size}) != SIZE_MAX);
}

static cd_rc lift(struct lifting *lifting, size_t start, size_t end, cd_err *err)
{
    size_t size = end - start;
    if (lifting->count == LIFTED_MAX)
        return cd_fail(err, CD_E_SCHEMA, NULL, "Over %d very long strings", LIFTED_MAX);
    if (!plain(lifting->body + start, size))
        return cd_fail(err, CD_E_SCHEMA, NULL, "Invalid control character or UTF-8 in a string");
    if (!unescape(lifting->body + start, &size))
        return cd_fail(err, CD_E_SCHEMA, NULL, "Invalid \\escape");
    struct lifted *lifted = &lifting->lifted[lifting->count];
    cd_buf_put_byte(&lifting->compact, (char)MARK);
    cd_buf_put_u64(&lifting->compact, lifting->count++);
    *lifted = (struct lifted){start, end, lifting->compact.size, lifting->body + start, size};
    lifting->body[start + size] = '\0'; /* its closing quote at the latest: found before */
    return CD_OK;
}

/* Whether the string that ends before `at` is a member's name: names stay, so that duplicates are
 * seen. */
static bool is_name(const struct lifting *lifting, size_t at)
{
    while (at < lifting->size && strchr(" \t\r\n", lifting->body[at]) != NULL &&
           lifting->body[at] != '\0')
        at++;
    return at < lifting->size && lifting->body[at] == ':';
}

/* Copies the text, with marks for its huge strings. */
static cd_rc compact(struct lifting *lifting, size_t *error_at, cd_err *err)
{
    size_t copied = 0;
    for (size_t at = 0; at < lifting->size;) {
        const char *quote = memchr(lifting->body + at, '"', lifting->size - at);
        if (quote == NULL)
            break;
        const size_t start = (size_t)(quote - lifting->body) + 1;
        const size_t end = string_end(lifting, start);
        *error_at = start - 1;
        if (end == lifting->size)
            return cd_fail(err, CD_E_SCHEMA, NULL,
                           "Invalid control character or unfinished string");
        at = end + 1;
        if (end - start < lifting->lift_min || is_name(lifting, at))
            continue;
        const cd_str before = {lifting->body + copied, start - copied};
        if (cd_utf8_count(before) == SIZE_MAX)
            return cd_fail(err, CD_E_SCHEMA, NULL, "Not valid UTF-8");
        cd_buf_put(&lifting->compact, before);
        CD_TRY(lift(lifting, start, end, err));
        cd_buf_put_byte(&lifting->compact, '"'); /* that of the body is the terminator now */
        copied = end + 1;
    }
    const cd_str rest = {lifting->body + copied, lifting->size - copied};
    *error_at = 0;
    if (cd_utf8_count(rest) == SIZE_MAX)
        return cd_fail(err, CD_E_SCHEMA, NULL, "Not valid UTF-8");
    cd_buf_put(&lifting->compact, rest);
    if (cd_buf_failed(&lifting->compact))
        return cd_fail(err, CD_E_TOO_BIG, NULL, "Request body too large");
    return CD_OK;
}

/* Where an offset of the compact text lies in the body. */
static size_t offset_in_body(const struct lifting *lifting, size_t at)
{
    for (size_t i = lifting->count; i-- > 0;)
        if (at >= lifting->lifted[i].mark_end)
            return lifting->lifted[i].end + (at - lifting->lifted[i].mark_end);
    return at;
}

/* Makes a value that holds a mark borrow the string it stands for. */
static void borrow(const struct lifting *lifting, cJSON *value)
{
    uint64_t index;
    if (!cJSON_IsString(value) || (unsigned char)value->valuestring[0] != MARK)
        return;
    CD_ASSERT(cd_str_u64(cd_str_from(value->valuestring + 1), &index));
    CD_ASSERT(index < lifting->count);
    cJSON_free(value->valuestring);
    value->valuestring = lifting->lifted[index].text;
    value->valuedouble = (double)lifting->lifted[index].bytes;
    value->type |= cJSON_IsReference; /* cJSON_Delete() leaves it alone */
}

static void borrow_all(const struct lifting *lifting, cJSON *root)
{
    cJSON *stack[CD_JSON_DEPTH_MAX + 2];
    size_t depth = 0;
    for (cJSON *value = root; value != NULL;) {
        borrow(lifting, value);
        if (value->child != NULL) {
            stack[depth++] = value;
            value = value->child;
            continue;
        }
        while (value->next == NULL && depth > 0)
            value = stack[--depth];
        value = depth > 0 || value != root ? value->next : NULL;
    }
}

cd_rc cd_json_parse_in_place(cd_json **out, size_t *error_at, cd_buf *text, size_t lift_min,
                             cd_err *err)
{
    if (text->size < lift_min)
        return cd_json_parse(out, error_at, cd_buf_str(text), err);
    CD_AUTO(lifting_done)
    struct lifting lifting = {.body = text->data,
                              .size = text->size,
                              .lift_min = lift_min,
                              .compact = CD_BUF_INIT(CD_JSON_REST_MAX)};
    CD_ASSERT(lift_min >= MARK_MAX); /* a mark is never longer than what it stands for */
    lifting.lifted = cd_new_array(LIFTED_MAX, sizeof lifting.lifted[0]);
    CD_TRY(compact(&lifting, error_at, err));
    const cd_rc rc = cd_json__parse(out, error_at, cd_buf_str(&lifting.compact), err);
    *error_at = offset_in_body(&lifting, *error_at);
    if (rc == CD_OK)
        borrow_all(&lifting, *out);
    return rc;
}
