/* domain/reference.h - media that a request refers to: as the caller wrote it (cd_ref), and as it
 * lies in the object store before the job exists (cd_input).
 * Thread: plain data. Uses: base. */
#ifndef CD_DOMAIN_REFERENCE_H
#define CD_DOMAIN_REFERENCE_H
#include "base/base.h"

typedef enum cd_role {
    CD_ROLE_NONE = 0,
#define CD_ROLE(name, wire, path, list) CD_ROLE_##name,
#include "domain/roles.def"
#undef CD_ROLE
    CD_ROLE__COUNT
} cd_role;

enum {
    CD_IMAGE_REFS_MAX = 9,
    CD_KEYFRAMES_MAX = 64,
    CD_INPUTS_MAX = 80,
    CD_OBJECT_KEY_MAX = 64,
    CD_MEDIA_TYPE_MAX = 64,
    CD_IMAGE_BYTES_MAX = 52428800,          /* contract, section 6 */
    CD_IMAGE_SIDE_MAX = 8000,               /* pixels */
    CD_VIDEO_BYTES_MAX = 200 * 1024 * 1024, /* the default; may differ per account later */
    CD_EDIT_SOURCE_MS_MAX = 18000,          /* contract, C1 */
    CD_REFRAME_SOURCE_MS_MAX = 30000
};

/* An ImageRef (contract, 4.2). Strings borrow from the request; data NULL where not given. */
typedef struct cd_ref {
    cd_role role;
    uint32_t index; /* in its list */
    cd_str url, data, media_type, generation_id, file_id;
} cd_ref;

typedef enum cd_media {
    CD_MEDIA_NONE = 0,
#define CD_MEDIA(name, wire) CD_MEDIA_##name,
#include "domain/media.def"
#undef CD_MEDIA
    CD_MEDIA__COUNT
} cd_media;

/* One piece of media of a job. */
typedef struct cd_input {
    cd_role role;
    uint32_t index;
    cd_media media;
    char key[CD_OBJECT_KEY_MAX];        /* of the object that holds its bytes */
    char media_type[CD_MEDIA_TYPE_MAX]; /* by its header, not by what the caller said */
    uint32_t width, height;             /* pixels */
    uint32_t duration_ms;               /* of a video */
    uint32_t frame_count;               /* of a video; not kept with the job */
    bool own; /* an output of this server: the scene it was made from may lie beside it */
} cd_input;

const char *cd_role_name(cd_role role);
cd_role cd_role_find(cd_str name);
const char *cd_media_name(cd_media media);
cd_media cd_media_find(cd_str name);
/* "source", "image_ref[2]", "video.edit.keyframes[0]": how errors name the place. */
void cd_role_path(char out[CD_ERR_FIELD_MAX], cd_role role, uint32_t index);

#endif
