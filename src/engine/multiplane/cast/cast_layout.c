/* engine/multiplane/cast/cast_layout.c - where everybody stands. Roots first: those on the floor in
 * rows, those in the air spread by best candidates; then who is held, worn, ridden or carried. */
#include "engine/multiplane/cast/cast.h"

#include <string.h>

struct plan {
    mp_cast *cast;
    const mp_paint *paint;
    mp_floor floor;
    float base;
    mp_rand rand;
    float rel[MP_SUBJECTS_MAX];    /* height against the others, no unit */
    float aspect[MP_SUBJECTS_MAX]; /* width / height of the pixels */
    float scale;                   /* rel to pixels on the floor */
};

static bool hangs_under(const mp_bond bonds[MP_SUBJECTS_MAX], int32_t subject, int32_t ancestor)
{
    for (int i = 0; i < MP_SUBJECTS_MAX && subject != MP_OTHER_NONE; i++) {
        if (subject == ancestor)
            return true;
        subject = bonds[subject].parent;
    }
    return subject != MP_OTHER_NONE;
}

/* Hangs one of the two under the other, when the relation says so and neither hangs already. */
static void bind(mp_bond bonds[MP_SUBJECTS_MAX], const mp_scene *scene, int32_t subject,
                 mp_relation how, int32_t other)
{
    if (other < 0 || other >= (int32_t)scene->subject_count || other == subject)
        return;
    if (how == MP_ALONE || how == MP_BESIDE)
        return;
    if (how == MP_HELD || how == MP_WORN) {
        bind(bonds, scene, other, how == MP_HELD ? MP_HOLDING : MP_WEARING, subject);
        return;
    }
    const bool carries = how == MP_HOLDING || how == MP_WEARING;
    const int32_t child = carries ? other : subject;
    const int32_t parent = carries ? subject : other;
    if (bonds[child].parent == MP_OTHER_NONE && !hangs_under(bonds, parent, child))
        bonds[child] = (mp_bond){parent, how};
}

void cd_mp_cast_bonds(mp_bond bonds[MP_SUBJECTS_MAX], const mp_scene *scene)
{
    for (int i = 0; i < MP_SUBJECTS_MAX; i++)
        bonds[i] = (mp_bond){MP_OTHER_NONE, MP_ALONE};
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        const mp_subject *s = &scene->subjects[i];
        bind(bonds, scene, (int32_t)i, s->relation, s->other);
        bind(bonds, scene, (int32_t)i, s->also, s->also_other);
    }
}

mp_stance cd_mp_cast_stance(const mp_scene *scene, uint32_t subject)
{
    const mp_place place = scene->subjects[subject].place;
    if (mp_setting_kind(scene->setting) == MP_SETTING_SPACE ||
        mp_setting_kind(scene->setting) == MP_SETTING_UNDERWATER)
        return MP_STANCE_AIR;
    if (place == MP_IN_SKY)
        return MP_STANCE_SKY;
    if (place == MP_IN_AIR)
        return MP_STANCE_AIR;
    const bool water =
        mp_setting_kind(scene->setting) == MP_SETTING_SEA ||
        mp_setting_kind(scene->setting) == MP_SETTING_CITY ||
        (mp_setting_kind(scene->setting) == MP_SETTING_MOUNTAINS && scene->lake_in_mountains);
    if (water && (place == MP_ON_WATER || place == MP_UNDER_WATER))
        return MP_STANCE_SWIM;
    return MP_STANCE_STAND;
}

static mp_actor *add(struct plan *plan, uint32_t subject, uint32_t instance, mp_stance stance)
{
    mp_actor *actor = &plan->cast->actors[plan->cast->count++];
    *actor = (mp_actor){.subject = subject, .instance = instance, .stance = stance};
    const mp_subject *s = &plan->cast->scene->subjects[subject];
    /* Figures of the artwork look to the left. */
    actor->flip = s->facing_right;
    return actor;
}

