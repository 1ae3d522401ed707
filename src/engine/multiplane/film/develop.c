/* engine/multiplane/film/develop.c - 16 bits to 8 with a dither that stands still, so that skies do
 * not band and the encoder finds the same grain in every frame; and to light for HDR. */
#include "engine/multiplane/film/develop.h"

#include "engine/multiplane/paint/finish.h"
#include "media/light.h"

#include <stdlib.h>

enum { GRAIN = 4096 };

struct mp_developer {
    uint32_t width, height;
    unsigned threads;
    uint16_t *film, *second;
    uint16_t *light; /* of HDR: deep samples over 65,536 values of the film */
    uint16_t grain[GRAIN];
    cd_frame *frame; /* being developed */
    float share;     /* of the blend under way */
};

static void light_table(uint16_t *table, mp_range range)
{
    for (uint32_t i = 0; i < 65536; i++) {
        const float shown = cd_light_from_srgb((float)i * (1.0f / 65535.0f));
        const float shine = 1.0f + 0.5f * cd_mp_smooth(0.7f, 1.0f, shown);
        table[i] =
            cd_light_deep(range == MP_RANGE_SCENE ? cd_mp_finish_light(shown) : shown * shine);
    }
}

cd_rc cd_mp_developer_new(mp_developer **out, uint32_t width, uint32_t height, mp_range range,
                          unsigned threads, cd_err *err)
{
    CD_AUTO(cd_mp_developer_free) mp_developer *developer = cd_new(sizeof *developer);
    developer->width = width;
    developer->height = height;
    developer->threads = threads;
    CD_TRY(cd_try_alloc(&developer->film, (size_t)width * height * 3 * sizeof(uint16_t), err));
    if (range != MP_RANGE_SDR) {
        CD_TRY(cd_try_alloc(&developer->light, 65536 * sizeof(uint16_t), err));
        light_table(developer->light, range);
    }
    for (uint32_t i = 0; i < GRAIN; i++)
        developer->grain[i] = (uint16_t)(cd_mp_hash(i + 1) >> 48);
    CD_MOVE(*out, developer);
    return CD_OK;
}

void cd_mp_developer_free(mp_developer **developer)
{
    if (developer == NULL || *developer == NULL)
        return;
    free((*developer)->film);
    free((*developer)->second);
    free((*developer)->light);
    cd_free_ptr(developer);
}

uint16_t *cd_mp_developer_film(mp_developer *developer)
{
    return developer->film;
}

void cd_mp_developer_load(uint16_t *film, const cd_frame *frame)
{
    const size_t line = (size_t)frame->width * 3;
    for (uint32_t y = 0; y < frame->height; y++)
        for (size_t i = 0; i < line; i++)
            film[y * line + i] = (uint16_t)(frame->pixels[y * frame->stride + i] * 257);
}

cd_rc cd_mp_developer_second(uint16_t **out, mp_developer *developer, cd_err *err)
{
    const size_t bytes = (size_t)developer->width * developer->height * 3 * sizeof(uint16_t);
    if (developer->second == NULL)
        CD_TRY(cd_try_alloc(&developer->second, bytes, err));
    *out = developer->second;
    return CD_OK;
}

static void blend_rows(void *data, int32_t from, int32_t to)
{
    const mp_developer *d = data;
    const size_t line = (size_t)d->width * 3;
    const int32_t share = (int32_t)(d->share * 32768.0f + 0.5f);
    for (size_t i = (size_t)from * line; i < (size_t)to * line; i++) {
        const int64_t apart = (int64_t)d->second[i] - d->film[i];
        d->film[i] = (uint16_t)(d->film[i] + ((apart * share) >> 15));
    }
}

void cd_mp_developer_blend(mp_developer *developer, float share)
{
    CD_ASSERT(developer->second != NULL);
    developer->share = cd_mp_clamp(share, 0.0f, 1.0f);
    cd_mp_rows(developer->threads, 0, (int32_t)developer->height, blend_rows, developer);
}

static void develop_rows(void *data, int32_t from, int32_t to)
{
    const mp_developer *d = data;
    for (int32_t y = from; y < to; y++) {
        const size_t at = (size_t)y * d->width * 3;
        const uint16_t *in = d->film + at;
        uint8_t *out = d->frame->pixels + (size_t)y * d->frame->stride;
        const uint32_t grain = (uint32_t)cd_mp_hash((uint64_t)y) & (GRAIN - 1);
        for (uint32_t x = 0; x < d->width * 3; x++) {
            /* A value that 8 bits hold stays what it is, and grey stays grey. */
            const uint32_t noise = d->grain[(grain + x / 3) & (GRAIN - 1)];
            out[x] = (uint8_t)((in[x] * 255u + noise * 65534u / 65536u) / 65535u);
        }
        for (uint32_t x = 0; d->light != NULL && x < d->width * 3; x++)
            d->frame->deep[at + x] = d->light[in[x]];
    }
}

cd_rc cd_mp_develop(cd_frame **out, mp_developer *developer, cd_err *err)
{
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_TRY(cd_frame_new(&frame, developer->width, developer->height, err));
    if (developer->light != NULL)
        CD_TRY(cd_frame_deepen(frame, err));
    developer->frame = frame;
    cd_mp_rows(developer->threads, 0, (int32_t)developer->height, develop_rows, developer);
    developer->frame = NULL;
    CD_MOVE(*out, frame);
    return CD_OK;
}
