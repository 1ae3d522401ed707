/* tests/unit/request/test_request.c - the schema of a request, and each rule's own two cases. */
#include "base/base.h"
#include "request/request.h"
#include "unit/check.h"

/* What a body comes to: CD_OK, CD_E_SCHEMA with `detail`, or a broken rule with err->text. */
static cd_rc judge(const char *body, cd_buf *detail, cd_err *err)
{
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    cd_request request = {0};
    const cd_rc rc = cd_request_parse(&request, &document, detail, cd_str_from(body), err);
    return rc != CD_OK ? rc : cd_request_check(&request, err);
}

static void each_rule_accepts_and_refuses(void)
{
    size_t count = 0;
    for (const struct cd_rule_case *rule; (rule = cd_request_rule(count)) != NULL; count++) {
        CD_AUTO(cd_buf_done) cd_buf detail = CD_BUF_INIT(CD_SCHEMA_DETAIL_MAX);
        cd_err err = {0};
        if (judge(rule->accepts, &detail, &err) != CD_OK)
            check_failed(__FILE__, __LINE__, "%s refuses %s: %s", rule->name, rule->accepts,
                         err.text);
        cd_buf_clear(&detail);
        cd_err_clear(&err);
        CHECK_INT(judge(rule->refuses, &detail, &err), rule->kind);
        CHECK_TEXT(err.text, rule->text);
    }
    CHECK(count >= 5);
}

/* The first schema error must be `type` at body.`field`. */
static void schema_refuses(const char *body, const char *type, const char *field)
{
    CD_AUTO(cd_buf_done) cd_buf detail = CD_BUF_INIT(CD_SCHEMA_DETAIL_MAX);
    CD_AUTO(cd_json_free) cd_json *array = NULL;
    cd_err err = {0};
    size_t at;
    if (judge(body, &detail, &err) != CD_E_SCHEMA) {
        check_failed(__FILE__, __LINE__, "takes %s", body);
        return;
    }
    CHECK_INT(cd_json_parse(&array, &at, cd_buf_str(&detail), NULL), CD_OK);
    CHECK_INT(cd_json_what(array), CD_JSON_ARRAY);
    const cd_json *item = cd_json_first(array);
    const cd_json *loc = cd_json_first(cd_json_get(item, "loc"));
    CHECK_BYTES(cd_json_str(cd_json_get(item, "type")), type);
    CHECK_BYTES(cd_json_str(loc), "body");
    CHECK(cd_json_str(cd_json_get(item, "msg")).size > 0);
    CHECK(cd_json_get(item, "input") != NULL);
    if (field != NULL)
        CHECK_BYTES(cd_json_str(cd_json_next(loc)), field);
}

static void schema_errors_say_where(void)
{
    schema_refuses("{}", "missing", "prompt");
    schema_refuses("", "json_invalid", NULL);
    schema_refuses("{\"prompt\":\"a\"", "json_invalid", NULL);
    schema_refuses("{\"prompt\":\"a\"}{}", "json_invalid", NULL);
    schema_refuses("[]", "model_attributes_type", NULL);
    schema_refuses("\"prompt\"", "model_attributes_type", NULL);
    schema_refuses("{\"prompt\":1}", "string_type", "prompt");
    schema_refuses("{\"prompt\":null}", "string_type", "prompt");
    schema_refuses("{\"prompt\":[\"a\"]}", "string_type", "prompt");
    schema_refuses("{\"prompt\":\"a\",\"type\":null}", "string_type", "type");
    schema_refuses("{\"prompt\":\"a\",\"model\":7}", "string_type", "model");
    schema_refuses("{\"prompt\":\"a\",\"aspect_ratio\":1.5}", "string_type", "aspect_ratio");
    schema_refuses("{\"prompt\":\"a\",\"style\":\"oil\"}", "literal_error", "style");
    schema_refuses("{\"prompt\":\"a\",\"style\":null}", "string_type", "style");
    schema_refuses("{\"prompt\":\"a\",\"output_format\":\"jpg\"}", "literal_error",
                   "output_format");
    schema_refuses("{\"prompt\":\"a\",\"web_search\":\"yes\"}", "bool_type", "web_search");
    schema_refuses("{\"prompt\":\"a\",\"image_ref\":{}}", "list_type", "image_ref");
    schema_refuses("{\"prompt\":\"a\",\"source\":\"x\"}", "model_attributes_type", "source");
    schema_refuses("{\"prompt\":\"a\",\"user_id\":5}", "string_type", "user_id");
}

static void every_wrong_field_is_listed(void)
{
    CD_AUTO(cd_buf_done) cd_buf detail = CD_BUF_INIT(CD_SCHEMA_DETAIL_MAX);
    CD_AUTO(cd_json_free) cd_json *array = NULL;
    cd_err err = {0};
    size_t at;
    size_t count = 0;
    CHECK_INT(judge("{\"model\":1,\"style\":2,\"user_id\":3}", &detail, &err), CD_E_SCHEMA);
    CHECK_INT(cd_json_parse(&array, &at, cd_buf_str(&detail), NULL), CD_OK);
    for (const cd_json *item = cd_json_first(array); item != NULL; item = cd_json_next(item))
        count++;
    CHECK_INT(count, 4);
}

