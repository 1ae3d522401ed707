/* engine/multiplane/show/reframe.c - video_reframe: the source frame for frame inside its rectangle
 * of the new canvas. Around it the picture goes on as its mirror image, which meets the edge
 * without a seam, and melts into a blur of itself farther out. */
#include "engine/multiplane/paint/paint.h"
#include "engine/multiplane/show/show.h"
#include "media/resize.h"

#include <math.h>
#include <stdlib.h>

enum { SHRINK = 8, BLUR_PASSES = 2 };

/* The source's rectangle on the canvas, pixels; may reach beyond it. */
struct place {
    int32_t x, y, width, height;
};

struct reframe {
    cd_foreign *source;
    cd_frame *next; /* read ahead: the last frame knows that it is */
    struct place place;
    uint32_t width, height; /* of the canvas */
    uint32_t frame, frames;
};

/* What the rows of one frame are made from. */
struct filling {
    const struct reframe *reframe;
    const cd_frame *placed; /* the source at the rectangle's size */
    cd_frame *out;
    mp_canvas *small;
    unsigned threads;
};

static cd_rc reframe_plan(cd_engine_run *run, struct cd_engine_plan *plan, cd_err *err)
{
    const cd_generation *gen = run->job->gen;
    const cd_engine_input *source = cd_source_find(run->job, CD_ROLE_SOURCE, 0);
    if (source == NULL || gen->ratio == CD_RATIO_NONE)
        return cd_fail(err, CD_E_INVALID, "source", "a reframe needs a source and a ratio");
    struct reframe *reframe = cd_new(sizeof *reframe);
    run->state = reframe;
    reframe->frames = source->what->duration_ms * CD_VIDEO_FPS / 1000 + 1;
    cd_source_video_size(&reframe->width, &reframe->height, cd_source_ratio(gen->ratio),
                         gen->video.resolution);
    run->scene.ratio = gen->ratio;
    run->scene.width = reframe->width;
    run->scene.height = reframe->height;
    const uint64_t pixels = (uint64_t)reframe->width * reframe->height;
    *plan = (struct cd_engine_plan){.steps = reframe->frames,
                                    .peak_bytes = pixels * 16,
                                    .estimate_ms = (uint32_t)(pixels * reframe->frames / 16000),
                                    .width = reframe->width,
                                    .height = reframe->height,
                                    .format = CD_FORMAT_MP4};
    return CD_OK;
}

/* Where the source goes: as asked, or as large as fits, in the middle. */
static struct place place_of(const struct reframe *reframe, const cd_source_position *asked,
                             const cd_frame *frame)
{
    const double w = reframe->width, h = reframe->height;
    if (asked->given) {
        const struct place place = {(int32_t)lround(asked->x * w), (int32_t)lround(asked->y * h),
                                    (int32_t)lround(asked->w * w), (int32_t)lround(asked->h * h)};
        return (struct place){place.x, place.y, place.width < 1 ? 1 : place.width,
                              place.height < 1 ? 1 : place.height};
    }
    const double fit = fmin(w / frame->width, h / frame->height);
    const int32_t width = (int32_t)lround(frame->width * fit);
    const int32_t height = (int32_t)lround(frame->height * fit);
    return (struct place){((int32_t)reframe->width - width) / 2,
                          ((int32_t)reframe->height - height) / 2, width, height};
}

static cd_rc source_next(struct cd_engine_yield *out, struct reframe *reframe, cd_err *err)
{
    const cd_rc rc = cd_foreign_next(&reframe->next, reframe->source, err);
    out->failure = cd_source_failure(rc);
    return rc;
}

static cd_rc begin(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    struct reframe *reframe = run->state;
    const cd_rc rc = cd_source_open(&reframe->source, cd_source_find(run->job, CD_ROLE_SOURCE, 0),
                                    CD_REFRAME_SOURCE_MS_MAX, run->engine->env, err);
    out->failure = cd_source_failure(rc);
    CD_TRY(rc);
    CD_TRY(source_next(out, reframe, err));
    if (reframe->next == NULL) {
        out->failure = CD_FAILURE_CORRUPT_INPUT;
        return cd_fail(err, CD_E_CORRUPT, NULL, "a video without frames");
    }
    reframe->place = place_of(reframe, &run->job->gen->video.source_position, reframe->next);
    return CD_OK;
}

/* The index in 0..size-1 that a mirror at both ends shows at `i`. */
static int32_t mirrored(int32_t i, int32_t size)
{
    const int32_t period = 2 * size;
    i %= period;
    i = i < 0 ? i + period : i;
    return i < size ? i : period - 1 - i;
}

/* The placed source's pixel at a place of the canvas, mirrored outside of its rectangle. */
static const uint8_t *pixel_at(const struct filling *f, int32_t x, int32_t y)
{
    const struct place *p = &f->reframe->place;
    const int32_t sx = mirrored(x - p->x, p->width), sy = mirrored(y - p->y, p->height);
    return f->placed->pixels + (size_t)sy * f->placed->stride + (size_t)sx * 3;
}

