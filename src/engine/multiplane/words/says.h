/* engine/multiplane/words/says.h - whether a prompt has certain words: for lists of the engine's
 * own that need no grammar. Thread: any. Uses: base. */
#ifndef CD_ENGINE_MULTIPLANE_WORDS_SAYS_H
#define CD_ENGINE_MULTIPLANE_WORDS_SAYS_H
#include "base/base.h"

/* Whether one of the words of `list`, "word, two words", stands in the text: whole, in any case. */
bool cd_mp_says(cd_str text, const char *list);
/* The bytes of the longest of them that does, 0 for none: "sans serif" is more than "serif". */
size_t cd_mp_says_size(cd_str text, const char *list);

/* Whether the text is one of the words of the list, as they stand there. */
bool cd_mp_lists(const char *list, cd_str text);

#endif
