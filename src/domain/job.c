/* domain/job.c - names of a job's objects. */
#include "domain/job.h"

#include <stdio.h>

void cd_object_key(char out[CD_OBJECT_KEY_MAX], const cd_uuid *job, uint32_t attempt,
                   uint32_t index, const char *extension)
{
    char id[CD_UUID_TEXT + 1];
    cd_uuid_format(id, job);
    const int size = snprintf(out, CD_OBJECT_KEY_MAX, "%s/%u-%u.%s", id, attempt, index, extension);
    CD_ASSERT(size > 0);
    CD_ASSERT(size < CD_OBJECT_KEY_MAX);
}
