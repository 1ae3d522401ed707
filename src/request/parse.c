/* request/parse.c - from a body to a cd_request: the table of fields and the readers that store
 * their values. */
#include "request/request_int.h"

#include "wire/json_write.h"
#include "wire/time.h"

enum {
    IMAGE_REFS_KEPT = CD_IMAGE_REFS_MAX + 1, /* one more, to see that there are too many */
    REFS_MAX = IMAGE_REFS_KEPT + 3 + 2 * CD_KEYFRAMES_MAX
};

/* Stores reading->value, which fits. */
typedef void (*reader)(cd_reading *reading);

static void read_object(cd_reading *reading, cd_shape shape);

static const struct cd_field_info image_ref_item = {.kind = CD_FIELD_OBJECT,
                                                    .object = CD_SHAPE_IMAGE_REF};
static const struct cd_field_info frame_index_item = {.kind = CD_FIELD_INTEGER, .has_min = true};

static void read_prompt(cd_reading *reading)
{
    reading->out->gen.prompt = cd_json_str(reading->value);
}

/* Unknown types, models and ratios are not schema errors: rules refuse them by name (V1 to V3). */
static void read_type(cd_reading *reading)
{
    reading->out->type = cd_json_str(reading->value);
    reading->out->gen.type = cd_type_find(reading->out->type);
}

static void read_model(cd_reading *reading)
{
    reading->out->model = cd_json_str(reading->value);
    reading->out->gen.model = cd_model_find(reading->out->model);
}

static void read_ratio(cd_reading *reading)
{
    reading->out->ratio = cd_json_str(reading->value);
    reading->out->gen.ratio = cd_ratio_find(reading->out->ratio);
}

static void read_style(cd_reading *reading)
{
    reading->out->gen.style = cd_style_find(cd_json_str(reading->value));
}

static void read_format(cd_reading *reading)
{
    reading->out->gen.format = cd_format_find(cd_json_str(reading->value));
}

static void read_web_search(cd_reading *reading)
{
    reading->out->gen.web_search = cd_json_true(reading->value);
}

static void read_user_id(cd_reading *reading)
{
    reading->out->gen.user_id = cd_json_str(reading->value);
}

/* A place for one more ref. Those that no rule lets pass go to the spare one. */
static cd_ref *ref_add(cd_reading *reading, cd_role role, size_t index)
{
    cd_request *out = reading->out;
    cd_ref *ref = &reading->spare;
    if (out->refs == NULL && !reading->no_memory) {
        out->refs = cd_arena_alloc(reading->arena, REFS_MAX * sizeof *out->refs);
        reading->no_memory = out->refs == NULL;
    }
    if (out->refs != NULL && (role != CD_ROLE_IMAGE_REF || index < IMAGE_REFS_KEPT)) {
        CD_ASSERT(out->ref_count < REFS_MAX);
        ref = &out->refs[out->ref_count++];
    }
    *ref = (cd_ref){.role = role, .index = (uint32_t)index};
    return ref;
}

static void read_ref(cd_reading *reading, cd_role role, size_t index)
{
    reading->ref = ref_add(reading, role, index);
    read_object(reading, CD_SHAPE_IMAGE_REF);
}

static size_t read_refs(cd_reading *reading, cd_role role)
{
    const cd_json *list = reading->value;
    size_t count = 0;
    for (const cd_json *item = cd_json_first(list); item != NULL; item = cd_json_next(item)) {
        cd_request__enter_item(reading, count);
        reading->value = item;
        if (cd_request__fits(reading, &image_ref_item))
            read_ref(reading, role, count);
        cd_request__leave(reading);
        count++;
    }
    return count;
}

static void read_source(cd_reading *reading)
{
    read_ref(reading, CD_ROLE_SOURCE, 0);
}

static void read_image_ref(cd_reading *reading)
{
    (void)read_refs(reading, CD_ROLE_IMAGE_REF);
}

/* An empty text is as good as none. */
static cd_str text_of(const cd_reading *reading)
{
    const cd_str text = cd_json_str(reading->value);
    return text.size > 0 ? text : (cd_str){NULL, 0};
}

static void read_url(cd_reading *reading)
{
    reading->ref->url = text_of(reading);
}

