/* fuzz/fuzz_request.c - the body of POST /v1/generations: a refusal is valid JSON or one line of
 * valid text, and what was accepted is stored in a form that is accepted again. */
#include "fuzz.h"
#include "request/request.h"
#include "view/view.h"

static void accepted(const cd_request *request)
{
    CD_AUTO(cd_buf_done) cd_buf stored = CD_BUF_INIT(4u << 20);
    CD_AUTO(cd_buf_done) cd_buf detail = CD_BUF_INIT(CD_SCHEMA_DETAIL_MAX);
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    cd_request again = {0};
    const size_t chars = cd_utf8_count(request->gen.prompt);
    FUZZ_CHECK(chars >= 1 && chars <= CD_PROMPT_CHARS_MAX);
    FUZZ_CHECK(cd_model_offers(request->gen.model, request->gen.type));
    cd_view_request(&stored, &request->gen);
    FUZZ_CHECK(cd_request_parse(&again, &document, &detail, cd_buf_str(&stored), NULL) == CD_OK);
    FUZZ_CHECK(cd_request_check(&again, NULL) == CD_OK);
    FUZZ_CHECK(again.gen.type == request->gen.type && again.gen.model == request->gen.model);
    FUZZ_CHECK(again.gen.ratio == request->gen.ratio && again.gen.format == request->gen.format);
    FUZZ_CHECK(again.gen.style == request->gen.style);
    FUZZ_CHECK(cd_str_eq(again.gen.prompt, request->gen.prompt));
    FUZZ_CHECK(cd_str_eq(again.gen.user_id, request->gen.user_id));
}

static void refused_by_schema(const cd_buf *detail)
{
    CD_AUTO(cd_json_free) cd_json *list = NULL;
    cd_err err = {0};
    size_t at;
    if (cd_buf_failed(detail))
        return;
    FUZZ_CHECK(cd_json_parse(&list, &at, cd_buf_str(detail), &err) == CD_OK);
    FUZZ_CHECK(cd_json_what(list) == CD_JSON_ARRAY && cd_json_first(list) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CD_AUTO(cd_buf_done) cd_buf detail = CD_BUF_INIT(CD_SCHEMA_DETAIL_MAX);
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    cd_request request = {0};
    cd_err err = {0};
    const cd_str body = {(const char *)data, size};
    const cd_rc rc = cd_request_parse(&request, &document, &detail, body, &err);
    if (rc == CD_E_SCHEMA) {
        refused_by_schema(&detail);
        return 0;
    }
    FUZZ_CHECK(rc == CD_OK);
    if (cd_request_check(&request, &err) == CD_OK) {
        accepted(&request);
    } else {
        FUZZ_CHECK(cd_utf8_count(cd_str_from(err.text)) != SIZE_MAX);
        FUZZ_CHECK(cd_err_status(err.kind) >= 400);
    }
    return 0;
}
