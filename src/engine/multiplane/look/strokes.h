/* engine/multiplane/look/strokes.h - a picture painted over with strokes of a bristle brush, broad
 * ones first, that follow what is in it and stop at its edges; and the relief of the paint.
 * Thread: as look.h; does not depend on the number of threads. Uses: shrunk. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_STROKES_H
#define CD_ENGINE_MULTIPLANE_LOOK_STROKES_H
#include "engine/multiplane/look/look.h"

/* Source: Litwinowicz, Processing images and video for an impressionist effect, 1997; layers after
 * Hertzmann, Painterly rendering with curved brush strokes of multiple sizes, 1998. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__strokes_paint(const mp_picture *picture, cd_err *err);

#endif
