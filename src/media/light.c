/* media/light.c - between samples and light. */
#include "media/light.h"

#include <math.h>

float cd_light_from_srgb(float value)
{
    return value <= 0.04045f ? value / 12.92f : powf((value + 0.055f) / 1.055f, 2.4f);
}

float cd_light_to_srgb(float light)
{
    if (light <= 0.0f)
        return 0.0f;
    return light <= 0.0031308f ? light * 12.92f : 1.055f * powf(light, 1.0f / 2.4f) - 0.055f;
}

uint16_t cd_light_deep(float light)
{
    const float root = sqrtf((light > 0.0f ? light : 0.0f) * (1.0f / CD_DEEP_MOST));
    return (uint16_t)((root < 1.0f ? root : 1.0f) * 65535.0f + 0.5f);
}

void cd_light_of(float rgb[3], const cd_frame *frame, uint32_t x, uint32_t y)
{
    if (frame->deep != NULL) {
        const uint16_t *deep = frame->deep + ((size_t)y * frame->width + x) * 3;
        for (int i = 0; i < 3; i++) {
            const float root = (float)deep[i] * (1.0f / 65535.0f);
            rgb[i] = root * root * (float)CD_DEEP_MOST;
        }
        return;
    }
    const uint8_t *pixel = frame->pixels + y * frame->stride + (size_t)x * 3;
    for (int i = 0; i < 3; i++)
        rgb[i] = cd_light_from_srgb((float)pixel[i] * (1.0f / 255.0f));
}
