/* engine/multiplane/cast/lettering_layout.c - where texts hang, stand and lie: over the shop, on a
 * wall, on posts beside the cast, on the table, across the top, on a thing. */
#include "engine/multiplane/cast/lettering.h"

#include "engine/multiplane/place/street.h"

#include <string.h>

static const float shapes[MP_SURFACE__COUNT][2] = {
#define MP_SURFACE(name, word, face, ink, edge, brief, wordy, ...) [MP_##name] = {brief, wordy},
#include "engine/multiplane/cast/surfaces.def"
#undef MP_SURFACE
};

static const struct {
    const char *figures;
    float box[4];
} prints[] = {
#define MP_PRINT(figures, x0, y0, x1, y1) {figures, {x0, y0, x1, y1}},
#include "engine/multiplane/words/prints.def"
#undef MP_PRINT
};

void cd_mp_print_box(float box[4], cd_str figure)
{
    static const float middle[4] = {0.20f, 0.36f, 0.80f, 0.66f};
    memcpy(box, middle, sizeof middle);
    for (size_t i = 0; i < CD_COUNT(prints); i++) {
        cd_str rest = cd_str_from(prints[i].figures), name;
        for (bool more = true; more;) {
            more = cd_str_cut(rest, ',', &name, &rest);
            if (cd_str_eq(cd_str_trim(name), figure))
                memcpy(box, prints[i].box, sizeof middle);
        }
    }
}

/* Wide boards for short texts, squarer ones for long. */
static float shape_of(const mp_text *text)
{
    const float length = (float)strlen(text->text);
    return cd_mp_lerp(shapes[text->surface][0], shapes[text->surface][1],
                      cd_mp_smooth(14.0f, 90.0f, length));
}

struct room {
    float from, to;
    bool alone; /* nobody stands there */
};

/* The wider of the two spaces beside the cast. */
static struct room beside(const mp_cast *cast, const mp_paint *p)
{
    float left = p->width;
    float right = 0.0f;
    for (uint32_t i = 0; i < cast->count; i++) {
        const mp_actor *a = &cast->actors[i];
        if (a->stance == MP_STANCE_SKY || a->base < 0.5f * p->horizon)
            continue;
        left = a->x - 0.5f * a->width < left ? a->x - 0.5f * a->width : left;
        right = a->x + 0.5f * a->width > right ? a->x + 0.5f * a->width : right;
    }
    const float margin = 0.02f * p->unit;
    if (right <= left)
        return (struct room){margin, p->width - margin, true};
    if (left > p->width - right)
        return (struct room){margin, left - margin, false};
    return (struct room){right + margin, p->width - margin, false};
}

/* A board of this size, seen straight, with its middle at (x, y). */
static void set_flat(mp_plate *plate, float x, float y, float w, float h)
{
    plate->board.flat[0] = w;
    plate->board.flat[1] = h;
    const float box[4] = {x - 0.5f * w, y - 0.5f * h, x + 0.5f * w, y + 0.5f * h};
    memcpy(plate->box, box, sizeof box);
    plate->board.sag = 0.0f;
    cd_mp_plate_turn(plate, 0.0f, 0.0f, 2.0f);
    plate->base = plate->box[3];
}

/* Brings its lowest edge to a row, and its sides into the picture where they can be. */
static void move_to(mp_plate *plate, const mp_paint *p, float row)
{
    const float dy = row - plate->box[3];
    float dx = plate->box[0] < 0.0f ? -plate->box[0] : 0.0f;
    if (plate->box[2] + dx > p->width)
        dx = p->width - plate->box[2];
    for (int i = 0; i < 4; i++) {
        plate->box[i] += i & 1 ? dy : dx;
        plate->board.quad[i][0] += dx;
        plate->board.quad[i][1] += dy;
    }
}

static void across_the_top(mp_plate *plate, const mp_paint *p, const mp_text *text, uint32_t slot)
{
    float w = 0.72f * p->width < 1.3f * p->unit ? 0.72f * p->width : 1.3f * p->unit;
    const float shape = shape_of(text);
    const bool cloth = text->surface == MP_BANNER;
    float h = w * shape * (cloth ? 0.80f : 0.62f);
    h = h > 0.17f * p->height ? 0.17f * p->height : h;
    if (shape > 0.6f && h / shape < w)
        w = h / shape;
    const float top = 0.035f * p->height + (float)slot * (1.2f * h + 0.02f * p->unit);
    plate->mount = MP_MOUNT_AIR;
    set_flat(plate, 0.5f * p->width, top + 0.5f * h, w, h);
    plate->board.sag = cloth ? 0.14f : 0.0f;
    plate->box[3] += plate->board.sag * h;
}

