/* engine/multiplane/words/change.c - cuts the prompt of an edit into clauses at its verbs, parts
 * each into what is changed and what it becomes, and has both read as small scenes. */
#include "engine/multiplane/words/change.h"

#include "engine/multiplane/words/lexicon.h"
#include "engine/multiplane/words/says.h"

#include <stdio.h>
#include <string.h>

typedef enum mp_verb {
    MP_VERB_NONE,
    MP_VERB_ADD,
    MP_VERB_PUT,
    MP_VERB_GIVE,
    MP_VERB_REMOVE,
    MP_VERB_REPLACE,
    MP_VERB_COLOR,
    MP_VERB_GROW,
    MP_VERB_SHRINK,
    MP_VERB_MAKE
} mp_verb;

typedef enum mp_into {
    MP_INTO_BECOMES = 1, /* "turn the cat into a tiger" */
    MP_INTO_FOR,         /* "replace the cat with a dog" */
    MP_INTO_ONTO,        /* "add a hat to the dog" */
    MP_INTO_FROM,        /* "remove the hat from the dog" */
    MP_INTO_SAYS         /* "make the sign say OPEN" */
} mp_into;

typedef enum mp_list {
    LIST_VERB,
    LIST_INTO,
    LIST_TARGET,
    LIST_SIZE,
    LIST_KNOWN,
    LIST_POLITE
} mp_list;

enum { RUN_MAX = 3, ANY_LANGUAGE = -1 };

static const struct {
    mp_list list;
    int language; /* mp_language, or ANY_LANGUAGE */
    int value;
    const char *words;
} rows[] = {
#define MP_CHANGE_VERB(verb, words) {LIST_VERB, ANY_LANGUAGE, verb, words},
#define MP_CHANGE_INTO(language, into, words) {LIST_INTO, language, into, words},
#define MP_CHANGE_TARGET(target, words) {LIST_TARGET, ANY_LANGUAGE, target, words},
#define MP_CHANGE_SIZE(percent, words) {LIST_SIZE, ANY_LANGUAGE, percent, words},
#define MP_CHANGE_KNOWN(words) {LIST_KNOWN, ANY_LANGUAGE, 1, words},
#define MP_CHANGE_POLITE(words) {LIST_POLITE, ANY_LANGUAGE, 1, words},
#include "engine/multiplane/words/changes.def"
#undef MP_CHANGE_VERB
#undef MP_CHANGE_INTO
#undef MP_CHANGE_TARGET
#undef MP_CHANGE_SIZE
#undef MP_CHANGE_KNOWN
#undef MP_CHANGE_POLITE
};

/* Tokens from..to of the prompt. */
struct span {
    uint32_t from, to;
};

struct reading {
    const struct cd_mp_words *words;
    const cd_generation *gen;
    mp_tokens tokens;
    uint32_t language;
    mp_changes *out;
};

/* The tokens of the longest run of words of the list at `at`, 0 when there is none. `wanted` 0: any
 * value. */
static uint32_t listed(int *value, const struct reading *r, mp_list list, int wanted, uint32_t at,
                       uint32_t end)
{
    uint32_t most = 0;
    while (most < RUN_MAX && at + most < end && r->tokens.tokens[at + most].kind == MP_TOKEN_WORD)
        most++;
    for (uint32_t count = most; count > 0; count--) {
        const cd_str text = cd_mp__tokens_text(&r->tokens, at, count);
        for (size_t i = 0; i < CD_COUNT(rows); i++)
            if (rows[i].list == list && (wanted == 0 || rows[i].value == wanted) &&
                (rows[i].language == ANY_LANGUAGE || rows[i].language == (int)r->language) &&
                cd_mp_lists(rows[i].words, text)) {
                *value = rows[i].value;
                return count;
            }
    }
    return 0;
}

static uint32_t skip_polite(const struct reading *r, uint32_t at, uint32_t end)
{
    int value;
    for (uint32_t used = 1; used > 0; at += used)
        used = listed(&value, r, LIST_POLITE, 0, at, end);
    return at;
}

