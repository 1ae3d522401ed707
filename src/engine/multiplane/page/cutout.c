/* engine/multiplane/page/cutout.c - a near shot of one of the cast with all that it wears, holds
 * and rides, without surroundings: drawn in plain daylight, as a face is read best. */
#include "engine/multiplane/cast/cast.h"
#include "engine/multiplane/page/shot.h"

#include <string.h>

struct cutout {
    mp_scene scene;
    mp_paint paint;
    mp_cast cast;
    int32_t hero;
};

static void cutout_done(struct cutout *c)
{
    cd_mp_cast_done(&c->cast);
    cd_mp_canvas_done(&c->paint.canvas);
}

/* Whether a subject is drawn with the hero: what is worn, held or carried, and what carries it. */
static bool belongs(const mp_cast *cast, uint32_t subject, int32_t hero)
{
    if (cast->bond[hero].parent == (int32_t)subject && cast->bond[hero].how == MP_RIDING)
        return true;
    int32_t at = (int32_t)subject;
    for (int i = 0; i < MP_SUBJECTS_MAX && at != MP_OTHER_NONE; i++) {
        if (at == hero)
            return true;
        if (cast->bond[at].how == MP_BEHIND || cast->bond[at].how == MP_UNDER)
            return false;
        at = cast->bond[at].parent;
    }
    return false;
}

/* The stage's places, moved and grown so that the hero fills the shot. */
static void close_in(struct cutout *c, mp_shot shot)
{
    const mp_paint *p = &c->paint;
    const mp_actor *hero = NULL;
    mp_seat seat;
    for (uint32_t i = 0; i < c->cast.count && hero == NULL; i++)
        if (c->cast.actors[i].subject == (uint32_t)c->hero && c->cast.actors[i].instance == 0)
            hero = &c->cast.actors[i];
    if (hero == NULL)
        return;
    const float box[4] = {hero->x - 0.5f * hero->width, hero->base - hero->height,
                          hero->x + 0.5f * hero->width, hero->base};
    cd_mp__seat_of(&seat, box, hero->flip);
    const bool face = shot == MP_SHOT_FACE;
    const float by_head = 0.30f * p->unit / seat.head_size;
    const float by_height = (shot == MP_SHOT_HERO ? 1.02f : 0.80f) * p->height / hero->height;
    const float by_width = (shot == MP_SHOT_HERO ? 0.96f : 0.80f) * p->width / hero->width;
    const float k = face ? by_head : fminf(by_height, by_width);
    const float from[2] = {face ? seat.head[0] : hero->x, face ? seat.head[1] : hero->base};
    const float air = shot == MP_SHOT_HERO ? 0.02f : 0.10f; /* over the head */
    const float low = 0.5f * (p->height + k * hero->height);
    const float top = air * p->height + k * hero->height;
    const float to[2] = {0.5f * p->width, face ? 0.56f * p->height : fmaxf(low, top)};
    for (uint32_t i = 0; i < c->cast.count; i++) {
        mp_actor *a = &c->cast.actors[i];
        a->x = to[0] + (a->x - from[0]) * k;
        a->base = to[1] + (a->base - from[1]) * k;
        a->width *= k;
        a->height *= k;
        a->air = 0.0f;
        a->stance = MP_STANCE_RIDER; /* no floor, no shadow */
    }
}

static void keep(mp_sketch *out, const struct cutout *c)
{
    const mp_canvas *canvas = &c->paint.canvas;
    const size_t count = (size_t)canvas->width * (size_t)canvas->height;
    float curve[4097];
    cd_mp_srgb_curve(curve);
    for (size_t i = 0; i < count; i++) {
        const mp_px px = canvas->px[i];
        const float rest = 1.0f - px.a; /* white paper behind */
        out->figure[i] = (uint8_t)(cd_mp_clamp(px.a, 0.0f, 1.0f) * 255.0f);
        out->picture.px[i * 3] = cd_mp__sketch_curve(curve, px.r + rest);
        out->picture.px[i * 3 + 1] = cd_mp__sketch_curve(curve, px.g + rest);
        out->picture.px[i * 3 + 2] = cd_mp__sketch_curve(curve, px.b + rest);
    }
    for (uint32_t i = 0; i < c->cast.count; i++) {
        const mp_actor *a = &c->cast.actors[i];
        const float box[4] = {a->x - 0.5f * a->width, a->base - a->height, a->x + 0.5f * a->width,
                              a->base};
        if (a->instance == 0 && belongs(&c->cast, a->subject, c->hero))
            cd_mp__seat_of(&out->seats[a->subject], box, a->flip);
    }
}

/* The scene with the hero's own subjects, once each, by daylight. */
static void scene_of(struct cutout *c, const mp_scene *scene, const mp_sketch *out)
{
    c->scene = *scene;
    c->scene.width = out->picture.width;
    c->scene.height = out->picture.height;
    c->scene.time = MP_NOON;
    c->scene.weather = MP_CLEAR;
    c->scene.setting = MP_SETTING_MEADOW;
    for (uint32_t i = 0; i < c->scene.subject_count; i++)
        c->scene.subjects[i].count = 1;
    c->cast.scene = &c->scene;
    cd_mp_cast_bonds(c->cast.bond, &c->scene);
    c->paint.scene = &c->scene;
    c->paint.threads = out->picture.threads;
    c->paint.width = (float)c->scene.width;
    c->paint.height = (float)c->scene.height;
    c->paint.unit = fminf(c->paint.width, c->paint.height);
    c->paint.horizon = 0.5f * c->paint.height;
    cd_mp_light_set(&c->paint.light, &c->scene);
}

cd_rc cd_mp__cutout(mp_sketch *out, const mp_scene *scene, cd_mp_sprites *sprites, mp_shot shot,
                    int32_t hero, cd_err *err)
{
    CD_AUTO(cutout_done) struct cutout c = {.hero = hero, .cast = {.sprites = sprites}};
    CD_ASSERT(hero >= 0);
    scene_of(&c, scene, out);
    /* Fetched at about the size that they are drawn at. */
    const float sharp = fmaxf(c.paint.width, c.paint.height) * (shot == MP_SHOT_FACE ? 2.0f : 1.5f);
    for (uint32_t i = 0; i < c.scene.subject_count; i++)
        if (belongs(&c.cast, i, hero))
            CD_TRY(cd_mp_cast_fetch(&c.cast, i, sharp, err));
    CD_TRY(cd_mp_canvas_new(&c.paint.canvas, (int32_t)c.scene.width, (int32_t)c.scene.height, err));
    cd_mp_cast_layout(&c.cast, &c.paint, MP_FLOOR_HARD, 0.9f * c.paint.height);
    close_in(&c, shot);
    for (uint32_t i = 0; i < c.cast.count; i++)
        if (belongs(&c.cast, c.cast.actors[i].subject, hero))
            CD_TRY(cd_mp_cast_draw(&c.cast, &c.paint, &c.cast.actors[i], MP_FLOOR_HARD, err));
    keep(out, &c);
    return CD_OK;
}
