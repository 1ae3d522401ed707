/* engine/multiplane/mend/mend.h - changes of a picture that nothing is known about, inside of a
 * matte: another colour, other pixels, nothing at all. Where the matte is 0 not a bit changes.
 * Thread: one owner; functions use the picture's threads. Uses: find, look, paint, frame. */
#ifndef CD_ENGINE_MULTIPLANE_MEND_MEND_H
#define CD_ENGINE_MULTIPLANE_MEND_MEND_H
#include "engine/multiplane/find/guided.h"

/* The colour that covers most of what is in the matte turns to `color` (sRGB 0..1); shading,
 * highlights and other colours stay. Greys take it when there is nothing else. */
void cd_mp_mend_color(const mp_picture *picture, const mp_matte *matte, const float color[3]);

/* Lays the frame, stretched to the picture's size, over it. */
void cd_mp_mend_over(const mp_picture *picture, const mp_matte *matte, const cd_frame *frame);

/* Takes away what is in the matte: fills it with what is around. `avoid`, of any size, or NULL: a
 * mask of what is not to be repeated. CD_E_NOMEM.
 * Source: Barnes et al., PatchMatch, 2009; Wexler, Shechtman and Irani, Space-time completion of
 * video, 2007. */
CD_MUST cd_rc cd_mp_mend_fill(const mp_picture *picture, const mp_matte *matte, const mp_map *avoid,
                              cd_err *err);

/* What is in the matte as a card of linear light, `factor` times as large; box is where it was, in
 * pixels, ends exclusive. False in *some when the matte is empty. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_mend_lift(mp_canvas *out, int32_t box[4], bool *some, const mp_picture *picture,
                              const mp_matte *matte, float factor, cd_err *err);

/* A matte of the picture's size, empty. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_matte_new(mp_matte *out, const mp_picture *picture, cd_err *err);
/* Widens the matte by `radius` pixels, about. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_matte_widen(mp_matte *matte, uint32_t radius, unsigned threads, cd_err *err);
/* The box around all that is not 0; false when all is. */
bool cd_mp_matte_bounds(int32_t box[4], const mp_matte *matte);

#endif