/* The span's bytes of the prompt, with the marks of quotations at its ends. */
static cd_str text_of(const struct reading *r, struct span span)
{
    const cd_str prompt = r->tokens.prompt;
    if (span.from >= span.to)
        return CD_STR("");
    const mp_token *first = &r->tokens.tokens[span.from];
    const mp_token *last = &r->tokens.tokens[span.to - 1];
    size_t from = first->from, to = last->to;
    if (first->kind == MP_TOKEN_QUOTE && from > 0) {
        from--;
        while (from > 0 && ((unsigned char)prompt.data[from] & 0xc0) == 0x80)
            from--;
    }
    if (last->kind == MP_TOKEN_QUOTE && to < prompt.size) {
        to++;
        while (to < prompt.size && ((unsigned char)prompt.data[to] & 0xc0) == 0x80)
            to++;
    }
    return cd_str_sub(prompt, from, to);
}

static void read_span(mp_scene *out, const struct reading *r, struct span span)
{
    cd_generation gen = *r->gen;
    gen.prompt = text_of(r, span);
    cd_mp_scene_read(out, r->words, &gen);
}

/* The first word of the list with the value in the span; span.to when there is none. */
static uint32_t find(int *value, const struct reading *r, mp_list list, int wanted,
                     struct span span, uint32_t *used)
{
    for (uint32_t at = span.from; at < span.to; at++)
        if ((*used = listed(value, r, list, wanted, at, span.to)) > 0)
            return at;
    return span.to;
}

/* A colour with no thing after it: what something is to be, not which thing is meant. */
static bool color_of(uint8_t color[3], const struct reading *r, struct span span)
{
    bool found = false;
    for (uint32_t at = span.from; at < span.to;) {
        mp_match match, next = {.words = 0};
        if (r->tokens.tokens[at].kind != MP_TOKEN_WORD) {
            at++;
            continue;
        }
        cd_mp__match(&match, r->words, &r->tokens, at, r->language);
        const uint32_t after = at + (match.words > 0 ? match.words : 1);
        if (after < span.to && r->tokens.tokens[after].kind == MP_TOKEN_WORD)
            cd_mp__match(&next, r->words, &r->tokens, after, r->language);
        const bool colored = mp_is(&match, MP_KIND_COLOR) && match.words > 0;
        const bool names = next.words > 0 && next.has_link && !mp_is(&next, MP_KIND_COLOR) &&
                           !mp_is(&next, MP_KIND_STOP) && !mp_is(&next, MP_KIND_AND);
        if (colored && !names) {
            const uint32_t rgb = (uint32_t)match.value[MP_KIND_COLOR];
            for (int c = 0; c < 3; c++)
                color[c] = (uint8_t)(rgb >> (16 - 8 * c));
            found = true;
        }
        at = after;
    }
    return found;
}

/* What the words name: a row of the targets with no subject before it, or the subjects. */
static void target_of(mp_change *change, const struct reading *r, struct span span)
{
    int target = MP_TARGET_PICTURE;
    uint32_t used = 0;
    uint32_t at = find(&target, r, LIST_TARGET, 0, span, &used);
    while (at < span.to && target == MP_TARGET_SUBJECT) { /* "the colour of" */
        const struct span rest = {at + used, span.to};
        span = at == span.from || rest.from < rest.to ? rest : span;
        if (rest.from >= rest.to)
            break;
        at = find(&target, r, LIST_TARGET, 0, span, &used);
    }
    read_span(&change->what, r, span);
    bool before = false;
    if (at < span.to && change->what.subject_count > 0) {
        mp_scene *first = cd_new(sizeof *first);
        read_span(first, r, (struct span){span.from, at});
        before = first->subject_count > 0;
        cd_free_ptr(&first);
    }
    if (at < span.to && !before && target != MP_TARGET_SUBJECT) {
        change->target = (mp_target)target;
        change->what.subject_count = 0;
        snprintf(change->named, sizeof change->named, "%.*s",
                 CD_STR_ARG(cd_mp__tokens_text(&r->tokens, at, used)));
        return;
    }
    change->target = change->what.subject_count > 0 ? MP_TARGET_SUBJECT : MP_TARGET_PICTURE;
    if (change->what.subject_count > 0)
        memcpy(change->named, change->what.subjects[0].word, sizeof change->named);
    if (change->what.no_people)
        change->target = MP_TARGET_PEOPLE;
}

