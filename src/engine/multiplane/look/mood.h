/* engine/multiplane/look/mood.h - the mood that a prompt asks for, "cosy", "gloomy", as a grade
 * over a finished picture. Thread: any; laying uses threads. Uses: look, words. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_MOOD_H
#define CD_ENGINE_MULTIPLANE_LOOK_MOOD_H
#include "engine/multiplane/words/token.h"
#include "media/frame.h"

enum { MP_MOODS_BYTES = 256 };

/* Moods are a set: a bit for each row of moods.def. */
typedef enum mp_mood {
#define MP_MOOD(name, ...) MP_MOOD_##name,
#include "engine/multiplane/look/moods.def"
#undef MP_MOOD
    MP_MOOD__COUNT
} mp_mood;

/* The moods named outside of quotation marks and not refused; 0: none. */
uint32_t cd_mp_moods_find(const mp_tokens *tokens);
/* The names of a set, "cosy, dreamy": what cd_mp_moods_named() reads. */
void cd_mp_moods_name(char out[MP_MOODS_BYTES], uint32_t moods);
uint32_t cd_mp_moods_named(cd_str names);
/* Grades the picture's 8-bit samples; not at all for no mood. Does not depend on the number of
 * threads. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_moods_lay(cd_frame *frame, uint32_t moods, unsigned threads, cd_err *err);

#endif
