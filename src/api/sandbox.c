/* api/sandbox.c - what sandbox keys may do: force any outcome with a header, and move their
 * client's time. docs/sandbox.md tells how. */
#include "api/visit.h"

#include "auth/clients.h"
#include "wire/json_write.h"
#include "wire/time.h"

enum { WAIT_MS_MAX = 3600 * 1000, RATE_RETRY_S = 1 };
#define ADVANCE_S_MAX ((int64_t)10 * 366 * 24 * 3600)

static const struct simulated {
    const char *value;
    cd_rc kind;
    const char *detail;
} simulated[] = {
#define CD_SIMULATED(value, kind, detail, when) {value, CD_E_##kind, detail},
#include "api/simulate.def"
#undef CD_SIMULATED
};

/* "30s", "500ms". */
static bool wait_parse(uint32_t *ms, cd_str text)
{
    uint64_t number;
    const bool millis = cd_str_ends(text, CD_STR("ms"));
    if (!millis && !cd_str_ends(text, CD_STR("s")))
        return false;
    if (!cd_str_u64(cd_str_sub(text, 0, text.size - (millis ? 2 : 1)), &number) ||
        number > WAIT_MS_MAX)
        return false;
    number *= millis ? 1 : 1000;
    *ms = (uint32_t)number;
    return number <= WAIT_MS_MAX;
}

static cd_rc status_force(cd_visit *visit, cd_str value, cd_err *err)
{
    for (size_t i = 0; i < CD_COUNT(simulated); i++) {
        if (!cd_str_eq_c(value, simulated[i].value))
            continue;
        visit->rate = (cd_rate){.limit = visit->principal.client.rpm,
                                .reset_s = visit->now_ms / 1000 + RATE_RETRY_S,
                                .retry_after_s = RATE_RETRY_S};
        return cd_fail(err, simulated[i].kind, NULL, "%s", simulated[i].detail);
    }
    return cd_fail(err, CD_E_INVALID, NULL,
                   "X-Candela-Simulate: no status '%.*s' (see docs/sandbox.md)",
                   CD_STR_ARG(cd_str_sub(value, 0, 40)));
}

static cd_rc directive(cd_visit *visit, cd_str text, cd_err *err)
{
    cd_str name;
    cd_str value;
    const bool has_value = cd_str_cut(text, '=', &name, &value);
    struct cd_simulate *simulate = &visit->simulate;
    if (has_value && cd_str_eq(name, CD_STR("status")))
        return status_force(visit, value, err);
    if (has_value && cd_str_eq(name, CD_STR("failure_code"))) {
        simulate->failure = cd_failure_find(value);
        if (simulate->failure != CD_FAILURE_NONE)
            return CD_OK;
    } else if (has_value && cd_str_eq(name, CD_STR("hold"))) {
        if (wait_parse(&simulate->hold_ms, value))
            return CD_OK;
    } else if (has_value && cd_str_eq(name, CD_STR("delay"))) {
        if (wait_parse(&simulate->delay_ms, value))
            return CD_OK;
    } else if (!has_value && cd_str_eq(name, CD_STR("expired_url"))) {
        simulate->expired_url = true;
        return CD_OK;
    }
    return cd_fail(err, CD_E_INVALID, NULL,
                   "X-Candela-Simulate: '%.*s' is none of failure_code=CODE, status=CODE, hold=30s,"
                   " delay=2s, expired_url",
                   CD_STR_ARG(cd_str_sub(text, 0, 80)));
}

cd_rc cd_api__simulate(cd_visit *visit, cd_err *err)
{
    cd_str rest = cd_http_header(visit->exchange, "X-Candela-Simulate");
    cd_str one;
    bool more = rest.data != NULL;
    if (more && !visit->principal.sandbox)
        return cd_fail(err, CD_E_INVALID, NULL,
                       "X-Candela-Simulate needs a sandbox key (candela key add --sandbox)");
    while (more) {
        more = cd_str_cut(rest, ',', &one, &rest);
        one = cd_str_trim(one);
        if (one.size > 0)
            CD_TRY(directive(visit, one, err));
    }
    return CD_OK;
}

cd_rc cd_api__sandbox(cd_visit *visit, cd_err *err)
{
    if (visit->principal.sandbox)
        return CD_OK;
    return cd_fail(err, CD_E_FORBIDDEN, NULL,
                   "Only a sandbox key may do this (candela key add --sandbox)");
}

cd_rc cd_api__sandbox_clock(cd_visit *visit, cd_err *err)
{
    char now[CD_RFC3339_TEXT + 1];
    cd_buf *out = &visit->exchange->reply;
    (void)err;
    cd_rfc3339_format(now, visit->now_ms);
    cd_jw_open(out, '{');
    cd_jw_key_c(out, "now", now);
    cd_jw_key_i64(out, "ahead_s", visit->principal.client.clock_ms / 1000);
    cd_jw_close(out, '}');
    cd_api__reply(visit, 200);
    return CD_OK;
}

struct advancing {
    int64_t client, by_ms, clock_ms;
    cd_auth *auth;
};

static cd_rc advance_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct advancing *advancing = arg;
    return cd_client_advance(&advancing->clock_ms, conn, advancing->client, advancing->by_ms, err);
}

static void advance_committed(void *arg)
{
    const struct advancing *advancing = arg;
    cd_auth_forget(advancing->auth); /* the clock lies beside the key there */
}

cd_rc cd_api__sandbox_advance(cd_visit *visit, cd_err *err)
{
    int64_t seconds;
    if (!cd_json_i64(cd_json_get(visit->document, "advance_s"), 0, ADVANCE_S_MAX, &seconds))
        return cd_fail(err, CD_E_INVALID, "advance_s",
                       "advance_s must be a whole number of seconds between 0 and %lld",
                       (long long)ADVANCE_S_MAX);
    struct advancing advancing = {
        .client = visit->principal.client.seq, .by_ms = seconds * 1000, .auth = visit->api->auth};
    CD_TRY(cd_db_write(visit->api->db, advance_work, advance_committed, &advancing, err));
    visit->now_ms += advancing.clock_ms - visit->principal.client.clock_ms;
    visit->principal.client.clock_ms = advancing.clock_ms;
    CD_TRY(cd_api_sweep(visit->api, err)); /* what is over now ends now */
    return cd_api__sandbox_clock(visit, err);
}

struct looking {
    cd_uuid id;
    cd_job job;
    int64_t ahead_ms;
};

static cd_rc look_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct looking *looking = arg;
    CD_TRY(cd_queue_get(&looking->job, conn, &looking->id, err));
    return cd_client_clock(&looking->ahead_ms, conn, looking->job.client, err);
}

/* Links to the outputs of a sandbox's jobs are over by the sandbox's time. */
cd_rc cd_api__link_sandbox(cd_visit *visit, cd_err *err)
{
    struct looking looking = {.ahead_ms = 0};
    cd_err inner = {0};
    cd_str id;
    cd_str rest;
    if (!cd_str_cut(visit->param, '/', &id, &rest) || !cd_uuid_parse(&looking.id, id))
        return CD_OK; /* not a job's */
    if (cd_board_get(visit->api->board, &looking.id, &looking.job) && !looking.job.sandbox)
        return CD_OK;
    const cd_rc rc = cd_db_read(visit->api->db, look_work, &looking, &inner);
    if (rc == CD_E_NOT_FOUND || (rc == CD_OK && !looking.job.sandbox))
        return CD_OK;
    if (rc != CD_OK)
        return cd_fail(err, rc, NULL, "%s", inner.text);
    visit->now_ms += looking.ahead_ms;
    return cd_api__link(visit, err);
}
