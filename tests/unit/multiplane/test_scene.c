/* tests/unit/multiplane/test_scene.c - the scene as JSON, read back by the JSON library. */
#include "unit/multiplane/artwork.h"

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
    CD_AUTO(cd_mp_pack_close) cd_mp_pack *pack = artwork_open();
    const mp_scene s = scene();
    cd_buf out = CD_BUF_INIT(16384);
    CHECK(cd_mp_scene_write(&out, &s, pack, NULL) == CD_OK);
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
    mp_figure figure;
    CHECK(cd_mp_pack_figure(&figure, pack, 17));
    CHECK(cd_str_eq(cd_str_from(text_of(first, "figure")), figure.name));
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

static void is_read_back_as_it_was(void)
{
    CD_AUTO(cd_mp_pack_close) cd_mp_pack *pack = artwork_open();
    mp_scene s = scene(), again;
    CD_AUTO(cd_buf_done) cd_buf out = CD_BUF_INIT(16384);
    CD_AUTO(cd_buf_done) cd_buf twice = CD_BUF_INIT(16384);
    s.subjects[0].placed = 2;
    s.subjects[0].spots[0] = (mp_spot){.x = 1.0f / 3.0f,
                                       .base = 900.0f,
                                       .width = 123.4567f,
                                       .height = 0.1f,
                                       .order = -3.0e6f,
                                       .stance = MP_STANCE_AIR,
                                       .flip = true};
    s.subjects[0].spots[1] = (mp_spot){.x = 7.0f, .width = 1.0f, .height = 1.0f};
    s.texts[0].placed = true;
    s.texts[0].mount = MP_MOUNT_TABLE;
    s.texts[0].box[2] = s.texts[0].box[3] = 0.7f;
    s.drawn = true;
    memcpy(s.style, "oil painting", sizeof "oil painting");
    CHECK(cd_mp_scene_write(&out, &s, pack, NULL) == CD_OK);
    CHECK(cd_mp_scene_parse(&again, pack, cd_buf_str(&out)));
    CHECK(memcmp(&again.subjects[0].spots, &s.subjects[0].spots, sizeof s.subjects[0].spots) == 0);
    CHECK(again.drawn && !again.retouched);
    CHECK_INT(again.weather, s.weather);
    CHECK_INT(again.time, s.time);
    CHECK_INT(again.setting, s.setting);
    CHECK_INT(again.subjects[0].figure, s.subjects[0].figure);
    CHECK(cd_mp_scene_write(&twice, &again, pack, NULL) == CD_OK);
    CHECK(cd_str_eq(cd_buf_str(&twice), cd_buf_str(&out)));
}

static void what_is_no_scene_is_not_read(void)
{
    static const char *const texts[] = {
        "",
        "[1,",
        "{}",
        "{\"weather\":\"hail\",\"time\":\"noon\"}",
        "{\"seed\":\"1\",\"setting\":\"sea\",\"time\":\"noon\",\"weather\":\"clear\","
        "\"subjects\":[{\"word\":\"x\",\"place\":\"air\",\"placed\":[[1,2,-3,4,5,6,\"sky\"]]}]}",
        "{\"seed\":\"1\",\"setting\":\"sea\",\"time\":\"noon\",\"weather\":\"clear\","
        "\"subjects\":[{\"word\":\"x\",\"place\":\"air\",\"relation\":{\"kind\":\"on\","
        "\"subject\":5}}]}",
        "{\"seed\":\"xyz\",\"setting\":\"sea\",\"time\":\"noon\",\"weather\":\"clear\"}"};
    mp_scene same = {.weather = MP_FOG};
    for (size_t i = 0; i < CD_COUNT(texts); i++)
        CHECK(!cd_mp_scene_parse(&same, NULL, cd_str_from(texts[i])));
    CHECK_INT(same.weather, MP_FOG);
    CHECK(cd_mp_scene_parse(&same, NULL,
                            CD_STR("{\"seed\":\"1\",\"setting\":\"sea\",\"time\":\"noon\","
                                   "\"weather\":\"clear\",\"width\":64,\"height\":64}")));
    CHECK_INT(same.weather, MP_CLEAR);
}

static void small_buffer_is_too_big(void)
{
    CD_AUTO(cd_mp_pack_close) cd_mp_pack *pack = artwork_open();
    const mp_scene s = scene();
    cd_buf out = CD_BUF_INIT(200);
    CHECK(cd_mp_scene_write(&out, &s, pack, NULL) == CD_E_TOO_BIG);
    cd_buf_done(&out);
}

CHECK_MAIN(RUN(is_the_json_it_should_be) RUN(is_read_back_as_it_was)
               RUN(what_is_no_scene_is_not_read) RUN(small_buffer_is_too_big))
