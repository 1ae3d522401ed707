/* api/corridor.c - the only list of front steps, and the walk along it. The order is that in which
 * the contract evaluates a request (5.1). */
#include "api/visit.h"

#include "base/clock.h"
#include "base/log.h"
#include "crypto/crypto.h"

#include <stdlib.h>

static const cd_step create[] = {
    cd_api__auth,    cd_api__simulate,      cd_api__parse, cd_api__replay,
    cd_api__rate,    cd_api__rules,         cd_api__hold,  cd_api__ingest,
    cd_api__enqueue, cd_api__reply_created, NULL};
static const cd_step poll[] = {cd_api__auth, cd_api__simulate, cd_api__find,
                               cd_api__reply_generation, NULL};
static const cd_step usage[] = {cd_api__auth, cd_api__desk, cd_api__reply_usage, NULL};
static const cd_step upload[] = {cd_api__upload_link, cd_api__upload_done, NULL};
static const cd_step file_create[] = {cd_api__auth, cd_api__simulate, cd_api__desk,
                                      cd_api__file_create, NULL};
static const cd_step file_list[] = {cd_api__auth, cd_api__simulate, cd_api__desk, cd_api__file_list,
                                    NULL};
static const cd_step file_get[] = {cd_api__auth, cd_api__simulate, cd_api__desk, cd_api__file_get,
                                   NULL};
static const cd_step file_complete[] = {cd_api__auth, cd_api__simulate, cd_api__desk,
                                        cd_api__file_complete, NULL};
static const cd_step file_delete[] = {cd_api__auth, cd_api__simulate, cd_api__desk,
                                      cd_api__file_delete, NULL};
static const cd_step clock_get[] = {cd_api__auth, cd_api__sandbox, cd_api__sandbox_clock, NULL};
static const cd_step clock_advance[] = {
    cd_api__auth, cd_api__desk, cd_api__sandbox, cd_api__json, cd_api__sandbox_advance, NULL};
static const cd_step object[] = {cd_api__link, cd_api__desk, cd_api__link_sandbox,
                                 cd_api__reply_object, NULL};
static const cd_step health[] = {cd_api__reply_health, NULL};
static const cd_step openapi[] = {cd_api__reply_openapi, NULL};
static const cd_step docs[] = {cd_api__reply_docs, NULL};
static const cd_step ready[] = {cd_api__reply_ready, NULL};
static const cd_step lease[] = {cd_api__desk, cd_api__json, cd_api__lease, NULL};
static const cd_step renew[] = {cd_api__desk, cd_api__json, cd_api__renew, NULL};
static const cd_step finish[] = {cd_api__desk, cd_api__json, cd_api__finish, NULL};
static const cd_step client_add[] = {cd_api__desk, cd_api__json, cd_api__client_add, NULL};
static const cd_step client_list[] = {cd_api__desk, cd_api__client_list, NULL};
static const cd_step client_show[] = {cd_api__desk, cd_api__client_show, NULL};
static const cd_step client_set[] = {cd_api__desk, cd_api__json, cd_api__client_set, NULL};
static const cd_step key_list[] = {cd_api__desk, cd_api__key_list, NULL};
static const cd_step key_add[] = {cd_api__desk, cd_api__json, cd_api__key_add, NULL};
static const cd_step key_revoke[] = {cd_api__desk, cd_api__key_revoke, NULL};

