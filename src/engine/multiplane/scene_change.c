/* engine/multiplane/scene_change.c - edits of a scene: finds who is meant, then adds, removes,
 * replaces, colours and resizes; texts, light and place likewise. */
#include "engine/multiplane/scene_change.h"

#include <math.h>
#include <string.h>

struct editing {
    mp_scene *scene;
    const cd_mp_pack *pack;
    mp_changed *out;
};

static bool figure_of(mp_figure *out, const struct editing *e, const mp_subject *subject)
{
    return cd_mp_pack_figure(out, e->pack, subject->figure);
}

static bool is_person(const struct editing *e, const mp_subject *subject)
{
    mp_figure figure;
    return figure_of(&figure, e, subject) && figure.group == MP_GROUP_PEOPLE;
}

static bool same_color(const mp_subject *a, const mp_subject *b)
{
    return a->has_color && b->has_color && memcmp(a->color, b->color, 3) == 0;
}

/* Figures whose word means all of their kind: a parrot is a "bird", a dog is no "elephant". */
static bool is_kind(const mp_figure *figure)
{
    static const char *const kinds[] = {"bird",    "tropical-fish",  "fish", "deciduous-tree",
                                        "blossom", "automobile",     "bug",  "sailboat",
                                        "house",   "person-standing"};
    for (size_t i = 0; i < CD_COUNT(kinds); i++)
        if (cd_str_eq_c(figure->name, kinds[i]))
            return true;
    return false;
}

/* How well a subject is what the words mean: 0 not at all. The same figure or word; a person for
 * any word for people; one of its kind (a "bird" for a parrot) when nothing fits better. */
static int fit(const struct editing *e, const mp_subject *subject, const mp_subject *meant)
{
    const bool same = (meant->figure != MP_FIGURE_NONE && subject->figure == meant->figure) ||
                      strcmp(subject->word, meant->word) == 0;
    if (meant->has_color && subject->has_color && !same_color(subject, meant))
        return 0;
    if (same)
        return same_color(subject, meant) ? 5 : 4;
    if (is_person(e, subject) && is_person(e, meant))
        return 3;
    mp_figure a, b;
    if (!figure_of(&a, e, subject) || !figure_of(&b, e, meant) || a.subgroup == 255 || !is_kind(&b))
        return 0;
    return a.group == b.group && a.subgroup == b.subgroup ? 2 : 0;
}

/* The subject that is meant, or MP_OTHER_NONE. One of a kind must be the only one. */
static int32_t find(const struct editing *e, const mp_subject *meant)
{
    int best = 0;
    int32_t found = MP_OTHER_NONE;
    uint32_t ties = 0;
    for (uint32_t i = 0; i < e->scene->subject_count; i++) {
        const int score = fit(e, &e->scene->subjects[i], meant);
        if (score == 0 || score < best)
            continue;
        ties = score == best ? ties + 1 : 0;
        found = score == best ? found : (int32_t)i;
        best = score;
    }
    return best <= 2 && ties > 0 ? MP_OTHER_NONE : found;
}

/* What hangs on a subject is laid out again. */
static void loosen(mp_scene *scene, uint32_t host)
{
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        mp_subject *s = &scene->subjects[i];
        const mp_subject *h = &scene->subjects[host];
        const bool child = (s->relation != MP_ALONE && s->other == (int32_t)host) ||
                           (s->also != MP_ALONE && s->also_other == (int32_t)host) ||
                           (h->relation != MP_ALONE && h->other == (int32_t)i) ||
                           (h->also != MP_ALONE && h->also_other == (int32_t)i);
        if (child && i != host && s->placed > 0 && s->spots[0].stance == MP_STANCE_RIDER)
            s->placed = 0;
    }
}

static void unlink_from(mp_relation *how, int32_t *other, int32_t gone)
{
    if (*other == gone) {
        *how = MP_ALONE;
        *other = MP_OTHER_NONE;
    } else if (*other > gone) {
        (*other)--;
    }
}

