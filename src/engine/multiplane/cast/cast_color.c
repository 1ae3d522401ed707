/* engine/multiplane/cast/cast_color.c - recolouring: the dominant hue of a card turns to the colour
 * asked for; shading, highlights and the other hues stay. Works on HSL of sRGB values. */
#include "engine/multiplane/cast/cast.h"

enum { BINS = 72 };

struct hsl {
    float h, s, l; /* degrees, 0..1, 0..1 */
};

static struct hsl to_hsl(const float rgb[3])
{
    const float high = fmaxf(rgb[0], fmaxf(rgb[1], rgb[2]));
    const float low = fminf(rgb[0], fminf(rgb[1], rgb[2]));
    const float chroma = high - low;
    struct hsl out = {0.0f, 0.0f, 0.5f * (high + low)};
    if (chroma < 0.0005f)
        return out;
    const float span = 1.0f - fabsf(2.0f * out.l - 1.0f);
    out.s = span > 0.0005f ? cd_mp_clamp(chroma / span, 0.0f, 1.0f) : 0.0f;
    if (high == rgb[0])
        out.h = 60.0f * (rgb[1] - rgb[2]) / chroma;
    else if (high == rgb[1])
        out.h = 60.0f * (2.0f + (rgb[2] - rgb[0]) / chroma);
    else
        out.h = 60.0f * (4.0f + (rgb[0] - rgb[1]) / chroma);
    if (out.h < 0.0f)
        out.h += 360.0f;
    return out;
}

static void to_rgb(float rgb[3], struct hsl in)
{
    const float chroma = (1.0f - fabsf(2.0f * in.l - 1.0f)) * in.s;
    const float h = in.h / 60.0f;
    for (int i = 0; i < 3; i++) {
        float k = h + (i == 0 ? 0.0f : i == 1 ? 4.0f : 2.0f);
        k -= 6.0f * (float)cd_mp_floor(k / 6.0f);
        const float ramp = cd_mp_clamp(fabsf(k - 3.0f) - 1.0f, 0.0f, 1.0f);
        rgb[i] = in.l + chroma * (ramp - 0.5f);
    }
}

static float turn(float from, float to)
{
    float d = to - from;
    while (d > 180.0f)
        d -= 360.0f;
    while (d < -180.0f)
        d += 360.0f;
    return d;
}

static float srgb(const float *curve, float x)
{
    const float root = sqrtf(cd_mp_clamp(x, 0.0f, 1.0f)) * 4096.0f;
    const int32_t i = (int32_t)root < 4095 ? (int32_t)root : 4095;
    return (curve[i] + (curve[i + 1] - curve[i]) * (root - (float)i)) * (1.0f / 255.0f);
}

static float linear(float x)
{
    const float *table = cd_mp_linear_table();
    const float at = cd_mp_clamp(x, 0.0f, 1.0f) * 255.0f;
    const int32_t i = (int32_t)at < 254 ? (int32_t)at : 254;
    return table[i] + (table[i + 1] - table[i]) * (at - (float)i);
}

static struct hsl hsl_of(const float *curve, mp_px p)
{
    const float k = 1.0f / p.a;
    const float rgb[3] = {srgb(curve, p.r * k), srgb(curve, p.g * k), srgb(curve, p.b * k)};
    return to_hsl(rgb);
}

struct recolor {
    mp_canvas *card;
    const float *curve;
    struct hsl main, want;
    bool grey; /* the figure has hardly any colour: take its greys */
};

