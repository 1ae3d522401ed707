/* auth/clients.c - rows of clients and keys. */
#include "auth/clients.h"

#include "base/clock.h"
#include "crypto/crypto.h"

#include <stdio.h>

enum { KEY_PREFIX_SHOWN = 15, KEY_SECRET_BYTES = 32 };

#define CLIENT_COLUMNS                                                                     \
    "c.id, c.uuid, c.name, c.state, c.rpm, c.concurrency, c.hdr, c.created_ms, a.balance," \
    " a.reserved, c.clock_ms FROM client c JOIN account a ON a.client_id = c.id"

static cd_rc client_read(cd_client *out, cd_stmt *stmt, cd_err *err)
{
    cd_client client = {.seq = cd_col_i64(stmt, 0),
                        .state = cd_client_state_find(cd_col_text(stmt, 3)),
                        .rpm = cd_col_i64(stmt, 4),
                        .concurrency = cd_col_i64(stmt, 5),
                        .hdr = cd_col_i64(stmt, 6) != 0,
                        .created_ms = cd_col_i64(stmt, 7),
                        .balance = cd_col_i64(stmt, 8),
                        .reserved = cd_col_i64(stmt, 9),
                        .clock_ms = cd_col_i64(stmt, 10)};
    if (!cd_col_blob(stmt, 1, client.id.bytes, sizeof client.id.bytes) ||
        !cd_str_copy(client.name, sizeof client.name, cd_col_text(stmt, 2)) ||
        client.state == CD_CLIENT_STATE_NONE)
        return cd_fail(err, CD_E_INTERNAL, NULL, "client %lld cannot be read",
                       (long long)client.seq);
    *out = client;
    return CD_OK;
}

cd_rc cd_client_add(cd_conn *conn, cd_client *client, cd_err *err)
{
    cd_stmt *stmt;
    if (!cd_name_valid(cd_str_from(client->name)))
        return cd_fail(err, CD_E_INVALID, "name",
                       "a client's name has 1 to %d letters, digits, '.', '_' or '-'",
                       CD_NAME_MAX - 1);
    client->id = cd_uuid_random();
    client->created_ms = cd_clock_ms();
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "INSERT INTO client(uuid, name, state, rpm, concurrency, hdr, created_ms)"
                       " VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT(name) DO NOTHING",
                       err));
    cd_stmt_blob(stmt, 1, client->id.bytes, sizeof client->id.bytes);
    cd_stmt_text(stmt, 2, cd_str_from(client->name));
    cd_stmt_text(stmt, 3, cd_str_from(cd_client_state_name(client->state)));
    cd_stmt_i64(stmt, 4, client->rpm);
    cd_stmt_i64(stmt, 5, client->concurrency);
    cd_stmt_i64(stmt, 6, client->hdr);
    cd_stmt_i64(stmt, 7, client->created_ms);
    int64_t changed;
    CD_TRY(cd_stmt_run(stmt, &changed, err));
    if (changed == 0)
        return cd_fail(err, CD_E_CONFLICT, "name", "there is a client named '%s' already",
                       client->name);
    client->seq = cd_conn_last_id(conn);
    return CD_OK;
}

cd_rc cd_client_get(cd_client *out, cd_conn *conn, cd_str name, cd_err *err)
{
    cd_stmt *stmt;
    bool row;
    CD_TRY(cd_stmt_get(&stmt, conn, "SELECT " CLIENT_COLUMNS " WHERE c.name = ?", err));
    cd_stmt_text(stmt, 1, name);
    CD_TRY(cd_stmt_step(stmt, &row, err));
    if (!row)
        return cd_fail(err, CD_E_NOT_FOUND, "client", "no client is named '%.*s'",
                       CD_STR_ARG(name));
    const cd_rc rc = client_read(out, stmt, err);
    cd_stmt_reset(stmt);
    return rc;
}

