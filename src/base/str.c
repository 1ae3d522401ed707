/* base/str.c - borrowed strings. */
#include "base/str.h"

#include <string.h>

cd_str cd_str_from(const char *text)
{
    return (cd_str){text, text != NULL ? strlen(text) : 0};
}

bool cd_str_eq(cd_str a, cd_str b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool cd_str_eq_c(cd_str a, const char *b)
{
    return cd_str_eq(a, cd_str_from(b));
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool cd_str_ieq(cd_str a, cd_str b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++)
        if (lower(a.data[i]) != lower(b.data[i]))
            return false;
    return true;
}

bool cd_str_starts(cd_str text, cd_str prefix)
{
    return cd_str_eq(cd_str_sub(text, 0, prefix.size), prefix);
}

bool cd_str_ends(cd_str text, cd_str suffix)
{
    return text.size >= suffix.size &&
           cd_str_eq(cd_str_sub(text, text.size - suffix.size, text.size), suffix);
}

size_t cd_str_find(cd_str text, char needle)
{
    const char *at = text.size > 0 ? memchr(text.data, needle, text.size) : NULL;
    return at != NULL ? (size_t)(at - text.data) : SIZE_MAX;
}

bool cd_str_cut(cd_str text, char separator, cd_str *head, cd_str *tail)
{
    const size_t at = cd_str_find(text, separator);
    if (at == SIZE_MAX) {
        *head = text;
        *tail = (cd_str){text.data, 0};
        return false;
    }
    *head = cd_str_sub(text, 0, at);
    *tail = cd_str_sub(text, at + 1, text.size);
    return true;
}

cd_str cd_str_sub(cd_str text, size_t from, size_t to)
{
    if (to > text.size)
        to = text.size;
    if (from >= to)
        return (cd_str){text.data, 0};
    return (cd_str){text.data + from, to - from};
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

cd_str cd_str_trim(cd_str text)
{
    while (text.size > 0 && is_space(text.data[0]))
        text = cd_str_sub(text, 1, text.size);
    while (text.size > 0 && is_space(text.data[text.size - 1]))
        text.size--;
    return text;
}

bool cd_str_u64(cd_str text, uint64_t *out)
{
    uint64_t value = 0;
    if (text.size == 0)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        if (__builtin_mul_overflow(value, 10u, &value) ||
            __builtin_add_overflow(value, (uint64_t)(text.data[i] - '0'), &value))
            return false;
    }
    *out = value;
    return true;
}

bool cd_str_copy(char *out, size_t out_size, cd_str text)
{
    if (text.size >= out_size) {
        out[0] = '\0';
        return false;
    }
    if (text.size > 0)
        memcpy(out, text.data, text.size);
    out[text.size] = '\0';
    return true;
}

uint64_t cd_str_hash(cd_str text)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < text.size; i++) {
        hash ^= (unsigned char)text.data[i];
        hash *= 0x100000001b3u;
    }
    return hash;
}
