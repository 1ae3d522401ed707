/* ingest/ingest.h - media of a request into the object store, before its job exists: inline base64,
 * what callers' URLs name (through the one guarded fetcher), earlier outputs and files of the same
 * client. Kinds and sizes are read from headers; videos are measured in the cage.
 * Thread: any; a cd_ingest is shared, a call has one thread. Uses: base wire crypto domain net
 * media blob. */
#ifndef CD_INGEST_INGEST_H
#define CD_INGEST_INGEST_H
#include "blob/blob.h"
#include "domain/generation.h"
#include "net/fetch.h"

typedef struct cd_ingest cd_ingest;

struct cd_ingest_opts {
    cd_blob *blob;
    cd_fetcher *fetcher; /* NULL: URLs are switched off */
    const char *program; /* candela's own file, for the cage; NULL: this program's */
};

/* At once, over all requests: cages cost up to half a gigabyte each and are waited for; a request
 * that finds too many others fetching is told to come back, so that slow places do not keep every
 * desk busy. */
enum { CD_INGEST_CAGES_MAX = 2, CD_INGEST_FETCHING_MAX = 40 };

/* *out is new; everything is borrowed. */
CD_MUST cd_ingest *cd_ingest_new(const struct cd_ingest_opts *opts);
void cd_ingest_free(cd_ingest **ingest);

/* Finds what a generation_id or file_id means for the caller: fills in media, key and own.
 * CD_E_NOT_FOUND when there is no such thing, or not the caller's, or not ready, or not of kind
 * `media`. */
typedef cd_rc (*cd_ingest_find)(void *arg, cd_input *out, const cd_ref *ref, cd_media media,
                                cd_err *err);

/* One request's media. */
struct cd_ingest_job {
    cd_uuid id; /* of the job to come: its own objects are "incoming/<id>-<n>" */
    cd_type type;
    const cd_ref *refs;
    size_t ref_count;
    const int64_t *edit_indexes; /* frames of the source that an edit's keyframes stand for */
    size_t edit_index_count;
    cd_ingest_find find;
    void *find_arg;
};

/* Stores every reference; *inputs is new (ref_count of them, in the order of the refs) and freed
 * with free(). On failure nothing of it stays in the store. Errors name the place, with the texts
 * of the contract (V13 to V21, V41, V47, V48): CD_E_TOO_BIG, CD_E_UNPROCESSABLE, CD_E_INVALID,
 * CD_E_UPSTREAM, CD_E_OFF, CD_E_UNAVAILABLE. What cannot be recognised is stored all the same: the
 * job fails with a failure_code. */
CD_MUST cd_rc cd_ingest_run(cd_input **inputs, cd_ingest *ingest, const struct cd_ingest_job *job,
                            cd_err *err);
/* Removes what cd_ingest_run() stored for a job that did not come to be. */
void cd_ingest_undo(cd_ingest *ingest, const cd_input *inputs, size_t count);
/* Whether a key of the store belongs to a job's own inputs, and to which. */
CD_MUST bool cd_ingest_job_of(cd_uuid *job, cd_str key);

/* What the first bytes of an object say: fills in media_type, width and height, and for a video
 * measures duration_ms in the cage. CD_E_CORRUPT, CD_E_UNPROCESSABLE or CD_E_TOO_BIG when a video
 * cannot be measured. */
CD_MUST cd_rc cd_ingest_look(cd_input *input, cd_ingest *ingest, cd_err *err);

#endif
