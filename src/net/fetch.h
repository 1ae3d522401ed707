/* net/fetch.h - fetches what callers' URLs name, through the guard: https only, every address of a
 * name classified before a connection and pinned for it, each redirect checked the same way, capped
 * in bytes and time. No cookies, no credentials, no proxy of the environment, no connection kept.
 * Thread: any; a fetcher is shared, a call has one thread. Uses: base, guard. */
#ifndef CD_NET_FETCH_H
#define CD_NET_FETCH_H
#include "net/guard.h"

struct sockaddr_storage;

enum {
    CD_FETCH_MS = 18000,             /* contract, section 6: "about 18 s" */
    CD_FETCH_HOPS_MAX = 5,           /* redirects */
    CD_FETCH_HEAD_BYTES = 64 * 1024, /* of a body, kept for a look at its kind */
    CD_FETCH_ADDRESSES_MAX = 32      /* of a name; one with more is refused */
};

typedef enum cd_fetch_end {
    CD_FETCH_DONE,
    CD_FETCH_UNREACHABLE, /* not a public https place, no answer, too late, a broken answer */
    CD_FETCH_STATUS,      /* not 2xx: see `status` */
    CD_FETCH_WRONG_TYPE,  /* the Content-Type is another */
    CD_FETCH_TOO_BIG,     /* over bytes_max */
    CD_FETCH_PROXY_DOWN,  /* the proxy does not answer */
    CD_FETCH_NOT_WRITTEN  /* write() failed: see `err` */
} cd_fetch_end;

/* One URL of a call: what is wanted, and after the call what came of it. */
struct cd_fetch {
    cd_str url;
    const char *type; /* how the Content-Type has to begin: "image/" */
    uint64_t bytes_max;
    /* Takes the body piece by piece, from the thread of the call; nothing is passed on of a body
     * that is not wanted. An error ends this transfer. */
    cd_rc (*write)(void *arg, cd_str bytes, cd_err *err);
    void *arg;

    cd_fetch_end end;
    long status;    /* HTTP status of the last answer; 0: none */
    uint64_t bytes; /* passed to write() */
    cd_buf head;    /* the first bytes of the body; free with cd_buf_done() */
    cd_err err;     /* why, for people who run the server: may name hosts, never a whole URL */
};

/* Addresses of a name: fills `out` and sets *count; false when there are none. May block. */
typedef bool cd_resolve(void *arg, struct sockaddr_storage *out, size_t *count, const char *host,
                        uint16_t port);

struct cd_fetcher_opts {
    cd_guard guard;
    const char *ca_file; /* certificates trusted besides the system's; NULL: none */
    const char *proxy;   /* "http://HOST:PORT": everything goes through it; NULL: none */
    cd_resolve *resolve; /* NULL: the system's resolver */
    void *resolve_arg;
};

typedef struct cd_fetcher cd_fetcher;

/* *out is new; strings of `opts` are borrowed. CD_E_INVALID for a proxy that is no URL or a file
 * that cannot be read. */
CD_MUST cd_rc cd_fetcher_open(cd_fetcher **out, const struct cd_fetcher_opts *opts, cd_err *err);
void cd_fetcher_close(cd_fetcher **fetcher);
/* Fetches all of them at once and returns when each has ended, after `timeout_ms` at the latest (0:
 * CD_FETCH_MS). Each has its own end. */
void cd_fetch_all(cd_fetcher *fetcher, struct cd_fetch *list, size_t count, uint32_t timeout_ms);

#endif
