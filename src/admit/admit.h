/* admit/admit.h - what a client may still ask for: rate, concurrent jobs, money. A visit holds its
 * share tentatively in memory; enqueue makes it firm in the database, every other way out gives it
 * back, and a crash forgets it. Thread: any; locks inside. Uses: base domain db meter. */
#ifndef CD_ADMIT_ADMIT_H
#define CD_ADMIT_ADMIT_H
#include "db/db.h"
#include "domain/client.h"

typedef struct cd_admit cd_admit;

/* What the database says of a client when it is first seen. */
struct cd_admit_start {
    int64_t balance, reserved; /* micro-dollars */
    int64_t active;            /* jobs not yet ended */
    size_t recent_count;       /* accepted in the last minute */
    int64_t *recent_ms;        /* newest first; allocated, taken over by the caller */
};
typedef cd_rc (*cd_admit_load)(struct cd_admit_start *out, cd_conn *conn, int64_t client,
                               bool sandbox, cd_err *err);

/* A visit's share; plain data, zero when it holds nothing. */
typedef struct cd_hold {
    int64_t account;    /* cd_client_account() */
    int64_t entered_ms; /* in the rate window; 0: not */
    bool slot;          /* of the concurrent jobs */
    int64_t price;      /* micro-dollars; 0: none */
} cd_hold;

/* For the headers of a reply (contract, section 11). Seconds since 1970 for reset. */
typedef struct cd_rate {
    int64_t limit, remaining, reset_s, retry_after_s;
} cd_rate;

CD_MUST cd_admit *cd_admit_new(cd_db *db, cd_admit_load load);
void cd_admit_free(cd_admit **admit);

/* Enters the rate window. CD_E_RATE with *rate for the headers; *rate also on success. Asks the
 * database once for each client. */
CD_MUST cd_rc cd_admit_rate(cd_hold *hold, cd_rate *rate, cd_admit *admit, const cd_client *client,
                            bool sandbox, int64_t now_ms, cd_err *err);
/* Takes a slot, then reserves the price, after cd_admit_rate(). CD_E_BUSY, CD_E_PAYMENT. */
CD_MUST cd_rc cd_admit_hold(cd_hold *hold, cd_admit *admit, const cd_client *client, int64_t price,
                            cd_err *err);
/* The price is known exactly now, and not higher than what is held: gives the rest back. */
void cd_admit_lower(cd_admit *admit, cd_hold *hold, int64_t price);
/* The job is durable: what was held is now the job's. Empties the hold. */
void cd_admit_firm(cd_admit *admit, cd_hold *hold);
/* Gives back whatever the hold has; fine on an empty one. */
void cd_admit_release(cd_admit *admit, cd_hold *hold);

/* After the commit of a job's end, which took `charged` of its price, and of a credit. */
void cd_admit_settled(cd_admit *admit, int64_t account, int64_t price, int64_t charged);
void cd_admit_credited(cd_admit *admit, int64_t account, int64_t amount);

#endif
