/* sys/sock.h - listening sockets.
 * Thread: any. Uses: base. */
#ifndef CD_SYS_SOCK_H
#define CD_SYS_SOCK_H
#include "base/base.h"

/* Listens on "HOST:PORT" ("[::1]:80", "0.0.0.0:8642"; port 0 picks one). *fd is the caller's; *port
 * the one bound. CD_E_CONFLICT when the port is taken, CD_E_INVALID when the text is not an
 * address. */
CD_MUST cd_rc cd_listen_tcp(int *fd, uint16_t *port, cd_str host_port, cd_err *err);
/* Listens on a Unix socket that only this user may open (mode 0600); replaces a stale file. */
CD_MUST cd_rc cd_listen_unix(int *fd, const char *path, cd_err *err);
/* Whether each of `count` sockets was closed by its peer, which may still wait for an answer. At
 * once. */
void cd_sock_hung_up(bool *hung_up, const int *fds, size_t count);
/* Stops reading and writing on a socket that another thread may be using. */
void cd_sock_shutdown(int fd);

#endif
