/* engine/multiplane/page/balloon.h - what is said, in balloons, bursts, clouds and boxes on a page.
 * Thread: one owner. Uses: ink, Pango. */
#ifndef CD_ENGINE_MULTIPLANE_PAGE_BALLOON_H
#define CD_ENGINE_MULTIPLANE_PAGE_BALLOON_H
#include "engine/multiplane/page/ink.h"
#include "engine/multiplane/page/speech.h"

typedef struct mp_balloon {
    mp_voice voice;
    const char *text; /* borrowed, UTF-8 */
    bool has_tail;
    float tail[2];        /* the mouth it points to, pixels of the page */
    float face;           /* how far around it the face is, which the tail leaves free */
    float room[4];        /* the panel it belongs to: x0 y0 x1 y1 */
    uint32_t taken_count; /* what it should not cover, heads first */
    float taken[2 * MP_SUBJECTS_MAX + MP_TEXTS_MAX][5]; /* x0 y0 x1 y1, and how bad that is */
    float box[4];                                       /* out: where it is, without its tail */
    float ink[4];                                       /* out: where the letters are */
} mp_balloon;

/* Finds its place and draws it on the page. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_balloon_draw(mp_paper *paper, mp_balloon *balloon, uint64_t seed, cd_err *err);

#endif
