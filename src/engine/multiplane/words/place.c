/* engine/multiplane/words/place.c - the surroundings: said, or guessed from what is in the picture.
 */
#include "engine/multiplane/words/reader.h"

#include <stdio.h>

enum { GROUP_TRAVEL = 5, ANIMAL_MARINE = 38, TRANSPORT_GROUND = 54, TRANSPORT_WATER = 55 };

static const struct {
    uint32_t count;
    const char *figure, *places;
} companions[] = {
#define MP_COMPANION(count, figure, places) {count, figure, places},
#include "engine/multiplane/words/companions.def"
#undef MP_COMPANION
};

/* Where a text is when the prompt names nothing else. */
static const mp_setting of_text[MP_SURFACE__COUNT] = {
#define MP_SURFACE(name, word, face, ink, edge, brief, wordy, place) \
    [MP_##name] = MP_SETTING_##place,
#include "engine/multiplane/cast/surfaces.def"
#undef MP_SURFACE
};

int32_t cd_mp__companion(cd_str place)
{
    for (size_t i = 0; i < CD_COUNT(companions); i++) {
        cd_str rest = cd_str_from(companions[i].places), name;
        for (bool more = true; more;) {
            more = cd_str_cut(rest, ',', &name, &rest);
            if (cd_str_eq(cd_str_trim(name), place))
                return (int32_t)i;
        }
    }
    return MP_OTHER_NONE;
}

/* A place alone gets what makes it that place. */
static void add_companion(struct mp_reader *r)
{
    const mp_scene *scene = r->scene;
    if (r->companion == MP_OTHER_NONE || scene->subject_count > 0 || scene->text_count > 0)
        return;
    cd_mp__subject_companion(r, cd_str_from(companions[r->companion].figure),
                             companions[r->companion].count);
}

static void score(struct mp_reader *r, mp_setting setting, float points, uint32_t at)
{
    if (r->setting_score[setting] == 0.0f)
        r->setting_at[setting] = at;
    if (points > r->setting_score[setting])
        r->setting_score[setting] = points;
}

/* Whether the words after say that it is far away, and so not where the picture is. */
static bool far_after(const struct mp_reader *r, uint32_t at)
{
    for (uint32_t i = at; i < r->tokens.count && i < at + 3; i++) {
        if (r->tokens.tokens[i].kind != MP_TOKEN_WORD)
            return false;
        mp_match match;
        cd_mp__match(&match, r->words, &r->tokens, i, r->language);
        if (mp_is(&match, MP_KIND_FAR))
            return match.value[MP_KIND_FAR] == 0;
        if (mp_is(&match, MP_KIND_RELATION) || mp_is(&match, MP_KIND_AND))
            return false;
    }
    return false;
}

static void time_word(struct mp_reader *r, const mp_match *match)
{
    const mp_time time = (mp_time)match->value[MP_KIND_TIME];
    const bool firm =
        time != MP_NOON && !cd_str_eq_c(match->text, "stars") && !cd_str_eq_c(match->text, "moon");
    if (cd_str_ends(match->text, CD_STR("moon")))
        r->moon = true;
    if (r->time_said && (r->time_firm || !firm))
        return;
    r->scene->time = time;
    r->time_said = true;
    r->time_firm = firm;
}

static void weather_word(struct mp_reader *r, const mp_match *match)
{
    /* Rain and snow outweigh clouds and fog. */
    const mp_weather weather = (mp_weather)match->value[MP_KIND_WEATHER];
    if (!r->weather_said || weather > r->scene->weather)
        r->scene->weather = weather;
    r->weather_said = true;
}

void cd_mp__place_word(struct mp_reader *r, const mp_match *match, uint32_t at, bool before_noun)
{
    if (r->negating)
        return;
    float points = before_noun ? 1.5f : 3.0f;
    if (r->companion == MP_OTHER_NONE && !before_noun)
        r->companion = cd_mp__companion(match->text);
    if (r->place_preposition_at == at)
        points += 1.0f;
    if (far_after(r, at + match->words))
        points -= 2.0f;
    if (mp_is(match, MP_KIND_TIME))
        time_word(r, match);
    if (mp_is(match, MP_KIND_WEATHER))
        weather_word(r, match);
    if (mp_is(match, MP_KIND_SETTING)) {
        const mp_setting setting = (mp_setting)match->value[MP_KIND_SETTING];
        score(r, setting, points, at);
        if (mp_setting_kind(setting) == MP_SETTING_KITCHEN ||
            mp_setting_kind(setting) == MP_SETTING_ROOM) {
            r->scene->marble = r->scene->marble || r->phrase.stuff == MP_STUFF_MARBLE;
            r->scene->wooden = r->scene->wooden || r->phrase.stuff == MP_STUFF_WOOD;
        }
    }
    if (mp_is(match, MP_KIND_WEAK)) {
        r->autumn = r->autumn || match->value[MP_KIND_WEAK] == MP_SETTING_AUTUMN_FOREST;
        r->blossom = r->blossom || match->value[MP_KIND_WEAK] == MP_SETTING_BLOSSOM_GROVE;
        r->snow = r->snow || match->value[MP_KIND_WEAK] == MP_SETTING_SNOW;
        r->night_sky = r->night_sky || match->value[MP_KIND_WEAK] == MP_SETTING_NIGHT_SKY;
    }
    if (mp_is(match, MP_KIND_SKY)) {
        r->sky = true;
        r->scene->aurora = r->scene->aurora || match->value[MP_KIND_SKY] == MP_AURORA_SKY;
    }
    r->lake = r->lake || mp_is(match, MP_KIND_LAKE);
    r->window = r->window || mp_is(match, MP_KIND_WINDOW);
    if (mp_is(match, MP_KIND_SHOP)) {
        const bool front = match->value[MP_KIND_SHOP] == 1;
        const bool inside = r->link.given && r->link.relation == MP_IN && !front;
        if (inside)
            score(r, MP_SETTING_CAFE, 2.5f, at);
        else
            r->shop = true;
        r->storefront = r->storefront || front;
    }
}

static mp_setting best_said(const struct mp_reader *r)
{
    mp_setting best = MP_SETTING__COUNT;
    for (mp_setting i = 0; i < MP_SETTING__COUNT; i++) {
        const float points = r->setting_score[i];
        if (points <= 0.0f)
            continue;
        if (best == MP_SETTING__COUNT || points > r->setting_score[best] ||
            (points >= r->setting_score[best] && r->setting_at[i] < r->setting_at[best]))
            best = i;
    }
    return best;
}

static mp_setting of_hint(mp_hint hint)
{
    static const mp_setting settings[MP_HINT__COUNT] = {
        [MP_HINT_NONE] = MP_SETTING__COUNT,        [MP_HINT_CITY] = MP_SETTING_CITY,
        [MP_HINT_MOUNTAIN] = MP_SETTING_MOUNTAINS, [MP_HINT_SEA] = MP_SETTING_SEA,
        [MP_HINT_LAKE] = MP_SETTING_MOUNTAINS,     [MP_HINT_DESERT] = MP_SETTING_DESERT,
        [MP_HINT_FOREST] = MP_SETTING_FOREST,      [MP_HINT_RIVER] = MP_SETTING_MOUNTAINS,
        [MP_HINT_ISLAND] = MP_SETTING_SEA};
    return settings[hint];
}

/* Where one subject may be, by its kind. */
static mp_setting of_subject(const struct mp_reader *r, const mp_subject *subject)
{
    mp_figure figure;
    if (!cd_mp_pack_figure(&figure, cd_mp__pack(r->words), subject->figure))
        return MP_SETTING__COUNT;
    if (figure.subgroup == ANIMAL_MARINE)
        return MP_SETTING_UNDERWATER;
    if (figure.group == MP_GROUP_FOOD)
        return MP_SETTING_KITCHEN;
    if (figure.group == MP_GROUP_NATURE)
        return MP_SETTING_MEADOW;
    if (figure.subgroup == TRANSPORT_GROUND)
        return MP_SETTING_STREET;
    if (figure.subgroup == TRANSPORT_WATER)
        return MP_SETTING_SEA;
    if (figure.group == MP_GROUP_PEOPLE)
        return r->scene->seed & 1 ? MP_SETTING_MEADOW : MP_SETTING_STREET;
    if (figure.place == MP_ON_TABLE && figure.group != GROUP_TRAVEL)
        return MP_SETTING_KITCHEN;
    return MP_SETTING__COUNT;
}

/* Where a thing is that no room holds: a tree, a house, a vehicle; MP_SETTING__COUNT for the rest.
 */
static mp_setting outdoors_of(const struct mp_reader *r, const mp_subject *subject)
{
    enum { PLANT_OTHER = 41, PLACES_FIRST = 50, TRANSPORT_LAST = 56 };
    mp_figure figure;
    if (!cd_mp_pack_figure(&figure, cd_mp__pack(r->words), subject->figure))
        return MP_SETTING__COUNT;
    const bool plant = figure.subgroup == PLANT_OTHER && figure.height_m >= 1.5f;
    const bool built = figure.subgroup >= PLACES_FIRST && figure.subgroup <= TRANSPORT_LAST;
    const bool beast = figure.group == MP_GROUP_NATURE && figure.height_m >= 1.0f;
    const bool afloat = figure.place == MP_UNDER_WATER || figure.place == MP_IN_SKY;
    if ((!plant && !built && !beast) || afloat || figure.height_m < 0.9f)
        return MP_SETTING__COUNT;
    const mp_setting habitat = cd_mp__habitat(r->words, subject->figure);
    const mp_setting kind = habitat != MP_SETTING__COUNT ? habitat : of_subject(r, subject);
    if (mp_setting_kind(kind) == MP_SETTING_ROOM || mp_setting_kind(kind) == MP_SETTING_KITCHEN)
        return MP_SETTING__COUNT;
    return kind != MP_SETTING__COUNT ? kind : MP_SETTING_MEADOW;
}

/* One thing that is only outdoors takes the others out with it. */
static mp_setting pulled_out(const struct mp_reader *r, mp_setting setting, bool anywhere)
{
    const bool indoors = anywhere || mp_setting_kind(setting) == MP_SETTING_ROOM ||
                         mp_setting_kind(setting) == MP_SETTING_KITCHEN;
    for (uint32_t i = 0; indoors && i < r->scene->subject_count; i++) {
        const mp_setting out = outdoors_of(r, &r->scene->subjects[i]);
        if (out != MP_SETTING__COUNT)
            return out;
    }
    return setting;
}

/* Whether somebody holds or wears it: sunglasses on a dog tell nothing of where the dog is. */
static bool is_carried(const struct mp_reader *r, uint32_t subject)
{
    const mp_scene *scene = r->scene;
    mp_figure figure;
    if (subject > 0 &&
        cd_mp_pack_figure(&figure, cd_mp__pack(r->words), scene->subjects[subject].figure) &&
        figure.subgroup == MP_SUBGROUP_CLOTHING)
        return true;
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        const mp_subject *s = &scene->subjects[i];
        const bool first = s->relation == MP_HOLDING || s->relation == MP_WEARING;
        const bool second = s->also == MP_HOLDING || s->also == MP_WEARING;
        if ((first && s->other == (int32_t)subject) ||
            (second && s->also_other == (int32_t)subject))
            return true;
    }
    return false;
}

