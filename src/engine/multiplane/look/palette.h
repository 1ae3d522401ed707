/* engine/multiplane/look/palette.h - the colours of a picture as a few numbers, and drawing another
 * picture toward them. Thread: any. Uses: look.
 * Source: Reinhard et al., Color transfer between images, 2001, in CIE L*a*b*. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_PALETTE_H
#define CD_ENGINE_MULTIPLANE_LOOK_PALETTE_H
#include "engine/multiplane/look/look.h"

/* Mean and spread of L*, a* and b*. */
typedef struct mp_palette {
    float mean[3], spread[3];
} mp_palette;

void cd_mp_palette_of(mp_palette *out, const cd_frame *frame);
/* Draws the frame's colours toward the palette, `amount` 0..1 of the way. */
void cd_mp_palette_apply(cd_frame *frame, const mp_palette *palette, float amount,
                         unsigned threads);
/* A number that stands for what is seen: the same for the same pixels. */
uint64_t cd_mp_palette_seed(const cd_frame *frame);

/* Draws the colours as apply() does, all the way, but from the given palette instead of the frame's
 * own: what happened to another picture happens to this one. */
void cd_mp_palette_carry(cd_frame *frame, const mp_palette *from, const mp_palette *to,
                         unsigned threads);

#endif
