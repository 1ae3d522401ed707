/* engine/multiplane/multiplane.c - the built-in engine: words to a scene, the scene to a picture.
 */
#include "engine/engine.h"
#include "engine/multiplane/stage.h"
#include "engine/multiplane/words/words.h"

extern const cd_engine_ops cd_engine_multiplane;

/* Changes whenever the same prompt and id would give other bytes. */
static const char version[] = "1";

enum {
    SPRITE_MEMORY = 96 * 1024 * 1024,
    SCENE_BYTES_MAX = 64 * 1024,
    FIGURE_BYTES = 12 * 1024 * 1024, /* working memory of drawing a figure, about */
    PIXEL_BYTES = 48,                /* of the stage's planes, a pixel */
    FIGURE_MS = 250,
    MEGAPIXEL_MS = 150
};

struct cd_engine {
    cd_mp_pack *pack;
    struct cd_mp_words *words;
    cd_mp_sprites *sprites;
    unsigned threads;
};

struct cd_engine_run {
    mp_scene scene;
    cd_mp_stage *stage;
    uint32_t steps_left;
};

static cd_rc multiplane_probe(struct cd_engine_caps *out, const struct cd_engine_env *env,
                              cd_err *err)
{
    CD_AUTO(cd_mp_pack_close) cd_mp_pack *pack = NULL;
    CD_TRY(cd_mp_pack_open(&pack, env->artwork_path, err));
    *out = (struct cd_engine_caps){.version = version, .types = CD_BIT(CD_TYPE_IMAGE)};
    return CD_OK;
}

static void multiplane_unload(cd_engine **engine)
{
    if (engine == NULL || *engine == NULL)
        return;
    cd_mp_sprites_close(&(*engine)->sprites);
    cd_mp_words_close(&(*engine)->words);
    cd_mp_pack_close(&(*engine)->pack);
    cd_free_ptr(engine);
}

static cd_rc multiplane_load(cd_engine **out, const struct cd_engine_env *env, cd_err *err)
{
    CD_AUTO(multiplane_unload) cd_engine *engine = cd_new(sizeof *engine);
    engine->threads = env->threads;
    CD_TRY(cd_mp_pack_open(&engine->pack, env->artwork_path, err));
    CD_TRY(cd_mp_words_open(&engine->words, engine->pack, err));
    CD_TRY(cd_mp_sprites_open(&engine->sprites, engine->pack, env->cache_dir, SPRITE_MEMORY, err));
    CD_MOVE(*out, engine);
    return CD_OK;
}

static void multiplane_finish(cd_engine_run **run)
{
    if (run == NULL || *run == NULL)
        return;
    cd_mp_stage_free(&(*run)->stage);
    cd_free_ptr(run);
}

static cd_rc multiplane_plan(cd_engine_run **out, struct cd_engine_plan *plan, cd_engine *engine,
                             const cd_generation *gen, cd_err *err)
{
    CD_AUTO(multiplane_finish) cd_engine_run *run = cd_new(sizeof *run);
    cd_mp_scene_read(&run->scene, engine->words, gen);
    const mp_scene *scene = &run->scene;
    CD_TRY(cd_mp_stage_new(&run->stage, scene, engine->sprites, engine->threads, err));
    run->steps_left = cd_mp_stage_steps(run->stage);
    CD_ASSERT(run->steps_left > 0);
    const uint64_t pixels = (uint64_t)scene->width * scene->height;
    *plan = (struct cd_engine_plan){
        .steps = run->steps_left,
        .peak_bytes = pixels * PIXEL_BYTES + SPRITE_MEMORY + FIGURE_BYTES,
        .estimate_ms = (uint32_t)(pixels * MEGAPIXEL_MS * scene->detail / 1000000) +
                       FIGURE_MS * scene->subject_count,
        .width = scene->width,
        .height = scene->height,
        .format = CD_FORMAT_PNG};
    CD_MOVE(*out, run);
    return CD_OK;
}

static cd_rc multiplane_step(bool *done, cd_failure *failure, cd_engine_run *run, cd_err *err)
{
    (void)failure; /* nothing here fails in a way that has a code of its own */
    CD_ASSERT(run->steps_left > 0);
    CD_TRY(cd_mp_stage_step(run->stage, err));
    run->steps_left--;
    *done = run->steps_left == 0;
    return CD_OK;
}

static cd_rc multiplane_result(struct cd_engine_result *out, cd_engine_run *run, cd_err *err)
{
    CD_ASSERT(run->steps_left == 0);
    CD_AUTO(cd_buf_done) cd_buf scene = CD_BUF_INIT(SCENE_BYTES_MAX);
    CD_TRY(cd_mp_scene_write(&scene, &run->scene, err));
    cd_frame *frame = NULL;
    CD_TRY(cd_mp_stage_frame(&frame, run->stage, err));
    out->frame = frame;
    out->scene = scene;
    scene = (cd_buf)CD_BUF_INIT(SCENE_BYTES_MAX);
    return CD_OK;
}

const cd_engine_ops cd_engine_multiplane = {
    .name = "multiplane",
    .probe = multiplane_probe,
    .load = multiplane_load,
    .plan = multiplane_plan,
    .step = multiplane_step,
    .result = multiplane_result,
    .finish = multiplane_finish,
    .unload = multiplane_unload,
};
