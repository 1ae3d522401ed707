/* engine/multiplane/show/touch.c - changes of things: another colour, another size, more of them,
 * gone, something else in their place. */
#include "engine/multiplane/show/touch.h"

#include "engine/multiplane/find/salient.h"

/* How sure the finding must be before anything is done. */
static const float sure_enough = 0.12f;

void cd_mp__aim_done(mp_aim *aim)
{
    cd_mp_view_done(&aim->view);
    cd_mp_map_done(&aim->mask);
}

cd_rc cd_mp__aim(mp_aim *out, const mp_desk *desk, cd_str word, const mp_scene *what, bool whole,
                 bool all, cd_err *err)
{
    const mp_subject *subject = what->subject_count > 0 ? &what->subjects[0] : NULL;
    const int32_t figure = subject != NULL ? subject->figure : MP_FIGURE_NONE;
    CD_TRY(cd_mp_view_of_picture(&out->view, &desk->picture, err));
    CD_TRY(cd_mp_quest_of(&out->quest, word, figure, desk->sprites, err));
    if (subject != NULL && subject->has_color)
        cd_mp_quest_named(&out->quest, subject->color);
    out->quest.whole = whole;
    out->quest.all = all;
    CD_TRY(cd_mp_seek(&out->mask, &out->sure, &out->view, &out->quest, err));
    if (out->sure < sure_enough)
        out->sure = 0.0f;
    return CD_OK;
}

static cd_rc aim_at(mp_aim *out, const mp_desk *desk, const mp_change *change, bool whole,
                    cd_err *err)
{
    const bool many = change->what.subject_count > 0 && change->what.subjects[0].count > 1;
    return cd_mp__aim(out, desk, cd_str_from(change->named), &change->what, whole,
                      many && change->deed != MP_DEED_DESCRIBE, err);
}

static cd_rc recolor(bool *made, const mp_desk *desk, const mp_change *change, cd_err *err)
{
    CD_AUTO(cd_mp__aim_done) mp_aim aim = {.sure = 0.0f};
    CD_AUTO(cd_mp_matte_done) mp_matte matte = {0, 0, NULL};
    float color[3];
    CD_TRY(aim_at(&aim, desk, change, false, err));
    /* "Make it red": what stands out, if anything plainly does. */
    if (aim.sure <= (change->target == MP_TARGET_PICTURE ? 0.5f : 0.0f))
        return CD_OK;
    CD_TRY(cd_mp_matte_of(&matte, &aim.mask, &aim.view, &desk->picture, err));
    for (int c = 0; c < 3; c++)
        color[c] = (float)change->color[c] * (1.0f / 255.0f);
    cd_mp_mend_color(&desk->picture, &matte, color);
    *made = true;
    return CD_OK;
}

/* Marks the ground under a box: where the shadow of what stands there lies. */
static void shadow_add(mp_matte *matte, const int32_t box[4])
{
    const float rx = 0.62f * (float)(box[2] - box[0]);
    const float ry = fminf(0.16f * (float)(box[2] - box[0]), 0.12f * (float)(box[3] - box[1]));
    const float x = 0.5f * (float)(box[0] + box[2]), y = (float)box[3] - 0.25f * ry;
    for (int32_t py = (int32_t)(y - ry); py <= (int32_t)(y + ry); py++)
        for (int32_t px = (int32_t)(x - rx); px <= (int32_t)(x + rx); px++) {
            const float dx = ((float)px - x) / rx, dy = ((float)py - y) / ry;
            if (px < 0 || py < 0 || px >= (int32_t)matte->width || py >= (int32_t)matte->height ||
                dx * dx + dy * dy > 1.0f)
                continue;
            matte->a[(size_t)py * matte->width + (size_t)px] = 255;
        }
}

