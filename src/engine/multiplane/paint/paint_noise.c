/* engine/multiplane/paint/paint_noise.c - the noise of a scene: a lattice of gradients and two
 * tiling textures, so that a fractal costs a painter one lookup. */
#include "engine/multiplane/paint/paint.h"

#include <stdlib.h>

enum { BASE_CELLS = 8, OCTAVES = 6, SIDE = 512 }; /* 8 << 5 cells of 2 texels: no finer in 512 */

struct build {
    mp_noise *noise;
    uint32_t octaves;
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
    const struct build *build = data;
    const mp_noise *noise = build->noise;
    const int32_t side = noise->fbm.side;
    for (int32_t y = from; y < to; y++) {
        for (int32_t x = 0; x < side; x++) {
            float fbm = 0.0f;
            float ridge = 0.0f;
            float strength = 0.5f;
            float weight = 1.0f;
            int32_t cells = BASE_CELLS;
            for (uint32_t octave = 0; octave < build->octaves; octave++) {
                const float k = (float)cells / (float)side;
                const float n = periodic(noise, (float)x * k, (float)y * k, cells, octave * 13);
                fbm += n * strength;
                const float crest = (1.0f - fabsf(n)) * (1.0f - fabsf(n));
                ridge += crest * strength * weight;
                weight = cd_mp_clamp(crest * 1.6f, 0.0f, 1.0f);
                /* The finest is to be seen, or it need not be there. */
                strength *= octave + 2 == build->octaves && build->octaves > OCTAVES ? 1.5f : 0.5f;
                cells *= 2;
            }
            noise->fbm.px[(size_t)y * (size_t)side + (size_t)x] = fbm;
            noise->ridge.px[(size_t)y * (size_t)side + (size_t)x] = ridge;
        }
    }
}

cd_rc cd_mp_noise_new(mp_noise *out, uint64_t seed, bool fine, unsigned threads, cd_err *err)
{
    const int32_t side = fine ? 2 * SIDE : SIDE;
    const size_t bytes = sizeof(float) * (size_t)side * (size_t)side;
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
    CD_MOVE(out->fbm.px, fbm);
    CD_MOVE(out->ridge.px, ridge);
    out->fbm.side = out->ridge.side = side;
    struct build build = {out, fine ? OCTAVES + 1 : OCTAVES};
    cd_mp_rows(threads, 0, side, texture_rows, &build);
    return CD_OK;
}

void cd_mp_noise_done(mp_noise *noise)
{
    if (noise == NULL)
        return;
    cd_free_ptr(&noise->fbm.px);
    cd_free_ptr(&noise->ridge.px);
}
