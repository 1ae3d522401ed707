/* engine/multiplane/words/subject.c - subjects of the scene and what they are to each other. */
#include "engine/multiplane/words/reader.h"

#include <stdio.h>
#include <string.h>

enum { PLURAL_COUNT = 3 };

/* Copies a word, cut at a character when it is too long. Scripts without spaces lose those that
 * stand between their characters here. */
static void copy_word(char out[MP_WORD_BYTES], cd_str word)
{
    const bool wide = word.size > 0 && (unsigned char)word.data[0] >= 0xe3;
    size_t size = 0;
    for (size_t i = 0; i < word.size && size + 1 < MP_WORD_BYTES; i++)
        if (!wide || word.data[i] != ' ')
            out[size++] = word.data[i];
    while (size + 1 == MP_WORD_BYTES && size > 0 && ((unsigned char)out[size - 1] & 0x80) != 0)
        size--;
    out[size] = '\0';
}

/* The same thing again: "the tiger" after "a tiger". */
static int32_t mentioned(const struct mp_reader *r, const mp_match *noun,
                         const struct mp_phrase *phrase)
{
    if (phrase->count != 0 || phrase->has_color || !noun->has_link)
        return MP_OTHER_NONE;
    for (uint32_t i = 0; i < r->scene->subject_count; i++) {
        const mp_subject *subject = &r->scene->subjects[i];
        if (subject->figure == noun->link.figure && !subject->has_color &&
            (r->tokens.count > 12 || subject->word_hash == cd_str_hash(noun->text)))
            return (int32_t)i;
    }
    return MP_OTHER_NONE;
}

static uint32_t count_of(const struct mp_reader *r, const mp_match *noun,
                         const struct mp_phrase *phrase)
{
    uint32_t count = 1;
    mp_figure figure;
    const bool one_pair = phrase->pair && noun->has_link &&
                          cd_mp_pack_figure(&figure, cd_mp__pack(r->words), noun->link.figure) &&
                          figure.subgroup == MP_SUBGROUP_CLOTHING;
    if (phrase->count != 0)
        count = one_pair ? 1 : phrase->count;
    else if (mp_is(noun, MP_KIND_MASS))
        count = (uint32_t)noun->value[MP_KIND_MASS];
    else if (noun->plural)
        count = r->default_count != 0 ? r->default_count : PLURAL_COUNT;
    return count < MP_COUNT_MAX ? count : MP_COUNT_MAX;
}

static bool is_animal(const struct mp_reader *r, int32_t figure)
{
    mp_figure about;
    return cd_mp_pack_figure(&about, cd_mp__pack(r->words), figure) && mp_is_animal(&about);
}

/* Who can hold, wear and ride: people, animals, robots and toys of the faces group. */
bool cd_mp__is_actor(const struct mp_reader *r, int32_t subject)
{
    const mp_subject *s = &r->scene->subjects[subject];
    return r->group[subject] == MP_GROUP_PEOPLE || r->group[subject] == MP_GROUP_FACES ||
           is_animal(r, s->figure) || strstr(s->word, "bear") != NULL ||
           strcmp(s->word, "snowman") == 0;
}

int32_t cd_mp__nearest_actor(const struct mp_reader *r, int32_t from)
{
    for (int32_t i = from; i >= 0; i--)
        if (cd_mp__is_actor(r, i))
            return i;
    return from;
}

static bool is_clothing(const struct mp_reader *r, int32_t figure)
{
    mp_figure about;
    if (!cd_mp_pack_figure(&about, cd_mp__pack(r->words), figure))
        return false;
    static const char *const others[] = {"crown", "headphone", "safety-vest"};
    for (size_t i = 0; i < CD_COUNT(others); i++)
        if (cd_str_eq_c(about.name, others[i]))
            return true;
    static const char *const carried[] = {"handbag", "purse",     "clutch-bag", "shopping-bags",
                                          "ring",    "gem-stone", "lipstick"};
    for (size_t i = 0; i < CD_COUNT(carried); i++)
        if (cd_str_eq_c(about.name, carried[i]))
            return false;
    return about.subgroup == MP_SUBGROUP_CLOTHING;
}

