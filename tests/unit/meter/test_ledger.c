/* tests/unit/meter/test_ledger.c - money is conserved under any order of credit, hold, capture
 * (whole or in part) and release; the ledger cannot be rewritten. */
#include "domain/money.h"
#include "meter/ledger.h"
#include "unit/temp.h"

enum { CLIENTS = 3, JOBS = 60 };

/* What the books should say. */
struct book {
    int64_t balance[CLIENTS], reserved[CLIENTS];
    struct {
        int64_t client, price;
        enum { UNUSED, HELD, ENDED } state;
    } jobs[JOBS];
};

/* Jobs are rows too: an account's reserved amount is also the price of its open jobs. */
static cd_rc job_row(cd_conn *conn, int64_t job, int64_t client, int64_t price, bool open)
{
    cd_stmt *stmt;
    uint8_t id[16] = {0};
    memcpy(id, &job, sizeof job);
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "INSERT OR REPLACE INTO job(id, uuid, client_id, key_id, type, model,"
                       " request, price, state, open, created_ms)"
                       " VALUES(?, ?, ?, 1, 'image', 'uni-1', '{}', ?, 'queued', ?, 0)",
                       NULL));
    cd_stmt_i64(stmt, 1, job);
    cd_stmt_blob(stmt, 2, id, sizeof id);
    cd_stmt_i64(stmt, 3, client);
    cd_stmt_i64(stmt, 4, price);
    if (open)
        cd_stmt_i64(stmt, 5, 1);
    return cd_stmt_run(stmt, NULL, NULL);
}

static cd_rc accounts_open(cd_conn *conn, void *arg, cd_err *err)
{
    (void)arg;
    for (int64_t client = 1; client <= CLIENTS; client++) {
        cd_stmt *stmt;
        char name[16];
        uint8_t id[16] = {(uint8_t)client};
        snprintf(name, sizeof name, "c%d", (int)client);
        CD_TRY(cd_stmt_get(&stmt, conn,
                           "INSERT INTO client(id, uuid, name, state, rpm, concurrency, hdr,"
                           " created_ms) VALUES(?, ?, ?, 'active', 1, 1, 0, 0)",
                           err));
        cd_stmt_i64(stmt, 1, client);
        cd_stmt_blob(stmt, 2, id, sizeof id);
        cd_stmt_text(stmt, 3, cd_str_from(name));
        CD_TRY(cd_stmt_run(stmt, NULL, err));
        CD_TRY(cd_ledger_account(conn, client, err));
    }
    return CD_OK;
}

static void credit_any(cd_conn *conn, struct book *book, int64_t client)
{
    const int64_t amount = (int64_t)check_below(400000) - 150000;
    const int64_t left = book->balance[client - 1] + amount - book->reserved[client - 1];
    cd_err err = {0};
    const cd_rc rc = cd_ledger_credit(conn, client, amount, CD_STR("test"), &err);
    CHECK_INT(rc, left < 0 ? CD_E_INVALID : CD_OK);
    if (rc == CD_OK)
        book->balance[client - 1] += amount;
}

static void hold_any(cd_conn *conn, struct book *book, int64_t client, int64_t job)
{
    const int64_t price = (int64_t)check_below(100000);
    const bool covered = book->balance[client - 1] - book->reserved[client - 1] >= price;
    cd_err err = {0};
    if (book->jobs[job].state != UNUSED) /* held already, or ended: never twice */
        return;
    CHECK_INT(cd_ledger_hold(conn, client, job + 1, price, &err), covered ? CD_OK : CD_E_PAYMENT);
    if (!covered)
        return;
    CHECK_INT(job_row(conn, job + 1, client, price, true), CD_OK);
    book->jobs[job].client = client;
    book->jobs[job].price = price;
    book->jobs[job].state = HELD;
    book->reserved[client - 1] += price;
}

/* Nothing, all of it, or a part. */
static int64_t charge_any(int64_t price)
{
    switch (check_below(3)) {
    case 0:
        return 0;
    case 1:
        return price;
    default:
        return (int64_t)check_below((uint64_t)price + 1);
    }
}

/* Settling again must fail, in whatever way. */
static void settle_any(cd_conn *conn, struct book *book, int64_t job)
{
    const int64_t client = book->jobs[job].client;
    const int64_t price = book->jobs[job].price;
    cd_err err = {0};
    if (book->jobs[job].state == UNUSED)
        return;
    const int64_t charge = charge_any(price);
    if (book->jobs[job].state == ENDED) {
        CHECK_INT(cd_ledger_settle(conn, client, job + 1, price, charge, &err), CD_E_CONFLICT);
        return;
    }
    CHECK_INT(cd_ledger_settle(conn, client, job + 1, price, charge, &err), CD_OK);
    CHECK_INT(job_row(conn, job + 1, client, price, false), CD_OK);
    CHECK_INT(cd_ledger_settle(conn, client, job + 1, price, charge_any(price), &err),
              CD_E_CONFLICT);
    book->jobs[job].state = ENDED;
    book->reserved[client - 1] -= price;
    book->balance[client - 1] -= charge;
}

