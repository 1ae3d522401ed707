/* engine/multiplane/cast/cast.c - the pixels of the subjects: from the sprite cache, or a shape
 * drawn for a word without a figure. */
#include "engine/multiplane/cast/cast.h"

#include <stdlib.h>

cd_rc cd_mp_cast_fetch(mp_cast *cast, uint32_t subject, float unit, cd_err *err)
{
    CD_ASSERT(subject < MP_SUBJECTS_MAX);
    const mp_subject *s = &cast->scene->subjects[subject];
    if (s->figure < 0)
        return cd_mp_shape_draw(&cast->shape[subject], &cast->shape_rgba[subject], s->word_hash,
                                err);
    uint32_t crowd = cast->scene->subject_count;
    for (uint32_t i = 0; i < cast->scene->subject_count; i++)
        crowd += cast->scene->subjects[i].count > 0 ? cast->scene->subjects[i].count - 1 : 0;
    const float height = 0.66f * unit / powf((float)(crowd < 1 ? 1 : crowd), 0.30f);
    return cd_mp_sprite_get(&cast->sprite[subject], cast->sprites, s->figure, (uint32_t)height,
                            err);
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
