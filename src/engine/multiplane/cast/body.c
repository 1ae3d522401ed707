/* engine/multiplane/cast/body.c - animals, people and machines from the neck down. */
#include "engine/multiplane/cast/body.h"

/* An ellipse lit from the upper left, turned by `turn` radians. */
static void blob(cairo_t *cr, const double at[4], double turn, uint32_t hex)
{
    cairo_save(cr);
    cairo_translate(cr, at[0], at[1]);
    cairo_rotate(cr, turn);
    cairo_scale(cr, at[2], at[3]);
    cairo_arc(cr, 0, 0, 1, 0, 6.2832);
    cairo_pattern_t *light = cairo_pattern_create_radial(-0.35, -0.45, 0.1, 0, 0, 1.15);
    cd_mp_stop(light, 0.0, cd_mp_blend(hex, 0xffffff, 0.22f), 1.0);
    cd_mp_stop(light, 0.5, hex, 1.0);
    cd_mp_stop(light, 1.0, cd_mp_shade(cd_mp_blend(hex, 0x3a1a4a, 0.10f), 0.80f), 1.0);
    cairo_set_source(cr, light);
    cairo_fill(cr);
    cairo_pattern_destroy(light);
    cairo_restore(cr);
}

/* A limb from (x0, y0) to (x1, y1), round at both ends. */
static void limb(cairo_t *cr, const double line[4], double width, uint32_t hex)
{
    const double x = 0.5 * (line[0] + line[2]);
    cairo_pattern_t *light = cairo_pattern_create_linear(x - 0.6 * width, 0, x + 0.6 * width, 0);
    cd_mp_stop(light, 0.0, cd_mp_blend(hex, 0xffffff, 0.16f), 1.0);
    cd_mp_stop(light, 0.45, hex, 1.0);
    cd_mp_stop(light, 1.0, cd_mp_shade(cd_mp_blend(hex, 0x3a1a4a, 0.10f), 0.78f), 1.0);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(cr, width);
    cairo_move_to(cr, line[0], line[1]);
    cairo_line_to(cr, line[2], line[3]);
    cairo_set_source(cr, light);
    cairo_stroke(cr);
    cairo_pattern_destroy(light);
}

/* The shadow that the head throws on what is under it. */
static void under_head(cairo_t *cr, double half, double y)
{
    cairo_save(cr);
    cairo_translate(cr, 0, y);
    cairo_scale(cr, half, 0.14);
    cairo_pattern_t *shade = cairo_pattern_create_radial(0, 0, 0, 0, 0, 1);
    cd_mp_stop(shade, 0.0, 0x2a1030, 0.34);
    cd_mp_stop(shade, 1.0, 0x2a1030, 0.0);
    cairo_set_source(cr, shade);
    cairo_arc(cr, 0, 0, 1, 0, 6.2832);
    cairo_fill(cr);
    cairo_pattern_destroy(shade);
    cairo_restore(cr);
}

static void tail(cairo_t *cr, const mp_body_look *look)
{
    if (look->form == 1) {
        const double brush[4] = {0.40, 0.58, 0.15, 0.32};
        const double tip[4] = {0.475, 0.345, 0.085, 0.125};
        blob(cr, brush, 0.42, look->coat);
        blob(cr, tip, 0.42, look->belly);
    } else if (look->form == 2) {
        cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
        cairo_set_line_width(cr, 0.075);
        cairo_move_to(cr, 0.26, 0.86);
        cairo_curve_to(cr, 0.62, 0.92, 0.36, 0.52, 0.53, 0.40);
        cd_mp_ink(cr, cd_mp_shade(look->coat, 0.84f), 1.0);
        cairo_stroke(cr);
    } else if (look->form == 3) {
        const double bobtail[4] = {0.34, 0.82, 0.10, 0.09};
        blob(cr, bobtail, 0.0, look->coat);
    }
}

