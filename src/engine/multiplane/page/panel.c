/* engine/multiplane/page/panel.c - rows of one or two panels from templates, gutters that lean, one
 * row that reaches the edge of the paper. */
#include "engine/multiplane/page/panel.h"

/* Panels in each row; the row of the hero is higher, and its first panel is the hero's. */
struct template
{
    uint32_t count, rows;
    uint8_t panels[MP_PANELS_MAX];
    uint8_t hero; /* row */
};

static const struct template templates[] = {
    {2, 2, {1, 1}, 1},    {3, 3, {1, 1, 1}, 1}, {3, 2, {1, 2}, 1},       {3, 2, {2, 1}, 1},
    {4, 3, {1, 2, 1}, 2}, {4, 3, {1, 1, 2}, 1}, {4, 3, {2, 1, 1}, 1},    {5, 3, {1, 2, 2}, 1},
    {5, 3, {2, 1, 2}, 1}, {5, 3, {2, 2, 1}, 2}, {5, 4, {1, 1, 2, 1}, 1},
};

struct division {
    const struct template *plan;
    float width, height;
    float margin, gutter_x, gutter_y;
    float bound[MP_PANELS_MAX + 1][2]; /* between rows: y at the left and right edge of the page */
    mp_rand rand;
};

static const struct template *choose(uint32_t count, bool slender, mp_rand *rand)
{
    const struct template *best = NULL;
    float most = -1.0f;
    for (size_t i = 0; i < CD_COUNT(templates); i++) {
        if (templates[i].count != count)
            continue;
        /* A slender page has no room for two beside each other: the more rows the better. */
        const float score = cd_mp_rand01(rand) + (slender ? (float)templates[i].rows : 0.0f);
        if (score > most) {
            most = score;
            best = &templates[i];
        }
    }
    CD_ASSERT(best != NULL);
    return best;
}

static void bounds(struct division *d)
{
    const struct template *plan = d->plan;
    float weight[MP_PANELS_MAX];
    float sum = 0.0f;
    for (uint32_t row = 0; row < plan->rows; row++) {
        weight[row] = cd_mp_range(&d->rand, 0.88f, 1.12f) * (row == plan->hero ? 1.42f : 1.0f);
        sum += weight[row];
    }
    const float room = d->height - 2.0f * d->margin;
    float y = d->margin;
    d->bound[0][0] = d->bound[0][1] = y;
    for (uint32_t row = 0; row < plan->rows; row++) {
        y += room * weight[row] / sum;
        const bool last = row + 1 == plan->rows;
        const bool leans = !last && cd_mp_rand01(&d->rand) < 0.62f;
        const float side = cd_mp_rand01(&d->rand) < 0.5f ? -1.0f : 1.0f;
        const float lean = leans ? side * cd_mp_range(&d->rand, 0.018f, 0.045f) * d->width : 0.0f;
        d->bound[row + 1][0] = y - lean;
        d->bound[row + 1][1] = y + lean;
    }
}

static float bound_at(const struct division *d, uint32_t row, float x)
{
    return cd_mp_lerp(d->bound[row][0], d->bound[row][1], x / d->width);
}

static void box_of(mp_panel *panel, const struct division *d)
{
    float low[2] = {d->width, d->height}, high[2] = {0.0f, 0.0f};
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 2; k++) {
            low[k] = fminf(low[k], panel->corner[i][k]);
            high[k] = fmaxf(high[k], panel->corner[i][k]);
        }
    panel->box[0] = (int32_t)cd_mp_clamp(low[0], 0.0f, d->width);
    panel->box[1] = (int32_t)cd_mp_clamp(low[1], 0.0f, d->height);
    panel->box[2] = (int32_t)cd_mp_clamp(high[0] + 1.0f, 0.0f, d->width);
    panel->box[3] = (int32_t)cd_mp_clamp(high[1] + 1.0f, 0.0f, d->height);
}

/* A panel of a row between two sides, each with an x at its top and at its bottom. */
static void cut_panel(mp_panel *panel, const struct division *d, uint32_t row, const float left[2],
                      const float right[2])
{
    const float over = row == 0 ? 0.0f : 0.5f * d->gutter_y;
    const float under = row + 1 == d->plan->rows ? 0.0f : 0.5f * d->gutter_y;
    const float x[4] = {left[0], right[0], right[1], left[1]};
    for (int i = 0; i < 4; i++) {
        panel->corner[i][0] = x[i];
        panel->corner[i][1] = i < 2
                                  ? bound_at(d, row, cd_mp_clamp(x[i], 0.0f, d->width)) + over
                                  : bound_at(d, row + 1, cd_mp_clamp(x[i], 0.0f, d->width)) - under;
    }
    box_of(panel, d);
}

