/* engine/multiplane/show/clip.c - the size of a clip. */
#include "engine/multiplane/show/clip.h"

/* Anchors in the order in which they decide the shape. */
static const cd_role anchors[] = {CD_ROLE_START_FRAME, CD_ROLE_END_FRAME, CD_ROLE_KEYFRAME};

static double anchor_ratio(const struct cd_engine_job *job)
{
    for (size_t i = 0; i < CD_COUNT(anchors); i++) {
        const cd_engine_input *input = cd_source_find(job, anchors[i], 0);
        if (input == NULL || input->what->width == 0 || input->what->height == 0)
            continue;
        const double ratio = (double)input->what->width / input->what->height;
        const double widest = 21.0 / 9.0; /* no clip is narrower than the narrowest one can ask */
        const double narrowest = 9.0 / 21.0;
        return ratio > widest ? widest : ratio < narrowest ? narrowest : ratio;
    }
    return 0.0;
}

void cd_mp_clip_size(cd_engine_run *run)
{
    const cd_generation *gen = run->job->gen;
    double ratio = anchor_ratio(run->job);
    if (gen->ratio != CD_RATIO_NONE) {
        ratio = cd_source_ratio(gen->ratio);
    } else if (ratio == 0.0) {
        /* The words may have picked a shape that only pictures have. */
        if (!cd_model_takes_ratio(gen->model, run->scene.ratio))
            run->scene.ratio = run->scene.height > run->scene.width ? CD_RATIO_9_16 : CD_RATIO_16_9;
        ratio = cd_source_ratio(run->scene.ratio);
    }
    cd_source_video_size(&run->scene.width, &run->scene.height, ratio, gen->video.resolution);
}
