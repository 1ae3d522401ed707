/* media/frame.h - one picture in memory: 8-bit sRGB, three channels, and on demand deep samples.
 * Thread: one owner. Uses: base. */
#ifndef CD_MEDIA_FRAME_H
#define CD_MEDIA_FRAME_H
#include "base/base.h"

enum { CD_FRAME_SIDE_MAX = 8192 };

typedef struct cd_frame {
    uint32_t width, height; /* pixels */
    size_t stride;          /* bytes from row to row, >= width * 3 */
    uint8_t *pixels;        /* [height][stride], R G B, sRGB transfer curve */
    uint16_t *deep; /* or NULL: [height][width][3], the same picture as media/light.h says */
} cd_frame;

/* A black frame. CD_E_TOO_BIG over CD_FRAME_SIDE_MAX a side or with a zero side, CD_E_NOMEM. The
 * caller frees it with cd_frame_free(). */
CD_MUST cd_rc cd_frame_new(cd_frame **out, uint32_t width, uint32_t height, cd_err *err);
void cd_frame_free(cd_frame **frame);
/* Gives the frame deep samples, all black. CD_E_NOMEM. */
CD_MUST cd_rc cd_frame_deepen(cd_frame *frame, cd_err *err);

#endif
