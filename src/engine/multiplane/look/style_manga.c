/* engine/multiplane/look/style_manga.c - any picture as one panel of a manga: lines where colours
 * change, black areas, screentone by how bright a place is among the others. */
#include "engine/multiplane/look/brush.h"
#include "engine/multiplane/look/plane.h"
#include "engine/multiplane/look/screentone.h"
#include "engine/multiplane/look/style.h"

float cd_mp_tone_cell(int32_t page_width)
{
    return fmaxf(0.0062f * (float)page_width, 3.0f);
}

float cd_mp_screentone(float x, float y, float cell, float share)
{
    if (share <= 0.02f || share >= 0.98f)
        return share >= 0.98f ? 1.0f : 0.0f;
    const bool dark = share > 0.5f; /* white dots on black */
    const float shift = dark ? 0.5f : 0.0f;
    const float u = (x + y) * 0.70710678f / cell + shift, v = (x - y) * 0.70710678f / cell + shift;
    const float du = u - floorf(u) - 0.5f, dv = v - floorf(v) - 0.5f;
    const float radius = sqrtf((dark ? 1.0f - share : share) * 0.31830989f);
    const float dot =
        cd_mp_smooth(radius + 0.6f / cell, radius - 0.6f / cell, sqrtf(du * du + dv * dv));
    return dark ? 1.0f - dot : dot;
}

float cd_mp_tone_sheet(float bright, const float steps[4])
{
    static const float shares[] = {1.0f, 0.60f, 0.30f, 0.13f, 0.0f};
    int i = 0;
    while (i < 4 && bright > steps[i])
        i++;
    return shares[i];
}

struct manga {
    const mp_picture *picture;
    mp_plane edges, tone;
    float low, high; /* brightness of what is black and of what is white */
    float cell;
};

static void manga_done(struct manga *m)
{
    cd_mp__plane_done(&m->edges);
    cd_mp__plane_done(&m->tone);
}

static void expose(struct manga *m)
{
    enum { LEVELS = 256 };
    uint32_t counts[LEVELS] = {0};
    uint32_t samples = 0, sum = 0;
    const size_t count = (size_t)m->tone.width * (size_t)m->tone.height, step = count / 20000 + 1;
    for (size_t i = 0; i < count; i += step, samples++)
        counts[(uint32_t)(cd_mp_clamp(m->tone.v[i], 0.0f, 1.0f) * (LEVELS - 1))]++;
    m->low = m->high = -1.0f;
    for (uint32_t i = 0; i < LEVELS; i++) {
        sum += counts[i];
        if (m->low < 0.0f && sum * 100 >= samples * 3)
            m->low = (float)i / LEVELS;
        if (m->high < 0.0f && sum * 100 >= samples * 85)
            m->high = (float)i / LEVELS;
    }
    m->low = fminf(m->low, 0.30f);
    m->high = fmaxf(m->high, m->low + 0.30f);
}

static void ink_rows(void *data, int32_t from, int32_t to)
{
    static const float steps[4] = {0.12f, 0.28f, 0.48f, 0.68f};
    const struct manga *m = data;
    for (int32_t y = from; y < to; y++) {
        uint16_t *px = m->picture->px + (size_t)y * m->picture->width * 3;
        const size_t row = (size_t)y * m->picture->width;
        for (int32_t x = 0; x < m->tone.width; x++, px += 3) {
            const size_t i = row + (size_t)x;
            const float bright = (m->tone.v[i] - m->low) / (m->high - m->low);
            const float share = cd_mp_tone_sheet(bright, steps);
            const float line = cd_mp_smooth(0.07f, 0.19f, m->edges.v[i]);
            const float ink = fmaxf(cd_mp_screentone((float)x, (float)y, m->cell, share), line);
            px[0] = px[1] = px[2] = (uint16_t)((1.0f - ink) * 65535.0f + 0.5f);
        }
    }
}

cd_rc cd_mp__style_manga(const mp_picture *picture, cd_err *err)
{
    CD_AUTO(manga_done) struct manga m = {.picture = picture};
    const float unit = cd_mp__short_side(picture);
    m.cell = cd_mp_tone_cell((int32_t)unit);
    CD_TRY(cd_mp__brush(picture, 0.003f, err));
    CD_TRY(cd_mp__plane_edges(&m.edges, picture, (int32_t)(unit / 1100.0f) + 1, err));
    CD_TRY(cd_mp__plane_luma(&m.tone, picture, err));
    CD_TRY(cd_mp__plane_blur(&m.tone, (int32_t)(unit / 700.0f) + 1, err));
    expose(&m);
    cd_mp_rows(picture->threads, 0, (int32_t)picture->height, ink_rows, &m);
    return CD_OK;
}
