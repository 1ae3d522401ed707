/* tests/unit/request/test_request.c - the schema of a request, and each rule's own two cases. */
#include "base/base.h"
#include "request/request.h"
#include "unit/check.h"

/* A body on its way: what it comes to, and everything that has to live as long. */
struct judged {
    cd_buf body, detail;
    cd_arena *arena;
    cd_json *document;
    cd_request request;
    cd_rc rc;
    cd_err err;
};

static void judged_done(struct judged *judged)
{
    cd_json_free(&judged->document);
    cd_arena_free(&judged->arena);
    cd_buf_done(&judged->body);
    cd_buf_done(&judged->detail);
}

static const struct cd_request_account full = {.hdr = true};
static const struct cd_request_account plain = {.hdr = false};

/* CD_OK, CD_E_SCHEMA with detail, or a broken rule with err.text. */
static struct judged judge_for(cd_str body, const struct cd_request_account *account)
{
    struct judged out = {.body = CD_BUF_INIT(64u << 20),
                         .detail = CD_BUF_INIT(CD_SCHEMA_DETAIL_MAX),
                         .arena = cd_arena_new(64u << 10)};
    cd_buf_put(&out.body, body);
    out.rc =
        cd_request_parse(&out.request, &out.document, &out.detail, out.arena, &out.body, &out.err);
    if (out.rc == CD_OK)
        out.rc = cd_request_check(&out.request, account, &out.err);
    return out;
}

static struct judged judge(const char *body)
{
    return judge_for(cd_str_from(body), &full);
}

/* JSON written with ' for its quotes. */
static struct judged judge_quoted(const char *body, const struct cd_request_account *account)
{
    char text[4096];
    const size_t size = strlen(body);
    CHECK(size < sizeof text);
    for (size_t i = 0; i < size; i++)
        text[i] = body[i] == '\'' ? '"' : body[i];
    return judge_for((cd_str){text, size}, account);
}

/* The rule about accounts is tried with one that has no HDR. */
static const struct cd_request_account *account_of(const struct cd_rule_case *rule)
{
    return strcmp(rule->name, "V40_HDR_ACCESS") == 0 ? &plain : &full;
}

static void each_rule_accepts_and_refuses(void)
{
    size_t count = 0;
    for (const struct cd_rule_case *rule; (rule = cd_request_rule(count)) != NULL; count++) {
        CD_AUTO(judged_done) struct judged good = judge_quoted(rule->accepts, account_of(rule));
        CD_AUTO(judged_done) struct judged bad = judge_quoted(rule->refuses, account_of(rule));
        if (good.rc != CD_OK)
            check_failed(__FILE__, __LINE__, "%s refuses %s: %s %.*s", rule->name, rule->accepts,
                         good.err.text, CD_STR_ARG(cd_buf_str(&good.detail)));
        if (bad.rc != rule->kind)
            check_failed(__FILE__, __LINE__, "%s: %s gives %d %s %.*s", rule->name, rule->refuses,
                         bad.rc, bad.err.text, CD_STR_ARG(cd_buf_str(&bad.detail)));
        CHECK_TEXT(bad.err.text, rule->text);
    }
    CHECK(count >= 40);
}

/* Pairs of rules that one request cannot help but break together, the first of which answers. */
static bool go_together(const char *first, const char *later)
{
    static const char *const pairs[][2] = {
        {"V1_MODEL_KNOWN", "V2_TYPE_OF_MODEL"}, /* an unknown model offers nothing */
        {"V5_URL_OR_DATA", "V5_ONE_CHANNEL"},   /* both are also more than one */
    };
    for (size_t i = 0; i < CD_COUNT(pairs); i++)
        if (strcmp(pairs[i][0], first) == 0 && strcmp(pairs[i][1], later) == 0)
            return true;
    return false;
}

