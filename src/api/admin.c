/* api/admin.c - clients and keys: what `candela client` and `candela key` ask for. */
#include "api/visit.h"

#include "auth/clients.h"
#include "base/clock.h"
#include "domain/money.h"
#include "meter/ledger.h"
#include "wire/json_write.h"
#include "wire/time.h"

#include <stdio.h>

/* One change, from the transaction to memory. */
struct change {
    cd_visit *visit;
    cd_client client;
    int64_t credit;
    cd_key key;
    cd_uuid key_id;
    char raw[CD_RAW_KEY_TEXT + 1];
};

static cd_rc limit_read(int64_t *out, const cd_visit *visit, const char *key, cd_err *err)
{
    const cd_json *value = cd_json_get(visit->document, key);
    if (value != NULL && !cd_json_i64(value, 0, CD_LIMIT_MAX, out))
        return cd_fail(err, CD_E_INVALID, key, "%s must be a whole number from 0 to %d", key,
                       CD_LIMIT_MAX);
    return CD_OK;
}

/* Puts the given limits, state and hdr into *client; leaves what is not given. */
static cd_rc settings_read(cd_client *client, int64_t *credit, const cd_visit *visit, cd_err *err)
{
    const cd_json *state = cd_json_get(visit->document, "state");
    const cd_json *hdr = cd_json_get(visit->document, "hdr");
    const cd_json *amount = cd_json_get(visit->document, "credit_usd");
    CD_TRY(limit_read(&client->rpm, visit, "rpm", err));
    CD_TRY(limit_read(&client->concurrency, visit, "concurrency", err));
    if (state != NULL) {
        client->state = cd_client_state_find(cd_json_str(state));
        if (client->state == CD_CLIENT_STATE_NONE)
            return cd_fail(err, CD_E_INVALID, "state",
                           "state must be active, suspended or deactivated");
    }
    if (hdr != NULL)
        client->hdr = cd_json_true(hdr);
    if (amount != NULL && !cd_usd_parse(credit, cd_json_str(amount)))
        return cd_fail(err, CD_E_INVALID, "credit",
                       "credit must be dollars with at most six digits after the point");
    return CD_OK;
}

static cd_rc credit_add(cd_conn *conn, const struct change *change, cd_err *err)
{
    if (change->credit == 0)
        return CD_OK;
    return cd_ledger_credit(conn, change->client.seq, change->credit, CD_STR("by the operator"),
                            err);
}

static cd_rc client_add_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct change *change = arg;
    CD_TRY(cd_client_add(conn, &change->client, err));
    CD_TRY(cd_ledger_account(conn, change->client.seq, err));
    CD_TRY(credit_add(conn, change, err));
    return cd_client_get(&change->client, conn, cd_str_from(change->client.name), err);
}

static void changed(void *arg)
{
    struct change *change = arg;
    cd_auth_forget(change->visit->api->auth);
    if (change->credit != 0)
        cd_admit_credited(change->visit->api->admit, cd_client_account(change->client.seq, false),
                          change->credit);
}

static cd_rc reply_client(cd_visit *visit, const cd_client *client)
{
    cd_view_client(&visit->exchange->reply, client);
    cd_api__reply(visit, 200);
    return CD_OK;
}

cd_rc cd_api__client_add(cd_visit *visit, cd_err *err)
{
    struct change change = {.visit = visit,
                            .client = {.state = CD_CLIENT_STATE_ACTIVE,
                                       .rpm = CD_RPM_DEFAULT,
                                       .concurrency = CD_CONCURRENCY_DEFAULT}};
    const cd_str name = cd_json_str(cd_json_get(visit->document, "name"));
    if (!cd_str_copy(change.client.name, sizeof change.client.name, name))
        return cd_fail(err, CD_E_INVALID, "name", "a name has at most %d characters",
                       CD_NAME_MAX - 1);
    CD_TRY(settings_read(&change.client, &change.credit, visit, err));
    if (change.credit < 0)
        return cd_fail(err, CD_E_INVALID, "credit", "a new client cannot start below zero");
    CD_TRY(cd_db_write(visit->api->db, client_add_work, NULL, &change, err));
    return reply_client(visit, &change.client);
}

static cd_rc client_set_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct change *change = arg;
    CD_TRY(cd_client_get(&change->client, conn, change->visit->param, err));
    CD_TRY(settings_read(&change->client, &change->credit, change->visit, err));
    CD_TRY(cd_client_set(conn, &change->client, err));
    CD_TRY(credit_add(conn, change, err));
    return cd_client_get(&change->client, conn, change->visit->param, err);
}

