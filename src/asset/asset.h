/* asset/asset.h - the rows of the callers' files (contract, section 16). Their bytes lie in blob/
 * under cd_file_key().
 * Thread: any, inside a transaction. Uses: base domain db. */
#ifndef CD_ASSET_ASSET_H
#define CD_ASSET_ASSET_H
#include "db/db.h"
#include "domain/file.h"

/* Stores a new file; sets file->seq. CD_E_INVALID when the client has CD_ASSET_FILES_MAX already,
 * or would have more than `quota_bytes` in all. */
enum {
    CD_ASSET_FILES_MAX = 100000,
    CD_ASSET_PENDING_MS = 24 * 3600 * 1000 /* an announced file whose bytes never came */
};
CD_MUST cd_rc cd_asset_put(cd_conn *conn, cd_file *file, int64_t quota_bytes, cd_err *err);
/* The file with that id, whoever's it is. CD_E_NOT_FOUND. */
CD_MUST cd_rc cd_asset_get(cd_file *out, cd_conn *conn, const cd_uuid *id, cd_err *err);
/* Writes the state, the size, the type, the reason and the time of deletion of a file. Deleted
 * files stay as they are: CD_E_NOT_FOUND. */
CD_MUST cd_rc cd_asset_update(cd_conn *conn, const cd_file *file, cd_err *err);

struct cd_asset_page {
    int64_t client;
    int64_t before;          /* the key of the last file of the page before; 0: the first page */
    cd_file_state state;     /* _NONE: all but deleted ones */
    cd_file_purpose purpose; /* _NONE: any */
    uint32_t limit;
    int64_t now_ms; /* files past their expiry are not listed */
};
/* Calls `each` for a page of files, newest first. */
CD_MUST cd_rc cd_asset_each(cd_conn *conn, const struct cd_asset_page *page,
                            void (*each)(void *arg, const cd_file *file), void *arg, cd_err *err);
/* Ids of some files whose bytes nobody can ask for any more: deleted, past their expiry, or
 * announced and forgotten, before `before_ms`; and marks them as gone. *count of them, at most
 * `max`. */
CD_MUST cd_rc cd_asset_take_dead(cd_uuid *ids, size_t *count, size_t max, cd_conn *conn,
                                 int64_t before_ms, cd_err *err);

#endif
