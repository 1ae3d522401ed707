/* queue/queue.h - the durable job list: the only thing that crosses from the front to the workers.
 * All calls run inside a transaction of db/; memory that mirrors them is board.h. Thread: any,
 * inside a transaction. Uses: base domain db. */
#ifndef CD_QUEUE_QUEUE_H
#define CD_QUEUE_QUEUE_H
#include "db/db.h"
#include "domain/job.h"

/* What is stored with a new job besides cd_job. */
struct cd_queue_new {
    int64_t key;    /* that asked for it */
    cd_str user_id; /* data NULL: none */
    cd_str request; /* JSON of the generation, for the worker */
};

/* How an attempt ended. */
struct cd_queue_end {
    cd_failure failure; /* _NONE: completed */
    cd_str reason;      /* of the failure; empty: the table's */
    uint32_t output_count;
    cd_output outputs[CD_JOB_OUTPUTS_MAX];
};

/* Stores a queued job; sets job->seq. CD_E_CONFLICT when the id exists. */
CD_MUST cd_rc cd_queue_put(cd_conn *conn, cd_job *job, const struct cd_queue_new *more,
                           cd_err *err);
/* The job with that id. CD_E_NOT_FOUND. */
CD_MUST cd_rc cd_queue_get(cd_job *out, cd_conn *conn, const cd_uuid *id, cd_err *err);
/* Leases the queued job whose turn it is to `worker` until `until_ms`: it is processing now. The
 * request is appended to `request`, and lease->request borrows it. CD_E_NOT_FOUND when nothing is
 * queued. */
CD_MUST cd_rc cd_queue_lease(cd_job *job, cd_lease *lease, cd_buf *request, cd_conn *conn,
                             cd_str worker, int64_t until_ms, cd_err *err);
/* Extends a lease. CD_E_CONFLICT when it is no longer the job's. */
CD_MUST cd_rc cd_queue_renew(cd_conn *conn, int64_t seq, int64_t number, int64_t until_ms,
                             cd_err *err);
/* Ends a job by the report of lease `number`; *job is the job afterwards. CD_E_CONFLICT when the
 * lease is no longer the job's: a late worker is refused, and a job ends once. */
CD_MUST cd_rc cd_queue_finish(cd_job *job, cd_conn *conn, int64_t seq, int64_t number,
                              const struct cd_queue_end *end, cd_err *err);

/* Takes one job away from a worker that died (by name) or, with an empty name, whose lease ran out:
 * it costs an attempt, and the job is queued again or, after the last, failed. *job is the job
 * afterwards. CD_E_NOT_FOUND when there is none. */
CD_MUST cd_rc cd_queue_reap(cd_job *job, cd_conn *conn, cd_str worker, int64_t now_ms, cd_err *err);
/* Fails one job that is older than its lifetime. CD_E_NOT_FOUND when there is none. */
CD_MUST cd_rc cd_queue_expire(cd_job *job, cd_conn *conn, int64_t now_ms, cd_err *err);
/* After a restart of the server: its own workers (names with `prefix`) are gone with it, and their
 * jobs are queued again at no cost. */
CD_MUST cd_rc cd_queue_restart(int64_t *count, cd_conn *conn, cd_str prefix, cd_err *err);
/* What there is to do for the janitor, without a write: jobs whose lease or lifetime is over, and
 * jobs that were held back and may go now. */
struct cd_queue_look {
    int64_t lost, due;
};
CD_MUST cd_rc cd_queue_look(struct cd_queue_look *out, cd_conn *conn, int64_t now_ms, cd_err *err);
/* Jobs of a client, or of its sandbox, that have not ended. */
CD_MUST cd_rc cd_queue_active(int64_t *count, cd_conn *conn, int64_t client, bool sandbox,
                              cd_err *err);
/* Times of jobs created after `since_ms`, newest first. */
struct cd_queue_recent {
    int64_t client;
    bool sandbox;
    int64_t since_ms;
    size_t max; /* room in at_ms */
};
CD_MUST cd_rc cd_queue_recent(int64_t *at_ms, size_t *count, const struct cd_queue_recent *which,
                              cd_conn *conn, cd_err *err);

#endif
