/* tests/unit/multiplane/test_page.c - manga pages: grey only, panels with gutters between them,
 * dots of screentone, balloons where nothing important is, who says what. */
#include "unit/check.h"

#include "artwork.h"
#include "engine/multiplane/page/page.h"
#include "engine/multiplane/words/words.h"

#include <math.h>
#include <string.h>

static struct {
    cd_mp_pack *pack;
    struct cd_mp_words *words;
    cd_mp_sprites *sprites;
} art;

static void opens(void)
{
    art.pack = artwork_open();
    CHECK_INT(cd_mp_words_open(&art.words, art.pack, NULL), CD_OK);
    CHECK_INT(cd_mp_sprites_open(&art.sprites, art.pack, NULL, 96u << 20, NULL), CD_OK);
}

static void closes(void)
{
    cd_mp_sprites_close(&art.sprites);
    cd_mp_words_close(&art.words);
    cd_mp_pack_close(&art.pack);
}

static mp_scene scene_of(const char *prompt, uint64_t seed, uint32_t width, uint32_t height)
{
    mp_scene scene;
    const cd_generation gen = {
        .prompt = cd_str_from(prompt), .type = CD_TYPE_IMAGE, .ratio = CD_RATIO_2_3};
    cd_mp_scene_read(&scene, art.words, &gen);
    scene.seed = seed;
    scene.width = width;
    scene.height = height;
    return scene;
}

/* A finished page; both are the caller's. */
static mp_page *page_of(cd_frame **frame, const mp_scene *scene, const char *prompt,
                        unsigned threads)
{
    mp_page *page = NULL;
    cd_err err = {0};
    CHECK_INT(cd_mp_page_new(&page, scene, cd_str_from(prompt), art.sprites, threads, &err), CD_OK);
    const uint32_t steps = cd_mp_page_steps(page);
    for (uint32_t i = 0; i < steps; i++)
        if (cd_mp_page_step(page, &err) != CD_OK)
            check_failed(__FILE__, __LINE__, "step %u: %s", i, err.text);
    CHECK_INT(cd_mp_page_frame(frame, page, &err), CD_OK);
    return page;
}

static uint8_t at(const cd_frame *frame, int x, int y)
{
    return frame->pixels[(size_t)y * frame->stride + (size_t)x * 3];
}

/* The number of areas of more than a fiftieth of the page that white from its edge does not reach.
 */
static uint32_t areas_of(const cd_frame *frame)
{
    const int w = (int)frame->width, h = (int)frame->height;
    const size_t count = (size_t)w * (size_t)h;
    uint8_t *seen = cd_new_array(count, 1);
    int32_t *stack = cd_new_array(count, sizeof *stack);
    uint32_t areas = 0;
    for (int round = 0; round < 2; round++) /* first the gutters, then what is left */
        for (size_t start = 0; start < count; start++) {
            const int sx = (int)(start % (size_t)w), sy = (int)(start / (size_t)w);
            const bool edge = sx == 0 || sy == 0 || sx == w - 1 || sy == h - 1;
            if (seen[start] != 0 || (round == 0 && (!edge || at(frame, sx, sy) < 250)))
                continue;
            size_t size = 0;
            size_t top = 0;
            stack[top++] = (int32_t)start;
            seen[start] = 1;
            while (top > 0) {
                const int x = stack[--top] % w, y = stack[top] / w;
                size++;
                for (int i = 0; i < 4; i++) {
                    const int nx = x + (i == 0) - (i == 1), ny = y + (i == 2) - (i == 3);
                    if (nx < 0 || ny < 0 || nx >= w || ny >= h)
                        continue;
                    const size_t to = (size_t)ny * (size_t)w + (size_t)nx;
                    if (seen[to] != 0 || (round == 0 && at(frame, nx, ny) < 250))
                        continue;
                    seen[to] = 1;
                    stack[top++] = (int32_t)to;
                }
            }
            areas += round == 1 && size > count / 50;
        }
    cd_free_ptr(&seen);
    cd_free_ptr(&stack);
    return areas;
}

