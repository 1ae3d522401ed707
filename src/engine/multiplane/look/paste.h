/* engine/multiplane/look/paste.h - a figure added to a picture that is there already.
 * Thread: as look.h. Uses: look, scene, cast. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_PASTE_H
#define CD_ENGINE_MULTIPLANE_LOOK_PASTE_H
#include "engine/multiplane/look/look.h"
#include "engine/multiplane/sprite.h"

struct cd_mp_pack;

/* Whether the prompt asks to add something, and the scene read from it has a thing to add. */
bool cd_mp_paste_asked(cd_str prompt, const mp_scene *scene);
/* Lays the first thing of the scene over the picture, where such a thing belongs: hats at the top
 * of the middle, clouds in the sky, animals on the ground with a shadow. CD_E_NOMEM, CD_E_CORRUPT.
 */
CD_MUST cd_rc cd_mp_paste(const mp_picture *picture, const mp_scene *scene,
                          const struct cd_mp_pack *pack, cd_mp_sprites *sprites, cd_err *err);

#endif
