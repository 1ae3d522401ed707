/* worker/lease_read.c - from the JSON of a lease to a generation. */
#include "worker/lease_read.h"

/* One lease being read. */
struct leasing {
    cd_arena *arena;
    bool wrong; /* something is missing, or a name is from another version */
};

/* A value from a table; null and absent are its "not given". */
#define NAMED(noun)                                                                             \
    static cd_##noun noun##_of(struct leasing *leasing, const cd_json *object, const char *key) \
    {                                                                                           \
        const cd_str name = cd_json_str(cd_json_get(object, key));                              \
        const cd_##noun value = cd_##noun##_find(name);                                         \
        if (name.data != NULL && value == 0)                                                    \
            leasing->wrong = true;                                                              \
        return value;                                                                           \
    }
NAMED(type)
NAMED(model)
NAMED(ratio)
NAMED(format)
NAMED(style)
NAMED(resolution)
NAMED(duration)
NAMED(strength)
NAMED(role)
NAMED(media)
NAMED(failure)

static uint32_t number_of(struct leasing *leasing, const cd_json *object, const char *key)
{
    int64_t value = 0;
    if (!cd_json_i64(cd_json_get(object, key), 0, UINT32_MAX, &value))
        leasing->wrong = true;
    return (uint32_t)value;
}

static bool flag_of(const cd_json *object, const char *key)
{
    return cd_json_true(cd_json_get(object, key));
}

static cd_toggle toggle_of(const cd_json *object, const char *key)
{
    const cd_json *value = cd_json_get(object, key);
    return cd_json_what(value) != CD_JSON_BOOL ? CD_TOGGLE_UNSET
           : cd_json_true(value)               ? CD_TOGGLE_ON
                                               : CD_TOGGLE_OFF;
}

static size_t items_of(const cd_json *list)
{
    size_t count = 0;
    for (const cd_json *item = cd_json_first(list); item != NULL; item = cd_json_next(item))
        count++;
    return count;
}

/* Room for a list; NULL when it is empty, too long, or there is no memory. */
static void *room_for(struct leasing *leasing, size_t count, size_t max, size_t bytes)
{
    void *room = NULL;
    if (count > 0 && count <= max)
        room = cd_arena_alloc(leasing->arena, count * bytes);
    if (count > 0 && room == NULL)
        leasing->wrong = true;
    return room;
}

static cd_control control_of(const cd_json *controls, const char *key)
{
    const cd_json *object = cd_json_get(controls, key);
    const cd_json *amount = cd_json_get(object, "amount");
    return (cd_control){.given = object != NULL,
                        .enabled = toggle_of(object, "enabled"),
                        .has_amount = amount != NULL,
                        .amount = cd_json_num(amount)};
}

static cd_video_edit edit_of(struct leasing *leasing, const cd_json *edit)
{
    const cd_json *controls = cd_json_get(edit, "controls");
    return (cd_video_edit){.given = edit != NULL,
                           .auto_controls = toggle_of(edit, "auto_controls"),
                           .strength = strength_of(leasing, edit, "strength"),
                           .has_controls = controls != NULL,
                           .pose = control_of(controls, "pose"),
                           .depth = control_of(controls, "depth"),
                           .normals = control_of(controls, "normals"),
                           .trajectory = control_of(controls, "trajectory"),
                           .face = control_of(controls, "face")};
}

static cd_source_position position_of(const cd_json *position)
{
    return (cd_source_position){.given = position != NULL,
                                .x = cd_json_num(cd_json_get(position, "x_norm")),
                                .y = cd_json_num(cd_json_get(position, "y_norm")),
                                .w = cd_json_num(cd_json_get(position, "w_norm")),
                                .h = cd_json_num(cd_json_get(position, "h_norm"))};
}

