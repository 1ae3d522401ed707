/* tests/unit/blob/test_presign.c - links: every part of one is signed. */
#include "blob/presign.h"
#include "unit/temp.h"

enum { NOW_S = 1800000000 };
static const cd_str key = CD_STR_INIT("d290f1ee-6c54-4b01-90e6-d701748f0851/1-0.png");

static cd_presign *open_in(const struct temp *temp)
{
    char path[CD_PATH_MAX];
    cd_presign *presign = NULL;
    temp_path(path, temp, "signing.key");
    CHECK_INT(cd_presign_open(&presign, path, NULL), CD_OK);
    return presign;
}

/* Takes "/objects/KEY?expires=..&nonce=..&kid=..&signature=.." apart. */
static struct cd_presign_query query_of(const cd_buf *link)
{
    struct cd_presign_query query = {0};
    cd_str path, rest, part, name, value;
    CHECK(cd_str_cut(cd_buf_str(link), '?', &path, &rest));
    CHECK(cd_str_starts(path, CD_STR("/objects/")));
    CHECK(cd_str_eq(cd_str_sub(path, 9, path.size), key));
    for (bool more = true; more;) {
        more = cd_str_cut(rest, '&', &part, &rest);
        CHECK(cd_str_cut(part, '=', &name, &value));
        if (cd_str_eq_c(name, "expires"))
            query.expires = value;
        else if (cd_str_eq_c(name, "nonce"))
            query.nonce = value;
        else if (cd_str_eq_c(name, "kid"))
            query.key_id = value;
        else if (cd_str_eq_c(name, "signature"))
            query.signature = value;
        else
            check_failed(__FILE__, __LINE__, "unknown part %.*s", CD_STR_ARG(name));
    }
    return query;
}

static cd_rc check_at(cd_presign *presign, const struct cd_presign_query *query, int64_t now_s)
{
    return cd_presign_check(presign, CD_STR("GET"), key, query, now_s * 1000, NULL);
}

static void links_last_an_hour(void)
{
    CD_AUTO(temp_done) struct temp temp = temp_make();
    CD_AUTO(cd_presign_close) cd_presign *presign = open_in(&temp);
    CD_AUTO(cd_buf_done) cd_buf link = CD_BUF_INIT(1024);
    cd_presign_link(&link, presign, CD_STR("GET"), key, (int64_t)NOW_S * 1000);
    const struct cd_presign_query query = query_of(&link);
    uint64_t expires = 0;
    CHECK(cd_str_u64(query.expires, &expires));
    CHECK_INT(expires, NOW_S + 3600);
    CHECK_INT(check_at(presign, &query, NOW_S), CD_OK);
    CHECK_INT(check_at(presign, &query, NOW_S + 3599), CD_OK);
    CHECK_INT(check_at(presign, &query, NOW_S + 3600), CD_E_FORBIDDEN);
}

/* The same key file goes on signing after a restart; another one does not. */
static void links_survive_a_restart(void)
{
    CD_AUTO(temp_done) struct temp temp = temp_make();
    CD_AUTO(temp_done) struct temp other = temp_make();
    CD_AUTO(cd_presign_close) cd_presign *first = open_in(&temp);
    CD_AUTO(cd_presign_close) cd_presign *second = open_in(&temp);
    CD_AUTO(cd_presign_close) cd_presign *foreign = open_in(&other);
    CD_AUTO(cd_buf_done) cd_buf link = CD_BUF_INIT(1024);
    CD_AUTO(cd_buf_done) cd_buf again = CD_BUF_INIT(1024);
    cd_presign_link(&link, first, CD_STR("GET"), key, (int64_t)NOW_S * 1000);
    cd_presign_link(&again, first, CD_STR("GET"), key, (int64_t)NOW_S * 1000);
    CHECK(!cd_str_eq(cd_buf_str(&link), cd_buf_str(&again)));
    const struct cd_presign_query query = query_of(&link);
    CHECK_INT(check_at(second, &query, NOW_S), CD_OK);
    CHECK_INT(check_at(foreign, &query, NOW_S), CD_E_FORBIDDEN);
}

