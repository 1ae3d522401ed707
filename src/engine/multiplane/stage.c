/* engine/multiplane/stage.c - the steps of a picture: fetch the figures one by one, surroundings,
 * the cast in three pieces from far to near, what stands before, finish. */
#include "engine/multiplane/stage.h"

#include "engine/multiplane/cast/cast.h"
#include "engine/multiplane/paint/detail.h"
#include "engine/multiplane/paint/finish.h"
#include "engine/multiplane/paint/focus.h"
#include "engine/multiplane/cast/lettering.h"
#include "engine/multiplane/look/mood.h"
#include "engine/multiplane/look/texture.h"
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/place/sky.h"

#include <stdlib.h>
#include <string.h>

enum { GROUPS_MAX = 5 };
/* Ground at the horizon and farther, and how far apart groups of actors stand at least. */
static const float near_horizon = 0.12f, near_apart = 0.10f;

enum { CAST_PIECES = 3, OTHER_STEPS = 3 }; /* surroundings, lettering and foreground, finish */

struct cd_mp_stage {
    const mp_scene *scene;
    float grain; /* pixels of the canvas for one of the picture, along a side */
    const mp_setting_ops *ops;
    mp_paint paint;
    mp_cast cast;
    mp_lettering lettering;
    uint32_t done;
    cd_frame *frame;
    const struct mp_watch *watch; /* or NULL */
    const mp_weave *texture;      /* or NULL */
    mp_canvas twin;               /* of the canvas, for the watcher */
    uint32_t group_count;         /* of actors, told so far */
    float group_near;             /* of the group on the canvas but not told; below 0: none */
    bool group_floats;
};

/* uni-1-max: nine samples for four pixels, and everything is drawn that much finer. */
static const float grain_fine = 1.5f;
enum { FINE_PIXELS_MAX = 5000000 }; /* larger pictures would not fit the memory of a worker */

static float grain_of(const mp_scene *scene)
{
    const bool fits = (uint64_t)scene->width * scene->height <= FINE_PIXELS_MAX;
    return scene->detail > 1 && fits ? grain_fine : 1.0f;
}

static bool stands_somebody(const mp_scene *scene)
{
    mp_bond bonds[MP_SUBJECTS_MAX];
    cd_mp_cast_bonds(bonds, scene);
    for (uint32_t i = 0; i < scene->subject_count; i++)
        if (bonds[i].parent == MP_OTHER_NONE && cd_mp_cast_stance(scene, i) == MP_STANCE_STAND)
            return true;
    return false;
}

/* The horizon climbs a little in tall frames, where there is more floor to fill. */
static float horizon_of(const mp_setting_ops *ops, const mp_paint *paint)
{
    const float tall = cd_mp_smooth(1.0f, 2.4f, paint->height / paint->width);
    return paint->height * cd_mp_lerp(ops->horizon, ops->horizon * 0.92f + 0.02f, tall);
}

cd_rc cd_mp_stage_new(cd_mp_stage **out, const mp_scene *scene, cd_mp_sprites *sprites,
                      unsigned threads, cd_err *err)
{
    if (scene->width < 16 || scene->height < 16 || scene->width > CD_FRAME_SIDE_MAX ||
        scene->height > CD_FRAME_SIDE_MAX)
        return cd_fail(err, CD_E_TOO_BIG, "size", "%ux%u is not a picture", scene->width,
                       scene->height);
    CD_ASSERT(scene->subject_count <= MP_SUBJECTS_MAX);
    CD_ASSERT(scene->text_count <= MP_TEXTS_MAX);
    CD_AUTO(cd_mp_stage_free) cd_mp_stage *stage = NULL;
    CD_TRY(cd_try_alloc(&stage, sizeof *stage, err));
    stage->scene = scene;
    stage->group_near = -1.0f;
    stage->ops = cd_mp_setting_ops(scene);
    stage->cast.scene = scene;
    stage->cast.sprites = sprites;
    cd_mp_cast_bonds(stage->cast.bond, scene);
    mp_paint *p = &stage->paint;
    p->scene = scene;
    p->threads = threads < 1 ? 1 : threads;
    stage->grain = grain_of(scene);
    p->fine = stage->grain;
    p->width = ceilf((float)scene->width * stage->grain);
    p->height = ceilf((float)scene->height * stage->grain);
    p->unit = p->width < p->height ? p->width : p->height;
    p->horizon = horizon_of(stage->ops, p);
    p->ground_subjects =
        scene->ground || stands_somebody(scene) || (scene->text_count > 0 && !scene->no_text);
    cd_mp_light_set(&p->light, scene);
    p->sun_x = p->light.sun_at * p->width;
    p->sun_y = p->horizon * (1.0f - p->light.elevation);
    CD_MOVE(*out, stage);
    return CD_OK;
}

