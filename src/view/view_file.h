/* view/view_file.h - callers' files as JSON.
 * Thread: the buffer's owner. Uses: base wire domain. */
#ifndef CD_VIEW_VIEW_FILE_H
#define CD_VIEW_VIEW_FILE_H
#include "domain/file.h"

/* A File. */
void cd_view_file(cd_buf *out, const cd_file *file);
/* The answer to POST /v1/files: the file, and where to upload its bytes; upload_url.data NULL when
 * they are here already. */
void cd_view_file_created(cd_buf *out, const cd_file *file, cd_str upload_url, int64_t expires_ms);

#endif
