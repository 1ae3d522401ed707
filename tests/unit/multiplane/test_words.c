/* tests/unit/multiplane/test_words.c - prompts and what they must be understood as. The rows are in
 * prompts.def; a scene is written as one line of text and compared. */
#include "unit/multiplane/artwork.h"

#include "engine/multiplane/words/words.h"

static const cd_mp_pack *pack;
static const struct cd_mp_words *words;

static const char *const settings[] = {
#define MP_SETTING(name, ...) #name,
#include "engine/multiplane/settings.def"
#undef MP_SETTING
};
static const char *const times[] = {"dawn", "morning", "noon", "sunset", "night"};
static const char *const weathers[] = {"", " cloudy", " fog", " rain", " snowfall"};
static const char *const relations[] = {"",        "on",      "in",     "under", "beside", "behind",
                                        "holding", "wearing", "riding", "held",  "worn"};
static const char *const surfaces[] = {"wood", "neon", "banner", "label", "page"};

static void put_relation(cd_buf *out, mp_relation relation, int32_t other)
{
    if (relation != MP_ALONE)
        cd_buf_printf(out, " %s %d", relations[relation], other);
}

/* "SNOW noon; 1 tiger" */
static void describe(cd_buf *out, const mp_scene *scene)
{
    cd_buf_printf(out, "%s %s%s%s%s%s%s%s%s%s%s", settings[scene->setting], times[scene->time],
                  weathers[scene->weather], scene->indoors_window ? " window" : "",
                  scene->marble ? " marble" : "", scene->wooden ? " wooden" : "",
                  scene->storefront ? " storefront" : "", scene->lake_in_mountains ? " lake" : "",
                  scene->aurora ? " aurora" : "", scene->no_people ? " no-people" : "",
                  scene->no_text ? " no-text" : "");
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        const mp_subject *s = &scene->subjects[i];
        mp_figure figure = {.name = CD_STR_INIT("?")};
        if (s->figure != MP_FIGURE_NONE)
            CHECK(cd_mp_pack_figure(&figure, pack, s->figure));
        cd_buf_printf(out, "; %u %.*s", s->count, CD_STR_ARG(figure.name));
        if (s->has_color)
            cd_buf_printf(out, " #%02x%02x%02x", s->color[0], s->color[1], s->color[2]);
        if (s->size > 1.01f || s->size < 0.99f)
            cd_buf_printf(out, " x%.1f", (double)s->size);
        put_relation(out, s->relation, s->other);
        put_relation(out, s->also, s->also_other);
    }
    for (uint32_t i = 0; i < scene->text_count; i++)
        cd_buf_printf(out, "; %s '%s'", surfaces[scene->texts[i].surface], scene->texts[i].text);
}

static void check_scene(const mp_scene *scene)
{
    CHECK((unsigned)scene->setting < MP_SETTING__COUNT);
    CHECK((unsigned)scene->time < MP_TIME__COUNT);
    CHECK((unsigned)scene->weather < MP_WEATHER__COUNT);
    CHECK(scene->ratio != CD_RATIO_NONE);
    CHECK(scene->width > 0 && scene->height > 0);
    CHECK(scene->subject_count <= MP_SUBJECTS_MAX);
    CHECK(scene->text_count <= MP_TEXTS_MAX);
    for (uint32_t i = 0; i < scene->text_count; i++)
        CHECK(strnlen(scene->texts[i].text, MP_TEXT_BYTES) < MP_TEXT_BYTES);
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        const mp_subject *s = &scene->subjects[i];
        const int32_t count = (int32_t)scene->subject_count;
        CHECK(s->count >= 1 && s->count <= MP_COUNT_MAX);
        CHECK(s->height_m > 0 && s->size > 0);
        CHECK((unsigned)s->place < MP_PLACE__COUNT);
        CHECK(strnlen(s->word, MP_WORD_BYTES) < MP_WORD_BYTES);
        CHECK(s->relation == MP_ALONE || (s->other >= 0 && s->other < count));
        CHECK(s->also == MP_ALONE || (s->also_other >= 0 && s->also_other < count));
    }
}

static cd_generation generation(cd_str prompt)
{
    return (cd_generation){.id = {{7, 3, 9}}, .model = CD_MODEL_UNI_1, .prompt = prompt};
}

static void prompts_are_understood(void)
{
    static const char *const rows[][2] = {
#define PROMPT(prompt, scene) {prompt, scene},
#include "unit/multiplane/prompts.def"
#undef PROMPT
    };
    for (size_t i = 0; i < CD_COUNT(rows); i++) {
        const cd_generation gen = generation(cd_str_from(rows[i][0]));
        mp_scene scene;
        cd_mp_scene_read(&scene, words, &gen);
        check_scene(&scene);
        cd_buf is = CD_BUF_INIT(8192);
        describe(&is, &scene);
        if (strcmp(cd_buf_cstr(&is), rows[i][1]) != 0)
            check_failed(__FILE__, __LINE__, "%s\n#     is     %s\n#     should %s", rows[i][0],
                         cd_buf_cstr(&is), rows[i][1]);
        cd_buf_done(&is);
    }
}

