/* engine/multiplane/film/plate.c - planes are taken off the canvas: after each part of the scene
 * has been painted, what differs from before is its plane, with the difference as its matte. Until
 * the last part, the glow, is known they hold light; then they are graded once, for all frames. */
#include "engine/multiplane/film/plate.h"

#include "engine/multiplane/paint/finish.h"
#include "media/light.h"

#include <stdlib.h>

struct taking {
    mp_set *set;
    const mp_paint *paint;
    const mp_canvas *twin;
    mp_plate *plate;
    const float *curve;
    mp_canvas *below; /* all planes behind the one that is graded */
};

static float deep_light(uint16_t deep)
{
    const float root = (float)deep * (1.0f / 65535.0f);
    return root * root * (float)CD_DEEP_MOST;
}

/* The surroundings against the sky: hardly any difference counts whole, or a mountain has holes
 * where it is about as bright as the sky. */
static float difference(mp_px now, mp_px before)
{
    const float dr = fabsf(now.r - before.r);
    const float dg = fabsf(now.g - before.g);
    const float db = fabsf(now.b - before.b);
    const float most = dr > dg ? (dr > db ? dr : db) : (dg > db ? dg : db);
    return cd_mp_smooth(0.0004f, 0.004f, most / (0.04f + cd_mp_luma(before)));
}

/* How much of the light behind a pixel does not get through. */
static float opacity(mp_px now, mp_px twin)
{
    const float through = twin.r - now.r + twin.g - now.g + twin.b - now.b;
    return cd_mp_clamp(1.0f - through * (1.0f / (3.0f * MP_TWIN_LIGHT)), 0.0f, 1.0f);
}

static void take_rows(void *data, int32_t from, int32_t to)
{
    const struct taking *taking = data;
    const mp_canvas *now = &taking->paint->canvas;
    const mp_canvas *before = &taking->set->before;
    const mp_plate *plate = taking->plate;
    for (int32_t y = from; y < to; y++) {
        const size_t at = (size_t)(y + plate->top) * (size_t)now->width + (size_t)plate->left;
        uint16_t *out = plate->px + (size_t)y * (size_t)plate->width * 4;
        for (int32_t x = 0; x < plate->width; x++, out += 4) {
            const mp_px px = now->px[at + (size_t)x];
            mp_px behind = {0, 0, 0, 0};
            float a = 1.0f;
            if (before->px != NULL) {
                behind = before->px[at + (size_t)x];
                a = taking->twin != NULL ? opacity(px, taking->twin->px[at + (size_t)x])
                                         : difference(px, behind);
            }
            out[0] = cd_light_deep(px.r - (1.0f - a) * behind.r);
            out[1] = cd_light_deep(px.g - (1.0f - a) * behind.g);
            out[2] = cd_light_deep(px.b - (1.0f - a) * behind.b);
            out[3] = (uint16_t)(a * 65535.0f + 0.5f);
        }
    }
}

/* The rectangle that holds all differences; false when there is none. */
static bool changed_box(mp_plate *plate, const mp_canvas *now, const mp_canvas *before)
{
    int32_t box[4] = {now->width, now->height, -1, -1};
    for (int32_t y = 0; y < now->height; y++) {
        const size_t at = (size_t)y * (size_t)now->width;
        for (int32_t x = 0; x < now->width; x++) {
            const mp_px a = now->px[at + (size_t)x];
            const mp_px b = before->px[at + (size_t)x];
            if (a.r == b.r && a.g == b.g && a.b == b.b)
                continue;
            box[0] = x < box[0] ? x : box[0];
            box[1] = y < box[1] ? y : box[1];
            box[2] = x > box[2] ? x : box[2];
            box[3] = y;
        }
    }
    plate->left = box[0];
    plate->top = box[1];
    plate->width = box[2] - box[0] + 1;
    plate->height = box[3] - box[1] + 1;
    return box[2] >= 0;
}

static cd_rc keep_before(mp_set *set, const mp_canvas *now, cd_err *err)
{
    if (set->before.px == NULL)
        CD_TRY(cd_mp_canvas_new(&set->before, now->width, now->height, err));
    const size_t count = (size_t)now->width * (size_t)now->height;
    for (size_t i = 0; i < count; i++)
        set->before.px[i] = now->px[i];
    return CD_OK;
}

static cd_rc take(mp_set *set, const mp_paint *paint, const mp_canvas *twin, mp_seen what,
                  float near, bool floating, cd_err *err)
{
    CD_ASSERT(set->count < MP_PLATES_MAX);
    mp_plate plate = {.width = paint->canvas.width,
                      .height = paint->canvas.height,
                      .what = what,
                      .near = near,
                      .floating = floating};
    if (set->before.px != NULL && !changed_box(&plate, &paint->canvas, &set->before))
        return CD_OK;
    CD_TRY(cd_try_alloc(&plate.px,
                        (size_t)plate.width * (size_t)plate.height * 4 * sizeof *plate.px, err));
    set->plates[set->count] = plate;
    struct taking taking = {
        .set = set, .paint = paint, .twin = twin, .plate = &set->plates[set->count++]};
    cd_mp_rows(paint->threads, 0, plate.height, take_rows, &taking);
    return keep_before(set, &paint->canvas, err);
}

