/* engine/multiplane/cast/cast_body.c - which body a head gets, and the two put together. */
#include "engine/multiplane/cast/cast_body.h"

#include "engine/multiplane/cast/body.h"

enum { BODY_BEAST, BODY_PERSON, BODY_ROBOT, BODY_BUST, BODY_STEED };

static const struct {
    int kind;
    const char *names;
    mp_body_look look;
} bodies[] = {
#define MP_BODY(kind, names, coat, belly, limbs, form) \
    {BODY_##kind, names, {coat, belly, limbs, form, 0}},
#include "engine/multiplane/cast/bodies.def"
#undef MP_BODY
};

/* By kind: the height of the body under the head in widths of the head, the width of the whole
 * likewise, how far the head reaches into the body, and how far left of the middle it is. */
static const struct {
    float below, width, overlap, aside;
} builds[] = {[BODY_BEAST] = {1.00f, 1.16f, 0.17f, 0.0f},
              [BODY_PERSON] = {1.50f, 1.10f, 0.07f, 0.0f},
              [BODY_ROBOT] = {1.22f, 1.24f, 0.05f, 0.0f},
              [BODY_BUST] = {0.62f, 1.00f, 0.01f, 0.0f},
              [BODY_STEED] = {0.98f, 1.72f, 0.36f, 0.36f}};

/* "woman-cook-medium-dark" is a "cook". */
static cd_str plain_name(cd_str name)
{
    static const char *const tones[] = {"-medium-light", "-medium-dark", "-light", "-medium",
                                        "-dark"};
    for (size_t i = 0; i < CD_COUNT(tones); i++)
        if (cd_str_ends(name, cd_str_from(tones[i])))
            return cd_str_sub(name, 0, name.size - cd_str_from(tones[i]).size);
    return name;
}

static bool is_named(cd_str name, cd_str row)
{
    static const char *const before[] = {"man-", "woman-", "person-"};
    if (cd_str_eq(name, row))
        return true;
    for (size_t i = 0; i < CD_COUNT(before); i++) {
        const cd_str head = cd_str_from(before[i]);
        if (cd_str_starts(name, head) && cd_str_eq(cd_str_sub(name, head.size, name.size), row))
            return true;
    }
    return false;
}

int32_t cd_mp_body_find(cd_str figure)
{
    const cd_str name = plain_name(figure);
    for (size_t i = 0; i < CD_COUNT(bodies); i++) {
        cd_str rest = cd_str_from(bodies[i].names), one;
        for (bool more = true; more;) {
            more = cd_str_cut(rest, ',', &one, &rest);
            if (name.size > 0 && is_named(name, cd_str_trim(one)))
                return (int32_t)i;
        }
    }
    return -1;
}

float cd_mp_body_share(int32_t row)
{
    const int kind = bodies[row].kind;
    return 1.0f / (1.0f + builds[kind].below - builds[kind].overlap);
}

/* The mean colour around a point of the figure, 0 where nothing is. */
static uint32_t color_at(const cd_mp_sprite *s, float x, float y)
{
    const int32_t cx = (int32_t)(x * (float)(s->width - 1));
    const int32_t cy = (int32_t)(y * (float)(s->height - 1));
    const uint8_t *px = s->rgba + 4 * ((size_t)cy * s->width + (size_t)cx);
    return px[3] < 128 ? 0 : (uint32_t)px[0] << 16 | (uint32_t)px[1] << 8 | px[2];
}

/* The figure as an image that Cairo lays over the body. */
static cd_rc lay_head(cairo_t *cr, const cd_mp_sprite *figure, double x, double y, cd_err *err)
{
    CD_AUTO(cd_mp_layer_done) mp_layer head = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&head, (int32_t)figure->width, (int32_t)figure->height, err));
    cairo_surface_flush(head.surface);
    uint8_t *bytes = cairo_image_surface_get_data(head.surface);
    const size_t stride = (size_t)cairo_image_surface_get_stride(head.surface);
    for (size_t row = 0; row < figure->height; row++) {
        uint32_t *to = (uint32_t *)(void *)(bytes + row * stride);
        const uint8_t *from = figure->rgba + row * figure->width * 4;
        for (size_t i = 0; i < figure->width; i++)
            to[i] = (uint32_t)from[4 * i + 3] << 24 | (uint32_t)from[4 * i] << 16 |
                    (uint32_t)from[4 * i + 1] << 8 | from[4 * i + 2];
    }
    cairo_surface_mark_dirty(head.surface);
    cairo_set_source_surface(cr, head.surface, x, y);
    cairo_paint(cr);
    cairo_set_source_rgb(cr, 0, 0, 0); /* lets go of the layer */
    return CD_OK;
}

static uint32_t shirt_of(uint64_t hash)
{
    static const uint32_t shirts[] = {0xff822d, 0x8a5cd6, 0x3b8df2, 0x2fae74, 0xe4486c, 0x1ea5b5};
    return shirts[cd_mp_hash(hash) % CD_COUNT(shirts)];
}

cd_rc cd_mp_body_draw(cd_mp_sprite *out, uint8_t **rgba, mp_head *head, const cd_mp_sprite *figure,
                      int32_t row, uint64_t hash, cd_err *err)
{
    CD_ASSERT(row >= 0 && (size_t)row < CD_COUNT(bodies));
    const int kind = bodies[row].kind;
    const float u = (float)figure->width;
    const float top = (float)figure->height - builds[kind].overlap * u;
    const int32_t width = (int32_t)(builds[kind].width * u + 0.5f);
    const int32_t height = (int32_t)(top + builds[kind].below * u + 0.5f);
    mp_body_look look = bodies[row].look;
    if (look.coat == 0)
        look.coat = shirt_of(hash);
    look.skin = color_at(figure, 0.24f, 0.60f);
    CD_AUTO(cd_mp_layer_done) mp_layer layer = {NULL, NULL, 0, 0};
    CD_TRY(cd_mp_layer_new(&layer, width, height, err));
    cairo_save(layer.cr);
    const double middle = 0.5 * (double)width - (double)(builds[kind].aside * u);
    cairo_translate(layer.cr, middle, (double)top);
    cairo_scale(layer.cr, (double)u, (double)u);
    if (kind == BODY_BEAST)
        cd_mp_body_beast(layer.cr, &look);
    else if (kind == BODY_PERSON)
        cd_mp_body_person(layer.cr, &look);
    else if (kind == BODY_STEED)
        cd_mp_body_steed(layer.cr, &look);
    else if (kind == BODY_ROBOT)
        cd_mp_body_robot(layer.cr, &look);
    else
        cd_mp_body_below(layer.cr, &look, figure);
    cairo_restore(layer.cr);
    CD_TRY(lay_head(layer.cr, figure, middle - 0.5 * (double)u, 0.0, err));
    CD_TRY(cd_mp_layer_rgba(rgba, &layer, err));
    *out = (cd_mp_sprite){(uint32_t)width, (uint32_t)height, *rgba};
    *head = (mp_head){u / (float)width, (float)figure->height / (float)height};
    return CD_OK;
}
