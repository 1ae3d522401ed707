/* tests/unit/queue/test_queue.c - jobs as rows: leases, late reports, dead workers, restarts. */
#include "queue/queue.h"
#include "unit/temp.h"

static const cd_str worker_a = CD_STR_INIT("local-a");
static const cd_str worker_b = CD_STR_INIT("local-b");

static cd_job put(cd_conn *conn, uint8_t number)
{
    cd_job job = {.id = {{number}},
                  .client = 1,
                  .price = 40400,
                  .type = CD_TYPE_IMAGE,
                  .model = CD_MODEL_UNI_1,
                  .state = CD_STATE_QUEUED,
                  .created_ms = 1000 * number};
    const struct cd_queue_new more = {.key = 1, .user_id = {NULL, 0}, .request = CD_STR("{}")};
    CHECK_INT(cd_queue_put(conn, &job, &more, NULL), CD_OK);
    CHECK(job.seq > 0);
    return job;
}

/* Leases the next job; its id's first byte, or 0 when there is none. */
static uint8_t lease_next(cd_conn *conn, cd_lease *lease, cd_str worker, int64_t until_ms)
{
    CD_AUTO(cd_buf_done) cd_buf request = CD_BUF_INIT(1024);
    cd_job job;
    cd_err err = {0};
    const cd_rc rc = cd_queue_lease(&job, lease, &request, conn, worker, until_ms, &err);
    if (rc != CD_OK) {
        CHECK_INT(rc, CD_E_NOT_FOUND);
        return 0;
    }
    CHECK_INT(job.state, CD_STATE_PROCESSING);
    CHECK_BYTES(cd_buf_str(&request), "{}");
    lease->request = (cd_str){NULL, 0};
    return job.id.bytes[0];
}

static const struct cd_queue_end good_end = {.output_count = 1,
                                             .outputs = {{CD_TYPE_IMAGE, CD_FORMAT_PNG, 1}}};

static cd_state state_of(cd_conn *conn, const cd_uuid *id)
{
    cd_job job;
    CHECK_INT(cd_queue_get(&job, conn, id, NULL), CD_OK);
    return job.state;
}

static cd_rc walk_lease(cd_conn *conn, void *arg, cd_err *err)
{
    cd_lease lease = {0}, second = {0};
    cd_job job;
    (void)arg;
    (void)err;
    CHECK_INT(lease_next(conn, &lease, worker_a, 5000), 0);
    const cd_job first = put(conn, 1);
    put(conn, 2);
    CHECK_INT(lease_next(conn, &lease, worker_a, 5000), 1); /* oldest first */
    CHECK_INT(lease.attempt, 1);
    CHECK_INT(lease_next(conn, &second, worker_b, 5000), 2);
    CHECK_INT(lease_next(conn, &second, worker_b, 5000), 0);
    CHECK_INT(cd_queue_renew(conn, lease.seq, lease.number, 9000, NULL), CD_OK);
    CHECK_INT(cd_queue_renew(conn, lease.seq, lease.number + 1, 9000, NULL), CD_E_CONFLICT);
    CHECK_INT(cd_queue_finish(&job, conn, lease.seq, lease.number + 1, &good_end, NULL),
              CD_E_CONFLICT);
    CHECK_INT(cd_queue_finish(&job, conn, lease.seq, lease.number, &good_end, NULL), CD_OK);
    CHECK_INT(job.state, CD_STATE_COMPLETED);
    CHECK_INT(job.output_count, 1);
    CHECK_INT(job.outputs[0].format, CD_FORMAT_PNG);
    CHECK_INT(cd_queue_finish(&job, conn, lease.seq, lease.number, &good_end, NULL),
              CD_E_CONFLICT); /* a job ends once */
    CHECK_INT(cd_queue_renew(conn, lease.seq, lease.number, 9000, NULL), CD_E_CONFLICT);
    CHECK_INT(state_of(conn, &first.id), CD_STATE_COMPLETED);
    CHECK_INT(cd_queue_get(&job, conn, &(cd_uuid){{99}}, NULL), CD_E_NOT_FOUND);
    return CD_OK;
}

