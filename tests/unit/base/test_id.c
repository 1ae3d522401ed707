/* tests/unit/base/test_id.c - 128-bit ids. */
#include "base/base.h"
#include "base/id.h"
#include "unit/check.h"

static cd_uuid any_id(void)
{
    uint8_t random[16];
    for (size_t i = 0; i < sizeof random; i++)
        random[i] = (uint8_t)check_random();
    return cd_uuid_v4(random);
}

static void text_round_trips(void)
{
    for (unsigned round = 0; round < 5000; round++) {
        const cd_uuid id = any_id();
        char text[CD_UUID_TEXT + 1];
        cd_uuid back;
        cd_uuid_format(text, &id);
        CHECK_INT(strlen(text), CD_UUID_TEXT);
        CHECK(text[14] == '4' && strchr("89ab", text[19]) != NULL);
        CHECK(cd_uuid_parse(&back, cd_str_from(text)));
        CHECK(cd_uuid_eq(&id, &back));
    }
}

static void takes_either_case(void)
{
    cd_uuid lower, upper;
    CHECK(cd_uuid_parse(&lower, CD_STR("d290f1ee-6c54-4b01-90e6-d701748f0851")));
    CHECK(cd_uuid_parse(&upper, CD_STR("D290F1EE-6C54-4B01-90E6-D701748F0851")));
    CHECK(cd_uuid_eq(&lower, &upper));
    CHECK_INT(lower.bytes[0], 0xd2);
    CHECK_INT(lower.bytes[15], 0x51);
}

static void refuses_anything_else(void)
{
    static const char *const refused[] = {"",
                                          "d290f1ee-6c54-4b01-90e6-d701748f085",
                                          "d290f1ee-6c54-4b01-90e6-d701748f08511",
                                          "d290f1ee06c54-4b01-90e6-d701748f0851",
                                          "g290f1ee-6c54-4b01-90e6-d701748f0851",
                                          "{d290f1ee-6c54-4b01-90e6-d701748f085",
                                          "d290f1ee6c544b0190e6d701748f0851",
                                          "d290f1ee-6c54-4b01-90e6-d701748f085\n",
                                          "-290f1ee-6c54-4b01-90e6-d701748f0851"};
    cd_uuid id = {{1}};
    for (size_t i = 0; i < CD_COUNT(refused); i++)
        if (cd_uuid_parse(&id, cd_str_from(refused[i])))
            check_failed(__FILE__, __LINE__, "takes '%s'", refused[i]);
    CHECK_INT(id.bytes[0], 1);
}

/* One byte of a good id replaced by any other: taken only when it still is an id. */
static void every_byte_is_looked_at(void)
{
    const cd_uuid id = any_id();
    char text[CD_UUID_TEXT + 1];
    cd_uuid out;
    cd_uuid_format(text, &id);
    for (size_t at = 0; at < CD_UUID_TEXT; at++)
        for (int c = 0; c < 256; c++) {
            const char was = text[at];
            const bool dash = at == 8 || at == 13 || at == 18 || at == 23;
            const bool good = dash ? c == '-' : c != 0 && strchr("0123456789abcdefABCDEF", c);
            text[at] = (char)c;
            if (cd_uuid_parse(&out, (cd_str){text, CD_UUID_TEXT}) != good)
                check_failed(__FILE__, __LINE__, "byte %zu as 0x%02x", at, (unsigned)c);
            text[at] = was;
        }
}

CHECK_MAIN(RUN(text_round_trips) RUN(takes_either_case) RUN(refuses_anything_else)
               RUN(every_byte_is_looked_at))
