/* api/agents.c - the Agents API: POST /v1/generations and GET /v1/generations/{id}, step by step.
 */
#include "api/visit.h"

#include "crypto/crypto.h"
#include "domain/price.h"
#include "meter/ledger.h"

enum { URL_MAX = 1024, REPLY_USUAL = 640 };

cd_rc cd_api__auth(cd_visit *visit, cd_err *err)
{
    visit->rate.retry_after_s = 60 - visit->now_ms / 1000 % 60; /* when over the ceiling */
    CD_TRY(cd_auth_check(&visit->principal, visit->api->auth,
                         cd_http_header(visit->exchange, "Authorization"), visit->now_ms,
                         visit->may_block, err));
    if (visit->principal.sandbox)
        visit->now_ms += visit->principal.client.clock_ms; /* from here on, its own time */
    return CD_OK;
}

cd_rc cd_api__parse(cd_visit *visit, cd_err *err)
{
    return cd_request_parse(&visit->request, &visit->document, &visit->detail,
                            visit->exchange->arena, &visit->exchange->body, err);
}

static cd_rc replay_work(cd_conn *conn, void *arg, cd_err *err)
{
    cd_visit *visit = arg;
    return cd_replay_find(&visit->job, conn, &visit->replay, visit->now_ms, err);
}

/* A request that was answered before ends here, with its first answer: no rate, no hold, no second
 * job. */
cd_rc cd_api__replay(cd_visit *visit, cd_err *err)
{
    const cd_str key = cd_http_header(visit->exchange, "Idempotency-Key");
    cd_err inner = {0};
    if (key.data == NULL)
        return CD_OK;
    if (key.size == 0 || key.size > CD_REPLAY_KEY_MAX || cd_utf8_count(key) == SIZE_MAX)
        return cd_fail(err, CD_E_INVALID, NULL,
                       "Idempotency-Key must be between 1 and %d characters", CD_REPLAY_KEY_MAX);
    visit->replay.client = visit->principal.client.seq;
    visit->replay.key = key;
    cd_sha256(visit->replay.body_hash, cd_buf_str(&visit->exchange->body));
    const cd_rc rc = cd_db_read(visit->api->db, replay_work, visit, &inner);
    if (rc == CD_E_NOT_FOUND)
        return CD_OK;
    if (rc != CD_OK)
        return cd_fail(err, rc, NULL, "%s", inner.text);
    visit->job.state = CD_STATE_QUEUED;
    visit->job.output_count = 0;
    cd_http_reply_header(visit->exchange, "Idempotent-Replayed", CD_STR("true"));
    cd_view_generation(&visit->exchange->reply, &visit->job, NULL);
    cd_api__reply(visit, 201);
    return CD_OK;
}

cd_rc cd_api__rate(cd_visit *visit, cd_err *err)
{
    CD_TRY(cd_admit_rate(&visit->hold, &visit->rate, visit->api->admit, &visit->principal.client,
                         visit->principal.sandbox, visit->now_ms, err));
    visit->rate_known = true;
    return CD_OK;
}

cd_rc cd_api__rules(cd_visit *visit, cd_err *err)
{
    const struct cd_request_account account = {.hdr = visit->principal.client.hdr};
    return cd_request_check(&visit->request, &account, err);
}

cd_rc cd_api__hold(cd_visit *visit, cd_err *err)
{
    const int64_t price =
        visit->principal.sandbox
            ? 0
            : cd_price_reserve(&visit->request.gen, visit->request.refs, visit->request.ref_count);
    return cd_admit_hold(&visit->hold, visit->api->admit, &visit->principal.client, price, err);
}

/* The job and its hold, in one transaction. */
static cd_rc enqueue_work(cd_conn *conn, void *arg, cd_err *err)
{
    cd_visit *visit = arg;
    CD_AUTO(cd_buf_done) cd_buf request = CD_BUF_INIT(CD_REQUEST_STORED_MAX);
    cd_view_request(&request, &visit->request.gen);
    CD_TRY(cd_buf_check(&request, "request", err));
    const struct cd_queue_new more = {.key = visit->principal.key,
                                      .user_id = visit->request.gen.user_id,
                                      .request = cd_buf_str(&request)};
    CD_TRY(cd_queue_put(conn, &visit->job, &more, err));
    if (visit->replay.key.data != NULL)
        CD_TRY(cd_replay_put(conn, &visit->replay, visit->job.seq, visit->now_ms, err));
    if (visit->job.sandbox)
        return CD_OK; /* never charged: the ledger knows nothing of it */
    return cd_ledger_hold(conn, visit->job.client, visit->job.seq, visit->job.price, err);
}