static void text_out(mp_scene *scene, uint32_t at)
{
    scene->text_count--;
    memmove(&scene->texts[at], &scene->texts[at + 1],
            (scene->text_count - at) * sizeof scene->texts[0]);
}

static void take_out(mp_scene *scene, int32_t gone)
{
    for (uint32_t i = scene->text_count; i-- > 0;) { /* what is printed on it goes along */
        mp_text *text = &scene->texts[i];
        if (text->surface == MP_THING && text->subject == gone)
            text_out(scene, i);
        else if (text->surface == MP_THING && text->subject > gone)
            text->subject--;
    }
    loosen(scene, (uint32_t)gone);
    scene->subject_count--;
    memmove(&scene->subjects[gone], &scene->subjects[gone + 1],
            (scene->subject_count - (uint32_t)gone) * sizeof scene->subjects[0]);
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        unlink_from(&scene->subjects[i].relation, &scene->subjects[i].other, gone);
        unlink_from(&scene->subjects[i].also, &scene->subjects[i].also_other, gone);
    }
}

/* Whether subject `i` is worn or held by `host`. */
static bool belongs(const mp_scene *scene, uint32_t i, int32_t host)
{
    const mp_subject *s = &scene->subjects[i], *h = &scene->subjects[host];
    const bool has =
        ((h->relation == MP_WEARING || h->relation == MP_HOLDING) && h->other == (int32_t)i) ||
        ((h->also == MP_WEARING || h->also == MP_HOLDING) && h->also_other == (int32_t)i);
    const bool of = ((s->relation == MP_WORN || s->relation == MP_HELD) && s->other == host) ||
                    ((s->also == MP_WORN || s->also == MP_HELD) && s->also_other == host);
    return has || of;
}

/* Somebody goes, with what they wear and hold. */
static void take_out_all(mp_scene *scene, int32_t gone)
{
    for (uint32_t i = scene->subject_count; i-- > 0;)
        if ((int32_t)i != gone && belongs(scene, i, gone)) {
            take_out(scene, (int32_t)i);
            gone -= (int32_t)i < gone;
        }
    take_out(scene, gone);
}

static bool remove_people(struct editing *e)
{
    bool any = false;
    for (uint32_t i = e->scene->subject_count; i-- > 0;)
        if (i < e->scene->subject_count && is_person(e, &e->scene->subjects[i])) {
            take_out_all(e->scene, (int32_t)i);
            i = e->scene->subject_count;
            any = true;
        }
    e->scene->no_people = e->scene->no_people || any;
    return any;
}

static bool remove_weather(struct editing *e, const mp_change *change)
{
    const bool snow = change->what.setting_said && change->what.setting == MP_SETTING_SNOW;
    if ((!change->what.weather_said && !snow) || e->scene->weather == MP_CLEAR)
        return false;
    e->scene->weather = MP_CLEAR;
    e->out->everywhere = true;
    return true;
}

static int32_t text_index(const mp_scene *scene, const char *old)
{
    if (scene->text_count == 0)
        return MP_OTHER_NONE;
    for (uint32_t i = 0; i < scene->text_count; i++)
        if (cd_str_ieq(cd_str_from(scene->texts[i].text), cd_str_from(old)))
            return (int32_t)i;
    return old[0] == '\0' ? 0 : MP_OTHER_NONE;
}

static bool remove_text(struct editing *e, const mp_change *change)
{
    mp_scene *scene = e->scene;
    const int32_t at = text_index(scene, change->text);
    if (at == MP_OTHER_NONE)
        return false;
    text_out(scene, (uint32_t)at);
    return true;
}

