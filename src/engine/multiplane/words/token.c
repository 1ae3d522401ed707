/* engine/multiplane/words/token.c - cuts a prompt. tools/pack_artwork's clean() folds the words of
 * the index in the same way. */
#include "engine/multiplane/words/token.h"

#include <string.h>
#include <utf8proc.h>

struct cutter {
    mp_tokens *out;
    const uint8_t *bytes;
    uint32_t size;
    uint32_t at;
};

void cd_mp__tokens_done(mp_tokens *tokens)
{
    cd_free_ptr(&tokens->tokens);
    cd_free_ptr(&tokens->folded);
}

cd_str cd_mp__tokens_text(const mp_tokens *tokens, uint32_t first, uint32_t count)
{
    CD_ASSERT(count > 0);
    CD_ASSERT(first + count <= tokens->count);
    const mp_token *last = &tokens->tokens[first + count - 1];
    const uint32_t at = tokens->tokens[first].at;
    return (cd_str){tokens->folded + at, last->at + last->size - at};
}

/* The code point at `at`, 0xfffd for bytes that are not UTF-8; *length its bytes, 1 or more. */
static int32_t peek(const struct cutter *c, uint32_t at, uint32_t *length)
{
    int32_t point;
    const utf8proc_ssize_t used =
        utf8proc_iterate(c->bytes + at, (utf8proc_ssize_t)(c->size - at), &point);
    *length = used > 0 ? (uint32_t)used : 1;
    return used > 0 ? point : 0xfffd;
}

static bool is_wide(int32_t p)
{
    return (p >= 0x3040 && p <= 0x30ff) || (p >= 0x3400 && p <= 0x9fff) ||
           (p >= 0xac00 && p <= 0xd7a3) || (p >= 0x20000 && p <= 0x3ffff) || p == 0x3005;
}