static void measure(struct plan *plan)
{
    const mp_scene *scene = plan->cast->scene;
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        const mp_subject *s = &scene->subjects[i];
        const cd_mp_sprite *px = cd_mp_cast_pixels(plan->cast, i);
        plan->aspect[i] =
            px == NULL || px->height == 0 ? 1.0f : (float)px->width / (float)px->height;
        const float height = cd_mp_clamp(s->height_m, 0.02f, 400.0f);
        /* A wide animal is not taller for being drawn in a square. */
        const float flat = sqrtf(cd_mp_clamp(1.0f / plan->aspect[i], 0.4f, 1.6f));
        plan->rel[i] = powf(height, 0.36f) * flat * powf(cd_mp_clamp(s->size, 0.2f, 4.0f), 0.75f);
    }
}

/* Said to be before or behind the others, and so not among them. */
static bool is_apart(const struct plan *plan, uint32_t subject)
{
    const mp_scene *scene = plan->cast->scene;
    const int depth = scene->subjects[subject].depth;
    return plan->cast->bond[subject].parent == MP_OTHER_NONE &&
           (depth > 0 || (depth < 0 && scene->subject_count > 1)) &&
           cd_mp_cast_stance(scene, subject) == MP_STANCE_STAND;
}

static bool is_root(const struct plan *plan, uint32_t subject, mp_stance stance)
{
    return plan->cast->bond[subject].parent == MP_OTHER_NONE && !is_apart(plan, subject) &&
           cd_mp_cast_stance(plan->cast->scene, subject) == stance;
}

static uint32_t count_of(const mp_subject *s)
{
    return s->count < 1 ? 1 : s->count > MP_COUNT_MAX ? MP_COUNT_MAX : s->count;
}

/* Rel to pixels, so that the tallest is a hero and everybody fits the rows. */
static void choose_scale(struct plan *plan, mp_stance stance, uint32_t rows)
{
    const mp_paint *p = plan->paint;
    const mp_scene *scene = plan->cast->scene;
    float tallest = 0.0f;
    float area = 0.0f;
    uint32_t total = 0;
    float size = 1.0f;
    float highest = 0.0f;
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        if (!is_root(plan, i, stance))
            continue;
        tallest = plan->rel[i] > tallest ? plan->rel[i] : tallest;
        area += plan->rel[i] * plan->aspect[i] * (float)count_of(&scene->subjects[i]);
        total += count_of(&scene->subjects[i]);
        size = scene->subjects[i].size > size ? scene->subjects[i].size : size;
        highest = scene->subjects[i].height_m > highest ? scene->subjects[i].height_m : highest;
    }
    if (total == 0)
        return;
    const bool table = plan->floor == MP_FLOOR_GLOSS;
    float hero = (table ? 0.64f : 0.60f) * p->unit;
    hero *= 1.0f + 0.22f * cd_mp_clamp(scene->focus - 0.25f, 0.0f, 1.0f); /* seen from near */
    if (total == 1) {
        const mp_subject *s = &scene->subjects[0];
        hero *= cd_mp_clamp(powf(s->size, 0.4f), 0.62f, 1.22f);
    }
    /* Landmarks are heroes. */
    hero *= 1.0f + 0.45f * cd_mp_smooth(12.0f, 80.0f, highest);
    /* Tall frames have room above a narrow floor. */
    hero *= 1.0f + 0.34f * cd_mp_smooth(1.0f, 2.0f, p->height / p->width);
    hero *= total > 1 ? 1.0f / powf((float)total, rows > 1 ? 0.30f : 0.16f) : 1.0f;
    const float head = plan->base - 0.05f * p->height;
    if (hero > head)
        hero = head;
    float scale = hero / tallest;
    const float room = 0.86f * p->width * (float)rows;
    if (area * scale > room)
        scale = room / area;
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        /* One wide figure must not leave the frame either. */
        if (is_root(plan, i, stance) && plan->rel[i] * plan->aspect[i] * scale > 0.80f * p->width)
            scale = 0.80f * p->width / (plan->rel[i] * plan->aspect[i]);
    }
    plan->scale = scale;
}

