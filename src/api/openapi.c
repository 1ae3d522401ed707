/* api/openapi.c - GET /openapi.json: OpenAPI 3.1, written from the tables that route and validate.
 */
#include "api/visit.h"

#include "domain/file.h"
#include "view/schema.h"
#include "wire/json_write.h"

#define LINK_QUERY "expires nonce kid signature"

/* The request body of an operation. */
typedef enum body_kind {
    BODY_NONE,
    BODY_GENERATION, /* JSON of CD_SHAPE_REQUEST */
    BODY_FILE,       /* JSON of CD_SHAPE_FILE, or a form with the bytes */
    BODY_CLOCK,
    BODY_BYTES
} body_kind;

/* What a row of routes.def takes and gives, beside what the row says. */
static const struct about {
    bool key; /* needs an API key */
    body_kind body;
    const char *success, *schema; /* status, and name of the reply's schema; NULL: no JSON */
    const char *refusals;         /* statuses, with spaces; NULL: none */
    const char *query;            /* names of arguments, with spaces; NULL: none */
    const char *links;            /* operations that take the reply's id, with spaces; NULL: none */
} abouts[CD_ROUTE__COUNT] = {
    [CD_ROUTE_GENERATION_CREATE] = {.key = true,
                                    .body = BODY_GENERATION,
                                    .success = "201",
                                    .schema = "Generation",
                                    .refusals = "400 401 402 403 409 413 422 429 502 503",
                                    .links = "generation_get"},
    [CD_ROUTE_GENERATION_GET] = {.key = true,
                                 .success = "200",
                                 .schema = "Generation",
                                 .refusals = "400 401 403 404 413 429 503"},
    [CD_ROUTE_FILE_CREATE] = {.key = true,
                              .body = BODY_FILE,
                              .success = "200",
                              .schema = "FileCreated",
                              .refusals = "400 401 403 413 422 429 503",
                              .links = "file_get file_complete file_delete"},
    [CD_ROUTE_FILE_LIST] = {.key = true,
                            .success = "200",
                            .schema = "FileList",
                            .refusals = "400 401 403 413 422 429 503",
                            .query = "limit cursor purpose state"},
    [CD_ROUTE_FILE_GET] = {.key = true,
                           .success = "200",
                           .schema = "File",
                           .refusals = "400 401 403 404 413 429 503"},
    [CD_ROUTE_FILE_COMPLETE] = {.key = true,
                                .success = "200",
                                .schema = "File",
                                .refusals = "400 401 403 404 409 413 429 503"},
    [CD_ROUTE_FILE_DELETE] = {.key = true,
                              .success = "204",
                              .refusals = "400 401 403 404 413 429 503"},
    [CD_ROUTE_USAGE] = {.key = true,
                        .success = "200",
                        .schema = "Usage",
                        .refusals = "400 401 403 413 429 503",
                        .query = "start end"},
    [CD_ROUTE_CLOCK_GET] = {.key = true,
                            .success = "200",
                            .schema = "Clock",
                            .refusals = "401 403 413 429 503"},
    [CD_ROUTE_CLOCK_ADVANCE] = {.key = true,
                                .body = BODY_CLOCK,
                                .success = "200",
                                .schema = "Clock",
                                .refusals = "400 401 403 413 422 429 503"},
    [CD_ROUTE_OBJECT_GET] = {.success = "200", .refusals = "403 404 416 503", .query = LINK_QUERY},
    [CD_ROUTE_OBJECT_HEAD] = {.success = "200", .refusals = "403 404", .query = LINK_QUERY},
    [CD_ROUTE_OBJECT_PUT] = {.body = BODY_BYTES,
                             .success = "200",
                             .refusals = "400 403 404 409 413 503",
                             .query = LINK_QUERY},
    [CD_ROUTE_HEALTH] = {.success = "200"},
    [CD_ROUTE_READY] = {.success = "200", .refusals = "503"},
    [CD_ROUTE_OPENAPI] = {.success = "200"},
    [CD_ROUTE_DOCS] = {.success = "200"},
};

