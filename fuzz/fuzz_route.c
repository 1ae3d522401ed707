/* fuzz/fuzz_route.c - the router on "METHOD path": local rows stay hidden, and a {part} is a piece
 * of the path. The first byte says whether the caller is local. */
#include "api/route.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const cd_route *route = NULL;
    char allow[64] = "";
    cd_str method, path;
    cd_str param = {NULL, 0};
    cd_err err = {0};
    const bool local = size > 0 && data[0] == 'L';
    const cd_str line = {(const char *)data + (size > 0), size - (size > 0)};
    cd_str_cut(line, ' ', &method, &path);
    const cd_rc rc = cd_route_find(&route, &param, allow, method, path, local, &err);
    if (rc == CD_OK) {
        FUZZ_CHECK(route != NULL && cd_str_eq_c(method, route->method));
        FUZZ_CHECK(local || !route->local);
        FUZZ_CHECK((param.data != NULL) == (strchr(route->path, '{') != NULL));
        if (param.data != NULL)
            FUZZ_CHECK(param.data >= path.data && param.data + param.size <= path.data + path.size);
    } else {
        FUZZ_CHECK(rc == CD_E_NOT_FOUND || rc == CD_E_METHOD);
        FUZZ_CHECK(memchr(allow, 0, sizeof allow) != NULL);
        FUZZ_CHECK((rc == CD_E_METHOD) == (allow[0] != '\0'));
    }
    return 0;
}
