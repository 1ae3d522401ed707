/* tests/unit/multiplane/test_styles.c - what each named style makes of a picture, by its own
 * measure, and that the letters of a sign can be read under all of them. */
#include "unit/check.h"

#include "artwork.h"
#include "engine/multiplane/look/named.h"
#include "engine/multiplane/look/plane.h"
#include "engine/multiplane/stage.h"
#include "engine/multiplane/words/words.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 768, HEIGHT = 432, PIXELS = WIDTH * HEIGHT };

static uint16_t plain[PIXELS * 3], styled[PIXELS * 3];
static float texts[MP_TEXTS_MAX][4];
static uint32_t text_count;

static void picture_is_made(void)
{
    const char *prompt = "a red fox on a green meadow under a blue sky, a sign that says \"HOME\"";
    const cd_generation gen = {
        .prompt = cd_str_from(prompt), .type = CD_TYPE_IMAGE, .ratio = CD_RATIO_16_9};
    cd_mp_pack *pack = artwork_open();
    struct cd_mp_words *words = NULL;
    cd_mp_sprites *sprites = NULL;
    cd_mp_stage *stage = NULL;
    cd_frame *frame = NULL;
    mp_scene scene;
    CHECK_INT(cd_mp_words_open(&words, pack, NULL), CD_OK);
    CHECK_INT(cd_mp_sprites_open(&sprites, pack, NULL, 64u << 20, NULL), CD_OK);
    cd_mp_scene_read(&scene, words, &gen);
    scene.seed = 5;
    scene.width = WIDTH;
    scene.height = HEIGHT;
    CHECK_INT(cd_mp_stage_new(&stage, &scene, sprites, 2, NULL), CD_OK);
    for (uint32_t i = cd_mp_stage_steps(stage); i > 0; i--)
        CHECK_INT(cd_mp_stage_step(stage, NULL), CD_OK);
    CHECK_INT(cd_mp_stage_frame(&frame, stage, NULL), CD_OK);
    text_count = cd_mp_stage_texts(stage, texts);
    for (size_t y = 0; y < HEIGHT; y++)
        for (size_t x = 0; x < (size_t)WIDTH * 3; x++)
            plain[y * WIDTH * 3 + x] = (uint16_t)(frame->pixels[y * frame->stride + x] * 257);
    CHECK_INT(text_count, 1);
    cd_frame_free(&frame);
    cd_mp_stage_free(&stage);
    cd_mp_sprites_close(&sprites);
    cd_mp_words_close(&words);
    cd_mp_pack_close(&pack);
}

static void lay(mp_style style)
{
    const mp_picture picture = {styled, WIDTH, HEIGHT, 2};
    memcpy(styled, plain, sizeof styled);
    CHECK_INT(cd_mp_style_lay(&picture, style, texts, text_count, NULL), CD_OK);
}

static float luma(const uint16_t *px, size_t i)
{
    float rgb[3];
    cd_mp_rgb_get(rgb, px + i * 3);
    return cd_mp_rgb_luma(rgb);
}

struct numbers {
    double mean, deviation, chroma, dark, light;
};

static struct numbers numbers_of(const uint16_t *px)
{
    struct numbers n = {0, 0, 0, 0, 0};
    double squares = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        const double v = (double)luma(px, i);
        const uint16_t *p = px + i * 3;
        const double high = fmax(p[0], fmax(p[1], p[2])), low = fmin(p[0], fmin(p[1], p[2]));
        n.mean += v / PIXELS;
        squares += v * v / PIXELS;
        n.chroma += (high - low) / 65535 / PIXELS;
        n.dark += (v < 0.12) / (double)PIXELS;
        n.light += (v > 0.70) / (double)PIXELS;
    }
    n.deviation = sqrt(squares - n.mean * n.mean);
    return n;
}

static uint64_t color_at(const uint16_t *px, size_t x, size_t y, int drop)
{
    const uint16_t *p = px + (y * WIDTH + x) * 3;
    return (uint64_t)(p[0] >> drop) << 32 | (uint64_t)(p[1] >> drop) << 16 |
           (uint64_t)(p[2] >> drop);
}

