/* engine/multiplane/show/touch_place.c - changes of what is around: another sky, another ground,
 * another background, or none. */
#include "engine/multiplane/mend/backdrop.h"
#include "engine/multiplane/show/touch.h"

#include <string.h>

/* The scene of a backdrop: what the prompt says, at noon and in clear weather otherwise. */
static void scene_of(mp_scene *out, const mp_scene *to, uint64_t seed)
{
    *out = *to;
    out->seed = seed;
    out->time = to->time_said || to->setting == MP_SETTING_NIGHT_SKY ? to->time : MP_NOON;
    out->weather = to->weather_said ? to->weather : MP_CLEAR;
    out->subject_count = out->text_count = 0;
}

void cd_mp_sky_place_done(mp_sky_place *place)
{
    cd_mp_matte_done(&place->matte);
}

cd_rc cd_mp_sky_place_find(mp_sky_place *out, const mp_desk *desk, cd_err *err)
{
    static const mp_scene nothing = {.subject_count = 0};
    CD_AUTO(cd_mp__aim_done) mp_aim aim = {.sure = 0.0f};
    int32_t horizon = 0;
    CD_TRY(cd_mp__aim(&aim, desk, CD_STR("sky"), &nothing, false, false, err));
    if (aim.sure < 0.25f)
        return CD_OK;
    CD_TRY(cd_mp_seek_horizon(&horizon, &aim.view, err));
    CD_TRY(cd_mp_matte_of(&out->matte, &aim.mask, &aim.view, &desk->picture, err));
    out->horizon = (float)horizon / (float)aim.view.height;
    out->some = true;
    return CD_OK;
}

cd_rc cd_mp_sky_place_fill(const mp_sky_place *place, const mp_desk *desk, const mp_scene *to,
                           bool bare, cd_err *err)
{
    CD_AUTO(cd_frame_free) cd_frame *sky = NULL;
    const mp_picture *picture = &desk->picture;
    mp_scene scene;
    CD_ASSERT(place->some);
    scene_of(&scene, to, desk->seed);
    CD_TRY(cd_mp_backdrop_sky(&sky, &scene, picture->width, picture->height, place->horizon, bare,
                              picture->threads, err));
    cd_mp_mend_over(picture, &place->matte, sky);
    return CD_OK;
}

static cd_rc sky_lay(bool *made, const mp_desk *desk, const mp_scene *to, bool bare, cd_err *err)
{
    CD_AUTO(cd_mp_sky_place_done) mp_sky_place place = {.some = false};
    CD_TRY(cd_mp_sky_place_find(&place, desk, err));
    *made = place.some;
    return place.some ? cd_mp_sky_place_fill(&place, desk, to, bare, err) : CD_OK;
}

/* A studio: a soft grey that gets darker downward. */
static cd_rc studio(cd_frame **out, cd_err *err)
{
    enum { SIDE = 64 };
    CD_TRY(cd_frame_new(out, SIDE, SIDE, err));
    for (uint32_t y = 0; y < SIDE; y++)
        memset((*out)->pixels + y * (*out)->stride, 246 - (int)y / 4, SIDE * 3);
    return CD_OK;
}

/* Lays `to` through what the word means. */
static cd_rc place_lay(bool *made, const mp_desk *desk, const char *word, const mp_scene *to,
                       cd_err *err)
{
    static const mp_scene nothing = {.subject_count = 0};
    CD_AUTO(cd_mp__aim_done) mp_aim aim = {.sure = 0.0f};
    CD_AUTO(cd_mp_matte_done) mp_matte matte = {0, 0, NULL};
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    const mp_picture *picture = &desk->picture;
    mp_scene scene;
    CD_TRY(cd_mp__aim(&aim, desk, cd_str_from(word), &nothing, true, false, err));
    if (aim.sure <= 0.0f)
        return CD_OK;
    CD_TRY(cd_mp_matte_of(&matte, &aim.mask, &aim.view, picture, err));
    if (to != NULL) {
        scene_of(&scene, to, desk->seed);
        CD_TRY(cd_mp_backdrop(&frame, &scene, picture->width, picture->height, desk->sprites,
                              picture->threads, err));
    } else {
        CD_TRY(studio(&frame, err));
    }
    cd_mp_mend_over(picture, &matte, frame);
    *made = true;
    return CD_OK;
}

cd_rc cd_mp__touch_place(bool *made, const mp_desk *desk, const mp_change *change, cd_err *err)
{
    const mp_scene *to = &change->to;
    const bool says = to->setting_said || to->time_said || to->weather_said || to->aurora;
    const bool becomes = change->deed == MP_DEED_REPLACE || change->deed == MP_DEED_DESCRIBE;
    switch (change->target) {
    case MP_TARGET_SKY:
        return (becomes && says) || change->deed == MP_DEED_REMOVE
                   ? sky_lay(made, desk, to, change->deed == MP_DEED_REMOVE, err)
                   : CD_OK;
    case MP_TARGET_GROUND:
        return becomes && to->setting_said ? place_lay(made, desk, change->named, to, err) : CD_OK;
    case MP_TARGET_BACKGROUND:
        if (change->deed == MP_DEED_REMOVE)
            return place_lay(made, desk, "background", NULL, err);
        return becomes && says ? place_lay(made, desk, "background", to, err) : CD_OK;
    default:
        return CD_OK;
    }
}
