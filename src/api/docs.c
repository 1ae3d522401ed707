/* api/docs.c - GET /docs: the endpoints, fields and errors as one page without scripts or outside
 * links, from the same tables as /openapi.json. */
#include "api/visit.h"

static const char head[] =
    "<!doctype html><html lang=en><meta charset=utf-8><title>Candela</title>"
    "<meta name=viewport content='width=device-width'><style>"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 "
    "1rem;color:#222}"
    "h1{font-weight:600}h2{margin-top:2.5rem;font-size:1.2rem}h3{font-size:1rem;margin:2rem 0 "
    "0}code,pre{font:14px "
    "ui-monospace,monospace}"
    "pre{background:#f4f2ee;padding:1rem;overflow:auto;border-radius:6px}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;"
    "padding:.4rem .8rem .4rem 0;border-bottom:1px solid #e4e0d8}b{color:#a4470a}"
    "@media(prefers-color-scheme:dark){body{background:#191714;color:#ddd}pre{background:#24211c}"
    "td,th{border-color:#38332b}b{color:#f0a35e}}</style><h1>Candela</h1>"
    "<p>This server speaks Luma's Agents API. The same in a form for programs: "
    "<a href=/openapi.json>openapi.json</a>.</p>";

/* Text with the characters of HTML made harmless. */
static void put_text(cd_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '<')
            cd_buf_put(out, CD_STR("&lt;"));
        else if (*text == '&')
            cd_buf_put(out, CD_STR("&amp;"));
        else
            cd_buf_put_byte(out, *text);
    }
}

static void put_example(cd_buf *out, const char *url)
{
    cd_buf_put(out, CD_STR("<pre>curl "));
    put_text(out, url);
    cd_buf_put(out,
               CD_STR("/v1/generations \\\n  -H \"Authorization: Bearer $LUMA_AGENTS_API_KEY\" \\\n"
                      "  -H 'Content-Type: application/json' \\\n"
                      "  -d '{\"prompt\": \"A sunset over the ocean\"}'</pre>"));
}

static void put_endpoints(cd_buf *out)
{
    cd_buf_put(out, CD_STR("<h2>Endpoints</h2><table>"));
    for (size_t i = 0; cd_route_at(i) != NULL; i++) {
        const cd_route *route = cd_route_at(i);
        if (route->local)
            continue;
        cd_buf_put(out, CD_STR("<tr><td><b>"));
        put_text(out, route->method);
        cd_buf_put(out, CD_STR("</b><td><code>"));
        put_text(out, route->path);
        cd_buf_put(out, CD_STR("</code><td>"));
        put_text(out, route->summary);
    }
    cd_buf_put(out, CD_STR("</table>"));
}

static void put_values(cd_buf *out, const struct cd_field_info *field)
{
    for (size_t i = 0; field->value_at(i) != NULL; i++) {
        cd_buf_put(out, i == 0 ? CD_STR("<br><code>") : CD_STR("</code> <code>"));
        put_text(out, field->value_at(i));
    }
    cd_buf_put(out, CD_STR("</code>"));
}

/* What fits, in a few words: a link to the members of an object. */
static void put_kind(cd_buf *out, const struct cd_field_info *field)
{
    static const char *const kinds[] = {[CD_FIELD_BOOL] = "true or false",
                                        [CD_FIELD_NUMBER] = "number",
                                        [CD_FIELD_INTEGER] = "whole number",
                                        [CD_FIELD_STRING] = "text",
                                        [CD_FIELD_UUID] = "uuid",
                                        [CD_FIELD_LIST] = "list",
                                        [CD_FIELD_OBJECT] = "object"};
    const struct cd_field_info *item = field->kind == CD_FIELD_LIST ? field->item : field;
    if (field->kind == CD_FIELD_LIST)
        cd_buf_put(out, CD_STR("list of "));
    if (item->kind == CD_FIELD_OBJECT)
        cd_buf_printf(out, "<a href=#%s>%s</a>", cd_shape_name(item->object),
                      cd_shape_name(item->object));
    else
        put_text(out, kinds[item->kind]);
    if (field->kind == CD_FIELD_LIST && field->items_max > 0)
        cd_buf_printf(out, ", %zu to %zu", field->items_min, field->items_max);
    if (field->has_max)
        cd_buf_printf(out, ", %s%g to %g", field->min_outside ? "over " : "", field->min,
                      field->max);
}

static void put_shape(cd_buf *out, cd_shape shape)
{
    const struct cd_field_info *field;
    cd_buf_put(out, CD_STR("<table>"));
    for (size_t i = 0; (field = cd_request_field(shape, i)) != NULL; i++) {
        cd_buf_put(out, CD_STR("<tr><td><code>"));
        put_text(out, field->name);
        cd_buf_put(out,
                   field->required ? CD_STR("</code> <b>required</b><td>") : CD_STR("</code><td>"));
        put_kind(out, field);
        cd_buf_put(out, CD_STR("<td>"));
        put_text(out, field->about);
        if (field->value_at != NULL)
            put_values(out, field);
    }
    cd_buf_put(out, CD_STR("</table>"));
}

static void put_fields(cd_buf *out)
{
    cd_buf_put(out, CD_STR("<h2>POST /v1/generations</h2>"));
    put_shape(out, CD_SHAPE_REQUEST);
    for (cd_shape shape = CD_SHAPE_REQUEST + 1; shape < CD_SHAPE__COUNT; shape++) {
        cd_buf_printf(out, "<h3 id=%s>%s</h3><p>", cd_shape_name(shape), cd_shape_name(shape));
        put_text(out, cd_shape_about(shape));
        cd_buf_put(out, CD_STR(".</p>"));
        put_shape(out, shape);
    }
}

static void put_failures(cd_buf *out)
{
    cd_buf_put(out, CD_STR("<h2>When a generation fails</h2><table>"));
    for (cd_failure failure = CD_FAILURE_NONE + 1; failure < CD_FAILURE__COUNT; failure++) {
        cd_buf_put(out, CD_STR("<tr><td><code>"));
        put_text(out, cd_failure_code(failure));
        cd_buf_put(out, CD_STR("</code><td>"));
        put_text(out, cd_failure_reason(failure));
        cd_buf_put(out, cd_failure_charge(failure) == CD_CHARGE_REFUND
                            ? CD_STR("<td>refunded")
                            : CD_STR("<td>charged for the share that was done"));
    }
    cd_buf_put(out, CD_STR("</table>"));
}

cd_rc cd_api__reply_docs(cd_visit *visit, cd_err *err)
{
    cd_buf *out = &visit->exchange->reply;
    cd_buf_put(out, cd_str_from(head));
    put_example(out, visit->api->public_url);
    put_endpoints(out);
    put_fields(out);
    put_failures(out);
    CD_TRY(cd_buf_check(out, "page", err));
    cd_api__reply(visit, 200);
    visit->exchange->content_type = "text/html; charset=utf-8";
    cd_http_reply_header(visit->exchange, "Content-Security-Policy",
                         CD_STR("default-src 'none'; style-src 'unsafe-inline'"));
    return CD_OK;
}