static void read_data(cd_reading *reading)
{
    reading->ref->data = text_of(reading);
}

static void read_media_type(cd_reading *reading)
{
    reading->ref->media_type = text_of(reading);
}

/* In the form in which ids are stored, whatever way it was written. */
static cd_str id_of(cd_reading *reading)
{
    char text[CD_UUID_TEXT + 1];
    cd_uuid id;
    if (reading->ref == &reading->spare) /* any number of them may come */
        return text_of(reading);
    CD_ASSERT(cd_request__uuid_read(&id, cd_json_str(reading->value)));
    cd_uuid_format(text, &id);
    const cd_str kept = cd_arena_str(reading->arena, cd_str_from(text));
    reading->no_memory |= kept.data == NULL;
    return kept;
}

static void read_generation_id(cd_reading *reading)
{
    reading->ref->generation_id = id_of(reading);
}

static void read_file_id(cd_reading *reading)
{
    reading->ref->file_id = id_of(reading);
}

static void read_video(cd_reading *reading)
{
    reading->out->gen.video.given = true;
    read_object(reading, CD_SHAPE_VIDEO);
}

static void read_resolution(cd_reading *reading)
{
    reading->out->gen.video.resolution = cd_resolution_find(cd_json_str(reading->value));
}

static void read_duration(cd_reading *reading)
{
    reading->out->gen.video.duration = cd_duration_find(cd_json_str(reading->value));
}

static void read_loop(cd_reading *reading)
{
    reading->out->gen.video.loop = cd_json_true(reading->value);
}

static void read_hdr(cd_reading *reading)
{
    reading->out->gen.video.hdr = cd_json_true(reading->value);
}

static void read_exr_export(cd_reading *reading)
{
    reading->out->gen.video.exr_export = cd_json_true(reading->value);
}

static void read_start_frame(cd_reading *reading)
{
    read_ref(reading, CD_ROLE_START_FRAME, 0);
}

static void read_end_frame(cd_reading *reading)
{
    read_ref(reading, CD_ROLE_END_FRAME, 0);
}

static void read_keyframes(cd_reading *reading)
{
    reading->out->keyframes.has_frames = true;
    reading->out->keyframes.frame_count = read_refs(reading, CD_ROLE_KEYFRAME);
}

static void read_edit_keyframes(cd_reading *reading)
{
    reading->out->edit_keyframes.has_frames = true;
    reading->out->edit_keyframes.frame_count = read_refs(reading, CD_ROLE_EDIT_KEYFRAME);
}

static void read_indexes(cd_reading *reading, struct cd_request_keyframes *keyframes)
{
    const cd_json *list = reading->value;
    int64_t *indexes = cd_arena_alloc(reading->arena, CD_KEYFRAMES_MAX * sizeof *indexes);
    size_t count = 0;
    if (indexes == NULL) {
        reading->no_memory = true;
        return;
    }
    for (const cd_json *item = cd_json_first(list); item != NULL; item = cd_json_next(item)) {
        CD_ASSERT(count < CD_KEYFRAMES_MAX);
        cd_request__enter_item(reading, count);
        reading->value = item;
        if (cd_request__fits(reading, &frame_index_item))
            CD_ASSERT(cd_json_i64(item, 0, INT64_MAX, &indexes[count]));
        cd_request__leave(reading);
        count++;
    }
    keyframes->has_indexes = true;
    keyframes->index_count = count;
    keyframes->indexes = indexes;
}

static void read_keyframe_indexes(cd_reading *reading)
{
    read_indexes(reading, &reading->out->keyframes);
}

static void read_edit_keyframe_indexes(cd_reading *reading)
{
    read_indexes(reading, &reading->out->edit_keyframes);
}

static cd_toggle toggle_of(const cd_reading *reading)
{
    return cd_json_true(reading->value) ? CD_TOGGLE_ON : CD_TOGGLE_OFF;
}

static void read_edit(cd_reading *reading)
{
    reading->out->gen.video.edit.given = true;
    read_object(reading, CD_SHAPE_EDIT);
}

static void read_auto_controls(cd_reading *reading)
{
    reading->out->gen.video.edit.auto_controls = toggle_of(reading);
}

