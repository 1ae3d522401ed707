/* engine/multiplane/cast/body.h - bodies drawn under heads, in the manner of the artwork: round
 * forms lit from the upper left. In units of the head's width, from (0, 0) under the middle of the
 * head downward. Thread: any. Uses: vector sprite. */
#ifndef CD_ENGINE_MULTIPLANE_CAST_BODY_H
#define CD_ENGINE_MULTIPLANE_CAST_BODY_H
#include "engine/multiplane/paint/vector.h"
#include "engine/multiplane/sprite.h"

/* Colours 0xRRGGBB; what each is for is in bodies.def. */
typedef struct mp_body_look {
    uint32_t coat, belly, limbs;
    int form;
    uint32_t skin;
} mp_body_look;

/* An animal that sits and looks at us: about 1 high. */
void cd_mp_body_beast(cairo_t *cr, const mp_body_look *look);
/* Somebody who stands: about 1.5 high. */
void cd_mp_body_person(cairo_t *cr, const mp_body_look *look);
/* On four legs, its head to the left: about 1 high. */
void cd_mp_body_steed(cairo_t *cr, const mp_body_look *look);
/* A machine on two legs: about 1.2 high. */
void cd_mp_body_robot(cairo_t *cr, const mp_body_look *look);
/* What a bust wears, on down to the ground: about 0.6 high. */
void cd_mp_body_below(cairo_t *cr, const mp_body_look *look, const cd_mp_sprite *bust);

#endif
