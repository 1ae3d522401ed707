/* view/view_int.h - what the files of view/ share. Uses: base. */
#ifndef CD_VIEW_VIEW_INT_H
#define CD_VIEW_VIEW_INT_H
#include "base/base.h"

/* A member that is a time in RFC 3339, or null for 0. */
void cd_view__time(cd_buf *out, const char *key, int64_t ms);

#endif
