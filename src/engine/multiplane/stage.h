/* engine/multiplane/stage.h - from a scene to a picture: surroundings, cards at depths, light,
 * text. Thread: one stage per run; render may use `threads`. Uses: base media, scene.h, sprite.h.
 */
#ifndef CD_ENGINE_MULTIPLANE_STAGE_H
#define CD_ENGINE_MULTIPLANE_STAGE_H
#include "engine/multiplane/scene.h"
#include "engine/multiplane/sprite.h"
#include "media/frame.h"

typedef struct cd_mp_stage cd_mp_stage;

/* Lays out the scene: *out is new; `scene` and `sprites` are borrowed until cd_mp_stage_free(). */
CD_MUST cd_rc cd_mp_stage_new(cd_mp_stage **out, const mp_scene *scene, cd_mp_sprites *sprites,
                              unsigned threads, cd_err *err);
/* Number of cd_mp_stage_step() calls until the picture is done. */
uint32_t cd_mp_stage_steps(const cd_mp_stage *stage);
/* One bounded piece of the rendering: the surroundings, one subject, the finish, ... */
CD_MUST cd_rc cd_mp_stage_step(cd_mp_stage *stage, cd_err *err);
/* After the last step: the picture, sRGB 8 bit, owned by the caller. */
CD_MUST cd_rc cd_mp_stage_frame(cd_frame **out, cd_mp_stage *stage, cd_err *err);
/* Where subject `subject`'s instance `instance` was put, in pixels; false when there is none such.
 * For tests and for the scene file. */
bool cd_mp_stage_box(const cd_mp_stage *stage, uint32_t subject, uint32_t instance, int32_t box[4]);
void cd_mp_stage_free(cd_mp_stage **stage);

#endif
