/* engine/multiplane/page/page.c - the steps of a page: each panel is filmed and inked, then the
 * balloons are drawn over all of them. */
#include "engine/multiplane/page/page.h"

#include "engine/multiplane/cast/cast.h"
#include "engine/multiplane/words/says.h"

#include <stdlib.h>
#include <string.h>

struct mp_page {
    const mp_scene *scene;
    unsigned threads;
    mp_speech speech[MP_TEXTS_MAX];
    uint32_t panel_count;
    mp_panel panels[MP_PANELS_MAX];
    int32_t hero, heroes[MP_PANELS_MAX]; /* subject of the page, and of each panel */
    int32_t at[MP_PANELS_MAX][2];        /* where its shot lies on the page */
    mp_filming *filming[MP_PANELS_MAX];
    mp_seat seats[MP_PANELS_MAX][MP_SUBJECTS_MAX]; /* pixels of the page */
    uint32_t panel, step;                          /* where the work is */
    mp_paper paper;
    uint32_t balloon_count;
    mp_balloon balloons[MP_TEXTS_MAX];
};

static bool is_spoken(const mp_speech *speech)
{
    return speech->voice != MP_VOICE_SIGN;
}

/* Whom the page is about: who speaks first, else the first who fits into a picture. */
static int32_t hero_of(const mp_page *page)
{
    mp_bond bonds[MP_SUBJECTS_MAX];
    const mp_scene *scene = page->scene;
    cd_mp_cast_bonds(bonds, scene);
    for (uint32_t i = 0; i < scene->text_count; i++)
        if (is_spoken(&page->speech[i]) && page->speech[i].speaker >= 0)
            return page->speech[i].speaker;
    int32_t first = MP_OTHER_NONE;
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        if (bonds[i].parent != MP_OTHER_NONE || scene->subjects[i].place == MP_IN_SKY)
            continue;
        if (scene->subjects[i].height_m < 5.0f)
            return (int32_t)i;
        first = first == MP_OTHER_NONE ? (int32_t)i : first;
    }
    return first;
}

/* Another one of the cast than the hero, who speaks if possible; else MP_OTHER_NONE. */
static int32_t other_of(const mp_page *page)
{
    const mp_scene *scene = page->scene;
    for (uint32_t i = 0; i < scene->text_count; i++)
        if (page->speech[i].speaker >= 0 && page->speech[i].speaker != page->hero)
            return page->speech[i].speaker;
    for (uint32_t i = 0; i < scene->subject_count; i++)
        if ((int32_t)i != page->hero && scene->subjects[i].place != MP_IN_SKY)
            return (int32_t)i;
    return MP_OTHER_NONE;
}

/* "a page of four panels": what the prompt asks for, or 0. */
static uint32_t panels_asked(cd_str prompt)
{
    static const char *const names[MP_PANELS_MAX + 1] = {
        NULL,
        NULL,
        "two panels, two-panel, two panel, 2 panels, 2-panel, 2 panel",
        "three panels, three-panel, three panel, 3 panels, 3-panel, 3 panel",
        "four panels, four-panel, four panel, 4 panels, 4-panel, 4 panel, yonkoma, 4-koma",
        "five panels, five-panel, five panel, 5 panels, 5-panel, 5 panel"};
    for (uint32_t i = 2; i <= MP_PANELS_MAX; i++)
        if (cd_mp_says(prompt, names[i]))
            return i;
    return 0;
}

