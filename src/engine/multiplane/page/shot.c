/* engine/multiplane/page/shot.c - films a scene on the stage plane by plane, so that it is known
 * what is sky, what is land and what is cast; nearer shots cut a part out of a larger canvas. */
#include "engine/multiplane/page/shot.h"

#include <stdlib.h>
#include <string.h>

struct mp_filming {
    mp_scene scene; /* as this shot has it */
    mp_shot shot;
    int32_t hero;
    cd_mp_sprites *sprites;
    cd_mp_stage *stage; /* NULL: the cast alone */
    struct mp_watch watch;
    float curve[4097];
    uint8_t *sky;      /* [canvas height][canvas width][3], the sky alone; NULL without one */
    int32_t left, top; /* of the shot on the canvas */
    mp_sketch sketch;
};

/* How much larger the canvas of a middle shot is: nearer to one than to several. */
static const float nearer_one = 1.5f, nearer_all = 1.22f;

/* Memory for a sketch whose size is known. */
static cd_rc sketch_start(mp_sketch *out, bool sky, cd_err *err)
{
    const size_t count = (size_t)out->picture.width * out->picture.height;
    CD_TRY(cd_try_alloc(&out->picture.px, count * 3 * sizeof(uint16_t), err));
    CD_TRY(cd_try_alloc(&out->figure, count, err));
    return sky ? cd_try_alloc(&out->sky, count, err) : CD_OK;
}

static void sketch_done(mp_sketch *sketch)
{
    free(sketch->picture.px);
    free(sketch->figure);
    free(sketch->sky);
    *sketch = (mp_sketch){.sky = NULL};
}

uint16_t cd_mp__sketch_curve(const float curve[4097], float light)
{
    const float soft =
        light < 0.72f ? light : 0.72f + 0.28f * (1.0f - expf((0.72f - light) / 0.28f));
    const float at = sqrtf(cd_mp_clamp(soft, 0.0f, 0.9999f)) * 4096.0f;
    return (uint16_t)(curve[(int32_t)at] * 257.0f);
}

void cd_mp__seat_of(mp_seat *out, const float box[4], bool flip)
{
    const float w = box[2] - box[0], h = box[3] - box[1];
    out->seen = true;
    out->flip = flip;
    memcpy(out->box, box, sizeof out->box);
    out->head[0] = 0.5f * (box[0] + box[2]);
    out->head[1] = box[1] + (h > 1.5f * w ? 0.5f * w : 0.36f * h);
    out->head_size = 0.36f * (w < h ? w : h);
}

void cd_mp__seat_turn(mp_seat *seat, const mp_sketch *sketch)
{
    const int32_t w = (int32_t)sketch->picture.width, h = (int32_t)sketch->picture.height;
    const float *box = seat->box;
    uint32_t all = 0, apart = 0;
    if (!seat->seen || box[2] - box[0] < 0.72f * (box[3] - box[1]))
        return; /* upright: a person */
    for (int32_t y = box[1] < 0.0f ? 0 : (int32_t)box[1]; y < h && (float)y < box[3]; y += 2)
        for (int32_t x = box[0] < 0.0f ? 0 : (int32_t)box[0]; x < w && (float)x < box[2]; x += 2) {
            const int32_t other = (int32_t)(box[0] + box[2]) - x;
            if (other < 0 || other >= w)
                continue;
            const bool here = sketch->figure[(size_t)y * (size_t)w + (size_t)x] > 127;
            all += here;
            apart += here != (sketch->figure[(size_t)y * (size_t)w + (size_t)other] > 127);
        }
    if ((float)apart > 0.16f * (float)all)
        seat->head[0] += (seat->flip ? 0.27f : -0.27f) * (box[2] - box[0]);
}

static uint8_t coarse(float light)
{
    return (uint8_t)(sqrtf(cd_mp_clamp(light, 0.0f, 1.0f)) * 255.0f);
}

static cd_rc keep_sky(mp_filming *f, const mp_canvas *canvas, cd_err *err)
{
    const size_t count = (size_t)canvas->width * (size_t)canvas->height;
    CD_TRY(cd_try_alloc(&f->sky, count * 3, err));
    for (size_t i = 0; i < count; i++) {
        f->sky[i * 3] = coarse(canvas->px[i].r);
        f->sky[i * 3 + 1] = coarse(canvas->px[i].g);
        f->sky[i * 3 + 2] = coarse(canvas->px[i].b);
    }
    return CD_OK;
}

