/* tests/unit/base/test_log.c - log lines are one line of JSON whatever is in them. */
#include "base/log.h"
#include "unit/check.h"

#include <fcntl.h>

/* What cd_log() wrote to standard error, terminated. */
static void captured(char *out, size_t size, void (*write)(void))
{
    int ends[2];
    const int saved = dup(2);
    CHECK_INT(pipe(ends), 0);
    dup2(ends[1], 2);
    close(ends[1]);
    write();
    dup2(saved, 2);
    close(saved);
    const ssize_t count = read(ends[0], out, size - 1);
    out[count > 0 ? count : 0] = '\0';
    close(ends[0]);
}

static void write_odd(void)
{
    const cd_uuid id = {{0xd2, 0x90}};
    cd_log(CD_WARN, "test.event", CD_ID("job", &id), CD_I64("wait_ms", -5),
           CD_WORDS("why", "a \"quote\"\nand a line"));
}

static void write_low(void)
{
    cd_log(CD_DEBUG, "test.hidden", CD_I64("n", 1));
}

static void one_line_each(void)
{
    char text[2048];
    captured(text, sizeof text, write_odd);
    char *end = strchr(text, '\n');
    CHECK(end != NULL && end[1] == '\0');
    CHECK(text[0] == '{');
    CHECK(strstr(text, "\"test.event\"") != NULL);
    CHECK(strstr(text, "\"wait_ms\":-5") != NULL);
    CHECK(strstr(text, "\\\"quote\\\"") != NULL);
    CHECK(strstr(text, "d2900000-0000-0000-0000-000000000000") != NULL);
}

static void levels_are_kept(void)
{
    char text[2048];
    captured(text, sizeof text, write_low);
    CHECK_TEXT(text, "");
    cd_log_set_level(CD_DEBUG);
    captured(text, sizeof text, write_low);
    CHECK(strstr(text, "test.hidden") != NULL);
    cd_log_set_level(CD_INFO);
}

CHECK_MAIN(RUN(one_line_each) RUN(levels_are_kept))
