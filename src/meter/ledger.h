/* meter/ledger.h - the append-only ledger. An account's balance is the sum of its entries, and its
 * reserved amount the sum of its holds not yet captured or released. All amounts are micro-dollars.
 * Thread: any, inside a transaction. Uses: base domain db. */
#ifndef CD_METER_LEDGER_H
#define CD_METER_LEDGER_H
#include "base/base.h"
#include "db/db.h"

typedef enum cd_entry {
#define CD_ENTRY(name, wire, meaning) CD_ENTRY_##name,
#include "meter/ledger.def"
#undef CD_ENTRY
    CD_ENTRY__COUNT
} cd_entry;

/* Opens an account with nothing in it. */
CD_MUST cd_rc cd_ledger_account(cd_conn *conn, int64_t client, cd_err *err);
/* Adds or takes money by hand; `note` says why. CD_E_INVALID when the balance would leave
 * 0..CD_MONEY_MAX, CD_E_NOT_FOUND when there is no such account. */
CD_MUST cd_rc cd_ledger_credit(cd_conn *conn, int64_t client, int64_t amount, cd_str note,
                               cd_err *err);
/* Reserves a job's price; CD_E_PAYMENT when balance - reserved does not cover it. */
CD_MUST cd_rc cd_ledger_hold(cd_conn *conn, int64_t client, int64_t job, int64_t price,
                             cd_err *err);
/* Ends a job's hold of `price`: `charged` of it, 0..price, is taken and the rest given back.
 * CD_E_CONFLICT when the job was settled already. */
CD_MUST cd_rc cd_ledger_settle(cd_conn *conn, int64_t client, int64_t job, int64_t price,
                               int64_t charged, cd_err *err);
/* CD_E_CORRUPT naming the first account whose balance or reserved amount is not the sum of its
 * entries. */
CD_MUST cd_rc cd_ledger_check(cd_conn *conn, cd_err *err);

#endif