static void nulls_and_unknown_members_pass(void)
{
    static const char *const bodies[] = {
        ("{\"prompt\":\"a\",\"aspect_ratio\":null,\"output_format\":null,\"source\":null,"
         "\"video\":null,\"user_id\":null}"),
        "{\"prompt\":\"a\",\"seed\":1,\"negative_prompt\":[{}],\"n\":{\"prompt\":2}}",
        "{\"prompt\":\"a\",\"style\":\"auto\",\"web_search\":true,\"image_ref\":[]}",
    };
    for (size_t i = 0; i < CD_COUNT(bodies); i++) {
        CD_AUTO(cd_buf_done) cd_buf detail = CD_BUF_INIT(CD_SCHEMA_DETAIL_MAX);
        cd_err err = {0};
        if (judge(bodies[i], &detail, &err) != CD_OK)
            check_failed(__FILE__, __LINE__, "refuses %s: %s", bodies[i], err.text);
    }
}

/* Lengths count characters, not bytes; both ends of each range. */
static void lengths_are_in_characters(void)
{
    static const struct {
        const char *field;
        size_t chars;
        cd_rc rc;
    } table[] = {{"prompt", 1, CD_OK},
                 {"prompt", CD_PROMPT_CHARS_MAX, CD_OK},
                 {"prompt", CD_PROMPT_CHARS_MAX + 1, CD_E_INVALID},
                 {"user_id", CD_USER_ID_CHARS_MAX, CD_OK},
                 {"user_id", CD_USER_ID_CHARS_MAX + 1, CD_E_SCHEMA}};
    static const char *const letters[] = {"a", "\xc3\xa9", "\xf0\x9f\x98\x80"};
    for (size_t i = 0; i < CD_COUNT(table); i++)
        for (size_t k = 0; k < CD_COUNT(letters); k++) {
            CD_AUTO(cd_buf_done) cd_buf body = CD_BUF_INIT(1 << 16);
            CD_AUTO(cd_buf_done) cd_buf detail = CD_BUF_INIT(CD_SCHEMA_DETAIL_MAX);
            cd_err err = {0};
            cd_buf_printf(&body, "{\"%s\":\"", table[i].field);
            for (size_t c = 0; c < table[i].chars; c++)
                cd_buf_put(&body, cd_str_from(letters[k]));
            cd_buf_printf(&body, "\"%s}",
                          strcmp(table[i].field, "prompt") != 0 ? ",\"prompt\":\"a\"" : "");
            CHECK_INT(judge(cd_buf_cstr(&body), &detail, &err), table[i].rc);
        }
}

/* A name of any length in a refusal leaves one line of valid UTF-8. */
static void refusals_are_valid_text(void)
{
    for (size_t chars = 1; chars < 600; chars++) {
        CD_AUTO(cd_buf_done) cd_buf body = CD_BUF_INIT(1 << 16);
        CD_AUTO(cd_buf_done) cd_buf detail = CD_BUF_INIT(CD_SCHEMA_DETAIL_MAX);
        cd_err err = {0};
        cd_buf_put(&body, CD_STR("{\"prompt\":\"a\",\"model\":\"x"));
        for (size_t c = 0; c < chars; c++)
            cd_buf_put(&body, CD_STR("\xc3\xa9"));
        cd_buf_put(&body, CD_STR("\"}"));
        CHECK_INT(judge(cd_buf_cstr(&body), &detail, &err), CD_E_INVALID);
        if (cd_utf8_count(cd_str_from(err.text)) == SIZE_MAX)
            check_failed(__FILE__, __LINE__, "cuts a character in a name of %zu", chars);
    }
}

static void defaults_are_the_documented_ones(void)
{
    CD_AUTO(cd_buf_done) cd_buf detail = CD_BUF_INIT(CD_SCHEMA_DETAIL_MAX);
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    cd_request request = {0};
    CHECK_INT(cd_request_parse(&request, &document, &detail, CD_STR("{\"prompt\":\"a\"}"), NULL),
              CD_OK);
    CHECK_INT(request.gen.type, CD_TYPE_IMAGE);
    CHECK_INT(request.gen.model, CD_MODEL_UNI_1);
    CHECK_INT(request.gen.ratio, CD_RATIO_NONE);
    CHECK_INT(request.gen.format, CD_FORMAT_NONE);
    CHECK_INT(request.gen.style, CD_STYLE_AUTO);
    CHECK(!request.gen.web_search);
    CHECK_BYTES(request.gen.prompt, "a");
    CHECK(request.gen.user_id.data == NULL);
}

CHECK_MAIN(RUN(each_rule_accepts_and_refuses) RUN(schema_errors_say_where)
               RUN(every_wrong_field_is_listed) RUN(nulls_and_unknown_members_pass)
                   RUN(lengths_are_in_characters) RUN(refusals_are_valid_text)
                       RUN(defaults_are_the_documented_ones))
