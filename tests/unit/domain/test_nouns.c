/* tests/unit/domain/test_nouns.c - names and properties of the tables, and the states of a job. */
#include "base/base.h"
#include "domain/generation.h"
#include "domain/job.h"
#include "unit/check.h"

/* Each wire name finds its own value, is unique, and nothing else is found. */
#define CHECK_NAMES(noun, NOUN, name_of)                                        \
    do {                                                                        \
        for (int v = 1; v < CD_##NOUN##__COUNT; v++) {                          \
            const char *name = name_of((cd_##noun)v);                           \
            CHECK(name[0] != '\0');                                             \
            CHECK_INT(cd_##noun##_find(cd_str_from(name)), v);                  \
        }                                                                       \
        CHECK_TEXT(name_of((cd_##noun)0), "");                                  \
        CHECK_INT(cd_##noun##_find(CD_STR("")), CD_##NOUN##_NONE);              \
        CHECK_INT(cd_##noun##_find(CD_STR("no such thing")), CD_##NOUN##_NONE); \
        CHECK_ABORTS((void)name_of(CD_##NOUN##__COUNT));                        \
    } while (0)

static void names_find_their_values(void)
{
    CHECK_NAMES(type, TYPE, cd_type_name);
    CHECK_NAMES(model, MODEL, cd_model_name);
    CHECK_NAMES(ratio, RATIO, cd_ratio_name);
    CHECK_NAMES(format, FORMAT, cd_format_name);
    CHECK_NAMES(style, STYLE, cd_style_name);
    CHECK_NAMES(state, STATE, cd_state_name);
    CHECK_NAMES(failure, FAILURE, cd_failure_code);
    CHECK_NAMES(resolution, RESOLUTION, cd_resolution_name);
    CHECK_NAMES(duration, DURATION, cd_duration_name);
    CHECK_NAMES(strength, STRENGTH, cd_strength_name);
    CHECK_NAMES(role, ROLE, cd_role_name);
    CHECK_NAMES(media, MEDIA, cd_media_name);
    CHECK_INT(cd_model_find(CD_STR("UNI-1")), CD_MODEL_NONE);
    CHECK_INT(cd_format_find(CD_STR("jpg")), CD_FORMAT_NONE);
}

static void states_change_as_documented(void)
{
    enum {
        N = CD_STATE_NONE,
        Q = CD_STATE_QUEUED,
        P = CD_STATE_PROCESSING,
        C = CD_STATE_COMPLETED,
        F = CD_STATE_FAILED,
        ALL = CD_STATE__COUNT
    };
    static const bool legal[ALL][ALL] = {
        [N] = {[Q] = true},
        [Q] = {[P] = true, [F] = true},
        [P] = {[Q] = true, [C] = true, [F] = true},
    };
    for (int from = 0; from < ALL; from++)
        for (int to = 0; to < ALL; to++)
            if (cd_state_may_go((cd_state)from, (cd_state)to) != legal[from][to])
                check_failed(__FILE__, __LINE__, "%s to %s", cd_state_name((cd_state)from),
                             cd_state_name((cd_state)to));
    for (int state = 1; state < ALL; state++)
        CHECK_INT(cd_state_terminal((cd_state)state), state == C || state == F);
}

/* From any state, every legal walk keeps a way to an end, and ends stay ends. */
static void every_job_can_end(void)
{
    for (unsigned round = 0; round < 2000; round++) {
        cd_state state = CD_STATE_QUEUED;
        for (unsigned step = 0; step < 50; step++) {
            const cd_state to = (cd_state)check_below(CD_STATE__COUNT);
            if (!cd_state_may_go(state, to))
                continue;
            CHECK(!cd_state_terminal(state));
            state = to;
        }
        CHECK(cd_state_terminal(state) || cd_state_may_go(state, CD_STATE_FAILED));
    }
}

static void failures_are_the_documented_ones(void)
{
    static const struct {
        const char *code;
        const char *reason; /* NULL: not documented */
    } documented[] = {
        {"content_moderated", "Generation output was flagged by our content moderation system."},
        {"generation_failed", "Generation failed"},
        {"budget_exhausted", "Insufficient balance to complete this generation."},
        {"output_not_found", "Output artifacts not found"},
        {"image_too_large", NULL},
        {"unsupported_format", NULL},
        {"corrupt_input", NULL},
        {"invalid_request", NULL},
        {"rate_limited", NULL},
    };
    CHECK_INT(CD_FAILURE__COUNT - 1, CD_COUNT(documented));
    for (size_t i = 0; i < CD_COUNT(documented); i++) {
        const cd_failure failure = cd_failure_find(cd_str_from(documented[i].code));
        CHECK(failure != CD_FAILURE_NONE);
        CHECK_INT(cd_failure_charge(failure),
                  failure == CD_FAILURE_BUDGET_EXHAUSTED ? CD_CHARGE_PART : CD_CHARGE_REFUND);
        CHECK(strlen(cd_failure_reason(failure)) < CD_JOB_REASON_MAX);
        if (documented[i].reason != NULL)
            CHECK_TEXT(cd_failure_reason(failure), documented[i].reason);
    }
}

/* Contract, section 13: the ratio holds within 2 %, the long side is 2048. */
static void ratios_have_their_sizes(void)
{
    for (int ratio = 1; ratio < CD_RATIO__COUNT; ratio++) {
        const cd_str name = cd_str_from(cd_ratio_name((cd_ratio)ratio));
        uint32_t width, height;
        uint64_t across = 0, down = 0;
        cd_str head, tail;
        cd_ratio_pixels((cd_ratio)ratio, &width, &height);
        CHECK(cd_str_cut(name, ':', &head, &tail));
        CHECK(cd_str_u64(head, &across) && cd_str_u64(tail, &down));
        CHECK_INT(width > height ? width : height, 2048);
        CHECK_INT(width % 8 + height % 8, 0);
        const double error = (double)width * (double)down / ((double)height * (double)across);
        CHECK(error > 0.98 && error < 1.02);
    }
    CHECK_ABORTS(cd_ratio_pixels(CD_RATIO_NONE, &(uint32_t){0}, &(uint32_t){0}));
}

static void models_offer_what_is_documented(void)
{
    static const char *const taken[] = {"3:1", "2:1",  "16:9", "3:2", "1:1",
                                        "2:3", "9:16", "1:2",  "1:3"};
    static const char *const refused[] = {"21:9", "4:3", "3:4"};
    const cd_model models[] = {CD_MODEL_UNI_1, CD_MODEL_UNI_1_MAX};
    for (size_t m = 0; m < CD_COUNT(models); m++) {
        CHECK(cd_model_offers(models[m], CD_TYPE_IMAGE));
        CHECK(!cd_model_offers(models[m], CD_TYPE_VIDEO));
        for (size_t i = 0; i < CD_COUNT(taken); i++)
            CHECK(cd_model_takes_ratio(models[m], cd_ratio_find(cd_str_from(taken[i]))));
        for (size_t i = 0; i < CD_COUNT(refused); i++)
            CHECK(!cd_model_takes_ratio(models[m], cd_ratio_find(cd_str_from(refused[i]))));
        CHECK_TEXT(cd_model_ratios_text(models[m]),
                   "1:1, 1:2, 1:3, 16:9, 2:1, 2:3, 3:1, 3:2, 9:16");
    }
    for (int type = 1; type < CD_TYPE__COUNT; type++)
        CHECK_INT(cd_model_offers(CD_MODEL_RAY_3_2, (cd_type)type), type >= CD_TYPE_VIDEO);
    CHECK_TEXT(cd_model_ratios_text(CD_MODEL_RAY_3_2), "1:1, 16:9, 21:9, 3:4, 4:3, 9:16");
}

static void formats_and_object_keys(void)
{
    char key[CD_OBJECT_KEY_MAX];
    const cd_uuid id = {{0xff, 1}};
    CHECK_TEXT(cd_format_mime(CD_FORMAT_PNG), "image/png");
    CHECK_TEXT(cd_format_mime(CD_FORMAT_JPEG), "image/jpeg");
    cd_object_key(key, &id, 3, 1, cd_format_extension(CD_FORMAT_JPEG));
    CHECK_TEXT(key, "ff010000-0000-0000-0000-000000000000/3-1.jpg");
    cd_object_key(key, &id, UINT32_MAX, UINT32_MAX, "png");
    CHECK(strlen(key) < sizeof key);
}

/* How errors name a place of a request. */
static void places_have_their_paths(void)
{
    static const struct {
        cd_role role;
        const char *path;
    } table[] = {{CD_ROLE_SOURCE, "source"},
                 {CD_ROLE_IMAGE_REF, "image_ref[63]"},
                 {CD_ROLE_START_FRAME, "video.start_frame"},
                 {CD_ROLE_END_FRAME, "video.end_frame"},
                 {CD_ROLE_KEYFRAME, "video.keyframes[63]"},
                 {CD_ROLE_EDIT_KEYFRAME, "video.edit.keyframes[63]"}};
    char path[CD_ERR_FIELD_MAX];
    CHECK_INT(CD_COUNT(table), CD_ROLE__COUNT - 1);
    for (size_t i = 0; i < CD_COUNT(table); i++) {
        cd_role_path(path, table[i].role, 63);
        CHECK_TEXT(path, table[i].path);
    }
}

static void inputs_are_found_by_place(void)
{
    cd_input inputs[] = {{.role = CD_ROLE_SOURCE},
                         {.role = CD_ROLE_IMAGE_REF},
                         {.role = CD_ROLE_IMAGE_REF, .index = 1}};
    const cd_generation gen = {.inputs = inputs, .input_count = CD_COUNT(inputs)};
    CHECK(cd_generation_input(&gen, CD_ROLE_SOURCE, 0) == &inputs[0]);
    CHECK(cd_generation_input(&gen, CD_ROLE_IMAGE_REF, 1) == &inputs[2]);
    CHECK(cd_generation_input(&gen, CD_ROLE_IMAGE_REF, 2) == NULL);
    CHECK(cd_generation_input(&gen, CD_ROLE_END_FRAME, 0) == NULL);
}

CHECK_MAIN(RUN(names_find_their_values) RUN(states_change_as_documented) RUN(every_job_can_end)
               RUN(failures_are_the_documented_ones) RUN(ratios_have_their_sizes)
                   RUN(models_offer_what_is_documented) RUN(formats_and_object_keys)
                       RUN(places_have_their_paths) RUN(inputs_are_found_by_place))
