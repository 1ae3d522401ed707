/* tests/unit/base/test_str.c - borrowed strings. */
#include "base/base.h"
#include "unit/check.h"

static void compares(void)
{
    CHECK(cd_str_eq(CD_STR("abc"), CD_STR("abc")));
    CHECK(!cd_str_eq(CD_STR("abc"), CD_STR("abd")));
    CHECK(!cd_str_eq(CD_STR("abc"), CD_STR("abcd")));
    CHECK(cd_str_eq((cd_str){NULL, 0}, CD_STR("")));
    CHECK(cd_str_eq_c(CD_STR("Bearer"), "Bearer"));
    CHECK(!cd_str_eq_c(CD_STR("Bearer"), "bearer"));
    CHECK(cd_str_ieq(CD_STR("X-Request-Id"), CD_STR("x-request-iD")));
    CHECK(!cd_str_ieq(CD_STR("[a"), CD_STR("{a")));
    CHECK(cd_str_starts(CD_STR("luma-api-x"), CD_STR("luma-api-")));
    CHECK(!cd_str_starts(CD_STR("luma"), CD_STR("luma-api-")));
    CHECK(cd_str_ends(CD_STR("a.png"), CD_STR(".png")));
    CHECK(!cd_str_ends(CD_STR("png"), CD_STR(".png")));
    CHECK_INT(cd_str_from(NULL).size, 0);
    CHECK_INT(cd_str_from("four").size, 4);
}

static void finds_and_cuts(void)
{
    cd_str head, tail;
    CHECK_INT(cd_str_find(CD_STR("a/b/c"), '/'), 1);
    CHECK(cd_str_find(CD_STR("abc"), '/') == SIZE_MAX);
    CHECK(cd_str_find((cd_str){NULL, 0}, 'a') == SIZE_MAX);
    CHECK(cd_str_cut(CD_STR("a=b=c"), '=', &head, &tail));
    CHECK_BYTES(head, "a");
    CHECK_BYTES(tail, "b=c");
    CHECK(cd_str_cut(CD_STR("a="), '=', &head, &tail));
    CHECK_BYTES(tail, "");
    CHECK(!cd_str_cut(CD_STR("abc"), '=', &head, &tail));
    CHECK_BYTES(head, "abc");
    CHECK_BYTES(tail, "");
    CHECK_BYTES(cd_str_sub(CD_STR("abcdef"), 2, 4), "cd");
    CHECK_BYTES(cd_str_sub(CD_STR("abc"), 2, 99), "c");
    CHECK_BYTES(cd_str_sub(CD_STR("abc"), 5, 9), "");
    CHECK_BYTES(cd_str_sub(CD_STR("abc"), 2, 1), "");
    CHECK_BYTES(cd_str_trim(CD_STR(" \t a b \r\n")), "a b");
    CHECK_BYTES(cd_str_trim(CD_STR("  ")), "");
}

static void reads_numbers(void)
{
    static const char *const refused[] = {"",
                                          "-1",
                                          "+1",
                                          " 1",
                                          "1 ",
                                          "1x",
                                          "0x1",
                                          "1.0",
                                          "18446744073709551616",
                                          "99999999999999999999999"};
    uint64_t value = 7;
    for (size_t i = 0; i < CD_COUNT(refused); i++)
        if (cd_str_u64(cd_str_from(refused[i]), &value))
            check_failed(__FILE__, __LINE__, "takes '%s'", refused[i]);
    CHECK_INT(value, 7);
    CHECK(cd_str_u64(CD_STR("0"), &value) && value == 0);
    CHECK(cd_str_u64(CD_STR("0007"), &value) && value == 7);
    CHECK(cd_str_u64(CD_STR("18446744073709551615"), &value) && value == UINT64_MAX);
}

static void copies_only_what_fits(void)
{
    char out[4] = "xyz";
    CHECK(cd_str_copy(out, sizeof out, CD_STR("abc")));
    CHECK_TEXT(out, "abc");
    CHECK(!cd_str_copy(out, sizeof out, CD_STR("abcd")));
    CHECK_TEXT(out, "");
    CHECK(cd_str_copy(out, sizeof out, (cd_str){NULL, 0}));
    CHECK_TEXT(out, "");
}

static void hashes_as_published(void)
{
    /* Source: the test vectors of the FNV page. */
    CHECK(cd_str_hash(CD_STR("")) == 0xcbf29ce484222325u);
    CHECK(cd_str_hash(CD_STR("a")) == 0xaf63dc4c8601ec8cu);
    CHECK(cd_str_hash(CD_STR("foobar")) == 0x85944171f73967e8u);
}

/* Cutting at a separator and joining again gives the text back. */
static void cutting_loses_nothing(void)
{
    for (unsigned round = 0; round < 2000; round++) {
        char text[24];
        const size_t size = check_below(sizeof text);
        for (size_t i = 0; i < size; i++)
            text[i] = "ab=="[check_below(4)];
        const cd_str all = {text, size};
        cd_str rest = all, head, tail;
        size_t at = 0;
        bool more = true;
        while (more) {
            more = cd_str_cut(rest, '=', &head, &tail);
            CHECK(cd_str_eq(head, cd_str_sub(all, at, at + head.size)));
            CHECK(cd_str_find(head, '=') == SIZE_MAX);
            at += head.size + more;
            rest = tail;
        }
        CHECK_INT(at, size);
    }
}

CHECK_MAIN(RUN(compares) RUN(finds_and_cuts) RUN(reads_numbers) RUN(copies_only_what_fits)
               RUN(hashes_as_published) RUN(cutting_loses_nothing))
