/* engine/multiplane/cast/lettering_outline.c - polygons of letters and what is done to them. */
#include "engine/multiplane/cast/lettering_outline.h"

#include "engine/multiplane/paint/paint.h"

#include <pango/pangocairo.h>
#include <string.h>

enum { POINTS_MAX = 400000, GRAIN_SIDE = 128, NIB_PASSES_MAX = 40 };

/* Without room yet it only counts. */
static void put(mp_outline *out, double x, double y, bool first)
{
    if (out->at != NULL && out->count < out->max) {
        out->at[out->count][0] = x;
        out->at[out->count][1] = y;
        out->first[out->count] = first;
    }
    out->count += out->count < POINTS_MAX;
}

/* -1..1, smooth: value noise of one dimension. */
static double smooth_noise(double x, uint64_t lane)
{
    const double cell = floor(x);
    const float t = cd_mp_smooth(0.0f, 1.0f, (float)(x - cell));
    const uint64_t i = (uint64_t)(int64_t)cell;
    const float a = cd_mp_hash01(i ^ (lane << 40));
    const float b = cd_mp_hash01((i + 1) ^ (lane << 40));
    return (double)(2.0f * cd_mp_lerp(a, b, t) - 1.0f);
}

/* A hand does not keep the line, and its edges are not straight. */
static void bend(double *x, double *y, const mp_strokes *s, double em)
{
    const double u = *x / em;
    const double v = *y / em;
    const double line = floor(v / 1.15); /* each line sways its own way */
    double dx = -s->shear * v + s->shear * 1.15 * line;
    double dy = s->wave * smooth_noise(u * 0.9 + line * 17.0, 1);
    dx += 0.5 * s->wave * smooth_noise(v * 1.3 + u * 0.35, 2);
    if (s->rough > 0.0) {
        dx += s->rough * smooth_noise(u * 9.0 + v * 23.0, 3);
        dy += s->rough * smooth_noise(v * 9.0 + u * 21.0, 4);
    }
    *x += dx * em;
    *y += dy * em;
}

static void line_to(mp_outline *out, const double from[2], const double to[2],
                    const mp_strokes *strokes)
{
    const double dx = to[0] - from[0];
    const double dy = to[1] - from[1];
    const double step = out->em / (strokes->rough > 0.0 ? 28.0 : 10.0);
    const bool straight = strokes->rough == 0.0 && strokes->wave == 0.0;
    const double length = sqrt(dx * dx + dy * dy);
    const int parts = straight ? 1 : 1 + (int)(length / step);
    for (int i = 1; i <= parts; i++) {
        double x = from[0] + dx * i / parts;
        double y = from[1] + dy * i / parts;
        bend(&x, &y, strokes, out->em);
        put(out, x, y, false);
    }
}

/* Ink of a stroke laid around: the outlines' bounds and what is around them. */
static void measure(mp_outline *out, const mp_strokes *s, double edge)
{
    const double around = (s->spread + edge) * out->em;
    const double side = around + 0.5 * s->nib * out->em;
    double box[4] = {1e9, 1e9, -1e9, -1e9};
    for (size_t i = 0; i < out->count; i++) {
        for (int k = 0; k < 2; k++) {
            box[k] = out->at[i][k] < box[k] ? out->at[i][k] : box[k];
            box[2 + k] = out->at[i][k] > box[2 + k] ? out->at[i][k] : box[2 + k];
        }
    }
    out->box[0] = box[0] - side;
    out->box[1] = box[1] - side;
    out->box[2] = box[2] + side;
    out->box[3] = box[3] + side;
}

static void walk(mp_outline *out, const cairo_path_t *path, const mp_strokes *strokes)
{
    double at[2] = {0, 0};
    double start[2] = {0, 0};
    out->count = 0;
    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        const cairo_path_data_t *data = &path->data[i];
        if (data->header.type == CAIRO_PATH_CLOSE_PATH) {
            line_to(out, at, start, strokes);
            memcpy(at, start, sizeof at);
            continue;
        }
        const double to[2] = {data[1].point.x, data[1].point.y};
        if (data->header.type == CAIRO_PATH_MOVE_TO) {
            const int next = i + data->header.length;
            if (next >= path->num_data || path->data[next].header.type != CAIRO_PATH_LINE_TO)
                continue; /* a point is no letter */
            double x = to[0];
            double y = to[1];
            bend(&x, &y, strokes, out->em);
            put(out, x, y, true);
            memcpy(start, to, sizeof start);
        } else {
            line_to(out, at, to, strokes);
        }
        memcpy(at, to, sizeof at);
    }
}

void cd_mp_outline_take(mp_outline *out, cairo_t *cr, PangoLayout *layout,
                        const mp_strokes *strokes, double em, double edge)
{
    *out = (mp_outline){.em = em};
    cairo_new_path(cr);
    cairo_move_to(cr, 0.0, 0.0);
    cairo_set_tolerance(cr, 0.05);
    pango_cairo_layout_path(cr, layout);
    cairo_path_t *path = cairo_copy_path_flat(cr);
    cairo_new_path(cr);
    walk(out, path, strokes);
    if (out->count > 0) {
        out->max = out->count;
        out->at = cd_new_array(out->max, sizeof out->at[0]);
        out->first = cd_new_array(out->max, sizeof out->first[0]);
        walk(out, path, strokes);
        measure(out, strokes, edge);
    }
    cairo_path_destroy(path);
}

void cd_mp_outline_done(mp_outline *outline)
{
    cd_free_ptr(&outline->at);
    cd_free_ptr(&outline->first);
}