/* Rules do not overlap: an accepting request breaks none, a refusing one its own only. */
static void no_other_rule_is_broken(void)
{
    const struct cd_rule_case *rule, *other;
    for (size_t i = 0; (rule = cd_request_rule(i)) != NULL; i++) {
        CD_AUTO(judged_done) struct judged good = judge_quoted(rule->accepts, account_of(rule));
        CD_AUTO(judged_done) struct judged bad = judge_quoted(rule->refuses, account_of(rule));
        for (size_t k = 0; (other = cd_request_rule(k)) != NULL; k++) {
            if (cd_request_breaks(k, &good.request, account_of(rule)))
                check_failed(__FILE__, __LINE__, "what %s accepts breaks %s", rule->name,
                             other->name);
            if (k != i && cd_request_breaks(k, &bad.request, account_of(rule)) &&
                !go_together(rule->name, other->name))
                check_failed(__FILE__, __LINE__, "what %s refuses breaks %s too", rule->name,
                             other->name);
        }
    }
}

/* Where an item is wrong, as "body.video.edit.strength" or "body.image_ref.0". */
static void loc_text(cd_buf *out, const cd_json *item)
{
    for (const cd_json *i = cd_json_first(cd_json_get(item, "loc")); i != NULL;
         i = cd_json_next(i)) {
        if (out->size > 0)
            cd_buf_put_byte(out, '.');
        if (cd_json_what(i) == CD_JSON_STRING)
            cd_buf_put(out, cd_json_str(i));
        else
            cd_buf_printf(out, "%.0f", cd_json_num(i));
    }
}

/* The first schema error must be `type` at `loc`, with `message` unless that is NULL. */
static void schema_says(const char *body, const char *type, const char *loc, const char *message)
{
    CD_AUTO(judged_done) struct judged judged = judge_quoted(body, &full);
    CD_AUTO(cd_json_free) cd_json *array = NULL;
    CD_AUTO(cd_buf_done) cd_buf place = CD_BUF_INIT(1024);
    size_t at;
    if (judged.rc != CD_E_SCHEMA) {
        check_failed(__FILE__, __LINE__, "takes %s", body);
        return;
    }
    CHECK_INT(cd_json_parse(&array, &at, cd_buf_str(&judged.detail), NULL), CD_OK);
    CHECK_INT(cd_json_what(array), CD_JSON_ARRAY);
    const cd_json *item = cd_json_first(array);
    CHECK_BYTES(cd_json_str(cd_json_get(item, "type")), type);
    CHECK(cd_json_str(cd_json_get(item, "msg")).size > 0);
    CHECK(cd_json_get(item, "input") != NULL);
    loc_text(&place, item);
    if (loc != NULL)
        CHECK_TEXT(cd_buf_cstr(&place), loc);
    if (message != NULL)
        CHECK_BYTES(cd_json_str(cd_json_get(item, "msg")), message);
}

static void schema_refuses(const char *body, const char *type, const char *field)
{
    char loc[64];
    snprintf(loc, sizeof loc, "body.%s", field != NULL ? field : "");
    schema_says(body, type, field != NULL ? loc : NULL, NULL);
}