/* Fog by how far up toward the horizon somebody stands. */
static float air_at(const struct plan *plan, float base)
{
    const float t = (plan->base - base) / (plan->base - plan->paint->horizon + 1.0f);
    return cd_mp_clamp(t * 0.32f * (0.4f + plan->paint->light.haze), 0.0f, 0.6f);
}

/* Whoever is named can be seen: a crab among palm trees comes to the front. */
static void bring_near(const struct plan *plan, mp_actor *a, uint32_t total)
{
    const float side = a->width > a->height ? a->width : a->height;
    const float least = plan->paint->unit * (total <= 4 ? 0.17f : total <= 9 ? 0.12f : 0.08f);
    if (side >= least)
        return;
    const float k = least / side;
    a->width *= k;
    a->height *= k;
    if (k > 1.25f)
        a->base = cd_mp_lerp(plan->base, plan->paint->height, 0.45f);
}

static void line_up(struct plan *plan, mp_stance stance, uint32_t total, uint32_t rows)
{
    const mp_paint *p = plan->paint;
    const mp_scene *scene = plan->cast->scene;
    const float depth = plan->base - p->horizon;
    const uint32_t per_row = (total + rows - 1) / rows;
    const uint32_t first = plan->cast->count;
    uint32_t index = 0;
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        for (uint32_t n = 0; is_root(plan, i, stance) && n < count_of(&scene->subjects[i]); n++) {
            mp_actor *a = add(plan, i, n, stance);
            /* Rows fill from the front; farther rows are smaller. */
            const uint32_t row = index / per_row;
            const float far = (float)row / (float)rows;
            const float shrink = 1.0f - 0.50f * far;
            const float vary =
                count_of(&scene->subjects[i]) > 1 ? cd_mp_range(&plan->rand, 0.90f, 1.08f) : 1.0f;
            a->height = plan->rel[i] * plan->scale * shrink * vary;
            a->width = a->height * plan->aspect[i];
            /* What towers over the others stands back. */
            const float tower = cd_mp_smooth(1.0f, 2.4f,
                                             plan->rel[i] * plan->scale / (0.30f * p->unit) /
                                                 (1.0f + (total == 1 ? 9.0f : 0.0f)));
            const float stagger = total > 1 ? cd_mp_range(&plan->rand, -0.05f, 0.05f) : 0.0f;
            a->base = plan->base - depth * (0.62f * far + 0.10f * tower + stagger * (1.0f - far));
            bring_near(plan, a, total);
            a->air = air_at(plan, a->base);
            a->order = a->base;
            index++;
        }
    }
    for (uint32_t row = 0; row < rows; row++) {
        const uint32_t from = first + row * per_row;
        const uint32_t to = from + per_row < plan->cast->count ? from + per_row : plan->cast->count;
        float used = 0.0f;
        for (uint32_t k = from; k < to; k++)
            used += plan->cast->actors[k].width;
        const uint32_t gaps = to > from ? to - from + 1 : 1;
        const float free = p->width - used;
        const float gap = cd_mp_clamp(free / (float)gaps, -0.2f * p->unit, 0.16f * p->unit);
        const float drift =
            cd_mp_clamp(0.25f * (free - gap * (float)(gaps - 1)), 0.0f, 0.06f * p->width);
        /* Who stands behind looks through the gaps. */
        const float pitch = to > from ? used / (float)(to - from) + gap : 0.0f;
        const float aside = rows > 1 ? (row & 1 ? 0.25f : -0.25f) * pitch : 0.0f;
        float x = 0.5f * (p->width - used - gap * (float)(to > from ? to - from - 1 : 0)) +
                  cd_mp_range(&plan->rand, -1.0f, 1.0f) * drift + aside;
        for (uint32_t k = from; k < to; k++) {
            mp_actor *a = &plan->cast->actors[k];
            a->x = x + 0.5f * a->width + cd_mp_range(&plan->rand, -0.12f, 0.12f) * gap;
            x += a->width + gap;
        }
    }
}

