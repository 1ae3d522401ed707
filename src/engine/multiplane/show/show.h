/* engine/multiplane/show/show.h - one kind of generation of the built-in engine: a show. The engine
 * reads the prompt and picks the show; the show plans and steps. Thread: as engine.h.
 * Uses: engine.h, scene, sprite. */
#ifndef CD_ENGINE_MULTIPLANE_SHOW_SHOW_H
#define CD_ENGINE_MULTIPLANE_SHOW_SHOW_H
#include "engine/multiplane/pack.h"
#include "engine/multiplane/scene.h"
#include "engine/multiplane/sprite.h"
#include "engine/source.h"

struct cd_mp_words;

struct cd_engine {
    const struct cd_engine_env *env;
    cd_mp_pack *pack;
    struct cd_mp_words *words;
    cd_mp_sprites *sprites;
    unsigned threads;
};

typedef struct mp_show_ops {
    /* Fills `plan` and run->state. */
    cd_rc (*plan)(cd_engine_run *run, struct cd_engine_plan *plan, cd_err *err);
    cd_rc (*step)(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err);
    /* Frees run->state, also half built or NULL. */
    void (*finish)(cd_engine_run *run);
} mp_show_ops;

struct cd_engine_run {
    cd_engine *engine;
    const struct cd_engine_job *job;
    const mp_show_ops *ops;
    mp_scene scene; /* what the prompt says */
    void *state;    /* the show's own */
};

enum {
    MP_SPRITE_MEMORY = 96 * 1024 * 1024,
    MP_FIGURE_BYTES = 12 * 1024 * 1024, /* working memory of drawing a figure, about */
    MP_STAGE_PIXEL_BYTES = 48,          /* of the stage's planes, a pixel */
    MP_FIGURE_MS = 250,
    MP_MEGAPIXEL_MS = 150
};

extern const mp_show_ops cd_mp_show_still;   /* a picture from a scene */
extern const mp_show_ops cd_mp_show_manga;   /* a page of pictures from a scene */
extern const mp_show_ops cd_mp_show_retouch; /* a picture that was given, with another look */
extern const mp_show_ops cd_mp_show_film;    /* a clip from a scene */
extern const mp_show_ops cd_mp_show_tween;   /* a clip between pictures that were given */
extern const mp_show_ops cd_mp_show_regrade; /* a clip that was given, with another look */
extern const mp_show_ops cd_mp_show_reframe; /* a clip that was given, in another shape */

#endif