static void schema_errors_say_where(void)
{
    schema_refuses("{}", "missing", "prompt");
    schema_refuses("", "json_invalid", NULL);
    schema_refuses("{\"prompt\":\"a\"", "json_invalid", NULL);
    schema_refuses("{\"prompt\":\"a\"}{}", "json_invalid", NULL);
    schema_refuses("[]", "model_attributes_type", NULL);
    schema_refuses("\"prompt\"", "model_attributes_type", NULL);
    schema_refuses("{\"prompt\":1}", "string_type", "prompt");
    schema_refuses("{\"prompt\":null}", "string_type", "prompt");
    schema_refuses("{\"prompt\":[\"a\"]}", "string_type", "prompt");
    schema_refuses("{\"prompt\":\"a\",\"type\":null}", "string_type", "type");
    schema_refuses("{\"prompt\":\"a\",\"model\":7}", "string_type", "model");
    schema_refuses("{\"prompt\":\"a\",\"aspect_ratio\":1.5}", "string_type", "aspect_ratio");
    schema_refuses("{\"prompt\":\"a\",\"style\":\"oil\"}", "literal_error", "style");
    schema_refuses("{\"prompt\":\"a\",\"style\":null}", "string_type", "style");
    schema_refuses("{\"prompt\":\"a\",\"output_format\":\"jpg\"}", "literal_error",
                   "output_format");
    schema_refuses("{\"prompt\":\"a\",\"web_search\":\"yes\"}", "bool_type", "web_search");
    schema_refuses("{\"prompt\":\"a\",\"image_ref\":{}}", "list_type", "image_ref");
    schema_refuses("{\"prompt\":\"a\",\"source\":\"x\"}", "model_attributes_type", "source");
    schema_refuses("{\"prompt\":\"a\",\"user_id\":5}", "string_type", "user_id");
}

/* The words are pydantic's own. */
static const struct {
    const char *member, *type, *loc, *message;
} wrong_members[] = {
    {"'style':'oil'", "literal_error", "style", "Input should be 'auto' or 'manga'"},
    {"'source':{'url':5}", "string_type", "source.url", "Input should be a valid string"},
    {"'image_ref':[{'url':5}]", "string_type", "image_ref.0.url", NULL},
    {"'image_ref':[{},null]", "model_attributes_type", "image_ref.1",
     "Input should be a valid dictionary or object to extract fields from"},
    {"'image_ref':null", "list_type", "image_ref", "Input should be a valid list"},
    {"'source':{'generation_id':'nope'}", "uuid_parsing", "source.generation_id",
     "Input should be a valid UUID, invalid character: found `n` at 1"},
    {"'source':{'generation_id':''}", "uuid_parsing", "source.generation_id",
     "Input should be a valid UUID, invalid length: expected length 32 for simple format, "
     "found 0"},
    {"'source':{'file_id':'d290f1ee-6c54-4b01-90e6-d701748f085'}", "uuid_parsing", "source.file_id",
     "Input should be a valid UUID, invalid group length in group 4: expected 12, found 11"},
    {"'source':{'file_id':'d290f1ee6c54-4b01-90e6-d701748f0851'}", "uuid_parsing", "source.file_id",
     "Input should be a valid UUID, invalid group count: expected 5, found 4"},
    {"'source':{'file_id':7}", "uuid_type", "source.file_id",
     "UUID input should be a string, bytes or UUID object"},
    {"'video':[]", "model_attributes_type", "video", NULL},
    {"'video':{'resolution':'4k'}", "literal_error", "video.resolution",
     "Input should be '360p', '540p', '720p' or '1080p'"},
    {"'video':{'duration':5}", "string_type", "video.duration", NULL},
    {"'video':{'duration':'7s'}", "literal_error", "video.duration",
     "Input should be '5s' or '10s'"},
    {"'video':{'loop':1}", "bool_type", "video.loop", "Input should be a valid boolean"},
    {"'video':{'start_frame':{'media_type':[]}}", "string_type", "video.start_frame.media_type",
     NULL},
    {"'video':{'end_frame':'x'}", "model_attributes_type", "video.end_frame", NULL},
    {"'video':{'keyframes':[]}", "too_short", "video.keyframes",
     "List should have at least 1 item after validation, not 0"},
    {"'video':{'keyframes':[{},{'data':1}]}", "string_type", "video.keyframes.1.data", NULL},
    {"'video':{'keyframe_indexes':[0,1.5]}", "int_from_float", "video.keyframe_indexes.1",
     "Input should be a valid integer, got a number with a fractional part"},
    {"'video':{'keyframe_indexes':[-1]}", "greater_than_equal", "video.keyframe_indexes.0",
     "Input should be greater than or equal to 0"},
    {"'video':{'keyframe_indexes':['0']}", "int_type", "video.keyframe_indexes.0",
     "Input should be a valid integer"},
    {"'video':{'edit':{'strength':'mild'}}", "literal_error", "video.edit.strength",
     "Input should be 'adhere_1', 'adhere_2', 'adhere_3', 'flex_1', 'flex_2', 'flex_3', "
     "'reimagine_1', 'reimagine_2' or 'reimagine_3'"},
    {"'video':{'edit':{'auto_controls':'yes'}}", "bool_type", "video.edit.auto_controls", NULL},
    {"'video':{'edit':{'controls':{'pose':{'strength':'firm'}}}}", "literal_error",
     "video.edit.controls.pose.strength", "Input should be 'precise' or 'coarse'"},
    {"'video':{'edit':{'controls':{'depth':{'blur':1.01}}}}", "less_than_equal",
     "video.edit.controls.depth.blur", "Input should be less than or equal to 1"},
    {"'video':{'edit':{'controls':{'normals':{'augmentation':-0.1}}}}", "greater_than_equal",
     "video.edit.controls.normals.augmentation", NULL},
    {"'video':{'edit':{'controls':{'trajectory':{'sparsity':'1'}}}}", "float_type",
     "video.edit.controls.trajectory.sparsity", "Input should be a valid number"},
    {"'video':{'edit':{'controls':{'face':{'enabled':0}}}}", "bool_type",
     "video.edit.controls.face.enabled", NULL},
    {"'video':{'edit':{'keyframes':[{'url':true}]}}", "string_type", "video.edit.keyframes.0.url",
     NULL},
    {"'video':{'source_position':{}}", "missing", "video.source_position.x_norm", "Field required"},
    {"'video':{'source_position':{'x_norm':null}}", "float_type", "video.source_position.x_norm",
     NULL},
    {"'video':{'source_position':{'x_norm':-2.01}}", "greater_than_equal",
     "video.source_position.x_norm", "Input should be greater than or equal to -2"},
    {"'video':{'source_position':{'x_norm':0,'y_norm':0,'w_norm':0,'h_norm':1}}", "greater_than",
     "video.source_position.w_norm", "Input should be greater than 0"},
};

