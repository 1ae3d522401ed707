/* domain/file.c - names of a file's states and purposes. */
#include "domain/file.h"

#include "domain/names.h"

#include <stdio.h>

static const char *const states[] = {
    "",
#define CD_FILE_STATE(name, wire) wire,
#include "domain/file_states.def"
#undef CD_FILE_STATE
};
static const char *const purposes[] = {
    "",
#define CD_FILE_PURPOSE(name, wire) wire,
#include "domain/file_purposes.def"
#undef CD_FILE_PURPOSE
};

const char *cd_file_state_name(cd_file_state state)
{
    return cd_names_at(states, CD_COUNT(states), state);
}

cd_file_state cd_file_state_find(cd_str name)
{
    return (cd_file_state)cd_names_find(states, CD_COUNT(states), name);
}

const char *cd_file_purpose_name(cd_file_purpose purpose)
{
    return cd_names_at(purposes, CD_COUNT(purposes), purpose);
}

cd_file_purpose cd_file_purpose_find(cd_str name)
{
    return (cd_file_purpose)cd_names_find(purposes, CD_COUNT(purposes), name);
}

void cd_file_key(char out[CD_OBJECT_KEY_MAX], const cd_uuid *id)
{
    char text[CD_UUID_TEXT + 1];
    cd_uuid_format(text, id);
    snprintf(out, CD_OBJECT_KEY_MAX, "files/%s", text);
}
