/* engine/multiplane/sprite.h - figures of the packed artwork as pixels: rasterised once by librsvg
 * for a size class, cached in memory and on disk. Thread: any; the cache locks inside, rasterising
 * runs outside the lock. Uses: base sys media. */
#ifndef CD_ENGINE_MULTIPLANE_SPRITE_H
#define CD_ENGINE_MULTIPLANE_SPRITE_H
#include "base/base.h"

/* A raster cut to what is not transparent. */
typedef struct cd_mp_sprite {
    uint32_t width, height; /* pixels */
    const uint8_t *rgba;    /* [height][width][4], sRGB, premultiplied alpha */
} cd_mp_sprite;

typedef struct cd_mp_sprites cd_mp_sprites; /* the cache */
struct cd_mp_pack;                          /* the packed artwork; pack.h */

/* `cache_dir` NULL: memory only. `memory_bytes` bounds the memory cache. *out is new. */
CD_MUST cd_rc cd_mp_sprites_open(cd_mp_sprites **out, const struct cd_mp_pack *pack,
                                 const char *cache_dir, size_t memory_bytes, cd_err *err);
void cd_mp_sprites_close(cd_mp_sprites **sprites);

/* The figure, at least `height_px` tall (before trimming) unless that is over the largest class.
 * The sprite stays valid until cd_mp_sprite_put(). CD_E_CORRUPT when the artwork cannot be drawn.
 */
CD_MUST cd_rc cd_mp_sprite_get(const cd_mp_sprite **out, cd_mp_sprites *sprites, int32_t figure,
                               uint32_t height_px, cd_err *err);
/* The figure's name in the artwork, empty when there is none of that number. */
cd_str cd_mp_sprite_name(const cd_mp_sprites *sprites, int32_t figure);
void cd_mp_sprite_put(cd_mp_sprites *sprites, const cd_mp_sprite **sprite);

#endif
