/* api/route.h - which row of routes.def a method and a path mean. A pure function, so that it can
 * be fuzzed. Thread: any. Uses: base. */
#ifndef CD_API_ROUTE_H
#define CD_API_ROUTE_H
#include "base/base.h"

typedef enum cd_route_id {
#define CD_ROUTE(name, method, path, who, corridor, body, summary) CD_ROUTE_##name,
#include "api/routes.def"
#undef CD_ROUTE
    CD_ROUTE__COUNT
} cd_route_id;

typedef struct cd_route {
    cd_route_id id;
    const char *method, *path;
    bool local;
    const char *summary;
} cd_route;

/* Finds the row; *param is what its {part} stood for. CD_E_NOT_FOUND, or CD_E_METHOD with `allow`
 * (at least 64 bytes) listing the methods the path has. Local rows exist for local callers only. */
CD_MUST cd_rc cd_route_find(const cd_route **out, cd_str *param, char allow[64], cd_str method,
                            cd_str path, bool local, cd_err *err);
/* Row `index`, or NULL past the end. */
const cd_route *cd_route_at(size_t index);

#endif
