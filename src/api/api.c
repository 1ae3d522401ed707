/* api/api.c - putting the front together, and what happens once at a start. */
#include "api/visit.h"

#include "auth/clients.h"
#include "base/clock.h"
#include "meter/ledger.h"
#include "meter/window.h"

#include <stdlib.h>

enum { BOARD_JOBS = 65536, RECENT_MAX = 1 << 20, FIRST_CREDIT_USD = 1000 };

/* An account as the database has it, for admit/. */
static cd_rc account_load(struct cd_admit_start *out, cd_conn *conn, int64_t client, bool sandbox,
                          cd_err *err)
{
    int64_t ahead_ms = 0;
    cd_stmt *stmt;
    bool row;
    CD_TRY(
        cd_stmt_get(&stmt, conn, "SELECT balance, reserved FROM account WHERE client_id = ?", err));
    cd_stmt_i64(stmt, 1, client);
    CD_TRY(cd_stmt_step(stmt, &row, err));
    if (!row)
        return cd_fail(err, CD_E_INTERNAL, NULL, "client %lld has no account", (long long)client);
    out->balance = sandbox ? 0 : cd_col_i64(stmt, 0);
    out->reserved = sandbox ? 0 : cd_col_i64(stmt, 1);
    cd_stmt_reset(stmt);
    CD_TRY(cd_queue_active(&out->active, conn, client, sandbox, err));
    CD_TRY(cd_try_alloc(&out->recent_ms, RECENT_MAX * sizeof out->recent_ms[0], err));
    if (sandbox)
        CD_TRY(cd_client_clock(&ahead_ms, conn, client, err));
    const struct cd_queue_recent which = {client, sandbox, cd_clock_ms() + ahead_ms - CD_WINDOW_MS,
                                          RECENT_MAX};
    return cd_queue_recent(out->recent_ms, &out->recent_count, &which, conn, err);
}

cd_rc cd_api_open(cd_api **out, const struct cd_api_opts *opts, cd_err *err)
{
    CD_AUTO(cd_api_close) cd_api *api = cd_new(sizeof *api);
    cd_str url = cd_str_from(opts->public_url);
    while (cd_str_ends(url, CD_STR("/")))
        url.size--;
    if (url.size > 0 && !cd_str_starts(url, CD_STR("http://")) &&
        !cd_str_starts(url, CD_STR("https://")))
        return cd_fail(err, CD_E_INVALID, "public-url", "'%.*s' is not an http:// or https:// URL",
                       CD_STR_ARG(url));
    if (url.size > 512)
        return cd_fail(err, CD_E_INVALID, "public-url", "the URL is over 512 bytes");
    api->db = opts->db;
    api->blob = opts->blob;
    api->presign = opts->presign;
    api->ingest = opts->ingest;
    api->files_quota = opts->files_quota;
    api->public_url = cd_new_str(url);
    api->auth = cd_auth_new(opts->db, opts->ceiling);
    api->admit = cd_admit_new(opts->db, account_load);
    api->board = cd_board_new(BOARD_JOBS);
    CD_MOVE(*out, api);
    return CD_OK;
}

void cd_api_close(cd_api **api)
{
    if (api == NULL || *api == NULL)
        return;
    cd_board_free(&(*api)->board);
    cd_admit_free(&(*api)->admit);
    cd_auth_free(&(*api)->auth);
    free((*api)->public_url);
    free(*api);
    *api = NULL;
}

void cd_api_ready(cd_api *api, bool ready)
{
    cd_atomic_set(&api->ready, ready);
}

void cd_api_stop_leases(cd_api *api)
{
    cd_board_close(api->board);
}

static cd_rc recover_work(cd_conn *conn, void *arg, cd_err *err)
{
    CD_TRY(cd_queue_restart(arg, conn, CD_STR(CD_WORKER_PREFIX), err));
    return cd_ledger_check(conn, err);
}

cd_rc cd_api_recover(int64_t *requeued, cd_api *api, cd_err *err)
{
    return cd_db_write(api->db, recover_work, NULL, requeued, err);
}

struct first {
    cd_api_save save;
    void *arg;
    bool created;
};

static void seen_client(void *arg, const cd_client *client)
{
    bool *seen = arg;
    (void)client;
    *seen = true;
}

static cd_rc first_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct first *first = arg;
    char raw[CD_RAW_KEY_TEXT + 1];
    bool seen = false;
    cd_client client = {.name = "default",
                        .state = CD_CLIENT_STATE_ACTIVE,
                        .rpm = CD_RPM_DEFAULT,
                        .concurrency = CD_CONCURRENCY_DEFAULT,
                        .hdr = true};
    cd_key key = {.name = "first start"};
    first->created = false;
    CD_TRY(cd_client_each(conn, seen_client, &seen, err));
    if (seen)
        return CD_OK;
    CD_TRY(cd_client_add(conn, &client, err));
    CD_TRY(cd_ledger_account(conn, client.seq, err));
    CD_TRY(cd_ledger_credit(conn, client.seq, (int64_t)FIRST_CREDIT_USD * 1000000,
                            CD_STR("first start"), err));
    key.client = client.seq;
    CD_TRY(cd_key_add(raw, conn, &key, err));
    CD_TRY(first->save(first->arg, cd_str_from(raw), err));
    first->created = true;
    return CD_OK;
}

cd_rc cd_api_first_start(bool *created, cd_api *api, cd_api_save save, void *arg, cd_err *err)
{
    struct first first = {.save = save, .arg = arg};
    CD_TRY(cd_db_write(api->db, first_work, NULL, &first, err));
    *created = first.created;
    return CD_OK;
}