static void enqueue_committed(void *arg)
{
    cd_visit *visit = arg;
    cd_board_set(visit->api->board, &visit->job);
    cd_admit_firm(visit->api->admit, &visit->hold);
    cd_board_ring(visit->api->board);
}

cd_rc cd_api__enqueue(cd_visit *visit, cd_err *err)
{
    cd_generation *gen = &visit->request.gen;
    gen->simulate_failure = visit->simulate.failure;
    gen->simulate_delay_ms = visit->simulate.delay_ms;
    visit->job = (cd_job){.id = visit->job_id,
                          .client = visit->principal.client.seq,
                          .price = visit->hold.price,
                          .type = gen->type,
                          .model = gen->model,
                          .state = CD_STATE_QUEUED,
                          .created_ms = visit->now_ms,
                          .sandbox = visit->principal.sandbox,
                          .expired_url = visit->simulate.expired_url};
    if (visit->simulate.hold_ms > 0)
        visit->job.not_before_ms = visit->now_ms + visit->simulate.hold_ms;
    const cd_rc rc = cd_db_write(visit->api->db, enqueue_work, enqueue_committed, visit, err);
    if (rc != CD_OK)
        visit->job.seq = 0; /* it was rolled back: its media is nobody's */
    return rc;
}

/* A fresh link for each output (contract, section 9). */
static cd_rc generation_view(cd_visit *visit, cd_err *err)
{
    cd_str urls[CD_JOB_OUTPUTS_MAX];
    for (uint32_t i = 0; i < visit->job.output_count; i++) {
        const cd_output *output = &visit->job.outputs[i];
        char key[CD_OBJECT_KEY_MAX];
        char text[URL_MAX];
        cd_buf url = {text, 0, sizeof text, sizeof text, false};
        cd_object_key(key, &visit->job.id, output->attempt, i, cd_format_extension(output->format));
        cd_buf_put(&url, cd_str_from(visit->api->public_url));
        const int64_t now_ms =
            visit->now_ms - (visit->job.expired_url ? (int64_t)CD_PRESIGN_LIFE_S * 1000 + 1000 : 0);
        cd_presign_link(&url, visit->api->presign, CD_STR("GET"), cd_str_from(key), now_ms);
        CD_TRY(cd_buf_check(&url, "link", err));
        urls[i] = cd_arena_str(visit->exchange->arena, cd_buf_str(&url));
    }
    (void)cd_buf_reserve(&visit->exchange->reply, REPLY_USUAL); /* one allocation instead of five */
    cd_view_generation(&visit->exchange->reply, &visit->job, urls);
    return CD_OK;
}

cd_rc cd_api__reply_created(cd_visit *visit, cd_err *err)
{
    CD_TRY(generation_view(visit, err));
    cd_api__reply(visit, 201);
    return CD_OK;
}

struct finding {
    cd_uuid id;
    cd_job job;
};

static cd_rc find_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct finding *finding = arg;
    return cd_queue_get(&finding->job, conn, &finding->id, err);
}

cd_rc cd_api__find(cd_visit *visit, cd_err *err)
{
    struct finding finding = {0};
    cd_board *board = visit->api->board;
    if (!cd_uuid_parse(&finding.id, visit->param))
        return cd_fail(err, CD_E_NOT_FOUND, NULL, "Generation not found");
    if (!cd_board_get(board, &finding.id, &finding.job)) {
        CD_TRY(cd_api__desk(visit, err));
        CD_TRY(cd_db_read(visit->api->db, find_work, &finding, err));
        cd_board_offer(board, &finding.job);
    }
    /* another client's job is as unknown as one that never was */
    if (finding.job.client != visit->principal.client.seq)
        return cd_fail(err, CD_E_NOT_FOUND, NULL, "Generation not found");
    visit->job = finding.job;
    return CD_OK;
}

cd_rc cd_api__reply_generation(cd_visit *visit, cd_err *err)
{
    CD_TRY(generation_view(visit, err));
    if (visit->job.state == CD_STATE_PROCESSING) {
        /* the contract has no field for it: a header that clients may ignore */
        char text[8];
        cd_buf percent = {text, 0, sizeof text, sizeof text, false};
        cd_buf_put_u64(&percent, visit->job.progress / 10);
        cd_http_reply_header(visit->exchange, "X-Candela-Progress", cd_buf_str(&percent));
    }
    cd_api__reply(visit, 200);
    return CD_OK;
}
