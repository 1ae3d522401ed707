/* engine/multiplane/look/mood.c - several moods work together: their numbers are multiplied or
 * added. Tables for light, contrast and warmth; colour, corners and glow by pixel; a dither, so
 * that skies do not band. */
#include "engine/multiplane/look/mood.h"

#include "engine/multiplane/look/named.h"

#include <stdlib.h>
#include <string.h>

enum { SHRINK = 8 };

struct row {
    float light, contrast, saturation, warmth, fade, corners, glow;
    uint32_t tint;
    const char *words;
};

static const struct row rows[] = {
#define MP_MOOD(name, light, contrast, saturation, warmth, fade, corners, glow, tint, words) \
    {light, contrast, saturation, warmth, fade, corners, glow, tint, words},
#include "engine/multiplane/look/moods.def"
#undef MP_MOOD
};
_Static_assert(CD_COUNT(rows) == MP_MOOD__COUNT, "a row for each mood");
_Static_assert(MP_MOOD__COUNT <= 32, "a set of moods has a bit for each");

uint32_t cd_mp_moods_find(const mp_tokens *tokens)
{
    uint32_t out = 0;
    size_t span[2];
    for (uint32_t i = 0; i < MP_MOOD__COUNT; i++)
        if (cd_mp__name_find(span, tokens, rows[i].words))
            out |= 1u << i;
    return out;
}

uint32_t cd_mp_moods_named(cd_str names)
{
    mp_tokens tokens;
    cd_mp__tokens_init(&tokens, names);
    const uint32_t out = cd_mp_moods_find(&tokens);
    cd_mp__tokens_done(&tokens);
    return out;
}

void cd_mp_moods_name(char out[MP_MOODS_BYTES], uint32_t moods)
{
    size_t size = 0;
    for (uint32_t i = 0; i < MP_MOOD__COUNT; i++) {
        cd_str name, rest;
        if ((moods >> i & 1u) == 0)
            continue;
        cd_str_cut(cd_str_from(rows[i].words), ',', &name, &rest);
        CD_ASSERT(size + name.size + 3 < MP_MOODS_BYTES);
        for (const char *c = size > 0 ? ", " : ""; *c != '\0'; c++)
            out[size++] = *c;
        memcpy(out + size, name.data, name.size);
        size += name.size;
    }
    out[size] = '\0';
}

struct grade {
    cd_frame *frame;
    struct row sum;
    float curve[3][256]; /* light, contrast, warmth, fade */
    float tint[3];
    int32_t width, height; /* of the glow */
    float *glow, *other;   /* [height][width][3] */
};

static void grade_done(struct grade *g)
{
    free(g->glow);
    free(g->other);
}

static void add_up(struct grade *g, uint32_t moods)
{
    struct row *s = &g->sum;
    *s = (struct row){.light = 1.0f, .contrast = 1.0f, .saturation = 1.0f};
    for (uint32_t i = 0; i < MP_MOOD__COUNT; i++) {
        if ((moods >> i & 1u) == 0)
            continue;
        s->light *= rows[i].light;
        s->contrast *= rows[i].contrast;
        s->saturation *= rows[i].saturation;
        s->warmth += rows[i].warmth;
        s->fade += rows[i].fade;
        s->corners += rows[i].corners;
        s->glow += rows[i].glow;
        for (int c = 0; c < 3; c++)
            g->tint[c] += 0.1f * ((float)(rows[i].tint >> (16 - 8 * c) & 255u) / 255.0f - 0.5f);
    }
    s->light = cd_mp_clamp(s->light, 0.6f, 1.3f);
    s->contrast = cd_mp_clamp(s->contrast, 0.65f, 1.5f);
    s->saturation = cd_mp_clamp(s->saturation, 0.2f, 1.8f);
    s->warmth = cd_mp_clamp(s->warmth, -0.6f, 0.6f);
    s->fade = cd_mp_clamp(s->fade, 0.0f, 0.16f);
    s->corners = cd_mp_clamp(s->corners, 0.0f, 0.8f);
    s->glow = cd_mp_clamp(s->glow, 0.0f, 0.8f);
}

static void make_curves(struct grade *g)
{
    static const float warm[3] = {0.26f, 0.03f, -0.34f}; /* per unit of warmth */
    const struct row *s = &g->sum;
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < 256; i++) {
            float v = (float)i / 255.0f;
            v = powf(v, 1.0f / s->light);
            v = 0.47f + (v - 0.47f) * s->contrast;
            /* Strong contrast bends toward white and black instead of cutting them off. */
            if (s->contrast > 1.0f)
                v = cd_mp_lerp(v, cd_mp_smooth(-0.06f, 1.06f, (float)i / 255.0f), 0.35f);
            v *= 1.0f + warm[c] * s->warmth;
            g->curve[c][i] = s->fade + (1.0f - s->fade) * cd_mp_clamp(v, 0.0f, 1.0f);
        }
}

static void shrink_rows(void *data, int32_t from, int32_t to)
{
    const struct grade *g = data;
    for (int32_t y = from; y < to; y++)
        for (int32_t x = 0; x < g->width; x++) {
            float sum[3] = {0.0f, 0.0f, 0.0f};
            for (int32_t k = 0; k < SHRINK * SHRINK; k += 3) {
                int32_t px = x * SHRINK + k % SHRINK, py = y * SHRINK + k / SHRINK;
                px = px < (int32_t)g->frame->width ? px : (int32_t)g->frame->width - 1;
                py = py < (int32_t)g->frame->height ? py : (int32_t)g->frame->height - 1;
                const uint8_t *at =
                    g->frame->pixels + (size_t)py * g->frame->stride + (size_t)px * 3;
                for (int c = 0; c < 3; c++)
                    sum[c] += (float)(at[c] * at[c]);
            }
            for (int c = 0; c < 3; c++) /* bright things glow more than they are bright */
                g->glow[((size_t)y * (size_t)g->width + (size_t)x) * 3 + (size_t)c] =
                    sum[c] * (1.0f / (22.0f * 255.0f * 255.0f));
        }
}

