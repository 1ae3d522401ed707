/* engine/multiplane/find/map.h - one number for each pixel of a reduced picture: masks,
 * likelihoods, distances; small, so that everything on it runs on one thread. Thread: one owner.
 * Uses: paint. */
#ifndef CD_ENGINE_MULTIPLANE_FIND_MAP_H
#define CD_ENGINE_MULTIPLANE_FIND_MAP_H
#include "engine/multiplane/paint/paint.h"

typedef struct mp_map {
    int32_t width, height;
    float *v; /* [height][width]; a mask is 0..1 */
} mp_map;

/* All zero. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_map_new(mp_map *out, int32_t width, int32_t height, cd_err *err);
void cd_mp_map_done(mp_map *map);
/* The mean over squares of 2 radius + 1 pixels, which end at the edges. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_map_box(mp_map *map, int32_t radius, cd_err *err);
/* Grows what is over a half by `radius` pixels: 1 there and within, 0 elsewhere; below 0 shrinks.
 * CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_map_grow(mp_map *mask, int32_t radius, cd_err *err);
/* What is over a half and hangs together, numbered from 0, largest first, at most `most` of them;
 * `label` [height][width] gets the numbers, -1 elsewhere. Returns how many. CD_E_NOMEM. */
struct mp_piece {
    int32_t pixels;
    int32_t box[4]; /* x0 y0 x1 y1, the ends exclusive */
    float x, y;     /* middle of the mass */
};
CD_MUST cd_rc cd_mp_map_pieces(struct mp_piece *out, int32_t *count, int32_t most, int32_t *label,
                               const mp_map *mask, cd_err *err);
/* Fills what is enclosed by the mask. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_map_fill_holes(mp_map *mask, cd_err *err);
/* Share of the map that is over a half. */
float cd_mp_map_share(const mp_map *mask);
/* The box around what is over a half; false when nothing is. */
bool cd_mp_map_bounds(int32_t box[4], const mp_map *mask);

static inline size_t mp_map_size(const mp_map *map)
{
    return (size_t)map->width * (size_t)map->height;
}
static inline float *mp_map_at(const mp_map *map, int32_t x, int32_t y)
{
    return map->v + (size_t)y * (size_t)map->width + (size_t)x;
}

#endif
