/* engine/multiplane/cast/cast_draw.c - one actor on the canvas: colour, form and rim light, shadow
 * on the floor, mirror image, feet in grass, snow or water. */
#include "engine/multiplane/cast/cast.h"

enum { SOFT = 4 }; /* soft maps are a quarter of the card's size */

struct figure {
    mp_paint *paint;
    const mp_actor *actor;
    mp_floor floor;
    mp_canvas card;
    mp_canvas near, wide; /* alpha (in a), blurred a little and a lot */
    int32_t left, top;    /* of the card on the canvas */
    float to_sun[2];      /* on the screen, unit length */
    mp_px tint, rim;
    mp_px fog;
    mp_canvas ground; /* rows around the feet before the actor came */
    int32_t ground_top;
    float sink; /* share of the height that is in the floor */
};

static float soft_at(const mp_canvas *map, float x, float y)
{
    const float sx = x / SOFT - 0.5f;
    const float sy = y / SOFT - 0.5f;
    const int32_t x0 = cd_mp_floor(sx);
    const int32_t y0 = cd_mp_floor(sy);
    if (x0 < -1 || y0 < -1 || x0 >= map->width || y0 >= map->height)
        return 0.0f;
    float corner[4];
    for (int i = 0; i < 4; i++) {
        const int32_t cx = x0 + (i & 1);
        const int32_t cy = y0 + (i >> 1);
        corner[i] = cx < 0 || cy < 0 || cx >= map->width || cy >= map->height
                        ? 0.0f
                        : map->px[(size_t)cy * (size_t)map->width + (size_t)cx].a;
    }
    const float fx = sx - (float)x0;
    const float fy = sy - (float)y0;
    return cd_mp_lerp(cd_mp_lerp(corner[0], corner[1], fx), cd_mp_lerp(corner[2], corner[3], fx),
                      fy);
}

static cd_rc soft_map(mp_canvas *out, const mp_canvas *card, int32_t radius, unsigned threads,
                      cd_err *err)
{
    CD_AUTO(cd_mp_canvas_done) mp_canvas map = {0, 0, NULL};
    CD_TRY(cd_mp_canvas_new(&map, (card->width + SOFT - 1) / SOFT, (card->height + SOFT - 1) / SOFT,
                            err));
    for (int32_t y = 0; y < card->height; y++) {
        const mp_px *row = card->px + (size_t)y * (size_t)card->width;
        mp_px *to = map.px + (size_t)(y / SOFT) * (size_t)map.width;
        for (int32_t x = 0; x < card->width; x++)
            to[x / SOFT].a += row[x].a * (1.0f / (SOFT * SOFT));
    }
    CD_TRY(cd_mp_blur(&map, radius, threads, err));
    *out = map;
    map = (mp_canvas){0, 0, NULL};
    return CD_OK;
}

/* The light on this actor. Heroes stay readable at night and keep the colour that was named. */
static void light_on(struct figure *f, const mp_subject *subject)
{
    const mp_paint *p = f->paint;
    const mp_light *l = &p->light;
    const mp_setting setting = mp_setting_kind(p->scene->setting);
    const bool open = setting == MP_SETTING_SPACE || setting == MP_SETTING_UNDERWATER;
    mp_px sum = {l->ambient.r + 0.62f * l->key.r, l->ambient.g + 0.62f * l->key.g,
                 l->ambient.b + 0.62f * l->key.b, 1.0f};
    if (setting == MP_SETTING_SPACE)
        sum = cd_mp_rgb(0xf2f4ff);
    if (l->lamps > 0.5f && !open) {
        const bool inside = setting == MP_SETTING_KITCHEN || setting == MP_SETTING_ROOM ||
                            setting == MP_SETTING_STREET || setting == MP_SETTING_CITY;
        sum = cd_mp_add(sum, cd_mp_rgb(0xffc48a), (inside ? 0.52f : 0.16f) * l->lamps);
    }
    const float luma = cd_mp_luma(sum);
    const float want = cd_mp_clamp(luma, subject->has_color ? 0.66f : 0.50f, 0.98f);
    sum = cd_mp_scale(sum, want / luma);
    const mp_px white = {want, want, want, 1.0f};
    f->tint = cd_mp_mix(sum, white, subject->has_color ? 0.92f : 0.22f);
    f->rim = cd_mp_scale(cd_mp_add(l->key, l->glow, 0.55f),
                         l->rim * (subject->has_color ? 0.45f : 1.0f));
    if (subject->has_color) {
        const float rim = cd_mp_luma(f->rim);
        f->rim = (mp_px){rim, rim, rim, 1.0f};
    }
    const float dx = p->sun_x - f->actor->x;
    const float dy = p->sun_y - (f->actor->base - 0.5f * f->actor->height);
    const float d = sqrtf(dx * dx + dy * dy) + 1.0f;
    f->to_sun[0] = dx / d;
    f->to_sun[1] = dy / d;
    f->fog = cd_mp_alpha(cd_mp_mix(l->fog, l->horizon, 0.4f), f->actor->air);
    if (subject->has_color)
        f->fog.a *= 0.4f;
    if (l->haze > 0.9f)
        f->fog.a = cd_mp_clamp(f->fog.a + 0.10f + 0.5f * f->actor->air, 0.0f, 0.8f);
}

