/* media/codec.h - encoders of pictures, one file and one row of codecs.def each.
 * Thread: any, no shared state. Uses: base, frame. */
#ifndef CD_MEDIA_CODEC_H
#define CD_MEDIA_CODEC_H
#include "media/frame.h"

enum { CD_ENCODED_BYTES_MAX = 256 * 1024 * 1024 };

typedef struct cd_codec_ops {
    const char *name; /* wire name of the format: "png", "jpeg" */
    /* Appends the encoded picture to `out` (its maximum bounds the size). CD_E_NOMEM, CD_E_TOO_BIG.
     */
    cd_rc (*encode)(cd_buf *out, const cd_frame *frame, cd_err *err);
    /* Decodes a whole picture that Candela itself made (foreign bytes go through the cage). *out is
     * new. CD_E_CORRUPT, CD_E_TOO_BIG, CD_E_NOMEM. */
    cd_rc (*decode)(cd_frame **out, cd_str bytes, cd_err *err);
} cd_codec_ops;

/* The codec with that name, or NULL. */
const cd_codec_ops *cd_codec_find(cd_str name);
/* Row `index` of codecs.def, or NULL past the end: for suites that test every codec. */
const cd_codec_ops *cd_codec_at(size_t index);

#endif
