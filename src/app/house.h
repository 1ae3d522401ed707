/* app/house.h - the server's rooms put together on a data folder, in layer order; shared by serve,
 * doctor and the administration commands. Thread: main. Uses: everything. */
#ifndef CD_APP_HOUSE_H
#define CD_APP_HOUSE_H
#include "api/api.h"
#include "app/options.h"

typedef struct cd_house {
    int lock_fd; /* of the data folder: one process at a time */
    cd_db *db;
    cd_blob *blob;
    cd_presign *presign;
    cd_fetcher *fetcher; /* NULL: callers' URLs are not fetched */
    cd_ingest *ingest;
    cd_api *api;
} cd_house;

/* Locks the data folder, made if `create`. CD_E_CONFLICT when another process serves it. *house is
 * new; free it with cd_house_close(), also after a failure. */
CD_MUST cd_rc cd_house_lock(cd_house *house, const cd_options *options, bool create, cd_err *err);
/* Opens database, objects and signing key of the locked folder, and the front over them; `port` is
 * the server's own, which callers' URLs may not reach (0: there is none). */
CD_MUST cd_rc cd_house_open(cd_house *house, const cd_options *options, const char *public_url,
                            uint16_t port, cd_err *err);
void cd_house_close(cd_house *house);

#endif
