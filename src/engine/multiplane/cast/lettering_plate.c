/* engine/multiplane/cast/lettering_plate.c - signs, cloth and labels, and the letters on them. */
#include "engine/multiplane/cast/lettering.h"

#include "engine/multiplane/cast/lettering_board.h"

static void screws(cairo_t *cr, double w, double h, double t)
{
    for (int i = 0; i < 4; i++) {
        const double x = i & 1 ? w - 1.25 * t : 1.25 * t;
        const double y = i & 2 ? h - 1.25 * t : 1.25 * t;
        cairo_arc(cr, x, y, 0.022 * h, 0, 6.2832);
        cd_mp_ink(cr, 0x2b2320, 1.0);
        cairo_fill(cr);
        cairo_arc(cr, x - 0.006 * h, y - 0.006 * h, 0.008 * h, 0, 6.2832);
        cd_mp_ink(cr, 0xd8d0c8, 0.9);
        cairo_fill(cr);
    }
}

static void wood(cairo_t *cr, double w, double h, uint64_t seed)
{
    const double r = 0.10 * h;
    const int planks = h > 0.55 * w ? 4 : 3;
    mp_rand rand = cd_mp_rand_new(seed, 121);
    cd_mp_round_rect(cr, 0, 0, w, h, r);
    cairo_save(cr);
    cairo_clip(cr);
    for (int i = 0; i < planks; i++) {
        const double y = h * i / planks;
        const double ph = h / planks;
        const float tone = cd_mp_range(&rand, 0.90f, 1.08f);
        const double line[4] = {0, y, 0, y + ph};
        cairo_rectangle(cr, 0, y, w, ph + 1);
        cd_mp_fill_gradient(cr, line, cd_mp_shade(0xb57b45, tone), cd_mp_shade(0x8d572c, tone),
                            false);
        for (int k = 0; k < 26; k++) {
            /* Grain: long lines that swing around knots. */
            const double gy = y + ph * (double)cd_mp_rand01(&rand);
            const double sway = ph * (double)cd_mp_range(&rand, -0.16f, 0.16f);
            const bool dark = cd_mp_rand01(&rand) < 0.65f;
            cairo_move_to(cr, -5, gy);
            cairo_curve_to(cr, w * 0.3, gy + sway, w * 0.6, gy - sway, w + 5, gy + sway * 0.5);
            cairo_set_line_width(cr, h * (double)cd_mp_range(&rand, 0.003f, 0.011f));
            cd_mp_ink(cr, dark ? 0x5a3116 : 0xe2ab6c, dark ? 0.34 : 0.26);
            cairo_stroke(cr);
        }
        const double kx = w * (double)cd_mp_range(&rand, 0.08f, 0.92f);
        for (int k = 3; k > 0; k--) {
            cairo_save(cr);
            cairo_translate(cr, kx, y + ph * 0.5);
            cairo_scale(cr, h * 0.020 * k, h * 0.011 * k);
            cairo_arc(cr, 0, 0, 1, 0, 6.2832);
            cairo_restore(cr);
            cairo_set_line_width(cr, h * 0.006);
            cd_mp_ink(cr, 0x4c2912, 0.45);
            cairo_stroke(cr);
        }
        cairo_rectangle(cr, 0, y + ph - h * 0.012, w, h * 0.014);
        cd_mp_ink(cr, 0x2f190b, i + 1 < planks ? 0.75 : 0.0);
        cairo_fill(cr);
        cairo_rectangle(cr, 0, y, w, h * 0.010);
        cd_mp_ink(cr, 0xf0c48c, i > 0 ? 0.40 : 0.0);
        cairo_fill(cr);
    }
    cairo_restore(cr);
    /* Bevel: light above, dark below, and a painted line inside. */
    const double t = 0.045 * h;
    cairo_set_line_width(cr, t);
    cd_mp_round_rect(cr, t * 0.5, t * 0.5, w - t, h - t, r);
    cairo_pattern_t *bevel = cairo_pattern_create_linear(0, 0, 0, h);
    cd_mp_stop(bevel, 0.0, 0xe9b878, 1.0);
    cd_mp_stop(bevel, 0.5, 0x8a5226, 1.0);
    cd_mp_stop(bevel, 1.0, 0x3f210d, 1.0);
    cairo_set_source(cr, bevel);
    cairo_stroke(cr);
    cairo_pattern_destroy(bevel);
    cairo_set_line_width(cr, 0.014 * h);
    cd_mp_round_rect(cr, 2.0 * t, 2.0 * t, w - 4.0 * t, h - 4.0 * t, r * 0.6);
    cd_mp_ink(cr, 0xfff1cf, 0.85);
    cairo_stroke(cr);
    screws(cr, w, h, t);
}

