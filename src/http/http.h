/* http/http.h - the listener: connections in, exchanges to the application, replies out. Listener
 * threads never block; work that may goes to desks, a bounded set of threads with one request each.
 * Thread: cd_http belongs to the main thread; an exchange belongs to one thread at a time.
 * Uses: base sys. */
#ifndef CD_HTTP_HTTP_H
#define CD_HTTP_HTTP_H
#include "base/base.h"

enum {
    CD_HTTP_REPLY_HEADERS_MAX = 16,
    CD_HTTP_VISIT_BYTES_MAX = 1024 * 1024,
    CD_HTTP_REPLY_BYTES_MAX = 16 * 1024 * 1024
};

typedef struct cd_http cd_http;

/* One request and its reply. Everything in it dies with it. */
typedef struct cd_http_exchange {
    /* the request */
    cd_str method;
    cd_str path; /* as sent, not percent-decoded */
    cd_buf body; /* complete when work() runs */
    bool local;  /* came in through the Unix socket */
    cd_arena *arena;
    size_t body_max; /* set by begin() */

    /* the reply */
    int status;
    cd_buf reply;
    const char *content_type; /* a literal */
    int file; /* >= 0: the reply's bytes are in this descriptor, closed afterwards */
    uint64_t file_offset, file_bytes;
    size_t header_count;
    struct {
        const char *name; /* a literal */
        cd_str value;     /* in the arena, terminated */
    } headers[CD_HTTP_REPLY_HEADERS_MAX];

    void *visit;        /* the application's own, in the arena */
    void *connection;   /* for http/ only */
    int phase;          /* for http/ only */
    uint64_t discarded; /* for http/ only: bytes of a body nobody wants */
} cd_http_exchange;

/* What begin() decides. */
typedef enum cd_http_next {
    CD_HTTP_REPLY, /* the reply is complete */
    CD_HTTP_DESK   /* read the body up to body_max, then work() at a desk */
} cd_http_next;

/* The application. Every exchange ends with leave(), also when its client goes away. */
typedef struct cd_http_app {
    void *ctx;
    /* On a listener thread, when the headers are complete: must not block. */
    cd_http_next (*begin)(void *ctx, cd_http_exchange *exchange);
    /* On a desk: fills in the reply. */
    void (*work)(void *ctx, cd_http_exchange *exchange);
    /* Fills in the reply to a request that did not reach work(): body too big, no desk free. */
    void (*refuse)(void *ctx, cd_http_exchange *exchange, const cd_err *why);
    void (*leave)(void *ctx, cd_http_exchange *exchange);
} cd_http_app;

struct cd_http_opts {
    int listen_fd; /* taken over, also on failure */
    bool local;
    unsigned threads;
    unsigned desks;
    unsigned waiting_max; /* requests that may wait for a desk; more get 503 */
    unsigned connections_max;
};

/* Starts serving. *out is new; `app` is borrowed until cd_http_close(). CD_E_UNAVAILABLE. */
CD_MUST cd_rc cd_http_open(cd_http **out, const struct cd_http_opts *opts, const cd_http_app *app,
                           cd_err *err);
/* Stops accepting connections; open ones go on. */
void cd_http_quiesce(cd_http *http);
/* Lets the requests under way end (the application must not keep them), then closes everything. */
void cd_http_close(cd_http **http);
/* Requests between begin() and leave(). */
int64_t cd_http_active(const cd_http *http);

/* A request header or query argument; data NULL when absent. Borrowed for the exchange. */
cd_str cd_http_header(const cd_http_exchange *exchange, const char *name);
cd_str cd_http_query(const cd_http_exchange *exchange, const char *name);
/* Adds a reply header; the value is copied. Values with control characters are left out. */
void cd_http_reply_header(cd_http_exchange *exchange, const char *name, cd_str value);

#endif