/* More to say or to show takes more panels; the seed takes one more or less. */
static uint32_t panels_wanted(const mp_page *page, cd_str prompt)
{
    const uint32_t asked = panels_asked(prompt);
    uint32_t spoken = 0, sentences = 0;
    for (uint32_t i = 0; i < page->scene->text_count; i++)
        spoken += is_spoken(&page->speech[i]);
    for (size_t i = 0; i + 2 < prompt.size; i++)
        sentences += (prompt.data[i] == '.' || prompt.data[i] == '\n') && prompt.data[i + 1] == ' ';
    if (asked > 0)
        return asked;
    int count = 3 + (int)(cd_mp_hash(page->scene->seed ^ 419) % 3) - 1;
    count += (spoken > 1) + (page->scene->subject_count > 2) + (sentences > 0);
    return count < 2 ? 2 : count > MP_PANELS_MAX ? MP_PANELS_MAX : (uint32_t)count;
}

/* What a panel shows of the scene. */
static void cast_panel(mp_scene *out, mp_page *page, uint32_t index)
{
    mp_panel *panel = &page->panels[index];
    *out = *page->scene;
    out->text_count = 0;
    out->seed = cd_mp_hash(page->scene->seed + index);
    page->heroes[index] = page->hero;
    switch (panel->shot) {
    case MP_SHOT_WIDE:
        out->seed = page->scene->seed;
        for (uint32_t i = 0; i < page->scene->text_count; i++)
            if (!is_spoken(&page->speech[i]))
                out->texts[out->text_count++] = page->scene->texts[i];
        for (uint32_t i = 0; i < out->subject_count; i++)
            out->subjects[i].size *= 0.5f;
        break;
    case MP_SHOT_FACE: /* the one who answers, unless another panel is about that one */
        if (page->panel_count < MP_PANELS_MAX && page->scene->text_count > 1 &&
            other_of(page) != MP_OTHER_NONE)
            page->heroes[index] = other_of(page);
        break;
    case MP_SHOT_DETAIL:
        page->heroes[index] = other_of(page);
        if (page->heroes[index] == MP_OTHER_NONE)
            out->subject_count = 0; /* the place without anybody */
        break;
    default:
        break;
    }
}

static cd_rc plan_panel(mp_page *page, uint32_t index, cd_mp_sprites *sprites, cd_err *err)
{
    mp_scene scene;
    const mp_panel *panel = &page->panels[index];
    cast_panel(&scene, page, index);
    /* A hero's head may reach over the frame, where there is a frame. */
    const bool first = panel->box[1] < 0.1f * (float)page->paper.height;
    const int32_t over = panel->shot == MP_SHOT_HERO && !panel->bleeds && !first
                             ? (int32_t)(0.05f * (float)page->paper.width)
                             : 0;
    page->at[index][0] = panel->box[0];
    page->at[index][1] = panel->box[1] - over;
    const int32_t size[2] = {panel->box[2] - panel->box[0], panel->box[3] - panel->box[1] + over};
    return cd_mp_filming_new(&page->filming[index], &scene, sprites, panel->shot, size,
                             page->heroes[index], page->threads, err);
}

cd_rc cd_mp_page_new(mp_page **out, const mp_scene *scene, cd_str prompt, cd_mp_sprites *sprites,
                     unsigned threads, cd_err *err)
{
    CD_AUTO(cd_mp_page_free) mp_page *page = cd_new(sizeof *page);
    if (scene->width < 128 || scene->height < 128 || scene->width > CD_FRAME_SIDE_MAX ||
        scene->height > CD_FRAME_SIDE_MAX)
        return cd_fail(err, CD_E_TOO_BIG, "size", "%ux%u is not a page", scene->width,
                       scene->height);
    page->scene = scene;
    page->threads = threads < 1 ? 1 : threads;
    page->paper = (mp_paper){(int32_t)scene->width, (int32_t)scene->height, NULL, page->threads};
    cd_mp_speech_read(page->speech, scene, prompt);
    page->hero = hero_of(page);
    page->panel_count = cd_mp_panels_lay(page->panels, (float)scene->width, (float)scene->height,
                                         panels_wanted(page, prompt), scene->seed);
    for (uint32_t i = 0; i < page->panel_count; i++)
        CD_TRY(plan_panel(page, i, sprites, err));
    CD_MOVE(*out, page);
    return CD_OK;
}

