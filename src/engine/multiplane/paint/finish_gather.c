/* engine/multiplane/paint/finish_gather.c - supersampling: the samples under a pixel become one,
 * each by the area it covers. Bright ones count less, or an edge against the sun would be as ragged
 * as before. Source of the weight: B. Karis, Tone Mapping, 2013. */
#include "engine/multiplane/paint/finish.h"

#include <math.h>

struct gathering {
    const mp_canvas *from;
    mp_canvas *to;
    float step_x, step_y; /* samples for one pixel */
};

/* Samples from `first` on that a pixel covers, and how much of the first and the last. */
struct cover {
    int32_t first, last;
    float head, tail;
};

static struct cover cover_of(int32_t pixel, float step, int32_t size)
{
    const float from = (float)pixel * step, to = from + step;
    struct cover out = {.first = (int32_t)from, .last = (int32_t)ceilf(to) - 1};
    out.last = out.last < size ? out.last : size - 1;
    out.head = 1.0f - (from - (float)out.first);
    out.tail = to - (float)out.last;
    return out;
}

static float share(const struct cover *cover, int32_t at)
{
    if (cover->first == cover->last)
        return 1.0f;
    return at == cover->first ? cover->head : at == cover->last ? cover->tail : 1.0f;
}

static void gather_rows(void *data, int32_t from, int32_t to)
{
    const struct gathering *g = data;
    for (int32_t y = from; y < to; y++) {
        const struct cover rows = cover_of(y, g->step_y, g->from->height);
        mp_px *out = g->to->px + (size_t)y * (size_t)g->to->width;
        for (int32_t x = 0; x < g->to->width; x++) {
            const struct cover columns = cover_of(x, g->step_x, g->from->width);
            mp_px sum = {0, 0, 0, 0};
            float weight = 0.0f;
            for (int32_t sy = rows.first; sy <= rows.last; sy++) {
                const mp_px *row = g->from->px + (size_t)sy * (size_t)g->from->width;
                for (int32_t sx = columns.first; sx <= columns.last; sx++) {
                    const float k = share(&rows, sy) * share(&columns, sx) /
                                    (1.0f + fmaxf(cd_mp_luma(row[sx]) - 0.7f, 0.0f));
                    sum = cd_mp_add(sum, row[sx], k);
                    weight += k;
                }
            }
            out[x] = cd_mp_alpha(cd_mp_scale(sum, 1.0f / weight), 1.0f);
        }
    }
}

cd_rc cd_mp_finish_gather(mp_paint *paint, cd_err *err)
{
    CD_AUTO(cd_mp_canvas_done) mp_canvas small = {0, 0, NULL};
    const int32_t width = (int32_t)paint->scene->width, height = (int32_t)paint->scene->height;
    CD_TRY(cd_mp_canvas_new(&small, width, height, err));
    struct gathering gathering = {&paint->canvas, &small, (float)paint->canvas.width / (float)width,
                                  (float)paint->canvas.height / (float)height};
    cd_mp_rows(paint->threads, 0, height, gather_rows, &gathering);
    cd_mp_canvas_done(&paint->canvas);
    paint->canvas = small;
    small.px = NULL;
    paint->width = (float)width;
    paint->height = (float)height;
    paint->unit = paint->width < paint->height ? paint->width : paint->height;
    return CD_OK;
}
