/* api/workers.c - the lease protocol, the server's side of the wall: lease, renew, finish; and what
 * happens to a job when its worker does not come back. Ends of jobs and of their holds are one
 * transaction. */
#include "api/visit.h"

#include "base/clock.h"
#include "base/log.h"
#include "domain/price.h"
#include "meter/ledger.h"
#include "wire/json_write.h"

enum { LEASE_MS = 15000, LEASE_REQUEST_MAX = CD_REQUEST_STORED_MAX, WAIT_MS_MAX = 30000 };

/* One lease, from the transaction to memory. */
struct leasing {
    cd_visit *visit;
    cd_str worker;
    cd_lease lease;
    cd_job job;
    cd_buf request;
};

static cd_rc lease_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct leasing *leasing = arg;
    cd_buf_clear(&leasing->request);
    return cd_queue_lease(&leasing->job, &leasing->lease, &leasing->request, conn, leasing->worker,
                          cd_clock_ms() + LEASE_MS, err);
}

static void lease_committed(void *arg)
{
    struct leasing *leasing = arg;
    cd_board_set(leasing->visit->api->board, &leasing->job);
}

static void leasing_done(struct leasing *leasing)
{
    cd_buf_done(&leasing->request);
}

static int64_t number_of(const cd_visit *visit, const char *key, int64_t max)
{
    int64_t value;
    return cd_json_i64(cd_json_get(visit->document, key), 0, max, &value) ? value : 0;
}

cd_rc cd_api__lease(cd_visit *visit, cd_err *err)
{
    cd_board *board = visit->api->board;
    CD_AUTO(leasing_done)
    struct leasing leasing = {.visit = visit,
                              .worker = cd_json_str(cd_json_get(visit->document, "worker")),
                              .request = CD_BUF_INIT(LEASE_REQUEST_MAX)};
    const int64_t until = cd_clock_mono_ms() + number_of(visit, "wait_ms", WAIT_MS_MAX);
    if (leasing.worker.size == 0)
        return cd_fail(err, CD_E_INVALID, "worker", "a lease names its worker");
    for (;;) {
        cd_err inner = {0};
        const int64_t seen = cd_board_bell(board);
        const cd_rc rc = cd_db_write(visit->api->db, lease_work, lease_committed, &leasing, &inner);
        if (rc == CD_OK)
            break;
        if (rc != CD_E_NOT_FOUND)
            return cd_fail(err, rc, NULL, "%s", inner.text);
        const int64_t left = until - cd_clock_mono_ms();
        if (left <= 0 || !cd_board_wait(board, seen, (uint32_t)left)) {
            cd_api__reply(visit, 204);
            return CD_OK;
        }
    }
    cd_view_lease(&visit->exchange->reply, &leasing.lease);
    cd_api__reply(visit, 200);
    return CD_OK;
}

static void reply_empty(cd_visit *visit)
{
    cd_buf_put(&visit->exchange->reply, CD_STR("{}"));
    cd_api__reply(visit, 200);
}

static cd_rc renew_work(cd_conn *conn, void *arg, cd_err *err)
{
    const cd_visit *visit = arg;
    return cd_queue_renew(conn, number_of(visit, "seq", INT64_MAX),
                          number_of(visit, "lease", INT64_MAX), cd_clock_ms() + LEASE_MS, err);
}

cd_rc cd_api__renew(cd_visit *visit, cd_err *err)
{
    cd_uuid id;
    if (!cd_uuid_parse(&id, cd_json_str(cd_json_get(visit->document, "id"))))
        return cd_fail(err, CD_E_INVALID, "id", "not a job's id");
    if (cd_json_true(cd_json_get(visit->document, "renew")))
        CD_TRY(cd_db_write(visit->api->db, renew_work, NULL, visit, err));
    cd_board_progress(visit->api->board, &id, (uint32_t)number_of(visit, "progress", 1000));
    reply_empty(visit);
    return CD_OK;
}

/* The end of a job, from the transaction to memory. */
struct ending {
    cd_api *api;
    int64_t seq, lease;
    uint32_t progress; /* per mille, when the worker stopped */
    struct cd_queue_end end;
    cd_job job;
};

/* Settles the money of a job that has just ended; a job that only lost an attempt keeps its hold.
 */
static cd_rc settle(cd_conn *conn, const cd_job *job, cd_err *err)
{
    if (!cd_state_terminal(job->state) || job->sandbox)
        return CD_OK;
    return cd_ledger_settle(conn, job->client, job->seq, job->price, cd_price_charged(job), err);
}

static void settled(cd_api *api, const cd_job *job)
{
    cd_board_set(api->board, job);
    if (!cd_state_terminal(job->state)) {
        cd_board_ring(api->board); /* back in the queue */
        return;
    }
    cd_admit_settled(api->admit, cd_client_account(job->client, job->sandbox), job->price,
                     cd_price_charged(job));
}

static cd_rc finish_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct ending *ending = arg;
    CD_TRY(cd_queue_finish(&ending->job, conn, ending->seq, ending->lease, &ending->end, err));
    ending->job.progress = ending->progress;
    return settle(conn, &ending->job, err);
}

static void ending_committed(void *arg)
{
    struct ending *ending = arg;
    settled(ending->api, &ending->job);
}