static void nested_schema_errors_say_where(void)
{
    for (size_t i = 0; i < CD_COUNT(wrong_members); i++) {
        char body[512];
        char loc[128];
        snprintf(body, sizeof body, "{'prompt':'a',%s}", wrong_members[i].member);
        snprintf(loc, sizeof loc, "body.%s", wrong_members[i].loc);
        schema_says(body, wrong_members[i].type, loc, wrong_members[i].message);
    }
}

/* Items of the list in `detail`. */
static size_t complaints(const cd_buf *detail)
{
    CD_AUTO(cd_json_free) cd_json *array = NULL;
    size_t at;
    size_t count = 0;
    CHECK_INT(cd_json_parse(&array, &at, cd_buf_str(detail), NULL), CD_OK);
    for (const cd_json *item = cd_json_first(array); item != NULL; item = cd_json_next(item))
        count++;
    return count;
}

static void every_wrong_field_is_listed(void)
{
    CD_AUTO(judged_done)
    struct judged judged = judge("{\"model\":1,\"style\":2,\"user_id\":3}");
    CHECK_INT(judged.rc, CD_E_SCHEMA);
    CHECK_INT(complaints(&judged.detail), 4);
}

/* However much is wrong: 64 items, whole, and no long value is sent back. */
static void complaints_are_bounded(void)
{
    CD_AUTO(cd_buf_done) cd_buf body = CD_BUF_INIT(1u << 20);
    char control[257] = "";
    memset(control, 1, sizeof control - 1);
    cd_buf_put(&body, CD_STR("{\"prompt\":\"a\",\"image_ref\":["));
    for (int i = 0; i < 200; i++) {
        cd_buf_put(&body, CD_STR("{\"file_id\":\""));
        for (const char *c = control; *c != '\0'; c++)
            cd_buf_printf(&body, "\\u%04x", (unsigned)*c);
        cd_buf_put(&body, CD_STR("\"},"));
    }
    cd_buf_put(&body, CD_STR("{}]}"));
    CD_AUTO(judged_done) struct judged judged = judge_for(cd_buf_str(&body), &full);
    CHECK_INT(judged.rc, CD_E_SCHEMA);
    CHECK(!cd_buf_failed(&judged.detail));
    CHECK_INT(complaints(&judged.detail), CD_SCHEMA_COMPLAINTS_MAX);
    cd_buf_clear(&body);
    cd_buf_put(&body, CD_STR("{\"prompt\":\"a\",\"source\":{\"file_id\":\""));
    for (int i = 0; i < 100000; i++)
        cd_buf_put_byte(&body, 'f');
    cd_buf_put(&body, CD_STR("\"}}"));
    CD_AUTO(judged_done) struct judged longer = judge_for(cd_buf_str(&body), &full);
    CHECK_INT(longer.rc, CD_E_SCHEMA);
    CHECK(longer.detail.size < 512);
}

