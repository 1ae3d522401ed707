/* engine/multiplane/look/lab.h - CIE L*a*b* of linear light in sRGB's primaries, white point D65:
 * L* 0..100, a* and b* about -100..100. Source: CIE 15, Colorimetry. Thread: any. Uses: nothing. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_LAB_H
#define CD_ENGINE_MULTIPLANE_LOOK_LAB_H
#include <math.h>

#define MP_LAB_WHITE_X 0.95047f
#define MP_LAB_WHITE_Z 1.08883f

static inline float cd_mp__lab_fold(float t)
{
    return t > 0.008856f ? cbrtf(t) : 7.787f * t + 16.0f / 116.0f;
}

static inline float cd_mp__lab_unfold(float t)
{
    return t > 0.206893f ? t * t * t : (t - 16.0f / 116.0f) / 7.787f;
}

static inline void cd_mp_lab_of_light(float lab[3], float r, float g, float b)
{
    const float x = cd_mp__lab_fold((0.4124f * r + 0.3576f * g + 0.1805f * b) / MP_LAB_WHITE_X);
    const float y = cd_mp__lab_fold(0.2126f * r + 0.7152f * g + 0.0722f * b);
    const float z = cd_mp__lab_fold((0.0193f * r + 0.1192f * g + 0.9505f * b) / MP_LAB_WHITE_Z);
    lab[0] = 116.0f * y - 16.0f;
    lab[1] = 500.0f * (x - y);
    lab[2] = 200.0f * (y - z);
}

/* Below 0 and above 1 where sRGB has no such colour. */
static inline void cd_mp_lab_to_light(float rgb[3], const float lab[3])
{
    const float fy = (lab[0] + 16.0f) / 116.0f;
    const float x = MP_LAB_WHITE_X * cd_mp__lab_unfold(fy + lab[1] / 500.0f);
    const float y = cd_mp__lab_unfold(fy);
    const float z = MP_LAB_WHITE_Z * cd_mp__lab_unfold(fy - lab[2] / 200.0f);
    rgb[0] = 3.2406f * x - 1.5372f * y - 0.4986f * z;
    rgb[1] = -0.9689f * x + 1.8758f * y + 0.0415f * z;
    rgb[2] = 0.0557f * x - 0.2040f * y + 1.0570f * z;
}

#endif
