/* engine/multiplane/look/style_print.c - a woodblock print: flat areas in the pigments of the time,
 * a key block in black, bokashi - colour wiped off the block so that it fades - at the top and the
 * bottom, the wood's grain, the paper's fibres and a red seal. */
#include "engine/multiplane/look/brush.h"
#include "engine/multiplane/look/plane.h"
#include "engine/multiplane/look/style.h"
#include "engine/multiplane/look/swatch.h"

static const uint32_t pigments[] = {
#define MP_PIGMENT(rgb) rgb,
#include "engine/multiplane/look/pigments.def"
#undef MP_PIGMENT
};

struct print {
    const mp_picture *picture;
    mp_swatch swatch;
    mp_plane edges;
    float unit, lift; /* lift: how much brighter the picture has to be */
};

static void print_done(struct print *p)
{
    cd_mp__plane_done(&p->edges);
}

static void prime(struct print *p)
{
    float rgb[CD_COUNT(pigments)][3];
    for (size_t i = 0; i < CD_COUNT(pigments); i++)
        for (int c = 0; c < 3; c++)
            rgb[i][c] = (float)(pigments[i] >> (16 - 8 * c) & 255u) * (1.0f / 255.0f);
    cd_mp__swatch_set(&p->swatch, rgb, CD_COUNT(pigments));
}

/* Prints are bright: what is dark on the whole is lifted. */
static void expose(struct print *p)
{
    const size_t count = (size_t)p->picture->width * p->picture->height, step = count / 4096 + 1;
    double sum = 0.0;
    size_t samples = 0;
    for (size_t i = 0; i < count; i += step, samples++) {
        float rgb[3];
        cd_mp_rgb_get(rgb, p->picture->px + i * 3);
        sum += (double)cd_mp_rgb_luma(rgb);
    }
    p->lift = cd_mp_clamp(0.50f / ((float)(sum / (double)samples) + 0.02f), 1.0f, 1.7f);
}

static void block_rows(void *data, int32_t from, int32_t to)
{
    const struct print *p = data;
    const size_t line = p->picture->width;
    for (size_t i = (size_t)from * line; i < (size_t)to * line; i++) {
        float rgb[3];
        cd_mp_rgb_get(rgb, p->picture->px + i * 3);
        const float luma = cd_mp_rgb_luma(rgb);
        for (int c = 0; c < 3; c++)
            rgb[c] = 0.03f + 0.96f * p->lift * (luma + (rgb[c] - luma) * 0.92f);
        cd_mp_rgb_put(p->picture->px + i * 3, p->swatch.rgb[cd_mp__swatch_near(&p->swatch, rgb)]);
    }
}

/* Share of the wiped blue at a row: deep at the upper edge, a little at the lower one. */
static float wiped(const struct print *p, int32_t x, int32_t y)
{
    const float down = (float)y / (float)p->picture->height;
    const float wave = 0.012f * sinf(9.0f * (float)x / p->unit) * cd_mp_smooth(0.0f, 0.1f, down);
    return 0.92f * cd_mp_smooth(0.17f, -0.01f, down + wave) +
           0.45f * cd_mp_smooth(0.92f, 1.04f, down + wave);
}

/* A square seal at the lower left: red with strokes left white, of no script in particular. */
static bool seal(float rgb[3], const struct print *p, int32_t x, int32_t y)
{
    enum { CELLS = 9 };
    const float side = 0.058f * p->unit, at = 0.040f * p->unit;
    const float u = ((float)x - at) / side;
    const float v = ((float)y - ((float)p->picture->height - at - side)) / side;
    if (u < 0.0f || v < 0.0f || u >= 1.0f || v >= 1.0f)
        return false;
    const int32_t i = (int32_t)(u * CELLS), k = (int32_t)(v * CELLS);
    const bool rim = i == 0 || k == 0 || i == CELLS - 1 || k == CELLS - 1;
    const bool stroke = !rim && i != CELLS / 2 &&
                        ((k % 2 == 1 && cd_mp__knot(i / 2 + 3, k) < 0.75f) ||
                         (i % 3 == 1 && cd_mp__knot(i, k / 3 + 9) < 0.6f));
    static const float red[3] = {0.76f, 0.18f, 0.13f}, blank[3] = {0.95f, 0.90f, 0.80f};
    const float worn = 0.12f * cd_mp__knot(x / 2, y / 2);
    for (int c = 0; c < 3; c++)
        rgb[c] = cd_mp_lerp(stroke ? blank[c] : red[c], blank[c], stroke ? 0.0f : worn);
    return true;
}

static void print_rows(void *data, int32_t from, int32_t to)
{
    static const float blue[3] = {0.105f, 0.215f, 0.40f}, sumi[3] = {0.10f, 0.095f, 0.11f};
    const struct print *p = data;
    const int32_t w = (int32_t)p->picture->width;
    const int32_t fine = (int32_t)(p->unit / 1000.0f) + 1;
    for (int32_t y = from; y < to; y++) {
        uint16_t *px = p->picture->px + (size_t)y * (size_t)w * 3;
        for (int32_t x = 0; x < w; x++, px += 3) {
            float rgb[3];
            cd_mp_rgb_get(rgb, px);
            const float luma = cd_mp_rgb_luma(rgb);
            /* Blue goes into skies and water, not over what is warm. */
            const float cool = cd_mp_smooth(0.10f, -0.08f, rgb[0] - rgb[2]);
            const float fade =
                wiped(p, x, y) * (0.25f + 0.75f * cool) * cd_mp_smooth(0.10f, 0.30f, luma);
            const float wood = cd_mp__knot(x / (24 * fine), y / (2 * fine)) * 0.5f +
                               cd_mp__knot(x / (7 * fine), y / fine) * 0.5f - 0.5f;
            const float fibre = cd_mp__knot(x / fine, y / fine) - 0.5f;
            const float line =
                cd_mp_smooth(0.075f, 0.20f, p->edges.v[(size_t)y * (size_t)w + (size_t)x]);
            for (int c = 0; c < 3; c++) {
                const float dyed = cd_mp_lerp(rgb[c], blue[c], fade);
                const float printed = dyed * (1.0f + 0.055f * wood + 0.035f * fibre);
                rgb[c] = cd_mp_lerp(printed, sumi[c], 0.94f * line);
            }
            (void)seal(rgb, p, x, y);
            cd_mp_rgb_put(px, rgb);
        }
    }
}

cd_rc cd_mp__style_print(const mp_picture *picture, cd_err *err)
{
    CD_AUTO(print_done) struct print p = {.picture = picture, .unit = cd_mp__short_side(picture)};
    CD_TRY(cd_mp__brush(picture, 0.0052f, err));
    prime(&p);
    expose(&p);
    /* The key block has the picture's own edges, not those between two pigments. */
    CD_TRY(cd_mp__plane_edges(&p.edges, picture, (int32_t)(p.unit / 900.0f) + 1, err));
    cd_mp_rows(picture->threads, 0, (int32_t)picture->height, block_rows, &p);
    cd_mp_rows(picture->threads, 0, (int32_t)picture->height, print_rows, &p);
    return CD_OK;
}
