/* engine/multiplane/show/touch_add.c - something joins a picture: on the head of who is there,
 * beside a thing that the prompt names, or where there is room for it. */
#include "engine/multiplane/show/touch.h"

#include "engine/multiplane/find/salient.h"

enum { MANY = 6 }; /* of a kind at most */

/* The top of a mask: its middle and how wide it is, in pixels of the view. */
struct head {
    float x, top, width, height; /* height of all of it */
};

/* Of what is left of the mask above a third of its height, the largest piece: no tail, no arm. */
static cd_rc head_of(struct head *out, bool *some, const mp_map *mask, cd_err *err)
{
    enum { PIECES = 4 };
    CD_AUTO(cd_mp_map_done) mp_map upper = {0, 0, NULL};
    CD_AUTO(cd_free_ptr) int32_t *label = NULL;
    struct mp_piece pieces[PIECES];
    int32_t box[4], count = 0;
    float sum = 0.0f, weight = 0.0f, least = (float)mask->width, most = 0.0f;
    *some = cd_mp_map_bounds(box, mask);
    if (!*some)
        return CD_OK;
    CD_TRY(cd_mp_map_new(&upper, mask->width, mask->height, err));
    CD_TRY(cd_try_alloc(&label, mp_map_size(mask) * sizeof *label, err));
    const int32_t end = box[1] + (box[3] - box[1]) / 3 + 1;
    for (int32_t y = box[1]; y < end && y < mask->height; y++)
        for (int32_t x = box[0]; x < box[2]; x++)
            *mp_map_at(&upper, x, y) = *mp_map_at(mask, x, y);
    CD_TRY(cd_mp_map_pieces(pieces, &count, PIECES, label, &upper, err));
    const struct mp_piece *head = &pieces[0];
    const int32_t low = head->box[1] + (head->box[3] - head->box[1]) * 2 / 3 + 1;
    for (int32_t y = head->box[1]; y < low && y < mask->height; y++)
        for (int32_t x = head->box[0]; x < head->box[2]; x++) {
            if (label[y * mask->width + x] != 0)
                continue;
            sum += (float)x;
            weight += 1.0f;
            least = fminf(least, (float)x);
            most = fmaxf(most, (float)x);
        }
    *out = (struct head){sum / fmaxf(weight, 1.0f), (float)head->box[1], most - least + 1.0f,
                         (float)(box[3] - box[1])};
    return CD_OK;
}

/* On the head, or before the eyes. */
static void wear(mp_stand *spot, const struct head *head, float scale)
{
    const bool hat = spot->kind == MP_STAND_HEAD;
    const float across = fminf(head->width, 0.75f * head->height);
    spot->x = head->x * scale;
    spot->height = (hat ? 0.62f : 0.30f) * across * scale;
    spot->base = head->top * scale +
                 (hat ? 0.25f * spot->height : 0.25f * head->height * scale + 0.5f * spot->height);
}

/* The mean of how much what is in the mask looks like the quest. */
static float looks_like(const mp_aim *aim)
{
    float sum = 0.0f, count = 0.0f;
    for (size_t i = 0; i < mp_map_size(&aim->mask); i++)
        if (aim->mask.v[i] > 0.5f) {
            sum += cd_mp__quest_likes(&aim->quest, aim->view.lab + i * 3);
            count += 1.0f;
        }
    return sum / fmaxf(count, 1.0f);
}

/* A face, when skin shows where a face would be and in its shape: hats and glasses belong to it. */
static cd_rc face_wear(bool *made, mp_stand *spot, const mp_desk *desk, cd_err *err)
{
    static const mp_scene nothing = {.subject_count = 0};
    CD_AUTO(cd_mp__aim_done) mp_aim aim = {.sure = 0.0f};
    int32_t box[4];
    CD_TRY(cd_mp__aim(&aim, desk, CD_STR("face"), &nothing, false, false, err));
    if (aim.sure < 0.2f || !cd_mp_map_bounds(box, &aim.mask))
        return CD_OK;
    const float w = (float)(box[2] - box[0]), h = (float)(box[3] - box[1]);
    const float scale = aim.view.scale;
    if (h > 0.4f * (float)aim.view.height || h > 2.0f * w || w > 1.3f * h ||
        (float)box[1] > 0.5f * (float)aim.view.height || w < 0.08f * (float)aim.view.width ||
        looks_like(&aim) < 0.4f)
        return CD_OK;
    const bool hat = spot->kind == MP_STAND_HEAD;
    spot->x = 0.5f * (float)(box[0] + box[2]) * scale;
    spot->height = (hat ? fminf(1.1f * w, (float)box[1] + 0.35f * h) : 0.45f * w) * scale;
    spot->base =
        ((float)box[1] + (hat ? 0.05f : 0.42f) * h) * scale + (hat ? 0.0f : 0.5f * spot->height);
    *made = true;
    return CD_OK;
}