static cd_rc walk_failure(cd_conn *conn, void *arg, cd_err *err)
{
    cd_lease lease = {0};
    cd_job job;
    struct cd_queue_end end = {.failure = CD_FAILURE_CONTENT_MODERATED};
    (void)arg;
    (void)err;
    put(conn, 1);
    CHECK_INT(lease_next(conn, &lease, worker_a, 5000), 1);
    CHECK_INT(cd_queue_finish(&job, conn, lease.seq, lease.number, &end, NULL), CD_OK);
    CHECK_INT(job.state, CD_STATE_FAILED);
    CHECK_INT(job.failure, CD_FAILURE_CONTENT_MODERATED);
    CHECK_TEXT(job.reason, cd_failure_reason(CD_FAILURE_CONTENT_MODERATED));
    CHECK_INT(job.output_count, 0);
    put(conn, 2);
    CHECK_INT(lease_next(conn, &lease, worker_a, 5000), 2);
    end.reason = CD_STR("a reason of its own");
    CHECK_INT(cd_queue_finish(&job, conn, lease.seq, lease.number, &end, NULL), CD_OK);
    CHECK_TEXT(job.reason, "a reason of its own");
    CHECK_INT(cd_queue_get(&job, conn, &job.id, NULL), CD_OK);
    CHECK_TEXT(job.reason, "a reason of its own");
    return CD_OK;
}

/* A worker that dies costs an attempt each time; after the last the job has failed. */
static cd_rc walk_deaths(cd_conn *conn, void *arg, cd_err *err)
{
    cd_lease lease = {0}, old = {0};
    cd_job job;
    (void)arg;
    (void)err;
    put(conn, 1);
    for (uint32_t attempt = 1; attempt <= CD_JOB_ATTEMPTS_MAX; attempt++) {
        CHECK_INT(lease_next(conn, &lease, worker_a, 5000), 1);
        CHECK_INT(lease.attempt, attempt);
        CHECK(lease.number > old.number);
        if (attempt > 1)
            CHECK_INT(cd_queue_finish(&job, conn, old.seq, old.number, &good_end, NULL),
                      CD_E_CONFLICT); /* the late worker */
        CHECK_INT(cd_queue_reap(&job, conn, worker_b, 0, NULL), CD_E_NOT_FOUND);
        CHECK_INT(cd_queue_reap(&job, conn, CD_STR(""), 4999, NULL), CD_E_NOT_FOUND);
        if (attempt % 2 == 0) /* by name, or because the lease ran out */
            CHECK_INT(cd_queue_reap(&job, conn, worker_a, 0, NULL), CD_OK);
        else
            CHECK_INT(cd_queue_reap(&job, conn, CD_STR(""), 5001, NULL), CD_OK);
        CHECK_INT(job.state, attempt < CD_JOB_ATTEMPTS_MAX ? CD_STATE_QUEUED : CD_STATE_FAILED);
        old = lease;
    }
    CHECK_INT(job.failure, CD_FAILURE_GENERATION_FAILED);
    CHECK_TEXT(job.reason, "Generation failed");
    CHECK_INT(lease_next(conn, &lease, worker_a, 5000), 0);
    CHECK_INT(cd_queue_reap(&job, conn, worker_a, INT64_MAX, NULL), CD_E_NOT_FOUND);
    return CD_OK;
}

static cd_rc walk_restart(cd_conn *conn, void *arg, cd_err *err)
{
    cd_lease lease = {0};
    int64_t count = 0;
    cd_job job;
    (void)arg;
    (void)err;
    for (unsigned round = 0; round < 5; round++) {
        if (round == 0)
            put(conn, 1);
        CHECK_INT(lease_next(conn, &lease, worker_a, 5000), 1);
        CHECK_INT(lease.attempt, 1); /* a restart costs no attempt */
        CHECK_INT(cd_queue_restart(&count, conn, CD_STR("local-"), NULL), CD_OK);
        CHECK_INT(count, 1);
        CHECK_INT(cd_queue_finish(&job, conn, lease.seq, lease.number, &good_end, NULL),
                  CD_E_CONFLICT);
    }
    CHECK_INT(lease_next(conn, &lease, CD_STR("far-away"), 5000), 1);
    CHECK_INT(cd_queue_restart(&count, conn, CD_STR("local-"), NULL), CD_OK);
    CHECK_INT(count, 0); /* another machine's worker goes on */
    CHECK_INT(cd_queue_finish(&job, conn, lease.seq, lease.number, &good_end, NULL), CD_OK);
    return CD_OK;
}

