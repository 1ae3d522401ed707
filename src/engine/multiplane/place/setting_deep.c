/* engine/multiplane/place/setting_deep.c - where nothing stands: space, and the world under water.
 */
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/place/sky.h"
#include "engine/multiplane/paint/vector.h"

struct deep {
    mp_paint *paint;
    mp_px first, second, void_color;
    float planet[3]; /* x y radius, pixels */
    mp_px land, sea, air;
    float shift;
};

/* Nebulae by time of day: the palette turns from rose to blue and gold. */
static const uint32_t nebulae[MP_TIME__COUNT][3] = {
    [MP_DAWN] = {0xff9a8a, 0x6a6fe0, 0x0c0a1f},  [MP_MORNING] = {0x4fd0e0, 0x6f6bf0, 0x070d22},
    [MP_NOON] = {0x59a8ff, 0x3fd6b0, 0x060c1d},  [MP_SUNSET] = {0xff7a4f, 0xb04fd0, 0x120818},
    [MP_NIGHT] = {0x8a5cf0, 0x2f6fe0, 0x05060f},
};

static void nebula_rows(void *data, int32_t from, int32_t to)
{
    const struct deep *d = data;
    mp_paint *p = d->paint;
    const mp_texture fbm = p->noise.fbm;
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float y = (float)row / p->unit;
        for (int32_t i = 0; i < p->canvas.width; i++) {
            const float x = (float)i / p->unit;
            const float u = x * 0.09f + d->shift;
            const float v = y * 0.09f - d->shift;
            const float wx = cd_mp_texture(fbm, u, v);
            const float wy = cd_mp_texture(fbm, u + 0.37f, v + 0.19f);
            const float body = cd_mp_texture(fbm, u * 1.3f + wx * 0.10f, v * 1.3f + wy * 0.10f);
            const float veil =
                cd_mp_texture(p->noise.ridge, u * 1.9f + wy * 0.12f, v * 1.9f + wx * 0.12f);
            const float band = expf(-powf((y - 0.5f * p->height / p->unit) * 0.8f +
                                              (x - 0.5f * p->width / p->unit) * 0.5f + wx * 0.5f,
                                          2.0f) *
                                    2.2f);
            const float thick = cd_mp_smooth(-0.18f, 0.42f, body) * (0.25f + 0.75f * band);
            const float blend = cd_mp_smooth(-0.22f, 0.22f, wx - wy);
            mp_px c = cd_mp_mix(d->first, d->second, blend);
            const float light = thick * thick * (0.30f + 1.0f * veil * veil);
            out[i] = cd_mp_alpha(cd_mp_add(d->void_color, c, 0.80f * light), 1.0f);
        }
    }
}

static void planet_rows(void *data, int32_t from, int32_t to)
{
    const struct deep *d = data;
    mp_paint *p = d->paint;
    const float r = d->planet[2];
    const float *dir = p->light.dir;
    const float sun[3] = {dir[0] * 0.75f, 0.55f, -0.35f};
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float y = ((float)row + 0.5f - d->planet[1]) / r;
        for (int32_t i = 0; i < p->canvas.width; i++) {
            const float x = ((float)i + 0.5f - d->planet[0]) / r;
            const float q = x * x + y * y;
            if (q > 1.14f)
                continue;
            const float halo = cd_mp_smooth(1.14f, 1.0f, q);
            const float glow_lit = cd_mp_clamp(0.35f + x * sun[0] - y * sun[1], 0.0f, 1.0f);
            if (q >= 1.0f) {
                out[i] = cd_mp_add(out[i], d->air, 0.75f * halo * halo * halo * glow_lit);
                continue;
            }
            const float z = sqrtf(1.0f - q);
            const float lit = cd_mp_clamp(x * sun[0] - y * sun[1] - z * sun[2], 0.0f, 1.0f);
            const float lon = x / (0.6f + z) * 0.30f + d->shift;
            const float lat = y / (0.6f + z) * 0.30f;
            const float land = cd_mp_texture(p->noise.fbm, lon, lat);
            const float cloud =
                cd_mp_texture(p->noise.fbm, lon * 1.7f + 0.4f + land * 0.06f, lat * 2.6f + 0.2f);
            mp_px c = cd_mp_mix(d->sea, d->land, cd_mp_smooth(0.02f, 0.10f, land));
            c = cd_mp_mix(c, cd_mp_rgb(0xffffff), 0.85f * cd_mp_smooth(0.02f, 0.34f, cloud));
            c = cd_mp_scale(c, 0.03f + 1.05f * lit);
            const float edge = 1.0f - z;
            c = cd_mp_add(c, d->air, (0.08f + edge * edge * 1.1f) * glow_lit);
            const float cover = cd_mp_clamp((1.0f - sqrtf(q)) * r, 0.0f, 1.0f);
            out[i] = cd_mp_alpha(cd_mp_mix(out[i], c, cover), 1.0f);
        }
    }
}