/* One box pass along rows or columns of the glow, from `in` to `out`. */
static void blur(const struct grade *g, const float *in, float *out, int32_t r, bool down)
{
    const int32_t lines = down ? g->width : g->height, count = down ? g->height : g->width;
    const size_t step = down ? (size_t)g->width * 3 : 3, next = down ? 3 : (size_t)g->width * 3;
    for (int32_t line = 0; line < lines; line++)
        for (size_t c = 0; c < 3; c++) {
            const size_t base = (size_t)line * next + c;
            float sum = 0.0f;
            for (int32_t i = -r; i <= r; i++)
                sum += in[base + (size_t)(i < 0 ? 0 : i >= count ? count - 1 : i) * step];
            for (int32_t i = 0; i < count; i++) {
                const int32_t more = i + r + 1 >= count ? count - 1 : i + r + 1;
                const int32_t less = i - r < 0 ? 0 : i - r;
                out[base + (size_t)i * step] = sum / (float)(2 * r + 1);
                sum += in[base + (size_t)more * step] - in[base + (size_t)less * step];
            }
        }
}

static cd_rc make_glow(struct grade *g, unsigned threads, cd_err *err)
{
    g->width = ((int32_t)g->frame->width + SHRINK - 1) / SHRINK;
    g->height = ((int32_t)g->frame->height + SHRINK - 1) / SHRINK;
    const size_t bytes = (size_t)g->width * (size_t)g->height * 3 * sizeof(float);
    CD_TRY(cd_try_alloc(&g->glow, bytes, err));
    CD_TRY(cd_try_alloc(&g->other, bytes, err));
    cd_mp_rows(threads, 0, g->height, shrink_rows, g);
    const int32_t side = g->width < g->height ? g->width : g->height;
    for (int pass = 0; pass < 2; pass++) {
        blur(g, g->glow, g->other, side / 40 + 1, false);
        blur(g, g->other, g->glow, side / 40 + 1, true);
    }
    return CD_OK;
}

static float glow_at(const struct grade *g, float x, float y, int c)
{
    const float sx = cd_mp_clamp(x / SHRINK - 0.5f, 0.0f, (float)(g->width - 1));
    const float sy = cd_mp_clamp(y / SHRINK - 0.5f, 0.0f, (float)(g->height - 1));
    const int32_t x0 = (int32_t)sx, y0 = (int32_t)sy;
    const int32_t x1 = x0 + 1 < g->width ? x0 + 1 : x0, y1 = y0 + 1 < g->height ? y0 + 1 : y0;
    const float *row = g->glow + (size_t)y0 * (size_t)g->width * 3 + c;
    const float *low = g->glow + (size_t)y1 * (size_t)g->width * 3 + c;
    const float fx = sx - (float)x0;
    return cd_mp_lerp(cd_mp_lerp(row[x0 * 3], row[x1 * 3], fx),
                      cd_mp_lerp(low[x0 * 3], low[x1 * 3], fx), sy - (float)y0);
}

static void grade_rows(void *data, int32_t from, int32_t to)
{
    const struct grade *g = data;
    const struct row *s = &g->sum;
    const float half[2] = {0.5f * (float)g->frame->width, 0.5f * (float)g->frame->height};
    for (int32_t y = from; y < to; y++) {
        uint8_t *px = g->frame->pixels + (size_t)y * g->frame->stride;
        const float dy = ((float)y - half[1]) / half[1];
        for (int32_t x = 0; x < (int32_t)g->frame->width; x++, px += 3) {
            float rgb[3];
            for (int c = 0; c < 3; c++)
                rgb[c] = g->curve[c][px[c]];
            const float luma = cd_mp_rgb_luma(rgb);
            const float dx = ((float)x - half[0]) / half[0];
            const float out = 0.5f * (dx * dx + dy * dy);
            const float shade = 1.0f - s->corners * out * out * (1.6f - 0.6f * out);
            const float dither = cd_mp_hash01(((uint64_t)(uint32_t)x << 32) ^ (uint32_t)y);
            for (int c = 0; c < 3; c++) {
                float v =
                    luma + (rgb[c] - luma) * s->saturation + g->tint[c] * (1.0f - luma * luma);
                if (s->glow > 0.0f)
                    v = 1.0f - (1.0f - v) * (1.0f - s->glow * glow_at(g, (float)x, (float)y, c));
                px[c] = (uint8_t)cd_mp_clamp(v * shade * 255.0f + dither, 0.0f, 255.0f);
            }
        }
    }
}

cd_rc cd_mp_moods_lay(cd_frame *frame, uint32_t moods, unsigned threads, cd_err *err)
{
    CD_AUTO(grade_done) struct grade g = {.frame = frame};
    if (moods == 0)
        return CD_OK;
    add_up(&g, moods);
    make_curves(&g);
    if (g.sum.glow > 0.0f)
        CD_TRY(make_glow(&g, threads, err));
    cd_mp_rows(threads, 0, (int32_t)frame->height, grade_rows, &g);
    return CD_OK;
}
