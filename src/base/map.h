/* base/map.h - a bounded hash map from fixed-size keys to fixed-size values; the entry used longest
 * ago makes room for a new one. Thread: one owner, or under its owner's lock. Uses: base. */
#ifndef CD_BASE_MAP_H
#define CD_BASE_MAP_H
#include "base/base.h"

typedef struct cd_map cd_map;

/* Room for `capacity` entries, allocated at once. */
CD_MUST cd_map *cd_map_new(size_t key_bytes, size_t value_bytes, size_t capacity);
void cd_map_free(cd_map **map);
/* The value of `key`, and marks it as used; NULL when absent. Valid until the next put or remove.
 */
void *cd_map_get(cd_map *map, const void *key);
/* The value of `key`, new and zeroed when it was absent; may push out the entry used longest ago.
 */
CD_MUST void *cd_map_put(cd_map *map, const void *key);
void cd_map_remove(cd_map *map, const void *key);
void cd_map_clear(cd_map *map);
size_t cd_map_count(const cd_map *map);

#endif