static bool is_handheld(const struct mp_reader *r, int32_t figure, float height_m)
{
    mp_figure about;
    if (!cd_mp_pack_figure(&about, cd_mp__pack(r->words), figure))
        return false;
    return about.subgroup == MP_SUBGROUP_INSTRUMENT ||
           cd_str_starts(about.name, CD_STR("umbrella")) ||
           (height_m <= 0.6f && about.group >= MP_GROUP_FOOD && about.group <= 7);
}

/* Makes a relation what the two things allow. */
static mp_relation fitting(const struct mp_reader *r, int relation, int32_t left, int32_t right)
{
    const mp_subject *to = &r->scene->subjects[right];
    const bool actor = cd_mp__is_actor(r, left);
    if (actor && is_clothing(r, to->figure) && (relation == MP_WITH || relation == MP_IN))
        return MP_WEARING;
    if (relation == MP_WITH)
        return actor && is_handheld(r, to->figure, to->height_m) ? MP_HOLDING : MP_BESIDE;
    if (relation == MP_HOLDING &&
        (r->group[right] == MP_GROUP_PEOPLE || (is_animal(r, to->figure) && to->height_m > 0.4f)))
        return MP_BESIDE;
    if (to->place == MP_IN_SKY)
        return MP_ALONE;
    return (mp_relation)relation;
}

/* Holding and wearing told from the other side, when that one is free. */
static void relate_back(struct mp_reader *r, int32_t left, int32_t right, mp_relation relation)
{
    if ((relation != MP_HOLDING && relation != MP_WEARING) ||
        r->scene->subjects[right].relation != MP_ALONE)
        return;
    r->scene->subjects[right].relation = relation == MP_HOLDING ? MP_HELD : MP_WORN;
    r->scene->subjects[right].other = left;
}

static void relate(struct mp_reader *r, int32_t left, int32_t right, mp_relation relation)
{
    if (relation == MP_ALONE || left == right)
        return;
    mp_subject *subject = &r->scene->subjects[left];
    const bool stands = relation == MP_RIDING || relation == MP_ON;
    if (subject->relation == MP_ALONE) {
        subject->relation = relation;
        subject->other = right;
    } else if (subject->also == MP_ALONE || stands) {
        if (subject->also != MP_ALONE)
            relate_back(r, left, subject->also_other, subject->also);
        subject->also = relation;
        subject->also_other = right;
    } else {
        relate_back(r, left, right, relation);
    }
}

static const struct {
    const char *whole, *parts;
} parts[] = {
#define MP_PART(whole, of) {whole, of},
#include "engine/multiplane/words/parts.def"
#undef MP_PART
};

/* A cake "with candles" has them: what the whole's figure shows already is no card of its own. */
static bool is_part(struct mp_reader *r, const mp_match *noun)
{
    const struct mp_link_words *link = r->link.given || !r->joined ? &r->link : &r->last_part;
    mp_figure whole, part;
    if (!link->given || link->relation != MP_WITH || link->left == MP_OTHER_NONE ||
        !noun->has_link || !cd_mp_pack_figure(&part, cd_mp__pack(r->words), noun->link.figure) ||
        !cd_mp_pack_figure(&whole, cd_mp__pack(r->words), r->scene->subjects[link->left].figure))
        return false;
    for (size_t i = 0; i < CD_COUNT(parts); i++) {
        cd_str rest = cd_str_from(parts[i].parts), name;
        for (bool more = cd_str_eq_c(whole.name, parts[i].whole); more;) {
            more = cd_str_cut(rest, ',', &name, &rest);
            if (!cd_str_eq(cd_str_trim(name), part.name))
                continue;
            r->last_part = *link;
            r->link = (struct mp_link_words){.left = MP_OTHER_NONE};
            return true;
        }
    }
    return false;
}

