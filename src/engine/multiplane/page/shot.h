/* engine/multiplane/page/shot.h - what a panel shows, before it is inked: colours, where the cast
 * is, where the sky is. Shots of the surroundings are filmed on the stage, nearer ones are of the
 * cast alone. Thread: one owner; uses threads. Uses: stage cast. */
#ifndef CD_ENGINE_MULTIPLANE_PAGE_SHOT_H
#define CD_ENGINE_MULTIPLANE_PAGE_SHOT_H
#include "engine/multiplane/look/look.h"
#include "engine/multiplane/page/panel.h"
#include "engine/multiplane/stage.h"

/* Where one of the cast is, in pixels of the shot. */
typedef struct mp_seat {
    bool seen, flip;
    float box[4];             /* x0 y0 x1 y1 */
    float head[2], head_size; /* middle and radius */
} mp_seat;

typedef struct mp_sketch {
    mp_picture picture; /* owned; sRGB's curve */
    uint8_t *figure;    /* owned, [height][width]: 255 where the cast covers the rest */
    uint8_t *sky;       /* owned, likewise; NULL: the shot has no surroundings */
    mp_seat seats[MP_SUBJECTS_MAX];
    uint32_t plate_count;
    float plates[MP_TEXTS_MAX][4]; /* where signs are: x0 y0 x1 y1 */
} mp_sketch;

typedef struct mp_filming mp_filming; /* a shot that is being made */

/* *out is new, and small until the first step; the scene is copied, sprites are borrowed. `size` is
 * the panel's in pixels. `hero` is the subject that the shot is about, MP_OTHER_NONE: none. */
CD_MUST cd_rc cd_mp_filming_new(mp_filming **out, const mp_scene *scene, cd_mp_sprites *sprites,
                                mp_shot shot, const int32_t size[2], int32_t hero, unsigned threads,
                                cd_err *err);
void cd_mp_filming_free(mp_filming **filming);
uint32_t cd_mp_filming_steps(const mp_filming *filming);
CD_MUST cd_rc cd_mp_filming_step(mp_filming *filming, cd_err *err);
/* After the last step; the filming keeps it. */
const mp_sketch *cd_mp_filming_sketch(const mp_filming *filming);

/* For the files of shots. */
/* Linear light to the sketch's curve. */
uint16_t cd_mp__sketch_curve(const float curve[4097], float light);
void cd_mp__seat_of(mp_seat *out, const float box[4], bool flip);
/* Moves the head of who is not alike on both sides, and so is seen from the side, to the front. */
void cd_mp__seat_turn(mp_seat *seat, const mp_sketch *sketch);
/* The cast alone, large: `faces` fills the shot with a face. CD_E_NOMEM, CD_E_CORRUPT. */
CD_MUST cd_rc cd_mp__cutout(mp_sketch *out, const mp_scene *scene, cd_mp_sprites *sprites,
                            mp_shot shot, int32_t hero, cd_err *err);

#endif
