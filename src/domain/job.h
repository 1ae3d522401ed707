/* domain/job.h - a job: what the outside sees of it, and what a lease carries over the wall.
 * Thread: plain data. Uses: base. */
#ifndef CD_DOMAIN_JOB_H
#define CD_DOMAIN_JOB_H
#include "domain/generation.h"

enum {
    CD_JOB_OUTPUTS_MAX = 2,
    CD_JOB_REASON_MAX = 160,
    CD_JOB_ATTEMPTS_MAX = 3,
    CD_JOB_LIFETIME_MS = 3600 * 1000 /* contract, section 10 */
};

typedef struct cd_output {
    cd_type kind; /* CD_TYPE_IMAGE or CD_TYPE_VIDEO */
    cd_format format;
    uint32_t attempt; /* that made it; with the job and the index it names the object */
} cd_output;

/* Enough to answer a poll. Plain values only, so that it can be copied. */
typedef struct cd_job {
    int64_t seq; /* integer key in the database; 0 before it is stored */
    cd_uuid id;
    int64_t client;
    int64_t price; /* micro-dollars reserved */
    cd_type type;
    cd_model model;
    cd_state state;
    int64_t created_ms;
    bool sandbox;          /* asked for with a sandbox key: costs nothing, lives in its time */
    bool expired_url;      /* sandbox: links to its outputs are over when they are made */
    int64_t not_before_ms; /* sandbox: stays queued until then; 0: no matter */
    uint32_t progress;     /* per mille of the running attempt, or of the one that ended the job */
    cd_failure failure;
    char reason[CD_JOB_REASON_MAX]; /* of the failure; "" otherwise */
    uint32_t output_count;
    cd_output outputs[CD_JOB_OUTPUTS_MAX];
} cd_job;

/* One attempt of one job in a worker's hands. Strings belong to whoever made the lease. */
typedef struct cd_lease {
    cd_uuid id;
    int64_t seq;
    int64_t number;   /* grows with each lease of the job: a report with an older one is refused */
    uint32_t attempt; /* 1.. */
    cd_str request;   /* JSON of the generation, as stored */
} cd_lease;

/* The object that holds output `index` of a job: "<id>/<attempt>-<index>.<extension>", so that a
 * repeated stage overwrites itself. */
void cd_object_key(char out[CD_OBJECT_KEY_MAX], const cd_uuid *job, uint32_t attempt,
                   uint32_t index, const char *extension);

#endif
