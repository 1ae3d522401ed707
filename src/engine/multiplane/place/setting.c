/* engine/multiplane/place/setting.c - the table of surroundings. */
#include "engine/multiplane/place/setting.h"

#define MEADOW_OPS MP_FLOOR_GRASS, 0.50f, 0.88f, cd_mp_paint_meadow, cd_mp_paint_meadow_before
#define FOREST_OPS MP_FLOOR_GRASS, 0.56f, 0.88f, cd_mp_paint_forest, cd_mp_paint_forest_before

#define COAST_OPS(floor) floor, 0.56f, 0.90f, cd_mp_paint_coast, NULL

#define HALL_OPS MP_FLOOR_HARD, 0.68f, 0.90f, cd_mp_paint_hall, NULL

static const mp_setting_ops table[MP_SETTING__COUNT] = {
    [MP_SETTING_MEADOW] = {MEADOW_OPS},
    [MP_SETTING_SEA] = {MP_FLOOR_SAND, 0.56f, 0.90f, cd_mp_paint_sea, NULL},
    [MP_SETTING_MOUNTAINS] = {MP_FLOOR_GRASS, 0.58f, 0.90f, cd_mp_paint_mountains,
                              cd_mp_paint_mountains_before},
    [MP_SETTING_FOREST] = {FOREST_OPS},
    [MP_SETTING_CITY] = {MP_FLOOR_HARD, 0.78f, 0.93f, cd_mp_paint_city, NULL},
    [MP_SETTING_STREET] = {MP_FLOOR_HARD, 0.80f, 0.93f, cd_mp_paint_street, NULL},
    [MP_SETTING_DESERT] = {MP_FLOOR_SAND, 0.50f, 0.87f, cd_mp_paint_desert, NULL},
    [MP_SETTING_SNOW] = {MP_FLOOR_SNOW, 0.46f, 0.87f, cd_mp_paint_snow, cd_mp_paint_snow_before},
    [MP_SETTING_NIGHT_SKY] = {MP_FLOOR_GRASS, 0.80f, 0.94f, cd_mp_paint_night_sky, NULL},
    [MP_SETTING_SPACE] = {MP_FLOOR_OPEN, 0.50f, 0.75f, cd_mp_paint_space, NULL},
    [MP_SETTING_UNDERWATER] = {MP_FLOOR_OPEN, 0.76f, 0.80f, cd_mp_paint_underwater,
                               cd_mp_paint_underwater_before},
    [MP_SETTING_ROOM] = {MP_FLOOR_HARD, 0.68f, 0.90f, cd_mp_paint_room, NULL},
    [MP_SETTING_KITCHEN] = {MP_FLOOR_GLOSS, 0.61f, 0.86f, cd_mp_paint_kitchen,
                            cd_mp_paint_kitchen_before},
    [MP_SETTING_JUNGLE] = {FOREST_OPS},
    [MP_SETTING_AUTUMN_FOREST] = {FOREST_OPS},
    [MP_SETTING_BLOSSOM_GROVE] = {FOREST_OPS},
    [MP_SETTING_BAMBOO] = {FOREST_OPS},
    [MP_SETTING_SWAMP] = {FOREST_OPS},
    [MP_SETTING_FARM] = {MEADOW_OPS},
    [MP_SETTING_SAVANNA] = {MEADOW_OPS},
    [MP_SETTING_GARDEN] = {MEADOW_OPS},
    [MP_SETTING_PARK] = {MEADOW_OPS},
    [MP_SETTING_LIBRARY] = {HALL_OPS},
    [MP_SETTING_STAGE] = {HALL_OPS},
    [MP_SETTING_CLASSROOM] = {HALL_OPS},
    [MP_SETTING_CASTLE_HALL] = {HALL_OPS},
    [MP_SETTING_CAFE] = {HALL_OPS},
    [MP_SETTING_GREENHOUSE] = {HALL_OPS},
    [MP_SETTING_WATERFALL] = {MP_FLOOR_GRASS, 0.56f, 0.88f, cd_mp_paint_falls,
                              cd_mp_paint_forest_before},
    [MP_SETTING_MOON] = {MP_FLOOR_SAND, 0.50f, 0.87f, cd_mp_paint_rock, NULL},
    [MP_SETTING_MARS] = {MP_FLOOR_SAND, 0.50f, 0.87f, cd_mp_paint_rock, NULL},
    [MP_SETTING_CANYON] = {MP_FLOOR_SAND, 0.56f, 0.88f, cd_mp_paint_rock, NULL},
    [MP_SETTING_VOLCANO] = {MP_FLOOR_GRASS, 0.60f, 0.89f, cd_mp_paint_rock, NULL},
    [MP_SETTING_ISLAND] = {COAST_OPS(MP_FLOOR_SAND)},
    [MP_SETTING_HARBOUR] = {COAST_OPS(MP_FLOOR_HARD)},
    [MP_SETTING_ARCTIC] = {COAST_OPS(MP_FLOOR_SNOW)},
    [MP_SETTING_TROPICAL_BEACH] = {COAST_OPS(MP_FLOOR_SAND)},
    [MP_SETTING_VILLAGE] = {MEADOW_OPS},
    [MP_SETTING_RIVER] = {MEADOW_OPS},
    [MP_SETTING_OASIS] = {MP_FLOOR_SAND, 0.50f, 0.88f, cd_mp_paint_meadow,
                          cd_mp_paint_meadow_before},
    [MP_SETTING_BEDROOM] = {HALL_OPS},
    [MP_SETTING_BATHROOM] = {HALL_OPS},
    [MP_SETTING_STATION] = {HALL_OPS},
    [MP_SETTING_MARKET] = {HALL_OPS},
    [MP_SETTING_CAVE] = {HALL_OPS},
    [MP_SETTING_ROOFTOP] = {HALL_OPS},
};

const mp_setting_ops *cd_mp_setting_ops(const mp_scene *scene)
{
    CD_ASSERT(scene->setting < MP_SETTING__COUNT);
    return &table[scene->setting];
}
