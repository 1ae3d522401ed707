/* net/guard.h - where a caller's URL may lead: https on the public internet, and nowhere else
 * unless the operator allows a range of addresses. The ranges are rows of guard_ranges.def.
 * Thread: any, once it is set up. Uses: base. */
#ifndef CD_NET_GUARD_H
#define CD_NET_GUARD_H
#include "base/base.h"

struct sockaddr;

enum {
    CD_GUARD_ALLOWED_MAX = 64,
    CD_GUARD_PORTS_MAX = 8,
    CD_GUARD_HOST_MAX = 256,
    CD_GUARD_URL_MAX = 8192
};

/* A range of addresses; IPv4 in the first four bytes. */
struct cd_range {
    bool v6;
    uint8_t bits;
    uint8_t bytes[16];
};

typedef struct cd_guard {
    struct cd_range allowed[CD_GUARD_ALLOWED_MAX];
    size_t allowed_count;
    uint16_t ports[CD_GUARD_PORTS_MAX]; /* our own, refused on every host */
    size_t port_count;
} cd_guard;

/* A URL that may be followed, taken apart. */
struct cd_target {
    char url[CD_GUARD_URL_MAX];   /* normalised; no user, no fragment */
    char host[CD_GUARD_HOST_MAX]; /* lower case ASCII, no dot at its end; "[::1]" in brackets */
    uint16_t port;
    bool literal; /* the host is an address, which has passed */
};

/* Lets "10.1.0.0/16", "::1" or the like pass as if it were public. CD_E_INVALID. */
CD_MUST cd_rc cd_guard_allow(cd_guard *guard, cd_str range, cd_err *err);
/* Refuses a port on every host. */
void cd_guard_refuse_port(cd_guard *guard, uint16_t port);
/* NULL when the address may be reached, or what it is: "loopback (RFC 1122)". */
const char *cd_guard_address(const cd_guard *guard, const struct sockaddr *address);
/* Takes a URL apart; `base` (NULL: none) is the one that it was found at, for a redirect to a
 * relative place. Names are not looked up here. CD_E_INVALID, CD_E_FORBIDDEN, CD_E_TOO_BIG. */
CD_MUST cd_rc cd_guard_url(struct cd_target *out, const cd_guard *guard, const char *base,
                           cd_str url, cd_err *err);

#endif
