/* tests/unit/wire/test_time.c - points in time as RFC 3339 text. */
#include "base/base.h"
#include "unit/check.h"
#include "wire/time.h"

static void known_points(void)
{
    static const struct {
        const char *text;
        int64_t ms;
    } table[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-04-08T12:00:00Z", 1775649600000},
        {"2000-02-29T23:59:59Z", 951868799000},
        {"1969-12-31T23:59:59Z", -1000},
        {"9999-12-31T23:59:59Z", 253402300799000},
    };
    for (size_t i = 0; i < CD_COUNT(table); i++) {
        char text[CD_RFC3339_TEXT + 1];
        int64_t ms = 1;
        cd_rfc3339_format(text, table[i].ms);
        CHECK_TEXT(text, table[i].text);
        CHECK(cd_rfc3339_parse(&ms, cd_str_from(table[i].text)));
        CHECK_INT(ms, table[i].ms);
    }
}

static void fractions_and_offsets(void)
{
    int64_t ms = 0;
    CHECK(cd_rfc3339_parse(&ms, CD_STR("1970-01-01T01:00:00.25+01:00")) && ms == 250);
    CHECK(cd_rfc3339_parse(&ms, CD_STR("1969-12-31T18:30:00.123456789-05:30")) && ms == 123);
    CHECK(cd_rfc3339_parse(&ms, CD_STR("1970-01-01t00:00:01z")) && ms == 1000);
}

static void other_texts_are_refused(void)
{
    static const char *const refused[] = {"",
                                          "now",
                                          "2026-04-08",
                                          "2026-04-08T12:00:00",
                                          "2026-04-08T12:00Z",
                                          "2026-13-01T00:00:00Z",
                                          "2026-00-01T00:00:00Z",
                                          "2026-04-31T00:00:00Z",
                                          "2027-02-29T00:00:00Z",
                                          "1900-02-29T00:00:00Z",
                                          "2026-04-08T24:00:00Z",
                                          "2026-04-08T12:60:00Z",
                                          "2026-04-08T12:00:00+1:00",
                                          "2026-04-08T12:00:00+24:00",
                                          "2026-04-08T12:00:00Zx",
                                          "2026-04-08T12:00:00 Z",
                                          "-026-04-08T12:00:00Z",
                                          "2026-04-08X12:00:00Z",
                                          "2026/04/08T12:00:00Z",
                                          "2026-04-08T12:00:00.Z+"};
    int64_t ms = 42;
    for (size_t i = 0; i < CD_COUNT(refused); i++)
        if (cd_rfc3339_parse(&ms, cd_str_from(refused[i])))
            check_failed(__FILE__, __LINE__, "takes '%s'", refused[i]);
}

static void any_point_round_trips(void)
{
    for (unsigned round = 0; round < 20000; round++) {
        const int64_t ms = (int64_t)check_below(315537897600) * 1000 - 62167219200000;
        char text[CD_RFC3339_TEXT + 1];
        int64_t back;
        cd_rfc3339_format(text, ms + (int64_t)check_below(1000));
        CHECK(cd_rfc3339_parse(&back, cd_str_from(text)));
        CHECK_INT(back, ms);
    }
}

CHECK_MAIN(RUN(known_points) RUN(fractions_and_offsets) RUN(other_texts_are_refused)
               RUN(any_point_round_trips))
