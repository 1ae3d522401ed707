/* base/mem.c - arenas and checked allocation. */
#include "base/mem.h"

#include "base/assert.h"

#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define CD_ARENA_PLAIN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CD_ARENA_PLAIN 1
#endif
#endif
#ifndef CD_ARENA_PLAIN
#define CD_ARENA_PLAIN 0
#endif

enum { BLOCK_BYTES = 4096, ALIGN = 16 }; /* a poll needs 2 KB: zeroing more would cost it */

struct block {
    struct block *next;
    size_t size;
    size_t used;
    _Alignas(ALIGN) unsigned char bytes[];
};

struct cd_arena {
    struct block *blocks; /* newest first */
    size_t total;
    size_t max;
};

void *cd_new(size_t bytes)
{
    void *memory = calloc(1, bytes);
    CD_ASSERT(memory != NULL);
    return memory;
}

void *cd_new_array(size_t count, size_t bytes)
{
    void *memory = calloc(count, bytes);
    CD_ASSERT(memory != NULL);
    return memory;
}

char *cd_new_str(cd_str text)
{
    char *copy = cd_new(text.size + 1);
    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    return copy;
}

void cd_free_ptr(void *pointer_to_pointer)
{
    void **pointer = pointer_to_pointer;
    free(*pointer);
    *pointer = NULL;
}

cd_rc cd_try_alloc_bytes(void **out, size_t bytes, cd_err *err)
{
    void *memory = calloc(1, bytes > 0 ? bytes : 1);
    if (memory == NULL)
        return cd_fail(err, CD_E_NOMEM, NULL, "no memory for %zu bytes", bytes);
    *out = memory;
    return CD_OK;
}

bool cd_mul_overflow(size_t *out, size_t a, size_t b, size_t c)
{
    size_t ab;
    return __builtin_mul_overflow(a, b, &ab) || __builtin_mul_overflow(ab, c, out);
}

cd_arena *cd_arena_new(size_t max_bytes)
{
    cd_arena *arena = cd_new(sizeof *arena);
    arena->max = max_bytes;
    return arena;
}

static void blocks_free(struct block *block)
{
    while (block != NULL) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
}

void cd_arena_free(cd_arena **arena)
{
    if (arena == NULL || *arena == NULL)
        return;
    blocks_free((*arena)->blocks);
    free(*arena);
    *arena = NULL;
}

void cd_arena_reset(cd_arena *arena)
{
    struct block *keep = NULL;
    if (!CD_ARENA_PLAIN && arena->blocks != NULL && arena->blocks->size == BLOCK_BYTES) {
        keep = arena->blocks;
        blocks_free(keep->next);
        keep->next = NULL;
        memset(keep->bytes, 0, keep->used);
        keep->used = 0;
    } else {
        blocks_free(arena->blocks);
    }
    arena->blocks = keep;
    arena->total = keep != NULL ? keep->size : 0;
}

void *cd_arena_alloc(cd_arena *arena, size_t bytes)
{
    if (bytes > arena->max)
        return NULL;
    const size_t need = (bytes + ALIGN - 1) / ALIGN * ALIGN;
    struct block *block = arena->blocks;
    if (CD_ARENA_PLAIN || block == NULL || block->size - block->used < need) {
        const size_t size = CD_ARENA_PLAIN || need > BLOCK_BYTES ? need : BLOCK_BYTES;
        if (size > arena->max - arena->total)
            return NULL;
        block = calloc(1, sizeof *block + size);
        if (block == NULL)
            return NULL;
        block->size = size;
        block->next = arena->blocks;
        arena->blocks = block;
        arena->total += size;
    }
    void *memory = block->bytes + block->used;
    block->used += need;
    return memory;
}

cd_str cd_arena_str(cd_arena *arena, cd_str text)
{
    char *copy = cd_arena_alloc(arena, text.size + 1);
    if (copy == NULL)
        return (cd_str){NULL, 0};
    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    return (cd_str){copy, text.size};
}
