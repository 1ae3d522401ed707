/* worker/provenance.h - the XMP packet of a picture.
 * Thread: any. Uses: base domain. */
#ifndef CD_WORKER_PROVENANCE_H
#define CD_WORKER_PROVENANCE_H
#include "domain/generation.h"

struct cd_provenance {
    const cd_generation *gen;
    const char *engine, *engine_version;
    const char *source_type; /* an IPTC digital source type, for what the engine makes alone */
    bool with_prompt;
};

/* Appends the packet. CD_E_TOO_BIG. */
CD_MUST cd_rc cd_provenance_write(cd_buf *out, const struct cd_provenance *provenance, cd_err *err);

#endif
