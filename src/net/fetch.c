/* net/fetch.c - leads each URL of a call from hop to hop: guard, look-up, classification of every
 * address, request, judgement; all of them in one loop over libcurl's multi interface, and within
 * one deadline. */
#include "net/fetch.h"

#include "base/clock.h"
#include "net/fetch_int.h"
#include "net/net_int.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOVING_MAX = 16, POLL_MS = 1000, RETRY_MS = 20 };

struct call {
    cd_fetcher *fetcher;
    CURLM *multi;
    cd_transfer *transfers;
    size_t count;
    int64_t deadline_ms; /* of the clock that never goes back */
};

static void text_free(char **text)
{
    curl_free(*text);
}

static void handle_free(CURLU **url)
{
    curl_url_cleanup(*url);
}

/* Host and port of the proxy: it is looked up by us too, so that nothing hangs. */
static cd_rc proxy_parse(cd_fetcher *fetcher, cd_err *err)
{
    CD_AUTO(handle_free) CURLU *url = curl_url();
    CD_AUTO(text_free) char *scheme = NULL;
    CD_AUTO(text_free) char *host = NULL;
    CD_AUTO(text_free) char *port = NULL;
    uint64_t number = 0;
    if (url == NULL || curl_url_set(url, CURLUPART_URL, fetcher->opts.proxy, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_PORT, &port, 0) != CURLUE_OK ||
        (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0) ||
        !cd_str_u64(cd_str_from(port), &number) || number == 0 || number > UINT16_MAX ||
        !cd_str_copy(fetcher->proxy_host, sizeof fetcher->proxy_host, cd_str_from(host)))
        return cd_fail(err, CD_E_INVALID, "ingest-proxy", "--ingest-proxy is not http://HOST:PORT");
    fetcher->proxy_port = (uint16_t)number;
    fetcher->proxy_literal = host[0] == '[' || host[strspn(host, "0123456789.")] == '\0';
    return CD_OK;
}

cd_rc cd_fetcher_open(cd_fetcher **out, const struct cd_fetcher_opts *opts, cd_err *err)
{
    cd_net__start();
    CD_AUTO(cd_fetcher_close) cd_fetcher *fetcher = cd_new(sizeof *fetcher);
    fetcher->opts = *opts;
    if (opts->ca_file != NULL && access(opts->ca_file, R_OK) != 0)
        return cd_fail(err, CD_E_INVALID, "ingest-ca", "--ingest-ca: no readable file %s",
                       opts->ca_file);
    if (opts->proxy != NULL)
        CD_TRY(proxy_parse(fetcher, err));
    CD_MOVE(*out, fetcher);
    return CD_OK;
}

void cd_fetcher_close(cd_fetcher **fetcher)
{
    if (fetcher == NULL)
        return;
    free(*fetcher);
    *fetcher = NULL;
}

static void end(cd_transfer *transfer)
{
    cd_lookup_drop(&transfer->lookup);
    transfer->phase = CD_ENDED;
}

/* The addresses of the name are here: one bad one refuses all. */
static void looked_up(struct call *call, cd_transfer *transfer,
                      const struct sockaddr_storage *addresses, size_t count)
{
    const bool proxied = call->fetcher->proxy_host[0] != '\0';
    const char *host = transfer->target.host;
    if (count == 0 && proxied)
        cd_transfer__end(transfer, CD_FETCH_PROXY_DOWN, "the proxy's name is not known");
    else if (count == 0)
        cd_transfer__end(transfer, CD_FETCH_UNREACHABLE, "%s is not known", host);
    for (size_t i = 0; i < count && !proxied; i++) {
        const struct sockaddr *address = (const struct sockaddr *)&addresses[i];
        const char *why = cd_guard_address(&call->fetcher->opts.guard, address);
        if (why != NULL)
            cd_transfer__end(transfer, CD_FETCH_UNREACHABLE, "%s has an address that is %s", host,
                             why);
    }
    if (transfer->verdict == CD_HOP_END)
        end(transfer);
    else
        cd_transfer__begin(transfer, call->multi, addresses, count,
                           call->deadline_ms - cd_clock_mono_ms());
    cd_lookup_drop(&transfer->lookup);
}

/* Starts the hop to `target`. It stays waiting when no name can be looked up just now. */
static void hop_start(struct call *call, cd_transfer *transfer)
{
    const cd_fetcher *fetcher = call->fetcher;
    const bool proxied = fetcher->proxy_host[0] != '\0';
    transfer->verdict = CD_HOP_OPEN;
    if (proxied ? fetcher->proxy_literal : transfer->target.literal) {
        cd_transfer__begin(transfer, call->multi, NULL, 0, call->deadline_ms - cd_clock_mono_ms());
        return;
    }
    transfer->phase = CD_WAITING;
    if (cd_lookup_start(&transfer->lookup, fetcher->opts.resolve, fetcher->opts.resolve_arg,
                        proxied ? fetcher->proxy_host : transfer->target.host,
                        proxied ? fetcher->proxy_port : transfer->target.port, NULL) == CD_OK)
        transfer->phase = CD_LOOKING;
}