void cd_mp_body_beast(cairo_t *cr, const mp_body_look *look)
{
    tail(cr, look);
    const double torso[4] = {0.0, 0.46, 0.335, 0.50};
    const double belly[4] = {0.0, 0.52, 0.205, 0.36};
    for (int side = -1; side <= 1; side += 2) {
        const double haunch[4] = {0.25 * side, 0.74, 0.185, 0.21};
        blob(cr, haunch, 0.0, cd_mp_shade(look->coat, 0.95f));
    }
    blob(cr, torso, 0.0, look->coat);
    blob(cr, belly, 0.0, look->belly);
    under_head(cr, 0.30, 0.16);
    for (int side = -1; side <= 1; side += 2) {
        const double foot[4] = {0.275 * side, 0.905, 0.165, 0.085};
        blob(cr, foot, 0.0, look->limbs);
    }
    for (int side = -1; side <= 1; side += 2) {
        const double upper[4] = {0.215 * side, 0.30, 0.150 * side, 0.58};
        const double lower[4] = {0.150 * side, 0.60, 0.125 * side, 0.84};
        const double paw[4] = {0.125 * side, 0.905, 0.092, 0.072};
        limb(cr, upper, 0.150, look->coat);
        limb(cr, lower, 0.130, cd_mp_blend(look->coat, look->limbs, 0.75f));
        blob(cr, paw, 0.0, look->limbs);
    }
}

void cd_mp_body_steed(cairo_t *cr, const mp_body_look *look)
{
    static const double legs[4] = {0.26, 0.98, 0.08, 0.84};
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(cr, 0.15);
    cairo_move_to(cr, 1.00, 0.05);
    cairo_curve_to(cr, 1.20, 0.02, 1.12, 0.36, 1.14, 0.58);
    cd_mp_ink(cr, look->belly, 1.0);
    cairo_stroke(cr);
    for (int i = 0; i < 4; i++) {
        const uint32_t coat = i < 2 ? cd_mp_shade(look->coat, 0.80f) : look->coat;
        const double upper[4] = {legs[i], 0.24, legs[i] + 0.01, 0.62};
        const double lower[4] = {legs[i] + 0.01, 0.60, legs[i], 0.86};
        const double hoof[4] = {legs[i] - 0.02, 0.925, 0.085, 0.055};
        limb(cr, upper, 0.17, coat);
        limb(cr, lower, 0.125, coat);
        blob(cr, hoof, 0.0, look->limbs);
    }
    const double trunk[4] = {0.50, 0.12, 0.62, 0.315};
    const double chest[4] = {0.10, 0.08, 0.27, 0.30};
    blob(cr, trunk, 0.03, look->coat);
    blob(cr, chest, 0.0, look->coat);
}

static void torso(cairo_t *cr, double shoulder, double hip, double from, double to, uint32_t hex)
{
    cairo_move_to(cr, -0.10, from - 0.05);
    cairo_curve_to(cr, -0.9 * shoulder, from - 0.03, -shoulder, from, -shoulder, from + 0.16);
    cairo_line_to(cr, -hip, to);
    cairo_curve_to(cr, -0.5 * hip, to + 0.05, 0.5 * hip, to + 0.05, hip, to);
    cairo_line_to(cr, shoulder, from + 0.16);
    cairo_curve_to(cr, shoulder, from, 0.9 * shoulder, from - 0.03, 0.10, from - 0.05);
    cairo_close_path(cr);
    cairo_pattern_t *light = cairo_pattern_create_linear(-shoulder, from, shoulder, to);
    cd_mp_stop(light, 0.0, cd_mp_blend(hex, 0xffffff, 0.18f), 1.0);
    cd_mp_stop(light, 0.45, hex, 1.0);
    cd_mp_stop(light, 1.0, cd_mp_shade(cd_mp_blend(hex, 0x3a1a4a, 0.12f), 0.80f), 1.0);
    cairo_set_source(cr, light);
    cairo_fill(cr);
    cairo_pattern_destroy(light);
}

