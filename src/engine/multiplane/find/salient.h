/* engine/multiplane/find/salient.h - what stands out of a picture, region by region.
 * Thread: one owner. Uses: view. Source: Wei et al., Geodesic saliency using background priors,
 * 2012: what is far from the picture's edges, on the way of the least change of colour. */
#ifndef CD_ENGINE_MULTIPLANE_FIND_SALIENT_H
#define CD_ENGINE_MULTIPLANE_FIND_SALIENT_H
#include "engine/multiplane/find/view.h"

/* How far each region stands out, 0..1, in [region_count] floats. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_salient(float *out, const mp_view *view, cd_err *err);
/* Takes a mask of about where a thing is, and makes it the thing: by the colours in it against
 * those around, and the edges of the view. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_refine(mp_map *mask, const mp_view *view, cd_err *err);

#endif