/* Finds the hue that covers most, and the mean saturation and lightness around it. */
static void find_main(struct recolor *r)
{
    float bins[BINS] = {0};
    float colored = 0.0f;
    float total = 0.0f;
    float grey_l = 0.0f;
    const size_t count = (size_t)r->card->width * (size_t)r->card->height;
    const size_t stride = count > 60000 ? count / 30000 : 1;
    for (size_t i = 0; i < count; i += stride) {
        const mp_px p = r->card->px[i];
        if (p.a < 0.5f)
            continue;
        const struct hsl c = hsl_of(r->curve, p);
        const float chroma = c.s * (1.0f - fabsf(2.0f * c.l - 1.0f));
        total += 1.0f;
        grey_l += c.l;
        if (chroma < 0.08f)
            continue;
        colored += 1.0f;
        bins[(int)(c.h * (BINS / 360.0f)) % BINS] += chroma;
    }
    r->grey = total < 1.0f || colored < 0.12f * total;
    r->main = (struct hsl){0.0f, 0.0f, total < 1.0f ? 0.5f : grey_l / total};
    if (r->grey)
        return;
    int best = 0;
    float most = -1.0f;
    for (int i = 0; i < BINS; i++) {
        float sum = 0.0f;
        for (int k = -3; k <= 3; k++)
            sum += bins[(i + k + BINS) % BINS] * (4.0f - (float)(k < 0 ? -k : k));
        if (sum > most) {
            most = sum;
            best = i;
        }
    }
    r->main.h = ((float)best + 0.5f) * (360.0f / BINS);
    float weight = 0.0f;
    float s = 0.0f;
    float l = 0.0f;
    for (size_t i = 0; i < count; i += stride) {
        const mp_px p = r->card->px[i];
        if (p.a < 0.5f)
            continue;
        const struct hsl c = hsl_of(r->curve, p);
        const float w = c.s * cd_mp_smooth(45.0f, 10.0f, fabsf(turn(c.h, r->main.h)));
        weight += w;
        s += c.s * w;
        l += c.l * w;
    }
    if (weight > 0.0f) {
        r->main.s = s / weight;
        r->main.l = l / weight;
    }
}

/* A curve through (0, 0), (main, want), (1, 1): shading goes along, highlights stay. */
static float relight(const struct recolor *r, float l)
{
    const float from = cd_mp_clamp(r->main.l, 0.12f, 0.88f);
    const float to = cd_mp_clamp(r->want.l, 0.13f, 0.90f);
    if (l < from)
        return l * to / from;
    return 1.0f - (1.0f - l) * (1.0f - to) / (1.0f - from);
}

static void recolor_rows(void *data, int32_t from, int32_t to)
{
    const struct recolor *r = data;
    for (int32_t y = from; y < to; y++) {
        mp_px *row = r->card->px + (size_t)y * (size_t)r->card->width;
        for (int32_t x = 0; x < r->card->width; x++) {
            if (row[x].a <= 0.002f)
                continue;
            const struct hsl c = hsl_of(r->curve, row[x]);
            const float off = turn(r->main.h, c.h);
            float share = cd_mp_smooth(78.0f, 48.0f, fabsf(off)) * cd_mp_smooth(0.04f, 0.16f, c.s);
            struct hsl out = {r->want.h + off * 0.08f, 0.0f, relight(r, c.l)};
            if (r->grey) {
                share = cd_mp_smooth(0.02f, 0.16f, c.l);
                out.h = r->want.h;
                out.s = r->want.s * 0.92f;
            } else {
                out.s =
                    cd_mp_clamp(c.s * r->want.s / cd_mp_clamp(r->main.s, 0.2f, 1.0f), 0.0f, 1.0f);
                out.s = cd_mp_lerp(out.s, r->want.s, 0.35f);
            }
            if (r->want.s < 0.10f)
                out.s = 0.03f;
            if (share <= 0.0f)
                continue;
            float rgb[3];
            to_rgb(rgb, out);
            const float a = row[x].a;
            const mp_px color = {linear(rgb[0]) * a, linear(rgb[1]) * a, linear(rgb[2]) * a, a};
            row[x] = cd_mp_mix(row[x], color, share);
        }
    }
}

void cd_mp_card_recolor(mp_canvas *card, const uint8_t color[3], unsigned threads)
{
    float curve[4097];
    cd_mp_srgb_curve(curve);
    const float rgb[3] = {(float)color[0] / 255.0f, (float)color[1] / 255.0f,
                          (float)color[2] / 255.0f};
    struct recolor recolor = {.card = card, .curve = curve, .want = to_hsl(rgb)};
    find_main(&recolor);
    cd_mp_rows(threads, 0, card->height, recolor_rows, &recolor);
}
