/* tests/unit/multiplane/artwork.h - opens the packed artwork for a test, or ends the program with a
 * TAP skip when it has not been built. */
#ifndef CD_TESTS_UNIT_MULTIPLANE_ARTWORK_H
#define CD_TESTS_UNIT_MULTIPLANE_ARTWORK_H
#include "unit/check.h"

#include "engine/multiplane/pack.h"
#include "engine/multiplane/stage.h"
#include "engine/multiplane/words/words.h"

static inline const char *artwork_path(void)
{
    const char *path = getenv("CANDELA_ARTWORK");
    if (path == NULL || access(path, R_OK) != 0) {
        printf("1..0 # SKIP no packed artwork (run `make`)\n");
        exit(0);
    }
    return path;
}

static inline cd_mp_pack *artwork_open(void)
{
    cd_mp_pack *pack = NULL;
    cd_err err = {.kind = CD_OK};
    if (cd_mp_pack_open(&pack, artwork_path(), &err) != CD_OK)
        check_failed(__FILE__, __LINE__, "%s", err.text);
    return pack;
}

/* What reading a prompt and drawing it takes. */
struct artwork {
    cd_mp_pack *pack;
    struct cd_mp_words *words;
    cd_mp_sprites *sprites;
};

static inline void artwork_setup(struct artwork *a)
{
    enum { MEMORY = 64 << 20 };
    *a = (struct artwork){.pack = artwork_open()};
    CHECK(cd_mp_words_open(&a->words, a->pack, NULL) == CD_OK);
    CHECK(cd_mp_sprites_open(&a->sprites, a->pack, NULL, MEMORY, NULL) == CD_OK);
}

static inline void artwork_done(struct artwork *a)
{
    cd_mp_sprites_close(&a->sprites);
    cd_mp_words_close(&a->words);
    cd_mp_pack_close(&a->pack);
}

/* The scene's picture, the caller's; `box` is where the first subject stands. */
static inline cd_frame *artwork_draw(const mp_scene *scene, cd_mp_sprites *sprites,
                                     unsigned threads, int32_t box[4])
{
    cd_mp_stage *stage = NULL;
    cd_frame *frame = NULL;
    CHECK(cd_mp_stage_new(&stage, scene, sprites, threads, NULL) == CD_OK);
    for (uint32_t left = cd_mp_stage_steps(stage); left > 0; left--)
        CHECK(cd_mp_stage_step(stage, NULL) == CD_OK);
    CHECK(cd_mp_stage_frame(&frame, stage, NULL) == CD_OK);
    CHECK(cd_mp_stage_box(stage, 0, 0, box));
    cd_mp_stage_free(&stage);
    return frame;
}

#endif
