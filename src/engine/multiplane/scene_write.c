/* engine/multiplane/scene_write.c - the scene as JSON, saved with the picture it explains. */
#include "engine/multiplane/look/mood.h"
#include "engine/multiplane/pack.h"
#include "engine/multiplane/scene_names.h"

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
    cd_buf_printf(out, ",\"%s\":{\"kind\":\"%s\",\"subject\":%d}", name, mp_relations[relation],
                  other);
}

/* Nine digits tell every float apart. */
static void put_spots(cd_buf *out, const mp_subject *subject)
{
    if (subject->placed == 0)
        return;
    put_name(out, "placed");
    for (uint32_t i = 0; i < subject->placed; i++) {
        const mp_spot *spot = &subject->spots[i];
        cd_buf_printf(out, "%c[%.9g,%.9g,%.9g,%.9g,%.9g,%.9g,\"%s\",%s]", i > 0 ? ',' : '[',
                      (double)spot->x, (double)spot->base, (double)spot->width,
                      (double)spot->height, (double)spot->air, (double)spot->order,
                      mp_stances[spot->stance], spot->flip ? "true" : "false");
    }
    cd_buf_put_byte(out, ']');
}

/* A figure by its name: its number changes with the artwork. */
static void put_figure(cd_buf *out, const mp_subject *subject, const cd_mp_pack *pack)
{
    mp_figure figure;
    if (pack == NULL || !cd_mp_pack_figure(&figure, pack, subject->figure)) {
        cd_buf_printf(out, ",\"shape\":\"%016llx\"", (unsigned long long)subject->word_hash);
        return;
    }
    cd_buf_put(out, CD_STR(",\"figure\":\""));
    cd_buf_put(out, figure.name);
    cd_buf_put_byte(out, '"');
}

static void put_subject(cd_buf *out, const mp_subject *subject, const cd_mp_pack *pack)
{
    cd_buf_put(out, CD_STR("{\"word\":"));
    put_string(out, subject->word);
    put_figure(out, subject, pack);
    cd_buf_printf(out, ",\"count\":%u", subject->count);
    if (subject->has_color)
        cd_buf_printf(out, ",\"color\":\"#%02x%02x%02x\"", subject->color[0], subject->color[1],
                      subject->color[2]);
    if (subject->stuff != MP_STUFF_NONE)
        put_text_field(out, "stuff", mp_stuffs[subject->stuff]);
    cd_buf_printf(out, ",\"height_m\":%.9g,\"size\":%.9g", (double)subject->height_m,
                  (double)subject->size);
    put_text_field(out, "place", mp_places[subject->place]);
    if (subject->depth != 0)
        cd_buf_printf(out, ",\"depth\":%d", subject->depth);
    put_relation(out, "relation", subject->relation, subject->other);
    put_relation(out, "also", subject->also, subject->also_other);
    cd_buf_printf(out, ",\"seat\":%.9g", (double)subject->seat);
    put_text_field(out, "facing", subject->facing_right ? "right" : "left");
    put_spots(out, subject);
    cd_buf_put_byte(out, '}');
}

static void put_plate(cd_buf *out, const mp_text *text)
{
    if (!text->placed)
        return;
    cd_buf_printf(out, ",\"placed\":[%.9g,%.9g,%.9g,%.9g,%.9g,\"%s\"]", (double)text->box[0],
                  (double)text->box[1], (double)text->box[2], (double)text->box[3],
                  (double)text->base, mp_mounts[text->mount]);
    const mp_board *b = &text->board;
    cd_buf_printf(out, ",\"board\":[%.9g,%.9g,%.9g", (double)b->flat[0], (double)b->flat[1],
                  (double)b->sag);
    for (int i = 0; i < 4; i++)
        cd_buf_printf(out, ",%.9g,%.9g", (double)b->quad[i][0], (double)b->quad[i][1]);
    cd_buf_put_byte(out, ']');
}

static void put_texts(cd_buf *out, const mp_scene *scene)
{
    put_name(out, "texts");
    cd_buf_put_byte(out, '[');
    for (uint32_t i = 0; i < scene->text_count; i++) {
        cd_buf_put(out, i > 0 ? CD_STR(",{\"text\":") : CD_STR("{\"text\":"));
        put_string(out, scene->texts[i].text);
        put_text_field(out, "surface", mp_surfaces[scene->texts[i].surface]);
        put_text_field(out, "face", mp_faces[scene->texts[i].face]);
        if (scene->texts[i].surface == MP_THING)
            cd_buf_printf(out, ",\"subject\":%d", scene->texts[i].subject);
        put_plate(out, &scene->texts[i]);
        cd_buf_put_byte(out, '}');
    }
    cd_buf_put_byte(out, ']');
}

cd_rc cd_mp_scene_write(cd_buf *out, const mp_scene *scene, const cd_mp_pack *pack, cd_err *err)
{
    cd_buf_printf(out, "{\"version\":%d,\"engine\":\"multiplane\"", MP_SCENE_VERSION);
    cd_buf_printf(out, ",\"seed\":\"%016llx\"", (unsigned long long)scene->seed);
    cd_buf_printf(out, ",\"width\":%u,\"height\":%u", scene->width, scene->height);
    put_text_field(out, "aspect_ratio", cd_ratio_name(scene->ratio));
    put_text_field(out, "setting", mp_settings[scene->setting]);
    put_flag(out, "setting_said", scene->setting_said);
    put_text_field(out, "time", mp_times[scene->time]);
    put_text_field(out, "weather", mp_weathers[scene->weather]);
    put_flag(out, "indoors_window", scene->indoors_window);
    put_flag(out, "marble", scene->marble);
    put_flag(out, "wooden", scene->wooden);
    put_flag(out, "storefront", scene->storefront);
    put_flag(out, "lake_in_mountains", scene->lake_in_mountains);
    put_flag(out, "close_up", scene->close_up);
    put_flag(out, "autumn", scene->autumn);
    put_flag(out, "northern_lights", scene->aurora);
    put_flag(out, "no_people", scene->no_people);
    put_flag(out, "no_text", scene->no_text);
    cd_buf_printf(out, ",\"focus\":%.9g", (double)scene->focus);
    put_flag(out, "ground", scene->ground);
    put_flag(out, "drawn", scene->drawn);
    put_flag(out, "retouched", scene->retouched);
    cd_buf_printf(out, ",\"detail\":%u", scene->detail);
    if (scene->style[0] != '\0')
        put_text_field(out, "style", scene->style);
    if (scene->moods != 0) {
        char moods[MP_MOODS_BYTES];
        cd_mp_moods_name(moods, scene->moods);
        put_text_field(out, "moods", moods);
    }
    put_name(out, "subjects");
    cd_buf_put_byte(out, '[');
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        if (i > 0)
            cd_buf_put_byte(out, ',');
        put_subject(out, &scene->subjects[i], pack);
    }
    cd_buf_put_byte(out, ']');
    put_texts(out, scene);
    cd_buf_put(out, CD_STR("}\n"));
    return cd_buf_check(out, "scene", err);
}
