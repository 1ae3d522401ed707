/* engine/multiplane/place/setting_hall.c - rooms of a purpose: a wall drawn for each, windows cut
 * out of it onto the sky, a floor of boards or tiles, lamps. */
#include "engine/multiplane/place/hall.h"

#include "engine/multiplane/paint/surface.h"
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/place/sky.h"

void cd_mp_hall_box(cairo_t *cr, const double at[4], uint32_t hex)
{
    cairo_rectangle(cr, at[0], at[1], at[2], at[3]);
    const double line[4] = {at[0], at[1], at[0] + at[2], at[1] + at[3]};
    cd_mp_fill_gradient(cr, line, cd_mp_shade(hex, 1.1f), cd_mp_shade(hex, 0.82f), false);
}

void cd_mp_hall_window(cairo_t *cr, const double at[4], bool arch, uint32_t frame)
{
    const double r = arch ? 0.5 * at[2] : 0.0;
    cairo_new_path(cr);
    cairo_move_to(cr, at[0], at[1] + at[3]);
    cairo_line_to(cr, at[0], at[1] + r);
    if (arch)
        cairo_arc(cr, at[0] + r, at[1] + r, r, 3.1416, 6.2832);
    else
        cairo_line_to(cr, at[0] + at[2], at[1]);
    cairo_line_to(cr, at[0] + at[2], at[1] + at[3]);
    cairo_close_path(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_CLEAR);
    cairo_fill_preserve(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
    cairo_set_line_width(cr, 0.09 * at[2]);
    cd_mp_ink(cr, frame, 1.0);
    cairo_stroke(cr);
    cairo_set_line_width(cr, 0.035 * at[2]);
    cairo_move_to(cr, at[0] + 0.5 * at[2], at[1]);
    cairo_line_to(cr, at[0] + 0.5 * at[2], at[1] + at[3]);
    for (int i = 1; i < 4; i++) {
        cairo_move_to(cr, at[0], at[1] + r + (at[3] - r) * i / 4.0);
        cairo_line_to(cr, at[0] + at[2], at[1] + r + (at[3] - r) * i / 4.0);
    }
    cairo_stroke(cr);
}

void cd_mp_hall_open(cairo_t *cr)
{
    cairo_set_operator(cr, CAIRO_OPERATOR_CLEAR);
    cairo_paint(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
}

static void courses(cairo_t *cr, const mp_paint *p, mp_rand *rand, double high, uint32_t hex)
{
    const double wide = 2.3 * high;
    for (int row = 0; row * high < (double)p->horizon; row++) {
        for (double x = -0.5 * wide * (row & 1); x < (double)p->width; x += wide) {
            cairo_rectangle(cr, x + 0.04 * high, row * high + 0.04 * high, wide - 0.08 * high,
                            0.92 * high);
            cd_mp_ink(cr, cd_mp_shade(hex, cd_mp_range(rand, 0.86f, 1.10f)), 1.0);
            cairo_fill(cr);
        }
    }
}

static void shelf_of_books(cairo_t *cr, const double at[3], mp_rand *rand)
{
    static const uint32_t covers[] = {0x9c3f3a, 0x2f5f7a, 0xd9a441, 0x5a7a4a, 0xe9dfcc,
                                      0x6a4a7a, 0xb86a3a, 0x3a4a5a, 0x8a2f4a, 0x4f8a86};
    for (double x = at[0]; x < at[0] + at[2] - 0.012 * at[2];) {
        const double w = at[2] * (double)cd_mp_range(rand, 0.045f, 0.095f);
        const double h = at[2] * (double)cd_mp_range(rand, 0.27f, 0.36f);
        const double end = at[0] + at[2];
        const double book[4] = {x, at[1] - h, x + w > end ? end - x : w, h};
        cd_mp_hall_box(cr, book, covers[(uint32_t)(cd_mp_rand01(rand) * 9.99f)]);
        x += w;
    }
}

static void draw_library(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    const double u = p->unit, base = p->horizon, wide = 0.36 * u, step = 0.155 * u;
    for (double x = -0.12 * u; x < (double)p->width; x += wide) {
        for (double y = base - 0.03 * u; y > -step; y -= step) {
            const double back[4] = {x, y - step, wide, step};
            cd_mp_hall_box(cr, back, 0x3a2418);
            const double row[3] = {x + 0.03 * u, y - 0.012 * u, wide - 0.05 * u};
            shelf_of_books(cr, row, rand);
            const double board[4] = {x, y - 0.012 * u, wide, 0.018 * u};
            cd_mp_hall_box(cr, board, 0x8a5a32);
        }
        const double post[4] = {x, 0, 0.026 * u, base};
        cd_mp_hall_box(cr, post, 0x7a4c2a);
    }
    const double foot[4] = {0, base - 0.035 * u, p->width, 0.035 * u};
    cd_mp_hall_box(cr, foot, 0x6a4022);
}

static void drape(cairo_t *cr, double x0, double x1, double y0, double y1, uint32_t hex)
{
    const int folds = 9;
    for (int i = 0; i < folds; i++) {
        const double x = x0 + (x1 - x0) * i / folds, w = (x1 - x0) / folds;
        cairo_rectangle(cr, x - 0.5, y0, w + 1.0, y1 - y0);
        const double line[4] = {x, 0, x + w, 0};
        cd_mp_fill_gradient(cr, line, cd_mp_shade(hex, 1.25f), cd_mp_shade(hex, 0.55f), false);
    }
}

static void draw_stage(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    (void)rand;
    const double u = p->unit, w = p->width, base = p->horizon;
    drape(cr, 0.16 * w, 0.84 * w, 0, base, 0x5a1420);
    drape(cr, -0.02 * w, 0.20 * w, 0, base, 0xc0202f);
    drape(cr, 0.80 * w, 1.02 * w, 0, base, 0xc0202f);
    for (int i = 0; i < 8; i++) { /* the valance hangs in arcs */
        const double x = w * i / 8.0;
        cairo_move_to(cr, x, 0);
        cairo_line_to(cr, x, 0.10 * u);
        cairo_curve_to(cr, x + 0.2 * w / 8.0, 0.21 * u, x + 0.8 * w / 8.0, 0.21 * u, x + w / 8.0,
                       0.10 * u);
        cairo_line_to(cr, x + w / 8.0, 0);
        cairo_close_path(cr);
        const double line[4] = {x, 0, x + w / 8.0, 0.18 * u};
        cd_mp_fill_gradient(cr, line, 0xe0303c, 0x8a1420, true);
        cairo_set_line_width(cr, 0.010 * u);
        cd_mp_ink(cr, 0xe8b84a, 1.0);
        cairo_stroke(cr);
    }
}

static void draw_classroom(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    const double u = p->unit, w = p->width, base = p->horizon;
    const double bw = 0.9 * u < 0.62 * w ? 0.9 * u : 0.62 * w, bh = 0.36 * u;
    const double x = 0.5 * (w - bw) + (w > 1.3 * u ? 0.12 * u : 0.0), y = base - 0.68 * u;
    const double frame[4] = {x - 0.02 * u, y - 0.02 * u, bw + 0.04 * u, bh + 0.04 * u};
    cd_mp_hall_box(cr, frame, 0xa8763f);
    const double board[4] = {x, y, bw, bh};
    cd_mp_hall_box(cr, board, 0x2f5a48);
    const double ledge[4] = {x - 0.01 * u, y + bh + 0.02 * u, bw + 0.02 * u, 0.014 * u};
    cd_mp_hall_box(cr, ledge, 0x8a5c30);
    cd_mp_ink(cr, 0xf4f4ea, 0.75);
    cairo_set_line_width(cr, 0.006 * u);
    for (int i = 0; i < 4; i++) { /* chalk */
        const double ly = y + bh * (0.22 + 0.18 * i);
        cairo_move_to(cr, x + 0.08 * bw, ly);
        cairo_curve_to(cr, x + 0.2 * bw, ly - 0.02 * u, x + 0.3 * bw, ly + 0.02 * u,
                       x + bw * (double)cd_mp_range(rand, 0.4f, 0.58f), ly);
        cairo_stroke(cr);
    }
    cairo_arc(cr, x + 0.78 * bw, y + 0.5 * bh, 0.28 * bh, 0, 6.2832);
    cairo_stroke(cr);
    if (x > 0.44 * u) {
        const double pane[4] = {0.5 * x - 0.17 * u, y - 0.02 * u, 0.30 * u, 0.46 * u};
        cd_mp_hall_window(cr, pane, false, 0xfbf7ef);
    }
    const double skirt[4] = {0, base - 0.05 * u, w, 0.05 * u};
    cd_mp_hall_box(cr, skirt, 0xd9c9a8);
}

static void draw_castle_hall(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    const double u = p->unit, w = p->width, base = p->horizon;
    courses(cr, p, rand, 0.062 * u, 0x8f877c);
    const int count = (int)(w / (0.46 * u)) < 1 ? 1 : (int)(w / (0.46 * u));
    for (int i = 0; i < count; i++) {
        const double x = w * (i + 0.5) / count;
        const double pane[4] = {x - 0.085 * u, base - 0.66 * u, 0.17 * u, 0.42 * u};
        cd_mp_hall_window(cr, pane, true, 0x4a4440);
    }
    for (int i = 0; i <= count; i++) {
        const double x = w * i / count;
        cairo_move_to(cr, x - 0.055 * u, base - 0.68 * u);
        cairo_line_to(cr, x + 0.055 * u, base - 0.68 * u);
        cairo_line_to(cr, x + 0.055 * u, base - 0.30 * u);
        cairo_line_to(cr, x, base - 0.24 * u);
        cairo_line_to(cr, x - 0.055 * u, base - 0.30 * u);
        cairo_close_path(cr);
        const double line[4] = {x - 0.06 * u, 0, x + 0.06 * u, 0};
        cd_mp_fill_gradient(cr, line, i & 1 ? 0x2f4f9a : 0xb0242c, i & 1 ? 0x1c2f66 : 0x6f1018,
                            false);
        cairo_arc(cr, x, base - 0.48 * u, 0.028 * u, 0, 6.2832);
        cd_mp_ink(cr, 0xe8c04a, 1.0);
        cairo_fill(cr);
    }
}

static void draw_cafe(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    const double u = p->unit, w = p->width, base = p->horizon;
    courses(cr, p, rand, 0.030 * u, 0xa8604a);
    const double pane[4] = {w > 1.2 * u ? 0.10 * u : 0.06 * u, base - 0.62 * u, 0.34 * u, 0.42 * u};
    cd_mp_hall_window(cr, pane, false, 0x3a2a22);
    const double from = pane[0] + pane[2] + 0.10 * u;
    for (int row = 0; row < 2; row++) {
        const double y = base - (0.34 + 0.17 * row) * u;
        const double board[4] = {from, y, w - from - 0.06 * u, 0.018 * u};
        cd_mp_hall_box(cr, board, 0x7a5030);
        static const uint32_t jars[] = {0xf4ead6, 0xd98a4a, 0x6a8a7a, 0x5a3a2a, 0xe8c46a};
        for (double x = from + 0.03 * u; x < w - 0.12 * u; x += 0.062 * u) {
            const double h = u * (double)cd_mp_range(rand, 0.045f, 0.085f);
            const double jar[4] = {x, y - h, 0.04 * u, h};
            cd_mp_hall_box(cr, jar, jars[(uint32_t)(cd_mp_rand01(rand) * 4.99f)]);
        }
    }
    const double counter[4] = {from - 0.02 * u, base - 0.19 * u, w - from + 0.1 * u, 0.19 * u};
    cd_mp_hall_box(cr, counter, 0x6a4428);
    const double top[4] = {from - 0.04 * u, base - 0.215 * u, w - from + 0.1 * u, 0.03 * u};
    cd_mp_hall_box(cr, top, 0xd9b98a);
}

static void leaves(cairo_t *cr, const double at[3], mp_rand *rand)
{
    for (int i = 0; i < 22; i++) {
        const double a = (double)cd_mp_range(rand, -3.0f, -0.14f);
        const double len = at[2] * (double)cd_mp_range(rand, 0.45f, 1.0f);
        const double ex = at[0] + cos(a) * len * 0.8, ey = at[1] + sin(a) * len;
        const double nx = -sin(a) * len * 0.15, ny = cos(a) * len * 0.15;
        cairo_move_to(cr, at[0], at[1]);
        cairo_curve_to(cr, 0.5 * (at[0] + ex) + nx, 0.5 * (at[1] + ey) + ny, ex + nx, ey + ny, ex,
                       ey);
        cairo_curve_to(cr, ex - nx, ey - ny, 0.5 * (at[0] + ex) - nx, 0.5 * (at[1] + ey) - ny,
                       at[0], at[1]);
        const double line[4] = {at[0], at[1], ex, ey};
        cd_mp_fill_gradient(cr, line, 0x1f5a30, cd_mp_blend(0x4f9a44, 0xb0d868, cd_mp_rand01(rand)),
                            false);
        if (i % 5 == 0) {
            static const uint32_t petals[] = {0xff7aa0, 0xffd24a, 0xffffff, 0xc48af0};
            cairo_arc(cr, ex, ey, 0.09 * at[2], 0, 6.2832);
            cd_mp_ink(cr, petals[(uint32_t)(cd_mp_rand01(rand) * 3.99f)], 1.0);
            cairo_fill(cr);
        }
    }
}

static void draw_greenhouse(cairo_t *cr, const mp_paint *p, mp_rand *rand)
{
    const double u = p->unit, w = p->width, base = p->horizon;
    cd_mp_hall_open(cr);
    cd_mp_ink(cr, 0xdff2ea, 0.20);
    cairo_paint(cr);
    cd_mp_ink(cr, 0xf6faf6, 0.95);
    cairo_set_line_width(cr, 0.012 * u);
    for (double x = 0.5 * w; x < w + 0.2 * u; x += 0.20 * u) { /* ribs run up to the ridge */
        for (int side = -1; side <= 1; side += 2) {
            const double at = 0.5 * w + side * (x - 0.5 * w);
            cairo_move_to(cr, at, base);
            cairo_line_to(cr, at, base - 0.52 * u);
            cairo_line_to(cr, 0.5 * w + 0.25 * (at - 0.5 * w), -0.05 * u);
        }
    }
    cairo_move_to(cr, 0, base - 0.52 * u);
    cairo_line_to(cr, w, base - 0.52 * u);
    cairo_move_to(cr, 0, base - 0.30 * u);
    cairo_line_to(cr, w, base - 0.30 * u);
    cairo_stroke(cr);
    for (double x = 0.04 * u; x < w; x += 0.11 * u) {
        const double at[3] = {x, base - 0.02 * u, u * (double)cd_mp_range(rand, 0.13f, 0.30f)};
        leaves(cr, at, rand);
    }
    const double bed[4] = {0, base - 0.04 * u, w, 0.05 * u};
    cd_mp_hall_box(cr, bed, 0x9a6a44);
}

static const struct hall library = {{0x5a3a24, 0x3a2416}, {0, 0}, 0.75f, 2, true, draw_library};
static const struct hall stage = {{0x3a1018, 0x20080c}, {0, 0}, 0.30f, 0, true, draw_stage};
static const struct hall classroom = {{0xf2e8d0, 0xe4d6b8}, {0, 0}, 1.0f, 0, false, draw_classroom};
static const struct hall castle = {{0x6f675e, 0x59524a}, {0xb4a890, 0x8a7f6e}, 0.72f, 0, true,
                                   draw_castle_hall};
static const struct hall cafe = {
    {0x8a4a38, 0x6f3a2c}, {0xe6dcc8, 0x6a5a50}, 0.85f, 3, true, draw_cafe};
static const struct hall greenhouse = {{0, 0}, {0xd6ccb6, 0xb9ad96}, 1.15f, 0,
                                       false,  draw_greenhouse};

static const struct hall *hall_of(const mp_scene *scene)
{
    switch (scene->setting) {
    case MP_SETTING_LIBRARY:
        return &library;
    case MP_SETTING_STAGE:
        return &stage;
    case MP_SETTING_CLASSROOM:
        return &classroom;
    case MP_SETTING_CASTLE_HALL:
        return &castle;
    case MP_SETTING_CAFE:
        return &cafe;
    case MP_SETTING_BEDROOM:
        return &cd_mp_hall_bedroom;
    case MP_SETTING_BATHROOM:
        return &cd_mp_hall_bathroom;
    case MP_SETTING_STATION:
        return &cd_mp_hall_station;
    case MP_SETTING_MARKET:
        return &cd_mp_hall_market;
    case MP_SETTING_CAVE:
        return &cd_mp_hall_cave;
    case MP_SETTING_ROOFTOP:
        return &cd_mp_hall_rooftop;
    default:
        return &greenhouse;
    }
}

struct floor {
    mp_paint *paint;
    const struct hall *hall;
    mp_px light;
};

static void floor_rows(void *data, int32_t from, int32_t to)
{
    const struct floor *f = data;
    mp_paint *p = f->paint;
    const mp_px tiles[2] = {cd_mp_rgb(f->hall->tiles[0]), cd_mp_rgb(f->hall->tiles[1])};
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float t = ((float)row + 0.5f - p->horizon) / (p->height - p->horizon);
        const float z = 1.8f / (1.0f + 1.3f * t);
        const float mirror =
            cd_mp_clamp(p->horizon - t * 0.9f * p->horizon, 0.0f, p->horizon - 1.0f);
        const mp_px *image = p->canvas.px + (size_t)mirror * (size_t)p->canvas.width;
        for (int32_t x = 0; x < p->canvas.width; x++) {
            const float wx = ((float)x - 0.5f * p->width) / p->unit * z;
            mp_px albedo = cd_mp_wood(&p->noise, z * 3.4f, wx * 3.2f + 40.0f);
            if (f->hall->tiles[0] != 0) {
                const int32_t odd = cd_mp_floor(wx * 5.0f) + cd_mp_floor(z * 8.0f);
                const float vein = cd_mp_texture(p->noise.fbm, wx * 1.7f, z * 2.4f);
                albedo = cd_mp_scale(tiles[odd & 1], 1.0f + 0.18f * vein);
            }
            const mp_px c = cd_mp_times(albedo, cd_mp_scale(f->light, 0.70f + 0.22f * t));
            out[x] = cd_mp_alpha(cd_mp_add(c, image[x], 0.14f * (1.0f - t)), 1.0f);
        }
    }
}

/* Lamps over the floor, torches on the wall, spots over a stage. */
static void lamps(mp_paint *p, const struct hall *hall, float on)
{
    const float u = p->unit;
    const mp_px warm = cd_mp_rgb(0xffb765);
    for (uint32_t i = 0; i < hall->lamps; i++) {
        const float x = p->width * ((float)i + 0.5f) / (float)hall->lamps;
        const float y = 0.20f * p->horizon;
        cd_mp_rect(&p->canvas, x - 0.002f * u, 0.0f, x + 0.002f * u, y, cd_mp_rgb(0x2a211c));
        cd_mp_glow(&p->canvas, x, y, 0.55f * u, 2.6f, cd_mp_scale(warm, 0.40f * on));
        cd_mp_ellipse(&p->canvas, x, y + 0.02f * u, 0.034f * u, 0.034f * u, 0.8f,
                      cd_mp_scale(cd_mp_rgb(0xfff1d2), 0.8f + 1.4f * on));
    }
    if (hall == &castle) {
        const int count = (int)(p->width / (0.46f * u)) < 1 ? 1 : (int)(p->width / (0.46f * u));
        for (int i = 0; i <= count; i++)
            cd_mp_glow(&p->canvas, p->width * (float)i / (float)count, p->horizon - 0.74f * u,
                       0.30f * u, 2.6f, cd_mp_scale(warm, 0.30f + 0.55f * on));
    }
    for (int i = 0; i < 7 && hall == &cd_mp_hall_cave; i++) { /* crystals shine */
        const mp_px cold = cd_mp_rgb(i & 1 ? 0x4fd8e8 : 0x9a7cf0);
        cd_mp_glow(&p->canvas, p->width * (0.06f + 0.147f * (float)i), p->horizon - 0.02f * u,
                   0.26f * u, 2.4f, cd_mp_scale(cold, 0.30f));
    }
    for (int i = 0; i < 11 && hall == &cd_mp_hall_rooftop; i++) { /* on a string */
        const float x = p->width * (float)i / 10.0f;
        const float sag = sinf(3.14159f * (float)(i % 5) / 5.0f);
        const float y = p->horizon - (0.40f - 0.10f * sag) * u;
        cd_mp_glow(&p->canvas, x, y, 0.10f * u, 2.4f, cd_mp_scale(warm, 0.15f + 0.5f * on));
        cd_mp_ellipse(&p->canvas, x, y, 0.010f * u, 0.012f * u, 0.7f,
                      cd_mp_scale(cd_mp_rgb(0xfff1d2), 0.8f + 1.2f * on));
    }
    for (int i = -1; i <= 1 && hall == &stage; i++) {
        const float x = p->width * (0.5f + 0.18f * (float)i);
        const mp_px beam = cd_mp_scale(cd_mp_rgb(i == 0 ? 0xfff2d0 : 0xffd0e0), 0.55f);
        cd_mp_glow(&p->canvas, x, 0.10f * u, 0.50f * u, 2.4f, beam);
        cd_mp_ellipse(&p->canvas, x, cd_mp_lerp(p->horizon, p->height, 0.5f), 0.26f * u,
                      0.3f * (p->height - p->horizon), 0.0f, cd_mp_alpha(beam, 0.6f));
    }
}

cd_rc cd_mp_paint_hall(mp_paint *paint, cd_err *err)
{
    const struct hall *hall = hall_of(paint->scene);
    const mp_light *l = &paint->light;
    const float on = l->lamps > 0.6f || !hall->always ? l->lamps : 0.6f;
    mp_px light = cd_mp_scale(cd_mp_add(cd_mp_scale(l->ambient, 1.2f), l->key, 0.26f), hall->dim);
    light = cd_mp_alpha(cd_mp_add(light, cd_mp_rgb(0xffc58a), 0.55f * on), 1.0f);
    CD_TRY(cd_mp_sky_paint(paint, cd_mp_floor(paint->horizon) + 1, err));
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&layer, paint->canvas.width, cd_mp_floor(paint->horizon) + 1, err));
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 191);
    cairo_rectangle(layer.cr, 0, 0, paint->width, paint->horizon + 1.0f);
    const double wall[4] = {0, 0, 0, paint->horizon};
    cd_mp_fill_gradient(layer.cr, wall, hall->wall[0], hall->wall[1], false);
    hall->decor(layer.cr, paint, &rand);
    cd_mp_layer_lay(&paint->canvas, &layer, 0, 0, light, paint->threads);
    struct floor floor = {paint, hall, light};
    cd_mp_rows(paint->threads, cd_mp_floor(paint->horizon), paint->canvas.height, floor_rows,
               &floor);
    lamps(paint, hall, on);
    return CD_OK;
}
