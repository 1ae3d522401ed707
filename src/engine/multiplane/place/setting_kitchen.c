/* engine/multiplane/place/setting_kitchen.c - a counter of marble or wood before a kitchen out of
 * focus, with a window the light falls through. */
#include "engine/multiplane/place/setting.h"
#include "engine/multiplane/place/sky.h"
#include "engine/multiplane/paint/surface.h"

enum { SHRINK = 4 }; /* the background is soft: painted at a quarter of the size */

struct kitchen {
    mp_paint *paint;
    mp_canvas back;  /* quarter size, rows above the counter */
    float edge;      /* row of the counter's far edge */
    float pane[4];   /* x0 y0 x1 y1 of the window, pixels */
    bool left;       /* the window is on the left */
    mp_px sun, room; /* light in the beam, light elsewhere */
};

static void room_light(struct kitchen *k)
{
    const mp_light *l = &k->paint->light;
    const mp_px lamp = cd_mp_scale(cd_mp_rgb(0xffc98a), 0.55f * l->lamps);
    k->sun = cd_mp_scale(l->key, l->moon ? 0.6f : 1.15f);
    k->room = cd_mp_add(cd_mp_scale(l->ambient, 1.22f), l->key, 0.24f);
    k->room = cd_mp_add(k->room, lamp, 1.0f);
    /* Light that comes back from wood and plaster is warm. */
    k->room = cd_mp_times(k->room, cd_mp_rgb(0xfff4e6));
    k->room.a = 1.0f;
}

static void place_window(struct kitchen *k)
{
    const mp_paint *p = k->paint;
    k->left = p->light.sun_at < 0.5f;
    const float wide = cd_mp_clamp(0.74f * p->unit, 0.0f, 0.50f * p->width);
    const float gap = 0.035f * p->width;
    k->pane[0] = k->left ? gap : p->width - gap - wide;
    k->pane[2] = k->pane[0] + wide;
    k->pane[3] = k->edge - 0.115f * p->unit;
    k->pane[1] = k->pane[3] - cd_mp_clamp(0.80f * p->unit, 0.0f, 1.2f * k->edge);
}

/* What is seen through the window: sky, a soft garden, lights among the leaves. */
static void outside(struct kitchen *k)
{
    const mp_paint *p = k->paint;
    const mp_light *l = &p->light;
    mp_canvas *c = &k->back;
    const float q = 1.0f / SHRINK;
    const float bright = l->moon ? 0.9f : 1.55f;
    const float w = (k->pane[2] - k->pane[0]) * q;
    const float h = (k->pane[3] - k->pane[1]) * q;
    for (int i = 0; i < 24; i++) {
        const float t = (float)i / 24.0f;
        const mp_px sky = cd_mp_add(cd_mp_sky_color(l, 0.50f * (1.0f - t)), l->glow, 0.30f);
        const float y = k->pane[1] * q + t * h;
        cd_mp_rect(c, k->pane[0] * q, y, k->pane[2] * q, y + h / 24.0f + 1.0f,
                   cd_mp_alpha(cd_mp_scale(sky, bright), 1.0f));
    }
    mp_rand rand = cd_mp_rand_new(p->scene->seed, 81);
    const mp_px dark = cd_mp_rgb(0x4f8a45);
    const mp_px light = cd_mp_rgb(0xcbe58a);
    const mp_px lit = cd_mp_add(l->ambient, l->key, 0.9f);
    for (int i = 0; i < 46; i++) {
        const float up = cd_mp_rand01(&rand);
        const float x = k->pane[0] * q + w * cd_mp_range(&rand, 0.0f, 1.0f);
        const float y = k->pane[3] * q - h * (up * up * 0.62f);
        const float r = w * cd_mp_range(&rand, 0.05f, 0.12f);
        mp_px leaf = cd_mp_times(cd_mp_mix(dark, light, cd_mp_rand01(&rand) * (0.4f + 0.6f * up)),
                                 cd_mp_scale(lit, 0.95f));
        leaf.a = 0.75f;
        if (x > k->pane[0] * q + r * 0.6f && x < k->pane[2] * q - r * 0.6f)
            cd_mp_ellipse(c, x, y < k->pane[3] * q - r ? y : k->pane[3] * q - r, r, r, 0.7f, leaf);
    }
}