static bool remove_one(struct editing *e, const mp_subject *meant)
{
    const int32_t at = find(e, meant);
    if (at == MP_OTHER_NONE)
        return false;
    mp_subject *s = &e->scene->subjects[at];
    if (meant->count_said && meant->count < s->count) { /* "two of the balloons" */
        s->count -= meant->count;
        s->placed = s->placed < s->count ? s->placed : s->count;
        loosen(e->scene, (uint32_t)at);
    } else {
        take_out_all(e->scene, at);
    }
    return true;
}

static bool remove_apply(struct editing *e, const mp_change *change)
{
    bool any = false;
    if (change->target == MP_TARGET_TEXT)
        return remove_text(e, change);
    if (change->target == MP_TARGET_PEOPLE)
        return remove_people(e);
    for (uint32_t i = 0; i < change->what.subject_count; i++)
        any = remove_one(e, &change->what.subjects[i]) || any;
    return any || remove_weather(e, change);
}

/* The word, the figure and what comes with it; the spot stays, as large as the new one is. */
static void become(struct editing *e, uint32_t at, const mp_subject *as)
{
    mp_subject *s = &e->scene->subjects[at];
    const float taller = as->height_m * as->size / (s->height_m * s->size);
    const float larger = fminf(fmaxf(powf(taller, 0.36f), 0.6f), 1.6f); /* as cast_layout.c */
    memcpy(s->word, as->word, sizeof s->word);
    s->figure = as->figure;
    s->word_hash = as->word_hash;
    s->height_m = as->height_m;
    s->size = as->size;
    s->seat = as->seat;
    s->stuff = as->stuff;
    s->has_color = as->has_color;
    memcpy(s->color, as->color, sizeof s->color);
    if (as->count_said)
        s->count = as->count;
    s->placed = s->place != as->place || s->placed > s->count ? 0 : s->placed;
    s->place = as->place;
    for (uint32_t i = 0; i < s->placed; i++) {
        s->spots[i].width *= larger;
        s->spots[i].height *= larger;
    }
    loosen(e->scene, at);
}

static bool relation_free(const mp_subject *s)
{
    return s->relation == MP_ALONE || s->also == MP_ALONE;
}

static void relation_add(mp_subject *s, mp_relation how, int32_t other)
{
    if (s->relation == MP_ALONE) {
        s->relation = how;
        s->other = other;
    } else if (s->also == MP_ALONE) {
        s->also = how;
        s->also_other = other;
    }
}

static void relate(mp_scene *scene, int32_t left, mp_relation how, int32_t right)
{
    if (how == MP_ALONE || left == right || left < 0 || right < 0)
        return;
    mp_subject *a = &scene->subjects[left], *b = &scene->subjects[right];
    if (relation_free(a))
        relation_add(a, how, right);
    else if (how == MP_HOLDING || how == MP_WEARING)
        relation_add(b, how == MP_HOLDING ? MP_HELD : MP_WORN, left);
}

static int32_t append(struct editing *e, const mp_subject *subject)
{
    if (e->scene->subject_count == MP_SUBJECTS_MAX)
        return MP_OTHER_NONE;
    mp_subject *s = &e->scene->subjects[e->scene->subject_count];
    *s = *subject;
    s->relation = s->also = MP_ALONE;
    s->other = s->also_other = MP_OTHER_NONE;
    s->placed = 0;
    return (int32_t)e->scene->subject_count++;
}

/* Whether anybody in the scene that was read is said to be somewhere to subject `i`. */
static bool is_anchor(const mp_scene *read, uint32_t i)
{
    for (uint32_t k = 0; k < read->subject_count; k++) {
        const mp_subject *s = &read->subjects[k];
        if ((s->relation != MP_ALONE && s->other == (int32_t)i) ||
            (s->also != MP_ALONE && s->also_other == (int32_t)i))
            return true;
    }
    return false;
}

/* Takes the subjects of `read` into the scene. Those that are there already are recognised when
 * they anchor others, when somebody wears or holds what is new, or when `known` says that all may
 * be. */