static void read_strength(cd_reading *reading)
{
    reading->out->gen.video.edit.strength = cd_strength_find(cd_json_str(reading->value));
}

static void read_controls(cd_reading *reading)
{
    reading->out->gen.video.edit.has_controls = true;
    read_object(reading, CD_SHAPE_CONTROLS);
}

static void read_control(cd_reading *reading, cd_control *control, cd_shape shape)
{
    control->given = true;
    reading->control = control;
    read_object(reading, shape);
}

static void read_pose(cd_reading *reading)
{
    read_control(reading, &reading->out->gen.video.edit.pose, CD_SHAPE_POSE);
}

static void read_depth(cd_reading *reading)
{
    read_control(reading, &reading->out->gen.video.edit.depth, CD_SHAPE_DEPTH);
}

static void read_normals(cd_reading *reading)
{
    read_control(reading, &reading->out->gen.video.edit.normals, CD_SHAPE_NORMALS);
}

static void read_trajectory(cd_reading *reading)
{
    read_control(reading, &reading->out->gen.video.edit.trajectory, CD_SHAPE_TRAJECTORY);
}

static void read_face(cd_reading *reading)
{
    read_control(reading, &reading->out->gen.video.edit.face, CD_SHAPE_FACE);
}

static void read_enabled(cd_reading *reading)
{
    reading->control->enabled = toggle_of(reading);
}

static void read_amount(cd_reading *reading)
{
    reading->control->has_amount = true;
    reading->control->amount = cd_json_num(reading->value);
}

static void read_pose_strength(cd_reading *reading)
{
    reading->control->has_amount = true;
    reading->control->amount = cd_str_eq_c(cd_json_str(reading->value), "coarse") ? 1 : 0;
}

static void read_position(cd_reading *reading)
{
    reading->out->gen.video.source_position.given = true;
    read_object(reading, CD_SHAPE_POSITION);
}

static void read_x(cd_reading *reading)
{
    reading->out->gen.video.source_position.x = cd_json_num(reading->value);
}

static void read_y(cd_reading *reading)
{
    reading->out->gen.video.source_position.y = cd_json_num(reading->value);
}

static void read_w(cd_reading *reading)
{
    reading->out->gen.video.source_position.w = cd_json_num(reading->value);
}

static void read_h(cd_reading *reading)
{
    reading->out->gen.video.source_position.h = cd_json_num(reading->value);
}

static void read_mime_type(cd_reading *reading)
{
    static const struct cd_complaint wrong = {
        .type = "value_error", .message = "Value error, mime_type must be image/* or video/*"};
    const cd_str type = cd_json_str(reading->value);
    bool plain = true; /* it is to become a header */
    for (size_t i = 0; i < type.size; i++)
        plain = plain && type.data[i] >= 0x20 && type.data[i] < 0x7f;
    if (!plain ||
        (!cd_str_starts(type, CD_STR("image/")) && !cd_str_starts(type, CD_STR("video/"))))
        cd_request__complain(reading, &wrong);
    else if (!cd_str_copy(reading->file->mime_type, sizeof reading->file->mime_type, type))
        cd_request__complain(reading, &wrong);
}

static void read_size_bytes(cd_reading *reading)
{
    CD_ASSERT(cd_json_i64(reading->value, 1, CD_FILE_BYTES_MAX, &reading->file->size_bytes));
}

static void read_filename(cd_reading *reading)
{
    CD_ASSERT(cd_str_copy(reading->file->filename, sizeof reading->file->filename,
                          cd_json_str(reading->value)));
}

static void read_purpose(cd_reading *reading)
{
    reading->file->purpose = cd_file_purpose_find(cd_json_str(reading->value));
}

static void read_expires_at(cd_reading *reading)
{
    static const struct cd_complaint wrong = {
        .type = "datetime_from_date_parsing",
        .message = "Input should be a valid datetime or date, such as 2026-04-08T12:00:00Z"};
    if (!cd_rfc3339_parse(&reading->file->expires_ms, cd_json_str(reading->value)))
        cd_request__complain(reading, &wrong);
}

