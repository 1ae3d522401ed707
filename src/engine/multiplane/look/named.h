/* engine/multiplane/look/named.h - a style that the prompt names, for a picture made from it.
 * Thread: as look.h. Uses: look, words. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_NAMED_H
#define CD_ENGINE_MULTIPLANE_LOOK_NAMED_H
#include "engine/multiplane/look/look.h"
#include "engine/multiplane/words/token.h"

/* The style that the prompt names outside of quotation marks and does not refuse ("not an oil
 * painting"), or MP_STYLE_NONE. */
mp_style cd_mp_style_named(cd_str prompt);
/* The same in a prompt that has been cut; `span` gets the bytes of the name, when there is one. */
mp_style cd_mp_style_find(size_t span[2], const mp_tokens *tokens);
/* For the files of look/: the bytes of the first of the names in `list` that the prompt means, and
 * neither quotes nor refuses; false without one. */
bool cd_mp__name_find(size_t span[2], const mp_tokens *tokens, const char *list);
/* The name by which cd_mp_style_named() finds the style; empty for MP_STYLE_NONE. */
cd_str cd_mp_style_name(mp_style style);
/* Lays a style over the whole picture. In the boxes (x0 y0 x1 y1, pixels) letters stay as sharp as
 * they were, where the style would break them up; a box may be outside. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_style_lay(const mp_picture *picture, mp_style style, float (*boxes)[4],
                              uint32_t box_count, cd_err *err);

#endif
