/* engine/multiplane/pack.h - the packed artwork: figures as SVG and the words that lead to them,
 * one file made by tools/pack_artwork and mapped into memory. Nothing in it is trusted: every
 * offset is checked when it is used. Thread: any, read only once opened. Uses: base sys media. */
#ifndef CD_ENGINE_MULTIPLANE_PACK_H
#define CD_ENGINE_MULTIPLANE_PACK_H
#include "engine/multiplane/scene.h"

enum {
    MP_SVG_BYTES_MAX = 8 * 1024 * 1024,
    MP_LEMMA_BYTES_MAX = 64,
    MP_WEIGHT_LISTED = 255, /* the project's own word list, or the emoji itself */
    MP_WEIGHT_LABEL = 245,
    MP_LANGUAGE_ENGLISH = 0,
    MP_LANGUAGE_ANY = 255
};

/* What WordNet says about a word. */
enum {
    MP_WORD_THING = 1,
    MP_WORD_ABSTRACT = 2,
    MP_WORD_VERB = 4,
    MP_WORD_ADJECTIVE = 8,
    MP_WORD_ADVERB = 16,
    MP_WORD_PLURAL = 32, /* an irregular plural; the lemma found is its singular */
    MP_WORD_PERSON = 64
};

typedef enum mp_part { MP_PART_NOUN, MP_PART_VERB, MP_PART_ADJECTIVE, MP_PART_ADVERB } mp_part;

/* Kind of place that a proper name means: "paris" is a city. */
typedef enum mp_hint {
    MP_HINT_NONE,
    MP_HINT_CITY,
    MP_HINT_MOUNTAIN,
    MP_HINT_SEA,
    MP_HINT_LAKE,
    MP_HINT_DESERT,
    MP_HINT_FOREST,
    MP_HINT_RIVER,
    MP_HINT_ISLAND,
    MP_HINT__COUNT
} mp_hint;

typedef struct cd_mp_pack cd_mp_pack;

typedef struct mp_figure {
    cd_str name;      /* "hot-beverage" */
    uint8_t group;    /* of emojibase: 1 people, 3 nature, 4 food, 5 travel, 6 activities, ... */
    uint8_t subgroup; /* 255: none */
    uint8_t tone;     /* skin tone 1..5, 0: the plain figure */
    mp_place place;
    float height_m;
} mp_figure;

/* Groups and subgroups of emojibase, as far as somebody asks for them. */
enum {
    MP_GROUP_FACES = 0,
    MP_GROUP_PEOPLE = 1,
    MP_GROUP_NATURE = 3,
    MP_GROUP_FOOD = 4,
    MP_SUBGROUP_ANIMALS_FIRST = 34,
    MP_SUBGROUP_ANIMALS_LAST = 39,
    MP_SUBGROUP_SPORT = 62,
    MP_SUBGROUP_CLOTHING = 65,
    MP_SUBGROUP_INSTRUMENT = 68
};

static inline bool mp_is_animal(const mp_figure *figure)
{
    return figure->subgroup >= MP_SUBGROUP_ANIMALS_FIRST &&
           figure->subgroup <= MP_SUBGROUP_ANIMALS_LAST;
}

typedef struct mp_lemma {
    cd_str word;    /* as the index has it: of an irregular plural the singular */
    uint32_t flags; /* MP_WORD_ */
    mp_part part;   /* what the word mostly is */
    mp_hint hint;
    uint32_t first, count; /* its links, heaviest first */
} mp_lemma;

typedef struct mp_link {
    int32_t figure;
    uint8_t weight;   /* 0..255 */
    uint8_t language; /* 0 English, MP_LANGUAGE_ANY, else the order in tools/pack_artwork */
    bool holds;       /* a person of this name holds the figure */
    float height_m;   /* 0: the figure's own */
} mp_link;

/* Maps the file. CD_E_NOT_FOUND with advice, CD_E_CORRUPT when it is not a whole pack of this
 * version. *out is new. */
CD_MUST cd_rc cd_mp_pack_open(cd_mp_pack **out, const char *path, cd_err *err);
void cd_mp_pack_close(cd_mp_pack **pack);
/* Names the contents: the key of everything made from them. */
uint64_t cd_mp_pack_hash(const cd_mp_pack *pack);
uint32_t cd_mp_pack_figures(const cd_mp_pack *pack);
/* False when there is no such figure. */
bool cd_mp_pack_figure(mp_figure *out, const cd_mp_pack *pack, int32_t figure);
/* The figure with that name, or MP_FIGURE_NONE. */
int32_t cd_mp_pack_find(const cd_mp_pack *pack, cd_str name);
/* Appends the figure's SVG document to `out`. CD_E_CORRUPT. */
CD_MUST cd_rc cd_mp_pack_svg(cd_buf *out, const cd_mp_pack *pack, int32_t figure, cd_err *err);
/* The word, lower case, one space between its parts; false when the index does not have it. */
bool cd_mp_pack_lemma(mp_lemma *out, const cd_mp_pack *pack, cd_str word);
/* Link `index` (below count) of a lemma; false when the pack is damaged there. */
bool cd_mp_pack_link(mp_link *out, const cd_mp_pack *pack, const mp_lemma *lemma, uint32_t index);

#endif
