/* media/light.h - the light of a pixel: 1.0 is the white of an 8-bit picture, sRGB primaries. Deep
 * samples hold sqrt(light / CD_DEEP_MOST) in 16 bits, so that what is brighter than white survives.
 * Thread: any, no shared state. Uses: frame. */
#ifndef CD_MEDIA_LIGHT_H
#define CD_MEDIA_LIGHT_H
#include "media/frame.h"

enum { CD_DEEP_MOST = 16 };

/* The sRGB curve (IEC 61966-2-1), 0..1 both ways. */
float cd_light_from_srgb(float value);
float cd_light_to_srgb(float light);

/* A deep sample of a light; clamps. */
uint16_t cd_light_deep(float light);
/* The light of a pixel, from deep samples where the frame has them. */
void cd_light_of(float rgb[3], const cd_frame *frame, uint32_t x, uint32_t y);

#endif
