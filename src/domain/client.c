/* domain/client.c - states and names of clients. */
#include "domain/client.h"

static const struct {
    const char *name;
    const char *refusal;
} states[] = {
    {"", NULL},
#define CD_CLIENT_STATE(name, wire, refusal) {wire, refusal},
#include "domain/client_states.def"
#undef CD_CLIENT_STATE
};

const char *cd_client_state_name(cd_client_state state)
{
    CD_ASSERT(state < CD_CLIENT_STATE__COUNT);
    return states[state].name;
}

cd_client_state cd_client_state_find(cd_str name)
{
    for (size_t i = 1; i < CD_COUNT(states); i++)
        if (cd_str_eq_c(name, states[i].name))
            return (cd_client_state)i;
    return CD_CLIENT_STATE_NONE;
}

const char *cd_client_state_refusal(cd_client_state state)
{
    CD_ASSERT(state < CD_CLIENT_STATE__COUNT);
    return states[state].refusal;
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
