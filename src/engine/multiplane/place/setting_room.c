/* engine/multiplane/place/setting_room.c - a room: a wall with a window onto the sky, floor boards,
 * a rug in the light that falls in, a few pieces of furniture. */
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/place/sky.h"
#include "engine/multiplane/paint/surface.h"
#include "engine/multiplane/paint/vector.h"

struct room {
    mp_paint *paint;
    float pane[4]; /* x0 y0 x1 y1 */
    bool left;
    mp_px light, sun, wall;
};

static void measure(struct room *r)
{
    static const uint32_t walls[] = {0xe9dcc6, 0xd5dfd2, 0xdcd6e6, 0xf0d9c8};
    const mp_paint *p = r->paint;
    const mp_light *l = &p->light;
    r->left = l->sun_at < 0.5f;
    const float wide = cd_mp_clamp(0.62f * p->unit, 0.0f, 0.46f * p->width);
    const float middle = p->width * (r->left ? 0.31f : 0.69f);
    r->pane[0] = middle - 0.5f * wide;
    r->pane[2] = middle + 0.5f * wide;
    r->pane[3] = p->horizon - 0.20f * p->unit;
    r->pane[1] = r->pane[3] - cd_mp_clamp(0.66f * p->unit, 0.0f, 0.86f * r->pane[3]);
    r->sun = cd_mp_scale(l->key, l->moon ? 0.5f : 1.1f);
    r->light = cd_mp_add(cd_mp_scale(l->ambient, 1.18f), l->key, 0.18f);
    r->light = cd_mp_add(r->light, cd_mp_rgb(0xffc58a), 0.50f * l->lamps);
    r->light.a = 1.0f;
    r->wall = cd_mp_times(cd_mp_rgb(walls[cd_mp_hash(p->scene->seed ^ 0x61) % 4]), r->light);
}

static void wall_rows(void *data, int32_t from, int32_t to)
{
    const struct room *r = data;
    mp_paint *p = r->paint;
    const float cx = 0.5f * (r->pane[0] + r->pane[2]);
    const float cy = 0.5f * (r->pane[1] + r->pane[3]);
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const bool inside = (float)row > r->pane[1] && (float)row < r->pane[3];
        const float panel = (float)row > p->horizon - 0.16f * p->unit ? 0.88f : 1.0f;
        for (int32_t x = 0; x < p->canvas.width; x++) {
            if (inside && (float)x > r->pane[0] && (float)x < r->pane[2]) {
                out[x] = cd_mp_scale(out[x], 1.12f);
                continue;
            }
            const float dx = ((float)x - cx) / p->unit;
            const float dy = ((float)row - cy) / p->unit;
            const float near = expf(-1.1f * sqrtf(dx * dx + dy * dy));
            const float grain =
                cd_mp_texture(p->noise.fbm, (float)x / p->unit * 1.9f, (float)row / p->unit * 1.9f);
            const float stripe =
                0.985f + 0.015f * (float)(cd_mp_floor((float)x / (0.045f * p->unit)) & 1);
            const mp_px c =
                cd_mp_scale(r->wall, (0.68f + 0.40f * near + 0.035f * grain) * stripe * panel);
            out[x] = cd_mp_alpha(cd_mp_add(c, r->sun, 0.10f * near * near), 1.0f);
        }
    }
}

/* Sun on the floor: the window thrown away from it. */
static float patch(const struct room *r, float x, float t)
{
    const mp_paint *p = r->paint;
    const float away = r->left ? 1.0f : -1.0f;
    const float from = (r->left ? r->pane[0] : r->pane[2]) / p->unit;
    const float wide = (r->pane[2] - r->pane[0]) / p->unit * (1.0f + 0.5f * t);
    const float across = ((x - from) * away - 0.20f - 0.55f * t) / wide;
    const float along = (t - 0.16f) / 0.58f;
    const float soft = 0.03f;
    const float edge = cd_mp_smooth(-soft, soft, across) *
                       cd_mp_smooth(1 + soft, 1 - soft, across) * cd_mp_smooth(-soft, soft, along) *
                       cd_mp_smooth(1 + soft, 1 - soft, along);
    return edge * cd_mp_smooth(0.012f, 0.04f, fabsf(across - 0.5f)) *
           cd_mp_smooth(0.015f, 0.06f, fabsf(along - 0.5f));
}

