/* engine/multiplane/words/lexicon.c - the vocabulary as a hash table, and the longest match at a
 * place of the prompt. */
#include "engine/multiplane/words/lexicon.h"

#include <string.h>

enum {
    SLOTS = 16384,
    ROWS_MAX = 8000,
    PHRASE_WORDS_MAX = 6,
    WIDE_WORDS_MAX = 8,
    LINK_WEIGHT_MIN = 60,
    MENDED_MAX = 200 /* words of a prompt that are looked at for slips */
};

struct row_list {
    mp_kind kind;
    int32_t value;
    uint32_t language;
    const char *phrases;
};

static const struct row_list vocabulary[] = {
#define MP_WORDS(kind, value, phrases) {MP_KIND_##kind, value, MP_EN, phrases},
#include "engine/multiplane/words/vocabulary.def"
#undef MP_WORDS
#define MP_COLOR(value, phrases) {MP_KIND_COLOR, value, MP_EN, phrases},
#include "engine/multiplane/words/colors.def"
#undef MP_COLOR
#define MP_FOREIGN(language, kind, value, phrases) {MP_KIND_##kind, value, MP_##language, phrases},
#include "engine/multiplane/words/vocabulary_foreign.def"
#undef MP_FOREIGN
};

static const struct {
    mp_setting setting;
    const char *figures;
} habitats[] = {
#define MP_HABITAT(setting, figures) {MP_SETTING_##setting, figures},
#include "engine/multiplane/words/habitats.def"
#undef MP_HABITAT
};

static const struct {
    float share;
    const char *figures;
} seats[] = {
#define MP_SEAT(share, figures) {share, figures},
#include "engine/multiplane/words/seats.def"
#undef MP_SEAT
};

struct row {
    cd_str text; /* in the program's own constants */
    mp_kind kind;
    int32_t value;
    uint32_t language;
    uint32_t next; /* row + 1 of the same slot, 0: none */
};

struct cd_mp_words {
    const cd_mp_pack *pack;
    uint32_t slots[SLOTS]; /* row + 1 */
    uint32_t row_count;
    struct row rows[ROWS_MAX];
    float *seat;      /* by figure; owned */
    uint8_t *habitat; /* by figure: setting, MP_SETTING__COUNT for none; owned */
};

static uint32_t slot_of(cd_str text)
{
    return (uint32_t)(cd_str_hash(text) % SLOTS);
}

static cd_rc add_rows(struct cd_mp_words *words, const struct row_list *list, cd_err *err)
{
    cd_str rest = cd_str_from(list->phrases), phrase;
    for (bool more = true; more;) {
        more = cd_str_cut(rest, ',', &phrase, &rest);
        phrase = cd_str_trim(phrase);
        if (words->row_count == ROWS_MAX)
            return cd_fail(err, CD_E_INTERNAL, NULL, "more than %d words of vocabulary", ROWS_MAX);
        uint32_t *slot = &words->slots[slot_of(phrase)];
        words->rows[words->row_count] =
            (struct row){phrase, list->kind, list->value, list->language, *slot};
        *slot = ++words->row_count;
    }
    return CD_OK;
}

/* The next name of a list as a figure; false past the end. */
static bool next_figure(int32_t *out, cd_str *rest, const cd_mp_pack *pack)
{
    cd_str name;
    if (rest->size == 0)
        return false;
    if (!cd_str_cut(*rest, ',', &name, rest))
        *rest = (cd_str){"", 0};
    *out = cd_mp_pack_find(pack, cd_str_trim(name));
    return true;
}

