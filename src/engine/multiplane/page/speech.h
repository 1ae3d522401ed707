/* engine/multiplane/page/speech.h - who says the texts of a prompt on a manga page: what stands on
 * a sign stays there, what somebody says goes into a balloon. Thread: any. Uses: scene words. */
#ifndef CD_ENGINE_MULTIPLANE_PAGE_SPEECH_H
#define CD_ENGINE_MULTIPLANE_PAGE_SPEECH_H
#include "engine/multiplane/scene.h"

typedef enum mp_voice {
    MP_VOICE_SIGN,    /* nobody says it: it is written on something */
    MP_VOICE_SAID,    /* a round balloon */
    MP_VOICE_SHOUTED, /* a burst */
    MP_VOICE_THOUGHT, /* a cloud */
    MP_VOICE_TOLD     /* nobody in the picture says it: a box */
} mp_voice;

typedef struct mp_speech {
    mp_voice voice;
    int32_t speaker; /* subject, or MP_OTHER_NONE */
} mp_speech;

/* For each text of the scene that was read from this prompt. */
void cd_mp_speech_read(mp_speech out[MP_TEXTS_MAX], const mp_scene *scene, cd_str prompt);

#endif