static void seed_changes_nothing_but_composition(void)
{
    cd_generation gen = generation(CD_STR("two cats and a red ball in a garden at dawn"));
    mp_scene one, two;
    cd_mp_scene_read(&one, words, &gen);
    gen.id.bytes[0] = 99;
    cd_mp_scene_read(&two, words, &gen);
    CHECK(one.seed != two.seed);
    CHECK_INT(one.setting, two.setting);
    CHECK_INT(one.subject_count, two.subject_count);
    CHECK_INT(one.subjects[1].figure, two.subjects[1].figure);
}

static void request_beats_words(void)
{
    cd_generation gen = generation(CD_STR("a panorama of mountains"));
    mp_scene scene;
    cd_mp_scene_read(&scene, words, &gen);
    CHECK_INT(scene.ratio, CD_RATIO_3_1);
    CHECK_INT(scene.width, 2048);
    CHECK_INT(scene.detail, 1);
    gen.ratio = CD_RATIO_1_1;
    gen.model = CD_MODEL_UNI_1_MAX;
    cd_mp_scene_read(&scene, words, &gen);
    CHECK_INT(scene.ratio, CD_RATIO_1_1);
    CHECK_INT(scene.height, 2048);
    CHECK_INT(scene.detail, 2);
}

/* A random prompt of one kind: any bytes, any characters, or words of prompts in any order. */
static size_t random_prompt(char *out, size_t max, unsigned kind)
{
    static const char *const pieces[] = {"three ",
                                         "red ",
                                         "cats ",
                                         "on ",
                                         "\"",
                                         "\\\"",
                                         "a ",
                                         "'s ",
                                         "that says ",
                                         ",",
                                         ".",
                                         "\n",
                                         "no ",
                                         "people ",
                                         "\xf0\x9f\x90\x85",
                                         "\xe2\x80\x8d",
                                         "\xef\xb8\x8f",
                                         "and ",
                                         "holding ",
                                         "wearing ",
                                         "hat ",
                                         "city ",
                                         "\xd8\xb4\xd9\x85\xd8\xb3 ",
                                         "of ",
                                         "bottle ",
                                         "\xe2\x80\x9c",
                                         "\xe2\x80\x9d",
                                         "with ",
                                         "\xe9\x9b\xaa",
                                         "riding ",
                                         "sign ",
                                         "0 ",
                                         "24 ",
                                         "9999999999999 "};
    const size_t size = check_below(max);
    size_t at = 0;
    while (kind == 2 && at + 16 < size) {
        const char *piece = pieces[check_below(CD_COUNT(pieces))];
        memcpy(out + at, piece, strlen(piece));
        at += strlen(piece);
    }
    for (; kind != 2 && at < size; at++)
        out[at] = kind == 0 ? (char)check_random() : (char)(32 + check_below(95));
    return at;
}

static void any_bytes_are_safe(void)
{
    char *text = malloc(24000);
    for (unsigned i = 0; i < 300; i++) {
        const size_t size = random_prompt(text, i < 200 ? 400 : 24000, i % 3);
        char *exact = malloc(size + 1); /* its own size, so that reading past it is seen */
        memcpy(exact, text, size);
        const cd_generation gen = generation((cd_str){exact, size});
        mp_scene scene;
        cd_mp_scene_read(&scene, words, &gen);
        check_scene(&scene);
        free(exact);
    }
    free(text);
    const cd_generation nothing = generation((cd_str){"", 0});
    mp_scene scene;
    cd_mp_scene_read(&scene, words, &nothing);
    check_scene(&scene);
}

static void habitats_name_figures(void)
{
    static const char *const lists[] = {
#define MP_HABITAT(setting, figures) figures,
#include "engine/multiplane/words/habitats.def"
#undef MP_HABITAT
    };
    for (size_t i = 0; i < CD_COUNT(lists); i++) {
        cd_str rest = cd_str_from(lists[i]), name;
        for (bool more = true; more;) {
            more = cd_str_cut(rest, ',', &name, &rest);
            name = cd_str_trim(name);
            if (cd_mp_pack_find(pack, name) == MP_FIGURE_NONE)
                check_failed(__FILE__, __LINE__, "no figure %.*s", CD_STR_ARG(name));
        }
    }
}

/* Every kind leads to one that is a kind of itself, and there are enough of them. */
static void settings_are_many(void)
{
    CHECK(MP_SETTING__COUNT >= 30);
    for (int i = 0; i < MP_SETTING__COUNT; i++) {
        const mp_setting kind = mp_setting_kind((mp_setting)i);
        CHECK(kind < MP_SETTING__COUNT);
        CHECK(mp_setting_kind(kind) == kind);
    }
}

int main(void)
{
    check_seed();
    artwork_path();
    cd_mp_pack *artwork = artwork_open();
    struct cd_mp_words *lexicon = NULL;
    CHECK(cd_mp_words_open(&lexicon, artwork, NULL) == CD_OK);
    pack = artwork;
    words = lexicon;
    RUN(prompts_are_understood)
    RUN(seed_changes_nothing_but_composition)
    RUN(request_beats_words)
    RUN(any_bytes_are_safe)
    RUN(habitats_name_figures)
    RUN(settings_are_many)
    cd_mp_words_close(&lexicon);
    cd_mp_pack_close(&artwork);
    return check_end();
}
