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
    CD_HTTP_REPLY_BYTES_MAX = 16 * 1024 * 1024,
    CD_HTTP_SMALL_BYTES_MAX = 1024 * 1024, /* of a body that is read without asking */
    CD_HTTP_PART_BYTES = 1024 * 1024       /* of a streamed body that part() gets at once */
};
/* Memory that large bodies may take together; a request that does not fit is told to come back. */
#define CD_HTTP_LARGE_BYTES_MAX ((size_t)1280 * 1024 * 1024)

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

    void *visit;       /* the application's own, in the arena */
    void *connection;  /* for http/ only */
    int phase;         /* for http/ only */
    bool streaming;    /* for http/ only: begin() said CD_HTTP_STREAM */
    bool vetted;       /* for http/ only: just back from vet() */
    uint64_t received; /* bytes of the body so far */
    size_t booked;     /* for http/ only: bytes of CD_HTTP_LARGE_BYTES_MAX that it has */
} cd_http_exchange;

/* What begin() decides. */
typedef enum cd_http_next {
    CD_HTTP_REPLY, /* the reply is complete */
    CD_HTTP_DESK,  /* read the body up to body_max, then work() at a desk */
    CD_HTTP_STREAM /* hand the body to part(), piece by piece, then work() */
} cd_http_next;

/* The application. Every exchange ends with leave(), also when its client goes away. */
typedef struct cd_http_app {
    void *ctx;
    /* On a listener thread, when the headers are complete: must not block. */
    cd_http_next (*begin)(void *ctx, cd_http_exchange *exchange);
    /* On a desk, before a body over CD_HTTP_SMALL_BYTES_MAX is read: may fill in a reply that
     * refuses it. */
    void (*vet)(void *ctx, cd_http_exchange *exchange);
    /* On a desk: takes the piece of a streamed body that is in exchange->body; may fill in a reply
     * that ends it. */
    void (*part)(void *ctx, cd_http_exchange *exchange);
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
/* Whether the request's body is multipart/form-data. */
bool cd_http_is_form(const cd_http_exchange *exchange);
/* Reads a complete multipart/form-data body: calls `each` for every piece of every field, `offset`
 * counting within the field. CD_E_INVALID when it is not such a body, or what `each` returns. */
struct cd_http_field {
    const char *name, *filename, *content_type; /* filename and content_type may be NULL */
    uint64_t offset;
    cd_str bytes;
};
CD_MUST cd_rc cd_http_form(const cd_http_exchange *exchange,
                           cd_rc (*each)(void *arg, const struct cd_http_field *field, cd_err *err),
                           void *arg, cd_err *err);
/* Adds a reply header; the value is copied. Values with control characters are left out. */
void cd_http_reply_header(cd_http_exchange *exchange, const char *name, cd_str value);

#endif