static mp_setting of_subjects(const struct mp_reader *r)
{
    for (uint32_t i = 0; i < r->scene->subject_count;
         i++) { /* a duck in a bathtub: where that is */
        const mp_subject *s = &r->scene->subjects[i];
        if ((s->relation != MP_IN && s->relation != MP_ON) || s->other < 0)
            continue;
        const mp_setting habitat = cd_mp__habitat(r->words, r->scene->subjects[s->other].figure);
        if (habitat != MP_SETTING__COUNT)
            return habitat;
    }
    for (uint32_t i = 0; i < r->scene->subject_count; i++) {
        const mp_setting habitat = cd_mp__habitat(r->words, r->scene->subjects[i].figure);
        const bool indoors = mp_setting_kind(habitat) == MP_SETTING_ROOM ||
                             mp_setting_kind(habitat) == MP_SETTING_KITCHEN;
        if (habitat != MP_SETTING__COUNT && !(indoors && is_carried(r, i)))
            return pulled_out(r, habitat, false);
    }
    for (uint32_t i = 0; i < r->scene->subject_count; i++) {
        const mp_setting setting = of_subject(r, &r->scene->subjects[i]);
        if (setting != MP_SETTING__COUNT)
            return pulled_out(r, setting, r->group[i] == MP_GROUP_PEOPLE);
    }
    static const mp_setting any[] = {MP_SETTING_MEADOW, MP_SETTING_MOUNTAINS, MP_SETTING_SEA,
                                     MP_SETTING_MEADOW};
    if (r->scene->subject_count > 0)
        return MP_SETTING_MEADOW;
    return any[r->prompt_hash % CD_COUNT(any)];
}