static bool is_word(int32_t point)
{
    switch (utf8proc_category(point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
        return point != 0xfe0f && point != 0xfe0e;
    default:
        return false;
    }
}

static bool is_symbol(int32_t p)
{
    return (p >= 0x1f000 && p <= 0x1faff) || (p >= 0x2300 && p <= 0x27bf) ||
           (p >= 0x2b00 && p <= 0x2bff) || p == 0x3030 || p == 0x200d || p == 0x20e3 ||
           p == 0xfe0f || p == 0xfe0e || (p >= 0xe0020 && p <= 0xe007f) || p == 0x2122;
}

static bool is_apostrophe(int32_t p)
{
    return p == '\'' || p == 0x2019;
}

static mp_token *add(struct cutter *c, mp_token_kind kind, uint32_t from, uint32_t to)
{
    mp_tokens *out = c->out;
    if (out->count == MP_TOKENS_MAX)
        return NULL;
    mp_token *token = &out->tokens[out->count++];
    *token = (mp_token){.kind = kind, .at = out->folded_size, .from = from, .to = to};
    return token;
}

static bool append(mp_tokens *out, int32_t point)
{
    uint8_t bytes[4];
    const utf8proc_ssize_t size = utf8proc_encode_char(point, bytes);
    if (out->folded_size + 6 > MP_FOLDED_BYTES_MAX)
        return false;
    memcpy(out->folded + out->folded_size, bytes, (size_t)size);
    out->folded_size += (uint32_t)size;
    return true;
}

static void close_token(mp_tokens *out, mp_token *token)
{
    token->size = out->folded_size - token->at;
    if (token->size == 0)
        out->count--;
    else
        out->folded[out->folded_size++] = ' ';
}

/* l'eau, d'or: the article is a word of its own. */
static bool elides(const mp_tokens *out, const mp_token *token)
{
    const cd_str text = {out->folded + token->at, out->folded_size - token->at};
    return (text.size == 1 && memchr("ldjcsnmt", text.data[0], 8) != NULL) ||
           cd_str_eq(text, CD_STR("qu"));
}

/* A word up to where its letters end. Characters of scripts without spaces are words each. */
static void cut_word(struct cutter *c)
{
    mp_token *token = add(c, MP_TOKEN_WORD, c->at, c->at);
    if (token == NULL) {
        c->at = c->size;
        return;
    }
    while (c->at < c->size) {
        uint32_t length, after;
        const int32_t point = peek(c, c->at, &length);
        if (is_apostrophe(point) && c->at + length < c->size) {
            const int32_t next = peek(c, c->at + length, &after);
            if (!is_word(next))
                break;
            c->at += length;
            if ((next == 's' || next == 'S') &&
                (c->at + after >= c->size || !is_word(peek(c, c->at + after, &length)))) {
                c->at += after; /* a possessive */
                break;
            }
            if (elides(c->out, token))
                break;
            continue;
        }
        if (!is_word(point) || (token->at < c->out->folded_size && (is_wide(point) || token->wide)))
            break;
        token->wide = is_wide(point);
        if (!append(c->out, utf8proc_tolower(point)))
            break;
        c->at += length;
    }
    token->to = c->at;
    const bool full = c->out->folded_size + 6 > MP_FOLDED_BYTES_MAX;
    close_token(c->out, token);
    if (full)
        c->at = c->size;
}

/* A run of emoji, without the marks that only choose their presentation. */
static void cut_symbols(struct cutter *c)
{
    mp_token *token = add(c, MP_TOKEN_EMOJI, c->at, c->at);
    if (token == NULL) {
        c->at = c->size;
        return;
    }
    while (c->at < c->size) {
        uint32_t length;
        const int32_t point = peek(c, c->at, &length);
        if (!is_symbol(point))
            break;
        if (point != 0xfe0f && point != 0xfe0e && !append(c->out, point))
            break;
        c->at += length;
    }
    token->to = c->at;
    const bool full = c->out->folded_size + 6 > MP_FOLDED_BYTES_MAX;
    close_token(c->out, token);
    if (full)
        c->at = c->size;
}

/* The mark that closes a quotation opened by `open`; 0 when `open` opens none. */
static int32_t closing(int32_t open)
{
    static const int32_t pairs[][2] = {{'"', '"'},       {0x201c, 0x201d}, {0x201e, 0x201c},
                                       {0xab, 0xbb},     {0x2018, 0x2019}, {'\'', '\''},
                                       {0x300c, 0x300d}, {0x300e, 0x300f}, {'`', '`'},
                                       {0x201d, 0x201d}, {0xff02, 0xff02}};
    for (size_t i = 0; i < CD_COUNT(pairs); i++)
        if (pairs[i][0] == open)
            return pairs[i][1];
    return 0;
}

static bool closes(int32_t point, int32_t open)
{
    if (point == closing(open))
        return true;
    /* Keyboards and editors mix the double ones. */
    return (open == '"' || open == 0x201c || open == 0x201e) &&
           (point == '"' || point == 0x201d || (point == 0x201c && open == 0x201e));
}

/* Whether a single quotation mark at `at` ends a quotation and is no apostrophe. */
static bool ends_word(const struct cutter *c, uint32_t at)
{
    uint32_t length;
    return at >= c->size || !is_word(peek(c, at, &length));
}

/* A quotation starting at the mark; false when it has no end within the longest text there may be.
 */
static bool cut_quote(struct cutter *c, int32_t open, uint32_t length)
{
    enum { QUOTE_BYTES_MAX = 1000 };
    const bool single = open == '\'' || open == 0x2018;
    const uint32_t from = c->at + length;
    if (single && c->at > 0 && c->bytes[c->at - 1] > ' ' && c->bytes[c->at - 1] != '(')
        return false;
    for (uint32_t at = from; at < c->size && at - from < QUOTE_BYTES_MAX;) {
        const int32_t point = peek(c, at, &length);
        if (closes(point, open) && (!single || ends_word(c, at + length))) {
            const uint32_t to = at > from && c->bytes[at - 1] == '\\' ? at - 1 : at;
            if (to == from)
                return false;
            add(c, MP_TOKEN_QUOTE, from, to);
            c->at = at + length;
            return true;
        }
        at += length;
    }
    return false;
}

static void cut_mark(struct cutter *c, int32_t point, uint32_t length)
{
    const uint32_t from = c->at;
    c->at += length;
    if (point == ',' || point == ';' || point == ':' || point == '(' || point == ')' ||
        point == 0x3001 || point == 0xff0c || point == '/' || point == '|' || point == 0x2014 ||
        point == 0x2013 || point == '[' || point == ']')
        add(c, MP_TOKEN_COMMA, from, c->at);
    else if (point == '.' || point == '!' || point == '?' || point == '\n' || point == 0x3002 ||
             point == 0xff01)
        add(c, MP_TOKEN_STOP, from, c->at);
}

void cd_mp__tokens_init(mp_tokens *out, cd_str prompt)
{
    *out = (mp_tokens){.prompt = prompt,
                       .tokens = cd_new_array(MP_TOKENS_MAX, sizeof(mp_token)),
                       .folded = cd_new(MP_FOLDED_BYTES_MAX)};
    struct cutter c = {.out = out,
                       .bytes = (const uint8_t *)prompt.data,
                       .size =
                           prompt.size < UINT32_MAX / 2 ? (uint32_t)prompt.size : UINT32_MAX / 2};
    while (c.at < c.size && out->count < MP_TOKENS_MAX) {
        uint32_t length;
        const int32_t point = peek(&c, c.at, &length);
        if (closing(point) != 0 && cut_quote(&c, point, length))
            continue;
        if (is_word(point))
            cut_word(&c);
        else if (is_symbol(point))
            cut_symbols(&c);
        else
            cut_mark(&c, point, length);
    }
}