void cd_mp_page_free(mp_page **page)
{
    if (page == NULL || *page == NULL)
        return;
    for (uint32_t i = 0; i < MP_PANELS_MAX; i++)
        cd_mp_filming_free(&(*page)->filming[i]);
    free((*page)->paper.px);
    cd_free_ptr(page);
}

uint32_t cd_mp_page_steps(const mp_page *page)
{
    uint32_t steps = 1; /* balloons */
    for (uint32_t i = 0; i < page->panel_count; i++)
        steps += page->filming[i] != NULL ? cd_mp_filming_steps(page->filming[i]) : 0;
    return steps;
}

/* The shot of this panel is done: its ink comes onto the page. */
static cd_rc ink_panel(mp_page *page, cd_err *err)
{
    const uint32_t i = page->panel;
    const mp_sketch *sketch = cd_mp_filming_sketch(page->filming[i]);
    const struct mp_inking_opts opts = {
        page->scene, {page->at[i][0], page->at[i][1]}, page->heroes[i]};
    CD_TRY(cd_mp_panel_ink(&page->paper, &page->panels[i], sketch, &opts, err));
    for (uint32_t k = 0; k < page->scene->subject_count; k++) {
        mp_seat *seat = &page->seats[i][k];
        *seat = sketch->seats[k];
        cd_mp__seat_turn(seat, sketch);
        for (int c = 0; c < 4; c++)
            seat->box[c] += (float)page->at[i][c & 1];
        for (int c = 0; c < 2; c++)
            seat->head[c] += (float)page->at[i][c];
    }
    cd_mp_filming_free(&page->filming[i]);
    page->panel++;
    page->step = 0;
    return CD_OK;
}

/* The panel where a text is said: one where the speaker is seen well, and not before the last. */
static uint32_t panel_for(const mp_page *page, const mp_speech *speech,
                          const uint32_t load[MP_PANELS_MAX], uint32_t from, uint32_t spoken)
{
    static const float worse[] = {[MP_SHOT_WIDE] = 3.0f,
                                  [MP_SHOT_MIDDLE] = 1.0f,
                                  [MP_SHOT_HERO] = 0.0f,
                                  [MP_SHOT_FACE] = 1.5f,
                                  [MP_SHOT_DETAIL] = 2.0f};
    float least = INFINITY;
    uint32_t best = from;
    for (uint32_t i = from; i < page->panel_count; i++) {
        const bool told = speech->voice == MP_VOICE_TOLD;
        const bool seen = speech->speaker >= 0 && page->seats[i][speech->speaker].seen;
        const float order = spoken > 1 || told ? 4.0f * (float)i : worse[page->panels[i].shot];
        const bool own =
            !told && page->heroes[i] == speech->speaker && page->panels[i].shot != MP_SHOT_WIDE;
        const float cost =
            10.0f * (float)load[i] + order + (seen || told ? 0.0f : 100.0f) - (own ? 6.0f : 0.0f);
        if (cost < least) {
            least = cost;
            best = i;
        }
    }
    return best;
}

static void take(mp_balloon *balloon, const float box[4], float cost)
{
    CD_ASSERT(balloon->taken_count < CD_COUNT(balloon->taken));
    float *taken = balloon->taken[balloon->taken_count++];
    memcpy(taken, box, 4 * sizeof *box);
    taken[4] = cost;
}

