/* engine/multiplane/cast/lettering.c - where texts hang or stand, and their light: boards take the
 * light of the scene, neon tubes make their own. */
#include "engine/multiplane/cast/lettering.h"

#include "engine/multiplane/place/street.h"

#include <string.h>

/* Wide boards for short texts, squarer ones for long. */
static float shape_of(const mp_text *text)
{
    const float length = (float)strlen(text->text);
    if (text->surface == MP_PAGE)
        return 1.25f;
    if (text->surface == MP_BANNER)
        return 0.22f + 0.12f * cd_mp_smooth(20.0f, 90.0f, length);
    return 0.40f + 0.30f * cd_mp_smooth(14.0f, 90.0f, length);
}

struct room {
    float from, to;
};

/* The wider of the two spaces beside the cast. */
static struct room beside(const mp_cast *cast, const mp_paint *p)
{
    float left = p->width;
    float right = 0.0f;
    for (uint32_t i = 0; i < cast->count; i++) {
        const mp_actor *a = &cast->actors[i];
        if (a->stance == MP_STANCE_SKY || a->base < 0.5f * p->horizon)
            continue;
        left = a->x - 0.5f * a->width < left ? a->x - 0.5f * a->width : left;
        right = a->x + 0.5f * a->width > right ? a->x + 0.5f * a->width : right;
    }
    const float margin = 0.02f * p->unit;
    if (right <= left)
        return (struct room){margin, p->width - margin};
    if (left > p->width - right)
        return (struct room){margin, left - margin};
    return (struct room){right + margin, p->width - margin};
}

static void across_the_top(mp_plate *plate, const mp_paint *p, float shape, uint32_t slot)
{
    const float w = 0.72f * p->width < 1.3f * p->unit ? 0.72f * p->width : 1.3f * p->unit;
    float h = w * shape * 0.62f;
    h = h > 0.17f * p->height ? 0.17f * p->height : h;
    const float top = 0.035f * p->height + (float)slot * (h + 0.02f * p->unit);
    plate->mount = MP_MOUNT_AIR;
    plate->box[0] = 0.5f * (p->width - w);
    plate->box[1] = top;
    plate->box[2] = 0.5f * (p->width + w);
    plate->box[3] = top + h;
    plate->base = top + h;
}

void cd_mp_lettering_layout(mp_lettering *out, const mp_paint *paint, const mp_cast *cast,
                            float base)
{
    const mp_scene *scene = paint->scene;
    const bool shop = mp_setting_kind(scene->setting) == MP_SETTING_STREET && scene->storefront;
    const bool floats =
        mp_setting_kind(scene->setting) == MP_SETTING_SPACE ||
        mp_setting_kind(scene->setting) == MP_SETTING_UNDERWATER ||
        (mp_setting_kind(scene->setting) == MP_SETTING_SEA && !paint->ground_subjects);
    const struct room room = beside(cast, paint);
    const float least = 0.36f * paint->unit;
    uint32_t standing = 0;
    uint32_t hanging = 0;
    out->count = scene->no_text ? 0 : scene->text_count;
    for (uint32_t i = 0; i < out->count; i++) {
        mp_plate *plate = &out->plates[i];
        const float shape = shape_of(&scene->texts[i]);
        if (scene->texts[i].placed) { /* it stays where it was */
            memcpy(plate->box, scene->texts[i].box, sizeof plate->box);
            plate->base = scene->texts[i].base;
            plate->mount = scene->texts[i].mount;
            standing += plate->mount == MP_MOUNT_POST || plate->mount == MP_MOUNT_TABLE;
            hanging += plate->mount == MP_MOUNT_AIR;
        } else if (shop && i == 0) {
            cd_mp_front_sign(plate->box, paint);
            plate->mount = MP_MOUNT_WALL;
            plate->base = plate->box[3];
        } else if (floats || shop || standing > 0 || room.to - room.from < least) {
            across_the_top(plate, paint, shape, hanging++);
        } else {
            float w = 0.92f * (room.to - room.from);
            w = w > 0.74f * paint->unit ? 0.74f * paint->unit : w;
            float h = w * shape;
            if (h > 0.5f * paint->unit) {
                h = 0.5f * paint->unit;
                w = h / shape;
            }
            const bool table = mp_setting_kind(scene->setting) == MP_SETTING_KITCHEN;
            const float x = 0.5f * (room.from + room.to);
            plate->mount = table ? MP_MOUNT_TABLE : MP_MOUNT_POST;
            plate->base = base - 0.10f * (base - paint->horizon);
            const float foot = table ? plate->base : plate->base - 0.22f * paint->unit;
            const float drawn[4] = {x - 0.5f * w, foot - h, x + 0.5f * w, foot};
            memcpy(plate->box, drawn, sizeof drawn);
            standing++;
        }
    }
}