static void pages_of_all_shapes_are_grey_and_have_gutters(void)
{
    static const uint32_t sizes[][2] = {{680, 1024}, {576, 1024}, {512, 1024}, {344, 1024}};
    for (size_t i = 0; i < CD_COUNT(sizes); i++) {
        const char *prompt = "a fox in a forest";
        cd_frame *frame = NULL;
        const mp_scene scene = scene_of(prompt, i + 1, sizes[i][0], sizes[i][1]);
        mp_page *page = page_of(&frame, &scene, prompt, 2);
        CHECK_INT(frame->width, sizes[i][0]);
        CHECK_INT(frame->height, sizes[i][1]);
        uint32_t colored = 0, extreme = 0;
        for (uint32_t y = 0; y < frame->height; y++)
            for (uint32_t x = 0; x < frame->width; x++) {
                const uint8_t *px = frame->pixels + y * frame->stride + (size_t)x * 3;
                colored += px[0] != px[1] || px[0] != px[2];
                extreme += px[0] < 40 || px[0] > 215;
            }
        CHECK_INT(colored, 0);
        CHECK(extreme > frame->width * frame->height / 2); /* ink on paper, hardly a grey */
        for (uint32_t x = 0; x < frame->width; x++)
            CHECK_INT(at(frame, (int)x, 0), 255);
        cd_mp_page_free(&page);
        cd_frame_free(&frame);
    }
}

/* Panels are told from each other by white that runs between them. */
static void gutters_divide_as_many_panels_as_asked(void)
{
    static const char *const prompts[] = {
        "two panels of a night on the moon", "three panels of a night on the moon",
        "four panels of a night on the moon", "five panels of a night on the moon"};
    uint32_t bleeding = 0;
    for (uint32_t count = 2; count <= 5; count++)
        for (uint64_t seed = 1; seed <= 4; seed++) {
            cd_frame *frame = NULL;
            const mp_panel *panels;
            mp_scene scene = scene_of(prompts[count - 2], seed * 77, 510, 768);
            scene.subject_count = 0; /* nobody who reaches over a frame */
            mp_page *page = page_of(&frame, &scene, prompts[count - 2], 2);
            CHECK_INT(cd_mp_page_panels(page, &panels), count);
            bool bleeds = false; /* then white of the panel may reach the page's edge */
            for (uint32_t i = 0; i < count; i++)
                bleeds = bleeds || panels[i].bleeds;
            bleeding += bleeds;
            if (!bleeds)
                CHECK_INT(areas_of(frame), count);
            cd_mp_page_free(&page);
            cd_frame_free(&frame);
        }
    CHECK(bleeding > 0);
    CHECK(bleeding < 12);
}

static void heads_are_inside_their_panels(void)
{
    for (uint64_t seed = 1; seed <= 4; seed++) {
        const char *prompt = "a robot and a cat in a city";
        cd_frame *frame = NULL;
        const mp_panel *panels;
        const mp_scene scene = scene_of(prompt, seed, 510, 768);
        mp_page *page = page_of(&frame, &scene, prompt, 2);
        const uint32_t count = cd_mp_page_panels(page, &panels);
        uint32_t heroes = 0;
        for (uint32_t i = 0; i < count; i++) {
            float head[3];
            if (panels[i].shot != MP_SHOT_HERO)
                continue;
            heroes++;
            CHECK(cd_mp_page_head(page, i, head));
            const mp_panel *p = &panels[i];
            CHECK(head[0] - 0.8f * head[2] > (float)p->box[0]);
            CHECK(head[0] + 0.8f * head[2] < (float)p->box[2]);
            CHECK(head[2] > 0.12f * (float)(p->box[3] - p->box[1])); /* it is near */
            CHECK(cd_mp_panel_inside(p, head[0], head[1]) > 0.5f * head[2]);
        }
        CHECK_INT(heroes, 1);
        cd_mp_page_free(&page);
        cd_frame_free(&frame);
    }
}

