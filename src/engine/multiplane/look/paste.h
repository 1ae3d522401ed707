/* engine/multiplane/look/paste.h - a figure or any card laid over a picture that is there already.
 * Thread: as look.h. Uses: look, scene, cast. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_PASTE_H
#define CD_ENGINE_MULTIPLANE_LOOK_PASTE_H
#include "engine/multiplane/look/look.h"
#include "engine/multiplane/pack.h"
#include "engine/multiplane/sprite.h"

/* Where a thing belongs by what it is. */
typedef enum mp_stand_kind {
    MP_STAND_HEAD, /* hats */
    MP_STAND_EYES, /* glasses */
    MP_STAND_SKY,
    MP_STAND_AIR,
    MP_STAND_GROUND
} mp_stand_kind;

typedef struct mp_stand {
    mp_stand_kind kind;
    float x, base; /* the middle of the base, pixels of the picture */
    float height;  /* pixels */
} mp_stand;

/* Where the subject would stand in a picture of that size that nothing is known about. */
mp_stand cd_mp_stand_of(const mp_subject *subject, const cd_mp_pack *pack, uint32_t width,
                        uint32_t height);
/* Lays the subject there, as often as it is said to be, beside each other; with a shadow on the
 * ground. `pixels` show it, or NULL: its figure does. CD_E_NOMEM, CD_E_CORRUPT. */
CD_MUST cd_rc cd_mp_paste_at(const mp_picture *picture, const mp_subject *subject,
                             const mp_stand *spot, const cd_mp_sprite *pixels,
                             cd_mp_sprites *sprites, cd_err *err);
/* Whether the prompt asks to add something, and the scene read from it has a thing to add. */
bool cd_mp_paste_asked(cd_str prompt, const mp_scene *scene);
/* Lays the first thing of the scene where it would stand. CD_E_NOMEM, CD_E_CORRUPT. */
CD_MUST cd_rc cd_mp_paste(const mp_picture *picture, const mp_scene *scene, const cd_mp_pack *pack,
                          cd_mp_sprites *sprites, cd_err *err);
/* Lays a card of linear light with its corner there. */
void cd_mp_paste_card(const mp_picture *picture, const mp_canvas *card, int32_t left, int32_t top);
/* A soft shadow on the ground, middle and radii in pixels. */
void cd_mp_paste_shadow(const mp_picture *picture, float x, float y, float rx, float ry);

#endif