static mp_px light_on(const mp_paint *p)
{
    const mp_light *l = &p->light;
    const mp_px lamp = {0.42f * l->lamps, 0.34f * l->lamps, 0.22f * l->lamps, 0.0f};
    mp_px sum = {l->ambient.r + 0.66f * l->key.r + lamp.r, l->ambient.g + 0.66f * l->key.g + lamp.g,
                 l->ambient.b + 0.66f * l->key.b + lamp.b, 1.0f};
    const float luma = cd_mp_luma(sum);
    return luma < 0.5f ? cd_mp_alpha(cd_mp_scale(sum, 0.5f / luma), 1.0f) : sum;
}

static void posts(mp_paint *p, const mp_plate *plate, mp_px light)
{
    const float w = plate->box[2] - plate->box[0];
    const float thick = 0.020f * p->unit;
    for (int i = 0; i < 2; i++) {
        const float x = plate->box[0] + w * (i ? 0.80f : 0.20f);
        cd_mp_ellipse(&p->canvas, x, plate->base, thick * 2.6f, thick * 0.55f, 0.0f,
                      (mp_px){0.01f, 0.01f, 0.02f, 0.55f});
        for (int k = 0; k < 5; k++) {
            const float x0 = x - 0.5f * thick + thick * 0.2f * (float)k;
            const mp_px bark = cd_mp_times(cd_mp_rgb(0x8a5a31), light);
            cd_mp_rect(&p->canvas, x0, plate->box[1] + 4.0f, x0 + thick * 0.2f + 0.5f, plate->base,
                       cd_mp_alpha(cd_mp_scale(bark, 1.1f - 0.17f * (float)k), 1.0f));
        }
    }
}

static void ropes(mp_paint *p, const mp_plate *plate)
{
    const float w = plate->box[2] - plate->box[0];
    const mp_px rope = cd_mp_scale(cd_mp_rgb(0x6b5a48), 0.7f);
    for (int i = 0; i < 2; i++) {
        const float x = plate->box[0] + w * (i ? 0.84f : 0.16f);
        cd_mp_rect(&p->canvas, x - 0.002f * p->unit, 0.0f, x + 0.002f * p->unit, plate->box[1],
                   rope);
    }
}

/* The board throws a soft shadow to the lower right on what is close behind. */
static void board_shadow(mp_paint *p, const mp_plate *plate)
{
    const float u = 0.006f * p->unit;
    for (int i = 3; i > 0; i--) {
        const float grow = u * (float)i;
        cd_mp_rect(&p->canvas, plate->box[0] - grow * 0.4f + u, plate->box[1] + u,
                   plate->box[2] + grow + u, plate->box[3] + grow + u * 1.6f,
                   (mp_px){0.01f, 0.01f, 0.02f, 0.16f});
    }
}

