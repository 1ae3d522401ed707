/* asset/asset.c - files as rows. */
#include "asset/asset.h"

#define FILE_COLUMNS                                                                 \
    "id, uuid, client_id, state, purpose, size_bytes, mime_type, filename, user_id," \
    " created_ms, expires_ms, deleted_ms, failure_reason"

static cd_str text_or_null(const char *text)
{
    return text[0] != '\0' ? cd_str_from(text) : (cd_str){NULL, 0};
}

/* What the client has: how many files, and their bytes. */
static cd_rc room_check(cd_conn *conn, const cd_file *file, int64_t quota_bytes, cd_err *err)
{
    cd_stmt *stmt;
    bool row;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "SELECT count(*), coalesce(sum(size_bytes), 0) FROM file"
                       " WHERE client_id = ? AND state <> 'deleted'",
                       err));
    cd_stmt_i64(stmt, 1, file->client);
    CD_TRY(cd_stmt_step(stmt, &row, err));
    CD_ASSERT(row);
    const int64_t count = cd_col_i64(stmt, 0);
    const int64_t bytes = cd_col_i64(stmt, 1);
    cd_stmt_reset(stmt);
    if (count >= CD_ASSET_FILES_MAX)
        return cd_fail(err, CD_E_INVALID, NULL, "Over %d files: delete some first",
                       CD_ASSET_FILES_MAX);
    if (bytes + file->size_bytes > quota_bytes)
        return cd_fail(err, CD_E_INVALID, NULL,
                       "The files would be over %lld bytes together: delete some first",
                       (long long)quota_bytes);
    return CD_OK;
}

cd_rc cd_asset_put(cd_conn *conn, cd_file *file, int64_t quota_bytes, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(room_check(conn, file, quota_bytes, err));
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "INSERT INTO file(uuid, client_id, state, purpose, size_bytes, mime_type,"
                       " filename, user_id, created_ms, expires_ms, failure_reason)"
                       " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       err));
    cd_stmt_blob(stmt, 1, file->id.bytes, sizeof file->id.bytes);
    cd_stmt_i64(stmt, 2, file->client);
    cd_stmt_text(stmt, 3, cd_str_from(cd_file_state_name(file->state)));
    cd_stmt_text(stmt, 4, cd_str_from(cd_file_purpose_name(file->purpose)));
    cd_stmt_i64(stmt, 5, file->size_bytes);
    cd_stmt_text(stmt, 6, cd_str_from(file->mime_type));
    cd_stmt_text(stmt, 7, text_or_null(file->filename));
    cd_stmt_text(stmt, 8, text_or_null(file->user_id));
    cd_stmt_i64(stmt, 9, file->created_ms);
    cd_stmt_i64(stmt, 10, file->expires_ms);
    cd_stmt_text(stmt, 11, text_or_null(file->failure_reason));
    CD_TRY(cd_stmt_run(stmt, NULL, err));
    file->seq = cd_conn_last_id(conn);
    return CD_OK;
}

static cd_rc file_read(cd_file *out, cd_stmt *stmt, cd_err *err)
{
    cd_file file = {.seq = cd_col_i64(stmt, 0),
                    .client = cd_col_i64(stmt, 2),
                    .state = cd_file_state_find(cd_col_text(stmt, 3)),
                    .purpose = cd_file_purpose_find(cd_col_text(stmt, 4)),
                    .size_bytes = cd_col_i64(stmt, 5),
                    .created_ms = cd_col_i64(stmt, 9),
                    .expires_ms = cd_col_i64(stmt, 10),
                    .deleted_ms = cd_col_i64(stmt, 11)};
    if (!cd_col_blob(stmt, 1, file.id.bytes, sizeof file.id.bytes) ||
        file.state == CD_FILE_STATE_NONE ||
        !cd_str_copy(file.mime_type, sizeof file.mime_type, cd_col_text(stmt, 6)) ||
        !cd_str_copy(file.filename, sizeof file.filename, cd_col_text(stmt, 7)) ||
        !cd_str_copy(file.user_id, sizeof file.user_id, cd_col_text(stmt, 8)) ||
        !cd_str_copy(file.failure_reason, sizeof file.failure_reason, cd_col_text(stmt, 12)))
        return cd_fail(err, CD_E_INTERNAL, NULL, "file %lld cannot be read", (long long)file.seq);
    *out = file;
    return CD_OK;
}

