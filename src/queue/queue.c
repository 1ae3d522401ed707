/* queue/queue.c - jobs as rows. */
#include "queue/queue.h"

#include "base/clock.h"

#include <stdio.h>

#define JOB_COLUMNS                                                                  \
    "id, uuid, client_id, price, type, model, state, created_ms, attempts, failure," \
    " failure_reason, outputs, sandbox, expired_url"

/* How far the time of a job's client is ahead, where the job lives in it. */
#define AHEAD                                                                       \
    "(CASE sandbox WHEN 0 THEN 0 ELSE (SELECT clock_ms FROM client WHERE client.id" \
    " = job.client_id) END)"

/* Outputs are stored as "image png 1;": kind, format and attempt of each. */
static void outputs_write(cd_buf *out, const cd_output *outputs, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        cd_buf_printf(out, "%s %s %u;", cd_type_name(outputs[i].kind),
                      cd_format_name(outputs[i].format), outputs[i].attempt);
}

static void outputs_read(cd_job *job, cd_str text)
{
    cd_str item;
    while (job->output_count < CD_JOB_OUTPUTS_MAX && cd_str_cut(text, ';', &item, &text)) {
        cd_str kind;
        cd_str format;
        cd_str attempt;
        uint64_t number;
        if (!cd_str_cut(item, ' ', &kind, &format) || !cd_str_cut(format, ' ', &format, &attempt) ||
            !cd_str_u64(attempt, &number))
            return;
        job->outputs[job->output_count++] =
            (cd_output){cd_type_find(kind), cd_format_find(format), (uint32_t)number};
    }
}

static cd_rc job_read(cd_job *out, cd_stmt *stmt, cd_err *err)
{
    cd_job job = {.seq = cd_col_i64(stmt, 0),
                  .client = cd_col_i64(stmt, 2),
                  .price = cd_col_i64(stmt, 3),
                  .type = cd_type_find(cd_col_text(stmt, 4)),
                  .model = cd_model_find(cd_col_text(stmt, 5)),
                  .state = cd_state_find(cd_col_text(stmt, 6)),
                  .created_ms = cd_col_i64(stmt, 7),
                  .failure = cd_failure_find(cd_col_text(stmt, 9)),
                  .sandbox = cd_col_i64(stmt, 12) != 0,
                  .expired_url = cd_col_i64(stmt, 13) != 0};
    if (!cd_col_blob(stmt, 1, job.id.bytes, sizeof job.id.bytes) || job.state == CD_STATE_NONE)
        return cd_fail(err, CD_E_INTERNAL, NULL, "job %lld cannot be read", (long long)job.seq);
    if (job.failure != CD_FAILURE_NONE &&
        !cd_str_copy(job.reason, sizeof job.reason, cd_col_text(stmt, 10)))
        return cd_fail(err, CD_E_INTERNAL, NULL, "job %lld: reason too long", (long long)job.seq);
    outputs_read(&job, cd_col_text(stmt, 11));
    *out = job;
    return CD_OK;
}

/* Steps a statement that gives JOB_COLUMNS and reads its only row. */
static cd_rc job_step(cd_job *out, cd_stmt *stmt, cd_err *err)
{
    bool row;
    CD_TRY(cd_stmt_step(stmt, &row, err));
    if (!row)
        return cd_fail(err, CD_E_NOT_FOUND, NULL, "Generation not found");
    const cd_rc rc = job_read(out, stmt, err);
    cd_stmt_reset(stmt);
    return rc;
}

static void bind_name(cd_stmt *stmt, int index, const char *name)
{
    cd_stmt_text(stmt, index, cd_str_from(name));
}

