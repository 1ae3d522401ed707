/* engine/multiplane/look/paste.c - a figure as a card over a picture. */
#include "engine/multiplane/look/paste.h"

#include "engine/multiplane/cast/cast.h"
#include "engine/multiplane/pack.h"
#include "engine/multiplane/words/says.h"

static const char adding[] =
    "add, adds, adding, put, put on, place, insert, include, give, gives, wear, wearing, "
    "wears, with, holding, hold, draw, paste, introduce, show";
/* Parts of figures' names that are worn on a head. */
static const char worn[] =
    "hat, cap, crown, helmet, turban, headscarf, tophat, ribbon, headphone, bonnet";
static const char faced[] = "glasses, sunglasses, goggles, monocle, mask, disguised";

enum { MANY = 6 }; /* of a kind at most */

bool cd_mp_paste_asked(cd_str prompt, const mp_scene *scene)
{
    return scene->subject_count > 0 && cd_mp_says(prompt, adding);
}

/* Where the middle of the base is and how tall the figure gets, in shares of the picture. */
struct spot {
    float x, base, height;
    bool stands;
};

static struct spot spot_of(const mp_subject *subject, cd_str name)
{
    char words[64];
    size_t size = 0;
    for (; size < name.size && size + 1 < sizeof words; size++)
        words[size] = name.data[size] == '-' ? ' ' : name.data[size];
    const cd_str text = {words, size};
    if (cd_mp_says(text, worn))
        return (struct spot){0.5f, 0.30f, 0.24f, false};
    if (cd_mp_says(text, faced))
        return (struct spot){0.5f, 0.46f, 0.14f, false};
    if (subject->place == MP_IN_SKY)
        return (struct spot){0.24f, 0.30f, 0.22f, false};
    if (subject->place == MP_IN_AIR)
        return (struct spot){0.74f, 0.40f, 0.26f, false};
    const float height = cd_mp_clamp(0.22f + 0.09f * log2f(1.0f + subject->height_m), 0.20f, 0.55f);
    return (struct spot){0.76f, 0.93f, height, true};
}

/* A soft shadow on the ground. */
static void shadow(const mp_picture *picture, float x, float y, float rx, float ry)
{
    const int32_t w = (int32_t)picture->width, h = (int32_t)picture->height;
    for (int32_t py = (int32_t)(y - ry); py <= (int32_t)(y + ry); py++)
        for (int32_t px = (int32_t)(x - rx); px <= (int32_t)(x + rx); px++) {
            if (px < 0 || py < 0 || px >= w || py >= h)
                continue;
            const float dx = ((float)px - x) / rx, dy = ((float)py - y) / ry;
            const float dark = 0.5f * cd_mp_smooth(1.0f, 0.1f, dx * dx + dy * dy);
            uint16_t *at = picture->px + ((size_t)py * (size_t)w + (size_t)px) * 3;
            for (int c = 0; c < 3; c++)
                at[c] = (uint16_t)((float)at[c] * (1.0f - dark));
        }
}

static void lay(const mp_picture *picture, const mp_canvas *card, int32_t left, int32_t top)
{
    float curve[4097];
    cd_mp_srgb_curve(curve);
    for (int32_t y = 0; y < card->height; y++)
        for (int32_t x = 0; x < card->width; x++) {
            const int32_t px = left + x, py = top + y;
            const mp_px in = card->px[(size_t)y * (size_t)card->width + (size_t)x];
            if (px < 0 || py < 0 || px >= (int32_t)picture->width ||
                py >= (int32_t)picture->height || in.a <= 0.0f)
                continue;
            const float light[3] = {in.r / in.a, in.g / in.a, in.b / in.a};
            uint16_t *at = picture->px + ((size_t)py * picture->width + (size_t)px) * 3;
            for (int c = 0; c < 3; c++) {
                const float root = sqrtf(cd_mp_clamp(light[c], 0.0f, 1.0f)) * 4096.0f;
                const float shown = curve[(int32_t)root] * 257.0f;
                at[c] = (uint16_t)((float)at[c] + (shown - (float)at[c]) * in.a);
            }
        }
}

static cd_rc paste_one(const mp_picture *picture, const mp_subject *subject,
                       const cd_mp_sprite *sprite, struct spot spot, cd_err *err)
{
    CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
    const float unit = (float)(picture->width < picture->height ? picture->width : picture->height);
    const float height = cd_mp_clamp(spot.height * unit * subject->size, 8.0f, 1.2f * unit);
    const float width = height * (float)sprite->width / (float)sprite->height;
    const float x = spot.x * (float)picture->width;
    const float base = spot.base * (float)picture->height;
    CD_TRY(cd_mp_card_new(&card, sprite, (int32_t)width + 1, (int32_t)height + 1,
                          subject->facing_right, picture->threads, err));
    if (subject->has_color)
        cd_mp_card_recolor(&card, subject->color, picture->threads);
    if (spot.stands)
        shadow(picture, x, base, 0.55f * width, 0.10f * width);
    lay(picture, &card, (int32_t)(x - 0.5f * width), (int32_t)(base - height));
    return CD_OK;
}

cd_rc cd_mp_paste(const mp_picture *picture, const mp_scene *scene, const cd_mp_pack *pack,
                  cd_mp_sprites *sprites, cd_err *err)
{
    CD_ASSERT(scene->subject_count > 0);
    CD_AUTO(cd_mp_cast_done) mp_cast cast = {.scene = scene, .sprites = sprites};
    const mp_subject *subject = &scene->subjects[0];
    const float unit = (float)(picture->width < picture->height ? picture->width : picture->height);
    mp_figure figure = {.name = {NULL, 0}};
    (void)cd_mp_pack_figure(&figure, pack, subject->figure);
    CD_TRY(cd_mp_cast_fetch(&cast, 0, unit, err));
    const cd_mp_sprite *sprite = cd_mp_cast_pixels(&cast, 0);
    struct spot spot = spot_of(subject, figure.name);
    const uint32_t count = subject->count < MANY ? subject->count : MANY;
    spot.height /= sqrtf((float)(count > 0 ? count : 1));
    for (uint32_t i = 0; i < count; i++) {
        struct spot one = spot;
        if (count > 1) /* beside each other */
            one.x = 0.12f + 0.76f * ((float)i + 0.5f) / (float)count;
        CD_TRY(paste_one(picture, subject, sprite, one, err));
    }
    return CD_OK;
}
