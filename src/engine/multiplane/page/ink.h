/* engine/multiplane/page/ink.h - a shot drawn into its panel with ink: outlines, black areas,
 * screentone in few densities, skies, lines of speed. Grey only; sizes go with the page's width.
 * Thread: one owner; uses threads, rows do not depend on their number. Uses: shot panel. */
#ifndef CD_ENGINE_MULTIPLANE_PAGE_INK_H
#define CD_ENGINE_MULTIPLANE_PAGE_INK_H
#include "engine/multiplane/look/screentone.h"
#include "engine/multiplane/page/panel.h"
#include "engine/multiplane/page/shot.h"

/* The page, white at first. */
typedef struct mp_paper {
    int32_t width, height;
    uint8_t *px; /* owned, [height][width], 255 is white */
    unsigned threads;
} mp_paper;

struct mp_inking_opts {
    const mp_scene *scene; /* of the shot: time of day, weather, seed */
    int32_t at[2];         /* where the shot's corner is on the page */
    int32_t hero;          /* subject that lines of speed point to, or MP_OTHER_NONE */
};
/* Inks the shot into the panel and draws its frame; what is of a hero may reach out of it.
 * CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_panel_ink(mp_paper *paper, const mp_panel *panel, const mp_sketch *sketch,
                              const struct mp_inking_opts *opts, cd_err *err);

/* For the files of inking: 0 white .. 1 black of the ground behind a hero. */
typedef struct mp_backdrop {
    int kind;
    float x, y, inner; /* of what is looked at: middle and radius, pixels of the page */
    float width, height;
    float cell;
    uint64_t seed;
    const int32_t *box; /* of the panel */
} mp_backdrop;
void cd_mp__backdrop_set(mp_backdrop *out, const mp_panel *panel, const mp_seat *seat,
                         const struct mp_inking_opts *opts, int32_t page_width);
/* How far a drop of rain or a flake of snow covers a point of a page of this width. */
float cd_mp__falling_at(mp_weather weather, float x, float y, float page_width);
float cd_mp__backdrop_at(const mp_backdrop *backdrop, float x, float y);

#endif
