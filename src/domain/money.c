/* domain/money.c - amounts as text. */
#include "domain/money.h"

#include <inttypes.h>
#include <stdio.h>

void cd_usd_format(char out[CD_USD_TEXT], int64_t micro)
{
    const uint64_t size = micro < 0 ? 0 - (uint64_t)micro : (uint64_t)micro;
    const int count = snprintf(out, CD_USD_TEXT, "%s%" PRIu64 ".%06" PRIu64, micro < 0 ? "-" : "",
                               size / CD_MICRO, size % CD_MICRO);
    CD_ASSERT(count < CD_USD_TEXT);
}

bool cd_usd_parse(int64_t *micro, cd_str text)
{
    cd_str whole;
    cd_str fraction;
    uint64_t dollars;
    uint64_t parts = 0;
    const bool negative = cd_str_starts(text, CD_STR("-"));
    text = cd_str_sub(text, negative ? 1 : 0, text.size);
    const bool has_point = cd_str_cut(text, '.', &whole, &fraction);
    if (!cd_str_u64(whole, &dollars) || dollars > (uint64_t)(CD_MONEY_MAX / CD_MICRO))
        return false;
    if (has_point && (fraction.size > 6 || !cd_str_u64(fraction, &parts)))
        return false;
    for (size_t digits = fraction.size; digits < 6; digits++)
        parts *= 10;
    const int64_t value = (int64_t)dollars * CD_MICRO + (int64_t)parts;
    if (value > CD_MONEY_MAX)
        return false;
    *micro = negative ? -value : value;
    return true;
}
