/* engine/multiplane/scene_read.c - reads a prompt into a scene: walks the words once, left to
 * right, and hands each to what it is about. */
#include "engine/multiplane/look/mood.h"
#include "engine/multiplane/look/named.h"
#include "engine/multiplane/words/reader.h"

#include <string.h>

/* Whether the next word goes on with the phrase: a thing, a place or a surface. */
static bool noun_follows(const struct mp_reader *r, uint32_t at)
{
    if (at >= r->tokens.count || r->tokens.tokens[at].kind != MP_TOKEN_WORD)
        return false;
    mp_match next;
    cd_mp__match(&next, r->words, &r->tokens, at, r->language);
    const uint32_t others = CD_BIT(MP_KIND_STOP) | CD_BIT(MP_KIND_ARTICLE) | CD_BIT(MP_KIND_AND) |
                            CD_BIT(MP_KIND_RELATION) | CD_BIT(MP_KIND_NUMBER) |
                            CD_BIT(MP_KIND_ACTION) | CD_BIT(MP_KIND_ABOVE) | CD_BIT(MP_KIND_TIME) |
                            CD_BIT(MP_KIND_WEATHER) | CD_BIT(MP_KIND_FRONT) |
                            CD_BIT(MP_KIND_NEGATION) | CD_BIT(MP_KIND_SAYS);
    if ((next.kinds & others) != 0)
        return false;
    const uint32_t places = CD_BIT(MP_KIND_SETTING) | CD_BIT(MP_KIND_SURFACE) |
                            CD_BIT(MP_KIND_SHOP) | CD_BIT(MP_KIND_WINDOW) | CD_BIT(MP_KIND_COLOR) |
                            CD_BIT(MP_KIND_SIZE) | CD_BIT(MP_KIND_MATERIAL);
    return (next.kinds & places) != 0 || cd_mp__is_noun(&next);
}

static bool next_is(const struct mp_reader *r, uint32_t at, cd_str word)
{
    return at < r->tokens.count && r->tokens.tokens[at].kind == MP_TOKEN_WORD &&
           cd_str_eq(cd_mp__tokens_text(&r->tokens, at, 1), word);
}

/* "brick wall": a word that is no thing of its own, but not the end of the phrase either. */
static bool stop_follows(const struct mp_reader *r, uint32_t at)
{
    if (at >= r->tokens.count || r->tokens.tokens[at].kind != MP_TOKEN_WORD)
        return false;
    mp_match next;
    cd_mp__match(&next, r->words, &r->tokens, at, r->language);
    return mp_is(&next, MP_KIND_STOP);
}

/* A preposition: what comes next is somewhere to the last subject. */
static void relation_word(struct mp_reader *r, const mp_match *match, uint32_t at)
{
    cd_mp__phrase_end(r);
    r->negating = false;
    r->contents = false;
    r->link = (struct mp_link_words){.given = true,
                                     .relation = match->value[MP_KIND_RELATION],
                                     .front = mp_is(match, MP_KIND_FRONT),
                                     .above = mp_is(match, MP_KIND_ABOVE),
                                     .left = r->last_subject};
    r->joined = false;
    r->place_preposition_at = at + match->words;
}

static void surface_word(struct mp_reader *r, const mp_match *match, uint32_t at)
{
    const mp_surface surface = (mp_surface)match->value[MP_KIND_SURFACE];
    const bool neon = r->surface_said && r->surface == MP_SIGN_NEON && at - r->surface_at <= 3;
    if (!neon)
        r->surface =
            surface == MP_SIGN_WOOD || r->phrase.stuff != MP_STUFF_WOOD ? surface : MP_SIGN_WOOD;
    r->surface_said = true;
    r->surface_at = at;
    r->sign = true;
    cd_mp__phrase_drop(r);
    r->link.given = false;
}

