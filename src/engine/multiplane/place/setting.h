/* engine/multiplane/place/setting.h - the surroundings: one painter per row of settings.def, and
 * what the layout must know of it. Thread: as paint.h. Uses: paint sky terrain water plants vector.
 */
#ifndef CD_ENGINE_MULTIPLANE_PLACE_SETTING_H
#define CD_ENGINE_MULTIPLANE_PLACE_SETTING_H
#include "engine/multiplane/paint/paint.h"

typedef enum mp_floor {
    MP_FLOOR_GRASS, /* feet sink into it, tufts before them */
    MP_FLOOR_SNOW,  /* likewise, no tufts */
    MP_FLOOR_SAND,
    MP_FLOOR_HARD,  /* pavement, boards */
    MP_FLOOR_GLOSS, /* a counter: mirrors what stands on it */
    MP_FLOOR_OPEN   /* nothing to stand on: space, under water */
} mp_floor;

typedef struct mp_setting_ops {
    mp_floor floor;
    float horizon; /* of wide frames, as a fraction of the height from the top */
    float base;    /* row where the hero stands, likewise */
    /* All that is behind the subjects. */
    cd_rc (*paint)(mp_paint *paint, cd_err *err);
    /* What stands or lies in front of them; NULL: nothing. */
    cd_rc (*before)(mp_paint *paint, cd_err *err);
} mp_setting_ops;

const mp_setting_ops *cd_mp_setting_ops(const mp_scene *scene);

cd_rc cd_mp_paint_meadow(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_meadow_before(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_sea(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_mountains(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_mountains_before(mp_paint *paint, cd_err *err);
typedef enum mp_shore { MP_SHORE_GRASS, MP_SHORE_SAND, MP_SHORE_SNOW } mp_shore;
/* Land from `row` down to the bottom of the frame, over water. */
void cd_mp_paint_shore(mp_paint *paint, float row, mp_shore kind);
/* Water from the horizon to the bottom of the frame; `waves` 0 a mirror .. 1 open sea. */
void cd_mp_paint_open_water(mp_paint *paint, float waves);
cd_rc cd_mp_paint_coast(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_hall(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_falls(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_rock(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_forest(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_forest_before(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_city(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_street(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_desert(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_snow(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_snow_before(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_night_sky(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_space(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_underwater(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_underwater_before(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_room(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_kitchen(mp_paint *paint, cd_err *err);
cd_rc cd_mp_paint_kitchen_before(mp_paint *paint, cd_err *err);

#endif
