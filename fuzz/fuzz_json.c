/* fuzz/fuzz_json.c - the JSON reader on any bytes: it takes or refuses, and what it took can be
 * written and read again. */
#include "fuzz.h"
#include "wire/json.h"
#include "wire/json_write.h"

/* Visits every value, as the rooms do. */
static void visit(const cd_json *value, unsigned depth)
{
    FUZZ_CHECK(depth <= CD_JSON_DEPTH_MAX + 1);
    const cd_str text = cd_json_str(value);
    FUZZ_CHECK(cd_utf8_count(text) != SIZE_MAX);
    FUZZ_CHECK(text.size == 0 || memchr(text.data, 0, text.size) == NULL);
    const cd_json_kind kind = cd_json_what(value);
    if (kind != CD_JSON_ARRAY && kind != CD_JSON_OBJECT)
        return;
    for (const cd_json *item = cd_json_first(value); item != NULL; item = cd_json_next(item))
        visit(item, depth + 1);
}

/* A string survives being written and read. */
static void write_back(const cd_json *value)
{
    CD_AUTO(cd_buf_done) cd_buf out = CD_BUF_INIT(16u << 20);
    CD_AUTO(cd_json_free) cd_json *again = NULL;
    size_t at;
    cd_jw_str(&out, cd_json_str(value));
    FUZZ_CHECK(cd_json_parse(&again, &at, cd_buf_str(&out), NULL) == CD_OK);
    FUZZ_CHECK(cd_str_eq(cd_json_str(again), cd_json_str(value)));
}

/* Parsing in place takes the same texts, and reads the same strings. */
static void in_place(cd_str text, cd_rc rc, const cd_json *document)
{
    enum { LIFT_MIN = 9 }; /* so that short inputs have strings to lift */
    CD_AUTO(cd_json_free) cd_json *lifted = NULL;
    CD_AUTO(cd_buf_done) cd_buf copy = CD_BUF_INIT(16u << 20);
    size_t at = 0;
    cd_buf_put(&copy, text);
    FUZZ_CHECK(cd_json_parse_in_place(&lifted, &at, &copy, LIFT_MIN, NULL) == rc);
    FUZZ_CHECK(at <= text.size);
    if (rc != CD_OK)
        return;
    visit(lifted, 0);
    FUZZ_CHECK(cd_str_eq(cd_json_str(lifted), cd_json_str(document)));
    const cd_json *a = cd_json_first(document);
    const cd_json *b = cd_json_first(lifted);
    for (; a != NULL && b != NULL; a = cd_json_next(a), b = cd_json_next(b))
        FUZZ_CHECK(cd_str_eq(cd_json_str(a), cd_json_str(b)));
    FUZZ_CHECK(a == NULL && b == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    cd_err err = {0};
    size_t at = 0;
    const cd_str text = {(const char *)data, size};
    const cd_rc rc = cd_json_parse(&document, &at, text, &err);
    FUZZ_CHECK(at <= size);
    FUZZ_CHECK((rc == CD_OK) == (document != NULL));
    FUZZ_CHECK(rc == CD_OK || (rc == CD_E_SCHEMA && err.text[0] != '\0'));
    FUZZ_CHECK(rc != CD_OK || cd_utf8_count(text) != SIZE_MAX);
    in_place(text, rc, document);
    if (document != NULL) {
        visit(document, 0);
        if (cd_json_what(document) == CD_JSON_STRING)
            write_back(document);
    }
    return 0;
}