/* Neon: the letters as light, and their glow on the board and the air around it. */
static cd_rc tubes(mp_paint *p, const mp_plate *plate, const mp_text *text, cd_err *err)
{
    static const uint32_t gases[] = {0xff2f7e, 0x28d6ff, 0xff7a2f, 0x9a5bff};
    const int32_t pad = (int32_t)(0.10f * p->unit);
    const int32_t w = (int32_t)(plate->box[2] - plate->box[0]);
    const int32_t h = (int32_t)(plate->box[3] - plate->box[1]);
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_AUTO(cd_mp_canvas_done) mp_canvas glow = {0, 0, NULL};
    CD_TRY(cd_mp_layer_new(&layer, w + 2 * pad, h + 2 * pad, err));
    const double box[4] = {pad + 0.09 * w, pad + 0.14 * h, 0.82 * w, 0.72 * h};
    cd_mp_text_set(layer.cr, text->text, MP_SIGN_NEON, box);
    CD_TRY(cd_mp_layer_card(&glow, &layer, p->threads, err));
    CD_TRY(cd_mp_blur(&glow, 2 + (int32_t)(0.012f * p->unit), p->threads, err));
    const mp_px gas = cd_mp_rgb(gases[cd_str_hash(cd_str_from(text->text)) % CD_COUNT(gases)]);
    const int32_t left = (int32_t)plate->box[0] - pad;
    const int32_t top = (int32_t)plate->box[1] - pad;
    for (int32_t y = 0; y < glow.height; y++) {
        const int32_t cy = top + y;
        if (cy < 0 || cy >= p->canvas.height)
            continue;
        for (int32_t x = 0; x < glow.width; x++) {
            const int32_t cx = left + x;
            if (cx < 0 || cx >= p->canvas.width)
                continue;
            mp_px *to = &p->canvas.px[(size_t)cy * (size_t)p->canvas.width + (size_t)cx];
            *to = cd_mp_add(*to, gas, 1.9f * glow.px[(size_t)y * (size_t)glow.width + (size_t)x].a);
        }
    }
    const mp_px core = cd_mp_add(cd_mp_scale(gas, 0.9f), cd_mp_rgb(0xffffff), 0.85f);
    cd_mp_layer_lay(&p->canvas, &layer, left, top, cd_mp_alpha(core, 1.0f), p->threads);
    return CD_OK;
}

static cd_rc plate_draw(mp_paint *p, const mp_plate *plate, const mp_text *text, cd_err *err)
{
    const int32_t w = (int32_t)(plate->box[2] - plate->box[0]);
    const int32_t h = (int32_t)(plate->box[3] - plate->box[1]);
    const mp_px light = light_on(p);
    if (plate->mount == MP_MOUNT_POST)
        posts(p, plate, light);
    if (plate->mount == MP_MOUNT_AIR)
        ropes(p, plate);
    if (plate->mount == MP_MOUNT_WALL || plate->mount == MP_MOUNT_TABLE)
        board_shadow(p, plate);
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&layer, w, h, err));
    cd_mp_plate_draw(layer.cr, text->surface, w, h, p->scene->seed);
    const bool banner = text->surface == MP_BANNER;
    const double margin = text->surface == MP_PAGE ? 0.09 : 0.15;
    const double side = banner ? 0.20 * w : 0.11 * w;
    const double box[4] = {side, (banner ? 0.08 : margin) * h, w - 2 * side,
                           (banner ? 0.68 : 1.0 - 2.0 * margin) * h};
    if (text->surface != MP_SIGN_NEON)
        cd_mp_text_set(layer.cr, text->text, text->surface, box);
    cd_mp_layer_lay(&p->canvas, &layer, (int32_t)plate->box[0], (int32_t)plate->box[1], light,
                    p->threads);
    if (text->surface == MP_SIGN_NEON)
        return tubes(p, plate, text, err);
    return CD_OK;
}

cd_rc cd_mp_lettering_draw(const mp_lettering *lettering, mp_paint *paint, cd_err *err)
{
    for (uint32_t i = 0; i < lettering->count; i++)
        CD_TRY(plate_draw(paint, &lettering->plates[i], &paint->scene->texts[i], err));
    return CD_OK;
}
