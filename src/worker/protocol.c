/* worker/protocol.c - lease, renew and finish over HTTP on the server's Unix
 * socket. */
#include "worker/run_int.h"

#include "base/clock.h"
#include "wire/json_write.h"
#include "worker/lease_read.h"

enum {
    REPLY_MAX = 2 * 1024 * 1024,
    WAIT_MS = 10000,
    CALL_MS = 15000,
    TRIES = 20, /* of a report: the server's disk may be full for a while */
    TRY_AGAIN_MS = 500
};

static cd_rc post(struct cd_net_reply *reply, const cd_run *run, cd_net *net, const char *url,
                  const cd_buf *body, cd_err *err)
{
    CD_TRY(cd_buf_check(body, "report", err));
    const struct cd_net_call call = {.method = "POST",
                                     .url = url,
                                     .unix_path = run->opts->socket_path,
                                     .body = cd_buf_str(body),
                                     .timeout_ms = WAIT_MS + CALL_MS};
    return cd_net_send(reply, net, &call, err);
}

static cd_rc status_check(const struct cd_net_reply *reply, const char *what, cd_err *err)
{
    if (reply->status == 200)
        return CD_OK;
    if (reply->status == 409)
        return cd_fail(err, CD_E_CONFLICT, NULL, "%s: the lease is lost", what);
    return cd_fail(err, CD_E_UPSTREAM, NULL, "%s: status %ld: %.*s", what, reply->status,
                   CD_STR_ARG(cd_str_sub(cd_buf_str(&reply->body), 0, 200)));
}

static void reply_done(struct cd_net_reply *reply)
{
    cd_buf_done(&reply->body);
}

cd_rc cd_worker__lease(cd_run *run, cd_net *net, cd_err *err)
{
    CD_AUTO(cd_buf_done) cd_buf body = CD_BUF_INIT(1024);
    CD_AUTO(reply_done)
    struct cd_net_reply reply = {.body = CD_BUF_INIT(REPLY_MAX)};
    size_t at;
    cd_jw_open(&body, '{');
    cd_jw_key_c(&body, "worker", run->opts->name);
    cd_jw_key_i64(&body, "wait_ms", WAIT_MS);
    cd_jw_close(&body, '}');
    CD_TRY(post(&reply, run, net, "http://candela/local/lease", &body, err));
    if (reply.status == 204)
        return cd_fail(err, CD_E_NOT_FOUND, NULL, "no job yet");
    CD_TRY(status_check(&reply, "lease", err));
    CD_TRY(cd_json_parse(&run->document, &at, cd_buf_str(&reply.body), err));
    return cd_worker__lease_read(&run->lease, &run->gen, run->document, run->arena, err);
}

static void put_lease(cd_buf *body, const cd_run *run)
{
    char id[CD_UUID_TEXT + 1];
    cd_uuid_format(id, &run->lease.id);
    cd_jw_key_c(body, "id", id);
    cd_jw_key_i64(body, "seq", run->lease.seq);
    cd_jw_key_i64(body, "lease", run->lease.number);
}

cd_rc cd_worker__renew(cd_run *run, cd_net *net, bool renew, cd_err *err)
{
    CD_AUTO(cd_buf_done) cd_buf body = CD_BUF_INIT(1024);
    CD_AUTO(reply_done)
    struct cd_net_reply reply = {.body = CD_BUF_INIT(REPLY_MAX)};
    cd_jw_open(&body, '{');
    put_lease(&body, run);
    cd_jw_key_i64(&body, "progress", cd_atomic_get(&run->progress));
    cd_jw_key_bool(&body, "renew", renew);
    cd_jw_close(&body, '}');
    CD_TRY(post(&reply, run, net, "http://candela/local/renew", &body, err));
    return status_check(&reply, "renew", err);
}

static void put_outputs(cd_buf *body, const cd_run *run)
{
    cd_jw_key(body, "outputs");
    cd_jw_open(body, '[');
    for (uint32_t i = 0; run->failure == CD_FAILURE_NONE && i < run->output_count; i++) {
        cd_jw_open(body, '{');
        cd_jw_key_c(body, "kind", cd_type_name(run->outputs[i].kind));
        cd_jw_key_c(body, "format", cd_format_name(run->outputs[i].format));
        cd_jw_key_i64(body, "attempt", run->lease.attempt);
        cd_jw_close(body, '}');
    }
    cd_jw_close(body, ']');
}

cd_rc cd_worker__finish(cd_run *run, cd_net *net, cd_err *err)
{
    CD_AUTO(cd_buf_done) cd_buf body = CD_BUF_INIT(4096);
    CD_AUTO(reply_done)
    struct cd_net_reply reply = {.body = CD_BUF_INIT(REPLY_MAX)};
    const bool failed = run->failure != CD_FAILURE_NONE;
    cd_rc rc = CD_OK;
    cd_jw_open(&body, '{');
    put_lease(&body, run);
    cd_jw_key_i64(&body, "progress", cd_atomic_get(&run->progress));
    cd_jw_key_c(&body, "failure", failed ? cd_failure_code(run->failure) : NULL);
    cd_jw_key_c(&body, "reason", failed && run->reason[0] != '\0' ? run->reason : NULL);
    put_outputs(&body, run);
    cd_jw_close(&body, '}');
    for (int i = 0; i < TRIES; i++) {
        cd_err_clear(err);
        rc = post(&reply, run, net, "http://candela/local/finish", &body, err);
        if (rc == CD_OK)
            rc = status_check(&reply, "finish", err);
        if (rc == CD_OK || rc == CD_E_CONFLICT)
            return rc;
        cd_clock_sleep_ms(TRY_AGAIN_MS);
    }
    return rc;
}
