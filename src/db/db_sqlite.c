/* db/db_sqlite.c - SQLite behind db.h: connections, statements and migrations.
 * WAL, synchronous=FULL. Releases before 3.51.3 can corrupt a WAL that several connections reset,
 * so the writer alone checkpoints and readers are read-only. */
#include "db/db_int.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum {
    STATEMENTS_MAX = 64,
    BUSY_MS = 5000,
    CHECKPOINT_PAGES = 4000 /* 16 MB of log: rarer pauses than the default 1,000 */
};

struct cd_stmt {
    sqlite3_stmt *handle;
    cd_conn *conn;
};

struct cd_conn {
    sqlite3 *handle;
    size_t count;
    struct {
        const char *sql;
        cd_stmt stmt;
    } statements[STATEMENTS_MAX];
};

static const struct {
    int version;
    const char *sql;
} migrations[] = {
#define CD_MIGRATION(version, sql) {version, sql},
#include "db/migrations.def"
#undef CD_MIGRATION
};

static cd_rc kind_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        return CD_E_CONFLICT;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return CD_E_CORRUPT;
    case SQLITE_NOMEM:
        return CD_E_NOMEM;
    default: /* full, I/O error, busy, read-only: come back later */
        return CD_E_UNAVAILABLE;
    }
}

static cd_rc fail(cd_err *err, cd_conn *conn, int code)
{
    return cd_fail(err, kind_of(code), NULL, "database: %s",
                   conn->handle != NULL ? sqlite3_errmsg(conn->handle) : sqlite3_errstr(code));
}

