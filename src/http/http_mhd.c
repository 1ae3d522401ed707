/* http/http_mhd.c - libmicrohttpd behind http.h: epoll, a small pool of listener threads, suspended
 * connections while a desk works. */
#include "http/http.h"

#include "base/atomic.h"
#include "base/chan.h"
#include "base/lock.h"
#include "http/patience.h"
#include "sys/files.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    HEADER_BYTES_MAX = 16 * 1024, /* of one request, in MHD's memory for a connection */
    IDLE_S = 75,
    /* of a body nobody wants, or as much as the route takes: clients that write first and read
     * later would not see the reply otherwise; more closes the connection */
    DISCARD_BYTES_MAX = 32 * 1024 * 1024,
    CHUNKED_BYTES = 4 * 1024 * 1024 /* booked at a time for a body of unknown size */
};

/* VETTING, TAKING and WORKING are at a desk, with the connection suspended. */
enum phase { VETTING, READING, TAKING, DISCARDING, WORKING, READY };

struct cd_http {
    struct MHD_Daemon *daemon;
    const cd_http_app *app;
    bool local;
    cd_chan *desk_queue;
    pthread_t *desks;
    unsigned desk_count;
    cd_patience *patience;
    cd_atomic active;
    cd_atomic booked; /* bytes of memory that large bodies have */
};

static cd_patience_entry *patience_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

cd_str cd_http_header(const cd_http_exchange *exchange, const char *name)
{
    return cd_str_from(MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name));
}

cd_str cd_http_query(const cd_http_exchange *exchange, const char *name)
{
    const cd_str sent =
        cd_str_from(MHD_lookup_connection_value(exchange->connection, MHD_GET_ARGUMENT_KIND, name));
    if (sent.data == NULL || memchr(sent.data, '%', sent.size) == NULL)
        return sent;
    char *text = cd_arena_alloc(exchange->arena, sent.size + 1);
    if (text == NULL)
        return sent;
    memcpy(text, sent.data, sent.size + 1);
    return (cd_str){text, MHD_http_unescape(text)};
}

bool cd_http_is_form(const cd_http_exchange *exchange)
{
    const cd_str type = cd_http_header(exchange, "Content-Type");
    const cd_str form = CD_STR("multipart/form-data");
    return cd_str_ieq(cd_str_sub(type, 0, form.size), form);
}

struct forming {
    cd_rc (*each)(void *arg, const struct cd_http_field *field, cd_err *err);
    void *arg;
    cd_err *err;
    cd_rc rc;
};

static enum MHD_Result on_field(void *arg, enum MHD_ValueKind kind, const char *name,
                                const char *filename, const char *content_type,
                                const char *encoding, const char *data, uint64_t offset,
                                size_t size)
{
    struct forming *forming = arg;
    const struct cd_http_field field = {
        name != NULL ? name : "", filename, content_type, offset, {data, size}};
    (void)kind;
    (void)encoding;
    forming->rc = forming->each(forming->arg, &field, forming->err);
    return forming->rc == CD_OK ? MHD_YES : MHD_NO;
}

cd_rc cd_http_form(const cd_http_exchange *exchange,
                   cd_rc (*each)(void *arg, const struct cd_http_field *field, cd_err *err),
                   void *arg, cd_err *err)
{
    enum { HEADER_ROOM = 4096, STEP = 64 * 1024 };
    struct forming forming = {each, arg, err, CD_OK};
    struct MHD_PostProcessor *processor =
        MHD_create_post_processor(exchange->connection, HEADER_ROOM, on_field, &forming);
    bool good = processor != NULL;
    for (size_t at = 0; good && at < exchange->body.size; at += STEP) {
        const cd_str step = cd_str_sub(cd_buf_str(&exchange->body), at, at + STEP);
        good = MHD_post_process(processor, step.data, step.size) == MHD_YES;
    }
    if (processor != NULL && MHD_destroy_post_processor(processor) != MHD_YES)
        good = false;
    if (forming.rc != CD_OK)
        return forming.rc;
    return good ? CD_OK : cd_fail(err, CD_E_INVALID, NULL, "The body is not multipart/form-data");
}

void cd_http_reply_header(cd_http_exchange *exchange, const char *name, cd_str value)
{
    CD_ASSERT(exchange->header_count < CD_HTTP_REPLY_HEADERS_MAX);
    for (size_t i = 0; i < value.size; i++)
        if ((unsigned char)value.data[i] < 0x20)
            return;
    const cd_str copy = cd_arena_str(exchange->arena, value);
    if (copy.data == NULL)
        return;
    exchange->headers[exchange->header_count].name = name;
    exchange->headers[exchange->header_count++].value = copy;
}