static void size_of(mp_change *change, const struct reading *r, struct span span)
{
    int percent = 100;
    uint32_t used = 0;
    find(&percent, r, LIST_SIZE, 0, span, &used);
    change->factor = (float)percent / 100.0f;
}

/* Parts the span at the first word of that kind. False, and all of it on the left, when there is
 * none. */
static bool part(struct span *left, struct span *right, const struct reading *r, mp_into into,
                 struct span span)
{
    int value;
    uint32_t used = 0;
    const uint32_t at = find(&value, r, LIST_INTO, (int)into, span, &used);
    *left = (struct span){span.from, at};
    *right = (struct span){at + used, span.to};
    if (at >= span.to)
        *right = (struct span){span.to, span.to};
    return at < span.to && right->from < right->to;
}

/* The quotations of the span: the last is the new text, one before it the old. What a sign is to
 * say needs no marks. */
static bool text_read(mp_change *change, const struct reading *r, struct span span)
{
    mp_scene *scene = cd_new(sizeof *scene);
    struct span left, right;
    read_span(scene, r, span);
    const uint32_t count = scene->text_count;
    if (count > 0)
        memcpy(change->text, scene->texts[count - 1].text, sizeof change->text);
    else if (change->target == MP_TARGET_TEXT && part(&left, &right, r, MP_INTO_SAYS, span) &&
             !cd_str_copy(change->text, sizeof change->text, cd_str_trim(text_of(r, right))))
        change->text[0] = '\0'; /* longer than any sign */
    if (count > 1)
        memcpy(change->old, scene->texts[count - 2].text, sizeof change->old);
    cd_free_ptr(&scene);
    if (change->text[0] == '\0')
        return false;
    change->deed = MP_DEED_TEXT;
    change->target = MP_TARGET_TEXT;
    change->what.subject_count = 0;
    return true;
}

/* Has "a hat" for "the dog" read as "the dog with a hat": what it is to it then is the grammar's
 * matter. */
static void read_together(mp_change *change, const struct reading *r, struct span span)
{
    static const char *const with[] = {
        [MP_EN] = "with", [MP_DE] = "mit", [MP_FR] = "avec", [MP_ES] = "con", [MP_IT] = "con"};
    char text[1024];
    cd_generation gen = *r->gen;
    const uint32_t language = r->language < CD_COUNT(with) ? r->language : MP_EN;
    const cd_str new = text_of(r, span);
    read_span(&change->to, r, span);
    if (change->target != MP_TARGET_SUBJECT || change->to.subject_count == 0 ||
        new.size > sizeof text - 2 * MP_WORD_BYTES)
        return;
    const int size = snprintf(text, sizeof text, "%s %s %.*s", change->what.subjects[0].word,
                              with[language], CD_STR_ARG(new));
    mp_scene *both = cd_new(sizeof *both);
    gen.prompt = (cd_str){text, (size_t)size};
    cd_mp_scene_read(both, r->words, &gen);
    if (both->subject_count > change->to.subject_count &&
        both->subjects[0].figure == change->what.subjects[0].figure)
        change->to = *both;
    cd_free_ptr(&both);
}

static void add_read(mp_change *change, const struct reading *r, struct span span)
{
    struct span left, right;
    change->deed = MP_DEED_ADD;
    read_span(&change->to, r, span);
    if (!part(&left, &right, r, MP_INTO_ONTO, span))
        return;
    target_of(change, r, right);
    if (change->target == MP_TARGET_PICTURE && change->named[0] == '\0')
        return; /* "to" belongs to what is added */
    read_together(change, r, left);
}

