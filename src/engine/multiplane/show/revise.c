/* engine/multiplane/show/revise.c - draws the scene as it was and as it is to be. Where the two
 * differ, the source takes the second; its own colours, if something was laid over it since, are
 * carried over. When light, weather or place change there is nothing to keep. */
#include "engine/multiplane/show/revise.h"

#include "engine/multiplane/look/mood.h"
#include "engine/multiplane/look/named.h"
#include "engine/multiplane/look/palette.h"
#include "engine/multiplane/show/styled.h"

#include <stdlib.h>
#include <string.h>

struct mp_revision {
    cd_engine_run *run;
    mp_scene before;
    mp_changed changed;
    cd_mp_stage *stage; /* of what is being drawn */
    uint32_t steps_left;
    cd_frame *old; /* NULL: not drawn yet, or not needed */
};

void cd_mp_revision_free(mp_revision **revision)
{
    if (revision == NULL || *revision == NULL)
        return;
    cd_mp_stage_free(&(*revision)->stage);
    cd_frame_free(&(*revision)->old);
    cd_free_ptr(revision);
}

/* Another style or mood for the whole picture, when the prompt names one. */
static bool restyle(mp_scene *scene, cd_str prompt)
{
    const cd_str name = cd_mp_style_name(cd_mp_style_named(prompt));
    const uint32_t moods = cd_mp_moods_named(prompt);
    const bool other = moods != 0 && moods != scene->moods;
    if (other)
        scene->moods = moods;
    if (name.size == 0 || cd_str_eq_c(name, scene->style))
        return other;
    return cd_str_copy(scene->style, sizeof scene->style, name);
}

cd_rc cd_mp_revision_new(mp_revision **out, cd_engine_run *run, const cd_engine_input *source,
                         const mp_changes *changes, cd_err *err)
{
    CD_AUTO(cd_mp_revision_free) mp_revision *revision = NULL;
    CD_TRY(cd_try_alloc(&revision, sizeof *revision, err));
    mp_scene *scene = &revision->before;
    if (!cd_mp_scene_parse(scene, run->engine->pack, source->scene) || !scene->drawn ||
        scene->width != source->what->width || scene->height != source->what->height)
        return CD_OK;
    mp_scene after = *scene;
    cd_mp_scene_change(&revision->changed, &after, changes, run->engine->pack);
    if (restyle(&after, run->job->gen->prompt)) {
        revision->changed.some = revision->changed.everywhere = true;
        for (uint32_t i = 0; i < changes->count; i++) /* "make it a watercolour" */
            revision->changed.done[i] =
                revision->changed.done[i] || changes->list[i].deed == MP_DEED_DESCRIBE;
    }
    /* What was done to the pixels since could not be done again. */
    if (!revision->changed.some || (revision->changed.everywhere && scene->retouched))
        return CD_OK;
    revision->run = run;
    run->scene = after;
    CD_MOVE(*out, revision);
    return CD_OK;
}

bool cd_mp_revision_makes(const mp_revision *revision, uint32_t change)
{
    return revision->changed.done[change];
}

/* How different two pixels are, 0..255. */
static int32_t apart(const uint8_t *a, const uint8_t *b)
{
    int32_t most = 0;
    for (int c = 0; c < 3; c++) {
        const int32_t d = abs((int32_t)a[c] - (int32_t)b[c]);
        most = d > most ? d : most;
    }
    return most;
}

struct blend {
    const cd_frame *old, *new;
    cd_frame *out;
    uint8_t *mask;
};

/* From a difference no eye sees to one that everybody does. */
static void mask_rows(void *data, int32_t from, int32_t to)
{
    enum { SAME = 1, OTHER = 7 };
    const struct blend *b = data;
    for (int32_t y = from; y < to; y++) {
        const uint8_t *old = b->old->pixels + (size_t)y * b->old->stride;
        const uint8_t *new = b->new->pixels + (size_t)y * b->new->stride;
        uint8_t *mask = b->mask + (size_t)y * b->out->width;
        for (uint32_t x = 0; x < b->out->width; x++) {
            const int32_t d = apart(old + x * 3, new + x * 3);
            mask[x] = (uint8_t)(d <= SAME    ? 0
                                : d >= OTHER ? 255
                                             : (d - SAME) * 255 / (OTHER - SAME));
        }
    }
}

