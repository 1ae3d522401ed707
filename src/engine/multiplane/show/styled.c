/* engine/multiplane/show/styled.c - to sixteen bits, under the style, and back. */
#include "engine/multiplane/show/styled.h"

#include "engine/multiplane/film/develop.h"
#include "engine/multiplane/look/named.h"

cd_rc cd_mp_styled(cd_frame **frame, const mp_scene *scene, const cd_mp_stage *stage,
                   unsigned threads, cd_err *err)
{
    const mp_style style = cd_mp_style_named(cd_str_from(scene->style));
    CD_AUTO(cd_mp_developer_free) mp_developer *developer = NULL;
    float boxes[MP_TEXTS_MAX][4];
    cd_frame *styled = NULL;
    if (style == MP_STYLE_NONE)
        return CD_OK;
    CD_TRY(
        cd_mp_developer_new(&developer, scene->width, scene->height, MP_RANGE_SDR, threads, err));
    cd_mp_developer_load(cd_mp_developer_film(developer), *frame);
    const mp_picture picture = {cd_mp_developer_film(developer), scene->width, scene->height,
                                threads};
    CD_TRY(cd_mp_style_lay(&picture, style, boxes, cd_mp_stage_texts(stage, boxes), err));
    CD_TRY(cd_mp_develop(&styled, developer, err));
    cd_frame_free(frame);
    *frame = styled;
    return CD_OK;
}