/* "put the bear on a beach": the bear is there, the beach is to come. "put a bear on the beach"
 * adds one. */
static void put_read(mp_change *change, const struct reading *r, struct span span)
{
    int value;
    add_read(change, r, span);
    if (!change->to.setting_said || change->to.subject_count > 1 ||
        listed(&value, r, LIST_KNOWN, 0, span.from, span.to) == 0)
        return;
    change->deed = MP_DEED_REPLACE;
    change->target = MP_TARGET_BACKGROUND;
    change->what.subject_count = change->to.subject_count = 0;
}

/* "give the dog a hat": the first thing gets the others. */
static void give_read(mp_change *change, const struct reading *r, struct span span)
{
    change->deed = MP_DEED_ADD;
    for (uint32_t at = span.from + 1; at < span.to; at++) {
        read_span(&change->what, r, (struct span){span.from, at});
        read_span(&change->to, r, (struct span){at, span.to});
        if (change->what.subject_count == 0 || change->to.subject_count == 0)
            continue;
        target_of(change, r, (struct span){span.from, at});
        read_together(change, r, (struct span){at, span.to});
        return;
    }
    change->what.subject_count = 0;
    read_span(&change->to, r, span);
}

static void remove_read(mp_change *change, const struct reading *r, struct span span)
{
    struct span left, right;
    change->deed = MP_DEED_REMOVE;
    part(&left, &right, r, MP_INTO_FROM, span);
    target_of(change, r, left.from < left.to ? left : span);
}

static void replace_read(mp_change *change, const struct reading *r, struct span span)
{
    struct span left, right;
    change->deed = MP_DEED_REPLACE;
    if (!part(&left, &right, r, MP_INTO_FOR, span))
        part(&left, &right, r, MP_INTO_BECOMES, span);
    target_of(change, r, left);
    read_span(&change->to, r, right);
    if (text_read(change, r, span))
        return;
    if (change->to.subject_count == 0 && color_of(change->color, r, right)) {
        change->deed = MP_DEED_COLOR;
        change->has_color = true;
    }
}

/* Whether the words tell a place, a time or the weather. */
static bool tells_place(const mp_scene *scene)
{
    return scene->setting_said || scene->time_said || scene->weather_said || scene->aurora;
}

/* "make the tree pink", "turn the cat into a tiger", "make it night". */
static void make_read(mp_change *change, const struct reading *r, struct span span)
{
    struct span left, right;
    const bool becomes = part(&left, &right, r, MP_INTO_BECOMES, span);
    target_of(change, r, left);
    read_span(&change->to, r, becomes ? right : span);
    size_of(change, r, becomes ? right : span);
    change->has_color = color_of(change->color, r, becomes ? right : span);
    const bool thing = becomes && change->to.subject_count > 0;
    if (text_read(change, r, span))
        return;
    if (thing || (becomes && tells_place(&change->to) && change->target >= MP_TARGET_SKY))
        change->deed = MP_DEED_REPLACE;
    else if (change->target >= MP_TARGET_SKY && tells_place(&change->to) && !change->has_color)
        change->deed = MP_DEED_REPLACE;
    else if (change->has_color)
        change->deed = MP_DEED_COLOR;
    else if (change->factor < 0.99f || change->factor > 1.01f)
        change->deed = MP_DEED_SIZE;
    else
        change->deed = MP_DEED_DESCRIBE;
}

static void color_read(mp_change *change, const struct reading *r, struct span span)
{
    struct span left, right;
    part(&left, &right, r, MP_INTO_BECOMES, span);
    target_of(change, r, left.from < left.to ? left : span);
    change->deed = MP_DEED_COLOR;
    change->has_color = color_of(change->color, r, span);
    read_span(&change->to, r, span);
}

