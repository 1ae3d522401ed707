/* engine/multiplane/scene_names.h - the words by which a scene's JSON names its enums. Only
 * scene_write.c and scene_parse.c include it. */
#ifndef CD_ENGINE_MULTIPLANE_SCENE_NAMES_H
#define CD_ENGINE_MULTIPLANE_SCENE_NAMES_H
#include "engine/multiplane/scene.h"

static const char *const mp_settings[] = {
#define MP_SETTING(name, word, ...) word,
#include "engine/multiplane/settings.def"
#undef MP_SETTING
};
static const char *const mp_times[] = {"dawn", "morning", "noon", "sunset", "night"};
static const char *const mp_weathers[] = {"clear", "cloudy", "fog", "rain", "snowfall"};
static const char *const mp_places[] = {"ground", "air", "sky", "water", "underwater", "table"};
static const char *const mp_relations[] = {"alone",  "on",      "in",      "under",
                                           "beside", "behind",  "holding", "wearing",
                                           "riding", "held by", "worn by"};
static const char *const mp_surfaces[] = {
#define MP_SURFACE(name, word, ...) word,
#include "engine/multiplane/cast/surfaces.def"
#undef MP_SURFACE
};
static const char *const mp_faces[] = {
#define MP_FACE(name, word, ...) word,
#include "engine/multiplane/cast/faces.def"
#undef MP_FACE
};
static const char *const mp_stuffs[] = {
#define MP_STUFF(name, word) word,
#include "engine/multiplane/stuffs.def"
#undef MP_STUFF
};
static const char *const mp_stances[] = {"sky", "air", "stand", "swim", "rider"};
static const char *const mp_mounts[] = {"wall", "post", "table", "air", "pane", "thing"};
_Static_assert(CD_COUNT(mp_settings) == MP_SETTING__COUNT, "a word for every setting");
_Static_assert(CD_COUNT(mp_times) == MP_TIME__COUNT, "a word for every time");
_Static_assert(CD_COUNT(mp_weathers) == MP_WEATHER__COUNT, "a word for every weather");
_Static_assert(CD_COUNT(mp_places) == MP_PLACE__COUNT, "a word for every place");
_Static_assert(CD_COUNT(mp_relations) == MP_RELATION__COUNT, "a word for every relation");
_Static_assert(CD_COUNT(mp_surfaces) == MP_SURFACE__COUNT, "a word for every surface");
_Static_assert(CD_COUNT(mp_faces) == MP_FACE__COUNT, "a word for every face");
_Static_assert(CD_COUNT(mp_stances) == MP_STANCE__COUNT, "a word for every stance");
_Static_assert(CD_COUNT(mp_mounts) == MP_MOUNT__COUNT, "a word for every mount");

#endif
