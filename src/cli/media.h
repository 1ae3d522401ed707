/* cli/media.h - media as a flag names it, written as the API's ImageRef: a file is embedded, a URL
 * and a generation's id are passed on. Thread: main. Uses: base sys wire. */
#ifndef CD_CLI_MEDIA_H
#define CD_CLI_MEDIA_H
#include "base/base.h"

/* Appends the ImageRef. CD_E_NOT_FOUND, CD_E_IO for a file that cannot be read, CD_E_INVALID for
 * one whose name does not say what it is, CD_E_TOO_BIG over the maximum of `out`. */
CD_MUST cd_rc cd_cli_media_put(cd_buf *out, const char *value, cd_err *err);

#endif
