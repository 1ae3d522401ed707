/* engine/multiplane/cast/lettering_turn.c - boards that are not seen straight: their corners, and
 * their pixels brought there. */
#include "engine/multiplane/cast/lettering.h"

void cd_mp_plate_turn(mp_plate *plate, float yaw, float pitch, float far)
{
    const float w = plate->board.flat[0];
    const float h = plate->board.flat[1];
    const float x = 0.5f * (plate->box[0] + plate->box[2]);
    const float y = 0.5f * (plate->box[1] + plate->box[3]);
    const float distance = far * w;
    static const float sides[4][2] = {{-0.5f, -0.5f}, {0.5f, -0.5f}, {0.5f, 0.5f}, {-0.5f, 0.5f}};
    float box[4] = {1.0e9f, 1.0e9f, -1.0e9f, -1.0e9f};
    for (int i = 0; i < 4; i++) {
        const float px = sides[i][0] * w;
        const float py = sides[i][1] * h;
        /* Laid back about its lower edge, then turned. */
        const float up = py * cosf(pitch);
        const float deep = -py * sinf(pitch);
        const float depth = deep * cosf(yaw) + px * sinf(yaw);
        const float across = px * cosf(yaw) - deep * sinf(yaw);
        const float k = distance / (distance + depth);
        plate->board.quad[i][0] = x + across * k;
        plate->board.quad[i][1] = y + up * k;
        for (int c = 0; c < 2; c++) {
            const float at = plate->board.quad[i][c];
            box[c] = at < box[c] ? at : box[c];
            box[2 + c] = at > box[2 + c] ? at : box[2 + c];
        }
    }
    box[3] += plate->board.sag * h;
    for (int i = 0; i < 4; i++)
        plate->box[i] = box[i];
}

/* The unit square to the quadrilateral: x = (a u + b v + c) / (g u + h v + 1), y likewise. */
static void square_to_quad(float m[9], const float quad[4][2])
{
    const float dx1 = quad[1][0] - quad[2][0];
    const float dx2 = quad[3][0] - quad[2][0];
    const float sx = quad[0][0] - quad[1][0] + quad[2][0] - quad[3][0];
    const float dy1 = quad[1][1] - quad[2][1];
    const float dy2 = quad[3][1] - quad[2][1];
    const float sy = quad[0][1] - quad[1][1] + quad[2][1] - quad[3][1];
    const float d = dx1 * dy2 - dx2 * dy1;
    const float g = (sx * dy2 - dx2 * sy) / d;
    const float h = (dx1 * sy - sx * dy1) / d;
    const float out[9] = {quad[1][0] - quad[0][0] + g * quad[1][0],
                          quad[3][0] - quad[0][0] + h * quad[3][0],
                          quad[0][0],
                          quad[1][1] - quad[0][1] + g * quad[1][1],
                          quad[3][1] - quad[0][1] + h * quad[3][1],
                          quad[0][1],
                          g,
                          h,
                          1.0f};
    for (int i = 0; i < 9; i++)
        m[i] = out[i];
}

/* The inverse up to a factor, which a projective map does not feel. */
static void adjoint(float out[9], const float m[9])
{
    out[0] = m[4] * m[8] - m[5] * m[7];
    out[1] = m[2] * m[7] - m[1] * m[8];
    out[2] = m[1] * m[5] - m[2] * m[4];
    out[3] = m[5] * m[6] - m[3] * m[8];
    out[4] = m[0] * m[8] - m[2] * m[6];
    out[5] = m[2] * m[3] - m[0] * m[5];
    out[6] = m[3] * m[7] - m[4] * m[6];
    out[7] = m[1] * m[6] - m[0] * m[7];
    out[8] = m[0] * m[4] - m[1] * m[3];
}

struct laying {
    mp_canvas *dst;
    const mp_canvas *card;
    const mp_plate *plate;
    mp_px tint;
    float back[9];
};

static mp_px texel(const mp_canvas *card, int32_t x, int32_t y)
{
    if (x < 0 || y < 0 || x >= card->width || y >= card->height)
        return (mp_px){0.0f, 0.0f, 0.0f, 0.0f};
    return card->px[(size_t)y * (size_t)card->width + (size_t)x];
}

static mp_px bilinear(const mp_canvas *card, float x, float y)
{
    const int32_t ix = cd_mp_floor(x);
    const int32_t iy = cd_mp_floor(y);
    const mp_px top = cd_mp_mix(texel(card, ix, iy), texel(card, ix + 1, iy), x - (float)ix);
    const mp_px low =
        cd_mp_mix(texel(card, ix, iy + 1), texel(card, ix + 1, iy + 1), x - (float)ix);
    return cd_mp_mix(top, low, y - (float)iy);
}

/* The mean of four samples of the card under one pixel. */
static mp_px under(const struct laying *l, int32_t x, int32_t y)
{
    mp_px sum = {0.0f, 0.0f, 0.0f, 0.0f};
    const float *m = l->back;
    for (int i = 0; i < 4; i++) {
        const float px = (float)x + (i & 1 ? 0.75f : 0.25f);
        const float py = (float)y + (i & 2 ? 0.75f : 0.25f);
        const float w = m[6] * px + m[7] * py + m[8];
        const float u = (m[0] * px + m[1] * py + m[2]) / w;
        float v = (m[3] * px + m[4] * py + m[5]) / w;
        const float aside = 2.0f * u - 1.0f;
        v -= l->plate->board.sag * (1.0f - aside * aside);
        if (!(u > -0.1f && u < 1.1f && v > -0.1f && v < 1.1f))
            continue; /* nor when the corners are on one line */
        const mp_px one =
            bilinear(l->card, u * (float)l->card->width - 0.5f, v * (float)l->card->height - 0.5f);
        sum.r += 0.25f * one.r;
        sum.g += 0.25f * one.g;
        sum.b += 0.25f * one.b;
        sum.a += 0.25f * one.a;
    }
    return sum;
}

static void lay_rows(void *data, int32_t from, int32_t to)
{
    const struct laying *l = data;
    const int32_t first = l->plate->box[0] < 1.0f ? 0 : (int32_t)l->plate->box[0] - 1;
    const int32_t last = (int32_t)l->plate->box[2] + 2;
    const int32_t end = last < l->dst->width ? last : l->dst->width;
    for (int32_t y = from; y < to; y++) {
        mp_px *row = l->dst->px + (size_t)y * (size_t)l->dst->width;
        for (int32_t x = first; x < end; x++) {
            mp_px p = under(l, x, y);
            if (p.a <= 0.0f)
                continue;
            p = cd_mp_times(p, l->tint);
            cd_mp_over(&row[x], p);
        }
    }
}

void cd_mp_plate_lay(mp_canvas *dst, const mp_canvas *card, const mp_plate *plate, mp_px tint,
                     unsigned threads)
{
    struct laying l = {.dst = dst, .card = card, .plate = plate, .tint = tint};
    float forth[9];
    square_to_quad(forth, plate->board.quad);
    adjoint(l.back, forth);
    const int32_t from = plate->box[1] < 1.0f ? 0 : (int32_t)plate->box[1] - 1;
    const int32_t last = (int32_t)plate->box[3] + 2;
    const int32_t to = last < dst->height ? last : dst->height;
    if (from < to)
        cd_mp_rows(threads, from, to, lay_rows, &l);
}
