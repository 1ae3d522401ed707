/* tests/unit/wire/test_json.c - reading and writing JSON: what is refused, and that any document
 * written by json_write and read by json comes back the same. */
#include "base/base.h"
#include "unit/check.h"
#include "wire/json.h"
#include "wire/json_write.h"

static cd_rc parse_rc(cd_str text)
{
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    cd_err err = {0};
    size_t at;
    const cd_rc rc = cd_json_parse(&document, &at, text, &err);
    CHECK_INT(rc != CD_OK, document == NULL);
    CHECK(at <= text.size);
    CHECK(rc == CD_OK || err.text[0] != '\0');
    return rc;
}

static void takes_json(void)
{
    static const char *const taken[] = {"null",
                                        "true",
                                        " 1 ",
                                        "-0.5e+3",
                                        "\"\"",
                                        "[]",
                                        "{}",
                                        "[1,2]",
                                        "{\"a\":{\"a\":1}}",
                                        "\"\\u00e9\\ud83d\\ude00\\\\u0000\"",
                                        "\"\xc3\xa9\"",
                                        "\t\r\n[\n]\n"};
    for (size_t i = 0; i < CD_COUNT(taken); i++)
        if (parse_rc(cd_str_from(taken[i])) != CD_OK)
            check_failed(__FILE__, __LINE__, "refuses %s", taken[i]);
}

/* A megabyte of base64 with escaped slashes, a short string and a long name beside it. */
static void parses_huge_strings_in_place(void)
{
    enum { UNITS = 250000 };
    CD_AUTO(cd_buf_done) cd_buf text = CD_BUF_INIT(8u << 20);
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    size_t at;
    cd_buf_put(&text, CD_STR("{\"type\":\"a\\/b\",\"data\" : \""));
    const size_t start = text.size;
    for (int i = 0; i < UNITS; i++)
        cd_buf_put(&text, CD_STR("AB\\/\\u0043"));
    cd_buf_put(&text, CD_STR("\",\"n\":[1,\"tail\"]}"));
    CHECK(cd_json_parse_in_place(&document, &at, &text, CD_JSON_LIFT_MIN, NULL) == CD_OK);
    const cd_str data = cd_json_str(cd_json_get(document, "data"));
    CHECK_INT(data.size, (size_t)UNITS * 4);
    CHECK(data.data == text.data + start); /* borrowed, not copied */
    CHECK(cd_str_eq(cd_str_sub(data, 0, 8), CD_STR("AB/CAB/C")));
    CHECK(cd_str_eq(cd_str_sub(data, data.size - 4, data.size), CD_STR("AB/C")));
    CHECK(cd_str_eq_c(cd_json_str(cd_json_get(document, "type")), "a/b"));
    CHECK(
        cd_str_eq_c(cd_json_str(cd_json_next(cd_json_first(cd_json_get(document, "n")))), "tail"));
}

static cd_rc in_place_rc(const char *before, char fill, size_t count, const char *after)
{
    CD_AUTO(cd_buf_done) cd_buf text = CD_BUF_INIT(8u << 20);
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    cd_err err = {0};
    size_t at;
    cd_buf_put(&text, cd_str_from(before));
    for (size_t i = 0; i < count; i++)
        cd_buf_put_byte(&text, fill);
    cd_buf_put(&text, cd_str_from(after));
    const size_t size = text.size;
    const cd_rc rc = cd_json_parse_in_place(&document, &at, &text, CD_JSON_LIFT_MIN, &err);
    CHECK(at <= size);
    return rc;
}

