/* engine/multiplane/mend/color.c - another colour by CIE L*a*b*: hue and chroma are taken from the
 * colour asked for, lightness goes along a curve through black, the mean and white. */
#include "engine/multiplane/find/view.h"
#include "engine/multiplane/mend/mend.h"

enum { HUES = 36 };

struct recolor {
    const mp_picture *picture;
    const mp_matte *matte;
    float want[3];       /* L*a*b* */
    bool grey;           /* what is there has hardly any colour: all of it changes */
    float hue;           /* radians, of what changes */
    float light, chroma; /* means of it */
};

static void lab_at(float lab[3], const mp_picture *picture, size_t at)
{
    float rgb[3];
    cd_mp_rgb_get(rgb, picture->px + at * 3);
    cd_mp_lab_of(lab, rgb);
}

static float turned(float a, float b)
{
    const float pi = 3.14159265f;
    float d = fabsf(a - b);
    d = d > 2.0f * pi ? d - 2.0f * pi : d;
    return d > pi ? 2.0f * pi - d : d;
}

/* How much of a colour changes. */
static float part_of(const struct recolor *r, const float lab[3])
{
    const float chroma = hypotf(lab[1], lab[2]);
    if (r->grey)
        return cd_mp_smooth(60.0f, 30.0f, chroma);
    const float least = fminf(0.2f * r->chroma, 8.0f);
    return cd_mp_smooth(1.15f, 0.75f, turned(atan2f(lab[2], lab[1]), r->hue)) *
           cd_mp_smooth(least, 2.2f * least, chroma);
}

/* Looks at every so many pixels of the matte. */
static size_t stride_of(const mp_matte *matte)
{
    const size_t size = (size_t)matte->width * matte->height;
    return size > 400000 ? size / 200000 : 1;
}

static void find_hue(struct recolor *r)
{
    float votes[HUES] = {0.0f}, total = 0.0f, colored = 0.0f, most = -1.0f, strong = 0.0f;
    const size_t size = (size_t)r->matte->width * r->matte->height;
    for (size_t i = 0; i < size; i += stride_of(r->matte)) {
        float lab[3];
        if (r->matte->a[i] < 128)
            continue;
        lab_at(lab, r->picture, i);
        const float chroma = hypotf(lab[1], lab[2]);
        const float turn = atan2f(lab[2], lab[1]) / 6.2831853f + 0.5f;
        votes[(int)(turn * HUES) % HUES] += chroma;
        total += 1.0f;
        strong += chroma > 25.0f ? 1.0f : 0.0f;
        colored += chroma > 9.0f ? 1.0f : 0.0f;
    }
    r->grey = colored < 0.15f * total || (colored < 0.7f * total && strong < 0.04f * total);
    for (int i = 0; i < HUES; i++) {
        const float sum = 2.0f * votes[i] + votes[(i + 1) % HUES] + votes[(i + HUES - 1) % HUES];
        if (sum > most) {
            most = sum;
            r->hue = (((float)i + 0.5f) / HUES - 0.5f) * 6.2831853f;
        }
    }
}

static void find_means(struct recolor *r)
{
    double weight = 0.0, light = 0.0, chroma = 0.0;
    const size_t size = (size_t)r->matte->width * r->matte->height;
    r->chroma = 20.0f;
    for (size_t i = 0; i < size; i += stride_of(r->matte)) {
        float lab[3];
        if (r->matte->a[i] < 128)
            continue;
        lab_at(lab, r->picture, i);
        const double part = (double)part_of(r, lab);
        weight += part;
        light += part * (double)lab[0];
        chroma += part * (double)hypotf(lab[1], lab[2]);
    }
    r->light = weight > 0.0 ? (float)(light / weight) : 50.0f;
    r->chroma = weight > 0.0 ? (float)(chroma / weight) : 20.0f;
}

static void color_rows(void *data, int32_t from, int32_t to)
{
    const struct recolor *r = data;
    const float wanted = hypotf(r->want[1], r->want[2]);
    const float mean = cd_mp_clamp(r->light, 8.0f, 92.0f);
    const float goal = cd_mp_clamp(cd_mp_lerp(mean, r->want[0], 0.8f), 8.0f, 94.0f);
    const size_t width = r->matte->width;
    for (size_t i = (size_t)from * width; i < (size_t)to * width; i++) {
        float lab[3], rgb[3], old[3];
        if (r->matte->a[i] == 0)
            continue;
        lab_at(lab, r->picture, i);
        const float part = part_of(r, lab) * (float)r->matte->a[i] * (1.0f / 255.0f);
        const float chroma = hypotf(lab[1], lab[2]);
        const float rich =
            r->grey ? 1.0f : cd_mp_clamp(chroma / fmaxf(r->chroma, 4.0f), 0.35f, 1.3f);
        const float l = lab[0] < mean
                            ? lab[0] * goal / mean
                            : 100.0f - (100.0f - lab[0]) * (100.0f - goal) / (100.0f - mean);
        /* The ends of lightness have room for little colour. */
        const float room = cd_mp_clamp(fminf(l, 100.0f - l) / 12.0f, 0.0f, 1.0f);
        lab[0] = l;
        lab[1] = r->want[1] * rich * room;
        lab[2] = r->want[2] * rich * room;
        if (wanted < 8.0f)
            lab[1] = lab[2] = 0.0f;
        cd_mp_lab_back(rgb, lab);
        cd_mp_rgb_get(old, r->picture->px + i * 3);
        for (int c = 0; c < 3; c++)
            rgb[c] = cd_mp_lerp(old[c], rgb[c], part);
        if (part > 0.0f)
            cd_mp_rgb_put(r->picture->px + i * 3, rgb);
    }
}

void cd_mp_mend_color(const mp_picture *picture, const mp_matte *matte, const float color[3])
{
    struct recolor recolor = {.picture = picture, .matte = matte};
    cd_mp_lab_of(recolor.want, color);
    find_hue(&recolor);
    find_means(&recolor);
    cd_mp_rows(picture->threads, 0, (int32_t)matte->height, color_rows, &recolor);
}