static bool join(struct editing *e, const mp_scene *read, bool known, int32_t at[MP_SUBJECTS_MAX])
{
    bool fresh[MP_SUBJECTS_MAX], any = false;
    for (uint32_t i = 0; i < read->subject_count; i++) {
        const mp_subject *s = &read->subjects[i];
        const bool has = s->relation == MP_WEARING || s->relation == MP_HOLDING;
        const bool may = known || has || (is_anchor(read, i) && s->relation == MP_ALONE);
        at[i] = may ? find(e, s) : MP_OTHER_NONE;
        fresh[i] = at[i] == MP_OTHER_NONE;
        if (fresh[i])
            at[i] = append(e, s);
        any = any || (fresh[i] && at[i] != MP_OTHER_NONE);
    }
    for (uint32_t i = 0; i < read->subject_count; i++) {
        const mp_subject *s = &read->subjects[i];
        const int32_t to = s->other >= 0 ? at[s->other] : MP_OTHER_NONE;
        const int32_t also = s->also_other >= 0 ? at[s->also_other] : MP_OTHER_NONE;
        if (at[i] == MP_OTHER_NONE)
            continue;
        if (to >= 0 && (fresh[i] || fresh[s->other]))
            relate(e->scene, at[i], s->relation, to);
        if (also >= 0 && (fresh[i] || fresh[s->also_other]))
            relate(e->scene, at[i], s->also, also);
    }
    return any;
}

/* "add a hat", and there is somebody to wear it. */
static void dress(struct editing *e, uint32_t from)
{
    for (uint32_t i = from; i < e->scene->subject_count; i++) {
        mp_subject *s = &e->scene->subjects[i];
        mp_figure figure;
        if (s->relation != MP_ALONE || !figure_of(&figure, e, s) ||
            figure.subgroup != MP_SUBGROUP_CLOTHING)
            continue;
        for (uint32_t k = 0; k < from; k++) {
            const bool lives = figure_of(&figure, e, &e->scene->subjects[k]) &&
                               (figure.group == MP_GROUP_FACES || figure.group == MP_GROUP_PEOPLE ||
                                mp_is_animal(&figure));
            if (!lives)
                continue;
            relate(e->scene, (int32_t)k, MP_WEARING, (int32_t)i);
            break;
        }
    }
}

static bool set_air(struct editing *e, const mp_scene *to)
{
    mp_scene *scene = e->scene;
    const bool snows = to->setting_said && to->setting == MP_SETTING_SNOW && !to->weather_said;
    const mp_weather weather = snows ? MP_SNOWFALL : to->weather;
    const bool night = to->setting_said && to->setting == MP_SETTING_NIGHT_SKY;
    const mp_time time = to->aurora || night ? MP_NIGHT : to->time;
    bool any = false;
    if ((to->time_said || to->aurora || night) && scene->time != time) {
        scene->time = time;
        any = true;
    }
    if ((to->weather_said || snows) && scene->weather != weather) {
        scene->weather = weather;
        any = true;
    }
    if (to->aurora && !scene->aurora)
        scene->aurora = any = true;
    e->out->everywhere = e->out->everywhere || any;
    return any || to->time_said || to->weather_said || snows || night || to->aurora;
}

/* Another place: everybody finds a new one there. */
static bool set_place(struct editing *e, const mp_scene *to)
{
    mp_scene *scene = e->scene;
    if (!to->setting_said)
        return false;
    if (scene->setting == to->setting && scene->storefront == to->storefront)
        return true;
    scene->setting = to->setting;
    scene->setting_said = true;
    scene->storefront = to->storefront;
    scene->lake_in_mountains = to->lake_in_mountains;
    scene->indoors_window = to->indoors_window;
    scene->marble = to->marble;
    scene->wooden = to->wooden;
    scene->ground = false;
    for (uint32_t i = 0; i < scene->subject_count; i++)
        scene->subjects[i].placed = 0;
    for (uint32_t i = 0; i < scene->text_count; i++)
        scene->texts[i].placed = false;
    e->out->everywhere = true;
    return true;
}

