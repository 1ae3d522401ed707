/* api/api.h - the front of the house: from an HTTP exchange to its reply, along one corridor.
 * Thread: cd_api any. Uses: base wire http domain db view auth request meter admit ingest
 * queue asset blob. */
#ifndef CD_API_API_H
#define CD_API_API_H
#include "base/atomic.h"
#include "blob/blob.h"
#include "blob/presign.h"
#include "db/db.h"
#include "http/http.h"
#include "ingest/ingest.h"

typedef struct cd_api cd_api;

/* Everything is borrowed until cd_api_close(). */
struct cd_api_opts {
    cd_db *db;
    cd_blob *blob;       /* may be NULL where no objects are served */
    cd_presign *presign; /* likewise */
    cd_ingest *ingest;   /* likewise */
    const char *public_url;
    int64_t ceiling;     /* of requests by one client in a minute; 0: none */
    int64_t files_quota; /* bytes of one client's files */
};

/* *out is new. */
CD_MUST cd_rc cd_api_open(cd_api **out, const struct cd_api_opts *opts, cd_err *err);
void cd_api_close(cd_api **api);
/* The functions for cd_http_open(). */
cd_http_app cd_api_app(cd_api *api);
/* Whether /readyz says so. */
void cd_api_ready(cd_api *api, bool ready);
/* Wakes workers that wait for a job; they are told to come back later. */
void cd_api_stop_leases(cd_api *api);
/* Walks a local request without any listener: for administration commands while no server runs.
 * Appends the reply's body. */
CD_MUST cd_rc cd_api_call(int *status, cd_buf *body, cd_api *api, cd_str method, cd_str path,
                          cd_str request, cd_err *err);

/* What the supervisor of the workers and the janitor do; each a transaction of its own. */
/* Names of this server's own workers start with this. */
#define CD_WORKER_PREFIX "local-"
/* A worker process died: its job loses an attempt. */
CD_MUST cd_rc cd_api_worker_gone(cd_api *api, cd_str worker, cd_err *err);
/* Leases that ran out, jobs past their lifetime. */
CD_MUST cd_rc cd_api_sweep(cd_api *api, cd_err *err);
/* Removes media that no job needs any more: inputs of ended jobs and of requests that came to
 * nothing, bytes of deleted files. Once a minute is enough. */
CD_MUST cd_rc cd_api_clear(cd_api *api, cd_err *err);
/* At the start: jobs that this server's workers had when it went down are queued again; the ledger
 * must sum up. CD_E_CORRUPT when it does not. */
CD_MUST cd_rc cd_api_recover(int64_t *requeued, cd_api *api, cd_err *err);
/* On an empty database: a client "default" with credit, and a key for it, handed to `save` before
 * the commit: a crash in between leaves a saved key that the next start replaces, never a client
 * whose key nobody knows. *created tells whether that was so. */
typedef cd_rc (*cd_api_save)(void *arg, cd_str key, cd_err *err);
CD_MUST cd_rc cd_api_first_start(bool *created, cd_api *api, cd_api_save save, void *arg,
                                 cd_err *err);

#endif
