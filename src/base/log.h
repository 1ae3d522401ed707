/* base/log.h - one JSON line per event on standard error. Only api/ worker/ deliver/ app/ log.
 * Prompts, keys and URLs have no field type here, so they cannot be printed by accident. Thread:
 * any. Uses: id, clock. */
#ifndef CD_BASE_LOG_H
#define CD_BASE_LOG_H
#include "base/base.h"
#include "base/id.h"

typedef enum cd_level { CD_DEBUG, CD_INFO, CD_WARN, CD_ERROR } cd_level;

typedef struct cd_log_field {
    const char *key; /* NULL ends the list */
    enum { CD_LOG_UUID, CD_LOG_INT, CD_LOG_TEXT } kind;
    const cd_uuid *uuid;
    int64_t number;
    const char *text;
} cd_log_field;

#define CD_ID(key, value) ((cd_log_field){(key), CD_LOG_UUID, (value), 0, NULL})
#define CD_I64(key, value) ((cd_log_field){(key), CD_LOG_INT, NULL, (int64_t)(value), NULL})
/* For our own words: error lines, names from tables, file names. */
#define CD_WORDS(key, value) ((cd_log_field){(key), CD_LOG_TEXT, NULL, 0, (value)})

#define cd_log(level, event, ...) \
    cd_log_write((level), (event), (const cd_log_field[]){__VA_ARGS__, {NULL, 0, NULL, 0, NULL}})
/* `event` is a stable name such as "job.leased". Lines below the level set last (info at first) are
 * dropped. */
void cd_log_write(cd_level level, const char *event, const cd_log_field *fields);
void cd_log_set_level(cd_level level);
/* "debug", "info", "warn", "error"; false for any other word. */
CD_MUST bool cd_log_level_find(cd_level *out, cd_str name);

#endif