/* How strong a wave of `per_pixel` turns runs along the diagonal. */
static double wave(const cd_frame *frame, double per_pixel, bool falls)
{
    double re = 0, im = 0;
    for (uint32_t y = 0; y < frame->height; y++)
        for (uint32_t x = 0; x < frame->width; x++) {
            const double along = falls ? (double)x - (double)y : (double)x + (double)y;
            const double turn = 6.283185307179586 * per_pixel * along * 0.70710678;
            re += at(frame, (int)x, (int)y) * cos(turn);
            im += at(frame, (int)x, (int)y) * sin(turn);
        }
    return sqrt(re * re + im * im);
}

static void middle_tones_are_dots_at_45_degrees(void)
{
    const char *prompt = "a hill in the evening";
    cd_frame *frame = NULL;
    const mp_scene scene = scene_of(prompt, 3, 680, 1024);
    mp_page *page = page_of(&frame, &scene, prompt, 2);
    const double pitch = 1.0 / (double)cd_mp_tone_cell(680);
    for (int falls = 0; falls < 2; falls++) {
        const double dots = wave(frame, pitch, falls != 0);
        CHECK(dots > 6.0 * wave(frame, pitch * 1.13, falls != 0));
        CHECK(dots > 6.0 * wave(frame, pitch * 0.87, falls != 0));
    }
    cd_mp_page_free(&page);
    cd_frame_free(&frame);
    CHECK(cd_mp_screentone(0.5f, 0.5f, 8.0f, 0.0f) == 0.0f);
    CHECK(cd_mp_screentone(0.5f, 0.5f, 8.0f, 1.0f) == 1.0f);
    for (int share = 1; share < 10; share++) { /* as much ink as is asked for */
        double sum = 0;
        for (int i = 0; i < 200 * 200; i++)
            sum += (double)cd_mp_screentone((float)(i % 200), (float)(i / 200), 8.4f,
                                            (float)share * 0.1f);
        CHECK(fabs(sum / 40000 - share * 0.1) < 0.03);
    }
}

static void balloons_are_white_and_keep_off_heads(void)
{
    const char *prompt = "a robot says \"Good morning, everybody\" and a cat shouts \"Hurry up!\"";
    cd_frame *frame = NULL;
    const mp_balloon *balloons;
    const mp_panel *panels;
    const mp_scene scene = scene_of(prompt, 9, 680, 1024);
    mp_page *page = page_of(&frame, &scene, prompt, 2);
    CHECK_INT(cd_mp_page_balloons(page, &balloons), 2);
    CHECK_INT(balloons[0].voice, MP_VOICE_SAID);
    CHECK_INT(balloons[1].voice, MP_VOICE_SHOUTED);
    const uint32_t count = cd_mp_page_panels(page, &panels);
    for (int i = 0; i < 2; i++) {
        const mp_balloon *b = &balloons[i];
        CHECK(b->has_tail);
        CHECK(b->face > 0.0f);
        uint32_t dark = 0, grey = 0, all = 0;
        const float cx = 0.5f * (b->box[0] + b->box[2]), cy = 0.5f * (b->box[1] + b->box[3]);
        for (int y = (int)b->box[1]; y < (int)b->box[3]; y++)
            for (int x = (int)b->box[0]; x < (int)b->box[2]; x++) {
                const float dx = ((float)x - cx) / (b->box[2] - b->box[0]) * 2.0f;
                const float dy = ((float)y - cy) / (b->box[3] - b->box[1]) * 2.0f;
                const bool letters = (float)x > b->ink[0] - 1.0f && (float)x < b->ink[2] + 1.0f &&
                                     (float)y > b->ink[1] - 1.0f && (float)y < b->ink[3] + 1.0f;
                if (dx * dx + dy * dy < 0.5f && !letters)
                    grey += at(frame, x, y) < 255; /* the ellipse is empty around the letters */
                dark += letters && at(frame, x, y) < 100;
                all += letters;
            }
        CHECK_INT(grey, 0);
        CHECK(dark > all / 20 && dark < all / 2);
        for (uint32_t p = 0; p < count; p++) {
            float head[3];
            if (!cd_mp_page_head(page, p, head) || cd_mp_panel_inside(&panels[p], cx, cy) < 0.0f)
                continue;
            const float dx = fmaxf(fmaxf(b->box[0] - head[0], head[0] - b->box[2]), 0.0f);
            const float dy = fmaxf(fmaxf(b->box[1] - head[1], head[1] - b->box[3]), 0.0f);
            CHECK(sqrtf(dx * dx + dy * dy) > 0.5f * head[2]);
        }
    }
    CHECK(balloons[0].box[1] <= balloons[1].box[3]); /* read in their order */
    cd_mp_page_free(&page);
    cd_frame_free(&frame);
}

