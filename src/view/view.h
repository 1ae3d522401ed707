/* view/view.h - nouns to JSON: the only place that knows the field names that go out.
 * Thread: any. Uses: base wire domain. */
#ifndef CD_VIEW_VIEW_H
#define CD_VIEW_VIEW_H
#include "domain/client.h"
#include "domain/job.h"
#include "domain/usage.h"

/* The eight keys of a generation (contract, section 7). `urls` has one link for each output. */
void cd_view_generation(cd_buf *out, const cd_job *job, const cd_str *urls);
/* {"detail": text}. */
void cd_view_error(cd_buf *out, cd_str text);
/* A generation as it is stored with a job and handed to a worker (stored.c). */
void cd_view_request(cd_buf *out, const cd_generation *gen);
/* A lease as a worker gets it. */
void cd_view_lease(cd_buf *out, const cd_lease *lease);
/* A client with its limits and money, and a key without its secret. */
void cd_view_client(cd_buf *out, const cd_client *client);
void cd_view_key(cd_buf *out, const cd_key *key, int64_t now_ms);
void cd_view_usage(cd_buf *out, const cd_usage *usage);

#endif