static bool all_on_table(const mp_scene *scene)
{
    for (uint32_t i = 0; i < scene->subject_count; i++)
        if (scene->subjects[i].place != MP_ON_TABLE)
            return false;
    return scene->subject_count > 0;
}

/* Woods and parks wear the season; nothing else shows it. */
static mp_setting in_season(const struct mp_reader *r, mp_setting said)
{
    const bool trees =
        said == MP_SETTING__COUNT || said == MP_SETTING_FOREST || said == MP_SETTING_PARK;
    if (!trees || r->snow || (said == MP_SETTING__COUNT && r->shop))
        return said;
    return r->autumn ? MP_SETTING_AUTUMN_FOREST : r->blossom ? MP_SETTING_BLOSSOM_GROVE : said;
}

static void decide_setting(struct mp_reader *r)
{
    mp_scene *scene = r->scene;
    mp_setting said = best_said(r);
    const float points = said == MP_SETTING__COUNT ? 0.0f : r->setting_score[said];
    const bool outdoors =
        mp_setting_kind(said) != MP_SETTING_KITCHEN && mp_setting_kind(said) != MP_SETTING_ROOM;
    if ((r->storefront || (r->shop && points < 4.0f)) && (outdoors || r->storefront)) {
        said = MP_SETTING_STREET;
        scene->storefront = true;
    } else if (r->lake &&
               (said == MP_SETTING__COUNT || mp_setting_kind(said) == MP_SETTING_MOUNTAINS)) {
        said = MP_SETTING_MOUNTAINS;
        scene->lake_in_mountains = true;
    } else if (r->snow &&
               (said == MP_SETTING__COUNT || mp_setting_kind(said) == MP_SETTING_MEADOW)) {
        said = MP_SETTING_SNOW;
    } else if (said == MP_SETTING__COUNT &&
               (r->night_sky || (r->moon && scene->subject_count == 0))) {
        said = MP_SETTING_NIGHT_SKY;
    } else if (said == MP_SETTING__COUNT && r->window) {
        said = all_on_table(scene) ? MP_SETTING_KITCHEN : MP_SETTING_ROOM;
    } else if (said == MP_SETTING__COUNT && r->hint != MP_HINT_NONE) {
        said = of_hint(r->hint);
        scene->lake_in_mountains = r->hint == MP_HINT_LAKE || r->hint == MP_HINT_RIVER;
    }
    said = in_season(r, said);
    if (r->night_sky && !r->time_said)
        scene->time = MP_NIGHT;
    if (r->snow && mp_setting_kind(said) != MP_SETTING_SNOW && said != MP_SETTING__COUNT &&
        !r->weather_said)
        scene->weather = MP_SNOWFALL;
    scene->setting_said = said != MP_SETTING__COUNT;
    scene->setting = said;
}

