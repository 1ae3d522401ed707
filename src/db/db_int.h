/* db/db_int.h - what db.c (the writer thread and the readers) needs from a driver. For db/ only.
 * Thread: a connection has one user at a time. Uses: base. */
#ifndef CD_DB_DB_INT_H
#define CD_DB_DB_INT_H
#include "db/db.h"

CD_MUST cd_rc cd_db__conn_open(cd_conn **out, const char *path, bool writer, cd_err *err);
void cd_db__conn_close(cd_conn **conn);
CD_MUST cd_rc cd_db__migrate(cd_conn *conn, cd_err *err);
CD_MUST cd_rc cd_db__check(int64_t *version, cd_conn *conn, cd_err *err);
/* Whether a transaction is open: a full disk ends it behind our back. */
bool cd_db__in_transaction(const cd_conn *conn);

#endif
