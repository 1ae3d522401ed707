/* net/client.c - libcurl behind client.h. */
#include "net/client.h"

#include "net/net_int.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { CONNECT_MS = 5000 };

struct cd_net {
    CURL *curl;
};

struct receiving {
    struct cd_net_reply *reply;
    const struct cd_net_call *call;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void global_start(void)
{
    const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
    CD_ASSERT(code == CURLE_OK);
}

void cd_net__start(void)
{
    pthread_once(&once, global_start);
}

cd_rc cd_net_open(cd_net **out, cd_err *err)
{
    cd_net__start();
    CD_AUTO(cd_net_close) cd_net *net = cd_new(sizeof *net);
    net->curl = curl_easy_init();
    if (net->curl == NULL)
        return cd_fail(err, CD_E_NOMEM, NULL, "no memory for an HTTP client");
    CD_MOVE(*out, net);
    return CD_OK;
}

void cd_net_close(cd_net **net)
{
    if (net == NULL || *net == NULL)
        return;
    if ((*net)->curl != NULL)
        curl_easy_cleanup((*net)->curl);
    free(*net);
    *net = NULL;
}

static size_t on_body(char *data, size_t size, size_t count, void *arg)
{
    struct receiving *receiving = arg;
    cd_buf_put(&receiving->reply->body, (cd_str){data, size * count});
    return cd_buf_failed(&receiving->reply->body) ? 0 : size * count;
}

static size_t on_header(char *data, size_t size, size_t count, void *arg)
{
    struct receiving *receiving = arg;
    cd_str name;
    cd_str value;
    if (receiving->call->want_header != NULL &&
        cd_str_cut((cd_str){data, size * count}, ':', &name, &value) &&
        cd_str_ieq(name, cd_str_from(receiving->call->want_header)) &&
        !cd_str_copy(receiving->reply->header, sizeof receiving->reply->header, cd_str_trim(value)))
        receiving->reply->header[0] = '\0';
    return size * count;
}

static int on_progress(void *arg, curl_off_t total, curl_off_t now, curl_off_t up_total,
                       curl_off_t up_now)
{
    const struct receiving *receiving = arg;
    (void)total;
    (void)now;
    (void)up_total;
    (void)up_now;
    return receiving->call->stop != NULL && cd_atomic_get(receiving->call->stop) != 0;
}

static cd_rc outcome(CURLcode code, const struct receiving *receiving, const char *text,
                     cd_err *err)
{
    switch (code) {
    case CURLE_OK:
        return CD_OK;
    case CURLE_OPERATION_TIMEDOUT:
        return cd_fail(err, CD_E_TIMEOUT, NULL, "no answer from %s within %u ms",
                       receiving->call->url, receiving->call->timeout_ms);
    case CURLE_ABORTED_BY_CALLBACK:
        return cd_fail(err, CD_E_CANCELED, NULL, "stopped");
    case CURLE_WRITE_ERROR:
        return cd_fail(err, CD_E_TOO_BIG, NULL, "the answer is over %zu bytes",
                       receiving->reply->body.max);
    default:
        return cd_fail(err, CD_E_UPSTREAM, NULL, "%s: %s", receiving->call->url,
                       text[0] != '\0' ? text : curl_easy_strerror(code));
    }
}

static void list_free(struct curl_slist **list)
{
    curl_slist_free_all(*list);
}

cd_rc cd_net_send(struct cd_net_reply *reply, cd_net *net, const struct cd_net_call *call,
                  cd_err *err)
{
    struct receiving receiving = {reply, call};
    char text[CURL_ERROR_SIZE] = "";
    CD_AUTO(list_free) struct curl_slist *headers = NULL;
    CURL *curl = net->curl;

    for (size_t i = 0; call->headers[i] != NULL; i++)
        headers = curl_slist_append(headers, call->headers[i]);
    headers = curl_slist_append(headers, "Expect:"); /* no round trip before a body */
    curl_easy_reset(curl);                           /* options only: the connection stays open */
    if (call->body.data != NULL) {
        headers = curl_slist_append(headers, "Content-Type: application/json");
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->body.data);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body.size);
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call->method);
    curl_easy_setopt(curl, CURLOPT_URL, call->url);
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, call->unix_path);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)call->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, text);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &receiving);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &receiving);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &receiving);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    cd_buf_clear(&reply->body);
    reply->header[0] = '\0';
    const CURLcode code = curl_easy_perform(curl);
    CD_TRY(outcome(code, &receiving, text, err));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply->status);
    return CD_OK;
}
