/* net/guard.c - addresses by table, URLs by libcurl's parser. Whatever spelling a URL has, what
 * counts is the address that a connection would go to: that is classified, here for literal
 * addresses and in fetch.c for looked-up ones. */
#include "net/guard.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <idn2.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

enum { V4 = 4, V6 = 16, HTTPS = 443 };
enum act { PASS = 0, REFUSE = 1, INNER_2 = 2, INNER_12 = 12 };

static const struct row {
    const char *address;
    unsigned bits;
    enum act act;
    const char *what;
} rows[] = {
#define CD_RANGE(address, bits, act, what) {address, bits, act, what},
#include "net/guard_ranges.def"
#undef CD_RANGE
};

static bool within(const uint8_t *address, const uint8_t *range, unsigned bits)
{
    const unsigned whole = bits / 8, rest = bits % 8;
    if (memcmp(address, range, whole) != 0)
        return false;
    const unsigned mask = 0xff00u >> rest & 0xffu;
    return rest == 0 || ((address[whole] ^ range[whole]) & mask) == 0;
}

static bool address_parse(uint8_t out[V6], size_t width, const char *text)
{
    memset(out, 0, V6);
    return inet_pton(width == V4 ? AF_INET : AF_INET6, text, out) == 1;
}

static const char *classify(const cd_guard *guard, const uint8_t *address, size_t width)
{
    for (size_t i = 0; i < guard->allowed_count; i++) {
        const struct cd_range *range = &guard->allowed[i];
        if (range->v6 == (width == V6) && within(address, range->bytes, range->bits))
            return NULL;
    }
    for (size_t i = 0; i < CD_COUNT(rows); i++) {
        uint8_t range[V6];
        if (!address_parse(range, width, rows[i].address) || /* of the other family */
            !within(address, range, rows[i].bits))
            continue;
        if (rows[i].act == INNER_2 || rows[i].act == INNER_12)
            return classify(guard, address + rows[i].act, V4); /* once: IPv4 rows have no inner */
        return rows[i].act == PASS ? NULL : rows[i].what;
    }
    return "of no known range";
}

const char *cd_guard_address(const cd_guard *guard, const struct sockaddr *address)
{
    uint8_t bytes[V6] = {0};
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        memcpy(bytes, &in.sin_addr, V4);
        return classify(guard, bytes, V4);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        memcpy(bytes, &in6.sin6_addr, V6);
        return in6.sin6_scope_id != 0 ? "of one interface (RFC 4007)" : classify(guard, bytes, V6);
    }
    return "not an internet address";
}

cd_rc cd_guard_allow(cd_guard *guard, cd_str range, cd_err *err)
{
    char text[64];
    cd_str address, bits;
    uint64_t count = 0;
    struct cd_range parsed = {0};
    const bool cut = cd_str_cut(range, '/', &address, &bits);
    if (guard->allowed_count == CD_GUARD_ALLOWED_MAX)
        return cd_fail(err, CD_E_TOO_BIG, "ingest-allow", "over %d ranges", CD_GUARD_ALLOWED_MAX);
    if (!cd_str_copy(text, sizeof text, address))
        text[0] = '\0';
    parsed.v6 = !address_parse(parsed.bytes, V4, text);
    const uint64_t most = parsed.v6 ? 128 : 32;
    if (parsed.v6 && !address_parse(parsed.bytes, V6, text))
        return cd_fail(err, CD_E_INVALID, "ingest-allow", "'%.*s' is not ADDRESS/BITS",
                       CD_STR_ARG(range));
    if (!cut)
        count = most;
    else if (!cd_str_u64(bits, &count) || count > most)
        return cd_fail(err, CD_E_INVALID, "ingest-allow", "'%.*s' is not ADDRESS/BITS",
                       CD_STR_ARG(range));
    parsed.bits = (uint8_t)count;
    guard->allowed[guard->allowed_count++] = parsed;
    return CD_OK;
}

void cd_guard_refuse_port(cd_guard *guard, uint16_t port)
{
    CD_ASSERT(guard->port_count < CD_GUARD_PORTS_MAX);
    guard->ports[guard->port_count++] = port;
}

