/* engine/multiplane/mend/backdrop.c - the stage with nobody on it, or its sky alone. */
#include "engine/multiplane/mend/backdrop.h"

#include "engine/multiplane/paint/finish.h"
#include "engine/multiplane/place/sky.h"

#include <string.h>

enum { SIDE_MOST = 2048, SIDE_LEAST = 64 };

/* The scene at the size that is drawn, with nothing in it but the surroundings. */
static mp_scene empty_of(const mp_scene *scene, uint32_t width, uint32_t height)
{
    mp_scene out = *scene;
    const uint32_t side = width > height ? width : height;
    const float scale = side > SIDE_MOST ? (float)SIDE_MOST / (float)side : 1.0f;
    out.width = (uint32_t)((float)width * scale);
    out.height = (uint32_t)((float)height * scale);
    out.width = out.width < SIDE_LEAST ? SIDE_LEAST : out.width;
    out.height = out.height < SIDE_LEAST ? SIDE_LEAST : out.height;
    out.subject_count = out.text_count = 0;
    out.detail = 1;
    out.ground = true; /* for the feet of who is put before it */
    return out;
}

cd_rc cd_mp_backdrop(cd_frame **out, const mp_scene *scene, uint32_t width, uint32_t height,
                     cd_mp_sprites *sprites, unsigned threads, cd_err *err)
{
    const mp_scene empty = empty_of(scene, width, height);
    CD_AUTO(cd_mp_stage_free) cd_mp_stage *stage = NULL;
    CD_TRY(cd_mp_stage_new(&stage, &empty, sprites, threads, err));
    const uint32_t steps = cd_mp_stage_steps(stage);
    for (uint32_t i = 0; i < steps; i++)
        CD_TRY(cd_mp_stage_step(stage, err));
    return cd_mp_stage_frame(out, stage, err);
}

static void paint_done(mp_paint *paint)
{
    cd_mp_canvas_done(&paint->canvas);
    cd_mp_noise_done(&paint->noise);
}

cd_rc cd_mp_backdrop_sky(cd_frame **out, const mp_scene *scene, uint32_t width, uint32_t height,
                         float horizon, bool bare, unsigned threads, cd_err *err)
{
    mp_scene empty = empty_of(scene, width, height);
    CD_AUTO(paint_done) mp_paint paint = {.scene = &empty, .threads = threads, .fine = 1.0f};
    if (mp_setting_kind(empty.setting) == MP_SETTING_NIGHT_SKY)
        empty.time = MP_NIGHT;
    empty.setting = MP_SETTING_MEADOW;
    paint.width = (float)empty.width;
    paint.height = (float)empty.height;
    paint.unit = paint.width < paint.height ? paint.width : paint.height;
    paint.horizon = cd_mp_clamp(horizon, 0.15f, 1.0f) * paint.height;
    cd_mp_light_set(&paint.light, &empty);
    paint.light.cover = bare ? 0.0f : paint.light.cover;
    paint.sun_x = paint.light.sun_at * paint.width;
    paint.sun_y = paint.horizon * (1.0f - paint.light.elevation);
    CD_TRY(cd_mp_canvas_new(&paint.canvas, (int32_t)empty.width, (int32_t)empty.height, err));
    CD_TRY(cd_mp_noise_new(&paint.noise, empty.seed, false, threads, err));
    CD_TRY(cd_mp_sky_paint(&paint, paint.canvas.height, err));
    if (empty.aurora)
        cd_mp_sky_aurora(&paint, (int32_t)paint.horizon);
    CD_TRY(cd_mp_finish_bloom(&paint, 0.5f, err));
    return cd_mp_finish_frame(out, &paint, err);
}
