/* engine/multiplane/find/seek.c - from a quest to a mask; things are found as pieces of what stands
 * out, the piece with the most of the wanted colours in the best place wins. */
#include "engine/multiplane/find/seek.h"

#include "engine/multiplane/find/salient.h"

#include <stdlib.h>
#include <string.h>

enum { PIECES = 24 };
static const float least_score = 0.012f; /* below it, nothing like that is there */

struct seeking {
    const mp_view *view;
    mp_quest quest;
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

/* The sky is seldom what an edit calls a thing, bright as it may be. */
static cd_rc without_sky(const struct seeking *s, cd_err *err)
{
    CD_AUTO(cd_mp_map_done) mp_map sky = {0, 0, NULL};
    float sure = 0.0f;
    CD_TRY(cd_mp_map_new(&sky, s->view->width, s->view->height, err));
    CD_TRY(cd_mp__seek_sky(&sky, &sure, s->view, err));
    for (size_t i = 0; i < mp_map_size(&sky) && sure > 0.3f; i++) {
        const int32_t r = s->view->region[i];
        s->salient[r] -= 0.85f * s->salient[r] * sky.v[i] / (float)s->view->regions[r].pixels;
    }
    return CD_OK;
}

static cd_rc seeking_new(struct seeking *s, cd_err *err)
{
    const size_t regions = (size_t)s->view->region_count;
    CD_TRY(cd_try_alloc(&s->salient, regions * sizeof(float), err));
    CD_TRY(cd_try_alloc(&s->like, regions * sizeof(float), err));
    CD_TRY(cd_try_alloc(&s->label,
                        (size_t)s->view->width * (size_t)s->view->height * sizeof(int32_t), err));
    CD_TRY(cd_mp_salient(s->salient, s->view, err));
    CD_TRY(without_sky(s, err));
    const size_t size = (size_t)s->view->width * (size_t)s->view->height;
    for (size_t i = 0; i < size; i++) /* region by region, but pixel by pixel: means are muddy */
        s->like[s->view->region[i]] += cd_mp__quest_likes(&s->quest, s->view->lab + i * 3) /
                                       (float)s->view->regions[s->view->region[i]].pixels;
    return CD_OK;
}

/* What may be the thing: regions over `least` of the measure. */
static void choose(mp_map *mask, const struct seeking *s, float least)
{
    for (size_t i = 0; i < mp_map_size(mask); i++) {
        const int32_t r = s->view->region[i];
        mask->v[i] = s->salient[r] > least ? 1.0f : 0.0f;
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

/* How likely each piece of the mask is; `fussy`: how much the colours count. */
static cd_rc rate(struct seeking *s, const mp_map *mask, float fussy, cd_err *err)
{
    static const float edges[] = {1.0f, 0.25f, 0.05f, 0.02f}; /* a thing is seldom cut off */
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
        const int touches = (p->box[0] == 0) + (p->box[1] == 0) + (p->box[2] == mask->width);
        s->score[i] = (s->quest.color_count > 0 ? powf(alike, fussy) : 1.0f) *
                      (0.15f + salient[i] / n) * sqrtf(covers) * (0.35f + dense) *
                      expf(-2.5f * (dx * dx + dy * dy)) * edges[touches] *
                      cd_mp_smooth(0.85f, 0.6f, covers) * cd_mp_smooth(0.0004f, 0.0025f, covers);
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
    return i == best || (s->quest.all && s->score[i] > 0.3f * s->score[best] && size > 0.15f);
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

/* How much of a region lies in the box. */
static float share_inside(const mp_view *view, int32_t region, const int32_t box[4])
{
    int32_t inside = 0;
    for (int32_t y = box[1] < 0 ? 0 : box[1]; y < box[3] && y < view->height; y++)
        for (int32_t x = box[0] < 0 ? 0 : box[0]; x < box[2] && x < view->width; x++)
            inside += view->region[y * view->width + x] == region;
    return (float)inside / (float)view->regions[region].pixels;
}

/* What has the colours is not all of the thing: regions beside it that stand out as it does, and do
 * not reach far beyond, are of it too. */
static cd_rc whole_of(mp_map *mask, const struct seeking *s, cd_err *err)
{
    CD_AUTO(cd_free_ptr) float *in = NULL;
    const mp_view *view = s->view;
    const int32_t n = view->region_count;
    int32_t box[4];
    float stands = 0.0f, pixels = 0.0f;
    CD_TRY(cd_try_alloc(&in, (size_t)n * sizeof *in, err));
    if (!cd_mp_map_bounds(box, mask))
        return CD_OK;
    for (size_t i = 0; i < mp_map_size(mask); i++)
        if (mask->v[i] > 0.5f) {
            in[view->region[i]] += 1.0f / (float)view->regions[view->region[i]].pixels;
            stands += s->salient[view->region[i]];
            pixels += 1.0f;
        }
    const int32_t more = 2 + (box[2] - box[0] + box[3] - box[1]) / 14;
    const int32_t wide[2][4] = {
        {box[0] - more, box[1] - more, box[2] + more, box[3] + more},
        {box[0] - 5 * more, box[1] - 5 * more, box[2] + 5 * more, box[3] + 5 * more}};
    for (bool again = true; again;) {
        again = false;
        for (int32_t i = 0; i < n; i++) {
            float beside = 0.0f;
            for (int32_t j = 0; j < n; j++)
                beside += in[j] > 0.5f ? view->beside[i * n + j] : 0.0f;
            /* What has the colour need not stand out: a tail before a hedge. */
            const bool like = s->quest.color_count > 0 && s->like[i] > 0.4f;
            const float least = like ? 0.06f : fmaxf(0.55f * stands / pixels, 0.12f);
            if (in[i] > 0.5f || beside < 2.0f || s->salient[i] < least ||
                share_inside(view, i, wide[like]) < 0.92f)
                continue;
            in[i] = 1.0f;
            again = true;
        }
    }
    for (size_t i = 0; i < mp_map_size(mask); i++)
        if (in[view->region[i]] > 0.5f)
            mask->v[i] = 1.0f;
    return CD_OK;
}

/* By the colours, first among what stands out. */
static cd_rc by_color(mp_map *mask, float *score, struct seeking *s, cd_err *err)
{
    static const float stands_out[] = {0.30f, 0.10f, 0.0f};
    for (size_t k = 0; k < CD_COUNT(stands_out) && *score < least_score; k++) {
        choose_colored(mask, s, stands_out[k]);
        CD_TRY(cd_mp_map_grow(mask, 1, err));
        CD_TRY(rate(s, mask, 2.0f, err));
        *score = take(mask, s);
    }
    return cd_mp_map_grow(mask, -1, err);
}

/* By how it stands out, at the level of it that gives the best piece; colours count, if any. */
static cd_rc by_place(mp_map *mask, float *score, struct seeking *s, cd_err *err)
{
    static const float levels[] = {0.55f, 0.42f, 0.30f, 0.20f, 0.12f, 0.05f};
    CD_AUTO(cd_mp_map_done) mp_map one = {0, 0, NULL};
    CD_TRY(cd_mp_map_new(&one, mask->width, mask->height, err));
    for (size_t k = 0; k < CD_COUNT(levels); k++) {
        choose(&one, s, levels[k]);
        CD_TRY(rate(s, &one, 1.3f, err));
        const float found = take(&one, s);
        if (found <= 1.1f * *score)
            continue;
        *score = found;
        memcpy(mask->v, one.v, mp_map_size(mask) * sizeof(float));
    }
    return CD_OK;
}

cd_rc cd_mp__seek_thing(mp_map *mask, float *sure, const mp_view *view, const mp_quest *quest,
                        cd_err *err)
{
    CD_AUTO(seeking_done) struct seeking s = {.view = view, .quest = *quest};
    float score = 0.0f;
    CD_TRY(seeking_new(&s, err));
    if (quest->color_count > 0) {
        CD_TRY(by_color(mask, &score, &s, err));
        if (!quest->named)
            CD_TRY(by_place(mask, &score, &s, err));
        if (quest->whole || !quest->named)
            CD_TRY(whole_of(mask, &s, err));
    }
    const bool colored = score >= least_score || quest->named;
    if (!colored) {
        s.quest.color_count = 0;
        score = 0.0f;
        CD_TRY(by_place(mask, &score, &s, err));
    }
    *sure = (colored ? 1.0f : 0.7f) * cd_mp_smooth(0.004f, 0.06f, score);
    if (quest->whole || !quest->named) {
        /* Bays and holes are of it too: the inside of a cup. */
        const int32_t reach = 2 + (int32_t)(12.0f * sqrtf(cd_mp_map_share(mask)));
        CD_TRY(cd_mp_map_grow(mask, reach, err));
        CD_TRY(cd_mp_map_fill_holes(mask, err));
        CD_TRY(cd_mp_map_grow(mask, -reach, err));
    }
    return *sure > 0.0f ? cd_mp_refine(mask, view, err) : CD_OK;
}

/* Skin on top of what was found is its head, however little it stands out. */
static cd_rc add_head(mp_map *mask, const mp_view *view, cd_err *err)
{
    CD_AUTO(cd_mp_map_done) mp_map face = {0, 0, NULL};
    mp_quest quest;
    int32_t body[4], head[4];
    float sure = 0.0f;
    CD_TRY(cd_mp_quest_of(&quest, CD_STR("face"), MP_FIGURE_NONE, NULL, err));
    CD_TRY(cd_mp_map_new(&face, view->width, view->height, err));
    CD_TRY(cd_mp__seek_thing(&face, &sure, view, &quest, err));
    if (sure < 0.3f || !cd_mp_map_bounds(body, mask) || !cd_mp_map_bounds(head, &face) ||
        cd_mp_map_share(&face) > 0.4f * cd_mp_map_share(mask))
        return CD_OK;
    const int32_t middle = (head[0] + head[2]) / 2, high = body[3] - body[1];
    if (middle < body[0] || middle > body[2] || head[3] < body[1] - high / 12 ||
        head[1] > body[1] + high / 8 || head[3] > body[1] + high / 2)
        return CD_OK;
    for (size_t i = 0; i < mp_map_size(mask); i++)
        mask->v[i] = fmaxf(mask->v[i], face.v[i]);
    return CD_OK;
}

cd_rc cd_mp_seek(mp_map *mask, float *sure, const mp_view *view, const mp_quest *quest, cd_err *err)
{
    const mp_quest things = {.what = MP_SOUGHT_THING, .whole = true, .all = true};
    CD_TRY(cd_mp_map_new(mask, view->width, view->height, err));
    *sure = 0.0f;
    switch (quest->what) {
    case MP_SOUGHT_SKY:
        return cd_mp__seek_sky(mask, sure, view, err);
    case MP_SOUGHT_GROUND:
        return cd_mp__seek_ground(mask, sure, view, quest, err);
    case MP_SOUGHT_BACKGROUND:
        CD_TRY(cd_mp__seek_thing(mask, sure, view, &things, err));
        CD_TRY(add_head(mask, view, err));
        for (size_t i = 0; i < mp_map_size(mask); i++)
            mask->v[i] = 1.0f - mask->v[i];
        return CD_OK;
    default:
        return cd_mp__seek_thing(mask, sure, view, quest, err);
    }
}