/* Moves the sides of a panel at the margin beyond the edge of the page. */
static void bleed(mp_panel *panel, const struct division *d, bool bottom)
{
    const float beyond = 0.02f * d->width;
    for (int i = 0; i < 4; i++) {
        if (panel->corner[i][0] <= d->margin + 1.0f)
            panel->corner[i][0] = -beyond;
        if (panel->corner[i][0] >= d->width - d->margin - 1.0f)
            panel->corner[i][0] = d->width + beyond;
        if (bottom && i >= 2)
            panel->corner[i][1] = d->height + beyond;
    }
    panel->bleeds = true;
    box_of(panel, d);
}

static uint32_t cut_row(mp_panel *out, struct division *d, uint32_t row)
{
    const float edge[2][2] = {{d->margin, d->margin}, {d->width - d->margin, d->width - d->margin}};
    if (d->plan->panels[row] == 1) {
        cut_panel(&out[0], d, row, edge[0], edge[1]);
        return 1;
    }
    const bool hero = row == d->plan->hero;
    /* The first to be read is on the right; the hero's is the wider one. */
    const float middle = d->width * (hero ? cd_mp_range(&d->rand, 0.36f, 0.42f)
                                          : cd_mp_range(&d->rand, 0.42f, 0.58f));
    const float lean =
        cd_mp_rand01(&d->rand) < 0.7f ? cd_mp_range(&d->rand, -0.05f, 0.05f) * d->width : 0.0f;
    const float half = 0.5f * d->gutter_x;
    const float right[2] = {middle + lean + half, middle - lean + half};
    const float left[2] = {middle + lean - half, middle - lean - half};
    cut_panel(&out[0], d, row, right, edge[1]);
    cut_panel(&out[1], d, row, edge[0], left);
    return 2;
}

static void tell_shots(mp_panel *out, const struct division *d)
{
    static const mp_shot others[] = {MP_SHOT_MIDDLE, MP_SHOT_FACE, MP_SHOT_DETAIL};
    uint32_t hero = 0;
    for (uint32_t row = 0; row < d->plan->hero; row++)
        hero += d->plan->panels[row];
    uint32_t other = 0;
    for (uint32_t i = 0; i < d->plan->count; i++)
        out[i].shot = i == 0      ? MP_SHOT_WIDE
                      : i == hero ? MP_SHOT_HERO
                                  : others[other++ % CD_COUNT(others)];
}

uint32_t cd_mp_panels_lay(mp_panel out[MP_PANELS_MAX], float width, float height, uint32_t count,
                          uint64_t seed)
{
    CD_ASSERT(count >= 2);
    CD_ASSERT(count <= MP_PANELS_MAX);
    struct division d = {.width = width,
                         .height = height,
                         .margin = 0.036f * width,
                         .gutter_x = 0.020f * width,
                         .gutter_y = 0.030f * width,
                         .rand = cd_mp_rand_new(seed, 401)};
    d.plan = choose(count, height > 2.2f * width, &d.rand);
    bounds(&d);
    uint32_t at = 0;
    for (uint32_t row = 0; row < d.plan->rows; row++) {
        out[at] = out[at + (d.plan->panels[row] > 1 ? 1u : 0u)] = (mp_panel){.bleeds = false};
        const uint32_t used = cut_row(&out[at], &d, row);
        const bool whole = used == 1 && row == d.plan->hero;
        if (whole && cd_mp_rand01(&d.rand) < 0.42f)
            bleed(&out[at], &d, row + 1 == d.plan->rows);
        at += used;
    }
    tell_shots(out, &d);
    return d.plan->count;
}

float cd_mp_panel_inside(const mp_panel *panel, float x, float y)
{
    float least = INFINITY;
    for (int i = 0; i < 4; i++) {
        const float *a = panel->corner[i], *b = panel->corner[(i + 1) & 3];
        const float dx = b[0] - a[0], dy = b[1] - a[1];
        const float length = sqrtf(dx * dx + dy * dy) + 1.0e-6f;
        least = fminf(least, (dx * (y - a[1]) - dy * (x - a[0])) / length);
    }
    return least;
}