static void refuses_bad_huge_strings(void)
{
    CHECK_INT(in_place_rc("[\"", 'a', 70000, "\"]"), CD_OK);
    CHECK_INT(in_place_rc("[\"", 'a', 70000, ""), CD_E_SCHEMA);
    CHECK_INT(in_place_rc("[\"", 'a', 70000, "\\\"]"), CD_E_SCHEMA);
    CHECK_INT(in_place_rc("[\"", 'a', 70000, "\\q\"]"), CD_E_SCHEMA);
    CHECK_INT(in_place_rc("[\"", 'a', 70000, "\\u0000\"]"), CD_E_SCHEMA);
    CHECK_INT(in_place_rc("[\"", 'a', 70000, "\\ud800\"]"), CD_E_SCHEMA);
    CHECK_INT(in_place_rc("[\"", 'a', 70000, "\n\"]"), CD_E_SCHEMA);
    CHECK_INT(in_place_rc("[\"", '\xff', 70000, "\"]"), CD_E_SCHEMA);
    CHECK_INT(in_place_rc("[\"", 'a', 70000, "\"]]"), CD_E_SCHEMA);
    CHECK_INT(in_place_rc("[\"\xff\"", ' ', 70000, "]"), CD_E_SCHEMA); /* nobody forges a mark */
    CHECK_INT(in_place_rc("[", ' ', CD_JSON_REST_MAX, "]"), CD_E_TOO_BIG);
    CHECK_INT(in_place_rc("[", '[', 70000, "]"), CD_E_SCHEMA);
}

static void refuses_anything_else(void)
{
    static const char *const refused[] = {"",
                                          " ",
                                          "nul",
                                          "True",
                                          "{",
                                          "[1,]",
                                          "{\"a\":}",
                                          "{\"a\" 1}",
                                          "{a:1}",
                                          "'a'",
                                          "[1 2]",
                                          "1 2",
                                          "{}x",
                                          "\"\\x\"",
                                          "\"a",
                                          "\"\n\"",
                                          "\"\\u0000\"",
                                          "\"\\uaspect\"",
                                          "\"\\u12\"",
                                          "\"\\ud800\"",
                                          "\"\\udc00\"",
                                          "NaN",
                                          "Infinity",
                                          "-",
                                          "+1",
                                          ".5",
                                          "0x10",
                                          "\"\xff\"",
                                          "\"\xc0\x80\"",
                                          "\"\xed\xa0\x80\"",
                                          "\"\xf5\x80\x80\x80\"",
                                          "{\"a\":1,\"a\":2}",
                                          "[{\"a\":1,\"b\":2,\"a\":3}]",
                                          "{\"\\u0061\":1,\"a\":2}"};
    for (size_t i = 0; i < CD_COUNT(refused); i++)
        if (parse_rc(cd_str_from(refused[i])) != CD_E_SCHEMA)
            check_failed(__FILE__, __LINE__, "takes %s", refused[i]);
    CHECK_INT(parse_rc((cd_str){"{}\0", 3}), CD_E_SCHEMA);
    CHECK_INT(parse_rc((cd_str){"\"a\0b\"", 5}), CD_E_SCHEMA);
    CHECK_INT(parse_rc((cd_str){NULL, 0}), CD_E_SCHEMA);
}

/* RFC 8259, sections 2 and 6: only four characters are white space, and numbers have one form. */
static void is_strict_about_spaces_and_numbers(void)
{
    static const char *const refused[] = {
        "01",      "-01",    "1.",     "1.e3",          "1e", "1e+", "-.5",
        "[1\x01]", "\x0b[]", "{\x1f}", "\xef\xbb\xbf{}"};
    for (size_t i = 0; i < CD_COUNT(refused); i++)
        if (parse_rc(cd_str_from(refused[i])) != CD_E_SCHEMA)
            check_failed(__FILE__, __LINE__, "takes row %zu, %s", i, refused[i]);
}