uint32_t cd_mp_stage_steps(const cd_mp_stage *stage)
{
    return stage->scene->subject_count + CAST_PIECES + OTHER_STEPS;
}

static float base_of(const cd_mp_stage *stage)
{
    const mp_paint *p = &stage->paint;
    const float tall = cd_mp_smooth(1.0f, 2.4f, p->height / p->width);
    return cd_mp_lerp(stage->ops->base * p->height, cd_mp_lerp(p->horizon, p->height, 0.58f),
                      0.6f * tall);
}

void cd_mp_stage_watch(cd_mp_stage *stage, const struct mp_watch *watch)
{
    CD_ASSERT(stage->done == 0);
    stage->watch = watch;
}

void cd_mp_stage_texture(cd_mp_stage *stage, const mp_weave *texture)
{
    CD_ASSERT(stage->done == 0);
    stage->texture = texture;
}

void cd_mp_stage_cut(cd_mp_stage *stage, uint32_t subject, uint32_t width, uint32_t height,
                     uint8_t **rgba)
{
    CD_ASSERT(stage->done == 0);
    CD_ASSERT(subject < stage->scene->subject_count);
    mp_cast *cast = &stage->cast;
    free(cast->shape_rgba[subject]);
    CD_MOVE(cast->shape_rgba[subject], *rgba);
    cast->shape[subject] =
        (cd_mp_sprite){.width = width, .height = height, .rgba = cast->shape_rgba[subject]};
}

float cd_mp_stage_near(const cd_mp_stage *stage, float row)
{
    const mp_paint *p = &stage->paint;
    if (stage->ops->floor == MP_FLOOR_OPEN)
        return near_horizon;
    const float t = (row - p->horizon) / (p->height - p->horizon);
    return cd_mp_lerp(near_horizon, 1.0f, cd_mp_clamp(t, 0.0f, 1.0f));
}

static cd_rc tell(cd_mp_stage *stage, mp_seen what, float near, bool floating, cd_err *err)
{
    if (stage->watch == NULL)
        return CD_OK;
    const bool twin = what == MP_SEEN_CAST || what == MP_SEEN_NEAR;
    return stage->watch->seen(stage->watch->data, &stage->paint, twin ? &stage->twin : NULL, what,
                              near, floating, err);
}

/* Makes the twin the canvas in brighter light. */
static cd_rc twin_start(cd_mp_stage *stage, cd_err *err)
{
    const mp_canvas *canvas = &stage->paint.canvas;
    if (stage->watch == NULL)
        return CD_OK;
    if (stage->twin.px == NULL)
        CD_TRY(cd_mp_canvas_new(&stage->twin, canvas->width, canvas->height, err));
    const size_t count = (size_t)canvas->width * (size_t)canvas->height;
    for (size_t i = 0; i < count; i++) {
        const mp_px px = canvas->px[i];
        stage->twin.px[i] =
            (mp_px){px.r + MP_TWIN_LIGHT, px.g + MP_TWIN_LIGHT, px.b + MP_TWIN_LIGHT, px.a};
    }
    return CD_OK;
}