static const struct {
    const cd_step *steps;
    size_t body_max;
} corridors[CD_ROUTE__COUNT] = {
#define CD_ROUTE(name, method, path, who, corridor, body, summary) \
    [CD_ROUTE_##name] = {corridor, body},
#include "api/routes.def"
#undef CD_ROUTE
};

/* Whether a caller may read an error's own words, or they are about our insides. */
static bool text_is_public(const cd_visit *visit, cd_rc kind)
{
    if (visit->exchange->local)
        return true;
    return kind != CD_E_INTERNAL && kind != CD_E_UNAVAILABLE && kind != CD_E_NOMEM &&
           kind != CD_E_IO && kind != CD_E_CORRUPT && kind != CD_E_CANCELED && kind != CD_E_BLOCKED;
}

static void rate_headers(cd_visit *visit, const cd_rate *rate)
{
    const struct {
        const char *name;
        int64_t value;
    } headers[] = {{"X-RateLimit-Limit", rate->limit},
                   {"X-RateLimit-Remaining", rate->remaining},
                   {"X-RateLimit-Reset", rate->reset_s}};
    for (size_t i = 0; i < CD_COUNT(headers); i++) {
        char text[24];
        cd_buf number = {text, 0, sizeof text, sizeof text, false};
        cd_buf_put_i64(&number, headers[i].value);
        cd_http_reply_header(visit->exchange, headers[i].name, cd_buf_str(&number));
    }
}

static void retry_after(cd_visit *visit, int64_t seconds)
{
    char text[24];
    cd_buf number = {text, 0, sizeof text, sizeof text, false};
    cd_buf_put_i64(&number, seconds);
    cd_http_reply_header(visit->exchange, "Retry-After", cd_buf_str(&number));
}

void cd_api__reply(cd_visit *visit, int status)
{
    cd_http_exchange *exchange = visit->exchange;
    exchange->status = status;
    exchange->content_type = "application/json";
    if (status == 201 && visit->rate_known)
        rate_headers(visit, &visit->rate);
}

static void reply_error(cd_visit *visit, const cd_err *err)
{
    cd_http_exchange *exchange = visit->exchange;
    const int status = text_is_public(visit, err->kind)  ? cd_err_status(err->kind)
                       : cd_err_status(err->kind) >= 503 ? 503
                                                         : 500;
    cd_buf_clear(&exchange->reply);
    if (err->kind == CD_E_SCHEMA && visit->detail.size > 0) {
        cd_buf_put(&exchange->reply, CD_STR("{\"detail\":"));
        cd_buf_put(&exchange->reply, cd_buf_str(&visit->detail));
        cd_buf_put_byte(&exchange->reply, '}');
    } else if (text_is_public(visit, err->kind)) {
        cd_view_error(&exchange->reply, cd_str_from(err->text));
    } else {
        cd_log(CD_ERROR, "request.failed", CD_WORDS("error", err->text),
               CD_WORDS("code", cd_err_code(err->kind)), CD_WORDS("file", err->file),
               CD_I64("line", err->line));
        cd_view_error(&exchange->reply, status == 503 ? CD_STR("Service temporarily unavailable")
                                                      : CD_STR("Internal server error"));
    }
    if (err->kind == CD_E_RATE) {
        if (visit->rate.limit > 0) /* over the ceiling there is nothing to tell but the wait */
            rate_headers(visit, &visit->rate);
        retry_after(visit, visit->rate.retry_after_s);
    } else if (err->kind == CD_E_BUSY) {
        retry_after(visit, 60); /* fixed (contract, section 11) */
    }
    cd_api__reply(visit, status);
}

/* Walks on from visit->step. False when the next step must run at a desk. */
static bool walk(cd_visit *visit)
{
    const cd_step *steps = corridors[visit->route->id].steps;
    for (; steps[visit->step] != NULL && visit->exchange->status == 0; visit->step++) {
        cd_err err = {0};
        const cd_rc rc = steps[visit->step](visit, &err);
        if (rc == CD_E_BLOCKED && !visit->may_block)
            return false;
        if (rc != CD_OK) {
            reply_error(visit, &err);
            return true;
        }
    }
    CD_ASSERT(visit->exchange->status != 0);
    return true;
}

cd_rc cd_api__desk(cd_visit *visit, cd_err *err)
{
    return visit->may_block ? CD_OK : cd_fail(err, CD_E_BLOCKED, NULL, "only at a desk");
}

cd_rc cd_api__json(cd_visit *visit, cd_err *err)
{
    size_t at;
    CD_TRY(cd_json_parse(&visit->document, &at, cd_buf_str(&visit->exchange->body), err));
    if (cd_json_what(visit->document) != CD_JSON_OBJECT)
        return cd_fail(err, CD_E_SCHEMA, NULL, "the body must be a JSON object");
    return CD_OK;
}

/* Headers that every reply has (contract, section 2). An id that would crowd out the reply's other
 * headers gets a new one instead. */
enum { REQUEST_ID_MAX = 4096 };
static void common_headers(cd_http_exchange *exchange)
{
    const cd_str given = cd_http_header(exchange, "X-Request-Id");
    if (given.size > 0 && given.size <= REQUEST_ID_MAX) {
        cd_http_reply_header(exchange, "X-Request-Id", given);
    } else {
        char text[CD_UUID_TEXT + 1];
        const cd_uuid id = cd_uuid_random();
        cd_uuid_format(text, &id);
        cd_http_reply_header(exchange, "X-Request-Id", cd_str_from(text));
    }
    if (cd_str_starts(exchange->path, CD_STR("/v1/")))
        cd_http_reply_header(exchange, "X-API-Version", CD_STR("2026-04-01"));
}

static cd_visit *visit_new(cd_api *api, cd_http_exchange *exchange)
{
    cd_visit *visit = cd_arena_alloc(exchange->arena, sizeof *visit);
    CD_ASSERT(visit != NULL);
    visit->exchange = exchange;
    visit->api = api;
    visit->now_ms = cd_clock_ms();
    visit->detail.max = CD_SCHEMA_DETAIL_MAX;
    exchange->visit = visit;
    common_headers(exchange);
    return visit;
}

static cd_http_next begin(void *ctx, cd_http_exchange *exchange)
{
    cd_visit *visit = visit_new(ctx, exchange);
    char allow[64];
    cd_err err = {0};
    if (cd_route_find(&visit->route, &visit->param, allow, exchange->method, exchange->path,
                      exchange->local, &err) != CD_OK) {
        if (err.kind == CD_E_METHOD)
            cd_http_reply_header(exchange, "Allow", cd_str_from(allow));
        reply_error(visit, &err);
        return CD_HTTP_REPLY;
    }
    exchange->body_max = corridors[visit->route->id].body_max;
    if (corridors[visit->route->id].steps == upload) {
        if (cd_api__upload_link(visit, &err) != CD_OK) {
            reply_error(visit, &err);
            return CD_HTTP_REPLY;
        }
        return CD_HTTP_STREAM;
    }
    if (!cd_str_eq(exchange->method, CD_STR("GET")) && !cd_str_eq(exchange->method, CD_STR("HEAD")))
        return CD_HTTP_DESK;
    return walk(visit) ? CD_HTTP_REPLY : CD_HTTP_DESK;
}

/* Who sends a large body is asked before it is read. */
static void vet(void *ctx, cd_http_exchange *exchange)
{
    cd_visit *visit = exchange->visit;
    cd_err err = {0};
    (void)ctx;
    visit->may_block = true;
    if (corridors[visit->route->id].steps[visit->step] == cd_api__auth) {
        if (cd_api__auth(visit, &err) != CD_OK)
            reply_error(visit, &err);
        else
            visit->step++;
    }
}

/* A piece of an upload. */
static void part(void *ctx, cd_http_exchange *exchange)
{
    cd_visit *visit = exchange->visit;
    cd_err err = {0};
    (void)ctx;
    visit->may_block = true;
    if (cd_api__upload_part(visit, &err) != CD_OK)
        reply_error(visit, &err);
}

static void work(void *ctx, cd_http_exchange *exchange)
{
    cd_visit *visit = exchange->visit;
    (void)ctx;
    visit->may_block = true;
    const bool ended = walk(visit);
    CD_ASSERT(ended);
    cd_api__ingest_undo(visit); /* files go here, at a desk, not when the listener takes leave */
    cd_blob_abandon(&visit->draft);
}

static void refuse(void *ctx, cd_http_exchange *exchange, const cd_err *why)
{
    (void)ctx;
    reply_error(exchange->visit, why);
}

static void leave(void *ctx, cd_http_exchange *exchange)
{
    cd_visit *visit = exchange->visit;
    cd_api *api = ctx;
    if (visit == NULL)
        return;
    if (visit->hold.account != 0)
        cd_admit_release(api->admit, &visit->hold);
    cd_api__ingest_undo(visit);
    cd_blob_abandon(&visit->draft);
    cd_json_free(&visit->document);
    cd_buf_done(&visit->detail);
    exchange->visit = NULL;
}

cd_http_app cd_api_app(cd_api *api)
{
    return (cd_http_app){api, begin, vet, part, work, refuse, leave};
}

cd_rc cd_api_call(int *status, cd_buf *body, cd_api *api, cd_str method, cd_str path,
                  cd_str request, cd_err *err)
{
    CD_AUTO(cd_arena_free) cd_arena *arena = cd_arena_new(CD_HTTP_VISIT_BYTES_MAX);
    cd_http_exchange exchange = {.method = method,
                                 .path = path,
                                 .local = true,
                                 .arena = arena,
                                 .body = CD_BUF_INIT(65536),
                                 .reply = CD_BUF_INIT(CD_HTTP_REPLY_BYTES_MAX),
                                 .file = -1};
    cd_buf_put(&exchange.body, request);
    if (begin(api, &exchange) == CD_HTTP_DESK)
        work(api, &exchange);
    *status = exchange.status;
    cd_buf_put(body, cd_buf_str(&exchange.reply));
    leave(api, &exchange);
    cd_buf_done(&exchange.body);
    cd_buf_done(&exchange.reply);
    return cd_buf_check(body, "reply", err);
}
