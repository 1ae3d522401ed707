/* engine/multiplane/look/pieces.h - a picture cut into pieces of about one size that end where its
 * colours do. Thread: one owner. Uses: shrunk. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_PIECES_H
#define CD_ENGINE_MULTIPLANE_LOOK_PIECES_H
#include "engine/multiplane/look/shrunk.h"

enum { MP_PIECES_MAX = 2000 };

typedef struct mp_pieces {
    uint32_t count;
    uint16_t *of;                /* owned, the piece of each pixel of the shrunk picture */
    float rgb[MP_PIECES_MAX][3]; /* mean colour, 0..255 */
    float at[MP_PIECES_MAX][2];  /* middle, pixels of the shrunk picture */
} mp_pieces;

/* About `count` pieces. `compact`: how far apart colours, 0..255, may be in a piece for its shape's
 * sake. Source: Achanta et al., SLIC superpixels, 2012. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__pieces_cut(mp_pieces *out, const mp_shrunk *shrunk, uint32_t count,
                                float compact, cd_err *err);
/* Names on a grid: of pieces, or of what they belong to. */
typedef struct mp_field {
    int32_t width, height;
    const uint16_t *of; /* [height][width] */
} mp_field;
/* For drawing a field larger with round borders: the name with most weight around a place, and by
 * how much it leads: 0 on a border .. 1. */
float cd_mp__pieces_vote(const mp_field *field, float x, float y, uint16_t *first);
/* Whether all that have a say within a cell have one name. */
bool cd_mp__pieces_even(const mp_field *field, int32_t x, int32_t y);
void cd_mp__pieces_done(mp_pieces *pieces);

#endif
