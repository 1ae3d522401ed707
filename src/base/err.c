/* base/err.c - error values: formatting, and the table of kinds. */
#include "base/err.h"

#include "base/assert.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    int status;
    const char *code;
    const char *meaning;
} kinds[CD_E__COUNT] = {
    [CD_OK] = {200, "ok", "no error"},
#define CD_ERR(name, status, code, retry, refund, meaning) [CD_E_##name] = {status, code, meaning},
#include "base/errors.def"
#undef CD_ERR
};

static void err_vset(cd_err *err, cd_rc kind, const char *field, const char *file, int line,
                     const char *fmt, va_list args) CD_PRINTF(6, 0);
static void err_vset(cd_err *err, cd_rc kind, const char *field, const char *file, int line,
                     const char *fmt, va_list args)
{
    err->kind = kind;
    err->file = file;
    err->line = line;
    snprintf(err->field, sizeof err->field, "%s", field != NULL ? field : "");
    vsnprintf(err->text, sizeof err->text, fmt, args);
}

cd_rc cd_err_set(cd_err *err, cd_rc kind, const char *field, const char *file, int line,
                 const char *fmt, ...)
{
    CD_ASSERT(kind != CD_OK);
    if (err == NULL)
        return kind;
    if (err->kind != CD_OK)
        return err->kind;
    va_list args;
    va_start(args, fmt);
    err_vset(err, kind, field, file, line, fmt, args);
    va_end(args);
    return kind;
}

cd_rc cd_err_set_errno(cd_err *err, const char *field, const char *file, int line, const char *what)
{
    const int code = errno;
    cd_rc kind = CD_E_IO;
    if (code == ENOSPC || code == EDQUOT || code == EFBIG)
        kind = CD_E_UNAVAILABLE;
    else if (code == ENOENT)
        kind = CD_E_NOT_FOUND;
    return cd_err_set(err, kind, field, file, line, "%s: %s", what, strerror(code));
}

void cd_err_clear(cd_err *err)
{
    memset(err, 0, sizeof *err);
}

int cd_err_status(cd_rc kind)
{
    CD_ASSERT(kind < CD_E__COUNT);
    return kinds[kind].status;
}

const char *cd_err_code(cd_rc kind)
{
    CD_ASSERT(kind < CD_E__COUNT);
    return kinds[kind].code;
}

const char *cd_err_meaning(cd_rc kind)
{
    CD_ASSERT(kind < CD_E__COUNT);
    return kinds[kind].meaning;
}
