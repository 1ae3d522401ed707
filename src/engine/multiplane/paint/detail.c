/* engine/multiplane/paint/detail.c - fine structure in perspective: the noise is as coarse as a
 * hand at the lower edge and fades before it gets finer than the pixels. */
#include "engine/multiplane/paint/detail.h"

struct ground {
    mp_paint *paint;
    float amount;
};

static void ground_rows(void *data, int32_t from, int32_t to)
{
    enum { CELLS = 8, WIDE = 44, HIGH = 15 }; /* of the noise; a cell at the lower edge, pixels */
    const struct ground *g = data;
    mp_paint *p = g->paint;
    const float depth = p->height - p->horizon;
    const float px = p->unit * (1.0f / 1152.0f); /* one pixel of a usual picture */
    for (int32_t y = from; y < to; y++) {
        const float down = ((float)y + 0.5f - p->horizon) / depth; /* 0..1 */
        const float amount = g->amount * cd_mp_smooth(0.06f, 0.45f, down);
        if (amount <= 0.0f)
            continue;
        const float u_step = 1.0f / (px * (float)(WIDE * CELLS) * down);
        const float v = depth / (px * (float)(HIGH * CELLS) * down);
        mp_px *row = p->canvas.px + (size_t)y * (size_t)p->canvas.width;
        for (int32_t x = 0; x < p->canvas.width; x++) {
            const float u = ((float)x - 0.5f * p->width) * u_step;
            const float n = cd_mp_texture(p->noise.fbm, u, v) +
                            0.7f * cd_mp_texture(p->noise.fbm, 3.7f * u + 0.31f, 3.7f * v);
            row[x] = cd_mp_scale(row[x], 1.0f + amount * cd_mp_clamp(2.0f * n, -1.0f, 1.0f));
        }
    }
}

void cd_mp_detail_ground(mp_paint *paint, float amount)
{
    struct ground ground = {paint, amount};
    cd_mp_rows(paint->threads, (int32_t)cd_mp_clamp(paint->horizon, 0.0f, paint->height),
               paint->canvas.height, ground_rows, &ground);
}
