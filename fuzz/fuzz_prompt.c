/* fuzz/fuzz_prompt.c - any bytes as a prompt and as an edit of the scene that another prompt gave:
 * it ends, within the bounds of a scene, and the same way each time. */
#include "engine/multiplane/scene_change.h"
#include "engine/multiplane/words/words.h"
#include "fuzz.h"

static struct {
    cd_mp_pack *pack;
    struct cd_mp_words *words;
    mp_scene base;
} given;

static void given_once(void)
{
    const char *path = getenv("CANDELA_ARTWORK");
    const cd_generation gen = {
        .prompt =
            CD_STR("a man with a red hat and two dogs under a tree, a sign that says \"HI\"")};
    if (given.pack != NULL)
        return;
    FUZZ_CHECK(cd_mp_pack_open(&given.pack, path != NULL ? path : "build/artwork.pack", NULL) ==
               CD_OK);
    FUZZ_CHECK(cd_mp_words_open(&given.words, given.pack, NULL) == CD_OK);
    cd_mp_scene_read(&given.base, given.words, &gen);
    FUZZ_CHECK(given.base.subject_count >= 3 && given.base.text_count == 1);
}

static void check_scene(const mp_scene *scene)
{
    const int32_t count = (int32_t)scene->subject_count;
    FUZZ_CHECK(count <= MP_SUBJECTS_MAX && scene->text_count <= MP_TEXTS_MAX);
    FUZZ_CHECK(scene->setting < MP_SETTING__COUNT && scene->time < MP_TIME__COUNT);
    FUZZ_CHECK(scene->weather < MP_WEATHER__COUNT);
    for (int32_t i = 0; i < count; i++) {
        const mp_subject *s = &scene->subjects[i];
        FUZZ_CHECK(s->count >= 1 && s->count <= MP_COUNT_MAX && s->placed <= s->count);
        FUZZ_CHECK(s->other >= MP_OTHER_NONE && s->other < count);
        FUZZ_CHECK(s->also_other >= MP_OTHER_NONE && s->also_other < count);
        FUZZ_CHECK(memchr(s->word, '\0', sizeof s->word) != NULL);
    }
    for (uint32_t i = 0; i < scene->text_count; i++)
        FUZZ_CHECK(memchr(scene->texts[i].text, '\0', MP_TEXT_BYTES) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static mp_scene scene, edited;
    static mp_changes changes, again;
    mp_changed changed;
    const cd_generation gen = {.prompt = {(const char *)data, size > 24000 ? 24000 : size}};
    given_once();
    cd_mp_scene_read(&scene, given.words, &gen);
    check_scene(&scene);
    cd_mp_changes_read(&changes, given.words, &gen);
    FUZZ_CHECK(changes.count >= 1 && changes.count <= MP_CHANGES_MAX);
    cd_mp_changes_read(&again, given.words, &gen);
    FUZZ_CHECK(memcmp(&changes, &again, sizeof changes) == 0);
    edited = given.base;
    cd_mp_scene_change(&changed, &edited, &changes, given.pack);
    check_scene(&edited);
    edited = scene;
    cd_mp_scene_change(&changed, &edited, &changes, given.pack);
    check_scene(&edited);
    return 0;
}
