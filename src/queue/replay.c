/* queue/replay.c - Idempotency-Keys as rows. */
#include "queue/replay.h"

#include "queue/queue.h"

#include <string.h>

cd_rc cd_replay_find(cd_job *job, cd_conn *conn, const cd_replay *replay, int64_t now_ms,
                     cd_err *err)
{
    uint8_t hash[CD_REPLAY_HASH_BYTES];
    cd_uuid id;
    cd_stmt *stmt;
    bool row;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "SELECT r.body_hash, j.uuid FROM replay r JOIN job j ON j.id = r.job_id"
                       " WHERE r.client_id = ? AND r.key = ? AND r.created_ms > ?",
                       err));
    cd_stmt_i64(stmt, 1, replay->client);
    cd_stmt_text(stmt, 2, replay->key);
    cd_stmt_i64(stmt, 3, now_ms - CD_REPLAY_LIFE_MS);
    CD_TRY(cd_stmt_step(stmt, &row, err));
    if (!row)
        return cd_fail(err, CD_E_NOT_FOUND, NULL, "not seen before");
    const bool read =
        cd_col_blob(stmt, 0, hash, sizeof hash) && cd_col_blob(stmt, 1, id.bytes, sizeof id.bytes);
    cd_stmt_reset(stmt);
    if (!read)
        return cd_fail(err, CD_E_INTERNAL, NULL, "a remembered request cannot be read");
    if (memcmp(hash, replay->body_hash, sizeof hash) != 0)
        return cd_fail(err, CD_E_CONFLICT, NULL,
                       "Idempotency-Key was used before with another request body");
    return cd_queue_get(job, conn, &id, err);
}

cd_rc cd_replay_put(cd_conn *conn, const cd_replay *replay, int64_t job, int64_t now_ms,
                    cd_err *err)
{
    cd_stmt *stmt;
    int64_t changed;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "INSERT INTO replay(client_id, key, body_hash, job_id, created_ms)"
                       " VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(client_id, key) DO UPDATE SET"
                       " body_hash = ?3, job_id = ?4, created_ms = ?5 WHERE created_ms <= ?6",
                       err));
    cd_stmt_i64(stmt, 1, replay->client);
    cd_stmt_text(stmt, 2, replay->key);
    cd_stmt_blob(stmt, 3, replay->body_hash, sizeof replay->body_hash);
    cd_stmt_i64(stmt, 4, job);
    cd_stmt_i64(stmt, 5, now_ms);
    cd_stmt_i64(stmt, 6, now_ms - CD_REPLAY_LIFE_MS);
    CD_TRY(cd_stmt_run(stmt, &changed, err));
    if (changed == 0)
        return cd_fail(err, CD_E_CONFLICT, NULL,
                       "A request with this Idempotency-Key is being answered");
    return CD_OK;
}

cd_rc cd_replay_forget(int64_t *count, cd_conn *conn, int64_t now_ms, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "DELETE FROM replay WHERE (client_id, key) IN (SELECT client_id, key"
                       " FROM replay WHERE created_ms <= ? ORDER BY created_ms LIMIT 1000)",
                       err));
    cd_stmt_i64(stmt, 1, now_ms - CD_REPLAY_LIFE_MS);
    return cd_stmt_run(stmt, count, err);
}

cd_rc cd_replay_old(bool *found, cd_conn *conn, int64_t now_ms, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(&stmt, conn, "SELECT 1 FROM replay WHERE created_ms <= ? LIMIT 1", err));
    cd_stmt_i64(stmt, 1, now_ms - CD_REPLAY_LIFE_MS);
    CD_TRY(cd_stmt_step(stmt, found, err));
    cd_stmt_reset(stmt);
    return CD_OK;
}
