/* tests/unit/view/test_stored.c - what is stored with a job is what the worker reads back. */
#include "unit/check.h"
#include "view/view.h"
#include "worker/lease_read.h"

enum { STORED_MAX = 1 << 20 };

/* A stored request in a lease, read back; `arena` and `document` outlive the result. */
static cd_rc read_back(cd_generation *gen, cd_lease *lease, cd_json **document, cd_arena *arena,
                       cd_str request)
{
    CD_AUTO(cd_buf_done) cd_buf body = CD_BUF_INIT(2 * STORED_MAX);
    const cd_lease given = {
        .id = {{7, 1}}, .seq = 5, .number = 9, .attempt = 2, .request = request};
    size_t at;
    cd_err err = {0};
    cd_view_lease(&body, &given);
    CHECK_INT(cd_json_parse(document, &at, cd_buf_str(&body), &err), CD_OK);
    return cd_worker__lease_read(lease, gen, *document, arena, &err);
}

static double any_fraction(double from, double to)
{
    return from + (to - from) * (double)check_below((uint64_t)1 << 53) / 9007199254740992.0;
}

static cd_toggle any_toggle(void)
{
    return (cd_toggle)check_below(3);
}

static bool any_flag(void)
{
    return check_below(2) == 0;
}

static cd_control any_control(void)
{
    cd_control control = {.given = any_flag()};
    if (control.given) {
        control.enabled = any_toggle();
        control.has_amount = any_flag();
        control.amount = control.has_amount ? any_fraction(0, 1) : 0;
    }
    return control;
}

static cd_video_edit any_edit(void)
{
    cd_video_edit edit = {.given = true,
                          .auto_controls = any_toggle(),
                          .strength = (cd_strength)check_below(CD_STRENGTH__COUNT),
                          .has_controls = any_flag()};
    if (edit.has_controls) {
        edit.pose = any_control();
        edit.depth = any_control();
        edit.normals = any_control();
        edit.trajectory = any_control();
        edit.face = any_control();
    }
    return edit;
}

static cd_video any_video(int64_t indexes[CD_KEYFRAMES_MAX])
{
    cd_video video = {.given = true,
                      .resolution = (cd_resolution)check_below(CD_RESOLUTION__COUNT),
                      .duration = (cd_duration)check_below(CD_DURATION__COUNT),
                      .loop = any_flag(),
                      .hdr = any_flag(),
                      .exr_export = any_flag(),
                      .keyframe_index_count = check_below(CD_KEYFRAMES_MAX + 1),
                      .keyframe_indexes = indexes};
    for (size_t i = 0; i < video.keyframe_index_count; i++)
        indexes[i] = (int64_t)check_below((uint64_t)1 << (1 + check_below(52)));
    if (any_flag())
        video.edit = any_edit();
    if (any_flag())
        video.source_position = (cd_source_position){true, any_fraction(-2, 2), any_fraction(-2, 2),
                                                     any_fraction(0, 2), any_fraction(0, 2)};
    return video;
}

static cd_input any_input(void)
{
    cd_input input = {.role = (cd_role)(1 + check_below(CD_ROLE__COUNT - 1)),
                      .index = (uint32_t)check_below(CD_KEYFRAMES_MAX),
                      .media = (cd_media)(1 + check_below(CD_MEDIA__COUNT - 1)),
                      .media_type = "image/png",
                      .width = (uint32_t)check_below(CD_IMAGE_SIDE_MAX + 1),
                      .height = (uint32_t)check_random(),
                      .duration_ms = (uint32_t)check_random(),
                      .own = any_flag()};
    const size_t size = check_below(CD_OBJECT_KEY_MAX);
    for (size_t i = 0; i < size; i++)
        input.key[i] = (char)(' ' + check_below(95));
    return input;
}

