/* worker/worker.h - the back of the house: leases a job, walks it through the
 * stages, reports its end. No database, no listener: only the lease protocol
 * and the object store. Thread: cd_worker_run() belongs to the main thread of a
 * worker process. Uses: base sys wire domain net media engine blob. */
#ifndef CD_WORKER_WORKER_H
#define CD_WORKER_WORKER_H
#include "base/atomic.h"
#include "blob/blob.h"
#include "engine/engine.h"
#include "policy/policy.h"

struct cd_worker_opts {
    const char *name;        /* told to the server with each lease */
    const char *socket_path; /* of the server */
    cd_blob *blob;
    cd_policy *policy;
    bool embed_prompt; /* whether pictures carry the prompt in their metadata */
    const cd_engine_ops *engine;
    struct cd_engine_env env;
    const cd_atomic *stop; /* not 0: take no more jobs, end after the one under way */
};

/* Works until told to stop or until the server is gone. CD_E_IO when an output
 * cannot be stored: the process should end, so that the job is tried again. */
CD_MUST cd_rc cd_worker_run(const struct cd_worker_opts *opts, cd_err *err);

#endif
