/* engine/multiplane/show/references.h - what a new picture takes of the pictures it refers to:
 * colours, texture, layout, things cut out; as the prompt labels them, else layout and colours of
 * the first and the colours of the others. One is looked at after the other, reduced, and let go.
 * Thread: as show.h. Uses: show, stage, roles, find, palette, texture. */
#ifndef CD_ENGINE_MULTIPLANE_SHOW_REFERENCES_H
#define CD_ENGINE_MULTIPLANE_SHOW_REFERENCES_H
#include "engine/multiplane/look/palette.h"
#include "engine/multiplane/look/texture.h"
#include "engine/multiplane/show/show.h"
#include "engine/multiplane/stage.h"
#include "engine/multiplane/words/roles.h"

/* A thing cut out of a reference. */
typedef struct mp_cutting {
    uint32_t subject; /* of the scene, that it stands for */
    uint32_t width, height;
    uint8_t *rgba; /* owned; 8-bit sRGB, premultiplied */
} mp_cutting;

typedef struct mp_references {
    uint32_t count, seen;
    mp_roles roles;
    cd_str prompt;      /* owned: without the words about references; empty when there are none */
    mp_palette palette; /* the weighted mean of those that count, so far */
    float weight;       /* of them; 0: none */
    mp_weave texture;
    bool laid_out;   /* a layout has been taken */
    float layout[4]; /* where the thing that stands out is: x0 y0 x1 y1, 0..1 */
    uint32_t cutting_count;
    mp_cutting cuttings[MP_REFS_MAX];
} mp_references;

/* Counts the references of a run and reads their roles; when there are any, the scene becomes that
 * of the prompt without the words about them. */
void cd_mp_references_read(mp_references *out, cd_engine_run *run);
void cd_mp_references_done(mp_references *references);
/* Takes from the next one what it is for, and makes the seed of `scene` depend on it. */
CD_MUST cd_rc cd_mp_references_next(mp_references *references, struct cd_engine_yield *yield,
                                    mp_scene *scene, const cd_engine_run *run, cd_err *err);
/* Likewise from a frame that was decoded already. CD_E_NOMEM, CD_E_CORRUPT. */
CD_MUST cd_rc cd_mp_references_take(mp_references *references, const cd_frame *frame,
                                    mp_scene *scene, const cd_engine *engine, cd_err *err);
/* The cut-out that stands for a word in `asked`, the scene read from the prompt; or NULL. */
const mp_cutting *cd_mp_references_cutting(const mp_references *references, const mp_scene *asked,
                                           const char *word);
/* After all: the hero goes where the layout has it. Before the stage is made. */
void cd_mp_references_place(const mp_references *references, mp_scene *scene);
/* Before the stage's first step; the texture is borrowed until its last. */
void cd_mp_references_stage(mp_references *references, cd_mp_stage *stage);
/* Draws the finished picture toward the palette. */
void cd_mp_references_finish(const mp_references *references, cd_frame *frame, unsigned threads);

#endif
