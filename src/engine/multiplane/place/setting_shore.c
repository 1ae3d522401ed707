/* engine/multiplane/place/setting_shore.c - the near shore of sea and lake, for those who stand on
 * it: sand with a line of foam, or grass. */
#include "engine/multiplane/place/setting.h"

struct shore {
    mp_paint *paint;
    float row;
    mp_shore kind;
    mp_px lit;
};

static void shore_rows(void *data, int32_t from, int32_t to)
{
    const struct shore *s = data;
    mp_paint *p = s->paint;
    const mp_texture fbm = p->noise.fbm;
    static const uint32_t tones[][2] = {
        [MP_SHORE_GRASS] = {0x3f7a36, 0x7fb04a},
        [MP_SHORE_SAND] = {0xc9a571, 0xf0d6a4},
        [MP_SHORE_SNOW] = {0xc3d6ee, 0xf6f9ff},
    };
    const mp_px dry = cd_mp_rgb(tones[s->kind][1]);
    const mp_px dark = cd_mp_rgb(tones[s->kind][0]);
    const mp_px foam = cd_mp_times(cd_mp_rgb(0xffffff), cd_mp_scale(s->lit, 1.05f));
    const float u = p->unit;
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float t = ((float)row - p->horizon) / (p->height - p->horizon);
        const float z = 1.0f / (0.05f + t);
        for (int32_t x = 0; x < p->canvas.width; x++) {
            const float wx = ((float)x - 0.5f * p->width) / u;
            const float bend = 0.028f * cd_mp_texture(fbm, wx * 0.10f, 0.13f) +
                               0.010f * cd_mp_texture(fbm, wx * 0.55f, 0.43f);
            const float d = ((float)row - s->row) / u + bend;
            if (d < -0.03f)
                continue;
            const float broad = cd_mp_texture(fbm, wx * z * 0.12f, z * 0.30f);
            const float fine = cd_mp_texture(fbm, wx * z * 1.3f, z * 2.6f);
            mp_px c = cd_mp_mix(dark, dry, cd_mp_clamp(0.55f + broad + 0.35f * fine, 0.0f, 1.0f));
            if (s->kind == MP_SHORE_SAND)
                c = cd_mp_mix(cd_mp_scale(c, 0.62f), c, cd_mp_smooth(0.0f, 0.07f, d));
            c = cd_mp_times(c, s->lit);
            out[x] = cd_mp_alpha(cd_mp_mix(out[x], c, cd_mp_smooth(-0.004f, 0.004f, d)), 1.0f);
            if (s->kind != MP_SHORE_SAND)
                continue;
            const float lace = cd_mp_texture(p->noise.ridge, wx * 0.35f, d * 1.6f + 0.2f);
            const float line =
                expf(-powf((d + 0.004f) / 0.007f, 2.0f)) +
                0.5f * expf(-powf((d + 0.022f) / 0.012f, 2.0f)) * cd_mp_smooth(0.45f, 0.75f, lace);
            out[x] = cd_mp_alpha(
                cd_mp_mix(out[x], foam, cd_mp_clamp(line, 0.0f, 1.0f) * (0.6f + 0.4f * lace)),
                1.0f);
        }
    }
}

void cd_mp_paint_shore(mp_paint *paint, float row, mp_shore kind)
{
    const mp_light *l = &paint->light;
    struct shore shore = {paint,
                          row,
                          kind,
                          {l->ambient.r + 0.66f * l->key.r, l->ambient.g + 0.66f * l->key.g,
                           l->ambient.b + 0.66f * l->key.b, 1.0f}};
    const int32_t from = cd_mp_floor(row - 0.06f * paint->unit);
    cd_mp_rows(paint->threads, from < 0 ? 0 : from, paint->canvas.height, shore_rows, &shore);
}
