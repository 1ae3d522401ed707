/* domain/client.c - states and names of clients. */
#include "domain/client.h"

#include "domain/names.h"

static const char *const states[] = {
    "",
#define CD_CLIENT_STATE(name, wire, refusal) wire,
#include "domain/client_states.def"
#undef CD_CLIENT_STATE
};

static const char *const refusals[] = {
    NULL,
#define CD_CLIENT_STATE(name, wire, refusal) refusal,
#include "domain/client_states.def"
#undef CD_CLIENT_STATE
};

const char *cd_client_state_name(cd_client_state state)
{
    return cd_names_at(states, CD_COUNT(states), state);
}

cd_client_state cd_client_state_find(cd_str name)
{
    return (cd_client_state)cd_names_find(states, CD_COUNT(states), name);
}

const char *cd_client_state_refusal(cd_client_state state)
{
    CD_ASSERT(state < CD_CLIENT_STATE__COUNT);
    return refusals[state];
}

bool cd_name_valid(cd_str name)
{
    if (name.size == 0 || name.size >= CD_NAME_MAX)
        return false;
    for (size_t i = 0; i < name.size; i++) {
        const char c = name.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '.' || c == '_' || c == '-'))
            return false;
    }
    return true;
}