/* A plane's pixel of light as it is laid over what is graded already: what gets through of a graded
 * light is about the 2.2nd root of what gets through of the light itself. */
static void grade_pixel(const struct taking *taking, uint16_t px[4], mp_px *below, mp_px glow,
                        int32_t x, int32_t y)
{
    const float through = 1.0f - (float)px[3] * (1.0f / 65535.0f);
    const mp_px sum = {deep_light(px[0]) + through * below->r,
                       deep_light(px[1]) + through * below->g,
                       deep_light(px[2]) + through * below->b, 1.0f};
    const float shown = through >= 1.0f   ? 1.0f
                        : through <= 0.0f ? 0.0f
                                          : powf(through, 1.0f / 2.2f);
    float with[3], without[3] = {0, 0, 0};
    cd_mp_finish_pixel(with, taking->paint, taking->curve, (float)x, (float)y,
                       cd_mp_add(sum, glow, 1.0f));
    if (shown > 0.0f)
        cd_mp_finish_pixel(without, taking->paint, taking->curve, (float)x, (float)y,
                           cd_mp_add(*below, glow, 1.0f));
    for (int c = 0; c < 3; c++)
        px[c] = (uint16_t)(cd_mp_clamp(with[c] - shown * without[c], 0.0f, 1.0f) * 65535.0f + 0.5f);
    px[3] = (uint16_t)((1.0f - shown) * 65535.0f + 0.5f);
    *below = sum;
}

static void grade_rows(void *data, int32_t from, int32_t to)
{
    const struct taking *taking = data;
    const mp_canvas *lit = &taking->paint->canvas;
    const mp_canvas *unlit = &taking->set->before;
    const mp_plate *plate = taking->plate;
    for (int32_t y = from; y < to; y++) {
        const int32_t row = y + plate->top;
        const size_t at = (size_t)row * (size_t)lit->width + (size_t)plate->left;
        uint16_t *px = plate->px + (size_t)y * (size_t)plate->width * 4;
        for (int32_t x = 0; x < plate->width; x++, px += 4) {
            if (px[0] + px[1] + px[2] + px[3] == 0)
                continue;
            const mp_px glow = cd_mp_add(lit->px[at + (size_t)x], unlit->px[at + (size_t)x], -1.0f);
            grade_pixel(taking, px, &taking->below->px[at + (size_t)x], glow, x + plate->left, row);
        }
    }
}

static cd_rc grade(mp_set *set, const mp_paint *paint, cd_err *err)
{
    CD_AUTO(cd_mp_canvas_done) mp_canvas below = {0, 0, NULL};
    float curve[4097];
    cd_mp_srgb_curve(curve);
    CD_TRY(cd_mp_canvas_new(&below, paint->canvas.width, paint->canvas.height, err));
    for (uint32_t i = 0; i < set->count; i++) {
        struct taking taking = {
            .set = set, .paint = paint, .plate = &set->plates[i], .curve = curve, .below = &below};
        cd_mp_rows(paint->threads, 0, set->plates[i].height, grade_rows, &taking);
    }
    cd_mp_canvas_done(&set->before);
    return CD_OK;
}

static cd_rc seen(void *data, const mp_paint *paint, const mp_canvas *twin, mp_seen what,
                  float near, bool floating, cd_err *err)
{
    mp_set *set = data;
    set->width = paint->width;
    set->height = paint->height;
    set->horizon = paint->horizon;
    set->threads = paint->threads;
    if (what != MP_SEEN_GLOW)
        return take(set, paint, twin, what, near, floating, err);
    return grade(set, paint, err);
}

void cd_mp_set_watch(struct mp_watch *watch, mp_set *set)
{
    *watch = (struct mp_watch){.seen = seen, .data = set};
}

cd_rc cd_mp_set_flat(mp_set *set, const cd_frame *picture, unsigned threads, cd_err *err)
{
    mp_plate *plate = &set->plates[0];
    *plate = (mp_plate){.width = (int32_t)picture->width,
                        .height = (int32_t)picture->height,
                        .what = MP_SEEN_LAND,
                        .near = 1.0f};
    set->width = (float)picture->width;
    set->height = (float)picture->height;
    set->horizon = 0.5f * set->height;
    set->threads = threads;
    CD_TRY(cd_try_alloc(&plate->px,
                        (size_t)picture->width * picture->height * 4 * sizeof *plate->px, err));
    set->count = 1;
    for (uint32_t y = 0; y < picture->height; y++) {
        const uint8_t *in = picture->pixels + y * picture->stride;
        uint16_t *out = plate->px + (size_t)y * picture->width * 4;
        for (uint32_t x = 0; x < picture->width; x++, in += 3, out += 4) {
            for (int c = 0; c < 3; c++)
                out[c] = (uint16_t)(in[c] * 257);
            out[3] = UINT16_MAX;
        }
    }
    return CD_OK;
}

void cd_mp_set_done(mp_set *set)
{
    for (uint32_t i = 0; i < set->count; i++)
        free(set->plates[i].px);
    set->count = 0;
    cd_mp_canvas_done(&set->before);
}