void cd_mp_body_person(cairo_t *cr, const mp_body_look *look)
{
    const bool skirt = look->form == 1;
    const uint32_t skin = look->skin != 0 ? look->skin : 0xffc83d;
    for (int side = -1; side <= 1; side += 2) {
        const double leg[4] = {0.13 * side, skirt ? 0.98 : 0.74, 0.14 * side, 1.34};
        const double shoe[4] = {0.165 * side, 1.42, 0.145, 0.078};
        limb(cr, leg, skirt ? 0.13 : 0.225, skirt ? cd_mp_shade(skin, 0.94f) : look->belly);
        blob(cr, shoe, 0.0, look->limbs);
    }
    if (skirt)
        torso(cr, 0.25, 0.43, 0.60, 1.14, look->belly);
    for (int side = -1; side <= 1; side += 2) {
        const double arm[4] = {0.335 * side, 0.24, 0.425 * side, 0.72};
        const double hand[4] = {0.435 * side, 0.82, 0.082, 0.088};
        blob(cr, hand, 0.0, skin);
        limb(cr, arm, 0.165, cd_mp_shade(look->coat, 0.93f));
    }
    torso(cr, 0.345, 0.285, 0.10, skirt ? 0.76 : 0.86, look->coat);
    const double neck[4] = {0.0, -0.02, 0.0, 0.07};
    limb(cr, neck, 0.22, cd_mp_shade(skin, 0.86f));
    under_head(cr, 0.30, 0.06);
}

void cd_mp_body_robot(cairo_t *cr, const mp_body_look *look)
{
    for (int side = -1; side <= 1; side += 2) {
        const double leg[4] = {0.17 * side, 0.72, 0.17 * side, 1.02};
        const double knee[4] = {0.17 * side, 0.86, 0.09, 0.06};
        limb(cr, leg, 0.13, cd_mp_shade(look->coat, 0.82f));
        blob(cr, knee, 0.0, look->belly);
        cd_mp_round_rect(cr, 0.17 * side - 0.15, 1.02, 0.30, 0.17, 0.07);
        const double sole[4] = {0, 1.02, 0, 1.19};
        cd_mp_fill_gradient(cr, sole, cd_mp_shade(look->coat, 1.05f),
                            cd_mp_shade(look->coat, 0.70f), false);
        const double arm[4] = {0.40 * side, 0.20, 0.49 * side, 0.60};
        const double joint[4] = {0.445 * side, 0.40, 0.075, 0.055};
        const double hand[4] = {0.505 * side, 0.68, 0.095, 0.095};
        limb(cr, arm, 0.12, cd_mp_shade(look->coat, 0.86f));
        blob(cr, joint, 0.0, look->belly);
        blob(cr, hand, 0.0, look->limbs);
        const double ball[4] = {0.385 * side, 0.17, 0.10, 0.10};
        blob(cr, ball, 0.0, look->limbs);
    }
    const double neck[4] = {0.0, -0.03, 0.0, 0.08};
    limb(cr, neck, 0.20, look->belly);
    const double line[4] = {-0.36, 0.05, 0.36, 0.80};
    cd_mp_round_rect(cr, -0.36, 0.06, 0.72, 0.72, 0.16);
    cd_mp_fill_gradient(cr, line, cd_mp_blend(look->coat, 0xffffff, 0.35f),
                        cd_mp_shade(look->coat, 0.74f), false);
    cd_mp_round_rect(cr, -0.22, 0.24, 0.44, 0.30, 0.07);
    cd_mp_ink(cr, look->belly, 1.0);
    cairo_fill(cr);
    static const uint32_t lamps[] = {0x4ee0c0, 0xffd04a, 0xff5f7c};
    for (int i = 0; i < 3; i++) {
        const double lamp[4] = {-0.125 + 0.125 * i, 0.34, 0.036, 0.036};
        blob(cr, lamp, 0.0, lamps[i]);
    }
    cd_mp_round_rect(cr, -0.16, 0.43, 0.32, 0.045, 0.02);
    cd_mp_ink(cr, 0x5fc9ff, 0.9);
    cairo_fill(cr);
    under_head(cr, 0.32, 0.10);
}