static void threads_do_not_matter(void)
{
    const char *prompt = "a knight and a dragon, the dragon says \"Tea?\"";
    cd_frame *one = NULL;
    cd_frame *two = NULL;
    const mp_scene scene = scene_of(prompt, 5, 340, 512);
    mp_page *a = page_of(&one, &scene, prompt, 1), *b = page_of(&two, &scene, prompt, 2);
    for (uint32_t y = 0; y < one->height; y++)
        CHECK(memcmp(one->pixels + y * one->stride, two->pixels + y * two->stride,
                     (size_t)one->width * 3) == 0);
    cd_mp_page_free(&a);
    cd_mp_page_free(&b);
    cd_frame_free(&one);
    cd_frame_free(&two);
}

/* The share of the head of a panel's hero that a balloon covers, the most of all panels. */
static float hidden_by(const mp_page *page, const mp_balloon *b)
{
    const mp_panel *panels;
    const uint32_t count = cd_mp_page_panels(page, &panels);
    float most = 0.0f;
    for (uint32_t i = 0; i < count; i++) {
        float head[3];
        if (!cd_mp_page_head(page, i, head))
            continue;
        const float w = fminf(b->box[2], head[0] + head[2]) - fmaxf(b->box[0], head[0] - head[2]);
        const float h = fminf(b->box[3], head[1] + head[2]) - fmaxf(b->box[1], head[1] - head[2]);
        if (w > 0.0f && h > 0.0f)
            most = fmaxf(most, w * h / (4.0f * head[2] * head[2]));
    }
    return most;
}

