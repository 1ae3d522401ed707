/* app/reach.c - administration commands reach a running server through its socket; with none
 * running they open the data folder themselves, under the same lock, and walk the same corridor. */
#include "app/app.h"

#include "app/house.h"
#include "net/client.h"
#include "sys/files.h"

#include <stdio.h>
#include <stdlib.h>

enum { CALL_MS = 30000 };

struct cd_reach {
    cd_net *net;
    char socket_path[CD_PATH_MAX];
    bool house_open;
    cd_house house;
};

cd_reach *cd_reach_new(void)
{
    cd_reach *reach = cd_new(sizeof *reach);
    reach->house.lock_fd = -1;
    return reach;
}

void cd_reach_free(cd_reach **reach)
{
    cd_free_ptr(reach);
}

static cd_rc call_socket(void *arg, int *status, cd_buf *body, cd_str method, cd_str path,
                         cd_str request, cd_err *err)
{
    cd_reach *reach = arg;
    char url[1024];
    char verb[8];
    struct cd_net_reply reply = {.body = CD_BUF_INIT(body->max)};
    if (!cd_str_copy(verb, sizeof verb, method))
        return cd_fail(err, CD_E_INVALID, NULL, "no such method");
    snprintf(url, sizeof url, "http://candela%.*s", CD_STR_ARG(path));
    const struct cd_net_call call = {.method = verb,
                                     .url = url,
                                     .unix_path = reach->socket_path,
                                     .body = request.size > 0 ? request : (cd_str){NULL, 0},
                                     .timeout_ms = CALL_MS};
    const cd_rc rc = cd_net_send(&reply, reach->net, &call, err);
    if (rc == CD_OK) {
        *status = (int)reply.status;
        cd_buf_put(body, cd_buf_str(&reply.body));
    }
    cd_buf_done(&reply.body);
    return rc;
}

static cd_rc call_house(void *arg, int *status, cd_buf *body, cd_str method, cd_str path,
                        cd_str request, cd_err *err)
{
    cd_reach *reach = arg;
    return cd_api_call(status, body, reach->house.api, method, path, request, err);
}

/* Whether a server answers on the socket. */
static bool server_answers(cd_reach *reach)
{
    struct cd_net_reply reply = {.body = CD_BUF_INIT(4096)};
    const struct cd_net_call call = {.method = "GET",
                                     .url = "http://candela/healthz",
                                     .unix_path = reach->socket_path,
                                     .timeout_ms = CALL_MS};
    const cd_rc rc = cd_net_send(&reply, reach->net, &call, NULL);
    cd_buf_done(&reply.body);
    return rc == CD_OK && reply.status == 200;
}

static void reach_close(void *arg)
{
    cd_reach *reach = arg;
    if (reach->house_open)
        cd_house_close(&reach->house);
    reach->house_open = false;
    cd_net_close(&reach->net);
}

static cd_rc reach_open(void *arg, cd_cli_server *out, const char *data, cd_err *err)
{
    cd_reach *reach = arg;
    CD_AUTO(cd_options_done) cd_options options = {0};
    char *argv[] = {NULL};
    CD_TRY(cd_path_join(reach->socket_path, data, "candela.sock", err));
    CD_TRY(cd_net_open(&reach->net, err));
    *out = (cd_cli_server){call_socket, reach};
    if (server_answers(reach))
        return CD_OK;
    out->call = call_house;
    CD_TRY(cd_options_read(&options, CD_OPTIONS_TOOLS, "", 0, argv, err));
    options.data = data;
    cd_rc rc = cd_house_lock(&reach->house, &options, true, err);
    if (rc == CD_OK)
        rc = cd_house_open(&reach->house, &options, "", 0, err);
    if (rc != CD_OK) {
        cd_house_close(&reach->house);
        cd_net_close(&reach->net);
        return rc;
    }
    reach->house_open = true;
    return CD_OK;
}

cd_cli_opener cd_reach_opener(cd_reach *reach)
{
    return (cd_cli_opener){reach_open, reach_close, reach};
}
