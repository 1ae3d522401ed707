/* engine/multiplane/cast/cast_keep.c - when a picture is changed, who stood somewhere stays there:
 * the layout of everybody afresh gives the new ones their size, the spots remembered in the scene
 * give the others their places, and what hangs on somebody moves along. */
#include "engine/multiplane/cast/cast.h"

#include <math.h>
#include <string.h>

struct keeping {
    mp_cast *cast;
    const mp_paint *paint;
    const mp_actor *fresh; /* as laid out, one for each of cast->actors */
    bool kept[MP_ACTORS_MAX];
};

static const mp_spot *spot_of(const mp_cast *cast, const mp_actor *actor)
{
    const mp_subject *subject = &cast->scene->subjects[actor->subject];
    return actor->instance < subject->placed ? &subject->spots[actor->instance] : NULL;
}

/* The place as remembered. A figure that took another's place is as large, in its own shape. */
static void keep(mp_actor *actor, const mp_spot *spot, float grain)
{
    const float aspect = actor->width / actor->height;
    float width = spot->width * grain, height = spot->height * grain;
    if (fabsf(width / height - aspect) > 0.01f * aspect) {
        height = sqrtf(width * height / aspect);
        width = height * aspect;
    }
    actor->x = spot->x * grain;
    actor->base = spot->base * grain;
    actor->width = width;
    actor->height = height;
    actor->air = spot->air;
    actor->order = spot->order * grain;
    actor->stance = spot->stance;
    actor->flip = spot->flip;
}

/* How much larger those that stayed are than they would be now. */
static float growth(const struct keeping *k, mp_stance stance)
{
    float sum = 0.0f, count = 0.0f;
    for (uint32_t i = 0; i < k->cast->count; i++) {
        const mp_actor *a = &k->cast->actors[i];
        if (!k->kept[i] || a->stance == MP_STANCE_RIDER ||
            (a->stance != stance && stance != MP_STANCE__COUNT))
            continue;
        sum += a->height / k->fresh[i].height;
        count += 1.0f;
    }
    if (count > 0.0f)
        return cd_mp_clamp(sum / count, 0.5f, 2.0f);
    return stance == MP_STANCE__COUNT ? 1.0f : growth(k, MP_STANCE__COUNT);
}

/* The area that two boxes share: x0 y0 x1 y1. */
static float shared(const float a[4], const float b[4])
{
    const float w = fminf(a[2], b[2]) - fmaxf(a[0], b[0]);
    const float h = fminf(a[3], b[3]) - fmaxf(a[1], b[1]);
    return w > 0.0f && h > 0.0f ? w * h : 0.0f;
}

/* How much an actor that stands there and others of its kind would hide of each other, and of the
 * texts. */
static float crowding(const struct keeping *k, const mp_actor *a, float x, float base)
{
    const mp_scene *scene = k->cast->scene;
    const float grain = k->paint->fine;
    const float box[4] = {x - 0.5f * a->width, base - a->height, x + 0.5f * a->width, base};
    const float area = a->width * a->height;
    float worst = 0.0f;
    for (uint32_t i = 0; i < k->cast->count; i++) {
        const mp_actor *b = &k->cast->actors[i];
        if (!k->kept[i] || b == a || (b->stance == MP_STANCE_SKY) != (a->stance == MP_STANCE_SKY))
            continue;
        const float other[4] = {b->x - 0.5f * b->width, b->base - b->height, b->x + 0.5f * b->width,
                                b->base};
        worst += shared(box, other) / fminf(area, b->width * b->height);
    }
    for (uint32_t i = 0; i < scene->text_count; i++) {
        const float *t = scene->texts[i].box;
        const float plate[4] = {t[0] * grain, t[1] * grain, t[2] * grain, t[3] * grain};
        if (scene->texts[i].placed)
            worst += 2.0f * shared(box, plate) / area;
    }
    return worst;
}

