/* base/assert.c - the end of the road for a broken invariant. */
#include "base/assert.h"

#include <stdio.h>
#include <stdlib.h>

void cd_assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "candela: broken invariant: %s (%s:%d)\n", condition, file, line);
    abort();
}
