/* engine/multiplane/show/still.c - a picture from a scene. References draw its colours toward the
 * first of them and decide, all together, how it is composed; a style that the
 * prompt names is laid over it. */
#include "engine/multiplane/film/develop.h"
#include "engine/multiplane/look/named.h"
#include "engine/multiplane/look/palette.h"
#include "engine/multiplane/show/show.h"
#include "engine/multiplane/stage.h"

enum { STAGE_STEPS = 6 }; /* of a stage, besides one for each subject */

struct still {
    cd_mp_stage *stage;
    uint32_t references; /* looked at so far */
    uint32_t steps_left; /* of the stage */
    mp_palette palette;
};

static uint32_t reference_count(const cd_engine_run *run)
{
    uint32_t count = 0;
    while (cd_source_find(run->job, CD_ROLE_IMAGE_REF, count) != NULL)
        count++;
    return count;
}

static cd_rc still_plan(cd_engine_run *run, struct cd_engine_plan *plan, cd_err *err)
{
    mp_scene *scene = &run->scene;
    (void)err;
    run->state = cd_new(sizeof(struct still));
    const uint64_t pixels = (uint64_t)scene->width * scene->height;
    *plan = (struct cd_engine_plan){
        .steps = reference_count(run) + scene->subject_count + STAGE_STEPS,
        .peak_bytes = pixels * MP_STAGE_PIXEL_BYTES + MP_SPRITE_MEMORY + MP_FIGURE_BYTES,
        .estimate_ms = (uint32_t)(pixels * MP_MEGAPIXEL_MS * scene->detail / 1000000) +
                       MP_FIGURE_MS * scene->subject_count,
        .width = scene->width,
        .height = scene->height,
        .format = CD_FORMAT_PNG};
    return CD_OK;
}

static cd_rc look_at(struct cd_engine_yield *out, cd_engine_run *run, const cd_engine_input *input,
                     cd_err *err)
{
    struct still *still = run->state;
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_TRY(cd_source_picture(&frame, out, input, CD_MOMENT_FIRST, run->engine->env, err));
    run->scene.seed = cd_mp_hash(run->scene.seed ^ cd_mp_palette_seed(frame));
    if (still->references++ == 0)
        cd_mp_palette_of(&still->palette, frame);
    return CD_OK;
}

/* The finished picture in the style asked for. */
static cd_rc stylise(cd_frame **frame, const cd_engine_run *run, mp_style style, cd_err *err)
{
    const struct still *still = run->state;
    CD_AUTO(cd_mp_developer_free) mp_developer *developer = NULL;
    const mp_scene *scene = &run->scene;
    const unsigned threads = run->engine->threads;
    float boxes[MP_TEXTS_MAX][4];
    cd_frame *styled = NULL;
    CD_TRY(
        cd_mp_developer_new(&developer, scene->width, scene->height, MP_RANGE_SDR, threads, err));
    cd_mp_developer_load(cd_mp_developer_film(developer), *frame);
    const mp_picture picture = {cd_mp_developer_film(developer), scene->width, scene->height,
                                threads};
    CD_TRY(cd_mp_style_lay(&picture, style, boxes, cd_mp_stage_texts(still->stage, boxes), err));
    CD_TRY(cd_mp_develop(&styled, developer, err));
    cd_frame_free(frame);
    *frame = styled;
    return CD_OK;
}

static cd_rc finished(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    struct still *still = run->state;
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_TRY(cd_mp_stage_frame(&frame, still->stage, err));
    if (still->references > 0)
        cd_mp_palette_apply(frame, &still->palette, 0.6f, run->engine->threads);
    const mp_style style = cd_mp_style_named(run->job->gen->prompt);
    if (style != MP_STYLE_NONE)
        CD_TRY(stylise(&frame, run, style, err));
    cd_mp_stage_record(still->stage, &run->scene);
    run->scene.drawn = true;
    run->scene.retouched = still->references > 0;
    if (!cd_str_copy(run->scene.style, sizeof run->scene.style, cd_mp_style_name(style)))
        CD_ASSERT(!"the name of a style fits");
    CD_MOVE(out->frame, frame);
    out->done = true;
    return CD_OK;
}

static cd_rc still_step(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    struct still *still = run->state;
    const cd_engine_input *reference =
        cd_source_find(run->job, CD_ROLE_IMAGE_REF, still->references);
    if (reference != NULL)
        return look_at(out, run, reference, err);
    if (still->stage == NULL) {
        CD_TRY(cd_mp_stage_new(&still->stage, &run->scene, run->engine->sprites,
                               run->engine->threads, err));
        still->steps_left = cd_mp_stage_steps(still->stage);
    }
    CD_TRY(cd_mp_stage_step(still->stage, err));
    return --still->steps_left == 0 ? finished(out, run, err) : CD_OK;
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