cd_rc cd_queue_put(cd_conn *conn, cd_job *job, const struct cd_queue_new *more, cd_err *err)
{
    cd_stmt *stmt;
    CD_ASSERT(cd_state_may_go(CD_STATE_NONE, job->state));
    CD_TRY(
        cd_stmt_get(&stmt, conn,
                    "INSERT INTO job(uuid, client_id, key_id, type, model, user_id, request, price,"
                    " state, created_ms, turn_ms, sandbox, expired_url, not_before_ms, open)"
                    " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
                    err));
    cd_stmt_blob(stmt, 1, job->id.bytes, sizeof job->id.bytes);
    cd_stmt_i64(stmt, 2, job->client);
    cd_stmt_i64(stmt, 3, more->key);
    bind_name(stmt, 4, cd_type_name(job->type));
    bind_name(stmt, 5, cd_model_name(job->model));
    cd_stmt_text(stmt, 6, more->user_id);
    cd_stmt_text(stmt, 7, more->request);
    cd_stmt_i64(stmt, 8, job->price);
    bind_name(stmt, 9, cd_state_name(job->state));
    cd_stmt_i64(stmt, 10, job->created_ms);
    cd_stmt_i64(stmt, 11, cd_clock_ms()); /* the turn of a sandbox's job comes in real time */
    cd_stmt_i64(stmt, 12, job->sandbox);
    cd_stmt_i64(stmt, 13, job->expired_url);
    cd_stmt_i64(stmt, 14, job->not_before_ms);
    CD_TRY(cd_stmt_run(stmt, NULL, err));
    job->seq = cd_conn_last_id(conn);
    return CD_OK;
}

cd_rc cd_queue_get(cd_job *out, cd_conn *conn, const cd_uuid *id, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(&stmt, conn, "SELECT " JOB_COLUMNS " FROM job WHERE uuid = ?", err));
    cd_stmt_blob(stmt, 1, id->bytes, sizeof id->bytes);
    return job_step(out, stmt, err);
}

static cd_rc get_by_seq(cd_job *out, cd_conn *conn, int64_t seq, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(&stmt, conn, "SELECT " JOB_COLUMNS " FROM job WHERE id = ?", err));
    cd_stmt_i64(stmt, 1, seq);
    return job_step(out, stmt, err);
}

static cd_rc lease_row(cd_lease *lease, cd_buf *request, cd_conn *conn, int64_t seq, cd_err *err)
{
    cd_stmt *stmt;
    bool row;
    CD_TRY(
        cd_stmt_get(&stmt, conn, "SELECT lease_no, attempts, request FROM job WHERE id = ?", err));
    cd_stmt_i64(stmt, 1, seq);
    CD_TRY(cd_stmt_step(stmt, &row, err));
    CD_ASSERT(row);
    lease->number = cd_col_i64(stmt, 0);
    lease->attempt = (uint32_t)cd_col_i64(stmt, 1) + 1;
    cd_buf_put(request, cd_col_text(stmt, 2));
    cd_stmt_reset(stmt);
    CD_TRY(cd_buf_check(request, "stored request", err));
    lease->request = cd_buf_str(request);
    return CD_OK;
}

cd_rc cd_queue_lease(cd_job *job, cd_lease *lease, cd_buf *request, cd_conn *conn, cd_str worker,
                     int64_t until_ms, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "SELECT " JOB_COLUMNS " FROM job WHERE open = 1 AND state = 'queued'"
                       " AND (not_before_ms = 0 OR not_before_ms <= ?1 + " AHEAD ")"
                       " ORDER BY turn_ms, id LIMIT 1",
                       err));
    cd_stmt_i64(stmt, 1, cd_clock_ms());
    CD_TRY(job_step(job, stmt, err));
    CD_ASSERT(cd_state_may_go(job->state, CD_STATE_PROCESSING));
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "UPDATE job SET state = 'processing', lease_no = lease_no + 1,"
                       " lease_until_ms = ?2, worker = ?3 WHERE id = ?1",
                       err));
    cd_stmt_i64(stmt, 1, job->seq);
    cd_stmt_i64(stmt, 2, until_ms);
    cd_stmt_text(stmt, 3, worker);
    CD_TRY(cd_stmt_run(stmt, NULL, err));
    job->state = CD_STATE_PROCESSING;
    lease->id = job->id;
    lease->seq = job->seq;
    return lease_row(lease, request, conn, job->seq, err);
}

static cd_rc not_the_lease(cd_err *err)
{
    return cd_fail(err, CD_E_CONFLICT, "lease", "the lease is no longer this worker's");
}

cd_rc cd_queue_renew(cd_conn *conn, int64_t seq, int64_t number, int64_t until_ms, cd_err *err)
{
    cd_stmt *stmt;
    int64_t changed;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "UPDATE job SET lease_until_ms = ?3"
                       " WHERE id = ?1 AND lease_no = ?2 AND state = 'processing'",
                       err));
    cd_stmt_i64(stmt, 1, seq);
    cd_stmt_i64(stmt, 2, number);
    cd_stmt_i64(stmt, 3, until_ms);
    CD_TRY(cd_stmt_run(stmt, &changed, err));
    return changed == 1 ? CD_OK : not_the_lease(err);
}