static bool prepositional(cd_str text)
{
    return cd_str_starts(text, CD_STR("in ")) || cd_str_starts(text, CD_STR("on ")) ||
           cd_str_starts(text, CD_STR("at ")) || cd_str_starts(text, CD_STR("by ")) ||
           cd_str_starts(text, CD_STR("along ")) || cd_str_starts(text, CD_STR("over ")) ||
           cd_str_starts(text, CD_STR("across ")) || cd_str_starts(text, CD_STR("under ")) ||
           cd_str_starts(text, CD_STR("inside "));
}

/* The words of a place, a time or the weather. */
static void place_word(struct mp_reader *r, const mp_match *match, uint32_t at)
{
    const bool time_only = (match->kinds & (CD_BIT(MP_KIND_TIME) | CD_BIT(MP_KIND_WEATHER))) != 0 &&
                           !mp_is(match, MP_KIND_SETTING);
    const bool before_noun = noun_follows(r, at + match->words);
    static const char *const mere[] = {"water", "table", "desk", "stage", "studio", "sand"};
    for (size_t i = 0; before_noun && i < CD_COUNT(mere); i++)
        if (cd_str_eq_c(match->text, mere[i]))
            return;                   /* "water bottle": no place at all */
    if (prepositional(match->text)) { /* "in a library" */
        cd_mp__phrase_end(r);
        r->place_preposition_at = at;
    }
    cd_mp__place_word(r, match, at, before_noun && !time_only);
    if (next_is(r, at + match->words, CD_STR("of")))
        r->default_count = 16; /* "a field of sunflowers" */
    static const char *const full[] = {"full of", "filled with", "covered in", "covered with"};
    mp_match next;
    if (at + match->words < r->tokens.count &&
        r->tokens.tokens[at + match->words].kind == MP_TOKEN_WORD) {
        cd_mp__match(&next, r->words, &r->tokens, at + match->words, r->language);
        for (size_t i = 0; i < CD_COUNT(full); i++)
            if (cd_str_eq_c(next.text, full[i]))
                r->default_count = 14; /* "a greenhouse full of flowers" */
    }
    for (uint32_t i = 0; i < r->phrase.noun_count; i++) {
        mp_figure figure;
        if (r->phrase.nouns[i].has_link &&
            cd_mp_pack_figure(&figure, cd_mp__pack(r->words), r->phrase.nouns[i].link.figure) &&
            (time_only || cd_mp__is_living(figure.group) || figure.group == 5)) {
            cd_mp__phrase_end(r); /* "tiger forest", "halloween night" */
            break;
        }
    }
    if (before_noun)
        return;
    cd_mp__phrase_drop(r);
    r->link.given = false;
}

/* Words before a noun: how many, how big, of which colour and stuff. False when the word stands for
 * a thing here. */
static bool modifier_word(struct mp_reader *r, const mp_match *match, uint32_t at)
{
    const uint32_t modifiers = CD_BIT(MP_KIND_NUMBER) | CD_BIT(MP_KIND_SIZE) |
                               CD_BIT(MP_KIND_COLOR) | CD_BIT(MP_KIND_MATERIAL);
    if ((match->kinds & modifiers) == 0)
        return false;
    const bool thing = match->has_link && match->link.weight >= MP_WEIGHT_LABEL;
    const bool follows = noun_follows(r, at + match->words) ||
                         (mp_is(match, MP_KIND_MATERIAL) && stop_follows(r, at + match->words));
    if (thing && !mp_is(match, MP_KIND_NUMBER) && !follows)
        return false;
    const bool after = r->language == MP_FR || r->language == MP_ES || r->language == MP_IT;
    if (r->phrase.noun_count > 0 && !(after && mp_is(match, MP_KIND_COLOR))) /* "chat noir" */
        cd_mp__phrase_end(r);
    struct mp_phrase *phrase = &r->phrase;
    if (mp_is(match, MP_KIND_NUMBER)) {
        phrase->count = (uint32_t)match->value[MP_KIND_NUMBER];
        phrase->pair = phrase->count == 2 && cd_str_ends(match->text, CD_STR("of"));
    }
    if (mp_is(match, MP_KIND_SIZE))
        phrase->size = (float)match->value[MP_KIND_SIZE] / 100.0f;
    if (mp_is(match, MP_KIND_COLOR)) {
        phrase->has_color = true;
        phrase->color = (uint32_t)match->value[MP_KIND_COLOR];
    }
    if (mp_is(match, MP_KIND_MATERIAL)) {
        const int32_t stuff = match->value[MP_KIND_MATERIAL];
        phrase->stuff = stuff < MP_STUFF__COUNT ? (mp_stuff)stuff : phrase->stuff;
    }
    if (r->place_preposition_at == at)
        r->place_preposition_at += match->words;
    return true;
}

