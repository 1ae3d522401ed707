/* engine/multiplane/paint/surface.c - marble and boards out of noise. */
#include "engine/multiplane/paint/surface.h"

/* Marble: bands of noise bent by noise, thin where they cross zero. */
mp_px cd_mp_marble(const mp_noise *noise, float x, float z)
{
    const float warp = cd_mp_texture(noise->fbm, x * 0.10f, z * 0.10f);
    const float warp2 = cd_mp_texture(noise->fbm, x * 0.21f + 0.5f, z * 0.21f + 0.2f);
    const float main = cd_mp_texture(noise->fbm, x * 0.055f + z * 0.030f + warp * 0.15f,
                                     z * 0.060f - x * 0.025f + warp2 * 0.12f);
    const float thin = cd_mp_texture(noise->fbm, x * 0.16f + warp2 * 0.22f + 0.3f,
                                     z * 0.13f + x * 0.10f + warp * 0.25f + 0.7f);
    const float cloud = cd_mp_texture(noise->fbm, x * 0.07f + 0.2f, z * 0.07f + 0.9f);
    const float weight = cd_mp_smooth(-0.25f, 0.30f, cloud + warp * 0.4f);
    const float vein = expf(-fabsf(main) * 34.0f) * (0.30f + 0.70f * weight);
    const float soft = expf(-fabsf(main) * 7.0f) * (0.2f + 0.8f * weight);
    const float hair = expf(-fabsf(thin) * 46.0f) * (0.15f + 0.6f * weight);
    mp_px color = cd_mp_mix(cd_mp_rgb(0xf4f1ed), cd_mp_rgb(0xdcdcde),
                            cd_mp_clamp(0.35f + cloud * 1.1f, 0.0f, 1.0f));
    color = cd_mp_mix(color, cd_mp_rgb(0xb9babf), 0.50f * soft);
    color = cd_mp_mix(color, cd_mp_rgb(0x6f7078), 0.62f * vein);
    return cd_mp_mix(color, cd_mp_rgb(0x9a8f86), 0.45f * hair);
}

mp_px cd_mp_wood(const mp_noise *noise, float x, float z)
{
    const float board = (float)cd_mp_floor(z * 1.15f);
    const float tone = cd_mp_hash01((uint64_t)(int64_t)board + 977u);
    const float rings = cd_mp_texture(noise->fbm, x * 0.022f + tone * 3.1f, z * 0.30f + tone);
    const float line = sinf((z * 9.0f + rings * 13.0f) * 2.4f);
    const float pore = cd_mp_texture(noise->fbm, x * 0.12f + tone, z * 2.9f);
    mp_px color = cd_mp_mix(cd_mp_rgb(0x9a6234), cd_mp_rgb(0xc98d52),
                            cd_mp_clamp(0.45f + 0.25f * line + 0.9f * rings, 0.0f, 1.0f));
    color = cd_mp_scale(color, 0.86f + 0.26f * tone + 0.22f * pore);
    const float gap = fabsf(z * 1.15f - board - 0.5f);
    return gap > 0.485f ? cd_mp_scale(color, 0.45f) : color;
}
