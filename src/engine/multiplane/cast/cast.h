/* engine/multiplane/cast/cast.h - the subjects of a scene as cut-outs: fetched, placed, lit and
 * drawn. Thread: as paint.h. Uses: paint setting sprite. */
#ifndef CD_ENGINE_MULTIPLANE_CAST_CAST_H
#define CD_ENGINE_MULTIPLANE_CAST_CAST_H
#include "engine/multiplane/paint/paint.h"
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/sprite.h"

typedef struct mp_actor {
    uint32_t subject, instance;
    mp_stance stance;
    float x, base;       /* middle of the base, pixels */
    float width, height; /* pixels */
    float air;           /* share of fog, 0..1 */
    float order;         /* drawn from small to large */
    bool flip;
    bool framing;  /* in the foreground: the frame may cut it */
    float twig[4]; /* x0 y0 x1 y1 of the wood it hangs on, pixels */
    float bark;    /* half of its thickness; 0: none */
} mp_actor;

enum { MP_ACTORS_MAX = MP_SUBJECTS_MAX * MP_COUNT_MAX };

/* How a subject hangs on another. */
typedef struct mp_bond {
    int32_t parent; /* MP_OTHER_NONE: stands for itself */
    mp_relation
        how; /* MP_ON, _IN, _UNDER, _BEHIND, _HOLDING (is held), _WEARING (is worn), _RIDING */
} mp_bond;

typedef struct mp_cast {
    const mp_scene *scene;
    cd_mp_sprites *sprites;
    const cd_mp_sprite *sprite[MP_SUBJECTS_MAX]; /* from the cache, or NULL */
    cd_mp_sprite shape[MP_SUBJECTS_MAX];         /* own drawing of a word without a figure */
    uint8_t *shape_rgba[MP_SUBJECTS_MAX];        /* owned */
    float head[MP_SUBJECTS_MAX][2]; /* of a figure with a drawn body: shares of width and height
                                       that its head takes, 0 for others */
    mp_bond bond[MP_SUBJECTS_MAX];
    uint32_t count;
    mp_actor actors[MP_ACTORS_MAX];
} mp_cast;

/* Gets the pixels of one subject, for a frame with this short side. CD_E_NOMEM, CD_E_CORRUPT. */
CD_MUST cd_rc cd_mp_cast_fetch(mp_cast *cast, uint32_t subject, float unit, cd_err *err);
void cd_mp_cast_done(mp_cast *cast);
/* The name of the figure that shows a subject, empty for a shape. */
cd_str cd_mp_cast_figure(const mp_cast *cast, uint32_t subject);
/* The pixels of a subject after fetch. */
const cd_mp_sprite *cd_mp_cast_pixels(const mp_cast *cast, uint32_t subject);
/* Who hangs on whom; needs the scene only. */
void cd_mp_cast_bonds(mp_bond bonds[MP_SUBJECTS_MAX], const mp_scene *scene);
/* Whether a subject stands on the floor of this scene, rather than flying or swimming. */
mp_stance cd_mp_cast_stance(const mp_scene *scene, uint32_t subject);
/* Places every instance, in drawing order. `base` is the row where heroes stand. */
void cd_mp_cast_layout(mp_cast *cast, const mp_paint *paint, mp_floor floor, float base);
/* Adds the actors of a subject that is said to be in the foreground or background; `aspect` is the
 * width / height of its pixels. */
void cd_mp_cast_depth(mp_cast *cast, const mp_paint *paint, uint32_t subject, float aspect,
                      float base);
/* The row of shines.def for a subject whose figure is a light, or -1. */
int32_t cd_mp_cast_shine(const mp_cast *cast, uint32_t subject);
/* Lights what is around an actor, before that is drawn. */
void cd_mp_cast_shine_draw(mp_paint *paint, const mp_actor *actor, int32_t shine);
/* Draws the wood that an actor hangs on. */
void cd_mp_cast_twig(mp_paint *paint, const mp_actor *actor);
/* After the layout: who has a spot in the scene goes there, the others find theirs among them; in
 * drawing order again. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_cast_keep(mp_cast *cast, const mp_paint *paint, cd_err *err);
/* By `order`, from far to near. */
void cd_mp_cast_sort(mp_cast *cast);
/* Draws one actor with its shadow and mirror image. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_cast_draw(mp_cast *cast, mp_paint *paint, const mp_actor *actor, mp_floor floor,
                              cd_err *err);

/* Scales a figure to a card of linear light. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_card_new(mp_canvas *out, const cd_mp_sprite *sprite, int32_t width,
                             int32_t height, bool flip, unsigned threads, cd_err *err);
/* Turns the dominant hue of a card to an sRGB colour, keeping its shading. */
void cd_mp_card_recolor(mp_canvas *card, const uint8_t color[3], unsigned threads);
/* Makes the card of another material; patterns come from `noise`. `color`, or NULL, tints what one
 * sees through. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_card_stuff(mp_canvas *card, mp_stuff stuff, const uint8_t *color,
                               const mp_noise *noise, unsigned threads, cd_err *err);
/* Draws a glossy shape for a word: 8-bit premultiplied RGBA, owned by the caller. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_shape_draw(cd_mp_sprite *out, uint8_t **rgba, uint64_t word_hash, cd_err *err);

#endif
