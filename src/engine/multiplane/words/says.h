/* engine/multiplane/words/says.h - whether a prompt has certain words: for lists of the engine's
 * own that need no grammar. Thread: any. Uses: base. */
#ifndef CD_ENGINE_MULTIPLANE_WORDS_SAYS_H
#define CD_ENGINE_MULTIPLANE_WORDS_SAYS_H
#include "base/base.h"

/* Whether one of the words of `list`, "word, two words", stands in the text: whole, in any case. */
bool cd_mp_says(cd_str text, const char *list);

#endif
