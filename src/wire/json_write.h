/* wire/json_write.h - writing JSON straight into a capped buffer. Commas follow from the byte
 * before, so there is no state. cJSON's printer would build a tree of small allocations for each
 * poll. Thread: the buffer's owner. Uses: base. */
#ifndef CD_WIRE_JSON_WRITE_H
#define CD_WIRE_JSON_WRITE_H
#include "base/base.h"

/* Opens or closes an object or array: '{' '}' '[' ']'. */
void cd_jw_open(cd_buf *out, char bracket);
void cd_jw_close(cd_buf *out, char bracket);
/* A member's name; its value follows. Names are our own and need no escaping. */
void cd_jw_key(cd_buf *out, const char *key);
/* Values, as array elements or after cd_jw_key(). */
void cd_jw_str(cd_buf *out, cd_str text);
void cd_jw_i64(cd_buf *out, int64_t value);
void cd_jw_bool(cd_buf *out, bool value);
void cd_jw_null(cd_buf *out);
/* JSON that is already written. */
void cd_jw_raw(cd_buf *out, cd_str json);
/* key and value; a cd_str with data NULL, or a C string NULL, is written as null. */
void cd_jw_key_str(cd_buf *out, const char *key, cd_str text);
void cd_jw_key_c(cd_buf *out, const char *key, const char *text);
void cd_jw_key_i64(cd_buf *out, const char *key, int64_t value);
void cd_jw_key_bool(cd_buf *out, const char *key, bool value);

#endif