cd_rc cd_mp__touch_clear(const mp_desk *desk, const mp_aim *aim, const mp_matte *matte, cd_err *err)
{
    CD_AUTO(cd_mp_matte_done) mp_matte hole = {0, 0, NULL};
    CD_AUTO(cd_mp_map_done) mp_map avoid = {0, 0, NULL};
    CD_AUTO(cd_free_ptr) float *salient = NULL;
    int32_t box[4], horizon = 0;
    const mp_view *view = &aim->view;
    if (!cd_mp_matte_bounds(box, matte))
        return CD_OK;
    CD_TRY(cd_mp_matte_new(&hole, &desk->picture, err));
    const size_t size = (size_t)hole.width * hole.height;
    for (size_t i = 0; i < size; i++)
        hole.a[i] = matte->a[i] > 8 ? 255 : 0;
    CD_TRY(cd_mp_seek_horizon(&horizon, view, err));
    if ((float)box[3] > ((float)horizon + 2.0f) * view->scale)
        shadow_add(&hole, box);
    CD_TRY(
        cd_mp_matte_widen(&hole, (uint32_t)(2.0f * view->scale) + 2, desk->picture.threads, err));
    /* What stands out elsewhere is not to come twice. */
    CD_TRY(cd_mp_map_new(&avoid, view->width, view->height, err));
    CD_TRY(cd_try_alloc(&salient, (size_t)view->region_count * sizeof *salient, err));
    CD_TRY(cd_mp_salient(salient, view, err));
    for (size_t i = 0; i < mp_map_size(&avoid); i++) {
        const mp_region *r = &view->regions[view->region[i]];
        const bool edge = r->border[0] + r->border[1] + r->border[2] + r->border[3] > 0;
        const bool small = (size_t)r->pixels * 10 < mp_map_size(&avoid);
        avoid.v[i] = salient[view->region[i]] > 0.5f && small && !edge ? 1.0f : 0.0f;
    }
    return cd_mp_mend_fill(&desk->picture, &hole, &avoid, err);
}

static cd_rc take_away(bool *made, const mp_desk *desk, const mp_change *change, cd_err *err)
{
    CD_AUTO(cd_mp__aim_done) mp_aim aim = {.sure = 0.0f};
    CD_AUTO(cd_mp_matte_done) mp_matte matte = {0, 0, NULL};
    CD_TRY(aim_at(&aim, desk, change, true, err));
    if (aim.sure <= 0.0f)
        return CD_OK;
    CD_TRY(cd_mp_matte_of(&matte, &aim.mask, &aim.view, &desk->picture, err));
    *made = true;
    return cd_mp__touch_clear(desk, &aim, &matte, err);
}

/* Something else where the thing was, as large as it was. */
static cd_rc become(bool *made, const mp_desk *desk, const mp_change *change, cd_err *err)
{
    CD_AUTO(cd_mp__aim_done) mp_aim aim = {.sure = 0.0f};
    CD_AUTO(cd_mp_matte_done) mp_matte matte = {0, 0, NULL};
    int32_t box[4];
    if (change->to.subject_count == 0)
        return CD_OK;
    const mp_subject *subject = &change->to.subjects[0];
    const mp_picture *picture = &desk->picture;
    CD_TRY(aim_at(&aim, desk, change, true, err));
    if (aim.sure <= 0.0f)
        return CD_OK;
    CD_TRY(cd_mp_matte_of(&matte, &aim.mask, &aim.view, picture, err));
    if (!cd_mp_matte_bounds(box, &matte))
        return CD_OK;
    CD_TRY(cd_mp__touch_clear(desk, &aim, &matte, err));
    mp_stand spot = cd_mp_stand_of(subject, desk->pack, picture->width, picture->height);
    spot.x = 0.5f * (float)(box[0] + box[2]);
    spot.base = (float)box[3];
    spot.height =
        sqrtf((float)(box[3] - box[1]) * 0.5f * (float)(box[2] - box[0] + box[3] - box[1]));
    *made = true;
    return cd_mp__touch_lay(desk, subject, &spot, err);
}

/* Lays the card with the middle of its base there; within the picture, if it can be. */
static void stand(const mp_desk *desk, const mp_canvas *card, float x, float base, bool ground)
{
    const float w = (float)card->width;
    if (ground)
        cd_mp_paste_shadow(&desk->picture, x, base - 0.01f * w, 0.5f * w, 0.07f * w);
    cd_mp_paste_card(&desk->picture, card, (int32_t)lrintf(x - 0.5f * w),
                     (int32_t)lrintf(base) - card->height);
}

