/* api/usage.c - GET /v1/usage: what the calling client used. Luma names the path and shows no
 * schema; this one is Candela's. */
#include "api/visit.h"

#include "meter/usage.h"
#include "wire/json_write.h"
#include "wire/time.h"

#include <stdio.h>

#define DAY_MS ((int64_t)24 * 3600 * 1000)
enum { DAYS_DEFAULT = 30 };

struct asking {
    cd_visit *visit;
    int64_t from_ms, to_ms;
};

static void put_usage(void *arg, const cd_usage *usage)
{
    cd_visit *visit = arg;
    cd_view_usage(&visit->exchange->reply, usage);
}

static cd_rc usage_work(cd_conn *conn, void *arg, cd_err *err)
{
    const struct asking *asking = arg;
    return cd_usage_each(conn, asking->visit->principal.client.seq, asking->from_ms, asking->to_ms,
                         put_usage, asking->visit, err);
}

/* The day of a query argument such as "2026-04-08"; *ms is left alone when it was not given. */
static cd_rc day_read(int64_t *ms, const cd_visit *visit, const char *name, cd_err *err)
{
    char text[40];
    const cd_str day = cd_http_query(visit->exchange, name);
    if (day.data == NULL)
        return CD_OK;
    snprintf(text, sizeof text, "%.*sT00:00:00Z", day.size <= 10 ? (int)day.size : 0, day.data);
    if (day.size != 10 || !cd_rfc3339_parse(ms, cd_str_from(text)))
        return cd_fail(err, CD_E_INVALID, name, "%s must be a day such as 2026-04-08", name);
    return CD_OK;
}

cd_rc cd_api__reply_usage(cd_visit *visit, cd_err *err)
{
    cd_buf *out = &visit->exchange->reply;
    const int64_t today = visit->now_ms / DAY_MS * DAY_MS;
    struct asking asking = {
        .visit = visit, .from_ms = today - (DAYS_DEFAULT - 1) * DAY_MS, .to_ms = today};
    CD_TRY(day_read(&asking.from_ms, visit, "start", err));
    CD_TRY(day_read(&asking.to_ms, visit, "end", err));
    asking.to_ms += DAY_MS; /* the last day is part of it */
    cd_jw_open(out, '{');
    cd_jw_key(out, "data");
    cd_jw_open(out, '[');
    CD_TRY(cd_db_read(visit->api->db, usage_work, &asking, err));
    cd_jw_close(out, ']');
    cd_jw_close(out, '}');
    CD_TRY(cd_buf_check(out, "usage", err));
    cd_api__reply(visit, 200);
    return CD_OK;
}