static bool all_digits(cd_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.size > 0;
}

/* "3", "12"; years and resolutions are no counts. */
static bool digits_word(struct mp_reader *r, const mp_match *match)
{
    uint64_t value;
    if (!all_digits(match->text) || !cd_str_u64(match->text, &value))
        return false;
    if (value == 0) {
        r->negating = true;
    } else if (value <= 100) {
        cd_mp__phrase_end(r);
        r->phrase.count = value < MP_COUNT_MAX ? (uint32_t)value : MP_COUNT_MAX;
    }
    return true;
}

static void keep_fallback(struct mp_reader *r, cd_str word)
{
    if (r->fallback[0] != '\0' || word.size < 2 || word.size >= MP_WORD_BYTES ||
        (word.data[0] >= '0' && word.data[0] <= '9'))
        return;
    memcpy(r->fallback, word.data, word.size);
    r->fallback[word.size] = '\0';
}

/* A word of no list: a thing when the index says so, or when it stands where a thing must. */
static void plain_word(struct mp_reader *r, const mp_match *match, uint32_t at)
{
    const bool firm = match->has_link && match->link.weight >= 200;
    if (match->lemma.hint != MP_HINT_NONE && match->known && !firm) {
        r->hint = r->negating ? r->hint : match->lemma.hint;
        return;
    }
    const struct mp_phrase *phrase = &r->phrase;
    const bool expected = phrase->article || phrase->count != 0 || phrase->has_color;
    const bool first = expected && r->scene->subject_count == 0 && phrase->noun_count == 0;
    if (cd_mp__is_noun(match) && (match->has_link || first)) {
        cd_mp__phrase_noun(r, match);
        return;
    }
    const bool adverbial =
        cd_str_ends(match->text, CD_STR("ly")) || cd_str_ends(match->text, CD_STR("ing")) ||
        cd_str_ends(match->text, CD_STR("ed")) || cd_str_ends(match->text, CD_STR("ic"));
    if (!match->known && expected && !adverbial && match->text.size > 2 &&
        !noun_follows(r, at + match->words)) {
        cd_mp__phrase_noun(r, match);
        return;
    }
    if (!match->known || (match->lemma.flags & MP_WORD_THING) != 0)
        keep_fallback(r, match->text);
    if (phrase->noun_count > 0)
        cd_mp__phrase_end(r);
    if (r->place_preposition_at == at)
        r->place_preposition_at += match->words;
}

/* "in the style of": the next name is not in the picture. */
static void set_aside(struct mp_reader *r)
{
    cd_mp__phrase_end(r);
    r->contents = true;
}

/* A portrait: the head fills the picture. */
static void close_word(struct mp_reader *r, const mp_match *match)
{
    static const char *const starts[] = {"portrait", "close",   "extreme close", "head",
                                         "selfie",   "mugshot", "macro"};
    const uint32_t kinds = CD_BIT(MP_KIND_STOP) | CD_BIT(MP_KIND_ASIDE);
    for (size_t i = 0; i < CD_COUNT(starts) && !r->negating && (match->kinds & kinds) != 0; i++)
        if (cd_str_starts(match->text, cd_str_from(starts[i])) &&
            !cd_str_eq_c(match->text, "close to") && !cd_str_eq_c(match->text, "head"))
            r->scene->close_up = true;
}

