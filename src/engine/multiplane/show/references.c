/* engine/multiplane/show/references.c - palettes are averaged, each next one at half the weight;
 * texture and layout come from the first that is for them. */
#include "engine/multiplane/show/references.h"

#include "engine/multiplane/cast/cast.h"
#include "engine/multiplane/find/seek.h"
#include "engine/multiplane/mend/mend.h"

#include <stdlib.h>
#include <string.h>

enum { GLANCE_SIDE = 1024 };

void cd_mp_references_read(mp_references *out, cd_engine_run *run)
{
    const cd_generation *gen = run->job->gen;
    *out = (mp_references){.count = 0};
    while (out->count < MP_REFS_MAX &&
           cd_source_find(run->job, CD_ROLE_IMAGE_REF, out->count) != NULL)
        out->count++;
    if (out->count == 0)
        return;
    char *rest = cd_new(gen->prompt.size + 1);
    cd_generation without = *gen;
    size_t size = 0;
    cd_mp_roles_read(&out->roles, rest, &size, gen->prompt);
    cd_mp_roles_default(&out->roles, out->count);
    without.prompt = out->prompt = (cd_str){rest, size};
    cd_mp_scene_read(&run->scene, run->engine->words, &without);
}

void cd_mp_references_done(mp_references *references)
{
    cd_mp_weave_done(&references->texture);
    cd_free_ptr(&references->prompt.data);
    for (uint32_t i = 0; i < references->cutting_count; i++)
        free(references->cuttings[i].rgba);
    references->cutting_count = 0;
}

static void palette_add(mp_references *r, const cd_frame *frame)
{
    const float weight = r->weight > 0.0f ? 0.5f / (float)(r->seen + 1) : 1.0f;
    const float share = weight / (r->weight + weight);
    mp_palette palette;
    cd_mp_palette_of(&palette, frame);
    for (int c = 0; c < 3; c++) {
        r->palette.mean[c] = cd_mp_lerp(r->palette.mean[c], palette.mean[c], share);
        r->palette.spread[c] = cd_mp_lerp(r->palette.spread[c], palette.spread[c], share);
    }
    r->weight += weight;
}

/* A frame as a picture in memory of its own. */
static cd_rc film_of(mp_picture *out, uint16_t **px, const cd_frame *frame, unsigned threads,
                     cd_err *err)
{
    const size_t line = (size_t)frame->width * 3;
    CD_TRY(cd_try_alloc(px, line * frame->height * sizeof(uint16_t), err));
    for (size_t y = 0; y < frame->height; y++)
        for (size_t x = 0; x < line; x++)
            (*px)[y * line + x] = (uint16_t)(frame->pixels[y * frame->stride + x] * 257);
    *out = (mp_picture){*px, frame->width, frame->height, threads};
    return CD_OK;
}

static void seen_done(mp_view *view)
{
    cd_mp_view_done(view);
}

/* Where the thing that stands out is. */
static cd_rc layout_of(mp_references *r, const cd_frame *frame, cd_err *err)
{
    CD_AUTO(seen_done) mp_view view = {.width = 0};
    CD_AUTO(cd_mp_map_done) mp_map mask = {0, 0, NULL};
    const mp_quest quest = {.what = MP_SOUGHT_THING, .whole = true};
    int32_t box[4];
    float sure = 0.0f;
    CD_TRY(cd_mp_view_of_frame(&view, frame, err));
    CD_TRY(cd_mp_seek(&mask, &sure, &view, &quest, err));
    if (sure < 0.3f || !cd_mp_map_bounds(box, &mask))
        return CD_OK;
    for (int k = 0; k < 4; k++)
        r->layout[k] = (float)box[k] / (float)(k % 2 ? view.height : view.width);
    r->laid_out = true;
    return CD_OK;
}

/* The subject of the scene that a cut-out stands for: the one of that word, else one that no other
 * stands for, else a new one. MP_SUBJECTS_MAX when there is no room. */