/* Canvas and twin change places, to be drawn on alike. */
static void twin_swap(cd_mp_stage *stage)
{
    const mp_canvas canvas = stage->paint.canvas;
    stage->paint.canvas = stage->twin;
    stage->twin = canvas;
}

/* Ends the group of actors that is on the canvas, if there is one. */
static cd_rc tell_group(cd_mp_stage *stage, cd_err *err)
{
    if (stage->group_near < 0.0f)
        return CD_OK;
    const float near = stage->group_near;
    stage->group_near = -1.0f;
    stage->group_count++;
    return tell(stage, MP_SEEN_CAST, near, stage->group_floats, err);
}

static float near_of(const cd_mp_stage *stage, const mp_actor *actor)
{
    if (actor->stance == MP_STANCE_SKY)
        return 0.06f;
    if (actor->stance == MP_STANCE_AIR || stage->ops->floor == MP_FLOOR_OPEN)
        return cd_mp_lerp(0.3f, 0.8f, cd_mp_clamp(actor->height / stage->paint.height, 0.0f, 1.0f));
    return cd_mp_stage_near(stage, actor->base);
}

/* Before an actor is drawn: does it belong to the group before it? */
static cd_rc group_with(cd_mp_stage *stage, const mp_actor *actor, cd_err *err)
{
    const bool carried = actor->stance == MP_STANCE_RIDER && stage->group_near >= 0.0f;
    const float near = carried ? stage->group_near : near_of(stage, actor);
    const bool floats = carried ? stage->group_floats : actor->stance == MP_STANCE_AIR;
    const bool apart =
        fabsf(near - stage->group_near) > near_apart || floats != stage->group_floats;
    if (stage->group_near >= 0.0f && apart && stage->group_count + 1 < GROUPS_MAX)
        CD_TRY(tell_group(stage, err));
    if (stage->group_near >= 0.0f)
        return CD_OK;
    stage->group_near = near;
    stage->group_floats = floats;
    return twin_start(stage, err);
}

/* An actor and what is printed on it. */
static cd_rc actor_paint(cd_mp_stage *stage, const mp_actor *actor, cd_err *err)
{
    CD_TRY(cd_mp_cast_draw(&stage->cast, &stage->paint, actor, stage->ops->floor, err));
    return cd_mp_lettering_print(&stage->lettering, &stage->paint, actor, err);
}

static cd_rc actor_draw(cd_mp_stage *stage, const mp_actor *actor, cd_err *err)
{
    CD_TRY(actor_paint(stage, actor, err));
    if (stage->watch == NULL)
        return CD_OK;
    twin_swap(stage);
    const cd_rc rc = actor_paint(stage, actor, err);
    twin_swap(stage);
    return rc;
}

/* What the sky alone looks like, for the watcher; the setting paints it again. */
static cd_rc tell_sky(cd_mp_stage *stage, cd_err *err)
{
    const mp_setting setting = mp_setting_kind(stage->scene->setting);
    if (stage->watch == NULL || setting == MP_SETTING_ROOM || setting == MP_SETTING_KITCHEN ||
        stage->ops->floor == MP_FLOOR_OPEN)
        return CD_OK;
    CD_TRY(cd_mp_sky_paint(&stage->paint, stage->paint.canvas.height, err));
    return tell(stage, MP_SEEN_SKY, 0.03f, false, err);
}

/* The camera shows less than the whole canvas: everybody steps toward its middle. */
static void gather(cd_mp_stage *stage)
{
    const float share = 0.84f;
    const float x = 0.5f * stage->paint.width, base = base_of(stage);
    for (uint32_t i = 0; i < stage->cast.count; i++) {
        mp_actor *actor = &stage->cast.actors[i];
        actor->x = x + (actor->x - x) * share;
        actor->base = base + (actor->base - base) * share;
        actor->width *= share;
        actor->height *= share;
    }
}

