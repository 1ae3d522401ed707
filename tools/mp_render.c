/* tools/mp_render.c - makes one picture or clip with the built-in engine, without a server: for
 * looking at them while working on the engine, and for bench/.
 *
 *     mp_render [--ratio R] [--model M] [--seed UUID] [--scene FILE] [--cache DIR] [--artwork FILE]
 *               [--threads N] [--type T] [--style S] [--source FILE] [--image-ref FILE]...
 *               [--start-frame FILE] [--end-frame FILE] [--keyframe INDEX:FILE]...
 *               [--edit-keyframe INDEX:FILE]... [--resolution R] [--duration D] [--loop yes]
 *               [--source-scene FILE] [--hdr yes] [--strength S] [--position X,Y,W,H] [--candela
 * PROGRAM] PROMPT OUT.png|OUT.jpg|OUT.mp4|-
 *
 * "-" is standard output, for the scene too. Media is decoded by the cage of `--candela` (default
 * build/candela). Times are printed to standard error. */
#include "base/clock.h"
#include "engine/source.h"
#include "media/clip.h"
#include "media/codec.h"
#include "sys/files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const cd_engine_ops cd_engine_multiplane;

struct options {
    struct cd_engine_env env;
    cd_generation gen;
    const char *scene, *out;
    cd_buf source_scene; /* JSON that the last run wrote with --scene */
    size_t input_count;
    cd_input input[CD_INPUTS_MAX];
    cd_engine_input opened[CD_INPUTS_MAX];
    int64_t index[CD_KEYFRAMES_MAX];
};

static cd_rc usage(cd_err *err)
{
    return cd_fail(err, CD_E_INVALID, NULL, "usage: mp_render [flags] PROMPT OUT.png|OUT.mp4");
}

/* Opens a piece of media and looks at it as the front does. */
static bool add_input(struct options *o, cd_role role, const char *path)
{
    if (o->input_count == CD_INPUTS_MAX)
        return false;
    cd_input *input = &o->input[o->input_count];
    uint32_t index = 0;
    for (size_t i = 0; i < o->input_count; i++)
        index += o->input[i].role == role;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const size_t size = strlen(path);
    const bool video = size > 4 && strcmp(path + size - 4, ".mp4") == 0;
    const struct cd_foreign_opts opts = {.program = o->env.program, .video = video};
    struct cd_foreign_info info;
    cd_err err = {.kind = CD_OK};
    if (fd < 0 || cd_foreign_probe(&info, fd, &opts, &err) != CD_OK) {
        fprintf(stderr, "mp_render: %s: %s\n", path, err.text);
        return false;
    }
    *input = (cd_input){.role = role,
                        .index = index,
                        .media = video ? CD_MEDIA_VIDEO : CD_MEDIA_IMAGE,
                        .width = info.width,
                        .height = info.height,
                        .duration_ms = info.duration_ms};
    o->opened[o->input_count] = (cd_engine_input){.what = input, .fd = fd};
    o->input_count++;
    return true;
}

static bool add_keyframe(struct options *o, cd_role role, cd_str value)
{
    cd_str index;
    cd_str path;
    uint64_t number;
    if (o->gen.video.keyframe_index_count == CD_KEYFRAMES_MAX ||
        !cd_str_cut(value, ':', &index, &path) || !cd_str_u64(index, &number))
        return false;
    o->index[o->gen.video.keyframe_index_count++] = (int64_t)number;
    o->gen.video.keyframe_indexes = o->index;
    return add_input(o, role, path.data);
}

