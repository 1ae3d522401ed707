/* engine/multiplane/show/touch_text.c - other words on a sign: the old letters are filled with what
 * is around them, the new ones are set in their place and their colour. Without a sign, words go on
 * a plate of their own. */
#include "engine/multiplane/cast/lettering.h"
#include "engine/multiplane/find/lettered.h"
#include "engine/multiplane/show/touch.h"

static uint32_t hex_of(const float rgb[3])
{
    uint32_t out = 0;
    for (int c = 0; c < 3; c++)
        out = out << 8 | (uint32_t)(cd_mp_clamp(rgb[c], 0.0f, 1.0f) * 255.0f + 0.5f);
    return out;
}

/* The letters of the box, and a little around each. */
static cd_rc letters_of(mp_matte *out, const mp_desk *desk, const mp_lettered *found, cd_err *err)
{
    const mp_picture *picture = &desk->picture;
    const int32_t high = found->box[3] - found->box[1];
    const int32_t more = 1 + high / 8;
    CD_TRY(cd_mp_matte_new(out, picture, err));
    for (int32_t y = found->box[1] - more; y < found->box[3] + more; y++)
        for (int32_t x = found->box[0] - more; x < found->box[2] + more; x++) {
            float rgb[3], ink = 0.0f, plain = 0.0f;
            if (x < 0 || y < 0 || x >= (int32_t)picture->width || y >= (int32_t)picture->height)
                continue;
            const size_t at = (size_t)y * picture->width + (size_t)x;
            cd_mp_rgb_get(rgb, picture->px + at * 3);
            for (int c = 0; c < 3; c++) {
                ink += (rgb[c] - found->ink[c]) * (rgb[c] - found->ink[c]);
                plain += (rgb[c] - found->plain[c]) * (rgb[c] - found->plain[c]);
            }
            out->a[at] = ink < 1.4f * plain ? 255 : 0;
        }
    return cd_mp_matte_widen(out, 2 + (uint32_t)high / 16, picture->threads, err);
}

/* The text in the box, in those colours. */
static cd_rc text_lay(const mp_desk *desk, const char *text, const int32_t box[4],
                      const mp_inks *inks, cd_err *err)
{
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
    const int32_t w = box[2] - box[0], h = box[3] - box[1];
    const double inside[4] = {0.0, 0.0, w, h};
    CD_TRY(cd_mp_layer_new(&layer, w, h, err));
    (void)cd_mp_face_set(layer.cr, text, MP_FACE_SERIF, inks, inside);
    CD_TRY(cd_mp_layer_card(&card, &layer, desk->picture.threads, err));
    cd_mp_paste_card(&desk->picture, &card, box[0], box[1]);
    return CD_OK;
}

/* A wooden board across the lower third. */
static cd_rc board_lay(const mp_desk *desk, const char *words, cd_err *err)
{
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_AUTO(cd_mp_canvas_done) mp_canvas card = {0, 0, NULL};
    const mp_picture *picture = &desk->picture;
    mp_text text = {.surface = MP_SIGN_WOOD};
    const int32_t w = (int32_t)(0.6f * (float)picture->width) + 1;
    const int32_t h = (int32_t)fminf(0.2f * (float)picture->height, 0.45f * (float)w) + 1;
    double room[4];
    if (!cd_str_copy(text.text, sizeof text.text, cd_str_from(words)))
        return CD_OK;
    CD_TRY(cd_mp_layer_new(&layer, w, h, err));
    cd_mp_plate_draw(layer.cr, text.surface, w, h, desk->seed);
    cd_mp_plate_room(room, text.surface, w, h);
    (void)cd_mp_text_draw(layer.cr, &text, room);
    CD_TRY(cd_mp_layer_card(&card, &layer, picture->threads, err));
    cd_mp_paste_card(picture, &card, ((int32_t)picture->width - w) / 2,
                     (int32_t)(0.95f * (float)picture->height) - h);
    return CD_OK;
}

cd_rc cd_mp__touch_text(bool *made, const mp_desk *desk, const mp_change *change, cd_err *err)
{
    CD_AUTO(cd_mp_matte_done) mp_matte letters = {0, 0, NULL};
    mp_lettered found;
    const bool sets = change->deed == MP_DEED_TEXT && change->text[0] != '\0';
    CD_TRY(cd_mp_lettered(&found, &desk->picture, err));
    if (!sets && (change->deed != MP_DEED_REMOVE || !found.some))
        return CD_OK;
    *made = true;
    if (!found.some)
        return board_lay(desk, change->text, err);
    const mp_inks inks = {.fill = hex_of(found.ink), .body = 1.0f};
    CD_TRY(letters_of(&letters, desk, &found, err));
    CD_TRY(cd_mp_mend_fill(&desk->picture, &letters, NULL, err));
    return sets ? text_lay(desk, change->text, found.box, &inks, err) : CD_OK;
}