/* Beside a thing, on the side that has more room; or on top of it. */
static void beside(mp_stand *spot, const mp_map *mask, mp_relation how, float scale)
{
    int32_t box[4];
    if (!cd_mp_map_bounds(box, mask))
        return;
    const float left = (float)box[0] * scale, right = (float)box[2] * scale;
    const float wide = (float)mask->width * scale;
    if (how == MP_ON || how == MP_RIDING) {
        spot->x = 0.5f * (left + right);
        spot->base = ((float)box[1] + 0.06f * (float)(box[3] - box[1])) * scale;
        spot->height = fminf(spot->height, 0.6f * (right - left));
        spot->kind = MP_STAND_AIR; /* no shadow on the ground */
        return;
    }
    spot->x = left > wide - right ? left - 0.5f * spot->height : right + 0.5f * spot->height;
    spot->x = cd_mp_clamp(spot->x, 0.45f * spot->height, wide - 0.45f * spot->height);
    if (spot->kind == MP_STAND_GROUND)
        spot->base = (float)box[3] * scale;
}

/* How much of what stands out the box covers. */
static float covers(const mp_view *view, const float *salient, const float box[4])
{
    float sum = 0.0f, count = 0.0f;
    for (int32_t y = (int32_t)fmaxf(box[1], 0.0f); y < (int32_t)box[3] && y < view->height; y++)
        for (int32_t x = (int32_t)fmaxf(box[0], 0.0f); x < (int32_t)box[2] && x < view->width;
             x++) {
            sum += salient[view->region[y * view->width + x]];
            count += 1.0f;
        }
    return sum / fmaxf(count, 1.0f);
}

/* Where it covers least of what is there already; on the ground, or in the sky. */
static cd_rc free_place(mp_stand *spot, const mp_view *view, cd_err *err)
{
    CD_AUTO(cd_free_ptr) float *salient = NULL;
    int32_t horizon = 0;
    float least = 1e9f, best = spot->x;
    const float tall = spot->height / view->scale, wide = (float)view->width;
    CD_TRY(cd_try_alloc(&salient, (size_t)view->region_count * sizeof *salient, err));
    CD_TRY(cd_mp_salient(salient, view, err));
    CD_TRY(cd_mp_seek_horizon(&horizon, view, err));
    const float ground = (float)horizon + 0.62f * (float)(view->height - horizon);
    float base = spot->kind == MP_STAND_GROUND ? fmaxf(ground, 0.70f * (float)view->height)
                 : spot->kind == MP_STAND_SKY  ? 0.62f * (float)horizon
                                               : 0.85f * (float)horizon;
    base = fmaxf(base, tall + 0.03f * (float)view->height);
    for (int k = 0; k <= 16; k++) {
        const float x = (0.14f + 0.72f * (float)k / 16.0f) * wide;
        const float box[4] = {x - 0.5f * tall, base - tall, x + 0.5f * tall, base};
        const float cost =
            covers(view, salient, box) + 0.10f * fabsf(x - spot->x / view->scale) / wide;
        if (cost < least) {
            least = cost;
            best = x;
        }
    }
    spot->x = best * view->scale;
    spot->base = base * view->scale;
    return CD_OK;
}

static bool is_there(const mp_change *change, const mp_subject *subject)
{
    bool there = false;
    for (uint32_t i = 0; i < change->what.subject_count; i++)
        there |= change->what.subjects[i].figure == subject->figure;
    return there && change->to.subject_count > 1;
}

