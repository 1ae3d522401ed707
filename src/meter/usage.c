/* meter/usage.c - sums over jobs and what the ledger charged for them. */
#include "meter/usage.h"

cd_rc cd_usage_each(cd_conn *conn, int64_t client, int64_t from_ms, int64_t to_ms,
                    void (*each)(void *arg, const cd_usage *usage), void *arg, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "SELECT date(j.created_ms / 1000, 'unixepoch') AS day, j.model, j.type,"
                       " j.user_id, count(*), sum(j.state = 'completed'), sum(j.state = 'failed'),"
                       " coalesce(sum(-l.balance), 0) FROM job j LEFT JOIN ledger l"
                       " ON l.job_id = j.id AND l.kind = 'capture'"
                       " WHERE j.client_id = ? AND j.created_ms >= ? AND j.created_ms < ?"
                       " AND j.sandbox = 0"
                       " GROUP BY day, j.model, j.type, j.user_id"
                       " ORDER BY day, j.model, j.type, j.user_id",
                       err));
    cd_stmt_i64(stmt, 1, client);
    cd_stmt_i64(stmt, 2, from_ms);
    cd_stmt_i64(stmt, 3, to_ms);
    for (int count = 0;; count++) {
        bool row;
        CD_TRY(cd_stmt_step(stmt, &row, err));
        if (!row)
            return CD_OK;
        if (count == CD_USAGE_ROWS_MAX) {
            cd_stmt_reset(stmt);
            return cd_fail(err, CD_E_TOO_BIG, NULL,
                           "Over %d rows: ask for fewer days with start and end",
                           CD_USAGE_ROWS_MAX);
        }
        const cd_usage usage = {cd_col_text(stmt, 0), cd_col_text(stmt, 1), cd_col_text(stmt, 2),
                                cd_col_text(stmt, 3), cd_col_i64(stmt, 4),  cd_col_i64(stmt, 5),
                                cd_col_i64(stmt, 6),  cd_col_i64(stmt, 7)};
        each(arg, &usage);
    }
}
