/* engine/multiplane/multiplane.c - the built-in engine: words to a scene, the scene and the media
 * of the job to a show, which yields the picture or the clip. */
#include "engine/multiplane/show/show.h"
#include "engine/multiplane/words/words.h"

extern const cd_engine_ops cd_engine_multiplane;

/* Changes whenever the same prompt and id would give other bytes. */
static const char version[] = "4";

static bool has_anchor(const struct cd_engine_job *job)
{
    return cd_source_find(job, CD_ROLE_START_FRAME, 0) != NULL ||
           cd_source_find(job, CD_ROLE_END_FRAME, 0) != NULL ||
           cd_source_find(job, CD_ROLE_KEYFRAME, 0) != NULL;
}

/* What can be generated, and by which show. */
static const mp_show_ops *show_for(const struct cd_engine_job *job)
{
    switch (job->gen->type) {
    case CD_TYPE_IMAGE:
        return job->gen->style == CD_STYLE_MANGA ? &cd_mp_show_manga : &cd_mp_show_still;
    case CD_TYPE_VIDEO:
        return has_anchor(job) ? &cd_mp_show_tween : &cd_mp_show_film;
    case CD_TYPE_IMAGE_EDIT:
        return &cd_mp_show_retouch;
    case CD_TYPE_VIDEO_EDIT:
        return &cd_mp_show_regrade;
    case CD_TYPE_VIDEO_REFRAME:
        return &cd_mp_show_reframe;
    default:
        return NULL;
    }
}

static uint32_t types(void)
{
    uint32_t out = 0;
    for (cd_type type = CD_TYPE_NONE + 1; type < CD_TYPE__COUNT; type++) {
        const cd_generation gen = {.type = type};
        const struct cd_engine_job job = {.gen = &gen};
        out |= show_for(&job) != NULL ? CD_BIT(type) : 0;
    }
    return out;
}

static cd_rc multiplane_probe(struct cd_engine_caps *out, const struct cd_engine_env *env,
                              cd_err *err)
{
    CD_AUTO(cd_mp_pack_close) cd_mp_pack *pack = NULL;
    CD_TRY(cd_mp_pack_open(&pack, env->artwork_path, err));
    *out = (struct cd_engine_caps){
        .version = version, .types = types(), .source_type = CD_SOURCE_ALGORITHMIC};
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
    engine->env = env;
    engine->threads = env->threads;
    CD_TRY(cd_mp_pack_open(&engine->pack, env->artwork_path, err));
    CD_TRY(cd_mp_words_open(&engine->words, engine->pack, err));
    CD_TRY(
        cd_mp_sprites_open(&engine->sprites, engine->pack, env->cache_dir, MP_SPRITE_MEMORY, err));
    CD_MOVE(*out, engine);
    return CD_OK;
}

static void multiplane_finish(cd_engine_run **run)
{
    if (run == NULL || *run == NULL)
        return;
    (*run)->ops->finish(*run);
    cd_free_ptr(run);
}

static cd_rc multiplane_plan(cd_engine_run **out, struct cd_engine_plan *plan, cd_engine *engine,
                             const struct cd_engine_job *job, cd_err *err)
{
    const mp_show_ops *ops = show_for(job);
    if (ops == NULL)
        return cd_fail(err, CD_E_INVALID, "type", "this engine makes no %s",
                       cd_type_name(job->gen->type));
    CD_AUTO(multiplane_finish) cd_engine_run *run = cd_new(sizeof *run);
    run->engine = engine;
    run->job = job;
    run->ops = ops;
    cd_mp_scene_read(&run->scene, engine->words, job->gen);
    CD_TRY(ops->plan(run, plan, err));
    CD_ASSERT(plan->steps > 0);
    CD_MOVE(*out, run);
    return CD_OK;
}

static cd_rc multiplane_step(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    return run->ops->step(out, run, err);
}

static cd_rc multiplane_scene(cd_buf *out, cd_engine_run *run, cd_err *err)
{
    return cd_mp_scene_write(out, &run->scene, run->engine->pack, err);
}

const cd_engine_ops cd_engine_multiplane = {
    .name = "multiplane",
    .probe = multiplane_probe,
    .load = multiplane_load,
    .plan = multiplane_plan,
    .step = multiplane_step,
    .scene = multiplane_scene,
    .finish = multiplane_finish,
    .unload = multiplane_unload,
};