/* `at` tells where the subjects of `to` are in the scene. */
static bool add_texts(struct editing *e, const mp_scene *to, const int32_t at[MP_SUBJECTS_MAX])
{
    bool any = false;
    for (uint32_t i = 0; i < to->text_count && e->scene->text_count < MP_TEXTS_MAX; i++) {
        mp_text *text = &e->scene->texts[e->scene->text_count];
        *text = to->texts[i];
        if (text->surface == MP_THING) {
            const bool known = text->subject >= 0 && text->subject < (int32_t)to->subject_count;
            text->subject = known ? at[text->subject] : MP_OTHER_NONE;
        }
        if (text->surface == MP_THING && text->subject == MP_OTHER_NONE)
            continue; /* the thing it is printed on found no room */
        e->scene->text_count++;
        any = true;
    }
    e->scene->no_text = e->scene->no_text && !any;
    return any;
}

static bool add_apply(struct editing *e, const mp_change *change)
{
    mp_scene *to = cd_new(sizeof *to);
    *to = change->to;
    if (change->target == MP_TARGET_SKY)
        for (uint32_t i = 0; i < to->subject_count; i++)
            to->subjects[i].place = to->subjects[i].place == MP_IN_SKY ? MP_IN_SKY : MP_IN_AIR;
    int32_t at[MP_SUBJECTS_MAX];
    const uint32_t from = e->scene->subject_count;
    const bool joined = join(e, to, false, at), wrote = add_texts(e, to, at);
    if (change->target == MP_TARGET_PICTURE)
        dress(e, from);
    cd_free_ptr(&to);
    if (joined || wrote)
        return true;
    return change->to.subject_count == 0 && change->to.text_count == 0 && set_air(e, &change->to);
}

static bool replace_apply(struct editing *e, const mp_change *change)
{
    const mp_scene *to = &change->to;
    if (change->target == MP_TARGET_BACKGROUND) {
        const bool placed = set_place(e, to);
        return set_air(e, to) || placed;
    }
    if (change->target != MP_TARGET_SUBJECT)
        return (change->target == MP_TARGET_SKY || change->target == MP_TARGET_PICTURE) &&
               set_air(e, to);
    const int32_t at = find(e, &change->what.subjects[0]);
    if (at == MP_OTHER_NONE || to->subject_count == 0)
        return false;
    become(e, (uint32_t)at, &to->subjects[0]);
    int32_t map[MP_SUBJECTS_MAX];
    if (to->subject_count > 1)
        join(e, to, true, map);
    return true;
}

static bool color_apply(struct editing *e, const mp_change *change)
{
    mp_scene *scene = e->scene;
    const bool hero = change->target == MP_TARGET_PICTURE && scene->subject_count == 1;
    bool any = false;
    if (!change->has_color || change->target >= MP_TARGET_SKY)
        return false;
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        mp_subject *s = &scene->subjects[i];
        bool meant = hero || (change->target == MP_TARGET_PEOPLE && is_person(e, s));
        for (uint32_t k = 0; k < change->what.subject_count && !meant; k++)
            meant = find(e, &change->what.subjects[k]) == (int32_t)i;
        if (!meant)
            continue;
        s->has_color = true;
        memcpy(s->color, change->color, sizeof s->color);
        any = true;
    }
    return any;
}

