/* engine/multiplane/show/touch_all.c - all changes of an edit: those of parts in their order, then
 * the look of the whole. */
#include "engine/multiplane/show/touch.h"

/* The look of the whole picture: all that the prompt says when nothing in it was about a part, else
 * what the one change says. Tones that stand for words nobody knows only when nothing else shows.
 */
static void look_of(mp_look *look, const mp_desk *desk, cd_str prompt, const mp_change *whole,
                    bool some)
{
    cd_mp_look_read(look, prompt, desk->seed, some);
    if (!some)
        return;
    look->has_time = whole != NULL && whole->to.time_said;
    look->has_weather = whole != NULL && whole->to.weather_said;
    look->time = look->has_time ? whole->to.time : look->time;
    look->weather = look->has_weather ? whole->to.weather : look->weather;
}

/* Light first; then a sky for it, which has that light already; then what falls and the style. */
static cd_rc look_lay(const mp_desk *desk, const mp_look *look, cd_err *err)
{
    CD_AUTO(cd_mp_sky_place_done) mp_sky_place place = {.some = false};
    mp_look light = *look, rest = {.style = look->style, .seed = look->seed};
    rest.has_weather = look->has_weather;
    rest.weather = look->weather;
    light.has_weather = false;
    light.style = MP_STYLE_NONE;
    if (look->has_time && (look->time == MP_NIGHT || look->time == MP_SUNSET))
        CD_TRY(cd_mp_sky_place_find(&place, desk, err));
    CD_TRY(cd_mp_look_lay(&desk->picture, &light, 1.0f, 0.3f, err));
    if (place.some) {
        const mp_scene sky = {.time_said = true, .time = look->time};
        CD_TRY(cd_mp_sky_place_fill(&place, desk, &sky, false, err));
    }
    return cd_mp_look_lay(&desk->picture, &rest, 1.0f, 0.3f, err);
}

cd_rc cd_mp_touch_all(const mp_desk *desk, const mp_changes *changes, const bool *done,
                      cd_str prompt, bool styled, cd_err *err)
{
    const mp_change *whole = NULL;
    bool some = false;
    mp_look look;
    for (uint32_t i = 0; i < changes->count; i++) {
        bool made = done != NULL && done[i];
        if (!made)
            CD_TRY(cd_mp_touch(&made, desk, &changes->list[i], err));
        some |= made;
        if (!made)
            whole = &changes->list[i];
    }
    look_of(&look, desk, prompt, whole, some);
    if (!styled)
        look.style = MP_STYLE_NONE;
    return look_lay(desk, &look, err);
}
