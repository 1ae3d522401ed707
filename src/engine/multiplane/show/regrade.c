/* engine/multiplane/show/regrade.c - video_edit: every frame of the source with the prompt's look,
 * as strong as `strength` says, and keyframes that come and go at their places. Size and length are
 * the source's. */
#include "engine/multiplane/film/develop.h"
#include "engine/multiplane/look/look.h"
#include "engine/multiplane/look/paste.h"
#include "engine/multiplane/show/show.h"
#include "media/resize.h"

#include <stdlib.h>

enum { FADE_FRAMES = 10, STRENGTH_DEFAULT = CD_STRENGTH_FLEX_2 };

struct regrade {
    cd_foreign *source;
    mp_developer *developer;
    mp_look look;
    bool adds;
    cd_frame *next; /* read ahead: the last frame knows that it is */
    uint32_t frame, frames;
    cd_frame *key; /* a keyframe at the source's size */
    const cd_engine_input *key_input;
};

static cd_rc regrade_plan(cd_engine_run *run, struct cd_engine_plan *plan, cd_err *err)
{
    const cd_engine_input *source = cd_source_find(run->job, CD_ROLE_SOURCE, 0);
    if (source == NULL)
        return cd_fail(err, CD_E_INVALID, "source", "an edit without a source");
    struct regrade *regrade = cd_new(sizeof *regrade);
    run->state = regrade;
    regrade->frames = source->what->duration_ms * CD_VIDEO_FPS / 1000 + 1;
    regrade->adds = cd_mp_paste_asked(run->job->gen->prompt, &run->scene);
    cd_mp_look_read(&regrade->look, run->job->gen->prompt, run->scene.seed, regrade->adds);
    const uint64_t pixels = (uint64_t)source->what->width * source->what->height;
    *plan = (struct cd_engine_plan){.steps = regrade->frames,
                                    .peak_bytes = pixels * 60 + MP_SPRITE_MEMORY,
                                    .estimate_ms = (uint32_t)(pixels * regrade->frames / 10000),
                                    .width = source->what->width,
                                    .height = source->what->height,
                                    .format = CD_FORMAT_MP4};
    return CD_OK;
}

static cd_rc source_next(struct cd_engine_yield *out, struct regrade *regrade, cd_err *err)
{
    const cd_rc rc = cd_foreign_next(&regrade->next, regrade->source, err);
    out->failure = cd_source_failure(rc);
    return rc;
}

static cd_rc begin(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    struct regrade *regrade = run->state;
    const cd_rc rc = cd_source_open(&regrade->source, cd_source_find(run->job, CD_ROLE_SOURCE, 0),
                                    CD_EDIT_SOURCE_MS_MAX, run->engine->env, err);
    out->failure = cd_source_failure(rc);
    CD_TRY(rc);
    CD_TRY(source_next(out, regrade, err));
    if (regrade->next == NULL) {
        out->failure = CD_FAILURE_CORRUPT_INPUT;
        return cd_fail(err, CD_E_CORRUPT, NULL, "a video without frames");
    }
    run->scene.width = regrade->next->width;
    run->scene.height = regrade->next->height;
    return cd_mp_developer_new(&regrade->developer, run->scene.width, run->scene.height,
                               run->job->gen->video.hdr ? MP_RANGE_PICTURE : MP_RANGE_SDR,
                               run->engine->threads, err);
}

/* The keyframe nearest to the frame, and how far it is; NULL without any. */
static const cd_engine_input *key_near(const cd_engine_run *run, uint32_t frame, uint32_t *away)
{
    const cd_video *video = &run->job->gen->video;
    const cd_engine_input *found = cd_source_find(run->job, CD_ROLE_START_FRAME, 0);
    *away = frame; /* a start frame is a keyframe at 0 */
    for (uint32_t i = 0; i < video->keyframe_index_count; i++) {
        const int64_t apart = video->keyframe_indexes[i] - (int64_t)frame;
        const uint32_t distance = (uint32_t)(apart < 0 ? -apart : apart);
        const cd_engine_input *key = cd_source_find(run->job, CD_ROLE_EDIT_KEYFRAME, i);
        if (key == NULL || (found != NULL && distance >= *away))
            continue;
        found = key;
        *away = distance;
    }
    return found;
}

static cd_rc key_blend(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    struct regrade *regrade = run->state;
    uint32_t away = 0;
    uint16_t *second = NULL;
    const cd_engine_input *key = key_near(run, regrade->frame, &away);
    if (key == NULL || away >= FADE_FRAMES)
        return CD_OK;
    if (key != regrade->key_input) {
        CD_AUTO(cd_frame_free) cd_frame *whole = NULL;
        cd_frame_free(&regrade->key);
        regrade->key_input = NULL;
        CD_TRY(cd_source_picture(&whole, out, key, CD_MOMENT_FIRST, run->engine->env, err));
        CD_TRY(cd_resize_cover(&regrade->key, whole, run->scene.width, run->scene.height, err));
        regrade->key_input = key;
    }
    CD_TRY(cd_mp_developer_second(&second, regrade->developer, err));
    cd_mp_developer_load(second, regrade->key);
    cd_mp_developer_blend(regrade->developer, cd_mp_smooth(FADE_FRAMES, 0.0f, (float)away));
    return CD_OK;
}

static float amount_of(const cd_engine_run *run)
{
    const cd_strength given = run->job->gen->video.edit.strength;
    const cd_strength strength = given != CD_STRENGTH_NONE ? given : STRENGTH_DEFAULT;
    return (float)strength / (float)(CD_STRENGTH__COUNT - 1);
}

static cd_rc regrade_step(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    struct regrade *regrade = run->state;
    if (regrade->source == NULL)
        return begin(out, run, err);
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_MOVE(frame, regrade->next);
    CD_TRY(source_next(out, regrade, err));
    cd_mp_developer_load(cd_mp_developer_film(regrade->developer), frame);
    const mp_picture picture = {cd_mp_developer_film(regrade->developer), frame->width,
                                frame->height, run->engine->threads};
    if (regrade->adds)
        CD_TRY(cd_mp_paste(&picture, &run->scene, run->engine->pack, run->engine->sprites, err));
    CD_TRY(cd_mp_look_lay(&picture, &regrade->look, amount_of(run),
                          (float)regrade->frame / (float)(5 * CD_VIDEO_FPS), err));
    CD_TRY(key_blend(out, run, err));
    CD_TRY(cd_mp_develop(&out->frame, regrade->developer, err));
    regrade->frame++;
    out->done = regrade->next == NULL;
    return CD_OK;
}

static void regrade_finish(cd_engine_run *run)
{
    struct regrade *regrade = run->state;
    if (regrade == NULL)
        return;
    cd_foreign_close(&regrade->source);
    cd_mp_developer_free(&regrade->developer);
    cd_frame_free(&regrade->next);
    cd_frame_free(&regrade->key);
    cd_free_ptr(&run->state);
}

const mp_show_ops cd_mp_show_regrade = {
    .plan = regrade_plan,
    .step = regrade_step,
    .finish = regrade_finish,
};
