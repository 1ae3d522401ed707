/* engine/multiplane/show/tween.c - a clip between pictures that were given: at an anchor's frame it
 * is the anchor, between two of them the camera leaves one and arrives at the other while they
 * dissolve, and beyond the last it drifts on. An extended clip has one anchor: the end or the start
 * of the clip it continues. */
#include "engine/multiplane/film/camera.h"
#include "engine/multiplane/film/develop.h"
#include "engine/multiplane/film/fall.h"
#include "engine/multiplane/show/clip.h"
#include "media/resize.h"

#include <stdlib.h>

enum { FALL_RISE = 18 }; /* frames from an anchor until the prompt's weather is all there */

struct anchor {
    uint32_t frame;
    const cd_engine_input *input;
    cd_moment moment;
};

struct tween {
    uint32_t anchor_count;
    struct anchor *anchors; /* by frame */
    mp_set sets[2];         /* anchor before or at the frame, the one after it */
    uint32_t held[2];       /* which anchors those are, anchor_count: none */
    mp_move move;
    mp_developer *developer;
    uint32_t frame, frames;
};

static int by_frame(const void *a, const void *b)
{
    const struct anchor *first = a, *second = b;
    return (first->frame > second->frame) - (first->frame < second->frame);
}

static void anchor_add(struct tween *tween, uint32_t frame, const cd_engine_input *input,
                       cd_moment moment)
{
    if (input != NULL)
        tween->anchors[tween->anchor_count++] = (struct anchor){frame, input, moment};
}

static void anchors_gather(struct tween *tween, const struct cd_engine_job *job)
{
    const cd_video *video = &job->gen->video;
    tween->anchors = cd_new_array(2 + video->keyframe_index_count, sizeof *tween->anchors);
    /* A clip is continued after its last frame, and led up to its first. */
    anchor_add(tween, 0, cd_source_find(job, CD_ROLE_START_FRAME, 0), CD_MOMENT_LAST);
    anchor_add(tween, tween->frames - 1, cd_source_find(job, CD_ROLE_END_FRAME, 0),
               CD_MOMENT_FIRST);
    for (uint32_t i = 0; i < video->keyframe_index_count; i++) {
        const int64_t at = video->keyframe_indexes[i];
        CD_ASSERT(at >= 0 && at < tween->frames);
        anchor_add(tween, (uint32_t)at, cd_source_find(job, CD_ROLE_KEYFRAME, i), CD_MOMENT_FIRST);
    }
    qsort(tween->anchors, tween->anchor_count, sizeof *tween->anchors, by_frame);
}

/* The air of the clip that is continued stays, unless the prompt speaks of the weather itself. */
static void air_keep(cd_engine_run *run)
{
    static const cd_role roles[] = {CD_ROLE_START_FRAME, CD_ROLE_END_FRAME};
    mp_scene before;
    for (size_t i = 0; i < CD_COUNT(roles) && run->scene.weather == MP_CLEAR; i++) {
        const cd_engine_input *input = cd_source_find(run->job, roles[i], 0);
        if (input == NULL || !cd_mp_scene_parse(&before, run->engine->pack, input->scene))
            continue;
        run->scene.setting = before.setting;
        run->scene.weather = before.weather;
        run->scene.time = before.time;
        return;
    }
}

static cd_rc tween_plan(cd_engine_run *run, struct cd_engine_plan *plan, cd_err *err)
{
    const cd_generation *gen = run->job->gen;
    struct tween *tween = cd_new(sizeof *tween);
    run->state = tween;
    cd_mp_clip_size(run);
    air_keep(run);
    const mp_scene *scene = &run->scene;
    tween->frames = cd_source_frames(gen->video.duration);
    anchors_gather(tween, run->job);
    CD_ASSERT(tween->anchor_count > 0);
    tween->held[0] = tween->held[1] = tween->anchor_count;
    tween->move = cd_mp_camera_move(gen->prompt, scene->seed);
    CD_TRY(cd_mp_developer_new(&tween->developer, scene->width, scene->height,
                               gen->video.hdr ? MP_RANGE_PICTURE : MP_RANGE_SDR,
                               run->engine->threads, err));
    const uint64_t pixels = (uint64_t)scene->width * scene->height;
    *plan = (struct cd_engine_plan){.steps = tween->frames,
                                    .peak_bytes = pixels * 40,
                                    .estimate_ms = (uint32_t)(pixels * tween->frames / 16000),
                                    .width = scene->width,
                                    .height = scene->height,
                                    .format = CD_FORMAT_MP4};
    return CD_OK;
}

/* Puts an anchor's picture, cut to the clip's shape, before the camera. */
static cd_rc hold(struct cd_engine_yield *out, cd_engine_run *run, int slot, uint32_t anchor,
                  cd_err *err)
{
    struct tween *tween = run->state;
    CD_AUTO(cd_frame_free) cd_frame *whole = NULL;
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    if (tween->held[slot] == anchor)
        return CD_OK;
    cd_mp_set_done(&tween->sets[slot]);
    tween->held[slot] = tween->anchor_count;
    CD_TRY(cd_source_picture(&whole, out, tween->anchors[anchor].input,
                             tween->anchors[anchor].moment, run->engine->env, err));
    CD_TRY(cd_resize_cover(&frame, whole, run->scene.width, run->scene.height, err));
    tween->sets[slot] = (mp_set){.stage = NULL};
    CD_TRY(cd_mp_set_flat(&tween->sets[slot], frame, run->engine->threads, err));
    tween->held[slot] = anchor;
    return CD_OK;
}

