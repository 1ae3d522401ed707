/* fuzz/fuzz_scene.c - the JSON of a scene, as it lies in the store: what is read keeps its bounds,
 * and written again it is the same. */
#include "engine/engine.h"
#include "engine/multiplane/scene.h"
#include "fuzz.h"

static void check_subjects(const mp_scene *scene)
{
    const int32_t count = (int32_t)scene->subject_count;
    FUZZ_CHECK(count <= MP_SUBJECTS_MAX);
    for (int32_t i = 0; i < count; i++) {
        const mp_subject *s = &scene->subjects[i];
        FUZZ_CHECK(s->count >= 1 && s->count <= MP_COUNT_MAX && s->placed <= s->count);
        FUZZ_CHECK(s->other >= MP_OTHER_NONE && s->other < count);
        FUZZ_CHECK(s->also_other >= MP_OTHER_NONE && s->also_other < count);
        FUZZ_CHECK(s->height_m > 0.0f && s->size > 0.0f);
        for (uint32_t k = 0; k < s->placed; k++)
            FUZZ_CHECK(s->spots[k].width > 0.0f && s->spots[k].height > 0.0f);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static mp_scene scene, again;
    const cd_str text = {(const char *)data, size};
    cd_buf first = CD_BUF_INIT(CD_SCENE_BYTES_MAX), second = CD_BUF_INIT(CD_SCENE_BYTES_MAX);
    if (!cd_mp_scene_parse(&scene, NULL, text))
        return 0;
    check_subjects(&scene);
    FUZZ_CHECK(scene.text_count <= MP_TEXTS_MAX);
    FUZZ_CHECK(scene.width >= 16 && scene.height >= 16);
    if (cd_mp_scene_write(&first, &scene, NULL, NULL) == CD_OK) {
        FUZZ_CHECK(cd_mp_scene_parse(&again, NULL, cd_buf_str(&first)));
        FUZZ_CHECK(cd_mp_scene_write(&second, &again, NULL, NULL) == CD_OK);
        FUZZ_CHECK(cd_str_eq(cd_buf_str(&first), cd_buf_str(&second)));
    }
    cd_buf_done(&first);
    cd_buf_done(&second);
    return 0;
}