/* "a man as a warrior" is one person. */
static bool plays_role(struct mp_reader *r, const mp_match *noun)
{
    const bool role = r->role;
    r->role = false;
    if (!role || r->last_subject == MP_OTHER_NONE || !noun->has_link ||
        r->group[r->last_subject] != MP_GROUP_PEOPLE)
        return false;
    mp_figure figure;
    if (!cd_mp_pack_figure(&figure, cd_mp__pack(r->words), noun->link.figure) ||
        figure.group != MP_GROUP_PEOPLE)
        return false;
    mp_subject *who = &r->scene->subjects[r->last_subject];
    mp_figure was;
    cd_str gender, rest;
    int32_t as = MP_FIGURE_NONE;
    if (cd_mp_pack_figure(&was, cd_mp__pack(r->words), who->figure) &&
        cd_str_starts(figure.name, CD_STR("person-"))) { /* "person-fencing" by "man-standing" */
        char name[64];
        cd_str_cut(was.name, '-', &gender, &rest);
        snprintf(name, sizeof name, "%.*s%.*s", CD_STR_ARG(gender),
                 CD_STR_ARG(cd_str_sub(figure.name, 6, figure.name.size)));
        as = cd_mp_pack_find(cd_mp__pack(r->words), cd_str_from(name));
    }
    who->figure = as != MP_FIGURE_NONE ? as : noun->link.figure;
    who->height_m = figure.height_m;
    who->place = figure.place;
    return true;
}

/* Who holds or wears this subject, else the subject itself: "a man with a book on a bench". */
static int32_t carrier(const struct mp_reader *r, int32_t subject)
{
    for (uint32_t i = 0; i < r->scene->subject_count; i++) {
        const mp_subject *s = &r->scene->subjects[i];
        const bool one = s->relation == MP_HOLDING || s->relation == MP_WEARING;
        const bool two = s->also == MP_HOLDING || s->also == MP_WEARING;
        if ((one && s->other == subject) || (two && s->also_other == subject))
            return (int32_t)i;
    }
    return subject;
}

/* Flowers in a vase are a bouquet: the vase would hide them. False when it is anything else. */
static bool in_vase(struct mp_reader *r, const mp_match *noun)
{
    enum { PLANT_FLOWER = 40 };
    const cd_mp_pack *pack = cd_mp__pack(r->words);
    const struct mp_link_words *link = &r->link;
    mp_figure flower;
    if (!link->given || link->relation != MP_IN || link->left == MP_OTHER_NONE || !noun->has_link ||
        noun->link.figure != cd_mp_pack_find(pack, CD_STR("amphora")) ||
        !cd_mp_pack_figure(&flower, pack, r->scene->subjects[link->left].figure) ||
        flower.subgroup != PLANT_FLOWER)
        return false;
    mp_subject *subject = &r->scene->subjects[link->left];
    const int32_t bouquet = cd_mp_pack_find(pack, CD_STR("bouquet"));
    mp_figure figure;
    if (!cd_mp_pack_figure(&figure, pack, bouquet))
        return false;
    subject->figure = bouquet;
    subject->height_m = figure.height_m;
    subject->place = figure.place;
    subject->count = 1;
    r->link = (struct mp_link_words){.left = MP_OTHER_NONE};
    return true;
}