/* Animals that are at home in water and on land swim when the scene is under water. */
static void put_under_water(struct mp_reader *r)
{
    static const char *const swimmers[] = {"turtle",  "seal",           "penguin",  "otter",
                                           "dolphin", "spouting-whale", "crocodile"};
    for (uint32_t i = 0; i < r->scene->subject_count; i++) {
        mp_figure figure;
        if (!cd_mp_pack_figure(&figure, cd_mp__pack(r->words), r->scene->subjects[i].figure))
            continue;
        for (size_t k = 0; k < CD_COUNT(swimmers); k++)
            if (cd_str_eq_c(figure.name, swimmers[k]))
                r->scene->subjects[i].place = MP_UNDER_WATER;
    }
}

/* Whether it is there what only the dark shows. */
static bool wants_night(const struct mp_reader *r)
{
    static const char *const names[] = {"fireworks", "street-lamp"};
    for (uint32_t i = 0; i < r->scene->subject_count; i++) {
        mp_figure figure;
        if (!cd_mp_pack_figure(&figure, cd_mp__pack(r->words), r->scene->subjects[i].figure))
            continue;
        for (size_t k = 0; k < CD_COUNT(names); k++)
            if (cd_str_eq_c(figure.name, names[k]))
                return true;
    }
    return false;
}

/* Who stands before something is a little sharper than it, unless told otherwise. */
static const float usual_focus = 0.25f;

/* "a close-up of a cat" shows its face, where the artwork has one. */
static void show_face(struct mp_reader *r)
{
    mp_figure figure;
    mp_subject *s = &r->scene->subjects[0];
    if (!r->scene->close_up || r->scene->subject_count == 0 || s->count > 1 ||
        !cd_mp_pack_figure(&figure, cd_mp__pack(r->words), s->figure))
        return;
    char name[96];
    snprintf(name, sizeof name, "%.*s-face", CD_STR_ARG(figure.name));
    const int32_t face = cd_mp_pack_find(cd_mp__pack(r->words), cd_str_from(name));
    if (face != MP_FIGURE_NONE)
        s->figure = face;
}