cd_rc cd_mp_words_open(struct cd_mp_words **out, const cd_mp_pack *pack, cd_err *err)
{
    CD_ASSERT(*out == NULL);
    CD_AUTO(cd_mp_words_close) struct cd_mp_words *words = cd_new(sizeof *words);
    words->pack = pack;
    for (size_t i = 0; i < CD_COUNT(vocabulary); i++)
        CD_TRY(add_rows(words, &vocabulary[i], err));
    const uint32_t figures = cd_mp_pack_figures(pack);
    words->habitat = cd_new(figures);
    memset(words->habitat, MP_SETTING__COUNT, figures);
    words->seat = cd_new_array(figures, sizeof words->seat[0]);
    for (size_t i = 0; i < CD_COUNT(habitats); i++) {
        cd_str rest = cd_str_from(habitats[i].figures);
        for (int32_t figure; next_figure(&figure, &rest, pack);)
            if (figure != MP_FIGURE_NONE)
                words->habitat[figure] = (uint8_t)habitats[i].setting;
    }
    for (size_t i = 0; i < CD_COUNT(seats); i++) {
        cd_str rest = cd_str_from(seats[i].figures);
        for (int32_t figure; next_figure(&figure, &rest, pack);)
            if (figure != MP_FIGURE_NONE)
                words->seat[figure] = seats[i].share;
    }
    CD_MOVE(*out, words);
    return CD_OK;
}

void cd_mp_words_close(struct cd_mp_words **words)
{
    if (words == NULL || *words == NULL)
        return;
    cd_free_ptr(&(*words)->habitat);
    cd_free_ptr(&(*words)->seat);
    cd_free_ptr(words);
}

const cd_mp_pack *cd_mp__pack(const struct cd_mp_words *words)
{
    return words->pack;
}

float cd_mp__seat(const struct cd_mp_words *words, int32_t figure)
{
    if (figure < 0 || (uint32_t)figure >= cd_mp_pack_figures(words->pack) ||
        words->seat[figure] <= 0.0f)
        return 1.0f;
    return words->seat[figure];
}

mp_setting cd_mp__habitat(const struct cd_mp_words *words, int32_t figure)
{
    if (figure < 0 || (uint32_t)figure >= cd_mp_pack_figures(words->pack))
        return MP_SETTING__COUNT;
    return (mp_setting)words->habitat[figure];
}

static void find_rows_of(mp_match *out, const struct cd_mp_words *words, cd_str text,
                         uint32_t language)
{
    for (uint32_t at = words->slots[slot_of(text)]; at != 0; at = words->rows[at - 1].next) {
        const struct row *row = &words->rows[at - 1];
        if (row->language != language || !cd_str_eq(row->text, text))
            continue;
        out->kinds |= CD_BIT(row->kind);
        out->value[row->kind] = row->value;
    }
}

/* Collects the rows of `text`: of the prompt's own language, else English. */
static void find_rows(mp_match *out, const struct cd_mp_words *words, cd_str text,
                      uint32_t language)
{
    find_rows_of(out, words, text, language);
    if (out->kinds == 0 && language != MP_EN)
        find_rows_of(out, words, text, MP_EN);
}

/* The best figure of a lemma for a reader of `language`. */
static void best_links(mp_match *out, const struct cd_mp_words *words, uint32_t language)
{
    int best = 0;
    for (uint32_t i = 0; i < out->lemma.count; i++) {
        mp_link link;
        if (!cd_mp_pack_link(&link, words->pack, &out->lemma, i))
            continue;
        if (link.holds) {
            if (!out->has_held)
                out->held = link;
            out->has_held = true;
            continue;
        }
        const bool own = link.language == language || link.language == MP_LANGUAGE_ANY;
        const bool english = link.language == MP_LANGUAGE_ENGLISH;
        if (!own && !english && out->lemma.flags != 0)
            continue; /* an English word that means something else elsewhere */
        const int weight = link.weight + (own ? 300 : english ? 150 : 0);
        if (link.weight >= LINK_WEIGHT_MIN && weight > best) {
            best = weight;
            out->link = link;
            out->has_link = true;
        }
    }
}

