/* fuzz/fuzz_base64.c - the base64 path of inline media: what decodes encodes to the same text, and
 * the size foretold is the size that comes. */
#include "crypto/base64.h"
#include "fuzz.h"

static cd_rc keep(void *arg, cd_str bytes, cd_err *err)
{
    cd_buf_put(arg, bytes);
    return cd_buf_check(arg, "decoded", err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const cd_str text = {(const char *)data, size};
    CD_AUTO(cd_buf_done) cd_buf bytes = CD_BUF_INIT(16u << 20);
    CD_AUTO(cd_buf_done) cd_buf again = CD_BUF_INIT(16u << 20);
    uint64_t foretold = 0;
    cd_err err = {0};
    const bool possible = cd_base64_bytes(&foretold, text);
    const cd_rc rc = cd_base64_decode(text, keep, &bytes, &err);
    FUZZ_CHECK(rc == CD_OK || rc == CD_E_CORRUPT);
    if (rc == CD_OK) {
        FUZZ_CHECK(possible && foretold == bytes.size);
        cd_base64_encode(&again, cd_buf_str(&bytes));
        FUZZ_CHECK(cd_str_eq(cd_buf_str(&again), text));
    }
    cd_buf_clear(&again);
    cd_base64_encode(&again, text);
    cd_buf_clear(&bytes);
    FUZZ_CHECK(cd_base64_decode(cd_buf_str(&again), keep, &bytes, &err) == CD_OK);
    FUZZ_CHECK(cd_str_eq(cd_buf_str(&bytes), text));
    return 0;
}