static bool set_video(struct options *o, const char *name, const char *value)
{
    cd_video *video = &o->gen.video;
    const cd_str text = cd_str_from(value);
    video->given = true;
    if (strcmp(name, "--resolution") == 0)
        return (video->resolution = cd_resolution_find(text)) != CD_RESOLUTION_NONE;
    if (strcmp(name, "--duration") == 0)
        return (video->duration = cd_duration_find(text)) != CD_DURATION_NONE;
    if (strcmp(name, "--strength") == 0)
        return (video->edit.strength = cd_strength_find(text)) != CD_STRENGTH_NONE;
    if (strcmp(name, "--start-frame") == 0)
        return add_input(o, CD_ROLE_START_FRAME, value);
    if (strcmp(name, "--end-frame") == 0)
        return add_input(o, CD_ROLE_END_FRAME, value);
    if (strcmp(name, "--keyframe") == 0)
        return add_keyframe(o, CD_ROLE_KEYFRAME, text);
    if (strcmp(name, "--edit-keyframe") == 0)
        return add_keyframe(o, CD_ROLE_EDIT_KEYFRAME, text);
    cd_source_position *p = &video->source_position;
    if (strcmp(name, "--position") == 0) {
        p->given = sscanf(value, "%lf,%lf,%lf,%lf", &p->x, &p->y, &p->w, &p->h) == 4;
        return p->given;
    }
    video->loop = video->loop || strcmp(name, "--loop") == 0;
    video->hdr = video->hdr || strcmp(name, "--hdr") == 0;
    return strcmp(name, "--loop") == 0 || strcmp(name, "--hdr") == 0;
}

static bool set_option(struct options *o, const char *name, const char *value)
{
    const cd_str text = cd_str_from(value);
    uint64_t number;
    if (strcmp(name, "--ratio") == 0)
        return (o->gen.ratio = cd_ratio_find(text)) != CD_RATIO_NONE;
    if (strcmp(name, "--model") == 0)
        return (o->gen.model = cd_model_find(text)) != CD_MODEL_NONE;
    if (strcmp(name, "--type") == 0)
        return (o->gen.type = cd_type_find(text)) != CD_TYPE_NONE;
    if (strcmp(name, "--style") == 0)
        return (o->gen.style = cd_style_find(text)) != CD_STYLE_NONE;
    if (strcmp(name, "--seed") == 0)
        return cd_uuid_parse(&o->gen.id, text);
    if (strcmp(name, "--source") == 0)
        return add_input(o, CD_ROLE_SOURCE, value);
    if (strcmp(name, "--source-scene") == 0)
        return cd_file_read(&o->source_scene, value, NULL) == CD_OK;
    if (strcmp(name, "--image-ref") == 0)
        return add_input(o, CD_ROLE_IMAGE_REF, value);
    if (strcmp(name, "--threads") == 0 && cd_str_u64(text, &number) && number >= 1 && number < 65)
        o->env.threads = (unsigned)number;
    else if (strcmp(name, "--scene") == 0)
        o->scene = value;
    else if (strcmp(name, "--cache") == 0)
        o->env.cache_dir = value;
    else if (strcmp(name, "--artwork") == 0)
        o->env.artwork_path = value;
    else if (strcmp(name, "--candela") == 0)
        o->env.program = value;
    else
        return set_video(o, name, value);
    return true;
}

static cd_rc read_options(struct options *o, int count, char **words, cd_err *err)
{
    int at = 1;
    for (; at + 1 < count && strncmp(words[at], "--", 2) == 0; at += 2)
        if (!set_option(o, words[at], words[at + 1]))
            return usage(err);
    if (count - at != 2)
        return usage(err);
    o->gen.prompt = cd_str_from(words[at]);
    o->out = words[at + 1];
    o->gen.inputs = o->input;
    for (size_t i = 0; i < o->input_count; i++)
        if (o->input[i].role == CD_ROLE_SOURCE)
            o->opened[i].scene = cd_buf_str(&o->source_scene);
    o->gen.input_count = o->input_count;
    if (o->gen.type > CD_TYPE_IMAGE_EDIT && o->gen.model == CD_MODEL_UNI_1)
        o->gen.model = CD_MODEL_RAY_3_2;
    return CD_OK;
}

static cd_rc write_file(const char *path, cd_str bytes, cd_err *err)
{
    if (strcmp(path, "-") == 0)
        return cd_fd_write_all(1, bytes, err);
    return cd_file_write_atomic(path, bytes, 0644, err);
}

struct result {
    cd_frame *frame;
    cd_clip *clip;
    cd_buf scene;
};

static void result_done(struct result *result)
{
    cd_frame_free(&result->frame);
    cd_clip_close(&result->clip);
    cd_buf_done(&result->scene);
}

static void run_finish(cd_engine_run **run)
{
    cd_engine_multiplane.finish(run);
}

