/* engine/multiplane/cast/cast_stuff.c - cards of another material: the figure's light and shadow
 * stay, what reflects them is wood, stone, metal or glass. */
#include "engine/multiplane/cast/cast.h"
#include "engine/multiplane/paint/surface.h"

struct stuff {
    mp_canvas *card;
    const mp_noise *noise;
    mp_stuff stuff;
    float *solid; /* [height][width] alpha as it was, for glass and ice; or NULL */
    bool tinted;
    mp_px tint; /* of glass and ice, linear */
};

/* Shadow, middle and light of a metal, linear. */
struct metal {
    mp_px dark, middle, light;
};

static const struct metal metals[] = {
    [MP_STUFF_GOLD] = {{0.14f, 0.055f, 0.006f, 0},
                       {0.74f, 0.42f, 0.06f, 0},
                       {1.25f, 1.02f, 0.52f, 0}},
    [MP_STUFF_METAL] = {{0.035f, 0.04f, 0.05f, 0},
                        {0.36f, 0.39f, 0.44f, 0},
                        {1.15f, 1.18f, 1.22f, 0}},
    [MP_STUFF_COPPER] = {{0.10f, 0.026f, 0.010f, 0},
                         {0.62f, 0.22f, 0.09f, 0},
                         {1.2f, 0.78f, 0.50f, 0}},
};

/* Polished metal mirrors what is around it: bands of sky and ground that follow the form, which the
 * figure's shading stands for. */
static mp_px metal_at(const struct metal *metal, float v, float height)
{
    const float form = cd_mp_smooth(0.30f, 1.0f, v); /* figures are painted light */
    const float band = 0.5f + 0.5f * sinf(9.0f * v + 5.0f * height);
    const float t = cd_mp_clamp(0.62f * form + 0.40f * band * (0.25f + form), 0.0f, 1.0f);
    return t < 0.55f ? cd_mp_mix(metal->dark, metal->middle, t / 0.55f)
                     : cd_mp_mix(metal->middle, metal->light, (t - 0.55f) / 0.45f);
}

static mp_px solid_at(const struct stuff *s, float v, float x, float y)
{
    const float light = 0.24f + 1.02f * v;
    if (s->stuff == MP_STUFF_WOOD)
        return cd_mp_scale(cd_mp_wood(s->noise, 5.0f * x, 3.0f * y + 7.0f), light);
    if (s->stuff == MP_STUFF_MARBLE)
        return cd_mp_scale(cd_mp_marble(s->noise, 6.0f * x, 6.0f * y), 0.16f + 0.92f * v);
    const float grain = cd_mp_texture(s->noise->fbm, 1.3f * x, 1.3f * y) +
                        0.8f * cd_mp_texture(s->noise->fbm, 6.1f * x, 6.1f * y);
    const mp_px stone = cd_mp_mix(cd_mp_rgb(0x8f8a82), cd_mp_rgb(0xb9b3a6),
                                  cd_mp_clamp(0.5f + 0.9f * grain, 0.0f, 1.0f));
    return cd_mp_scale(stone, light * (0.88f + 0.5f * grain));
}

/* How near the outline is, 0..1: there one looks through more of it. */
static float rim_at(const struct stuff *s, int32_t column, int32_t row)
{
    const int32_t w = s->card->width, h = s->card->height, reach = 1 + h / 36;
    float inside = 0.0f;
    for (int i = 0; i < 8; i++) {
        static const int32_t way[8][2] = {{2, 0}, {-2, 0}, {0, 2},  {0, -2},
                                          {1, 1}, {1, -1}, {-1, 1}, {-1, -1}};
        const int32_t x = column + way[i][0] * reach / 2, y = row + way[i][1] * reach / 2;
        if (x >= 0 && y >= 0 && x < w && y < h)
            inside += 0.125f * s->solid[(size_t)y * (size_t)w + (size_t)x];
    }
    return 1.0f - inside;
}

