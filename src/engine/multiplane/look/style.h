/* engine/multiplane/look/style.h - the families of named styles, each over a finished picture; and
 * the small noises that they share. Sizes go with the picture's short side.
 * Thread: as look.h. Uses: look. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_STYLE_H
#define CD_ENGINE_MULTIPLANE_LOOK_STYLE_H
#include "engine/multiplane/look/look.h"

/* Drawn in lines: ink, anime, blueprint, glowing lines. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__style_lines(const mp_picture *picture, mp_style style, cd_err *err);
/* Put together from pieces: pixels; triangles; leaded glass. CD_E_NOMEM. */
void cd_mp__style_blocks(const mp_picture *picture);
CD_MUST cd_rc cd_mp__style_facets(const mp_picture *picture, cd_err *err);
CD_MUST cd_rc cd_mp__style_glass(const mp_picture *picture, cd_err *err);
/* Washes on paper. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__style_water(const mp_picture *picture, cd_err *err);
/* One panel of a manga, without its frame. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__style_manga(const mp_picture *picture, cd_err *err);
/* Layers of cut paper. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__style_paper(const mp_picture *picture, cd_err *err);
/* A woodblock print. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__style_print(const mp_picture *picture, cd_err *err);
/* Printed, cut or photographed: flat, paper cut, film noir, film. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__style_tones(const mp_picture *picture, mp_style style, cd_err *err);

static inline float cd_mp__short_side(const mp_picture *picture)
{
    return (float)(picture->width < picture->height ? picture->width : picture->height);
}
/* Noise 0..1 of a place, the same for the same place. */
static inline float cd_mp__knot(int32_t x, int32_t y)
{
    return cd_mp_hash01(((uint64_t)(uint32_t)x << 32) ^ (uint32_t)y);
}

#endif
