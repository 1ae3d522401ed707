/* domain/reference.c - names of the places that take media. */
#include "domain/reference.h"

#include "domain/names.h"

#include <stdio.h>

static const char *const roles[] = {
    "",
#define CD_ROLE(name, wire, path, list) wire,
#include "domain/roles.def"
#undef CD_ROLE
};

static const struct {
    const char *path;
    bool list;
} places[] = {
    {"", false},
#define CD_ROLE(name, wire, path, list) {path, list},
#include "domain/roles.def"
#undef CD_ROLE
};

static const char *const media[] = {
    "",
#define CD_MEDIA(name, wire) wire,
#include "domain/media.def"
#undef CD_MEDIA
};

const char *cd_role_name(cd_role role)
{
    return cd_names_at(roles, CD_COUNT(roles), role);
}

cd_role cd_role_find(cd_str name)
{
    return (cd_role)cd_names_find(roles, CD_COUNT(roles), name);
}

const char *cd_media_name(cd_media value)
{
    return cd_names_at(media, CD_COUNT(media), value);
}

cd_media cd_media_find(cd_str name)
{
    return (cd_media)cd_names_find(media, CD_COUNT(media), name);
}

void cd_role_path(char out[CD_ERR_FIELD_MAX], cd_role role, uint32_t index)
{
    CD_ASSERT(role < CD_ROLE__COUNT);
    if (places[role].list)
        snprintf(out, CD_ERR_FIELD_MAX, "%s[%u]", places[role].path, index);
    else
        snprintf(out, CD_ERR_FIELD_MAX, "%s", places[role].path);
}
