/* tests/unit/base/test_mem.c - arenas and checked allocation. */
#include "base/base.h"
#include "unit/check.h"

static void arena_pieces_are_zeroed_and_apart(void)
{
    CD_AUTO(cd_arena_free) cd_arena *arena = cd_arena_new(1 << 20);
    unsigned char *pieces[200];
    size_t sizes[200];
    for (size_t i = 0; i < CD_COUNT(pieces); i++) {
        sizes[i] = 1 + check_below(300);
        pieces[i] = cd_arena_alloc(arena, sizes[i]);
        CHECK(pieces[i] != NULL);
        CHECK_INT((uintptr_t)pieces[i] % 16, 0);
        for (size_t k = 0; k < sizes[i]; k++)
            CHECK_INT(pieces[i][k], 0);
        memset(pieces[i], (int)(i + 1), sizes[i]);
    }
    for (size_t i = 0; i < CD_COUNT(pieces); i++)
        for (size_t k = 0; k < sizes[i]; k++)
            CHECK_INT(pieces[i][k], (unsigned char)(i + 1));
}

static void arena_has_a_maximum(void)
{
    CD_AUTO(cd_arena_free) cd_arena *arena = cd_arena_new(100000);
    size_t total = 0;
    while (cd_arena_alloc(arena, 1000) != NULL)
        total += 1000;
    CHECK(total <= 100000);
    CHECK(total >= 80000);
    CHECK(cd_arena_alloc(arena, SIZE_MAX) == NULL);
    CHECK(cd_arena_alloc(arena, SIZE_MAX - 8) == NULL);
    CHECK(cd_arena_str(arena, (cd_str){"", SIZE_MAX - 1}).data == NULL);
}

static void arena_is_fresh_after_reset(void)
{
    CD_AUTO(cd_arena_free) cd_arena *arena = cd_arena_new(64 * 1024);
    for (unsigned round = 0; round < 50; round++) {
        for (unsigned i = 0; i < 30; i++) {
            unsigned char *piece = cd_arena_alloc(arena, 1000);
            CHECK(piece != NULL);
            if (piece == NULL)
                return;
            for (size_t k = 0; k < 1000; k++)
                CHECK_INT(piece[k], 0);
            memset(piece, 0xaa, 1000);
        }
        cd_arena_reset(arena);
    }
}

static void arena_copies_strings(void)
{
    CD_AUTO(cd_arena_free) cd_arena *arena = cd_arena_new(64 * 1024);
    const cd_str copy = cd_arena_str(arena, CD_STR("three"));
    CHECK_BYTES(copy, "three");
    CHECK_INT(copy.data[5], 0);
    CHECK_BYTES(cd_arena_str(arena, (cd_str){NULL, 0}), "");
}

static void free_takes_nothing(void)
{
    cd_arena *arena = NULL;
    void *pointer = NULL;
    cd_arena_free(NULL);
    cd_arena_free(&arena);
    cd_free_ptr(&pointer);
    pointer = cd_new(3);
    cd_free_ptr(&pointer);
    CHECK(pointer == NULL);
}

static void refuses_what_memory_cannot_hold(void)
{
    cd_err err = {0};
    void *out = NULL;
    CHECK_INT(cd_try_alloc(&out, SIZE_MAX / 2, &err), CD_E_NOMEM);
    CHECK(out == NULL);
    cd_err_clear(&err);
    CHECK_INT(cd_try_alloc(&out, 0, &err), CD_OK);
    CHECK(out != NULL);
    cd_free_ptr(&out);
}

__extension__ typedef unsigned __int128 wide;

/* Against 128-bit arithmetic. */
static void products_overflow_exactly(void)
{
    for (unsigned round = 0; round < 20000; round++) {
        const size_t a = check_random() >> check_below(64);
        const size_t b = check_random() >> check_below(64);
        const size_t c = 1 + check_below(16);
        const wide ab = (wide)a * b;
        const bool fits = ab <= SIZE_MAX && ab * c <= SIZE_MAX;
        size_t out = 0;
        CHECK_INT(cd_mul_overflow(&out, a, b, c), !fits);
        if (fits)
            CHECK(out == (size_t)(ab * c));
    }
}

CHECK_MAIN(RUN(arena_pieces_are_zeroed_and_apart) RUN(arena_has_a_maximum)
               RUN(arena_is_fresh_after_reset) RUN(arena_copies_strings) RUN(free_takes_nothing)
                   RUN(refuses_what_memory_cannot_hold) RUN(products_overflow_exactly))
