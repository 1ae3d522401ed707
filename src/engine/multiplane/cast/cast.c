/* engine/multiplane/cast/cast.c - the pixels of the subjects: from the sprite cache, or a shape
 * drawn for a word without a figure. */
#include "engine/multiplane/cast/cast.h"

#include "engine/multiplane/cast/cast_body.h"

#include <stdlib.h>

/* A head or bust is given its body; what came from the cache goes back. */
static cd_rc embody(mp_cast *cast, uint32_t subject, int32_t body, cd_err *err)
{
    const uint64_t hash = cd_str_hash(cd_str_from(cast->scene->subjects[subject].word));
    mp_head head = {0.0f, 0.0f};
    CD_TRY(cd_mp_body_draw(&cast->shape[subject], &cast->shape_rgba[subject], &head,
                           cast->sprite[subject], body, hash, err));
    cast->head[subject][0] = head.width;
    cast->head[subject][1] = head.height;
    cd_mp_sprite_put(cast->sprites, &cast->sprite[subject]);
    return CD_OK;
}

cd_rc cd_mp_cast_fetch(mp_cast *cast, uint32_t subject, float unit, cd_err *err)
{
    CD_ASSERT(subject < MP_SUBJECTS_MAX);
    const mp_subject *s = &cast->scene->subjects[subject];
    if (cast->shape_rgba[subject] != NULL) /* its pixels were given */
        return CD_OK;
    if (s->figure < 0)
        return cd_mp_shape_draw(&cast->shape[subject], &cast->shape_rgba[subject], s->word_hash,
                                err);
    uint32_t crowd = cast->scene->subject_count;
    for (uint32_t i = 0; i < cast->scene->subject_count; i++)
        crowd += cast->scene->subjects[i].count > 0 ? cast->scene->subjects[i].count - 1 : 0;
    const int32_t body = cd_mp_body_find(cd_mp_cast_figure(cast, subject));
    const float share = body < 0 ? 1.0f : cd_mp_body_share(body);
    const float near = cast->scene->close_up ? 2.0f : 1.0f;
    const float height = near * share * 0.66f * unit / powf((float)(crowd < 1 ? 1 : crowd), 0.30f);
    CD_TRY(
        cd_mp_sprite_get(&cast->sprite[subject], cast->sprites, s->figure, (uint32_t)height, err));
    return body < 0 ? CD_OK : embody(cast, subject, body, err);
}

const cd_mp_sprite *cd_mp_cast_pixels(const mp_cast *cast, uint32_t subject)
{
    if (cast->sprite[subject] != NULL)
        return cast->sprite[subject];
    return cast->shape_rgba[subject] != NULL ? &cast->shape[subject] : NULL;
}

cd_str cd_mp_cast_figure(const mp_cast *cast, uint32_t subject)
{
    return cd_mp_sprite_name(cast->sprites, cast->scene->subjects[subject].figure);
}

void cd_mp_cast_done(mp_cast *cast)
{
    if (cast == NULL)
        return;
    for (uint32_t i = 0; i < MP_SUBJECTS_MAX; i++) {
        if (cast->sprite[i] != NULL)
            cd_mp_sprite_put(cast->sprites, &cast->sprite[i]);
        free(cast->shape_rgba[i]);
        cast->shape_rgba[i] = NULL;
    }
}
