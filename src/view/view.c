/* view/view.c - JSON bodies. */
#include "view/view.h"

#include "domain/money.h"
#include "view/view_int.h"
#include "wire/json_write.h"
#include "wire/time.h"

static void put_id(cd_buf *out, const char *key, const cd_uuid *id)
{
    char text[CD_UUID_TEXT + 1];
    cd_uuid_format(text, id);
    cd_jw_key_c(out, key, text);
}

void cd_view__time(cd_buf *out, const char *key, int64_t ms)
{
    char text[CD_RFC3339_TEXT + 1];
    cd_rfc3339_format(text, ms);
    cd_jw_key_c(out, key, ms != 0 ? text : NULL);
}

void cd_view_generation(cd_buf *out, const cd_job *job, const cd_str *urls)
{
    const bool failed = job->state == CD_STATE_FAILED;
    cd_jw_open(out, '{');
    put_id(out, "id", &job->id);
    cd_jw_key_c(out, "type", cd_type_name(job->type));
    cd_jw_key_c(out, "state", cd_state_name(job->state));
    cd_jw_key_c(out, "model", cd_model_name(job->model));
    cd_view__time(out, "created_at", job->created_ms);
    cd_jw_key(out, "output");
    cd_jw_open(out, '[');
    for (uint32_t i = 0; i < job->output_count; i++) {
        cd_jw_open(out, '{');
        cd_jw_key_c(out, "type", cd_type_name(job->outputs[i].kind));
        cd_jw_key_str(out, "url", urls[i]);
        cd_jw_close(out, '}');
    }
    cd_jw_close(out, ']');
    cd_jw_key_c(out, "failure_reason", failed ? job->reason : NULL);
    cd_jw_key_c(out, "failure_code", failed ? cd_failure_code(job->failure) : NULL);
    cd_jw_close(out, '}');
}

void cd_view_error(cd_buf *out, cd_str text)
{
    cd_jw_open(out, '{');
    cd_jw_key_str(out, "detail", text);
    cd_jw_close(out, '}');
}

void cd_view_lease(cd_buf *out, const cd_lease *lease)
{
    cd_jw_open(out, '{');
    put_id(out, "id", &lease->id);
    cd_jw_key_i64(out, "seq", lease->seq);
    cd_jw_key_i64(out, "lease", lease->number);
    cd_jw_key_i64(out, "attempt", lease->attempt);
    cd_jw_key(out, "request");
    cd_jw_raw(out, lease->request);
    cd_jw_close(out, '}');
}

static void put_usd(cd_buf *out, const char *key, int64_t micro)
{
    char text[CD_USD_TEXT];
    cd_usd_format(text, micro);
    cd_jw_key_c(out, key, text);
}

void cd_view_client(cd_buf *out, const cd_client *client)
{
    cd_jw_open(out, '{');
    put_id(out, "id", &client->id);
    cd_jw_key_c(out, "name", client->name);
    cd_jw_key_c(out, "state", cd_client_state_name(client->state));
    cd_jw_key_i64(out, "rpm", client->rpm);
    cd_jw_key_i64(out, "concurrency", client->concurrency);
    cd_jw_key_bool(out, "hdr", client->hdr);
    put_usd(out, "balance_usd", client->balance);
    put_usd(out, "reserved_usd", client->reserved);
    cd_view__time(out, "created_at", client->created_ms);
    cd_jw_close(out, '}');
}

void cd_view_key(cd_buf *out, const cd_key *key, int64_t now_ms)
{
    const bool expired = key->expires_ms != 0 && key->expires_ms <= now_ms;
    cd_jw_open(out, '{');
    put_id(out, "id", &key->id);
    cd_jw_key_c(out, "client", key->client_name);
    cd_jw_key_c(out, "name", key->name);
    cd_jw_key_c(out, "prefix", key->prefix);
    cd_jw_key_bool(out, "sandbox", key->sandbox);
    cd_jw_key_c(out, "state", key->revoked_ms != 0 ? "revoked" : expired ? "expired" : "active");
    cd_view__time(out, "created_at", key->created_ms);
    cd_view__time(out, "expires_at", key->expires_ms);
    cd_view__time(out, "revoked_at", key->revoked_ms);
    cd_jw_close(out, '}');
}

void cd_view_usage(cd_buf *out, const cd_usage *usage)
{
    cd_jw_open(out, '{');
    cd_jw_key_str(out, "date", usage->date);
    cd_jw_key_str(out, "model", usage->model);
    cd_jw_key_str(out, "type", usage->type);
    cd_jw_key_str(out, "user_id", usage->user_id);
    cd_jw_key_i64(out, "submitted", usage->submitted);
    cd_jw_key_i64(out, "completed", usage->completed);
    cd_jw_key_i64(out, "failed", usage->failed);
    put_usd(out, "cost_usd", usage->cost);
    cd_jw_close(out, '}');
}
