/* queue/replay.h - which request made which job: a caller that repeats a request under the same
 * Idempotency-Key within a day gets the first answer instead of a second, charged job.
 * Thread: any, inside a transaction. Uses: base domain db. */
#ifndef CD_QUEUE_REPLAY_H
#define CD_QUEUE_REPLAY_H
#include "db/db.h"
#include "domain/job.h"

enum { CD_REPLAY_KEY_MAX = 255, CD_REPLAY_LIFE_MS = 24 * 3600 * 1000, CD_REPLAY_HASH_BYTES = 32 };

typedef struct cd_replay {
    int64_t client;
    cd_str key;
    uint8_t body_hash[CD_REPLAY_HASH_BYTES]; /* SHA-256 of the request's body */
} cd_replay;

/* The job that this request made before. CD_E_NOT_FOUND when it is new or over a day old,
 * CD_E_CONFLICT when the key belongs to another body. */
CD_MUST cd_rc cd_replay_find(cd_job *job, cd_conn *conn, const cd_replay *replay, int64_t now_ms,
                             cd_err *err);
/* Remembers the request with the job it made. CD_E_CONFLICT when another request took the key
 * meanwhile. */
CD_MUST cd_rc cd_replay_put(cd_conn *conn, const cd_replay *replay, int64_t job, int64_t now_ms,
                            cd_err *err);
/* Whether there are any to forget. */
CD_MUST cd_rc cd_replay_old(bool *found, cd_conn *conn, int64_t now_ms, cd_err *err);
/* Forgets some that are over a day old; *count of them. */
CD_MUST cd_rc cd_replay_forget(int64_t *count, cd_conn *conn, int64_t now_ms, cd_err *err);

#endif
