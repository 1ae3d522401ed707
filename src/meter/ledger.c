/* meter/ledger.c - entries, and the account rows that are their running sums. */
#include "meter/ledger.h"

#include "base/clock.h"
#include "domain/money.h"

static const char *const entry_names[] = {
#define CD_ENTRY(name, wire, meaning) wire,
#include "meter/ledger.def"
#undef CD_ENTRY
};

struct entry {
    cd_entry kind;
    int64_t client;
    int64_t job; /* 0: none */
    int64_t balance, reserved;
    cd_str note;
};

cd_rc cd_ledger_account(cd_conn *conn, int64_t client, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "INSERT INTO account(client_id, balance, reserved) VALUES(?, 0, 0)", err));
    cd_stmt_i64(stmt, 1, client);
    return cd_stmt_run(stmt, NULL, err);
}

static cd_rc append(cd_conn *conn, const struct entry *entry, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "INSERT INTO ledger(client_id, job_id, kind, balance, reserved, at_ms, note)"
                       " VALUES(?, ?, ?, ?, ?, ?, ?)",
                       err));
    cd_stmt_i64(stmt, 1, entry->client);
    if (entry->job != 0)
        cd_stmt_i64(stmt, 2, entry->job);
    cd_stmt_text(stmt, 3, cd_str_from(entry_names[entry->kind]));
    cd_stmt_i64(stmt, 4, entry->balance);
    cd_stmt_i64(stmt, 5, entry->reserved);
    cd_stmt_i64(stmt, 6, cd_clock_ms());
    cd_stmt_text(stmt, 7, entry->note);
    return cd_stmt_run(stmt, NULL, err);
}

/* Changes the account; *found false when there is none, or when less than nothing would be left
 * free, or more than the maximum. */
static cd_rc account_add(bool *found, cd_conn *conn, const struct entry *entry, cd_err *err)
{
    cd_stmt *stmt;
    int64_t changed;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "UPDATE account SET balance = balance + ?2, reserved = reserved + ?3"
                       " WHERE client_id = ?1 AND balance + ?2 >= reserved + ?3"
                       " AND balance + ?2 <= ?4 AND reserved + ?3 >= 0",
                       err));
    cd_stmt_i64(stmt, 1, entry->client);
    cd_stmt_i64(stmt, 2, entry->balance);
    cd_stmt_i64(stmt, 3, entry->reserved);
    cd_stmt_i64(stmt, 4, CD_MONEY_MAX);
    CD_TRY(cd_stmt_run(stmt, &changed, err));
    *found = changed == 1;
    return CD_OK;
}

cd_rc cd_ledger_credit(cd_conn *conn, int64_t client, int64_t amount, cd_str note, cd_err *err)
{
    const struct entry entry = {CD_ENTRY_CREDIT, client, 0, amount, 0, note};
    bool found;
    CD_TRY(account_add(&found, conn, &entry, err));
    if (!found)
        return cd_fail(
            err, CD_E_INVALID, "credit",
            "the balance would leave what is allowed: not below what is reserved, not over "
            "a billion dollars");
    return append(conn, &entry, err);
}

cd_rc cd_ledger_hold(cd_conn *conn, int64_t client, int64_t job, int64_t price, cd_err *err)
{
    const struct entry entry = {CD_ENTRY_HOLD, client, job, 0, price, {NULL, 0}};
    bool found;
    CD_ASSERT(price >= 0);
    CD_TRY(account_add(&found, conn, &entry, err));
    if (!found)
        return cd_fail(err, CD_E_PAYMENT, NULL,
                       "Insufficient balance. Please add funds to continue.");
    return append(conn, &entry, err);
}

/* The unique index refuses the same end twice; this also one end after the other. */
static cd_rc not_settled(cd_conn *conn, int64_t job, cd_err *err)
{
    cd_stmt *stmt;
    bool found;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "SELECT 1 FROM ledger WHERE job_id = ? AND kind IN (?, ?) LIMIT 1", err));
    cd_stmt_i64(stmt, 1, job);
    cd_stmt_text(stmt, 2, cd_str_from(entry_names[CD_ENTRY_CAPTURE]));
    cd_stmt_text(stmt, 3, cd_str_from(entry_names[CD_ENTRY_RELEASE]));
    CD_TRY(cd_stmt_step(stmt, &found, err));
    cd_stmt_reset(stmt);
    if (found)
        return cd_fail(err, CD_E_CONFLICT, NULL, "job %lld was settled already", (long long)job);
    return CD_OK;
}

cd_rc cd_ledger_settle(cd_conn *conn, int64_t client, int64_t job, int64_t price, int64_t charged,
                       cd_err *err)
{
    const struct entry entry = {charged > 0 ? CD_ENTRY_CAPTURE : CD_ENTRY_RELEASE,
                                client,
                                job,
                                -charged,
                                -price,
                                {NULL, 0}};
    bool found;
    CD_ASSERT(charged >= 0);
    CD_ASSERT(charged <= price);
    CD_TRY(not_settled(conn, job, err));
    CD_TRY(append(conn, &entry, err));
    CD_TRY(account_add(&found, conn, &entry, err));
    if (!found)
        return cd_fail(err, CD_E_CORRUPT, NULL, "account %lld does not hold the price of job %lld",
                       (long long)client, (long long)job);
    return CD_OK;
}

cd_rc cd_ledger_check(cd_conn *conn, cd_err *err)
{
    cd_stmt *stmt;
    bool row;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "SELECT a.client_id, a.balance, coalesce(l.b, 0), a.reserved,"
                       " coalesce(l.r, 0), coalesce(j.p, 0) FROM account a"
                       " LEFT JOIN (SELECT client_id c, sum(balance) b, sum(reserved) r FROM ledger"
                       "  GROUP BY client_id) l ON l.c = a.client_id"
                       " LEFT JOIN (SELECT client_id c, sum(price) p FROM job"
                       "  WHERE open = 1 GROUP BY client_id) j"
                       "  ON j.c = a.client_id"
                       " WHERE a.balance <> coalesce(l.b, 0) OR a.reserved <> coalesce(l.r, 0)"
                       "  OR a.reserved <> coalesce(j.p, 0) LIMIT 1",
                       err));
    CD_TRY(cd_stmt_step(stmt, &row, err));
    if (!row)
        return CD_OK;
    const cd_rc rc = cd_fail(
        err, CD_E_CORRUPT, NULL,
        "account %lld: balance %lld, entries %lld; reserved %lld, entries %lld, open jobs %lld",
        (long long)cd_col_i64(stmt, 0), (long long)cd_col_i64(stmt, 1),
        (long long)cd_col_i64(stmt, 2), (long long)cd_col_i64(stmt, 3),
        (long long)cd_col_i64(stmt, 4), (long long)cd_col_i64(stmt, 5));
    cd_stmt_reset(stmt);
    return rc;
}
