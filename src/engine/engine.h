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
    const char *program;      /* candela's own file, for the cage of media; NULL: this program's */
    const char *cache_dir;    /* a folder the engine may fill and lose; NULL: memory only */
    unsigned threads;         /* that step() may use, 1 or more */
};

/* Made by an algorithm that was not trained on sampled content. */
#define CD_SOURCE_ALGORITHMIC "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"

struct cd_engine_caps {
    const char *version;     /* of the engine's pictures: same version, id and prompt, same bytes */
    uint32_t types;          /* CD_BIT(CD_TYPE_...) it can generate */
    const char *source_type; /* of what it makes from a prompt: a URL of the IPTC's NewsCodes */
};

/* One piece of media of a job, opened. Whatever it is, it is decoded in the cage (media/foreign.h).
 */
typedef struct cd_engine_input {
    const cd_input *what;
    int fd;       /* its bytes, read from the start */
    cd_str scene; /* JSON of the scene that it was made from; empty when there is none */
} cd_engine_input;

/* What is to be generated. Everything is borrowed until finish(). */
struct cd_engine_job {
    const cd_generation *gen;
    const cd_engine_input *inputs; /* one for each of gen->inputs, in their order */
    size_t input_count;
};

struct cd_engine_plan {
    uint32_t steps;      /* calls of step() expected, 1 or more: progress = done / steps */
    uint64_t peak_bytes; /* memory expected; that of a clip does not grow with its length */
    uint32_t estimate_ms;
    uint32_t width, height; /* of the output, as expected: the frames that come are what counts */
    cd_format format;       /* how to encode it, when the caller did not say; MP4: it is a clip */
};

/* What one step gave. */
struct cd_engine_yield {
    bool done;          /* that was the last step */
    cd_failure failure; /* set with an error that has a failure_code of its own */
    cd_frame *frame;    /* the picture, or the clip's next frame, the caller's; NULL: none yet */
};

enum { CD_SCENE_BYTES_MAX = 64 * 1024 };

typedef struct cd_engine_ops {
    const char *name;
    /* What the engine can do here, without loading anything. CD_E_NOT_FOUND with a line that says
     * what to install or configure when it cannot run. */
    cd_rc (*probe)(struct cd_engine_caps *out, const struct cd_engine_env *env, cd_err *err);
    /* *out is new; free with unload(). `env` is borrowed for the life of the engine. */
    cd_rc (*load)(cd_engine **out, const struct cd_engine_env *env, cd_err *err);
    /* Turns a validated job into a run; `job` is borrowed until finish(). *run is new. Decodes
     * nothing: that is for step(). */
    cd_rc (*plan)(cd_engine_run **run, struct cd_engine_plan *plan, cd_engine *engine,
                  const struct cd_engine_job *job, cd_err *err);
    /* One bounded unit of work. `out` comes empty; of a clip at most one frame comes out. */
    cd_rc (*step)(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err);
    /* After the last step, once: appends the JSON that explains the output, or nothing. */
    cd_rc (*scene)(cd_buf *out, cd_engine_run *run, cd_err *err);
    /* Frees a run at any point; NULL is fine. */
    void (*finish)(cd_engine_run **run);
    void (*unload)(cd_engine **engine);
} cd_engine_ops;

/* The engine with that name, or NULL. */
const cd_engine_ops *cd_engine_find(cd_str name);
/* Row `index` of engines.def, or NULL past the end: for the conformance suite and help texts. */
const cd_engine_ops *cd_engine_at(size_t index);

#endif
