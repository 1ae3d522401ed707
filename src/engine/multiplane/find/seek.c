/* engine/multiplane/find/seek.c - from a quest to a mask; things are found as pieces of what stands
 * out, the piece with the most of the wanted colours in the best place wins. */
#include "engine/multiplane/find/seek.h"

#include "engine/multiplane/find/salient.h"

#include <stdlib.h>

enum { PIECES = 24 };

struct seeking {
    const mp_view *view;
    const mp_quest *quest;
    float *salient, *like; /* [region_count] */
    int32_t *label;        /* [height][width] */
    struct mp_piece pieces[PIECES];
    float score[PIECES];
    int32_t count;
};

static void seeking_done(struct seeking *s)
{
    free(s->salient);
    free(s->like);
    free(s->label);
}

static cd_rc seeking_new(struct seeking *s, cd_err *err)
{
    const size_t regions = (size_t)s->view->region_count;
    CD_TRY(cd_try_alloc(&s->salient, regions * sizeof(float), err));
    CD_TRY(cd_try_alloc(&s->like, regions * sizeof(float), err));
    CD_TRY(cd_try_alloc(&s->label,
                        (size_t)s->view->width * (size_t)s->view->height * sizeof(int32_t), err));
    CD_TRY(cd_mp_salient(s->salient, s->view, err));
    const size_t size = (size_t)s->view->width * (size_t)s->view->height;
    for (size_t i = 0; i < size; i++) /* region by region, but pixel by pixel: means are muddy */
        s->like[s->view->region[i]] += cd_mp__quest_likes(s->quest, s->view->lab + i * 3) /
                                       (float)s->view->regions[s->view->region[i]].pixels;
    return CD_OK;
}

/* What may be the thing: regions over `least` of the measure. */
static void choose(mp_map *mask, const struct seeking *s, float least)
{
    for (size_t i = 0; i < mp_map_size(mask); i++) {
        const int32_t r = s->view->region[i];
        const float value = s->quest->named || s->quest->color_count == 0
                                ? s->salient[r]
                                : s->salient[r] * (0.25f + 0.75f * s->like[r]);
        mask->v[i] = value > least ? 1.0f : 0.0f;
    }
}

/* Only what has the colour, too. */
static void choose_colored(mp_map *mask, const struct seeking *s, float salient)
{
    for (size_t i = 0; i < mp_map_size(mask); i++) {
        const int32_t r = s->view->region[i];
        mask->v[i] = s->like[r] > 0.42f && s->salient[r] >= salient ? 1.0f : 0.0f;
    }
}

static cd_rc rate(struct seeking *s, const mp_map *mask, cd_err *err)
{
    float like[PIECES] = {0.0f}, salient[PIECES] = {0.0f};
    CD_TRY(cd_mp_map_pieces(s->pieces, &s->count, PIECES, s->label, mask, err));
    const size_t size = mp_map_size(mask);
    for (size_t i = 0; i < size; i++) {
        if (s->label[i] < 0)
            continue;
        like[s->label[i]] += s->like[s->view->region[i]];
        salient[s->label[i]] += s->salient[s->view->region[i]];
    }
    for (int32_t i = 0; i < s->count; i++) {
        const struct mp_piece *p = &s->pieces[i];
        const float n = (float)p->pixels;
        const float dx = p->x / (float)mask->width - 0.5f;
        const float dy = p->y / (float)mask->height - 0.55f;
        const float covers = n / (float)size;
        const float dense = n / ((float)(p->box[2] - p->box[0]) * (float)(p->box[3] - p->box[1]));
        const float alike = like[i] / n;
        s->score[i] = (s->quest->color_count > 0 ? alike * alike : 1.0f) *
                      (0.15f + salient[i] / n) * sqrtf(covers) * (0.35f + dense) *
                      expf(-2.5f * (dx * dx + dy * dy)) * cd_mp_smooth(0.85f, 0.6f, covers) *
                      cd_mp_smooth(0.0004f, 0.0025f, covers);
    }
    return CD_OK;
}

static int32_t best_of(const struct seeking *s)
{
    int32_t best = 0;
    for (int32_t i = 1; i < s->count; i++)
        best = s->score[i] > s->score[best] ? i : best;
    return best;
}

