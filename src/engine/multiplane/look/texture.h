/* engine/multiplane/look/texture.h - the surface of a picture, its light and dark without its
 * colours and shapes, as a tile; and laying it over surroundings. Thread: one owner; laying uses
 * threads. Uses: paint, frame. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_TEXTURE_H
#define CD_ENGINE_MULTIPLANE_LOOK_TEXTURE_H
#include "engine/multiplane/paint/paint.h"
#include "media/frame.h"

enum { MP_TILE_SIDE = 256 };

typedef struct mp_weave {
    float *tile;  /* [256][256], mean 0, spread 1; its edges meet */
    float amount; /* 0..1 */
} mp_weave;

/* From the part of the frame that is most alike all over and not plain. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_weave_of(mp_weave *out, const cd_frame *frame, cd_err *err);
void cd_mp_weave_done(mp_weave *texture);
/* Brightens and darkens the canvas by it: all of what is below the horizon, less of the sky. */
void cd_mp_weave_lay(const mp_weave *texture, mp_paint *paint);

#endif
