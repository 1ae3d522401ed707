/* engine/multiplane/show/styled.h - a finished picture in the style that its scene names. Thread:
 * as show.h. Uses: look, film/develop, stage. */
#ifndef CD_ENGINE_MULTIPLANE_SHOW_STYLED_H
#define CD_ENGINE_MULTIPLANE_SHOW_STYLED_H
#include "engine/multiplane/scene.h"
#include "engine/multiplane/stage.h"

/* Lays the style of the scene, if it has one, over the stage's picture; *frame is then another one.
 * Texts stay readable where they stand. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_styled(cd_frame **frame, const mp_scene *scene, const cd_mp_stage *stage,
                           unsigned threads, cd_err *err);

#endif