/* The picture after the frame before it may be what was the one after it. */
static void pass_on(struct tween *tween, uint32_t anchor)
{
    if (tween->held[1] != anchor || tween->held[0] == anchor)
        return;
    cd_mp_set_done(&tween->sets[0]);
    tween->sets[0] = tween->sets[1];
    tween->held[0] = anchor;
    tween->sets[1] = (mp_set){.count = 0};
    tween->held[1] = tween->anchor_count;
}

/* Where the camera is `away` frames from an anchor, of `span` to the next or to the end. */
static mp_pose pose_of(const cd_engine_run *run, float away, float span)
{
    const struct tween *tween = run->state;
    const float t = span > 0.0f ? away / span : 0.0f;
    return cd_mp_camera_leave(&tween->move, (float)run->scene.width, (float)run->scene.height,
                              run->job->gen->video.loop, t);
}

static float rest_of_weather(float away)
{
    return cd_mp_clamp(away / FALL_RISE, 0.0f, 1.0f);
}

/* Before the first anchor or after the last: the camera drifts away from it. */
static cd_rc draw_alone(struct cd_engine_yield *out, cd_engine_run *run, uint32_t anchor,
                        float away, float span, cd_err *err)
{
    struct tween *tween = run->state;
    pass_on(tween, anchor);
    CD_TRY(hold(out, run, 0, anchor, err));
    const mp_pose pose = pose_of(run, away, span);
    cd_mp_set_draw(cd_mp_developer_film(tween->developer), run->scene.width, run->scene.height,
                   &tween->sets[0], &pose);
    return CD_OK;
}

static cd_rc draw_between(struct cd_engine_yield *out, cd_engine_run *run, uint32_t before,
                          float away, float span, cd_err *err)
{
    struct tween *tween = run->state;
    uint16_t *second = NULL;
    CD_TRY(draw_alone(out, run, before, away, span, err));
    CD_TRY(hold(out, run, 1, before + 1, err));
    CD_TRY(cd_mp_developer_second(&second, tween->developer, err));
    const mp_pose pose = pose_of(run, span - away, span);
    cd_mp_set_draw(second, run->scene.width, run->scene.height, &tween->sets[1], &pose);
    cd_mp_developer_blend(tween->developer, cd_mp_smooth(0.0f, span, away));
    return CD_OK;
}

/* Draws the frame; *near becomes the distance to the nearest anchor, in frames. */
static cd_rc draw(struct cd_engine_yield *out, float *near, cd_engine_run *run, cd_err *err)
{
    struct tween *tween = run->state;
    const struct anchor *anchors = tween->anchors;
    const uint32_t last = tween->anchor_count - 1;
    const uint32_t frame = tween->frame;
    if (frame <= anchors[0].frame) {
        *near = (float)(anchors[0].frame - frame);
        return draw_alone(out, run, 0, *near, (float)anchors[0].frame, err);
    }
    if (frame >= anchors[last].frame) {
        const bool loop = run->job->gen->video.loop;
        const uint32_t end = loop ? tween->frames : tween->frames - 1;
        *near = (float)(frame - anchors[last].frame);
        const float span = (float)(end - anchors[last].frame);
        CD_TRY(draw_alone(out, run, last, *near, span, err));
        *near = loop && span - *near < *near ? span - *near : *near;
        return CD_OK;
    }
    uint32_t before = 0;
    while (anchors[before + 1].frame <= frame)
        before++;
    const float span = (float)(anchors[before + 1].frame - anchors[before].frame);
    const float away = (float)(frame - anchors[before].frame);
    *near = away < span - away ? away : span - away;
    return away == 0.0f ? draw_alone(out, run, before, 0.0f, span, err)
                        : draw_between(out, run, before, away, span, err);
}

static cd_rc tween_step(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    struct tween *tween = run->state;
    float near = 0.0f;
    CD_TRY(draw(out, &near, run, err));
    cd_mp_fall_draw(cd_mp_developer_film(tween->developer), run->scene.width, run->scene.height,
                    &run->scene, (float)tween->frame / (float)tween->frames, rest_of_weather(near));
    CD_TRY(cd_mp_develop(&out->frame, tween->developer, err));
    out->done = ++tween->frame == tween->frames;
    return CD_OK;
}

static void tween_finish(cd_engine_run *run)
{
    struct tween *tween = run->state;
    if (tween == NULL)
        return;
    cd_mp_set_done(&tween->sets[0]);
    cd_mp_set_done(&tween->sets[1]);
    cd_mp_developer_free(&tween->developer);
    cd_free_ptr(&tween->anchors);
    cd_free_ptr(&run->state);
}

const mp_show_ops cd_mp_show_tween = {
    .plan = tween_plan,
    .step = tween_step,
    .finish = tween_finish,
};