static bool size_apply(struct editing *e, const mp_change *change)
{
    mp_scene *scene = e->scene;
    const bool hero = change->target == MP_TARGET_PICTURE && scene->subject_count > 0;
    const int32_t at = hero                              ? 0
                       : change->what.subject_count == 0 ? MP_OTHER_NONE
                                                         : find(e, &change->what.subjects[0]);
    if (at == MP_OTHER_NONE)
        return false;
    mp_subject *s = &scene->subjects[at];
    s->size *= change->factor;
    for (uint32_t i = 0; i < s->placed; i++) {
        const float most = 0.94f * fminf((float)scene->width / s->spots[i].width,
                                         s->spots[i].base / s->spots[i].height);
        const float k = fminf(change->factor, fmaxf(most, 0.1f));
        mp_spot *spot = &s->spots[i];
        spot->width *= k;
        spot->height *= k;
        const float half = 0.5f * spot->width + 0.01f * (float)scene->width;
        spot->x = fminf(fmaxf(spot->x, half), (float)scene->width - half);
    }
    loosen(scene, (uint32_t)at);
    return true;
}

static bool text_apply(struct editing *e, const mp_change *change)
{
    const int32_t at = text_index(e->scene, change->old);
    if (at != MP_OTHER_NONE) {
        memcpy(e->scene->texts[at].text, change->text, sizeof change->text);
        return true;
    }
    int32_t map[MP_SUBJECTS_MAX];
    for (int i = 0; i < MP_SUBJECTS_MAX; i++)
        map[i] = MP_OTHER_NONE;
    return change->old[0] == '\0' && add_texts(e, &change->to, map);
}

/* "the dog wearing a red hat", "five balloons", "at night". */
static bool describe_apply(struct editing *e, const mp_change *change)
{
    const mp_scene *to = &change->to;
    bool any = false;
    for (uint32_t i = 0; i < to->subject_count; i++) {
        const int32_t at = find(e, &to->subjects[i]);
        if (at == MP_OTHER_NONE)
            continue;
        mp_subject *s = &e->scene->subjects[at];
        if (to->subjects[i].has_color && !same_color(s, &to->subjects[i])) {
            s->has_color = true;
            memcpy(s->color, to->subjects[i].color, sizeof s->color);
            any = true;
        }
        if (to->subjects[i].stuff != MP_STUFF_NONE && s->stuff != to->subjects[i].stuff) {
            s->stuff = to->subjects[i].stuff; /* "a golden dog" */
            any = true;
        }
        if (to->subjects[i].count_said && s->count != to->subjects[i].count) {
            s->count = to->subjects[i].count;
            s->placed = s->placed < s->count ? s->placed : s->count;
            any = true;
        }
        if (to->subjects[i].figure != s->figure && is_person(e, s) &&
            to->subjects[i].figure != MP_FIGURE_NONE) { /* "make the woman dance" */
            s->figure = to->subjects[i].figure;
            any = true;
        }
    }
    int32_t map[MP_SUBJECTS_MAX];
    any = join(e, to, true, map) || any;
    any = add_texts(e, to, map) || any;
    const bool aired = set_air(e, to);
    const bool airy = to->setting == MP_SETTING_SNOW || to->setting == MP_SETTING_NIGHT_SKY;
    const bool placed = to->setting_said && !airy && set_place(e, to);
    return any || aired || placed;
}

void cd_mp_scene_change(mp_changed *out, mp_scene *scene, const mp_changes *changes,
                        const cd_mp_pack *pack)
{
    struct editing e = {scene, pack, out};
    memset(out, 0, sizeof *out);
    for (uint32_t i = 0; i < changes->count; i++) {
        const mp_change *change = &changes->list[i];
        static bool (*const apply[])(struct editing *, const mp_change *) = {
            [MP_DEED_DESCRIBE] = describe_apply, [MP_DEED_ADD] = add_apply,
            [MP_DEED_REMOVE] = remove_apply,     [MP_DEED_COLOR] = color_apply,
            [MP_DEED_REPLACE] = replace_apply,   [MP_DEED_SIZE] = size_apply,
            [MP_DEED_TEXT] = text_apply};
        _Static_assert(CD_COUNT(apply) == MP_DEED__COUNT, "every deed is done");
        out->done[i] = apply[change->deed](&e, change);
        out->some = out->some || out->done[i];
    }
}
