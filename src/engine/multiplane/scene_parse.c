/* engine/multiplane/scene_parse.c - a scene read back from its JSON. The file lies in the store
 * between two jobs, so nothing in it is believed: every number has its bounds, every name its list.
 */
#include "engine/multiplane/look/mood.h"
#include "engine/multiplane/pack.h"
#include "engine/multiplane/scene_names.h"

#include "media/frame.h"
#include "wire/json.h"

#include <math.h>
#include <string.h>

/* The index of a name in a list; false when it is in none. */
static bool in_list(int *out, cd_str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cd_str_eq_c(name, names[i])) {
            *out = (int)i;
            return true;
        }
    return false;
}

/* The index of the named member's string in a list; false when it is in none. */
static bool named(int *out, const cd_json *object, const char *key, const char *const *names,
                  size_t count)
{
    return in_list(out, cd_json_str(cd_json_get(object, key)), names, count);
}
#define NAMED(out, object, key, names) named(out, object, key, names, CD_COUNT(names))

/* A number in the bounds; `least` for anything else. */
static float number(const cd_json *value, float least, float most)
{
    const double x = cd_json_num(value);
    return isfinite(x) && x >= (double)least && x <= (double)most ? (float)x : least;
}

static uint32_t whole(const cd_json *object, const char *key, int64_t least, int64_t most)
{
    int64_t value;
    return cd_json_i64(cd_json_get(object, key), least, most, &value) ? (uint32_t)value
                                                                      : (uint32_t)least;
}

static bool hex(uint64_t *out, cd_str text)
{
    *out = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char c = text.data[i];
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0)
            return false;
        *out = *out << 4 | (uint64_t)digit;
    }
    return text.size > 0 && text.size <= 16;
}

/* The numbers of an array, up to `count` of them; false when there are fewer. *rest is what
 * follows. */
static bool numbers(float *out, const cd_json **rest, const cd_json *array, uint32_t count)
{
    enum { FAR = 100000000 }; /* `order` goes down to some millions below zero */
    const cd_json *item = cd_json_first(array);
    for (uint32_t i = 0; i < count; i++, item = cd_json_next(item)) {
        if (cd_json_what(item) != CD_JSON_NUMBER)
            return false;
        out[i] = (float)cd_json_num(item);
        if (!isfinite(out[i]) || fabsf(out[i]) > (float)FAR)
            return false;
    }
    *rest = item;
    return true;
}

static bool spot_parse(mp_spot *out, const cd_json *array)
{
    float v[6];
    const cd_json *rest;
    int stance;
    if (!numbers(v, &rest, array, 6) ||
        !in_list(&stance, cd_json_str(rest), mp_stances, CD_COUNT(mp_stances)) || v[2] <= 0.0f ||
        v[3] <= 0.0f)
        return false;
    *out = (mp_spot){.x = v[0],
                     .base = v[1],
                     .width = v[2],
                     .height = v[3],
                     .air = v[4],
                     .order = v[5],
                     .stance = (mp_stance)stance,
                     .flip = cd_json_true(cd_json_next(rest))};
    return true;
}

static void relation_parse(mp_relation *how, int32_t *other, const cd_json *object)
{
    int kind;
    *how = MP_ALONE;
    *other = MP_OTHER_NONE;
    int64_t subject;
    if (!NAMED(&kind, object, "kind", mp_relations) ||
        !cd_json_i64(cd_json_get(object, "subject"), 0, MP_SUBJECTS_MAX - 1, &subject))
        return;
    *how = (mp_relation)kind;
    *other = (int32_t)subject;
}

static void color_parse(mp_subject *subject, cd_str text)
{
    uint64_t rgb;
    if (text.size != 7 || text.data[0] != '#' || !hex(&rgb, cd_str_sub(text, 1, 7)))
        return;
    subject->has_color = true;
    for (int c = 0; c < 3; c++)
        subject->color[c] = (uint8_t)(rgb >> (16 - 8 * c));
}

static bool subject_parse(mp_subject *out, const cd_mp_pack *pack, const cd_json *object)
{
    int place, stuff;
    if (cd_json_what(object) != CD_JSON_OBJECT || !NAMED(&place, object, "place", mp_places) ||
        !cd_str_copy(out->word, sizeof out->word, cd_json_str(cd_json_get(object, "word"))))
        return false;
    const cd_str figure = cd_json_str(cd_json_get(object, "figure"));
    out->figure = figure.size > 0 && pack != NULL ? cd_mp_pack_find(pack, figure) : MP_FIGURE_NONE;
    if (!hex(&out->word_hash, cd_json_str(cd_json_get(object, "shape"))))
        out->word_hash = cd_str_hash(cd_str_from(out->word));
    out->count = whole(object, "count", 1, MP_COUNT_MAX);
    if (NAMED(&stuff, object, "stuff", mp_stuffs))
        out->stuff = (mp_stuff)stuff;
    color_parse(out, cd_json_str(cd_json_get(object, "color")));
    out->height_m = number(cd_json_get(object, "height_m"), 0.01f, 1.0e6f);
    out->size = number(cd_json_get(object, "size"), 0.1f, 10.0f);
    out->place = (mp_place)place;
    int64_t depth;
    if (cd_json_i64(cd_json_get(object, "depth"), -1, 1, &depth))
        out->depth = (int)depth;
    out->seat = number(cd_json_get(object, "seat"), 0.0f, 1.0f);
    out->facing_right = cd_str_eq_c(cd_json_str(cd_json_get(object, "facing")), "right");
    relation_parse(&out->relation, &out->other, cd_json_get(object, "relation"));
    relation_parse(&out->also, &out->also_other, cd_json_get(object, "also"));
    for (const cd_json *spot = cd_json_first(cd_json_get(object, "placed")); spot != NULL;
         spot = cd_json_next(spot))
        if (out->placed == out->count || !spot_parse(&out->spots[out->placed++], spot))
            return false;
    return true;
}

