/* engine/multiplane/cast/cast_body.h - bodies for figures whose artwork is a head or a bust, so
 * that they stand in a scene as a whole. Thread: any. Uses: vector sprite. */
#ifndef CD_ENGINE_MULTIPLANE_CAST_CAST_BODY_H
#define CD_ENGINE_MULTIPLANE_CAST_CAST_BODY_H
#include "engine/multiplane/cast/cast.h"

/* Where the head is in the figure with its body: shares of its width and height. */
typedef struct mp_head {
    float width, height; /* 1: the figure is no more than it */
} mp_head;

/* The row of bodies.def for a figure's name, or -1. */
int32_t cd_mp_body_find(cd_str figure);
/* The share of the whole height that the head takes, before it is drawn. */
float cd_mp_body_share(int32_t row);
/* The figure on its body: 8-bit premultiplied RGBA in *rgba, owned by the caller. `hash` picks the
 * colour of a shirt. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_body_draw(cd_mp_sprite *out, uint8_t **rgba, mp_head *head,
                              const cd_mp_sprite *figure, int32_t row, uint64_t hash, cd_err *err);

#endif
