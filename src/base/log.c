/* base/log.c - JSON lines on standard error, each in one write so that processes do not mix them.
 */
#include "base/log.h"

#include "base/atomic.h"
#include "base/clock.h"

#include <time.h>
#include <unistd.h>

static cd_atomic level_min = {CD_INFO};

static const char *const names[] = {
    [CD_DEBUG] = "debug", [CD_INFO] = "info", [CD_WARN] = "warn", [CD_ERROR] = "error"};

bool cd_log_level_find(cd_level *out, cd_str name)
{
    for (size_t i = 0; i < CD_COUNT(names); i++) {
        if (!cd_str_eq_c(name, names[i]))
            continue;
        *out = (cd_level)i;
        return true;
    }
    return false;
}

void cd_log_set_level(cd_level level)
{
    cd_atomic_set(&level_min, level);
}

static void put_text(cd_buf *line, const char *text)
{
    cd_buf_put_byte(line, '"');
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\') {
            cd_buf_put_byte(line, '\\');
            cd_buf_put_byte(line, (char)*c);
        } else if (*c < 0x20) {
            cd_buf_printf(line, "\\u%04x", *c);
        } else {
            cd_buf_put_byte(line, (char)*c);
        }
    }
    cd_buf_put_byte(line, '"');
}

static void put_field(cd_buf *line, const cd_log_field *field)
{
    char id[CD_UUID_TEXT + 1];
    cd_buf_put_byte(line, ',');
    put_text(line, field->key);
    cd_buf_put_byte(line, ':');
    switch (field->kind) {
    case CD_LOG_UUID:
        cd_uuid_format(id, field->uuid);
        put_text(line, id);
        break;
    case CD_LOG_INT:
        cd_buf_put_i64(line, field->number);
        break;
    case CD_LOG_TEXT:
        put_text(line, field->text);
        break;
    }
}

void cd_log_write(cd_level level, const char *event, const cd_log_field *fields)
{
    CD_AUTO(cd_buf_done) cd_buf line = CD_BUF_INIT(4096);
    char when[32];
    struct tm parts;

    if (level < cd_atomic_get(&level_min))
        return;
    const int64_t now_ms = cd_clock_ms();
    const time_t now_s = (time_t)(now_ms / 1000);
    gmtime_r(&now_s, &parts);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &parts);
    cd_buf_printf(&line, "{\"at\":\"%s.%03dZ\",\"level\":\"%s\",\"event\":", when,
                  (int)(now_ms % 1000), names[level]);
    put_text(&line, event);
    for (const cd_log_field *field = fields; field->key != NULL; field++)
        put_field(&line, field);
    cd_buf_put(&line, CD_STR("}\n"));
    if (cd_buf_failed(&line))
        return;
    const ssize_t written = write(STDERR_FILENO, line.data, line.size);
    (void)written; /* nowhere to complain to */
}
