/* engine/multiplane/look/named.c - finds the style's name, keeps texts readable under it. */
#include "engine/multiplane/look/named.h"

#include "engine/multiplane/words/says.h"

#include <stdlib.h>

static const struct {
    const char *words;
    mp_style style;
} names[] = {
#define MP_STYLE_NAMED(value, words) {words, MP_STYLE_##value},
#include "engine/multiplane/look/styles.def"
#undef MP_STYLE_NAMED
};

/* Words that take back what is named after them, and those that end their reach. */
static const char refusals[] =
    "not, no, never, without, isn't, isn\u2019t, don't, don\u2019t, avoid, except, unlike, nor, "
    "non, pas, sans, jamais, kein, keine, keinen, nicht, ohne, sin, nunca, senza, mai, "
    "instead of, rather than, statt, au lieu de, en vez de, invece di, anything but";
static const char turns[] = "but, sondern, mais, sino, bens\u00ec, ma";

enum { REFUSAL_WORDS = 5 }; /* words between a refusal and what it refuses, at most */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool ends_clause(char c)
{
    return c == ',' || c == ';' || c == '.' || c == ':' || c == '!' || c == '?' || c == '\n' ||
           c == '(' || c == ')';
}

/* Whether the words right before `at` refuse what comes there. */
static bool is_refused(cd_str prompt, size_t at)
{
    size_t from = at;
    int words = 0;
    while (from > 0 && words <= REFUSAL_WORDS && !ends_clause(prompt.data[from - 1])) {
        words += prompt.data[from - 1] == ' ' && from < at;
        from--;
    }
    cd_str before = cd_str_sub(prompt, from, at);
    /* "not a photo but an oil painting" */
    for (size_t i = before.size; i-- > 0;)
        if ((i == 0 || before.data[i - 1] == ' ') && before.data[i] != ' ') {
            cd_str word = cd_str_sub(before, i, before.size), rest;
            cd_str_cut(word, ' ', &word, &rest);
            if (cd_mp_says(word, turns))
                return false;
            if (cd_mp_says(word, refusals))
                return true;
        }
    return cd_mp_says(before, refusals);
}

/* Finds words that stand alone from `at` on. */
static bool find(size_t *at, cd_str prompt, cd_str words)
{
    for (; *at + words.size <= prompt.size; ++*at) {
        const size_t end = *at + words.size;
        if ((*at == 0 || !is_letter(prompt.data[*at - 1])) &&
            (end == prompt.size || !is_letter(prompt.data[end])) &&
            cd_str_ieq(cd_str_sub(prompt, *at, end), words))
            return true;
    }
    return false;
}

/* Whether a place is between quotation marks: a text for a sign. */
static bool is_quoted(const mp_tokens *tokens, size_t at)
{
    for (uint32_t i = 0; i < tokens->count; i++)
        if (tokens->tokens[i].kind == MP_TOKEN_QUOTE && at >= tokens->tokens[i].from &&
            at < tokens->tokens[i].to)
            return true;
    return false;
}

bool cd_mp__name_find(size_t span[2], const mp_tokens *tokens, const char *list)
{
    cd_str rest = cd_str_from(list), words;
    for (bool more = true; more;) {
        more = cd_str_cut(rest, ',', &words, &rest);
        words = cd_str_trim(words);
        for (size_t at = 0; find(&at, tokens->prompt, words); at++)
            if (!is_quoted(tokens, at) && !is_refused(tokens->prompt, at)) {
                span[0] = at;
                span[1] = at + words.size;
                return true;
            }
    }
    return false;
}

mp_style cd_mp_style_find(size_t span[2], const mp_tokens *tokens)
{
    for (size_t i = 0; i < CD_COUNT(names); i++)
        if (cd_mp__name_find(span, tokens, names[i].words))
            return names[i].style;
    return MP_STYLE_NONE;
}

mp_style cd_mp_style_named(cd_str prompt)
{
    size_t span[2];
    mp_tokens tokens;
    cd_mp__tokens_init(&tokens, prompt);
    const mp_style style = cd_mp_style_find(span, &tokens);
    cd_mp__tokens_done(&tokens);
    return style;
}

cd_str cd_mp_style_name(mp_style style)
{
    cd_str name = CD_STR(""), rest;
    for (size_t i = 0; i < CD_COUNT(names) && name.size == 0; i++)
        if (names[i].style == style)
            cd_str_cut(cd_str_from(names[i].words), ',', &name, &rest);
    return cd_str_trim(name);
}

/* How much of a letter such a style leaves: 1 all, 0 none. Blocks are meant to be blocks. */
static float kept_of(mp_style style)
{
    switch (style) {
    case MP_STYLE_LOWPOLY:
    case MP_STYLE_GLASS:
    case MP_STYLE_PAINTING:
    case MP_STYLE_WATERCOLOR:
        return 0.85f;
    case MP_STYLE_PAPERCUT:
    case MP_STYLE_UKIYOE:
        return 0.7f;
    case MP_STYLE_INK:
    case MP_STYLE_SKETCH:
    case MP_STYLE_BLUEPRINT:
    case MP_STYLE_GLOW:
    case MP_STYLE_MANGA:
        return 0.85f;
    case MP_STYLE_ANIME:
        return 0.6f;
    default:
        return 0.0f;
    }
}

