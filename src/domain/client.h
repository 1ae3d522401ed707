/* domain/client.h - clients and their keys: who may ask for what.
 * Thread: plain data. Uses: base. */
#ifndef CD_DOMAIN_CLIENT_H
#define CD_DOMAIN_CLIENT_H
#include "base/base.h"
#include "base/id.h"

enum {
    CD_NAME_MAX = 64,
    CD_KEY_PREFIX_MAX = 24,
    CD_RPM_DEFAULT = 30, /* contract, section 11 */
    CD_CONCURRENCY_DEFAULT = 10,
    CD_LIMIT_MAX = 10000000
};

typedef enum cd_client_state {
    CD_CLIENT_STATE_NONE = 0,
#define CD_CLIENT_STATE(name, wire, refusal) CD_CLIENT_STATE_##name,
#include "domain/client_states.def"
#undef CD_CLIENT_STATE
    CD_CLIENT_STATE__COUNT
} cd_client_state;

typedef struct cd_client {
    int64_t seq; /* integer key in the database */
    cd_uuid id;
    char name[CD_NAME_MAX];
    cd_client_state state;
    int64_t rpm;         /* accepted generations in any 60 s */
    int64_t concurrency; /* jobs not yet ended */
    bool hdr;
    int64_t clock_ms; /* how far the time of its sandbox is ahead */
    int64_t created_ms;
    int64_t balance;  /* micro-dollars, holds not yet taken off */
    int64_t reserved; /* micro-dollars held for jobs not yet ended */
} cd_client;

typedef struct cd_key {
    int64_t seq;
    cd_uuid id;
    int64_t client;
    char client_name[CD_NAME_MAX];
    char name[CD_NAME_MAX];
    char prefix[CD_KEY_PREFIX_MAX]; /* its first characters, to tell keys apart */
    bool sandbox;
    int64_t created_ms;
    int64_t expires_ms; /* 0: never */
    int64_t revoked_ms; /* 0: not */
} cd_key;

/* Limits and money are counted per account: a client's own, or that of its sandbox keys, whose time
 * may be another and where nothing costs. */
static inline int64_t cd_client_account(int64_t client, bool sandbox)
{
    return client * 2 + (sandbox ? 1 : 0);
}

const char *cd_client_state_name(cd_client_state state);
cd_client_state cd_client_state_find(cd_str name);
/* What a caller of such a client is told (403); NULL when it may pass. */
const char *cd_client_state_refusal(cd_client_state state);
/* 1 to 63 characters of letters, digits, '.', '_', '-'. */
bool cd_name_valid(cd_str name);

#endif
