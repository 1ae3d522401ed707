/* request/parse.c - the schema: every field's kind, and errors in the shape that Luma's framework
 * gives (contract, 2 and V43). */
#include "request/request.h"

#include "wire/json_write.h"

/* Reads one field; may add schema errors. */
struct reading {
    cd_request *out;
    cd_buf *detail;
    const cd_json *value;
    const char *name;
};
typedef void (*reader)(struct reading *reading);

enum { INPUT_ECHO_MAX = 256 };

/* The offending value, when it is short and plain; null otherwise. */
static void put_input(cd_buf *out, const cd_json *value)
{
    cd_jw_key(out, "input");
    switch (cd_json_what(value)) {
    case CD_JSON_BOOL:
        cd_jw_bool(out, cd_json_true(value));
        break;
    case CD_JSON_NUMBER: {
        int64_t whole;
        if (cd_json_i64(value, -((int64_t)1 << 53), (int64_t)1 << 53, &whole)) {
            cd_jw_i64(out, whole);
        } else {
            char text[40];
            cd_buf number = {text, 0, sizeof text, sizeof text, false};
            cd_buf_printf(&number, "%.17g", cd_json_num(value));
            cd_jw_raw(out, cd_json_num(value) * 0 == 0 ? cd_buf_str(&number) : CD_STR("null"));
        }
        break;
    }
    case CD_JSON_STRING:
        if (cd_json_str(value).size <= INPUT_ECHO_MAX)
            cd_jw_str(out, cd_json_str(value));
        else
            cd_jw_null(out);
        break;
    case CD_JSON_ARRAY:
        cd_jw_raw(out, CD_STR("[]"));
        break;
    case CD_JSON_OBJECT:
        cd_jw_raw(out, CD_STR("{}"));
        break;
    case CD_JSON_ABSENT:
    case CD_JSON_NULL:
        cd_jw_null(out);
        break;
    }
}

static void complain(struct reading *reading, const char *type, const char *message)
{
    cd_buf *out = reading->detail;
    cd_jw_open(out, '{');
    cd_jw_key_c(out, "type", type);
    cd_jw_key(out, "loc");
    cd_jw_open(out, '[');
    cd_jw_str(out, CD_STR("body"));
    if (reading->name != NULL)
        cd_jw_str(out, cd_str_from(reading->name));
    cd_jw_close(out, ']');
    cd_jw_key_c(out, "msg", message);
    put_input(out, reading->value);
    cd_jw_close(out, '}');
}

static void read_prompt(struct reading *reading)
{
    reading->out->gen.prompt = cd_json_str(reading->value);
}

/* Unknown types, models and ratios are not schema errors: rules refuse them by name (V1 to V3). */
static void read_type(struct reading *reading)
{
    reading->out->type = cd_json_str(reading->value);
    reading->out->gen.type = cd_type_find(reading->out->type);
}

static void read_model(struct reading *reading)
{
    reading->out->model = cd_json_str(reading->value);
    reading->out->gen.model = cd_model_find(reading->out->model);
}

static void read_ratio(struct reading *reading)
{
    reading->out->ratio = cd_json_str(reading->value);
    reading->out->gen.ratio = cd_ratio_find(reading->out->ratio);
}

static void read_style(struct reading *reading)
{
    reading->out->gen.style = cd_style_find(cd_json_str(reading->value));
    if (reading->out->gen.style == CD_STYLE_NONE)
        complain(reading, "literal_error", "Input should be 'auto' or 'manga'");
}

static void read_format(struct reading *reading)
{
    reading->out->gen.format = cd_format_find(cd_json_str(reading->value));
    if (!cd_format_askable(reading->out->gen.format))
        complain(reading, "literal_error", "Input should be 'png' or 'jpeg'");
}

static void read_web_search(struct reading *reading)
{
    reading->out->gen.web_search = cd_json_true(reading->value);
}

static void read_image_ref(struct reading *reading)
{
    for (const cd_json *ref = cd_json_first(reading->value); ref != NULL; ref = cd_json_next(ref))
        reading->out->ref_count++;
}

static void read_source(struct reading *reading)
{
    reading->out->has_source = true;
}

static void read_nothing(struct reading *reading)
{
    (void)reading;
}

static void read_user_id(struct reading *reading)
{
    const cd_str id = cd_json_str(reading->value);
    reading->out->gen.user_id = id;
    if (cd_utf8_count(id) > CD_USER_ID_CHARS_MAX)
        complain(reading, "string_too_long", "String should have at most 256 characters");
}

static const char *name_of_type(size_t index)
{
    return index + 1 < CD_TYPE__COUNT ? cd_type_name((cd_type)(index + 1)) : NULL;
}

