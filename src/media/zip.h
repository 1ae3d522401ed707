/* media/zip.h - a ZIP archive of files that are compressed already, written to a descriptor as they
 * come. Thread: one owner. Uses: base sys.
 * Source: PKWARE APPNOTE 6.3, the parts from before ZIP64. */
#ifndef CD_MEDIA_ZIP_H
#define CD_MEDIA_ZIP_H
#include "base/base.h"

/* What 32-bit offsets reach, with room for the directory. */
#define CD_ZIP_BYTES_MAX ((uint64_t)UINT32_MAX - 16 * 1024 * 1024)
enum { CD_ZIP_FILES_MAX = 10000 };

typedef struct cd_zip cd_zip;

/* Writes at the descriptor's place, which is borrowed. *out is new. */
CD_MUST cd_rc cd_zip_open(cd_zip **out, int fd, cd_err *err);
/* Adds a file. CD_E_TOO_BIG over the archive's limits, CD_E_UNAVAILABLE when the disk is full. */
CD_MUST cd_rc cd_zip_add(cd_zip *zip, const char *name, cd_str bytes, cd_err *err);
/* Once, at the end: the directory. */
CD_MUST cd_rc cd_zip_end(cd_zip *zip, cd_err *err);
void cd_zip_close(cd_zip **zip);

#endif