static void read_file_user_id(cd_reading *reading)
{
    CD_ASSERT(cd_str_copy(reading->file->user_id, sizeof reading->file->user_id,
                          cd_json_str(reading->value)));
}

/* The names of a table, from the first after _NONE. */
#define NAMES(noun, NOUN)                                                                        \
    static const char *noun##_at(size_t index)                                                   \
    {                                                                                            \
        return index + 1 < CD_##NOUN##__COUNT ? cd_##noun##_name((cd_##noun)(index + 1)) : NULL; \
    }
NAMES(type, TYPE)
NAMES(model, MODEL)
NAMES(ratio, RATIO)
NAMES(style, STYLE)
NAMES(resolution, RESOLUTION)
NAMES(duration, DURATION)
NAMES(strength, STRENGTH)

static const char *purpose_at(size_t index)
{
    return index + 1 < CD_FILE_PURPOSE__COUNT ? cd_file_purpose_name((cd_file_purpose)(index + 1))
                                              : NULL;
}

static const char *format_at(size_t index)
{
    return index + 1 < CD_FORMAT__COUNT && cd_format_askable((cd_format)(index + 1))
               ? cd_format_name((cd_format)(index + 1))
               : NULL;
}

static const char *pose_strength_at(size_t index)
{
    static const char *const names[] = {"precise", "coarse"};
    return index < CD_COUNT(names) ? names[index] : NULL;
}

#define ANY .chars_max = 0
#define HINT(names) .value_at = names
#define ONE_OF(names) .value_at = names, .values_only = true
#define CHARS(most) .chars_max = most
#define FROM_TO(least, most) .has_min = true, .min = least, .has_max = true, .max = most
#define ABOVE_TO(below, most) FROM_TO(below, most), .min_outside = true
#define OF(name) .object = CD_SHAPE_##name
#define LIST_OF(what, fewest, most) .item = &what, .items_min = fewest, .items_max = most

static const struct field {
    struct cd_field_info info;
    reader read;
} fields[] = {
#define CD_FIELD(member, of, what, null, must, reads, fits, words) \
    {{.shape = CD_SHAPE_##of,                                      \
      .name = #member,                                             \
      .kind = CD_FIELD_##what,                                     \
      .nullable = null,                                            \
      .required = must,                                            \
      .about = words,                                              \
      fits},                                                       \
     reads},
#include "request/fields.def"
#undef CD_FIELD
};

static const struct {
    const char *name, *about;
} shapes[] = {
#define CD_SHAPE(name, wire, about) {wire, about},
#include "request/shapes.def"
#undef CD_SHAPE
};

const struct cd_field_info *cd_request_field(cd_shape shape, size_t index)
{
    for (size_t i = 0; i < CD_COUNT(fields); i++)
        if (fields[i].info.shape == shape && index-- == 0)
            return &fields[i].info;
    return NULL;
}

const char *cd_shape_name(cd_shape shape)
{
    CD_ASSERT(shape < CD_SHAPE__COUNT);
    return shapes[shape].name;
}

const char *cd_shape_about(cd_shape shape)
{
    CD_ASSERT(shape < CD_SHAPE__COUNT);
    return shapes[shape].about;
}

static void field_read(cd_reading *reading, const struct field *field, const cd_json *object)
{
    static const struct cd_complaint missing = {.type = "missing", .message = "Field required"};
    const cd_json *value = cd_json_get(object, field->info.name);
    const cd_json_kind kind = cd_json_what(value);
    if (kind == CD_JSON_ABSENT && !field->info.required)
        return;
    cd_request__enter(reading, field->info.name);
    reading->value = kind == CD_JSON_ABSENT ? object : value;
    if (kind == CD_JSON_ABSENT)
        cd_request__complain(reading, &missing);
    else if (!(kind == CD_JSON_NULL && field->info.nullable) &&
             cd_request__fits(reading, &field->info))
        field->read(reading);
    cd_request__leave(reading);
}

/* Goes as deep as the shapes nest, whatever the body is. */
static void read_object(cd_reading *reading, cd_shape shape)
{
    const cd_json *object = reading->value;
    for (size_t i = 0; i < CD_COUNT(fields); i++)
        if (fields[i].info.shape == shape)
            field_read(reading, &fields[i], object);
}