static cd_generation any_generation(cd_input inputs[CD_INPUTS_MAX],
                                    int64_t indexes[CD_KEYFRAMES_MAX])
{
    static const char *const prompts[] = {"a", "\"quoted\" \\ and\n\x01",
                                          "\xf0\x9f\x98\x80 \xc3\xa9"};
    cd_generation gen = {.type = (cd_type)(1 + check_below(CD_TYPE__COUNT - 1)),
                         .model = (cd_model)(1 + check_below(CD_MODEL__COUNT - 1)),
                         .ratio = (cd_ratio)check_below(CD_RATIO__COUNT),
                         .format = (cd_format)check_below(CD_FORMAT__COUNT),
                         .style = (cd_style)check_below(CD_STYLE__COUNT),
                         .web_search = any_flag(),
                         .prompt = cd_str_from(prompts[check_below(CD_COUNT(prompts))]),
                         .inputs = inputs,
                         .input_count = check_below(4) == 0 ? check_below(CD_INPUTS_MAX + 1) : 0,
                         .simulate_failure = (cd_failure)check_below(CD_FAILURE__COUNT),
                         .simulate_delay_ms = any_flag() ? (uint32_t)check_random() : 0};
    if (any_flag())
        gen.user_id = cd_str_from("\xc3\xa9-1");
    if (any_flag())
        gen.video = any_video(indexes);
    for (size_t i = 0; i < gen.input_count; i++)
        inputs[i] = any_input();
    return gen;
}

static void same_control(const cd_control *is, const cd_control *should)
{
    CHECK_INT(is->given, should->given);
    CHECK_INT(is->enabled, should->enabled);
    CHECK_INT(is->has_amount, should->has_amount);
    CHECK(is->amount == should->amount);
}

static void same_video(const cd_video *is, const cd_video *should)
{
    CHECK_INT(is->given, should->given);
    CHECK_INT(is->resolution, should->resolution);
    CHECK_INT(is->duration, should->duration);
    CHECK(is->loop == should->loop && is->hdr == should->hdr);
    CHECK_INT(is->exr_export, should->exr_export);
    CHECK_INT(is->keyframe_index_count, should->keyframe_index_count);
    for (size_t i = 0; i < is->keyframe_index_count && i < should->keyframe_index_count; i++)
        CHECK_INT(is->keyframe_indexes[i], should->keyframe_indexes[i]);
    CHECK_INT(is->edit.given, should->edit.given);
    CHECK_INT(is->edit.auto_controls, should->edit.auto_controls);
    CHECK_INT(is->edit.strength, should->edit.strength);
    CHECK_INT(is->edit.has_controls, should->edit.has_controls);
    same_control(&is->edit.pose, &should->edit.pose);
    same_control(&is->edit.depth, &should->edit.depth);
    same_control(&is->edit.normals, &should->edit.normals);
    same_control(&is->edit.trajectory, &should->edit.trajectory);
    same_control(&is->edit.face, &should->edit.face);
    CHECK_INT(is->source_position.given, should->source_position.given);
    CHECK(is->source_position.x == should->source_position.x &&
          is->source_position.y == should->source_position.y &&
          is->source_position.w == should->source_position.w &&
          is->source_position.h == should->source_position.h);
}

static void same_input(const cd_input *is, const cd_input *should)
{
    CHECK_INT(is->role, should->role);
    CHECK_INT(is->index, should->index);
    CHECK_INT(is->media, should->media);
    CHECK_TEXT(is->key, should->key);
    CHECK_TEXT(is->media_type, should->media_type);
    CHECK_INT(is->width, should->width);
    CHECK_INT(is->height, should->height);
    CHECK_INT(is->duration_ms, should->duration_ms);
    CHECK_INT(is->own, should->own);
}

static void same_generation(const cd_generation *is, const cd_generation *should)
{
    CHECK_INT(is->type, should->type);
    CHECK_INT(is->model, should->model);
    CHECK_INT(is->ratio, should->ratio);
    CHECK_INT(is->format, should->format);
    CHECK_INT(is->style, should->style);
    CHECK_INT(is->web_search, should->web_search);
    CHECK(cd_str_eq(is->prompt, should->prompt));
    CHECK(cd_str_eq(is->user_id, should->user_id));
    CHECK_INT(is->user_id.data != NULL, should->user_id.data != NULL);
    same_video(&is->video, &should->video);
    CHECK_INT(is->input_count, should->input_count);
    for (size_t i = 0; i < is->input_count && i < should->input_count; i++)
        same_input(&is->inputs[i], &should->inputs[i]);
    CHECK_INT(is->simulate_failure, should->simulate_failure);
    CHECK_INT(is->simulate_delay_ms, should->simulate_delay_ms);
}

