/* tests/unit/base/test_err.c - error values and the table of kinds. */
#include "base/base.h"
#include "unit/check.h"

#include <errno.h>

static void first_writer_wins(void)
{
    cd_err err = {0};
    CHECK_INT(cd_fail(&err, CD_E_RATE, "prompt", "first %d", 1), CD_E_RATE);
    CHECK_INT(cd_fail(&err, CD_E_IO, "other", "second"), CD_E_RATE);
    CHECK_INT(err.kind, CD_E_RATE);
    CHECK_TEXT(err.field, "prompt");
    CHECK_TEXT(err.text, "first 1");
    CHECK(strstr(err.file, "test_err.c") != NULL);
    CHECK(err.line > 0);
    cd_err_clear(&err);
    CHECK_INT(err.kind, CD_OK);
    CHECK_INT(cd_fail(&err, CD_E_IO, NULL, "again"), CD_E_IO);
    CHECK_TEXT(err.field, "");
}

static void needs_no_reader(void)
{
    CHECK_INT(cd_fail(NULL, CD_E_BUSY, NULL, "nobody reads this"), CD_E_BUSY);
}

static void texts_are_cut_to_size(void)
{
    static char huge[4096];
    cd_err err = {0};
    memset(huge, 'x', sizeof huge - 1);
    (void)cd_fail(&err, CD_E_IO, huge, "%s", huge);
    CHECK_INT(strlen(err.text), CD_ERR_TEXT_MAX - 1);
    CHECK_INT(strlen(err.field), CD_ERR_FIELD_MAX - 1);
}

static void system_errors_become_kinds(void)
{
    static const struct {
        int number;
        cd_rc kind;
    } table[] = {{ENOSPC, CD_E_UNAVAILABLE},
                 {EDQUOT, CD_E_UNAVAILABLE},
                 {EFBIG, CD_E_UNAVAILABLE},
                 {ENOENT, CD_E_NOT_FOUND},
                 {EIO, CD_E_IO},
                 {EACCES, CD_E_IO}};
    for (size_t i = 0; i < CD_COUNT(table); i++) {
        cd_err err = {0};
        errno = table[i].number;
        CHECK_INT(cd_fail_errno(&err, NULL, "it"), table[i].kind);
        CHECK(strncmp(err.text, "it: ", 4) == 0);
    }
}

static void every_kind_has_a_row(void)
{
    CHECK_INT(cd_err_status(CD_OK), 200);
    for (int kind = CD_OK + 1; kind < CD_E__COUNT; kind++) {
        CHECK(cd_err_status((cd_rc)kind) >= 400 && cd_err_status((cd_rc)kind) <= 599);
        CHECK(cd_err_code((cd_rc)kind)[0] != '\0');
        CHECK(cd_err_meaning((cd_rc)kind)[0] != '\0');
        for (int other = CD_OK; other < kind; other++)
            CHECK(strcmp(cd_err_code((cd_rc)kind), cd_err_code((cd_rc)other)) != 0);
    }
    CHECK_ABORTS((void)cd_err_status(CD_E__COUNT));
    CHECK_ABORTS((void)cd_fail(NULL, CD_OK, NULL, "no error"));
}

static cd_rc tries(cd_rc first, int *after)
{
    CD_TRY(first);
    ++*after;
    return CD_OK;
}

static void try_returns_at_once(void)
{
    int after = 0;
    CHECK_INT(tries(CD_E_RANGE, &after), CD_E_RANGE);
    CHECK_INT(after, 0);
    CHECK_INT(tries(CD_OK, &after), CD_OK);
    CHECK_INT(after, 1);
}

CHECK_MAIN(RUN(first_writer_wins) RUN(needs_no_reader) RUN(texts_are_cut_to_size)
               RUN(system_errors_become_kinds) RUN(every_kind_has_a_row) RUN(try_returns_at_once))