/* Around whom a nearer shot is cut out: all who stand there, with room over their heads. */
static void aim(float at[2], const mp_filming *f, const mp_canvas *canvas)
{
    int32_t all[4] = {INT32_MAX, INT32_MAX, 0, 0}, box[4];
    at[0] = 0.5f * (float)canvas->width;
    at[1] = 0.5f * (float)canvas->height;
    for (uint32_t i = 0; i < f->scene.subject_count; i++) {
        if (!cd_mp_stage_box(f->stage, i, 0, box) || f->scene.subjects[i].place == MP_IN_SKY)
            continue;
        for (int k = 0; k < 4; k++)
            all[k] =
                k < 2 ? (box[k] < all[k] ? box[k] : all[k]) : (box[k] > all[k] ? box[k] : all[k]);
    }
    if (all[2] <= all[0])
        return;
    at[0] = 0.5f * (float)(all[0] + all[2]);
    at[1] = 0.62f * (float)all[1] + 0.38f * (float)all[3];
}

/* Everybody has a place now: seats, and where a nearer shot is cut out. */
static void frame_shot(mp_filming *f, const mp_canvas *canvas)
{
    const int32_t w = (int32_t)f->sketch.picture.width, h = (int32_t)f->sketch.picture.height;
    float middle[2];
    int32_t box[4];
    aim(middle, f, canvas);
    const float x = middle[0], y = middle[1];
    f->left = (int32_t)cd_mp_clamp(x - 0.5f * (float)w, 0.0f, (float)(canvas->width - w));
    f->top = (int32_t)cd_mp_clamp(y - 0.5f * (float)h, 0.0f, (float)(canvas->height - h));
    for (uint32_t i = 0; i < f->scene.subject_count; i++) {
        if (!cd_mp_stage_box(f->stage, i, 0, box))
            continue;
        const float at[4] = {(float)(box[0] - f->left), (float)(box[1] - f->top),
                             (float)(box[2] - f->left), (float)(box[3] - f->top)};
        cd_mp__seat_of(&f->sketch.seats[i], at, f->scene.subjects[i].facing_right);
    }
}

static void find_plates(mp_filming *f)
{
    f->sketch.plate_count = cd_mp_stage_texts(f->stage, f->sketch.plates);
    for (uint32_t i = 0; i < f->sketch.plate_count; i++)
        for (int k = 0; k < 4; k++)
            f->sketch.plates[i][k] -= (float)(k & 1 ? f->top : f->left);
}

static const mp_px *canvas_row(const mp_filming *f, const mp_canvas *canvas, int32_t y)
{
    return canvas->px + (size_t)(y + f->top) * (size_t)canvas->width + (size_t)f->left;
}

/* The land covers the sky wherever it has changed it. */
static void find_sky(mp_filming *f, const mp_canvas *canvas)
{
    enum { SAME = 2 };
    const int32_t w = (int32_t)f->sketch.picture.width, h = (int32_t)f->sketch.picture.height;
    if (f->sky == NULL)
        return;
    for (int32_t y = 0; y < h; y++) {
        const mp_px *px = canvas_row(f, canvas, y);
        const uint8_t *was =
            f->sky + ((size_t)(y + f->top) * (size_t)canvas->width + (size_t)f->left) * 3;
        uint8_t *out = f->sketch.sky + (size_t)y * (size_t)w;
        for (int32_t x = 0; x < w; x++, was += 3)
            out[x] = abs(coarse(px[x].r) - was[0]) <= SAME &&
                             abs(coarse(px[x].g) - was[1]) <= SAME &&
                             abs(coarse(px[x].b) - was[2]) <= SAME
                         ? 255
                         : 0;
    }
}

/* What dims the twin's brighter light covers it. */
static void find_figure(mp_filming *f, const mp_canvas *canvas, const mp_canvas *twin)
{
    const int32_t w = (int32_t)f->sketch.picture.width, h = (int32_t)f->sketch.picture.height;
    for (int32_t y = 0; y < h; y++) {
        const mp_px *px = canvas_row(f, canvas, y), *lit = canvas_row(f, twin, y);
        uint8_t *out = f->sketch.figure + (size_t)y * (size_t)w;
        for (int32_t x = 0; x < w; x++) {
            const float cover =
                cd_mp_clamp(1.0f - (lit[x].g - px[x].g) / MP_TWIN_LIGHT, 0.0f, 1.0f);
            const uint8_t all = (uint8_t)(cover * 255.0f);
            out[x] = all > out[x] ? all : out[x];
        }
    }
}