static void light_rows(void *data, int32_t from, int32_t to)
{
    struct figure *f = data;
    const float reach = 0.045f * f->actor->height + 2.0f;
    const float edge = 0.012f * f->actor->height + 1.5f;
    const bool stands = f->actor->stance == MP_STANCE_STAND;
    const float height = (float)f->card.height;
    for (int32_t y = from; y < to; y++) {
        mp_px *row = f->card.px + (size_t)y * (size_t)f->card.width;
        const float up = 1.0f - (float)y / height;
        const float grounded = stands ? 0.80f + 0.20f * cd_mp_smooth(0.0f, 0.22f, up) : 1.0f;
        for (int32_t x = 0; x < f->card.width; x++) {
            if (row[x].a <= 0.002f)
                continue;
            const float px = (float)x + 0.5f;
            const float py = (float)y + 0.5f;
            const float here = soft_at(&f->wide, px, py);
            const float lit =
                soft_at(&f->wide, px + f->to_sun[0] * reach, py + f->to_sun[1] * reach);
            const float form = cd_mp_clamp(1.0f + 0.52f * (here - lit), 0.72f, 1.24f) * grounded;
            const float out = soft_at(&f->near, px + f->to_sun[0] * edge, py + f->to_sun[1] * edge);
            const float rim = cd_mp_smooth(0.62f, 0.10f, out) * row[x].a;
            mp_px c = cd_mp_scale(cd_mp_times(row[x], f->tint), form);
            c = cd_mp_add(c, f->rim, 0.62f * rim * (0.25f + cd_mp_luma(row[x])));
            c.r += (f->fog.r * c.a - c.r) * f->fog.a;
            c.g += (f->fog.g * c.a - c.g) * f->fog.a;
            c.b += (f->fog.b * c.a - c.b) * f->fog.a;
            row[x] = c;
        }
    }
}

/* Where the shadow of the top falls, relative to the base, pixels. */
static void shadow_throw(const struct figure *f, float out[2])
{
    const mp_paint *p = f->paint;
    const float h = f->actor->height;
    const float off = (f->actor->x - p->sun_x) / p->unit;
    const bool table = f->floor == MP_FLOOR_GLOSS;
    const float low = 1.0f - cd_mp_clamp(p->light.elevation, 0.0f, 0.95f);
    out[0] = cd_mp_clamp(off * (table ? 0.95f : 0.35f + 1.0f * low), -1.05f, 1.05f) * h;
    out[1] = h * (table ? 0.20f : 0.10f + 0.24f * low);
}

struct shadow {
    const struct figure *f;
    float reach[2];
    mp_px tint; /* what the floor keeps of its light */
    float strength;
};

