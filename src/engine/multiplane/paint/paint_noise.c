/* engine/multiplane/paint/paint_noise.c - the noise of a scene: a lattice of gradients and two
 * tiling textures, so that a fractal costs a painter one lookup. */
#include "engine/multiplane/paint/paint.h"

#include <stdlib.h>

enum { BASE_CELLS = 8, OCTAVES = 6 }; /* 8 << 5 cells of 2 texels: as fine as the texture goes */

struct build {
    mp_noise *noise;
};

/* Perlin noise that repeats after `period` cells. */
static float periodic(const mp_noise *noise, float x, float y, int32_t period, uint32_t offset)
{
    const int32_t ix = (int32_t)x;
    const int32_t iy = (int32_t)y;
    const float fx = x - (float)ix;
    const float fy = y - (float)iy;
    float corner[4];
    for (int i = 0; i < 4; i++) {
        const uint32_t cx = (uint32_t)((ix + (i & 1)) % period) + offset;
        const uint32_t cy = (uint32_t)((iy + (i >> 1)) % period) + offset * 3;
        /* Periods over the lattice's 64 are hashed apart. */
        const uint32_t turn = (cx / MP_LATTICE) * 37 + (cy / MP_LATTICE) * 101;
        const float *g =
            noise->gradient[((cy + turn) % MP_LATTICE) * MP_LATTICE + (cx + turn * 7) % MP_LATTICE];
        corner[i] = g[0] * (fx - (float)(i & 1)) + g[1] * (fy - (float)(i >> 1));
    }
    const float u = fx * fx * fx * (fx * (fx * 6.0f - 15.0f) + 10.0f);
    const float v = fy * fy * fy * (fy * (fy * 6.0f - 15.0f) + 10.0f);
    return 1.5f *
           cd_mp_lerp(cd_mp_lerp(corner[0], corner[1], u), cd_mp_lerp(corner[2], corner[3], u), v);
}

static void texture_rows(void *data, int32_t from, int32_t to)
{
    const mp_noise *noise = ((const struct build *)data)->noise;
    for (int32_t y = from; y < to; y++) {
        for (int32_t x = 0; x < MP_TEXTURE_SIDE; x++) {
            float fbm = 0.0f;
            float ridge = 0.0f;
            float strength = 0.5f;
            float weight = 1.0f;
            int32_t cells = BASE_CELLS;
            for (uint32_t octave = 0; octave < OCTAVES; octave++) {
                const float k = (float)cells / (float)MP_TEXTURE_SIDE;
                const float n = periodic(noise, (float)x * k, (float)y * k, cells, octave * 13);
                fbm += n * strength;
                const float crest = (1.0f - fabsf(n)) * (1.0f - fabsf(n));
                ridge += crest * strength * weight;
                weight = cd_mp_clamp(crest * 1.6f, 0.0f, 1.0f);
                strength *= 0.5f;
                cells *= 2;
            }
            noise->fbm[(size_t)y * MP_TEXTURE_SIDE + (size_t)x] = fbm;
            noise->ridge[(size_t)y * MP_TEXTURE_SIDE + (size_t)x] = ridge;
        }
    }
}

cd_rc cd_mp_noise_new(mp_noise *out, uint64_t seed, unsigned threads, cd_err *err)
{
    const size_t bytes = sizeof(float) * MP_TEXTURE_SIDE * MP_TEXTURE_SIDE;
    CD_AUTO(cd_free_ptr) float *fbm = NULL;
    CD_AUTO(cd_free_ptr) float *ridge = NULL;
    CD_TRY(cd_try_alloc(&fbm, bytes, err));
    CD_TRY(cd_try_alloc(&ridge, bytes, err));
    mp_rand rand = cd_mp_rand_new(seed, 3);
    for (size_t i = 0; i < CD_COUNT(out->gradient); i++) {
        const float angle = cd_mp_range(&rand, 0.0f, 6.2831853f);
        out->gradient[i][0] = cosf(angle);
        out->gradient[i][1] = sinf(angle);
    }
    CD_MOVE(out->fbm, fbm);
    CD_MOVE(out->ridge, ridge);
    struct build build = {out};
    cd_mp_rows(threads, 0, MP_TEXTURE_SIDE, texture_rows, &build);
    return CD_OK;
}

void cd_mp_noise_done(mp_noise *noise)
{
    if (noise == NULL)
        return;
    cd_free_ptr(&noise->fbm);
    cd_free_ptr(&noise->ridge);
}
