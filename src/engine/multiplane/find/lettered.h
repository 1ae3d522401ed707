/* engine/multiplane/find/lettered.h - where a picture has writing: rows of strong edges of two
 * colours on a plain ground. Reads no letters. Thread: one owner. Uses: map, look. */
#ifndef CD_ENGINE_MULTIPLANE_FIND_LETTERED_H
#define CD_ENGINE_MULTIPLANE_FIND_LETTERED_H
#include "engine/multiplane/find/map.h"
#include "engine/multiplane/look/look.h"

typedef struct mp_lettered {
    bool some;
    int32_t box[4];         /* of the letters: pixels of the picture, ends exclusive */
    float ink[3], plain[3]; /* colours of letters and ground, sRGB 0..1 */
} mp_lettered;

/* The writing that is plainest to see. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_lettered(mp_lettered *out, const mp_picture *picture, cd_err *err);

#endif
