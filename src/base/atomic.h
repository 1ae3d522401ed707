/* base/atomic.h - the few atomic values of Candela; nothing outside base/ names <stdatomic.h>.
 * Thread: any. Uses: libc. */
#ifndef CD_BASE_ATOMIC_H
#define CD_BASE_ATOMIC_H
#include <stdatomic.h>
#include <stdint.h>

typedef struct cd_atomic {
    _Atomic int64_t value;
} cd_atomic;

static inline int64_t cd_atomic_get(const cd_atomic *a)
{
    return atomic_load_explicit(&a->value, memory_order_acquire);
}

static inline void cd_atomic_set(cd_atomic *a, int64_t value)
{
    atomic_store_explicit(&a->value, value, memory_order_release);
}

/* Adds and returns the new value. */
static inline int64_t cd_atomic_add(cd_atomic *a, int64_t delta)
{
    return atomic_fetch_add_explicit(&a->value, delta, memory_order_acq_rel) + delta;
}

#endif