static void stand_all(struct plan *plan, mp_stance stance)
{
    const mp_scene *scene = plan->cast->scene;
    uint32_t total = 0;
    for (uint32_t i = 0; i < scene->subject_count; i++)
        if (is_root(plan, i, stance))
            total += count_of(&scene->subjects[i]);
    if (total == 0)
        return;
    const float wide = plan->paint->width / plan->paint->unit;
    const uint32_t per_row = wide > 1.6f ? 6 : wide > 1.2f ? 5 : 3;
    uint32_t rows = (total + per_row - 1) / per_row;
    while (rows > 1 && rows * rows > total * 2)
        rows--;
    choose_scale(plan, stance, rows);
    const float base = plan->base;
    if (stance == MP_STANCE_SWIM)
        plan->base = cd_mp_lerp(plan->paint->horizon, plan->paint->height, 0.62f);
    line_up(plan, stance, total, rows);
    plan->base = base;
}

/* How free a place is: the least gap to the others in their own sizes. */
static float freedom(const struct plan *plan, const mp_actor *a, float x, float base)
{
    float least = 4.0f;
    for (uint32_t i = 0; i < plan->cast->count; i++) {
        const mp_actor *b = &plan->cast->actors[i];
        if (b == a)
            continue;
        const float dx = fabsf(x - b->x) / (0.5f * (a->width + b->width) + 1.0f);
        const float dy = fabsf((base - 0.5f * a->height) - (b->base - 0.5f * b->height)) /
                         (0.5f * (a->height + b->height) + 1.0f);
        const float gap = dx > dy ? dx : dy;
        least = gap < least ? gap : least;
    }
    return least;
}

static void float_one(struct plan *plan, mp_actor *a, const float area[4], uint32_t total)
{
    const mp_paint *p = plan->paint;
    float best = -1.0e9f;
    float best_x = 0.5f * p->width;
    float best_base = 0.5f * (area[1] + area[3]) + 0.5f * a->height;
    const uint32_t tries = total == 1 && plan->cast->count == 1 ? 1 : 48;
    for (uint32_t i = 0; i < tries; i++) {
        const float x =
            cd_mp_range(&plan->rand, area[0] + 0.5f * a->width, area[2] - 0.5f * a->width);
        const float base =
            cd_mp_range(&plan->rand, area[1] + a->height,
                        area[3] > area[1] + a->height ? area[3] : area[1] + a->height);
        /* Free of the others, yet near the middle of the picture. */
        const float off = fabsf(x / p->width - 0.5f) * 0.8f;
        const float free = freedom(plan, a, x, base);
        const float score = (free > 1.25f ? 1.25f + 0.10f * (free - 1.25f) : free) - 0.35f * off;
        if (tries > 1 && score > best) {
            best = score;
            best_x = x;
            best_base = base;
        }
    }
    a->x = best_x;
    a->base = best_base;
}