/* [{"type":"json_invalid","loc":["body",at],"msg":...,"input":{},"ctx":{"error":why}}] */
static void complain_syntax(cd_buf *out, size_t at, const cd_err *why)
{
    cd_jw_open(out, '{');
    cd_jw_key_c(out, "type", "json_invalid");
    cd_jw_key(out, "loc");
    cd_jw_open(out, '[');
    cd_jw_str(out, CD_STR("body"));
    cd_jw_i64(out, (int64_t)at);
    cd_jw_close(out, ']');
    cd_jw_key_c(out, "msg", "JSON decode error");
    cd_jw_key(out, "input");
    cd_jw_raw(out, CD_STR("{}"));
    cd_jw_key(out, "ctx");
    cd_jw_open(out, '{');
    cd_jw_key_c(out, "error", why->text);
    cd_jw_close(out, '}');
    cd_jw_close(out, '}');
}

/* What a type silently ignores (contract, 4.7 and 5) is not part of what is meant. */
static void leave_ignored(cd_request *request)
{
    cd_generation *gen = &request->gen;
    if (gen->type == CD_TYPE_IMAGE_EDIT || gen->type == CD_TYPE_VIDEO_EDIT)
        gen->ratio = CD_RATIO_NONE;
    if (cd_request__is_video(request)) {
        const struct cd_request_keyframes *frames =
            gen->type == CD_TYPE_VIDEO_EDIT ? &request->edit_keyframes : &request->keyframes;
        gen->style = CD_STYLE_AUTO;
        gen->format = CD_FORMAT_NONE;
        gen->web_search = false;
        gen->video.keyframe_index_count = frames->index_count;
        gen->video.keyframe_indexes = frames->indexes;
    }
}

/* Reads a whole body as an object of that shape. */
static cd_rc body_read(cd_reading *reading, cd_json **document, cd_shape shape, cd_buf *body,
                       cd_err *err)
{
    static const struct cd_field_info whole = {.kind = CD_FIELD_OBJECT};
    cd_err syntax = {0};
    size_t at;
    cd_jw_open(reading->detail, '[');
    const size_t empty = reading->detail->size;
    const cd_rc rc = cd_json_parse_in_place(document, &at, body, CD_JSON_LIFT_MIN, &syntax);
    if (rc == CD_E_TOO_BIG || rc == CD_E_NOMEM)
        return cd_fail(err, rc, NULL, "%s", syntax.text);
    reading->value = *document;
    if (rc != CD_OK)
        complain_syntax(reading->detail, at, &syntax);
    else if (cd_request__fits(reading, &whole))
        read_object(reading, shape);
    const bool wrong = reading->detail->size != empty;
    cd_jw_close(reading->detail, ']');
    if (wrong)
        return cd_fail(err, CD_E_SCHEMA, NULL, "the request does not have the documented shape");
    if (reading->no_memory)
        return cd_fail(err, CD_E_NOMEM, NULL, "no memory for the media of a request");
    return CD_OK;
}

cd_rc cd_request_parse(cd_request *out, cd_json **document, cd_buf *detail, cd_arena *arena,
                       cd_buf *body, cd_err *err)
{
    cd_request request = {
        .gen = {.type = CD_TYPE_IMAGE, .model = CD_MODEL_UNI_1, .style = CD_STYLE_AUTO}};
    cd_reading reading = {.out = &request, .detail = detail, .arena = arena};
    request.type = cd_str_from(cd_type_name(request.gen.type));
    request.model = cd_str_from(cd_model_name(request.gen.model));
    CD_TRY(body_read(&reading, document, CD_SHAPE_REQUEST, body, err));
    leave_ignored(&request);
    *out = request;
    return CD_OK;
}

cd_rc cd_request_parse_file(cd_file *out, cd_json **document, cd_buf *detail, cd_buf *body,
                            cd_err *err)
{
    cd_file file = {.purpose = CD_FILE_PURPOSE_INPUT};
    cd_reading reading = {.file = &file, .detail = detail};
    CD_TRY(body_read(&reading, document, CD_SHAPE_FILE, body, err));
    *out = file;
    return CD_OK;
}
