/* queue/board.c - jobs in memory and the bell. */
#include "queue/board.h"

#include "base/clock.h"
#include "base/lock.h"
#include "base/map.h"

#include <stdlib.h>

struct cd_board {
    cd_lock lock; /* jobs */
    cd_map *jobs; /* id -> cd_job */
    cd_lock bell; /* rings, closed */
    int64_t rings;
    bool closed;
};

cd_board *cd_board_new(size_t capacity)
{
    cd_board *board = cd_new(sizeof *board);
    cd_lock_init(&board->lock, CD_LOCK_QUEUE_BOARD);
    cd_lock_init(&board->bell, CD_LOCK_QUEUE_BELL);
    board->jobs = cd_map_new(sizeof(cd_uuid), sizeof(cd_job), capacity);
    return board;
}

void cd_board_free(cd_board **board)
{
    if (board == NULL || *board == NULL)
        return;
    cd_map_free(&(*board)->jobs);
    cd_lock_done(&(*board)->lock);
    cd_lock_done(&(*board)->bell);
    free(*board);
    *board = NULL;
}

void cd_board_set(cd_board *board, const cd_job *job)
{
    cd_lock_take(&board->lock);
    cd_job *slot = cd_map_put(board->jobs, &job->id);
    *slot = *job;
    cd_lock_drop(&board->lock);
}

void cd_board_offer(cd_board *board, const cd_job *job)
{
    cd_lock_take(&board->lock);
    /* a job that has ended cannot change any more; an open one might have, since it was read */
    if (cd_state_terminal(job->state) && cd_map_get(board->jobs, &job->id) == NULL) {
        cd_job *slot = cd_map_put(board->jobs, &job->id);
        *slot = *job;
    }
    cd_lock_drop(&board->lock);
}

bool cd_board_get(cd_board *board, const cd_uuid *id, cd_job *out)
{
    cd_lock_take(&board->lock);
    const cd_job *slot = cd_map_get(board->jobs, id);
    if (slot != NULL)
        *out = *slot;
    cd_lock_drop(&board->lock);
    return slot != NULL;
}

void cd_board_progress(cd_board *board, const cd_uuid *id, uint32_t progress)
{
    cd_lock_take(&board->lock);
    cd_job *slot = cd_map_get(board->jobs, id);
    if (slot != NULL && slot->state == CD_STATE_PROCESSING)
        slot->progress = progress;
    cd_lock_drop(&board->lock);
}

void cd_board_ring(cd_board *board)
{
    cd_lock_take(&board->bell);
    board->rings++;
    cd_lock_notify_all(&board->bell);
    cd_lock_drop(&board->bell);
}

int64_t cd_board_bell(cd_board *board)
{
    cd_lock_take(&board->bell);
    const int64_t rings = board->rings;
    cd_lock_drop(&board->bell);
    return rings;
}

bool cd_board_wait(cd_board *board, int64_t seen, uint32_t timeout_ms)
{
    const int64_t deadline = cd_clock_mono_ms() + timeout_ms;
    cd_lock_take(&board->bell);
    while (board->rings == seen && !board->closed)
        if (!cd_lock_wait(&board->bell, deadline))
            break;
    const bool open = !board->closed;
    cd_lock_drop(&board->bell);
    return open;
}

void cd_board_close(cd_board *board)
{
    cd_lock_take(&board->bell);
    board->closed = true;
    cd_lock_notify_all(&board->bell);
    cd_lock_drop(&board->bell);
}
