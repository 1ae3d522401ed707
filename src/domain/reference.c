/* domain/reference.c - names of the places that take media. */
#include "domain/reference.h"

#include <stdio.h>

static const struct {
    const char *name, *path;
    bool list;
} roles[] = {
    {"", "", false},
#define CD_ROLE(name, wire, path, list) {wire, path, list},
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
    CD_ASSERT(role < CD_ROLE__COUNT);
    return roles[role].name;
}

cd_role cd_role_find(cd_str name)
{
    for (cd_role role = CD_ROLE_NONE + 1; role < CD_ROLE__COUNT; role++)
        if (cd_str_eq_c(name, roles[role].name))
            return role;
    return CD_ROLE_NONE;
}

const char *cd_media_name(cd_media value)
{
    CD_ASSERT(value < CD_MEDIA__COUNT);
    return media[value];
}

cd_media cd_media_find(cd_str name)
{
    for (cd_media value = CD_MEDIA_NONE + 1; value < CD_MEDIA__COUNT; value++)
        if (cd_str_eq_c(name, media[value]))
            return value;
    return CD_MEDIA_NONE;
}

void cd_role_path(char out[CD_ERR_FIELD_MAX], cd_role role, uint32_t index)
{
    CD_ASSERT(role < CD_ROLE__COUNT);
    if (roles[role].list)
        snprintf(out, CD_ERR_FIELD_MAX, "%s[%u]", roles[role].path, index);
    else
        snprintf(out, CD_ERR_FIELD_MAX, "%s", roles[role].path);
}