cd_rc cd_client_set(cd_conn *conn, const cd_client *client, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "UPDATE client SET state = ?2, rpm = ?3, concurrency = ?4, hdr = ?5"
                       " WHERE id = ?1",
                       err));
    cd_stmt_i64(stmt, 1, client->seq);
    cd_stmt_text(stmt, 2, cd_str_from(cd_client_state_name(client->state)));
    cd_stmt_i64(stmt, 3, client->rpm);
    cd_stmt_i64(stmt, 4, client->concurrency);
    cd_stmt_i64(stmt, 5, client->hdr);
    return cd_stmt_run(stmt, NULL, err);
}

cd_rc cd_client_advance(int64_t *clock_ms, cd_conn *conn, int64_t client, int64_t by_ms,
                        cd_err *err)
{
    cd_stmt *stmt;
    bool row;
    CD_TRY(cd_stmt_get(
        &stmt, conn,
        "UPDATE client SET clock_ms = min(clock_ms + ?2, ?3) WHERE id = ?1 RETURNING clock_ms",
        err));
    cd_stmt_i64(stmt, 1, client);
    cd_stmt_i64(stmt, 2, by_ms);
    cd_stmt_i64(stmt, 3, CD_CLOCK_MS_MAX);
    CD_TRY(cd_stmt_step(stmt, &row, err));
    CD_ASSERT(row);
    *clock_ms = cd_col_i64(stmt, 0);
    cd_stmt_reset(stmt);
    return CD_OK;
}

cd_rc cd_client_clock(int64_t *clock_ms, cd_conn *conn, int64_t client, cd_err *err)
{
    cd_stmt *stmt;
    bool row;
    CD_TRY(cd_stmt_get(&stmt, conn, "SELECT clock_ms FROM client WHERE id = ?", err));
    cd_stmt_i64(stmt, 1, client);
    CD_TRY(cd_stmt_step(stmt, &row, err));
    *clock_ms = row ? cd_col_i64(stmt, 0) : 0;
    cd_stmt_reset(stmt);
    return CD_OK;
}

cd_rc cd_client_each(cd_conn *conn, void (*each)(void *arg, const cd_client *client), void *arg,
                     cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(&stmt, conn, "SELECT " CLIENT_COLUMNS " ORDER BY c.id", err));
    for (;;) {
        cd_client client;
        bool row;
        CD_TRY(cd_stmt_step(stmt, &row, err));
        if (!row)
            return CD_OK;
        CD_TRY(client_read(&client, stmt, err));
        each(arg, &client);
    }
}

static void raw_key_make(char raw[CD_RAW_KEY_TEXT + 1])
{
    char secret[KEY_SECRET_BYTES];
    char text[CD_RAW_KEY_TEXT];
    cd_random(secret, sizeof secret);
    CD_ASSERT(cd_base64url_size(sizeof secret) < sizeof text);
    cd_base64url(text, (cd_str){secret, sizeof secret});
    const int size = snprintf(raw, CD_RAW_KEY_TEXT + 1, "luma-api-%s", text);
    CD_ASSERT(size == CD_RAW_KEY_TEXT);
}

