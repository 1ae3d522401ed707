/* engine/multiplane/show/still.c - a picture from a scene. */
#include "engine/multiplane/show/show.h"
#include "engine/multiplane/stage.h"

struct still {
    cd_mp_stage *stage;
    uint32_t steps_left;
};

static cd_rc still_plan(cd_engine_run *run, struct cd_engine_plan *plan, cd_err *err)
{
    const mp_scene *scene = &run->scene;
    struct still *still = cd_new(sizeof *still);
    run->state = still;
    CD_TRY(cd_mp_stage_new(&still->stage, scene, run->engine->sprites, run->engine->threads, err));
    still->steps_left = cd_mp_stage_steps(still->stage);
    CD_ASSERT(still->steps_left > 0);
    const uint64_t pixels = (uint64_t)scene->width * scene->height;
    *plan = (struct cd_engine_plan){
        .steps = still->steps_left,
        .peak_bytes = pixels * MP_STAGE_PIXEL_BYTES + MP_SPRITE_MEMORY + MP_FIGURE_BYTES,
        .estimate_ms = (uint32_t)(pixels * MP_MEGAPIXEL_MS * scene->detail / 1000000) +
                       MP_FIGURE_MS * scene->subject_count,
        .width = scene->width,
        .height = scene->height,
        .format = CD_FORMAT_PNG};
    return CD_OK;
}

static cd_rc still_step(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    struct still *still = run->state;
    CD_ASSERT(still->steps_left > 0);
    CD_TRY(cd_mp_stage_step(still->stage, err));
    out->done = --still->steps_left == 0;
    return out->done ? cd_mp_stage_frame(&out->frame, still->stage, err) : CD_OK;
}

static void still_finish(cd_engine_run *run)
{
    struct still *still = run->state;
    if (still != NULL)
        cd_mp_stage_free(&still->stage);
    cd_free_ptr(&run->state);
}

const mp_show_ops cd_mp_show_still = {
    .plan = still_plan,
    .step = still_step,
    .finish = still_finish,
};
