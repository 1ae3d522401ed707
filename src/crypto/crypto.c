/* crypto/crypto.c - OpenSSL behind Candela's types. */
#include "crypto/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <string.h>

enum { HMAC_BLOCK = 64, IDS_AT_ONCE = 64 };

static EVP_MD *sha256;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fetch(void)
{
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    CD_ASSERT(sha256 != NULL);
}

static void context_free(EVP_MD_CTX **context)
{
    EVP_MD_CTX_free(*context);
}

static void digest_two(uint8_t out[CD_SHA256_BYTES], cd_str first, cd_str second)
{
    pthread_once(&once, fetch);
    CD_AUTO(context_free) EVP_MD_CTX *context = EVP_MD_CTX_new();
    CD_ASSERT(context != NULL);
    const int started = EVP_DigestInit_ex2(context, sha256, NULL);
    CD_ASSERT(started == 1);
    EVP_DigestUpdate(context, first.data, first.size);
    EVP_DigestUpdate(context, second.data, second.size);
    const int ended = EVP_DigestFinal_ex(context, out, NULL);
    CD_ASSERT(ended == 1);
}

void cd_sha256(uint8_t out[CD_SHA256_BYTES], cd_str bytes)
{
    digest_two(out, bytes, CD_STR(""));
}

/* RFC 2104 over two plain digests: EVP_MAC allocates and parses parameters at each call. */
void cd_hmac_sha256(uint8_t out[CD_SHA256_BYTES], cd_str key, cd_str bytes)
{
    uint8_t inner[HMAC_BLOCK] = {0};
    uint8_t outer[HMAC_BLOCK];
    uint8_t digest[CD_SHA256_BYTES];

    if (key.size > HMAC_BLOCK)
        cd_sha256(inner, key);
    else if (key.size > 0)
        memcpy(inner, key.data, key.size);
    for (size_t i = 0; i < HMAC_BLOCK; i++) {
        outer[i] = inner[i] ^ 0x5c;
        inner[i] ^= 0x36;
    }
    digest_two(digest, (cd_str){(const char *)inner, sizeof inner}, bytes);
    digest_two(out, (cd_str){(const char *)outer, sizeof outer},
               (cd_str){(const char *)digest, sizeof digest});
    OPENSSL_cleanse(inner, sizeof inner);
    OPENSSL_cleanse(outer, sizeof outer);
}

void cd_random(void *out, size_t bytes)
{
    CD_ASSERT(bytes <= INT32_MAX);
    const int rc = RAND_bytes(out, (int)bytes);
    CD_ASSERT(rc == 1);
}

cd_uuid cd_uuid_random(void)
{
    /* each reply has an id: asking the generator for sixteen bytes at a time would cost a tenth of
     * a poll */
    static _Thread_local uint8_t pool[IDS_AT_ONCE][16];
    static _Thread_local unsigned left;
    if (left == 0) {
        cd_random(pool, sizeof pool);
        left = IDS_AT_ONCE;
    }
    return cd_uuid_v4(pool[--left]);
}

bool cd_equal_secret(cd_str a, cd_str b)
{
    return a.size == b.size && CRYPTO_memcmp(a.data, b.data, a.size) == 0;
}

size_t cd_base64url_size(size_t bytes)
{
    return (bytes * 4 + 2) / 3;
}

void cd_base64url(char *out, cd_str bytes)
{
    unsigned char padded[256];
    CD_ASSERT(bytes.size <= sizeof padded / 4 * 3 - 3);
    EVP_EncodeBlock(padded, (const unsigned char *)bytes.data, (int)bytes.size);
    const size_t size = cd_base64url_size(bytes.size);
    for (size_t i = 0; i < size; i++)
        out[i] = (char)(padded[i] == '+' ? '-' : padded[i] == '/' ? '_' : padded[i]);
    out[size] = '\0';
}