static void bounds_depth_and_members(void)
{
    for (size_t depth = 1; depth <= 2 * CD_JSON_DEPTH_MAX; depth++) {
        char text[4 * CD_JSON_DEPTH_MAX + 1];
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        CHECK_INT(parse_rc((cd_str){text, 2 * depth}) == CD_OK, depth <= CD_JSON_DEPTH_MAX);
    }
    for (size_t count = CD_JSON_MEMBERS_MAX - 1; count <= CD_JSON_MEMBERS_MAX + 1; count++) {
        CD_AUTO(cd_buf_done) cd_buf text = CD_BUF_INIT(1 << 20);
        cd_jw_open(&text, '{');
        for (size_t i = 0; i < count; i++) {
            char key[24];
            snprintf(key, sizeof key, "k%zu", i);
            cd_jw_key_i64(&text, key, (int64_t)i);
        }
        cd_jw_close(&text, '}');
        CHECK_INT(parse_rc(cd_buf_str(&text)) == CD_OK, count <= CD_JSON_MEMBERS_MAX);
    }
}

static void reads_values(void)
{
    CD_AUTO(cd_json_free) cd_json *doc = NULL;
    size_t at;
    int64_t whole = -1;
    const cd_str text = CD_STR("{\"s\":\"a\\nb\",\"n\":1.5,\"i\":-7,\"big\":1e300,\"t\":true,"
                               "\"f\":false,\"z\":null,\"a\":[1,2],\"o\":{\"x\":3}}");
    CHECK_INT(cd_json_parse(&doc, &at, text, NULL), CD_OK);
    CHECK_BYTES(cd_json_str(cd_json_get(doc, "s")), "a\nb");
    CHECK(cd_json_str(cd_json_get(doc, "n")).data == NULL);
    CHECK(cd_json_num(cd_json_get(doc, "n")) > 1.4 && cd_json_num(cd_json_get(doc, "n")) < 1.6);
    CHECK(!cd_json_i64(cd_json_get(doc, "n"), 0, 9, &whole));
    CHECK(!cd_json_i64(cd_json_get(doc, "big"), INT64_MIN, INT64_MAX, &whole));
    CHECK(!cd_json_i64(cd_json_get(doc, "i"), 0, 9, &whole));
    CHECK(cd_json_i64(cd_json_get(doc, "i"), -7, -7, &whole));
    CHECK_INT(whole, -7);
    CHECK(cd_json_true(cd_json_get(doc, "t")) && !cd_json_true(cd_json_get(doc, "f")));
    CHECK_INT(cd_json_what(cd_json_get(doc, "z")), CD_JSON_NULL);
    CHECK_INT(cd_json_what(cd_json_get(doc, "S")), CD_JSON_ABSENT);
    CHECK_INT(cd_json_what(cd_json_get(cd_json_get(doc, "a"), "x")), CD_JSON_ABSENT);
    CHECK_INT(cd_json_what(cd_json_next(cd_json_first(cd_json_get(doc, "a")))), CD_JSON_NUMBER);
    CHECK(cd_json_next(cd_json_next(cd_json_first(cd_json_get(doc, "a")))) == NULL);
}

/* A random text of valid UTF-8 without NUL. */
static cd_str any_text(char out[64])
{
    static const char *const pieces[] = {"a",
                                         "\"",
                                         "\\",
                                         "/",
                                         "\n",
                                         "\x01",
                                         "\x1f",
                                         "\x7f",
                                         "\xc3\xa9",
                                         "\xe2\x82\xac",
                                         "\xf0\x9f\x98\x80",
                                         "\\u0041"};
    size_t size = 0;
    for (uint64_t i = check_below(9); i > 0; i--) {
        const cd_str piece = cd_str_from(pieces[check_below(CD_COUNT(pieces))]);
        memcpy(out + size, piece.data, piece.size);
        size += piece.size;
    }
    return (cd_str){out, size};
}

static void write_any(cd_buf *out, unsigned depth)
{
    char text[64];
    char key[24];
    const uint64_t what = check_below(depth > 0 ? 6 : 4);
    const uint64_t count = check_below(5);
    switch (what) {
    case 0:
        cd_jw_null(out);
        return;
    case 1:
        cd_jw_bool(out, check_below(2) == 0);
        return;
    case 2:
        cd_jw_i64(out, (int64_t)check_below(1u << 30) - (1 << 29));
        return;
    case 3:
        cd_jw_str(out, any_text(text));
        return;
    default:
        break;
    }
    cd_jw_open(out, what == 4 ? '[' : '{');
    for (uint64_t i = 0; i < count; i++) {
        snprintf(key, sizeof key, "k%" PRIu64, i);
        if (what == 5)
            cd_jw_key(out, key);
        write_any(out, depth - 1);
    }
    cd_jw_close(out, what == 4 ? ']' : '}');
}

