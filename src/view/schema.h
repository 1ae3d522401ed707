/* view/schema.h - JSON Schemas of what view.c writes, for the OpenAPI document.
 * Thread: any. Uses: base wire domain. */
#ifndef CD_VIEW_SCHEMA_H
#define CD_VIEW_SCHEMA_H
#include "base/base.h"

/* A generation with its eight keys, an error, a usage list: one JSON Schema object each. */
void cd_schema_generation(cd_buf *out);
void cd_schema_error(cd_buf *out);
void cd_schema_usage(cd_buf *out);

#endif
