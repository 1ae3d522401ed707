/* media/exr.h - one frame as OpenEXR: 16-bit floats of scene light in ACES2065-1, ZIP blocks.
 * Thread: any, no shared state. Uses: frame.
 * Source: OpenEXR File Layout (openexr.com); SMPTE ST 2065-1 for the primaries. */
#ifndef CD_MEDIA_EXR_H
#define CD_MEDIA_EXR_H
#include "media/frame.h"

/* Appends the file. From the frame's deep samples or, without them, its 8-bit ones. CD_E_TOO_BIG
 * over the maximum of `out`, CD_E_NOMEM. */
CD_MUST cd_rc cd_exr_encode(cd_buf *out, const cd_frame *frame, uint32_t fps, cd_err *err);
/* IEEE 754 binary16 of a float, rounded to nearest; too large becomes the largest. */
uint16_t cd_exr_half(float value);

#endif
