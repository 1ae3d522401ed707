/* worker/run_int.h - one job in a worker's hands, for the files of worker/
 * only. Thread: the run belongs to the main thread; the heartbeat reads lease
 * and progress and sets lost. Uses: everything worker/ may. */
#ifndef CD_WORKER_RUN_INT_H
#define CD_WORKER_RUN_INT_H
#include "base/lock.h"
#include "domain/job.h"
#include "net/client.h"
#include "wire/json.h"
#include "worker/worker.h"

/* One input, opened: what the engine sees of it, and what that borrows. */
struct cd_worker_input {
    cd_engine_input seen;
    cd_buf scene;
};

/* One output, encoded: in memory or, what may get large, in a file without a name that is mapped.
 */
struct cd_worker_output {
    cd_type kind; /* CD_TYPE_IMAGE or CD_TYPE_VIDEO */
    cd_format format;
    cd_buf bytes;
    cd_str mapped; /* data NULL: bytes */
};

/* Filled from top to bottom by the stages. */
typedef struct cd_run {
    const struct cd_worker_opts *opts;
    cd_engine *engine;
    const struct cd_engine_caps *caps;

    cd_arena *arena; /* lease; gen borrows from these two */
    cd_json *document;
    cd_lease lease;
    cd_generation gen;

    cd_atomic progress; /* per mille */
    cd_atomic lost;     /* 1: the lease is another's, or the server is gone */

    struct cd_worker_input *media; /* inputs; one for each of gen.inputs */

    struct cd_engine_plan plan; /* generate */
    cd_buf scene;
    cd_failure failure;
    char reason[CD_JOB_REASON_MAX];
    uint32_t output_count;
    struct cd_worker_output outputs[CD_JOB_OUTPUTS_MAX];
} cd_run;

/* The stages that have a file of their own. A stage returns CD_OK also when the job failed:
 * run->failure then skips those that make outputs. */
/* Does what a sandbox key asked for (simulate.c). CD_E_CANCELED when the lease is lost. */
CD_MUST cd_rc cd_worker__simulate(cd_run *run, cd_net *net, cd_err *err);
/* Judge what goes in, and what came out (moderate.c). */
CD_MUST cd_rc cd_worker__moderate(cd_run *run, cd_net *net, cd_err *err);
CD_MUST cd_rc cd_worker__moderate_outputs(cd_run *run, cd_net *net, cd_err *err);
/* Opens what the job refers to, and the scenes beside it (inputs.c). */
CD_MUST cd_rc cd_worker__inputs(cd_run *run, cd_net *net, cd_err *err);
void cd_worker__inputs_close(cd_run *run);
/* Runs the engine and encodes what it yields (generate.c). CD_E_CANCELED when the lease is lost. */
CD_MUST cd_rc cd_worker__generate(cd_run *run, cd_net *net, cd_err *err);

/* The frames of an HDR clip as a ZIP of OpenEXR files (sidecar.c). */
typedef struct cd_sidecar cd_sidecar;
/* Its file is made in `folder`, NULL: the system's folder for such files. *out is new. CD_E_IO. */
CD_MUST cd_rc cd_sidecar_open(cd_sidecar **out, const char *folder, cd_err *err);
CD_MUST cd_rc cd_sidecar_put(cd_sidecar *sidecar, const cd_frame *frame, cd_err *err);
/* Once, at the end: the archive, mapped; the caller ends that with munmap(). */
CD_MUST cd_rc cd_sidecar_end(cd_str *out, cd_sidecar *sidecar, cd_err *err);
void cd_sidecar_close(cd_sidecar **sidecar);

/* The lease protocol, the worker's side (protocol.c). Each thread has its own
 * cd_net. */
/* Asks for a job and waits for one. CD_E_NOT_FOUND when there is none yet. */
CD_MUST cd_rc cd_worker__lease(cd_run *run, cd_net *net, cd_err *err);
/* Tells the progress and, if `renew`, extends the lease. CD_E_CONFLICT when the lease is lost. */
CD_MUST cd_rc cd_worker__renew(cd_run *run, cd_net *net, bool renew, cd_err *err);
/* Reports the end: completed, or failed with run->failure. CD_E_CONFLICT when
 * the lease is lost. */
CD_MUST cd_rc cd_worker__finish(cd_run *run, cd_net *net, cd_err *err);

/* Keeps the lease alive while the main thread works (heartbeat.c). */
typedef struct cd_heartbeat cd_heartbeat;
CD_MUST cd_rc cd_heartbeat_start(cd_heartbeat **out, cd_run *run, cd_err *err);
/* Returns when no renewal is under way any more. */
void cd_heartbeat_stop(cd_heartbeat **heartbeat);

#endif