/* Where the balloon may go, and what it should leave free. */
static void survey(mp_balloon *out, const mp_page *page, uint32_t panel, const mp_speech *speech)
{
    const mp_panel *p = &page->panels[panel];
    const float margin = 0.012f * (float)page->paper.width;
    for (int i = 0; i < 4; i++) {
        const float most = (float)(i & 1 ? page->paper.height : page->paper.width);
        out->room[i] =
            cd_mp_clamp((float)p->box[i] + (i < 2 ? margin : -margin), margin, most - margin);
    }
    for (uint32_t k = 0; k < page->scene->subject_count; k++) {
        const mp_seat *seat = &page->seats[panel][k];
        if (!seat->seen)
            continue;
        const float r = seat->head_size;
        const float head[4] = {seat->head[0] - r, seat->head[1] - r, seat->head[0] + r,
                               seat->head[1] + r};
        take(out, head, 40.0f);
        take(out, seat->box, 2.5f);
    }
    for (uint32_t k = 0; k < page->balloon_count; k++)
        take(out, page->balloons[k].box, 60.0f);
    if (speech->speaker >= 0 && page->seats[panel][speech->speaker].seen) {
        const mp_seat *seat = &page->seats[panel][speech->speaker];
        out->has_tail = true;
        out->tail[0] = seat->head[0];
        out->tail[1] = seat->head[1] + 0.35f * seat->head_size;
        out->face = 0.95f * seat->head_size;
    }
}

static cd_rc letter(mp_page *page, cd_err *err)
{
    uint32_t load[MP_PANELS_MAX] = {0};
    uint32_t from = 0, spoken = 0;
    for (uint32_t i = 0; i < page->scene->text_count; i++)
        spoken += is_spoken(&page->speech[i]);
    for (uint32_t i = 0; i < page->scene->text_count; i++) {
        const mp_speech *speech = &page->speech[i];
        if (!is_spoken(speech))
            continue;
        const uint32_t panel = panel_for(page, speech, load, from, spoken);
        mp_balloon balloon = {.voice = speech->voice, .text = page->scene->texts[i].text};
        survey(&balloon, page, panel, speech);
        CD_TRY(cd_mp_balloon_draw(&page->paper, &balloon, page->scene->seed + i, err));
        page->balloons[page->balloon_count++] = balloon;
        load[panel]++;
        from = panel;
    }
    return CD_OK;
}

cd_rc cd_mp_page_step(mp_page *page, cd_err *err)
{
    const size_t bytes = (size_t)page->paper.width * (size_t)page->paper.height;
    if (page->paper.px == NULL) {
        CD_TRY(cd_try_alloc(&page->paper.px, bytes, err));
        memset(page->paper.px, 255, bytes);
    }
    if (page->panel == page->panel_count)
        return letter(page, err);
    mp_filming *filming = page->filming[page->panel];
    CD_TRY(cd_mp_filming_step(filming, err));
    return ++page->step == cd_mp_filming_steps(filming) ? ink_panel(page, err) : CD_OK;
}

cd_rc cd_mp_page_frame(cd_frame **out, mp_page *page, cd_err *err)
{
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    CD_TRY(cd_frame_new(&frame, page->scene->width, page->scene->height, err));
    for (uint32_t y = 0; y < frame->height; y++)
        for (uint32_t x = 0; x < frame->width; x++) {
            uint8_t *px = frame->pixels + y * frame->stride + (size_t)x * 3;
            px[0] = px[1] = px[2] = page->paper.px[(size_t)y * frame->width + x];
        }
    CD_MOVE(*out, frame);
    return CD_OK;
}

uint32_t cd_mp_page_panels(const mp_page *page, const mp_panel **panels)
{
    *panels = page->panels;
    return page->panel_count;
}

uint32_t cd_mp_page_balloons(const mp_page *page, const mp_balloon **balloons)
{
    *balloons = page->balloons;
    return page->balloon_count;
}

bool cd_mp_page_head(const mp_page *page, uint32_t panel, float head[3])
{
    CD_ASSERT(panel < page->panel_count);
    const int32_t who = page->heroes[panel];
    if (who < 0 || !page->seats[panel][who].seen)
        return false;
    head[0] = page->seats[panel][who].head[0];
    head[1] = page->seats[panel][who].head[1];
    head[2] = page->seats[panel][who].head_size;
    return true;
}
