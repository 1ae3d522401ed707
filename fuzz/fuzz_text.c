/* fuzz/fuzz_text.c - the small texts that come from outside: times, amounts, ids, numbers, object
 * keys. What is read can be written and read again. */
#include "base/id.h"
#include "blob/blob.h"
#include "domain/money.h"
#include "fuzz.h"
#include "wire/time.h"

static void check_time(cd_str text)
{
    char out[CD_RFC3339_TEXT + 1];
    int64_t ms, again;
    if (!cd_rfc3339_parse(&ms, text) || ms < -62167219200000 || ms > 253402300799999)
        return;
    cd_rfc3339_format(out, ms);
    FUZZ_CHECK(cd_rfc3339_parse(&again, cd_str_from(out)));
    FUZZ_CHECK(again <= ms && ms - again < 1000);
}

static void check_money(cd_str text)
{
    char out[CD_USD_TEXT];
    int64_t micro, again;
    if (!cd_usd_parse(&micro, text))
        return;
    FUZZ_CHECK(micro >= -CD_MONEY_MAX && micro <= CD_MONEY_MAX);
    cd_usd_format(out, micro);
    FUZZ_CHECK(cd_usd_parse(&again, cd_str_from(out)) && again == micro);
}

static void check_id(cd_str text)
{
    char out[CD_UUID_TEXT + 1];
    cd_uuid id;
    if (!cd_uuid_parse(&id, text))
        return;
    cd_uuid_format(out, &id);
    FUZZ_CHECK(cd_str_ieq(text, cd_str_from(out)));
}

static void check_key(cd_str text)
{
    if (!cd_blob_key_valid(text))
        return;
    FUZZ_CHECK(text.data[0] != '/' && text.data[0] != '.');
    for (size_t i = 1; i < text.size; i++)
        FUZZ_CHECK(text.data[i - 1] != '/' || (text.data[i] != '.' && text.data[i] != '/'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const cd_str text = {(const char *)data, size};
    uint64_t number;
    check_time(text);
    check_money(text);
    check_id(text);
    check_key(text);
    if (cd_str_u64(text, &number)) {
        CD_AUTO(cd_buf_done) cd_buf out = CD_BUF_INIT(32);
        uint64_t again;
        cd_buf_put_u64(&out, number);
        FUZZ_CHECK(cd_str_u64(cd_buf_str(&out), &again) && again == number);
    }
    return 0;
}