/* Ties the new subject to those before it, by the words between them. */
static void link_to_left(struct mp_reader *r, int32_t right)
{
    struct mp_link_words link = r->link;
    r->link = (struct mp_link_words){.left = MP_OTHER_NONE};
    if (!link.given && r->joined) /* "wearing a hat and a scarf" */
        link = r->last_link;
    r->last_link = (struct mp_link_words){.left = MP_OTHER_NONE};
    if (!link.given || link.left == MP_OTHER_NONE || link.left == right)
        return;
    if (link.front) {
        relate(r, right, link.left, MP_BEHIND);
        return;
    }
    if (link.above) {
        mp_subject *high = &r->scene->subjects[link.left];
        if (r->group[link.left] != 5 || high->place == MP_IN_AIR)
            high->place = MP_IN_AIR;
        return;
    }
    const bool acting = link.relation == MP_HOLDING || link.relation == MP_WEARING ||
                        link.relation == MP_RIDING || link.relation == MP_WITH;
    const int32_t left = acting ? cd_mp__nearest_actor(r, link.left) : carrier(r, link.left);
    const mp_relation relation = fitting(r, link.relation, left, right);
    if (relation == MP_HOLDING || relation == MP_WEARING)
        r->last_link = link;
    relate(r, left, right, relation);
    for (int32_t i = r->group_first; !acting && i >= 0 && i < link.left; i++)
        if (r->scene->subjects[i].relation == MP_ALONE && i != right)
            relate(r, i, right, relation);
}

static int32_t append(struct mp_reader *r, const mp_link *link, bool has_link, cd_str word)
{
    mp_scene *scene = r->scene;
    if (scene->subject_count == MP_SUBJECTS_MAX)
        return MP_OTHER_NONE;
    const int32_t index = (int32_t)scene->subject_count++;
    mp_subject *subject = &scene->subjects[index];
    *subject = (mp_subject){.figure = MP_FIGURE_NONE,
                            .word_hash = cd_str_hash(word),
                            .count = 1,
                            .height_m = 0.6f,
                            .size = 1.0f,
                            .seat = 1.0f,
                            .place = MP_ON_GROUND,
                            .other = MP_OTHER_NONE,
                            .also_other = MP_OTHER_NONE};
    copy_word(subject->word, word);
    r->group[index] = 255;
    mp_figure figure;
    if (has_link && cd_mp_pack_figure(&figure, cd_mp__pack(r->words), link->figure)) {
        subject->figure = link->figure;
        subject->height_m = link->height_m > 0.0f ? link->height_m : figure.height_m;
        subject->place = figure.place;
        subject->seat = cd_mp__seat(r->words, link->figure);
        r->group[index] = figure.group;
        /* An emoji's word is its figure's name. */
        if ((unsigned char)subject->word[0] >= 0xe2 && link->language == MP_LANGUAGE_ANY)
            copy_word(subject->word, figure.name);
    }
    subject->facing_right = (scene->seed >> (index & 31) & 1) != 0;
    return index;
}

int32_t cd_mp__subject_append(struct mp_reader *r, const mp_link *link, cd_str word)
{
    return append(r, link, link->figure != MP_FIGURE_NONE, word);
}

void cd_mp__subject_companion(struct mp_reader *r, cd_str figure, uint32_t count)
{
    const mp_link link = {.figure = cd_mp_pack_find(cd_mp__pack(r->words), figure)};
    const int32_t index = append(r, &link, link.figure != MP_FIGURE_NONE, figure);
    if (index != MP_OTHER_NONE)
        r->scene->subjects[index].count = count;
}

/* The word in its singular, when the index led to it that way. */
static cd_str singular(const mp_match *noun)
{
    return noun->plural && noun->lemma.word.size > 0 ? noun->lemma.word : noun->text;
}

/* Clothes of the body are no cards of their own, as what is on a head is: the wearer has some on
 * already. */
