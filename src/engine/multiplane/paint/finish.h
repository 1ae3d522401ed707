/* engine/multiplane/paint/finish.h - from the canvas to the frame: bloom, vignette, grade, dither,
 * and what falls before the camera. Thread: as paint.h. Uses: paint, frame. */
#ifndef CD_ENGINE_MULTIPLANE_PAINT_FINISH_H
#define CD_ENGINE_MULTIPLANE_PAINT_FINISH_H
#include "engine/multiplane/paint/paint.h"
#include "media/frame.h"

/* The fog of the scene, over the surroundings; does nothing in other weather or indoors. */
void cd_mp_weather_fog(mp_paint *paint);
/* Rain streaks or snow flakes of the scene's weather over the whole canvas. */
void cd_mp_weather_fall(mp_paint *paint);
/* Adds the light that bright pixels spread around them. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_finish_bloom(mp_paint *paint, float strength, cd_err *err);
/* Gathers a canvas that was drawn larger into one of the scene's size, in linear light; paint's
 * sizes are then those. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_finish_gather(mp_paint *paint, cd_err *err);
/* The light of a pixel at (x, y) with vignette, shoulder and grade: 0..1 in sRGB's curve. `curve`
 * is cd_mp_srgb_curve()'s table. */
void cd_mp_finish_pixel(float rgb[3], const mp_paint *paint, const float *curve, float x, float y,
                        mp_px in);
/* The light that the shoulder made a value of 0..1 from, before sRGB's curve: its inverse. */
float cd_mp_finish_light(float shown);
/* Vignette, shoulder, grade and dither to 8-bit sRGB; *out is new. */
CD_MUST cd_rc cd_mp_finish_frame(cd_frame **out, mp_paint *paint, cd_err *err);

#endif
