/* engine/multiplane/look/style_glass.c - panes of coloured glass that follow what is in the
 * picture, in lead, with the light behind them. */
#include "engine/multiplane/look/pieces.h"
#include "engine/multiplane/look/style.h"

struct glass {
    const mp_picture *picture;
    mp_shrunk small;
    mp_pieces pieces;
    float lead; /* half its width, in pixels of `small` */
};

static void glass_done(struct glass *g)
{
    cd_mp__shrunk_done(&g->small);
    cd_mp__pieces_done(&g->pieces);
}

/* Dyes in glass are few and deep; the light of the day is behind all of it. */
static void dye(struct glass *g)
{
    for (uint32_t i = 0; i < g->pieces.count; i++) {
        float *rgb = g->pieces.rgb[i];
        for (int c = 0; c < 3; c++)
            rgb[c] *= 1.0f / 255.0f;
        const float luma = cd_mp_rgb_luma(rgb);
        const float most = fmaxf(rgb[0], fmaxf(rgb[1], rgb[2]));
        /* Light lifts what has a colour; what is black stays so. */
        const float bright = cd_mp_lerp(1.0f, 0.80f / fmaxf(most, 0.20f), 0.40f);
        const float lift = cd_mp_lerp(0.70f, bright, cd_mp_smooth(0.20f, 0.45f, most));
        const float light = lift * (0.84f + 0.34f * cd_mp_hash01(i * 31u + 7u));
        for (int c = 0; c < 3; c++)
            rgb[c] = cd_mp_clamp((luma + (rgb[c] - luma) * 1.65f) * light, 0.02f, 1.0f);
    }
}

/* Streaks and waves in the glass, of a pane's own direction. */
static float streaks(const struct glass *g, uint16_t pane, int32_t x, int32_t y)
{
    const float turn = 6.2831853f * cd_mp_hash01(pane * 17u);
    const float side = (float)g->small.by;
    const float u = ((float)x * cosf(turn) + (float)y * sinf(turn)) / side;
    return 0.035f * sinf(0.55f * u) + 0.025f * sinf(1.7f * u + 4.0f * cosf(turn)) +
           0.03f * (cd_mp__knot(x / 3, y / 3) - 0.5f);
}

static void pane_rows(void *data, int32_t from, int32_t to)
{
    static const float came[3] = {0.055f, 0.052f, 0.058f}, shine[3] = {0.24f, 0.24f, 0.27f};
    const struct glass *g = data;
    const float k = 1.0f / (float)g->small.by;
    const mp_field field = {g->small.width, g->small.height, g->pieces.of};
    for (int32_t y = from; y < to; y++) {
        uint16_t *px = g->picture->px + (size_t)y * g->picture->width * 3;
        int32_t last = -1;
        bool inside = false;
        for (int32_t x = 0; x < (int32_t)g->picture->width; x++, px += 3) {
            const float sx = ((float)x + 0.5f) * k, sy = ((float)y + 0.5f) * k;
            const int32_t cell = (int32_t)sx;
            inside = cell == last ? inside : cd_mp__pieces_even(&field, cell, (int32_t)sy);
            last = cell;
            uint16_t pane;
            float lead = 1.0f;
            if (inside)
                pane = g->pieces.of[(size_t)(int32_t)sy * (size_t)g->small.width + (size_t)cell];
            else
                lead = cd_mp__pieces_vote(&field, sx, sy, &pane);
            const float dark = cd_mp_smooth(g->lead + 0.10f, g->lead - 0.06f, lead);
            const float rim =
                1.0f - 0.30f * cd_mp_smooth(1.0f, g->lead, lead); /* shade beside it */
            const float glint = cd_mp_smooth(0.35f * g->lead, 0.0f, lead);
            const float wave = dark < 1.0f ? streaks(g, pane, x, y) : 0.0f;
            float rgb[3];
            for (int c = 0; c < 3; c++)
                rgb[c] = cd_mp_lerp(g->pieces.rgb[pane][c] * (rim + wave),
                                    cd_mp_lerp(came[c], shine[c], glint), dark);
            cd_mp_rgb_put(px, rgb);
        }
    }
}

cd_rc cd_mp__style_glass(const mp_picture *picture, cd_err *err)
{
    CD_AUTO(glass_done) struct glass g = {.picture = picture};
    const float unit = cd_mp__short_side(picture);
    const float shape = (float)picture->width * (float)picture->height / (unit * unit);
    CD_TRY(cd_mp__shrunk_of(&g.small, picture, (int32_t)(unit / 260.0f) + 1, err));
    CD_TRY(cd_mp__pieces_cut(&g.pieces, &g.small, (uint32_t)(240.0f * sqrtf(shape)), 58.0f, err));
    dye(&g);
    g.lead = 0.40f;
    cd_mp_rows(picture->threads, 0, (int32_t)picture->height, pane_rows, &g);
    return CD_OK;
}