static void small_planet(mp_paint *p, const struct deep *d)
{
    const float r = 0.052f * p->unit;
    const float x = p->width * (p->light.sun_at < 0.5f ? 0.84f : 0.16f);
    const float y = 0.20f * p->height;
    for (int i = 0; i < 2; i++) {
        cd_mp_ellipse(&p->canvas, x, y, r, r, 0.95f,
                      cd_mp_scale(cd_mp_mix(d->first, d->second, 0.3f), 0.16f));
        const float side = p->light.dir[0] > 0 ? 0.16f : -0.16f;
        cd_mp_ellipse(&p->canvas, x + side * r, y - 0.18f * r, r * 0.80f, r * 0.80f, 0.2f,
                      cd_mp_alpha(cd_mp_mix(d->first, cd_mp_rgb(0xffffff), 0.35f), 0.75f));
    }
    const mp_px ring = cd_mp_alpha(cd_mp_mix(d->second, cd_mp_rgb(0xffe9d0), 0.6f), 0.8f);
    for (float a = 0.0f; a < 6.2832f; a += 0.004f) {
        if (a > 3.50f && a < 5.92f) /* behind the ball */
            continue;
        const float wide = 1.75f + 0.16f * sinf(a * 90.0f);
        const float ex = x + cosf(a) * r * wide + sinf(a) * r * 0.10f;
        const float ey = y + sinf(a) * r * 0.30f - cosf(a) * r * wide * 0.22f;
        cd_mp_ellipse(&p->canvas, ex, ey, 0.0016f * p->unit, 0.0016f * p->unit, 0.2f, ring);
    }
}

cd_rc cd_mp_paint_space(mp_paint *paint, cd_err *err)
{
    (void)err;
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 141);
    const uint32_t *hue = nebulae[paint->scene->time];
    struct deep d = {.paint = paint,
                     .first = cd_mp_rgb(hue[0]),
                     .second = cd_mp_rgb(hue[1]),
                     .void_color = cd_mp_rgb(hue[2]),
                     .land = cd_mp_rgb(0x8fae5a),
                     .sea = cd_mp_rgb(0x1f5fae),
                     .air = cd_mp_rgb(0x7fc4ff),
                     .shift = cd_mp_rand01(&rand)};
    const float r = 1.25f * paint->unit;
    d.planet[2] = r;
    d.planet[0] = paint->width * cd_mp_range(&rand, 0.35f, 0.65f);
    d.planet[1] = paint->height + r - 0.20f * paint->unit;
    cd_mp_rows(paint->threads, 0, paint->canvas.height, nebula_rows, &d);
    const float horizon = paint->horizon;
    const bool moon = paint->light.moon;
    paint->horizon = 2.0f * paint->height; /* no air dims the stars */
    paint->light.moon = false;
    cd_mp_sky_stars(paint, paint->height, 1.9f);
    paint->horizon = horizon;
    paint->light.moon = moon;
    small_planet(paint, &d);
    cd_mp_rows(paint->threads, 0, paint->canvas.height, planet_rows, &d);
    return CD_OK;
}