/* The first of the subjects that is not there already. */
static uint32_t added(const mp_change *change)
{
    for (uint32_t i = 0; i < change->to.subject_count; i++)
        if (!is_there(change, &change->to.subjects[i]))
            return i;
    return 0;
}

/* What the new thing stands in a relation to, or NULL; *how is seen from the new thing. */
static const mp_subject *anchor_of(const mp_change *change, mp_relation *how)
{
    const mp_scene *to = &change->to;
    const uint32_t new = added(change);
    const mp_subject *subject = &to->subjects[new];
    *how = MP_ALONE;
    if (subject->other >= 0 && subject->other < (int32_t)to->subject_count) {
        *how = subject->relation;
        return &to->subjects[subject->other];
    }
    for (uint32_t i = 0; i < to->subject_count; i++)
        if (to->subjects[i].other == (int32_t) new) {
            *how = to->subjects[i].relation == MP_BESIDE ? MP_BESIDE : MP_ALONE;
            return &to->subjects[i];
        }
    return change->what.subject_count > 0 ? &change->what.subjects[0] : NULL;
}

/* The `number`th of them: only the first is where the prompt says. */
static cd_rc place_one(mp_stand *spot, const mp_desk *desk, const mp_change *change,
                       uint32_t number, cd_err *err)
{
    CD_AUTO(cd_mp__aim_done) mp_aim aim = {.sure = 0.0f};
    mp_scene where = {.subject_count = 0};
    mp_relation how = MP_ALONE;
    struct head head = {.x = 0.0f};
    bool found = false;
    const mp_subject *anchor = number == 0 ? anchor_of(change, &how) : NULL;
    const bool worn = spot->kind == MP_STAND_HEAD || spot->kind == MP_STAND_EYES;
    if (worn && anchor == NULL) {
        CD_TRY(face_wear(&found, spot, desk, err));
        if (found)
            return CD_OK;
    }
    if (anchor != NULL) {
        where.subject_count = 1;
        where.subjects[0] = *anchor;
    }
    const cd_str word = anchor != NULL ? cd_str_from(anchor->word) : CD_STR("");
    CD_TRY(cd_mp__aim(&aim, desk, word, &where, true, false, err));
    if (aim.sure > 0.0f)
        CD_TRY(head_of(&head, &found, &aim.mask, err));
    if (worn && found)
        wear(spot, &head, aim.view.scale);
    else if (anchor != NULL && found)
        beside(spot, &aim.mask, how, aim.view.scale);
    else if (!worn)
        return free_place(spot, &aim.view, err);
    return CD_OK;
}

cd_rc cd_mp__touch_add(bool *made, const mp_desk *desk, const mp_change *change, cd_err *err)
{
    if (change->to.subject_count == 0)
        return CD_OK;
    const mp_subject *subject = &change->to.subjects[added(change)];
    const mp_picture *picture = &desk->picture;
    mp_subject one = *subject;
    const uint32_t count = one.count < 1 ? 1 : one.count < MANY ? one.count : MANY;
    one.count = 1;
    one.size *= 1.0f / powf((float)count, 0.4f);
    for (uint32_t i = 0; i < count; i++) { /* each looks for its own place */
        mp_stand spot = cd_mp_stand_of(subject, desk->pack, picture->width, picture->height);
        CD_TRY(place_one(&spot, desk, change, i, err));
        if (spot.kind == MP_STAND_HEAD) /* all of a hat is to be seen */
            spot.base = fmaxf(spot.base, spot.height * one.size);
        CD_TRY(cd_mp__touch_lay(desk, &one, &spot, err));
    }
    *made = true;
    return CD_OK;
}

cd_rc cd_mp__touch_lay(const mp_desk *desk, const mp_subject *subject, const mp_stand *spot,
                       cd_err *err)
{
    const mp_cutting *cutting =
        desk->references != NULL
            ? cd_mp_references_cutting(desk->references, desk->asked, subject->word)
            : NULL;
    if (cutting == NULL)
        return cd_mp_paste_at(&desk->picture, subject, spot, NULL, desk->sprites, err);
    const cd_mp_sprite sprite = {
        .width = cutting->width, .height = cutting->height, .rgba = cutting->rgba};
    return cd_mp_paste_at(&desk->picture, subject, spot, &sprite, desk->sprites, err);
}