static const char *name_of_model(size_t index)
{
    return index + 1 < CD_MODEL__COUNT ? cd_model_name((cd_model)(index + 1)) : NULL;
}

static const char *name_of_ratio(size_t index)
{
    return index + 1 < CD_RATIO__COUNT ? cd_ratio_name((cd_ratio)(index + 1)) : NULL;
}

static const char *name_of_style(size_t index)
{
    return index + 1 < CD_STYLE__COUNT ? cd_style_name((cd_style)(index + 1)) : NULL;
}

static const char *name_of_format(size_t index)
{
    return index + 1 < CD_FORMAT__COUNT && cd_format_askable((cd_format)(index + 1))
               ? cd_format_name((cd_format)(index + 1))
               : NULL;
}

static const struct field {
    struct cd_field_info info;
    reader read;
} fields[] = {
#define CD_FIELD(name, kind, nullable, required, read, values, about) \
    {{#name, CD_JSON_##kind, nullable, required, values, about}, read},
#include "request/fields.def"
#undef CD_FIELD
};

const struct cd_field_info *cd_request_field(size_t index)
{
    return index < CD_COUNT(fields) ? &fields[index].info : NULL;
}

static const struct {
    const char *type, *message;
} kind_errors[] = {
    [CD_JSON_BOOL] = {"bool_type", "Input should be a valid boolean"},
    [CD_JSON_NUMBER] = {"float_type", "Input should be a valid number"},
    [CD_JSON_STRING] = {"string_type", "Input should be a valid string"},
    [CD_JSON_ARRAY] = {"list_type", "Input should be a valid list"},
    [CD_JSON_OBJECT] = {"model_attributes_type",
                        "Input should be a valid dictionary or object to extract fields from"},
};

static void field_read(cd_request *out, cd_buf *detail, const struct field *field,
                       const cd_json *document)
{
    struct reading reading = {out, detail, cd_json_get(document, field->info.name),
                              field->info.name};
    const cd_json_kind kind = cd_json_what(reading.value);
    if (kind == CD_JSON_ABSENT) {
        if (field->info.required) {
            reading.value = document;
            complain(&reading, "missing", "Field required");
        }
        return;
    }
    if (kind == CD_JSON_NULL && field->info.nullable)
        return;
    if (kind != field->info.kind) {
        complain(&reading, kind_errors[field->info.kind].type,
                 kind_errors[field->info.kind].message);
        return;
    }
    field->read(&reading);
}

/* [{"type":"json_invalid","loc":["body",at],"msg":...,"input":{},"ctx":{"error":why}}] */
static void complain_syntax(cd_buf *out, size_t at, const cd_err *why)
{
    cd_jw_open(out, '{');
    cd_jw_key_c(out, "type", "json_invalid");
    cd_jw_key(out, "loc");
    cd_jw_open(out, '[');
    cd_jw_str(out, CD_STR("body"));
    cd_jw_i64(out, (int64_t)at);
    cd_jw_close(out, ']');
    cd_jw_key_c(out, "msg", "JSON decode error");
    cd_jw_key(out, "input");
    cd_jw_raw(out, CD_STR("{}"));
    cd_jw_key(out, "ctx");
    cd_jw_open(out, '{');
    cd_jw_key_c(out, "error", why->text);
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

cd_rc cd_request_parse(cd_request *out, cd_json **document, cd_buf *detail, cd_str body,
                       cd_err *err)
{
    cd_request request = {
        .gen = {.type = CD_TYPE_IMAGE, .model = CD_MODEL_UNI_1, .style = CD_STYLE_AUTO}};
    cd_err syntax = {0};
    size_t at;

    request.type = cd_str_from(cd_type_name(request.gen.type));
    request.model = cd_str_from(cd_model_name(request.gen.model));
    cd_jw_open(detail, '[');
    const size_t empty = detail->size;
    if (cd_json_parse(document, &at, body, &syntax) != CD_OK) {
        complain_syntax(detail, at, &syntax);
    } else if (cd_json_what(*document) != CD_JSON_OBJECT) {
        struct reading reading = {&request, detail, *document, NULL};
        complain(&reading, kind_errors[CD_JSON_OBJECT].type, kind_errors[CD_JSON_OBJECT].message);
    } else {
        for (size_t i = 0; i < CD_COUNT(fields); i++)
            field_read(&request, detail, &fields[i], *document);
    }
    const bool wrong = detail->size != empty;
    cd_jw_close(detail, ']');
    if (wrong)
        return cd_fail(err, CD_E_SCHEMA, NULL, "the request does not have the documented shape");
    *out = request;
    return CD_OK;
}
