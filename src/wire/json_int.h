/* wire/json_int.h - what json.c and json_lift.c share. For wire/ only.
 * Thread: a document has one owner. Uses: base. */
#ifndef CD_WIRE_JSON_INT_H
#define CD_WIRE_JSON_INT_H
#include "wire/json.h"

/* cd_json_parse() of a text whose UTF-8 has been checked. */
CD_MUST cd_rc cd_json__parse(cd_json **out, size_t *error_at, cd_str text, cd_err *err);

#endif