/* A free place for a new one, near where it would stand by itself. */
static void settle(struct keeping *k, uint32_t index)
{
    enum { TRIES = 41 };
    const mp_paint *p = k->paint;
    mp_actor *a = &k->cast->actors[index];
    const float k_size = growth(k, a->stance);
    const bool floats = a->stance == MP_STANCE_AIR || a->stance == MP_STANCE_SKY;
    a->width = fminf(a->width * k_size, 0.9f * p->width);
    a->height = fminf(a->height * k_size, 0.9f * p->height);
    for (int shrink = 0; shrink < 3; shrink++) {
        const float margin = 0.5f * a->width + 0.012f * p->unit;
        float best = 1.0e9f, best_x = a->x, best_base = a->base;
        for (int i = 0; i < TRIES * (floats ? 3 : 1); i++) {
            const float t = (float)(i % TRIES) / (float)(TRIES - 1);
            const float x = cd_mp_lerp(margin, p->width - margin, t);
            const float lift = floats ? (float)(i / TRIES - 1) * 0.10f * p->height : 0.0f;
            const float base = cd_mp_clamp(a->base + lift, a->height + 0.012f * p->unit,
                                           p->height - 0.012f * p->unit);
            const float away = fabsf(x - a->x) / p->width + fabsf(lift) / p->height;
            const float cost = 4.0f * crowding(k, a, x, base) + away;
            if (cost < best) {
                best = cost;
                best_x = x;
                best_base = base;
            }
        }
        const bool crowded = crowding(k, a, best_x, best_base) > 0.12f;
        if (!crowded || shrink == 2) {
            a->x = best_x;
            a->base = best_base;
            break;
        }
        a->width *= 0.82f;
        a->height *= 0.82f;
    }
    a->order = a->stance == MP_STANCE_STAND || a->stance == MP_STANCE_SWIM ? a->base : a->order;
    k->kept[index] = true;
}

static uint32_t actor_of(const mp_cast *cast, uint32_t subject, uint32_t instance)
{
    uint32_t i = 0;
    while (i + 1 < cast->count &&
           (cast->actors[i].subject != subject || cast->actors[i].instance != instance))
        i++;
    return i;
}

/* What hangs on somebody is to the host as the layout had it. */
static void follow(struct keeping *k, uint32_t index)
{
    const mp_scene *scene = k->cast->scene;
    mp_actor *a = &k->cast->actors[index];
    const mp_actor *was = &k->fresh[index];
    const uint32_t parent = (uint32_t)k->cast->bond[a->subject].parent;
    const uint32_t hosts = scene->subjects[parent].count;
    const uint32_t each = (scene->subjects[a->subject].count + hosts - 1) / hosts;
    const uint32_t at = actor_of(k->cast, parent, a->instance / each);
    const mp_actor *host = &k->cast->actors[at], *host_was = &k->fresh[at];
    const float scale = host->height / host_was->height;
    const float side = host->flip == host_was->flip ? 1.0f : -1.0f;
    a->width = was->width * scale;
    a->height = was->height * scale;
    a->x = host->x + side * (was->x - host_was->x) * scale;
    a->base = host->base + (was->base - host_was->base) * scale;
    a->flip = side > 0.0f ? was->flip : !was->flip;
    a->air = host->air;
    a->order = host->order + (was->order - host_was->order);
    k->kept[index] = true;
}

/* How many hosts there are between an actor and the floor. */
static uint32_t depth_of(const mp_cast *cast, uint32_t subject)
{
    uint32_t depth = 0;
    for (int32_t at = cast->bond[subject].parent; at != MP_OTHER_NONE && depth < MP_SUBJECTS_MAX;
         at = cast->bond[at].parent)
        depth++;
    return depth;
}

cd_rc cd_mp_cast_keep(mp_cast *cast, const mp_paint *paint, cd_err *err)
{
    bool any = false;
    for (uint32_t i = 0; i < cast->scene->subject_count; i++)
        any = any || cast->scene->subjects[i].placed > 0;
    if (!any || cast->count == 0)
        return CD_OK;
    CD_AUTO(cd_free_ptr) mp_actor *fresh = NULL;
    CD_AUTO(cd_free_ptr) struct keeping *k = NULL;
    CD_TRY(cd_try_alloc(&fresh, cast->count * sizeof *fresh, err));
    CD_TRY(cd_try_alloc(&k, sizeof *k, err));
    memcpy(fresh, cast->actors, cast->count * sizeof *fresh);
    k->cast = cast;
    k->paint = paint;
    k->fresh = fresh;
    for (uint32_t i = 0; i < cast->count; i++) {
        const mp_spot *spot = spot_of(cast, &cast->actors[i]);
        k->kept[i] = spot != NULL;
        if (spot != NULL)
            keep(&cast->actors[i], spot, paint->fine);
    }
    for (uint32_t depth = 0; depth < MP_SUBJECTS_MAX; depth++)
        for (uint32_t i = 0; i < cast->count; i++) {
            if (k->kept[i] || depth_of(cast, cast->actors[i].subject) != depth)
                continue;
            if (depth == 0)
                settle(k, i);
            else
                follow(k, i);
        }
    cd_mp_cast_sort(cast);
    return CD_OK;
}