static void floor_rows(void *data, int32_t from, int32_t to)
{
    const struct room *r = data;
    mp_paint *p = r->paint;
    const bool sunny = p->light.disc_seen;
    const mp_px rug = cd_mp_rgb(0xb5533f);
    const mp_px cream = cd_mp_rgb(0xf1e2c4);
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float t = ((float)row + 0.5f - p->horizon) / (p->height - p->horizon);
        const float z = 1.8f / (1.0f + 1.3f * t);
        const float mirror = cd_mp_clamp(p->horizon - t * 0.9f * p->horizon, 0.0f, p->horizon);
        const mp_px *image = p->canvas.px + (size_t)mirror * (size_t)p->canvas.width;
        for (int32_t x = 0; x < p->canvas.width; x++) {
            const float wx = ((float)x - 0.5f * p->width) / p->unit * z;
            mp_px albedo = cd_mp_wood(&p->noise, z * 3.4f, wx * 3.2f + 40.0f);
            const float ex = wx / 0.70f;
            const float ez = (z - 1.10f) / 0.20f;
            const float q = ex * ex + ez * ez;
            if (q < 1.0f) {
                const float ring = sqrtf(q) * 3.0f - (float)cd_mp_floor(sqrtf(q) * 3.0f);
                const float weave = cd_mp_texture(p->noise.fbm, wx * 2.6f, z * 3.0f);
                const mp_px c = ring > 0.90f || q > 0.95f ? cream : rug;
                albedo = cd_mp_mix(albedo, cd_mp_scale(c, 0.95f + 0.4f * weave),
                                   cd_mp_smooth(1.0f, 0.985f, q));
            }
            const float lit = sunny ? patch(r, (float)x / p->unit, t) : 0.0f;
            mp_px light = cd_mp_scale(r->light, 0.66f + 0.16f * t);
            light = cd_mp_add(light, r->sun, 0.75f * lit + 0.05f);
            mp_px c = cd_mp_times(albedo, light);
            if (q >= 1.0f)
                c = cd_mp_add(c, image[x], 0.10f * (1.0f - t));
            out[x] = cd_mp_alpha(c, 1.0f);
        }
    }
}

static void window_frame(cairo_t *cr, const struct room *r)
{
    const double u = r->paint->unit;
    const double x = r->pane[0];
    const double y = r->pane[1];
    const double w = r->pane[2] - r->pane[0];
    const double h = r->pane[3] - r->pane[1];
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_MITER);
    cairo_set_line_width(cr, 0.026 * u);
    cairo_rectangle(cr, x, y, w, h);
    cd_mp_ink(cr, 0xfbf7ef, 1.0);
    cairo_stroke(cr);
    cairo_set_line_width(cr, 0.012 * u);
    cairo_move_to(cr, x + 0.5 * w, y);
    cairo_line_to(cr, x + 0.5 * w, y + h);
    cairo_move_to(cr, x, y + 0.46 * h);
    cairo_line_to(cr, x + w, y + 0.46 * h);
    cairo_stroke(cr);
    cairo_set_line_width(cr, 0.003 * u);
    cd_mp_ink(cr, 0xb8ae9f, 0.8);
    cairo_rectangle(cr, x + 0.014 * u, y + 0.014 * u, w - 0.028 * u, h - 0.028 * u);
    cairo_stroke(cr);
    cairo_rectangle(cr, x - 0.04 * u, y + h + 0.008 * u, w + 0.08 * u, 0.024 * u);
    const double line[4] = {0, y + h, 0, y + h + 0.03 * u};
    cd_mp_fill_gradient(cr, line, 0xffffff, 0xcfc6b8, false);
}

static void curtain(cairo_t *cr, const struct room *r, bool right)
{
    const double u = r->paint->unit;
    const double w = 0.115 * u;
    const double x = right ? r->pane[2] - 0.02 * u : r->pane[0] - w + 0.02 * u;
    const double y0 = r->pane[1] - 0.05 * u;
    const double y1 = r->pane[3] + 0.11 * u;
    const uint32_t hex = 0x7f95a8;
    for (int i = 0; i < 7; i++) {
        const double fx = x + w * i / 7.0;
        const double swing = (right ? 1.0 : -1.0) * 0.018 * u;
        const double line[4] = {fx, 0, fx + w / 7.0, 0};
        cairo_move_to(cr, fx, y0);
        cairo_line_to(cr, fx + w / 7.0 + 1, y0);
        cairo_line_to(cr, fx + w / 7.0 + 1 + swing, y1);
        cairo_line_to(cr, fx + swing, y1);
        cairo_close_path(cr);
        cd_mp_fill_gradient(cr, line, cd_mp_shade(hex, i & 1 ? 1.25f : 0.95f),
                            cd_mp_shade(hex, i & 1 ? 0.95f : 1.25f), false);
    }
}

