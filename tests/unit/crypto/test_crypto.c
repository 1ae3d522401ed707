/* tests/unit/crypto/test_crypto.c - published test vectors. */
#include "base/base.h"
#include "crypto/crypto.h"
#include "unit/check.h"

static void check_hex(const uint8_t digest[CD_SHA256_BYTES], const char *should)
{
    char text[2 * CD_SHA256_BYTES + 1];
    for (size_t i = 0; i < CD_SHA256_BYTES; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    CHECK_TEXT(text, should);
}

static void sha256_vectors(void) /* FIPS 180-4, the examples of NIST */
{
    uint8_t digest[CD_SHA256_BYTES];
    cd_sha256(digest, CD_STR(""));
    check_hex(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    cd_sha256(digest, CD_STR("abc"));
    check_hex(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void hmac_vectors(void) /* RFC 4231, cases 1, 2 and 6 */
{
    uint8_t digest[CD_SHA256_BYTES];
    char key[131];
    memset(key, 0x0b, sizeof key);
    cd_hmac_sha256(digest, (cd_str){key, 20}, CD_STR("Hi There"));
    check_hex(digest, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    cd_hmac_sha256(digest, CD_STR("Jefe"), CD_STR("what do ya want for nothing?"));
    check_hex(digest, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    cd_hmac_sha256(digest, (cd_str){key, sizeof key},
                   CD_STR("Test Using Larger Than Block-Size Key - Hash Key First"));
    check_hex(digest, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void base64url_vectors(void) /* RFC 4648, section 10, without padding; then its alphabet */
{
    static const char *const table[][2] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "-__-"}};
    for (size_t i = 0; i < CD_COUNT(table); i++) {
        char out[32];
        const cd_str bytes = cd_str_from(table[i][0]);
        cd_base64url(out, bytes);
        CHECK_TEXT(out, table[i][1]);
        CHECK_INT(cd_base64url_size(bytes.size), strlen(table[i][1]));
    }
}

static void secrets_compare(void)
{
    CHECK(cd_equal_secret(CD_STR("abc"), CD_STR("abc")));
    CHECK(!cd_equal_secret(CD_STR("abc"), CD_STR("abd")));
    CHECK(!cd_equal_secret(CD_STR("abc"), CD_STR("ab")));
    CHECK(!cd_equal_secret(CD_STR("abc"), (cd_str){NULL, 0}));
    CHECK(cd_equal_secret((cd_str){NULL, 0}, CD_STR("")));
}

static void ids_differ(void)
{
    cd_uuid seen[500];
    for (size_t i = 0; i < CD_COUNT(seen); i++) {
        seen[i] = cd_uuid_random();
        CHECK_INT(seen[i].bytes[6] >> 4, 4);
        for (size_t k = 0; k < i; k++)
            CHECK(!cd_uuid_eq(&seen[i], &seen[k]));
    }
}

CHECK_MAIN(RUN(sha256_vectors) RUN(hmac_vectors) RUN(base64url_vectors) RUN(secrets_compare)
               RUN(ids_differ))
