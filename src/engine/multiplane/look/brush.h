/* engine/multiplane/look/brush.h - a picture in strokes: flat areas with sharp edges between them.
 * Thread: as look.h. Uses: look. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_BRUSH_H
#define CD_ENGINE_MULTIPLANE_LOOK_BRUSH_H
#include "engine/multiplane/look/look.h"

/* Replaces the picture by strokes of about `size` (a share of the short side). CD_E_NOMEM.
 * Source: Kuwahara et al., Processing of RI-angiocardiographic images, 1976. */
CD_MUST cd_rc cd_mp__brush(const mp_picture *picture, float size, cd_err *err);

#endif
