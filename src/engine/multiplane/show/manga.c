/* engine/multiplane/show/manga.c - a manga page from a scene. References decide how it is composed;
 * their colours have no place on it. */
#include "engine/multiplane/look/palette.h"
#include "engine/multiplane/page/page.h"
#include "engine/multiplane/show/show.h"

struct manga {
    mp_page *page;
    uint32_t references; /* looked at so far */
    uint32_t steps_left; /* of the page */
};

static uint32_t reference_count(const cd_engine_run *run)
{
    uint32_t count = 0;
    while (cd_source_find(run->job, CD_ROLE_IMAGE_REF, count) != NULL)
        count++;
    return count;
}

static cd_rc page_open(mp_page **out, const cd_engine_run *run, cd_err *err)
{
    return cd_mp_page_new(out, &run->scene, run->job->gen->prompt, run->engine->sprites,
                          run->engine->threads, err);
}

static cd_rc manga_plan(cd_engine_run *run, struct cd_engine_plan *plan, cd_err *err)
{
    mp_scene *scene = &run->scene;
    CD_AUTO(cd_mp_page_free) mp_page *page = NULL;
    if (run->job->gen->ratio == CD_RATIO_NONE &&
        scene->width * 3 > scene->height * 2) { /* a page is upright */
        scene->ratio = CD_RATIO_2_3;
        cd_ratio_pixels(scene->ratio, &scene->width, &scene->height);
    }
    run->state = cd_new(sizeof(struct manga));
    const uint32_t references = reference_count(run);
    CD_TRY(page_open(&page, run, err));
    const uint64_t pixels = (uint64_t)scene->width * scene->height;
    *plan = (struct cd_engine_plan){
        .steps = references + cd_mp_page_steps(page),
        .peak_bytes = pixels * MP_STAGE_PIXEL_BYTES + MP_SPRITE_MEMORY + MP_FIGURE_BYTES,
        .estimate_ms = (uint32_t)(pixels * MP_MEGAPIXEL_MS * 2 * scene->detail / 1000000) +
                       MP_FIGURE_MS * scene->subject_count,
        .width = scene->width,
        .height = scene->height,
        .format = CD_FORMAT_PNG};
    return CD_OK;
}

static cd_rc look_at(struct cd_engine_yield *out, cd_engine_run *run, const cd_engine_input *input,
                     cd_err *err)
{
    struct manga *manga = run->state;
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_TRY(cd_source_picture(&frame, out, input, CD_MOMENT_FIRST, run->engine->env, err));
    run->scene.seed = cd_mp_hash(run->scene.seed ^ cd_mp_palette_seed(frame));
    manga->references++;
    return CD_OK;
}

static cd_rc manga_step(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    struct manga *manga = run->state;
    const cd_engine_input *reference =
        cd_source_find(run->job, CD_ROLE_IMAGE_REF, manga->references);
    if (reference != NULL)
        return look_at(out, run, reference, err);
    if (manga->page == NULL) {
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
    if (manga != NULL)
        cd_mp_page_free(&manga->page);
    cd_free_ptr(&run->state);
}

const mp_show_ops cd_mp_show_manga = {
    .plan = manga_plan,
    .step = manga_step,
    .finish = manga_finish,
};
