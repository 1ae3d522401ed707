/* crypto/crypto.h - hashes, message authentication, random bytes and constant-time comparison, from
 * OpenSSL. Algorithms are fetched once: an implicit fetch costs five times the small operation.
 * Thread: any. Uses: base. */
#ifndef CD_CRYPTO_CRYPTO_H
#define CD_CRYPTO_CRYPTO_H
#include "base/base.h"
#include "base/id.h"

enum { CD_SHA256_BYTES = 32 };

/* SHA-256 of `bytes` (FIPS 180-4). */
void cd_sha256(uint8_t out[CD_SHA256_BYTES], cd_str bytes);
/* HMAC-SHA-256 (RFC 2104) of `bytes` under `key`. */
void cd_hmac_sha256(uint8_t out[CD_SHA256_BYTES], cd_str key, cd_str bytes);
/* Unpredictable bytes; aborts when the system has none to give. */
void cd_random(void *out, size_t bytes);
/* A new random id. */
cd_uuid cd_uuid_random(void);
/* Whether two strings are equal, in a time that depends on their lengths only. */
bool cd_equal_secret(cd_str a, cd_str b);
/* Unpadded base64url (RFC 4648, section 5) of at most 189 bytes. `out` has room for
 * cd_base64url_size(bytes.size) + 1. */
size_t cd_base64url_size(size_t bytes);
void cd_base64url(char *out, cd_str bytes);

#endif
