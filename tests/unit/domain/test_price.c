/* tests/unit/domain/test_price.c - every price that the contract prints (section 12), the most that
 * is held before the media is known, and what an end costs. */
#include "domain/price.h"
#include "unit/check.h"

#define CENTS(dollars) ((int64_t)((dollars)*1e6 + 0.5))

static void images_cost_what_the_ladder_says(void)
{
    static const struct {
        double uni_1, uni_1_max;
    } ladder[] = {{0.0404, 0.1000}, {0.0434, 0.1030}, {0.0464, 0.1060}, {0.0494, 0.1090},
                  {0.0524, 0.1120}, {0.0554, 0.1150}, {0.0584, 0.1180}, {0.0614, 0.1210},
                  {0.0644, 0.1240}, {0.0674, 0.1270}};
    cd_input inputs[CD_IMAGE_REFS_MAX] = {{.role = CD_ROLE_IMAGE_REF}};
    cd_ref refs[CD_IMAGE_REFS_MAX] = {{.role = CD_ROLE_IMAGE_REF}};
    for (size_t count = 0; count < CD_COUNT(ladder); count++) {
        cd_generation gen = {.type = CD_TYPE_IMAGE, .inputs = inputs, .input_count = count};
        for (int edit = 0; edit < 2; edit++) {
            gen.type = edit == 1 ? CD_TYPE_IMAGE_EDIT : CD_TYPE_IMAGE; /* the source counts */
            gen.model = CD_MODEL_UNI_1;
            CHECK_INT(cd_price(&gen), CENTS(ladder[count].uni_1));
            CHECK_INT(cd_price_reserve(&gen, refs, count), CENTS(ladder[count].uni_1));
            gen.model = CD_MODEL_UNI_1_MAX;
            CHECK_INT(cd_price(&gen), CENTS(ladder[count].uni_1_max));
            CHECK_INT(cd_price_reserve(&gen, refs, count), CENTS(ladder[count].uni_1_max));
        }
    }
}

enum range { SDR, HDR, EXR };

static cd_generation video(cd_type type, cd_resolution resolution, cd_duration duration,
                           enum range range)
{
    return (cd_generation){.type = type,
                           .model = CD_MODEL_RAY_3_2,
                           .video = {.given = true,
                                     .resolution = resolution,
                                     .duration = duration,
                                     .hdr = range != SDR,
                                     .exr_export = range == EXR}};
}

/* 360p, 540p, 720p, 1080p; 0: cannot be asked for. */
struct line {
    cd_duration duration; /* of an edit: of its source */
    enum range range;
    double dollars[4];
};

static void clips_cost_what_is_printed(void)
{
    static const struct line lines[] = {
        {CD_DURATION_5S, SDR, {0.06, 0.15, 0.30, 1.20}},
        {CD_DURATION_NONE, SDR, {0.06, 0.15, 0.30, 1.20}},
        {CD_DURATION_10S, SDR, {0.18, 0.45, 0.90, 3.60}},
        {CD_DURATION_5S, HDR, {0, 0, 0.60, 2.40}},
        {CD_DURATION_5S, EXR, {0, 0, 0.90, 3.60}},
        {CD_DURATION_10S, HDR, {0, 0, 1.80, 7.20}},
        {CD_DURATION_10S, EXR, {0, 0, 2.70, 10.80}},
    };
    for (size_t i = 0; i < CD_COUNT(lines); i++)
        for (int r = 0; r < 4; r++) {
            const cd_generation gen = video(CD_TYPE_VIDEO, (cd_resolution)(CD_RESOLUTION_360P + r),
                                            lines[i].duration, lines[i].range);
            if (lines[i].dollars[r] > 0) {
                CHECK_INT(cd_price(&gen), CENTS(lines[i].dollars[r]));
                CHECK_INT(cd_price_reserve(&gen, NULL, 0), CENTS(lines[i].dollars[r]));
            } else {
                CHECK_ABORTS((void)cd_price(&gen));
            }
        }
    const cd_generation plain = video(CD_TYPE_VIDEO, CD_RESOLUTION_NONE, CD_DURATION_NONE, SDR);
    CHECK_INT(cd_price(&plain), CENTS(0.30)); /* 720p and 5s are the defaults */
}

