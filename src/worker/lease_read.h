/* worker/lease_read.h - a lease as the server writes it (view/), read back.
 * Thread: any. Uses: base wire domain. */
#ifndef CD_WORKER_LEASE_READ_H
#define CD_WORKER_LEASE_READ_H
#include "domain/job.h"
#include "wire/json.h"

enum { CD_WORKER_LEASE_BYTES_MAX = 64 * 1024 }; /* its inputs and keyframes, in the arena */

/* Fills *lease, but for its request, and *gen, which borrows from the document and the arena.
 * CD_E_UPSTREAM when it is no lease, or names what this worker does not know. */
CD_MUST cd_rc cd_worker__lease_read(cd_lease *lease, cd_generation *gen, const cd_json *document,
                                    cd_arena *arena, cd_err *err);

#endif