static bool text_parse(mp_text *out, const cd_json *object)
{
    int surface, mount, face;
    int64_t subject;
    const cd_json *rest;
    float v[5];
    if (!NAMED(&surface, object, "surface", mp_surfaces) ||
        !cd_str_copy(out->text, sizeof out->text, cd_json_str(cd_json_get(object, "text"))))
        return false;
    out->surface = (mp_surface)surface;
    if (NAMED(&face, object, "face", mp_faces))
        out->face = (mp_face)face;
    if (cd_json_i64(cd_json_get(object, "subject"), 0, MP_SUBJECTS_MAX - 1, &subject))
        out->subject = (int32_t)subject;
    out->placed = numbers(v, &rest, cd_json_get(object, "placed"), 5) &&
                  in_list(&mount, cd_json_str(rest), mp_mounts, CD_COUNT(mp_mounts)) &&
                  v[2] > v[0] && v[3] > v[1];
    if (!out->placed)
        return true;
    memcpy(out->box, v, sizeof out->box);
    out->base = v[4];
    out->mount = (mp_mount)mount;
    float b[11];
    if (!numbers(b, &rest, cd_json_get(object, "board"), 11) || b[0] > (float)CD_FRAME_SIDE_MAX ||
        b[1] > (float)CD_FRAME_SIDE_MAX || fabsf(b[2]) > 1.0f)
        return true;
    out->board = (mp_board){.flat = {b[0], b[1]}, .sag = b[2]};
    memcpy(out->board.quad, b + 3, sizeof out->board.quad);
    return true;
}

static bool lists_parse(mp_scene *out, const cd_mp_pack *pack, const cd_json *document)
{
    for (const cd_json *one = cd_json_first(cd_json_get(document, "subjects")); one != NULL;
         one = cd_json_next(one))
        if (out->subject_count == MP_SUBJECTS_MAX ||
            !subject_parse(&out->subjects[out->subject_count++], pack, one))
            return false;
    for (const cd_json *one = cd_json_first(cd_json_get(document, "texts")); one != NULL;
         one = cd_json_next(one))
        if (out->text_count == MP_TEXTS_MAX || !text_parse(&out->texts[out->text_count++], one))
            return false;
    for (uint32_t i = 0; i < out->subject_count; i++)
        if (out->subjects[i].other >= (int32_t)out->subject_count ||
            out->subjects[i].also_other >= (int32_t)out->subject_count)
            return false;
    for (uint32_t i = 0; i < out->text_count; i++)
        if (out->texts[i].surface == MP_THING &&
            out->texts[i].subject >= (int32_t)out->subject_count)
            return false;
    return true;
}

static bool document_parse(mp_scene *out, const cd_mp_pack *pack, const cd_json *document)
{
    int setting, time, weather;
    if (!NAMED(&setting, document, "setting", mp_settings) ||
        !NAMED(&time, document, "time", mp_times) ||
        !NAMED(&weather, document, "weather", mp_weathers) ||
        !hex(&out->seed, cd_json_str(cd_json_get(document, "seed"))))
        return false;
    out->setting = (mp_setting)setting;
    out->time = (mp_time)time;
    out->weather = (mp_weather)weather;
    out->width = whole(document, "width", 16, CD_FRAME_SIDE_MAX);
    out->height = whole(document, "height", 16, CD_FRAME_SIDE_MAX);
    out->ratio = cd_ratio_find(cd_json_str(cd_json_get(document, "aspect_ratio")));
    out->detail = whole(document, "detail", 1, 2);
    out->setting_said = cd_json_true(cd_json_get(document, "setting_said"));
    out->indoors_window = cd_json_true(cd_json_get(document, "indoors_window"));
    out->marble = cd_json_true(cd_json_get(document, "marble"));
    out->wooden = cd_json_true(cd_json_get(document, "wooden"));
    out->storefront = cd_json_true(cd_json_get(document, "storefront"));
    out->lake_in_mountains = cd_json_true(cd_json_get(document, "lake_in_mountains"));
    out->close_up = cd_json_true(cd_json_get(document, "close_up"));
    out->autumn = cd_json_true(cd_json_get(document, "autumn"));
    out->aurora = cd_json_true(cd_json_get(document, "northern_lights"));
    out->no_people = cd_json_true(cd_json_get(document, "no_people"));
    out->no_text = cd_json_true(cd_json_get(document, "no_text"));
    out->focus = number(cd_json_get(document, "focus"), 0.0f, 1.0f);
    out->ground = cd_json_true(cd_json_get(document, "ground"));
    out->drawn = cd_json_true(cd_json_get(document, "drawn"));
    out->retouched = cd_json_true(cd_json_get(document, "retouched"));
    if (!cd_str_copy(out->style, sizeof out->style, cd_json_str(cd_json_get(document, "style"))))
        return false;
    out->moods = cd_mp_moods_named(cd_json_str(cd_json_get(document, "moods")));
    return lists_parse(out, pack, document);
}

bool cd_mp_scene_parse(mp_scene *out, const cd_mp_pack *pack, cd_str json)
{
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    CD_AUTO(cd_free_ptr) mp_scene *scene = cd_new(sizeof *scene);
    size_t at;
    if (json.size == 0 || cd_json_parse(&document, &at, json, NULL) != CD_OK ||
        !document_parse(scene, pack, document))
        return false;
    *out = *scene;
    return true;
}