static cd_video video_of(struct leasing *leasing, const cd_json *video)
{
    const cd_json *list = cd_json_get(video, "keyframe_indexes");
    const size_t count = items_of(list);
    int64_t *indexes = room_for(leasing, count, CD_KEYFRAMES_MAX, sizeof *indexes);
    const cd_json *item = cd_json_first(list);
    for (size_t i = 0; indexes != NULL && i < count; i++, item = cd_json_next(item))
        if (!cd_json_i64(item, 0, INT64_MAX, &indexes[i]))
            leasing->wrong = true;
    return (cd_video){.given = video != NULL,
                      .resolution = resolution_of(leasing, video, "resolution"),
                      .duration = duration_of(leasing, video, "duration"),
                      .loop = flag_of(video, "loop"),
                      .hdr = flag_of(video, "hdr"),
                      .exr_export = flag_of(video, "exr_export"),
                      .keyframe_index_count = indexes != NULL ? count : 0,
                      .keyframe_indexes = indexes,
                      .edit = edit_of(leasing, cd_json_get(video, "edit")),
                      .source_position = position_of(cd_json_get(video, "source_position"))};
}

static cd_input input_of(struct leasing *leasing, const cd_json *object)
{
    cd_input input = {.role = role_of(leasing, object, "role"),
                      .index = number_of(leasing, object, "index"),
                      .media = media_of(leasing, object, "media"),
                      .width = number_of(leasing, object, "width"),
                      .height = number_of(leasing, object, "height"),
                      .duration_ms = number_of(leasing, object, "duration_ms"),
                      .own = flag_of(object, "own")};
    if (input.role == CD_ROLE_NONE || input.media == CD_MEDIA_NONE ||
        !cd_str_copy(input.key, sizeof input.key, cd_json_str(cd_json_get(object, "key"))) ||
        !cd_str_copy(input.media_type, sizeof input.media_type,
                     cd_json_str(cd_json_get(object, "media_type"))))
        leasing->wrong = true;
    return input;
}

static void inputs_read(cd_generation *gen, struct leasing *leasing, const cd_json *list)
{
    const size_t count = items_of(list);
    gen->inputs = room_for(leasing, count, CD_INPUTS_MAX, sizeof *gen->inputs);
    gen->input_count = gen->inputs != NULL ? count : 0;
    const cd_json *item = cd_json_first(list);
    for (size_t i = 0; i < gen->input_count; i++, item = cd_json_next(item))
        gen->inputs[i] = input_of(leasing, item);
}

static cd_generation generation_of(struct leasing *leasing, const cd_json *request)
{
    const cd_json *simulate = cd_json_get(request, "simulate");
    cd_generation gen = {.type = type_of(leasing, request, "type"),
                         .model = model_of(leasing, request, "model"),
                         .ratio = ratio_of(leasing, request, "aspect_ratio"),
                         .format = format_of(leasing, request, "output_format"),
                         .style = style_of(leasing, request, "style"),
                         .web_search = flag_of(request, "web_search"),
                         .prompt = cd_json_str(cd_json_get(request, "prompt")),
                         .user_id = cd_json_str(cd_json_get(request, "user_id")),
                         .video = video_of(leasing, cd_json_get(request, "video"))};
    inputs_read(&gen, leasing, cd_json_get(request, "inputs"));
    if (simulate != NULL) {
        gen.simulate_failure = failure_of(leasing, simulate, "failure_code");
        gen.simulate_delay_ms = number_of(leasing, simulate, "delay_ms");
    }
    if (gen.type == CD_TYPE_NONE || gen.model == CD_MODEL_NONE)
        leasing->wrong = true;
    return gen;
}

cd_rc cd_worker__lease_read(cd_lease *lease, cd_generation *gen, const cd_json *document,
                            cd_arena *arena, cd_err *err)
{
    struct leasing leasing = {.arena = arena};
    cd_lease read = {.seq = 0};
    int64_t attempt;
    if (!cd_uuid_parse(&read.id, cd_json_str(cd_json_get(document, "id"))) ||
        !cd_json_i64(cd_json_get(document, "seq"), 1, INT64_MAX, &read.seq) ||
        !cd_json_i64(cd_json_get(document, "lease"), 1, INT64_MAX, &read.number) ||
        !cd_json_i64(cd_json_get(document, "attempt"), 1, CD_JOB_ATTEMPTS_MAX, &attempt))
        return cd_fail(err, CD_E_UPSTREAM, NULL, "the server sent no proper lease");
    read.attempt = (uint32_t)attempt;
    cd_generation made = generation_of(&leasing, cd_json_get(document, "request"));
    if (leasing.wrong)
        return cd_fail(err, CD_E_UPSTREAM, NULL, "the server wants what this worker does not know");
    made.id = read.id;
    *lease = read;
    *gen = made;
    return CD_OK;
}