static void an_extension_is_one_block_whatever_its_duration(void)
{
    static const double dollars[] = {0.06, 0.15, 0.30, 1.20};
    static const cd_role anchors[] = {CD_ROLE_START_FRAME, CD_ROLE_END_FRAME};
    for (size_t r = 0; r < CD_COUNT(dollars); r++)
        for (size_t a = 0; a < CD_COUNT(anchors); a++)
            for (cd_duration duration = 0; duration < CD_DURATION__COUNT; duration++) {
                cd_input input = {.role = anchors[a], .media = CD_MEDIA_VIDEO, .duration_ms = 5042};
                const cd_ref ref = {.role = anchors[a], .generation_id = CD_STR_INIT("x")};
                cd_generation gen =
                    video(CD_TYPE_VIDEO, (cd_resolution)(CD_RESOLUTION_360P + r), duration, SDR);
                CHECK_INT(cd_price_reserve(&gen, &ref, 1), CENTS(dollars[r]));
                gen.inputs = &input;
                gen.input_count = 1;
                CHECK_INT(cd_price(&gen), CENTS(dollars[r]));
            }
}

static void edits_cost_each_started_block(void)
{
    static const struct line lines[] = {
        {CD_DURATION_5S, SDR, {0.54, 0.72, 1.08, 2.16}},
        {CD_DURATION_10S, SDR, {1.08, 1.44, 2.16, 4.32}},
        {CD_DURATION_5S, HDR, {1.08, 1.44, 2.16, 4.32}},
        {CD_DURATION_10S, HDR, {2.16, 2.88, 4.32, 8.64}},
        {CD_DURATION_5S, EXR, {1.62, 2.16, 3.24, 6.48}},
        {CD_DURATION_10S, EXR, {3.24, 4.32, 6.48, 12.96}},
    };
    static const struct {
        uint32_t ms, blocks;
    } lengths[] = {{1, 1},     {4999, 1},  {5000, 1},  {5042, 1},  {5100, 2},  {9999, 2},
                   {10000, 2}, {10042, 2}, {10100, 3}, {15001, 3}, {15500, 4}, {18000, 4}};
    for (size_t i = 0; i < CD_COUNT(lines); i++)
        for (int r = 0; r < 4; r++) {
            cd_input source = {.role = CD_ROLE_SOURCE, .media = CD_MEDIA_VIDEO};
            cd_generation gen =
                video(CD_TYPE_VIDEO_EDIT, (cd_resolution)(CD_RESOLUTION_360P + r),
                      CD_DURATION_10S /* ignored: the source's counts */, lines[i].range);
            const int64_t printed = CENTS(lines[i].dollars[r]);
            const int64_t block = printed / (lines[i].duration == CD_DURATION_10S ? 2 : 1);
            source.duration_ms = 1000 * cd_duration_seconds(lines[i].duration);
            gen.inputs = &source;
            gen.input_count = 1;
            CHECK_INT(cd_price(&gen), printed);
            for (size_t k = 0; k < CD_COUNT(lengths); k++) {
                source.duration_ms = lengths[k].ms;
                CHECK_INT(cd_price(&gen), block * lengths[k].blocks);
            }
            CHECK_INT(cd_price_reserve(&gen, NULL, 0), 4 * block); /* 18 s */
        }
}