static void shadow_rows(void *data, int32_t from, int32_t to)
{
    const struct shadow *s = data;
    const struct figure *f = s->f;
    mp_canvas *canvas = &f->paint->canvas;
    const float w = f->actor->width;
    const float h = f->actor->height;
    const float foot = f->actor->base - (0.020f + f->sink) * h;
    for (int32_t y = from; y < to; y++) {
        const float v = ((float)y + 0.5f - foot) / s->reach[1];
        const float shift = f->actor->x + v * s->reach[0];
        const float soft = cd_mp_smooth(0.0f, 0.75f, v);
        const float fade = s->strength * (1.0f - 0.72f * cd_mp_smooth(0.10f, 1.0f, v));
        mp_px *row = canvas->px + (size_t)y * (size_t)canvas->width;
        const float reach = 0.5f * w + 0.1f * h;
        const int32_t first = (int32_t)cd_mp_clamp(shift - reach, 0.0f, (float)canvas->width);
        const int32_t end = (int32_t)cd_mp_clamp(shift + reach, 0.0f, (float)canvas->width);
        for (int32_t x = first; x < end; x++) {
            const float sx = (float)x + 0.5f - shift + 0.5f * w;
            const float sy = h * (1.0f - v);
            const float a = cd_mp_lerp(soft_at(&f->near, sx, sy), soft_at(&f->wide, sx, sy), soft);
            const mp_px dark = cd_mp_times(row[x], s->tint);
            row[x] = cd_mp_mix(row[x], dark, a * fade);
        }
    }
}

static void cast_shadow(struct figure *f)
{
    mp_paint *p = f->paint;
    const mp_light *l = &p->light;
    const float h = f->actor->height;
    const float w = f->actor->width;
    struct shadow s = {.f = f};
    shadow_throw(f, s.reach);
    const float shade = 0.62f;
    s.tint = (mp_px){shade * l->ambient.r / (l->ambient.r + 0.8f * l->key.r),
                     shade * l->ambient.g / (l->ambient.g + 0.8f * l->key.g),
                     shade * l->ambient.b / (l->ambient.b + 0.8f * l->key.b), 1.0f};
    const float direct = l->disc_seen ? (l->moon ? 0.55f : 0.86f) : 0.22f;
    s.strength = direct * (1.0f - f->actor->air);
    const float foot = f->actor->base - (0.020f + f->sink) * h;
    const int32_t from = (int32_t)cd_mp_clamp(foot, 0.0f, p->height);
    const int32_t to = (int32_t)cd_mp_clamp(foot + s.reach[1], 0.0f, p->height);
    if (from < to)
        cd_mp_rows(p->threads, from, to, shadow_rows, &s);
    const float deep = (f->floor == MP_FLOOR_SNOW ? 0.42f : 0.60f) * (1.0f - f->actor->air);
    const mp_px contact = {s.tint.r * 0.06f, s.tint.g * 0.06f, s.tint.b * 0.08f, deep};
    const float base = f->actor->base - (0.012f + f->sink) * h;
    cd_mp_ellipse(&p->canvas, f->actor->x, base, 0.46f * w, 0.040f * h + 0.016f * w, 0.0f, contact);
    cd_mp_ellipse(&p->canvas, f->actor->x, base, 0.34f * w, 0.020f * h + 0.008f * w, 0.1f, contact);
}

struct mirror {
    const struct figure *f;
    float strength, reach, ripple;
};

static void mirror_rows(void *data, int32_t from, int32_t to)
{
    const struct mirror *m = data;
    const struct figure *f = m->f;
    mp_paint *p = f->paint;
    const float sunk = f->sink * f->actor->height;
    const float base = f->actor->base - 0.012f * f->actor->height - sunk;
    for (int32_t y = from; y < to; y++) {
        mp_px *row = p->canvas.px + (size_t)y * (size_t)p->canvas.width;
        const float below = (float)y + 0.5f - base;
        const float fade = m->strength * (1.0f - below / m->reach);
        for (int32_t x = 0; x < f->card.width; x++) {
            const int32_t cx = f->left + x;
            if (cx < 0 || cx >= p->canvas.width)
                continue;
            float sx = (float)x;
            float sy = (float)f->card.height - 1.0f - sunk - below;
            if (m->ripple > 0.0f) {
                const float n = cd_mp_texture(p->noise.fbm, (float)cx / p->unit * 0.8f,
                                              (float)y / p->unit * 5.0f);
                sx += n * m->ripple * (0.3f + below / m->reach);
                sy += n * m->ripple * 0.6f;
            }
            const int32_t ix = (int32_t)sx;
            const int32_t iy = (int32_t)sy;
            if (sx < 0.0f || sy < 0.0f || ix >= f->card.width || iy >= f->card.height)
                continue;
            mp_px c = f->card.px[(size_t)iy * (size_t)f->card.width + (size_t)ix];
            c = (mp_px){c.r * fade, c.g * fade, c.b * fade, c.a * fade};
            cd_mp_over(&row[cx], c);
        }
    }
}

