/* engine/multiplane/words/typo.c - a word nobody knows that is one slip away from one that is
 * known: a letter too many, missing, wrong, or two in the wrong order. The first letter counts as
 * right, and short words are left alone: too much lies one letter from them. */
#include "engine/multiplane/words/lexicon.h"

#include <string.h>

enum { LETTERS_MIN = 5, LETTERS_MAX = 24, ALPHABET = 26 };

struct slip {
    const struct cd_mp_words *words;
    uint32_t language;
    mp_match *out;
    char text[LETTERS_MAX + 2];
};

/* Whether the first `size` letters of the text are a word of ours, firmly. */
static bool known(struct slip *slip, size_t size)
{
    mp_match match;
    const cd_str text = {slip->text, size};
    if (!cd_mp__match_known(&match, slip->words, text, slip->language))
        return false;
    *slip->out = match;
    return true;
}

static bool letters_only(cd_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < 'a' || text.data[i] > 'z')
            return false;
    return true;
}

static bool swapped(struct slip *slip, cd_str text)
{
    memcpy(slip->text, text.data, text.size);
    for (size_t i = 1; i + 1 < text.size; i++) {
        slip->text[i] = text.data[i + 1];
        slip->text[i + 1] = text.data[i];
        if (known(slip, text.size))
            return true;
        slip->text[i] = text.data[i];
        slip->text[i + 1] = text.data[i + 1];
    }
    return false;
}

static bool too_many(struct slip *slip, cd_str text)
{
    for (size_t i = 1; i < text.size; i++) {
        memcpy(slip->text, text.data, i);
        memcpy(slip->text + i, text.data + i + 1, text.size - i - 1);
        if (known(slip, text.size - 1))
            return true;
    }
    return false;
}

static bool missing(struct slip *slip, cd_str text)
{
    for (size_t i = 1; i <= text.size; i++) {
        memcpy(slip->text, text.data, i);
        memcpy(slip->text + i + 1, text.data + i, text.size - i);
        for (int letter = 0; letter < ALPHABET; letter++) {
            slip->text[i] = (char)('a' + letter);
            if (known(slip, text.size + 1))
                return true;
        }
    }
    return false;
}

static bool wrong(struct slip *slip, cd_str text)
{
    memcpy(slip->text, text.data, text.size);
    for (size_t i = 1; i < text.size; i++) {
        for (int letter = 0; letter < ALPHABET; letter++) {
            slip->text[i] = (char)('a' + letter);
            if (known(slip, text.size))
                return true;
        }
        slip->text[i] = text.data[i];
    }
    return false;
}

bool cd_mp__mend(mp_match *out, const struct cd_mp_words *words, cd_str text, uint32_t language)
{
    if (text.size < LETTERS_MIN || text.size > LETTERS_MAX || !letters_only(text))
        return false;
    struct slip slip = {.words = words, .language = language, .out = out};
    return swapped(&slip, text) || missing(&slip, text) || too_many(&slip, text) ||
           wrong(&slip, text);
}
