/* wire/json.c - cJSON with the checks it lacks around it. */
#include "wire/json_int.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>
#include <utf8proc.h>

size_t cd_utf8_count(cd_str text)
{
    size_t count = 0;
    size_t at = 0;
    while (at < text.size) {
        utf8proc_int32_t code;
        const utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text.data + at,
                                                       (utf8proc_ssize_t)(text.size - at), &code);
        if (size <= 0)
            return SIZE_MAX;
        at += (size_t)size;
        count++;
    }
    return count;
}

/* Whether four hexadecimal digits follow that are not NUL, which cannot be stored in a C string:
 * cJSON takes either for the end of the text. */
static bool unicode_fine(cd_str text, size_t at)
{
    bool zero = true;
    for (size_t i = at; i < at + 4; i++) {
        const char c = i < text.size ? text.data[i] : '\0';
        if (!((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f')))
            return false;
        zero = zero && c == '0';
    }
    return !zero;
}

/* Skips the string that starts at text[at] == '"'. Returns the index after its closing quote, or
 * SIZE_MAX with *bad set where it goes wrong. */
static size_t string_skip(cd_str text, size_t at, size_t *bad)
{
    for (size_t i = at + 1; i < text.size; i++) {
        const unsigned char c = (unsigned char)text.data[i];
        *bad = i;
        if (c == '"')
            return i + 1;
        if (c < 0x20)
            return SIZE_MAX;
        if (c != '\\')
            continue;
        if (i + 1 < text.size && text.data[i + 1] == 'u' && !unicode_fine(text, i + 2))
            return SIZE_MAX;
        i++;
    }
    *bad = text.size;
    return SIZE_MAX;
}

static size_t digits_skip(cd_str text, size_t at)
{
    while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9')
        at++;
    return at;
}

static bool is_at(cd_str text, size_t at, const char *set)
{
    return at < text.size && text.data[at] != '\0' && strchr(set, text.data[at]) != NULL;
}

/* Skips a number by the grammar of RFC 8259, section 6: cJSON takes whatever strtod() does.
 * SIZE_MAX when it is not one. */
static size_t number_skip(cd_str text, size_t at)
{
    if (is_at(text, at, "-"))
        at++;
    const size_t whole = at;
    at = digits_skip(text, at);
    if (at == whole || (text.data[whole] == '0' && at > whole + 1))
        return SIZE_MAX;
    if (is_at(text, at, ".")) {
        const size_t fraction = ++at;
        at = digits_skip(text, at);
        if (at == fraction)
            return SIZE_MAX;
    }
    if (is_at(text, at, "eE")) {
        at += is_at(text, at + 1, "+-") ? 2 : 1;
        const size_t exponent = at;
        at = digits_skip(text, at);
        if (at == exponent)
            return SIZE_MAX;
    }
    return at;
}

/* Checks what cJSON does not: depth, control characters, NUL in strings, the grammar of numbers, a
 * byte order mark. */
static cd_rc scan(cd_str text, size_t *error_at, cd_err *err)
{
    size_t depth = 0;
    size_t at = 0;
    while (at < text.size) {
        const unsigned char c = (unsigned char)text.data[at];
        size_t next = at + 1;
        *error_at = at;
        if (c == '"')
            next = string_skip(text, at, error_at);
        else if (c == '-' || (c >= '0' && c <= '9'))
            next = number_skip(text, at);
        else if (c >= 0x80 || (c < 0x20 && !is_at(text, at, "\t\r\n")))
            next = SIZE_MAX;
        else if ((c == '{' || c == '[') && ++depth > CD_JSON_DEPTH_MAX)
            return cd_fail(err, CD_E_SCHEMA, NULL, "Nested deeper than %d", CD_JSON_DEPTH_MAX);
        else if ((c == '}' || c == ']') && depth > 0)
            depth--;
        if (next == SIZE_MAX)
            return cd_fail(err, CD_E_SCHEMA, NULL,
                           c == '"' ? "Invalid control character or unfinished string"
                                    : "Invalid character or number");
        at = next;
    }
    return CD_OK;
}

/* Checks one object's keys; its size is bounded, so the quadratic comparison is too. */
static cd_rc keys_check(const cJSON *object, cd_err *err)
{
    size_t count = 0;
    for (const cJSON *a = object->child; a != NULL; a = a->next) {
        if (++count > CD_JSON_MEMBERS_MAX)
            return cd_fail(err, CD_E_SCHEMA, NULL, "Object with over %d members",
                           CD_JSON_MEMBERS_MAX);
        for (const cJSON *b = object->child; b != a; b = b->next)
            if (strcmp(a->string, b->string) == 0)
                return cd_fail(err, CD_E_SCHEMA, NULL, "Duplicate key '%.64s'", a->string);
    }
    return CD_OK;
}

/* Walks the whole tree; the depth is bounded by scan(), so is the stack. */
static cd_rc tree_check(const cJSON *root, cd_err *err)
{
    const cJSON *stack[CD_JSON_DEPTH_MAX + 2];
    size_t depth = 0;
    stack[0] = root;
    for (const cJSON *value = root; value != NULL;) {
        if (cJSON_IsObject(value))
            CD_TRY(keys_check(value, err));
        if (value->child != NULL) {
            CD_ASSERT(depth + 1 < CD_COUNT(stack));
            stack[depth++] = value;
            value = value->child;
            continue;
        }
        while (value->next == NULL && depth > 0)
            value = stack[--depth];
        value = depth > 0 || value != root ? value->next : NULL;
    }
    return CD_OK;
}

cd_rc cd_json_parse(cd_json **out, size_t *error_at, cd_str text, cd_err *err)
{
    *error_at = 0;
    if (cd_utf8_count(text) == SIZE_MAX)
        return cd_fail(err, CD_E_SCHEMA, NULL, "Not valid UTF-8");
    return cd_json__parse(out, error_at, text, err);
}

cd_rc cd_json__parse(cd_json **out, size_t *error_at, cd_str text, cd_err *err)
{
    const char *end = text.data;
    CD_TRY(scan(text, error_at, err));
    CD_AUTO(cd_json_free)
    cd_json *document =
        text.size > 0 ? cJSON_ParseWithLengthOpts(text.data, text.size, &end, 0) : NULL;
    *error_at = text.size > 0 ? (size_t)(end - text.data) : 0;
    if (document == NULL)
        return cd_fail(err, CD_E_SCHEMA, NULL, text.size == 0 ? "Expecting value" : "Invalid JSON");
    if (cd_str_trim(cd_str_sub(text, *error_at, text.size)).size > 0)
        return cd_fail(err, CD_E_SCHEMA, NULL, "Extra data");
    CD_TRY(tree_check(document, err));
    CD_MOVE(*out, document);
    return CD_OK;
}

void cd_json_free(cd_json **document)
{
    if (document == NULL)
        return;
    cJSON_Delete(*document);
    *document = NULL;
}

cd_json_kind cd_json_what(const cd_json *value)
{
    if (value == NULL)
        return CD_JSON_ABSENT;
    if (cJSON_IsNull(value))
        return CD_JSON_NULL;
    if (cJSON_IsBool(value))
        return CD_JSON_BOOL;
    if (cJSON_IsNumber(value))
        return CD_JSON_NUMBER;
    if (cJSON_IsString(value))
        return CD_JSON_STRING;
    return cJSON_IsArray(value) ? CD_JSON_ARRAY : CD_JSON_OBJECT;
}

const cd_json *cd_json_get(const cd_json *object, const char *key)
{
    return cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, key) : NULL;
}

const cd_json *cd_json_first(const cd_json *container)
{
    return container != NULL ? container->child : NULL;
}

const cd_json *cd_json_next(const cd_json *element)
{
    return element->next;
}

const char *cd_json_name(const cd_json *member)
{
    return member->string != NULL ? member->string : "";
}

cd_str cd_json_str(const cd_json *value)
{
    if (cd_json_what(value) != CD_JSON_STRING)
        return (cd_str){NULL, 0};
    if ((value->type & cJSON_IsReference) != 0) /* lifted: its length is known */
        return (cd_str){value->valuestring, (size_t)value->valuedouble};
    return cd_str_from(value->valuestring);
}

double cd_json_num(const cd_json *value)
{
    return cd_json_what(value) == CD_JSON_NUMBER ? value->valuedouble : 0;
}

bool cd_json_true(const cd_json *value)
{
    return cJSON_IsTrue(value);
}

bool cd_json_i64(const cd_json *value, int64_t min, int64_t max, int64_t *out)
{
    if (cd_json_what(value) != CD_JSON_NUMBER)
        return false;
    const double number = value->valuedouble;
    if (!(number >= -9007199254740992.0 && number <= 9007199254740992.0) || floor(number) != number)
        return false;
    if ((int64_t)number < min || (int64_t)number > max)
        return false;
    *out = (int64_t)number;
    return true;
}
