/* request/rules_video.c - the predicates of rules_video.def. */
#include "request/request_int.h"

#include <stdio.h>

static bool is_type(const cd_checking *checking, cd_type type)
{
    return checking->request->gen.type == type;
}

static const cd_video *video_of(const cd_checking *checking)
{
    return &checking->request->gen.video;
}

static const cd_ref *ref_of(const cd_checking *checking, cd_role role)
{
    return cd_request__ref(checking->request, role);
}

static bool has_generation(const cd_ref *ref)
{
    return ref != NULL && ref->generation_id.size > 0;
}

/* One thing that does not go with another. */
struct clash {
    bool given;
    const char *field;
};

/* Names the first that is given. */
static bool clashes(cd_checking *checking, const struct clash *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!list[i].given)
            continue;
        snprintf(checking->field, sizeof checking->field, "%s", list[i].field);
        return true;
    }
    return false;
}

bool cd_request__edit_elsewhere(cd_checking *checking)
{
    return video_of(checking)->edit.given && !is_type(checking, CD_TYPE_VIDEO_EDIT);
}

bool cd_request__position_elsewhere(cd_checking *checking)
{
    return video_of(checking)->source_position.given && !is_type(checking, CD_TYPE_VIDEO_REFRAME);
}

bool cd_request__loop_elsewhere(cd_checking *checking)
{
    return video_of(checking)->loop && !is_type(checking, CD_TYPE_VIDEO);
}

bool cd_request__keyframes_elsewhere(cd_checking *checking)
{
    const struct cd_request_keyframes *keyframes = &checking->request->keyframes;
    return (keyframes->has_frames || keyframes->has_indexes) && !is_type(checking, CD_TYPE_VIDEO);
}

bool cd_request__video_elsewhere(cd_checking *checking)
{
    return video_of(checking)->given && !cd_request__is_video(checking->request);
}

bool cd_request__reframe_not_plain(cd_checking *checking)
{
    const struct clash list[] = {
        {video_of(checking)->hdr, "video.hdr"},
        {video_of(checking)->exr_export, "video.exr_export"},
        {ref_of(checking, CD_ROLE_START_FRAME) != NULL, "video.start_frame"},
        {ref_of(checking, CD_ROLE_END_FRAME) != NULL, "video.end_frame"}};
    return is_type(checking, CD_TYPE_VIDEO_REFRAME) && clashes(checking, list, CD_COUNT(list));
}

bool cd_request__edit_end_frame(cd_checking *checking)
{
    return is_type(checking, CD_TYPE_VIDEO_EDIT) && ref_of(checking, CD_ROLE_END_FRAME) != NULL;
}

bool cd_request__hdr_not_granted(cd_checking *checking)
{
    return video_of(checking)->hdr && !checking->account->hdr;
}

bool cd_request__exr_without_hdr(cd_checking *checking)
{
    return video_of(checking)->exr_export && !video_of(checking)->hdr;
}

/* Edits take HDR in every size. */
bool cd_request__hdr_too_small(cd_checking *checking)
{
    const cd_video *video = video_of(checking);
    return is_type(checking, CD_TYPE_VIDEO) && video->hdr &&
           cd_resolution_side(video->resolution) < cd_resolution_side(CD_RESOLUTION_720P);
}

/* With `strength` it is no mistake: only partners of Luma refuse that. */
bool cd_request__controls_twice(cd_checking *checking)
{
    const cd_video_edit *edit = &video_of(checking)->edit;
    return edit->auto_controls == CD_TOGGLE_ON && edit->has_controls;
}

static bool unequal(const struct cd_request_keyframes *keyframes)
{
    return keyframes->has_frames != keyframes->has_indexes ||
           keyframes->frame_count != keyframes->index_count;
}

bool cd_request__keyframes_unequal(cd_checking *checking)
{
    return unequal(&checking->request->keyframes);
}

bool cd_request__edit_keyframes_unequal(cd_checking *checking)
{
    return unequal(&checking->request->edit_keyframes);
}