static void handle_free(CURLU **url)
{
    curl_url_cleanup(*url);
}

static void text_free(char **text)
{
    curl_free(*text);
}

/* A part of a URL into a fixed array; false when it is absent or too long. */
static bool part_copy(char *out, size_t out_size, CURLU *url, CURLUPart part, unsigned flags)
{
    CD_AUTO(text_free) char *text = NULL;
    return curl_url_get(url, part, &text, flags) == CURLUE_OK &&
           cd_str_copy(out, out_size, cd_str_from(text));
}

static bool part_there(CURLU *url, CURLUPart part)
{
    CD_AUTO(text_free) char *text = NULL;
    return curl_url_get(url, part, &text, 0) == CURLUE_OK;
}

/* The host as the parser takes it from a URL of its own. */
static bool host_parse(char out[CD_GUARD_HOST_MAX], const char *host)
{
    char text[CD_GUARD_HOST_MAX + 16];
    CD_AUTO(handle_free) CURLU *url = curl_url();
    snprintf(text, sizeof text, "https://%s/", host);
    return url != NULL && curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK &&
           part_copy(out, CD_GUARD_HOST_MAX, url, CURLUPART_HOST, 0);
}

/* libcurl would do this too, but reads a name in the character set of the locale. */
static bool host_to_ascii(char out[CD_GUARD_HOST_MAX], const char *host)
{
    bool ascii = true;
    for (const char *c = host; *c != '\0'; c++)
        ascii = ascii && (unsigned char)*c < 0x80;
    if (ascii)
        return cd_str_copy(out, CD_GUARD_HOST_MAX, cd_str_from(host));
    CD_AUTO(cd_free_ptr) char *name = NULL;
    return idn2_to_ascii_8z(host, &name, IDN2_NONTRANSITIONAL) == IDN2_OK &&
           cd_str_copy(out, CD_GUARD_HOST_MAX, cd_str_from(name));
}

/* The host in ASCII, lower case, without a dot at its end. A name in another script may turn into
 * anything, also into the digits of an address: it goes back to the parser until it stays. */
static bool host_settle(char host[CD_GUARD_HOST_MAX], CURLU *url)
{
    enum { ROUNDS = 4 };
    char before[CD_GUARD_HOST_MAX];
    if (!part_copy(before, sizeof before, url, CURLUPART_HOST, 0))
        return false;
    for (unsigned round = 0; round < ROUNDS; round++) {
        if (!host_to_ascii(host, before))
            return false;
        size_t size = strlen(host);
        for (size_t i = 0; i < size; i++)
            if (host[i] >= 'A' && host[i] <= 'Z')
                host[i] = (char)(host[i] - 'A' + 'a');
        if (size > 1 && host[size - 1] == '.')
            host[--size] = '\0';
        if (size == 0 || !host_parse(before, host))
            return false;
        if (strcmp(before, host) == 0)
            return curl_url_set(url, CURLUPART_HOST, host, 0) == CURLUE_OK;
    }
    return false;
}

/* Letters, digits, hyphens and dots (and the underscore that stores use in names), or an address.
 */