static void float_all(struct plan *plan, mp_stance stance)
{
    const mp_paint *p = plan->paint;
    const mp_scene *scene = plan->cast->scene;
    const bool open = plan->floor == MP_FLOOR_OPEN;
    uint32_t total = 0;
    float tallest = 0.0f;
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        if (!is_root(plan, i, stance))
            continue;
        total += count_of(&scene->subjects[i]);
        tallest = plan->rel[i] > tallest ? plan->rel[i] : tallest;
    }
    if (total == 0)
        return;
    float bottom = open ? 0.90f * p->height : p->horizon - 0.02f * p->height;
    if (plan->floor == MP_FLOOR_HARD || plan->floor == MP_FLOOR_GLOSS)
        bottom = cd_mp_lerp(p->horizon, p->height, 0.1f);
    if (bottom < 0.62f * p->height)
        bottom = 0.62f * p->height;
    const float side = total > 8 ? 0.04f : total > 3 ? 0.08f : 0.14f;
    const float area[4] = {side * p->width, 0.05f * p->height, (1.0f - side) * p->width, bottom};
    const float hero = p->unit *
                       (open                      ? 0.60f
                        : stance == MP_STANCE_SKY ? 0.26f
                                                  : 0.44f) /
                       powf((float)total, 0.34f);
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        for (uint32_t n = 0; is_root(plan, i, stance) && n < count_of(&scene->subjects[i]); n++) {
            mp_actor *a = add(plan, i, n, stance);
            const float vary = total > 1 ? cd_mp_range(&plan->rand, 0.74f, 1.10f) : 1.0f;
            const float height = hero * sqrtf(plan->rel[i] / tallest) * vary;
            const float most_h = 0.92f * (area[3] - area[1]);
            const float most_w = 0.80f * p->width;
            a->height = height < most_h ? height : most_h;
            if (a->height * plan->aspect[i] > most_w)
                a->height = most_w / plan->aspect[i];
            a->width = a->height * plan->aspect[i];
            a->air = total > 1 ? (1.10f - vary) * 0.55f * (0.3f + p->light.haze) : 0.0f;
            a->order = (stance == MP_STANCE_SKY ? -3.0e6f : -1.0e6f) + a->height;
            float_one(plan, a, area, total);
        }
    }
}

static bool word_is_any(const char *word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strstr(word, list[i]) != NULL)
            return true;
    return false;
}

static void worn(mp_actor *a, const mp_actor *whole, const float head[2], const char *word)
{
    /* On a drawn body the head is the upper part. */
    mp_actor part = *whole;
    const mp_actor *host = &part;
    if (head[1] > 0.0f) {
        part.base -= (1.0f - head[1]) * whole->height;
        part.height *= head[1];
        part.width *= head[0];
    }
    static const char *const eyes[] = {"glasses", "goggles", "mask", "diving", "scuba", "snorkel"};
    static const char *const neck[] = {"scarf", "tie", "necklace", "medal", "collar"};
    static const char *const body[] = {"shirt", "coat", "dress", "vest", "kimono", "jacket"};
    const float aspect = a->width / a->height;
    const float side = host->width < host->height ? host->width : host->height;
    float share = 0.56f;  /* of the host's narrow side */
    float middle = 0.93f; /* of the host's height, from its base */
    if (word_is_any(word, eyes, CD_COUNT(eyes))) {
        const bool face = head[1] > 0.0f && head[1] < 0.62f; /* not a bust */
        share = face ? 0.66f : 0.50f;
        middle = face ? 0.50f : 0.72f;
    } else if (word_is_any(word, neck, CD_COUNT(neck))) {
        share = 0.34f;
        middle = 0.44f;
    } else if (word_is_any(word, body, CD_COUNT(body))) {
        share = 0.62f;
        middle = 0.32f;
    }
    /* Who is drawn from the side carries the head in front, and smaller. */
    const bool beast = host->width > 1.02f * host->height;
    a->width = side * share * (beast ? 0.62f : 1.0f);
    a->height = a->width / aspect;
    a->x = host->x + (beast ? (host->flip ? 0.30f : -0.30f) * host->width : 0.0f);
    a->base = host->base - middle * host->height + 0.5f * a->height;
}

static bool is_umbrella(const char *word)
{
    static const char *const words[] = {"umbrella",  "parasol",  "schirm",
                                        "parapluie", "paraguas", "ombrello"};
    return word_is_any(word, words, CD_COUNT(words));
}

/* What is held up beside the head. */
static bool is_raised(const char *word)
{
    static const char *const words[] = {"balloon", "ballon", "globo",   "palloncin", "kite",
                                        "flag",    "fahne",  "bandera", "drapeau"};
    return word_is_any(word, words, CD_COUNT(words));
}

/* In the hand, before the chest rather than the face; over the head or beside it. `ratio` is how
 * tall it is to who holds it. */
