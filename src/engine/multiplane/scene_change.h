/* engine/multiplane/scene_change.h - the changes that an edit asks for, made to the scene that a
 * picture was drawn from. Thread: any. Uses: scene, words/change, pack. */
#ifndef CD_ENGINE_MULTIPLANE_SCENE_CHANGE_H
#define CD_ENGINE_MULTIPLANE_SCENE_CHANGE_H
#include "engine/multiplane/pack.h"
#include "engine/multiplane/words/change.h"

typedef struct mp_changed {
    bool done[MP_CHANGES_MAX]; /* of the changes, those the scene could take */
    bool some;                 /* at least one */
    bool everywhere;           /* the light, the weather or the place changed */
} mp_changed;

/* Makes those changes to `scene` that it can express; who is not concerned keeps the place that was
 * recorded (stage.h). What names nothing in the scene, and what only pixels can show (the colour of
 * the sky), is left undone. */
void cd_mp_scene_change(mp_changed *out, mp_scene *scene, const mp_changes *changes,
                        const cd_mp_pack *pack);

#endif