static const char *const kind_names[] = {
    [CD_FIELD_BOOL] = "boolean",  [CD_FIELD_NUMBER] = "number", [CD_FIELD_INTEGER] = "integer",
    [CD_FIELD_STRING] = "string", [CD_FIELD_UUID] = "string",   [CD_FIELD_LIST] = "array",
    [CD_FIELD_OBJECT] = "object",
};

static const char *const operation_names[] = {
#define CD_ROUTE(name, method, path, who, corridor, body, summary) #name,
#include "api/routes.def"
#undef CD_ROUTE
};

static void put_values(cd_buf *out, const struct cd_field_info *field)
{
    cd_jw_key(out, "enum");
    cd_jw_open(out, '[');
    for (size_t i = 0; field->value_at(i) != NULL; i++)
        cd_jw_str(out, cd_str_from(field->value_at(i)));
    if (field->nullable)
        cd_jw_null(out);
    cd_jw_close(out, ']');
}

/* "$ref": the schema of that name. */
static void put_ref(cd_buf *out, const char *schema)
{
    char path[64];
    cd_buf reference = {path, 0, sizeof path, sizeof path, false};
    cd_buf_printf(&reference, "#/components/schemas/%s", schema);
    CD_ASSERT(!cd_buf_failed(&reference));
    cd_jw_key_str(out, "$ref", cd_buf_str(&reference));
}

/* An object has a schema of its own; beside null, in OpenAPI 3.1, by anyOf. */
static void put_object(cd_buf *out, const struct cd_field_info *field)
{
    if (!field->nullable) {
        put_ref(out, cd_shape_name(field->object));
        return;
    }
    cd_jw_key(out, "anyOf");
    cd_jw_open(out, '[');
    cd_jw_open(out, '{');
    put_ref(out, cd_shape_name(field->object));
    cd_jw_close(out, '}');
    cd_jw_raw(out, CD_STR("{\"type\":\"null\"}"));
    cd_jw_close(out, ']');
}

static void put_type(cd_buf *out, const struct cd_field_info *field)
{
    cd_jw_key(out, "type");
    if (field->nullable)
        cd_jw_open(out, '[');
    cd_jw_str(out, cd_str_from(kind_names[field->kind]));
    if (field->nullable) {
        cd_jw_str(out, CD_STR("null"));
        cd_jw_close(out, ']');
    }
}

static void put_limits(cd_buf *out, const struct cd_field_info *field)
{
    if (field->kind == CD_FIELD_UUID)
        cd_jw_key_c(out, "format", "uuid");
    if (field->chars_max > 0)
        cd_jw_key_i64(out, "maxLength", (int64_t)field->chars_max);
    if (field->has_min)
        cd_jw_key_i64(out, field->min_outside ? "exclusiveMinimum" : "minimum",
                      (int64_t)field->min);
    if (field->has_max)
        cd_jw_key_i64(out, "maximum", (int64_t)field->max);
    if (field->items_min > 0)
        cd_jw_key_i64(out, "minItems", (int64_t)field->items_min);
    if (field->items_max > 0)
        cd_jw_key_i64(out, "maxItems", (int64_t)field->items_max);
    if (field->value_at != NULL)
        put_values(out, field);
}

/* The members of a value's schema. */
static void put_schema(cd_buf *out, const struct cd_field_info *field)
{
    if (field->kind == CD_FIELD_OBJECT) {
        put_object(out, field);
        return;
    }
    put_type(out, field);
    put_limits(out, field);
    if (field->kind == CD_FIELD_LIST) {
        cd_jw_key(out, "items");
        cd_jw_open(out, '{');
        if (field->item->kind == CD_FIELD_OBJECT) {
            put_object(out, field->item);
        } else {
            put_type(out, field->item);
            put_limits(out, field->item);
        }
        cd_jw_close(out, '}');
    }
}

