/* worker/moderate.c - the stages that judge what goes into the engine and what came out of it
 * (contract, section 14). What cannot be judged is not made. */
#include "worker/run_int.h"

#include "base/log.h"
#include "media/codec.h"
#include "media/foreign.h"
#include "policy/policy.h"
#include "sys/files.h"

enum {
    LOOK_SIDE = 768,      /* pixels: enough to see what it is */
    LOOK_FPS = 1,         /* of a video */
    LOOK_FRAMES_MAX = 32, /* a second each: more than the longest source */
    LOOK_BYTES_MAX = 4 * 1024 * 1024
};

/* Turns a verdict into the job's end; `what` for the log. */
static void conclude(cd_run *run, cd_rc rc, const struct cd_verdict *verdict, const char *what,
                     const cd_err *why)
{
    if (rc != CD_OK) {
        cd_log(CD_ERROR, "moderation.failed", CD_ID("job", &run->lease.id),
               CD_WORDS("error", why->text));
        run->failure = CD_FAILURE_GENERATION_FAILED;
    } else if (verdict->category != CD_CATEGORY_NONE) {
        cd_log(CD_WARN, "job.moderated", CD_ID("job", &run->lease.id), CD_WORDS("what", what),
               CD_WORDS("category", cd_category_name(verdict->category)),
               CD_WORDS("rule", verdict->rule));
        run->failure = CD_FAILURE_CONTENT_MODERATED;
    }
}

static cd_rc frame_judge(struct cd_verdict *out, const cd_run *run, const cd_frame *frame,
                         cd_err *err)
{
    CD_AUTO(cd_buf_done) cd_buf bytes = CD_BUF_INIT(LOOK_BYTES_MAX);
    const cd_codec_ops *codec = cd_codec_find(CD_STR("jpeg"));
    CD_ASSERT(codec != NULL);
    CD_TRY(codec->encode(&bytes, frame, err));
    return cd_policy_image(out, run->opts->policy, "image/jpeg", cd_buf_str(&bytes), err);
}

/* Broken media of a caller needs no judge: no engine can use it either, and the caller gets to know
 * what is wrong with it. */
static bool engine_tells(cd_rc rc, bool output)
{
    return !output && (rc == CD_E_CORRUPT || rc == CD_E_UNPROCESSABLE || rc == CD_E_TOO_BIG);
}

/* Looks at a picture, or at a frame of each second of a video. */
static void media_judge(cd_run *run, int fd, bool video, bool output)
{
    CD_AUTO(cd_foreign_close) cd_foreign *foreign = NULL;
    const struct cd_foreign_opts opts = {
        .video = video, .side_max = LOOK_SIDE, .fps = video ? LOOK_FPS : 0};
    cd_err err = {0};
    cd_rc rc = cd_foreign_open(&foreign, fd, &opts, &err);
    for (int i = 0; i < LOOK_FRAMES_MAX && rc == CD_OK && run->failure == CD_FAILURE_NONE; i++) {
        CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
        struct cd_verdict verdict = {.category = CD_CATEGORY_NONE};
        rc = cd_foreign_next(&frame, foreign, &err);
        if (rc != CD_OK)
            break;
        if (frame == NULL)
            return;
        const cd_rc judged = frame_judge(&verdict, run, frame, &err);
        conclude(run, judged, &verdict, output ? "output" : "input", &err);
    }
    if (rc != CD_OK && !engine_tells(rc, output))
        conclude(run, rc, NULL, NULL, &err);
}

cd_rc cd_worker__moderate(cd_run *run, cd_net *net, cd_err *err)
{
    struct cd_verdict verdict = {.category = CD_CATEGORY_NONE};
    cd_err why = {0};
    (void)net;
    (void)err;
    if (run->failure != CD_FAILURE_NONE)
        return CD_OK;
    const cd_rc rc = cd_policy_prompt(&verdict, run->opts->policy, run->gen.prompt, &why);
    conclude(run, rc, &verdict, "prompt", &why);
    for (size_t i = 0; i < run->gen.input_count && run->failure == CD_FAILURE_NONE; i++)
        if (cd_policy_sees(run->opts->policy))
            media_judge(run, run->media[i].seen.fd, run->gen.inputs[i].media == CD_MEDIA_VIDEO,
                        false);
    return CD_OK;
}

cd_rc cd_worker__moderate_outputs(cd_run *run, cd_net *net, cd_err *err)
{
    (void)net;
    if (!cd_policy_sees(run->opts->policy))
        return CD_OK;
    for (uint32_t i = 0; i < run->output_count && run->failure == CD_FAILURE_NONE; i++) {
        CD_AUTO(cd_fd_close) int fd = -1;
        const cd_format format = run->outputs[i].format;
        if (format == CD_FORMAT_EXR)
            continue; /* the same frames as the video beside it */
        const cd_str mapped = run->outputs[i].mapped;
        CD_TRY(cd_file_memory(
            &fd, mapped.data != NULL ? mapped : cd_buf_str(&run->outputs[i].bytes), err));
        media_judge(run, fd, format == CD_FORMAT_MP4, true);
    }
    return CD_OK;
}
