/* engine/multiplane/words/change.h - what the prompt of an edit asks to be changed, in its order:
 * "make the tree pink, remove the dog and add a kite". Knows words only, not the picture: who edits
 * finds the targets in a scene or in pixels. Thread: plain data, one owner. Uses: scene, lexicon.
 */
#ifndef CD_ENGINE_MULTIPLANE_WORDS_CHANGE_H
#define CD_ENGINE_MULTIPLANE_WORDS_CHANGE_H
#include "engine/multiplane/scene.h"

enum { MP_CHANGES_MAX = 8 };

typedef enum mp_deed {
    MP_DEED_DESCRIBE, /* no verb: `to` says how the picture, or a thing in it, is to be */
    MP_DEED_ADD,      /* the subjects of `to` join; the target, if there is one, is the first of
                         them: "a dog with a hat" */
    MP_DEED_REMOVE,   /* the target goes */
    MP_DEED_COLOR,    /* the target takes `color` */
    MP_DEED_REPLACE,  /* the target becomes `to`: a thing, a setting, a sky */
    MP_DEED_SIZE,     /* the target becomes `factor` times as large */
    MP_DEED_TEXT,     /* the text `old`, or the only one when it is empty, becomes `text` */
    MP_DEED__COUNT
} mp_deed;

typedef enum mp_target {
    MP_TARGET_PICTURE,    /* nothing named, "it", "the picture", "everything" */
    MP_TARGET_SUBJECT,    /* the subjects of `what` */
    MP_TARGET_PEOPLE,     /* "the people", "everyone" */
    MP_TARGET_SKY,        /* "the sky", "the clouds" */
    MP_TARGET_GROUND,     /* "the ground", "the grass", "the floor", "the water" */
    MP_TARGET_BACKGROUND, /* "the background", "the setting" */
    MP_TARGET_TEXT,       /* "the sign", "the text" */
    MP_TARGET__COUNT
} mp_target;

typedef struct mp_change {
    mp_deed deed;
    mp_target target;
    char named[MP_WORD_BYTES]; /* the target's word: "grass"; empty for the picture */
    bool has_color;
    uint8_t color[3]; /* sRGB, the new one; COLOR, and with SIZE when both are said */
    float factor;     /* SIZE: 1.4 for "bigger" */
    char text[MP_TEXT_BYTES], old[MP_TEXT_BYTES]; /* TEXT, as quoted */
    mp_scene what; /* the target as read: its subjects with counts and colours, or none */
    mp_scene to;   /* what is added, what it becomes, how it is to be; time_said, weather_said and
                      setting_said tell what of the surroundings was named */
} mp_change;

typedef struct mp_changes {
    uint32_t count; /* at least 1 */
    mp_change list[MP_CHANGES_MAX];
} mp_changes;

struct cd_mp_words;

/* Reads the prompt of `gen`. Never fails for any UTF-8; what comes after the eighth change is left
 * out. Styles are not read here (look/named.h). *out is large: not for the stack. */
void cd_mp_changes_read(mp_changes *out, const struct cd_mp_words *words, const cd_generation *gen);

#endif
