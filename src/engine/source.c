/* engine/source.c - inputs as frames, sizes of clips. */
#include "engine/source.h"

#include <math.h>

enum {
    EXTEND_SOURCE_MS_MAX = 30000, /* the contract's limit of a chain of extensions */
    CLIP_DEADLINE_MS = 900000     /* frames are taken as fast as they are worked on */
};

const cd_engine_input *cd_source_find(const struct cd_engine_job *job, cd_role role, uint32_t index)
{
    for (size_t i = 0; i < job->input_count; i++)
        if (job->inputs[i].what->role == role && job->inputs[i].what->index == index)
            return &job->inputs[i];
    return NULL;
}

cd_failure cd_source_failure(cd_rc rc)
{
    switch ((int)rc) {
    case CD_E_CORRUPT:
    case CD_E_TIMEOUT: /* it would not end: no picture takes that long */
        return CD_FAILURE_CORRUPT_INPUT;
    case CD_E_UNPROCESSABLE:
        return CD_FAILURE_UNSUPPORTED_FORMAT;
    case CD_E_TOO_BIG:
        return CD_FAILURE_IMAGE_TOO_LARGE;
    default:
        return CD_FAILURE_NONE;
    }
}

static cd_rc open_input(cd_foreign **out, const cd_engine_input *input, uint32_t ms_max,
                        uint32_t side_max, const struct cd_engine_env *env, cd_err *err)
{
    const struct cd_foreign_opts opts = {
        .program = env->program,
        .video = input->what->media == CD_MEDIA_VIDEO,
        .fps = CD_VIDEO_FPS,
        .ms_max = ms_max,
        .side_max = side_max,
        .deadline_ms = input->what->media == CD_MEDIA_VIDEO ? CLIP_DEADLINE_MS : 0};
    return cd_foreign_open(out, input->fd, &opts, err);
}

cd_rc cd_source_open(cd_foreign **out, const cd_engine_input *input, uint32_t ms_max,
                     const struct cd_engine_env *env, cd_err *err)
{
    return open_input(out, input, ms_max, 0, env, err);
}

static cd_rc picture(cd_frame **out, const cd_engine_input *input, cd_moment moment,
                     const struct cd_engine_env *env, cd_err *err)
{
    CD_AUTO(cd_foreign_close) cd_foreign *foreign = NULL;
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_TRY(cd_source_open(&foreign, input, EXTEND_SOURCE_MS_MAX, env, err));
    CD_TRY(cd_foreign_next(&frame, foreign, err));
    if (frame == NULL)
        return cd_fail(err, CD_E_CORRUPT, NULL, "no picture in it");
    while (moment == CD_MOMENT_LAST) {
        cd_frame *next = NULL;
        CD_TRY(cd_foreign_next(&next, foreign, err));
        if (next == NULL)
            break;
        cd_frame_free(&frame);
        frame = next;
    }
    CD_MOVE(*out, frame);
    return CD_OK;
}

cd_rc cd_source_picture(cd_frame **out, struct cd_engine_yield *yield, const cd_engine_input *input,
                        cd_moment moment, const struct cd_engine_env *env, cd_err *err)
{
    const cd_rc rc = picture(out, input, moment, env, err);
    yield->failure = cd_source_failure(rc);
    return rc;
}

static cd_rc glance(cd_frame **out, const cd_engine_input *input, uint32_t side_max,
                    const struct cd_engine_env *env, cd_err *err)
{
    CD_AUTO(cd_foreign_close) cd_foreign *foreign = NULL;
    CD_TRY(open_input(&foreign, input, EXTEND_SOURCE_MS_MAX, side_max, env, err));
    CD_TRY(cd_foreign_next(out, foreign, err));
    return *out != NULL ? CD_OK : cd_fail(err, CD_E_CORRUPT, NULL, "no picture in it");
}

cd_rc cd_source_glance(cd_frame **out, struct cd_engine_yield *yield, const cd_engine_input *input,
                       uint32_t side_max, const struct cd_engine_env *env, cd_err *err)
{
    const cd_rc rc = glance(out, input, side_max, env, err);
    yield->failure = cd_source_failure(rc);
    return rc;
}

double cd_source_ratio(cd_ratio ratio)
{
    const cd_str name = cd_str_from(cd_ratio_name(ratio));
    cd_str head;
    cd_str tail;
    uint64_t width;
    uint64_t height;
    CD_ASSERT(ratio != CD_RATIO_NONE);
    if (!cd_str_cut(name, ':', &head, &tail) || !cd_str_u64(head, &width) ||
        !cd_str_u64(tail, &height))
        CD_ASSERT(!"a ratio is two numbers");
    return (double)width / (double)height;
}

void cd_source_video_size(uint32_t *width, uint32_t *height, double ratio, cd_resolution resolution)
{
    const double side = cd_resolution_side(resolution);
    const double area = side * side * 16.0 / 9.0;
    *width = (uint32_t)(lround(sqrt(area * ratio) / 2.0) * 2);
    *height = (uint32_t)(lround(sqrt(area / ratio) / 2.0) * 2);
}

uint32_t cd_source_frames(cd_duration duration)
{
    return cd_duration_seconds(duration) * CD_VIDEO_FPS + 1;
}
