/* base/mem.h - memory by lifetime: an arena for one visit or one run, and cd_new() for owned
 * objects. Sizes chosen by a client, file or model use cd_try_alloc().
 * Thread: an arena has one owner. Uses: err, str. */
#ifndef CD_BASE_MEM_H
#define CD_BASE_MEM_H
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

/* Zeroed memory for small objects of the control plane; aborts when there is none (jobs are durable
 * and the process restarts). Free with free(). */
CD_MUST void *cd_new(size_t bytes);
CD_MUST void *cd_new_array(size_t count, size_t bytes);
CD_MUST char *cd_new_str(cd_str text); /* terminated copy */
/* For CD_AUTO(cd_free_ptr) on any pointer. */
void cd_free_ptr(void *pointer_to_pointer);

/* Zeroed memory whose size came from outside. CD_E_NOMEM, never abort(). *out is untouched then. */
#define cd_try_alloc(out, bytes, err) cd_try_alloc_bytes((void **)(out), (bytes), (err))
CD_MUST cd_rc cd_try_alloc_bytes(void **out, size_t bytes, cd_err *err);
/* *out = a * b * c; true when that overflows. */
CD_MUST bool cd_mul_overflow(size_t *out, size_t a, size_t b, size_t c);

/* An arena: allocate freely, free once. With ASan each piece is its own malloc, so that overruns
 * are found. */
typedef struct cd_arena cd_arena;
CD_MUST cd_arena *cd_arena_new(size_t max_bytes);
void cd_arena_free(cd_arena **arena);
/* Frees all pieces but keeps the arena and its first block. */
void cd_arena_reset(cd_arena *arena);
/* Zeroed, 16-byte aligned; NULL when the arena's maximum is reached. */
CD_MUST void *cd_arena_alloc(cd_arena *arena, size_t bytes);
/* A terminated copy; data NULL when the maximum is reached. */
cd_str cd_arena_str(cd_arena *arena, cd_str text);

#endif
