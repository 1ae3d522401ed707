/* engine/multiplane/stage.h - from a scene to a picture: surroundings, cards at depths, light,
 * text. Thread: one stage per run; render may use `threads`. Uses: base media, scene.h, sprite.h.
 */
#ifndef CD_ENGINE_MULTIPLANE_STAGE_H
#define CD_ENGINE_MULTIPLANE_STAGE_H
#include "engine/multiplane/scene.h"
#include "engine/multiplane/sprite.h"
#include "media/frame.h"

typedef struct cd_mp_stage cd_mp_stage;
struct mp_canvas;
struct mp_paint;
#define MP_TWIN_LIGHT 0.5f

/* Lays out the scene: *out is new; `scene` and `sprites` are borrowed until cd_mp_stage_free(). */
CD_MUST cd_rc cd_mp_stage_new(cd_mp_stage **out, const mp_scene *scene, cd_mp_sprites *sprites,
                              unsigned threads, cd_err *err);
/* What has just come onto the canvas, for whoever films the scene plane by plane. */
typedef enum mp_seen {
    MP_SEEN_SKY,  /* the sky alone; not in every setting */
    MP_SEEN_LAND, /* all surroundings, the sky included */
    MP_SEEN_CAST, /* a group of actors at about the same distance */
    MP_SEEN_NEAR, /* what stands between them and the viewer */
    MP_SEEN_GLOW  /* the light that bright things spread: the last */
} mp_seen;

struct mp_watch {
    /* `near`: 0 at infinity, 1 at the lower edge of the frame; `floating`: it hangs in the air.
     * `twin`: the canvas as it would be had all light behind the cast or the foreground been
     * MP_TWIN_LIGHT brighter, which tells how much of that light gets through; NULL for the rest.
     */
    cd_rc (*seen)(void *data, const struct mp_paint *paint, const struct mp_canvas *twin,
                  mp_seen what, float near, bool floating, cd_err *err);
    void *data;
    bool gather; /* the edges of the canvas will not be seen: keep the cast off them */
};
/* Before the first step: tells `watch` of each plane. Rain and snow are then left to it, and there
 * is no cd_mp_stage_frame(). `watch` is borrowed. */
void cd_mp_stage_watch(cd_mp_stage *stage, const struct mp_watch *watch);
struct mp_weave;
/* Before the first step: lays a texture over the surroundings. Borrowed. */
void cd_mp_stage_texture(cd_mp_stage *stage, const struct mp_weave *texture);
/* Before the first step: these pixels, 8-bit sRGB with premultiplied alpha, are the subject,
 * whatever its word would be drawn as. Takes *rgba. */
void cd_mp_stage_cut(cd_mp_stage *stage, uint32_t subject, uint32_t width, uint32_t height,
                     uint8_t **rgba);
/* How near the ground is at a row of the canvas. */
float cd_mp_stage_near(const cd_mp_stage *stage, float row);
/* Number of cd_mp_stage_step() calls until the picture is done. */
uint32_t cd_mp_stage_steps(const cd_mp_stage *stage);
/* One bounded piece of the rendering: the surroundings, one subject, the finish, ... */
CD_MUST cd_rc cd_mp_stage_step(cd_mp_stage *stage, cd_err *err);
/* After the last step: the picture, sRGB 8 bit, owned by the caller. */
CD_MUST cd_rc cd_mp_stage_frame(cd_frame **out, cd_mp_stage *stage, cd_err *err);
/* Where subject `subject`'s instance `instance` was put, in pixels; false when there is none such.
 * For tests and for the scene file. */
bool cd_mp_stage_box(const cd_mp_stage *stage, uint32_t subject, uint32_t instance, int32_t box[4]);
/* After the surroundings: writes into the scene where everybody and every text was put, so that the
 * same scene, or a changed one, puts them there again. `scene` is the stage's own, or a copy. */
void cd_mp_stage_record(const cd_mp_stage *stage, mp_scene *scene);
/* Where the texts stand: x0 y0 x1 y1 in pixels, for each; the count is returned. */
uint32_t cd_mp_stage_texts(const cd_mp_stage *stage, float boxes[MP_TEXTS_MAX][4]);
void cd_mp_stage_free(cd_mp_stage **stage);

#endif
