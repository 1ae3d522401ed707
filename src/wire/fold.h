/* wire/fold.h - text as its reader means it: for comparing words, never for showing.
 * Thread: any. Uses: base. */
#ifndef CD_WIRE_FOLD_H
#define CD_WIRE_FOLD_H
#include "base/base.h"

/* Appends `text` in compatibility form, without case, marks and invisible characters, with the
 * Cyrillic and Greek letters that look like Latin ones replaced by them, and with a space for what
 * is neither letter nor digit beyond ASCII: "Ｎｕ̈dе—" becomes "nude ".
 * CD_E_SCHEMA when it is not UTF-8, CD_E_TOO_BIG.
 * Source: Unicode Standard Annex 15 (NFKC), Technical Standard 39 (confusables). */
CD_MUST cd_rc cd_fold(cd_buf *out, cd_str text, cd_err *err);

#endif