static void banner(cairo_t *cr, double w, double h)
{
    const double tail = 0.13 * w < 0.6 * h ? 0.13 * w : 0.6 * h;
    const double drop = 0.16 * h;
    for (int i = 0; i < 2; i++) {
        const double edge = i ? w : 0;
        const double in = i ? -1 : 1;
        cairo_move_to(cr, edge, drop);
        cairo_line_to(cr, edge + in * tail * 1.4, drop);
        cairo_line_to(cr, edge + in * tail * 1.4, h);
        cairo_line_to(cr, edge, h);
        cairo_line_to(cr, edge + in * tail * 0.4, 0.5 * (h + drop));
        cairo_close_path(cr);
        cd_mp_ink(cr, 0x8f1f2d, 1.0);
        cairo_fill(cr);
    }
    const double line[4] = {0, 0, 0, h - drop};
    cairo_rectangle(cr, tail, 0, w - 2 * tail, h - drop);
    cd_mp_fill_gradient(cr, line, 0xe2475a, 0xb92a3c, false);
    cairo_set_line_width(cr, 0.022 * h);
    for (int i = 0; i < 2; i++) {
        const double y = i ? h - drop - 0.07 * h : 0.07 * h;
        cairo_move_to(cr, tail, y);
        cairo_line_to(cr, w - tail, y);
    }
    cd_mp_ink(cr, 0xffe3b8, 0.9);
    cairo_stroke(cr);
}

static void paper(cairo_t *cr, double w, double h, bool label)
{
    const double r = label ? 0.06 * h : 0.015 * h;
    const double line[4] = {0, 0, w * 0.3, h};
    cd_mp_round_rect(cr, 0, 0, w, h, r);
    cd_mp_fill_gradient(cr, line, label ? 0xfff4dc : 0xffffff, label ? 0xf0dcb6 : 0xece8e0, false);
    cairo_set_line_width(cr, 0.012 * h);
    if (label) {
        for (int i = 0; i < 2; i++) {
            const double t = (0.05 + 0.035 * i) * h;
            cd_mp_round_rect(cr, t, t, w - 2 * t, h - 2 * t, r * 0.7);
            cairo_set_line_width(cr, (i ? 0.006 : 0.016) * h);
            cd_mp_ink(cr, 0x8a3b2a, 0.9);
            cairo_stroke(cr);
        }
        return;
    }
    for (double y = 0.14 * h; y < h; y += 0.085 * h) {
        cairo_move_to(cr, 0.06 * w, y);
        cairo_line_to(cr, 0.94 * w, y);
    }
    cairo_set_line_width(cr, 0.003 * h);
    cd_mp_ink(cr, 0x9fb4cf, 0.55);
    cairo_stroke(cr);
}

static void neon(cairo_t *cr, double w, double h)
{
    const double line[4] = {0, 0, 0, h};
    cd_mp_round_rect(cr, 0, 0, w, h, 0.12 * h);
    cd_mp_fill_gradient(cr, line, 0x241c33, 0x120d1d, false);
    cairo_set_line_width(cr, 0.02 * h);
    cd_mp_round_rect(cr, 0.02 * h, 0.02 * h, w - 0.04 * h, h - 0.04 * h, 0.11 * h);
    cd_mp_ink(cr, 0x4b3f66, 1.0);
    cairo_stroke(cr);
}