static cd_http_exchange *exchange_new(cd_http *http, struct MHD_Connection *connection,
                                      const char *method, const char *path)
{
    cd_arena *arena = cd_arena_new(CD_HTTP_VISIT_BYTES_MAX);
    cd_http_exchange *exchange = cd_arena_alloc(arena, sizeof *exchange);
    CD_ASSERT(exchange != NULL);
    exchange->arena = arena;
    exchange->method = cd_str_from(method);
    exchange->path = cd_str_from(path);
    exchange->local = http->local;
    exchange->connection = connection;
    exchange->file = -1;
    exchange->reply.max = CD_HTTP_REPLY_BYTES_MAX;
    cd_atomic_add(&http->active, 1);
    return exchange;
}

/* Books memory for a large body. False when too much is booked already. */
static bool book(cd_http *http, cd_http_exchange *exchange, size_t bytes)
{
    if (cd_atomic_add(&http->booked, (int64_t)bytes) <= (int64_t)CD_HTTP_LARGE_BYTES_MAX) {
        exchange->booked += bytes;
        return true;
    }
    cd_atomic_add(&http->booked, -(int64_t)bytes);
    return false;
}

/* Books more for a body in chunks, whose size nobody knows, as it grows. */
static bool book_growth(cd_http *http, cd_http_exchange *exchange)
{
    if (exchange->booked == 0 || exchange->received <= exchange->booked)
        return true;
    return book(http, exchange, (size_t)(exchange->received - exchange->booked) + CHUNKED_BYTES);
}

/* A refused body is not kept: its room is for others at once, however slowly it comes in. */
static void unbook(cd_http *http, cd_http_exchange *exchange)
{
    cd_atomic_add(&http->booked, -(int64_t)exchange->booked);
    exchange->booked = 0;
}

static void exchange_free(cd_http *http, cd_http_exchange *exchange)
{
    http->app->leave(http->app->ctx, exchange);
    cd_buf_done(&exchange->body);
    unbook(http, exchange);
    cd_buf_done(&exchange->reply);
    cd_fd_close(&exchange->file);
    cd_arena *arena = exchange->arena; /* the exchange lives in it */
    cd_arena_free(&arena);
    cd_atomic_add(&http->active, -1);
}

static struct MHD_Response *response_make(cd_http_exchange *exchange)
{
    struct MHD_Response *response;
    if (exchange->file >= 0 && exchange->file_bytes > 0) {
        response = MHD_create_response_from_fd_at_offset64(exchange->file_bytes, exchange->file,
                                                           exchange->file_offset);
        if (response != NULL)
            exchange->file = -1; /* closed with the response */
    } else {
        response = MHD_create_response_from_buffer(exchange->reply.size, exchange->reply.data,
                                                   MHD_RESPMEM_MUST_FREE);
        if (response != NULL)
            exchange->reply = (cd_buf)CD_BUF_INIT(0); /* the bytes are the response's now */
    }
    if (response == NULL)
        return NULL;
    if (exchange->content_type != NULL)
        MHD_add_response_header(response, "Content-Type", exchange->content_type);
    for (size_t i = 0; i < exchange->header_count; i++)
        MHD_add_response_header(response, exchange->headers[i].name,
                                exchange->headers[i].value.data);
    return response;
}

static enum MHD_Result reply_queue(cd_http_exchange *exchange)
{
    CD_ASSERT(exchange->status >= 200);
    cd_patience_work(patience_of(exchange->connection));
    struct MHD_Response *response = response_make(exchange);
    if (response == NULL)
        return MHD_NO;
    const enum MHD_Result result =
        MHD_queue_response(exchange->connection, (unsigned)exchange->status, response);
    MHD_destroy_response(response);
    return result;
}

/* Prepares the reply to a request that work() will not see; what is left of its body is read and
 * dropped. */
static void refuse(cd_http *http, cd_http_exchange *exchange, cd_rc kind, const char *text)
{
    cd_err why = {0};
    (void)cd_fail(&why, kind, NULL, "%s", text);
    http->app->refuse(http->app->ctx, exchange, &why);
    exchange->phase = DISCARDING;
}

/* The announced size of the body; 0 when there is none or it comes in chunks. */
static uint64_t content_length(const cd_http_exchange *exchange)
{
    uint64_t size;
    return cd_str_u64(cd_http_header(exchange, "Content-Length"), &size) ? size : 0;
}

static uint64_t discard_max(const cd_http_exchange *exchange)
{
    return exchange->body_max > DISCARD_BYTES_MAX ? exchange->body_max : DISCARD_BYTES_MAX;
}

/* Whether to read a body that nobody wants: not one that is too large, nor one that its client
 * keeps back until it is told to go on. */
static bool worth_discarding(const cd_http_exchange *exchange, uint64_t announced)
{
    return announced <= discard_max(exchange) && cd_http_header(exchange, "Expect").data == NULL;
}