static bool alike(const struct seeking *s, int32_t i, int32_t best)
{
    const float size = (float)s->pieces[i].pixels / (float)s->pieces[best].pixels;
    return i == best || (s->quest->all && s->score[i] > 0.3f * s->score[best] && size > 0.15f);
}

/* The mask becomes the piece that fits best, or all that do. */
static float take(mp_map *mask, const struct seeking *s)
{
    if (s->count == 0)
        return 0.0f;
    const int32_t best = best_of(s);
    for (size_t i = 0; i < mp_map_size(mask); i++)
        mask->v[i] = s->label[i] >= 0 && alike(s, s->label[i], best) ? 1.0f : 0.0f;
    return s->score[best];
}

/* A thing called by its colour is that colour's piece; whole, it is the salient piece around that,
 * unless it is much larger. */
static cd_rc whole_of(mp_map *mask, struct seeking *s, cd_err *err)
{
    CD_AUTO(cd_mp_map_done) mp_map wide = {0, 0, NULL};
    CD_TRY(cd_mp_map_new(&wide, mask->width, mask->height, err));
    for (size_t i = 0; i < mp_map_size(mask); i++) {
        const int32_t r = s->view->region[i];
        wide.v[i] = s->salient[r] > 0.3f || mask->v[i] > 0.5f ? 1.0f : 0.0f;
    }
    CD_TRY(cd_mp_map_pieces(s->pieces, &s->count, PIECES, s->label, &wide, err));
    for (int32_t k = 0; k < s->count; k++) {
        int32_t shared = 0;
        for (size_t i = 0; i < mp_map_size(mask); i++)
            shared += s->label[i] == k && mask->v[i] > 0.5f;
        if (shared * 4 < s->pieces[k].pixels)
            continue;
        for (size_t i = 0; i < mp_map_size(mask); i++)
            if (s->label[i] == k)
                mask->v[i] = 1.0f;
    }
    return CD_OK;
}

cd_rc cd_mp__seek_thing(mp_map *mask, float *sure, const mp_view *view, const mp_quest *quest,
                        cd_err *err)
{
    static const float levels[] = {0.42f, 0.25f, 0.12f, 0.05f};
    static const float stands_out[] = {0.30f, 0.10f, 0.0f};
    CD_AUTO(seeking_done) struct seeking s = {.view = view, .quest = quest};
    float score = 0.0f;
    CD_TRY(seeking_new(&s, err));
    if (quest->color_count > 0)
        for (size_t k = 0; k < CD_COUNT(stands_out) && score < 0.02f; k++) {
            choose_colored(mask, &s, stands_out[k]);
            CD_TRY(cd_mp_map_grow(mask, 1, err));
            CD_TRY(rate(&s, mask, err));
            score = take(mask, &s);
        }
    if (quest->color_count > 0 && score >= 0.02f) {
        CD_TRY(cd_mp_map_grow(mask, -1, err));
        if (quest->whole || !quest->named)
            CD_TRY(whole_of(mask, &s, err));
    } else if (!quest->named) {
        for (size_t k = 0; k < CD_COUNT(levels) && score < 0.02f; k++) {
            choose(mask, &s, levels[k]);
            CD_TRY(rate(&s, mask, err));
            score = take(mask, &s);
        }
    }
    *sure = cd_mp_smooth(0.004f, 0.06f, score);
    CD_TRY(cd_mp_map_fill_holes(mask, err));
    return *sure > 0.0f ? cd_mp_refine(mask, view, err) : CD_OK;
}

cd_rc cd_mp_seek(mp_map *mask, float *sure, const mp_view *view, const mp_quest *quest, cd_err *err)
{
    mp_quest thing = {.what = MP_SOUGHT_THING, .whole = true};
    CD_TRY(cd_mp_map_new(mask, view->width, view->height, err));
    *sure = 0.0f;
    switch (quest->what) {
    case MP_SOUGHT_SKY:
        return cd_mp__seek_sky(mask, sure, view, err);
    case MP_SOUGHT_GROUND:
        return cd_mp__seek_ground(mask, sure, view, quest, err);
    case MP_SOUGHT_BACKGROUND:
        CD_TRY(cd_mp__seek_thing(mask, sure, view, &thing, err));
        for (size_t i = 0; i < mp_map_size(mask); i++)
            mask->v[i] = 1.0f - mask->v[i];
        return CD_OK;
    default:
        return cd_mp__seek_thing(mask, sure, view, quest, err);
    }
}
