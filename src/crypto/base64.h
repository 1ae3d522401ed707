/* crypto/base64.h - decoding standard base64 (RFC 4648, section 4): padded, without white space or
 * line breaks, in blocks, so that a video of 200 MB needs no second buffer of its size.
 * Thread: any. Uses: base. */
#ifndef CD_CRYPTO_BASE64_H
#define CD_CRYPTO_BASE64_H
#include "base/base.h"

/* Takes decoded bytes; an error ends the decoding. */
typedef cd_rc (*cd_base64_take)(void *arg, cd_str bytes, cd_err *err);

/* Bytes that `text` decodes to when it is valid; false when its length or padding cannot be. */
CD_MUST bool cd_base64_bytes(uint64_t *out, cd_str text);
/* Hands the decoded bytes to `take`, block after block. CD_E_CORRUPT when the text is not base64
 * (some blocks may have been taken by then), or what `take` returns. */
CD_MUST cd_rc cd_base64_decode(cd_str text, cd_base64_take take, void *arg, cd_err *err);

/* Appends the base64 of any number of bytes. */
void cd_base64_encode(cd_buf *out, cd_str bytes);

#endif
