/* tests/unit/crypto/test_base64.c - base64: the vectors of RFC 4648, what is refused, and that any
 * bytes come back. */
#include "crypto/base64.h"
#include "crypto/crypto.h"
#include "unit/check.h"

static cd_rc keep(void *arg, cd_str bytes, cd_err *err)
{
    cd_buf_put(arg, bytes);
    return cd_buf_check(arg, "decoded", err);
}

static cd_rc decode(cd_buf *out, cd_str text)
{
    cd_err err = {0};
    return cd_base64_decode(text, keep, out, &err);
}

static void takes_the_vectors(void)
{
    static const char *const vectors[][2] = {{"", ""},
                                             {"Zg==", "f"},
                                             {"Zm8=", "fo"},
                                             {"Zm9v", "foo"},
                                             {"Zm9vYg==", "foob"},
                                             {"Zm9vYmE=", "fooba"},
                                             {"Zm9vYmFy", "foobar"}};
    for (size_t i = 0; i < CD_COUNT(vectors); i++) {
        CD_AUTO(cd_buf_done) cd_buf out = CD_BUF_INIT(64);
        uint64_t bytes = 99;
        CHECK_INT(decode(&out, cd_str_from(vectors[i][0])), CD_OK);
        CHECK(cd_str_eq_c(cd_buf_str(&out), vectors[i][1]));
        CHECK(cd_base64_bytes(&bytes, cd_str_from(vectors[i][0])));
        CHECK_INT(bytes, out.size);
    }
}

static void refuses_anything_else(void)
{
    static const char *const refused[] = {"Z",
                                          "Zg",
                                          "Zg=",
                                          "=",
                                          "====",
                                          "Z===",
                                          "Zg==Zg==",
                                          "Zm9v\n",
                                          "Zm9\n",
                                          "    ",
                                          " Zm9vYmF",
                                          "Zm9vYmF ",
                                          "Zm-_",
                                          "Zm9v!mFy",
                                          "Zm=v",
                                          "Zh==",
                                          "Zm9=",
                                          "data:image/png;base64,Zm9v",
                                          "Zm9v\xc3\xa9\x61\x61"};
    for (size_t i = 0; i < CD_COUNT(refused); i++) {
        CD_AUTO(cd_buf_done) cd_buf out = CD_BUF_INIT(64);
        if (decode(&out, cd_str_from(refused[i])) != CD_E_CORRUPT)
            check_failed(__FILE__, __LINE__, "takes '%s'", refused[i]);
    }
}

/* Longer than a block, of any length, with a wrong character at any place. */
static void long_texts_round_trip(void)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    enum { UNITS = 300000 };
    CD_AUTO(cd_buf_done) cd_buf text = CD_BUF_INIT(UNITS * 4 + 8);
    CD_AUTO(cd_buf_done) cd_buf bytes = CD_BUF_INIT(UNITS * 3 + 8);
    uint32_t state = 1;
    for (size_t i = 0; i < UNITS; i++) {
        uint32_t unit = 0;
        for (int k = 0; k < 4; k++) {
            state = state * 1664525 + 1013904223;
            unit = unit << 6 | state >> 26;
            cd_buf_put_byte(&text, alphabet[state >> 26]);
        }
        cd_buf_put_byte(&bytes, (char)(unit >> 16));
        cd_buf_put_byte(&bytes, (char)(unit >> 8));
        cd_buf_put_byte(&bytes, (char)unit);
    }
    CD_AUTO(cd_buf_done) cd_buf out = CD_BUF_INIT(UNITS * 3 + 8);
    CHECK_INT(decode(&out, cd_buf_str(&text)), CD_OK);
    CHECK(cd_str_eq(cd_buf_str(&out), cd_buf_str(&bytes)));
    for (size_t at = 7; at < text.size; at += 99991) {
        const char kept = text.data[at];
        text.data[at] = "= \n-"[at % 4];
        cd_buf_clear(&out);
        CHECK_INT(decode(&out, cd_buf_str(&text)), CD_E_CORRUPT);
        text.data[at] = kept;
    }
}

CHECK_MAIN(RUN(takes_the_vectors) RUN(refuses_anything_else) RUN(long_texts_round_trip))