static void held(const struct plan *plan, mp_actor *a, const mp_actor *host, float ratio)
{
    const char *word = plan->cast->scene->subjects[a->subject].word;
    const float aspect = plan->aspect[a->subject];
    a->height = host->height * cd_mp_clamp(ratio, 0.26f, 0.56f);
    a->x = host->x + (host->flip ? 0.30f : -0.30f) * host->width;
    a->base = host->base - 0.20f * host->height + 0.15f * a->height;
    if (plan->cast->head[host->subject][1] > 0.0f) { /* before the chest, not the face */
        a->height = host->height * cd_mp_clamp(ratio, 0.22f, 0.36f);
        a->x = host->x + (host->flip ? 0.34f : -0.34f) * host->width;
        a->base = host->base - 0.12f * host->height;
    }
    if (is_umbrella(word)) { /* its handle, or its string, is in the hand */
        a->height = host->height * cd_mp_clamp(ratio, 0.55f, 0.72f);
        a->x = host->x + (host->flip ? 0.20f : -0.20f) * host->width;
        a->base = host->base - 0.50f * host->height;
    } else if (is_raised(word)) {
        a->height = host->height * cd_mp_clamp(ratio, 0.42f, 0.62f);
        a->x = host->x +
               (host->flip ? 1.0f : -1.0f) * (0.36f * host->width + 0.42f * a->height * aspect);
        a->base = host->base - 0.45f * host->height;
    }
}

static void hang(struct plan *plan, mp_actor *a, const mp_actor *host, uint32_t index,
                 uint32_t total)
{
    const mp_subject *s = &plan->cast->scene->subjects[a->subject];
    const float ratio = cd_mp_clamp(plan->rel[a->subject] / plan->rel[host->subject], 0.22f, 1.3f);
    const float aspect = plan->aspect[a->subject];
    const float seat = cd_mp_clamp(plan->cast->scene->subjects[host->subject].seat, 0.0f, 1.0f);
    const float spread = total > 1 ? ((float)index + 0.5f) / (float)total - 0.5f : 0.0f;
    const bool flat = host->width > 3.0f * host->height; /* a board is smaller than who is on it */
    a->stance = MP_STANCE_RIDER;
    a->air = host->air;
    a->order = host->order + 0.01f * (float)(index + 1);
    a->height = host->height * ratio;
    a->width = a->height * aspect;
    a->x = host->x + spread * host->width * 0.8f;
    switch (plan->cast->bond[a->subject].how) {
    case MP_HOLDING:
        held(plan, a, host, ratio);
        break;
    case MP_WEARING:
        worn(a, host, plan->cast->head[host->subject], s->word);
        return;
    case MP_RIDING:
        a->height = host->height * cd_mp_clamp(ratio, 0.45f, 0.95f);
        a->base = host->base - (seat > 0.0f ? seat : 0.50f) * host->height;
        if (flat) {
            a->height = 0.62f * host->width / cd_mp_clamp(aspect, 0.6f, 4.0f);
            a->base = host->base - 0.60f * host->height;
        }
        break;
    case MP_IN:
        a->height = host->height * cd_mp_clamp(ratio, 0.40f, 0.85f);
        if (a->height * aspect * (float)total > 0.8f * host->width * (total > 1 ? 1.3f : 1.0f))
            a->height = 0.8f * host->width * (total > 1 ? 1.3f : 1.0f) / aspect / (float)total;
        a->base = host->base - (seat < 0.5f && seat > 0.0f ? seat : 0.56f) * host->height;
        a->order = host->order - 0.01f * (float)(index + 1);
        break;
    case MP_UNDER:
        a->height = host->height * cd_mp_clamp(ratio, 0.22f, 0.55f);
        a->stance = host->stance == MP_STANCE_AIR ? MP_STANCE_STAND : host->stance;
        a->base = host->stance == MP_STANCE_AIR ? plan->base : host->base + 0.05f * host->height;
        a->order = a->base + 0.01f;
        break;
    case MP_BEHIND:
        a->x = host->x + (plan->cast->scene->seed & 1 ? 0.42f : -0.42f) * host->width;
        a->base = host->base - 0.06f * host->height;
        a->stance = host->stance;
        a->order = host->order - 0.01f * (float)(index + 1);
        break;
    default: /* MP_ON */
        if (flat)
            a->height = 0.62f * host->width / cd_mp_clamp(aspect, 0.6f, 4.0f);
        const float seatful = total > 1 ? 1.45f / (float)total : 1.15f;
        if (a->height * aspect > seatful * host->width)
            a->height = seatful * host->width / aspect;
        a->base = host->base - (flat ? 0.60f : 0.95f * (seat > 0.0f ? seat : 1.0f)) * host->height;
        break;
    }
    a->width = a->height * aspect;
}

