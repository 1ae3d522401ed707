/* view/schema.c - schemas of outgoing JSON; enumerations come from the tables. */
#include "view/schema.h"

#include "domain/file.h"
#include "domain/generation.h"
#include "wire/json_write.h"

/* {"type": kind} or, when it may be null, {"type": [kind, "null"]}; left open for more members. */
static void open_typed(cd_buf *out, const char *kind, bool nullable)
{
    cd_jw_open(out, '{');
    cd_jw_key(out, "type");
    if (nullable)
        cd_jw_open(out, '[');
    cd_jw_str(out, cd_str_from(kind));
    if (nullable) {
        cd_jw_str(out, CD_STR("null"));
        cd_jw_close(out, ']');
    }
}

static void member(cd_buf *out, const char *name, const char *kind, bool nullable,
                   const char *format)
{
    cd_jw_key(out, name);
    open_typed(out, kind, nullable);
    if (format != NULL)
        cd_jw_key_c(out, "format", format);
    cd_jw_close(out, '}');
}

static void required(cd_buf *out, const char *const *names, size_t count)
{
    cd_jw_key(out, "required");
    cd_jw_open(out, '[');
    for (size_t i = 0; i < count; i++)
        cd_jw_str(out, cd_str_from(names[i]));
    cd_jw_close(out, ']');
}

/* A member that is one of the names of a table, from `name_at` 1 on. */
static void member_named(cd_buf *out, const char *name, bool nullable, size_t count,
                         const char *(*name_at)(size_t index))
{
    cd_jw_key(out, name);
    open_typed(out, "string", nullable);
    cd_jw_key(out, "enum");
    cd_jw_open(out, '[');
    for (size_t i = 1; i < count; i++)
        cd_jw_str(out, cd_str_from(name_at(i)));
    if (nullable)
        cd_jw_null(out);
    cd_jw_close(out, ']');
    cd_jw_close(out, '}');
}

static const char *type_at(size_t index)
{
    return cd_type_name((cd_type)index);
}

static const char *model_at(size_t index)
{
    return cd_model_name((cd_model)index);
}

static const char *state_at(size_t index)
{
    return cd_state_name((cd_state)index);
}

static const char *failure_at(size_t index)
{
    return cd_failure_code((cd_failure)index);
}

static const char *file_state_at(size_t index)
{
    return cd_file_state_name((cd_file_state)index);
}

static const char *file_purpose_at(size_t index)
{
    return cd_file_purpose_name((cd_file_purpose)index);
}

