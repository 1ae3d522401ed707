/* engine/multiplane/look/mesh.c - adds the points from left to right: triangles whose circle has a
 * point inside go, and the hole's rim is connected to it; those left behind are final. */
#include "engine/multiplane/look/mesh.h"

#include <math.h>
#include <stdlib.h>

enum { OUTER = 3, TRIANGLES_MAX = 2 * MP_MESH_POINTS_MAX + 2 * OUTER, RIM_MAX = 1024 };

struct circle {
    double x, y, r2;
};

struct work {
    mp_mesh *mesh;
    double outer[OUTER][2]; /* a triangle around everything; indices after the points' */
    uint16_t (*open)[3];
    struct circle *circles; /* of the open triangles */
    uint32_t open_count;
    uint16_t rim[RIM_MAX][2];
    uint32_t rim_count;
};

cd_rc cd_mp__mesh_new(mp_mesh *out, cd_err *err)
{
    *out = (mp_mesh){.point_count = 0};
    CD_TRY(cd_try_alloc(&out->points, MP_MESH_POINTS_MAX * sizeof *out->points, err));
    return cd_try_alloc(&out->triangles, TRIANGLES_MAX * sizeof *out->triangles, err);
}

void cd_mp__mesh_done(mp_mesh *mesh)
{
    free(mesh->points);
    free(mesh->triangles);
    *mesh = (mp_mesh){.point_count = 0};
}

static void work_done(struct work *work)
{
    free(work->open);
    free(work->circles);
}

static int by_x(const void *a, const void *b)
{
    const float *p = a, *q = b;
    if (p[0] != q[0])
        return p[0] < q[0] ? -1 : 1;
    return p[1] < q[1] ? -1 : p[1] > q[1];
}

static void place_of(double at[2], const struct work *w, uint16_t index)
{
    const uint32_t count = w->mesh->point_count;
    for (int k = 0; k < 2; k++)
        at[k] = index < count ? (double)w->mesh->points[index][k] : w->outer[index - count][k];
}

/* Adds an open triangle; false when its corners are on a line. */
static bool add_open(struct work *w, uint16_t a, uint16_t b, uint16_t c)
{
    double p[2], q[2], r[2];
    place_of(p, w, a);
    place_of(q, w, b);
    place_of(r, w, c);
    const double bx = q[0] - p[0], by = q[1] - p[1], cx = r[0] - p[0], cy = r[1] - p[1];
    const double d = 2.0 * (bx * cy - by * cx);
    if (fabs(d) < 1.0e-9)
        return false;
    const double b2 = bx * bx + by * by, c2 = cx * cx + cy * cy;
    const double ux = (cy * b2 - by * c2) / d, uy = (bx * c2 - cx * b2) / d;
    CD_ASSERT(w->open_count < TRIANGLES_MAX);
    w->circles[w->open_count] = (struct circle){p[0] + ux, p[1] + uy, ux * ux + uy * uy};
    uint16_t *t = w->open[w->open_count++];
    t[0] = a;
    t[1] = b;
    t[2] = c;
    return true;
}

static void keep(struct work *w, const uint16_t t[3])
{
    const uint32_t count = w->mesh->point_count;
    if (t[0] >= count || t[1] >= count || t[2] >= count)
        return;
    CD_ASSERT(w->mesh->triangle_count < TRIANGLES_MAX);
    for (int i = 0; i < 3; i++)
        w->mesh->triangles[w->mesh->triangle_count][i] = t[i];
    w->mesh->triangle_count++;
}

/* An edge that two triangles of the hole share is inside it. */
static void rim_edge(struct work *w, uint16_t a, uint16_t b)
{
    for (uint32_t i = 0; i < w->rim_count; i++)
        if (w->rim[i][0] == b && w->rim[i][1] == a) {
            w->rim_count--;
            w->rim[i][0] = w->rim[w->rim_count][0];
            w->rim[i][1] = w->rim[w->rim_count][1];
            return;
        }
    if (w->rim_count == RIM_MAX)
        return;
    w->rim[w->rim_count][0] = a;
    w->rim[w->rim_count++][1] = b;
}

static void drop_open(struct work *w, uint32_t i)
{
    w->open_count--;
    w->circles[i] = w->circles[w->open_count];
    for (int k = 0; k < 3; k++)
        w->open[i][k] = w->open[w->open_count][k];
}

static void add_point(struct work *w, uint16_t index)
{
    double at[2];
    place_of(at, w, index);
    w->rim_count = 0;
    for (uint32_t i = 0; i < w->open_count;) {
        const struct circle *c = &w->circles[i];
        const double dx = at[0] - c->x, dy = at[1] - c->y;
        if (dx > 0.0 && dx * dx > c->r2) { /* no later point can be in it */
            keep(w, w->open[i]);
            drop_open(w, i);
        } else if (dx * dx + dy * dy <= c->r2) {
            const uint16_t *t = w->open[i];
            rim_edge(w, t[0], t[1]);
            rim_edge(w, t[1], t[2]);
            rim_edge(w, t[2], t[0]);
            drop_open(w, i);
        } else {
            i++;
        }
    }
    for (uint32_t i = 0; i < w->rim_count; i++)
        (void)add_open(w, w->rim[i][0], w->rim[i][1], index);
}

cd_rc cd_mp__mesh_connect(mp_mesh *mesh, cd_err *err)
{
    CD_AUTO(work_done) struct work w = {.mesh = mesh};
    CD_ASSERT(mesh->point_count <= MP_MESH_POINTS_MAX);
    CD_TRY(cd_try_alloc(&w.open, TRIANGLES_MAX * sizeof *w.open, err));
    CD_TRY(cd_try_alloc(&w.circles, TRIANGLES_MAX * sizeof *w.circles, err));
    qsort(mesh->points, mesh->point_count, sizeof *mesh->points, by_x);
    mesh->triangle_count = 0;
    static const double far = 1.0e5;
    const double outer[OUTER][2] = {{-far, -far}, {far * 3.0, -far}, {-far, far * 3.0}};
    for (int i = 0; i < OUTER; i++)
        for (int k = 0; k < 2; k++)
            w.outer[i][k] = outer[i][k];
    const uint16_t first = (uint16_t)mesh->point_count;
    (void)add_open(&w, first, (uint16_t)(first + 1), (uint16_t)(first + 2));
    for (uint32_t i = 0; i < mesh->point_count; i++)
        add_point(&w, (uint16_t)i);
    for (uint32_t i = 0; i < w.open_count; i++)
        keep(&w, w.open[i]);
    return CD_OK;
}