/* 64 keyframes pass, 65 are a schema error; a list of references has no limit there. */
static void lists_have_their_sizes(void)
{
    for (int count = CD_KEYFRAMES_MAX; count <= CD_KEYFRAMES_MAX + 1; count++) {
        CD_AUTO(cd_buf_done) cd_buf body = CD_BUF_INIT(1u << 20);
        cd_buf_put(&body, CD_STR("{\"prompt\":\"a\",\"type\":\"video\",\"model\":\"ray-3.2\","
                                 "\"video\":{\"keyframes\":["));
        for (int i = 0; i < count; i++)
            cd_buf_printf(&body, "%s{\"url\":\"https://a.example/i\"}", i > 0 ? "," : "");
        cd_buf_put(&body, CD_STR("],\"keyframe_indexes\":["));
        for (int i = 0; i < count; i++)
            cd_buf_printf(&body, "%s%d", i > 0 ? "," : "", i);
        cd_buf_put(&body, CD_STR("]}}"));
        CD_AUTO(judged_done) struct judged judged = judge_for(cd_buf_str(&body), &full);
        CHECK_INT(judged.rc, count <= CD_KEYFRAMES_MAX ? CD_OK : CD_E_SCHEMA);
        CHECK_INT(judged.request.ref_count, count <= CD_KEYFRAMES_MAX ? count : 0);
    }
    CD_AUTO(cd_buf_done) cd_buf body = CD_BUF_INIT(1u << 20);
    cd_buf_put(&body, CD_STR("{\"prompt\":\"a\",\"image_ref\":[{}"));
    for (int i = 0; i < 15000; i++)
        cd_buf_put(&body, CD_STR(",{\"file_id\":\"d290f1ee-6c54-4b01-90e6-d701748f0851\"}"));
    cd_buf_put(&body, CD_STR("]}"));
    CD_AUTO(judged_done) struct judged judged = judge_for(cd_buf_str(&body), &full);
    CHECK_INT(judged.rc, CD_E_INVALID);
    CHECK_TEXT(judged.err.text, "image supports up to 9 reference images");
}

