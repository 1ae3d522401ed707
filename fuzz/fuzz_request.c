/* fuzz/fuzz_request.c - the body of POST /v1/generations: a refusal is valid JSON or one line of
 * valid text, whatever the account; what was accepted holds what the rules promise, and
 * a worker reads it back from its stored form. */
#include "fuzz.h"
#include "domain/price.h"
#include "request/request.h"
#include "view/view.h"
#include "worker/lease_read.h"

static void refs_hold(const cd_request *request)
{
    for (size_t i = 0; i < request->ref_count; i++) {
        const cd_ref *ref = &request->refs[i];
        char path[CD_ERR_FIELD_MAX];
        cd_uuid id;
        const int channels = (ref->url.data != NULL) + (ref->data.data != NULL) +
                             (ref->generation_id.data != NULL) + (ref->file_id.data != NULL);
        FUZZ_CHECK(channels == 1);
        FUZZ_CHECK(ref->data.data == NULL || ref->media_type.data != NULL);
        FUZZ_CHECK(ref->file_id.data == NULL || cd_uuid_parse(&id, ref->file_id));
        FUZZ_CHECK(ref->generation_id.data == NULL || cd_uuid_parse(&id, ref->generation_id));
        FUZZ_CHECK(i == 0 || ref[-1].role < ref->role ||
                   (ref[-1].role == ref->role && ref[-1].index < ref->index));
        cd_role_path(path, ref->role, ref->index);
        FUZZ_CHECK(path[0] != '\0');
    }
    FUZZ_CHECK(request->ref_count <= CD_INPUTS_MAX);
}

static void read_back(const cd_generation *gen)
{
    CD_AUTO(cd_buf_done) cd_buf stored = CD_BUF_INIT(CD_REQUEST_STORED_MAX);
    CD_AUTO(cd_buf_done) cd_buf leased = CD_BUF_INIT(2 * CD_REQUEST_STORED_MAX);
    CD_AUTO(cd_arena_free) cd_arena *arena = cd_arena_new(CD_WORKER_LEASE_BYTES_MAX);
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    cd_generation again = {.type = CD_TYPE_NONE};
    cd_lease lease = {.seq = 1, .number = 1, .attempt = 1};
    cd_err err = {0};
    size_t at;
    cd_view_request(&stored, gen);
    FUZZ_CHECK(!cd_buf_failed(&stored));
    lease.request = cd_buf_str(&stored);
    cd_view_lease(&leased, &lease);
    FUZZ_CHECK(cd_json_parse(&document, &at, cd_buf_str(&leased), &err) == CD_OK);
    FUZZ_CHECK(cd_worker__lease_read(&lease, &again, document, arena, &err) == CD_OK);
    FUZZ_CHECK(again.type == gen->type && again.model == gen->model && again.ratio == gen->ratio);
    FUZZ_CHECK(again.format == gen->format && again.style == gen->style);
    FUZZ_CHECK(cd_str_eq(again.prompt, gen->prompt) && cd_str_eq(again.user_id, gen->user_id));
    FUZZ_CHECK(again.video.resolution == gen->video.resolution);
    FUZZ_CHECK(again.video.keyframe_index_count == gen->video.keyframe_index_count);
    FUZZ_CHECK(again.video.edit.depth.amount == gen->video.edit.depth.amount);
    FUZZ_CHECK(again.video.source_position.x == gen->video.source_position.x);
}

static void accepted(const cd_request *request)
{
    const cd_generation *gen = &request->gen;
    const size_t chars = cd_utf8_count(gen->prompt);
    FUZZ_CHECK(chars >= 1 && chars <= CD_PROMPT_CHARS_MAX);
    FUZZ_CHECK(cd_model_offers(gen->model, gen->type));
    FUZZ_CHECK(cd_price_reserve(gen, request->refs, request->ref_count) > 0);
    for (size_t i = 0; i < gen->video.keyframe_index_count; i++)
        FUZZ_CHECK(gen->video.keyframe_indexes[i] >= 0);
    refs_hold(request);
    read_back(gen);
}

static void refused_by_schema(const cd_buf *detail)
{
    CD_AUTO(cd_json_free) cd_json *list = NULL;
    cd_err err = {0};
    size_t at;
    FUZZ_CHECK(!cd_buf_failed(detail));
    FUZZ_CHECK(cd_json_parse(&list, &at, cd_buf_str(detail), &err) == CD_OK);
    FUZZ_CHECK(cd_json_what(list) == CD_JSON_ARRAY && cd_json_first(list) != NULL);
}

static void checked(const cd_request *request, const struct cd_request_account *account)
{
    cd_err err = {0};
    if (cd_request_check(request, account, &err) == CD_OK) {
        accepted(request);
    } else {
        FUZZ_CHECK(cd_utf8_count(cd_str_from(err.text)) != SIZE_MAX);
        FUZZ_CHECK(cd_err_status(err.kind) >= 400);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CD_AUTO(cd_buf_done) cd_buf body = CD_BUF_INIT(4u << 20);
    CD_AUTO(cd_buf_done) cd_buf detail = CD_BUF_INIT(CD_SCHEMA_DETAIL_MAX);
    CD_AUTO(cd_arena_free) cd_arena *arena = cd_arena_new(1u << 20);
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    cd_request request = {0};
    cd_err err = {0};
    cd_buf_put(&body, (cd_str){(const char *)data, size});
    const cd_rc rc = cd_request_parse(&request, &document, &detail, arena, &body, &err);
    if (rc == CD_E_SCHEMA) {
        refused_by_schema(&detail);
        return 0;
    }
    if (rc == CD_E_TOO_BIG)
        return 0;
    FUZZ_CHECK(rc == CD_OK);
    checked(&request, &(struct cd_request_account){.hdr = true});
    checked(&request, &(struct cd_request_account){.hdr = false});
    return 0;
}