static bool dresses(struct mp_reader *r, const mp_match *noun)
{
    static const char *const headwear[] = {
        "top-hat",        "billed-cap",      "womans-hat",
        "graduation-cap", "military-helmet", "rescue-workers-helmet",
        "crown",          "glasses",         "sunglasses",
        "goggles",        "headphone"};
    const struct mp_link_words *link = r->link.given || !r->joined ? &r->link : &r->last_link;
    mp_figure figure;
    if (!link->given || link->left == MP_OTHER_NONE || !noun->has_link ||
        (link->relation != MP_WEARING && link->relation != MP_IN && link->relation != MP_WITH) ||
        !is_clothing(r, noun->link.figure) ||
        !cd_mp_pack_figure(&figure, cd_mp__pack(r->words), noun->link.figure))
        return false;
    for (size_t i = 0; i < CD_COUNT(headwear); i++)
        if (cd_str_eq_c(figure.name, headwear[i]))
            return false;
    const int32_t wearer = cd_mp__nearest_actor(r, link->left);
    if (!cd_mp__is_actor(r, wearer))
        return false;
    mp_subject *who = &r->scene->subjects[wearer];
    const cd_mp_pack *pack = cd_mp__pack(r->words);
    if (cd_str_eq_c(figure.name, "dress") &&
        who->figure == cd_mp_pack_find(pack, CD_STR("woman-standing")))
        who->figure = cd_mp_pack_find(pack, CD_STR("woman-dancing")); /* she wears one */
    r->last_link = *link;
    r->link = (struct mp_link_words){.left = MP_OTHER_NONE};
    r->last_subject = wearer;
    return true;
}

void cd_mp__subject_color(struct mp_reader *r, int32_t index, uint32_t color)
{
    mp_subject *subject = &r->scene->subjects[index];
    subject->has_color = true;
    subject->color[0] = (uint8_t)(color >> 16);
    subject->color[1] = (uint8_t)(color >> 8);
    subject->color[2] = (uint8_t)color;
}

static const struct {
    const char *words, *figures;
} medleys[] = {
#define MP_MEDLEY(words, figures) {words, figures},
#include "engine/multiplane/words/medleys.def"
#undef MP_MEDLEY
};

static const struct {
    uint32_t color;
    const char *words;
} tints[] = {
#define MP_TINT(color, words) {color, words},
#include "engine/multiplane/words/tints.def"
#undef MP_TINT
};

/* The tower of Paris is shown by that of Tokyo, but is not orange. */
static void tint(struct mp_reader *r, int32_t index, cd_str word)
{
    for (size_t i = 0; i < CD_COUNT(tints); i++) {
        cd_str rest = cd_str_from(tints[i].words), one;
        for (bool more = true; more;) {
            more = cd_str_cut(rest, ',', &one, &rest);
            if (cd_str_eq(cd_str_trim(one), word))
                cd_mp__subject_color(r, index, tints[i].color);
        }
    }
}

/* "fruit" is more than an apple. */
static void add_medley(struct mp_reader *r, cd_str word, const struct mp_phrase *phrase)
{
    for (size_t i = 0; i < CD_COUNT(medleys); i++) {
        cd_str rest = cd_str_from(medleys[i].words), one;
        bool found = false;
        for (bool more = true; more && !found;) {
            more = cd_str_cut(rest, ',', &one, &rest);
            found = cd_str_eq(cd_str_trim(one), word);
        }
        if (!found || phrase->count != 0 || phrase->has_color)
            continue;
        r->scene->subjects[r->scene->subject_count - 1].count = 1;
        rest = cd_str_from(medleys[i].figures);
        for (bool more = true; more && r->scene->subject_count < MP_SUBJECTS_MAX;) {
            more = cd_str_cut(rest, ',', &one, &rest);
            const mp_subject *said = &r->scene->subjects[r->last_subject];
            const int32_t figure = cd_mp_pack_find(cd_mp__pack(r->words), cd_str_trim(one));
            if (figure != said->figure)
                cd_mp__subject_companion(r, cd_str_trim(one), 1);
        }
    }
}

