/* api/objects.c - bytes of outputs, by presigned link: whole, in ranges, or their headers only. */
#include "api/visit.h"

cd_rc cd_api__link_check(cd_visit *visit, cd_str method, cd_err *err)
{
    const cd_http_exchange *exchange = visit->exchange;
    const struct cd_presign_query query = {
        cd_http_query(exchange, "expires"), cd_http_query(exchange, "nonce"),
        cd_http_query(exchange, "kid"), cd_http_query(exchange, "signature")};
    return cd_presign_check(visit->api->presign, method, visit->param, &query, visit->now_ms, err);
}

cd_rc cd_api__link(cd_visit *visit, cd_err *err)
{
    return cd_api__link_check(visit, CD_STR("GET"), err); /* good for HEAD too, which tells less */
}

/* Reads "bytes=A-B", "bytes=A-" or "bytes=-N" for an object of `size` bytes. *first > *last when
 * the range lies outside. False for anything else, several ranges included: the whole object is
 * sent then (RFC 9110, 14.2). */
static bool range_parse(uint64_t *first, uint64_t *last, cd_str text, uint64_t size)
{
    cd_str from;
    cd_str to;
    if (!cd_str_starts(text, CD_STR("bytes=")) ||
        !cd_str_cut(cd_str_sub(text, 6, text.size), '-', &from, &to))
        return false;
    if (from.size == 0) {
        uint64_t suffix;
        if (!cd_str_u64(to, &suffix))
            return false;
        *first = suffix >= size ? 0 : size - suffix;
        *last = size - 1;
        if (suffix == 0 || size == 0) {
            *first = 1;
            *last = 0;
        }
        return true;
    }
    if (!cd_str_u64(from, first))
        return false;
    *last = size > 0 ? size - 1 : 0;
    uint64_t end;
    if (to.size > 0) {
        if (!cd_str_u64(to, &end) || end < *first)
            return false;
        if (end < *last)
            *last = end;
    }
    if (*first >= size) {
        *first = 1;
        *last = 0;
    }
    return true;
}

static const char *content_type(cd_str key)
{
    for (cd_format format = CD_FORMAT_NONE + 1; format < CD_FORMAT__COUNT; format++)
        if (cd_str_ends(key, cd_str_from(cd_format_extension(format))))
            return cd_format_mime(format);
    return cd_str_ends(key, CD_STR(".json")) ? "application/json" : "application/octet-stream";
}

/* Whether an If-None-Match or If-Range value names this entity tag. */
static bool etag_matches(cd_str header, cd_str etag)
{
    cd_str one;
    bool more = header.size > 0;
    while (more) {
        more = cd_str_cut(header, ',', &one, &header);
        one = cd_str_trim(one);
        if (cd_str_starts(one, CD_STR("W/")))
            one = cd_str_sub(one, 2, one.size);
        if (cd_str_eq(one, etag) || cd_str_eq(one, CD_STR("*")))
            return true;
    }
    return false;
}

static void range_header(cd_http_exchange *exchange, bool inside, uint64_t first, uint64_t last,
                         uint64_t size)
{
    char text[80];
    cd_buf range = {text, 0, sizeof text, sizeof text, false};
    if (inside)
        cd_buf_printf(&range, "bytes %llu-%llu/%llu", (unsigned long long)first,
                      (unsigned long long)last, (unsigned long long)size);
    else
        cd_buf_printf(&range, "bytes */%llu", (unsigned long long)size);
    cd_http_reply_header(exchange, "Content-Range", cd_buf_str(&range));
}

cd_rc cd_api__reply_object(cd_visit *visit, cd_err *err)
{
    cd_http_exchange *exchange = visit->exchange;
    cd_blob_object found = {.fd = -1};
    char quoted[72];
    cd_buf etag = {quoted, 0, sizeof quoted, sizeof quoted, false};
    uint64_t first;
    uint64_t last;

    const cd_rc rc = cd_blob_get(&found, visit->api->blob, visit->param, NULL);
    if (rc == CD_E_NOT_FOUND)
        return cd_fail(err, CD_E_NOT_FOUND, NULL, "Object not found");
    if (rc != CD_OK)
        return cd_fail(err, CD_E_UNAVAILABLE, NULL, "the object store cannot be read");
    cd_buf_printf(&etag, "\"%s\"", found.etag);
    exchange->file = found.fd;
    exchange->file_bytes = found.bytes;
    exchange->content_type = content_type(visit->param);
    exchange->status = 200;
    cd_http_reply_header(exchange, "ETag", cd_buf_str(&etag));
    cd_http_reply_header(exchange, "Accept-Ranges", CD_STR("bytes"));
    cd_http_reply_header(exchange, "X-Content-Type-Options", CD_STR("nosniff"));
    cd_http_reply_header(exchange, "Cache-Control", CD_STR("private, max-age=3600, immutable"));
    if (etag_matches(cd_http_header(exchange, "If-None-Match"), cd_buf_str(&etag))) {
        exchange->status = 304;
        exchange->file_bytes = 0;
        return CD_OK;
    }
    const cd_str if_range = cd_http_header(exchange, "If-Range");
    if ((if_range.data != NULL && !cd_str_eq(if_range, cd_buf_str(&etag))) ||
        !range_parse(&first, &last, cd_http_header(exchange, "Range"), found.bytes))
        return CD_OK;
    range_header(exchange, first <= last, first, last, found.bytes);
    if (first > last) {
        exchange->file_bytes = 0; /* the reply is the error, not the object */
        return cd_fail(err, CD_E_RANGE, NULL, "Range not satisfiable");
    }
    exchange->status = 206;
    exchange->file_offset = first;
    exchange->file_bytes = last - first + 1;
    return CD_OK;
}
