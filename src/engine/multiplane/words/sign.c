/* engine/multiplane/words/sign.c - texts of the picture: quotations, and what a sign "says". */
#include "engine/multiplane/words/reader.h"
#include "engine/multiplane/words/says.h"

#include <string.h>

enum { SURFACE_NEAR = 14, WORDS_MAX = 6 };

static const struct {
    mp_face face;
    const char *words;
} faces[] = {
#define MP_FACE(name, word, words, ...) {MP_FACE_##name, words},
#include "engine/multiplane/cast/faces.def"
#undef MP_FACE
};

static const mp_face usual[MP_SURFACE__COUNT] = {
#define MP_SURFACE(name, word, face, ...) [MP_##name] = MP_FACE_##face,
#include "engine/multiplane/cast/surfaces.def"
#undef MP_SURFACE
};

static const char *const prints[] = {
#define MP_PRINT(figures, ...) figures,
#include "engine/multiplane/words/prints.def"
#undef MP_PRINT
};

/* Bytes of one line: control characters and backslashes before quotation marks are left out, and a
 * text too long is cut at a character. */
static bool copy_text(char out[MP_TEXT_BYTES], cd_str text)
{
    size_t size = 0;
    text = cd_str_trim(text);
    for (size_t i = 0; i < text.size && size + 1 < MP_TEXT_BYTES; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        const bool escape = byte == '\\' && i + 1 < text.size &&
                            (text.data[i + 1] == '"' || text.data[i + 1] == '\'');
        if (escape)
            continue;
        out[size++] = byte < ' ' || byte == 0x7f ? ' ' : (char)byte;
    }
    while (size > 0 && size + 1 == MP_TEXT_BYTES && ((unsigned char)out[size - 1] & 0xc0) == 0x80)
        size--;
    if (size > 0 && size + 2 >= MP_TEXT_BYTES && ((unsigned char)out[size - 1] & 0xc0) == 0xc0)
        size--;
    out[size] = '\0';
    return size > 0;
}

/* Whether a subject has a side to print on. */
static bool takes_print(const struct mp_reader *r, int32_t subject)
{
    mp_figure figure;
    if (subject < 0 ||
        !cd_mp_pack_figure(&figure, cd_mp__pack(r->words), r->scene->subjects[subject].figure))
        return false;
    for (size_t i = 0; i < CD_COUNT(prints); i++) {
        cd_str rest = cd_str_from(prints[i]), name;
        for (bool more = true; more;) {
            more = cd_str_cut(rest, ',', &name, &rest);
            if (cd_str_eq(cd_str_trim(name), figure.name))
                return true;
        }
    }
    return false;
}

/* The prompt's words of the tokens [from, to). */
static cd_str said(const struct mp_reader *r, uint32_t from, uint32_t to)
{
    if (from >= to)
        return (cd_str){"", 0};
    const mp_token *tokens = r->tokens.tokens;
    return cd_str_sub(r->tokens.prompt, tokens[from].from, tokens[to - 1].to);
}

/* The surface said nearest: before the text, else in the words right after it. */
static mp_surface surface_for(const struct mp_reader *r, uint32_t at)
{
    if (r->surface_said && at - r->surface_at <= SURFACE_NEAR)
        return r->surface;
    for (uint32_t i = at + 1; i < r->tokens.count && i < at + 8; i++) {
        if (r->tokens.tokens[i].kind == MP_TOKEN_STOP)
            break;
        if (r->tokens.tokens[i].kind != MP_TOKEN_WORD)
            continue;
        mp_match match;
        cd_mp__match(&match, r->words, &r->tokens, i, r->language);
        if (mp_is(&match, MP_KIND_SURFACE))
            return (mp_surface)match.value[MP_KIND_SURFACE];
    }
    if (r->surface_said)
        return r->surface;
    if (takes_print(r, r->last_subject))
        return MP_THING;
    if (r->last_subject >= 0 && r->scene->subjects[r->last_subject].place == MP_ON_TABLE)
        return MP_LABEL; /* "a mug that says" */
    if (!r->storefront && !r->shop)
        return MP_BANNER;
    const uint32_t from = at > SURFACE_NEAR ? at - SURFACE_NEAR : 0;
    return cd_mp_says(said(r, from, at), "window, windows, glass door") ? MP_GLASS : MP_SIGN_WOOD;
}