/* The ending of the figures that show an action, and the place it happens at. */
static const struct {
    const char *ending;
    int place; /* mp_place, or -1: as the figure has it */
} actions[MP_ACT__COUNT] = {
    [MP_ACT_WALKING] = {"walking", -1},
    [MP_ACT_RUNNING] = {"running", -1},
    [MP_ACT_BIKING] = {"biking", -1},
    [MP_ACT_SURFING] = {"surfing", MP_ON_WATER},
    [MP_ACT_SWIMMING] = {"swimming", MP_ON_WATER},
    [MP_ACT_ROWING] = {"rowing-boat", MP_ON_WATER},
    [MP_ACT_CLIMBING] = {"climbing", -1},
    [MP_ACT_DANCING] = {"dancing", -1},
    [MP_ACT_MEDITATING] = {"in-lotus-position", -1},
    [MP_ACT_KNEELING] = {"kneeling", -1},
    [MP_ACT_JUGGLING] = {"juggling", -1},
    [MP_ACT_GOLFING] = {"golfing", -1},
    [MP_ACT_LIFTING] = {"lifting-weights", -1},
    [MP_ACT_COOKING] = {"cook", -1},
    [MP_ACT_SINGING] = {"singer", -1},
    [MP_ACT_PAINTING] = {"artist", -1},
    [MP_ACT_CODING] = {"technologist", -1},
    [MP_ACT_FLYING] = {"", MP_IN_AIR},
};

/* "woman-standing" that is walking is "woman-walking". */
static bool act_one(struct mp_reader *r, mp_subject *subject, mp_action action)
{
    mp_figure figure;
    if (!cd_mp_pack_figure(&figure, cd_mp__pack(r->words), subject->figure))
        return false;
    cd_str who, rest;
    cd_str_cut(figure.name, '-', &who, &rest);
    if (!cd_str_eq_c(rest, "standing") || actions[action].ending[0] == '\0')
        return false;
    char name[64];
    snprintf(name, sizeof name, "%.*s-%s", CD_STR_ARG(who), actions[action].ending);
    int32_t found = cd_mp_pack_find(cd_mp__pack(r->words), cd_str_from(name));
    if (found == MP_FIGURE_NONE) /* the figure without a gender: "cook", "person-dancing" is none */
        found = cd_mp_pack_find(cd_mp__pack(r->words), cd_str_from(actions[action].ending));
    if (found == MP_FIGURE_NONE && action == MP_ACT_DANCING)
        found = cd_mp_pack_find(cd_mp__pack(r->words), CD_STR("woman-dancing"));
    mp_figure acting;
    if (!cd_mp_pack_figure(&acting, cd_mp__pack(r->words), found))
        return false;
    const float share = subject->height_m / figure.height_m; /* a child is a small grown-up */
    subject->figure = found;
    subject->height_m = acting.height_m * share;
    subject->place = acting.place;
    return true;
}

/* False when the figure cannot show it. */
static bool act(struct mp_reader *r, int32_t index, mp_action action)
{
    mp_subject *subject = &r->scene->subjects[index];
    const bool afloat = subject->place == MP_ON_WATER || subject->place == MP_UNDER_WATER;
    const bool acts = act_one(r, subject, action) || (action == MP_ACT_FLYING && !afloat);
    if (actions[action].place >= 0 && acts)
        subject->place = (mp_place)actions[action].place;
    return acts;
}

void cd_mp__subject_add(struct mp_reader *r, const mp_match *noun, const struct mp_phrase *phrase)
{
    if (plays_role(r, noun) || cd_mp__is_feature(r, phrase) || is_part(r, noun) ||
        dresses(r, noun) || in_vase(r, noun) || cd_mp__is_company(r, noun, phrase))
        return;
    int32_t index = mentioned(r, noun, phrase);
    if (index == MP_OTHER_NONE) {
        index = append(r, &noun->link, noun->has_link, singular(noun));
        if (index == MP_OTHER_NONE)
            return;
        mp_subject *subject = &r->scene->subjects[index];
        subject->count = count_of(r, noun, phrase);
        subject->count_said = phrase->count != 0;
        if (phrase->size > 0.0f)
            subject->size = phrase->size;
        tint(r, index, noun->text);
        subject->stuff = phrase->stuff;
        if (phrase->has_color)
            cd_mp__subject_color(r, index, phrase->color);
    }
    const bool fresh = index + 1 == (int32_t)r->scene->subject_count;
    r->default_count = 0;
    if (r->acting != MP_ACT__COUNT) { /* "a flying car" */
        act(r, index, r->acting);
        r->acting = MP_ACT__COUNT;
    }
    link_to_left(r, index);
    if (!r->joined || r->group_first == MP_OTHER_NONE)
        r->group_first = index;
    r->joined = false;
    r->last_subject = index;
    if (fresh && r->scene->subjects[index].relation == MP_ALONE)
        add_medley(r, noun->text, phrase);
    if (noun->has_held && noun->has_link && r->group[index] == MP_GROUP_PEOPLE &&
        noun->link.weight < MP_WEIGHT_LABEL) {
        const int32_t held = append(r, &noun->held, true, cd_str_from("instrument"));
        mp_figure figure;
        if (held != MP_OTHER_NONE &&
            cd_mp_pack_figure(&figure, cd_mp__pack(r->words), noun->held.figure)) {
            copy_word(r->scene->subjects[held].word, figure.name);
            relate(r, index, held, MP_HOLDING);
        }
    }
}