/* Width and height that fit the room. */
static void size_of(float size[2], const mp_paint *p, const mp_text *text, const struct room *room)
{
    const float shape = shape_of(text);
    const float widest = (room->alone ? 0.98f : 0.74f) * p->unit;
    const float tallest = (room->alone ? 0.66f : 0.54f) * p->unit;
    float w = 0.92f * (room->to - room->from);
    w = w > widest ? widest : w;
    w = w * shape > tallest ? tallest / shape : w;
    size[0] = w;
    size[1] = w * shape;
}

/* How far a board in a setting turns to the middle of the picture. */
static float yaw_of(const mp_paint *p, const mp_text *text, float x)
{
    const float aside = (x - 0.5f * p->width) / p->width;
    if (text->surface == MP_SIGN_NEON || text->surface == MP_BANNER)
        return 0.0f;
    const bool left = fabsf(aside) < 0.02f ? (p->scene->seed & 4) != 0 : aside < 0.0f;
    return left ? 0.34f : -0.34f;
}

static void on_posts(mp_plate *plate, const mp_paint *p, const mp_text *text,
                     const struct room *room, float base)
{
    float size[2];
    size_of(size, p, text, room);
    const float x = 0.5f * (room->from + room->to);
    const bool low = text->surface == MP_CHALKBOARD;
    const float leg = low ? 0.05f : text->surface == MP_BILLBOARD ? 0.27f : 0.20f;
    const float row = base - 0.10f * (base - p->horizon);
    plate->mount = MP_MOUNT_POST;
    set_flat(plate, x, row, size[0], size[1]);
    plate->board.sag = text->surface == MP_BANNER ? 0.10f : 0.0f;
    cd_mp_plate_turn(plate, yaw_of(p, text, x), low ? 0.14f : 0.0f, 2.0f);
    move_to(plate, p, row - leg * p->unit);
    if (plate->box[1] < 0.02f * p->height)
        move_to(plate, p, plate->box[3] + 0.02f * p->height - plate->box[1]);
    plate->base = row > plate->box[3] ? row : plate->box[3];
}

/* Paper and books lie before who looks; labels lean. */
static void on_table(mp_plate *plate, const mp_paint *p, const mp_text *text,
                     const struct room *room, float base)
{
    float size[2];
    size_of(size, p, text, room);
    const float x = 0.5f * (room->from + room->to);
    const bool lies =
        text->surface == MP_PAGE || text->surface == MP_BOOK || text->surface == MP_NEWSPAPER;
    plate->mount = MP_MOUNT_TABLE;
    set_flat(plate, x, base, size[0], size[1]);
    cd_mp_plate_turn(plate, lies ? (p->scene->seed & 4 ? 0.16f : -0.16f) : 0.0f,
                     lies ? 0.74f : 0.20f, lies ? 2.1f : 3.0f);
    move_to(plate, p, lies ? cd_mp_lerp(base, p->height, 0.45f) : base);
    plate->base = plate->box[3];
}

static void on_wall(mp_plate *plate, const mp_paint *p, const mp_text *text,
                    const struct room *room)
{
    float size[2];
    size_of(size, p, text, room);
    const float most = 0.62f * p->horizon;
    const float k = size[1] > most ? most / size[1] : 1.0f;
    plate->mount = MP_MOUNT_WALL;
    set_flat(plate, 0.5f * (room->from + room->to), 0.56f * p->horizon, size[0] * k, size[1] * k);
}

static bool is_wall(const mp_scene *scene, mp_surface surface)
{
    const mp_setting kind = mp_setting_kind(scene->setting);
    const bool hangs = surface == MP_POSTER || surface == MP_GLASS ||
                       (surface == MP_CHALKBOARD && kind == MP_SETTING_ROOM) ||
                       (surface == MP_SIGN_NEON && kind == MP_SETTING_ROOM);
    return hangs && (kind == MP_SETTING_ROOM || kind == MP_SETTING_STREET);
}

static void on_shop(mp_plate *plate, const mp_paint *p, mp_surface surface)
{
    const bool pane = surface == MP_GLASS;
    float box[4];
    if (pane)
        cd_mp_front_pane(box, p);
    else
        cd_mp_front_sign(box, p);
    plate->mount = pane ? MP_MOUNT_PANE : MP_MOUNT_WALL;
    set_flat(plate, 0.5f * (box[0] + box[2]), 0.5f * (box[1] + box[3]), box[2] - box[0],
             box[3] - box[1]);
}

