/* auth/auth.c - the header, the cache of known keys, and the order of refusals. */
#include "auth/auth.h"

#include "auth/clients.h"
#include "base/lock.h"
#include "base/map.h"
#include "crypto/crypto.h"

#include <stdlib.h>

enum { CACHE_KEYS = 4096, COUNTED_CLIENTS = 4096, MINUTE_MS = 60000 };

/* What is known of a key; its time limits are looked at on each use. */
struct known {
    cd_principal principal;
    int64_t expires_ms, revoked_ms;
};

struct cd_auth {
    cd_db *db;
    cd_lock lock;
    cd_map *keys;   /* hash -> known */
    cd_map *counts; /* client -> counted */
    int64_t ceiling;
    int64_t epoch; /* counts cd_auth_forget(): a read that began before one is not kept */
};

/* Requests of a client in one minute. */
struct counted {
    int64_t minute, requests;
};

struct lookup {
    const uint8_t *hash;
    struct known known;
};

cd_auth *cd_auth_new(cd_db *db, int64_t ceiling)
{
    cd_auth *auth = cd_new(sizeof *auth);
    auth->db = db;
    cd_lock_init(&auth->lock, CD_LOCK_AUTH_CACHE);
    auth->keys = cd_map_new(CD_SHA256_BYTES, sizeof(struct known), CACHE_KEYS);
    auth->counts = cd_map_new(sizeof(int64_t), sizeof(struct counted), COUNTED_CLIENTS);
    auth->ceiling = ceiling;
    return auth;
}

void cd_auth_free(cd_auth **auth)
{
    if (auth == NULL || *auth == NULL)
        return;
    cd_map_free(&(*auth)->keys);
    cd_map_free(&(*auth)->counts);
    cd_lock_done(&(*auth)->lock);
    free(*auth);
    *auth = NULL;
}

void cd_auth_forget(cd_auth *auth)
{
    cd_lock_take(&auth->lock);
    cd_map_clear(auth->keys);
    auth->epoch++;
    cd_lock_drop(&auth->lock);
}

static bool cache_get(struct known *out, int64_t *epoch, cd_auth *auth, const uint8_t *hash)
{
    cd_lock_take(&auth->lock);
    const struct known *known = cd_map_get(auth->keys, hash);
    if (known != NULL)
        *out = *known;
    *epoch = auth->epoch;
    cd_lock_drop(&auth->lock);
    return known != NULL;
}

static void cache_put(cd_auth *auth, const uint8_t *hash, const struct known *known, int64_t epoch)
{
    cd_lock_take(&auth->lock);
    if (epoch == auth->epoch) {
        struct known *slot = cd_map_put(auth->keys, hash);
        *slot = *known;
    }
    cd_lock_drop(&auth->lock);
}

static cd_rc lookup_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct lookup *lookup = arg;
    return cd_key_find(&lookup->known.principal, &lookup->known.expires_ms,
                       &lookup->known.revoked_ms, conn, lookup->hash, err);
}

static cd_rc known_get(struct known *out, cd_auth *auth, const uint8_t *hash, bool may_block,
                       cd_err *err)
{
    int64_t epoch;
    if (cache_get(out, &epoch, auth, hash))
        return CD_OK;
    if (!may_block)
        return cd_fail(err, CD_E_BLOCKED, NULL, "the key is not in memory");
    struct lookup lookup = {.hash = hash};
    cd_err inner = {0};
    const cd_rc rc = cd_db_read(auth->db, lookup_work, &lookup, &inner);
    if (rc == CD_E_NOT_FOUND)
        return cd_fail(err, CD_E_UNAUTHORIZED, NULL, "Invalid API key");
    if (rc != CD_OK)
        return cd_fail(err, rc, NULL, "%s", inner.text);
    cache_put(auth, hash, &lookup.known, epoch);
    *out = lookup.known;
    return CD_OK;
}

static cd_rc count(cd_auth *auth, int64_t client, int64_t now_ms, cd_err *err)
{
    const int64_t minute = now_ms / MINUTE_MS;
    if (auth->ceiling == 0)
        return CD_OK;
    cd_lock_take(&auth->lock);
    struct counted *counted = cd_map_put(auth->counts, &client);
    if (counted->minute != minute)
        *counted = (struct counted){minute, 0};
    const bool over = ++counted->requests > auth->ceiling;
    cd_lock_drop(&auth->lock);
    return over ? cd_fail(err, CD_E_RATE, NULL, "Rate limit exceeded") : CD_OK;
}

cd_rc cd_auth_check(cd_principal *out, cd_auth *auth, cd_str header, int64_t now_ms, bool may_block,
                    cd_err *err)
{
    static const cd_str scheme = CD_STR_INIT("Bearer ");
    uint8_t hash[CD_SHA256_BYTES];
    struct known known = {0};

    const cd_str key = cd_str_sub(header, scheme.size, header.size);
    if (!cd_str_starts(header, scheme) || !cd_str_starts(key, CD_STR("luma-api-")))
        return cd_fail(err, CD_E_UNAUTHORIZED, NULL, "Missing or invalid API key");
    cd_sha256(hash, key);
    CD_TRY(known_get(&known, auth, hash, may_block, err));
    if (known.revoked_ms != 0)
        return cd_fail(err, CD_E_UNAUTHORIZED, NULL, "API key has been revoked");
    if (known.expires_ms != 0 && known.expires_ms <= now_ms)
        return cd_fail(err, CD_E_UNAUTHORIZED, NULL, "API key has expired");
    const char *refusal = cd_client_state_refusal(known.principal.client.state);
    if (refusal != NULL)
        return cd_fail(err, CD_E_FORBIDDEN, NULL, "%s", refusal);
    CD_TRY(count(auth, known.principal.client.seq, now_ms, err));
    *out = known.principal;
    return CD_OK;
}
