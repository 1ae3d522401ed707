/* base/map.c - hash map with chains of indices and a doubly linked list in order of use. */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#define NIL UINT32_MAX

struct entry { /* followed by the key and the value */
    uint32_t chain;
    uint32_t newer, older;
    uint32_t bucket;
};

struct cd_map {
    size_t key_bytes, value_bytes, entry_bytes, value_offset;
    uint32_t capacity, count, bucket_count;
    uint32_t newest, oldest, unused; /* lists of entries */
    uint32_t fresh; /* entries from here on were never used: their memory is untouched */
    uint32_t *buckets;
    unsigned char *entries;
};

static struct entry *at(const cd_map *map, uint32_t index)
{
    return (struct entry *)(void *)(map->entries + (size_t)index * map->entry_bytes);
}

static unsigned char *key_of(struct entry *entry)
{
    return (unsigned char *)(entry + 1);
}

static void all_unused(cd_map *map)
{
    memset(map->buckets, 0xff, map->bucket_count * sizeof map->buckets[0]);
    map->unused = NIL;
    map->fresh = 0;
    map->count = 0;
    map->newest = NIL;
    map->oldest = NIL;
}

cd_map *cd_map_new(size_t key_bytes, size_t value_bytes, size_t capacity)
{
    CD_ASSERT(capacity > 0);
    CD_ASSERT(capacity < 1u << 28);
    cd_map *map = cd_new(sizeof *map);
    map->key_bytes = key_bytes;
    map->value_bytes = value_bytes;
    map->value_offset = (sizeof(struct entry) + key_bytes + 15) / 16 * 16;
    map->entry_bytes = (map->value_offset + value_bytes + 15) / 16 * 16;
    map->capacity = (uint32_t)capacity;
    map->bucket_count = 16;
    while (map->bucket_count < capacity)
        map->bucket_count *= 2;
    map->buckets = cd_new_array(map->bucket_count, sizeof map->buckets[0]);
    map->entries = cd_new_array(capacity, map->entry_bytes);
    all_unused(map);
    return map;
}

void cd_map_free(cd_map **map)
{
    if (map == NULL || *map == NULL)
        return;
    free((*map)->buckets);
    free((*map)->entries);
    free(*map);
    *map = NULL;
}

static uint32_t bucket_of(const cd_map *map, const void *key)
{
    const uint64_t hash = cd_str_hash((cd_str){key, map->key_bytes});
    return (uint32_t)((hash ^ hash >> 32) & (map->bucket_count - 1));
}

static uint32_t find(const cd_map *map, const void *key)
{
    uint32_t index = map->buckets[bucket_of(map, key)];
    while (index != NIL && memcmp(key_of(at(map, index)), key, map->key_bytes) != 0)
        index = at(map, index)->chain;
    return index;
}

static void use_unlink(cd_map *map, uint32_t index)
{
    struct entry *entry = at(map, index);
    if (entry->newer != NIL)
        at(map, entry->newer)->older = entry->older;
    else
        map->newest = entry->older;
    if (entry->older != NIL)
        at(map, entry->older)->newer = entry->newer;
    else
        map->oldest = entry->newer;
}

static void use_link(cd_map *map, uint32_t index)
{
    struct entry *entry = at(map, index);
    entry->newer = NIL;
    entry->older = map->newest;
    if (map->newest != NIL)
        at(map, map->newest)->newer = index;
    else
        map->oldest = index;
    map->newest = index;
}

static void *value_of(cd_map *map, uint32_t index)
{
    return (unsigned char *)at(map, index) + map->value_offset;
}

static void drop(cd_map *map, uint32_t index)
{
    struct entry *entry = at(map, index);
    uint32_t *link = &map->buckets[entry->bucket];
    while (*link != index)
        link = &at(map, *link)->chain;
    *link = entry->chain;
    use_unlink(map, index);
    entry->chain = map->unused;
    map->unused = index;
    map->count--;
}

void *cd_map_get(cd_map *map, const void *key)
{
    const uint32_t index = find(map, key);
    if (index == NIL)
        return NULL;
    if (map->newest != index) {
        use_unlink(map, index);
        use_link(map, index);
    }
    return value_of(map, index);
}

void *cd_map_put(cd_map *map, const void *key)
{
    void *existing = cd_map_get(map, key);
    if (existing != NULL)
        return existing;
    if (map->unused == NIL && map->fresh == map->capacity)
        drop(map, map->oldest);
    const bool reuse = map->unused != NIL;
    const uint32_t index = reuse ? map->unused : map->fresh++;
    struct entry *entry = at(map, index);
    if (reuse)
        map->unused = entry->chain;
    entry->bucket = bucket_of(map, key);
    entry->chain = map->buckets[entry->bucket];
    map->buckets[entry->bucket] = index;
    memcpy(key_of(entry), key, map->key_bytes);
    use_link(map, index);
    map->count++;
    return memset(value_of(map, index), 0, map->value_bytes);
}

void cd_map_remove(cd_map *map, const void *key)
{
    const uint32_t index = find(map, key);
    if (index != NIL)
        drop(map, index);
}

void cd_map_clear(cd_map *map)
{
    all_unused(map);
}

size_t cd_map_count(const cd_map *map)
{
    return map->count;
}