/* "the same picture": a word that nobody knows is not a thing to come. */
static void known_only(mp_scene *scene)
{
    if (scene->subject_count == 1 && scene->subjects[0].figure == MP_FIGURE_NONE)
        scene->subject_count = 0;
}

static void clause_read(struct reading *r, mp_verb verb, struct span span)
{
    if (span.from >= span.to || r->out->count == MP_CHANGES_MAX)
        return;
    mp_change *change = &r->out->list[r->out->count++];
    change->factor = 1.0f;
    switch (verb) {
    case MP_VERB_ADD:
        add_read(change, r, span);
        break;
    case MP_VERB_PUT:
        put_read(change, r, span);
        break;
    case MP_VERB_GIVE:
        give_read(change, r, span);
        break;
    case MP_VERB_REMOVE:
        remove_read(change, r, span);
        break;
    case MP_VERB_REPLACE:
        replace_read(change, r, span);
        break;
    case MP_VERB_COLOR:
        color_read(change, r, span);
        break;
    case MP_VERB_GROW:
    case MP_VERB_SHRINK:
        target_of(change, r, span);
        change->deed = MP_DEED_SIZE;
        change->factor = verb == MP_VERB_GROW ? 1.5f : 0.65f;
        break;
    case MP_VERB_MAKE:
        make_read(change, r, span);
        break;
    default:
        change->deed = MP_DEED_DESCRIBE;
        read_span(&change->to, r, span);
        break;
    }
    if (change->deed == MP_DEED_DESCRIBE)
        known_only(&change->to);
}

static bool joins(const struct reading *r, uint32_t at)
{
    const mp_token *token = &r->tokens.tokens[at];
    if (token->kind != MP_TOKEN_WORD)
        return token->kind == MP_TOKEN_COMMA || token->kind == MP_TOKEN_STOP;
    int value;
    return listed(&value, r, LIST_POLITE, 0, at, at + 1) > 0;
}

/* "without" and its like start a clause wherever they stand. */
static bool parts_anywhere(const struct reading *r, uint32_t at)
{
    const cd_str text = cd_mp__tokens_text(&r->tokens, at, 1);
    return cd_mp_lists("without, ohne, sans, sin, senza", text);
}

static void clauses_read(struct reading *r)
{
    const uint32_t end = r->tokens.count;
    mp_verb verb = MP_VERB_NONE;
    uint32_t from = 0;
    for (uint32_t at = 0; at < end;) {
        const bool word = r->tokens.tokens[at].kind == MP_TOKEN_WORD;
        const bool starts = at == 0 || joins(r, at - 1) || (word && parts_anywhere(r, at));
        const uint32_t first = starts ? skip_polite(r, at, end) : at;
        int found = MP_VERB_NONE;
        const uint32_t used = starts ? listed(&found, r, LIST_VERB, 0, first, end) : 0;
        if (used > 0) {
            uint32_t to = at;
            while (to > from && joins(r, to - 1))
                to--;
            clause_read(r, verb, (struct span){from, to});
            verb = (mp_verb)found;
            from = at = first + used;
        } else if (r->tokens.tokens[at].kind == MP_TOKEN_STOP) {
            clause_read(r, verb, (struct span){from, at});
            verb = MP_VERB_NONE;
            from = ++at;
        } else {
            at++;
        }
    }
    clause_read(r, verb, (struct span){from, end});
}

void cd_mp_changes_read(mp_changes *out, const struct cd_mp_words *words, const cd_generation *gen)
{
    memset(out, 0, sizeof *out);
    struct reading r = {.words = words, .gen = gen, .out = out};
    cd_mp__tokens_init(&r.tokens, gen->prompt);
    r.language = cd_mp__language(words, &r.tokens);
    clauses_read(&r);
    if (out->count == 0) { /* nothing but marks, or verbs */
        out->count = 1;
        out->list[0].factor = 1.0f;
        cd_mp_scene_read(&out->list[0].to, words, gen);
    }
    cd_mp__tokens_done(&r.tokens);
}
