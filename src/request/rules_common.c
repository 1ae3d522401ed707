/* request/rules_common.c - the predicates of rules_common.def and rules_media.def. */
#include "request/request_int.h"

bool cd_request__model_unknown(cd_checking *checking)
{
    return checking->request->gen.model == CD_MODEL_NONE;
}

bool cd_request__type_not_offered(cd_checking *checking)
{
    const cd_generation *gen = &checking->request->gen;
    return gen->type == CD_TYPE_NONE || !cd_model_offers(gen->model, gen->type);
}

/* Edits ignore the ratio, whatever it says. */
bool cd_request__ratio_not_taken(cd_checking *checking)
{
    const cd_request *request = checking->request;
    const cd_generation *gen = &request->gen;
    if (gen->type == CD_TYPE_IMAGE_EDIT || gen->type == CD_TYPE_VIDEO_EDIT)
        return false;
    return request->ratio.data != NULL &&
           (gen->ratio == CD_RATIO_NONE || !cd_model_takes_ratio(gen->model, gen->ratio));
}

bool cd_request__reframe_ratio_missing(cd_checking *checking)
{
    return checking->request->gen.type == CD_TYPE_VIDEO_REFRAME &&
           checking->request->ratio.data == NULL;
}

bool cd_request__prompt_size_wrong(cd_checking *checking)
{
    const size_t count = cd_utf8_count(checking->request->gen.prompt);
    return count < 1 || count > CD_PROMPT_CHARS_MAX;
}

static bool has_source(const cd_request *request)
{
    return cd_request__ref(request, CD_ROLE_SOURCE) != NULL;
}

bool cd_request__image_source_given(cd_checking *checking)
{
    return checking->request->gen.type == CD_TYPE_IMAGE && has_source(checking->request);
}

bool cd_request__video_source_given(cd_checking *checking)
{
    return checking->request->gen.type == CD_TYPE_VIDEO && has_source(checking->request);
}

bool cd_request__image_source_missing(cd_checking *checking)
{
    return checking->request->gen.type == CD_TYPE_IMAGE_EDIT && !has_source(checking->request);
}

bool cd_request__video_source_missing(cd_checking *checking)
{
    return cd_request__takes_video(checking->request) && !has_source(checking->request);
}

bool cd_request__image_edit_refs_many(cd_checking *checking)
{
    return checking->request->gen.type == CD_TYPE_IMAGE_EDIT &&
           cd_request__ref_count(checking->request, CD_ROLE_IMAGE_REF) > CD_IMAGE_REFS_MAX - 1;
}

bool cd_request__image_refs_many(cd_checking *checking)
{
    return checking->request->gen.type == CD_TYPE_IMAGE &&
           cd_request__ref_count(checking->request, CD_ROLE_IMAGE_REF) > CD_IMAGE_REFS_MAX;
}

bool cd_request__video_refs_given(cd_checking *checking)
{
    return cd_request__is_video(checking->request) &&
           cd_request__ref(checking->request, CD_ROLE_IMAGE_REF) != NULL;
}

/* An edit keeps its source's shape: no ratio is left for it. */
bool cd_request__manga_not_portrait(cd_checking *checking)
{
    const cd_generation *gen = &checking->request->gen;
    const uint32_t portrait =
        CD_BIT(CD_RATIO_1_2) | CD_BIT(CD_RATIO_1_3) | CD_BIT(CD_RATIO_2_3) | CD_BIT(CD_RATIO_9_16);
    return gen->style == CD_STYLE_MANGA && gen->ratio != CD_RATIO_NONE &&
           (portrait & CD_BIT(gen->ratio)) == 0;
}

/* Whether some place of media is wrong; its path is the checking's field then. */
static bool any_ref(cd_checking *checking,
                    bool (*wrong)(const cd_request *request, const cd_ref *ref))
{
    const cd_request *request = checking->request;
    for (size_t i = 0; i < request->ref_count; i++) {
        if (!wrong(request, &request->refs[i]))
            continue;
        cd_role_path(checking->field, request->refs[i].role, request->refs[i].index);
        return true;
    }
    return false;
}

static int channels(const cd_ref *ref)
{
    return (ref->url.size > 0) + (ref->data.size > 0) + (ref->generation_id.size > 0) +
           (ref->file_id.size > 0);
}

static bool has_both(const cd_request *request, const cd_ref *ref)
{
    (void)request;
    return ref->url.size > 0 && ref->data.size > 0;
}

static bool has_many(const cd_request *request, const cd_ref *ref)
{
    (void)request;
    return channels(ref) > 1;
}

static bool has_none(const cd_request *request, const cd_ref *ref)
{
    (void)request;
    return channels(ref) == 0;
}

static bool is_video_type(cd_str media_type)
{
    const cd_str prefix = CD_STR("video/");
    return media_type.size > prefix.size &&
           cd_str_ieq(cd_str_sub(media_type, 0, prefix.size), prefix);
}

static bool is_video_source(const cd_request *request, const cd_ref *ref)
{
    return ref->role == CD_ROLE_SOURCE && cd_request__takes_video(request);
}

/* By url or data only: what the server made or keeps itself, it knows. */
static bool is_no_video(const cd_request *request, const cd_ref *ref)
{
    return is_video_source(request, ref) && (ref->url.size > 0 || ref->data.size > 0) &&
           !is_video_type(ref->media_type);
}

static bool has_no_type(const cd_request *request, const cd_ref *ref)
{
    (void)request;
    return ref->data.size > 0 && ref->media_type.size == 0;
}

static bool is_no_image(const cd_request *request, const cd_ref *ref)
{
    return !is_video_source(request, ref) && (ref->url.size > 0 || ref->data.size > 0) &&
           is_video_type(ref->media_type);
}

bool cd_request__ref_both(cd_checking *checking)
{
    return any_ref(checking, has_both);
}

bool cd_request__ref_many(cd_checking *checking)
{
    return any_ref(checking, has_many);
}

bool cd_request__ref_empty(cd_checking *checking)
{
    return any_ref(checking, has_none);
}

bool cd_request__source_no_video(cd_checking *checking)
{
    return any_ref(checking, is_no_video);
}

bool cd_request__ref_type_missing(cd_checking *checking)
{
    return any_ref(checking, has_no_type);
}

bool cd_request__ref_no_image(cd_checking *checking)
{
    return any_ref(checking, is_no_image);
}