/* Clear where it is neither lit nor dark nor an edge; premultiplied. */
static mp_px clear_at(const struct stuff *s, float v, float alpha, float rim, float x, float y)
{
    const bool ice = s->stuff == MP_STUFF_ICE;
    const mp_px own = ice ? (mp_px){0.44f, 0.74f, 0.98f, 0} : (mp_px){0.62f, 0.84f, 0.90f, 0};
    const float frost = ice ? cd_mp_texture(s->noise->fbm, 1.7f * x, 1.7f * y) : 0.0f;
    const float shine = cd_mp_smooth(0.82f, 1.0f, v), shade = cd_mp_smooth(0.55f, 0.1f, v);
    const float edge = cd_mp_smooth(0.02f, 0.45f, rim);
    const float thick = cd_mp_clamp((ice ? 0.66f : 0.40f) + 0.40f * shine + 0.42f * shade +
                                        0.52f * edge + 0.5f * frost,
                                    0.0f, 1.0f);
    mp_px px = cd_mp_scale(s->tinted ? s->tint : own, 0.22f + 0.9f * v + 0.4f * frost);
    px = cd_mp_scale(px, 1.0f - 0.55f * edge * (1.0f - y)); /* dark above, light below */
    px = cd_mp_mix(px, (mp_px){1.25f, 1.3f, 1.35f, 0}, 0.75f * shine + 0.5f * edge * y);
    return cd_mp_alpha(cd_mp_scale(px, alpha * thick), alpha * thick);
}

static void stuff_rows(void *data, int32_t from, int32_t to)
{
    const struct stuff *s = data;
    const float unit = 1.0f / (float)s->card->height; /* patterns grow with the thing */
    for (int32_t row = from; row < to; row++) {
        mp_px *px = s->card->px + (size_t)row * (size_t)s->card->width;
        const float y = (float)row * unit;
        for (int32_t column = 0; column < s->card->width; column++, px++) {
            if (px->a <= 0.0f)
                continue;
            const float alpha = px->a, x = (float)column * unit;
            const float v = sqrtf(cd_mp_clamp(cd_mp_luma(*px) / alpha, 0.0f, 1.0f));
            if (s->stuff == MP_STUFF_GLASS || s->stuff == MP_STUFF_ICE) {
                *px = clear_at(s, v, alpha, rim_at(s, column, row), x, y);
                continue;
            }
            const bool metal = s->stuff == MP_STUFF_GOLD || s->stuff == MP_STUFF_METAL ||
                               s->stuff == MP_STUFF_COPPER;
            const mp_px made = metal ? metal_at(&metals[s->stuff], v, y) : solid_at(s, v, x, y);
            *px = cd_mp_alpha(cd_mp_scale(made, alpha), alpha);
        }
    }
}

cd_rc cd_mp_card_stuff(mp_canvas *card, mp_stuff stuff, const uint8_t *color, const mp_noise *noise,
                       unsigned threads, cd_err *err)
{
    struct stuff s = {.card = card, .noise = noise, .stuff = stuff, .tinted = color != NULL};
    CD_AUTO(cd_free_ptr) float *solid = NULL;
    const size_t count = (size_t)card->width * (size_t)card->height;
    if (stuff == MP_STUFF_NONE)
        return CD_OK;
    if (color != NULL)
        s.tint = cd_mp_rgb((uint32_t)color[0] << 16 | (uint32_t)color[1] << 8 | color[2]);
    if (stuff == MP_STUFF_GLASS || stuff == MP_STUFF_ICE) {
        CD_TRY(cd_try_alloc(&solid, count * sizeof *solid, err));
        for (size_t i = 0; i < count; i++)
            solid[i] = card->px[i].a;
        s.solid = solid;
    }
    cd_mp_rows(threads, 0, card->height, stuff_rows, &s);
    return CD_OK;
}
