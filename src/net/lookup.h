/* net/lookup.h - looks names up without being held up by it: the system's resolver blocks, so each
 * look-up has a thread of its own, which the caller can leave behind.
 * Thread: any; a look-up has one owner. Uses: base, fetch.h for the resolver's type. */
#ifndef CD_NET_LOOKUP_H
#define CD_NET_LOOKUP_H
#include "net/fetch.h"

typedef struct cd_lookup cd_lookup;

/* Starts one; *out is new. `resolve` NULL: the system's resolver. CD_E_UNAVAILABLE when too many
 * are under way in this process. */
CD_MUST cd_rc cd_lookup_start(cd_lookup **out, cd_resolve *resolve, void *arg, const char *host,
                              uint16_t port, cd_err *err);
/* Readable when the look-up has ended. */
int cd_lookup_fd(const cd_lookup *lookup);
/* False while it is under way; afterwards its addresses, none when it failed. They are borrowed. */
bool cd_lookup_done(const cd_lookup *lookup, const struct sockaddr_storage **out, size_t *count);
/* One that is under way goes on without an owner. */
void cd_lookup_drop(cd_lookup **lookup);

#endif
