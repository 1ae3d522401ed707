/* view/schema.h - JSON Schemas of what view.c writes, for the OpenAPI document.
 * Thread: any. Uses: base wire domain. */
#ifndef CD_VIEW_SCHEMA_H
#define CD_VIEW_SCHEMA_H
#include "base/base.h"

/* One JSON Schema object each: a generation with its eight keys, an error, a usage list; a file,
 * the answer to its upload, a page of files; the time of a sandbox. */
void cd_schema_generation(cd_buf *out);
void cd_schema_error(cd_buf *out);
void cd_schema_usage(cd_buf *out);
void cd_schema_file(cd_buf *out);
void cd_schema_file_created(cd_buf *out);
void cd_schema_file_list(cd_buf *out);
void cd_schema_clock(cd_buf *out);

#endif
