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

mp_stand cd_mp_stand_of(const mp_subject *subject, const cd_mp_pack *pack, uint32_t width,
                        uint32_t height)
{
    char words[64];
    size_t size = 0;
    mp_figure figure = {.name = {NULL, 0}};
    const float w = (float)width, h = (float)height, unit = w < h ? w : h;
    (void)cd_mp_pack_figure(&figure, pack, subject->figure);
    for (; size < figure.name.size && size + 1 < sizeof words; size++)
        words[size] = figure.name.data[size] == '-' ? ' ' : figure.name.data[size];
    const cd_str text = {words, size};
    if (cd_mp_says(text, worn))
        return (mp_stand){MP_STAND_HEAD, 0.5f * w, 0.30f * h, 0.24f * unit};
    if (cd_mp_says(text, faced))
        return (mp_stand){MP_STAND_EYES, 0.5f * w, 0.46f * h, 0.14f * unit};
    if (subject->place == MP_IN_SKY)
        return (mp_stand){MP_STAND_SKY, 0.24f * w, 0.30f * h, 0.22f * unit};
    if (subject->place == MP_IN_AIR)
        return (mp_stand){MP_STAND_AIR, 0.74f * w, 0.40f * h, 0.26f * unit};
    const float tall = cd_mp_clamp(0.22f + 0.09f * log2f(1.0f + subject->height_m), 0.20f, 0.55f);
    return (mp_stand){MP_STAND_GROUND, 0.76f * w, 0.93f * h, tall * unit};
}

void cd_mp_paste_shadow(const mp_picture *picture, float x, float y, float rx, float ry)
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

void cd_mp_paste_card(const mp_picture *picture, const mp_canvas *card, int32_t left, int32_t top)
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
                       const cd_mp_sprite *sprite, const mp_stand *spot, cd_err *err)
{
    CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
    const float unit = (float)(picture->width < picture->height ? picture->width : picture->height);
    const float height = cd_mp_clamp(spot->height * subject->size, 8.0f, 1.2f * unit);
    const float width = height * (float)sprite->width / (float)sprite->height;
    CD_TRY(cd_mp_card_new(&card, sprite, (int32_t)width + 1, (int32_t)height + 1,
                          subject->facing_right, picture->threads, err));
    if (subject->has_color)
        cd_mp_card_recolor(&card, subject->color, picture->threads);
    if (spot->kind == MP_STAND_GROUND)
        cd_mp_paste_shadow(picture, spot->x, spot->base, 0.55f * width, 0.10f * width);
    cd_mp_paste_card(picture, &card, (int32_t)(spot->x - 0.5f * width),
                     (int32_t)(spot->base - height));
    return CD_OK;
}

cd_rc cd_mp_paste_at(const mp_picture *picture, const mp_subject *subject, const mp_stand *spot,
                     const cd_mp_sprite *pixels, cd_mp_sprites *sprites, cd_err *err)
{
    const mp_scene alone = {.subject_count = 1, .subjects = {*subject}};
    CD_AUTO(cd_mp_cast_done) mp_cast cast = {.scene = &alone, .sprites = sprites};
    const float unit = (float)(picture->width < picture->height ? picture->width : picture->height);
    if (pixels == NULL)
        CD_TRY(cd_mp_cast_fetch(&cast, 0, unit, err));
    const cd_mp_sprite *sprite = pixels != NULL ? pixels : cd_mp_cast_pixels(&cast, 0);
    const uint32_t count = subject->count < 1 ? 1 : subject->count < MANY ? subject->count : MANY;
    for (uint32_t i = 0; i < count; i++) {
        mp_stand one = *spot;
        one.height /= sqrtf((float)count);
        if (count > 1) /* beside each other */
            one.x = (0.12f + 0.76f * ((float)i + 0.5f) / (float)count) * (float)picture->width;
        CD_TRY(paste_one(picture, subject, sprite, &one, err));
    }
    return CD_OK;
}

bool cd_mp_paste_asked(cd_str prompt, const mp_scene *scene)
{
    return scene->subject_count > 0 && cd_mp_says(prompt, adding);
}

cd_rc cd_mp_paste(const mp_picture *picture, const mp_scene *scene, const cd_mp_pack *pack,
                  cd_mp_sprites *sprites, cd_err *err)
{
    CD_ASSERT(scene->subject_count > 0);
    const mp_subject *subject = &scene->subjects[0];
    const mp_stand spot = cd_mp_stand_of(subject, pack, picture->width, picture->height);
    return cd_mp_paste_at(picture, subject, &spot, NULL, sprites, err);
}
