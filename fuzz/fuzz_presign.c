/* fuzz/fuzz_presign.c - links to objects: "key LF expires LF nonce LF kid LF signature" from
 * outside is never valid, for nobody knows the signing key; a link of our own with one part
 * replaced is not either. */
#include "blob/presign.h"
#include "fuzz.h"

#include <stdlib.h>
#include <unistd.h>

static cd_presign *signer(void)
{
    static cd_presign *presign;
    char path[] = "/tmp/candela-fuzz.XXXXXX";
    if (presign != NULL)
        return presign;
    const int fd = mkstemp(path);
    FUZZ_CHECK(fd >= 0 && close(fd) == 0 && unlink(path) == 0);
    FUZZ_CHECK(cd_presign_open(&presign, path, NULL) == CD_OK);
    FUZZ_CHECK(unlink(path) == 0);
    return presign;
}

/* The value of `name` in a link's query. */
static cd_str part_of(cd_str query, const char *name)
{
    cd_str part, key, value;
    for (bool more = true; more;) {
        more = cd_str_cut(query, '&', &part, &query);
        if (cd_str_cut(part, '=', &key, &value) && cd_str_eq_c(key, name))
            return value;
    }
    return (cd_str){NULL, 0};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const cd_str key = CD_STR("d290f1ee/1-0.png");
    CD_AUTO(cd_buf_done) cd_buf link = CD_BUF_INIT(1024);
    cd_str rest = {(const char *)data, size};
    cd_str parts[5], path, query;
    for (size_t i = 0; i < 5; i++)
        cd_str_cut(rest, '\n', &parts[i], &rest);
    const struct cd_presign_query foreign = {parts[1], parts[2], parts[3], parts[4]};
    FUZZ_CHECK(cd_presign_check(signer(), CD_STR("GET"), parts[0], &foreign, 0, NULL) ==
               CD_E_FORBIDDEN);

    cd_presign_link(&link, signer(), CD_STR("GET"), key, 0);
    cd_str_cut(cd_buf_str(&link), '?', &path, &query);
    const struct cd_presign_query own = {part_of(query, "expires"), part_of(query, "nonce"),
                                         part_of(query, "kid"), part_of(query, "signature")};
    FUZZ_CHECK(cd_presign_check(signer(), CD_STR("GET"), key, &own, 0, NULL) == CD_OK);
    for (size_t i = 0; i < 4; i++) {
        struct cd_presign_query mixed = own;
        cd_str *at[] = {&mixed.expires, &mixed.nonce, &mixed.key_id, &mixed.signature};
        if (cd_str_eq(*at[i], parts[i + 1]))
            continue;
        *at[i] = parts[i + 1];
        FUZZ_CHECK(cd_presign_check(signer(), CD_STR("GET"), key, &mixed, 0, NULL) ==
                   CD_E_FORBIDDEN);
    }
    return 0;
}
