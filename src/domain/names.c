/* domain/names.c - looking up wire names. */
#include "domain/names.h"

const char *cd_names_at(const char *const *names, size_t count, size_t index)
{
    CD_ASSERT(index < count);
    return names[index];
}

size_t cd_names_find(const char *const *names, size_t count, cd_str name)
{
    for (size_t i = 1; i < count; i++)
        if (cd_str_eq_c(name, names[i]))
            return i;
    return 0;
}
