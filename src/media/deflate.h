/* media/deflate.h - zlib streams (RFC 1950), made for speed and read with their checksum; the home
 * of ISA-L. Thread: any, no shared state. Uses: base. */
#ifndef CD_MEDIA_DEFLATE_H
#define CD_MEDIA_DEFLATE_H
#include "base/base.h"

/* Appends `bytes` as one zlib stream. CD_E_TOO_BIG over the maximum of `out`, CD_E_NOMEM. */
CD_MUST cd_rc cd_deflate(cd_buf *out, cd_str bytes, cd_err *err);
/* The zlib stream `bytes` must hold exactly `out_size` bytes and have the right checksum:
 * CD_E_CORRUPT otherwise, `out` then undefined. */
CD_MUST cd_rc cd_inflate(uint8_t *out, size_t out_size, cd_str bytes, cd_err *err);
/* The checksum of PNG and of files, over pieces: `before` is 0 for the first. */
uint32_t cd_crc32(uint32_t before, cd_str bytes);

#endif
