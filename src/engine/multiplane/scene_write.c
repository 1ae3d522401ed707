/* engine/multiplane/scene_write.c - the scene as JSON, saved with the picture it explains, and what
 * is read of it when a clip is continued. */
#include "engine/multiplane/scene.h"

#include "wire/json.h"

static const char *const settings[] = {
#define MP_SETTING(name, word, ...) word,
#include "engine/multiplane/settings.def"
#undef MP_SETTING
};
static const char *const times[] = {"dawn", "morning", "noon", "sunset", "night"};
static const char *const weathers[] = {"clear", "cloudy", "fog", "rain", "snowfall"};
static const char *const places[] = {"ground", "air", "sky", "water", "underwater", "table"};
static const char *const relations[] = {"alone",  "on",      "in",      "under",
                                        "beside", "behind",  "holding", "wearing",
                                        "riding", "held by", "worn by"};
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
_Static_assert(CD_COUNT(settings) == MP_SETTING__COUNT, "a word for every setting");
_Static_assert(CD_COUNT(times) == MP_TIME__COUNT, "a word for every time");
_Static_assert(CD_COUNT(weathers) == MP_WEATHER__COUNT, "a word for every weather");
_Static_assert(CD_COUNT(places) == MP_PLACE__COUNT, "a word for every place");
_Static_assert(CD_COUNT(relations) == MP_RELATION__COUNT, "a word for every relation");
_Static_assert(CD_COUNT(surfaces) == MP_SURFACE__COUNT, "a word for every surface");
_Static_assert(CD_COUNT(faces) == MP_FACE__COUNT, "a word for every face");

/* RFC 8259, section 7. */
static void put_string(cd_buf *out, const char *text)
{
    cd_buf_put_byte(out, '"');
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            cd_buf_put_byte(out, '\\');
        if (*at < ' ' || *at == 0x7f)
            cd_buf_printf(out, "\\u%04x", *at);
        else
            cd_buf_put_byte(out, (char)*at);
    }
    cd_buf_put_byte(out, '"');
}

static void put_name(cd_buf *out, const char *name)
{
    cd_buf_printf(out, ",\"%s\":", name);
}

static void put_text_field(cd_buf *out, const char *name, const char *value)
{
    put_name(out, name);
    put_string(out, value);
}

static void put_flag(cd_buf *out, const char *name, bool value)
{
    put_name(out, name);
    cd_buf_put(out, value ? CD_STR("true") : CD_STR("false"));
}

static void put_relation(cd_buf *out, const char *name, mp_relation relation, int32_t other)
{
    if (relation == MP_ALONE)
        return;
    cd_buf_printf(out, ",\"%s\":{\"kind\":\"%s\",\"subject\":%d}", name, relations[relation],
                  other);
}

static void put_subject(cd_buf *out, const mp_subject *subject)
{
    cd_buf_put(out, CD_STR("{\"word\":"));
    put_string(out, subject->word);
    if (subject->figure == MP_FIGURE_NONE)
        cd_buf_printf(out, ",\"shape\":\"%016llx\"", (unsigned long long)subject->word_hash);
    else
        cd_buf_printf(out, ",\"figure\":%d", subject->figure);
    cd_buf_printf(out, ",\"count\":%u", subject->count);
    if (subject->has_color)
        cd_buf_printf(out, ",\"color\":\"#%02x%02x%02x\"", subject->color[0], subject->color[1],
                      subject->color[2]);
    cd_buf_printf(out, ",\"height_m\":%.2f,\"size\":%.2f", (double)subject->height_m,
                  (double)subject->size);
    put_text_field(out, "place", places[subject->place]);
    put_relation(out, "relation", subject->relation, subject->other);
    put_relation(out, "also", subject->also, subject->also_other);
    cd_buf_printf(out, ",\"seat\":%.2f", (double)subject->seat);
    put_text_field(out, "facing", subject->facing_right ? "right" : "left");
    cd_buf_put_byte(out, '}');
}

static void put_texts(cd_buf *out, const mp_scene *scene)
{
    put_name(out, "texts");
    cd_buf_put_byte(out, '[');
    for (uint32_t i = 0; i < scene->text_count; i++) {
        cd_buf_put(out, i > 0 ? CD_STR(",{\"text\":") : CD_STR("{\"text\":"));
        put_string(out, scene->texts[i].text);
        put_text_field(out, "surface", surfaces[scene->texts[i].surface]);
        put_text_field(out, "face", faces[scene->texts[i].face]);
        if (scene->texts[i].surface == MP_THING)
            cd_buf_printf(out, ",\"subject\":%d", scene->texts[i].subject);
        cd_buf_put_byte(out, '}');
    }
    cd_buf_put_byte(out, ']');
}

cd_rc cd_mp_scene_write(cd_buf *out, const mp_scene *scene, cd_err *err)
{
    cd_buf_printf(out, "{\"version\":%d,\"engine\":\"multiplane\"", MP_SCENE_VERSION);
    cd_buf_printf(out, ",\"seed\":\"%016llx\"", (unsigned long long)scene->seed);
    cd_buf_printf(out, ",\"width\":%u,\"height\":%u", scene->width, scene->height);
    put_text_field(out, "aspect_ratio", cd_ratio_name(scene->ratio));
    put_text_field(out, "setting", settings[scene->setting]);
    put_flag(out, "setting_said", scene->setting_said);
    put_text_field(out, "time", times[scene->time]);
    put_text_field(out, "weather", weathers[scene->weather]);
    put_flag(out, "indoors_window", scene->indoors_window);
    put_flag(out, "marble", scene->marble);
    put_flag(out, "wooden", scene->wooden);
    put_flag(out, "storefront", scene->storefront);
    put_flag(out, "lake_in_mountains", scene->lake_in_mountains);
    put_flag(out, "northern_lights", scene->aurora);
    put_flag(out, "no_people", scene->no_people);
    put_flag(out, "no_text", scene->no_text);
    cd_buf_printf(out, ",\"detail\":%u", scene->detail);
    put_name(out, "subjects");
    cd_buf_put_byte(out, '[');
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        if (i > 0)
            cd_buf_put_byte(out, ',');
        put_subject(out, &scene->subjects[i]);
    }
    cd_buf_put_byte(out, ']');
    put_texts(out, scene);
    cd_buf_put(out, CD_STR("}\n"));
    return cd_buf_check(out, "scene", err);
}

/* The index of a name in a list, or `count`. */
static size_t named(const char *const *names, size_t count, cd_str name)
{
    size_t i = 0;
    while (i < count && !cd_str_eq_c(name, names[i]))
        i++;
    return i;
}

bool cd_mp_scene_recall(mp_scene *scene, cd_str json)
{
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    size_t at;
    if (cd_json_parse(&document, &at, json, NULL) != CD_OK)
        return false;
    const size_t weather =
        named(weathers, MP_WEATHER__COUNT, cd_json_str(cd_json_get(document, "weather")));
    const size_t time = named(times, MP_TIME__COUNT, cd_json_str(cd_json_get(document, "time")));
    const size_t setting =
        named(settings, MP_SETTING__COUNT, cd_json_str(cd_json_get(document, "setting")));
    if (weather == MP_WEATHER__COUNT || time == MP_TIME__COUNT || setting == MP_SETTING__COUNT)
        return false;
    scene->setting = (mp_setting)setting;
    scene->weather = (mp_weather)weather;
    scene->time = (mp_time)time;
    return true;
}
