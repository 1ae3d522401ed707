/* net/fetch_hop.c - one request of a fetch: the options that keep libcurl on the address that was
 * classified, and the judgement on what comes back, while it comes. */
#include "net/fetch_int.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECT_MS = 8000,
    SLOW_BYTES = 256, /* a second, for SLOW_SECONDS: given up */
    SLOW_SECONDS = 8,
    HEAD_BYTES_MAX = 64 * 1024, /* of an answer's header */
    STATUS_PROXY_LOGIN = 407
};

void cd_transfer__end(cd_transfer *transfer, cd_fetch_end end, const char *fmt, ...)
{
    char text[CD_ERR_TEXT_MAX];
    va_list args;
    if (transfer->verdict == CD_HOP_END || transfer->phase == CD_ENDED)
        return;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    transfer->verdict = CD_HOP_END;
    transfer->fetch->end = end;
    if (transfer->fetch->err.kind == CD_OK && end != CD_FETCH_DONE)
        cd_fail(&transfer->fetch->err, CD_E_UPSTREAM, NULL, "%s", text);
}

static bool is_redirect(long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* All headers are here: what is this answer? */
static void head_judge(cd_transfer *transfer)
{
    struct cd_fetch *fetch = transfer->fetch;
    const cd_str wanted = cd_str_from(fetch->type);
    const cd_str type = cd_str_sub(cd_str_from(transfer->content_type), 0, wanted.size);
    if (is_redirect(fetch->status) && transfer->location[0] != '\0')
        transfer->verdict = CD_HOP_ON;
    else if (fetch->status < 200 || fetch->status > 299)
        cd_transfer__end(transfer, CD_FETCH_STATUS, "%s answers %ld", transfer->target.host,
                         fetch->status);
    else if (!cd_str_ieq(type, wanted))
        cd_transfer__end(transfer, CD_FETCH_WRONG_TYPE, "%s answers with another content type",
                         transfer->target.host);
    else if (transfer->length > fetch->bytes_max)
        cd_transfer__end(transfer, CD_FETCH_TOO_BIG, "%s announces %llu bytes",
                         transfer->target.host, (unsigned long long)transfer->length);
    else
        transfer->verdict = CD_HOP_BODY;
}

static void header_note(cd_transfer *transfer, cd_str name, cd_str value)
{
    if (cd_str_ieq(name, CD_STR("content-length"))) {
        if (!cd_str_u64(value, &transfer->length))
            transfer->length = UINT64_MAX; /* more than can be said, or nonsense */
    } else if (cd_str_ieq(name, CD_STR("content-type"))) {
        const cd_str kept = cd_str_sub(value, 0, sizeof transfer->content_type - 1);
        if (!cd_str_copy(transfer->content_type, sizeof transfer->content_type, kept))
            transfer->content_type[0] = '\0';
    } else if (cd_str_ieq(name, CD_STR("location"))) {
        if (!cd_str_copy(transfer->location, sizeof transfer->location, value))
            cd_transfer__end(transfer, CD_FETCH_UNREACHABLE, "%s redirects to a URL over %d bytes",
                             transfer->target.host, CD_GUARD_URL_MAX);
    }
}

static size_t on_header(char *data, size_t size, size_t count, void *arg)
{
    cd_transfer *transfer = arg;
    const cd_str line = {data, size * count};
    cd_str name, value;
    transfer->head_bytes += line.size;
    if (transfer->head_bytes > HEAD_BYTES_MAX)
        cd_transfer__end(transfer, CD_FETCH_UNREACHABLE, "%s sends over %d bytes of header",
                         transfer->target.host, HEAD_BYTES_MAX);
    if (transfer->verdict == CD_HOP_BODY)
        return line.size; /* trailers after the body */
    if (cd_str_starts(line, CD_STR("HTTP/"))) {
        curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &transfer->fetch->status);
        transfer->location[0] = transfer->content_type[0] = '\0';
        transfer->length = 0;
    } else if (cd_str_cut(line, ':', &name, &value)) {
        header_note(transfer, name, cd_str_trim(value));
    } else if (cd_str_trim(line).size == 0 && transfer->fetch->status >= 200) {
        head_judge(transfer); /* after an answer of 100 to 199 comes another */
    }
    return transfer->verdict == CD_HOP_END ? 0 : line.size;
}

static size_t on_body(char *data, size_t size, size_t count, void *arg)
{
    cd_transfer *transfer = arg;
    struct cd_fetch *fetch = transfer->fetch;
    const cd_str bytes = {data, size * count};
    if (transfer->verdict != CD_HOP_BODY)
        return 0; /* of an answer that nobody reads */
    if (bytes.size > fetch->bytes_max - fetch->bytes) {
        cd_transfer__end(transfer, CD_FETCH_TOO_BIG, "%s sends over %llu bytes",
                         transfer->target.host, (unsigned long long)fetch->bytes_max);
        return 0;
    }
    if (fetch->head.size < CD_FETCH_HEAD_BYTES)
        cd_buf_put(&fetch->head, cd_str_sub(bytes, 0, CD_FETCH_HEAD_BYTES - fetch->head.size));
    if (fetch->write(fetch->arg, bytes, &fetch->err) != CD_OK) {
        cd_transfer__end(transfer, CD_FETCH_NOT_WRITTEN, "not written");
        return 0;
    }
    fetch->bytes += bytes.size;
    return bytes.size;
}

