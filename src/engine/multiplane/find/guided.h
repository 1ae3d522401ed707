/* engine/multiplane/find/guided.h - masks that sit on a picture's edges: at the size of the view,
 * and brought to the picture's own size. Thread: one owner; mattes use threads. Uses: view.
 * Source: He, Sun and Tang, Guided image filtering, 2010; He and Sun, Fast guided filter, 2015. */
#ifndef CD_ENGINE_MULTIPLANE_FIND_GUIDED_H
#define CD_ENGINE_MULTIPLANE_FIND_GUIDED_H
#include "engine/multiplane/find/view.h"

/* How much of each pixel of a picture belongs to something. */
typedef struct mp_matte {
    uint32_t width, height;
    uint8_t *a; /* [height][width]; 0 is none, to the bit */
} mp_matte;

/* Draws the mask to the edges of the view that are within `radius` pixels. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_guided(mp_map *mask, const mp_view *view, int32_t radius, cd_err *err);
/* The mask at the size of the picture that the view is of. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_matte_of(mp_matte *out, const mp_map *mask, const mp_view *view,
                             const mp_picture *picture, cd_err *err);
void cd_mp_matte_done(mp_matte *matte);

#endif