static void frame(struct kitchen *k)
{
    mp_canvas *c = &k->back;
    const float q = 1.0f / SHRINK;
    const float bar = 0.020f * k->paint->unit * q;
    const mp_px wood = cd_mp_times(cd_mp_rgb(0xf3eee6), cd_mp_scale(k->room, 0.92f));
    const float x0 = k->pane[0] * q;
    const float y0 = k->pane[1] * q;
    const float x1 = k->pane[2] * q;
    const float y1 = k->pane[3] * q;
    cd_mp_rect(c, x0 - bar, y0 - bar, x0 + bar * 0.4f, y1 + bar, wood);
    cd_mp_rect(c, x1 - bar * 0.4f, y0 - bar, x1 + bar, y1 + bar, wood);
    cd_mp_rect(c, x0, y0 - bar, x1, y0 + bar * 0.4f, wood);
    cd_mp_rect(c, 0.5f * (x0 + x1) - bar * 0.45f, y0, 0.5f * (x0 + x1) + bar * 0.45f, y1, wood);
    const float mid = y1 - 0.44f * (y1 - y0);
    cd_mp_rect(c, x0, mid - bar * 0.35f, x1, mid + bar * 0.35f, wood);
    cd_mp_rect(c, x0 - bar * 2.2f, y1 - bar * 0.2f, x1 + bar * 2.2f, y1 + bar * 1.1f,
               cd_mp_scale(wood, 1.12f));
    cd_mp_rect(c, x0 - bar * 2.0f, y1 + bar * 1.1f, x1 + bar * 2.0f, y1 + bar * 2.6f,
               cd_mp_alpha(cd_mp_scale(k->room, 0.30f), 0.35f));
}

static void jar(mp_canvas *c, float x, float base, float w, float h, mp_px color)
{
    cd_mp_rect(c, x - w, base - h, x + w, base, color);
    cd_mp_ellipse(c, x, base - h, w, w * 0.4f, 0.8f, cd_mp_scale(color, 1.15f));
    cd_mp_rect(c, x - w * 0.75f, base - h * 0.9f, x - w * 0.35f, base - h * 0.15f,
               cd_mp_alpha(cd_mp_scale(color, 1.7f), 0.5f));
}

static void leaves(mp_canvas *c, mp_rand *rand, float x, float y, float size, mp_px color)
{
    for (int i = 0; i < 16; i++) {
        const float a = cd_mp_range(rand, 0.0f, 6.28f);
        const float d = size * sqrtf(cd_mp_rand01(rand));
        cd_mp_ellipse(c, x + cosf(a) * d, y - size * 0.6f + sinf(a) * d, size * 0.28f, size * 0.22f,
                      0.6f, cd_mp_scale(color, cd_mp_range(rand, 0.6f, 1.5f)));
    }
}

/* Shelves with jars and a plant, on the side away from the window. */
static void shelves(struct kitchen *k)
{
    static const uint32_t jars[] = {0xd9a066, 0xf1e4cf, 0x9c6b4a, 0xc7d2c0, 0xe0795a, 0x6f9aa8};
    const mp_paint *p = k->paint;
    mp_canvas *c = &k->back;
    const float q = 1.0f / SHRINK;
    const float u = p->unit * q;
    const float from = k->left ? k->pane[2] * q + 0.10f * u : 0.04f * u;
    const float to = k->left ? p->width * q - 0.04f * u : k->pane[0] * q - 0.10f * u;
    if (to - from < 0.14f * u)
        return;
    mp_rand rand = cd_mp_rand_new(p->scene->seed, 82);
    const mp_px board = cd_mp_times(cd_mp_rgb(0xa8733f), k->room);
    for (int row = 0; row < 3; row++) {
        const float y = k->edge * q - u * (0.20f + 0.21f * (float)row);
        for (float x = from + 0.05f * u; x < to - 0.05f * u;
             x += u * cd_mp_range(&rand, 0.075f, 0.13f)) {
            const uint32_t hex = jars[(uint32_t)(cd_mp_rand01(&rand) * 5.99f)];
            const mp_px color = cd_mp_times(cd_mp_rgb(hex), k->room);
            const float w = u * cd_mp_range(&rand, 0.022f, 0.034f);
            const float h = u * cd_mp_range(&rand, 0.06f, 0.12f);
            jar(c, x, y, w, h, color);
            if (cd_mp_rand01(&rand) < 0.28f)
                leaves(c, &rand, x, y - h, u * 0.055f, cd_mp_times(cd_mp_rgb(0x5f9a4a), k->room));
        }
        cd_mp_rect(c, from, y, to, y + 0.016f * u, board);
        cd_mp_rect(c, from, y + 0.016f * u, to, y + 0.045f * u,
                   cd_mp_alpha(cd_mp_scale(k->room, 0.25f), 0.30f));
    }
}