static void any_generation_is_read_back_whole(void)
{
    static cd_input inputs[CD_INPUTS_MAX];
    int64_t indexes[CD_KEYFRAMES_MAX];
    for (unsigned round = 0; round < 3000; round++) {
        CD_AUTO(cd_buf_done) cd_buf stored = CD_BUF_INIT(STORED_MAX);
        CD_AUTO(cd_arena_free) cd_arena *arena = cd_arena_new(CD_WORKER_LEASE_BYTES_MAX);
        CD_AUTO(cd_json_free) cd_json *document = NULL;
        cd_generation back = {.type = CD_TYPE_NONE};
        cd_lease lease = {.seq = 0};
        const cd_generation gen = any_generation(inputs, indexes);
        cd_view_request(&stored, &gen);
        CHECK(!cd_buf_failed(&stored));
        CHECK_INT(read_back(&back, &lease, &document, arena, cd_buf_str(&stored)), CD_OK);
        same_generation(&back, &gen);
        CHECK(back.id.bytes[0] == 7 && lease.id.bytes[1] == 1);
        CHECK(lease.seq == 5 && lease.number == 9 && lease.attempt == 2);
    }
}

/* A plain picture's row stays small, and says nothing of what it does not have. */
static void a_plain_request_is_short(void)
{
    CD_AUTO(cd_buf_done) cd_buf stored = CD_BUF_INIT(STORED_MAX);
    const cd_generation gen = {.type = CD_TYPE_IMAGE,
                               .model = CD_MODEL_UNI_1,
                               .style = CD_STYLE_AUTO,
                               .prompt = CD_STR_INIT("a")};
    cd_view_request(&stored, &gen);
    CHECK_BYTES(cd_buf_str(&stored),
                "{\"type\":\"image\",\"model\":\"uni-1\",\"aspect_ratio\":null,"
                "\"output_format\":null,\"style\":\"auto\",\"web_search\":false,"
                "\"prompt\":\"a\",\"user_id\":null}");
}

static void what_is_not_known_is_refused(void)
{
    static const char *const requests[] = {
        "{}",
        "{\"type\":\"hologram\",\"model\":\"uni-1\"}",
        "{\"type\":\"image\",\"model\":\"uni-9\"}",
        "{\"type\":\"image\",\"model\":\"uni-1\",\"style\":\"oil\"}",
        "{\"type\":\"video\",\"model\":\"ray-3.2\",\"video\":{\"resolution\":\"8k\"}}",
        "{\"type\":\"video\",\"model\":\"ray-3.2\",\"video\":{\"keyframe_indexes\":[-1]}}",
        "{\"type\":\"image\",\"model\":\"uni-1\",\"inputs\":[{}]}",
        ("{\"type\":\"image\",\"model\":\"uni-1\",\"simulate\":{\"failure_code\":\"bad_luck\","
         "\"delay_ms\":0}}"),
    };
    for (size_t i = 0; i < CD_COUNT(requests); i++) {
        CD_AUTO(cd_arena_free) cd_arena *arena = cd_arena_new(CD_WORKER_LEASE_BYTES_MAX);
        CD_AUTO(cd_json_free) cd_json *document = NULL;
        cd_generation gen = {.type = CD_TYPE_NONE};
        cd_lease lease = {.seq = 0};
        if (read_back(&gen, &lease, &document, arena, cd_str_from(requests[i])) != CD_E_UPSTREAM)
            check_failed(__FILE__, __LINE__, "takes %s", requests[i]);
        CHECK_INT(gen.type, CD_TYPE_NONE);
    }
}

CHECK_MAIN(RUN(any_generation_is_read_back_whole) RUN(a_plain_request_is_short)
               RUN(what_is_not_known_is_refused))
