/* engine/multiplane/words/people.c - people said in other ways than by their figures: their hair,
 * what their bodies have, several in one word. */
#include "engine/multiplane/words/reader.h"
#include "engine/multiplane/words/says.h"

#include <stdio.h>
#include <string.h>

static const char *const features[] = {
#define MP_FEATURE(words) words,
#define MP_HAIR(words, ending)
#define MP_COMPANY(words, figures)
#include "engine/multiplane/words/people.def"
#undef MP_FEATURE
#undef MP_HAIR
#undef MP_COMPANY
};

static const struct {
    const char *words, *ending;
} hairs[] = {
#define MP_FEATURE(words)
#define MP_HAIR(words, ending) {words, ending},
#define MP_COMPANY(words, figures)
#include "engine/multiplane/words/people.def"
#undef MP_FEATURE
#undef MP_HAIR
#undef MP_COMPANY
};

static const struct {
    const char *words, *figures;
} companies[] = {
#define MP_FEATURE(words)
#define MP_HAIR(words, ending)
#define MP_COMPANY(words, figures) {words, figures},
#include "engine/multiplane/words/people.def"
#undef MP_FEATURE
#undef MP_HAIR
#undef MP_COMPANY
};

/* "woman-standing" with the ending "red-hair" is "woman-red-hair", when there is such a figure. */
static void wears_hair(const struct mp_reader *r, mp_subject *who, const char *ending)
{
    const cd_mp_pack *pack = cd_mp__pack(r->words);
    mp_figure figure, with;
    cd_str gender, rest;
    char name[64];
    if (!cd_mp_pack_figure(&figure, pack, who->figure))
        return;
    cd_str_cut(figure.name, '-', &gender, &rest);
    if (cd_str_eq_c(gender, "girl"))
        gender = CD_STR("woman");
    if (cd_str_eq_c(gender, "boy"))
        gender = CD_STR("man");
    snprintf(name, sizeof name, "%.*s-%s", CD_STR_ARG(gender), ending);
    const int32_t found = cd_mp_pack_find(pack, cd_str_from(name));
    if (cd_mp_pack_figure(&with, pack, found))
        who->figure = found;
}

/* Whether one of the phrase's nouns is a feature of a body, or hair: then *ending says which. */
static bool says_feature(const char **ending, const struct mp_phrase *phrase)
{
    bool feature = false;
    for (uint32_t k = 0; k < phrase->noun_count; k++) {
        const cd_str text = phrase->nouns[k].text;
        for (size_t i = 0; i < CD_COUNT(features); i++)
            feature = feature || cd_mp_lists(features[i], text);
        for (size_t i = 0; i < CD_COUNT(hairs); i++)
            if (cd_mp_lists(hairs[i].words, text)) {
                *ending = hairs[i].ending;
                feature = true;
            }
    }
    return feature;
}

bool cd_mp__is_feature(struct mp_reader *r, const struct mp_phrase *phrase)
{
    const struct mp_link_words *link = r->link.given || !r->joined ? &r->link : &r->last_part;
    const char *ending = NULL;
    if (!link->given || (link->relation != MP_WITH && link->relation != MP_IN) ||
        link->left == MP_OTHER_NONE || !says_feature(&ending, phrase))
        return false;
    const int32_t who = cd_mp__nearest_actor(r, link->left);
    if (!cd_mp__is_actor(r, who))
        return false;
    if (ending != NULL)
        wears_hair(r, &r->scene->subjects[who], ending);
    r->last_part = r->last_link = *link; /* "a beard and a hat" */
    r->link = (struct mp_link_words){.left = MP_OTHER_NONE};
    r->last_subject = who;
    return true;
}

static uint32_t names_in(const char *list)
{
    uint32_t count = 1;
    for (const char *at = list; *at != '\0'; at++)
        count += *at == ',';
    return count;
}

bool cd_mp__is_company(struct mp_reader *r, const mp_match *noun, const struct mp_phrase *phrase)
{
    size_t row = 0;
    while (row < CD_COUNT(companies) && !cd_mp_lists(companies[row].words, noun->text))
        row++;
    if (row == CD_COUNT(companies) || phrase->count == 1)
        return false;
    const uint32_t kinds = names_in(companies[row].figures);
    uint32_t left = phrase->count != 0 ? phrase->count : kinds; /* "five children": in turn */
    cd_str rest = cd_str_from(companies[row].figures), name;
    for (uint32_t kind = 0; kind < kinds && left > 0; kind++) {
        (void)cd_str_cut(rest, ',', &name, &rest);
        const mp_link link = {.figure = cd_mp_pack_find(cd_mp__pack(r->words), cd_str_trim(name))};
        const int32_t index = cd_mp__subject_append(r, &link, noun->text);
        if (index == MP_OTHER_NONE)
            break;
        const uint32_t share = (left + kinds - kind - 1) / (kinds - kind);
        r->scene->subjects[index].count = share < MP_COUNT_MAX ? share : MP_COUNT_MAX;
        left -= share;
        if (!r->joined)
            r->group_first = index;
        r->joined = true;
        r->last_subject = index;
    }
    r->joined = false;
    r->link = (struct mp_link_words){.left = MP_OTHER_NONE};
    return true;
}