cd_rc cd_api__client_set(cd_visit *visit, cd_err *err)
{
    struct change change = {.visit = visit};
    CD_TRY(cd_db_write(visit->api->db, client_set_work, changed, &change, err));
    return reply_client(visit, &change.client);
}

static cd_rc client_show_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct change *change = arg;
    return cd_client_get(&change->client, conn, change->visit->param, err);
}

cd_rc cd_api__client_show(cd_visit *visit, cd_err *err)
{
    struct change change = {.visit = visit};
    CD_TRY(cd_db_read(visit->api->db, client_show_work, &change, err));
    return reply_client(visit, &change.client);
}

static void list_client(void *arg, const cd_client *client)
{
    cd_visit *visit = arg;
    cd_view_client(&visit->exchange->reply, client);
}

static cd_rc client_list_work(cd_conn *conn, void *arg, cd_err *err)
{
    return cd_client_each(conn, list_client, arg, err);
}

static void list_open(cd_visit *visit)
{
    cd_jw_open(&visit->exchange->reply, '{');
    cd_jw_key(&visit->exchange->reply, "data");
    cd_jw_open(&visit->exchange->reply, '[');
}

static cd_rc list_close(cd_visit *visit, cd_err *err)
{
    cd_jw_close(&visit->exchange->reply, ']');
    cd_jw_close(&visit->exchange->reply, '}');
    CD_TRY(cd_buf_check(&visit->exchange->reply, "list", err));
    cd_api__reply(visit, 200);
    return CD_OK;
}

cd_rc cd_api__client_list(cd_visit *visit, cd_err *err)
{
    list_open(visit);
    CD_TRY(cd_db_read(visit->api->db, client_list_work, visit, err));
    return list_close(visit, err);
}

static void list_key(void *arg, const cd_key *key)
{
    cd_visit *visit = arg;
    cd_view_key(&visit->exchange->reply, key, visit->now_ms);
}

static cd_rc key_list_work(cd_conn *conn, void *arg, cd_err *err)
{
    cd_visit *visit = arg;
    cd_client client = {0};
    if (visit->param.data != NULL)
        CD_TRY(cd_client_get(&client, conn, visit->param, err));
    return cd_key_each(conn, client.seq, list_key, visit, err);
}

cd_rc cd_api__key_list(cd_visit *visit, cd_err *err)
{
    list_open(visit);
    CD_TRY(cd_db_read(visit->api->db, key_list_work, visit, err));
    return list_close(visit, err);
}

static cd_rc key_add_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct change *change = arg;
    CD_TRY(cd_client_get(&change->client, conn, change->visit->param, err));
    change->key.client = change->client.seq;
    snprintf(change->key.client_name, sizeof change->key.client_name, "%s", change->client.name);
    return cd_key_add(change->raw, conn, &change->key, err);
}

cd_rc cd_api__key_add(cd_visit *visit, cd_err *err)
{
    struct change change = {.visit = visit};
    const cd_str name = cd_json_str(cd_json_get(visit->document, "name"));
    const cd_json *expires = cd_json_get(visit->document, "expires_at");
    change.key.sandbox = cd_json_true(cd_json_get(visit->document, "sandbox"));
    if (!cd_str_copy(change.key.name, sizeof change.key.name, name))
        return cd_fail(err, CD_E_INVALID, "name", "a label has at most %d bytes", CD_NAME_MAX - 1);
    if (expires != NULL && !cd_rfc3339_parse(&change.key.expires_ms, cd_json_str(expires)))
        return cd_fail(err, CD_E_INVALID, "expires",
                       "expires must be a time such as 2027-01-31T00:00:00Z");
    CD_TRY(cd_db_write(visit->api->db, key_add_work, NULL, &change, err));
    cd_buf *out = &visit->exchange->reply;
    cd_jw_open(out, '{');
    cd_jw_key_c(out, "key", change.raw);
    cd_jw_key(out, "about");
    cd_view_key(out, &change.key, visit->now_ms);
    cd_jw_close(out, '}');
    cd_api__reply(visit, 200);
    return CD_OK;
}

static cd_rc key_revoke_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct change *change = arg;
    return cd_key_revoke(conn, &change->key_id, err);
}

cd_rc cd_api__key_revoke(cd_visit *visit, cd_err *err)
{
    struct change change = {.visit = visit};
    if (!cd_uuid_parse(&change.key_id, visit->param))
        return cd_fail(err, CD_E_NOT_FOUND, "key", "no key has that id (see `candela key list`)");
    CD_TRY(cd_db_write(visit->api->db, key_revoke_work, changed, &change, err));
    cd_buf_put(&visit->exchange->reply, CD_STR("{}"));
    cd_api__reply(visit, 200);
    return CD_OK;
}
