/* request/complain.c - schema errors in the shape that Luma's framework gives (contract, 2 and
 * V43): FastAPI's list of pydantic errors. */
#include "request/request_int.h"

#include "wire/json_write.h"

enum { INPUT_ECHO_MAX = 256 };

void cd_request__enter(cd_reading *reading, const char *name)
{
    CD_ASSERT(reading->depth < CD_COUNT(reading->loc));
    reading->loc[reading->depth].name = name;
    reading->depth++;
}

void cd_request__enter_item(cd_reading *reading, size_t index)
{
    CD_ASSERT(reading->depth < CD_COUNT(reading->loc));
    reading->loc[reading->depth].name = NULL;
    reading->loc[reading->depth].index = index;
    reading->depth++;
}

void cd_request__leave(cd_reading *reading)
{
    CD_ASSERT(reading->depth > 0);
    reading->depth--;
}

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

static void put_loc(cd_buf *out, const cd_reading *reading)
{
    cd_jw_key(out, "loc");
    cd_jw_open(out, '[');
    cd_jw_str(out, CD_STR("body"));
    for (size_t i = 0; i < reading->depth; i++) {
        if (reading->loc[i].name != NULL)
            cd_jw_str(out, cd_str_from(reading->loc[i].name));
        else
            cd_jw_i64(out, (int64_t)reading->loc[i].index);
    }
    cd_jw_close(out, ']');
}

void cd_request__complain(cd_reading *reading, const struct cd_complaint *complaint)
{
    cd_buf *out = reading->detail;
    if (reading->complaints == CD_SCHEMA_COMPLAINTS_MAX)
        return;
    reading->complaints++;
    cd_jw_open(out, '{');
    cd_jw_key_c(out, "type", complaint->type);
    put_loc(out, reading);
    cd_jw_key_c(out, "msg", complaint->message);
    put_input(out, reading->value);
    if (complaint->ctx_name != NULL || complaint->ctx_members != NULL) {
        cd_jw_key(out, "ctx");
        cd_jw_open(out, '{');
        if (complaint->ctx_members != NULL)
            cd_jw_raw(out, cd_str_from(complaint->ctx_members));
        else
            cd_jw_key_c(out, complaint->ctx_name, complaint->ctx_text);
        cd_jw_close(out, '}');
    }
    cd_jw_close(out, '}');
}