static mp_px water_at(const mp_paint *p, float t)
{
    const mp_light *l = &p->light;
    const mp_px day = cd_mp_add(l->ambient, l->key, 0.75f);
    const mp_px top = cd_mp_times(cd_mp_rgb(0x7fe6ea), day);
    const mp_px mid = cd_mp_times(cd_mp_rgb(0x1f9cc4), day);
    const mp_px low = cd_mp_times(cd_mp_rgb(0x0f4f8a), cd_mp_scale(day, 0.8f));
    return t < 0.42f ? cd_mp_mix(top, mid, cd_mp_smooth(0.0f, 0.42f, t))
                     : cd_mp_mix(mid, low, cd_mp_smooth(0.42f, 1.0f, t));
}

static void under_rows(void *data, int32_t from, int32_t to)
{
    const struct deep *d = data;
    mp_paint *p = d->paint;
    const mp_px light = cd_mp_add(p->light.key, p->light.glow, 0.3f);
    const mp_px sand = cd_mp_rgb(0xe6cf9a);
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float t = (float)row / p->height;
        const mp_px water = water_at(p, t);
        for (int32_t i = 0; i < p->canvas.width; i++) {
            const float x = ((float)i - 0.5f * p->width) / p->unit;
            mp_px c = water;
            /* The surface seen from below: bright cells in perspective. */
            const float near = 1.0f / (0.10f + t * 2.2f);
            const float cell =
                cd_mp_texture(p->noise.ridge, x * near * 0.045f + d->shift, near * 0.10f);
            c = cd_mp_add(c, light, 0.55f * cell * cell * cell * cell * expf(-t * 13.0f));
            const float bed = p->horizon + 0.035f * p->height *
                                               cd_mp_texture(p->noise.fbm, x * 0.09f + 0.3f, 0.4f);
            if ((float)row > bed) {
                const float g = ((float)row - bed) / (p->height - bed);
                const float z = 1.0f / (0.14f + g);
                const float caustic = cd_mp_texture(p->noise.ridge, x * z * 0.060f, z * 0.085f);
                const float ripple = cd_mp_texture(p->noise.fbm, x * z * 0.10f, z * 0.40f);
                mp_px s = cd_mp_times(sand, cd_mp_scale(water_at(p, 0.25f), 1.15f));
                s = cd_mp_scale(s, 0.72f + 0.5f * ripple);
                s = cd_mp_add(s, light, 0.40f * caustic * caustic * caustic * g);
                c = cd_mp_mix(c, s, cd_mp_smooth(0.0f, 0.42f, g));
            }
            out[i] = cd_mp_alpha(c, 1.0f);
        }
    }
}

static void ray_rows(void *data, int32_t from, int32_t to)
{
    const struct deep *d = data;
    mp_paint *p = d->paint;
    const mp_px light = cd_mp_add(p->light.key, p->light.ambient, 0.5f);
    const float top = -0.5f * p->unit;
    const float source = p->width * (0.5f + 0.5f * (p->light.sun_at - 0.5f));
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float fade = cd_mp_smooth(0.95f, 0.05f, (float)row / p->height);
        for (int32_t i = 0; i < p->canvas.width; i++) {
            const float angle = ((float)i - source) / ((float)row - top);
            const float n = cd_mp_texture(p->noise.fbm, angle * 0.42f + d->shift, 0.31f);
            const float m = cd_mp_texture(p->noise.fbm, angle * 1.4f + d->shift, 0.87f);
            const float ray = cd_mp_smooth(-0.05f, 0.40f, n + 0.45f * m);
            out[i] = cd_mp_add(out[i], light, 0.30f * ray * fade * expf(-angle * angle));
        }
    }
}

