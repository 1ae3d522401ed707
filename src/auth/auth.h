/* auth/auth.h - who is asking: from the Authorization header to a principal. Keys are stored as
 * SHA-256 hashes only; they are 256 random bits, so no slow hash is needed. Thread: any; the cache
 * locks inside. Uses: base crypto domain db. */
#ifndef CD_AUTH_AUTH_H
#define CD_AUTH_AUTH_H
#include "db/db.h"
#include "domain/client.h"

enum { CD_RAW_KEY_TEXT = 52 }; /* "luma-api-" and 43 characters of base64url */

typedef struct cd_auth cd_auth;

typedef struct cd_principal {
    cd_client client; /* its money fields are not filled in */
    int64_t key;
    bool sandbox;
} cd_principal;

/* `ceiling`: requests that one client may make in a minute, of any kind, before it is told to wait;
 * 0: any number. It is far above the limits on generations and keeps one client's loop from
 * crowding out the others. */
CD_MUST cd_auth *cd_auth_new(cd_db *db, int64_t ceiling);
void cd_auth_free(cd_auth **auth);
/* Checks a header (contract, section 3: the four 401 texts, the two 403 texts). With `may_block`
 * false a key that is not in memory gives CD_E_BLOCKED. CD_E_RATE over the ceiling, until the
 * minute is over. */
CD_MUST cd_rc cd_auth_check(cd_principal *out, cd_auth *auth, cd_str header, int64_t now_ms,
                            bool may_block, cd_err *err);
/* Forgets what is in memory: call after each committed change of a client or key. */
void cd_auth_forget(cd_auth *auth);

#endif