void cd_mp__subject_depth(struct mp_reader *r, bool near)
{
    enum { FLOWER = 40, SPRAY = 14 };
    if (r->last_subject == MP_OTHER_NONE)
        return;
    mp_subject *subject = &r->scene->subjects[r->last_subject];
    mp_figure figure;
    subject->depth = near ? 1 : -1;
    if (near && !subject->count_said &&
        cd_mp_pack_figure(&figure, cd_mp__pack(r->words), subject->figure) &&
        figure.subgroup == FLOWER)
        subject->count = SPRAY; /* branches in blossom */
}

bool cd_mp__subject_act(struct mp_reader *r, mp_action action)
{
    if (r->last_subject == MP_OTHER_NONE)
        return false;
    bool any = false;
    const int32_t last =
        action == MP_ACT_FLYING ? r->last_subject : cd_mp__nearest_actor(r, r->last_subject);
    const int32_t first = r->group_first >= 0 && r->group_first < last ? r->group_first : last;
    for (int32_t i = first; i <= last; i++)
        any = act(r, i, action) || any;
    return any;
}

/* After "no people": those named are not drawn. */
static void drop_people(struct mp_reader *r)
{
    mp_scene *scene = r->scene;
    int32_t moved[MP_SUBJECTS_MAX];
    uint32_t kept = 0;
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        const bool drop = scene->no_people && r->group[i] == MP_GROUP_PEOPLE;
        moved[i] = drop ? MP_OTHER_NONE : (int32_t)kept;
        if (drop)
            continue;
        r->group[kept] = r->group[i];
        scene->subjects[kept++] = scene->subjects[i];
    }
    memset(&scene->subjects[kept], 0, (MP_SUBJECTS_MAX - kept) * sizeof scene->subjects[0]);
    scene->subject_count = kept;
    for (uint32_t i = 0; i < kept; i++) {
        mp_subject *subject = &scene->subjects[i];
        subject->other = subject->other >= 0 ? moved[subject->other] : MP_OTHER_NONE;
        subject->also_other = subject->also_other >= 0 ? moved[subject->also_other] : MP_OTHER_NONE;
        subject->relation = subject->other >= 0 ? subject->relation : MP_ALONE;
        subject->also = subject->also_other >= 0 ? subject->also : MP_ALONE;
    }
    for (uint32_t i = 0; i < scene->text_count; i++) {
        mp_text *text = &scene->texts[i];
        text->subject = text->subject >= 0 ? moved[text->subject] : MP_OTHER_NONE;
    }
}

void cd_mp__subjects_finish(struct mp_reader *r)
{
    const bool nothing = r->scene->subject_count == 0 && !r->scene->setting_said &&
                         r->scene->text_count == 0 && !r->moon;
    if (nothing && r->fallback[0] != '\0') {
        const mp_link none = {.figure = MP_FIGURE_NONE};
        append(r, &none, false, cd_str_from(r->fallback));
    }
    drop_people(r);
}