static cd_rc exec(cd_conn *conn, const char *sql, cd_err *err)
{
    const int code = sqlite3_exec(conn->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? CD_OK : fail(err, conn, code);
}

void cd_db__conn_close(cd_conn **conn)
{
    if (conn == NULL || *conn == NULL)
        return;
    for (size_t i = 0; i < (*conn)->count; i++)
        sqlite3_finalize((*conn)->statements[i].stmt.handle);
    sqlite3_close((*conn)->handle);
    free(*conn);
    *conn = NULL;
}

cd_rc cd_db__conn_open(cd_conn **out, const char *path, bool writer, cd_err *err)
{
    CD_AUTO(cd_db__conn_close) cd_conn *conn = cd_new(sizeof *conn);
    const int flags = (writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
                      SQLITE_OPEN_NOMUTEX;
    const int code = sqlite3_open_v2(path, &conn->handle, flags, NULL);
    if (code != SQLITE_OK)
        return fail(err, conn, code);
    sqlite3_busy_timeout(conn->handle, BUSY_MS);
    sqlite3_extended_result_codes(conn->handle, 1);
    if (writer) {
        CD_TRY(exec(conn,
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                    "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;",
                    err));
        sqlite3_wal_autocheckpoint(conn->handle, CHECKPOINT_PAGES);
    } else {
        sqlite3_wal_autocheckpoint(conn->handle, 0);
    }
    CD_MOVE(*out, conn);
    return CD_OK;
}

static cd_rc version_get(int64_t *version, cd_conn *conn, cd_err *err)
{
    cd_stmt *stmt;
    bool row;
    CD_TRY(cd_stmt_get(&stmt, conn, "PRAGMA user_version", err));
    CD_TRY(cd_stmt_step(stmt, &row, err));
    *version = row ? cd_col_i64(stmt, 0) : 0;
    cd_stmt_reset(stmt);
    return CD_OK;
}

cd_rc cd_db__migrate(cd_conn *conn, cd_err *err)
{
    int64_t version;
    CD_TRY(version_get(&version, conn, err));
    const int newest = migrations[CD_COUNT(migrations) - 1].version;
    if (version > newest)
        return cd_fail(err, CD_E_CONFLICT, NULL,
                       "the database has version %lld, this program knows %d: use a newer one",
                       (long long)version, newest);
    for (size_t i = 0; i < CD_COUNT(migrations); i++) {
        if (migrations[i].version <= version)
            continue;
        CD_AUTO(cd_buf_done) cd_buf sql = CD_BUF_INIT(65536);
        cd_buf_printf(&sql, "BEGIN IMMEDIATE; %s PRAGMA user_version=%d; COMMIT;",
                      migrations[i].sql, migrations[i].version);
        const cd_rc rc = exec(conn, cd_buf_cstr(&sql), err);
        if (rc != CD_OK) {
            sqlite3_exec(conn->handle, "ROLLBACK", NULL, NULL, NULL);
            return rc;
        }
    }
    return CD_OK;
}

cd_rc cd_db__check(int64_t *version, cd_conn *conn, cd_err *err)
{
    cd_stmt *stmt;
    bool row;
    CD_TRY(version_get(version, conn, err));
    CD_TRY(cd_stmt_get(&stmt, conn, "PRAGMA integrity_check(1)", err));
    CD_TRY(cd_stmt_step(stmt, &row, err));
    cd_rc rc = CD_OK;
    if (!row || !cd_str_eq(cd_col_text(stmt, 0), CD_STR("ok")))
        rc = cd_fail(err, CD_E_CORRUPT, NULL, "integrity check: %.*s",
                     CD_STR_ARG(cd_col_text(stmt, 0)));
    cd_stmt_reset(stmt);
    return rc;
}

bool cd_db__in_transaction(const cd_conn *conn)
{
    return sqlite3_get_autocommit(conn->handle) == 0;
}

cd_rc cd_stmt_get(cd_stmt **out, cd_conn *conn, const char *sql, cd_err *err)
{
    for (size_t i = 0; i < conn->count; i++) {
        if (conn->statements[i].sql != sql)
            continue;
        *out = &conn->statements[i].stmt;
        sqlite3_reset((*out)->handle);
        sqlite3_clear_bindings((*out)->handle);
        return CD_OK;
    }
    CD_ASSERT(conn->count < STATEMENTS_MAX);
    cd_stmt *stmt = &conn->statements[conn->count].stmt;
    const int code =
        sqlite3_prepare_v3(conn->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt->handle, NULL);
    if (code != SQLITE_OK)
        return fail(err, conn, code);
    stmt->conn = conn;
    conn->statements[conn->count++].sql = sql;
    *out = stmt;
    return CD_OK;
}

/* A wrong index is our bug; a value that is too big fails at the next step. */
static void bound(int code)
{
    CD_ASSERT(code == SQLITE_OK);
}

void cd_stmt_i64(cd_stmt *stmt, int index, int64_t value)
{
    bound(sqlite3_bind_int64(stmt->handle, index, value));
}

void cd_stmt_text(cd_stmt *stmt, int index, cd_str value)
{
    CD_ASSERT(value.size < INT32_MAX);
    bound(sqlite3_bind_text(stmt->handle, index, value.data, (int)value.size, SQLITE_STATIC));
}

void cd_stmt_blob(cd_stmt *stmt, int index, const void *bytes, size_t size)
{
    CD_ASSERT(size < INT32_MAX);
    bound(sqlite3_bind_blob(stmt->handle, index, bytes, (int)size, SQLITE_STATIC));
}

cd_rc cd_stmt_step(cd_stmt *stmt, bool *row, cd_err *err)
{
    const int code = sqlite3_step(stmt->handle);
    *row = code == SQLITE_ROW;
    if (code == SQLITE_ROW)
        return CD_OK;
    cd_rc rc = CD_OK;
    if (code != SQLITE_DONE)
        rc = fail(err, stmt->conn, code);
    sqlite3_reset(stmt->handle);
    return rc;
}

cd_rc cd_stmt_run(cd_stmt *stmt, int64_t *changed, cd_err *err)
{
    bool row;
    CD_TRY(cd_stmt_step(stmt, &row, err));
    CD_ASSERT(!row);
    if (changed != NULL)
        *changed = sqlite3_changes64(stmt->conn->handle);
    return CD_OK;
}

void cd_stmt_reset(cd_stmt *stmt)
{
    sqlite3_reset(stmt->handle);
}

int64_t cd_col_i64(cd_stmt *stmt, int column)
{
    return sqlite3_column_int64(stmt->handle, column);
}

cd_str cd_col_text(cd_stmt *stmt, int column)
{
    const char *text = (const char *)sqlite3_column_text(stmt->handle, column);
    return (cd_str){text, text != NULL ? (size_t)sqlite3_column_bytes(stmt->handle, column) : 0};
}

bool cd_col_blob(cd_stmt *stmt, int column, void *out, size_t size)
{
    const void *bytes = sqlite3_column_blob(stmt->handle, column);
    if (bytes == NULL || (size_t)sqlite3_column_bytes(stmt->handle, column) != size)
        return false;
    memcpy(out, bytes, size);
    return true;
}

int64_t cd_conn_last_id(cd_conn *conn)
{
    return sqlite3_last_insert_rowid(conn->handle);
}
