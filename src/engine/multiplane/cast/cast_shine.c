/* engine/multiplane/cast/cast_shine.c - figures that are lights: a fire is bright at night and
 * lights the air around it. */
#include "engine/multiplane/cast/cast.h"

static const struct {
    const char *figures;
    uint32_t color;
    float reach;
} shines[] = {
#define MP_SHINE(figures, color, reach) {figures, color, reach},
#include "engine/multiplane/cast/shines.def"
#undef MP_SHINE
};

int32_t cd_mp_cast_shine(const mp_cast *cast, uint32_t subject)
{
    const cd_str figure = cd_mp_cast_figure(cast, subject);
    for (size_t i = 0; i < CD_COUNT(shines) && figure.size > 0; i++) {
        cd_str rest = cd_str_from(shines[i].figures), name;
        for (bool more = true; more;) {
            more = cd_str_cut(rest, ',', &name, &rest);
            if (cd_str_eq(cd_str_trim(name), figure))
                return (int32_t)i;
        }
    }
    return -1;
}

void cd_mp_cast_shine_draw(mp_paint *paint, const mp_actor *actor, int32_t shine)
{
    CD_ASSERT(shine >= 0 && (size_t)shine < CD_COUNT(shines));
    const float dark = paint->light.lamps;
    const mp_px light = cd_mp_scale(cd_mp_rgb(shines[shine].color), 0.10f + 0.55f * dark);
    const float y = actor->base - 0.55f * actor->height;
    cd_mp_glow(&paint->canvas, actor->x, y, shines[shine].reach * actor->height, 2.3f, light);
    if (actor->stance == MP_STANCE_STAND && dark > 0.1f) /* a pool of light on the ground */
        cd_mp_ellipse(&paint->canvas, actor->x, actor->base, 1.3f * actor->height,
                      0.22f * actor->height, 0.0f,
                      cd_mp_alpha(cd_mp_scale(cd_mp_rgb(shines[shine].color), 0.8f), 0.30f * dark));
}
