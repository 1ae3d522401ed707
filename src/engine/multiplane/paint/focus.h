/* engine/multiplane/paint/focus.h - depth of field. Thread: as paint.h. Uses: paint. */
#ifndef CD_ENGINE_MULTIPLANE_PAINT_FOCUS_H
#define CD_ENGINE_MULTIPLANE_PAINT_FOCUS_H
#include "engine/multiplane/paint/paint.h"

/* Throws the surroundings out of focus, as a lens does that is set to what stands on row `row`:
 * `strength` 1 is an open lens, 0 changes nothing. Before the cast is drawn. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_focus_blur(mp_paint *paint, float strength, float row, cd_err *err);

#endif
