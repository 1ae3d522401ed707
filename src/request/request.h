/* request/request.h - JSON to nouns: the schema of a request (fields.def), then the rules that tie
 * its fields together (rules_image.def). Thread: any; results borrow from the document and the
 * arena. Uses: base wire domain. */
#ifndef CD_REQUEST_REQUEST_H
#define CD_REQUEST_REQUEST_H
#include "domain/generation.h"
#include "wire/json.h"

enum {
    /* nine images of 50 MB in base64, and room for the rest */
    CD_REQUEST_BODY_MAX = 640 * 1024 * 1024,
    CD_REQUEST_STORED_MAX = 1024 * 1024,
    CD_SCHEMA_DETAIL_MAX = 64 * 1024
};

/* A request as it was written, beside what it means: names that exist in no table are needed to
 * refuse them by name. */
typedef struct cd_request {
    cd_generation gen; /* id still empty */
    cd_str type, model, ratio;
    bool has_source;
    size_t ref_count;
} cd_request;

/* Reads a body. On CD_E_SCHEMA, `detail` holds the JSON array of what is wrong
 * ([{"type","loc","msg","input"}, ...]). *document is new in any case where it could be parsed: the
 * caller frees it with cd_json_free() after the last use of *out. */
CD_MUST cd_rc cd_request_parse(cd_request *out, cd_json **document, cd_buf *detail, cd_str body,
                               cd_err *err);
/* Checks the rules in order; the first that is broken gives its kind and exact text. */
CD_MUST cd_rc cd_request_check(const cd_request *request, cd_err *err);

/* A row of fields.def, for the OpenAPI document. */
struct cd_field_info {
    const char *name;
    cd_json_kind kind;
    bool nullable, required;
    const char *(*value_at)(
        size_t index); /* names that make sense, NULL past the end; may be NULL */
    const char *about;
};
/* Row `index`, or NULL past the end. */
const struct cd_field_info *cd_request_field(size_t index);

/* A row of rules_image.def, for the test that runs each rule's own two requests. */
struct cd_rule_case {
    const char *name;
    cd_rc kind;
    const char *accepts, *refuses, *text;
};
/* Row `index`, or NULL past the end. */
const struct cd_rule_case *cd_request_rule(size_t index);

#endif