struct wall {
    struct kitchen *k;
};

static void wall_rows(void *data, int32_t from, int32_t to)
{
    struct kitchen *k = ((const struct wall *)data)->k;
    const mp_paint *p = k->paint;
    const mp_px plaster = cd_mp_times(cd_mp_rgb(0xf4dfc2), k->room);
    const mp_px tile = cd_mp_times(cd_mp_rgb(0xeee4d4), k->room);
    const float u = p->unit / SHRINK;
    const float pane_x = 0.5f * (k->pane[0] + k->pane[2]) / SHRINK;
    const float splash = k->edge / SHRINK - 0.16f * u;
    for (int32_t y = from; y < to; y++) {
        mp_px *out = k->back.px + (size_t)y * (size_t)k->back.width;
        for (int32_t x = 0; x < k->back.width; x++) {
            const float away = fabsf((float)x - pane_x) / u;
            mp_px color = (float)y > splash ? tile : plaster;
            if ((float)y > splash) {
                const float tx = (float)x / (0.075f * u) +
                                 0.5f * (float)((int32_t)(((float)y - splash) / (0.04f * u)) & 1);
                const float ty = ((float)y - splash) / (0.04f * u);
                const float jx = fabsf(tx - (float)cd_mp_floor(tx) - 0.5f);
                const float jy = fabsf(ty - (float)cd_mp_floor(ty) - 0.5f);
                color = cd_mp_scale(color, jx > 0.45f || jy > 0.42f ? 0.80f : 1.0f);
            }
            color = cd_mp_scale(color, 0.66f + 0.34f * expf(-away * 0.9f));
            color = cd_mp_add(color, k->sun, 0.22f * expf(-away * 1.9f));
            out[x] = cd_mp_alpha(color, 1.0f);
        }
    }
}

static void lamp(struct kitchen *k)
{
    const mp_paint *p = k->paint;
    if (p->light.lamps < 0.05f)
        return;
    const float u = p->unit / SHRINK;
    const float x = (k->left ? 0.72f : 0.28f) * p->width / SHRINK;
    const float y = k->edge / SHRINK - 0.52f * u;
    const mp_px warm = cd_mp_rgb(0xffb566);
    cd_mp_rect(&k->back, x - 0.003f * u, 0, x + 0.003f * u, y, cd_mp_rgb(0x2a211c));
    cd_mp_glow(&k->back, x, y, 0.85f * u, 2.4f, cd_mp_scale(warm, 0.75f * p->light.lamps));
    cd_mp_ellipse(&k->back, x, y, 0.06f * u, 0.05f * u, 0.6f,
                  cd_mp_scale(cd_mp_rgb(0xfff0cf), 1.0f + 2.0f * p->light.lamps));
}

