/* wire/time.h - points in time as RFC 3339 text, UTC.
 * Thread: any. Uses: base. */
#ifndef CD_WIRE_TIME_H
#define CD_WIRE_TIME_H
#include "base/base.h"

enum { CD_RFC3339_TEXT = 20 }; /* "2026-04-08T12:00:00Z" */

/* Second precision, as the contract shows it. `ms` is since 1970; years 0 to 9999. */
void cd_rfc3339_format(char out[CD_RFC3339_TEXT + 1], int64_t ms);
/* "2026-04-08T12:00:00Z", with an optional fraction and "+HH:MM" offset. False when it is anything
 * else. */
CD_MUST bool cd_rfc3339_parse(int64_t *ms, cd_str text);

#endif