/* Everything a request can say arrives where it belongs; refs come in the order of roles. */
static void every_member_is_read(void)
{
    CD_AUTO(judged_done)
    struct judged judged = judge_quoted(
        "{'prompt':'p','type':'video_edit','model':'ray-3.2','aspect_ratio':'huge','style':'manga',"
        "'output_format':'png','web_search':true,'user_id':'u','video':{'duration':'10s','loop':"
        "null,"
        "'resolution':'1080p','hdr':true,'exr_export':true,'edit':{'keyframe_indexes':[3,5.0],"
        "'keyframes':[{'url':'https://k0'},{'file_id':'d290f1ee-6c54-4b01-90e6-d701748f0851'}],"
        "'auto_controls':false,'strength':'reimagine_3','controls':{'pose':{'strength':'coarse'},"
        "'depth':{'enabled':true,'blur':0.25},'normals':{'enabled':false,'augmentation':null},"
        "'trajectory':{'sparsity':1},'face':null}}},"
        "'source':{'data':'AAAA','media_type':'video/mp4','url':'','generation_id':null}}",
        &full);
    const cd_request *request = &judged.request;
    const cd_video *video = &request->gen.video;
    CHECK_INT(judged.rc, CD_OK);
    CHECK_INT(request->gen.type, CD_TYPE_VIDEO_EDIT);
    CHECK_BYTES(request->ratio, "huge"); /* ignored, as are style and format */
    CHECK_INT(request->gen.ratio, CD_RATIO_NONE);
    CHECK_INT(request->gen.style, CD_STYLE_AUTO);
    CHECK_INT(request->gen.format, CD_FORMAT_NONE);
    CHECK(!request->gen.web_search);
    CHECK(video->given && video->hdr && video->exr_export && !video->loop);
    CHECK_INT(video->resolution, CD_RESOLUTION_1080P);
    CHECK_INT(video->duration, CD_DURATION_10S);
    CHECK_INT(video->keyframe_index_count, 2);
    CHECK(video->keyframe_indexes[0] == 3 && video->keyframe_indexes[1] == 5);
    CHECK_INT(video->edit.auto_controls, CD_TOGGLE_OFF);
    CHECK_INT(video->edit.strength, CD_STRENGTH_REIMAGINE_3);
    CHECK(video->edit.pose.has_amount && video->edit.pose.amount == 1);
    CHECK_INT(video->edit.pose.enabled, CD_TOGGLE_UNSET);
    CHECK(video->edit.depth.amount == 0.25 && video->edit.depth.enabled == CD_TOGGLE_ON);
    CHECK(video->edit.normals.given && !video->edit.normals.has_amount);
    CHECK_INT(video->edit.normals.enabled, CD_TOGGLE_OFF);
    CHECK(video->edit.trajectory.amount == 1 && !video->edit.face.given);
    CHECK_INT(request->ref_count, 3);
    CHECK_INT(request->refs[0].role, CD_ROLE_SOURCE);
    CHECK_BYTES(request->refs[0].data, "AAAA");
    CHECK(request->refs[0].url.data == NULL && request->refs[0].generation_id.data == NULL);
    CHECK_INT(request->refs[2].role, CD_ROLE_EDIT_KEYFRAME);
    CHECK_INT(request->refs[2].index, 1);
    CHECK_BYTES(request->refs[2].file_id, "d290f1ee-6c54-4b01-90e6-d701748f0851");
}

/* Ids come out in one form. */
static void ids_may_be_written_in_ways(void)
{
    static const char *const ways[] = {"d290f1ee-6c54-4b01-90e6-d701748f0851",
                                       "D290F1EE-6C54-4B01-90E6-D701748F0851",
                                       "d290f1ee6c544b0190e6d701748f0851"};
    for (size_t i = 0; i < CD_COUNT(ways); i++) {
        char body[256];
        snprintf(body, sizeof body,
                 "{'prompt':'a','type':'image_edit','source':{'generation_id':'%s'}}", ways[i]);
        CD_AUTO(judged_done) struct judged judged = judge_quoted(body, &full);
        CHECK_INT(judged.rc, CD_OK);
        CHECK_INT(judged.request.ref_count, 1);
        CHECK_BYTES(judged.request.refs[0].generation_id, ways[0]);
    }
    schema_says("{'prompt':'a','source':{'file_id':'d290f1ee6c544b0190e6d701748f085g'}}",
                "uuid_parsing", "body.source.file_id",
                "Input should be a valid UUID, invalid character: found `g` at 32");
}

