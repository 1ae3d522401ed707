/* engine/multiplane/show/manga.c - a manga page from a scene. References decide how it is composed;
 * their colours have no place on it. */
#include "engine/multiplane/page/page.h"
#include "engine/multiplane/show/references.h"

struct manga {
    mp_page *page;
    mp_references references;
    uint32_t steps_left; /* of the page */
};

static cd_rc page_open(mp_page **out, const cd_engine_run *run, cd_err *err)
{
    return cd_mp_page_new(out, &run->scene, run->job->gen->prompt, run->engine->sprites,
                          run->engine->threads, err);
}

static cd_rc manga_plan(cd_engine_run *run, struct cd_engine_plan *plan, cd_err *err)
{
    mp_scene *scene = &run->scene;
    CD_AUTO(cd_mp_page_free) mp_page *page = NULL;
    struct manga *manga = cd_new(sizeof *manga);
    run->state = manga;
    cd_mp_references_read(&manga->references, run);
    if (run->job->gen->ratio == CD_RATIO_NONE &&
        scene->width * 3 > scene->height * 2) { /* a page is upright */
        scene->ratio = CD_RATIO_2_3;
        cd_ratio_pixels(scene->ratio, &scene->width, &scene->height);
    }
    CD_TRY(page_open(&page, run, err));
    const uint64_t pixels = (uint64_t)scene->width * scene->height;
    *plan = (struct cd_engine_plan){

        .steps = manga->references.count + cd_mp_page_steps(page),
        .peak_bytes = pixels * MP_STAGE_PIXEL_BYTES + MP_SPRITE_MEMORY + MP_FIGURE_BYTES,
        .estimate_ms = (uint32_t)(pixels * MP_MEGAPIXEL_MS * 2 * scene->detail / 1000000) +
                       MP_FIGURE_MS * scene->subject_count,
        .width = scene->width,
        .height = scene->height,
        .format = CD_FORMAT_PNG};
    return CD_OK;
}

static cd_rc manga_step(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    struct manga *manga = run->state;
    if (manga->references.seen < manga->references.count)
        return cd_mp_references_next(&manga->references, out, &run->scene, run, err);
    if (manga->page == NULL) {
        cd_mp_references_place(&manga->references, &run->scene);
        CD_TRY(page_open(&manga->page, run, err));
        manga->steps_left = cd_mp_page_steps(manga->page);
    }
    CD_TRY(cd_mp_page_step(manga->page, err));
    if (--manga->steps_left > 0)
        return CD_OK;
    CD_TRY(cd_mp_page_frame(&out->frame, manga->page, err));
    out->done = true;
    return CD_OK;
}

static void manga_finish(cd_engine_run *run)
{
    struct manga *manga = run->state;
    if (manga != NULL) {
        cd_mp_page_free(&manga->page);
        cd_mp_references_done(&manga->references);
    }
    cd_free_ptr(&run->state);
}

const mp_show_ops cd_mp_show_manga = {
    .plan = manga_plan,
    .step = manga_step,
    .finish = manga_finish,
};
