/* fuzz/fuzz_policy.c - folding and judging any text: it ends, within bounds, with one verdict, and
 * the same one each time. */
#include "fuzz.h"
#include "policy/policy.h"
#include "wire/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const cd_str text = {(const char *)data, size > 24000 ? 24000 : size}; /* 6,000 characters */
    struct cd_verdict first;
    struct cd_verdict second;
    const cd_rc rc = cd_policy_text(&first, text, NULL);
    FUZZ_CHECK(rc == CD_OK || rc == CD_E_SCHEMA || rc == CD_E_TOO_BIG);
    FUZZ_CHECK(rc != CD_OK || cd_utf8_count(text) != SIZE_MAX);
    if (rc != CD_OK)
        return 0;
    FUZZ_CHECK(first.category < CD_CATEGORY__COUNT);
    FUZZ_CHECK((first.category != CD_CATEGORY_NONE) == (first.rule[0] != '\0'));
    FUZZ_CHECK(cd_policy_text(&second, text, NULL) == CD_OK);
    FUZZ_CHECK(first.category == second.category && strcmp(first.rule, second.rule) == 0);
    return 0;
}