static bool host_is_name(const char *host)
{
    for (const char *c = host; *c != '\0'; c++) {
        const bool plain = (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '-' ||
                           *c == '_' || *c == '.';
        if (!plain || (*c == '.' && (c == host || c[1] == '.' || c[1] == '\0')))
            return false;
    }
    return true;
}

/* Refuses a literal address that may not be reached; *literal says whether the host is one. */
static cd_rc literal_check(bool *literal, const cd_guard *guard, const char *host, cd_err *err)
{
    uint8_t bytes[V6] = {0};
    char inner[CD_GUARD_HOST_MAX];
    const cd_str text = cd_str_from(host);
    const bool v6 = cd_str_starts(text, CD_STR("["));
    if (v6 && (!cd_str_ends(text, CD_STR("]")) ||
               !cd_str_copy(inner, sizeof inner, cd_str_sub(text, 1, text.size - 1)) ||
               !address_parse(bytes, V6, inner)))
        return cd_fail(err, CD_E_INVALID, NULL, "the host is no address");
    *literal = v6 || address_parse(bytes, V4, host);
    const char *why = *literal ? classify(guard, bytes, v6 ? V6 : V4) : NULL;
    if (why != NULL)
        return cd_fail(err, CD_E_FORBIDDEN, NULL, "%s is %s", host, why);
    if (!*literal && !host_is_name(host))
        return cd_fail(err, CD_E_INVALID, NULL, "the host is no name");
    return CD_OK;
}

static cd_rc port_check(uint16_t *out, const cd_guard *guard, CURLU *url, cd_err *err)
{
    char text[8];
    uint64_t port = HTTPS;
    if (part_there(url, CURLUPART_PORT) &&
        (!part_copy(text, sizeof text, url, CURLUPART_PORT, 0) ||
         !cd_str_u64(cd_str_from(text), &port) || port == 0 || port > UINT16_MAX))
        return cd_fail(err, CD_E_INVALID, NULL, "no such port");
    for (size_t i = 0; i < guard->port_count; i++)
        if (guard->ports[i] == port)
            return cd_fail(err, CD_E_FORBIDDEN, NULL, "port %u is our own", (unsigned)port);
    *out = (uint16_t)port;
    return CD_OK;
}

static cd_rc url_parse(CURLU *handle, const char *base, cd_str url, cd_err *err)
{
    enum { FLAGS = CURLU_URLENCODE | CURLU_ALLOW_SPACE | CURLU_DISALLOW_USER };
    char text[CD_GUARD_URL_MAX];
    if (url.size >= CD_GUARD_URL_MAX)
        return cd_fail(err, CD_E_TOO_BIG, NULL, "a URL over %d bytes", CD_GUARD_URL_MAX);
    if (url.size == 0 || memchr(url.data, '\0', url.size) != NULL ||
        !cd_str_copy(text, sizeof text, url))
        return cd_fail(err, CD_E_INVALID, NULL, "no URL");
    if (base != NULL && curl_url_set(handle, CURLUPART_URL, base, 0) != CURLUE_OK)
        return cd_fail(err, CD_E_INTERNAL, NULL, "the URL before is none");
    const CURLUcode code = curl_url_set(handle, CURLUPART_URL, text, FLAGS);
    if (code != CURLUE_OK)
        return cd_fail(err, CD_E_INVALID, NULL, "%s", curl_url_strerror(code));
    return CD_OK;
}

cd_rc cd_guard_url(struct cd_target *out, const cd_guard *guard, const char *base, cd_str url,
                   cd_err *err)
{
    struct cd_target target = {.url = ""};
    char scheme[16];
    CD_AUTO(handle_free) CURLU *handle = curl_url();
    if (handle == NULL)
        return cd_fail(err, CD_E_NOMEM, NULL, "no memory for a URL");
    CD_TRY(url_parse(handle, base, url, err));
    if (!part_copy(scheme, sizeof scheme, handle, CURLUPART_SCHEME, 0) ||
        strcmp(scheme, "https") != 0)
        return cd_fail(err, CD_E_FORBIDDEN, NULL, "not https");
    if (part_there(handle, CURLUPART_USER) || part_there(handle, CURLUPART_PASSWORD))
        return cd_fail(err, CD_E_FORBIDDEN, NULL, "a URL with a user");
    if (part_there(handle, CURLUPART_ZONEID))
        return cd_fail(err, CD_E_FORBIDDEN, NULL, "an address of one interface");
    if (!host_settle(target.host, handle))
        return cd_fail(err, CD_E_INVALID, NULL, "no usable host");
    CD_TRY(literal_check(&target.literal, guard, target.host, err));
    CD_TRY(port_check(&target.port, guard, handle, err));
    if (curl_url_set(handle, CURLUPART_FRAGMENT, NULL, 0) != CURLUE_OK ||
        !part_copy(target.url, sizeof target.url, handle, CURLUPART_URL, 0))
        return cd_fail(err, CD_E_TOO_BIG, NULL, "a URL over %d bytes", CD_GUARD_URL_MAX);
    *out = target;
    return CD_OK;
}