static bool find_lemma(mp_match *out, const struct cd_mp_words *words, cd_str text,
                       uint32_t language)
{
    if (!cd_mp_pack_lemma(&out->lemma, words->pack, text))
        return false;
    out->known = true;
    out->plural = (out->lemma.flags & MP_WORD_PLURAL) != 0;
    best_links(out, words, language);
    return true;
}

enum { FORMS_MAX = 4 };

struct forms {
    unsigned count;
    size_t sizes[FORMS_MAX];
    char texts[FORMS_MAX][MP_LEMMA_BYTES_MAX + 2];
};

/* A form of `text`: its first `keep` bytes and an ending. */
static void add_form(struct forms *forms, cd_str text, size_t keep, const char *ending)
{
    const size_t size = strlen(ending);
    if (forms->count == FORMS_MAX || keep < 2 || keep + size > MP_LEMMA_BYTES_MAX)
        return;
    char *out = forms->texts[forms->count];
    memcpy(out, text.data, keep);
    memcpy(out + keep, ending, size);
    forms->sizes[forms->count++] = keep + size;
}

/* Singulars of a regular plural, likeliest first. */
static void singulars(struct forms *out, cd_str text, uint32_t language)
{
    const size_t n = text.size;
    out->count = 0;
    if (n < 4)
        return;
    const char last = text.data[n - 1];
    if (last == 's' && text.data[n - 2] != 's') {
        add_form(out, text, n - 1, ""); /* "cookies" before what "cooky" is */
        if (cd_str_ends(text, CD_STR("ies")))
            add_form(out, text, n - 3, "y");
        if (cd_str_ends(text, CD_STR("es")))
            add_form(out, text, n - 2, "");
    } else if (language == MP_DE && (last == 'n' || last == 'e')) {
        add_form(out, text, n - 1, "");
        if (cd_str_ends(text, CD_STR("en")))
            add_form(out, text, n - 2, "");
    } else if (language == MP_IT && (last == 'i' || last == 'e')) {
        add_form(out, text, n - 1, last == 'i' ? "o" : "a");
        add_form(out, text, n - 1, last == 'i' ? "e" : "");
    }
}

/* The word as it stands when its figure was named for just that form, else its singular. */
static void find_noun(mp_match *out, const struct cd_mp_words *words, cd_str text,
                      uint32_t language)
{
    if (find_lemma(out, words, text, language) && out->has_link &&
        out->link.weight >= MP_WEIGHT_LABEL)
        return;
    struct forms forms;
    singulars(&forms, text, language);
    for (unsigned i = 0; i < forms.count; i++) {
        mp_match single = {.words = 0};
        const cd_str form = {forms.texts[i], forms.sizes[i]};
        if (!find_lemma(&single, words, form, language) ||
            (single.lemma.flags == 0 && !single.has_link))
            continue;
        if (out->known && out->has_link &&
            (!single.has_link || single.link.weight < out->link.weight))
            continue;
        if (out->known && !single.has_link && !(single.lemma.flags & MP_WORD_THING))
            continue;
        out->known = true;
        out->lemma = single.lemma;
        out->has_link = single.has_link;
        out->link = single.link;
        out->has_held = single.has_held;
        out->held = single.held;
        out->plural = true;
        return;
    }
}

/* "small white" is a butterfly to WordNet, and two words before a noun to everybody else. */
static bool ends_in_modifier(const struct cd_mp_words *words, cd_str text, uint32_t language)
{
    size_t at = text.size;
    while (at > 0 && text.data[at - 1] != ' ')
        at--;
    mp_match last = {.words = 1};
    find_rows(&last, words, cd_str_sub(text, at, text.size), language);
    return (last.kinds & (CD_BIT(MP_KIND_COLOR) | CD_BIT(MP_KIND_SIZE) | CD_BIT(MP_KIND_NUMBER))) !=
           0;
}

