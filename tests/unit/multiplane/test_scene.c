/* tests/unit/multiplane/test_scene.c - the scene as JSON, read back by the JSON library. */
#include "unit/check.h"

#include "engine/multiplane/scene.h"

#include <cjson/cJSON.h>

static mp_scene scene(void)
{
    mp_scene s = {.seed = 0x0123456789abcdefu,
                  .width = 2048,
                  .height = 1360,
                  .ratio = CD_RATIO_3_2,
                  .setting = MP_SETTING_SNOW,
                  .time = MP_NIGHT,
                  .weather = MP_SNOWFALL,
                  .no_people = true,
                  .detail = 2,
                  .subject_count = 2,
                  .text_count = 1};
    s.subjects[0] = (mp_subject){.word = "tiger",
                                 .figure = 17,
                                 .count = 3,
                                 .has_color = true,
                                 .color = {1, 2, 255},
                                 .height_m = 1.05f,
                                 .size = 2.0f,
                                 .relation = MP_ON,
                                 .other = 1};
    s.subjects[1] = (mp_subject){.word = "gl\"orp\\\x01",
                                 .figure = MP_FIGURE_NONE,
                                 .word_hash = 5,
                                 .count = 1,
                                 .height_m = 0.6f,
                                 .size = 1.0f,
                                 .other = MP_OTHER_NONE};
    snprintf(s.texts[0].text, sizeof s.texts[0].text, "%s", "CAF\xc3\x89 \"A\"");
    s.texts[0].surface = MP_SIGN_NEON;
    s.texts[0].face = MP_FACE_SCRIPT;
    return s;
}

static const char *text_of(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
    return text != NULL ? text : "(none)";
}

static double number_of(const cJSON *object, const char *name)
{
    return cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

static void is_the_json_it_should_be(void)
{
    const mp_scene s = scene();
    cd_buf out = CD_BUF_INIT(16384);
    CHECK(cd_mp_scene_write(&out, &s, NULL) == CD_OK);
    cJSON *json = cJSON_ParseWithLength(out.data, out.size);
    CHECK(json != NULL);
    CHECK_INT(number_of(json, "version"), MP_SCENE_VERSION);
    CHECK_TEXT(text_of(json, "seed"), "0123456789abcdef");
    CHECK_TEXT(text_of(json, "aspect_ratio"), "3:2");
    CHECK_TEXT(text_of(json, "setting"), "snow");
    CHECK_TEXT(text_of(json, "time"), "night");
    CHECK_TEXT(text_of(json, "weather"), "snowfall");
    CHECK(cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(json, "no_people")));
    CHECK(cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(json, "no_text")));
    const cJSON *subjects = cJSON_GetObjectItemCaseSensitive(json, "subjects");
    CHECK_INT(cJSON_GetArraySize(subjects), 2);
    const cJSON *first = cJSON_GetArrayItem(subjects, 0), *second = cJSON_GetArrayItem(subjects, 1);
    CHECK_INT(number_of(first, "figure"), 17);
    CHECK_INT(number_of(first, "count"), 3);
    CHECK_TEXT(text_of(first, "color"), "#0102ff");
    const cJSON *relation = cJSON_GetObjectItemCaseSensitive(first, "relation");
    CHECK_TEXT(text_of(relation, "kind"), "on");
    CHECK_INT(number_of(relation, "subject"), 1);
    CHECK_TEXT(text_of(second, "word"), "gl\"orp\\\x01");
    CHECK(!cJSON_HasObjectItem(second, "figure"));
    CHECK(!cJSON_HasObjectItem(second, "relation"));
    const cJSON *text = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(json, "texts"), 0);
    CHECK_TEXT(text_of(text, "text"), "CAF\xc3\x89 \"A\"");
    CHECK_TEXT(text_of(text, "surface"), "neon sign");
    CHECK_TEXT(text_of(text, "face"), "script");
    cJSON_Delete(json);
    cd_buf_done(&out);
}

static void what_goes_on_is_recalled(void)
{
    const mp_scene s = scene();
    mp_scene next = {.weather = MP_CLEAR, .time = MP_NOON};
    CD_AUTO(cd_buf_done) cd_buf out = CD_BUF_INIT(16384);
    CHECK(cd_mp_scene_write(&out, &s, NULL) == CD_OK);
    CHECK(cd_mp_scene_recall(&next, cd_buf_str(&out)));
    CHECK_INT(next.weather, s.weather);
    CHECK_INT(next.time, s.time);
    CHECK_INT(next.setting, s.setting);
    mp_scene same = {.weather = MP_CLEAR, .time = MP_NOON};
    CHECK(!cd_mp_scene_recall(&same, CD_STR("")));
    CHECK(!cd_mp_scene_recall(&same, CD_STR("{\"weather\":\"hail\",\"time\":\"noon\"}")));
    CHECK(!cd_mp_scene_recall(&same, CD_STR("[1,")));
    CHECK_INT(same.weather, MP_CLEAR);
}

static void small_buffer_is_too_big(void)
{
    const mp_scene s = scene();
    cd_buf out = CD_BUF_INIT(200);
    CHECK(cd_mp_scene_write(&out, &s, NULL) == CD_E_TOO_BIG);
    cd_buf_done(&out);
}

CHECK_MAIN(RUN(is_the_json_it_should_be) RUN(what_goes_on_is_recalled) RUN(small_buffer_is_too_big))
