/* engine/multiplane/words/says.c - words of a list in a prompt. */
#include "engine/multiplane/words/says.h"

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool has(cd_str text, cd_str words)
{
    for (size_t at = 0; at + words.size <= text.size; at++) {
        const bool starts = at == 0 || !letter(text.data[at - 1]);
        const size_t end = at + words.size;
        if (starts && (end == text.size || !letter(text.data[end])) &&
            cd_str_ieq(cd_str_sub(text, at, end), words))
            return true;
    }
    return false;
}

size_t cd_mp_says_size(cd_str text, const char *list)
{
    cd_str rest = cd_str_from(list);
    cd_str words;
    size_t longest = 0;
    for (bool more = true; more;) {
        more = cd_str_cut(rest, ',', &words, &rest);
        words = cd_str_trim(words);
        if (words.size > longest && has(text, words))
            longest = words.size;
    }
    return longest;
}

bool cd_mp_says(cd_str text, const char *list)
{
    return cd_mp_says_size(text, list) > 0;
}

bool cd_mp_lists(const char *list, cd_str text)
{
    cd_str rest = cd_str_from(list), one;
    for (bool more = true; more;) {
        more = cd_str_cut(rest, ',', &one, &rest);
        if (cd_str_eq(cd_str_trim(one), text))
            return true;
    }
    return false;
}
