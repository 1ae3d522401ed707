/* tests/unit/queue/test_board.c - jobs in memory, and the bell. */
#include "queue/board.h"
#include "unit/check.h"

#include <pthread.h>

static cd_job job_in(uint8_t number, cd_state state)
{
    return (cd_job){.id = {{number}}, .state = state};
}

static void newer_is_kept(void)
{
    CD_AUTO(cd_board_free) cd_board *board = cd_board_new(10);
    cd_job job = job_in(1, CD_STATE_QUEUED);
    cd_job out;
    CHECK(!cd_board_get(board, &job.id, &out));
    cd_board_set(board, &job);
    CHECK(cd_board_get(board, &job.id, &out) && out.state == CD_STATE_QUEUED);
    job.state = CD_STATE_COMPLETED;
    cd_board_offer(board, &job); /* read earlier, so older than what is there */
    CHECK(cd_board_get(board, &job.id, &out) && out.state == CD_STATE_QUEUED);
    cd_board_set(board, &job);
    CHECK(cd_board_get(board, &job.id, &out) && out.state == CD_STATE_COMPLETED);
    cd_job ended = job_in(2, CD_STATE_FAILED);
    cd_board_offer(board, &ended);
    CHECK(cd_board_get(board, &ended.id, &out));
    cd_job open = job_in(3, CD_STATE_PROCESSING); /* may have changed since it was read */
    cd_board_offer(board, &open);
    CHECK(!cd_board_get(board, &open.id, &out));
}

static void progress_is_of_running_jobs(void)
{
    CD_AUTO(cd_board_free) cd_board *board = cd_board_new(10);
    cd_job job = job_in(1, CD_STATE_QUEUED);
    cd_job out;
    cd_board_set(board, &job);
    cd_board_progress(board, &job.id, 500);
    CHECK(cd_board_get(board, &job.id, &out) && out.progress == 0);
    job.state = CD_STATE_PROCESSING;
    cd_board_set(board, &job);
    cd_board_progress(board, &job.id, 500);
    CHECK(cd_board_get(board, &job.id, &out) && out.progress == 500);
    cd_board_progress(board, &(cd_uuid){{9}}, 500);
}

static void it_is_bounded(void)
{
    CD_AUTO(cd_board_free) cd_board *board = cd_board_new(3);
    cd_job out;
    for (uint8_t i = 1; i <= 4; i++) {
        const cd_job job = job_in(i, CD_STATE_QUEUED);
        cd_board_set(board, &job);
        CHECK(cd_board_get(board, &(cd_uuid){{1}}, &out)); /* looked at again and again: stays */
    }
    CHECK(!cd_board_get(board, &(cd_uuid){{2}}, &out));
    CHECK(cd_board_get(board, &(cd_uuid){{4}}, &out));
}

static void *wait_for_bell(void *arg)
{
    cd_board *board = arg;
    const bool open = cd_board_wait(board, 0, 60000);
    return open ? board : NULL;
}

static void the_bell_wakes(void)
{
    CD_AUTO(cd_board_free) cd_board *board = cd_board_new(1);
    pthread_t thread;
    void *result = NULL;
    CHECK(cd_board_wait(board, -1, 60000)); /* rang meanwhile: returns at once */
    CHECK_INT(pthread_create(&thread, NULL, wait_for_bell, board), 0);
    cd_board_ring(board);
    pthread_join(thread, &result);
    CHECK(result == board);
    CHECK_INT(cd_board_bell(board), 1);
    CHECK(cd_board_wait(board, 1, 1)); /* time is up */
    CHECK_INT(pthread_create(&thread, NULL, wait_for_bell, board), 0);
    cd_board_close(board);
    pthread_join(thread, &result);
    CHECK(!cd_board_wait(board, 1, 60000));
}

CHECK_MAIN(RUN(newer_is_kept) RUN(progress_is_of_running_jobs) RUN(it_is_bounded)
               RUN(the_bell_wakes))