static void every_part_is_signed(void)
{
    CD_AUTO(temp_done) struct temp temp = temp_make();
    CD_AUTO(cd_presign_close) cd_presign *presign = open_in(&temp);
    CD_AUTO(cd_buf_done) cd_buf link = CD_BUF_INIT(1024);
    cd_presign_link(&link, presign, CD_STR("GET"), key, (int64_t)NOW_S * 1000);
    const struct cd_presign_query good = query_of(&link);
    const int64_t now_ms = (int64_t)NOW_S * 1000;
    const cd_str odd[] = {CD_STR(""),     {NULL, 0},
                          CD_STR("0"),    CD_STR("x"),
                          CD_STR("1\n2"), CD_STR("99999999999"),
                          CD_STR(" "),    CD_STR("18446744073709551616")};
    for (size_t i = 0; i < CD_COUNT(odd); i++)
        for (size_t part = 0; part < 4; part++) {
            struct cd_presign_query query = good;
            cd_str *at[] = {&query.expires, &query.nonce, &query.key_id, &query.signature};
            *at[part] = odd[i];
            CHECK_INT(check_at(presign, &query, NOW_S), CD_E_FORBIDDEN);
        }
    CHECK_INT(cd_presign_check(presign, CD_STR("PUT"), key, &good, now_ms, NULL), CD_E_FORBIDDEN);
    CHECK_INT(cd_presign_check(presign, CD_STR("GET"),
                               CD_STR("d290f1ee-6c54-4b01-90e6-d701748f0852/1-0.png"), &good,
                               now_ms, NULL),
              CD_E_FORBIDDEN);
    CHECK_INT(cd_presign_check(presign, CD_STR("GET"), CD_STR(""), &good, now_ms, NULL),
              CD_E_FORBIDDEN);
}

/* No change of a single character of a link goes through. */
static void every_character_counts(void)
{
    CD_AUTO(temp_done) struct temp temp = temp_make();
    CD_AUTO(cd_presign_close) cd_presign *presign = open_in(&temp);
    CD_AUTO(cd_buf_done) cd_buf link = CD_BUF_INIT(1024);
    cd_presign_link(&link, presign, CD_STR("GET"), key, (int64_t)NOW_S * 1000);
    const struct cd_presign_query good = query_of(&link);
    const cd_str parts[] = {good.expires, good.nonce, good.key_id, good.signature};
    for (size_t part = 0; part < 4; part++)
        for (size_t at = 0; at < parts[part].size; at++) {
            char copy[64];
            struct cd_presign_query query = good;
            cd_str *changed[] = {&query.expires, &query.nonce, &query.key_id, &query.signature};
            memcpy(copy, parts[part].data, parts[part].size);
            copy[at] = copy[at] == '1' ? '2' : '1';
            *changed[part] = (cd_str){copy, parts[part].size};
            CHECK_INT(check_at(presign, &query, NOW_S), CD_E_FORBIDDEN);
        }
}

static void a_damaged_key_file_is_named(void)
{
    CD_AUTO(temp_done) struct temp temp = temp_make();
    char path[CD_PATH_MAX];
    cd_presign *presign = NULL;
    cd_err err = {0};
    temp_path(path, &temp, "signing.key");
    CHECK_INT(cd_file_write_atomic(path, CD_STR("short"), 0600, NULL), CD_OK);
    CHECK_INT(cd_presign_open(&presign, path, &err), CD_E_CORRUPT);
    CHECK(strstr(err.text, "signing.key") != NULL);
    CHECK(presign == NULL);
}

CHECK_MAIN(RUN(links_last_an_hour) RUN(links_survive_a_restart) RUN(every_part_is_signed)
               RUN(every_character_counts) RUN(a_damaged_key_file_is_named))