static int by_value(const void *a, const void *b)
{
    const uint64_t p = *(const uint64_t *)a, q = *(const uint64_t *)b;
    return p < q ? -1 : p > q;
}

/* The number of colours in a rectangle that cover `share` of it, most frequent first. */
static uint32_t colors_of(const uint16_t *px, size_t x0, size_t y0, size_t w, size_t h, int drop,
                          double share)
{
    uint64_t *all = cd_new_array(w * h, sizeof *all);
    uint64_t *runs = cd_new_array(w * h, sizeof *runs);
    uint32_t count = 0, used = 0;
    for (size_t i = 0; i < w * h; i++)
        all[i] = color_at(px, x0 + i % w, y0 + i / w, drop);
    qsort(all, w * h, sizeof *all, by_value);
    for (size_t i = 0; i < w * h; i++) {
        if (i == 0 || all[i] != all[i - 1])
            runs[count++] = 0;
        runs[count - 1]++;
    }
    qsort(runs, count, sizeof *runs, by_value);
    for (double sum = 0; used < count && sum < share * (double)(w * h); used++)
        sum += (double)runs[count - 1 - used];
    cd_free_ptr(&all);
    cd_free_ptr(&runs);
    return used;
}

static void pixel_art_is_blocks_of_few_colours(void)
{
    enum { SIDE = 5 }; /* 160 blocks across */
    lay(MP_STYLE_PIXELS);
    uint32_t uneven = 0;
    for (size_t y = 0; y < HEIGHT; y++)
        for (size_t x = 0; x < WIDTH; x++)
            uneven +=
                color_at(styled, x, y, 0) != color_at(styled, x / SIDE * SIDE, y / SIDE * SIDE, 0);
    CHECK_INT(uneven, 0);
    const uint32_t colors = colors_of(styled, 0, 0, WIDTH, HEIGHT, 0, 1.0);
    CHECK(colors <= 32);
    CHECK(colors >= 16);
}

static void stained_glass_is_leaded_and_glows(void)
{
    const struct numbers was = numbers_of(plain);
    lay(MP_STYLE_GLASS);
    const struct numbers is = numbers_of(styled);
    CHECK(is.chroma > 1.15 * was.chroma);
    CHECK(is.dark > was.dark + 0.03);
    CHECK(is.dark < was.dark + 0.25);
}

static void low_poly_is_flat_between_its_edges(void)
{
    lay(MP_STYLE_LOWPOLY);
    uint32_t was = 0, is = 0;
    for (size_t y = 0; y + 24 <= HEIGHT; y += 24)
        for (size_t x = 0; x + 24 <= WIDTH; x += 24) {
            was += colors_of(plain, x, y, 24, 24, 8, 0.9);
            is += colors_of(styled, x, y, 24, 24, 8, 0.9);
        }
    CHECK(is * 6 < was);
    CHECK(colors_of(styled, 0, 0, WIDTH, HEIGHT, 0, 1.0) > 400); /* and yet many of them */
    /* Small where much happens: around the fox; large in the sky. */
    CHECK(colors_of(styled, WIDTH / 2 - 100, HEIGHT / 2, 200, 120, 8, 0.95) >
          2 * colors_of(styled, WIDTH / 2 - 100, 0, 200, 120, 8, 0.95));
}

static void blurred(mp_plane *out, const uint16_t *px)
{
    const mp_picture picture = {(uint16_t *)(uintptr_t)px, WIDTH, HEIGHT, 2};
    CHECK_INT(cd_mp__plane_luma(out, &picture, NULL), CD_OK);
    CHECK_INT(cd_mp__plane_blur(out, 6, NULL), CD_OK);
}

/* How rough the upper left part of the sky is. */
static double roughness(const uint16_t *px, const mp_plane *smooth)
{
    double sum = 0;
    for (size_t y = 4; y < 60; y++)
        for (size_t x = 4; x < 200; x++)
            sum += fabs((double)(luma(px, y * WIDTH + x) - smooth->v[y * WIDTH + x]));
    return sum / (56 * 196);
}

