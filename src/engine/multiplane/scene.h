/* engine/multiplane/scene.h - what a prompt says, as data: the only thing that passes from the
 * words (words_*.c, scene_read.c) to the picture (stage_*.c). Saved as JSON with every output.
 * Thread: plain data, one owner. Uses: base domain. */
#ifndef CD_ENGINE_MULTIPLANE_SCENE_H
#define CD_ENGINE_MULTIPLANE_SCENE_H
#include "domain/generation.h"

enum {
    MP_SCENE_VERSION = 2,
    MP_SUBJECTS_MAX = 12, /* groups, "three red balloons" is one */
    MP_COUNT_MAX = 24,    /* of one group */
    MP_TEXTS_MAX = 4,
    MP_TEXT_BYTES = 256,
    MP_WORD_BYTES = 48,
    MP_STYLE_BYTES = 24
};

typedef enum mp_setting {
#define MP_SETTING(name, word, ...) MP_SETTING_##name,
#include "engine/multiplane/settings.def"
#undef MP_SETTING
    MP_SETTING__COUNT
} mp_setting;

/* The setting that this one is a kind of; itself for most. MP_SETTING__COUNT, none, stays that. */
static inline mp_setting mp_setting_kind(mp_setting setting)
{
    static const mp_setting kinds[] = {
#define MP_SETTING(name, word, ratio, kind) [MP_SETTING_##name] = MP_SETTING_##kind,
#include "engine/multiplane/settings.def"
#undef MP_SETTING
        [MP_SETTING__COUNT] = MP_SETTING__COUNT};
    return kinds[setting];
}

typedef enum mp_time { MP_DAWN, MP_MORNING, MP_NOON, MP_SUNSET, MP_NIGHT, MP_TIME__COUNT } mp_time;

typedef enum mp_weather {
    MP_CLEAR,
    MP_CLOUDY,
    MP_FOG,
    MP_RAIN,
    MP_SNOWFALL,
    MP_WEATHER__COUNT
} mp_weather;

/* Where a thing belongs by its nature. */
typedef enum mp_place {
    MP_ON_GROUND,
    MP_IN_AIR,      /* balloons, birds, planes, kites */
    MP_IN_SKY,      /* sun, moon, stars, rainbow: behind everything */
    MP_ON_WATER,    /* boats, ducks, swimmers; stands on the ground where there is no water */
    MP_UNDER_WATER, /* fish, whales, corals */
    MP_ON_TABLE,    /* food, cups, small objects: on a counter, table or floor if there is one */
    MP_PLACE__COUNT
} mp_place;

typedef enum mp_relation {
    MP_ALONE,
    MP_ON, /* stands on subject `other` */
    MP_IN, /* in front of and partly hidden by `other` */
    MP_UNDER,
    MP_BESIDE,
    MP_BEHIND,
    MP_HOLDING, /* `other` is held at this subject's hands */
    MP_WEARING, /* `other` sits on this subject's head or eyes */
    MP_RIDING,
    MP_HELD, /* the two from the other side, for who holds or wears more than two things */
    MP_WORN,
    MP_RELATION__COUNT
} mp_relation;

/* What a thing is made of. */
typedef enum mp_stuff {
#define MP_STUFF(name, word) MP_STUFF_##name,
#include "engine/multiplane/stuffs.def"
#undef MP_STUFF
    MP_STUFF__COUNT
} mp_stuff;

enum { MP_FIGURE_NONE = -1, MP_OTHER_NONE = -1 };

/* How somebody is placed. */
typedef enum mp_stance {
    MP_STANCE_SKY,   /* behind everything that is near */
    MP_STANCE_AIR,   /* flies or floats */
    MP_STANCE_STAND, /* on the floor, with shadows */
    MP_STANCE_SWIM,  /* half in the water */
    MP_STANCE_RIDER, /* carried by another actor: no floor of its own */
    MP_STANCE__COUNT
} mp_stance;

/* Where one of a group was put, in pixels of the scene. */
typedef struct mp_spot {
    float x, base; /* the middle of its base */
    float width, height;
    float air;   /* share of fog, 0..1 */
    float order; /* drawn from small to large */
    mp_stance stance;
    bool flip;
} mp_spot;

typedef struct mp_subject {
    char word[MP_WORD_BYTES]; /* the noun as understood, lower case, singular */
    int32_t figure;           /* index in the artwork pack, MP_FIGURE_NONE: a shape of its own */
    uint64_t word_hash;       /* shape and hue of a word without a figure */
    uint32_t count;           /* 1..MP_COUNT_MAX */
    bool count_said;          /* as read only */
    bool has_color;
    uint8_t color[3]; /* sRGB, as named */
    mp_stuff stuff;
    float height_m; /* how tall the thing is in the world, metres */
    float size;     /* 1; "tiny" 0.5, "giant" 2 */
    mp_place place;
    int depth;            /* 1: said to be in the foreground, -1: in the background */
    mp_relation relation; /* to subject `other` */
    int32_t other;        /* index of a subject, or MP_OTHER_NONE */
    mp_relation
        also; /* a second one, when the first is taken: wearing one thing, holding another */
    int32_t also_other; /* likewise */
    float seat;         /* where others sit or stand on it: share of its height, 1 is its top */
    bool facing_right;
    uint32_t placed; /* of `spots`: 0 before the first layout; those stay where they are */
    mp_spot spots[MP_COUNT_MAX];
} mp_subject;