/* Between two texts: the first "and" or comma after token `at`, else what follows at once. */
static uint32_t split_after(const struct mp_reader *r, uint32_t at)
{
    for (uint32_t i = at + 1; i < r->tokens.count; i++) {
        const mp_token_kind kind = r->tokens.tokens[i].kind;
        if (kind == MP_TOKEN_QUOTE)
            break;
        if (kind == MP_TOKEN_COMMA || kind == MP_TOKEN_STOP ||
            cd_str_eq_c(cd_mp__tokens_text(&r->tokens, i, 1), "and"))
            return i;
    }
    return at + 1;
}

/* The type style that the words about this text ask for, or that of its surface. */
static mp_face face_for(const struct mp_reader *r, mp_surface surface, uint32_t first,
                        uint32_t last)
{
    uint32_t from = first;
    uint32_t to = last + 1;
    while (from > 0 && r->tokens.tokens[from - 1].kind != MP_TOKEN_QUOTE)
        from--;
    while (to < r->tokens.count && r->tokens.tokens[to].kind != MP_TOKEN_QUOTE)
        to++;
    const cd_str before = said(r, from > 0 ? split_after(r, from - 1) : 0, first);
    const cd_str after = said(r, last + 1, to < r->tokens.count ? split_after(r, last) : to);
    mp_face best = usual[surface];
    size_t longest = 0;
    for (size_t i = MP_FACE_AUTO + 1; i < CD_COUNT(faces); i++) {
        const size_t one = cd_mp_says_size(before, faces[i].words);
        const size_t two = cd_mp_says_size(after, faces[i].words);
        const size_t size = one > two ? one : two;
        if (size > longest) {
            longest = size;
            best = faces[i].face;
        }
    }
    return best;
}

/* The text of the tokens `first` to `last`. */
static void add_text(struct mp_reader *r, cd_str text, uint32_t first, uint32_t last)
{
    mp_scene *scene = r->scene;
    if (scene->text_count == MP_TEXTS_MAX)
        return;
    mp_text *out = &scene->texts[scene->text_count];
    if (!copy_text(out->text, text))
        return;
    out->surface = surface_for(r, first);
    out->face = face_for(r, out->surface, first, last);
    out->subject = out->surface == MP_THING ? r->last_subject : MP_OTHER_NONE;
    scene->text_count++;
}

uint32_t cd_mp__sign_quote(struct mp_reader *r, uint32_t at)
{
    const mp_token *token = &r->tokens.tokens[at];
    const bool name = r->named && !r->says;
    r->named = false;
    r->says = false;
    if (!name && !r->negating)
        add_text(r, cd_str_sub(r->tokens.prompt, token->from, token->to), at, at);
    return 1;
}

static bool is_capital(cd_str prompt, const mp_token *token)
{
    bool letters = false;
    for (uint32_t i = token->from; i < token->to; i++) {
        if (prompt.data[i] >= 'a' && prompt.data[i] <= 'z')
            return false;
        letters = letters || (prompt.data[i] >= 'A' && prompt.data[i] <= 'Z') ||
                  (prompt.data[i] >= '0' && prompt.data[i] <= '9');
    }
    return letters;
}

/* "that says OPEN 24 HOURS on the door": the capitals, else the words up to where one tells a
 * place.
 */
uint32_t cd_mp__sign_words(struct mp_reader *r, uint32_t at)
{
    r->says = false;
    const mp_token *tokens = r->tokens.tokens;
    const bool capitals = is_capital(r->tokens.prompt, &tokens[at]);
    uint32_t count = 0;
    while (at + count < r->tokens.count && count < WORDS_MAX &&
           tokens[at + count].kind == MP_TOKEN_WORD) {
        if (capitals && !is_capital(r->tokens.prompt, &tokens[at + count]))
            break;
        mp_match match;
        cd_mp__match(&match, r->words, &r->tokens, at + count, r->language);
        if (!capitals && count > 0 &&
            (mp_is(&match, MP_KIND_RELATION) || mp_is(&match, MP_KIND_ABOVE) ||
             mp_is(&match, MP_KIND_FRONT)))
            break;
        count++;
    }
    if (count == 0)
        return 0;
    const uint32_t from = tokens[at].from, to = tokens[at + count - 1].to;
    add_text(r, cd_str_sub(r->tokens.prompt, from, to), at, at + count - 1);
    return count;
}