/* A video in base64 is neither copied into the arena nor sent back. */
static void huge_media_is_borrowed(void)
{
    CD_AUTO(cd_buf_done) cd_buf body = CD_BUF_INIT(64u << 20);
    cd_buf_put(&body, CD_STR("{\"prompt\":\"a\",\"model\":\"ray-3.2\",\"type\":\"video_edit\","
                             "\"source\":{\"media_type\":\"video/mp4\",\"data\":\""));
    char *bytes = cd_buf_reserve(&body, 32u << 20);
    memset(bytes, 'A', 32u << 20);
    body.size += 32u << 20;
    cd_buf_put(&body, CD_STR("\"}}"));
    CD_AUTO(judged_done) struct judged judged = judge_for(cd_buf_str(&body), &full);
    CHECK_INT(judged.rc, CD_OK);
    CHECK_INT(judged.request.ref_count, 1);
    const cd_str data = judged.request.refs[0].data;
    CHECK_INT(data.size, 32u << 20);
    CHECK(data.data > judged.body.data && data.data < judged.body.data + judged.body.size);
}

/* An arena without room is an error, not an end. */
static void a_full_arena_is_refused(void)
{
    struct judged out = {.body = CD_BUF_INIT(1024),
                         .detail = CD_BUF_INIT(CD_SCHEMA_DETAIL_MAX),
                         .arena = cd_arena_new(64)};
    cd_buf_put(&out.body, CD_STR("{\"prompt\":\"a\",\"image_ref\":[{\"url\":\"x\"}],"
                                 "\"video\":{\"keyframe_indexes\":[1]}}"));
    CHECK_INT(
        cd_request_parse(&out.request, &out.document, &out.detail, out.arena, &out.body, &out.err),
        CD_E_NOMEM);
    judged_done(&out);
}

static void nulls_and_unknown_members_pass(void)
{
    static const char *const bodies[] = {
        ("{\"prompt\":\"a\",\"aspect_ratio\":null,\"output_format\":null,\"source\":null,"
         "\"video\":null,\"user_id\":null}"),
        "{\"prompt\":\"a\",\"seed\":1,\"negative_prompt\":[{}],\"n\":{\"prompt\":2}}",
        "{\"prompt\":\"a\",\"style\":\"auto\",\"web_search\":true,\"image_ref\":[]}",
        ("{\"prompt\":\"a\",\"type\":\"video\",\"model\":\"ray-3.2\",\"video\":{\"resolution\":"
         "null,"
         "\"duration\":null,\"loop\":null,\"hdr\":null,\"exr_export\":null,\"start_frame\":null,"
         "\"end_frame\":null,\"keyframes\":null,\"keyframe_indexes\":null,\"edit\":null,"
         "\"source_position\":null,\"fps\":60,\"guide_frame\":{\"url\":1}}}"),
        ("{\"prompt\":\"a\",\"type\":\"image_edit\",\"style\":\"manga\",\"aspect_ratio\":\"3:1\","
         "\"source\":{\"url\":\"https://a.example/i\",\"data\":null,\"file_id\":null,\"x\":1}}"),
        ("{\"prompt\":\"a\",\"type\":\"image_edit\",\"aspect_ratio\":\"4:3\","
         "\"source\":{\"url\":\"https://a.example/i\"}}"),
        ("{\"prompt\":\"a\",\"type\":\"video\",\"model\":\"ray-3.2\",\"style\":\"manga\","
         "\"aspect_ratio\":\"16:9\",\"output_format\":\"png\"}"),
    };
    for (size_t i = 0; i < CD_COUNT(bodies); i++) {
        CD_AUTO(judged_done) struct judged judged = judge(bodies[i]);
        if (judged.rc != CD_OK)
            check_failed(__FILE__, __LINE__, "refuses %s: %s", bodies[i], judged.err.text);
    }
}

