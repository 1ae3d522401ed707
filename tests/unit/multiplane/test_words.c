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
static const char *const surfaces[] = {
#define MP_SURFACE(name, word, ...) word,
#include "engine/multiplane/cast/surfaces.def"
#undef MP_SURFACE
};
static const char *const faces[] = {
#define MP_FACE(name, word, ...) word,
#include "engine/multiplane/cast/faces.def"
#undef MP_FACE
};

static void put_relation(cd_buf *out, mp_relation relation, int32_t other)
{
    if (relation != MP_ALONE)
        cd_buf_printf(out, " %s %d", relations[relation], other);
}

/* "SNOW noon; 1 tiger" */
static void describe(cd_buf *out, const mp_scene *scene)
{
    cd_buf_printf(out, "%s %s%s%s%s%s%s%s%s%s%s%s%s", settings[scene->setting], times[scene->time],
                  weathers[scene->weather], scene->indoors_window ? " window" : "",
                  scene->marble ? " marble" : "", scene->wooden ? " wooden" : "",
                  scene->storefront ? " storefront" : "", scene->lake_in_mountains ? " lake" : "",
                  scene->autumn ? " autumn" : "", scene->close_up ? " close-up" : "",
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
        if (s->depth != 0)
            cd_buf_printf(out, "%s", s->depth > 0 ? " near" : " far");
        put_relation(out, s->relation, s->other);
        put_relation(out, s->also, s->also_other);
    }
    for (uint32_t i = 0; i < scene->text_count; i++)
        cd_buf_printf(out, "; %s in %s '%s'", surfaces[scene->texts[i].surface],
                      faces[scene->texts[i].face], scene->texts[i].text);
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

static unsigned phrases_in(const char *list)
{
    unsigned count = 1;
    for (; *list != '\0'; list++)
        count += *list == ',';
    return count;
}

/* The project's own words, apart from the names of things that come with the artwork. */
static void vocabulary_is_large(void)
{
    enum { EN, DE, FR, ES, IT, JA, LANGUAGES };
    static const struct {
        unsigned language;
        const char *phrases;
    } rows[] = {
#define MP_WORDS(kind, value, phrases) {EN, phrases},
#include "engine/multiplane/words/vocabulary.def"
#undef MP_WORDS
#define MP_COLOR(value, phrases) {EN, phrases},
#include "engine/multiplane/words/colors.def"
#undef MP_COLOR
#define MP_FOREIGN(language, kind, value, phrases) {language, phrases},
#include "engine/multiplane/words/vocabulary_foreign.def"
#undef MP_FOREIGN
    };
    unsigned count[LANGUAGES] = {0};
    for (size_t i = 0; i < CD_COUNT(rows); i++)
        count[rows[i].language] += phrases_in(rows[i].phrases);
    printf("# words: en %u de %u fr %u es %u it %u ja %u\n", count[EN], count[DE], count[FR],
           count[ES], count[IT], count[JA]);
    CHECK(count[EN] >= 1500);
    for (unsigned i = DE; i <= IT; i++)
        CHECK(count[i] >= 240);
}

/* Things of every day in five languages have figures. */
static void things_have_figures(void)
{
    static const char *const lists[] = {
        "a dog, a cat, a horse, a cow, a rabbit, an elephant, a bird, a tree, a rose, an apple, a "
        "car, a bicycle, a boat, a house, a castle, a guitar, a violin, a balloon, a king, a robot",
        "ein Hund, eine Katze, ein Pferd, eine Kuh, ein Elefant, ein Vogel, ein Baum, eine Rose, "
        "ein Apfel, ein Auto, ein Fahrrad, ein Haus, eine Burg, eine Gitarre, ein Roboter, ein "
        "Fisch",
        "un chien, un chat, un cheval, une vache, un éléphant, un oiseau, un arbre, une rose, "
        "une pomme, une voiture, un vélo, un château, une guitare, un robot, un poisson",
        "un perro, un gato, un caballo, una vaca, un elefante, un pájaro, un árbol, una rosa, "
        "una manzana, un coche, una bicicleta, un castillo, una guitarra, un robot, un pez",
        "un cane, un gatto, un cavallo, una mucca, un elefante, un uccello, un albero, una rosa, "
        "una mela, una bicicletta, un castello, una chitarra, un robot, un pesce"};
    for (size_t i = 0; i < CD_COUNT(lists); i++) {
        cd_str rest = cd_str_from(lists[i]), thing;
        for (bool more = true; more;) {
            more = cd_str_cut(rest, ',', &thing, &rest);
            const cd_generation gen = generation(cd_str_trim(thing));
            mp_scene scene;
            cd_mp_scene_read(&scene, words, &gen);
            if (scene.subject_count != 1 || scene.subjects[0].figure == MP_FIGURE_NONE)
                check_failed(__FILE__, __LINE__, "no figure for %.*s", CD_STR_ARG(thing));
        }
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
    RUN(vocabulary_is_large)
    RUN(things_have_figures)
    cd_mp_words_close(&lexicon);
    cd_mp_pack_close(&artwork);
    return check_end();
}
