/* meter/usage.h - what a client used, for its own bookkeeping: sums over days, models, types and
 * end users. Thread: any, inside a transaction. Uses: base domain db. */
#ifndef CD_METER_USAGE_H
#define CD_METER_USAGE_H
#include "db/db.h"
#include "domain/usage.h"

enum { CD_USAGE_ROWS_MAX = 10000 };

/* Calls `each` for the sums of jobs submitted in [from_ms, to_ms), in order of day; its texts last
 * until the next. CD_E_TOO_BIG when there are over CD_USAGE_ROWS_MAX. */
CD_MUST cd_rc cd_usage_each(cd_conn *conn, int64_t client, int64_t from_ms, int64_t to_ms,
                            void (*each)(void *arg, const cd_usage *usage), void *arg, cd_err *err);

#endif