static cd_rc surroundings(cd_mp_stage *stage, cd_err *err)
{
    mp_paint *p = &stage->paint;
    CD_TRY(cd_mp_canvas_new(&p->canvas, (int32_t)p->width, (int32_t)p->height, err));
    CD_TRY(cd_mp_noise_new(&p->noise, stage->scene->seed, stage->grain > 1.0f, p->threads, err));
    CD_TRY(tell_sky(stage, err));
    CD_TRY(stage->ops->paint(p, err));
    if (stage->grain > 1.0f && stage->ops->floor != MP_FLOOR_OPEN)
        cd_mp_detail_ground(p, stage->ops->floor < MP_FLOOR_HARD ? 0.16f : 0.05f);
    cd_mp_weather_fog(p);
    if (stage->texture != NULL)
        cd_mp_weave_lay(stage->texture, p);
    cd_mp_cast_layout(&stage->cast, p, stage->ops->floor, base_of(stage));
    CD_TRY(cd_mp_cast_keep(&stage->cast, p, err));
    if (stage->watch != NULL && stage->watch->gather)
        gather(stage);
    if (stage->watch == NULL && !stage->scene->storefront) /* a shop's sign is to be read */
        CD_TRY(cd_mp_focus_blur(p, stage->scene->focus, base_of(stage), err));
    cd_mp_lettering_layout(&stage->lettering, p, &stage->cast, base_of(stage));
    CD_TRY(cd_mp_lettering_draw(&stage->lettering, p, err));
    return tell(stage, MP_SEEN_LAND, near_horizon, false, err);
}

static cd_rc cast_piece(cd_mp_stage *stage, uint32_t piece, cd_err *err)
{
    const uint32_t count = stage->cast.count;
    const uint32_t from = count * piece / CAST_PIECES;
    const uint32_t to = count * (piece + 1) / CAST_PIECES;
    for (uint32_t i = from; i < to; i++) {
        CD_TRY(group_with(stage, &stage->cast.actors[i], err));
        CD_TRY(actor_draw(stage, &stage->cast.actors[i], err));
    }
    return CD_OK;
}

/* What stands before the cast. A kitchen has but light there, which is told with the glow. */
static cd_rc foreground(cd_mp_stage *stage, cd_err *err)
{
    CD_TRY(tell_group(stage, err));
    if (stage->ops->before != NULL) {
        const bool plane =
            stage->watch != NULL && mp_setting_kind(stage->scene->setting) != MP_SETTING_KITCHEN;
        if (plane) {
            CD_TRY(twin_start(stage, err));
            twin_swap(stage);
            const cd_rc rc = stage->ops->before(&stage->paint, err);
            twin_swap(stage);
            CD_TRY(rc);
        }
        CD_TRY(stage->ops->before(&stage->paint, err));
        if (plane)
            CD_TRY(tell(stage, MP_SEEN_NEAR, 1.2f, false, err));
    }
    if (stage->watch == NULL)
        cd_mp_weather_fall(&stage->paint);
    return CD_OK;
}

static cd_rc finish(cd_mp_stage *stage, cd_err *err)
{
    CD_TRY(cd_mp_finish_bloom(&stage->paint, 0.5f, err));
    if (stage->grain > 1.0f)
        CD_TRY(cd_mp_finish_gather(&stage->paint, err));
    if (stage->watch != NULL)
        CD_TRY(tell(stage, MP_SEEN_GLOW, 0.0f, false, err));
    else
        CD_TRY(cd_mp_finish_frame(&stage->frame, &stage->paint, err));
    if (stage->frame != NULL)
        CD_TRY(cd_mp_moods_lay(stage->frame, stage->scene->moods, stage->paint.threads, err));
    cd_mp_canvas_done(&stage->paint.canvas);
    cd_mp_canvas_done(&stage->twin);
    cd_mp_noise_done(&stage->paint.noise);
    return CD_OK;
}