/* The last word: whatever was looked up, parsed or pinned, this is the address that the connection
 * goes to. */
static curl_socket_t on_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
    cd_transfer *transfer = arg;
    (void)purpose;
    if (transfer->fetcher->proxy_host[0] == '\0') {
        const char *why = cd_guard_address(&transfer->fetcher->opts.guard, &address->addr);
        if (why != NULL) {
            transfer->refused = true;
            return CURL_SOCKET_BAD;
        }
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* "host:port:address,address": libcurl looks nothing up. */
static void pin(cd_transfer *transfer, const struct sockaddr_storage *addresses, size_t count)
{
    const bool proxied = transfer->fetcher->proxy_host[0] != '\0';
    CD_AUTO(cd_buf_done) cd_buf text = CD_BUF_INIT(8192);
    cd_buf_printf(&text, "%s:%u:", proxied ? transfer->fetcher->proxy_host : transfer->target.host,
                  (unsigned)(proxied ? transfer->fetcher->proxy_port : transfer->target.port));
    for (size_t i = 0; i < count; i++) {
        char address[INET6_ADDRSTRLEN];
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
        memcpy(&in, &addresses[i], sizeof in);
        memcpy(&in6, &addresses[i], sizeof in6);
        const bool v6 = addresses[i].ss_family == AF_INET6;
        if (inet_ntop(addresses[i].ss_family,
                      v6 ? (const void *)&in6.sin6_addr : (const void *)&in.sin_addr, address,
                      sizeof address) != NULL)
            cd_buf_printf(&text, "%s%s", i > 0 ? "," : "", address);
    }
    CD_ASSERT(!cd_buf_failed(&text));
    transfer->pins = curl_slist_append(NULL, cd_buf_cstr(&text));
}

static void options_set(cd_transfer *transfer, int64_t left_ms)
{
    CURL *curl = transfer->curl;
    const struct cd_fetcher_opts *opts = &transfer->fetcher->opts;
    char accept[64];
    snprintf(accept, sizeof accept, "Accept: %s*", transfer->fetch->type);
    transfer->headers = curl_slist_append(NULL, accept);
    curl_easy_setopt(curl, CURLOPT_URL, transfer->target.url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L); /* each hop is ours to check */
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_PROXY, opts->proxy != NULL ? opts->proxy : "");
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "");
    curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(curl, CURLOPT_RESOLVE, transfer->pins);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    if (opts->ca_file != NULL) /* the system's stay: they are in libcurl's folder of certificates */
        curl_easy_setopt(curl, CURLOPT_CAINFO, opts->ca_file);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)left_ms);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "candela/" CD_VERSION);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, transfer->headers);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, transfer->error);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, transfer);
}

void cd_transfer__begin(cd_transfer *transfer, CURLM *multi,
                        const struct sockaddr_storage *addresses, size_t count, int64_t left_ms)
{
    transfer->verdict = CD_HOP_OPEN;
    transfer->head_bytes = 0;
    transfer->length = 0;
    transfer->content_type[0] = transfer->location[0] = transfer->error[0] = '\0';
    transfer->fetch->status = 0;
    transfer->curl = curl_easy_init();
    CD_ASSERT(transfer->curl != NULL);
    if (count > 0)
        pin(transfer, addresses, count);
    options_set(transfer, left_ms > 1 ? left_ms : 1);
    const CURLMcode code = curl_multi_add_handle(multi, transfer->curl);
    CD_ASSERT(code == CURLM_OK);
    transfer->phase = CD_MOVING;
}

void cd_transfer__break(cd_transfer *transfer, CURLM *multi)
{
    if (transfer->curl != NULL) {
        curl_multi_remove_handle(multi, transfer->curl);
        curl_easy_cleanup(transfer->curl);
        transfer->curl = NULL;
    }
    curl_slist_free_all(transfer->pins);
    curl_slist_free_all(transfer->headers);
    transfer->pins = transfer->headers = NULL;
}

void cd_transfer__finish(cd_transfer *transfer, CURLM *multi, CURLcode code)
{
    const char *host = transfer->target.host;
    long tunnel = 0;
    curl_easy_getinfo(transfer->curl, CURLINFO_HTTP_CONNECTCODE, &tunnel);
    if (transfer->refused)
        cd_transfer__end(transfer, CD_FETCH_UNREACHABLE, "%s leads to a refused address", host);
    else if (transfer->verdict == CD_HOP_BODY && code == CURLE_OK)
        cd_transfer__end(transfer, CD_FETCH_DONE, "done");
    else if (transfer->verdict != CD_HOP_ON && transfer->verdict != CD_HOP_END) {
        const char *text = transfer->error[0] != '\0' ? transfer->error : curl_easy_strerror(code);
        const bool no_tunnel = transfer->fetcher->proxy_host[0] != '\0' &&
                               (tunnel == 0 || tunnel == STATUS_PROXY_LOGIN);
        if (no_tunnel)
            cd_transfer__end(transfer, CD_FETCH_PROXY_DOWN, "the proxy does not connect: %s", text);
        else
            cd_transfer__end(transfer, CD_FETCH_UNREACHABLE, "%s: %s", host, text);
    }
    cd_transfer__break(transfer, multi);
}
