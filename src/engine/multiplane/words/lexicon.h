/* engine/multiplane/words/lexicon.h - what a run of words can mean: rows of the vocabulary and the
 * figure it names. Only words/ includes it. Uses: base, pack.h, token.h. */
#ifndef CD_ENGINE_MULTIPLANE_WORDS_LEXICON_H
#define CD_ENGINE_MULTIPLANE_WORDS_LEXICON_H
#include "engine/multiplane/words/token.h"
#include "engine/multiplane/words/words.h"

/* Kinds of vocabulary; vocabulary.def says what is in each. */
typedef enum mp_kind {
    MP_KIND_ARTICLE,
    MP_KIND_STOP,
    MP_KIND_AND,
    MP_KIND_NEGATION,
    MP_KIND_PEOPLE,
    MP_KIND_NOBODY,
    MP_KIND_LETTERS,
    MP_KIND_NAMED,
    MP_KIND_ASIDE,
    MP_KIND_NUMBER,
    MP_KIND_MASS,
    MP_KIND_MEASURE,
    MP_KIND_SIZE,
    MP_KIND_MATERIAL,
    MP_KIND_RELATION,
    MP_KIND_FRONT,
    MP_KIND_ABOVE,
    MP_KIND_FAR,
    MP_KIND_FACING,
    MP_KIND_SAYS,
    MP_KIND_SURFACE,
    MP_KIND_TIME,
    MP_KIND_WEATHER,
    MP_KIND_SETTING,
    MP_KIND_WEAK,
    MP_KIND_SKY,
    MP_KIND_LAKE,
    MP_KIND_WINDOW,
    MP_KIND_SHOP,
    MP_KIND_CANVAS,
    MP_KIND_ACTION,
    MP_KIND_COLOR,
    MP_KIND__COUNT
} mp_kind;

enum { MP_OTHER_STUFF = MP_STUFF__COUNT }; /* MATERIAL: mp_stuff, or what shows no other way */
enum { MP_STYLE_OF, MP_ROLE, MP_DEEP_FOCUS, MP_SOFT_FOCUS, MP_OPEN_LENS }; /* ASIDE */
enum { MP_BARE_SKY, MP_AURORA_SKY };                                       /* SKY */
enum { MP_WITH = MP_RELATION__COUNT }; /* "with": what it means depends on the two things */

typedef enum mp_action {
    MP_ACT_WALKING,
    MP_ACT_RUNNING,
    MP_ACT_BIKING,
    MP_ACT_SURFING,
    MP_ACT_SWIMMING,
    MP_ACT_ROWING,
    MP_ACT_CLIMBING,
    MP_ACT_DANCING,
    MP_ACT_MEDITATING,
    MP_ACT_KNEELING,
    MP_ACT_JUGGLING,
    MP_ACT_GOLFING,
    MP_ACT_LIFTING,
    MP_ACT_COOKING,
    MP_ACT_SINGING,
    MP_ACT_PAINTING,
    MP_ACT_CODING,
    MP_ACT_FLYING,
    MP_ACT__COUNT
} mp_action;

typedef enum mp_language {
    MP_EN,
    MP_DE,
    MP_FR,
    MP_ES,
    MP_IT,
    MP_JA = 10, /* the order of LANGUAGES in tools/pack_artwork */
    MP_LANGUAGES_MAX = 16
} mp_language;

typedef struct mp_match {
    uint32_t words; /* tokens it spans; 0: nothing known */
    cd_str text;
    uint32_t kinds; /* CD_BIT(MP_KIND_...) */
    int32_t value[MP_KIND__COUNT];
    bool known; /* the index has the word */
    mp_lemma lemma;
    bool plural;   /* the word was found by its singular */
    bool has_link; /* a figure shows it */
    bool has_held; /* a person who holds a figure */
    mp_link link, held;
} mp_match;

/* The longest thing known that starts at token `first`; at least one word. */
void cd_mp__match(mp_match *out, const struct cd_mp_words *words, const mp_tokens *tokens,
                  uint32_t first, uint32_t language);
/* What the one word at token `first` means. */
void cd_mp__match_one(mp_match *out, const struct cd_mp_words *words, const mp_tokens *tokens,
                      uint32_t first, uint32_t language);
/* What a text that may be gone soon means, when it stands in the vocabulary or names a figure; the
 * text of *out outlives it. */
bool cd_mp__match_known(mp_match *out, const struct cd_mp_words *words, cd_str text,
                        uint32_t language);
/* typo.c: takes a word that nobody knows for the one it was meant to be; false when there is none.
 */
bool cd_mp__mend(mp_match *out, const struct cd_mp_words *words, cd_str text, uint32_t language);
/* The first emoji of a symbol run from byte `at` of the folded text; returns the bytes it takes. */
uint32_t cd_mp__match_emoji(mp_match *out, const struct cd_mp_words *words, cd_str run);
/* The language most of the words are of. */
uint32_t cd_mp__language(const struct cd_mp_words *words, const mp_tokens *tokens);
/* The setting a figure belongs to, or MP_SETTING__COUNT. */
mp_setting cd_mp__habitat(const struct cd_mp_words *words, int32_t figure);
/* The share of its height at which others sit on a figure. */
float cd_mp__seat(const struct cd_mp_words *words, int32_t figure);
const cd_mp_pack *cd_mp__pack(const struct cd_mp_words *words);

static inline bool mp_is(const mp_match *match, mp_kind kind)
{
    return (match->kinds & CD_BIT(kind)) != 0;
}

#endif
