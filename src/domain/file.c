/* domain/file.c - names of a file's states and purposes. */
#include "domain/file.h"

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
    CD_ASSERT(state < CD_FILE_STATE__COUNT);
    return states[state];
}

cd_file_state cd_file_state_find(cd_str name)
{
    for (cd_file_state state = CD_FILE_STATE_NONE + 1; state < CD_FILE_STATE__COUNT; state++)
        if (cd_str_eq_c(name, states[state]))
            return state;
    return CD_FILE_STATE_NONE;
}

const char *cd_file_purpose_name(cd_file_purpose purpose)
{
    CD_ASSERT(purpose < CD_FILE_PURPOSE__COUNT);
    return purposes[purpose];
}

cd_file_purpose cd_file_purpose_find(cd_str name)
{
    for (cd_file_purpose i = CD_FILE_PURPOSE_NONE + 1; i < CD_FILE_PURPOSE__COUNT; i++)
        if (cd_str_eq_c(name, purposes[i]))
            return i;
    return CD_FILE_PURPOSE_NONE;
}

void cd_file_key(char out[CD_OBJECT_KEY_MAX], const cd_uuid *id)
{
    char text[CD_UUID_TEXT + 1];
    cd_uuid_format(text, id);
    snprintf(out, CD_OBJECT_KEY_MAX, "files/%s", text);
}
