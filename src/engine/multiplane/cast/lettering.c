/* engine/multiplane/cast/lettering.c - boards and their light: they take that of the scene, neon
 * tubes make their own. */
#include "engine/multiplane/cast/lettering.h"

static mp_px light_on(const mp_paint *p)
{
    const mp_light *l = &p->light;
    const mp_px lamp = {0.42f * l->lamps, 0.34f * l->lamps, 0.22f * l->lamps, 0.0f};
    mp_px sum = {l->ambient.r + 0.66f * l->key.r + lamp.r, l->ambient.g + 0.66f * l->key.g + lamp.g,
                 l->ambient.b + 0.66f * l->key.b + lamp.b, 1.0f};
    const float luma = cd_mp_luma(sum);
    return luma < 0.5f ? cd_mp_alpha(cd_mp_scale(sum, 0.5f / luma), 1.0f) : sum;
}

static void posts(mp_paint *p, const mp_plate *plate, mp_surface surface, mp_px light)
{
    const bool steel = surface == MP_BILLBOARD;
    const float thick = (steel ? 0.030f : 0.020f) * p->unit;
    const float(*q)[2] = plate->board.quad;
    for (int i = 0; i < 2; i++) {
        const float at = i ? 0.80f : 0.20f;
        const float x = cd_mp_lerp(q[3][0], q[2][0], at);
        const float top = cd_mp_lerp(q[0][1], q[1][1], at) + 4.0f;
        cd_mp_ellipse(&p->canvas, x, plate->base, thick * 2.6f, thick * 0.55f, 0.0f,
                      (mp_px){0.01f, 0.01f, 0.02f, 0.55f});
        for (int k = 0; k < 5; k++) {
            const float x0 = x - 0.5f * thick + thick * 0.2f * (float)k;
            const mp_px bark = cd_mp_times(cd_mp_rgb(steel ? 0x7d858f : 0x8a5a31), light);
            cd_mp_rect(&p->canvas, x0, top, x0 + thick * 0.2f + 0.5f, plate->base,
                       cd_mp_alpha(cd_mp_scale(bark, 1.1f - 0.17f * (float)k), 1.0f));
        }
    }
}

static void ropes(mp_paint *p, const mp_plate *plate)
{
    const float w = plate->box[2] - plate->box[0];
    const mp_px rope = cd_mp_scale(cd_mp_rgb(0x6b5a48), 0.7f);
    const float share = plate->board.sag > 0.0f ? 0.02f : 0.16f;
    for (int i = 0; i < 2; i++) {
        const float x = plate->box[0] + w * (i ? 1.0f - share : share);
        cd_mp_rect(&p->canvas, x - 0.002f * p->unit, 0.0f, x + 0.002f * p->unit,
                   plate->box[1] +
                       0.3f * plate->board.flat[1] * (plate->board.sag > 0.0f ? 1.0f : 0.0f),
                   rope);
    }
}