/* A hop is over. */
static void hop_ended(struct call *call, cd_transfer *transfer, CURLcode code)
{
    struct cd_target next = {.url = ""};
    cd_err why = {0};
    cd_transfer__finish(transfer, call->multi, code);
    if (transfer->verdict == CD_HOP_END) {
        end(transfer);
        return;
    }
    CD_ASSERT(transfer->verdict == CD_HOP_ON);
    transfer->fetch->status = 0;
    if (++transfer->hops > CD_FETCH_HOPS_MAX)
        cd_transfer__end(transfer, CD_FETCH_UNREACHABLE, "over %d redirects", CD_FETCH_HOPS_MAX);
    else if (cd_guard_url(&next, &call->fetcher->opts.guard, transfer->target.url,
                          cd_str_from(transfer->location), &why) != CD_OK)
        cd_transfer__end(transfer, CD_FETCH_UNREACHABLE, "%s redirects to a refused place: %s",
                         transfer->target.host, why.text);
    if (transfer->verdict == CD_HOP_END) {
        end(transfer);
        return;
    }
    transfer->target = next;
    hop_start(call, transfer);
}

static void begin(struct call *call, cd_transfer *transfer, struct cd_fetch *fetch)
{
    cd_err why = {0};
    fetch->end = CD_FETCH_UNREACHABLE;
    fetch->status = 0;
    fetch->bytes = 0;
    fetch->head = (cd_buf)CD_BUF_INIT(CD_FETCH_HEAD_BYTES);
    cd_err_clear(&fetch->err);
    transfer->fetcher = call->fetcher;
    transfer->fetch = fetch;
    if (cd_guard_url(&transfer->target, &call->fetcher->opts.guard, NULL, fetch->url, &why) ==
        CD_OK)
        return;
    cd_transfer__end(transfer, CD_FETCH_UNREACHABLE, "%s", why.text);
    end(transfer);
}

/* Moves on what can move; true while something is left to do. */
static bool step(struct call *call)
{
    size_t moving = 0, left = 0;
    for (size_t i = 0; i < call->count; i++) {
        cd_transfer *transfer = &call->transfers[i];
        const struct sockaddr_storage *addresses;
        size_t count;
        if (transfer->phase == CD_LOOKING && cd_lookup_done(transfer->lookup, &addresses, &count))
            looked_up(call, transfer, addresses, count);
        moving += transfer->phase == CD_LOOKING || transfer->phase == CD_MOVING;
    }
    for (size_t i = 0; i < call->count; i++) {
        cd_transfer *transfer = &call->transfers[i];
        if (transfer->phase == CD_WAITING && moving < MOVING_MAX) {
            hop_start(call, transfer);
            moving++;
        }
        left += transfer->phase != CD_ENDED;
    }
    return left > 0;
}

static void perform(struct call *call)
{
    int running, queued;
    const CURLMcode code = curl_multi_perform(call->multi, &running);
    CD_ASSERT(code == CURLM_OK);
    for (CURLMsg *message; (message = curl_multi_info_read(call->multi, &queued)) != NULL;) {
        cd_transfer *transfer = NULL;
        const CURLcode result = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
        hop_ended(call, transfer, result);
    }
}

/* Until something moves, a name is known, or time is over. */
static void rest(struct call *call)
{
    struct curl_waitfd extra[MOVING_MAX];
    unsigned count = 0;
    bool waiting = false, moving = false;
    int64_t span = call->deadline_ms - cd_clock_mono_ms();
    for (size_t i = 0; i < call->count; i++) {
        const cd_transfer *transfer = &call->transfers[i];
        if (transfer->phase == CD_LOOKING && count < MOVING_MAX)
            extra[count++] = (struct curl_waitfd){.fd = cd_lookup_fd(transfer->lookup),
                                                  .events = CURL_WAIT_POLLIN};
        waiting = waiting || transfer->phase == CD_WAITING;
        moving = moving || transfer->phase == CD_MOVING || transfer->phase == CD_LOOKING;
    }
    if (span > POLL_MS)
        span = POLL_MS;
    if (waiting && !moving && span > RETRY_MS)
        span = RETRY_MS; /* for a place among the look-ups of other calls */
    if (span > 0 && (waiting || moving))
        curl_multi_poll(call->multi, extra, count, (int)span, NULL);
}

static void give_up(struct call *call)
{
    for (size_t i = 0; i < call->count; i++) {
        cd_transfer *transfer = &call->transfers[i];
        if (transfer->phase == CD_ENDED)
            continue;
        if (transfer->phase == CD_MOVING)
            cd_transfer__finish(transfer, call->multi, CURLE_OPERATION_TIMEDOUT);
        transfer->verdict = transfer->verdict == CD_HOP_ON ? CD_HOP_OPEN : transfer->verdict;
        cd_transfer__end(transfer, CD_FETCH_UNREACHABLE, "too late");
        end(transfer);
    }
}

void cd_fetch_all(cd_fetcher *fetcher, struct cd_fetch *list, size_t count, uint32_t timeout_ms)
{
    struct call call = {.fetcher = fetcher,
                        .multi = curl_multi_init(),
                        .transfers = cd_new_array(count > 0 ? count : 1, sizeof(cd_transfer)),
                        .count = count,
                        .deadline_ms =
                            cd_clock_mono_ms() + (timeout_ms > 0 ? timeout_ms : CD_FETCH_MS)};
    CD_ASSERT(call.multi != NULL);
    for (size_t i = 0; i < count; i++)
        begin(&call, &call.transfers[i], &list[i]);
    while (step(&call) && cd_clock_mono_ms() < call.deadline_ms) {
        perform(&call);
        rest(&call);
    }
    give_up(&call);
    curl_multi_cleanup(call.multi);
    free(call.transfers);
}
