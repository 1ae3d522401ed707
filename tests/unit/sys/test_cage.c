/* A cage as a process: what it is given, what it is not, and that it ends. */
#include "unit/check.h"

#include "sys/cage.h"
#include "sys/files.h"

#include <fcntl.h>

/* Starts a shell with a script; descriptor 0 is this test's own source of a few bytes. */
static cd_cage *shell(const char *script, uint32_t span_ms)
{
    const char *const argv[] = {"/bin/sh", "-c", script, NULL};
    FILE *file = tmpfile();
    cd_cage *cage = NULL;
    CHECK(file != NULL && fputs("media", file) >= 0 && fflush(file) == 0);
    rewind(file);
    CHECK(cd_cage_start(&cage, argv, fileno(file), span_ms, NULL) == CD_OK);
    fclose(file);
    return cage;
}

/* All that it answers, up to `size - 1` bytes, as text. */
static cd_cage_end answer(char *out, size_t size, cd_cage *cage)
{
    size_t used = 0;
    while (used + 1 < size && cd_cage_read(cage, out + used, 1, NULL) == CD_OK)
        used++;
    out[used] = '\0';
    return cd_cage_stop(cage);
}

static void it_reads_its_media_and_answers(void)
{
    char text[64];
    cd_cage *cage = shell("exec /bin/cat", 10000);
    CHECK_INT(answer(text, sizeof text, cage), CD_CAGE_LEFT);
    CHECK_TEXT(text, "media");
    CHECK(cd_cage_memory(cage) > 0);
    CHECK_INT(cd_cage_stop(cage), CD_CAGE_LEFT); /* again */
    CHECK(cd_cage_read(cage, text, 1, NULL) == CD_E_CORRUPT);
    cd_cage_free(&cage);
    CHECK(cage == NULL);
    cd_cage_free(&cage);
}

static void it_inherits_nothing(void)
{
    char text[256];
    int open_fd = open("/dev/null", O_RDONLY); /* without close-on-exec */
    CHECK(open_fd > 2 && setenv("CD_TEST_SECRET", "1", 1) == 0);
    cd_cage *cage = shell("echo \"${CD_TEST_SECRET-none} ${HOME-none}\"", 10000);
    CHECK_INT(answer(text, sizeof text, cage), CD_CAGE_LEFT);
    CHECK_TEXT(text, "none none\n");
    cd_cage_free(&cage);
    cage = shell("for f in /proc/self/fd/*; do echo \"${f##*/}\"; done | /usr/bin/tr '\\n' ' '",
                 10000);
    CHECK_INT(answer(text, sizeof text, cage), CD_CAGE_LEFT);
    CHECK(strncmp(text, "0 1 2 ", 6) == 0 &&
          strlen(text) <= 9); /* the shell has one for the folder */
    cd_cage_free(&cage);
    cd_fd_close(&open_fd);
}

static void its_ends_are_told_apart(void)
{
    static const struct {
        const char *script;
        cd_cage_end end;
    } rows[] = {{"exit 0", CD_CAGE_LEFT},
                {"exit 3", CD_CAGE_FAILED},
                {"kill -SEGV $$", CD_CAGE_KILLED},
                {"kill -KILL $$", CD_CAGE_KILLED},
                {"kill -XCPU $$", CD_CAGE_LATE}};
    for (size_t i = 0; i < CD_COUNT(rows); i++) {
        char text[16];
        cd_cage *cage = shell(rows[i].script, 10000);
        CHECK_INT(answer(text, sizeof text, cage), rows[i].end);
        CHECK_INT(cd_cage_status(cage), rows[i].end == CD_CAGE_FAILED ? 3 : 0);
        cd_cage_free(&cage);
    }
}

/* Time is what its owner waits, all waits together, however it drips. */
static void its_time_is_bounded(void)
{
    static const char *const scripts[] = {
        "exec /bin/sleep 60", "while :; do echo; /bin/sleep 0.01; done",
        "exec >&-; exec /bin/sleep 60", "trap '' TERM; while :; do :; done"};
    for (size_t i = 0; i < CD_COUNT(scripts); i++) {
        char bytes[65536];
        cd_cage *cage = shell(scripts[i], 300);
        const cd_rc rc = cd_cage_read(cage, bytes, sizeof bytes, NULL);
        CHECK(rc == CD_E_TIMEOUT || (i == 2 && rc == CD_E_CORRUPT)); /* it only closed its pipe */
        CHECK(cd_cage_stop(cage) == (i == 2 ? CD_CAGE_KILLED : CD_CAGE_LATE));
        cd_cage_free(&cage);
    }
    cd_cage *left = shell("exec /bin/sleep 60", 60000);
    cd_cage_free(&left);
}

static void what_cannot_be_started(void)
{
    const char *const argv[] = {"/nonexistent/program", NULL};
    cd_cage *cage = NULL;
    CHECK(cd_cage_start(&cage, argv, 0, 1000, NULL) == CD_E_IO);
    CHECK(cage == NULL);
}

CHECK_MAIN(RUN(it_reads_its_media_and_answers) RUN(it_inherits_nothing) RUN(its_ends_are_told_apart)
               RUN(its_time_is_bounded) RUN(what_cannot_be_started))