/* Writes what was read; members have the names that write_any() gave them. */
static void write_again(cd_buf *out, const cd_json *value)
{
    char key[24];
    int64_t whole = 0;
    unsigned index = 0;
    const cd_json_kind kind = cd_json_what(value);
    switch (kind) {
    case CD_JSON_BOOL:
        cd_jw_bool(out, cd_json_true(value));
        return;
    case CD_JSON_NUMBER:
        CHECK(cd_json_i64(value, INT64_MIN, INT64_MAX, &whole));
        cd_jw_i64(out, whole);
        return;
    case CD_JSON_STRING:
        cd_jw_str(out, cd_json_str(value));
        return;
    case CD_JSON_ARRAY:
    case CD_JSON_OBJECT:
        break;
    case CD_JSON_NULL:
    case CD_JSON_ABSENT:
        cd_jw_null(out);
        return;
    }
    cd_jw_open(out, kind == CD_JSON_ARRAY ? '[' : '{');
    for (const cd_json *item = cd_json_first(value); item != NULL; item = cd_json_next(item)) {
        snprintf(key, sizeof key, "k%u", index++);
        if (kind == CD_JSON_OBJECT) {
            CHECK(cd_json_get(value, key) == item);
            cd_jw_key(out, key);
        }
        write_again(out, item);
    }
    cd_jw_close(out, kind == CD_JSON_ARRAY ? ']' : '}');
}

static void documents_round_trip(void)
{
    for (unsigned round = 0; round < 3000; round++) {
        CD_AUTO(cd_buf_done) cd_buf text = CD_BUF_INIT(1 << 20);
        CD_AUTO(cd_buf_done) cd_buf again = CD_BUF_INIT(1 << 20);
        CD_AUTO(cd_json_free) cd_json *document = NULL;
        size_t at;
        write_any(&text, 6);
        CHECK_INT(cd_json_parse(&document, &at, cd_buf_str(&text), NULL), CD_OK);
        write_again(&again, document);
        CHECK(cd_str_eq(cd_buf_str(&text), cd_buf_str(&again)));
    }
}

/* A document with one byte changed is read or refused, never misread as out of bounds. */
static void damaged_documents_are_survived(void)
{
    for (unsigned round = 0; round < 3000; round++) {
        CD_AUTO(cd_buf_done) cd_buf text = CD_BUF_INIT(1 << 20);
        write_any(&text, 6);
        text.data[check_below(text.size)] = (char)check_random();
        char *exact = malloc(text.size); /* so that a sanitizer sees reads past the end */
        if (exact == NULL)
            return;
        memcpy(exact, text.data, text.size);
        (void)parse_rc((cd_str){exact, check_below(text.size + 1)});
        free(exact);
    }
}

static void counts_characters(void)
{
    CHECK_INT(cd_utf8_count(CD_STR("")), 0);
    CHECK_INT(cd_utf8_count(CD_STR("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80")), 4);
    CHECK(cd_utf8_count(CD_STR("\x80")) == SIZE_MAX);
    CHECK(cd_utf8_count(CD_STR("\xe2\x82")) == SIZE_MAX);
    CHECK(cd_utf8_count(CD_STR("\xf4\x90\x80\x80")) == SIZE_MAX);
}

CHECK_MAIN(RUN(takes_json) RUN(parses_huge_strings_in_place) RUN(refuses_bad_huge_strings)
               RUN(refuses_anything_else) RUN(is_strict_about_spaces_and_numbers)
                   RUN(bounds_depth_and_members) RUN(reads_values) RUN(documents_round_trip)
                       RUN(damaged_documents_are_survived) RUN(counts_characters))