/* "red dragon" and "red fox" are a mahjong tile and a herb to some, and a colour before a noun to
 * everybody else, a "lone wolf" is no hermit: only a name that this project gave the two words
 * stands against that. */
static bool begins_with_modifier(const struct cd_mp_words *words, const mp_match *span,
                                 uint32_t language)
{
    enum { OWN_NAME = 255 };
    cd_str first, rest;
    if (!cd_str_cut(span->text, ' ', &first, &rest) || span->link.weight == OWN_NAME)
        return false;
    mp_match color = {.words = 1}, noun = {.words = 1};
    find_rows(&color, words, first, language);
    const bool other = mp_is(&color, MP_KIND_SIZE) || mp_is(&color, MP_KIND_ARTICLE);
    if (!mp_is(&color, MP_KIND_COLOR) && !(other && span->link.weight < MP_WEIGHT_LABEL))
        return false;
    find_noun(&noun, words, rest, language);
    return noun.has_link && noun.link.weight >= MP_WEIGHT_LABEL;
}

static bool match_span(mp_match *out, const struct cd_mp_words *words, cd_str text, uint32_t count,
                       uint32_t language)
{
    *out = (mp_match){.words = count, .text = text};
    find_rows(out, words, text, language);
    find_noun(out, words, text, language);
    if (out->kinds == 0) { /* the vocabulary lists few plurals */
        struct forms forms;
        singulars(&forms, text, language);
        for (unsigned i = 0; i < forms.count && out->kinds == 0; i++)
            find_rows(out, words, (cd_str){forms.texts[i], forms.sizes[i]}, language);
        const uint32_t places = CD_BIT(MP_KIND_SETTING) | CD_BIT(MP_KIND_SURFACE) |
                                CD_BIT(MP_KIND_SHOP) | CD_BIT(MP_KIND_LAKE) |
                                CD_BIT(MP_KIND_MEASURE);
        out->kinds &= places;
    }
    if (count == 1 || out->kinds != 0)
        return true;
    return out->has_link && out->link.weight >= 100 && !ends_in_modifier(words, text, language) &&
           !begins_with_modifier(words, out, language);
}

bool cd_mp__match_known(mp_match *out, const struct cd_mp_words *words, cd_str text,
                        uint32_t language)
{
    match_span(out, words, text, 1, language);
    if (out->kinds == 0 && !(out->has_link && out->link.weight >= MP_WEIGHT_LABEL))
        return false;
    out->text = out->known ? out->lemma.word : CD_STR("");
    for (uint32_t at = words->slots[slot_of(text)]; at != 0; at = words->rows[at - 1].next)
        if (cd_str_eq(words->rows[at - 1].text, text))
            out->text = words->rows[at - 1].text;
    return true;
}

/* The words of one span written without spaces between them. */
static cd_str join_wide(char out[MP_LEMMA_BYTES_MAX + 8], const mp_tokens *tokens, uint32_t first,
                        uint32_t count)
{
    size_t size = 0;
    for (uint32_t i = 0; i < count; i++) {
        const mp_token *token = &tokens->tokens[first + i];
        if (size + token->size > MP_LEMMA_BYTES_MAX)
            break;
        memcpy(out + size, tokens->folded + token->at, token->size);
        size += token->size;
    }
    return (cd_str){out, size};
}

void cd_mp__match(mp_match *out, const struct cd_mp_words *words, const mp_tokens *tokens,
                  uint32_t first, uint32_t language)
{
    CD_ASSERT(tokens->tokens[first].kind == MP_TOKEN_WORD);
    const bool wide = tokens->tokens[first].wide;
    uint32_t most = 1;
    while (most < (wide ? WIDE_WORDS_MAX : PHRASE_WORDS_MAX) && first + most < tokens->count &&
           tokens->tokens[first + most].kind == MP_TOKEN_WORD &&
           tokens->tokens[first + most].wide == wide)
        most++;
    for (uint32_t count = most; count >= 1; count--) {
        char joined[MP_LEMMA_BYTES_MAX + 8];
        const cd_str spaced = cd_mp__tokens_text(tokens, first, count);
        const cd_str text = wide ? join_wide(joined, tokens, first, count) : spaced;
        if (match_span(out, words, text, count, language)) {
            out->text = spaced;
            break;
        }
    }
    const bool unknown = out->kinds == 0 && !out->known;
    mp_match mended;
    if (unknown && !wide && first < MENDED_MAX &&
        cd_mp__mend(&mended, words, out->text, language)) {
        const cd_str was = out->text;
        *out = mended;
        out->text = mended.text.size > 0 ? mended.text : was;
    }
}