static bool repeats(const struct cd_request_keyframes *keyframes)
{
    for (size_t i = 0; i < keyframes->index_count; i++)
        for (size_t k = 0; k < i; k++)
            if (keyframes->indexes[i] == keyframes->indexes[k])
                return true;
    return false;
}

bool cd_request__indexes_repeat(cd_checking *checking)
{
    const struct clash list[] = {
        {repeats(&checking->request->keyframes), "video.keyframe_indexes"},
        {repeats(&checking->request->edit_keyframes), "video.edit.keyframe_indexes"}};
    return clashes(checking, list, CD_COUNT(list));
}

/* Those of an edit lie in the source's grid, which is not known yet. */
bool cd_request__indexes_outside(cd_checking *checking)
{
    const struct cd_request_keyframes *keyframes = &checking->request->keyframes;
    const int64_t last = (int64_t)cd_duration_seconds(video_of(checking)->duration) * CD_VIDEO_FPS;
    for (size_t i = 0; i < keyframes->index_count; i++)
        if (keyframes->indexes[i] > last)
            return true;
    return false;
}

bool cd_request__keyframes_not_alone(cd_checking *checking)
{
    const struct clash list[] = {
        {ref_of(checking, CD_ROLE_START_FRAME) != NULL, "video.start_frame"},
        {ref_of(checking, CD_ROLE_END_FRAME) != NULL, "video.end_frame"},
        {video_of(checking)->loop, "video.loop"}};
    return checking->request->keyframes.has_frames && clashes(checking, list, CD_COUNT(list));
}

bool cd_request__edit_keyframes_not_alone(cd_checking *checking)
{
    return checking->request->edit_keyframes.has_frames &&
           ref_of(checking, CD_ROLE_START_FRAME) != NULL;
}

bool cd_request__reframe_portrait(cd_checking *checking)
{
    const cd_ratio ratio = checking->request->gen.ratio;
    return is_type(checking, CD_TYPE_VIDEO_REFRAME) &&
           video_of(checking)->resolution == CD_RESOLUTION_1080P &&
           (ratio == CD_RATIO_9_16 || ratio == CD_RATIO_3_4);
}

bool cd_request__anchors_two(cd_checking *checking)
{
    const cd_ref *start = ref_of(checking, CD_ROLE_START_FRAME);
    const cd_ref *end = ref_of(checking, CD_ROLE_END_FRAME);
    return is_type(checking, CD_TYPE_VIDEO) && start != NULL && end != NULL &&
           (has_generation(start) || has_generation(end));
}

bool cd_request__extend_hdr(cd_checking *checking)
{
    const struct clash list[] = {
        {has_generation(ref_of(checking, CD_ROLE_START_FRAME)), "video.start_frame"},
        {has_generation(ref_of(checking, CD_ROLE_END_FRAME)), "video.end_frame"}};
    return is_type(checking, CD_TYPE_VIDEO) && video_of(checking)->hdr &&
           clashes(checking, list, CD_COUNT(list));
}

bool cd_request__loop_ended(cd_checking *checking)
{
    return video_of(checking)->loop && ref_of(checking, CD_ROLE_END_FRAME) != NULL;
}

bool cd_request__hdr_loops(cd_checking *checking)
{
    return video_of(checking)->hdr && video_of(checking)->loop;
}

static bool is_ten_seconds(const cd_checking *checking)
{
    return is_type(checking, CD_TYPE_VIDEO) && video_of(checking)->duration == CD_DURATION_10S;
}

bool cd_request__ten_seconds_anchored(cd_checking *checking)
{
    const struct clash list[] = {
        {ref_of(checking, CD_ROLE_START_FRAME) != NULL, "video.start_frame"},
        {ref_of(checking, CD_ROLE_END_FRAME) != NULL, "video.end_frame"},
        {video_of(checking)->loop, "video.loop"}};
    return is_ten_seconds(checking) && clashes(checking, list, CD_COUNT(list));
}

bool cd_request__ten_seconds_hdr(cd_checking *checking)
{
    return is_ten_seconds(checking) && video_of(checking)->hdr &&
           !checking->request->keyframes.has_frames;
}
