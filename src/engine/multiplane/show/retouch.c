/* engine/multiplane/show/retouch.c - image_edit: the source, at its own size. A picture of this
 * engine's own is drawn again from its scene (revise.c); what that cannot do, and pictures from
 * elsewhere, get the look that the prompt asks for, what it adds, and the palette of a reference.
 */
#include "engine/multiplane/film/develop.h"
#include "engine/multiplane/show/revise.h"
#include "engine/multiplane/show/show.h"
#include "engine/multiplane/show/touch.h"

enum { STEP_SOURCE, STEP_REVISE, STEP_REFERENCE, STEP_LOOK, STEPS };

struct retouch {
    uint32_t step;
    cd_frame *frame;
    mp_changes changes;    /* what the prompt asks for */
    mp_revision *revision; /* NULL: the source has no scene that could be changed */
    mp_references references;
    mp_scene asked; /* as the prompt reads without what is about references */
    cd_str prompt;  /* likewise; borrowed */
};

/* Whether something is to be cut out of a reference. */
static bool cuts(const mp_references *references)
{
    bool some = false;
    for (uint32_t i = 0; i < references->count; i++)
        some |= (references->roles.of[i] & MP_ROLE_SUBJECT) != 0;
    return some;
}

static cd_rc retouch_plan(cd_engine_run *run, struct cd_engine_plan *plan, cd_err *err)
{
    const cd_engine_input *source = cd_source_find(run->job, CD_ROLE_SOURCE, 0);
    if (source == NULL)
        return cd_fail(err, CD_E_INVALID, "source", "an edit without a source");
    struct retouch *retouch = cd_new(sizeof *retouch);
    run->state = retouch;
    cd_mp_references_read(&retouch->references, run);
    retouch->asked = run->scene;
    cd_generation gen = *run->job->gen;
    if (retouch->references.count > 0)
        gen.prompt = retouch->references.prompt;
    retouch->prompt = gen.prompt;
    cd_mp_changes_read(&retouch->changes, run->engine->words, &gen);
    if (!cuts(&retouch->references)) /* the artwork has no such figure */
        CD_TRY(cd_mp_revision_new(&retouch->revision, run, source, &retouch->changes, err));
    const uint64_t pixels = (uint64_t)source->what->width * source->what->height;
    *plan = (struct cd_engine_plan){.steps = STEPS + retouch->references.count,
                                    .peak_bytes = pixels * 40 + MP_SPRITE_MEMORY,
                                    .estimate_ms = (uint32_t)(pixels / 2000) + MP_FIGURE_MS,
                                    .width = source->what->width,
                                    .height = source->what->height,
                                    .format = CD_FORMAT_PNG};
    return CD_OK;
}

/* Whether the pixels have something to do that the scene could not. */
static bool is_left(const struct retouch *retouch)
{
    bool left = retouch->revision == NULL;
    for (uint32_t i = 0; i < retouch->changes.count && !left; i++)
        left = !cd_mp_revision_makes(retouch->revision, i);
    return left;
}

static cd_rc look_apply(cd_engine_run *run, cd_err *err)
{
    struct retouch *retouch = run->state;
    CD_AUTO(cd_mp_developer_free) mp_developer *developer = NULL;
    const uint32_t width = retouch->frame->width, height = retouch->frame->height;
    const unsigned threads = run->engine->threads;
    bool made[MP_CHANGES_MAX] = {false};
    CD_TRY(cd_mp_developer_new(&developer, width, height, MP_RANGE_SDR, threads, err));
    cd_mp_developer_load(cd_mp_developer_film(developer), retouch->frame);
    cd_frame_free(&retouch->frame); /* large ones should not be there twice */
    const mp_desk desk = {.picture = {cd_mp_developer_film(developer), width, height, threads},
                          .pack = run->engine->pack,
                          .sprites = run->engine->sprites,
                          .seed = run->scene.seed,
                          .references = &retouch->references,
                          .asked = &retouch->asked};
    for (uint32_t i = 0; i < retouch->changes.count && retouch->revision != NULL; i++)
        made[i] = cd_mp_revision_makes(retouch->revision, i);
    const bool manga = run->job->gen->style == CD_STYLE_MANGA;
    CD_TRY(cd_mp_touch_all(&desk, &retouch->changes, made, retouch->prompt, !manga, err));
    if (run->job->gen->style == CD_STYLE_MANGA)
        CD_TRY(cd_mp_look_manga(&desk.picture, err));
    return cd_mp_develop(&retouch->frame, developer, err);
}

/* Whether the references' colours are for the whole picture: the prompt says so, or it says nothing
 * of a part. */
static bool draws(const struct retouch *retouch)
{
    bool whole = true;
    for (uint32_t i = 0; i < retouch->changes.count; i++)
        whole &= retouch->changes.list[i].deed == MP_DEED_DESCRIBE &&
                 retouch->changes.list[i].target == MP_TARGET_PICTURE;
    return whole || retouch->references.roles.said;
}

static cd_rc retouch_step(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    struct retouch *retouch = run->state;
    bool done = true;
    switch (retouch->step++) {
    case STEP_REVISE:
        if (retouch->revision != NULL)
            CD_TRY(cd_mp_revision_step(&done, retouch->revision, &retouch->frame, err));
        retouch->step -= !done;
        return CD_OK;
    case STEP_SOURCE:
        return cd_source_picture(&retouch->frame, out, cd_source_find(run->job, CD_ROLE_SOURCE, 0),
                                 CD_MOMENT_FIRST, run->engine->env, err);
    case STEP_REFERENCE:
        if (retouch->references.seen < retouch->references.count) {
            retouch->step--;
            return cd_mp_references_next(&retouch->references, out, &retouch->asked, run, err);
        }
        if (draws(retouch))
            cd_mp_references_finish(&retouch->references, retouch->frame, run->engine->threads);
        return CD_OK;
    default:
        if (is_left(retouch)) {
            CD_TRY(look_apply(run, err));
            run->scene.width = retouch->frame->width;
            run->scene.height = retouch->frame->height;
            run->scene.retouched = true;
        }
        CD_MOVE(out->frame, retouch->frame);
        out->done = true;
        return CD_OK;
    }
}

static void retouch_finish(cd_engine_run *run)
{
    struct retouch *retouch = run->state;
    if (retouch != NULL) {
        cd_mp_revision_free(&retouch->revision);
        cd_mp_references_done(&retouch->references);
        cd_frame_free(&retouch->frame);
    }
    cd_free_ptr(&run->state);
}

const mp_show_ops cd_mp_show_retouch = {
    .plan = retouch_plan,
    .step = retouch_step,
    .finish = retouch_finish,
};
