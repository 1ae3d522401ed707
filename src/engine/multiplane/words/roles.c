/* engine/multiplane/words/roles.c - finds where a prompt mentions a reference, and the role before
 * it ("the palette of image 2") or after it ("image 2 for the colours"). */
#include "engine/multiplane/words/roles.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 1200, MP_REFS_ALL = 99, NONE = -1, BACK_MAX = 4 };

typedef enum mp_ref_kind {
    KIND_ROLE,
    KIND_NOUN,
    KIND_ORDINAL,
    KIND_NUMBER,
    KIND_TIE,
    KIND_FOR,
    KIND_LEAD
} mp_ref_kind;

static const struct {
    mp_ref_kind kind;
    int value;
    const char *words;
} rows[] = {
#define MP_REF_ROLE(role, words) {KIND_ROLE, role, words},
#define MP_REF_NOUN(words) {KIND_NOUN, 0, words},
#define MP_REF_ORDINAL(index, words) {KIND_ORDINAL, index, words},
#define MP_REF_NUMBER(index, words) {KIND_NUMBER, index, words},
#define MP_REF_TIE(words) {KIND_TIE, 0, words},
#define MP_REF_TIE_FOR(words) {KIND_FOR, 0, words},
#define MP_REF_LEAD(words) {KIND_LEAD, 0, words},
#include "engine/multiplane/words/roles.def"
#undef MP_REF_ROLE
#undef MP_REF_NOUN
#undef MP_REF_ORDINAL
#undef MP_REF_NUMBER
#undef MP_REF_TIE
#undef MP_REF_TIE_FOR
#undef MP_REF_LEAD
};

struct word {
    uint32_t from, to; /* in the prompt */
    bool stop;         /* a comma or the end of a sentence before it */
};

struct reading {
    cd_str prompt;
    const char *folded; /* ASCII letters in lower case */
    struct word *words;
    int count;
    mp_roles *out;
    char *rest;
};

/* The value of the word among rows of a kind; false when it is none of them. */
static bool is(const struct reading *r, int at, mp_ref_kind kind, int *value)
{
    if (at < 0 || at >= r->count)
        return false;
    const cd_str word = {r->folded + r->words[at].from, r->words[at].to - r->words[at].from};
    for (size_t i = 0; i < CD_COUNT(rows); i++) {
        if (rows[i].kind != kind)
            continue;
        cd_str rest = cd_str_from(rows[i].words), one;
        for (bool more = true; more;) {
            more = cd_str_cut(rest, ',', &one, &rest);
            if (!cd_str_eq(cd_str_trim(one), word))
                continue;
            if (value != NULL)
                *value = rows[i].value;
            return true;
        }
    }
    return false;
}

