/* base/str.h - borrowed strings: pointer and length, no terminator, dies with its owner.
 * Thread: any. Uses: attr.h. */
#ifndef CD_BASE_STR_H
#define CD_BASE_STR_H
#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cd_str {
    const char *data;
    size_t size; /* bytes */
} cd_str;

/* A string literal as a cd_str, in an expression and in a constant initialiser. */
#define CD_STR(literal) ((cd_str){"" literal, sizeof(literal) - 1})
#define CD_STR_INIT(literal)            \
    {                                   \
        "" literal, sizeof(literal) - 1 \
    }
/* For printf("%.*s"). */
#define CD_STR_ARG(str) (int)(str).size, (str).data

/* Borrows a C string; NULL gives the empty string. */
cd_str cd_str_from(const char *text);
bool cd_str_eq(cd_str a, cd_str b);
bool cd_str_eq_c(cd_str a, const char *b);
/* ASCII case only: for header names and schemes. */
bool cd_str_ieq(cd_str a, cd_str b);
bool cd_str_starts(cd_str text, cd_str prefix);
bool cd_str_ends(cd_str text, cd_str suffix);
/* Index of the first `needle` byte, or SIZE_MAX. */
size_t cd_str_find(cd_str text, char needle);
/* Cuts `text` at the first `separator`: *head before it, *tail after it. False, and head the whole
 * text, when there is none. */
bool cd_str_cut(cd_str text, char separator, cd_str *head, cd_str *tail);
/* Bytes [from, to) of text; both are clamped. */
cd_str cd_str_sub(cd_str text, size_t from, size_t to);
/* Without leading and trailing ASCII white space. */
cd_str cd_str_trim(cd_str text);
/* The whole text as an unsigned decimal number. False when empty, not digits only, or over 64 bits.
 */
CD_MUST bool cd_str_u64(cd_str text, uint64_t *out);
/* Copies into a fixed array and terminates; false (and an empty string) when it does not fit. */
CD_MUST bool cd_str_copy(char *out, size_t out_size, cd_str text);
/* FNV-1a, 64 bit: for hash tables, not for secrets.
 * Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
uint64_t cd_str_hash(cd_str text);

#endif