/* "macro shot of a bee": who is seen from near is large. */
static void focus_word(struct mp_reader *r, const mp_match *match)
{
    const float focus = match->value[MP_KIND_ASIDE] == MP_OPEN_LENS ? 1.0f : 0.6f;
    cd_mp__phrase_end(r);
    close_word(r, match);
    if (r->negating || match->value[MP_KIND_ASIDE] == MP_DEEP_FOCUS)
        r->deep_focus = true;
    else
        r->scene->focus = focus > r->scene->focus ? focus : r->scene->focus;
}

/* What is said about the picture as a whole. False when the word may also be something else. */
static bool whole_word(struct mp_reader *r, const mp_match *match)
{
    if (mp_is(match, MP_KIND_NOBODY))
        r->scene->no_people = true;
    else if (mp_is(match, MP_KIND_NAMED))
        r->named = true;
    else if (mp_is(match, MP_KIND_ASIDE) && match->value[MP_KIND_ASIDE] == MP_ROLE) {
        cd_mp__phrase_end(r);
        r->role = true;
    } else if (mp_is(match, MP_KIND_ASIDE) && match->value[MP_KIND_ASIDE] >= MP_DEEP_FOCUS)
        focus_word(r, match);
    else if (mp_is(match, MP_KIND_ASIDE))
        set_aside(r);
    else if (mp_is(match, MP_KIND_FACING) && r->last_subject >= 0)
        r->scene->subjects[r->last_subject].facing_right = match->value[MP_KIND_FACING] == 1;
    else if (r->negating && mp_is(match, MP_KIND_PEOPLE))
        r->scene->no_people = true;
    else if (r->negating && mp_is(match, MP_KIND_LETTERS))
        r->scene->no_text = true;
    else
        return false;
    return true;
}

/* "that says", "reading": a text follows. Returns tokens used, 0 when it is not about a text. */
static uint32_t says_word(struct mp_reader *r, const mp_match *match, uint32_t at)
{
    const uint32_t next = at + match->words;
    if (next >= r->tokens.count)
        return 0;
    const bool colon = r->tokens.tokens[next].kind == MP_TOKEN_COMMA && next + 1 < r->tokens.count;
    const uint32_t first = colon ? next + 1 : next;
    const mp_token_kind kind = r->tokens.tokens[first].kind;
    const bool surface = r->surface_said && at - r->surface_at <= 5;
    if (kind == MP_TOKEN_QUOTE) {
        cd_mp__phrase_end(r);
        r->says = true;
        return first - at;
    }
    if (kind == MP_TOKEN_WORD && surface && !r->quotes) {
        cd_mp__phrase_end(r);
        return first - at + cd_mp__sign_words(r, first);
    }
    return 0;
}

/* Kinds that end the phrase before them; *match may shrink to its first word. */
static bool joint_word(struct mp_reader *r, mp_match *match, uint32_t at)
{
    const struct mp_phrase *phrase = &r->phrase;
    const bool before = phrase->noun_count == 0 && (phrase->article || phrase->count > 0 ||
                                                    phrase->has_color || r->link.given);
    if (mp_is(match, MP_KIND_ACTION) && before && match->words == 1 &&
        noun_follows(r, at + match->words)) { /* "a flying car" */
        r->acting = (mp_action)match->value[MP_KIND_ACTION];
    } else if (mp_is(match, MP_KIND_ACTION)) {
        cd_mp__phrase_end(r);
        const bool acted = cd_mp__subject_act(r, (mp_action)match->value[MP_KIND_ACTION]);
        mp_match one;
        cd_mp__match_one(&one, r->words, &r->tokens, at, r->language);
        if (!acted && match->words > 1 && mp_is(&one, MP_KIND_RELATION)) {
            relation_word(r, &one, at); /* "a monkey riding a bicycle" */
            *match = one;
        }
    } else if (mp_is(match, MP_KIND_NEGATION)) {
        cd_mp__phrase_end(r);
        r->negating = true;
    } else if (mp_is(match, MP_KIND_AND)) {
        cd_mp__phrase_end(r);
        r->joined = true;
    } else if ((match->kinds &
                (CD_BIT(MP_KIND_RELATION) | CD_BIT(MP_KIND_FRONT) | CD_BIT(MP_KIND_ABOVE))) != 0) {
        relation_word(r, match, at);
    } else {
        return false;
    }
    return true;
}