/* Light that came through the panes, on the counter: 0..1 at plane position (x, z). */
static float beam(const struct kitchen *k, float x, float z)
{
    const float sign = k->left ? 1.0f : -1.0f;
    const float slide = (x * sign + 0.95f) - (2.3f - z) * 0.62f;
    const float across = slide * 0.95f;
    if (across < -0.1f || across > 1.1f)
        return 0.0f;
    const float soft = 0.035f;
    const float sides =
        cd_mp_smooth(-soft, soft, across) * cd_mp_smooth(1 + soft, 1 - soft, across);
    const float bar = cd_mp_smooth(0.015f, 0.015f + soft, fabsf(across - 0.5f));
    const float cross = cd_mp_smooth(0.02f, 0.02f + soft * 1.6f, fabsf(z - 1.55f));
    return sides * bar * cross;
}

static mp_px glimpse(const struct kitchen *k, float x, float y)
{
    const float sx = cd_mp_clamp(x / SHRINK - 0.5f, 0.0f, (float)k->back.width - 1.01f);
    const float sy = cd_mp_clamp(y / SHRINK - 0.5f, 0.0f, (float)k->back.height - 1.01f);
    const int32_t x0 = (int32_t)sx;
    const int32_t y0 = (int32_t)sy;
    const int32_t x1 = x0 + 1 < k->back.width ? x0 + 1 : x0;
    const int32_t y1 = y0 + 1 < k->back.height ? y0 + 1 : y0;
    const size_t w = (size_t)k->back.width;
    const mp_px *px = k->back.px;
    const mp_px top =
        cd_mp_mix(px[(size_t)y0 * w + (size_t)x0], px[(size_t)y0 * w + (size_t)x1], sx - (float)x0);
    const mp_px low =
        cd_mp_mix(px[(size_t)y1 * w + (size_t)x0], px[(size_t)y1 * w + (size_t)x1], sx - (float)x0);
    return cd_mp_mix(top, low, sy - (float)y0);
}

static void counter_rows(void *data, int32_t from, int32_t to)
{
    const struct kitchen *k = ((const struct wall *)data)->k;
    mp_paint *p = k->paint;
    const bool stone = p->scene->marble;
    const bool beams = p->light.disc_seen && p->scene->time != MP_NIGHT;
    const float deep = p->height - k->edge;
    const float shift = cd_mp_hash01(p->scene->seed + 5) * 9.0f;
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float below = (float)row + 0.5f - k->edge;
        const float t = below / deep;
        const float z = 2.3f / (1.0f + 1.5f * t);
        const float grazing = 1.0f - 0.72f * t;
        for (int32_t x = 0; x < p->canvas.width; x++) {
            const float wx = ((float)x - 0.5f * p->width) / p->unit * z;
            const mp_px albedo = stone
                                     ? cd_mp_marble(&p->noise, wx * 2.2f + shift, z * 3.6f + shift)
                                     : cd_mp_wood(&p->noise, wx * 2.2f + shift, z * 3.0f + shift);
            const float side = k->left ? (float)x / p->width : 1.0f - (float)x / p->width;
            mp_px light = cd_mp_scale(k->room, 0.66f - 0.12f * side);
            const float lit = beams ? beam(k, wx, z) : 0.0f;
            light = cd_mp_add(light, k->sun, lit * 0.78f + 0.10f);
            mp_px color = cd_mp_times(albedo, light);
            const mp_px image = glimpse(k, (float)x, k->edge - below * 1.15f - 2.0f);
            const float gloss = (stone ? 0.34f : 0.17f) * grazing * grazing + 0.03f;
            color = cd_mp_add(color, image, gloss);
            out[x] = cd_mp_alpha(color, 1.0f);
        }
    }
}

/* A polished lip along the far edge, so that counter and room part cleanly. */
static void lip(const struct kitchen *k)
{
    mp_paint *p = k->paint;
    const float u = p->unit;
    cd_mp_rect(&p->canvas, 0, k->edge - 0.004f * u, p->width, k->edge + 0.001f * u,
               cd_mp_alpha(cd_mp_scale(k->room, 0.95f), 0.55f));
    cd_mp_rect(&p->canvas, 0, k->edge - 0.016f * u, p->width, k->edge - 0.004f * u,
               cd_mp_alpha(cd_mp_scale(k->room, 0.28f), 0.30f));
}

