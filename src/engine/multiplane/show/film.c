/* engine/multiplane/show/film.c - a clip from words: the scene is painted once, as planes, and the
 * camera moves before them. */
#include "engine/multiplane/film/camera.h"
#include "engine/multiplane/film/develop.h"
#include "engine/multiplane/film/fall.h"
#include "engine/multiplane/show/clip.h"

struct film {
    mp_scene wide; /* the scene with margins */
    cd_mp_stage *stage;
    struct mp_watch watch;
    mp_set set;
    mp_move move;
    mp_developer *developer;
    uint32_t stage_steps; /* left */
    uint32_t frame, frames;
};

static uint32_t with_margin(uint32_t side)
{
    return (uint32_t)((float)side * (1.0f + MP_SET_MARGIN) / 2.0f) * 2;
}

static bool has_water(const mp_scene *scene)
{
    return mp_setting_kind(scene->setting) == MP_SETTING_SEA || scene->lake_in_mountains;
}

static cd_rc film_plan(cd_engine_run *run, struct cd_engine_plan *plan, cd_err *err)
{
    struct film *film = cd_new(sizeof *film);
    run->state = film;
    cd_mp_clip_size(run);
    const mp_scene *scene = &run->scene;
    film->wide = *scene;
    film->wide.width = with_margin(scene->width);
    film->wide.height = with_margin(scene->height);
    CD_TRY(cd_mp_stage_new(&film->stage, &film->wide, run->engine->sprites, run->engine->threads,
                           err));
    cd_mp_set_watch(&film->watch, &film->set);
    film->watch.gather = true;
    cd_mp_stage_watch(film->stage, &film->watch);
    film->set.stage = film->stage;
    film->set.water = has_water(scene);
    film->move = cd_mp_camera_move(run->job->gen->prompt, scene->seed);
    film->stage_steps = cd_mp_stage_steps(film->stage);
    film->frames = cd_source_frames(run->job->gen->video.duration);
    CD_TRY(cd_mp_developer_new(&film->developer, scene->width, scene->height,
                               run->job->gen->video.hdr ? MP_RANGE_SCENE : MP_RANGE_SDR,
                               run->engine->threads, err));
    const uint64_t pixels = (uint64_t)film->wide.width * film->wide.height;
    *plan = (struct cd_engine_plan){
        .steps = film->stage_steps + film->frames,
        .peak_bytes = pixels * (2 * MP_STAGE_PIXEL_BYTES) + MP_SPRITE_MEMORY + MP_FIGURE_BYTES,
        .estimate_ms = (uint32_t)(pixels * film->frames / 16000) + MP_FIGURE_MS,
        .width = scene->width,
        .height = scene->height,
        .format = CD_FORMAT_MP4};
    return CD_OK;
}

static cd_rc film_step(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    struct film *film = run->state;
    if (film->stage_steps > 0) {
        film->stage_steps--;
        return cd_mp_stage_step(film->stage, err);
    }
    const mp_scene *scene = &run->scene;
    const bool loop = run->job->gen->video.loop;
    /* The frame after the last of a loop is the first one. */
    const float t = (float)film->frame / (float)(loop ? film->frames : film->frames - 1);
    const mp_pose pose =
        cd_mp_camera_film(&film->move, (float)scene->width, (float)scene->height, loop, t);
    uint16_t *picture = cd_mp_developer_film(film->developer);
    cd_mp_set_draw(picture, scene->width, scene->height, &film->set, &pose);
    cd_mp_fall_draw(picture, scene->width, scene->height, scene, t, 1.0f);
    CD_TRY(cd_mp_develop(&out->frame, film->developer, err));
    out->done = ++film->frame == film->frames;
    return CD_OK;
}

static void film_finish(cd_engine_run *run)
{
    struct film *film = run->state;
    if (film == NULL)
        return;
    cd_mp_developer_free(&film->developer);
    cd_mp_set_done(&film->set);
    cd_mp_stage_free(&film->stage);
    cd_free_ptr(&run->state);
}

const mp_show_ops cd_mp_show_film = {
    .plan = film_plan,
    .step = film_step,
    .finish = film_finish,
};