/* On the side of who carries it: the first of them. False when nobody does. */
static bool on_thing(mp_plate *plate, const mp_cast *cast, const mp_text *text)
{
    for (uint32_t i = 0; i < cast->count && text->surface == MP_THING; i++) {
        const mp_actor *a = &cast->actors[i];
        if ((int32_t)a->subject != text->subject || a->instance != 0)
            continue;
        float box[4];
        cd_mp_print_box(box, cd_mp_cast_figure(cast, a->subject));
        const float from = a->flip ? 1.0f - box[2] : box[0];
        const float to = a->flip ? 1.0f - box[0] : box[2];
        const float x = a->x + (0.5f * (from + to) - 0.5f) * a->width;
        const float y = a->base - (1.0f - 0.5f * (box[1] + box[3])) * a->height;
        plate->mount = MP_MOUNT_THING;
        set_flat(plate, x, y, (to - from) * a->width, (box[3] - box[1]) * a->height);
        return true;
    }
    return false;
}

void cd_mp_plate_scale(mp_plate *plate, float k)
{
    for (int i = 0; i < 4; i++) {
        plate->box[i] *= k;
        plate->board.quad[i][0] *= k;
        plate->board.quad[i][1] *= k;
    }
    plate->board.flat[0] *= k;
    plate->board.flat[1] *= k;
    plate->base *= k;
}

/* A text of a picture that is changed stays where it was. */
static void stay(mp_plate *plate, const mp_text *text, float grain)
{
    const float *box = text->box;
    if (text->board.flat[0] < 1.0f || text->board.flat[1] < 1.0f) {
        set_flat(plate, 0.5f * (box[0] + box[2]), 0.5f * (box[1] + box[3]), box[2] - box[0],
                 box[3] - box[1]);
    } else {
        plate->board = text->board;
        memcpy(plate->box, box, sizeof plate->box);
    }
    plate->base = text->base;
    plate->mount = text->mount;
    cd_mp_plate_scale(plate, grain);
}

struct taken {
    uint32_t standing, hanging;
    bool front;
};

static void find_place(mp_plate *plate, struct taken *taken, const mp_paint *paint,
                       const mp_text *text, const struct room *beside_cast, float base)
{
    const mp_scene *scene = paint->scene;
    const mp_setting kind = mp_setting_kind(scene->setting);
    const bool shop = scene->setting == MP_SETTING_STREET && scene->storefront;
    const bool floats = kind == MP_SETTING_SPACE || kind == MP_SETTING_UNDERWATER ||
                        (kind == MP_SETTING_SEA && !paint->ground_subjects);
    const bool stands = text->surface == MP_CHALKBOARD || text->surface == MP_POSTER;
    struct room room = *beside_cast;
    if (shop) /* a board on the pavement, beside the door */
        room = (struct room){0.66f * paint->width, 0.98f * paint->width, false};
    if (shop && !taken->front && !stands) {
        on_shop(plate, paint, text->surface);
        taken->front = true;
        return;
    }
    if (floats || taken->standing > 0 || room.to - room.from < 0.30f * paint->unit ||
        (shop && !stands)) {
        across_the_top(plate, paint, text, taken->hanging++);
        return;
    }
    taken->standing++;
    if (is_wall(scene, text->surface) && !shop)
        on_wall(plate, paint, text, &room);
    else if (kind == MP_SETTING_KITCHEN)
        on_table(plate, paint, text, &room, base);
    else
        on_posts(plate, paint, text, &room, base);
}

void cd_mp_lettering_layout(mp_lettering *out, const mp_paint *paint, const mp_cast *cast,
                            float base)
{
    const mp_scene *scene = paint->scene;
    const struct room room = beside(cast, paint);
    struct taken taken = {0, 0, false};
    out->count = scene->no_text ? 0 : scene->text_count;
    for (uint32_t i = 0; i < out->count; i++) {
        mp_plate *plate = &out->plates[i];
        const mp_text *text = &scene->texts[i];
        if (on_thing(plate, cast, text))
            continue;
        if (!text->placed) {
            find_place(plate, &taken, paint, text, &room, base);
            continue;
        }
        stay(plate, text, paint->fine);
        taken.standing += plate->mount == MP_MOUNT_POST || plate->mount == MP_MOUNT_TABLE;
        taken.hanging += plate->mount == MP_MOUNT_AIR;
        taken.front = taken.front || plate->mount == MP_MOUNT_WALL || plate->mount == MP_MOUNT_PANE;
    }
}