/* Lengths count characters, not bytes; both ends of each range. */
static void lengths_are_in_characters(void)
{
    static const struct {
        const char *field;
        size_t chars;
        cd_rc rc;
    } table[] = {{"prompt", 1, CD_OK},
                 {"prompt", CD_PROMPT_CHARS_MAX, CD_OK},
                 {"prompt", CD_PROMPT_CHARS_MAX + 1, CD_E_INVALID},
                 {"user_id", CD_USER_ID_CHARS_MAX, CD_OK},
                 {"user_id", CD_USER_ID_CHARS_MAX + 1, CD_E_SCHEMA}};
    static const char *const letters[] = {"a", "\xc3\xa9", "\xf0\x9f\x98\x80"};
    for (size_t i = 0; i < CD_COUNT(table); i++)
        for (size_t k = 0; k < CD_COUNT(letters); k++) {
            CD_AUTO(cd_buf_done) cd_buf body = CD_BUF_INIT(1 << 16);
            cd_buf_printf(&body, "{\"%s\":\"", table[i].field);
            for (size_t c = 0; c < table[i].chars; c++)
                cd_buf_put(&body, cd_str_from(letters[k]));
            cd_buf_printf(&body, "\"%s}",
                          strcmp(table[i].field, "prompt") != 0 ? ",\"prompt\":\"a\"" : "");
            CD_AUTO(judged_done) struct judged judged = judge(cd_buf_cstr(&body));
            CHECK_INT(judged.rc, table[i].rc);
        }
}

/* A name of any length in a refusal leaves one line of valid UTF-8. */
static void refusals_are_valid_text(void)
{
    for (size_t chars = 1; chars < 600; chars++) {
        CD_AUTO(cd_buf_done) cd_buf body = CD_BUF_INIT(1 << 16);
        cd_buf_put(&body, CD_STR("{\"prompt\":\"a\",\"model\":\"x"));
        for (size_t c = 0; c < chars; c++)
            cd_buf_put(&body, CD_STR("\xc3\xa9"));
        cd_buf_put(&body, CD_STR("\"}"));
        CD_AUTO(judged_done) struct judged judged = judge(cd_buf_cstr(&body));
        CHECK_INT(judged.rc, CD_E_INVALID);
        if (cd_utf8_count(cd_str_from(judged.err.text)) == SIZE_MAX)
            check_failed(__FILE__, __LINE__, "cuts a character in a name of %zu", chars);
    }
}

static void defaults_are_the_documented_ones(void)
{
    CD_AUTO(judged_done) struct judged judged = judge("{\"prompt\":\"a\"}");
    const cd_request request = judged.request;
    CHECK_INT(judged.rc, CD_OK);
    CHECK_INT(request.gen.type, CD_TYPE_IMAGE);
    CHECK_INT(request.gen.model, CD_MODEL_UNI_1);
    CHECK_INT(request.gen.ratio, CD_RATIO_NONE);
    CHECK_INT(request.gen.format, CD_FORMAT_NONE);
    CHECK_INT(request.gen.style, CD_STYLE_AUTO);
    CHECK(!request.gen.web_search);
    CHECK_BYTES(request.gen.prompt, "a");
    CHECK(request.gen.user_id.data == NULL);
}

CHECK_MAIN(RUN(each_rule_accepts_and_refuses) RUN(no_other_rule_is_broken)
               RUN(schema_errors_say_where) RUN(nested_schema_errors_say_where)
                   RUN(every_wrong_field_is_listed) RUN(complaints_are_bounded)
                       RUN(lists_have_their_sizes) RUN(every_member_is_read)
                           RUN(ids_may_be_written_in_ways) RUN(huge_media_is_borrowed)
                               RUN(a_full_arena_is_refused) RUN(nulls_and_unknown_members_pass)
                                   RUN(lengths_are_in_characters) RUN(refusals_are_valid_text)
                                       RUN(defaults_are_the_documented_ones))
