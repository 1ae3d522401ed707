/* db/db.h - the database: one writer thread that commits many callers' writes as one durable group,
 * a few read connections, and prepared statements kept per connection. SQLite now; the calls say
 * nothing that PostgreSQL could not do. Thread: cd_db any; a cd_conn belongs to the function it was
 * handed to. Uses: base sys. */
#ifndef CD_DB_DB_H
#define CD_DB_DB_H
#include "base/base.h"

typedef struct cd_db cd_db;
typedef struct cd_conn cd_conn; /* a connection, inside a transaction when writing */
typedef struct cd_stmt cd_stmt; /* a prepared statement of a connection */

/* Work inside a transaction. Must not block on anything but the database, and must be repeatable.
 */
typedef cd_rc (*cd_db_work)(cd_conn *conn, void *arg, cd_err *err);

/* Opens or creates the file and brings its schema up to date. *out is new. CD_E_CORRUPT when it is
 * not a Candela database, CD_E_CONFLICT when it was made by a newer version. */
CD_MUST cd_rc cd_db_open(cd_db **out, const char *path, cd_err *err);
/* Waits for the writes under way. */
void cd_db_close(cd_db **db);

/* Runs `work` with others in one transaction and returns when it is durable (fsync) or has failed;
 * a failing `work` is undone alone. `committed`, when given, runs after the commit and before the
 * return, on the writer thread, in commit order: memory that mirrors the database changes there.
 * CD_E_UNAVAILABLE when the disk is full or too many writes wait. */
CD_MUST cd_rc cd_db_write(cd_db *db, cd_db_work work, void (*committed)(void *arg), void *arg,
                          cd_err *err);
/* Runs `work` on a read connection that sees every committed write. */
CD_MUST cd_rc cd_db_read(cd_db *db, cd_db_work work, void *arg, cd_err *err);
/* The schema version of the file, and a full integrity check (slow). CD_E_CORRUPT. */
CD_MUST cd_rc cd_db_check(cd_db *db, int64_t *version, cd_err *err);

/* A statement of the connection, prepared once; `sql` must be a literal (its address is the key).
 * Bindings of an earlier use are cleared. */
CD_MUST cd_rc cd_stmt_get(cd_stmt **out, cd_conn *conn, const char *sql, cd_err *err);
/* Parameters count from 1. Texts and blobs are borrowed until the next cd_stmt_get(); data NULL:
 * null. */
void cd_stmt_i64(cd_stmt *stmt, int index, int64_t value);
void cd_stmt_text(cd_stmt *stmt, int index, cd_str value);
void cd_stmt_blob(cd_stmt *stmt, int index, const void *bytes, size_t size);
/* One row: *row false at the end, and the statement is reset. */
CD_MUST cd_rc cd_stmt_step(cd_stmt *stmt, bool *row, cd_err *err);
/* Runs a statement that gives no rows; *changed (may be NULL) rows were changed. CD_E_CONFLICT when
 * a unique value exists already. */
CD_MUST cd_rc cd_stmt_run(cd_stmt *stmt, int64_t *changed, cd_err *err);
/* Ends a statement before its last row. */
void cd_stmt_reset(cd_stmt *stmt);
/* Columns count from 0; borrowed until the next step. */
int64_t cd_col_i64(cd_stmt *stmt, int column);
cd_str cd_col_text(cd_stmt *stmt, int column);
/* Copies a blob of exactly `size` bytes; false when it has another size. */
CD_MUST bool cd_col_blob(cd_stmt *stmt, int column, void *out, size_t size);
/* The integer key of the last insert on this connection. */
int64_t cd_conn_last_id(cd_conn *conn);

#endif