/* The stretch of a row of the figure where its middle is not transparent: first and last column. */
static void extent(int32_t out[2], const cd_mp_sprite *s, uint32_t row)
{
    const uint8_t *px = s->rgba + (size_t)row * s->width * 4;
    const int32_t middle = (int32_t)s->width / 2;
    out[0] = middle;
    out[1] = middle;
    while (out[0] > 0 && px[4 * (out[0] - 1) + 3] > 200)
        out[0]--;
    while (out[1] + 1 < (int32_t)s->width && px[4 * (out[1] + 1) + 3] > 200)
        out[1]++;
}

/* Columns of the last row of cloth, drawn on down; `spread` widens or narrows them. */
static void cloth(cairo_t *cr, const cd_mp_sprite *bust, const int32_t x[2], uint32_t row,
                  const double span[2], double spread)
{
    const double u = (double)bust->width;
    const uint8_t *px = bust->rgba + (size_t)row * bust->width * 4;
    const double shift = -0.5 * u;
    for (int32_t i = x[0]; i <= x[1]; i++) {
        const uint8_t *p = px + 4 * (ptrdiff_t)i;
        const uint32_t hex = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
        const double from = ((double)i + shift) / u;
        const double to = ((double)i + 1.0 + shift) / u;
        const double more = 0.6 / u; /* no seams between columns */
        cairo_move_to(cr, from - more, span[0]);
        cairo_line_to(cr, to + more, span[0]);
        cairo_line_to(cr, to * spread + more, span[1]);
        cairo_line_to(cr, from * spread - more, span[1]);
        cairo_close_path(cr);
        const double line[4] = {0, span[0], 0, span[1]};
        cd_mp_fill_gradient(cr, line, hex, cd_mp_shade(hex, 0.80f), false);
    }
}

static uint32_t mean_of(const cd_mp_sprite *bust, const int32_t x[2], uint32_t row)
{
    uint32_t sum[3] = {0, 0, 0};
    const uint8_t *px = bust->rgba + (size_t)row * bust->width * 4;
    for (int32_t i = x[0]; i <= x[1]; i++)
        for (int c = 0; c < 3; c++)
            sum[c] += px[4 * i + c];
    const uint32_t n = (uint32_t)(x[1] - x[0] + 1);
    return sum[0] / n << 16 | sum[1] / n << 8 | sum[2] / n;
}

void cd_mp_body_below(cairo_t *cr, const mp_body_look *look, const cd_mp_sprite *bust)
{
    const uint32_t row = bust->height - 1 - bust->height / 60;
    int32_t x[2];
    extent(x, bust, row);
    const uint32_t mean = mean_of(bust, x, row);
    const double half = 0.5 * (double)(x[1] - x[0]) / (double)bust->width;
    const double middle = 0.5 * (double)(x[0] + x[1]) / (double)bust->width - 0.5;
    cairo_save(cr);
    cairo_translate(cr, middle, 0);
    for (int side = -1; side <= 1; side += 2) {
        const double leg[4] = {0.42 * half * side, 0.10, 0.44 * half * side, 0.46};
        const double shoe[4] = {0.50 * half * side, 0.545, 0.38 * half, 0.062};
        if (look->form == 0)
            limb(cr, leg, 0.66 * half,
                 look->belly != 0 ? look->belly : cd_mp_blend(mean, 0x2b2740, 0.62f));
        blob(cr, shoe, 0.0, look->limbs);
    }
    cairo_translate(cr, -middle, 0);
    const double span[2] = {-0.02, look->form == 1 ? 0.55 : 0.17};
    cloth(cr, bust, x, row, span, look->form == 1 ? 1.12 : 0.90);
    cairo_restore(cr);
}