static void shrink_rows(void *data, int32_t from, int32_t to)
{
    const struct filling *f = data;
    for (int32_t y = from; y < to; y++) {
        mp_px *out = f->small->px + (size_t)y * (size_t)f->small->width;
        for (int32_t x = 0; x < f->small->width; x++) {
            float sum[3] = {0, 0, 0};
            for (int i = 0; i < 16; i++) { /* every other pixel of the cell both ways */
                const uint8_t *px =
                    pixel_at(f, x * SHRINK + 2 * (i & 3) + 1, y * SHRINK + 2 * (i >> 2) + 1);
                for (int c = 0; c < 3; c++)
                    sum[c] += px[c];
            }
            out[x] = (mp_px){sum[0] / 16.0f, sum[1] / 16.0f, sum[2] / 16.0f, 1.0f};
        }
    }
}

static mp_px soft_at(const mp_canvas *small, int32_t x, int32_t y)
{
    const float sx = cd_mp_clamp(((float)x + 0.5f) / SHRINK - 0.5f, 0, (float)small->width - 1);
    const float sy = cd_mp_clamp(((float)y + 0.5f) / SHRINK - 0.5f, 0, (float)small->height - 1);
    const int32_t x0 = (int32_t)sx, y0 = (int32_t)sy;
    const int32_t x1 = x0 + 1 < small->width ? x0 + 1 : x0;
    const int32_t y1 = y0 + 1 < small->height ? y0 + 1 : y0;
    const mp_px *top = small->px + (size_t)y0 * (size_t)small->width;
    const mp_px *low = small->px + (size_t)y1 * (size_t)small->width;
    return cd_mp_mix(cd_mp_mix(top[x0], top[x1], sx - (float)x0),
                     cd_mp_mix(low[x0], low[x1], sx - (float)x0), sy - (float)y0);
}

static void fill_rows(void *data, int32_t from, int32_t to)
{
    const struct filling *f = data;
    const struct place *p = &f->reframe->place;
    const float unit = (float)(f->out->width < f->out->height ? f->out->width : f->out->height);
    for (int32_t y = from; y < to; y++) {
        uint8_t *out = f->out->pixels + (size_t)y * f->out->stride;
        const int32_t dy = y < p->y                ? p->y - y
                           : y >= p->y + p->height ? y - p->y - p->height + 1
                                                   : 0;
        for (int32_t x = 0; x < (int32_t)f->out->width; x++, out += 3) {
            const int32_t dx = x < p->x               ? p->x - x
                               : x >= p->x + p->width ? x - p->x - p->width + 1
                                                      : 0;
            const uint8_t *px = pixel_at(f, x, y);
            if (dx == 0 && dy == 0) {
                for (int c = 0; c < 3; c++)
                    out[c] = px[c];
                continue;
            }
            const float away = sqrtf((float)dx * (float)dx + (float)dy * (float)dy);
            const float soft = cd_mp_smooth(0.0f, 0.16f * unit, away);
            const mp_px blur = soft_at(f->small, x, y);
            out[0] = (uint8_t)(cd_mp_lerp(px[0], blur.r, soft) + 0.5f);
            out[1] = (uint8_t)(cd_mp_lerp(px[1], blur.g, soft) + 0.5f);
            out[2] = (uint8_t)(cd_mp_lerp(px[2], blur.b, soft) + 0.5f);
        }
    }
}

static cd_rc fill(cd_frame **out, const cd_engine_run *run, const cd_frame *placed, cd_err *err)
{
    const struct reframe *reframe = run->state;
    const unsigned threads = run->engine->threads;
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_AUTO(cd_mp_canvas_done) mp_canvas small = {0, 0, NULL};
    CD_TRY(cd_frame_new(&frame, reframe->width, reframe->height, err));
    CD_TRY(cd_mp_canvas_new(&small, (int32_t)(reframe->width + SHRINK - 1) / SHRINK,
                            (int32_t)(reframe->height + SHRINK - 1) / SHRINK, err));
    struct filling filling = {reframe, placed, frame, &small, threads};
    cd_mp_rows(threads, 0, small.height, shrink_rows, &filling);
    for (int i = 0; i < BLUR_PASSES; i++)
        CD_TRY(cd_mp_blur(&small, small.width / 40 + 2, threads, err));
    cd_mp_rows(threads, 0, (int32_t)frame->height, fill_rows, &filling);
    CD_MOVE(*out, frame);
    return CD_OK;
}

static cd_rc reframe_step(struct cd_engine_yield *out, cd_engine_run *run, cd_err *err)
{
    struct reframe *reframe = run->state;
    if (reframe->source == NULL)
        return begin(out, run, err);
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_AUTO(cd_frame_free) cd_frame *placed = NULL;
    CD_MOVE(frame, reframe->next);
    CD_TRY(source_next(out, reframe, err));
    CD_TRY(cd_resize_whole(&placed, frame, (uint32_t)reframe->place.width,
                           (uint32_t)reframe->place.height, err));
    CD_TRY(fill(&out->frame, run, placed, err));
    reframe->frame++;
    out->done = reframe->next == NULL;
    return CD_OK;
}

static void reframe_finish(cd_engine_run *run)
{
    struct reframe *reframe = run->state;
    if (reframe == NULL)
        return;
    cd_foreign_close(&reframe->source);
    cd_frame_free(&reframe->next);
    cd_free_ptr(&run->state);
}

const mp_show_ops cd_mp_show_reframe = {
    .plan = reframe_plan,
    .step = reframe_step,
    .finish = reframe_finish,
};
