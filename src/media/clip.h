/* media/clip.h - frames in, an MP4 out: H.264 (8 bit, BT.709) or, for HDR, HEVC (10 bit, PQ,
 * BT.2020, with mastering metadata). Frames are encoded as they come, so that memory does not grow
 * with the clip's length but by its compressed bytes, which have a maximum. No audio.
 * Thread: one owner; the encoder has threads of its own. Uses: base, frame. */
#ifndef CD_MEDIA_CLIP_H
#define CD_MEDIA_CLIP_H
#include "media/frame.h"

enum { CD_CLIP_BYTES_MAX = 256 * 1024 * 1024 };

typedef struct cd_clip cd_clip;

struct cd_clip_opts {
    uint32_t width, height; /* pixels; an odd last column or row is left out */
    uint32_t fps;
    bool hdr;
    unsigned threads;
};

/* *out is new. CD_E_TOO_BIG, CD_E_NOMEM, CD_E_INTERNAL when the encoder is not there. */
CD_MUST cd_rc cd_clip_open(cd_clip **out, const struct cd_clip_opts *opts, cd_err *err);
/* The next frame, of the size given at the start. CD_E_TOO_BIG over CD_CLIP_BYTES_MAX. */
CD_MUST cd_rc cd_clip_put(cd_clip *clip, const cd_frame *frame, cd_err *err);
/* Once, after the last frame: the file, its index before its data, takes the place of `out`. */
CD_MUST cd_rc cd_clip_end(cd_buf *out, cd_clip *clip, cd_err *err);
void cd_clip_close(cd_clip **clip);

#endif