static void mirror_image(struct figure *f)
{
    const bool water = f->actor->stance == MP_STANCE_SWIM;
    const float h = f->actor->height;
    struct mirror m = {f, water ? 0.50f : 0.30f, h * (water ? 0.80f : 0.55f),
                       water ? 0.05f * h : 0.0f};
    const float base = f->actor->base - (0.012f + f->sink) * h;
    const int32_t from = (int32_t)cd_mp_clamp(base, 0.0f, f->paint->height);
    const int32_t to = (int32_t)cd_mp_clamp(base + m.reach, 0.0f, f->paint->height);
    if (from < to)
        cd_mp_rows(f->paint->threads, from, to, mirror_rows, &m);
}

static void body_rows(void *data, int32_t from, int32_t to)
{
    const struct figure *f = data;
    mp_canvas *canvas = &f->paint->canvas;
    for (int32_t y = from; y < to; y++) {
        const int32_t sy = y - f->top;
        if (sy < 0 || sy >= f->card.height)
            continue;
        const mp_px *src = f->card.px + (size_t)sy * (size_t)f->card.width;
        mp_px *row = canvas->px + (size_t)y * (size_t)canvas->width;
        for (int32_t x = 0; x < f->card.width; x++) {
            const int32_t cx = f->left + x;
            if (cx >= 0 && cx < canvas->width && src[x].a > 0.001f)
                cd_mp_over(&row[cx], src[x]);
        }
    }
}

/* How deep feet are in the floor, as a share of the height. */
static float sink_of(const struct figure *f)
{
    if (f->actor->stance == MP_STANCE_SWIM)
        return 0.16f;
    switch (f->floor) {
    case MP_FLOOR_SNOW:
        return 0.045f;
    case MP_FLOOR_GRASS:
        return 0.022f;
    case MP_FLOOR_SAND:
        return 0.016f;
    default:
        return 0.0f;
    }
}

static cd_rc keep_ground(struct figure *f, cd_err *err)
{
    const mp_canvas *canvas = &f->paint->canvas;
    const float deep = (sink_of(f) * 1.8f + 0.012f) * f->actor->height;
    const int32_t from = (int32_t)cd_mp_clamp(f->actor->base - deep, 0.0f, f->paint->height);
    const int32_t to = (int32_t)cd_mp_clamp(f->actor->base + 1.0f, 0.0f, f->paint->height);
    f->ground_top = from;
    CD_TRY(cd_mp_canvas_new(&f->ground, f->card.width, to - from, err));
    for (int32_t y = from; y < to; y++)
        for (int32_t x = 0; x < f->card.width; x++) {
            const int32_t cx = f->left + x;
            if (cx >= 0 && cx < canvas->width)
                f->ground.px[(size_t)(y - from) * (size_t)f->card.width + (size_t)x] =
                    canvas->px[(size_t)y * (size_t)canvas->width + (size_t)cx];
        }
    return CD_OK;
}

