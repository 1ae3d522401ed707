/* media/xmp.h - metadata in pictures: an XMP packet in an encoded PNG or JPEG (XMP Specification
 * Part 3, sections 1.1.3 and 1.1.5). Thread: any, no shared state. Uses: base. */
#ifndef CD_MEDIA_XMP_H
#define CD_MEDIA_XMP_H
#include "base/base.h"

enum { CD_XMP_BYTES_MAX = 65000 }; /* what a JPEG segment holds */

/* Puts the packet into an encoded picture, before its pixels. CD_E_INVALID when it is neither PNG
 * nor JPEG, CD_E_TOO_BIG when the packet is over CD_XMP_BYTES_MAX or the buffer has no room. */
CD_MUST cd_rc cd_xmp_embed(cd_buf *picture, cd_str packet, cd_err *err);

#endif