static uint32_t subject_for(const mp_references *r, mp_scene *scene, const char *word)
{
    for (uint32_t i = 0; i < scene->subject_count; i++)
        if (strcmp(scene->subjects[i].word, word) == 0)
            return i;
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        bool taken = scene->subjects[i].figure != MP_FIGURE_NONE;
        for (uint32_t k = 0; k < r->cutting_count; k++)
            taken |= r->cuttings[k].subject == i;
        if (!taken)
            return i;
    }
    if (scene->subject_count == MP_SUBJECTS_MAX)
        return MP_SUBJECTS_MAX;
    mp_subject *subject = &scene->subjects[scene->subject_count];
    *subject = (mp_subject){.figure = MP_FIGURE_NONE,
                            .word_hash = cd_str_hash(cd_str_from(word)),
                            .count = 1,
                            .height_m = 1.2f,
                            .size = 1.0f,
                            .place = MP_ON_GROUND,
                            .other = MP_OTHER_NONE,
                            .also_other = MP_OTHER_NONE,
                            .seat = 1.0f};
    if (!cd_str_copy(subject->word, sizeof subject->word, cd_str_from(word)))
        CD_ASSERT(!"a word of a prompt fits");
    return scene->subject_count++;
}

/* The matte's box as 8-bit premultiplied pixels. */
static cd_rc cut(mp_cutting *out, const cd_frame *frame, const mp_matte *matte, cd_err *err)
{
    int32_t box[4];
    out->rgba = NULL;
    if (!cd_mp_matte_bounds(box, matte))
        return CD_OK;
    out->width = (uint32_t)(box[2] - box[0]);
    out->height = (uint32_t)(box[3] - box[1]);
    CD_TRY(cd_try_alloc(&out->rgba, (size_t)out->width * out->height * 4, err));
    for (size_t y = 0; y < out->height; y++)
        for (size_t x = 0; x < out->width; x++) {
            const size_t px = (size_t)box[0] + x, py = (size_t)box[1] + y;
            const uint8_t *from = frame->pixels + py * frame->stride + px * 3;
            uint8_t *to = out->rgba + (y * out->width + x) * 4;
            to[3] = matte->a[py * matte->width + px];
            for (int c = 0; c < 3; c++)
                to[c] = (uint8_t)((uint32_t)from[c] * to[3] / 255);
        }
    return CD_OK;
}

static cd_rc cutting_of(mp_references *r, const cd_frame *frame, mp_scene *scene,
                        const cd_engine *engine, cd_err *err)
{
    CD_AUTO(cd_free_ptr) uint16_t *px = NULL;
    CD_AUTO(seen_done) mp_view view = {.width = 0};
    CD_AUTO(cd_mp_map_done) mp_map mask = {0, 0, NULL};
    CD_AUTO(cd_mp_matte_done) mp_matte matte = {0, 0, NULL};
    const uint32_t at = subject_for(r, scene, r->roles.thing[r->seen]);
    mp_cutting *cutting = &r->cuttings[r->cutting_count];
    mp_picture picture;
    mp_quest quest;
    float sure = 0.0f;
    if (at == MP_SUBJECTS_MAX)
        return CD_OK;
    const mp_subject *subject = &scene->subjects[at];
    CD_TRY(film_of(&picture, &px, frame, engine->threads, err));
    CD_TRY(cd_mp_view_of_picture(&view, &picture, err));
    CD_TRY(
        cd_mp_quest_of(&quest, cd_str_from(subject->word), subject->figure, engine->sprites, err));
    quest.what = MP_SOUGHT_THING;
    quest.whole = true;
    if (subject->has_color)
        cd_mp_quest_named(&quest, subject->color);
    CD_TRY(cd_mp_seek(&mask, &sure, &view, &quest, err));
    if (sure <= 0.0f)
        return CD_OK;
    CD_TRY(cd_mp_matte_of(&matte, &mask, &view, &picture, err));
    CD_TRY(cut(cutting, frame, &matte, err));
    cutting->subject = at;
    r->cutting_count += cutting->rgba != NULL;
    return CD_OK;
}

