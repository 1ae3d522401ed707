/* engine/multiplane/page/speech.c - looks for the words around each text: a verb of saying and the
 * subject next to it, or the thing that it is written on. */
#include "engine/multiplane/page/speech.h"

#include "engine/multiplane/words/says.h"
#include "engine/multiplane/words/token.h"

#include <string.h>

enum { AWAY_MAX = 9 }; /* tokens between a text and the words about it */

static const struct {
    mp_voice voice;
    const char *words;
} sayings[] = {
#define MP_SAYING(voice, words) {MP_VOICE_##voice, words},
#define MP_WRITTEN(words)
#include "engine/multiplane/page/voices.def"
#undef MP_SAYING
#undef MP_WRITTEN
};

static const char *const written[] = {
#define MP_SAYING(voice, words)
#define MP_WRITTEN(words) words,
#include "engine/multiplane/page/voices.def"
#undef MP_SAYING
#undef MP_WRITTEN
};

struct search {
    const mp_scene *scene;
    const mp_tokens *tokens;
    uint32_t from, to; /* tokens of the text: [from, to) */
};

/* What the words to one side of the text say. */
struct hint {
    bool says, on_something;
    mp_voice voice;
    int32_t subject;
    uint32_t away; /* tokens to the subject or thing */
};

/* The subject that a word names, the last of them; else MP_OTHER_NONE. */
static int32_t subject_named(const mp_scene *scene, cd_str word)
{
    for (uint32_t i = scene->subject_count; i-- > 0;) {
        const cd_str own = cd_str_from(scene->subjects[i].word);
        const size_t last = own.size;
        if (own.size == 0)
            continue;
        const bool plural = word.size > own.size && word.size <= own.size + 2 &&
                            cd_str_eq(cd_str_sub(word, 0, own.size), own);
        const bool tail = last > word.size + 1 && own.data[last - word.size - 1] == ' ' &&
                          cd_str_eq(cd_str_sub(own, last - word.size, last), word);
        if (cd_str_eq(word, own) || plural || tail)
            return (int32_t)i;
    }
    return MP_OTHER_NONE;
}

/* Reads tokens away from the text, up to the end of the sentence or another text. */
static struct hint look(const struct search *s, int step)
{
    struct hint out = {.subject = MP_OTHER_NONE};
    int64_t at = step < 0 ? (int64_t)s->from - 1 : (int64_t)s->to;
    for (uint32_t away = 1; away <= AWAY_MAX && at >= 0 && at < s->tokens->count;
         away++, at += step) {
        const mp_token *token = &s->tokens->tokens[at];
        if (token->kind == MP_TOKEN_QUOTE || (token->kind == MP_TOKEN_STOP && away > 1))
            break;
        if (token->kind != MP_TOKEN_WORD)
            continue;
        const cd_str word = cd_mp__tokens_text(s->tokens, (uint32_t)at, 1);
        for (size_t i = 0; i < CD_COUNT(sayings) && !out.says; i++)
            if (cd_mp_says(word, sayings[i].words)) {
                out.says = true;
                out.voice = sayings[i].voice;
            }
        out.on_something = cd_mp_says(word, written[0]); /* also when it is in the picture */
        out.subject = out.on_something ? MP_OTHER_NONE : subject_named(s->scene, word);
        out.away = away;
        if (out.subject != MP_OTHER_NONE || out.on_something)
            break;
    }
    return out;
}

/* The tokens that a text was taken from. */
static bool find(struct search *s, cd_str text)
{
    for (uint32_t i = 0; i < s->tokens->count; i++) {
        const mp_token *first = &s->tokens->tokens[i];
        const cd_str rest = cd_str_sub(s->tokens->prompt, first->from, s->tokens->prompt.size);
        const cd_str bare = cd_str_trim(rest);
        if (bare.size < text.size || !cd_str_eq(cd_str_sub(bare, 0, text.size), text))
            continue;
        const size_t end = first->from + (size_t)(bare.data - rest.data) + text.size;
        s->from = i;
        s->to = i + 1;
        while (s->to < s->tokens->count && s->tokens->tokens[s->to].to <= end)
            s->to++;
        return true;
    }
    return false;
}

static void judge(mp_speech *out, const struct search *s, cd_str text)
{
    const struct hint before = look(s, -1), after = look(s, 1);
    const bool loud = cd_str_ends(text, CD_STR("!"));
    const struct hint *hint = &before;
    /* "says the robot" after the text, unless what is before it says more. */
    if (after.says && after.subject != MP_OTHER_NONE &&
        !(before.says && before.subject != MP_OTHER_NONE && before.away <= after.away))
        hint = &after;
    if (before.on_something && (before.says || before.away <= 5) && hint == &before)
        return;
    if (after.on_something && !after.says && !before.says && after.away <= 4)
        return; /* "OPEN" on a neon sign */
    out->speaker = hint->says ? hint->subject : MP_OTHER_NONE;
    if (!hint->says) {
        out->voice = MP_VOICE_TOLD;
        return;
    }
    out->voice = hint->voice == MP_VOICE_SAID && loud ? MP_VOICE_SHOUTED : hint->voice;
    /* "they say": whoever is there. */
    if (out->speaker == MP_OTHER_NONE && s->scene->subject_count > 0)
        out->speaker = 0;
    if (out->speaker == MP_OTHER_NONE)
        out->voice = MP_VOICE_TOLD;
}

void cd_mp_speech_read(mp_speech out[MP_TEXTS_MAX], const mp_scene *scene, cd_str prompt)
{
    mp_tokens tokens;
    cd_mp__tokens_init(&tokens, prompt);
    for (uint32_t i = 0; i < MP_TEXTS_MAX; i++) {
        out[i] = (mp_speech){MP_VOICE_SIGN, MP_OTHER_NONE};
        if (i >= scene->text_count)
            continue;
        const cd_str text = cd_str_from(scene->texts[i].text);
        struct search search = {.scene = scene, .tokens = &tokens};
        if (find(&search, text))
            judge(&out[i], &search, text);
    }
    cd_mp__tokens_done(&tokens);
}
