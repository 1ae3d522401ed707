/* admit/admit.c - accounts in memory: what is firm in the database plus what visits hold. */
#include "admit/admit.h"

#include "base/lock.h"
#include "meter/window.h"

#include <stdlib.h>

enum { CLIENTS_MAX = 1 << 20 };

struct account {
    cd_window window;
    int64_t balance, reserved; /* as committed */
    int64_t active;            /* as committed */
    int64_t held;              /* by visits */
    int64_t held_slots;
};

struct cd_admit {
    cd_db *db;
    cd_admit_load load;
    cd_lock lock;
    struct account **accounts; /* by number; NULL until first seen */
    size_t count;
};

cd_admit *cd_admit_new(cd_db *db, cd_admit_load load)
{
    cd_admit *admit = cd_new(sizeof *admit);
    admit->db = db;
    admit->load = load;
    cd_lock_init(&admit->lock, CD_LOCK_ADMIT);
    return admit;
}

void cd_admit_free(cd_admit **admit)
{
    if (admit == NULL || *admit == NULL)
        return;
    for (size_t i = 0; i < (*admit)->count; i++) {
        if ((*admit)->accounts[i] != NULL)
            cd_window_done(&(*admit)->accounts[i]->window);
        free((*admit)->accounts[i]);
    }
    free((*admit)->accounts);
    cd_lock_done(&(*admit)->lock);
    free(*admit);
    *admit = NULL;
}

/* With the lock: the account, or NULL when it was never loaded. */
static struct account *account_of(const cd_admit *admit, int64_t number)
{
    return number > 0 && (size_t)number < admit->count ? admit->accounts[number] : NULL;
}

static void accounts_grow(cd_admit *admit, size_t number)
{
    const size_t count = number * 2 + 16;
    struct account **accounts = cd_new_array(count, sizeof(struct account *));
    for (size_t i = 0; i < admit->count; i++)
        accounts[i] = admit->accounts[i];
    free(admit->accounts);
    admit->accounts = accounts;
    admit->count = count;
}

struct loading {
    cd_admit *admit;
    int64_t client;
    bool sandbox;
    struct cd_admit_start start;
};

static cd_rc load_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct loading *loading = arg;
    return loading->admit->load(&loading->start, conn, loading->client, loading->sandbox, err);
}

static struct account *account_make(const struct cd_admit_start *start)
{
    struct account *account = cd_new(sizeof *account);
    account->balance = start->balance;
    account->reserved = start->reserved;
    account->active = start->active;
    for (size_t i = start->recent_count; i-- > 0;) {
        int64_t used;
        int64_t oldest;
        if (!cd_window_admit(&account->window, start->recent_ms[i], INT64_MAX, &used, &oldest))
            break;
    }
    return account;
}

static void load_committed(void *arg)
{
    struct loading *loading = arg;
    cd_admit *admit = loading->admit;
    const int64_t number = cd_client_account(loading->client, loading->sandbox);
    cd_lock_take(&admit->lock);
    if (account_of(admit, number) == NULL) { /* another visit may have been faster */
        if ((size_t)number >= admit->count)
            accounts_grow(admit, (size_t)number);
        admit->accounts[number] = account_make(&loading->start);
    }
    cd_lock_drop(&admit->lock);
}

/* Makes sure the account is in memory. It is read on the writer's thread, so that it takes its
 * place in the order of commits and no change of it is missed or counted twice. */
static cd_rc account_load(cd_admit *admit, int64_t client, bool sandbox, cd_err *err)
{
    struct loading loading = {.admit = admit, .client = client, .sandbox = sandbox};
    if (client < 1 || client >= CLIENTS_MAX)
        return cd_fail(err, CD_E_UNAVAILABLE, NULL, "too many clients");
    cd_lock_take(&admit->lock);
    const bool known = account_of(admit, cd_client_account(client, sandbox)) != NULL;
    cd_lock_drop(&admit->lock);
    if (known)
        return CD_OK;
    const cd_rc rc = cd_db_write(admit->db, load_work, load_committed, &loading, err);
    free(loading.start.recent_ms);
    return rc;
}

