/* engine/multiplane/show/revise.h - an edit of a picture that this engine drew: its scene is
 * changed and drawn again, and what is different goes into the picture. Everything else stays as it
 * is, to the bit. Thread: as show.h. Uses: show, scene_change, stage, look. */
#ifndef CD_ENGINE_MULTIPLANE_SHOW_REVISE_H
#define CD_ENGINE_MULTIPLANE_SHOW_REVISE_H
#include "engine/multiplane/scene_change.h"
#include "engine/multiplane/show/show.h"

typedef struct mp_revision mp_revision;

/* *out is new, or NULL when the source was not drawn by this engine or the scene can take none of
 * the changes; then the pixels have to do. Otherwise the scene of the run is the changed one.
 * `changes` are borrowed for the call. */
CD_MUST cd_rc cd_mp_revision_new(mp_revision **out, cd_engine_run *run,
                                 const cd_engine_input *source, const mp_changes *changes,
                                 cd_err *err);
void cd_mp_revision_free(mp_revision **revision);
/* Which of the changes it makes. */
bool cd_mp_revision_makes(const mp_revision *revision, uint32_t change);
/* One bounded piece of the work; after the last one *done is set and *frame, the source, shows the
 * changed scene. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_revision_step(bool *done, mp_revision *revision, cd_frame **frame, cd_err *err);

#endif