static bool is_place(const mp_match *match)
{
    return (match->kinds & (CD_BIT(MP_KIND_SETTING) | CD_BIT(MP_KIND_WEAK) | CD_BIT(MP_KIND_TIME) |
                            CD_BIT(MP_KIND_WEATHER) | CD_BIT(MP_KIND_SKY) | CD_BIT(MP_KIND_LAKE) |
                            CD_BIT(MP_KIND_WINDOW) | CD_BIT(MP_KIND_SHOP))) != 0;
}

/* "a", "of", "beautiful": words that only hold others together. */
static void little_word(struct mp_reader *r, const mp_match *match, uint32_t at)
{
    const bool told = r->phrase.noun_count > 0;
    if (told)
        cd_mp__phrase_end(r);
    if (told && mp_is(match, MP_KIND_FAR) && match->words > 1)
        cd_mp__subject_depth(r, match->value[MP_KIND_FAR] == 1);
    close_word(r, match);
    if (mp_is(match, MP_KIND_ARTICLE))
        r->phrase.article = true;
    if (r->place_preposition_at == at)
        r->place_preposition_at += match->words;
}

/* "a slice of" measures what follows; "a bottle of" is the thing itself. */
static void measure_word(struct mp_reader *r, const mp_match *match)
{
    if (match->value[MP_KIND_MEASURE] == 0 || !match->has_link) {
        if (r->phrase.count == 0 && cd_str_ends(match->text, CD_STR("s")) &&
            !cd_str_eq_c(match->text, "glass"))
            r->phrase.count = 3; /* "slices of pizza" */
        return;
    }
    cd_mp__phrase_noun(r, match);
    cd_mp__phrase_end(r);
    r->contents = true;
}

/* Reads what starts at token `at`, a word; returns the tokens used. */
static uint32_t read_word(struct mp_reader *r, uint32_t at)
{
    mp_match match;
    cd_mp__match(&match, r->words, &r->tokens, at, r->language);
    const uint32_t next = at + match.words;
    if (whole_word(r, &match))
        return match.words;
    const uint32_t said = mp_is(&match, MP_KIND_SAYS) ? says_word(r, &match, at) : 0;
    if (said > 0)
        return said;
    if (mp_is(&match, MP_KIND_CANVAS) && !r->negating)
        r->canvas = match.value[MP_KIND_CANVAS];
    r->neon = r->neon || (mp_is(&match, MP_KIND_SURFACE) && !r->negating &&
                          match.value[MP_KIND_SURFACE] == MP_SIGN_NEON);
    const bool thing = match.has_link && match.link.weight >= MP_WEIGHT_LABEL;
    if (joint_word(r, &match, at))
        return match.words;
    if (mp_is(&match, MP_KIND_MEASURE) && next_is(r, next, CD_STR("of"))) {
        measure_word(r, &match);
        return match.words + 1;
    }
    if (is_place(&match)) {
        place_word(r, &match, at);
    } else if (mp_is(&match, MP_KIND_SURFACE) && (r->quotes || !thing) && !noun_follows(r, next)) {
        surface_word(r, &match, at);
    } else if (!modifier_word(r, &match, at) && !digits_word(r, &match)) {
        const uint32_t silent = CD_BIT(MP_KIND_STOP) | CD_BIT(MP_KIND_ARTICLE) |
                                CD_BIT(MP_KIND_FAR) | CD_BIT(MP_KIND_LETTERS) |
                                CD_BIT(MP_KIND_SAYS) | CD_BIT(MP_KIND_CANVAS);
        const bool silenced = (match.kinds & silent) != 0 && !mp_is(&match, MP_KIND_SURFACE);
        if (silenced || (mp_is(&match, MP_KIND_SURFACE) && !thing))
            little_word(r, &match, at);
        else
            plain_word(r, &match, at);
    }
    return match.words;
}