void cd_mp_plate_draw(cairo_t *cr, mp_surface surface, double w, double h, uint64_t seed)
{
    switch (surface) {
    case MP_BANNER:
        banner(cr, w, h);
        break;
    case MP_LABEL:
    case MP_PAGE:
        paper(cr, w, h, surface == MP_LABEL);
        break;
    case MP_SIGN_NEON:
        neon(cr, w, h);
        break;
    case MP_CHALKBOARD:
        cd_mp_board_chalk(cr, w, h, seed);
        break;
    case MP_BILLBOARD:
        cd_mp_board_bill(cr, w, h, seed);
        break;
    case MP_POSTER:
        cd_mp_board_poster(cr, w, h, seed);
        break;
    case MP_BOOK:
        cd_mp_board_book(cr, w, h, seed);
        break;
    case MP_NEWSPAPER:
        cd_mp_board_news(cr, w, h, seed);
        break;
    case MP_GLASS:
        cd_mp_board_glass(cr, w, h, seed);
        break;
    default:
        wood(cr, w, h, seed);
        break;
    }
}

static const struct {
    mp_face face;
    uint32_t ink, edge;
} letters[MP_SURFACE__COUNT] = {
#define MP_SURFACE(name, word, face, ink, edge, ...) [MP_##name] = {MP_FACE_##face, ink, edge},
#include "engine/multiplane/cast/surfaces.def"
#undef MP_SURFACE
};

/* Sprayed letters bring their own colours. */
static uint32_t spray_of(const char *text)
{
    static const uint32_t cans[] = {0xff4fa0, 0xffd23a, 0x3fd7f2, 0x8be04a, 0xff8a3c};
    return cans[cd_str_hash(cd_str_from(text)) % CD_COUNT(cans)];
}

/* Where letters go on a board of 1 x 1: x, y, width, height. */
static const float rooms[MP_SURFACE__COUNT][4] = {
    [MP_SIGN_WOOD] = {0.11f, 0.15f, 0.78f, 0.70f}, [MP_SIGN_NEON] = {0.09f, 0.14f, 0.82f, 0.72f},
    [MP_BANNER] = {0.20f, 0.11f, 0.60f, 0.62f},    [MP_LABEL] = {0.11f, 0.15f, 0.78f, 0.70f},
    [MP_PAGE] = {0.11f, 0.09f, 0.78f, 0.82f},      [MP_CHALKBOARD] = {0.11f, 0.13f, 0.78f, 0.72f},
    [MP_BILLBOARD] = {0.08f, 0.15f, 0.84f, 0.70f}, [MP_POSTER] = {0.11f, 0.07f, 0.78f, 0.40f},
    [MP_BOOK] = {0.20f, 0.12f, 0.67f, 0.48f},      [MP_NEWSPAPER] = {0.06f, 0.215f, 0.88f, 0.285f},
    [MP_GLASS] = {0.06f, 0.08f, 0.88f, 0.78f},     [MP_THING] = {0.0f, 0.0f, 1.0f, 1.0f},
};

void cd_mp_plate_room(double room[4], mp_surface surface, double w, double h)
{
    for (int i = 0; i < 4; i++)
        room[i] = (double)rooms[surface][i] * (i & 1 ? h : w);
}

mp_inks cd_mp_text_inks(const mp_text *text)
{
    const mp_surface surface = text->surface;
    const bool painted = surface == MP_SIGN_WOOD || surface == MP_BANNER || surface == MP_BOOK;
    const bool rough = text->face == MP_FACE_CHALK || text->face == MP_FACE_STENCIL ||
                       text->face == MP_FACE_TYPEWRITER || text->face == MP_FACE_HAND;
    mp_inks inks = {.fill = letters[surface].ink,
                    .edge = rough ? 0 : letters[surface].edge,
                    .raised = painted && !rough,
                    .body = 1.0f};
    if (text->face == MP_FACE_GRAFFITI)
        inks = (mp_inks){.fill = spray_of(text->text), .edge = 0x17121c, .body = 1.0f};
    return inks;
}

mp_set cd_mp_text_draw(cairo_t *cr, const mp_text *text, const double box[4])
{
    const mp_inks inks = cd_mp_text_inks(text);
    const mp_face face = text->face != MP_FACE_AUTO ? text->face : letters[text->surface].face;
    return cd_mp_face_set(cr, text->text, face, &inks, box);
}

void cd_mp_text_set(cairo_t *cr, const char *text, mp_surface surface, const double box[4])
{
    const mp_text one = {.surface = surface, .face = letters[surface].face};
    const mp_inks inks = cd_mp_text_inks(&one);
    (void)cd_mp_face_set(cr, text, one.face, &inks, box);
}
