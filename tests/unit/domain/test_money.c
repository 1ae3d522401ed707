/* tests/unit/domain/test_money.c - amounts as text. */
#include "base/base.h"
#include "domain/money.h"
#include "unit/check.h"

static void reads_and_writes_dollars(void)
{
    static const struct {
        const char *text;
        int64_t micro;
        const char *written;
    } table[] = {
        {"0", 0, "0.000000"},
        {"-0", 0, "0.000000"},
        {"12.34", 12340000, "12.340000"},
        {"-3", -3000000, "-3.000000"},
        {"0.000001", 1, "0.000001"},
        {"-0.5", -500000, "-0.500000"},
        {"007.10", 7100000, "7.100000"},
        {"1000000000", CD_MONEY_MAX, "1000000000.000000"},
    };
    for (size_t i = 0; i < CD_COUNT(table); i++) {
        char text[CD_USD_TEXT];
        int64_t micro = 1;
        CHECK(cd_usd_parse(&micro, cd_str_from(table[i].text)));
        CHECK_INT(micro, table[i].micro);
        cd_usd_format(text, micro);
        CHECK_TEXT(text, table[i].written);
    }
}

static void refuses_other_texts(void)
{
    static const char *const refused[] = {"",           "-",
                                          ".",          ".5",
                                          "5.",         "1.2345678",
                                          "--1",        "+1",
                                          "1e3",        "1,000",
                                          " 1",         "1 ",
                                          "1.2.3",      "1.-2",
                                          "$1",         "1000000000.000001",
                                          "1000000001", "99999999999999999999",
                                          "NaN",        "0x10"};
    int64_t micro = 42;
    for (size_t i = 0; i < CD_COUNT(refused); i++)
        if (cd_usd_parse(&micro, cd_str_from(refused[i])))
            check_failed(__FILE__, __LINE__, "takes '%s'", refused[i]);
    CHECK_INT(micro, 42);
}

static void any_amount_round_trips(void)
{
    for (unsigned round = 0; round < 20000; round++) {
        const int64_t span = CD_MONEY_MAX >> check_below(50);
        const int64_t micro = (int64_t)check_below(2 * (uint64_t)span + 1) - span;
        char text[CD_USD_TEXT];
        int64_t back = 0;
        cd_usd_format(text, micro);
        CHECK(cd_usd_parse(&back, cd_str_from(text)));
        CHECK_INT(back, micro);
    }
    char text[CD_USD_TEXT];
    cd_usd_format(text, INT64_MIN);
    CHECK_TEXT(text, "-9223372036854.775808");
    cd_usd_format(text, INT64_MAX);
    CHECK_TEXT(text, "9223372036854.775807");
}

CHECK_MAIN(RUN(reads_and_writes_dollars) RUN(refuses_other_texts) RUN(any_amount_round_trips))
