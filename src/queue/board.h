/* queue/board.h - the jobs as polls see them, in memory: written after each commit, read without
 * touching the database; and the bell that wakes workers waiting for a job. Thread: any; locks
 * inside. Uses: base domain. */
#ifndef CD_QUEUE_BOARD_H
#define CD_QUEUE_BOARD_H
#include "domain/job.h"

typedef struct cd_board cd_board;

/* Remembers up to `capacity` jobs; the one looked at longest ago makes room. */
CD_MUST cd_board *cd_board_new(size_t capacity);
void cd_board_free(cd_board **board);
/* The job as it is after a commit. Call in commit order. */
void cd_board_set(cd_board *board, const cd_job *job);
/* Like cd_board_set() for a job read from the database: does not overwrite what is there, which is
 * newer. */
void cd_board_offer(cd_board *board, const cd_job *job);
/* False when the job is not remembered: ask the database. */
CD_MUST bool cd_board_get(cd_board *board, const cd_uuid *id, cd_job *out);
/* Per mille of the attempt under way; no effect on a job that is not processing. */
void cd_board_progress(cd_board *board, const cd_uuid *id, uint32_t progress);

/* The bell: rings when a job was queued, and once for all when the server stops. A waiter reads the
 * count, looks for a job, and waits for a higher count. */
void cd_board_ring(cd_board *board);
int64_t cd_board_bell(cd_board *board);
/* Returns when the count differs from `seen`, when the board closes, or after `timeout_ms`. False
 * after cd_board_close(). */
CD_MUST bool cd_board_wait(cd_board *board, int64_t seen, uint32_t timeout_ms);
void cd_board_close(cd_board *board);

#endif