static cd_rc resize(bool *made, const mp_desk *desk, const mp_change *change, cd_err *err)
{
    CD_AUTO(cd_mp__aim_done) mp_aim aim = {.sure = 0.0f};
    CD_AUTO(cd_mp_matte_done) mp_matte matte = {0, 0, NULL};
    CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
    int32_t box[4], horizon = 0;
    bool some = false;
    CD_TRY(aim_at(&aim, desk, change, true, err));
    if (aim.sure <= 0.0f)
        return CD_OK;
    CD_TRY(cd_mp_matte_of(&matte, &aim.mask, &aim.view, &desk->picture, err));
    CD_TRY(cd_mp_seek_horizon(&horizon, &aim.view, err));
    if (!cd_mp_matte_bounds(box, &matte))
        return CD_OK;
    const float most = 1.2f * (float)desk->picture.height / (float)(box[3] - box[1]);
    const float factor = cd_mp_clamp(change->factor, 0.2f, fmaxf(most, 1.0f));
    CD_TRY(cd_mp_mend_lift(&card, box, &some, &desk->picture, &matte, factor, err));
    CD_TRY(cd_mp__touch_clear(desk, &aim, &matte, err));
    const bool ground = (float)box[3] > ((float)horizon + 2.0f) * aim.view.scale;
    const float middle = 0.5f * (float)(box[1] + box[3]) + 0.5f * (float)card.height;
    stand(desk, &card, 0.5f * (float)(box[0] + box[2]), ground ? (float)box[3] : middle, ground);
    *made = true;
    return CD_OK;
}

/* More of what the scene's first subject is: copies to its left and right, while there is room. */
static cd_rc repeat(bool *made, const mp_desk *desk, const mp_scene *what, cd_err *err)
{
    CD_AUTO(cd_mp__aim_done) mp_aim aim = {.sure = 0.0f};
    CD_AUTO(cd_mp_matte_done) mp_matte matte = {0, 0, NULL};
    CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
    int32_t box[4];
    bool some = false;
    const uint32_t wanted = what->subject_count > 0 ? what->subjects[0].count : 1;
    if (wanted < 2)
        return CD_OK;
    CD_TRY(cd_mp__aim(&aim, desk, cd_str_from(what->subjects[0].word), what, true, false, err));
    if (aim.sure < 0.3f)
        return CD_OK;
    const uint32_t width = desk->picture.width;
    CD_TRY(cd_mp_matte_of(&matte, &aim.mask, &aim.view, &desk->picture, err));
    CD_TRY(cd_mp_mend_lift(&card, box, &some, &desk->picture, &matte, 0.85f, err));
    if (!some)
        return CD_OK;
    const float step = 1.12f * (float)card.width, x = 0.5f * (float)(box[0] + box[2]);
    uint32_t done = 1;
    for (int32_t k = 1; done < wanted && (float)k * step < (float)width; k++)
        for (int side = -1; side <= 1 && done < wanted; side += 2) {
            const float at = x + (float)(side * k) * step;
            if (at < 0.3f * (float)card.width || at > (float)width - 0.3f * (float)card.width)
                continue;
            stand(desk, &card, at, (float)box[3] - 0.03f * (float)card.height, true);
            done++;
        }
    *made = done > 1;
    return CD_OK;
}

cd_rc cd_mp_touch(bool *made, const mp_desk *desk, const mp_change *change, cd_err *err)
{
    const bool thing = change->target == MP_TARGET_SUBJECT || change->target == MP_TARGET_PEOPLE;
    *made = false;
    if (change->deed == MP_DEED_ADD)
        return cd_mp__touch_add(made, desk, change, err);
    if (change->deed == MP_DEED_TEXT || change->target == MP_TARGET_TEXT)
        return cd_mp__touch_text(made, desk, change, err);
    if (change->deed == MP_DEED_COLOR)
        return recolor(made, desk, change, err);
    if (change->deed == MP_DEED_DESCRIBE && change->target == MP_TARGET_PICTURE)
        return repeat(made, desk, &change->to, err);
    if (!thing)
        return cd_mp__touch_place(made, desk, change, err);
    switch (change->deed) {
    case MP_DEED_REMOVE:
        return take_away(made, desk, change, err);
    case MP_DEED_REPLACE:
        return become(made, desk, change, err);
    case MP_DEED_SIZE:
        return resize(made, desk, change, err);
    case MP_DEED_DESCRIBE: /* "three dogs" */
        return repeat(made, desk, &change->what, err);
    default:
        return CD_OK;
    }
}