static void picture(cairo_t *cr, double x, double y, double w, double h, uint64_t seed)
{
    static const uint32_t skies[] = {0xf2b880, 0x8fb8d8, 0xd8a0b0};
    cairo_rectangle(cr, x + 0.03 * w, y + 0.05 * h, w, h);
    cd_mp_ink(cr, 0x1b1410, 0.28);
    cairo_fill(cr);
    const double line[4] = {x, y, x + w, y + h};
    cairo_rectangle(cr, x, y, w, h);
    cd_mp_fill_gradient(cr, line, 0xb07d48, 0x6b4423, false);
    cairo_rectangle(cr, x + 0.07 * w, y + 0.09 * h, 0.86 * w, 0.82 * h);
    cairo_save(cr);
    cairo_clip_preserve(cr);
    cd_mp_ink(cr, skies[cd_mp_hash(seed) % 3], 1.0);
    cairo_fill(cr);
    for (int i = 0; i < 3; i++) {
        cairo_move_to(cr, x, y + h);
        cairo_curve_to(cr, x + 0.3 * w, y + h * (0.45 + 0.13 * i), x + 0.6 * w,
                       y + h * (0.75 - 0.10 * i), x + w, y + h * (0.55 + 0.12 * i));
        cairo_line_to(cr, x + w, y + h);
        cairo_close_path(cr);
        cd_mp_ink(cr, cd_mp_blend(0x6f8f8a, 0x2f4f4a, 0.5f * (float)i), 1.0);
        cairo_fill(cr);
    }
    cairo_restore(cr);
}

static void pot_plant(cairo_t *cr, mp_rand *rand, double x, double y, double u)
{
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, 0.09 * u, 0.014 * u);
    cairo_arc(cr, 0, 0, 1, 0, 6.2832);
    cairo_restore(cr);
    cd_mp_ink(cr, 0x140d0a, 0.35);
    cairo_fill(cr);
    for (int i = 0; i < 15; i++) {
        const double a = -1.57 + (i - 7) * 0.17 + (double)cd_mp_range(rand, -0.08f, 0.08f);
        const double len = u * (double)cd_mp_range(rand, 0.20f, 0.34f);
        const double bx = x;
        const double by = y - 0.12 * u;
        const double ex = bx + cos(a) * len;
        const double ey = by + sin(a) * len;
        const double nx = -sin(a) * len * 0.13;
        const double ny = cos(a) * len * 0.13;
        cairo_move_to(cr, bx, by);
        cairo_curve_to(cr, bx + (ex - bx) * 0.4 + nx, by + (ey - by) * 0.6 + ny, ex + nx, ey + ny,
                       ex, ey);
        cairo_curve_to(cr, ex - nx, ey - ny, bx + (ex - bx) * 0.4 - nx, by + (ey - by) * 0.6 - ny,
                       bx, by);
        const double line[4] = {bx, by, ex, ey};
        cd_mp_fill_gradient(cr, line, 0x2c5f38, cd_mp_blend(0x5f9a4a, 0x9cc86a, cd_mp_rand01(rand)),
                            false);
    }
    const double line[4] = {x - 0.07 * u, 0, x + 0.07 * u, 0};
    cairo_move_to(cr, x - 0.068 * u, y - 0.135 * u);
    cairo_line_to(cr, x + 0.068 * u, y - 0.135 * u);
    cairo_line_to(cr, x + 0.048 * u, y);
    cairo_line_to(cr, x - 0.048 * u, y);
    cairo_close_path(cr);
    cd_mp_fill_gradient(cr, line, 0xf0e6d8, 0xa89a88, false);
}

static void sideboard(cairo_t *cr, double x, double y, double w, double u)
{
    const double h = 0.20 * u;
    cairo_rectangle(cr, x, y - 0.012 * u, w, 0.03 * u);
    cd_mp_ink(cr, 0x140d0a, 0.35);
    cairo_fill(cr);
    const double line[4] = {x, y - h, x, y};
    cd_mp_round_rect(cr, x, y - h - 0.03 * u, w, h, 0.012 * u);
    cd_mp_fill_gradient(cr, line, 0xb5804c, 0x85552c, false);
    for (int i = 0; i < 2; i++) {
        cairo_rectangle(cr, x + w * (0.04 + 0.48 * i), y - h, w * 0.44, h * 0.72);
        cairo_set_line_width(cr, 0.004 * u);
        cd_mp_ink(cr, 0x5a361a, 0.8);
        cairo_stroke(cr);
        cairo_arc(cr, x + w * (0.44 + 0.12 * i), y - h * 0.62, 0.008 * u, 0, 6.2832);
        cd_mp_ink(cr, 0xe0c07a, 1.0);
        cairo_fill(cr);
        cairo_rectangle(cr, x + w * (0.06 + 0.84 * i), y - 0.03 * u, 0.016 * u, 0.034 * u);
        cd_mp_ink(cr, 0x5a361a, 1.0);
        cairo_fill(cr);
    }
    static const uint32_t books[] = {0x9c3f3a, 0x2f5f7a, 0xd9a441, 0x5a7a4a, 0xe9dfcc};
    for (int i = 0; i < 5; i++) {
        cairo_rectangle(cr, x + w * 0.08 + 0.022 * u * i,
                        y - h - 0.03 * u - (0.085 - 0.008 * (i % 3)) * u, 0.019 * u,
                        (0.085 - 0.008 * (i % 3)) * u);
        cd_mp_ink(cr, books[i], 1.0);
        cairo_fill(cr);
    }
}