static void find_picture(mp_filming *f, const mp_canvas *canvas)
{
    const int32_t w = (int32_t)f->sketch.picture.width, h = (int32_t)f->sketch.picture.height;
    for (int32_t y = 0; y < h; y++) {
        const mp_px *px = canvas_row(f, canvas, y);
        uint16_t *out = f->sketch.picture.px + (size_t)y * (size_t)w * 3;
        for (int32_t x = 0; x < w; x++, out += 3) {
            out[0] = cd_mp__sketch_curve(f->curve, px[x].r);
            out[1] = cd_mp__sketch_curve(f->curve, px[x].g);
            out[2] = cd_mp__sketch_curve(f->curve, px[x].b);
        }
    }
}

static cd_rc watch_seen(void *data, const struct mp_paint *paint, const struct mp_canvas *twin,
                        mp_seen what, float near, bool floating, cd_err *err)
{
    mp_filming *f = data;
    (void)near;
    (void)floating;
    switch (what) {
    case MP_SEEN_SKY:
        return keep_sky(f, &paint->canvas, err);
    case MP_SEEN_LAND:
        frame_shot(f, &paint->canvas);
        find_plates(f);
        find_sky(f, &paint->canvas);
        return CD_OK;
    case MP_SEEN_CAST:
        find_figure(f, &paint->canvas, twin);
        return CD_OK;
    case MP_SEEN_NEAR:
        return CD_OK;
    case MP_SEEN_GLOW:
        break;
    }
    find_picture(f, &paint->canvas);
    return CD_OK;
}

static cd_rc stage_open(mp_filming *f, unsigned threads, cd_err *err)
{
    CD_TRY(cd_mp_stage_new(&f->stage, &f->scene, f->sprites, threads, err));
    f->watch = (struct mp_watch){.seen = watch_seen, .data = f};
    cd_mp_stage_watch(f->stage, &f->watch);
    return CD_OK;
}

cd_rc cd_mp_filming_new(mp_filming **out, const mp_scene *scene, cd_mp_sprites *sprites,
                        mp_shot shot, const int32_t size[2], int32_t hero, unsigned threads,
                        cd_err *err)
{
    CD_AUTO(cd_mp_filming_free) mp_filming *f = cd_new(sizeof *f);
    const bool staged = shot == MP_SHOT_WIDE || shot == MP_SHOT_MIDDLE || hero < 0;
    const float zoom = shot != MP_SHOT_MIDDLE     ? 1.0f
                       : scene->subject_count > 1 ? (size[0] < size[1] ? 1.0f : nearer_all)
                                                  : nearer_one;
    f->scene = *scene;
    f->shot = shot;
    f->hero = hero;
    f->sprites = sprites;
    f->scene.width = (uint32_t)((float)size[0] * zoom);
    f->scene.height = (uint32_t)((float)size[1] * zoom);
    f->sketch.picture = (mp_picture){NULL, (uint32_t)size[0], (uint32_t)size[1], threads};
    cd_mp_srgb_curve(f->curve);
    if (staged)
        CD_TRY(stage_open(f, threads, err));
    CD_MOVE(*out, f);
    return CD_OK;
}

void cd_mp_filming_free(mp_filming **filming)
{
    if (filming == NULL || *filming == NULL)
        return;
    cd_mp_stage_free(&(*filming)->stage);
    free((*filming)->sky);
    sketch_done(&(*filming)->sketch);
    cd_free_ptr(filming);
}

uint32_t cd_mp_filming_steps(const mp_filming *filming)
{
    return filming->stage != NULL ? cd_mp_stage_steps(filming->stage) : 1;
}

cd_rc cd_mp_filming_step(mp_filming *filming, cd_err *err)
{
    if (filming->sketch.figure == NULL)
        CD_TRY(sketch_start(&filming->sketch, filming->stage != NULL, err));
    if (filming->stage != NULL)
        return cd_mp_stage_step(filming->stage, err);
    return cd_mp__cutout(&filming->sketch, &filming->scene, filming->sprites, filming->shot,
                         filming->hero, err);
}

const mp_sketch *cd_mp_filming_sketch(const mp_filming *filming)
{
    return &filming->sketch;
}
