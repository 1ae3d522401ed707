/* api/visit.h - one request on its walk, and the functions that steps share. For api/ only.
 * Thread: one at a time; first a listener thread, then perhaps a desk. Uses: everything api/ may.
 */
#ifndef CD_API_VISIT_H
#define CD_API_VISIT_H
#include "admit/admit.h"
#include "api/api.h"
#include "api/route.h"
#include "auth/auth.h"
#include "blob/blob.h"
#include "blob/presign.h"
#include "domain/file.h"
#include "http/http.h"
#include "ingest/ingest.h"
#include "queue/board.h"
#include "queue/queue.h"
#include "queue/replay.h"
#include "request/request.h"
#include "view/view.h"

/* Filled from top to bottom: each room writes its own section and reads those above. */
typedef struct cd_visit {
    cd_http_exchange *exchange;
    cd_api *api;
    int64_t now_ms;
    bool may_block; /* false on a listener thread */
    size_t step;    /* of the corridor; only grows */
    const cd_route *route;
    cd_str param; /* what the path's {part} stood for */

    cd_principal principal; /* auth */

    struct cd_simulate { /* simulate: what a sandbox key wants to see */
        cd_failure failure;
        uint32_t hold_ms, delay_ms;
        bool expired_url;
    } simulate;

    cd_json *document; /* parse */
    cd_buf detail;     /* of a schema error */
    cd_request request;

    cd_replay replay; /* replay; its key has data NULL when none was sent */

    bool rate_known; /* rate */
    cd_rate rate;

    cd_hold hold; /* rate, hold */

    cd_uuid job_id; /* ingest: of the job to come */
    cd_input *inputs;
    size_t input_count;

    cd_file file; /* files.c */
    cd_blob_draft draft;

    cd_job job; /* enqueue, or what a poll found; seq 0: there is none */
} cd_visit;

struct cd_api {
    cd_db *db;
    cd_blob *blob;
    cd_auth *auth;
    cd_admit *admit;
    cd_board *board;
    cd_presign *presign;
    cd_ingest *ingest;
    int64_t files_quota;
    char *public_url; /* without a slash at its end */
    cd_atomic ready;
};

/* A step goes on (CD_OK), fails, or ends the walk by replying. */
typedef cd_rc (*cd_step)(cd_visit *visit, cd_err *err);

/* Steps, by the file that has them. */
cd_rc cd_api__auth(cd_visit *visit, cd_err *err); /* agents.c */
cd_rc cd_api__parse(cd_visit *visit, cd_err *err);
cd_rc cd_api__replay(cd_visit *visit, cd_err *err);
cd_rc cd_api__rate(cd_visit *visit, cd_err *err);
cd_rc cd_api__rules(cd_visit *visit, cd_err *err);
cd_rc cd_api__hold(cd_visit *visit, cd_err *err);
cd_rc cd_api__ingest(cd_visit *visit, cd_err *err); /* media.c */
void cd_api__ingest_undo(cd_visit *visit);
cd_rc cd_api__enqueue(cd_visit *visit, cd_err *err);
cd_rc cd_api__reply_created(cd_visit *visit, cd_err *err);
cd_rc cd_api__find(cd_visit *visit, cd_err *err);
cd_rc cd_api__reply_generation(cd_visit *visit, cd_err *err);
cd_rc cd_api__reply_usage(cd_visit *visit, cd_err *err); /* usage.c */
cd_rc cd_api__link(cd_visit *visit, cd_err *err);        /* objects.c */
cd_rc cd_api__reply_object(cd_visit *visit, cd_err *err);
cd_rc cd_api__upload_link(cd_visit *visit, cd_err *err);
cd_rc cd_api__upload_part(cd_visit *visit, cd_err *err);
cd_rc cd_api__upload_done(cd_visit *visit, cd_err *err);
cd_rc cd_api__file_create(cd_visit *visit, cd_err *err); /* files.c */
cd_rc cd_api__file_list(cd_visit *visit, cd_err *err);
cd_rc cd_api__file_get(cd_visit *visit, cd_err *err);
cd_rc cd_api__file_complete(cd_visit *visit, cd_err *err);
cd_rc cd_api__file_delete(cd_visit *visit, cd_err *err);
cd_rc cd_api__simulate(cd_visit *visit, cd_err *err); /* sandbox.c */
cd_rc cd_api__sandbox(cd_visit *visit, cd_err *err);
cd_rc cd_api__link_sandbox(cd_visit *visit, cd_err *err);
cd_rc cd_api__sandbox_clock(cd_visit *visit, cd_err *err);
cd_rc cd_api__sandbox_advance(cd_visit *visit, cd_err *err);
cd_rc cd_api__reply_openapi(cd_visit *visit, cd_err *err); /* openapi.c */
cd_rc cd_api__reply_docs(cd_visit *visit, cd_err *err);    /* docs.c */
cd_rc cd_api__reply_health(cd_visit *visit, cd_err *err);  /* health.c */
cd_rc cd_api__reply_ready(cd_visit *visit, cd_err *err);
cd_rc cd_api__desk(cd_visit *visit, cd_err *err); /* corridor.c */
cd_rc cd_api__json(cd_visit *visit, cd_err *err);
cd_rc cd_api__lease(cd_visit *visit, cd_err *err); /* workers.c */
cd_rc cd_api__renew(cd_visit *visit, cd_err *err);
cd_rc cd_api__finish(cd_visit *visit, cd_err *err);
cd_rc cd_api__client_add(cd_visit *visit, cd_err *err); /* admin.c */
cd_rc cd_api__client_list(cd_visit *visit, cd_err *err);
cd_rc cd_api__client_show(cd_visit *visit, cd_err *err);
cd_rc cd_api__client_set(cd_visit *visit, cd_err *err);
cd_rc cd_api__key_list(cd_visit *visit, cd_err *err);
cd_rc cd_api__key_add(cd_visit *visit, cd_err *err);
cd_rc cd_api__key_revoke(cd_visit *visit, cd_err *err);

/* Checks the path's link for a method. */
CD_MUST cd_rc cd_api__link_check(cd_visit *visit, cd_str method, cd_err *err);
/* Ends the walk with a JSON body, which view/ has written into exchange->reply. */
void cd_api__reply(cd_visit *visit, int status);

#endif