cd_rc cd_asset_get(cd_file *out, cd_conn *conn, const cd_uuid *id, cd_err *err)
{
    cd_stmt *stmt;
    bool row;
    CD_TRY(cd_stmt_get(&stmt, conn, "SELECT " FILE_COLUMNS " FROM file WHERE uuid = ?", err));
    cd_stmt_blob(stmt, 1, id->bytes, sizeof id->bytes);
    CD_TRY(cd_stmt_step(stmt, &row, err));
    if (!row)
        return cd_fail(err, CD_E_NOT_FOUND, NULL, "File not found");
    const cd_rc rc = file_read(out, stmt, err);
    cd_stmt_reset(stmt);
    return rc;
}

cd_rc cd_asset_update(cd_conn *conn, const cd_file *file, cd_err *err)
{
    cd_stmt *stmt;
    int64_t changed;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "UPDATE file SET state = ?2, size_bytes = ?3, mime_type = ?4,"
                       " failure_reason = ?5, deleted_ms = ?6"
                       " WHERE id = ?1 AND state <> 'deleted'",
                       err));
    cd_stmt_i64(stmt, 1, file->seq);
    cd_stmt_text(stmt, 2, cd_str_from(cd_file_state_name(file->state)));
    cd_stmt_i64(stmt, 3, file->size_bytes);
    cd_stmt_text(stmt, 4, cd_str_from(file->mime_type));
    cd_stmt_text(stmt, 5, text_or_null(file->failure_reason));
    cd_stmt_i64(stmt, 6, file->deleted_ms);
    CD_TRY(cd_stmt_run(stmt, &changed, err));
    return changed == 1 ? CD_OK : cd_fail(err, CD_E_NOT_FOUND, NULL, "File not found");
}

cd_rc cd_asset_each(cd_conn *conn, const struct cd_asset_page *page,
                    void (*each)(void *arg, const cd_file *file), void *arg, cd_err *err)
{
    cd_stmt *stmt;
    bool row;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "SELECT " FILE_COLUMNS " FROM file WHERE client_id = ?1"
                       " AND (?2 = 0 OR id < ?2)"
                       " AND (state = ?3 OR (?3 IS NULL AND state <> 'deleted'))"
                       " AND (?4 IS NULL OR purpose = ?4)"
                       " AND (expires_ms = 0 OR expires_ms > ?6 OR state = 'deleted')"
                       " ORDER BY id DESC LIMIT ?5",
                       err));
    cd_stmt_i64(stmt, 1, page->client);
    cd_stmt_i64(stmt, 2, page->before);
    cd_stmt_text(stmt, 3, text_or_null(cd_file_state_name(page->state)));
    cd_stmt_text(stmt, 4, text_or_null(cd_file_purpose_name(page->purpose)));
    cd_stmt_i64(stmt, 5, page->limit);
    cd_stmt_i64(stmt, 6, page->now_ms);
    for (;;) {
        cd_file file;
        CD_TRY(cd_stmt_step(stmt, &row, err));
        if (!row)
            return CD_OK;
        const cd_rc rc = file_read(&file, stmt, err);
        if (rc != CD_OK) {
            cd_stmt_reset(stmt);
            return rc;
        }
        each(arg, &file);
    }
}

cd_rc cd_asset_take_dead(cd_uuid *ids, size_t *count, size_t max, cd_conn *conn, int64_t before_ms,
                         cd_err *err)
{
    cd_stmt *stmt;
    *count = 0;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "UPDATE file SET gone = 1, state = 'deleted',"
                       " deleted_ms = max(deleted_ms, expires_ms) WHERE id IN (SELECT id FROM file"
                       " WHERE gone IS NULL AND ((deleted_ms > 0 AND deleted_ms < ?1)"
                       " OR (expires_ms > 0 AND expires_ms < ?1)"
                       " OR (state = 'pending' AND created_ms < ?1 - ?3)) LIMIT ?2) RETURNING uuid",
                       err));
    cd_stmt_i64(stmt, 1, before_ms);
    cd_stmt_i64(stmt, 2, (int64_t)max);
    cd_stmt_i64(stmt, 3, CD_ASSET_PENDING_MS);
    for (;;) {
        bool row;
        CD_TRY(cd_stmt_step(stmt, &row, err));
        if (!row)
            return CD_OK;
        CD_ASSERT(*count < max);
        if (cd_col_blob(stmt, 0, ids[*count].bytes, sizeof ids[*count].bytes))
            (*count)++;
    }
}
