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
/* A connection opened: it has 15 s to send its first request's headers. The entry is the caller's
 * until cd_patience_leave(), which must come before `fd` is closed. */
cd_patience_entry *cd_patience_enter(cd_patience *patience, int fd);
void cd_patience_leave(cd_patience *patience, cd_patience_entry *entry);
/* The headers are complete, or a desk has handed the connection back: 60 s for the body. */
void cd_patience_body(cd_patience_entry *entry);
/* More of the body came: a second more for each 64 KiB, so that a large body may take its time and
 * one that comes in drops may not. */
void cd_patience_more(cd_patience_entry *entry, size_t bytes);
/* The body is complete: 10 minutes for the work and for taking the reply. */
void cd_patience_work(cd_patience_entry *entry);
/* The reply is out: 75 s until the headers of a next request are complete. */
void cd_patience_idle(cd_patience_entry *entry);

#endif
