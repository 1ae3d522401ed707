/* engine/multiplane/sprite_int.h - what the files of the sprite cache share: a raster as owned
 * bytes, the drawing of one, and its file. Only sprite*.c include it. Uses: base media. */
#ifndef CD_ENGINE_MULTIPLANE_SPRITE_INT_H
#define CD_ENGINE_MULTIPLANE_SPRITE_INT_H
#include "engine/multiplane/pack.h"
#include "engine/multiplane/sprite.h"

enum { MP_RASTER_SIDE_MAX = 1152 };

/* Names one raster. */
struct mp_raster_key {
    uint64_t pack_hash;
    int32_t figure;
    uint32_t side_px; /* size class: the figure's square before trimming */
};

struct mp_raster {
    uint32_t width, height; /* pixels, after trimming */
    uint8_t *rgba;          /* owned, [height][width][4], premultiplied */
};

/* Draws the figure, `side_px` high, cut to what is visible. CD_E_CORRUPT when it cannot be drawn or
 * nothing shows. */
CD_MUST cd_rc cd_mp__raster_draw(struct mp_raster *out, const cd_mp_pack *pack, int32_t figure,
                                 uint32_t side_px, cd_err *err);

/* Reads a raster from its file in `folder`. CD_E_NOT_FOUND without one, CD_E_CORRUPT when it is
 * damaged or of another pack. */
CD_MUST cd_rc cd_mp__raster_load(struct mp_raster *out, const char *folder,
                                 const struct mp_raster_key *key, cd_err *err);
/* Writes it, all or nothing. *bytes becomes the size of the file. */
CD_MUST cd_rc cd_mp__raster_save(uint64_t *bytes, const char *folder,
                                 const struct mp_raster_key *key, const struct mp_raster *raster,
                                 cd_err *err);
/* Removes the files of other packs, and the files used longest ago until those left hold at most
 * `bytes_max`. Returns the bytes left. */
uint64_t cd_mp__raster_trim(const char *folder, uint64_t pack_hash, uint64_t bytes_max);

#endif