cd_rc cd_mp_stage_step(cd_mp_stage *stage, cd_err *err)
{
    CD_ASSERT(stage->done < cd_mp_stage_steps(stage));
    const uint32_t step = stage->done++;
    const uint32_t subjects = stage->scene->subject_count;
    if (step < subjects)
        return cd_mp_cast_fetch(&stage->cast, step, stage->paint.unit, err);
    if (step == subjects)
        return surroundings(stage, err);
    if (step <= subjects + CAST_PIECES)
        return cast_piece(stage, step - subjects - 1, err);
    return step == subjects + CAST_PIECES + 1 ? foreground(stage, err) : finish(stage, err);
}

cd_rc cd_mp_stage_frame(cd_frame **out, cd_mp_stage *stage, cd_err *err)
{
    if (stage->frame == NULL)
        return cd_fail(err, CD_E_INTERNAL, NULL, "the picture is not finished");
    CD_MOVE(*out, stage->frame);
    return CD_OK;
}

bool cd_mp_stage_box(const cd_mp_stage *stage, uint32_t subject, uint32_t instance, int32_t box[4])
{
    for (uint32_t i = 0; i < stage->cast.count; i++) {
        const mp_actor *a = &stage->cast.actors[i];
        if (a->subject != subject || a->instance != instance)
            continue;
        const float k = 1.0f / stage->grain;
        box[0] = (int32_t)((a->x - 0.5f * a->width) * k);
        box[1] = (int32_t)((a->base - a->height) * k);
        box[2] = (int32_t)((a->x + 0.5f * a->width) * k);
        box[3] = (int32_t)(a->base * k);
        return true;
    }
    return false;
}

void cd_mp_stage_record(const cd_mp_stage *stage, mp_scene *scene)
{
    CD_ASSERT(scene->subject_count == stage->scene->subject_count);
    CD_ASSERT(stage->lettering.count <= scene->text_count);
    const float k = 1.0f / stage->grain;
    for (uint32_t i = 0; i < scene->subject_count; i++)
        scene->subjects[i].placed = scene->subjects[i].count;
    for (uint32_t i = 0; i < stage->cast.count; i++) {
        const mp_actor *a = &stage->cast.actors[i];
        scene->subjects[a->subject].spots[a->instance] = (mp_spot){.x = a->x * k,
                                                                   .base = a->base * k,
                                                                   .width = a->width * k,
                                                                   .height = a->height * k,
                                                                   .air = a->air,
                                                                   .order = a->order * k,
                                                                   .stance = a->stance,
                                                                   .flip = a->flip};
    }
    for (uint32_t i = 0; i < stage->lettering.count; i++) {
        mp_plate plate = stage->lettering.plates[i];
        mp_text *text = &scene->texts[i];
        cd_mp_plate_scale(&plate, k);
        text->placed = true;
        memcpy(text->box, plate.box, sizeof text->box);
        text->base = plate.base;
        text->mount = plate.mount;
        text->board = plate.board;
    }
    scene->ground = stage->paint.ground_subjects;
}

uint32_t cd_mp_stage_texts(const cd_mp_stage *stage, float boxes[MP_TEXTS_MAX][4])
{
    for (uint32_t i = 0; i < stage->lettering.count; i++)
        for (int k = 0; k < 4; k++)
            boxes[i][k] = stage->lettering.plates[i].box[k] / stage->grain;
    return stage->lettering.count;
}

void cd_mp_stage_free(cd_mp_stage **stage)
{
    if (stage == NULL || *stage == NULL)
        return;
    cd_mp_cast_done(&(*stage)->cast);
    cd_mp_canvas_done(&(*stage)->paint.canvas);
    cd_mp_canvas_done(&(*stage)->twin);
    cd_mp_noise_done(&(*stage)->paint.noise);
    cd_frame_free(&(*stage)->frame);
    cd_free_ptr(stage);
}