typedef enum mp_surface {
#define MP_SURFACE(name, ...) MP_##name,
#include "engine/multiplane/cast/surfaces.def"
#undef MP_SURFACE
    MP_SURFACE__COUNT
} mp_surface;

typedef enum mp_face {
#define MP_FACE(name, ...) MP_FACE_##name,
#include "engine/multiplane/cast/faces.def"
#undef MP_FACE
    MP_FACE__COUNT
} mp_face;

typedef enum mp_mount {
    MP_MOUNT_WALL,  /* over a shop, on a wall */
    MP_MOUNT_POST,  /* on posts in the ground */
    MP_MOUNT_TABLE, /* leans or lies on a counter */
    MP_MOUNT_AIR,   /* hangs across the picture */
    MP_MOUNT_PANE,  /* letters on the window of a shop, no board */
    MP_MOUNT_THING, /* printed on a subject, and goes where that goes */
    MP_MOUNT__COUNT
} mp_mount;

/* A board in perspective; pixels. */
typedef struct mp_board {
    float flat[2];    /* width and height seen straight */
    float quad[4][2]; /* where its corners are: upper left, upper right, lower right, lower left */
    float sag;        /* cloth hangs down in the middle by this share of its height */
} mp_board;

typedef struct mp_text {
    char text[MP_TEXT_BYTES]; /* UTF-8, exactly as quoted */
    mp_surface surface;
    mp_face face;    /* the type style; AUTO: that of the surface */
    int32_t subject; /* of MP_THING: whose side it is printed on */
    bool placed;
    float box[4]; /* x0 y0 x1 y1, pixels */
    float base;   /* row where its posts end */
    mp_mount mount;
    mp_board board; /* a width of 0: seen straight in its box */
} mp_text;

typedef struct mp_scene {
    uint64_t seed; /* from the generation id: composition varies with it, nothing else does */
    uint32_t width, height;
    cd_ratio ratio; /* never _NONE: picked when the caller did not */
    mp_setting setting;
    bool setting_said; /* the prompt named it; else chosen by subjects and seed */
    mp_time time;
    mp_weather weather;
    bool time_said, weather_said; /* likewise */
    bool indoors_window;          /* light comes through a window: shafts and a bright pane */
    bool marble, wooden;          /* material of a counter or table, when said */
    bool storefront;              /* a shop, cafe or restaurant front stands in the picture */
    bool lake_in_mountains;       /* mountains with still water before them */
    bool close_up;                /* a portrait: the first subject's head fills the picture */
    bool autumn;                  /* trees and grass wear its colours, in open country */
    bool aurora;                  /* northern lights in a night sky */
    bool no_people, no_text;
    float focus; /* depth of field: 0 all is sharp, 1 the surroundings are well out of focus */
    uint32_t subject_count;
    mp_subject subjects[MP_SUBJECTS_MAX]; /* in order of mention */
    uint32_t text_count;
    mp_text texts[MP_TEXTS_MAX];
    uint32_t detail;            /* samples: 1 for uni-1, 2 for uni-1-max */
    char style[MP_STYLE_BYTES]; /* its name, laid over the picture; empty: none */
    uint32_t moods;             /* a set, look/mood.h: how the picture is graded */
    bool ground;                /* the surroundings have a place to stand on at the front */
    bool drawn;                 /* the output shows the scene: it is not a clip or a photograph */
    bool retouched;             /* its pixels were changed afterwards */
} mp_scene;

struct cd_mp_pack;  /* the artwork; pack.h */
struct cd_mp_words; /* the lexicon over the packed artwork; words.h */

/* Reads a prompt. Never fails for any UTF-8: what nobody knows becomes a shape of its own. `gen` is
 * borrowed. */
void cd_mp_scene_read(mp_scene *out, const struct cd_mp_words *words, const cd_generation *gen);
/* The scene as JSON, version first. `pack` gives the figures their names. CD_E_TOO_BIG when `out`
 * is too small. */
CD_MUST cd_rc cd_mp_scene_write(cd_buf *out, const mp_scene *scene, const struct cd_mp_pack *pack,
                                cd_err *err);
/* Reads a scene as written, of this version or an older one; what the older did not have is as
 * before the first layout. False, and *out unchanged, when it is no such JSON. */
bool cd_mp_scene_parse(mp_scene *out, const struct cd_mp_pack *pack, cd_str json);

#endif
