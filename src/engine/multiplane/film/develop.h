/* engine/multiplane/film/develop.h - from the 16-bit picture of the camera to a frame.
 * Thread: any. Uses: paint, frame. */
#ifndef CD_ENGINE_MULTIPLANE_FILM_DEVELOP_H
#define CD_ENGINE_MULTIPLANE_FILM_DEVELOP_H
#include "engine/multiplane/paint/paint.h"
#include "media/frame.h"

typedef struct mp_developer mp_developer; /* a buffer and, for HDR, a table */

/* What frames hold besides their 8 bits. */
typedef enum mp_range {
    MP_RANGE_SDR,    /* nothing */
    MP_RANGE_SCENE,  /* deep samples: what this engine's grade compressed is bright again */
    MP_RANGE_PICTURE /* deep samples of a picture from elsewhere: its whites shine a little */
} mp_range;

/* *out is new. */
CD_MUST cd_rc cd_mp_developer_new(mp_developer **out, uint32_t width, uint32_t height,
                                  mp_range range, unsigned threads, cd_err *err);
void cd_mp_developer_free(mp_developer **developer);
/* Where the camera draws: [height][width][3], 65535 is white in sRGB's curve. */
uint16_t *cd_mp_developer_film(mp_developer *developer);
/* A second one, for blending; made when first asked for. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_developer_second(uint16_t **out, mp_developer *developer, cd_err *err);
/* Puts a frame of that size on `film`: the first or the second one. */
void cd_mp_developer_load(uint16_t *film, const cd_frame *frame);
/* film = film + (second - film) * share, 0..1. */
void cd_mp_developer_blend(mp_developer *developer, float share);
/* The film as a frame, new and the caller's. */
CD_MUST cd_rc cd_mp_develop(cd_frame **out, mp_developer *developer, cd_err *err);

#endif