/* The largest of the mask around a pixel: inside of what changed there are pixels that happen to be
 * alike. */
static void blend_rows(void *data, int32_t from, int32_t to)
{
    const struct blend *b = data;
    const int32_t w = (int32_t)b->out->width, h = (int32_t)b->out->height;
    for (int32_t y = from; y < to; y++) {
        uint8_t *out = b->out->pixels + (size_t)y * b->out->stride;
        const uint8_t *new = b->new->pixels + (size_t)y * b->new->stride;
        for (int32_t x = 0; x < w; x++) {
            int32_t most = 0;
            for (int32_t dy = -1; dy <= 1; dy++)
                for (int32_t dx = -1; dx <= 1; dx++) {
                    const int32_t nx = x + dx, ny = y + dy;
                    if (nx < 0 || ny < 0 || nx >= w || ny >= h)
                        continue;
                    const int32_t m = b->mask[(size_t)ny * (size_t)w + (size_t)nx];
                    most = m > most ? m : most;
                }
            for (int c = 0; c < 3 && most > 0; c++)
                out[x * 3 + c] =
                    (uint8_t)(out[x * 3 + c] + (new[x * 3 + c] - out[x * 3 + c]) * most / 255);
        }
    }
}

/* Whether two pictures are of other colours as a whole: a palette or a grade lies over one. */
static bool regraded(const mp_palette *a, const mp_palette *b)
{
    float most = 0.0f;
    for (int c = 0; c < 3; c++)
        most =
            fmaxf(most, fmaxf(fabsf(a->mean[c] - b->mean[c]), fabsf(a->spread[c] - b->spread[c])));
    return most > 2.0f;
}

/* Takes into `frame`, the source, what is in `new` and not in `old`. */
static cd_rc take_over(cd_frame *frame, const cd_frame *old, cd_frame *new, unsigned threads,
                       cd_err *err)
{
    CD_AUTO(cd_free_ptr) uint8_t *mask = NULL;
    mp_palette was, is;
    struct blend blend = {old, new, frame, NULL};
    CD_TRY(cd_try_alloc(&mask, (size_t)frame->width * frame->height, err));
    blend.mask = mask;
    cd_mp_rows(threads, 0, (int32_t)frame->height, mask_rows, &blend);
    cd_mp_palette_of(&was, old);
    cd_mp_palette_of(&is, frame);
    if (regraded(&was, &is))
        cd_mp_palette_carry(new, &was, &is, threads);
    cd_mp_rows(threads, 0, (int32_t)frame->height, blend_rows, &blend);
    return CD_OK;
}

/* One of the two scenes is drawn. */
static cd_rc drawn(bool *done, mp_revision *revision, cd_frame **frame, cd_err *err)
{
    const bool first = !revision->changed.everywhere && revision->old == NULL;
    const mp_scene *scene = first ? &revision->before : &revision->run->scene;
    CD_AUTO(cd_frame_free) cd_frame *picture = NULL;
    CD_TRY(cd_mp_stage_frame(&picture, revision->stage, err));
    const unsigned threads = revision->run->engine->threads;
    CD_TRY(cd_mp_styled(&picture, scene, revision->stage, threads, err));
    if (!first)
        cd_mp_stage_record(revision->stage, &revision->run->scene);
    cd_mp_stage_free(&revision->stage);
    if (first) {
        CD_MOVE(revision->old, picture);
        return CD_OK;
    }
    *done = true;
    if (revision->old != NULL)
        return take_over(*frame, revision->old, picture, threads, err);
    cd_frame_free(frame);
    CD_MOVE(*frame, picture);
    return CD_OK;
}

cd_rc cd_mp_revision_step(bool *done, mp_revision *revision, cd_frame **frame, cd_err *err)
{
    const bool first = !revision->changed.everywhere && revision->old == NULL;
    const mp_scene *scene = first ? &revision->before : &revision->run->scene;
    *done = false;
    if (revision->stage == NULL) {
        CD_TRY(cd_mp_stage_new(&revision->stage, scene, revision->run->engine->sprites,
                               revision->run->engine->threads, err));
        revision->steps_left = cd_mp_stage_steps(revision->stage);
    }
    CD_TRY(cd_mp_stage_step(revision->stage, err));
    return --revision->steps_left == 0 ? drawn(done, revision, frame, err) : CD_OK;
}
