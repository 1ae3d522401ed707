/* request/fits.c - whether a value is what its row of fields.def says, and if not, in which words
 * the framework puts it (pydantic's in strict mode; a whole number may be written 5.0). */
#include "request/request_int.h"

#include <stdio.h>

enum { MESSAGE_MAX = 256 };

static const struct kind {
    cd_json_kind json;
    const char *type, *message;
} kinds[] = {
    [CD_FIELD_BOOL] = {CD_JSON_BOOL, "bool_type", "Input should be a valid boolean"},
    [CD_FIELD_NUMBER] = {CD_JSON_NUMBER, "float_type", "Input should be a valid number"},
    [CD_FIELD_INTEGER] = {CD_JSON_NUMBER, "int_type", "Input should be a valid integer"},
    [CD_FIELD_STRING] = {CD_JSON_STRING, "string_type", "Input should be a valid string"},
    [CD_FIELD_UUID] = {CD_JSON_STRING, "uuid_type",
                       "UUID input should be a string, bytes or UUID object"},
    [CD_FIELD_LIST] = {CD_JSON_ARRAY, "list_type", "Input should be a valid list"},
    [CD_FIELD_OBJECT] = {CD_JSON_OBJECT, "model_attributes_type",
                         "Input should be a valid dictionary or object to extract fields from"},
};

static bool complain(cd_reading *reading, const struct cd_complaint *complaint)
{
    cd_request__complain(reading, complaint);
    return false;
}

/* A bound that was crossed: how pydantic calls it, and in ctx. */
static bool complain_bound(cd_reading *reading, const struct cd_field_info *info, const char *type,
                           const char *words, const char *key, double bound)
{
    char message[MESSAGE_MAX];
    char members[64];
    snprintf(message, sizeof message, "Input should be %s %g", words, bound);
    snprintf(members, sizeof members, "\"%s\":%.*f", key, info->kind == CD_FIELD_NUMBER ? 1 : 0,
             bound);
    return complain(
        reading, &(struct cd_complaint){.type = type, .message = message, .ctx_members = members});
}

static bool number_fits(cd_reading *reading, const struct cd_field_info *info)
{
    const double value = cd_json_num(reading->value);
    int64_t whole;
    if (info->kind == CD_FIELD_INTEGER &&
        !cd_json_i64(reading->value, -((int64_t)1 << 53), (int64_t)1 << 53, &whole))
        return complain(
            reading,
            &(struct cd_complaint){
                .type = "int_from_float",
                .message = "Input should be a valid integer, got a number with a fractional part"});
    if (info->has_min && info->min_outside && value <= info->min)
        return complain_bound(reading, info, "greater_than", "greater than", "gt", info->min);
    if (info->has_min && value < info->min)
        return complain_bound(reading, info, "greater_than_equal", "greater than or equal to", "ge",
                              info->min);
    if (info->has_max && value > info->max)
        return complain_bound(reading, info, "less_than_equal", "less than or equal to", "le",
                              info->max);
    return true;
}

/* Input should be 'a', 'b' or 'c'. */
static bool complain_values(cd_reading *reading, const struct cd_field_info *info)
{
    char text[MESSAGE_MAX];
    cd_buf expected = {text, 0, sizeof text - 1, sizeof text - 1, false};
    char message[MESSAGE_MAX + 32];
    for (size_t i = 0; info->value_at(i) != NULL; i++)
        cd_buf_printf(&expected, "%s'%s'",
                      i == 0                          ? ""
                      : info->value_at(i + 1) != NULL ? ", "
                                                      : " or ",
                      info->value_at(i));
    CD_ASSERT(!cd_buf_failed(&expected));
    text[expected.size] = '\0';
    snprintf(message, sizeof message, "Input should be %s", text);
    return complain(reading, &(struct cd_complaint){.type = "literal_error",
                                                    .message = message,
                                                    .ctx_name = "expected",
                                                    .ctx_text = text});
}