static void trace(cairo_t *cr, const mp_outline *outline, const double at[3], double dx, double dy)
{
    cairo_new_path(cr);
    for (size_t i = 0; i < outline->count; i++) {
        const double x = outline->at[i][0] * at[0] + at[1] + dx;
        const double y = outline->at[i][1] * at[0] + at[2] + dy;
        if (outline->first[i]) {
            if (i > 0)
                cairo_close_path(cr);
            cairo_move_to(cr, x, y);
        } else {
            cairo_line_to(cr, x, y);
        }
    }
    cairo_close_path(cr);
}

/* Twice the area of the polygon from point `from` up to `to`, signed by its direction. */
static double area(const mp_outline *o, size_t from, size_t to)
{
    double sum = 0.0;
    for (size_t i = from; i < to; i++) {
        const size_t next = i + 1 < to ? i + 1 : from;
        sum += o->at[i][0] * o->at[next][1] - o->at[next][0] * o->at[i][1];
    }
    return sum;
}

static size_t end_of(const mp_outline *o, size_t from)
{
    size_t to = from + 1;
    while (to < o->count && !o->first[to])
        to++;
    return to;
}

/* A stencil holds the inner parts of its letters by bridges: the polygons that run against the
 * others are the holes. */
static void bridges(cairo_t *cr, const mp_outline *o, const double at[3])
{
    double total = 0.0;
    for (size_t from = 0; from < o->count; from = end_of(o, from))
        total += area(o, from, end_of(o, from));
    const double half = 0.045 * o->em * at[0];
    const double reach = 0.30 * o->em * at[0];
    for (size_t from = 0; from < o->count; from = end_of(o, from)) {
        const size_t to = end_of(o, from);
        if (area(o, from, to) * total >= 0.0)
            continue;
        double box[4] = {1e9, 1e9, -1e9, -1e9};
        for (size_t i = from; i < to; i++) {
            for (int k = 0; k < 2; k++) {
                box[k] = o->at[i][k] < box[k] ? o->at[i][k] : box[k];
                box[2 + k] = o->at[i][k] > box[2 + k] ? o->at[i][k] : box[2 + k];
            }
        }
        const double x = 0.5 * (box[0] + box[2]) * at[0] + at[1];
        const double y0 = box[1] * at[0] + at[2] - reach;
        const double y1 = box[3] * at[0] + at[2] + reach;
        cairo_rectangle(cr, x - half, y0, 2.0 * half, y1 - y0);
    }
    cairo_set_operator(cr, CAIRO_OPERATOR_DEST_OUT);
    cairo_fill(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
}

/* The ground's roughness takes a share of the ink: chalk on slate, worn type, dry brush. */
static void grain(cairo_t *cr, const mp_outline *o, double share, double scale)
{
    const int stride = cairo_format_stride_for_width(CAIRO_FORMAT_A8, GRAIN_SIDE);
    uint8_t *bytes = cd_new((size_t)stride * GRAIN_SIDE);
    for (int y = 0; y < GRAIN_SIDE; y++) {
        for (int x = 0; x < GRAIN_SIDE; x++) {
            const float fine = cd_mp_hash01((uint64_t)(y * GRAIN_SIDE + x));
            const float coarse = cd_mp_hash01((uint64_t)(y / 3 * GRAIN_SIDE + x / 5 + 99991));
            const float n = 0.55f * fine + 0.45f * coarse;
            const float level = cd_mp_smooth(0.86f - (float)share, 1.02f - 0.5f * (float)share, n);
            bytes[y * stride + x] = (uint8_t)(level * 225.0f);
        }
    }
    cairo_surface_t *surface =
        cairo_image_surface_create_for_data(bytes, CAIRO_FORMAT_A8, GRAIN_SIDE, GRAIN_SIDE, stride);
    cairo_pattern_t *pattern = cairo_pattern_create_for_surface(surface);
    cairo_pattern_set_extend(pattern, CAIRO_EXTEND_REPEAT);
    const double texel = o->em * scale / 44.0;
    cairo_matrix_t matrix;
    cairo_matrix_init_rotate(&matrix, 0.6);
    cairo_matrix_scale(&matrix, 1.0 / (texel > 1.0 ? texel : 1.0),
                       1.0 / (texel > 1.0 ? texel : 1.0));
    cairo_pattern_set_matrix(pattern, &matrix);
    cairo_set_operator(cr, CAIRO_OPERATOR_DEST_OUT);
    cairo_set_source(cr, pattern);
    cairo_paint(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
    cairo_pattern_destroy(pattern);
    cairo_surface_destroy(surface);
    cd_free_ptr(&bytes);
}

void cd_mp_outline_ink(cairo_t *cr, const mp_outline *outline, const mp_strokes *strokes,
                       const double at[3])
{
    const double em = outline->em * at[0];
    const double nib = strokes->nib * em;
    const int passes = nib > 0.0 ? 1 + (int)(nib / 0.8) : 1;
    const int most = passes < NIB_PASSES_MAX ? passes : NIB_PASSES_MAX;
    cairo_set_source_rgba(cr, 0, 0, 0, 1);
    for (int i = 0; i < most; i++) {
        /* A broad pen, held at some forty degrees. */
        const double k = most > 1 ? (double)i / (most - 1) - 0.5 : 0.0;
        trace(cr, outline, at, 0.77 * nib * k, -0.64 * nib * k);
        if (strokes->spread > 0.0 && i == 0) {
            cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
            cairo_set_line_width(cr, 2.0 * strokes->spread * em);
            cairo_stroke_preserve(cr);
        }
        cairo_fill(cr);
    }
    if (strokes->cut)
        bridges(cr, outline, at);
    if (strokes->grain > 0.0)
        grain(cr, outline, strokes->grain, at[0]);
}