static cd_rc furniture(const struct room *r, cd_err *err)
{
    mp_paint *p = r->paint;
    const double u = p->unit;
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    const int32_t rows = (int32_t)(p->horizon + 0.10f * p->unit);
    CD_TRY(cd_mp_layer_new(&layer, p->canvas.width, rows, err));
    cairo_t *cr = layer.cr;
    mp_rand rand = cd_mp_rand_new(p->scene->seed, 151);
    window_frame(cr, r);
    curtain(cr, r, false);
    curtain(cr, r, true);
    cairo_rectangle(cr, r->pane[0] - 0.16 * u, r->pane[1] - 0.066 * u,
                    r->pane[2] - r->pane[0] + 0.32 * u, 0.012 * u);
    cd_mp_ink(cr, 0x8a6a45, 1.0);
    cairo_fill(cr);
    cairo_rectangle(cr, 0, p->horizon - 0.042 * u, p->width, 0.042 * u);
    cd_mp_ink(cr, 0xf7f1e6, 1.0);
    cairo_fill(cr);
    const double from = r->left ? r->pane[2] + 0.16 * u : 0.04 * u;
    const double to = r->left ? p->width - 0.04 * u : r->pane[0] - 0.16 * u;
    const double free = to - from;
    if (free > 0.30 * u) {
        const double w = free * 0.62 < 0.52 * u ? free * 0.62 : 0.52 * u;
        const double x = from + 0.5 * (free - w);
        sideboard(cr, x, p->horizon + 0.012 * u, w, u);
        picture(cr, x + 0.10 * w, p->horizon - 0.66 * u, 0.44 * w, 0.24 * u, p->scene->seed);
        picture(cr, x + 0.64 * w, p->horizon - 0.60 * u, 0.26 * w, 0.18 * u, p->scene->seed + 3);
    }
    const double px = r->left ? 0.10 * u : p->width - 0.10 * u;
    pot_plant(cr, &rand, px, p->horizon + 0.045 * u, u);
    cd_mp_layer_lay(&p->canvas, &layer, 0, 0, cd_mp_scale(r->light, 1.05f), p->threads);
    return CD_OK;
}

static void lamp(const struct room *r)
{
    mp_paint *p = r->paint;
    const float on = p->light.lamps;
    if (on < 0.05f)
        return;
    const float x = p->width * (r->left ? 0.66f : 0.34f);
    const float y = 0.16f * p->horizon;
    const float u = p->unit;
    cd_mp_rect(&p->canvas, x - 0.002f * u, 0.0f, x + 0.002f * u, y, cd_mp_rgb(0x2a211c));
    cd_mp_glow(&p->canvas, x, y, 0.9f * u, 2.6f, cd_mp_scale(cd_mp_rgb(0xffb765), 0.55f * on));
    cd_mp_ellipse(&p->canvas, x, y + 0.03f * u, 0.055f * u, 0.055f * u, 0.8f,
                  cd_mp_scale(cd_mp_rgb(0xfff1d2), 0.8f + 1.6f * on));
}

cd_rc cd_mp_paint_room(mp_paint *paint, cd_err *err)
{
    struct room r = {.paint = paint};
    measure(&r);
    const float horizon = paint->horizon;
    paint->horizon = r.pane[3] + 0.04f * paint->unit; /* the sky outside ends at the sill */
    paint->sun_y = cd_mp_lerp(r.pane[1], r.pane[3], 0.30f);
    paint->sun_x = cd_mp_lerp(r.pane[0], r.pane[2], 0.30f);
    CD_TRY(cd_mp_sky_paint(paint, cd_mp_floor(paint->horizon), err));
    paint->horizon = horizon;
    cd_mp_rows(paint->threads, 0, cd_mp_floor(horizon) + 1, wall_rows, &r);
    cd_mp_rows(paint->threads, cd_mp_floor(horizon), paint->canvas.height, floor_rows, &r);
    CD_TRY(furniture(&r, err));
    lamp(&r);
    return CD_OK;
}