/* How many are on the same host in the same way, and how many of them come before this subject:
 * two dogs and a cat share a sofa. */
static uint32_t company_of(const struct plan *plan, uint32_t subject, uint32_t *before)
{
    const mp_bond *bonds = plan->cast->bond;
    uint32_t all = 0;
    for (uint32_t i = 0; i < plan->cast->scene->subject_count; i++) {
        if (bonds[i].parent != bonds[subject].parent || bonds[i].how != bonds[subject].how)
            continue;
        if (i < subject)
            *before += count_of(&plan->cast->scene->subjects[i]);
        all += count_of(&plan->cast->scene->subjects[i]);
    }
    const mp_relation how = bonds[subject].how;
    if (how == MP_ON || how == MP_RIDING || how == MP_IN)
        return all;
    *before = 0; /* a hat and a scarf have places of their own */
    return count_of(&plan->cast->scene->subjects[subject]);
}

static void hang_all(struct plan *plan, uint32_t subject, bool done[MP_SUBJECTS_MAX])
{
    const mp_scene *scene = plan->cast->scene;
    const uint32_t parent = (uint32_t)plan->cast->bond[subject].parent;
    const uint32_t hosts = count_of(&scene->subjects[parent]);
    const uint32_t guests = count_of(&scene->subjects[subject]);
    uint32_t first = 0;
    while (plan->cast->actors[first].subject != parent)
        first++;
    const uint32_t each = (guests + hosts - 1) / hosts;
    uint32_t before = 0;
    const uint32_t all = hosts == 1 ? company_of(plan, subject, &before) : each;
    for (uint32_t n = 0; n < guests; n++) {
        mp_actor *a = add(plan, subject, n, MP_STANCE_RIDER);
        const mp_actor *host = &plan->cast->actors[first + n / each];
        a->width = plan->aspect[subject];
        a->height = 1.0f;
        hang(plan, a, host, before + n % each, all);
        if (plan->cast->bond[subject].how == MP_WEARING)
            a->flip = host->flip;
    }
    done[subject] = true;
}

/* A tower of things may reach over the top: everything that belongs together shrinks. */
static void keep_inside(struct plan *plan)
{
    const mp_paint *p = plan->paint;
    const float margin = 0.012f * p->unit;
    float top = margin;
    for (uint32_t i = 0; i < plan->cast->count; i++) {
        const mp_actor *a = &plan->cast->actors[i];
        if (a->stance == MP_STANCE_RIDER && a->base - a->height < top)
            top = a->base - a->height;
    }
    if (top < margin) {
        const float k = (plan->base - margin) / (plan->base - top);
        for (uint32_t i = 0; i < plan->cast->count; i++) {
            mp_actor *a = &plan->cast->actors[i];
            a->width *= k;
            a->height *= k;
            a->x = 0.5f * p->width + (a->x - 0.5f * p->width) * k;
            a->base = plan->base + (a->base - plan->base) * k;
        }
    }
    for (uint32_t i = 0; i < plan->cast->count; i++) {
        mp_actor *a = &plan->cast->actors[i];
        if (a->framing)
            continue;
        const float most_w = p->width - 2.0f * margin;
        const float most_h = p->height - 2.0f * margin;
        float k = a->width > most_w ? most_w / a->width : 1.0f;
        k = a->height * k > most_h ? most_h / a->height : k;
        a->width *= k;
        a->height *= k;
        a->x = cd_mp_clamp(a->x, margin + 0.5f * a->width, p->width - margin - 0.5f * a->width);
        a->base = cd_mp_clamp(a->base, margin + a->height, p->height - margin);
    }
}

