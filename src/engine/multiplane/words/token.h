/* engine/multiplane/words/token.h - a prompt cut into words, quoted texts, emoji and marks.
 * Thread: one owner. Uses: base. */
#ifndef CD_ENGINE_MULTIPLANE_WORDS_TOKEN_H
#define CD_ENGINE_MULTIPLANE_WORDS_TOKEN_H
#include "base/base.h"

enum { MP_TOKENS_MAX = 3000, MP_FOLDED_BYTES_MAX = 48 * 1024 };

typedef enum mp_token_kind {
    MP_TOKEN_WORD,
    MP_TOKEN_QUOTE, /* `from` and `to` are what stands between the marks */
    MP_TOKEN_EMOJI, /* a run of symbols, one or several emoji */
    MP_TOKEN_COMMA,
    MP_TOKEN_STOP /* the end of a sentence, or a line */
} mp_token_kind;

typedef struct mp_token {
    mp_token_kind kind;
    uint32_t at,
        size; /* in `folded`: lower case, no possessive; neighbours have one space between */
    uint32_t from, to; /* in the prompt */
    bool wide;         /* of a script written without spaces */
} mp_token;

typedef struct mp_tokens {
    cd_str prompt; /* borrowed */
    uint32_t count;
    mp_token *tokens; /* owned, MP_TOKENS_MAX */
    char *folded;     /* owned, MP_FOLDED_BYTES_MAX */
    uint32_t folded_size;
} mp_tokens;

/* Cuts the prompt, as much of it as fits; any bytes will do. Done with mp_tokens_done(). */
void cd_mp__tokens_init(mp_tokens *out, cd_str prompt);
void cd_mp__tokens_done(mp_tokens *tokens);
/* The folded text of `count` tokens from `first`: adjacent words with one space between. */
cd_str cd_mp__tokens_text(const mp_tokens *tokens, uint32_t first, uint32_t count);

#endif
