/* net/fetch_int.h - one URL under way: what fetch.c (which leads it from hop to hop) and
 * fetch_hop.c (which does one request by libcurl) share. For net/ only.
 * Thread: one owner. Uses: fetch, lookup. */
#ifndef CD_NET_FETCH_INT_H
#define CD_NET_FETCH_INT_H
#include "net/fetch.h"
#include "net/lookup.h"

#include <curl/curl.h>

struct cd_fetcher {
    struct cd_fetcher_opts opts;
    char proxy_host[CD_GUARD_HOST_MAX]; /* "": no proxy */
    uint16_t proxy_port;
    bool proxy_literal; /* its host is an address */
};

/* What the answer of a hop turned out to be. */
typedef enum cd_hop_verdict {
    CD_HOP_OPEN, /* its head is not there yet */
    CD_HOP_BODY, /* wanted */
    CD_HOP_ON,   /* a redirect to `location` */
    CD_HOP_END   /* see cd_fetch.end */
} cd_hop_verdict;

typedef struct cd_transfer {
    const cd_fetcher *fetcher;
    struct cd_fetch *fetch;
    enum { CD_WAITING, CD_LOOKING, CD_MOVING, CD_ENDED } phase;
    struct cd_target target; /* of the hop under way */
    unsigned hops;
    cd_lookup *lookup;
    /* One request: */
    CURL *curl;
    struct curl_slist *pins, *headers;
    cd_hop_verdict verdict;
    size_t head_bytes;
    uint64_t length; /* by its header; 0: not given */
    char content_type[128];
    char location[CD_GUARD_URL_MAX];
    bool refused; /* by the guard, when it was about to connect */
    char error[CURL_ERROR_SIZE];
} cd_transfer;

/* Records how a transfer ended; the first one counts. */
void cd_transfer__end(cd_transfer *transfer, cd_fetch_end end, const char *fmt, ...)
    CD_PRINTF(3, 4);
/* Sends the request for `target` to one of the addresses, which have passed (none: the target's
 * host is one itself). */
void cd_transfer__begin(cd_transfer *transfer, CURLM *multi,
                        const struct sockaddr_storage *addresses, size_t count, int64_t left_ms);
/* libcurl is done with it: frees what was the request's. Afterwards the verdict is CD_HOP_ON, or
 * the transfer has ended. */
void cd_transfer__finish(cd_transfer *transfer, CURLM *multi, CURLcode code);
/* Frees what belongs to a request that is broken off. */
void cd_transfer__break(cd_transfer *transfer, CURLM *multi);

#endif