static void kelp(cairo_t *cr, mp_rand *rand, const double at[3], uint32_t hex)
{
    const double x = at[0];
    const double y = at[1];
    const double h = at[2];
    const double sway = h * (double)cd_mp_range(rand, -0.16f, 0.16f);
    const double w = h * 0.030;
    for (int i = 0; i < 9; i++) {
        const double t = (i + 1.0) / 10.0;
        const double lx = x + sway * sin(t * 4.0);
        const double ly = y - h * t;
        const double side = i & 1 ? 1.0 : -1.0;
        cairo_move_to(cr, lx, ly);
        cairo_curve_to(cr, lx + side * h * 0.06, ly - h * 0.03, lx + side * h * 0.10, ly - h * 0.07,
                       lx + side * h * 0.10, ly - h * 0.12);
        cairo_curve_to(cr, lx + side * h * 0.05, ly - h * 0.09, lx + side * h * 0.02, ly - h * 0.05,
                       lx, ly);
        cd_mp_ink(cr, cd_mp_shade(hex, (float)(0.75 + 0.55 * t)), 1.0);
        cairo_fill(cr);
    }
    cairo_move_to(cr, x - w, y);
    for (int i = 1; i <= 12; i++) {
        const double t = i / 12.0;
        cairo_line_to(cr, x + sway * sin(t * 4.0) - w * (1.0 - t), y - h * t);
    }
    for (int i = 12; i >= 0; i--) {
        const double t = i / 12.0;
        cairo_line_to(cr, x + sway * sin(t * 4.0) + w * (1.0 - t), y - h * t);
    }
    cairo_close_path(cr);
    const double line[4] = {0, y, 0, y - h};
    cd_mp_fill_gradient(cr, line, cd_mp_shade(hex, 0.6f), cd_mp_shade(hex, 1.3f), false);
}

static void coral(cairo_t *cr, mp_rand *rand, const double at[3], uint32_t hex)
{
    for (int i = 0; i < 9; i++) {
        const double a = -1.57 + (i - 4) * 0.30 + (double)cd_mp_range(rand, -0.1f, 0.1f);
        const double len = at[2] * (double)cd_mp_range(rand, 0.6f, 1.0f);
        const double ex = at[0] + cos(a) * len;
        const double ey = at[1] + sin(a) * len;
        cairo_move_to(cr, at[0], at[1]);
        cairo_curve_to(cr, at[0] + cos(a) * len * 0.3, at[1] - len * 0.4, ex, ey + len * 0.3, ex,
                       ey);
        cairo_set_line_width(cr, at[2] * 0.13);
        cd_mp_ink(cr, cd_mp_shade(hex, 0.75f + 0.06f * (float)i), 1.0);
        cairo_stroke(cr);
        cairo_arc(cr, ex, ey, at[2] * 0.085, 0, 6.2832);
        cd_mp_ink(cr, cd_mp_shade(hex, 1.25f), 1.0);
        cairo_fill(cr);
    }
}

static void rock(cairo_t *cr, const double at[3])
{
    cairo_save(cr);
    cairo_translate(cr, at[0], at[1]);
    cairo_scale(cr, at[2] * 1.3, at[2] * 0.8);
    cairo_arc(cr, 0, 0, 1, 3.14159, 6.28318);
    cairo_restore(cr);
    const double line[4] = {at[0] - at[2], at[1] - at[2], at[0] + at[2], at[1]};
    cd_mp_fill_gradient(cr, line, 0x8fa3ad, 0x34505f, false);
}