/* Takes the exchange out of the listener's hands; when no desk can have it, it is refused. */
static void to_desk(cd_http *http, cd_http_exchange *exchange, enum phase phase)
{
    exchange->phase = phase;
    cd_patience_work(patience_of(exchange->connection)); /* a desk takes what time it needs */
    MHD_suspend_connection(exchange->connection);
    if (cd_chan_try_send(http->desk_queue, exchange))
        return;
    refuse(http, exchange, CD_E_UNAVAILABLE, "Service temporarily unavailable");
    cd_patience_body(patience_of(exchange->connection));
    MHD_resume_connection(exchange->connection);
}

/* The headers are complete: reply at once, or read on. */
static enum MHD_Result headers_done(cd_http *http, cd_http_exchange *exchange)
{
    const uint64_t announced = content_length(exchange);
    const bool chunked = cd_http_header(exchange, "Transfer-Encoding").data != NULL;
    exchange->phase = READING;
    const cd_http_next next = http->app->begin(http->app->ctx, exchange);
    exchange->streaming = next == CD_HTTP_STREAM;
    if (next == CD_HTTP_REPLY)
        exchange->phase = DISCARDING;
    else if (announced > exchange->body_max)
        refuse(http, exchange, CD_E_TOO_BIG, "Request body too large");
    exchange->body = (cd_buf)CD_BUF_INIT(exchange->body_max);
    if (exchange->phase == DISCARDING && !worth_discarding(exchange, announced))
        return reply_queue(exchange); /* MHD closes a connection whose body was not read */
    if (exchange->phase != READING || exchange->streaming ||
        (announced <= CD_HTTP_SMALL_BYTES_MAX && !chunked) ||
        exchange->body_max <= CD_HTTP_SMALL_BYTES_MAX)
        return MHD_YES;
    exchange->vetted = book(http, exchange, announced > 0 ? (size_t)announced : CHUNKED_BYTES);
    if (exchange->vetted) {
        to_desk(http, exchange, VETTING);
        return MHD_YES;
    }
    refuse(http, exchange, CD_E_UNAVAILABLE, "too many large requests at once");
    return worth_discarding(exchange, announced) ? MHD_YES : reply_queue(exchange);
}

/* After a desk has vetted the request: MHD calls once more, before the body. */
static enum MHD_Result headers_vetted(cd_http_exchange *exchange)
{
    exchange->vetted = false;
    if (exchange->phase == DISCARDING && !worth_discarding(exchange, content_length(exchange)))
        return reply_queue(exchange);
    return MHD_YES;
}

/* Room for a whole body at once, in large pages where the system has them: tens of thousands of
 * page faults fewer. */
static void body_reserve(cd_http_exchange *exchange)
{
    char *room = cd_buf_reserve(&exchange->body, exchange->booked);
    if (room != NULL)
        cd_memory_large(room, exchange->booked);
}

static enum MHD_Result body_part(cd_http *http, cd_http_exchange *exchange, const char *data,
                                 size_t *size)
{
    const cd_str part = {data, *size};
    *size = 0;
    exchange->received += part.size;
    cd_patience_more(patience_of(exchange->connection), part.size);
    if (exchange->phase != READING)
        return exchange->received <= discard_max(exchange) ? MHD_YES : MHD_NO;
    if (exchange->body.size == 0 && exchange->booked > 0 && content_length(exchange) > 0)
        body_reserve(exchange);
    if (!book_growth(http, exchange)) {
        cd_buf_done(&exchange->body);
        unbook(http, exchange);
        refuse(http, exchange, CD_E_UNAVAILABLE, "too many large requests at once");
        return MHD_YES;
    }
    cd_buf_put(&exchange->body, part);
    if (cd_buf_failed(&exchange->body) || exchange->received > exchange->body_max) {
        cd_buf_done(&exchange->body);
        refuse(http, exchange, CD_E_TOO_BIG, "Request body too large");
    } else if (exchange->streaming && exchange->body.size >= CD_HTTP_PART_BYTES) {
        to_desk(http, exchange, TAKING);
    }
    return MHD_YES;
}

/* The request is complete: to a desk, or refuse when none can take it. */
static enum MHD_Result body_done(cd_http *http, cd_http_exchange *exchange)
{
    if (exchange->phase == DISCARDING || exchange->phase == READY)
        return reply_queue(exchange);
    to_desk(http, exchange, WORKING);
    return MHD_YES;
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **slot)
{
    cd_http *http = arg;
    cd_http_exchange *exchange = *slot;
    (void)version;
    if (exchange == NULL) {
        exchange = exchange_new(http, connection, method, path);
        *slot = exchange;
        cd_patience_body(patience_of(connection));
        return headers_done(http, exchange);
    }
    if (*size > 0)
        return body_part(http, exchange, data, size);
    if (exchange->vetted)
        return headers_vetted(exchange);
    return body_done(http, exchange);
}

