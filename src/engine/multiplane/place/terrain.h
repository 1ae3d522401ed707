/* engine/multiplane/place/terrain.h - land in true perspective from a height function: every column
 * walks away from the camera, keeps what it sees, and paints that from far to near. Thread: as
 * paint.h; the callbacks run on several threads at once. Uses: paint. */
#ifndef CD_ENGINE_MULTIPLANE_PLACE_TERRAIN_H
#define CD_ENGINE_MULTIPLANE_PLACE_TERRAIN_H
#include "engine/multiplane/paint/paint.h"

typedef struct mp_hit {
    float x, y, z;   /* metres: right of the camera, above zero, away */
    float normal[3]; /* unit length, same axes */
    float sun;       /* 0 in the shadow of other land .. 1 */
    float pixel;     /* metres that a pixel covers here */
    float share;     /* place on the screen, 0 left .. 1 right */
} mp_hit;

typedef struct mp_terrain mp_terrain;
struct mp_terrain {
    mp_paint *paint;
    float eye;   /* metres above zero */
    float focal; /* pixels */
    float near_m, far_m;
    float step;             /* relative growth of the distance per step, such as 0.006 */
    float shadow_m;         /* first step toward the sun when looking for shadows; 0: none */
    float air;              /* distance at which two thirds are fog, metres */
    float slope_m;          /* least distance over which a slope is measured */
    float shift_x, shift_z; /* where in the noise this scene lies */
    float (*height)(const mp_terrain *terrain, float x, float z);
    /* Colour without the air; a below 1 lets what is behind show. */
    mp_px (*shade)(const mp_terrain *terrain, const mp_hit *hit);
    const void *data; /* of the callbacks */
};

void cd_mp_terrain_draw(const mp_terrain *terrain);
/* Row and scale (pixels per metre) of a point of the land. */
float cd_mp_terrain_row(const mp_terrain *terrain, float x, float z);
/* The air between the camera and `z` metres: colour, and share in `a`. */
mp_px cd_mp_terrain_air(const mp_terrain *terrain, float z, float share);
/* Key and ambient light on a surface. */
mp_px cd_mp_terrain_lit(const mp_light *light, const mp_hit *hit, mp_px albedo);

#endif