/* Lays the floor of before over the lowest part of the actor, with an uneven edge. */
static void cover_feet(struct figure *f)
{
    mp_canvas *canvas = &f->paint->canvas;
    const float h = f->actor->height;
    const float sink = sink_of(f) * h;
    const bool blades = f->floor == MP_FLOOR_GRASS && f->actor->stance == MP_STANCE_STAND;
    const float soft = blades ? 1.5f : 0.010f * h + 1.0f;
    const float pitch = f->paint->unit;
    for (int32_t y = 0; y < f->ground.height; y++) {
        const int32_t cy = f->ground_top + y;
        for (int32_t x = 0; x < f->card.width; x++) {
            const int32_t cx = f->left + x;
            if (cx < 0 || cx >= canvas->width || cy >= canvas->height)
                continue;
            const float n =
                blades ? cd_mp_perlin(&f->paint->noise, (float)cx / pitch * 120.0f, 3.0f)
                       : cd_mp_texture(f->paint->noise.fbm, (float)cx / pitch * 0.9f, 0.37f);
            const float edge = f->actor->base - sink * (1.0f + 0.75f * n);
            const float a = cd_mp_smooth(edge - soft, edge + soft, (float)cy);
            mp_px *p = canvas->px + (size_t)cy * (size_t)canvas->width + (size_t)cx;
            *p = cd_mp_mix(*p, f->ground.px[(size_t)y * (size_t)f->card.width + (size_t)x], a);
        }
    }
}

static void figure_done(struct figure *f)
{
    cd_mp_canvas_done(&f->card);
    cd_mp_canvas_done(&f->near);
    cd_mp_canvas_done(&f->wide);
    cd_mp_canvas_done(&f->ground);
}

cd_rc cd_mp_cast_draw(mp_cast *cast, mp_paint *paint, const mp_actor *actor, mp_floor floor,
                      cd_err *err)
{
    const mp_subject *subject = &cast->scene->subjects[actor->subject];
    CD_AUTO(figure_done) struct figure f = {.paint = paint, .actor = actor, .floor = floor};
    if (actor->bark > 0.0f)
        cd_mp_cast_twig(paint, actor);
    const int32_t w = (int32_t)(actor->width + 0.5f);
    const int32_t h = (int32_t)(actor->height + 0.5f);
    CD_TRY(cd_mp_card_new(&f.card, cd_mp_cast_pixels(cast, actor->subject), w, h, actor->flip,
                          paint->threads, err));
    f.left = cd_mp_floor(actor->x - 0.5f * actor->width + 0.5f);
    f.top = cd_mp_floor(actor->base + 0.5f) - f.card.height;
    if (subject->stuff != MP_STUFF_NONE)
        CD_TRY(cd_mp_card_stuff(&f.card, subject->stuff, subject->has_color ? subject->color : NULL,
                                &paint->noise, paint->threads, err));
    else if (subject->has_color)
        cd_mp_card_recolor(&f.card, subject->color, paint->threads);
    CD_TRY(soft_map(&f.near, &f.card, 1 + (int32_t)(0.004f * actor->height / SOFT), paint->threads,
                    err));
    CD_TRY(soft_map(&f.wide, &f.card, 1 + (int32_t)(0.05f * actor->height / SOFT), paint->threads,
                    err));
    light_on(&f, subject);
    const int32_t shine = cd_mp_cast_shine(cast, actor->subject);
    if (shine >= 0) {
        const float bright = 1.0f + 0.35f * paint->light.lamps;
        f.tint = (mp_px){bright, bright, bright, 1.0f};
        f.fog.a *= 0.3f;
        cd_mp_cast_shine_draw(paint, actor, shine);
    }
    cd_mp_rows(paint->threads, 0, f.card.height, light_rows, &f);
    const bool stands = actor->stance == MP_STANCE_STAND;
    const bool wet = actor->stance == MP_STANCE_SWIM;
    f.sink = stands || wet ? sink_of(&f) : 0.0f;
    const bool sinks = f.sink > 0.0f;
    if (stands)
        cast_shadow(&f);
    if (sinks)
        CD_TRY(keep_ground(&f, err));
    if (wet || (stands && floor == MP_FLOOR_GLOSS))
        mirror_image(&f);
    const int32_t from = f.top < 0 ? 0 : f.top;
    const int32_t to =
        f.top + f.card.height < paint->canvas.height ? f.top + f.card.height : paint->canvas.height;
    if (from < to)
        cd_mp_rows(paint->threads, from, to, body_rows, &f);
    if (sinks)
        cover_feet(&f);
    return CD_OK;
}