static bool string_fits(cd_reading *reading, const struct cd_field_info *info)
{
    const cd_str value = cd_json_str(reading->value);
    if (info->values_only) {
        for (size_t i = 0; info->value_at(i) != NULL; i++)
            if (cd_str_eq_c(value, info->value_at(i)))
                return true;
        return complain_values(reading, info);
    }
    if (info->chars_max > 0 && cd_utf8_count(value) > info->chars_max) {
        char message[MESSAGE_MAX];
        char members[64];
        snprintf(message, sizeof message, "String should have at most %zu characters",
                 info->chars_max);
        snprintf(members, sizeof members, "\"max_length\":%zu", info->chars_max);
        return complain(reading, &(struct cd_complaint){.type = "string_too_long",
                                                        .message = message,
                                                        .ctx_members = members});
    }
    return true;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Bytes of the UTF-8 character at `at`. */
static size_t char_size(cd_str text, size_t at)
{
    size_t size = 1;
    while (at + size < text.size && ((unsigned char)text.data[at + size] & 0xc0) == 0x80)
        size++;
    return size;
}

/* What the framework's UUID parser finds wrong with a text that is none. */
static void uuid_problem(char out[MESSAGE_MAX], cd_str text)
{
    static const size_t sizes[] = {8, 4, 4, 4, 12};
    size_t groups = 1;
    size_t place = 1;
    for (size_t i = 0; i < text.size; i++, place++) {
        if (text.data[i] == '-') {
            groups++;
        } else if (!is_hex(text.data[i])) {
            snprintf(out, MESSAGE_MAX, "invalid character: found `%.*s` at %zu",
                     (int)char_size(text, i), text.data + i, place);
            return;
        }
    }
    if (groups == 1) {
        snprintf(out, MESSAGE_MAX,
                 "invalid length: expected length 32 for simple format, found %zu", text.size);
        return;
    }
    if (groups != CD_COUNT(sizes)) {
        snprintf(out, MESSAGE_MAX, "invalid group count: expected %zu, found %zu", CD_COUNT(sizes),
                 groups);
        return;
    }
    for (size_t i = 0; i < CD_COUNT(sizes); i++) {
        cd_str group;
        cd_str_cut(text, '-', &group, &text);
        if (group.size == sizes[i])
            continue;
        snprintf(out, MESSAGE_MAX, "invalid group length in group %zu: expected %zu, found %zu", i,
                 sizes[i], group.size);
        return;
    }
}

bool cd_request__uuid_read(cd_uuid *out, cd_str text)
{
    static const size_t ends[] = {8, 12, 16, 20, 32};
    char dashed[CD_UUID_TEXT];
    cd_buf whole = {dashed, 0, sizeof dashed, sizeof dashed, false};
    if (text.size != ends[CD_COUNT(ends) - 1])
        return cd_uuid_parse(out, text);
    for (size_t i = 0, from = 0; i < CD_COUNT(ends); from = ends[i++]) {
        if (i > 0)
            cd_buf_put_byte(&whole, '-');
        cd_buf_put(&whole, cd_str_sub(text, from, ends[i]));
    }
    return cd_uuid_parse(out, cd_buf_str(&whole));
}

static bool uuid_fits(cd_reading *reading)
{
    const cd_str value = cd_json_str(reading->value);
    cd_uuid id;
    char problem[MESSAGE_MAX] = "";
    char message[MESSAGE_MAX + 32];
    if (cd_request__uuid_read(&id, value))
        return true;
    uuid_problem(problem, value);
    snprintf(message, sizeof message, "Input should be a valid UUID, %s", problem);
    return complain(reading, &(struct cd_complaint){.type = "uuid_parsing",
                                                    .message = message,
                                                    .ctx_name = "error",
                                                    .ctx_text = problem});
}

/* A list of the wrong length is not looked into. */
static bool list_fits(cd_reading *reading, const struct cd_field_info *info)
{
    char message[MESSAGE_MAX];
    char members[128];
    size_t count = 0;
    for (const cd_json *i = cd_json_first(reading->value); i != NULL; i = cd_json_next(i))
        count++;
    const bool many = info->items_max > 0 && count > info->items_max;
    if (!many && count >= info->items_min)
        return true;
    const size_t bound = many ? info->items_max : info->items_min;
    snprintf(message, sizeof message, "List should have at %s %zu item%s after validation, not %zu",
             many ? "most" : "least", bound, bound == 1 ? "" : "s", count);
    snprintf(members, sizeof members,
             "\"field_type\":\"List\",\"%s_length\":%zu,\"actual_length\":%zu",
             many ? "max" : "min", bound, count);
    return complain(reading, &(struct cd_complaint){.type = many ? "too_long" : "too_short",
                                                    .message = message,
                                                    .ctx_members = members});
}

bool cd_request__fits(cd_reading *reading, const struct cd_field_info *info)
{
    const struct kind *kind = &kinds[info->kind];
    if (cd_json_what(reading->value) != kind->json)
        return complain(reading,
                        &(struct cd_complaint){.type = kind->type, .message = kind->message});
    switch (info->kind) {
    case CD_FIELD_NUMBER:
    case CD_FIELD_INTEGER:
        return number_fits(reading, info);
    case CD_FIELD_STRING:
        return string_fits(reading, info);
    case CD_FIELD_UUID:
        return uuid_fits(reading);
    case CD_FIELD_LIST:
        return list_fits(reading, info);
    case CD_FIELD_BOOL:
    case CD_FIELD_OBJECT:
        break;
    }
    return true;
}