/* What the season does to a setting that has no picture of its own for it. */
static void wear_season(struct mp_reader *r)
{
    mp_scene *scene = r->scene;
    const mp_setting kind = mp_setting_kind(scene->setting);
    scene->autumn = r->autumn && !r->snow && scene->weather != MP_SNOWFALL &&
                    scene->setting != MP_SETTING_OASIS && scene->setting != MP_SETTING_SAVANNA &&
                    (kind == MP_SETTING_MEADOW || kind == MP_SETTING_MOUNTAINS);
    /* Who teaches brings a board along, and a classroom has one. */
    for (uint32_t i = 0; i < scene->subject_count; i++) {
        mp_figure figure;
        mp_subject *s = &scene->subjects[i];
        if (scene->setting == MP_SETTING_CLASSROOM &&
            cd_mp_pack_figure(&figure, cd_mp__pack(r->words), s->figure) &&
            cd_str_eq_c(figure.name, "teacher"))
            s->figure = cd_mp_pack_find(cd_mp__pack(r->words), CD_STR("woman-office-worker"));
    }
}

void cd_mp__place_finish(struct mp_reader *r, cd_ratio asked)
{
    mp_scene *scene = r->scene;
    decide_setting(r);
    cd_mp__subjects_finish(r);
    add_companion(r);
    const bool sign = scene->text_count > 0 && scene->texts[0].surface == MP_SIGN_NEON;
    const bool neon = sign || (r->neon && !scene->text_count);
    if (!r->time_said && neon)
        scene->time = MP_NIGHT;
    const bool text_only = scene->text_count > 0 && scene->subject_count == 0;
    if (!scene->setting_said && sign) {
        scene->setting = MP_SETTING_STREET;
    } else if (!scene->setting_said && text_only) {
        scene->setting = of_text[scene->texts[0].surface];
        scene->storefront = scene->texts[0].surface == MP_GLASS;
    } else if (!scene->setting_said) {
        const bool night = r->time_said && scene->time == MP_NIGHT && scene->subject_count == 0;
        scene->setting = night ? MP_SETTING_NIGHT_SKY : of_subjects(r);
        const bool indoors = mp_setting_kind(scene->setting) == MP_SETTING_ROOM ||
                             mp_setting_kind(scene->setting) == MP_SETTING_KITCHEN;
        if (indoors && r->weather_said && scene->weather >= MP_FOG)
            scene->setting = scene->weather == MP_SNOWFALL ? MP_SETTING_SNOW : MP_SETTING_STREET;
    }
    if (!r->time_said && wants_night(r))
        scene->time = MP_NIGHT;
    else if (!r->time_said && (mp_setting_kind(scene->setting) == MP_SETTING_SPACE ||
                               mp_setting_kind(scene->setting) == MP_SETTING_NIGHT_SKY))
        scene->time = MP_NIGHT;
    else if (!r->time_said && !r->night_sky && !neon &&
             (mp_setting_kind(scene->setting) == MP_SETTING_ROOM ||
              mp_setting_kind(scene->setting) == MP_SETTING_KITCHEN))
        scene->time = MP_MORNING;
    if (mp_setting_kind(scene->setting) == MP_SETTING_UNDERWATER)
        put_under_water(r);
    scene->indoors_window = r->window && (mp_setting_kind(scene->setting) == MP_SETTING_ROOM ||
                                          mp_setting_kind(scene->setting) == MP_SETTING_KITCHEN);
    wear_season(r);
    show_face(r);
    if (scene->no_text)
        scene->text_count = 0;
    if (r->deep_focus)
        scene->focus = 0.0f;
    else if (scene->subject_count > 0 && scene->focus < usual_focus)
        scene->focus = usual_focus;
    scene->time_said = r->time_said;
    scene->weather_said = r->weather_said;
    static const cd_ratio ratios[] = {
#define MP_SETTING(name, word, ratio, ...) [MP_SETTING_##name] = ratio,
#include "engine/multiplane/settings.def"
#undef MP_SETTING
    };
    scene->ratio = asked != CD_RATIO_NONE       ? asked
                   : r->canvas != CD_RATIO_NONE ? (cd_ratio)r->canvas
                                                : ratios[scene->setting];
    cd_ratio_pixels(scene->ratio, &scene->width, &scene->height);
}
