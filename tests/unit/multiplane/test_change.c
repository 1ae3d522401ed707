/* tests/unit/multiplane/test_change.c - what the prompts of edits are read as. */
#include "unit/multiplane/artwork.h"

#include "engine/multiplane/words/change.h"
#include "engine/multiplane/words/words.h"

static const char *const deeds[] = {"describe", "add",  "remove", "color",
                                    "replace",  "size", "text"};
static const char *const settings[] = {
#define MP_SETTING(name, word, ...) word,
#include "engine/multiplane/settings.def"
#undef MP_SETTING
};
static const char *const times[] = {"dawn", "morning", "noon", "sunset", "night"};
static const char *const weathers[] = {"clear", "cloudy", "fog", "rain", "snowfall"};
static const char *const targets[] = {"picture", "subject",    "people", "sky",
                                      "ground",  "background", "text"};
_Static_assert(CD_COUNT(deeds) == MP_DEED__COUNT, "a word for every deed");
_Static_assert(CD_COUNT(targets) == MP_TARGET__COUNT, "a word for every target");

struct bench {
    cd_mp_pack *pack;
    struct cd_mp_words *words;
    mp_changes *changes;
};

static void read_prompt(struct bench *b, const char *prompt)
{
    const cd_generation gen = {.prompt = cd_str_from(prompt), .type = CD_TYPE_IMAGE_EDIT};
    cd_mp_changes_read(b->changes, b->words, &gen);
}

static void put_scene(cd_buf *out, const mp_scene *scene)
{
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        const mp_subject *s = &scene->subjects[i];
        cd_buf_printf(out, "%s%s", i > 0 ? "," : "", s->word);
        if (s->count > 1)
            cd_buf_printf(out, "*%u", s->count);
        if (s->has_color)
            cd_buf_printf(out, "#%02x%02x%02x", s->color[0], s->color[1], s->color[2]);
    }
}

/* One change in a line: deed target(what) > to. */
static void put_change(cd_buf *out, const mp_change *change)
{
    cd_buf_printf(out, "%s %s", deeds[change->deed], targets[change->target]);
    if (change->what.subject_count > 0) {
        cd_buf_put_byte(out, '(');
        put_scene(out, &change->what);
        cd_buf_put_byte(out, ')');
    }
    if (change->deed == MP_DEED_COLOR)
        cd_buf_printf(out, " #%02x%02x%02x", change->color[0], change->color[1], change->color[2]);
    if (change->deed == MP_DEED_SIZE)
        cd_buf_printf(out, " x%.2f", (double)change->factor);
    if (change->deed == MP_DEED_TEXT)
        cd_buf_printf(out, " \"%s\">\"%s\"", change->old, change->text);
    const bool news = change->deed == MP_DEED_ADD || change->deed == MP_DEED_REPLACE ||
                      change->deed == MP_DEED_DESCRIBE;
    if (news && change->to.subject_count > 0) {
        cd_buf_put(out, CD_STR(" > "));
        put_scene(out, &change->to);
    }
    if (news && change->to.setting_said)
        cd_buf_printf(out, " in %s", settings[change->to.setting]);
    if (news && change->to.time_said)
        cd_buf_printf(out, " at %s", times[change->to.time]);
    if (news && change->to.weather_said)
        cd_buf_printf(out, " %s", weathers[change->to.weather]);
}

static const struct {
    const char *prompt, *read;
} cases[] = {
#define EDIT(prompt, read) {prompt, read},
#include "edits.def"
#undef EDIT
};

static void prompts_are_read_as_they_are_meant(void)
{
    struct bench b = {.pack = artwork_open(), .changes = cd_new(sizeof(mp_changes))};
    CHECK(cd_mp_words_open(&b.words, b.pack, NULL) == CD_OK);
    for (size_t i = 0; i < CD_COUNT(cases); i++) {
        char text[2048];
        cd_buf out = CD_BUF_INIT(4096);
        read_prompt(&b, cases[i].prompt);
        for (uint32_t k = 0; k < b.changes->count; k++) {
            cd_buf_put(&out, k > 0 ? CD_STR("; ") : CD_STR(""));
            put_change(&out, &b.changes->list[k]);
        }
        snprintf(text, sizeof text, "%.*s", (int)out.size, out.data);
        if (strcmp(text, cases[i].read) != 0)
            check_failed(__FILE__, __LINE__, "%s: %s, not %s", cases[i].prompt, text,
                         cases[i].read);
        cd_buf_done(&out);
    }
    cd_free_ptr(&b.changes);
    cd_mp_words_close(&b.words);
    cd_mp_pack_close(&b.pack);
}

/* Nonsense is read as something, and never as more than there is room for. */
static void anything_can_be_read(void)
{
    struct bench b = {.pack = artwork_open(), .changes = cd_new(sizeof(mp_changes))};
    CHECK(cd_mp_words_open(&b.words, b.pack, NULL) == CD_OK);
    static const char long_list[] =
        "add a dog. add a cat. add a cow. add a pig. add a hen. add a fox. add a bee. add an owl. "
        "add an ant. add a bat.";
    static const char *const prompts[] = {
        "",
        " ",
        ".",
        ",,,",
        "remove",
        "add",
        "make",
        "\"\"",
        "\"a",
        "to to to",
        "and and and",
        "remove remove remove remove remove remove remove remove remove remove remove",
        long_list,
        "replace \"\xe2\x80\x9c\" with '",
        "\xf0\x9f\x90\xb6",
        "make the sign say",
        "give",
        "no"};
    for (size_t i = 0; i < CD_COUNT(prompts); i++) {
        read_prompt(&b, prompts[i]);
        CHECK(b.changes->count >= 1);
        CHECK(b.changes->count <= MP_CHANGES_MAX);
    }
    cd_free_ptr(&b.changes);
    cd_mp_words_close(&b.words);
    cd_mp_pack_close(&b.pack);
}

CHECK_MAIN(RUN(prompts_are_read_as_they_are_meant) RUN(anything_can_be_read))
