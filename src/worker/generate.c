/* worker/generate.c - the stage that runs the engine. A picture is encoded once it is there; the
 * frames of a clip go to their encoder one by one, so that no more than one is held. */
#include "worker/run_int.h"

#include "base/log.h"
#include "media/clip.h"
#include "media/codec.h"
#include "media/xmp.h"
#include "sys/proc.h"
#include "worker/provenance.h"

#include <stdlib.h>

enum { PROGRESS_STEPPED = 930, PROGRESS_ENCODED = 960 };

/* What the stage works with. */
struct making {
    const cd_engine_ops *ops;
    cd_engine_run *run;
    cd_engine_input *inputs;
    struct cd_engine_job job;
    cd_clip *clip;
    cd_sidecar *sidecar; /* of a clip whose frames are asked for as well */
    cd_frame *frame;     /* the last one that came */
};

static void making_done(struct making *making)
{
    if (making->run != NULL)
        making->ops->finish(&making->run);
    cd_free_ptr(&making->inputs);
    cd_clip_close(&making->clip);
    cd_sidecar_close(&making->sidecar);
    cd_frame_free(&making->frame);
}

static bool is_clip(const cd_run *run)
{
    return run->plan.format == CD_FORMAT_MP4;
}

static struct cd_worker_output *output_add(cd_run *run, cd_type kind, cd_format format, size_t max)
{
    CD_ASSERT(run->output_count < CD_JOB_OUTPUTS_MAX);
    struct cd_worker_output *output = &run->outputs[run->output_count++];
    *output = (struct cd_worker_output){.kind = kind, .format = format, .bytes = CD_BUF_INIT(max)};
    return output;
}

static cd_rc frame_take(struct making *making, cd_run *run, cd_frame *frame, cd_err *err)
{
    cd_frame_free(&making->frame);
    making->frame = frame;
    if (!is_clip(run))
        return CD_OK;
    if (making->clip == NULL) {
        const struct cd_clip_opts opts = {.width = frame->width,
                                          .height = frame->height,
                                          .fps = CD_VIDEO_FPS,
                                          .hdr = run->gen.video.hdr,
                                          .threads = run->opts->env.threads};
        CD_TRY(cd_clip_open(&making->clip, &opts, err));
        if (run->gen.video.exr_export)
            CD_TRY(cd_sidecar_open(&making->sidecar, run->opts->env.cache_dir, err));
    }
    if (making->sidecar != NULL)
        CD_TRY(cd_sidecar_put(making->sidecar, frame, err));
    return cd_clip_put(making->clip, frame, err);
}

static cd_rc steps(struct making *making, cd_run *run, cd_failure *failure, cd_err *err)
{
    const cd_engine_ops *ops = making->ops;
    CD_TRY(ops->plan(&making->run, &run->plan, run->engine, &making->job, err));
    const uint32_t most = run->plan.steps > 0 ? run->plan.steps : 1;
    bool done = false;
    for (uint32_t count = 1; !done; count++) {
        struct cd_engine_yield yield = {.done = false};
        if (cd_atomic_get(&run->lost) != 0)
            return cd_fail(err, CD_E_CANCELED, NULL, "the lease is lost");
        cd_vectors_settle(); /* the thread comes from the network, or from an encoder */
        const cd_rc rc = ops->step(&yield, making->run, err);
        *failure = yield.failure;
        CD_TRY(rc);
        done = yield.done;
        if (yield.frame != NULL)
            CD_TRY(frame_take(making, run, yield.frame, err));
        cd_atomic_set(&run->progress,
                      (int64_t)(count < most ? count : most) * PROGRESS_STEPPED / most);
    }
    return ops->scene(&run->scene, making->run, err);
}

/* Pictures say what made them. */
static cd_rc origin_tell(const cd_run *run, cd_buf *bytes, cd_err *err)
{
    CD_AUTO(cd_buf_done) cd_buf packet = CD_BUF_INIT(CD_XMP_BYTES_MAX);
    const struct cd_provenance provenance = {.gen = &run->gen,
                                             .engine = run->opts->engine->name,
                                             .engine_version = run->caps->version,
                                             .source_type = run->caps->source_type,
                                             .with_prompt = run->opts->embed_prompt};
    CD_TRY(cd_provenance_write(&packet, &provenance, err));
    return cd_xmp_embed(bytes, cd_buf_str(&packet), err);
}

static cd_rc encode(struct making *making, cd_run *run, cd_err *err)
{
    if (making->frame == NULL)
        return cd_fail(err, CD_E_INTERNAL, NULL, "the engine yielded nothing");
    if (is_clip(run)) {
        CD_TRY(cd_clip_end(&output_add(run, CD_TYPE_VIDEO, CD_FORMAT_MP4, CD_CLIP_BYTES_MAX)->bytes,
                           making->clip, err));
        if (making->sidecar == NULL)
            return CD_OK;
        return cd_sidecar_end(&output_add(run, CD_TYPE_IMAGE, CD_FORMAT_EXR, 0)->mapped,
                              making->sidecar, err);
    }
    const cd_format format = run->gen.format != CD_FORMAT_NONE ? run->gen.format : run->plan.format;
    const cd_codec_ops *codec = cd_codec_find(cd_str_from(cd_format_name(format)));
    CD_ASSERT(codec != NULL);
    cd_buf *bytes = &output_add(run, CD_TYPE_IMAGE, format, CD_ENCODED_BYTES_MAX)->bytes;
    CD_TRY(codec->encode(bytes, making->frame, err));
    return origin_tell(run, bytes, err);
}

static cd_rc make(struct making *making, cd_run *run, cd_failure *failure, cd_err *err)
{
    CD_TRY(steps(making, run, failure, err));
    CD_TRY(encode(making, run, err));
    cd_atomic_set(&run->progress, PROGRESS_ENCODED);
    return CD_OK;
}

cd_rc cd_worker__generate(cd_run *run, cd_net *net, cd_err *err)
{
    cd_err inner = {0};
    cd_failure failure = CD_FAILURE_NONE;
    CD_AUTO(making_done) struct making making = {.ops = run->opts->engine};
    (void)net;
    if (run->failure != CD_FAILURE_NONE)
        return CD_OK;
    const size_t count = run->gen.input_count;
    making.inputs = cd_new_array(count + 1, sizeof *making.inputs);
    for (size_t i = 0; i < count; i++)
        making.inputs[i] = run->media[i].seen;
    making.job = (struct cd_engine_job){&run->gen, making.inputs, count};
    const cd_rc rc = make(&making, run, &failure, &inner);
    if (rc == CD_OK)
        return CD_OK;
    if (rc == CD_E_CANCELED)
        return cd_fail(err, rc, NULL, "%s", inner.text);
    cd_log(CD_WARN, "engine.failed", CD_ID("job", &run->lease.id), CD_WORDS("error", inner.text));
    run->failure = failure != CD_FAILURE_NONE ? failure : CD_FAILURE_GENERATION_FAILED;
    return CD_OK;
}