static void oil_has_strokes_and_keeps_the_picture(void)
{
    mp_plane was;
    mp_plane is;
    lay(MP_STYLE_PAINTING);
    blurred(&was, plain);
    blurred(&is, styled);
    double apart = 0;
    for (size_t i = 0; i < PIXELS; i++)
        apart += fabs((double)(was.v[i] - is.v[i])) / PIXELS;
    CHECK(apart < 0.03);
    CHECK(roughness(styled, &is) > 2.5 * roughness(plain, &was));
    CHECK(numbers_of(styled).deviation > 0.85 * numbers_of(plain).deviation);
    cd_mp__plane_done(&was);
    cd_mp__plane_done(&is);
}

static void watercolor_has_a_white_rim_and_dark_edges(void)
{
    mp_plane edges;
    const mp_picture picture = {plain, WIDTH, HEIGHT, 2};
    lay(MP_STYLE_WATERCOLOR);
    double rim = 0;
    for (size_t x = 0; x < WIDTH; x++)
        rim += (double)(luma(styled, x) + luma(styled, (HEIGHT - 1) * WIDTH + x)) / (2 * WIDTH);
    CHECK(rim > 0.92);
    CHECK_INT(cd_mp__plane_edges(&edges, &picture, 1, NULL), CD_OK);
    double ratio[2] = {0, 0};
    double counts[2] = {0, 0};
    for (size_t y = 40; y < HEIGHT - 40; y++)
        for (size_t x = 40; x < WIDTH - 40; x++) {
            const size_t i = y * WIDTH + x;
            const int edge = edges.v[i] > 0.15f;
            if (luma(plain, i) < 0.2f || (edge == 0 && edges.v[i] > 0.02f))
                continue;
            ratio[edge] += (double)(luma(styled, i) / luma(plain, i));
            counts[edge]++;
        }
    CHECK(counts[1] > 100);
    CHECK(ratio[1] / counts[1] < 0.92 * ratio[0] / counts[0]);
    cd_mp__plane_done(&edges);
}

static void film_noir_is_grey_and_hard(void)
{
    lay(MP_STYLE_NOIR);
    const struct numbers is = numbers_of(styled);
    CHECK(is.chroma == 0);
    CHECK(is.deviation > 1.2 * numbers_of(plain).deviation);
    CHECK(is.mean > 0.18 && is.mean < 0.6);
    CHECK(is.dark > 0.1 && is.light > 0.02);
}

static void manga_is_neutral_ink_on_paper(void)
{
    lay(MP_STYLE_MANGA);
    const struct numbers is = numbers_of(styled);
    CHECK(is.chroma == 0);
    CHECK(is.light > 0.25);
    CHECK(is.dark > 0.05);
    uint32_t grey = 0;
    for (size_t i = 0; i < PIXELS; i++)
        grey += luma(styled, i) > 0.2f && luma(styled, i) < 0.8f;
    CHECK(grey < PIXELS / 3); /* rims of dots and lines */
}

static void blueprint_is_light_lines_on_blue(void)
{
    lay(MP_STYLE_BLUEPRINT);
    const struct numbers is = numbers_of(styled);
    double mean[3] = {0, 0, 0};
    for (size_t i = 0; i < PIXELS; i++)
        for (size_t c = 0; c < 3; c++)
            mean[c] += styled[i * 3 + c] / 65535.0 / PIXELS;
    CHECK(mean[2] > 1.4 * mean[1] && mean[2] > 2 * mean[0]);
    CHECK(is.light > 0.005 && is.light < 0.2);
}