static void put_shape(cd_buf *out, cd_shape shape)
{
    const struct cd_field_info *field;
    cd_jw_open(out, '{');
    cd_jw_key_c(out, "type", "object");
    cd_jw_key_c(out, "description", cd_shape_about(shape));
    cd_jw_key(out, "required");
    cd_jw_open(out, '[');
    for (size_t i = 0; (field = cd_request_field(shape, i)) != NULL; i++)
        if (field->required)
            cd_jw_str(out, cd_str_from(field->name));
    cd_jw_close(out, ']');
    cd_jw_key(out, "properties");
    cd_jw_open(out, '{');
    for (size_t i = 0; (field = cd_request_field(shape, i)) != NULL; i++) {
        cd_jw_key(out, field->name);
        cd_jw_open(out, '{');
        put_schema(out, field);
        cd_jw_key_c(out, "description", field->about);
        cd_jw_close(out, '}');
    }
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

static void put_json(cd_buf *out, const char *schema)
{
    cd_jw_key(out, "application/json");
    cd_jw_open(out, '{');
    cd_jw_key(out, "schema");
    cd_jw_open(out, '{');
    put_ref(out, schema);
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

static void put_content(cd_buf *out, const char *schema)
{
    cd_jw_key(out, "content");
    cd_jw_open(out, '{');
    put_json(out, schema);
    cd_jw_close(out, '}');
}

/* Where the id of a reply leads: a name, an operation, and the argument it takes. */
static void put_links(cd_buf *out, cd_str names)
{
    cd_jw_key(out, "links");
    cd_jw_open(out, '{');
    while (names.size > 0) {
        char text[32];
        cd_str name;
        cd_str_cut(names, ' ', &name, &names);
        CD_ASSERT(cd_str_copy(text, sizeof text, name));
        cd_jw_key(out, text);
        cd_jw_open(out, '{');
        cd_jw_key_c(out, "operationId", text);
        cd_jw_key(out, "parameters");
        cd_jw_raw(out, CD_STR("{\"id\":\"$response.body#/id\"}"));
        cd_jw_close(out, '}');
    }
    cd_jw_close(out, '}');
}

static void put_response(cd_buf *out, cd_str status, const char *about, const char *schema,
                         const char *links)
{
    char text[8];
    CD_ASSERT(cd_str_copy(text, sizeof text, status));
    cd_jw_key(out, text);
    cd_jw_open(out, '{');
    cd_jw_key_c(out, "description", about);
    if (schema != NULL)
        put_content(out, schema);
    if (links != NULL)
        put_links(out, cd_str_from(links));
    cd_jw_close(out, '}');
}

static void put_responses(cd_buf *out, const struct about *about)
{
    cd_str rest = cd_str_from(about->refusals);
    cd_jw_key(out, "responses");
    cd_jw_open(out, '{');
    put_response(out, cd_str_from(about->success), "Done", about->schema, about->links);
    while (rest.size > 0) {
        cd_str status;
        cd_str_cut(rest, ' ', &status, &rest);
        put_response(out, status, "Refused; `detail` says why", "Error", NULL);
    }
    cd_jw_close(out, '}');
}

static const char *file_state_at(size_t index)
{
    return cd_file_state_name((cd_file_state)index);
}

static const char *file_purpose_at(size_t index)
{
    return cd_file_purpose_name((cd_file_purpose)index);
}

/* "enum": the names of a table, from its first after none on. */
static void put_names(cd_buf *out, size_t count, const char *(*name_at)(size_t index))
{
    cd_jw_key(out, "enum");
    cd_jw_open(out, '[');
    for (size_t i = 1; i < count; i++)
        cd_jw_str(out, cd_str_from(name_at(i)));
    cd_jw_close(out, ']');
}

/* Arguments are text, but for these. */
static void put_argument_limits(cd_buf *out, cd_str name)
{
    const bool number = cd_str_eq_c(name, "limit");
    cd_jw_key_c(out, "type", number ? "integer" : "string");
    if (number) {
        cd_jw_key_i64(out, "minimum", 1);
        cd_jw_key_i64(out, "maximum", CD_FILE_PAGE_MAX);
    } else if (cd_str_eq_c(name, "purpose")) {
        put_names(out, CD_FILE_PURPOSE__COUNT, file_purpose_at);
    } else if (cd_str_eq_c(name, "state")) {
        put_names(out, CD_FILE_STATE__COUNT, file_state_at);
    } else if (cd_str_eq_c(name, "start") || cd_str_eq_c(name, "end")) {
        cd_jw_key_c(out, "format", "date");
    }
}

static void put_parameter(cd_buf *out, cd_str name, const char *where)
{
    cd_jw_open(out, '{');
    cd_jw_key_str(out, "name", name);
    cd_jw_key_c(out, "in", where);
    cd_jw_key_bool(out, "required", cd_str_eq_c(cd_str_from(where), "path"));
    cd_jw_key(out, "schema");
    cd_jw_open(out, '{');
    put_argument_limits(out, name);
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

/* The {part} of a path, if it has one, and the arguments. */
static void put_parameters(cd_buf *out, cd_str path, const char *query)
{
    cd_str before;
    cd_str name;
    cd_str rest = cd_str_from(query);
    cd_jw_key(out, "parameters");
    cd_jw_open(out, '[');
    if (cd_str_cut(path, '{', &before, &name)) {
        cd_str_cut(name, '}', &name, &before);
        if (cd_str_ends(name, CD_STR("*")))
            name.size--;
        put_parameter(out, name, "path");
    }
    while (rest.size > 0) {
        cd_str_cut(rest, ' ', &name, &rest);
        put_parameter(out, name, "query");
    }
    cd_jw_close(out, ']');
}

static void put_body(cd_buf *out, body_kind kind)
{
    cd_jw_key(out, "requestBody");
    cd_jw_open(out, '{');
    cd_jw_key_bool(out, "required", true);
    cd_jw_key(out, "content");
    cd_jw_open(out, '{');
    if (kind == BODY_GENERATION)
        put_json(out, cd_shape_name(CD_SHAPE_REQUEST));
    if (kind == BODY_FILE) {
        put_json(out, cd_shape_name(CD_SHAPE_FILE));
        cd_jw_key(out, "multipart/form-data");
        cd_jw_raw(out, CD_STR("{\"schema\":{\"$ref\":\"#/components/schemas/FileForm\"}}"));
    }
    if (kind == BODY_CLOCK)
        put_json(out, "ClockAdvance");
    if (kind == BODY_BYTES) {
        cd_jw_key(out, "application/octet-stream");
        cd_jw_raw(out, CD_STR("{}"));
    }
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

/* A name of the tables, in lower case. */
static void lower(char *out, size_t size, const char *name)
{
    size_t i = 0;
    for (; name[i] != '\0'; i++) {
        CD_ASSERT(i + 1 < size);
        out[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] - 'A' + 'a') : name[i];
    }
    out[i] = '\0';
}

static void put_operation(cd_buf *out, const cd_route *route)
{
    const struct about *about = &abouts[route->id];
    char text[32];
    CD_ASSERT(about->success != NULL);
    lower(text, sizeof text, route->method);
    cd_jw_key(out, text);
    cd_jw_open(out, '{');
    lower(text, sizeof text, operation_names[route->id]);
    cd_jw_key_c(out, "operationId", text);
    cd_jw_key_c(out, "summary", route->summary);
    put_parameters(out, cd_str_from(route->path), about->query);
    if (about->key) {
        cd_jw_key(out, "security");
        cd_jw_raw(out, CD_STR("[{\"key\":[]}]"));
    }
    if (about->body != BODY_NONE)
        put_body(out, about->body);
    put_responses(out, about);
    cd_jw_close(out, '}');
}

/* A path as OpenAPI writes it: "{key*}" becomes "{key}". */
static void put_path_key(cd_buf *out, const char *path)
{
    char text[128];
    cd_buf plain = {text, 0, sizeof text - 1, sizeof text - 1, false};
    for (const char *c = path; *c != '\0'; c++)
        if (*c != '*')
            cd_buf_put_byte(&plain, *c);
    CD_ASSERT(!cd_buf_failed(&plain));
    text[plain.size] = '\0';
    cd_jw_key(out, text);
}

/* Rows of one path stand together in the table. */
static void put_paths(cd_buf *out)
{
    cd_str last = {NULL, 0};
    cd_jw_key(out, "paths");
    cd_jw_open(out, '{');
    for (size_t i = 0; cd_route_at(i) != NULL; i++) {
        const cd_route *route = cd_route_at(i);
        const cd_str path = cd_str_from(route->path);
        if (route->local)
            continue;
        if (!cd_str_eq(path, last)) {
            if (last.data != NULL)
                cd_jw_close(out, '}');
            put_path_key(out, route->path);
            cd_jw_open(out, '{');
            last = path;
        }
        put_operation(out, route);
    }
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

/* Bodies that are no shape of request/: a form, and a single number. */
static void put_small_bodies(cd_buf *out)
{
    cd_jw_key(out, "FileForm");
    cd_jw_raw(
        out,
        CD_STR("{\"type\":\"object\",\"required\":[\"file\"],\"properties\":{"
               "\"file\":{\"type\":\"string\",\"contentMediaType\":\"application/octet-stream\"},"
               "\"mime_type\":{\"type\":\"string\"},\"filename\":{\"type\":\"string\"},"
               "\"purpose\":{\"type\":\"string\"},\"user_id\":{\"type\":\"string\"},"
               "\"expires_at\":{\"type\":\"string\",\"format\":\"date-time\"}}}"));
    cd_jw_key(out, "ClockAdvance");
    cd_jw_raw(out, CD_STR("{\"type\":\"object\",\"required\":[\"advance_s\"],\"properties\":{"
                          "\"advance_s\":{\"type\":\"integer\",\"minimum\":0}}}"));
}

static void put_components(cd_buf *out)
{
    static const struct {
        const char *name;
        void (*put)(cd_buf *out);
    } replies[] = {{"Generation", cd_schema_generation},
                   {"File", cd_schema_file},
                   {"FileCreated", cd_schema_file_created},
                   {"FileList", cd_schema_file_list},
                   {"Usage", cd_schema_usage},
                   {"Clock", cd_schema_clock},
                   {"Error", cd_schema_error}};
    cd_jw_key(out, "components");
    cd_jw_open(out, '{');
    cd_jw_key(out, "securitySchemes");
    cd_jw_raw(out, CD_STR("{\"key\":{\"type\":\"http\",\"scheme\":\"bearer\"}}"));
    cd_jw_key(out, "schemas");
    cd_jw_open(out, '{');
    for (cd_shape shape = 0; shape < CD_SHAPE__COUNT; shape++) {
        cd_jw_key(out, cd_shape_name(shape));
        put_shape(out, shape);
    }
    put_small_bodies(out);
    for (size_t i = 0; i < CD_COUNT(replies); i++) {
        cd_jw_key(out, replies[i].name);
        replies[i].put(out);
    }
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

cd_rc cd_api__reply_openapi(cd_visit *visit, cd_err *err)
{
    cd_buf *out = &visit->exchange->reply;
    cd_jw_open(out, '{');
    cd_jw_key_c(out, "openapi", "3.1.0");
    cd_jw_key(out, "info");
    cd_jw_open(out, '{');
    cd_jw_key_c(out, "title", "Candela: Agents API");
    cd_jw_key_c(out, "version", CD_VERSION);
    cd_jw_close(out, '}');
    cd_jw_key(out, "servers");
    cd_jw_open(out, '[');
    cd_jw_open(out, '{');
    cd_jw_key_c(out, "url", visit->api->public_url);
    cd_jw_close(out, '}');
    cd_jw_close(out, ']');
    put_paths(out);
    put_components(out);
    cd_jw_close(out, '}');
    CD_TRY(cd_buf_check(out, "document", err));
    cd_api__reply(visit, 200);
    return CD_OK;
}
