/* engine/multiplane/look/mesh.h - triangles between scattered points. Thread: one owner.
 * Uses: base. */
#ifndef CD_ENGINE_MULTIPLANE_LOOK_MESH_H
#define CD_ENGINE_MULTIPLANE_LOOK_MESH_H
#include "base/base.h"

enum { MP_MESH_POINTS_MAX = 3000 };

typedef struct mp_mesh {
    uint32_t point_count, triangle_count;
    float (*points)[2];       /* owned, from left to right after the triangulation */
    uint16_t (*triangles)[3]; /* owned, indices of points */
} mp_mesh;

/* Room for points; the caller fills them in. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__mesh_new(mp_mesh *out, cd_err *err);
/* Sorts the points and connects them so that no point is within the circle around a triangle.
 * Source: Bowyer, Computing Dirichlet tessellations, 1981; Watson, likewise; the sweep from left to
 * right after P. Bourke, Triangulate, 1989. CD_E_NOMEM. */
CD_MUST cd_rc cd_mp__mesh_connect(mp_mesh *mesh, cd_err *err);
void cd_mp__mesh_done(mp_mesh *mesh);

#endif
