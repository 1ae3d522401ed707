/* tests/unit/domain/test_client.c - states and names of clients. */
#include "base/base.h"
#include "domain/client.h"
#include "unit/check.h"

static void states_say_why(void)
{
    CHECK(cd_client_state_refusal(cd_client_state_find(CD_STR("active"))) == NULL);
    CHECK_TEXT(cd_client_state_refusal(cd_client_state_find(CD_STR("suspended"))),
               "API client is suspended");
    CHECK_TEXT(cd_client_state_refusal(cd_client_state_find(CD_STR("deactivated"))),
               "API client is deactivated");
    CHECK_INT(cd_client_state_find(CD_STR("Active")), CD_CLIENT_STATE_NONE);
    CHECK_INT(cd_client_state_find(CD_STR("")), CD_CLIENT_STATE_NONE);
    for (int state = 1; state < CD_CLIENT_STATE__COUNT; state++)
        CHECK_INT(cd_client_state_find(cd_str_from(cd_client_state_name((cd_client_state)state))),
                  state);
}

static void names_are_plain(void)
{
    char name[CD_NAME_MAX + 1];
    CHECK(cd_name_valid(CD_STR("default")));
    CHECK(cd_name_valid(CD_STR("A.b_c-9")));
    CHECK(!cd_name_valid(CD_STR("")));
    CHECK(!cd_name_valid(CD_STR("a b")));
    CHECK(!cd_name_valid(CD_STR("a/b")));
    CHECK(!cd_name_valid(CD_STR("\xc3\xa9")));
    memset(name, 'n', sizeof name);
    CHECK(cd_name_valid((cd_str){name, CD_NAME_MAX - 1}));
    CHECK(!cd_name_valid((cd_str){name, CD_NAME_MAX}));
}

CHECK_MAIN(RUN(states_say_why) RUN(names_are_plain))
