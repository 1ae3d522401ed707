/* tests/unit/queue/test_replay.c - Idempotency-Keys: the same request finds its job for a day,
 * another body or another client does not. */
#include "queue/queue.h"
#include "queue/replay.h"
#include "unit/temp.h"

static const int64_t start_ms = 1000000;

static cd_replay replay_of(int64_t client, const char *key, uint8_t body)
{
    cd_replay replay = {.client = client, .key = cd_str_from(key)};
    memset(replay.body_hash, body, sizeof replay.body_hash);
    return replay;
}

static cd_job put(cd_conn *conn, uint8_t number)
{
    cd_job job = {.id = {{number}},
                  .client = 1,
                  .price = 1,
                  .type = CD_TYPE_IMAGE,
                  .model = CD_MODEL_UNI_1,
                  .state = CD_STATE_QUEUED,
                  .created_ms = start_ms};
    const struct cd_queue_new more = {.key = 1, .request = CD_STR("{}")};
    CHECK_INT(cd_queue_put(conn, &job, &more, NULL), CD_OK);
    return job;
}

static void finds(cd_conn *conn, const cd_replay *replay, int64_t now_ms, cd_rc rc, uint8_t number)
{
    cd_job job = {0};
    cd_err err = {0};
    CHECK_INT(cd_replay_find(&job, conn, replay, now_ms, &err), rc);
    if (rc == CD_OK)
        CHECK_INT(job.id.bytes[0], number);
}

static cd_rc walk_same_request(cd_conn *conn, void *arg, cd_err *err)
{
    const cd_replay first = replay_of(1, "key", 'a');
    const cd_replay other_body = replay_of(1, "key", 'b');
    const cd_replay other_client = replay_of(2, "key", 'a');
    const cd_replay other_key = replay_of(1, "Key", 'a');
    (void)arg;
    (void)err;
    const cd_job job = put(conn, 1);
    finds(conn, &first, start_ms, CD_E_NOT_FOUND, 0);
    CHECK_INT(cd_replay_put(conn, &first, job.seq, start_ms, NULL), CD_OK);
    finds(conn, &first, start_ms, CD_OK, 1);
    finds(conn, &other_body, start_ms, CD_E_CONFLICT, 0);
    finds(conn, &other_client, start_ms, CD_E_NOT_FOUND, 0);
    finds(conn, &other_key, start_ms, CD_E_NOT_FOUND, 0);
    CHECK_INT(cd_replay_put(conn, &first, put(conn, 2).seq, start_ms, NULL), CD_E_CONFLICT);
    finds(conn, &first, start_ms, CD_OK, 1); /* the first answer stays */
    return CD_OK;
}

static cd_rc walk_a_day(cd_conn *conn, void *arg, cd_err *err)
{
    const cd_replay replay = replay_of(1, "key", 'a');
    const int64_t last_ms = start_ms + CD_REPLAY_LIFE_MS - 1;
    int64_t count = -1;
    (void)arg;
    (void)err;
    CHECK_INT(cd_replay_put(conn, &replay, put(conn, 1).seq, start_ms, NULL), CD_OK);
    finds(conn, &replay, last_ms, CD_OK, 1);
    CHECK_INT(cd_replay_forget(&count, conn, last_ms, NULL), CD_OK);
    CHECK_INT(count, 0);
    finds(conn, &replay, last_ms + 1, CD_E_NOT_FOUND, 0);
    CHECK_INT(cd_replay_put(conn, &replay, put(conn, 2).seq, last_ms + 1, NULL), CD_OK);
    finds(conn, &replay, last_ms + 1, CD_OK, 2); /* the key begins a new day */
    CHECK_INT(cd_replay_forget(&count, conn, last_ms + 1 + CD_REPLAY_LIFE_MS, NULL), CD_OK);
    CHECK_INT(count, 1);
    return CD_OK;
}

static void in_database(cd_db_work walk)
{
    CD_AUTO(temp_done) struct temp temp = temp_make();
    CD_AUTO(cd_db_close) cd_db *db = temp_db(&temp);
    CHECK_INT(cd_db_write(db, walk, NULL, NULL, NULL), CD_OK);
}

static void the_same_request_finds_its_job(void)
{
    in_database(walk_same_request);
}

static void a_key_lasts_a_day(void)
{
    in_database(walk_a_day);
}

CHECK_MAIN(RUN(the_same_request_finds_its_job) RUN(a_key_lasts_a_day))