cd_rc cd_mp_references_take(mp_references *r, const cd_frame *frame, mp_scene *scene,
                            const cd_engine *engine, cd_err *err)
{
    CD_ASSERT(r->seen < r->count);
    const uint32_t role = r->roles.of[r->seen];
    scene->seed = cd_mp_hash(scene->seed ^ cd_mp_palette_seed(frame));
    if ((role & MP_ROLE_PALETTE) != 0)
        palette_add(r, frame);
    if ((role & MP_ROLE_TEXTURE) != 0 && r->texture.tile == NULL)
        CD_TRY(cd_mp_weave_of(&r->texture, frame, err));
    if ((role & MP_ROLE_LAYOUT) != 0 && !r->laid_out)
        CD_TRY(layout_of(r, frame, err));
    if ((role & MP_ROLE_SUBJECT) != 0)
        CD_TRY(cutting_of(r, frame, scene, engine, err));
    r->seen++;
    return CD_OK;
}

cd_rc cd_mp_references_next(mp_references *references, struct cd_engine_yield *yield,
                            mp_scene *scene, const cd_engine_run *run, cd_err *err)
{
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    const cd_engine_input *input = cd_source_find(run->job, CD_ROLE_IMAGE_REF, references->seen);
    CD_TRY(cd_source_glance(&frame, yield, input, GLANCE_SIDE, run->engine->env, err));
    return cd_mp_references_take(references, frame, scene, run->engine, err);
}

const mp_cutting *cd_mp_references_cutting(const mp_references *r, const mp_scene *asked,
                                           const char *word)
{
    for (uint32_t i = 0; i < r->cutting_count; i++)
        if (strcmp(asked->subjects[r->cuttings[i].subject].word, word) == 0)
            return &r->cuttings[i];
    return NULL;
}

void cd_mp_references_place(const mp_references *r, mp_scene *scene)
{
    mp_bond bonds[MP_SUBJECTS_MAX];
    mp_subject *hero = &scene->subjects[0];
    if (!r->laid_out || scene->subject_count == 0 || hero->count != 1 || hero->placed > 0)
        return;
    cd_mp_cast_bonds(bonds, scene);
    const mp_stance stance = cd_mp_cast_stance(scene, 0);
    if (bonds[0].parent != MP_OTHER_NONE)
        return;
    const bool floor = stance == MP_STANCE_STAND || stance == MP_STANCE_SWIM;
    const float w = (float)scene->width, h = (float)scene->height;
    const float tall = cd_mp_clamp((r->layout[3] - r->layout[1]) * h, 0.2f * h, 0.75f * h);
    const float wide = cd_mp_clamp((r->layout[2] - r->layout[0]) * w, 0.3f * tall, 2.0f * tall);
    const float x = 0.5f * (r->layout[0] + r->layout[2]) * w;
    const float least = floor ? 0.66f * h : tall + 0.02f * h;
    const float base = cd_mp_clamp(r->layout[3] * h, fmaxf(least, tall + 0.02f * h), 0.96f * h);
    hero->placed = 1;
    hero->spots[0] = (mp_spot){.x = cd_mp_clamp(x, 0.5f * wide, w - 0.5f * wide),
                               .base = base,
                               .width = wide,
                               .height = tall,
                               .order = base,
                               .stance = stance,
                               .flip = hero->facing_right};
}

void cd_mp_references_stage(mp_references *r, cd_mp_stage *stage)
{
    r->texture.amount = 0.20f;
    if (r->texture.tile != NULL)
        cd_mp_stage_texture(stage, &r->texture);
    for (uint32_t i = 0; i < r->cutting_count; i++)
        cd_mp_stage_cut(stage, r->cuttings[i].subject, r->cuttings[i].width, r->cuttings[i].height,
                        &r->cuttings[i].rgba);
}

void cd_mp_references_finish(const mp_references *r, cd_frame *frame, unsigned threads)
{
    if (r->weight > 0.0f)
        cd_mp_palette_apply(frame, &r->palette, r->roles.said ? 0.75f : 0.6f, threads);
}