static void read_emoji(struct mp_reader *r, uint32_t at)
{
    cd_mp__phrase_end(r);
    cd_str run = cd_mp__tokens_text(&r->tokens, at, 1);
    while (run.size > 0) {
        mp_match match;
        const uint32_t used = cd_mp__match_emoji(&match, r->words, run);
        if (match.words > 0) {
            cd_mp__phrase_noun(r, &match);
            cd_mp__phrase_end(r);
        }
        run = cd_str_sub(run, used, run.size);
    }
}

static void read_tokens(struct mp_reader *r)
{
    for (uint32_t at = 0; at < r->tokens.count;) {
        switch (r->tokens.tokens[at].kind) {
        case MP_TOKEN_WORD:
            at += read_word(r, at);
            break;
        case MP_TOKEN_QUOTE:
            cd_mp__phrase_end(r);
            at += cd_mp__sign_quote(r, at);
            break;
        case MP_TOKEN_EMOJI:
            read_emoji(r, at++);
            break;
        case MP_TOKEN_COMMA:
        case MP_TOKEN_STOP:
            cd_mp__phrase_end(r);
            r->negating = false;
            r->contents = false;
            r->joined = false;
            r->link = (struct mp_link_words){.left = MP_OTHER_NONE};
            at++;
            break;
        }
    }
    cd_mp__phrase_end(r);
}

/* The words of a named style are no things in the picture: "pen and ink", "Van Gogh". */
static void drop_style(mp_tokens *tokens)
{
    size_t span[2];
    uint32_t kept = 0;
    if (cd_mp_style_find(span, tokens) == MP_STYLE_NONE)
        return;
    for (uint32_t i = 0; i < tokens->count; i++) {
        const mp_token *token = &tokens->tokens[i];
        if (token->kind == MP_TOKEN_QUOTE || token->from < span[0] || token->to > span[1])
            tokens->tokens[kept++] = *token;
    }
    if (kept > 0) /* a prompt that is nothing but a style is read as it is */
        tokens->count = kept;
}

/* A prompt that is one quotation is meant as its words. */
static void cut(struct mp_reader *r, cd_str prompt)
{
    cd_mp__tokens_init(&r->tokens, prompt);
    if (r->tokens.count == 1 && r->tokens.tokens[0].kind == MP_TOKEN_QUOTE) {
        const mp_token quote = r->tokens.tokens[0];
        cd_mp__tokens_done(&r->tokens);
        cd_mp__tokens_init(&r->tokens, cd_str_sub(prompt, quote.from, quote.to));
    }
    r->scene->moods = cd_mp_moods_find(&r->tokens);
    drop_style(&r->tokens);
    for (uint32_t i = 0; i < r->tokens.count; i++)
        r->quotes = r->quotes || r->tokens.tokens[i].kind == MP_TOKEN_QUOTE;
}

void cd_mp_scene_read(mp_scene *out, const struct cd_mp_words *words, const cd_generation *gen)
{
    memset(out, 0, sizeof *out);
    out->seed = cd_uuid_u64(&gen->id);
    out->time = MP_NOON;
    out->detail = gen->model == CD_MODEL_UNI_1_MAX ? 2 : 1;
    struct mp_reader *r = cd_new(sizeof *r);
    r->words = words;
    r->scene = out;
    r->last_subject = MP_OTHER_NONE;
    r->acting = MP_ACT__COUNT;
    r->group_first = MP_OTHER_NONE;
    r->companion = MP_OTHER_NONE;
    r->link.left = MP_OTHER_NONE;
    r->last_link.left = MP_OTHER_NONE;
    r->last_part.left = MP_OTHER_NONE;
    r->place_preposition_at = MP_NO_TOKEN;
    r->prompt_hash = cd_str_hash(gen->prompt);
    cut(r, gen->prompt);
    r->language = cd_mp__language(words, &r->tokens);
    read_tokens(r);
    cd_mp__place_finish(r, gen->ratio);
    cd_mp__tokens_done(&r->tokens);
    cd_free_ptr(&r);
}
