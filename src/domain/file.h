/* domain/file.h - a caller's file (contract, section 16): media that is uploaded once and referred
 * to by id.
 * Thread: plain data. Uses: base. */
#ifndef CD_DOMAIN_FILE_H
#define CD_DOMAIN_FILE_H
#include "base/base.h"
#include "base/id.h"
#include "domain/reference.h"

typedef enum cd_file_state {
    CD_FILE_STATE_NONE = 0,
#define CD_FILE_STATE(name, wire) CD_FILE_STATE_##name,
#include "domain/file_states.def"
#undef CD_FILE_STATE
    CD_FILE_STATE__COUNT
} cd_file_state;

typedef enum cd_file_purpose {
    CD_FILE_PURPOSE_NONE = 0,
#define CD_FILE_PURPOSE(name, wire) CD_FILE_PURPOSE_##name,
#include "domain/file_purposes.def"
#undef CD_FILE_PURPOSE
    CD_FILE_PURPOSE__COUNT
} cd_file_purpose;

enum {
    CD_FILE_NAME_CHARS_MAX = 255,
    CD_FILE_TEXT_MAX = 1025, /* bytes of 256 characters, and a terminator */
    CD_FILE_REASON_MAX = 160,
    CD_FILE_FORM_MAX = 64 * 1024 * 1024, /* of a multipart body; more goes to an upload link */
    CD_FILE_PAGE_MAX = 100,
    CD_FILE_PAGE_DEFAULT = 25
};
#define CD_FILE_BYTES_MAX ((int64_t)5 * 1024 * 1024 * 1024)

typedef struct cd_file {
    int64_t seq; /* integer key in the database; grows with time */
    cd_uuid id;
    int64_t client;
    cd_file_state state;
    cd_file_purpose purpose;
    int64_t size_bytes; /* as announced, and then as it is */
    char mime_type[CD_MEDIA_TYPE_MAX];
    char filename[CD_FILE_TEXT_MAX]; /* "": not given */
    char user_id[CD_FILE_TEXT_MAX];  /* "": not given */
    int64_t created_ms;
    int64_t expires_ms; /* 0: never */
    int64_t deleted_ms; /* 0: not */
    char failure_reason[CD_FILE_REASON_MAX];
} cd_file;

const char *cd_file_state_name(cd_file_state state);
cd_file_state cd_file_state_find(cd_str name);
const char *cd_file_purpose_name(cd_file_purpose purpose);
cd_file_purpose cd_file_purpose_find(cd_str name);
/* The object that holds its bytes: "files/<id>". */
void cd_file_key(char out[CD_OBJECT_KEY_MAX], const cd_uuid *id);

#endif
