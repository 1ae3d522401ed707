/* blob/presign.h - links that grant one method on one object until a time: HMAC-SHA-256 over
 * method, key, expiry, nonce and key id, the idea of AWS Signature Version 4 query signing without
 * its canonical forms. Thread: any. Uses: base crypto sys. */
#ifndef CD_BLOB_PRESIGN_H
#define CD_BLOB_PRESIGN_H
#include "base/base.h"

enum { CD_PRESIGN_LIFE_S = 3600 };

typedef struct cd_presign cd_presign;

/* The parts of a link's query, as they came in. */
struct cd_presign_query {
    cd_str expires, nonce, key_id, signature;
};

/* Reads the signing key from `path`, or makes one there (mode 0600). *out is new. */
CD_MUST cd_rc cd_presign_open(cd_presign **out, const char *path, cd_err *err);
void cd_presign_close(cd_presign **presign);
/* Appends "/objects/KEY?expires=...&nonce=...&kid=...&signature=..." for `method`, good for an
 * hour. Each call gives another link. */
void cd_presign_link(cd_buf *out, cd_presign *presign, cd_str method, cd_str key, int64_t now_ms);
/* Checks a link in constant time. CD_E_FORBIDDEN when it was altered, is not ours or is over. */
CD_MUST cd_rc cd_presign_check(cd_presign *presign, cd_str method, cd_str key,
                               const struct cd_presign_query *query, int64_t now_ms, cd_err *err);

#endif