void cd_mp_cast_sort(mp_cast *cast)
{
    for (uint32_t i = 1; i < cast->count; i++) {
        const mp_actor actor = cast->actors[i];
        uint32_t k = i;
        for (; k > 0 && cast->actors[k - 1].order > actor.order; k--)
            cast->actors[k] = cast->actors[k - 1];
        cast->actors[k] = actor;
    }
}

/* A portrait: everybody comes nearer, until the head of the first fills the picture and its body is
 * cut by the frame. Who is drawn whole, and from the side, only comes as near as the frame allows.
 */
static void come_close(struct plan *plan)
{
    const mp_paint *p = plan->paint;
    const mp_actor *hero = NULL;
    for (uint32_t i = 0; i < plan->cast->count && hero == NULL; i++)
        if (plan->cast->actors[i].subject == 0 && plan->cast->actors[i].stance != MP_STANCE_SKY)
            hero = &plan->cast->actors[i];
    if (hero == NULL || plan->cast->scene->subjects[0].count > 1)
        return;
    const float share = plan->cast->head[0][1];
    const float head = (share > 0.0f ? share : 1.0f) * hero->height;
    float k = (share > 0.0f ? 0.66f : 0.86f) * p->unit / head;
    if (share == 0.0f && hero->width * k > 0.94f * p->width)
        k = 0.94f * p->width / hero->width;
    k = k < 1.0f ? 1.0f : k;
    const float x = hero->x;
    const float top = hero->base - hero->height;
    const float to = share > 0.0f ? 0.50f * p->height - 0.56f * head * k
                                  : plan->base + 0.02f * p->height - hero->height * k;
    for (uint32_t i = 0; i < plan->cast->count; i++) {
        mp_actor *a = &plan->cast->actors[i];
        if (a->stance == MP_STANCE_SKY || a->framing)
            continue;
        a->base = to + (a->base - top) * k;
        a->x = 0.5f * p->width + (a->x - x) * k;
        a->width *= k;
        a->height *= k;
    }
}

void cd_mp_cast_layout(mp_cast *cast, const mp_paint *paint, mp_floor floor, float base)
{
    struct plan plan = {.cast = cast, .paint = paint, .floor = floor, .base = base};
    plan.rand = cd_mp_rand_new(cast->scene->seed, 101);
    cast->count = 0;
    measure(&plan);
    stand_all(&plan, MP_STANCE_STAND);
    stand_all(&plan, MP_STANCE_SWIM);
    float_all(&plan, MP_STANCE_AIR);
    float_all(&plan, MP_STANCE_SKY);
    for (uint32_t i = 0; i < cast->scene->subject_count; i++)
        if (is_apart(&plan, i))
            cd_mp_cast_depth(cast, paint, i, plan.aspect[i], base);
    bool done[MP_SUBJECTS_MAX] = {false};
    for (uint32_t i = 0; i < cast->scene->subject_count; i++)
        done[i] = cast->bond[i].parent == MP_OTHER_NONE;
    for (uint32_t round = 0; round < MP_SUBJECTS_MAX; round++)
        for (uint32_t i = 0; i < cast->scene->subject_count; i++)
            if (!done[i] && done[cast->bond[i].parent])
                hang_all(&plan, i, done);
    keep_inside(&plan);
    if (cast->scene->close_up)
        come_close(&plan);
    cd_mp_cast_sort(cast);
}