/* Whatever is said, and however small the page: the balloons stay on it. */
static void any_text_finds_its_place(void)
{
    static const char *const texts[] = {
        "W", "Donaudampfschifffahrtsgesellschaftskapit\u00e4nsm\u00fctze",
        "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645",
        "\u3053\u3093\u306b\u3061\u306f\u3001\u4e16\u754c\uff01",
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen!"};
    static const uint32_t sizes[][2] = {{128, 192}, {344, 1024}, {512, 768}};
    for (size_t i = 0; i < CD_COUNT(texts); i++)
        for (size_t k = 0; k < CD_COUNT(sizes); k++) {
            char prompt[600];
            const char *verb = i % 3 == 0 ? "says" : i % 3 == 1 ? "shouts" : "thinks";
            (void)snprintf(prompt, sizeof prompt, "a cat %s \"%s\" and a dog says \"%s\"", verb,
                           texts[i], texts[(i + 1) % CD_COUNT(texts)]);
            cd_frame *frame = NULL;
            const mp_balloon *balloons;
            const mp_scene scene = scene_of(prompt, i + k, sizes[k][0], sizes[k][1]);
            mp_page *page = page_of(&frame, &scene, prompt, 2);
            const uint32_t count = cd_mp_page_balloons(page, &balloons);
            CHECK_INT(count, 2);
            for (uint32_t n = 0; n < count; n++) {
                CHECK(balloons[n].ink[0] >= 0.0f && balloons[n].ink[1] >= 0.0f);
                CHECK(balloons[n].ink[2] <= (float)sizes[k][0]);
                CHECK(balloons[n].ink[3] <= (float)sizes[k][1]);
                CHECK(balloons[n].ink[2] > balloons[n].ink[0] + 1.0f);
                CHECK(k == 0 || hidden_by(page, &balloons[n]) < 0.3f);
            }
            cd_mp_page_free(&page);
            cd_frame_free(&frame);
        }
}

/* A sign is dark letters on a white board. */
static void signs_are_lettered_on_white(void)
{
    const char *prompt = "two panels of a street with a wooden sign that says \"BAKERY\"";
    cd_frame *frame = NULL;
    mp_scene with = scene_of(prompt, 4, 680, 1024), without;
    CHECK_INT(with.text_count, 1);
    with.subject_count = 0;
    without = with;
    without.text_count = 0;
    mp_page *page = page_of(&frame, &with, prompt, 2);
    CHECK_INT(cd_mp_page_balloons(page, &(const mp_balloon *){NULL}), 0);
    cd_frame *plain = NULL;
    mp_page *other = page_of(&plain, &without, prompt, 2);
    uint32_t white = 0, black = 0, all = 0;
    for (uint32_t y = 0; y < frame->height; y++)
        for (uint32_t x = 0; x < frame->width; x++) {
            const uint8_t is = at(frame, (int)x, (int)y), was = at(plain, (int)x, (int)y);
            all += is != was;
            white += is != was && is > 230;
            black += is != was && is < 25;
        }
    CHECK(all > 3000);
    CHECK(white > all / 3);
    CHECK(black > all / 20);
    cd_mp_page_free(&page);
    cd_mp_page_free(&other);
    cd_frame_free(&frame);
    cd_frame_free(&plain);
}

static void it_is_known_who_speaks(void)
{
    static const struct {
        const char *prompt;
        mp_voice voice;
        int32_t speaker;
    } rows[] = {
        {"a robot says \"Let us go\"", MP_VOICE_SAID, 0},
        {"\"Let us go!\" says the robot", MP_VOICE_SHOUTED, 0},
        {"a cat and a dog, the dog says \"woof\"", MP_VOICE_SAID, 1},
        {"a cat and a dog, the cat saying \"meow!\"", MP_VOICE_SHOUTED, 0},
        {"a bear shouts \"Run\"", MP_VOICE_SHOUTED, 0},
        {"a penguin thinks \"Is it cold?\"", MP_VOICE_THOUGHT, 0},
        {"a fox with a speech bubble that says \"Hi\"", MP_VOICE_SAID, 0},
        {"a cafe with a sign that says \"OPEN\"", MP_VOICE_SIGN, MP_OTHER_NONE},
        {"a cat under a neon sign \"BAR\"", MP_VOICE_SIGN, MP_OTHER_NONE},
        {"a cat holds a banner reading \"WELCOME\"", MP_VOICE_SIGN, MP_OTHER_NONE},
        {"a mug that says \"BOSS\" on a table", MP_VOICE_SIGN, MP_OTHER_NONE},
        {"a knight on a hill. \"Long ago\"", MP_VOICE_TOLD, MP_OTHER_NONE},
    };
    for (size_t i = 0; i < CD_COUNT(rows); i++) {
        mp_speech speech[MP_TEXTS_MAX];
        const mp_scene scene = scene_of(rows[i].prompt, 1, 340, 512);
        CHECK_INT(scene.text_count, 1);
        cd_mp_speech_read(speech, &scene, cd_str_from(rows[i].prompt));
        if (speech[0].voice != rows[i].voice || speech[0].speaker != rows[i].speaker)
            check_failed(__FILE__, __LINE__, "%s: voice %d of %d", rows[i].prompt,
                         (int)speech[0].voice, speech[0].speaker);
    }
}

CHECK_MAIN(RUN(opens) RUN(it_is_known_who_speaks) RUN(pages_of_all_shapes_are_grey_and_have_gutters)
               RUN(gutters_divide_as_many_panels_as_asked) RUN(heads_are_inside_their_panels)
                   RUN(middle_tones_are_dots_at_45_degrees)
                       RUN(balloons_are_white_and_keep_off_heads) RUN(signs_are_lettered_on_white)
                           RUN(any_text_finds_its_place) RUN(threads_do_not_matter) RUN(closes))
