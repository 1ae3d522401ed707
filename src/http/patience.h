/* http/patience.h - how long a slow client may take: a connection that sends its headers or its
 * body drop by drop is closed, also when each drop comes before the idle timeout. Thread: entries
 * belong to a connection's listener thread; one thread of its own does the closing. Uses: base sys.
 */
#ifndef CD_HTTP_PATIENCE_H
#define CD_HTTP_PATIENCE_H
#include "base/base.h"

typedef struct cd_patience cd_patience;
typedef struct cd_patience_entry cd_patience_entry;

CD_MUST cd_rc cd_patience_new(cd_patience **out, cd_err *err);
void cd_patience_free(cd_patience **patience);
/* A connection opened: it has 30 s to send its first request's headers. The entry is the caller's
 * until cd_patience_leave(), which must come before `fd` is closed. */
cd_patience_entry *cd_patience_enter(cd_patience *patience, int fd);
void cd_patience_leave(cd_patience *patience, cd_patience_entry *entry);
/* Headers are complete: 10 minutes for the body and the reply. */
void cd_patience_request(cd_patience_entry *entry);
/* The reply is out: 30 s for the headers of the next request. */
void cd_patience_idle(cd_patience_entry *entry);

#endif