cd_rc cd_key_add(char raw[CD_RAW_KEY_TEXT + 1], cd_conn *conn, cd_key *key, cd_err *err)
{
    uint8_t hash[CD_SHA256_BYTES];
    cd_stmt *stmt;
    raw_key_make(raw);
    cd_sha256(hash, cd_str_from(raw));
    key->id = cd_uuid_random();
    key->created_ms = cd_clock_ms();
    CD_ASSERT(cd_str_copy(key->prefix, sizeof key->prefix,
                          cd_str_sub(cd_str_from(raw), 0, KEY_PREFIX_SHOWN)));
    CD_TRY(
        cd_stmt_get(&stmt, conn,
                    "INSERT INTO api_key(uuid, client_id, hash, name, prefix, sandbox, created_ms,"
                    " expires_ms) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                    err));
    cd_stmt_blob(stmt, 1, key->id.bytes, sizeof key->id.bytes);
    cd_stmt_i64(stmt, 2, key->client);
    cd_stmt_blob(stmt, 3, hash, sizeof hash);
    cd_stmt_text(stmt, 4, cd_str_from(key->name));
    cd_stmt_text(stmt, 5, cd_str_from(key->prefix));
    cd_stmt_i64(stmt, 6, key->sandbox);
    cd_stmt_i64(stmt, 7, key->created_ms);
    if (key->expires_ms != 0)
        cd_stmt_i64(stmt, 8, key->expires_ms);
    CD_TRY(cd_stmt_run(stmt, NULL, err));
    key->seq = cd_conn_last_id(conn);
    return CD_OK;
}

static cd_rc key_read(cd_key *out, cd_stmt *stmt, cd_err *err)
{
    cd_key key = {.seq = cd_col_i64(stmt, 0),
                  .client = cd_col_i64(stmt, 2),
                  .sandbox = cd_col_i64(stmt, 6) != 0,
                  .created_ms = cd_col_i64(stmt, 7),
                  .expires_ms = cd_col_i64(stmt, 8),
                  .revoked_ms = cd_col_i64(stmt, 9)};
    if (!cd_col_blob(stmt, 1, key.id.bytes, sizeof key.id.bytes) ||
        !cd_str_copy(key.client_name, sizeof key.client_name, cd_col_text(stmt, 3)) ||
        !cd_str_copy(key.name, sizeof key.name, cd_col_text(stmt, 4)) ||
        !cd_str_copy(key.prefix, sizeof key.prefix, cd_col_text(stmt, 5)))
        return cd_fail(err, CD_E_INTERNAL, NULL, "key %lld cannot be read", (long long)key.seq);
    *out = key;
    return CD_OK;
}

cd_rc cd_key_each(cd_conn *conn, int64_t client, void (*each)(void *arg, const cd_key *key),
                  void *arg, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "SELECT k.id, k.uuid, k.client_id, c.name, k.name, k.prefix, k.sandbox,"
                       " k.created_ms, k.expires_ms, k.revoked_ms FROM api_key k"
                       " JOIN client c ON c.id = k.client_id WHERE ?1 = 0 OR k.client_id = ?1"
                       " ORDER BY k.id",
                       err));
    cd_stmt_i64(stmt, 1, client);
    for (;;) {
        cd_key key;
        bool row;
        CD_TRY(cd_stmt_step(stmt, &row, err));
        if (!row)
            return CD_OK;
        CD_TRY(key_read(&key, stmt, err));
        each(arg, &key);
    }
}

cd_rc cd_key_revoke(cd_conn *conn, const cd_uuid *id, cd_err *err)
{
    cd_stmt *stmt;
    int64_t changed;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "UPDATE api_key SET revoked_ms = coalesce(revoked_ms, ?2) WHERE uuid = ?1",
                       err));
    cd_stmt_blob(stmt, 1, id->bytes, sizeof id->bytes);
    cd_stmt_i64(stmt, 2, cd_clock_ms());
    CD_TRY(cd_stmt_run(stmt, &changed, err));
    return changed == 1 ? CD_OK : cd_fail(err, CD_E_NOT_FOUND, "key", "no key has that id");
}

cd_rc cd_key_find(cd_principal *out, int64_t *expires_ms, int64_t *revoked_ms, cd_conn *conn,
                  const uint8_t hash[32], cd_err *err)
{
    cd_stmt *stmt;
    bool row;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "SELECT " CLIENT_COLUMNS " JOIN api_key k ON k.client_id = c.id"
                       " WHERE k.hash = ?",
                       err));
    cd_stmt_blob(stmt, 1, hash, CD_SHA256_BYTES);
    CD_TRY(cd_stmt_step(stmt, &row, err));
    if (!row)
        return cd_fail(err, CD_E_NOT_FOUND, "key", "no such key");
    const cd_rc rc = client_read(&out->client, stmt, err);
    cd_stmt_reset(stmt);
    CD_TRY(rc);
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "SELECT id, sandbox, expires_ms, revoked_ms FROM api_key WHERE hash = ?",
                       err));
    cd_stmt_blob(stmt, 1, hash, CD_SHA256_BYTES);
    CD_TRY(cd_stmt_step(stmt, &row, err));
    CD_ASSERT(row);
    out->key = cd_col_i64(stmt, 0);
    out->sandbox = cd_col_i64(stmt, 1) != 0;
    *expires_ms = cd_col_i64(stmt, 2);
    *revoked_ms = cd_col_i64(stmt, 3);
    cd_stmt_reset(stmt);
    return CD_OK;
}