static cd_rc outputs_parse(struct cd_queue_end *end, const cd_json *list, cd_err *err)
{
    for (const cd_json *item = cd_json_first(list); item != NULL; item = cd_json_next(item)) {
        int64_t attempt;
        const cd_output output = {.kind = cd_type_find(cd_json_str(cd_json_get(item, "kind"))),
                                  .format =
                                      cd_format_find(cd_json_str(cd_json_get(item, "format")))};
        if (end->output_count == CD_JOB_OUTPUTS_MAX || output.kind == CD_TYPE_NONE ||
            output.format == CD_FORMAT_NONE ||
            !cd_json_i64(cd_json_get(item, "attempt"), 1, CD_JOB_ATTEMPTS_MAX, &attempt))
            return cd_fail(err, CD_E_INVALID, "outputs", "not a list of outputs");
        end->outputs[end->output_count] = output;
        end->outputs[end->output_count++].attempt = (uint32_t)attempt;
    }
    return CD_OK;
}

cd_rc cd_api__finish(cd_visit *visit, cd_err *err)
{
    const cd_str failure = cd_json_str(cd_json_get(visit->document, "failure"));
    struct ending ending = {.api = visit->api,
                            .seq = number_of(visit, "seq", INT64_MAX),
                            .lease = number_of(visit, "lease", INT64_MAX),
                            .progress = (uint32_t)number_of(visit, "progress", 1000)};
    ending.end.failure = cd_failure_find(failure);
    ending.end.reason = cd_json_str(cd_json_get(visit->document, "reason"));
    if (failure.size > 0 && ending.end.failure == CD_FAILURE_NONE)
        return cd_fail(err, CD_E_INVALID, "failure", "no such failure code");
    CD_TRY(outputs_parse(&ending.end, cd_json_get(visit->document, "outputs"), err));
    if (ending.end.failure == CD_FAILURE_NONE && ending.end.output_count == 0)
        ending.end.failure = CD_FAILURE_OUTPUT_NOT_FOUND;
    CD_TRY(cd_db_write(visit->api->db, finish_work, ending_committed, &ending, err));
    cd_log(CD_INFO, "job.ended", CD_ID("job", &ending.job.id),
           CD_WORDS("state", cd_state_name(ending.job.state)),
           CD_WORDS("failure", cd_failure_code(ending.job.failure)),
           CD_I64("age_ms", cd_clock_ms() - ending.job.created_ms));
    reply_empty(visit);
    return CD_OK;
}

/* Jobs whose worker is lost: each in its own transaction. */
struct reaping {
    struct ending ending;
    cd_str worker; /* empty: leases that ran out */
    cd_rc (*take)(cd_job *job, cd_conn *conn, const struct reaping *reaping, cd_err *err);
};

static cd_rc take_lost(cd_job *job, cd_conn *conn, const struct reaping *reaping, cd_err *err)
{
    return cd_queue_reap(job, conn, reaping->worker, cd_clock_ms(), err);
}

static cd_rc take_old(cd_job *job, cd_conn *conn, const struct reaping *reaping, cd_err *err)
{
    (void)reaping;
    return cd_queue_expire(job, conn, cd_clock_ms(), err);
}

static cd_rc reap_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct reaping *reaping = arg;
    CD_TRY(reaping->take(&reaping->ending.job, conn, reaping, err));
    return settle(conn, &reaping->ending.job, err);
}

static void reap_committed(void *arg)
{
    struct reaping *reaping = arg;
    settled(reaping->ending.api, &reaping->ending.job);
}

static cd_rc reap_all(cd_api *api, struct reaping *reaping, const char *why, cd_err *err)
{
    for (;;) {
        cd_err inner = {0};
        const cd_rc rc = cd_db_write(api->db, reap_work, reap_committed, reaping, &inner);
        if (rc == CD_E_NOT_FOUND)
            return CD_OK;
        if (rc != CD_OK)
            return cd_fail(err, rc, NULL, "%s", inner.text);
        cd_log(CD_WARN, "job.lost", CD_ID("job", &reaping->ending.job.id), CD_WORDS("why", why),
               CD_WORDS("state", cd_state_name(reaping->ending.job.state)));
    }
}

cd_rc cd_api_worker_gone(cd_api *api, cd_str worker, cd_err *err)
{
    struct reaping reaping = {.ending = {.api = api}, .worker = worker, .take = take_lost};
    CD_ASSERT(worker.size > 0);
    return reap_all(api, &reaping, "worker died", err);
}

/* Whether there is anything to sweep: looked up without a write, since it is asked every second. */
struct looking {
    struct cd_queue_look jobs;
    bool old_replays;
};

static cd_rc look_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct looking *looking = arg;
    CD_TRY(cd_queue_look(&looking->jobs, conn, cd_clock_ms(), err));
    return cd_replay_old(&looking->old_replays, conn, cd_clock_ms(), err);
}

static cd_rc forget_work(cd_conn *conn, void *arg, cd_err *err)
{
    return cd_replay_forget(arg, conn, cd_clock_ms(), err);
}

cd_rc cd_api_sweep(cd_api *api, cd_err *err)
{
    int64_t forgotten;
    struct reaping lost = {.ending = {.api = api}, .take = take_lost};
    struct reaping old = {.ending = {.api = api}, .take = take_old};
    struct looking looking = {{0, 0}, false};
    CD_TRY(cd_db_read(api->db, look_work, &looking, err));
    if (looking.jobs.due > 0)
        cd_board_ring(api->board);
    if (looking.jobs.lost > 0) {
        CD_TRY(reap_all(api, &lost, "lease ran out", err));
        CD_TRY(reap_all(api, &old, "older than its lifetime", err));
    }
    return looking.old_replays ? cd_db_write(api->db, forget_work, NULL, &forgotten, err) : CD_OK;
}
