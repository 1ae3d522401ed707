/* engine/multiplane/look/shrunk.c - box means. */
#include "engine/multiplane/look/shrunk.h"

#include <stdlib.h>

struct shrinking {
    const mp_picture *picture;
    mp_shrunk *out;
};

static void shrink_rows(void *data, int32_t from, int32_t to)
{
    const struct shrinking *s = data;
    const mp_picture *p = s->picture;
    const int32_t by = s->out->by;
    for (int32_t y = from; y < to; y++)
        for (int32_t x = 0; x < s->out->width; x++) {
            uint64_t sum[3] = {0, 0, 0};
            uint64_t count = 0;
            for (int32_t k = 0; k < by && (uint32_t)(y * by + k) < p->height; k++) {
                const uint16_t *px =
                    p->px + ((size_t)(y * by + k) * p->width + (size_t)(x * by)) * 3;
                for (int32_t i = 0; i < by && (uint32_t)(x * by + i) < p->width; i++, px += 3) {
                    sum[0] += px[0];
                    sum[1] += px[1];
                    sum[2] += px[2];
                    count++;
                }
            }
            uint8_t *out = s->out->rgb + ((size_t)y * (size_t)s->out->width + (size_t)x) * 3;
            for (int c = 0; c < 3; c++)
                out[c] = (uint8_t)(sum[c] / (count * 257));
        }
}

cd_rc cd_mp__shrunk_of(mp_shrunk *out, const mp_picture *picture, int32_t by, cd_err *err)
{
    const int32_t w = (int32_t)picture->width / by, h = (int32_t)picture->height / by;
    *out = (mp_shrunk){.width = w < 1 ? 1 : w, .height = h < 1 ? 1 : h, .by = by};
    CD_TRY(cd_try_alloc(&out->rgb, (size_t)out->width * (size_t)out->height * 3, err));
    struct shrinking shrinking = {picture, out};
    cd_mp_rows(picture->threads, 0, out->height, shrink_rows, &shrinking);
    return CD_OK;
}

void cd_mp__shrunk_done(mp_shrunk *shrunk)
{
    free(shrunk->rgb);
    shrunk->rgb = NULL;
}
