/* engine/multiplane/show/touch.h - one change of a picture that has no scene: what it is about is
 * found in the pixels, the rest stays as it is, to the bit.
 * Thread: as show.h. Uses: change, find, mend, paste. */
#ifndef CD_ENGINE_MULTIPLANE_SHOW_TOUCH_H
#define CD_ENGINE_MULTIPLANE_SHOW_TOUCH_H
#include "engine/multiplane/find/seek.h"
#include "engine/multiplane/look/paste.h"
#include "engine/multiplane/mend/mend.h"
#include "engine/multiplane/show/references.h"
#include "engine/multiplane/words/change.h"

/* What an edit works with; all borrowed. */
typedef struct mp_desk {
    mp_picture picture;
    const cd_mp_pack *pack;
    cd_mp_sprites *sprites;
    uint64_t seed;
    const mp_references *references; /* or NULL: without any */
    const mp_scene *asked;           /* with references: the scene read from the prompt */
} mp_desk;

/* All of them but those that are `done` already (or NULL: none is), and the look that the prompt
 * asks for; its style too, if `styled`. CD_E_NOMEM, CD_E_CORRUPT. */
CD_MUST cd_rc cd_mp_touch_all(const mp_desk *desk, const mp_changes *changes, const bool *done,
                              cd_str prompt, bool styled, cd_err *err);
/* Makes the change. *made is false when it is none of a part of the picture, or the part is not to
 * be found: then the look of the whole has to do. CD_E_NOMEM, CD_E_CORRUPT. */
CD_MUST cd_rc cd_mp_touch(bool *made, const mp_desk *desk, const mp_change *change, cd_err *err);
/* Where the sky is, before the light changes. */
typedef struct mp_sky_place {
    bool some;
    float horizon; /* 0..1 of the height */
    mp_matte matte;
} mp_sky_place;

void cd_mp_sky_place_done(mp_sky_place *place);
CD_MUST cd_rc cd_mp_sky_place_find(mp_sky_place *out, const mp_desk *desk, cd_err *err);
/* Another sky there, with the time and the weather that `to` says; `bare`: without clouds.
 * CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_sky_place_fill(const mp_sky_place *place, const mp_desk *desk,
                                   const mp_scene *to, bool bare, cd_err *err);

/* For the files of touch*.c: a view of the picture and the quest for the change's target. */
typedef struct mp_aim {
    mp_view view;
    mp_quest quest;
    mp_map mask;
    float sure; /* 0: not found */
} mp_aim;

void cd_mp__aim_done(mp_aim *aim);
/* Finds the first subject of `what`, or what the word means; `whole` and `all` as in mp_quest. */
CD_MUST cd_rc cd_mp__aim(mp_aim *out, const mp_desk *desk, cd_str word, const mp_scene *what,
                         bool whole, bool all, cd_err *err);
CD_MUST cd_rc cd_mp__touch_place(bool *made, const mp_desk *desk, const mp_change *change,
                                 cd_err *err);
CD_MUST cd_rc cd_mp__touch_add(bool *made, const mp_desk *desk, const mp_change *change,
                               cd_err *err);
CD_MUST cd_rc cd_mp__touch_text(bool *made, const mp_desk *desk, const mp_change *change,
                                cd_err *err);
/* Lays a subject there: cut out of a reference, when the prompt says so. CD_E_NOMEM, CD_E_CORRUPT.
 */
CD_MUST cd_rc cd_mp__touch_lay(const mp_desk *desk, const mp_subject *subject, const mp_stand *spot,
                               cd_err *err);
/* Takes the thing that was aimed at away, with its shadow. */
CD_MUST cd_rc cd_mp__touch_clear(const mp_desk *desk, const mp_aim *aim, const mp_matte *matte,
                                 cd_err *err);

#endif