static bool letter(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Runs of letters, and of digits: "image2" is two words. */
static void cut(struct reading *r)
{
    bool stop = true, quoted = false;
    for (uint32_t i = 0; i < r->prompt.size && r->count < WORDS_MAX;) {
        const char c = r->prompt.data[i];
        quoted ^= c == '"';
        stop |= strchr(",.;:!?\n", c) != NULL || quoted;
        if (quoted || (!letter(c) && !isdigit((unsigned char)c))) {
            i++;
            continue;
        }
        const bool digits = isdigit((unsigned char)c) != 0;
        const uint32_t from = i;
        while (i < r->prompt.size && (digits ? isdigit((unsigned char)r->prompt.data[i]) != 0
                                             : letter(r->prompt.data[i])))
            i++;
        if (digits && i + 1 < r->prompt.size && strchr("snrt", r->folded[i]) != NULL &&
            strchr("tdh", r->folded[i + 1]) != NULL)
            i += 2; /* 1st, 2nd */
        r->words[r->count++] = (struct word){from, i, stop};
        stop = false;
    }
}

/* A mention from word `at`: its reference and the word after it. */
static bool mention(const struct reading *r, int at, int *index, int *end)
{
    int value = 0;
    *index = NONE;
    if (is(r, at, KIND_ORDINAL, &value) && is(r, at + 1, KIND_NOUN, NULL) &&
        !r->words[at + 1].stop) { /* the second image */
        *index = value;
        *end = at + 2;
    } else if (is(r, at, KIND_ORDINAL, &value) && is(r, at + 1, KIND_LEAD, NULL) &&
               is(r, at + 2, KIND_NOUN,
                  NULL)) { /* the second reference image, both of the images */
        *index = value;
        *end = at + 3;
    } else if (is(r, at, KIND_NOUN, NULL) && is(r, at + 1, KIND_NUMBER, &value) &&
               !r->words[at + 1].stop) { /* image 2 */
        *index = value;
        *end = at + 2;
    } else if (is(r, at, KIND_NOUN,
                  NULL)) { /* the reference; "the picture" alone is what is made */
        const cd_str word = {r->folded + r->words[at].from, r->words[at].to - r->words[at].from};
        const bool plural = word.data[word.size - 1] == 's';
        if (!cd_str_eq(word, CD_STR("ref")) && !cd_str_eq(word, CD_STR("refs")) &&
            (word.size < 5 || memcmp(word.data, "refer", 5) != 0))
            return false;
        *index = plural ? MP_REFS_ALL : 0;
        *end = at + 1;
    }
    while (*index != NONE && is(r, *end, KIND_NOUN, NULL) && !r->words[*end].stop)
        (*end)++; /* reference image */
    return *index != NONE;
}

static void erase(const struct reading *r, int from, int to)
{
    for (uint32_t i = r->words[from].from; i < r->words[to - 1].to; i++)
        r->rest[i] = ' ';
    r->rest[r->words[from].from] = ','; /* what is before it and what is after it stay apart */
}

static void take(const struct reading *r, int index, uint32_t role, int thing)
{
    for (int i = 0; i < MP_REFS_MAX; i++) {
        if (index != i && index != MP_REFS_ALL)
            continue;
        r->out->said = true;
        r->out->of[i] |= role;
        if (role != MP_ROLE_SUBJECT || thing < 0)
            continue;
        const uint32_t from = r->words[thing].from, size = r->words[thing].to - from;
        const cd_str word = {r->folded + from, size < MP_REF_WORD_BYTES ? size : 0};
        if (!cd_str_copy(r->out->thing[i], MP_REF_WORD_BYTES, word))
            CD_ASSERT(!"a word that is too long is left out");
    }
}

/* The first word of a clause whose role is at `at`: leads before it go with it. */
static int clause_from(const struct reading *r, int at)
{
    while (at > 0 && !r->words[at].stop && is(r, at - 1, KIND_LEAD, NULL))
        at--;
    return at;
}

/* The roles before word `tie`: "the palette and texture of"; their first word, or NONE. */
static int roles_before(const struct reading *r, int tie, uint32_t *roles)
{
    int first = NONE;
    for (int at = tie - 1; at >= 0 && at >= tie - 1 - BACK_MAX; at--) {
        int value = 0;
        if (is(r, at, KIND_ROLE, &value)) {
            *roles |= (uint32_t)value;
            first = at;
        } else if (!is(r, at, KIND_LEAD, NULL)) {
            break;
        }
        if (r->words[at].stop)
            break;
    }
    return first;
}

/* What is asked of the mention [at, end); returns whether something is. */
static bool label(const struct reading *r, int at, int end, int index)
{
    int start = at, value = 0;
    uint32_t roles = 0;
    while (start > 0 && !r->words[start].stop && is(r, start - 1, KIND_LEAD, NULL) &&
           !is(r, start - 1, KIND_TIE, NULL))
        start--;        /* "of the" */
    int before = start; /* "like in the" */
    while (before > 0 && !r->words[before].stop && is(r, before - 1, KIND_TIE, NULL))
        before--;
    const bool tied = start > 0 && !r->words[start].stop && is(r, start - 1, KIND_TIE, NULL);
    const int role = tied ? roles_before(r, before, &roles) : NONE;
    int after = end; /* "image 1 for its colours", "image 1's palette" */
    while (is(r, after, KIND_FOR, NULL) || (after > end && is(r, after, KIND_LEAD, NULL)))
        after++;
    const bool follows = after > end && after < r->count && is(r, after, KIND_ROLE, &value);
    if (role != NONE && roles != MP_ROLE_SUBJECT) {
        take(r, index, roles, NONE);
        erase(r, clause_from(r, role), end);
        return true;
    }
    if (follows && value != MP_ROLE_SUBJECT) {
        const int from = clause_from(r, start);
        for (;; after++) { /* "for the palette and the texture" */
            if (is(r, after, KIND_ROLE, &value))
                take(r, index, (uint32_t)value, NONE);
            else if (!is(r, after, KIND_LEAD, NULL) || r->words[after].stop)
                break;
        }
        while (after > end && !is(r, after - 1, KIND_ROLE, NULL))
            after--;
        erase(r, from, after);
        return true;
    }
    if (!tied || before < 1) /* nothing said: it is a mention, and no thing of the picture */
        return false;
    take(r, index, MP_ROLE_SUBJECT, before - 1);
    erase(r, before, end);
    return true;
}

void cd_mp_roles_read(mp_roles *out, char *rest, size_t *rest_size, cd_str prompt)
{
    CD_AUTO(cd_free_ptr) char *folded = cd_new(prompt.size + 2);
    CD_AUTO(cd_free_ptr) struct word *words = cd_new_array(WORDS_MAX, sizeof *words);
    struct reading r = {prompt, folded, words, 0, out, rest};
    *out = (mp_roles){.said = false};
    for (size_t i = 0; i < prompt.size; i++) {
        const char c = prompt.data[i];
        folded[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        rest[i] = c;
    }
    *rest_size = prompt.size;
    cut(&r);
    for (int at = 0; at < r.count;) {
        int index = NONE, end = at + 1;
        if (mention(&r, at, &index, &end) && !label(&r, at, end, index) &&
            index != NONE) { /* "inspired by the reference" */
            int from = at;
            while (from > 0 && !words[from].stop && is(&r, from - 1, KIND_LEAD, NULL))
                from--;
            erase(&r, from, end);
        }
        at = end;
    }
}

void cd_mp_roles_default(mp_roles *roles, uint32_t count)
{
    if (roles->said)
        return;
    for (uint32_t i = 0; i < count && i < MP_REFS_MAX; i++)
        roles->of[i] = i == 0 ? MP_ROLE_PALETTE | MP_ROLE_LAYOUT : MP_ROLE_PALETTE;
}