static cd_rc take_frame(struct result *result, const struct options *o, bool clip, cd_frame *frame,
                        cd_err *err)
{
    cd_frame_free(&result->frame);
    result->frame = frame;
    const struct cd_clip_opts opts = {.width = frame->width,
                                      .height = frame->height,
                                      .fps = CD_VIDEO_FPS,
                                      .hdr = o->gen.video.hdr,
                                      .threads = o->env.threads};
    if (!clip)
        return CD_OK;
    if (result->clip == NULL)
        CD_TRY(cd_clip_open(&result->clip, &opts, err));
    return cd_clip_put(result->clip, frame, err);
}

static cd_rc save(const struct options *o, struct result *result, cd_err *err)
{
    if (o->scene != NULL)
        CD_TRY(write_file(o->scene, cd_buf_str(&result->scene), err));
    const bool jpeg = cd_str_ends(cd_str_from(o->out), CD_STR(".jpg"));
    const cd_codec_ops *codec = cd_codec_find(jpeg ? CD_STR("jpeg") : CD_STR("png"));
    CD_AUTO(cd_buf_done) cd_buf bytes = CD_BUF_INIT(CD_ENCODED_BYTES_MAX);
    const int64_t from = cd_clock_mono_us();
    if (result->clip != NULL)
        CD_TRY(cd_clip_end(&bytes, result->clip, err));
    else
        CD_TRY(codec->encode(&bytes, result->frame, err));
    fprintf(stderr, "encode %.1f ms, %zu bytes\n", (double)(cd_clock_mono_us() - from) / 1000.0,
            bytes.size);
    return write_file(o->out, cd_buf_str(&bytes), err);
}

static cd_rc render(const struct options *o, cd_engine *engine, cd_err *err)
{
    const cd_engine_ops *ops = &cd_engine_multiplane;
    CD_AUTO(run_finish) cd_engine_run *run = NULL;
    const struct cd_engine_job job = {&o->gen, o->opened, o->input_count};
    struct cd_engine_plan plan;
    int64_t from = cd_clock_mono_us();
    CD_TRY(ops->plan(&run, &plan, engine, &job, err));
    fprintf(stderr, "plan %.1f ms, %u steps, %ux%u\n", (double)(cd_clock_mono_us() - from) / 1000.0,
            plan.steps, plan.width, plan.height);
    from = cd_clock_mono_us();
    CD_AUTO(result_done) struct result result = {.scene = CD_BUF_INIT(CD_SCENE_BYTES_MAX)};
    for (bool done = false; !done;) {
        struct cd_engine_yield yield = {.done = false};
        CD_TRY(ops->step(&yield, run, err));
        done = yield.done;
        if (yield.frame != NULL)
            CD_TRY(take_frame(&result, o, plan.format == CD_FORMAT_MP4, yield.frame, err));
    }
    CD_TRY(ops->scene(&result.scene, run, err));
    fprintf(stderr, "picture %.1f ms\n", (double)(cd_clock_mono_us() - from) / 1000.0);
    return save(o, &result, err);
}

int main(int count, char **words)
{
    static struct options o;
    cd_err err = {.kind = CD_OK};
    cd_engine *engine = NULL;
    o.env = (struct cd_engine_env){
        .artwork_path = "build/artwork.pack", .program = "build/candela", .threads = 2};
    o.source_scene = (cd_buf)CD_BUF_INIT(CD_SCENE_BYTES_MAX);
    o.gen.type = CD_TYPE_IMAGE;
    o.gen.model = CD_MODEL_UNI_1;
    cd_rc rc = read_options(&o, count, words, &err);
    const int64_t from = cd_clock_mono_us();
    if (rc == CD_OK)
        rc = cd_engine_multiplane.load(&engine, &o.env, &err);
    fprintf(stderr, "load %.1f ms\n", (double)(cd_clock_mono_us() - from) / 1000.0);
    if (rc == CD_OK)
        rc = render(&o, engine, &err);
    cd_engine_multiplane.unload(&engine);
    cd_buf_done(&o.source_scene);
    for (size_t i = 0; i < o.input_count; i++)
        cd_fd_close(&o.opened[i].fd);
    if (rc != CD_OK)
        fprintf(stderr, "mp_render: %s\n", err.text);
    return rc == CD_OK ? 0 : 1;
}
