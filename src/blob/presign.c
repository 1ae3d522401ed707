/* blob/presign.c - making and checking links. */
#include "blob/presign.h"

#include "base/atomic.h"
#include "crypto/crypto.h"
#include "sys/files.h"

#include <stdlib.h>

enum { KEY_BYTES = 32, SIGNATURE_TEXT = 43, KEY_ID_TEXT = 8, MESSAGE_MAX = 512 };

struct cd_presign {
    char key[KEY_BYTES];
    char key_id[KEY_ID_TEXT + 1]; /* from the key's hash, so that a replaced key is told apart */
    cd_atomic nonce;
};

cd_rc cd_presign_open(cd_presign **out, const char *path, cd_err *err)
{
    CD_AUTO(cd_presign_close) cd_presign *presign = cd_new(sizeof *presign);
    CD_AUTO(cd_buf_done) cd_buf stored = CD_BUF_INIT(KEY_BYTES + 1);
    cd_err missing = {0};
    uint8_t digest[CD_SHA256_BYTES];
    char text[SIGNATURE_TEXT + 1];

    cd_rc rc = cd_file_read(&stored, path, &missing);
    if (rc == CD_E_NOT_FOUND) {
        cd_random(presign->key, sizeof presign->key);
        cd_buf_clear(&stored);
        cd_buf_put(&stored, (cd_str){presign->key, KEY_BYTES});
        CD_TRY(cd_file_write_atomic(path, cd_buf_str(&stored), 0600, err));
    } else if (rc != CD_OK || stored.size != KEY_BYTES) {
        return cd_fail(err, CD_E_CORRUPT, NULL,
                       "%s is not a signing key: move it away to make a new one", path);
    }
    for (size_t i = 0; i < KEY_BYTES; i++)
        presign->key[i] = stored.data[i];
    cd_sha256(digest, (cd_str){presign->key, KEY_BYTES});
    cd_base64url(text, (cd_str){(const char *)digest, sizeof digest});
    CD_ASSERT(cd_str_copy(presign->key_id, sizeof presign->key_id,
                          cd_str_sub(cd_str_from(text), 0, KEY_ID_TEXT)));
    uint32_t start;
    cd_random(&start, sizeof start);
    cd_atomic_set(&presign->nonce, start);
    CD_MOVE(*out, presign);
    return CD_OK;
}

void cd_presign_close(cd_presign **presign)
{
    free(*presign);
    *presign = NULL;
}

static bool sign(char out[SIGNATURE_TEXT + 1], const cd_presign *presign, cd_str method, cd_str key,
                 const struct cd_presign_query *query)
{
    char bytes[MESSAGE_MAX];
    cd_buf message = {bytes, 0, sizeof bytes, sizeof bytes, false};
    uint8_t digest[CD_SHA256_BYTES];
    const cd_str parts[] = {method, key, query->expires, query->nonce, query->key_id};
    for (size_t i = 0; i < CD_COUNT(parts); i++) {
        cd_buf_put(&message, parts[i]);
        cd_buf_put_byte(&message, '\n'); /* cannot be inside a part: the request line has none */
    }
    if (cd_buf_failed(&message))
        return false;
    cd_hmac_sha256(digest, (cd_str){presign->key, KEY_BYTES}, cd_buf_str(&message));
    cd_base64url(out, (cd_str){(const char *)digest, sizeof digest});
    return true;
}

static cd_str number(char out[20], uint64_t value)
{
    cd_buf text = {out, 0, 20, 20, false};
    cd_buf_put_u64(&text, value);
    return cd_buf_str(&text);
}

void cd_presign_link(cd_buf *out, cd_presign *presign, cd_str method, cd_str key, int64_t now_ms)
{
    char expires[20];
    char nonce[20];
    char signature[SIGNATURE_TEXT + 1];
    const struct cd_presign_query query = {
        .expires = number(expires, (uint64_t)(now_ms / 1000 + CD_PRESIGN_LIFE_S)),
        .nonce = number(nonce, (uint64_t)cd_atomic_add(&presign->nonce, 1)),
        .key_id = cd_str_from(presign->key_id)};
    CD_ASSERT(sign(signature, presign, method, key, &query));
    cd_buf_put(out, CD_STR("/objects/"));
    cd_buf_put(out, key);
    cd_buf_put(out, CD_STR("?expires="));
    cd_buf_put(out, query.expires);
    cd_buf_put(out, CD_STR("&nonce="));
    cd_buf_put(out, query.nonce);
    cd_buf_put(out, CD_STR("&kid="));
    cd_buf_put(out, query.key_id);
    cd_buf_put(out, CD_STR("&signature="));
    cd_buf_put(out, cd_str_from(signature));
}

cd_rc cd_presign_check(cd_presign *presign, cd_str method, cd_str key,
                       const struct cd_presign_query *query, int64_t now_ms, cd_err *err)
{
    char signature[SIGNATURE_TEXT + 1];
    uint64_t expires_s;
    const bool ours = sign(signature, presign, method, key, query) &&
                      cd_equal_secret(cd_str_from(signature), query->signature);
    if (!ours || !cd_str_u64(query->expires, &expires_s))
        return cd_fail(err, CD_E_FORBIDDEN, NULL, "The link is not valid");
    if (expires_s <= (uint64_t)(now_ms / 1000))
        return cd_fail(err, CD_E_FORBIDDEN, NULL, "The link has expired");
    return CD_OK;
}