cd_rc cd_mp_paint_kitchen(mp_paint *paint, cd_err *err)
{
    struct kitchen k = {.paint = paint, .edge = paint->horizon};
    room_light(&k);
    place_window(&k);
    const int32_t rows = cd_mp_floor(k.edge) + 1;
    CD_AUTO(cd_mp_canvas_done) mp_canvas back = {0, 0, NULL};
    CD_TRY(cd_mp_canvas_new(&back, (paint->canvas.width + SHRINK - 1) / SHRINK,
                            (rows + SHRINK - 1) / SHRINK, err));
    k.back = back;
    struct wall wall = {&k};
    cd_mp_rows(paint->threads, 0, back.height, wall_rows, &wall);
    outside(&k);
    frame(&k);
    shelves(&k);
    lamp(&k);
    CD_TRY(cd_mp_blur(&back, (int32_t)(paint->unit * 0.0052f / SHRINK) + 1, paint->threads, err));
    k.back = back;
    mp_canvas top = {paint->canvas.width, rows, paint->canvas.px};
    cd_mp_spread(&top, &back, 0, rows, paint->threads);
    cd_mp_rows(paint->threads, cd_mp_floor(k.edge), paint->canvas.height, counter_rows, &wall);
    lip(&k);
    /* What stands on the counter is lit from the window. */
    paint->sun_x = 0.5f * (k.pane[0] + k.pane[2]);
    paint->sun_y = cd_mp_clamp(0.5f * (k.pane[1] + k.pane[3]), 0.0f, paint->height);
    return CD_OK;
}

static void shaft_rows(void *data, int32_t from, int32_t to)
{
    const struct kitchen *k = ((const struct wall *)data)->k;
    mp_paint *p = k->paint;
    const float sign = k->left ? 1.0f : -1.0f;
    const float origin = k->left ? k->pane[0] : k->pane[2];
    const float wide = k->pane[2] - k->pane[0];
    for (int32_t row = from; row < to; row++) {
        mp_px *out = p->canvas.px + (size_t)row * (size_t)p->canvas.width;
        const float down = (float)row - k->pane[1];
        const float fade = cd_mp_smooth(0.0f, 0.30f * p->unit, down) *
                           cd_mp_smooth(1.02f * p->height, 0.50f * p->height, (float)row);
        for (int32_t x = 0; x < p->canvas.width; x++) {
            const float across = (((float)x - origin) * sign - down * 0.62f) / wide + 0.42f;
            if (across < -0.05f || across > 1.05f)
                continue;
            const float sides =
                cd_mp_smooth(-0.02f, 0.16f, across) * cd_mp_smooth(1.02f, 0.80f, across);
            const float bars = 0.62f + 0.38f * cd_mp_smooth(0.02f, 0.07f, fabsf(across - 0.5f));
            const float dust =
                0.85f + 0.5f * cd_mp_texture(p->noise.fbm, across * 0.30f, down / p->unit * 0.05f);
            out[x] = cd_mp_add(out[x], k->sun, 0.25f * sides * bars * dust * fade);
        }
    }
}

cd_rc cd_mp_paint_kitchen_before(mp_paint *paint, cd_err *err)
{
    (void)err;
    if (!paint->light.disc_seen || paint->scene->time == MP_NIGHT)
        return CD_OK;
    struct kitchen k = {.paint = paint, .edge = paint->horizon};
    room_light(&k);
    place_window(&k);
    struct wall wall = {&k};
    cd_mp_rows(paint->threads, 0, paint->canvas.height, shaft_rows, &wall);
    mp_rand rand = cd_mp_rand_new(paint->scene->seed, 83);
    for (int i = 0; i < 70; i++) {
        const float x = k.pane[0] + cd_mp_range(&rand, -0.1f, 1.3f) * (k.pane[2] - k.pane[0]);
        const float y = cd_mp_rand01(&rand) * paint->height * 0.8f;
        const float r = paint->unit * cd_mp_range(&rand, 0.001f, 0.0028f);
        cd_mp_glow(&paint->canvas, x, y, r, 1.0f, cd_mp_scale(k.sun, 0.30f));
    }
    return CD_OK;
}
