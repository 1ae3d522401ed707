/* request/request_int.h - a body being read and a request being checked; for the files of request/
 * only. Thread: one visit. Uses: base wire domain. */
#ifndef CD_REQUEST_REQUEST_INT_H
#define CD_REQUEST_REQUEST_INT_H
#include "request/request.h"

enum { CD_REQUEST__LOC_MAX = 8 };

/* Readers fill *out; what is wrong goes to detail. */
typedef struct cd_reading {
    cd_request *out; /* of POST /v1/generations */
    cd_file *file;   /* of POST /v1/files */
    cd_buf *detail;
    cd_arena *arena;
    size_t complaints;
    bool no_memory;
    size_t depth;
    struct {
        const char *name; /* NULL: an index */
        size_t index;
    } loc[CD_REQUEST__LOC_MAX];
    const cd_json *value; /* at loc */
    cd_ref *ref;          /* the ImageRef being read */
    cd_ref spare;         /* for those that are over the limit, or out of memory */
    cd_control *control;  /* the signal being read */
} cd_reading;

/* What is wrong with reading->value, in the framework's words. */
struct cd_complaint {
    const char *type, *message;
    const char *ctx_name, *ctx_text; /* one member of ctx, a string; or NULL */
    const char *ctx_members;         /* members of ctx that are JSON already; or NULL */
};

void cd_request__enter(cd_reading *reading, const char *name);
void cd_request__enter_item(cd_reading *reading, size_t index);
void cd_request__leave(cd_reading *reading);
void cd_request__complain(cd_reading *reading, const struct cd_complaint *complaint);
/* Whether the value is what the row says; complains when it is not. */
CD_MUST bool cd_request__fits(cd_reading *reading, const struct cd_field_info *info);

/* With dashes, or 32 digits in a row as the framework also takes them. */
CD_MUST bool cd_request__uuid_read(cd_uuid *out, cd_str text);

/* A request, and the place at which the rule in hand found it wrong. */
typedef struct cd_checking {
    const cd_request *request;
    const struct cd_request_account *account;
    char field[CD_ERR_FIELD_MAX];
} cd_checking;

/* The predicates of the rules: true when the rule is broken. */
#define CD_RULE(name, broken, kind, text, accepts, refuses, refusal) \
    bool cd_request__##broken(cd_checking *checking);
#include "request/rules_common.def"
#include "request/rules_video.def"
#include "request/rules_media.def"
#undef CD_RULE

/* Used by several of them. */
const cd_ref *cd_request__ref(const cd_request *request, cd_role role);
size_t cd_request__ref_count(const cd_request *request, cd_role role);
bool cd_request__is_video(const cd_request *request);
/* Whether it takes a video as its source. */
bool cd_request__takes_video(const cd_request *request);

#endif