void cd_mp__match_one(mp_match *out, const struct cd_mp_words *words, const mp_tokens *tokens,
                      uint32_t first, uint32_t language)
{
    match_span(out, words, cd_mp__tokens_text(tokens, first, 1), 1, language);
}

uint32_t cd_mp__match_emoji(mp_match *out, const struct cd_mp_words *words, cd_str run)
{
    const size_t most = run.size < MP_LEMMA_BYTES_MAX ? run.size : MP_LEMMA_BYTES_MAX;
    for (size_t size = most; size > 0; size--) {
        *out = (mp_match){.words = 1, .text = cd_str_sub(run, 0, size)};
        if (find_lemma(out, words, out->text, MP_EN) && out->has_link)
            return (uint32_t)size;
    }
    *out = (mp_match){.words = 0};
    return 1;
}

/* Languages other than English in which the word names a figure. */
static uint32_t languages_of(const struct cd_mp_words *words, cd_str text)
{
    mp_lemma lemma;
    uint32_t out = 0;
    if (!cd_mp_pack_lemma(&lemma, words->pack, text))
        return out;
    for (uint32_t i = 0; i < lemma.count; i++) {
        mp_link link;
        if (cd_mp_pack_link(&link, words->pack, &lemma, i) && link.language != MP_EN &&
            link.language < MP_LANGUAGES_MAX && link.weight >= MP_WEIGHT_LABEL)
            out |= CD_BIT(link.language);
    }
    return out;
}

uint32_t cd_mp__language(const struct cd_mp_words *words, const mp_tokens *tokens)
{
    enum { OWN_WORD = 3, NAMED_THING = 2 }; /* "un chat": little words tell more than things */
    uint32_t score[MP_LANGUAGES_MAX] = {0};
    for (uint32_t i = 0; i < tokens->count && i < 200; i++) {
        if (tokens->tokens[i].kind != MP_TOKEN_WORD)
            continue;
        const cd_str text = cd_mp__tokens_text(tokens, i, 1);
        uint32_t seen = 0, named = 0;
        for (uint32_t at = words->slots[slot_of(text)]; at != 0; at = words->rows[at - 1].next)
            if (cd_str_eq(words->rows[at - 1].text, text))
                seen |= CD_BIT(words->rows[at - 1].language);
        mp_lemma lemma;
        if (cd_mp_pack_lemma(&lemma, words->pack, text) && lemma.flags != 0 && seen == 0)
            named |=
                CD_BIT(MP_EN); /* "la" is a metal, "chat" a talk: only where nobody claims it */
        if (tokens->tokens[i].wide)
            seen |= CD_BIT(MP_JA);
        for (uint32_t language = 0; language < MP_LANGUAGES_MAX; language++)
            score[language] += (seen & CD_BIT(language)) != 0 ? OWN_WORD : 0;
        named |= languages_of(words, text);
        for (uint32_t language = 0; language < MP_LANGUAGES_MAX; language++)
            score[language] += (named & CD_BIT(language)) != 0 ? NAMED_THING : 0;
    }
    uint32_t best = MP_EN;
    for (uint32_t language = 1; language < MP_LANGUAGES_MAX; language++)
        if (score[language] > score[best])
            best = language;
    return best;
}
