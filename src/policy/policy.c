/* policy/policy.c - the built-in rules: a prompt is folded, cut into words, and its words compared
 * with those of words.def in every disguise that a word may wear. */
#include "policy/policy_int.h"

#include "wire/fold.h"

#include <stdio.h>
#include <string.h>

enum { WORD_MAX = 32, VARIANTS = 4, SPELLED_MIN = 3, NEGATION_REACH = 3 };

typedef enum cd_set {
    SET_NO_SET = 0,
#define CD_WORDS(name, words) SET_##name,
#include "policy/words.def"
#undef CD_WORDS
    SET__COUNT
} cd_set;

static const char *const set_words[] = {
    "",
#define CD_WORDS(name, words) words,
#include "policy/words.def"
#undef CD_WORDS
};

#define NOWHERE 0u
#define IN(set) (1u << SET_##set)
_Static_assert(SET__COUNT <= 32, "contexts are bits");

static const struct rule {
    cd_category category;
    const char *name;
    cd_set set, near;
    size_t within;
    uint32_t unless;
} rules[] = {
#define CD_POLICY(name, category, set, near, within, unless) \
    {CD_CATEGORY_##category, #name, SET_##set, SET_##near, within, unless},
#include "policy/rules.def"
#undef CD_POLICY
};

static const char *const category_names[] = {
    "",
#define CD_CATEGORY(name, wire, about) wire,
#include "policy/categories.def"
#undef CD_CATEGORY
};

/* A word in the ways it may be read: as it stands, with digits and signs for the letters they look
 * like (two readings of 1), and with stretched letters shortened. */
struct word {
    char text[VARIANTS][WORD_MAX];
    uint32_t sets;  /* that it begins a match of */
    uint8_t length; /* of the longest such match, in words */
    bool harmless;
};

struct prompt {
    cd_buf folded;
    struct word *words;
    size_t count, count_max;
    uint32_t contexts; /* sets that match anywhere */
};

static void prompt_done(struct prompt *prompt)
{
    cd_buf_done(&prompt->folded);
    cd_free_ptr(&prompt->words);
}

const char *cd_category_name(cd_category category)
{
    CD_ASSERT(category < CD_CATEGORY__COUNT);
    return category_names[category];
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* What people write for a letter: 'l' of the second reading stands for 1 and '|'. */
static char letter_of(char c, bool second)
{
    static const char signs[] = "013456789@$!|+";
    static const char letters[] = "oieasgtbgasiit";
    const char *at = c != '\0' ? strchr(signs, c) : NULL;
    if (at == NULL)
        return c;
    return second && (c == '1' || c == '|' || c == '!') ? 'l' : letters[at - signs];
}

static bool is_word(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '@' || c == '$' || c == '!' || c == '|' ||
           c == '*';
}

/* Three and more of a letter are one: "nuuude". */
static void shorten(char out[WORD_MAX], const char *text)
{
    size_t size = 0;
    for (size_t i = 0; text[i] != '\0';) {
        size_t run = 1;
        while (text[i + run] == text[i])
            run++;
        for (size_t k = 0; k < (run > 2 ? 1 : run); k++)
            out[size++] = text[i];
        i += run;
    }
    out[size] = '\0';
}

static void word_add(struct prompt *prompt, cd_str text)
{
    bool letters = false;
    while (text.size > 0 && strchr("!|*", text.data[text.size - 1]) != NULL)
        text.size--; /* the end of a sentence */
    if (text.size == 0)
        return;
    CD_ASSERT(prompt->count < prompt->count_max);
    struct word *word = &prompt->words[prompt->count++];
    const size_t size = text.size < WORD_MAX ? text.size : WORD_MAX - 1;
    for (size_t i = 0; i < size; i++)
        letters |= is_letter(text.data[i]);
    for (size_t i = 0; i < size; i++) {
        word->text[0][i] = text.data[i];
        word->text[1][i] = letters ? letter_of(text.data[i], false) : text.data[i];
        word->text[2][i] = letters ? letter_of(text.data[i], true) : text.data[i];
    }
    shorten(word->text[3], word->text[1]);
}

/* Letters that stand alone, three and more in a row, spell a word: "n u d e", "n.u.d.e". */
static void spelled_add(struct prompt *prompt)
{
    char spelled[WORD_MAX];
    const size_t count = prompt->count;
    for (size_t i = 0; i < count;) {
        size_t run = 0;
        while (i + run < count && run < WORD_MAX - 1 && prompt->words[i + run].text[0][1] == '\0') {
            spelled[run] = prompt->words[i + run].text[1][0];
            run++;
        }
        if (run >= SPELLED_MIN)
            word_add(prompt, (cd_str){spelled, run});
        i += run > 0 ? run : 1;
    }
}

static cd_rc prompt_read(struct prompt *prompt, cd_str text, cd_err *err)
{
    CD_TRY(cd_fold(&prompt->folded, text, err));
    const cd_str folded = cd_buf_str(&prompt->folded);
    /* every second byte a word, and every three of them spell one: the end of a text counts too */
    prompt->count_max = folded.size / 2 + 1 + folded.size / 6 + 1;
    prompt->words = cd_new_array(prompt->count_max, sizeof prompt->words[0]);
    for (size_t at = 0; at < folded.size;) {
        const size_t start = at;
        while (at < folded.size && is_word(folded.data[at]))
            at++;
        if (at > start)
            word_add(prompt, cd_str_sub(folded, start, at));
        /* an apostrophe is inside its word, everything else between two */
        at += at == start || (at < folded.size && !is_word(folded.data[at])) ? 1 : 0;
    }
    spelled_add(prompt);
    return CD_OK;
}

/* Whether one word of a list ("nud*") is the prompt's word in any reading. */
static bool word_matches(const struct word *word, cd_str pattern)
{
    const bool open = cd_str_ends(pattern, CD_STR("*"));
    const cd_str stem = cd_str_sub(pattern, 0, pattern.size - (open ? 1 : 0));
    for (size_t i = 0; i < VARIANTS; i++) {
        const cd_str text = cd_str_from(word->text[i]);
        if (open ? cd_str_starts(text, stem) : cd_str_eq(text, stem))
            return true;
    }
    return false;
}

/* Words that a phrase ("mole_rat*") takes from word `at` on; 0 when it is not there. */
static size_t phrase_matches(const struct prompt *prompt, size_t at, cd_str phrase)
{
    size_t count = 0;
    bool more = true;
    while (more) {
        cd_str one;
        more = cd_str_cut(phrase, '_', &one, &phrase);
        if (at + count >= prompt->count || !word_matches(&prompt->words[at + count], one))
            return 0;
        count++;
    }
    return count;
}

/* Notes where the words of a set begin. */
static void set_find(struct prompt *prompt, cd_set set)
{
    cd_str rest = cd_str_from(set_words[set]);
    bool more = true;
    while (more) {
        cd_str phrase;
        more = cd_str_cut(rest, ' ', &phrase, &rest);
        for (size_t at = 0; at < prompt->count; at++) {
            const size_t length = phrase_matches(prompt, at, phrase);
            if (length == 0)
                continue;
            struct word *word = &prompt->words[at];
            if (set == SET_HARMLESS) {
                for (size_t k = 0; k < length; k++)
                    prompt->words[at + k].harmless = true;
                continue;
            }
            word->sets |= 1u << set;
            prompt->contexts |= 1u << set;
            if (length > word->length)
                word->length = (uint8_t)length;
        }
    }
}

static bool negated(const struct prompt *prompt, size_t at)
{
    static const char *const words[] = {"no", "not", "non", "without", "zero", "never", "avoid"};
    for (size_t back = 1; back <= NEGATION_REACH && back <= at; back++)
        for (size_t i = 0; i < CD_COUNT(words); i++)
            if (strcmp(prompt->words[at - back].text[0], words[i]) == 0)
                return true;
    return false;
}

static bool counts(const struct prompt *prompt, const struct rule *rule, cd_set set, size_t at)
{
    const struct word *word = &prompt->words[at];
    if ((word->sets & 1u << set) == 0 || word->harmless)
        return false;
    return rule->category == CD_CATEGORY_MINORS || set == SET_MINOR || !negated(prompt, at);
}

static bool broken(const struct prompt *prompt, const struct rule *rule)
{
    if ((prompt->contexts & rule->unless) != 0)
        return false;
    for (size_t at = 0; at < prompt->count; at++) {
        if (!counts(prompt, rule, rule->set, at))
            continue;
        if (rule->near == SET_NO_SET)
            return true;
        const size_t first = at > rule->within ? at - rule->within : 0;
        const size_t last = at + prompt->words[at].length + rule->within;
        for (size_t other = first; other <= last && other < prompt->count; other++)
            if (other != at && counts(prompt, rule, rule->near, other))
                return true;
    }
    return false;
}

/* Whether a word is a number below eighteen: "14", "fourteen", "14yo". *whole: it is an age without
 * a word for years behind it. */
static bool is_young(bool *whole, const char *text)
{
    static const char *const names[] = {
        "one", "two",    "three",  "four",     "five",     "six",     "seven",   "eight",    "nine",
        "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"};
    uint64_t age;
    const size_t digits = strspn(text, "0123456789");
    *whole = strcmp(text + digits, "yo") == 0 || strcmp(text + digits, "yr") == 0 ||
             strcmp(text + digits, "yrs") == 0;
    if (digits > 0)
        return (text[digits] == '\0' || *whole) && cd_str_u64((cd_str){text, digits}, &age) &&
               age < 18;
    for (size_t i = 0; i < CD_COUNT(names); i++)
        if (strcmp(text, names[i]) == 0)
            return true;
    return false;
}

/* "14 year old", "a nine-yr-old", "16yo": a number below eighteen and a word for years make it a
 * child. */
static void ages_find(struct prompt *prompt)
{
    static const char *const years[] = {"year", "years", "yr", "yrs", "yo"};
    for (size_t at = 0; at < prompt->count; at++) {
        bool age;
        if (!is_young(&age, prompt->words[at].text[0]))
            continue;
        const bool whole = age;
        for (size_t i = 0; i < CD_COUNT(years) && at + 1 < prompt->count; i++)
            age |= strcmp(prompt->words[at + 1].text[0], years[i]) == 0;
        if (!age)
            continue;
        prompt->words[at].sets |= 1u << SET_YOUNG | 1u << SET_MINOR;
        prompt->words[at].length = whole ? 1 : 2;
    }
}

cd_rc cd_policy_text(struct cd_verdict *out, cd_str text, cd_err *err)
{
    CD_AUTO(prompt_done) struct prompt prompt = {.folded = CD_BUF_INIT(CD_POLICY__TEXT_MAX)};
    CD_TRY(prompt_read(&prompt, text, err));
    for (cd_set set = SET_NO_SET + 1; set < SET__COUNT; set++)
        set_find(&prompt, set);
    ages_find(&prompt);
    *out = (struct cd_verdict){CD_CATEGORY_NONE, ""};
    for (size_t i = 0; i < CD_COUNT(rules); i++) {
        if (!broken(&prompt, &rules[i]))
            continue;
        out->category = rules[i].category;
        snprintf(out->rule, sizeof out->rule, "%s", rules[i].name);
        return CD_OK;
    }
    return CD_OK;
}