/* Plants and stones along the bed; `near` is what stands before the fish, at the sides. */
static cd_rc garden(mp_paint *p, bool near, cd_err *err)
{
    static const uint32_t corals[] = {0xff6f7d, 0xffa14f, 0xc96fe0, 0xffd05a};
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&layer, p->canvas.width, p->canvas.height, err));
    mp_rand rand = cd_mp_rand_new(p->scene->seed, near ? 143 : 142);
    const int count = (int)(p->width / p->unit * (near ? 7.0f : 16.0f)) + 2;
    for (int i = 0; i < count; i++) {
        float x = ((float)i + cd_mp_rand01(&rand)) / (float)count;
        if (near)
            x = x < 0.5f ? x * 0.42f : 1.0f - (1.0f - x) * 0.42f;
        const double size = (double)p->unit * (near ? 1.0 : 0.52);
        const double base =
            near ? (double)p->height * 1.01
                 : cd_mp_lerp(p->horizon, p->height, cd_mp_range(&rand, 0.10f, 0.42f));
        const double at[3] = {x * p->width, base, size * (double)cd_mp_range(&rand, 0.26f, 0.58f)};
        const float pick = cd_mp_rand01(&rand);
        const double small[3] = {at[0], at[1], at[2] * 0.36};
        if (pick < 0.46f)
            kelp(layer.cr, &rand, at, cd_mp_blend(0x2f8f5a, 0x8fae3a, cd_mp_rand01(&rand)));
        else if (pick < 0.80f)
            coral(layer.cr, &rand, small, corals[(uint32_t)(cd_mp_rand01(&rand) * 3.99f)]);
        else
            rock(layer.cr, small);
    }
    const mp_px tint = near ? cd_mp_scale(water_at(p, 0.30f), 0.95f)
                            : cd_mp_mix(water_at(p, 0.5f), cd_mp_rgb(0xb8d8e0), 0.35f);
    cd_mp_layer_lay(&p->canvas, &layer, 0, 0, cd_mp_alpha(tint, near ? 1.0f : 0.80f), p->threads);
    return CD_OK;
}

cd_rc cd_mp_paint_underwater(mp_paint *paint, cd_err *err)
{
    struct deep d = {.paint = paint, .shift = cd_mp_hash01(paint->scene->seed + 77)};
    cd_mp_rows(paint->threads, 0, paint->canvas.height, under_rows, &d);
    CD_TRY(garden(paint, false, err));
    cd_mp_rows(paint->threads, 0, paint->canvas.height, ray_rows, &d);
    paint->light.ambient = cd_mp_mix(paint->light.ambient, water_at(paint, 0.2f), 0.5f);
    paint->sun_y = -0.3f * paint->height;
    return CD_OK;
}

static void bubble(mp_paint *p, float x, float y, float r)
{
    const mp_px light = cd_mp_mix(water_at(p, 0.0f), cd_mp_rgb(0xffffff), 0.5f);
    cd_mp_ellipse(&p->canvas, x, y, r, r, 0.85f, cd_mp_alpha(light, 0.16f));
    for (float a = 0.0f; a < 6.2832f; a += 0.10f)
        cd_mp_ellipse(&p->canvas, x + cosf(a) * r * 0.92f, y + sinf(a) * r * 0.92f, r * 0.10f,
                      r * 0.10f, 0.0f, cd_mp_alpha(light, a < 3.14f ? 0.16f : 0.30f));
    cd_mp_ellipse(&p->canvas, x - 0.36f * r, y - 0.40f * r, r * 0.22f, r * 0.16f, 0.2f,
                  cd_mp_alpha(cd_mp_scale(light, 1.4f), 0.9f));
}

cd_rc cd_mp_paint_underwater_before(mp_paint *paint, cd_err *err)
{
    CD_TRY(garden(paint, true, err));
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 144);
    for (int column = 0; column < 6; column++) {
        const float x = cd_mp_rand01(&rand) * paint->width;
        for (int i = 0; i < 9; i++) {
            const float r = paint->unit * cd_mp_range(&rand, 0.003f, 0.013f);
            bubble(paint, x + cd_mp_range(&rand, -0.03f, 0.03f) * paint->unit,
                   cd_mp_rand01(&rand) * paint->height, r);
        }
    }
    return CD_OK;
}