/* Writes the end of a job. The lease number goes up, so that a late report is refused. */
static cd_rc end_write(cd_job *job, cd_conn *conn, const struct cd_queue_end *end, cd_err *err)
{
    const cd_state to = end->failure == CD_FAILURE_NONE ? CD_STATE_COMPLETED : CD_STATE_FAILED;
    CD_AUTO(cd_buf_done) cd_buf outputs = CD_BUF_INIT(1024);
    cd_stmt *stmt;
    CD_ASSERT(cd_state_may_go(job->state, to));
    CD_TRY(cd_stmt_get(
        &stmt, conn,
        "UPDATE job SET state = ?2, failure = ?3, failure_reason = ?4, outputs = ?5,"
        " finished_ms = ?6, open = NULL, lease_no = lease_no + 1, lease_until_ms = NULL,"
        " worker = NULL WHERE id = ?1",
        err));
    job->state = to;
    job->failure = end->failure;
    job->output_count = 0;
    cd_stmt_i64(stmt, 1, job->seq);
    bind_name(stmt, 2, cd_state_name(to));
    if (to == CD_STATE_FAILED) {
        const char *reason = cd_failure_reason(end->failure);
        if (end->reason.size == 0 || !cd_str_copy(job->reason, sizeof job->reason, end->reason))
            snprintf(job->reason, sizeof job->reason, "%s", reason);
        bind_name(stmt, 3, cd_failure_code(end->failure));
        bind_name(stmt, 4, job->reason);
    } else {
        for (uint32_t i = 0; i < end->output_count; i++)
            job->outputs[job->output_count++] = end->outputs[i];
        outputs_write(&outputs, end->outputs, end->output_count);
        cd_stmt_text(stmt, 5, cd_buf_str(&outputs));
    }
    cd_stmt_i64(stmt, 6, cd_clock_ms());
    return cd_stmt_run(stmt, NULL, err);
}

cd_rc cd_queue_finish(cd_job *job, cd_conn *conn, int64_t seq, int64_t number,
                      const struct cd_queue_end *end, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "SELECT " JOB_COLUMNS
                       " FROM job WHERE id = ?1 AND lease_no = ?2 AND state = 'processing'",
                       err));
    cd_stmt_i64(stmt, 1, seq);
    cd_stmt_i64(stmt, 2, number);
    if (job_step(job, stmt, NULL) != CD_OK)
        return not_the_lease(err);
    return end_write(job, conn, end, err);
}

/* The processing job is queued again with one attempt less, or failed after the last. It goes
 * behind what waits now: if it was the job that killed the worker, others come first, and if
 * something else kills workers, the same job does not lose all its attempts to it. */
static cd_rc attempt_cost(cd_job *job, cd_conn *conn, int64_t attempts, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(
        &stmt, conn,
        "UPDATE job SET attempts = ?2, turn_ms = ?3, state = 'queued', lease_no = lease_no + 1,"
        " lease_until_ms = NULL, worker = NULL WHERE id = ?1",
        err));
    cd_stmt_i64(stmt, 1, job->seq);
    cd_stmt_i64(stmt, 2, attempts);
    cd_stmt_i64(stmt, 3, cd_clock_ms());
    CD_ASSERT(cd_state_may_go(job->state, CD_STATE_QUEUED));
    CD_TRY(cd_stmt_run(stmt, NULL, err));
    job->state = CD_STATE_QUEUED;
    if (attempts < CD_JOB_ATTEMPTS_MAX)
        return CD_OK;
    const struct cd_queue_end end = {.failure = CD_FAILURE_GENERATION_FAILED};
    return end_write(job, conn, &end, err);
}