static void put_output(cd_buf *out)
{
    static const char *const names[] = {"type", "url"};
    cd_jw_key(out, "output");
    open_typed(out, "array", false);
    cd_jw_key(out, "items");
    open_typed(out, "object", false);
    required(out, names, CD_COUNT(names));
    cd_jw_key(out, "properties");
    cd_jw_open(out, '{');
    member(out, "type", "string", false, NULL);
    member(out, "url", "string", false, "uri");
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

void cd_schema_generation(cd_buf *out)
{
    static const char *const names[] = {"id",         "type",   "state",          "model",
                                        "created_at", "output", "failure_reason", "failure_code"};
    open_typed(out, "object", false);
    required(out, names, CD_COUNT(names));
    cd_jw_key(out, "properties");
    cd_jw_open(out, '{');
    member(out, "id", "string", false, "uuid");
    member_named(out, "type", false, CD_TYPE__COUNT, type_at);
    member_named(out, "state", false, CD_STATE__COUNT, state_at);
    member_named(out, "model", false, CD_MODEL__COUNT, model_at);
    member(out, "created_at", "string", false, "date-time");
    put_output(out);
    member(out, "failure_reason", "string", true, NULL);
    member_named(out, "failure_code", true, CD_FAILURE__COUNT, failure_at);
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

/* What is wrong with one member of a body. */
static void put_complaint(cd_buf *out)
{
    static const char *const names[] = {"type", "loc", "msg"};
    open_typed(out, "object", false);
    required(out, names, CD_COUNT(names));
    cd_jw_key(out, "properties");
    cd_jw_open(out, '{');
    member(out, "type", "string", false, NULL);
    cd_jw_key(out, "loc");
    cd_jw_raw(out, CD_STR("{\"type\":\"array\",\"items\":{\"type\":[\"string\",\"integer\"]}}"));
    member(out, "msg", "string", false, NULL);
    cd_jw_key(out, "input");
    cd_jw_raw(out, CD_STR("{}"));
    cd_jw_key(out, "ctx");
    cd_jw_raw(out, CD_STR("{\"type\":\"object\"}"));
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

void cd_schema_error(cd_buf *out)
{
    static const char *const names[] = {"detail"};
    open_typed(out, "object", false);
    required(out, names, CD_COUNT(names));
    cd_jw_key(out, "properties");
    cd_jw_open(out, '{');
    cd_jw_key(out, "detail");
    cd_jw_open(out, '{');
    cd_jw_key_c(out, "description", "A line of text, or for schema errors a list of what is wrong");
    cd_jw_key(out, "type");
    cd_jw_raw(out, CD_STR("[\"string\",\"array\"]"));
    cd_jw_key(out, "items");
    put_complaint(out);
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

void cd_schema_file(cd_buf *out)
{
    static const char *const names[] = {
        "id",         "created_at", "mime_type",      "purpose",  "size_bytes", "state",
        "deleted_at", "expires_at", "failure_reason", "filename", "user_id"};
    open_typed(out, "object", false);
    required(out, names, CD_COUNT(names));
    cd_jw_key(out, "properties");
    cd_jw_open(out, '{');
    member(out, "id", "string", false, "uuid");
    member(out, "created_at", "string", false, "date-time");
    member(out, "mime_type", "string", false, NULL);
    member_named(out, "purpose", false, CD_FILE_PURPOSE__COUNT, file_purpose_at);
    member(out, "size_bytes", "integer", false, NULL);
    member_named(out, "state", false, CD_FILE_STATE__COUNT, file_state_at);
    member(out, "deleted_at", "string", true, "date-time");
    member(out, "expires_at", "string", true, "date-time");
    member(out, "failure_reason", "string", true, NULL);
    member(out, "filename", "string", true, NULL);
    member(out, "user_id", "string", true, NULL);
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

static void put_upload(cd_buf *out)
{
    static const char *const names[] = {"url", "method", "headers", "expires_at"};
    cd_jw_key(out, "upload");
    open_typed(out, "object", true);
    required(out, names, CD_COUNT(names));
    cd_jw_key(out, "properties");
    cd_jw_open(out, '{');
    member(out, "url", "string", false, "uri");
    member(out, "method", "string", false, NULL);
    cd_jw_key(out, "headers");
    open_typed(out, "object", false);
    cd_jw_key(out, "additionalProperties");
    cd_jw_raw(out, CD_STR("{\"type\":\"string\"}"));
    cd_jw_close(out, '}');
    member(out, "expires_at", "string", false, "date-time");
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

void cd_schema_file_created(cd_buf *out)
{
    static const char *const names[] = {"id", "state", "file", "upload"};
    open_typed(out, "object", false);
    required(out, names, CD_COUNT(names));
    cd_jw_key(out, "properties");
    cd_jw_open(out, '{');
    member(out, "id", "string", false, "uuid");
    member_named(out, "state", false, CD_FILE_STATE__COUNT, file_state_at);
    cd_jw_key(out, "file");
    cd_schema_file(out);
    put_upload(out);
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

void cd_schema_file_list(cd_buf *out)
{
    static const char *const names[] = {"data", "has_more", "next_cursor"};
    open_typed(out, "object", false);
    required(out, names, CD_COUNT(names));
    cd_jw_key(out, "properties");
    cd_jw_open(out, '{');
    cd_jw_key(out, "data");
    open_typed(out, "array", false);
    cd_jw_key(out, "items");
    cd_schema_file(out);
    cd_jw_close(out, '}');
    member(out, "has_more", "boolean", false, NULL);
    member(out, "next_cursor", "string", true, NULL);
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

void cd_schema_clock(cd_buf *out)
{
    static const char *const names[] = {"now", "ahead_s"};
    open_typed(out, "object", false);
    required(out, names, CD_COUNT(names));
    cd_jw_key(out, "properties");
    cd_jw_open(out, '{');
    member(out, "now", "string", false, "date-time");
    member(out, "ahead_s", "integer", false, NULL);
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

void cd_schema_usage(cd_buf *out)
{
    static const char *const names[] = {"date",      "model",     "type",   "user_id",
                                        "submitted", "completed", "failed", "cost_usd"};
    open_typed(out, "object", false);
    cd_jw_key(out, "properties");
    cd_jw_open(out, '{');
    cd_jw_key(out, "data");
    open_typed(out, "array", false);
    cd_jw_key(out, "items");
    open_typed(out, "object", false);
    required(out, names, CD_COUNT(names));
    cd_jw_key(out, "properties");
    cd_jw_open(out, '{');
    member(out, "date", "string", false, "date");
    member(out, "model", "string", false, NULL);
    member(out, "type", "string", false, NULL);
    member(out, "user_id", "string", true, NULL);
    member(out, "submitted", "integer", false, NULL);
    member(out, "completed", "integer", false, NULL);
    member(out, "failed", "integer", false, NULL);
    member(out, "cost_usd", "string", false, NULL);
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}
