/* wire/json.h - reading JSON: strict UTF-8, bounded depth and members, no duplicate keys, no NUL
 * inside a string; parsed by cJSON, which no other room sees. Thread: a document has one owner.
 * Uses: base. */
#ifndef CD_WIRE_JSON_H
#define CD_WIRE_JSON_H
#include "base/base.h"

enum { CD_JSON_DEPTH_MAX = 32, CD_JSON_MEMBERS_MAX = 256 };

typedef struct cJSON cd_json; /* a document, and each value in it */

typedef enum cd_json_kind {
    CD_JSON_ABSENT, /* the pointer was NULL */
    CD_JSON_NULL,
    CD_JSON_BOOL,
    CD_JSON_NUMBER,
    CD_JSON_STRING,
    CD_JSON_ARRAY,
    CD_JSON_OBJECT
} cd_json_kind;

/* Parses a whole text. *out is new, free with cd_json_free(). CD_E_SCHEMA with one line that says
 * what is wrong; *error_at is then the byte offset. */
CD_MUST cd_rc cd_json_parse(cd_json **out, size_t *error_at, cd_str text, cd_err *err);
/* Like cd_json_parse(), but strings of `lift_min` bytes and more stay where they are: they are
 * unescaped and terminated inside `text`, and the document borrows them. A body of 280 MB with a
 * video in base64 costs no second copy. `text` must outlive the document and is changed, also on
 * failure. CD_E_TOO_BIG when there is more than CD_JSON_REST_MAX beside those strings. */
enum { CD_JSON_LIFT_MIN = 64 * 1024, CD_JSON_REST_MAX = 1024 * 1024 };
CD_MUST cd_rc cd_json_parse_in_place(cd_json **out, size_t *error_at, cd_buf *text, size_t lift_min,
                                     cd_err *err);
void cd_json_free(cd_json **document);

/* All take NULL for an absent value. */
cd_json_kind cd_json_what(const cd_json *value);
/* The member of an object; NULL when absent or not an object. */
const cd_json *cd_json_get(const cd_json *object, const char *key);
/* First and next element of an array, or member of an object; NULL at the end. */
const cd_json *cd_json_first(const cd_json *container);
const cd_json *cd_json_next(const cd_json *element);
/* The name of an object's member; "" for anything else. */
const char *cd_json_name(const cd_json *member);
/* The string, borrowed from the document; empty with data NULL for any other kind. */
cd_str cd_json_str(const cd_json *value);
/* The number; 0 for any other kind. */
double cd_json_num(const cd_json *value);
/* True for `true` only. */
bool cd_json_true(const cd_json *value);
/* A whole number within [min, max]; false otherwise. */
CD_MUST bool cd_json_i64(const cd_json *value, int64_t min, int64_t max, int64_t *out);

/* Number of characters (code points) of valid UTF-8; SIZE_MAX when it is not valid. */
size_t cd_utf8_count(cd_str text);

#endif
