/* net/client.h - the one outbound HTTP client: bounded in time and bytes, no proxies, no redirects
 * unless asked for. Speaks over TCP or a Unix socket. Thread: a client belongs to one thread; it
 * keeps its connection for the next call. Uses: base. */
#ifndef CD_NET_CLIENT_H
#define CD_NET_CLIENT_H
#include "base/atomic.h"
#include "base/base.h"

enum { CD_NET_HEADERS_MAX = 8 };

typedef struct cd_net cd_net;

struct cd_net_call {
    const char *method;    /* "GET", "POST" */
    const char *url;       /* http:// or https:// */
    const char *unix_path; /* connect here instead of to the URL's host; NULL: TCP */
    const char *headers[CD_NET_HEADERS_MAX + 1]; /* "Name: value", NULL at the end */
    cd_str body;             /* sent as application/json when data is not NULL */
    uint32_t timeout_ms;     /* for the whole call */
    const cd_atomic *stop;   /* not 0: give up soon; may be NULL */
    const char *want_header; /* name of a reply header to keep; may be NULL */
};

struct cd_net_reply {
    long status;
    cd_buf body;      /* its maximum is set by the caller: more is CD_E_TOO_BIG */
    char header[128]; /* the wanted one; "" when absent */
};

/* *out is new. */
CD_MUST cd_rc cd_net_open(cd_net **out, cd_err *err);
void cd_net_close(cd_net **net);
/* Sends one request and reads its reply, whatever its status. CD_E_UPSTREAM when there is no reply,
 * CD_E_TIMEOUT, CD_E_TOO_BIG, CD_E_CANCELED. */
CD_MUST cd_rc cd_net_send(struct cd_net_reply *reply, cd_net *net, const struct cd_net_call *call,
                          cd_err *err);

#endif