cd_rc cd_queue_reap(cd_job *job, cd_conn *conn, cd_str worker, int64_t now_ms, cd_err *err)
{
    cd_stmt *stmt;
    bool row;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "SELECT id, attempts FROM job WHERE open = 1 AND state = 'processing'"
                       " AND (worker = ?1 OR (?1 = '' AND lease_until_ms < ?2)) LIMIT 1",
                       err));
    cd_stmt_text(stmt, 1, worker.size > 0 ? worker : CD_STR(""));
    cd_stmt_i64(stmt, 2, now_ms);
    CD_TRY(cd_stmt_step(stmt, &row, err));
    if (!row)
        return cd_fail(err, CD_E_NOT_FOUND, NULL, "no lease to take back");
    const int64_t seq = cd_col_i64(stmt, 0);
    const int64_t attempts = cd_col_i64(stmt, 1) + 1;
    cd_stmt_reset(stmt);
    CD_TRY(get_by_seq(job, conn, seq, err));
    return attempt_cost(job, conn, attempts, err);
}

cd_rc cd_queue_expire(cd_job *job, cd_conn *conn, int64_t now_ms, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "SELECT " JOB_COLUMNS " FROM job WHERE open = 1 AND created_ms < ? + " AHEAD
                       " LIMIT 1",
                       err));
    cd_stmt_i64(stmt, 1, now_ms - CD_JOB_LIFETIME_MS);
    CD_TRY(job_step(job, stmt, err));
    const struct cd_queue_end end = {.failure = CD_FAILURE_GENERATION_FAILED};
    return end_write(job, conn, &end, err);
}

cd_rc cd_queue_restart(int64_t *count, cd_conn *conn, cd_str prefix, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "UPDATE job SET state = 'queued', lease_no = lease_no + 1,"
                       " lease_until_ms = NULL, worker = NULL WHERE open = 1"
                       " AND state = 'processing' AND substr(worker, 1, length(?1)) = ?1",
                       err));
    cd_stmt_text(stmt, 1, prefix);
    return cd_stmt_run(stmt, count, err);
}

cd_rc cd_queue_look(struct cd_queue_look *out, cd_conn *conn, int64_t now_ms, cd_err *err)
{
    cd_stmt *stmt;
    bool row;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "SELECT count(*) FILTER (WHERE created_ms < ?2 + " AHEAD
                       " OR (state = 'processing' AND lease_until_ms < ?1)),"
                       " count(*) FILTER (WHERE state = 'queued' AND not_before_ms > 0"
                       " AND not_before_ms <= ?1 + " AHEAD ") FROM job WHERE open = 1",
                       err));
    cd_stmt_i64(stmt, 1, now_ms);
    cd_stmt_i64(stmt, 2, now_ms - CD_JOB_LIFETIME_MS);
    CD_TRY(cd_stmt_step(stmt, &row, err));
    CD_ASSERT(row);
    *out = (struct cd_queue_look){cd_col_i64(stmt, 0), cd_col_i64(stmt, 1)};
    cd_stmt_reset(stmt);
    return CD_OK;
}

cd_rc cd_queue_active(int64_t *count, cd_conn *conn, int64_t client, bool sandbox, cd_err *err)
{
    cd_stmt *stmt;
    bool row;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "SELECT count(*) FROM job WHERE open = 1 AND client_id = ? AND sandbox = ?",
                       err));
    cd_stmt_i64(stmt, 1, client);
    cd_stmt_i64(stmt, 2, sandbox);
    CD_TRY(cd_stmt_step(stmt, &row, err));
    *count = row ? cd_col_i64(stmt, 0) : 0;
    cd_stmt_reset(stmt);
    return CD_OK;
}

cd_rc cd_queue_recent(int64_t *at_ms, size_t *count, const struct cd_queue_recent *which,
                      cd_conn *conn, cd_err *err)
{
    cd_stmt *stmt;
    size_t found = 0;
    CD_TRY(cd_stmt_get(&stmt, conn,
                       "SELECT created_ms FROM job WHERE client_id = ?1 AND created_ms > ?2"
                       " AND sandbox = ?3 ORDER BY created_ms DESC, id DESC LIMIT ?4",
                       err));
    cd_stmt_i64(stmt, 1, which->client);
    cd_stmt_i64(stmt, 2, which->since_ms);
    cd_stmt_i64(stmt, 3, which->sandbox);
    cd_stmt_i64(stmt, 4, (int64_t)which->max);
    for (;;) {
        bool row;
        CD_TRY(cd_stmt_step(stmt, &row, err));
        if (!row)
            break;
        CD_ASSERT(found < which->max);
        at_ms[found++] = cd_col_i64(stmt, 0);
    }
    *count = found;
    return CD_OK;
}