static cd_rc rate_enter(cd_hold *hold, cd_rate *rate, struct account *account,
                        const cd_client *client, int64_t now_ms, cd_err *err)
{
    int64_t used;
    int64_t oldest_ms;
    const bool admitted = cd_window_admit(&account->window, now_ms, client->rpm, &used, &oldest_ms);
    rate->limit = client->rpm;
    if (admitted) {
        hold->entered_ms = cd_window_newest(&account->window);
        rate->remaining = client->rpm - used;
        rate->reset_s = now_ms / 1000 + CD_WINDOW_MS / 1000;
        return CD_OK;
    }
    /* rounded up: after that many seconds exactly one slot has opened */
    const int64_t wait_s = (oldest_ms + CD_WINDOW_MS - now_ms + 999) / 1000;
    rate->remaining = 0;
    rate->reset_s = (oldest_ms + CD_WINDOW_MS) / 1000;
    rate->retry_after_s = wait_s < 1 ? 1 : wait_s > 60 ? 60 : wait_s;
    return cd_fail(err, CD_E_RATE, NULL, "Rate limit exceeded");
}

cd_rc cd_admit_rate(cd_hold *hold, cd_rate *rate, cd_admit *admit, const cd_client *client,
                    bool sandbox, int64_t now_ms, cd_err *err)
{
    CD_TRY(account_load(admit, client->seq, sandbox, err));
    hold->account = cd_client_account(client->seq, sandbox);
    cd_lock_take(&admit->lock);
    const cd_rc rc = rate_enter(hold, rate, account_of(admit, hold->account), client, now_ms, err);
    cd_lock_drop(&admit->lock);
    return rc;
}

cd_rc cd_admit_hold(cd_hold *hold, cd_admit *admit, const cd_client *client, int64_t price,
                    cd_err *err)
{
    cd_rc rc = CD_OK;
    cd_lock_take(&admit->lock);
    struct account *account = account_of(admit, hold->account);
    CD_ASSERT(account != NULL);
    if (account->active + account->held_slots >= client->concurrency) {
        rc = cd_fail(err, CD_E_BUSY, NULL, "Too many concurrent jobs");
    } else if (account->balance - account->reserved - account->held < price) {
        rc =
            cd_fail(err, CD_E_PAYMENT, NULL, "Insufficient balance. Please add funds to continue.");
    } else {
        account->held_slots++;
        account->held += price;
        hold->slot = true;
        hold->price = price;
    }
    cd_lock_drop(&admit->lock);
    return rc;
}

void cd_admit_firm(cd_admit *admit, cd_hold *hold)
{
    cd_lock_take(&admit->lock);
    struct account *account = account_of(admit, hold->account);
    CD_ASSERT(account != NULL);
    account->held_slots--;
    account->held -= hold->price;
    account->active++;
    account->reserved += hold->price;
    *hold = (cd_hold){0};
    cd_lock_drop(&admit->lock);
}

void cd_admit_lower(cd_admit *admit, cd_hold *hold, int64_t price)
{
    CD_ASSERT(price >= 0);
    CD_ASSERT(price <= hold->price);
    cd_lock_take(&admit->lock);
    struct account *account = account_of(admit, hold->account);
    if (account != NULL)
        account->held -= hold->price - price;
    hold->price = price;
    cd_lock_drop(&admit->lock);
}

void cd_admit_release(cd_admit *admit, cd_hold *hold)
{
    cd_lock_take(&admit->lock);
    struct account *account = account_of(admit, hold->account);
    if (account != NULL && hold->entered_ms != 0)
        cd_window_withdraw(&account->window, hold->entered_ms);
    if (account != NULL && hold->slot) {
        account->held_slots--;
        account->held -= hold->price;
    }
    *hold = (cd_hold){0};
    cd_lock_drop(&admit->lock);
}

void cd_admit_settled(cd_admit *admit, int64_t number, int64_t price, int64_t charged)
{
    cd_lock_take(&admit->lock);
    struct account *account = account_of(admit, number);
    if (account != NULL) {
        account->active--;
        account->reserved -= price;
        account->balance -= charged;
        CD_ASSERT(account->active >= 0);
        CD_ASSERT(account->reserved >= 0);
    }
    cd_lock_drop(&admit->lock);
}

void cd_admit_credited(cd_admit *admit, int64_t number, int64_t amount)
{
    cd_lock_take(&admit->lock);
    struct account *account = account_of(admit, number);
    if (account != NULL)
        account->balance += amount;
    cd_lock_drop(&admit->lock);
}