static void ukiyoe_has_few_flat_tones(void)
{
    lay(MP_STYLE_UKIYOE);
    const uint32_t was = colors_of(plain, 0, HEIGHT / 4, WIDTH, HEIGHT / 2, 11, 0.8);
    const uint32_t is = colors_of(styled, 0, HEIGHT / 4, WIDTH, HEIGHT / 2, 11, 0.8);
    CHECK(is * 3 < was);
    /* Blue is wiped into the top. */
    double top = 0;
    double below = 0;
    for (size_t x = 0; x < WIDTH; x++) {
        top += (double)luma(styled, 2 * WIDTH + x) / WIDTH;
        below += (double)luma(styled, (size_t)(HEIGHT / 4) * WIDTH + x) / WIDTH;
    }
    CHECK(top < 0.7 * below);
}

static void paper_has_layers_with_shadows(void)
{
    lay(MP_STYLE_PAPERCUT);
    CHECK(colors_of(styled, 0, 0, WIDTH, HEIGHT, 12, 0.9) <
          colors_of(plain, 0, 0, WIDTH, HEIGHT, 12, 0.9));
    /* Beside a step there is shade darker than the papers to both sides of it. */
    uint32_t shaded = 0;
    for (size_t y = 0; y < HEIGHT / 2; y++)
        for (size_t x = 8; x + 8 < WIDTH; x++) {
            const size_t i = y * WIDTH + x;
            const float sides = fminf(luma(styled, i - 8), luma(styled, i + 8));
            const float before = fminf(luma(plain, i - 8), luma(plain, i + 8));
            shaded += luma(styled, i) < 0.85f * sides && luma(plain, i) > 0.95f * before;
        }
    CHECK(shaded > WIDTH * HEIGHT / 400);
}

/* Source: normalised cross-correlation. The sign of it does not matter: white on black is as
 * readable. */
static double alike(void)
{
    const int x0 = (int)texts[0][0] + 1, y0 = (int)texts[0][1] + 1, x1 = (int)texts[0][2] - 1,
              y1 = (int)texts[0][3] - 1;
    double sums[5] = {0, 0, 0, 0, 0};
    double count = 0;
    /* The middle of the plate, where its letters are. */
    for (int y = y0 + (y1 - y0) / 5; y < y1 - (y1 - y0) / 5; y++)
        for (int x = x0 + (x1 - x0) / 8; x < x1 - (x1 - x0) / 8; x++) {
            const size_t i = (size_t)y * WIDTH + (size_t)x;
            const double a = (double)luma(plain, i), b = (double)luma(styled, i);
            sums[0] += a;
            sums[1] += b;
            sums[2] += a * a;
            sums[3] += b * b;
            sums[4] += a * b;
            count++;
        }
    const double va = sums[2] / count - sums[0] * sums[0] / count / count;
    const double vb = sums[3] / count - sums[1] * sums[1] / count / count;
    return fabs(sums[4] / count - sums[0] * sums[1] / count / count) / sqrt(va * vb + 1e-12);
}

static void letters_can_be_read_in_every_style(void)
{
    static const struct {
        const char *name;
        mp_style style;
    } all[] = {
#define MP_STYLE_NAMED(value, words) {words, MP_STYLE_##value},
#include "engine/multiplane/look/styles.def"
#undef MP_STYLE_NAMED
    };
    for (size_t i = 0; i < CD_COUNT(all); i++) {
        if (all[i].style == MP_STYLE_PIXELS)
            continue; /* blocks are meant to be blocks */
        lay(all[i].style);
        if (alike() < 0.6)
            check_failed(__FILE__, __LINE__, "%.20s: %.2f", all[i].name, alike());
    }
}

CHECK_MAIN(RUN(picture_is_made) RUN(pixel_art_is_blocks_of_few_colours)
               RUN(stained_glass_is_leaded_and_glows) RUN(low_poly_is_flat_between_its_edges)
                   RUN(oil_has_strokes_and_keeps_the_picture)
                       RUN(watercolor_has_a_white_rim_and_dark_edges)
                           RUN(film_noir_is_grey_and_hard) RUN(manga_is_neutral_ink_on_paper)
                               RUN(blueprint_is_light_lines_on_blue) RUN(ukiyoe_has_few_flat_tones)
                                   RUN(paper_has_layers_with_shadows)
                                       RUN(letters_can_be_read_in_every_style))