struct part {
    int32_t x, y, width, height;
    uint16_t *px; /* as it was, [height][width][3] */
};

static void part_of(struct part *out, const mp_picture *picture, const float box[4])
{
    const float w = (float)picture->width, h = (float)picture->height;
    out->x = (int32_t)cd_mp_clamp(box[0], 0.0f, w);
    out->y = (int32_t)cd_mp_clamp(box[1], 0.0f, h);
    out->width = (int32_t)cd_mp_clamp(box[2], 0.0f, w) - out->x;
    out->height = (int32_t)cd_mp_clamp(box[3], 0.0f, h) - out->y;
}

/* Letters of a drawing are drawn: in its ink on its paper, whatever colours they had. */
static void part_draw(const struct part *part, mp_style style)
{
    static const float papers[4][3] = {
        {0.955f, 0.94f, 0.90f}, {0.10f, 0.27f, 0.60f}, {0.05f, 0.03f, 0.11f}, {1.0f, 1.0f, 1.0f}};
    static const float inks[4][3] = {
        {0.11f, 0.105f, 0.115f}, {0.97f, 0.98f, 1.0f}, {1.0f, 0.42f, 0.80f}, {0.0f, 0.0f, 0.0f}};
    const size_t count = (size_t)part->width * (size_t)part->height;
    const int of = style == MP_STYLE_BLUEPRINT ? 1
                   : style == MP_STYLE_GLOW    ? 2
                   : style == MP_STYLE_MANGA   ? 3
                                               : 0;
    float low = 1.0f, high = 0.0f, sum = 0.0f, rgb[3];
    for (size_t i = 0; i < count; i++) {
        cd_mp_rgb_get(rgb, part->px + i * 3);
        const float luma = cd_mp_rgb_luma(rgb);
        low = fminf(low, luma);
        high = fmaxf(high, luma);
        sum += luma / (float)count;
    }
    /* The board, of which there is more than of letters, is the paper. */
    const bool light = sum > 0.5f * (low + high);
    for (size_t i = 0; i < count; i++) {
        cd_mp_rgb_get(rgb, part->px + i * 3);
        const float at = (cd_mp_rgb_luma(rgb) - low) / (high - low + 0.001f);
        const float ink = cd_mp_smooth(0.35f, 0.75f, light ? 1.0f - at : at);
        for (int c = 0; c < 3; c++)
            rgb[c] = cd_mp_lerp(papers[of][c], inks[of][c], ink);
        cd_mp_rgb_put(part->px + i * 3, rgb);
    }
}

/* Copies the part out of the picture, or with `share` over 0 that much of it back. */
static void part_copy(const struct part *part, const mp_picture *picture, float share)
{
    const float soft = 0.06f * (float)part->height + 1.0f;
    for (int32_t y = 0; y < part->height; y++)
        for (int32_t x = 0; x < part->width; x++) {
            uint16_t *old = part->px + ((size_t)y * (size_t)part->width + (size_t)x) * 3;
            uint16_t *new =
                picture->px + ((size_t)(part->y + y) * picture->width + (size_t)(part->x + x)) * 3;
            const int32_t dx = x < part->width - 1 - x ? x : part->width - 1 - x;
            const int32_t dy = y < part->height - 1 - y ? y : part->height - 1 - y;
            const float k = share * cd_mp_smooth(0.0f, soft, (float)(dx < dy ? dx : dy));
            for (int c = 0; c < 3; c++)
                if (share > 0.0f)
                    new[c] = (uint16_t)cd_mp_lerp((float)new[c], (float)old[c], k);
                else
                    old[c] = new[c];
        }
}

static void parts_done(struct part (*parts)[MP_TEXTS_MAX])
{
    for (int i = 0; i < MP_TEXTS_MAX; i++)
        free((*parts)[i].px);
}

cd_rc cd_mp_style_lay(const mp_picture *picture, mp_style style, float (*boxes)[4],
                      uint32_t box_count, cd_err *err)
{
    CD_AUTO(parts_done) struct part parts[MP_TEXTS_MAX] = {{0}};
    const float kept = kept_of(style);
    uint32_t count = 0;
    CD_ASSERT(box_count <= MP_TEXTS_MAX);
    for (uint32_t i = 0; i < box_count && kept > 0.0f; i++) {
        struct part *part = &parts[count];
        part_of(part, picture, boxes[i]);
        if (part->width <= 0 || part->height <= 0)
            continue;
        count++;
        CD_TRY(cd_try_alloc(&part->px, (size_t)part->width * (size_t)part->height * 6, err));
        part_copy(part, picture, 0.0f);
        if (style == MP_STYLE_INK || style == MP_STYLE_SKETCH || style == MP_STYLE_BLUEPRINT ||
            style == MP_STYLE_GLOW || style == MP_STYLE_MANGA)
            part_draw(part, style);
    }
    mp_look look = {.style = style};
    CD_TRY(cd_mp_look_lay(picture, &look, 1.0f, 0.0f, err));
    for (uint32_t i = 0; i < count; i++)
        part_copy(&parts[i], picture, kept);
    return CD_OK;
}
