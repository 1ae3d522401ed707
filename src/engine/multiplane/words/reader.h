/* engine/multiplane/words/reader.h - the state of reading one prompt, shared by the files that
 * read: reader.c walks the tokens, phrase.c gathers noun phrases, subject.c makes subjects and
 * relations, place.c decides the surroundings, sign.c the texts. Only words/ includes it. */
#ifndef CD_ENGINE_MULTIPLANE_WORDS_READER_H
#define CD_ENGINE_MULTIPLANE_WORDS_READER_H
#include "engine/multiplane/words/lexicon.h"

enum { MP_NOUNS_MAX = 6, MP_NO_TOKEN = INT32_MAX };

/* A noun phrase as far as it has been read. */
struct mp_phrase {
    bool article;
    uint32_t count; /* 0: not said */
    bool pair;      /* the count was "a pair of" */
    float size;     /* 0: not said */
    bool has_color;
    uint32_t color;
    mp_stuff stuff;
    uint32_t noun_count;
    mp_match nouns[MP_NOUNS_MAX];
};

/* What stands between the last subject and the next one. */
struct mp_link_words {
    bool given;
    int relation; /* mp_relation, or MP_WITH */
    bool front, above;
    int32_t left; /* subject */
};

struct mp_reader {
    const struct cd_mp_words *words;
    mp_scene *scene;
    mp_tokens tokens;
    uint32_t language;
    uint64_t prompt_hash;

    struct mp_phrase phrase;
    struct mp_link_words link, last_link, last_part;
    mp_action acting; /* what the next subject does: "a flying car"; MP_ACT__COUNT: nothing */
    bool role;        /* the next person is what the last one is dressed as */
    bool quotes;      /* the prompt has quotations */
    bool negating;
    bool contents;                  /* the phrase is what a bottle or bouquet is full of */
    bool joined;                    /* an "and" since the last subject */
    int32_t last_subject;           /* or MP_OTHER_NONE */
    int32_t group_first;            /* first subject of the and-group of last_subject */
    uint32_t default_count;         /* of a plural after "field of"; 0: 3 */
    uint8_t group[MP_SUBJECTS_MAX]; /* emoji group of a subject's figure, 255: none */
    bool removed[MP_SUBJECTS_MAX];

    float setting_score[MP_SETTING__COUNT];
    uint32_t setting_at[MP_SETTING__COUNT]; /* token of the first mention */
    bool time_said, time_firm, weather_said;
    bool lake, window, shop, storefront, snow, autumn, blossom, night_sky, sky, moon, sign, neon;
    int32_t companion; /* row of companions.def of the first place named, or MP_OTHER_NONE */
    uint32_t place_preposition_at; /* token after "in", "on", "at" and articles */
    mp_hint hint;

    bool surface_said;
    mp_surface surface;
    uint32_t surface_at;
    bool says;      /* the next words or quotation are a text */
    bool named;     /* the next quotation is a name */
    int32_t canvas; /* cd_ratio, or CD_RATIO_NONE */
    bool deep_focus;
    char fallback[MP_WORD_BYTES]; /* the first word that nothing was made of */
};

/* phrase.c */
void cd_mp__phrase_noun(struct mp_reader *r, const mp_match *match);
/* Ends the noun phrase: its subject, if it has one, joins the scene. */
void cd_mp__phrase_end(struct mp_reader *r);
/* Ends it without a subject: its words told of something else. */
void cd_mp__phrase_drop(struct mp_reader *r);
/* Whether a match can be the name of a thing. */
bool cd_mp__is_noun(const mp_match *match);

/* subject.c */
void cd_mp__subject_add(struct mp_reader *r, const mp_match *noun, const struct mp_phrase *phrase);
void cd_mp__subject_color(struct mp_reader *r, int32_t subject, uint32_t color);
/* What the last subjects do; false when their figures cannot show it. */
bool cd_mp__subject_act(struct mp_reader *r, mp_action action);
/* "in the foreground", "in the background", after the last subject. */
void cd_mp__subject_depth(struct mp_reader *r, bool near);
void cd_mp__subjects_finish(struct mp_reader *r);
/* Adds `count` of the figure, named as in the artwork, as a subject that nobody asked for. */
void cd_mp__subject_companion(struct mp_reader *r, cd_str figure, uint32_t count);
bool cd_mp__is_living(uint8_t group);

/* Adds a subject; the index, or MP_OTHER_NONE when the scene is full. */
int32_t cd_mp__subject_append(struct mp_reader *r, const mp_link *link, cd_str word);
/* Who can hold, wear and ride; and the last of them up to `from`, or `from` itself. */
bool cd_mp__is_actor(const struct mp_reader *r, int32_t subject);
int32_t cd_mp__nearest_actor(const struct mp_reader *r, int32_t from);

/* people.c */
/* "with red hair and green eyes": true when the phrase tells of the body of who is before it. */
bool cd_mp__is_feature(struct mp_reader *r, const struct mp_phrase *phrase);
/* "a family": true when several subjects were added. */
bool cd_mp__is_company(struct mp_reader *r, const mp_match *noun, const struct mp_phrase *phrase);

/* place.c */
void cd_mp__place_word(struct mp_reader *r, const mp_match *match, uint32_t at, bool before_noun);
/* The row of companions.def for a place, or MP_OTHER_NONE. */
int32_t cd_mp__companion(cd_str place);
void cd_mp__place_finish(struct mp_reader *r, cd_ratio asked);

/* sign.c: texts. Returns the number of tokens used. */
uint32_t cd_mp__sign_quote(struct mp_reader *r, uint32_t at);
uint32_t cd_mp__sign_words(struct mp_reader *r, uint32_t at);

#endif