static cd_rc recent_of(int64_t at_ms[4], size_t *count, cd_conn *conn, int64_t client,
                       int64_t since_ms)
{
    const struct cd_queue_recent which = {client, false, since_ms, 4};
    return cd_queue_recent(at_ms, count, &which, conn, NULL);
}

static cd_rc walk_lifetime(cd_conn *conn, void *arg, cd_err *err)
{
    cd_lease lease = {0};
    cd_job job;
    int64_t count = 0;
    int64_t at_ms[4];
    size_t recent = 0;
    (void)arg;
    (void)err;
    put(conn, 1);
    put(conn, 2);
    CHECK_INT(cd_queue_active(&count, conn, 1, false, NULL), CD_OK);
    CHECK_INT(count, 2);
    CHECK_INT(lease_next(conn, &lease, worker_a, INT64_MAX / 2), 1);
    CHECK_INT(cd_queue_expire(&job, conn, 1000 + CD_JOB_LIFETIME_MS - 1, NULL), CD_E_NOT_FOUND);
    CHECK_INT(cd_queue_expire(&job, conn, 2001 + CD_JOB_LIFETIME_MS, NULL), CD_OK);
    CHECK_INT(job.state, CD_STATE_FAILED);
    CHECK_INT(cd_queue_expire(&job, conn, 2001 + CD_JOB_LIFETIME_MS, NULL), CD_OK);
    CHECK_INT(cd_queue_expire(&job, conn, 2001 + CD_JOB_LIFETIME_MS, NULL), CD_E_NOT_FOUND);
    CHECK_INT(cd_queue_finish(&job, conn, lease.seq, lease.number, &good_end, NULL), CD_E_CONFLICT);
    CHECK_INT(cd_queue_active(&count, conn, 1, false, NULL), CD_OK);
    CHECK_INT(count, 0);
    for (uint8_t i = 3; i < 9; i++)
        put(conn, i);
    CHECK_INT(recent_of(at_ms, &recent, conn, 1, 5000), CD_OK);
    CHECK_INT(recent, 3);
    CHECK_INT(at_ms[0], 8000);
    CHECK_INT(at_ms[2], 6000);
    CHECK_INT(recent_of(at_ms, &recent, conn, 1, 0), CD_OK);
    CHECK_INT(recent, 4);
    CHECK_INT(recent_of(at_ms, &recent, conn, 2, 0), CD_OK);
    CHECK_INT(recent, 0);
    return CD_OK;
}

static cd_rc walk_same_id(cd_conn *conn, void *arg, cd_err *err)
{
    cd_job job = put(conn, 1);
    const struct cd_queue_new more = {.key = 1, .request = CD_STR("{}")};
    (void)arg;
    (void)err;
    job.state = CD_STATE_QUEUED;
    CHECK_INT(cd_queue_put(conn, &job, &more, NULL), CD_E_CONFLICT);
    return CD_OK;
}

static void in_database(cd_db_work walk)
{
    CD_AUTO(temp_done) struct temp temp = temp_make();
    CD_AUTO(cd_db_close) cd_db *db = temp_db(&temp);
    CHECK_INT(cd_db_write(db, walk, NULL, NULL, NULL), CD_OK);
}

static void a_lease_is_one_workers(void)
{
    in_database(walk_lease);
}

static void failures_are_stored(void)
{
    in_database(walk_failure);
}

static void deaths_cost_attempts(void)
{
    in_database(walk_deaths);
}

static void restarts_cost_nothing(void)
{
    in_database(walk_restart);
}

static void old_jobs_end(void)
{
    in_database(walk_lifetime);
}

static void ids_are_unique(void)
{
    in_database(walk_same_id);
}

CHECK_MAIN(RUN(a_lease_is_one_workers) RUN(failures_are_stored) RUN(deaths_cost_attempts)
               RUN(restarts_cost_nothing) RUN(old_jobs_end) RUN(ids_are_unique))
