/* domain/names.h - wire names of an enum, in the order of its values; value 0, "", is "none".
 * Thread: any. Uses: base. */
#ifndef CD_DOMAIN_NAMES_H
#define CD_DOMAIN_NAMES_H
#include "base/base.h"

/* The name at `index`, which must be in range. */
const char *cd_names_at(const char *const *names, size_t count, size_t index);
/* Index of a name, 0 when it is not there. */
size_t cd_names_find(const char *const *names, size_t count, cd_str name);

#endif
