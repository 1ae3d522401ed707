/* api/health.c - for load balancers and scripts: alive, and able to accept. */
#include "api/visit.h"

static void reply_status(cd_visit *visit, int status, const char *word)
{
    cd_buf_put(&visit->exchange->reply, CD_STR("{\"status\":\""));
    cd_buf_put(&visit->exchange->reply, cd_str_from(word));
    cd_buf_put(&visit->exchange->reply, CD_STR("\"}"));
    cd_api__reply(visit, status);
}

cd_rc cd_api__reply_health(cd_visit *visit, cd_err *err)
{
    (void)err;
    reply_status(visit, 200, "ok");
    return CD_OK;
}

cd_rc cd_api__reply_ready(cd_visit *visit, cd_err *err)
{
    (void)err;
    const bool ready = cd_atomic_get(&visit->api->ready) != 0;
    reply_status(visit, ready ? 200 : 503, ready ? "ready" : "starting or stopping");
    return CD_OK;
}
