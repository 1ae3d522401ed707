/* api/route.c - matching paths against the table. */
#include "api/route.h"

enum { ANYONE, LOCAL };

static const cd_route routes[] = {
#define CD_ROUTE(name, method, path, who, corridor, body, summary) \
    {CD_ROUTE_##name, method, path, who == LOCAL, summary},
#include "api/routes.def"
#undef CD_ROUTE
};

/* Compares part by part; {name} takes one part that is not empty, {name*} all that is left. */
static bool matches(cd_str *param, cd_str pattern, cd_str path)
{
    while (pattern.size > 0) {
        cd_str want;
        cd_str have;
        const bool more = cd_str_cut(pattern, '/', &want, &pattern);
        if (cd_str_starts(want, CD_STR("{")) && cd_str_ends(want, CD_STR("*}"))) {
            *param = path;
            return path.size > 0;
        }
        const bool has_more = cd_str_cut(path, '/', &have, &path);
        if (more != has_more)
            return false;
        if (cd_str_starts(want, CD_STR("{"))) {
            if (have.size == 0)
                return false;
            *param = have;
        } else if (!cd_str_eq(want, have)) {
            return false;
        }
    }
    return path.size == 0;
}

cd_rc cd_route_find(const cd_route **out, cd_str *param, char allow[64], cd_str method, cd_str path,
                    bool local, cd_err *err)
{
    cd_buf methods = {allow, 0, 63, 63, false};
    for (size_t i = 0; i < CD_COUNT(routes); i++) {
        cd_str found = {NULL, 0};
        if ((routes[i].local && !local) || !matches(&found, cd_str_from(routes[i].path), path))
            continue;
        if (cd_str_eq_c(method, routes[i].method)) {
            *out = &routes[i];
            *param = found;
            return CD_OK;
        }
        if (methods.size > 0)
            cd_buf_put(&methods, CD_STR(", "));
        cd_buf_put(&methods, cd_str_from(routes[i].method));
    }
    allow[methods.size] = '\0';
    if (methods.size > 0)
        return cd_fail(err, CD_E_METHOD, NULL, "Method Not Allowed");
    return cd_fail(err, CD_E_NOT_FOUND, NULL, "Not Found");
}

const cd_route *cd_route_at(size_t index)
{
    return index < CD_COUNT(routes) ? &routes[index] : NULL;
}