/* The board throws a soft shadow to the lower right on what is close behind. */
static cd_rc board_shadow(mp_paint *p, const mp_plate *plate, const mp_canvas *card, cd_err *err)
{
    const int32_t soft = 1 + (int32_t)(0.008f * p->unit);
    CD_AUTO(cd_mp_canvas_done) mp_canvas shade = {0, 0, NULL};
    CD_TRY(cd_mp_canvas_new(&shade, card->width + 6 * soft, card->height + 6 * soft, err));
    for (int32_t y = 0; y < card->height; y++) {
        for (int32_t x = 0; x < card->width; x++) {
            const float a = card->px[(size_t)y * (size_t)card->width + (size_t)x].a;
            mp_px *to =
                &shade.px[(size_t)(y + 3 * soft) * (size_t)shade.width + (size_t)(x + 3 * soft)];
            *to = (mp_px){0.008f * a, 0.008f * a, 0.016f * a, 0.62f * a};
        }
    }
    CD_TRY(cd_mp_blur(&shade, soft, p->threads, err));
    /* As large as its margins make it, about the middle of the board, and lower. */
    mp_plate under = *plate;
    const float kx = (float)shade.width / (float)card->width;
    const float ky = (float)shade.height / (float)card->height;
    const float mx = 0.25f * (plate->board.quad[0][0] + plate->board.quad[1][0] +
                              plate->board.quad[2][0] + plate->board.quad[3][0]);
    const float my = 0.25f * (plate->board.quad[0][1] + plate->board.quad[1][1] +
                              plate->board.quad[2][1] + plate->board.quad[3][1]);
    const float off = 0.010f * p->unit;
    for (int i = 0; i < 4; i++) {
        under.board.quad[i][0] = mx + (plate->board.quad[i][0] - mx) * kx + off;
        under.board.quad[i][1] = my + (plate->board.quad[i][1] - my) * ky + off * 1.3f;
    }
    const float grow = 4.0f * (float)soft + 2.0f * off;
    under.box[0] -= grow;
    under.box[1] -= grow;
    under.box[2] += grow;
    under.box[3] += grow;
    cd_mp_plate_lay(&p->canvas, &shade, &under, (mp_px){1.0f, 1.0f, 1.0f, 1.0f}, p->threads);
    return CD_OK;
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
    double box[4];
    cd_mp_plate_room(box, MP_SIGN_NEON, w, h);
    box[0] += pad;
    box[1] += pad;
    (void)cd_mp_text_draw(layer.cr, text, box);
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
    /* Gas in the whole tube, and brighter along its middle. */
    cd_mp_layer_lay(&p->canvas, &layer, left, top, cd_mp_alpha(cd_mp_scale(gas, 1.5f), 1.0f),
                    p->threads);
    CD_AUTO(cd_mp_layer_done) mp_layer inner = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&inner, w + 2 * pad, h + 2 * pad, err));
    const mp_inks thin = {.fill = 0xffffff, .body = 0.12f};
    const mp_face face = text->face == MP_FACE_AUTO ? MP_FACE_NEON : text->face;
    (void)cd_mp_face_set(inner.cr, text->text, face, &thin, box);
    const mp_px core = cd_mp_add(cd_mp_scale(gas, 0.9f), cd_mp_rgb(0xffffff), 0.85f);
    cd_mp_layer_lay(&p->canvas, &inner, left, top, cd_mp_alpha(core, 0.9f), p->threads);
    return CD_OK;
}

/* Letters as large as the board allows, drawn where it is straight. */
static cd_rc board_of(mp_canvas *card, const mp_paint *p, const mp_plate *plate,
                      const mp_text *text, cd_err *err)
{
    const int32_t w = (int32_t)plate->board.flat[0];
    const int32_t h = (int32_t)plate->board.flat[1];
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&layer, w < 1 ? 1 : w, h < 1 ? 1 : h, err));
    double room[4];
    cd_mp_plate_room(room, text->surface, layer.width, layer.height);
    if (plate->mount != MP_MOUNT_THING && plate->mount != MP_MOUNT_PANE)
        cd_mp_plate_draw(layer.cr, text->surface, layer.width, layer.height, p->scene->seed);
    if (text->surface != MP_SIGN_NEON)
        (void)cd_mp_text_draw(layer.cr, text, room);
    return cd_mp_layer_card(card, &layer, p->threads, err);
}

static cd_rc plate_draw(mp_paint *p, const mp_plate *plate, const mp_text *text, cd_err *err)
{
    const mp_px light = light_on(p);
    CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
    CD_TRY(board_of(&card, p, plate, text, err));
    if (plate->mount == MP_MOUNT_POST)
        posts(p, plate, text->surface, light);
    if (plate->mount == MP_MOUNT_AIR)
        ropes(p, plate);
    if (plate->mount == MP_MOUNT_WALL || plate->mount == MP_MOUNT_TABLE)
        CD_TRY(board_shadow(p, plate, &card, err));
    cd_mp_plate_lay(&p->canvas, &card, plate, light, p->threads);
    if (text->surface == MP_SIGN_NEON)
        return tubes(p, plate, text, err);
    return CD_OK;
}

cd_rc cd_mp_lettering_draw(const mp_lettering *lettering, mp_paint *paint, cd_err *err)
{
    for (uint32_t i = 0; i < lettering->count; i++)
        if (lettering->plates[i].mount != MP_MOUNT_THING)
            CD_TRY(plate_draw(paint, &lettering->plates[i], &paint->scene->texts[i], err));
    return CD_OK;
}

cd_rc cd_mp_lettering_print(const mp_lettering *lettering, mp_paint *paint, const mp_actor *actor,
                            cd_err *err)
{
    for (uint32_t i = 0; i < lettering->count; i++) {
        const mp_text *text = &paint->scene->texts[i];
        if (lettering->plates[i].mount != MP_MOUNT_THING || actor->instance != 0 ||
            text->subject != (int32_t)actor->subject)
            continue;
        CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
        CD_TRY(board_of(&card, paint, &lettering->plates[i], text, err));
        cd_mp_plate_lay(&paint->canvas, &card, &lettering->plates[i], light_on(paint),
                        paint->threads);
    }
    return CD_OK;
}
