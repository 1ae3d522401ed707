/* request/request.h - JSON to nouns: the schema of a request (fields.def), then the rules that tie
 * its fields together (rules_*.def). Thread: any; results borrow from the document, the body and
 * the arena. Uses: base wire domain. */
#ifndef CD_REQUEST_REQUEST_H
#define CD_REQUEST_REQUEST_H
#include "domain/file.h"
#include "domain/generation.h"
#include "wire/json.h"

enum {
    /* nine images of 50 MB in base64, and room for the rest */
    CD_REQUEST_BODY_MAX = 640 * 1024 * 1024,
    CD_REQUEST_STORED_MAX = 1024 * 1024,
    CD_SCHEMA_DETAIL_MAX = 192 * 1024, /* CD_SCHEMA_COMPLAINTS_MAX of 3 KB: never cut */
    CD_SCHEMA_COMPLAINTS_MAX = 64
};

/* Keyframes and their places in time. Both lists are looked at by rules, the frames themselves are
 * among the refs. */
struct cd_request_keyframes {
    bool has_frames, has_indexes;
    size_t frame_count, index_count;
    const int64_t *indexes; /* in the arena */
};

/* A request as it was written, beside what it means: names that exist in no table are needed to
 * refuse them by name. */
typedef struct cd_request {
    cd_generation gen;         /* id and inputs still empty; what its type ignores is left out */
    cd_str type, model, ratio; /* as written */
    size_t ref_count;
    cd_ref *refs; /* all places of media, in the order of roles, then of indexes; in the arena */
    struct cd_request_keyframes keyframes, edit_keyframes;
} cd_request;

/* What the caller's account may ask for. */
struct cd_request_account {
    bool hdr;
};

/* Reads a body, in which long strings stay (cd_json_parse_in_place()). On CD_E_SCHEMA, `detail`
 * holds the JSON array of what is wrong ([{"type","loc","msg","input"}, ...]), at most
 * CD_SCHEMA_COMPLAINTS_MAX items. *document is new in any case where it could be parsed: the caller
 * frees it with cd_json_free() after the last use of *out. CD_E_NOMEM when the arena is full. */
CD_MUST cd_rc cd_request_parse(cd_request *out, cd_json **document, cd_buf *detail, cd_arena *arena,
                               cd_buf *body, cd_err *err);
/* The same for the body of POST /v1/files; id, state and times are still empty. */
CD_MUST cd_rc cd_request_parse_file(cd_file *out, cd_json **document, cd_buf *detail, cd_buf *body,
                                    cd_err *err);
/* Checks the rules in order; the first that is broken gives its kind and exact text. */
CD_MUST cd_rc cd_request_check(const cd_request *request, const struct cd_request_account *account,
                               cd_err *err);

/* The objects of a request (shapes.def). */
typedef enum cd_shape {
#define CD_SHAPE(name, wire, about) CD_SHAPE_##name,
#include "request/shapes.def"
#undef CD_SHAPE
    CD_SHAPE__COUNT
} cd_shape;

typedef enum cd_field_kind {
    CD_FIELD_BOOL,
    CD_FIELD_NUMBER,
    CD_FIELD_INTEGER,
    CD_FIELD_STRING,
    CD_FIELD_UUID,
    CD_FIELD_LIST,
    CD_FIELD_OBJECT
} cd_field_kind;

/* A row of fields.def: what a member may hold, and for the OpenAPI document what it is. */
struct cd_field_info {
    cd_shape shape; /* whose member it is */
    const char *name;
    cd_field_kind kind;
    bool nullable, required;
    cd_shape object;                    /* of an object */
    const struct cd_field_info *item;   /* of a list: what its items are */
    size_t items_min, items_max;        /* of a list; 0: any */
    size_t chars_max;                   /* of a string; 0: any */
    bool has_min, has_max, min_outside; /* of a number; min_outside: min itself is refused */
    double min, max;
    const char *(*value_at)(size_t index); /* names that make sense, NULL past the end; or NULL */
    bool values_only;                      /* whether others are schema errors */
    const char *about;
};
/* Member `index` of an object, or NULL past the end. */
const struct cd_field_info *cd_request_field(cd_shape shape, size_t index);
const char *cd_shape_name(cd_shape shape);
const char *cd_shape_about(cd_shape shape);

/* A row of the rules, for the test that runs each rule's own two requests. */
struct cd_rule_case {
    const char *name;
    cd_rc kind;
    const char *accepts, *refuses, *text;
};
/* Row `index`, or NULL past the end. */
const struct cd_rule_case *cd_request_rule(size_t index);
/* Whether the request breaks that one rule. Only the first broken rule's answer counts: a later one
 * may rely on what earlier ones make sure of. */
bool cd_request_breaks(size_t index, const cd_request *request,
                       const struct cd_request_account *account);

#endif
