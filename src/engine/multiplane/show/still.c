/* engine/multiplane/show/still.c - a picture from a scene, with what it takes of its references; a
 * style that the prompt names is laid over it. */
#include "engine/multiplane/look/named.h"
#include "engine/multiplane/show/references.h"
#include "engine/multiplane/show/show.h"
#include "engine/multiplane/show/styled.h"
#include "engine/multiplane/stage.h"

enum { STAGE_STEPS = 6 }; /* of a stage, besides one for each subject */

struct still {
    cd_mp_stage *stage;
    mp_references references;
    uint32_t steps_left; /* of the stage */
};

static cd_rc still_plan(cd_engine_run *run, struct cd_engine_plan *plan, cd_err *err)
{
    mp_scene *scene = &run->scene;
    (void)err;
    struct still *still = cd_new(sizeof *still);
    run->state = still;
    cd_mp_references_read(&still->references, run);
    const uint64_t pixels = (uint64_t)scene->width * scene->height;
    *plan = (struct cd_engine_plan){
        .steps = still->references.count + scene->subject_count + STAGE_STEPS,
        .peak_bytes =
            pixels * MP_STAGE_PIXEL_BYTES * scene->detail + MP_SPRITE_MEMORY + MP_FIGURE_BYTES,
        .estimate_ms = (uint32_t)(pixels * MP_MEGAPIXEL_MS * scene->detail / 1000000) +
                       MP_FIGURE_MS * scene->subject_count,
        .width = scene->width,
        .height = scene->height,
        .format = CD_FORMAT_PNG};
    return CD_OK;
}

static cd_rc finished(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    struct still *still = run->state;
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_TRY(cd_mp_stage_frame(&frame, still->stage, err));
    cd_mp_references_finish(&still->references, frame, run->engine->threads);
    const cd_str style = cd_mp_style_name(cd_mp_style_named(run->job->gen->prompt));
    if (!cd_str_copy(run->scene.style, sizeof run->scene.style, style))
        CD_ASSERT(!"the name of a style fits");
    CD_TRY(cd_mp_styled(&frame, &run->scene, still->stage, run->engine->threads, err));
    cd_mp_stage_record(still->stage, &run->scene);
    run->scene.drawn = true;
    run->scene.retouched = still->references.count > 0;
    CD_MOVE(out->frame, frame);
    out->done = true;
    return CD_OK;
}

static cd_rc still_step(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    struct still *still = run->state;
    if (still->references.seen < still->references.count)
        return cd_mp_references_next(&still->references, out, &run->scene, run, err);
    if (still->stage == NULL) {
        cd_mp_references_place(&still->references, &run->scene);
        CD_TRY(cd_mp_stage_new(&still->stage, &run->scene, run->engine->sprites,
                               run->engine->threads, err));
        cd_mp_references_stage(&still->references, still->stage);
        still->steps_left = cd_mp_stage_steps(still->stage);
    }
    CD_TRY(cd_mp_stage_step(still->stage, err));
    return --still->steps_left == 0 ? finished(out, run, err) : CD_OK;
}

static void still_finish(cd_engine_run *run)
{
    struct still *still = run->state;
    if (still != NULL) {
        cd_mp_stage_free(&still->stage);
        cd_mp_references_done(&still->references);
    }
    cd_free_ptr(&run->state);
}

const mp_show_ops cd_mp_show_still = {
    .plan = still_plan,
    .step = still_step,
    .finish = still_finish,
};
