/* tests/unit/multiplane/test_fine.c - what uni-1-max gives more than uni-1: edges with less noise,
 * and a ground of finer structure. */
#include "unit/multiplane/artwork.h"

#include "engine/multiplane/paint/paint.h"

#include <math.h>

/* The prompt's picture at `times` a small size; `box` is where the first subject stands. */
static cd_frame *draw(struct artwork *b, const char *prompt, cd_model model, uint32_t times,
                      int32_t box[4])
{
    const cd_generation gen = {.prompt = cd_str_from(prompt),
                               .type = CD_TYPE_IMAGE,
                               .model = model,
                               .ratio = CD_RATIO_16_9,
                               .id = {{3, 1, 4}}};
    mp_scene scene;
    cd_mp_scene_read(&scene, b->words, &gen);
    scene.width = 640 * times;
    scene.height = 360 * times;
    scene.focus = 0.0f; /* edges of the cast alone count */
    return artwork_draw(&scene, b->sprites, 2, box);
}

static double linear(const cd_frame *frame, int32_t x, int32_t y, int c)
{
    const float *table = cd_mp_linear_table();
    return (double)table[frame->pixels[(size_t)y * frame->stride + (size_t)x * 3 + (size_t)c]];
}

/* The mean of times x times pixels of the large picture under one of the small. */
static double under(const cd_frame *large, int32_t times, int32_t x, int32_t y, int c)
{
    double sum = 0.0;
    for (int32_t dy = 0; dy < times; dy++)
        for (int32_t dx = 0; dx < times; dx++)
            sum += linear(large, x * times + dx, y * times + dy, c);
    return sum / (times * times);
}

/* Root mean square error of a picture against one drawn much larger, along the edges in a box.
 * Shapes that come from noise are finer in one than in the other and not to be compared. */
static double edge_noise(const cd_frame *frame, const cd_frame *large, int32_t times,
                         const int32_t box[4])
{
    double error = 0.0, count = 0.0;
    for (int32_t y = box[1]; y < box[3]; y++)
        for (int32_t x = box[0]; x < box[2]; x++) {
            const double here = under(large, times, x, y, 1);
            const double step = fabs(under(large, times, x + 1, y, 1) - here) +
                                fabs(under(large, times, x, y + 1, 1) - here);
            if (step < 0.15)
                continue;
            for (int c = 0; c < 3; c++) {
                const double d = linear(frame, x, y, c) - under(large, times, x, y, c);
                error += d * d;
            }
            count += 3.0;
        }
    CHECK(count > 300.0);
    return sqrt(error / count);
}

static void edges_have_less_noise(void)
{
    enum { TIMES = 4 };
    static const int32_t upper[4] = {4, 4, 636, 190}; /* the ground has a structure of its own */
    static const char *const prompts[] = {"a rocket in space", "a car in a city at noon",
                                          "a car on a street", "a robot in a library"};
    struct artwork b;
    double plain = 0.0, fine = 0.0;
    artwork_setup(&b);
    for (size_t i = 0; i < CD_COUNT(prompts); i++) {
        int32_t box[4], other[4];
        cd_frame *reference = draw(&b, prompts[i], CD_MODEL_UNI_1, TIMES, other);
        cd_frame *one = draw(&b, prompts[i], CD_MODEL_UNI_1, 1, box);
        cd_frame *max = draw(&b, prompts[i], CD_MODEL_UNI_1_MAX, 1, other);
        plain += edge_noise(one, reference, TIMES, upper);
        fine += edge_noise(max, reference, TIMES, upper);
        cd_frame_free(&reference);
        cd_frame_free(&one);
        cd_frame_free(&max);
    }
    printf("# edge noise: %.4f, with uni-1-max %.4f\n", plain, fine);
    CHECK(fine < 0.85 * plain);
    artwork_done(&b);
}

/* Mean square of what a pixel's green differs from its four neighbours, in the lower left. */
static double structure(const cd_frame *frame)
{
    double sum = 0.0, count = 0.0;
    for (int32_t y = (int32_t)(frame->height * 3 / 4); y < (int32_t)frame->height - 8; y++)
        for (int32_t x = 8; x < (int32_t)frame->width / 6; x++) {
            const double d = 4.0 * linear(frame, x, y, 1) - linear(frame, x - 1, y, 1) -
                             linear(frame, x + 1, y, 1) - linear(frame, x, y - 1, 1) -
                             linear(frame, x, y + 1, 1);
            sum += d * d;
            count += 1.0;
        }
    return sum / count;
}

static void the_ground_is_finer(void)
{
    struct artwork b;
    int32_t box[4];
    artwork_setup(&b);
    cd_frame *one = draw(&b, "a camel in the desert", CD_MODEL_UNI_1, 2, box);
    cd_frame *max = draw(&b, "a camel in the desert", CD_MODEL_UNI_1_MAX, 2, box);
    printf("# structure: %.6f, with uni-1-max %.6f\n", structure(one), structure(max));
    CHECK(structure(max) > 2.0 * structure(one));
    cd_frame_free(&one);
    cd_frame_free(&max);
    artwork_done(&b);
}

CHECK_MAIN(RUN(edges_have_less_noise) RUN(the_ground_is_finer))
