/* engine/multiplane/place/plants.h - trees, grass and flowers as stamps, drawn by Cairo from a
 * seed. Thread: as paint.h. Uses: vector. */
#ifndef CD_ENGINE_MULTIPLANE_PLACE_PLANTS_H
#define CD_ENGINE_MULTIPLANE_PLACE_PLANTS_H
#include "engine/multiplane/paint/vector.h"

typedef struct mp_plant_look {
    int32_t height; /* pixels of the stamp */
    uint64_t seed;
    float snow;         /* 0 none .. 1 laden */
    uint32_t dark, lit; /* foliage in shade and in the sun, sRGB */
    bool crown;         /* a broadleaf tree without its trunk */
} mp_plant_look;

/* Light comes from the left; flip when it does not. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_conifer(mp_stamp *out, const mp_plant_look *look, unsigned threads,
                            cd_err *err);
CD_MUST cd_rc cd_mp_broadleaf(mp_stamp *out, const mp_plant_look *look, unsigned threads,
                              cd_err *err);
/* A tree of the savanna: flat crowns on a forked trunk. */
CD_MUST cd_rc cd_mp_acacia(mp_stamp *out, const mp_plant_look *look, unsigned threads, cd_err *err);
/* A palm with a bent trunk. */
CD_MUST cd_rc cd_mp_palm(mp_stamp *out, const mp_plant_look *look, unsigned threads, cd_err *err);
/* A tuft of blades, wider than tall. */
CD_MUST cd_rc cd_mp_tuft(mp_stamp *out, const mp_plant_look *look, unsigned threads, cd_err *err);
/* One flower on a stem; `lit` is the colour of its petals, `dark` that of its stem. */
CD_MUST cd_rc cd_mp_flower(mp_stamp *out, const mp_plant_look *look, unsigned threads, cd_err *err);

/* Draws `count` blits of their stamps in order, on the paint's threads. */
typedef struct mp_plant {
    const mp_stamp *stamp;
    mp_blit blit;
} mp_plant;
void cd_mp_plants_draw(mp_paint *paint, const mp_plant *plants, uint32_t count);

#endif
