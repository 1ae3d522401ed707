/* engine/multiplane/words/words.h - the lexicon a prompt is read with: the project's vocabulary
 * (vocabulary.def, colors.def, habitats.def) over the words of the packed artwork.
 * Thread: any, read only once opened. Uses: base, pack.h. */
#ifndef CD_ENGINE_MULTIPLANE_WORDS_WORDS_H
#define CD_ENGINE_MULTIPLANE_WORDS_WORDS_H
#include "engine/multiplane/pack.h"

struct cd_mp_words;

/* `pack` is borrowed for the life of the lexicon. *out is new. */
CD_MUST cd_rc cd_mp_words_open(struct cd_mp_words **out, const cd_mp_pack *pack, cd_err *err);
void cd_mp_words_close(struct cd_mp_words **words);

#endif