static void books_agree(cd_conn *conn, const struct book *book)
{
    cd_err err = {0};
    if (cd_ledger_check(conn, &err) != CD_OK)
        check_failed(__FILE__, __LINE__, "%s", err.text);
    for (int64_t client = 1; client <= CLIENTS; client++) {
        cd_stmt *stmt;
        bool row = false;
        CHECK_INT(cd_stmt_get(&stmt, conn,
                              "SELECT balance, reserved FROM account WHERE client_id = ?", NULL),
                  CD_OK);
        cd_stmt_i64(stmt, 1, client);
        CHECK(cd_stmt_step(stmt, &row, NULL) == CD_OK && row);
        CHECK_INT(cd_col_i64(stmt, 0), book->balance[client - 1]);
        CHECK_INT(cd_col_i64(stmt, 1), book->reserved[client - 1]);
        CHECK(cd_col_i64(stmt, 0) >= cd_col_i64(stmt, 1));
        CHECK(cd_col_i64(stmt, 1) >= 0);
        cd_stmt_reset(stmt);
    }
}

static cd_rc random_walk(cd_conn *conn, void *arg, cd_err *err)
{
    struct book *book = arg;
    (void)err;
    for (unsigned step = 0; step < 200; step++) {
        const int64_t client = 1 + (int64_t)check_below(CLIENTS);
        const int64_t job = (int64_t)check_below(JOBS);
        switch (check_below(4)) {
        case 0:
            credit_any(conn, book, client);
            break;
        case 1:
            settle_any(conn, book, job);
            break;
        default:
            hold_any(conn, book, client, job);
        }
    }
    books_agree(conn, book);
    return CD_OK;
}

static void money_is_conserved(void)
{
    for (unsigned round = 0; round < 20; round++) {
        CD_AUTO(temp_done) struct temp temp = temp_make();
        CD_AUTO(cd_db_close) cd_db *db = temp_db(&temp);
        struct book book = {.balance = {0}};
        cd_err err = {0};
        CHECK_INT(cd_db_write(db, accounts_open, NULL, NULL, &err), CD_OK);
        CHECK_INT(cd_db_write(db, random_walk, NULL, &book, &err), CD_OK);
    }
}

static cd_rc hold_then_fail(cd_conn *conn, void *arg, cd_err *err)
{
    (void)arg;
    CD_TRY(cd_ledger_hold(conn, 1, 1, 10, err));
    return cd_fail(err, CD_E_INTERNAL, NULL, "on purpose");
}

static cd_rc credit_once(cd_conn *conn, void *arg, cd_err *err)
{
    return cd_ledger_credit(conn, 1, *(int64_t *)arg, CD_STR("test"), err);
}

static cd_rc only_check(cd_conn *conn, void *arg, cd_err *err)
{
    books_agree(conn, arg);
    (void)err;
    return CD_OK;
}

static void failed_work_leaves_nothing(void)
{
    CD_AUTO(temp_done) struct temp temp = temp_make();
    CD_AUTO(cd_db_close) cd_db *db = temp_db(&temp);
    struct book book = {.balance = {100}};
    cd_err err = {0};
    int64_t amount = 100;
    CHECK_INT(cd_db_write(db, accounts_open, NULL, NULL, NULL), CD_OK);
    CHECK_INT(cd_db_write(db, credit_once, NULL, &amount, NULL), CD_OK);
    CHECK_INT(cd_db_write(db, hold_then_fail, NULL, NULL, &err), CD_E_INTERNAL);
    CHECK_TEXT(err.text, "on purpose");
    CHECK_INT(cd_db_read(db, only_check, &book, NULL), CD_OK);
    amount = CD_MONEY_MAX;
    CHECK_INT(cd_db_write(db, credit_once, NULL, &amount, NULL), CD_E_INVALID);
    amount = -101;
    CHECK_INT(cd_db_write(db, credit_once, NULL, &amount, NULL), CD_E_INVALID);
    CHECK_INT(cd_db_read(db, only_check, &book, NULL), CD_OK);
}

static cd_rc run_sql(cd_conn *conn, void *arg, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(&stmt, conn, arg, err));
    return cd_stmt_run(stmt, NULL, err);
}

static cd_rc check_ledger(cd_conn *conn, void *arg, cd_err *err)
{
    (void)arg;
    return cd_ledger_check(conn, err);
}

/* Nor can an account: a balance that is not the sum of its entries is found. */
static void entries_cannot_be_rewritten(void)
{
    CD_AUTO(temp_done) struct temp temp = temp_make();
    CD_AUTO(cd_db_close) cd_db *db = temp_db(&temp);
    static char remove_sql[] = "DELETE FROM ledger";
    static char change_sql[] = "UPDATE ledger SET balance = 1";
    static char account_sql[] = "UPDATE account SET balance = balance + 1";
    int64_t amount = 100;
    CHECK_INT(cd_db_write(db, accounts_open, NULL, NULL, NULL), CD_OK);
    CHECK_INT(cd_db_write(db, credit_once, NULL, &amount, NULL), CD_OK);
    CHECK(cd_db_write(db, run_sql, NULL, remove_sql, NULL) != CD_OK);
    CHECK(cd_db_write(db, run_sql, NULL, change_sql, NULL) != CD_OK);
    CHECK_INT(cd_db_write(db, run_sql, NULL, account_sql, NULL), CD_OK);
    cd_err err = {0};
    CHECK_INT(cd_db_read(db, check_ledger, NULL, &err), CD_E_CORRUPT);
}

CHECK_MAIN(RUN(money_is_conserved) RUN(failed_work_leaves_nothing) RUN(entries_cannot_be_rewritten))
