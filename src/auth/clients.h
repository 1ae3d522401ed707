/* auth/clients.h - clients and keys in the database.
 * Thread: any, inside a transaction. Uses: base crypto domain db. */
#ifndef CD_AUTH_CLIENTS_H
#define CD_AUTH_CLIENTS_H
#include "auth/auth.h"

/* Stores a client with the limits and state in *client; sets its id, seq and creation time. Its
 * account is the caller's to open. CD_E_INVALID for a bad name, CD_E_CONFLICT when the name is
 * taken. */
CD_MUST cd_rc cd_client_add(cd_conn *conn, cd_client *client, cd_err *err);
/* The client of that name, with its money. CD_E_NOT_FOUND. */
CD_MUST cd_rc cd_client_get(cd_client *out, cd_conn *conn, cd_str name, cd_err *err);
/* Writes state and limits back. */
CD_MUST cd_rc cd_client_set(cd_conn *conn, const cd_client *client, cd_err *err);
/* Moves the time of a client's sandbox forward; *clock_ms is how far it is ahead then, at most
 * CD_CLOCK_MS_MAX. */
#define CD_CLOCK_MS_MAX ((int64_t)100 * 366 * 24 * 3600 * 1000)
CD_MUST cd_rc cd_client_advance(int64_t *clock_ms, cd_conn *conn, int64_t client, int64_t by_ms,
                                cd_err *err);
/* How far it is ahead. */
CD_MUST cd_rc cd_client_clock(int64_t *clock_ms, cd_conn *conn, int64_t client, cd_err *err);
/* Calls `each` for every client in order of age. */
CD_MUST cd_rc cd_client_each(cd_conn *conn, void (*each)(void *arg, const cd_client *client),
                             void *arg, cd_err *err);

/* Makes and stores a key for key->client; *key names it afterwards and `raw` is the secret, to be
 * shown once. */
CD_MUST cd_rc cd_key_add(char raw[CD_RAW_KEY_TEXT + 1], cd_conn *conn, cd_key *key, cd_err *err);
/* Calls `each` for every key of the client, or of all clients when 0, in order of age. */
CD_MUST cd_rc cd_key_each(cd_conn *conn, int64_t client, void (*each)(void *arg, const cd_key *key),
                          void *arg, cd_err *err);
/* Revokes for good. CD_E_NOT_FOUND; revoking twice is fine. */
CD_MUST cd_rc cd_key_revoke(cd_conn *conn, const cd_uuid *id, cd_err *err);
/* The principal of a key's hash and when the key ends. CD_E_NOT_FOUND. */
CD_MUST cd_rc cd_key_find(cd_principal *out, int64_t *expires_ms, int64_t *revoked_ms,
                          cd_conn *conn, const uint8_t hash[32], cd_err *err);

#endif