static void on_completed(void *arg, struct MHD_Connection *connection, void **slot,
                         enum MHD_RequestTerminationCode why)
{
    (void)why;
    if (*slot == NULL)
        return;
    exchange_free(arg, *slot);
    *slot = NULL;
    cd_patience_idle(patience_of(connection));
}

static void on_connection(void *arg, struct MHD_Connection *connection, void **slot,
                          enum MHD_ConnectionNotificationCode what)
{
    cd_http *http = arg;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *slot = cd_patience_enter(http->patience, info->connect_fd);
    } else {
        cd_patience_leave(http->patience, *slot);
        *slot = NULL;
    }
}

/* What a desk does with a request whose body is not complete. */
static void desk_read(cd_http *http, cd_http_exchange *exchange)
{
    if (exchange->phase == VETTING)
        http->app->vet(http->app->ctx, exchange);
    else
        http->app->part(http->app->ctx, exchange);
    cd_buf_clear(&exchange->body);
    exchange->phase = exchange->status != 0 ? DISCARDING : READING;
    if (exchange->phase == DISCARDING)
        unbook(http, exchange);
    cd_patience_body(patience_of(exchange->connection));
}

static void *desk_main(void *arg)
{
    cd_http *http = arg;
    cd_http_exchange *exchange;
    while ((exchange = cd_chan_recv(http->desk_queue)) != NULL) {
        if (exchange->phase == WORKING) {
            http->app->work(http->app->ctx, exchange);
            exchange->phase = READY;
        } else {
            desk_read(http, exchange);
        }
        MHD_resume_connection(exchange->connection);
    }
    return NULL;
}

/* Paths stay as sent: the router compares them as bytes. Arguments are decoded when they are asked
 * for. */
static size_t unescape_not(void *arg, struct MHD_Connection *connection, char *text)
{
    (void)arg;
    (void)connection;
    return strlen(text);
}

static void log_not(void *arg, const char *fmt, va_list args)
{
    (void)arg;
    (void)fmt;
    (void)args;
}

static cd_rc desks_start(cd_http *http, const struct cd_http_opts *opts, cd_err *err)
{
    http->desk_queue = cd_chan_new(opts->waiting_max);
    http->desks = cd_new_array(opts->desks, sizeof http->desks[0]);
    for (; http->desk_count < opts->desks; http->desk_count++)
        if (pthread_create(&http->desks[http->desk_count], NULL, desk_main, http) != 0)
            return cd_fail(err, CD_E_UNAVAILABLE, NULL, "no thread for desk %u", http->desk_count);
    return CD_OK;
}

cd_rc cd_http_open(cd_http **out, const struct cd_http_opts *opts, const cd_http_app *app,
                   cd_err *err)
{
    CD_AUTO(cd_fd_close) int fd = opts->listen_fd;
    CD_AUTO(cd_http_close) cd_http *http = cd_new(sizeof *http);
    http->app = app;
    http->local = opts->local;
    CD_TRY(cd_patience_new(&http->patience, err));
    CD_TRY(desks_start(http, opts, err));
    http->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_SUSPEND_RESUME |
            MHD_USE_ERROR_LOG,
        0, NULL, NULL, on_request, http, MHD_OPTION_EXTERNAL_LOGGER, log_not, NULL,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE,
        opts->threads > 1 ? opts->threads : 0, MHD_OPTION_CONNECTION_LIMIT, opts->connections_max,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)HEADER_BYTES_MAX, MHD_OPTION_NOTIFY_COMPLETED, on_completed, http,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, http, MHD_OPTION_UNESCAPE_CALLBACK,
        unescape_not, NULL, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_END);
    if (http->daemon == NULL)
        return cd_fail(err, CD_E_UNAVAILABLE, "listen", "the HTTP listener did not start");
    fd = -1; /* the daemon's now */
    CD_MOVE(*out, http);
    return CD_OK;
}

void cd_http_quiesce(cd_http *http)
{
    int fd = MHD_quiesce_daemon(http->daemon);
    cd_fd_close(&fd);
}

int64_t cd_http_active(const cd_http *http)
{
    return cd_atomic_get(&http->active);
}

void cd_http_close(cd_http **http_)
{
    if (http_ == NULL || *http_ == NULL)
        return;
    cd_http *http = *http_;
    /* desks first: they wake the connections that wait for them, and none may stay suspended */
    if (http->desk_queue != NULL)
        cd_chan_close(http->desk_queue);
    for (unsigned i = 0; i < http->desk_count; i++)
        pthread_join(http->desks[i], NULL);
    if (http->daemon != NULL)
        MHD_stop_daemon(http->daemon);
    cd_patience_free(&http->patience);
    cd_chan_free(&http->desk_queue);
    free(http->desks);
    free(http);
    *http_ = NULL;
}
