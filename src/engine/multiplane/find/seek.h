/* engine/multiplane/find/seek.h - finds in a view what an edit is about: the sky, the ground, the
 * background, a thing by the colours it tends to have and by how it stands out.
 * Thread: one owner. Uses: view, salient, things.def, sprite. */
#ifndef CD_ENGINE_MULTIPLANE_FIND_SEEK_H
#define CD_ENGINE_MULTIPLANE_FIND_SEEK_H
#include "engine/multiplane/find/view.h"
#include "engine/multiplane/sprite.h"

typedef enum mp_sought {
    MP_SOUGHT_THING, /* without colours: what stands out most */
    MP_SOUGHT_SKY,
    MP_SOUGHT_GROUND,
    MP_SOUGHT_BACKGROUND /* all but what stands out */
} mp_sought;

enum { MP_QUEST_COLORS = 6 };

typedef struct mp_quest {
    mp_sought what;
    uint32_t color_count;                                    /* 0: any */
    float color[MP_QUEST_COLORS][3], share[MP_QUEST_COLORS]; /* L*a*b*; of 1 */
    bool named; /* the prompt calls the thing by its colour: nothing else is it */
    bool whole; /* with all that it consists of, not just what has the colour */
    bool all;   /* every one there is, not just the most likely */
} mp_quest;

/* What a word of a prompt is about: by things.def, else by the colours of the figure that the
 * artwork has for it (MP_FIGURE_NONE: none), else by nothing. CD_E_NOMEM, CD_E_CORRUPT. */
CD_MUST cd_rc cd_mp_quest_of(mp_quest *out, cd_str word, int32_t figure, cd_mp_sprites *sprites,
                             cd_err *err);
/* The quest is for a thing called by this sRGB colour. */
void cd_mp_quest_named(mp_quest *quest, const uint8_t color[3]);
/* Makes *mask, new, of the size of the view. `sure` is 0 when there is no such thing, 1 when it is
 * plain to see. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_seek(mp_map *mask, float *sure, const mp_view *view, const mp_quest *quest,
                         cd_err *err);
/* The row of the view where the sky ends, or a guess. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_seek_horizon(int32_t *row, const mp_view *view, cd_err *err);

/* For the files of find/. */
CD_MUST cd_rc cd_mp__seek_sky(mp_map *mask, float *sure, const mp_view *view, cd_err *err);
CD_MUST cd_rc cd_mp__seek_ground(mp_map *mask, float *sure, const mp_view *view,
                                 const mp_quest *quest, cd_err *err);
CD_MUST cd_rc cd_mp__seek_thing(mp_map *mask, float *sure, const mp_view *view,
                                const mp_quest *quest, cd_err *err);
/* How well a colour fits the quest, 0..1. */
float cd_mp__quest_likes(const mp_quest *quest, const float lab[3]);

#endif
