/* engine/engine.h - the seam between a job and what generates it. An engine has no sockets (but for
 * remote/), no files except weights, inputs and its cache, no clock and no logging, so that it can
 * be developed and tested with no server around it.
 * Thread: one engine per worker process; a run belongs to one thread (an engine may use threads of
 * its own inside step). Uses: base domain media; an engine's own files also sys (its cache) and
 * wire (JSON). */
#ifndef CD_ENGINE_ENGINE_H
#define CD_ENGINE_ENGINE_H
#include "domain/generation.h"
#include "media/frame.h"

typedef struct cd_engine cd_engine;         /* each engine completes it in its own file */
typedef struct cd_engine_run cd_engine_run; /* likewise: one generation in progress */

struct cd_engine_env {
    const char *artwork_path; /* packed artwork, built by `make` */
    const char *cache_dir;    /* a folder the engine may fill and lose; NULL: memory only */
    unsigned threads;         /* that step() may use, 1 or more */
};

struct cd_engine_caps {
    const char *version; /* of the engine's pictures: same version, id and prompt, same bytes */
    uint32_t types;      /* CD_BIT(CD_TYPE_...) it can generate */
};

struct cd_engine_plan {
    uint32_t steps;      /* calls of step() expected, 1 or more: progress = done / steps */
    uint64_t peak_bytes; /* memory expected */
    uint32_t estimate_ms;
    uint32_t width, height; /* of the output */
    cd_format format;       /* what result() should be encoded as, when the caller did not say */
};

struct cd_engine_result {
    cd_frame *frame; /* owned by the caller after result() */
    cd_buf scene;    /* JSON that explains the picture and can make it again; may be empty */
};

typedef struct cd_engine_ops {
    const char *name;
    /* What the engine can do here, without loading anything. CD_E_NOT_FOUND with a line that says
     * what to install or configure when it cannot run. */
    cd_rc (*probe)(struct cd_engine_caps *out, const struct cd_engine_env *env, cd_err *err);
    /* *out is new; free with unload(). `env` is borrowed for the life of the engine. */
    cd_rc (*load)(cd_engine **out, const struct cd_engine_env *env, cd_err *err);
    /* Turns a validated generation into a run; `gen` is borrowed until finish(). *run is new. */
    cd_rc (*plan)(cd_engine_run **run, struct cd_engine_plan *plan, cd_engine *engine,
                  const cd_generation *gen, cd_err *err);
    /* One bounded unit of work; *done turns true after the last. A failure that has a failure_code
     * of its own puts it into *failure, else it stays as it is. */
    cd_rc (*step)(bool *done, cd_failure *failure, cd_engine_run *run, cd_err *err);
    /* After the last step, once. */
    cd_rc (*result)(struct cd_engine_result *out, cd_engine_run *run, cd_err *err);
    /* Frees a run at any point; NULL is fine. */
    void (*finish)(cd_engine_run **run);
    void (*unload)(cd_engine **engine);
} cd_engine_ops;

/* The engine with that name, or NULL. */
const cd_engine_ops *cd_engine_find(cd_str name);
/* Row `index` of engines.def, or NULL past the end: for the conformance suite and help texts. */
const cd_engine_ops *cd_engine_at(size_t index);

#endif