static void reframes_cost_each_started_second(void)
{
    static const double dollars[] = {0.03, 0.06, 0.12, 0.36};
    static const struct {
        uint32_t ms, seconds;
    } lengths[] = {{1, 1},    {1000, 1}, {1042, 1}, {1100, 2},   {4999, 5},
                   {5000, 5}, {5042, 5}, {5500, 6}, {10000, 10}, {30000, 30}};
    for (size_t r = 0; r < CD_COUNT(dollars); r++) {
        cd_input source = {.role = CD_ROLE_SOURCE, .media = CD_MEDIA_VIDEO};
        cd_generation gen = video(CD_TYPE_VIDEO_REFRAME, (cd_resolution)(CD_RESOLUTION_360P + r),
                                  CD_DURATION_NONE, SDR);
        gen.inputs = &source;
        gen.input_count = 1;
        for (size_t k = 0; k < CD_COUNT(lengths); k++) {
            source.duration_ms = lengths[k].ms;
            CHECK_INT(cd_price(&gen), CENTS(dollars[r]) * lengths[k].seconds);
        }
        CHECK_INT(cd_price_reserve(&gen, NULL, 0), CENTS(dollars[r]) * 30);
    }
}

/* What is held before the media is known covers what it then costs. */
static void the_reserve_covers_the_price(void)
{
    for (unsigned round = 0; round < 20000; round++) {
        const cd_type type = (cd_type)(CD_TYPE_VIDEO_EDIT + check_below(2));
        const bool edit = type == CD_TYPE_VIDEO_EDIT;
        cd_input source = {.role = CD_ROLE_SOURCE, .media = CD_MEDIA_VIDEO};
        cd_generation gen = video(type, (cd_resolution)check_below(CD_RESOLUTION__COUNT),
                                  CD_DURATION_NONE, edit ? (enum range)check_below(3) : SDR);
        gen.inputs = &source;
        gen.input_count = 1;
        source.duration_ms =
            1 + (uint32_t)check_below(edit ? CD_EDIT_SOURCE_MS_MAX : CD_REFRAME_SOURCE_MS_MAX);
        CHECK(cd_price(&gen) <= cd_price_reserve(&gen, NULL, 0));
    }
}

static void whatever_is_offered_has_a_price(void)
{
    for (int model = 1; model < CD_MODEL__COUNT; model++)
        for (int type = 1; type < CD_TYPE__COUNT; type++) {
            const cd_generation gen = {.type = (cd_type)type, .model = (cd_model)model};
            if (cd_model_offers(gen.model, gen.type))
                CHECK(cd_price(&gen) > 0);
            else
                CHECK_ABORTS((void)cd_price(&gen));
        }
}

/* Contract, section 8: refunded, but for budget_exhausted. */
static void an_end_is_charged_as_documented(void)
{
    cd_job job = {.price = 1000001, .state = CD_STATE_COMPLETED, .progress = 0};
    CHECK_INT(cd_price_charged(&job), 1000001);
    job.state = CD_STATE_FAILED;
    job.progress = 999;
    for (int failure = 1; failure < CD_FAILURE__COUNT; failure++) {
        job.failure = (cd_failure)failure;
        CHECK_INT(cd_price_charged(&job),
                  failure == CD_FAILURE_BUDGET_EXHAUSTED ? 999000 : 0); /* 999000.999 */
    }
    job.failure = CD_FAILURE_BUDGET_EXHAUSTED;
    for (unsigned round = 0; round < 2000; round++) {
        job.price = (int64_t)check_below(INT64_MAX / 1000);
        job.progress = (uint32_t)check_below(1200);
        const int64_t progress = job.progress < 1000 ? job.progress : 1000;
        CHECK_INT(cd_price_charged(&job), job.price * progress / 1000);
    }
    job.state = CD_STATE_PROCESSING;
    CHECK_ABORTS((void)cd_price_charged(&job));
}

CHECK_MAIN(RUN(images_cost_what_the_ladder_says) RUN(clips_cost_what_is_printed)
               RUN(an_extension_is_one_block_whatever_its_duration)
                   RUN(edits_cost_each_started_block) RUN(reframes_cost_each_started_second)
                       RUN(the_reserve_covers_the_price) RUN(whatever_is_offered_has_a_price)
                           RUN(an_end_is_charged_as_documented))
