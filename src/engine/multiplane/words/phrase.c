/* engine/multiplane/words/phrase.c - noun phrases: counts, sizes and colours up to the noun they
 * belong to. */
#include "engine/multiplane/words/reader.h"

#include <string.h>

bool cd_mp__is_noun(const mp_match *match)
{
    enum { FIRM = 200, FAIR = 95 };
    const bool thing = (match->lemma.flags & MP_WORD_THING) != 0;
    const bool noun = match->lemma.part == MP_PART_NOUN;
    if (!match->has_link)
        return match->known && thing && noun;
    if (cd_str_ends(match->text, CD_STR("ing")) && match->link.weight < MP_WEIGHT_LABEL)
        return false; /* "landing" is what something does */
    /* A verb, an adjective or an idea needs more than a tag of an emoji to be a thing. */
    const bool plain = match->lemma.flags == 0 || (noun && thing);
    return match->link.weight >= (plain ? FAIR : FIRM);
}

void cd_mp__phrase_noun(struct mp_reader *r, const mp_match *match)
{
    struct mp_phrase *phrase = &r->phrase;
    if (phrase->noun_count == MP_NOUNS_MAX) {
        memmove(phrase->nouns, phrase->nouns + 1, (MP_NOUNS_MAX - 1) * sizeof phrase->nouns[0]);
        phrase->noun_count--;
    }
    phrase->nouns[phrase->noun_count++] = *match;
}

void cd_mp__phrase_drop(struct mp_reader *r)
{
    memset(&r->phrase, 0, sizeof r->phrase);
}

static uint8_t group_of(const struct mp_reader *r, const mp_match *noun)
{
    mp_figure figure;
    if (!noun->has_link || !cd_mp_pack_figure(&figure, cd_mp__pack(r->words), noun->link.figure))
        return 255;
    return figure.group;
}

bool cd_mp__is_living(uint8_t group)
{
    return group == 1 || group == 3;
}

static bool is_animal_or_person(const struct mp_reader *r, const mp_match *noun)
{
    mp_figure figure;
    if (!noun->has_link || !cd_mp_pack_figure(&figure, cd_mp__pack(r->words), noun->link.figure))
        return false;
    return figure.group == MP_GROUP_PEOPLE || mp_is_animal(&figure);
}

/* The noun the phrase is about: the last with a figure, else the last. */
static uint32_t head_of(const struct mp_phrase *phrase)
{
    for (uint32_t i = phrase->noun_count; i-- > 0;)
        if (phrase->nouns[i].has_link)
            return i;
    return phrase->noun_count - 1;
}

/* "orange balloon": a colour that is also a thing, before another noun. */
static void color_before(struct mp_phrase *phrase, uint32_t head)
{
    for (uint32_t i = 0; i < head; i++) {
        if (mp_is(&phrase->nouns[i], MP_KIND_COLOR)) {
            phrase->has_color = true;
            phrase->color = (uint32_t)phrase->nouns[i].value[MP_KIND_COLOR];
        }
    }
}

void cd_mp__phrase_end(struct mp_reader *r)
{
    struct mp_phrase phrase = r->phrase;
    cd_mp__phrase_drop(r);
    if (phrase.noun_count == 0)
        return;
    const uint32_t head = head_of(&phrase);
    color_before(&phrase, head);
    if (r->contents) {
        r->contents = false;
        if (phrase.has_color && r->last_subject >= 0)
            cd_mp__subject_color(r, r->last_subject, phrase.color);
        return;
    }
    if (r->negating) {
        if (group_of(r, &phrase.nouns[head]) == 1)
            r->scene->no_people = true;
        return;
    }
    /* "dog cat bird": a list without commas. */
    const bool living = is_animal_or_person(r, &phrase.nouns[head]);
    for (uint32_t i = 0; living && i < head; i++)
        if (is_animal_or_person(r, &phrase.nouns[i]) &&
            phrase.nouns[i].link.figure != phrase.nouns[head].link.figure)
            cd_mp__subject_add(r, &phrase.nouns[i], &phrase);
    cd_mp__subject_add(r, &phrase.nouns[head], &phrase);
}
