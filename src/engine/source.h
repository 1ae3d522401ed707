/* engine/source.h - what engines need of a job's media: its inputs as frames, and the sizes that
 * follow from what was asked. Foreign bytes go through the cage, own outputs too.
 * Thread: a cd_source has one owner. Uses: base domain media. */
#ifndef CD_ENGINE_SOURCE_H
#define CD_ENGINE_SOURCE_H
#include "engine/engine.h"
#include "media/foreign.h"

/* The input with that role and index, or NULL. */
const cd_engine_input *cd_source_find(const struct cd_engine_job *job, cd_role role,
                                      uint32_t index);

/* The failure_code of an error that decoding gave; CD_FAILURE_NONE for an error of our own. */
cd_failure cd_source_failure(cd_rc rc);

typedef enum cd_moment { CD_MOMENT_FIRST, CD_MOMENT_LAST } cd_moment;

/* An input as one picture; of a clip its first or last frame. *out is new. On failure
 * yield->failure says whose fault it is. */
CD_MUST cd_rc cd_source_picture(cd_frame **out, struct cd_engine_yield *yield,
                                const cd_engine_input *input, cd_moment moment,
                                const struct cd_engine_env *env, cd_err *err);

/* Likewise, the first frame, shrunk so that no side is longer than `side_max`: for what looks at a
 * picture but does not show it. */
CD_MUST cd_rc cd_source_glance(cd_frame **out, struct cd_engine_yield *yield,
                               const cd_engine_input *input, uint32_t side_max,
                               const struct cd_engine_env *env, cd_err *err);

/* A video input as frames, 24 a second, no more than `ms_max` of it. *out is new; frames come by
 * cd_foreign_next(). Errors of either: cd_source_failure(). */
CD_MUST cd_rc cd_source_open(cd_foreign **out, const cd_engine_input *input, uint32_t ms_max,
                             const struct cd_engine_env *env, cd_err *err);

/* Pixels of a video of that shape: about as many as 16:9 has with the resolution's short side, both
 * sides even. `ratio` is width / height. */
void cd_source_video_size(uint32_t *width, uint32_t *height, double ratio,
                          cd_resolution resolution);
/* Width / height as the name of the ratio says, not as a picture's pixels round it. */
double cd_source_ratio(cd_ratio ratio);
/* Frames of a clip: the grid has one at both ends. */
uint32_t cd_source_frames(cd_duration duration);

#endif
