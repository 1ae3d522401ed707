/* Fetching over real sockets, from an https server with bad manners (fetch_server.py, named by
 * FETCH_SERVER), with a resolver of our own. */
#include "unit/check.h"
#include "unit/temp.h"

#include "base/atomic.h"
#include "base/clock.h"
#include "net/fetch.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>

enum { BYTES_MAX = 100000, PNG_BYTES = 8 + 1024, SHORT_MS = 700, LIST_MAX = 80 };

static struct {
    struct temp temp;
    char ca[CD_PATH_MAX];
    int port, proxy, rude_proxy, closed;
    pid_t pid;
    int stdin_fd;
    cd_atomic lookups, let_go;
} world;

/* What was written, and how much of it is taken. */
struct sink {
    uint64_t bytes, room;
};

static cd_rc sink_write(void *arg, cd_str bytes, cd_err *err)
{
    struct sink *sink = arg;
    if (sink->bytes + bytes.size > sink->room)
        return cd_fail(err, CD_E_UNAVAILABLE, NULL, "the disk is full");
    sink->bytes += bytes.size;
    return CD_OK;
}

static void add(struct sockaddr_storage *out, size_t *count, const char *text, uint16_t port)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(port)};
    CHECK(inet_pton(AF_INET, text, &in.sin_addr) == 1);
    memcpy(&out[(*count)++], &in, sizeof in);
}

static bool resolve(void *arg, struct sockaddr_storage *out, size_t *count, const char *host,
                    uint16_t port)
{
    (void)arg;
    const int64_t before = cd_atomic_add(&world.lookups, 1) - 1;
    *count = 0;
    if (strcmp(host, "nothing.test") == 0)
        return false;
    if (strcmp(host, "hang.test") == 0) {
        cd_clock_sleep_ms(60000);
        cd_atomic_set(&world.let_go, 1);
    }
    if (strcmp(host, "private.test") == 0)
        add(out, count, "10.0.0.1", port);
    else if (strcmp(host, "localhost") == 0)
        add(out, count, "127.0.0.2", port);
    else if (strcmp(host, "once.test") == 0 && before > 0) /* a name that turns after its check */
        add(out, count, "10.0.0.1", port);
    else
        add(out, count, "127.0.0.1", port);
    if (strcmp(host, "mixed.test") == 0)
        add(out, count, "192.168.1.1", port);
    return true;
}

static cd_fetcher *fetcher_make(bool ca, int proxy)
{
    static char url[64];
    struct cd_fetcher_opts opts = {.ca_file = ca ? world.ca : NULL, .resolve = resolve};
    cd_fetcher *fetcher = NULL;
    CHECK(cd_guard_allow(&opts.guard, CD_STR("127.0.0.1"), NULL) == CD_OK);
    cd_guard_refuse_port(&opts.guard, 8642);
    if (proxy != 0) {
        snprintf(url, sizeof url, "http://proxy.test:%d", proxy);
        opts.proxy = url;
    }
    CHECK(cd_fetcher_open(&fetcher, &opts, NULL) == CD_OK);
    return fetcher;
}

/* One row of a table: "%d" in the URL is the server's port. */
struct row {
    const char *url;
    cd_fetch_end end;
    long status;
    int64_t bytes; /* -1: any */
};

static void rows_run(cd_fetcher *fetcher, const struct row *rows, size_t count, uint32_t timeout_ms)
{
    static char urls[LIST_MAX][256];
    static struct cd_fetch list[LIST_MAX];
    struct sink sinks[LIST_MAX];
    CHECK(count <= LIST_MAX);
    for (size_t i = 0; i < count; i++) {
        const char *percent = strstr(rows[i].url, "%d");
        if (percent != NULL)
            snprintf(urls[i], sizeof urls[i], "%.*s%d%s", (int)(percent - rows[i].url), rows[i].url,
                     world.port, percent + 2);
        else
            snprintf(urls[i], sizeof urls[i], "%s", rows[i].url);
        sinks[i] = (struct sink){0, UINT64_MAX};
        list[i] = (struct cd_fetch){.url = cd_str_from(urls[i]),
                                    .type = "image/",
                                    .bytes_max = BYTES_MAX,
                                    .write = sink_write,
                                    .arg = &sinks[i]};
    }
    cd_fetch_all(fetcher, list, count, timeout_ms);
    for (size_t i = 0; i < count; i++) {
        const struct cd_fetch *is = &list[i];
        if (is->end != rows[i].end || is->status != rows[i].status || is->bytes != sinks[i].bytes ||
            (rows[i].bytes >= 0 && is->bytes != (uint64_t)rows[i].bytes) ||
            (is->end != CD_FETCH_DONE) != (is->err.text[0] != '\0') ||
            strstr(is->err.text, "://") != NULL)
            check_failed(__FILE__, __LINE__, "%s: end %d, status %ld, %llu bytes: %s", urls[i],
                         is->end, is->status, (unsigned long long)is->bytes, is->err.text);
        CHECK(is->head.size == (is->bytes < CD_FETCH_HEAD_BYTES ? is->bytes : CD_FETCH_HEAD_BYTES));
        cd_buf_done(&list[i].head);
    }
}

static void answers_by_table(void)
{
    static const struct row rows[] = {
        {"https://good.test:%d/ok.png", CD_FETCH_DONE, 200, PNG_BYTES},
        {"https://GOOD.test.:%d/ok.png#x", CD_FETCH_DONE, 200, PNG_BYTES},
        {"https://127.0.0.1:%d/ok.png", CD_FETCH_DONE, 200, PNG_BYTES},
        {"https://0x7f.1:%d/ok.png", CD_FETCH_DONE, 200, PNG_BYTES},
        {"https://good.test:%d/upper", CD_FETCH_DONE, 200, PNG_BYTES},
        {"https://good.test:%d/empty", CD_FETCH_DONE, 200, 0},
        {"https://good.test:%d/early", CD_FETCH_DONE, 200, PNG_BYTES},
        {"https://good.test:%d/relative", CD_FETCH_DONE, 200, PNG_BYTES},
        {"https://good.test:%d/other", CD_FETCH_DONE, 200, PNG_BYTES},
        {"https://good.test:%d/hop-0", CD_FETCH_DONE, 200, PNG_BYTES},
        {"https://good.test:%d/hop-4", CD_FETCH_DONE, 200, PNG_BYTES},
        {"https://good.test:%d/hop-5", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://good.test:%d/loop", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://good.test:%d/down", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://good.test:%d/private", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://good.test:%d/by-name", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://good.test:%d/metadata", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://good.test:%d/login", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://good.test:%d/file", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://good.test:%d/long", CD_FETCH_UNREACHABLE, 302, 0},
        {"https://good.test:%d/text", CD_FETCH_WRONG_TYPE, 200, 0},
        {"https://good.test:%d/untyped", CD_FETCH_WRONG_TYPE, 200, 0},
        {"https://good.test:%d/almost", CD_FETCH_WRONG_TYPE, 200, 0},
        {"https://good.test:%d/404", CD_FETCH_STATUS, 404, 0},
        {"https://good.test:%d/500", CD_FETCH_STATUS, 500, 0},
        {"https://good.test:%d/304", CD_FETCH_STATUS, 304, 0},
        {"https://good.test:%d/nowhere", CD_FETCH_STATUS, 302, 0},
        {"https://good.test:%d/big", CD_FETCH_TOO_BIG, 200, 0},
        {"https://good.test:%d/overlong", CD_FETCH_TOO_BIG, 200, 0},
        {"https://good.test:%d/endless", CD_FETCH_TOO_BIG, 200, -1},
        {"https://good.test:%d/chunks", CD_FETCH_TOO_BIG, 200, -1},
        {"https://good.test:%d/short", CD_FETCH_UNREACHABLE, 200, PNG_BYTES},
        {"https://good.test:%d/headers", CD_FETCH_UNREACHABLE, 200, 0},
        {"https://good.test:%d/garbage", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://wrong.test:%d/ok.png", CD_FETCH_UNREACHABLE, 0, 0}, /* not in the certificate */
        {"https://mixed.test:%d/ok.png", CD_FETCH_UNREACHABLE, 0, 0}, /* one address of two */
        {"https://private.test:%d/ok.png", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://localhost:%d/ok.png", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://nothing.test:%d/ok.png", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://127.0.0.2:%d/ok.png", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://[::1]:%d/ok.png", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://good.test:8642/ok.png", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://good.test:1/ok.png", CD_FETCH_UNREACHABLE, 0, 0},
        {"http://good.test:%d/ok.png", CD_FETCH_UNREACHABLE, 0, 0},
        {"no URL", CD_FETCH_UNREACHABLE, 0, 0},
    };
    cd_fetcher *fetcher = fetcher_make(true, 0);
    rows_run(fetcher, rows, CD_COUNT(rows), 15000);
    cd_fetcher_close(&fetcher);
}

static void bytes_past_the_cap_are_not_passed_on(void)
{
    cd_fetcher *fetcher = fetcher_make(true, 0);
    struct sink sink = {0, UINT64_MAX};
    char url[64];
    snprintf(url, sizeof url, "https://good.test:%d/gzip", world.port);
    struct cd_fetch fetch = {.url = cd_str_from(url),
                             .type = "image/",
                             .bytes_max = BYTES_MAX,
                             .write = sink_write,
                             .arg = &sink};
    cd_fetch_all(fetcher, &fetch, 1, 0);
    CHECK_INT(fetch.end, CD_FETCH_DONE); /* as it was sent: nothing is unpacked */
    CHECK(sink.bytes > 1000 && sink.bytes < 50000 && (uint8_t)fetch.head.data[0] == 0x1f);
    cd_buf_done(&fetch.head);
    for (uint64_t cap = PNG_BYTES - 1; cap <= PNG_BYTES; cap++) {
        snprintf(url, sizeof url, "https://good.test:%d/ok.png", world.port);
        fetch.url = cd_str_from(url);
        fetch.bytes_max = cap;
        sink = (struct sink){0, UINT64_MAX};
        cd_fetch_all(fetcher, &fetch, 1, 0);
        CHECK_INT(fetch.end, cap < PNG_BYTES ? CD_FETCH_TOO_BIG : CD_FETCH_DONE);
        CHECK(sink.bytes <= cap);
        cd_buf_done(&fetch.head);
    }
    sink = (struct sink){0, 10};
    cd_fetch_all(fetcher, &fetch, 1, 0);
    CHECK_INT(fetch.end, CD_FETCH_NOT_WRITTEN);
    CHECK_INT(fetch.err.kind, CD_E_UNAVAILABLE);
    cd_buf_done(&fetch.head);
    cd_fetcher_close(&fetcher);
}

static void nothing_of_ours_is_sent_along(void)
{
    cd_fetcher *fetcher = fetcher_make(true, 0);
    struct sink sink = {0, UINT64_MAX};
    char url[64];
    snprintf(url, sizeof url, "https://good.test:%d/cookie", world.port);
    struct cd_fetch fetch = {.url = cd_str_from(url),
                             .type = "image/",
                             .bytes_max = BYTES_MAX,
                             .write = sink_write,
                             .arg = &sink};
    setenv("https_proxy", "http://127.0.0.1:1", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    cd_fetch_all(fetcher, &fetch, 1, 0);
    unsetenv("https_proxy");
    unsetenv("ALL_PROXY");
    CHECK_INT(fetch.end, CD_FETCH_DONE);
    const char *head = cd_buf_cstr(&fetch.head);
    CHECK(strncmp(head, "GET /echo HTTP/1.1\r\n", 20) == 0);
    CHECK(strstr(head, "Accept: image/*\r\n") != NULL);
    CHECK(strstr(head, "ookie") == NULL && strstr(head, "ccept-Encoding") == NULL);
    CHECK(strstr(head, "uthorization") == NULL && strstr(head, "eferer") == NULL);
    cd_buf_done(&fetch.head);
    cd_fetcher_close(&fetcher);
}

static void slow_ones_end_with_the_deadline(void)
{
    static const struct row rows[] = {
        {"https://good.test:%d/silent", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://good.test:%d/drip", CD_FETCH_UNREACHABLE, 200, -1},
        {"https://hang.test:%d/ok.png", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://good.test:%d/ok.png", CD_FETCH_DONE, 200, PNG_BYTES},
    };
    cd_fetcher *fetcher = fetcher_make(true, 0);
    rows_run(fetcher, rows, CD_COUNT(rows), SHORT_MS);
    CHECK_INT(cd_atomic_get(&world.let_go), 0); /* the resolver still hangs */
    cd_fetcher_close(&fetcher);
}

static void more_than_move_at_once(void)
{
    struct row rows[LIST_MAX];
    for (size_t i = 0; i < LIST_MAX; i++)
        rows[i] = (struct row){"https://good.test:%d/hop-1", CD_FETCH_DONE, 200, PNG_BYTES};
    cd_fetcher *fetcher = fetcher_make(true, 0);
    rows_run(fetcher, rows, LIST_MAX, 15000);
    cd_fetch_all(fetcher, NULL, 0, 0);
    cd_fetcher_close(&fetcher);
}

/* The address that was classified is the one that is connected to: there is no second look-up. */
static void a_name_cannot_turn(void)
{
    static const struct row row = {"https://once.test:%d/ok.png", CD_FETCH_DONE, 200, PNG_BYTES};
    static const struct row turned = {"https://once.test:%d/ok.png", CD_FETCH_UNREACHABLE, 0, 0};
    cd_fetcher *fetcher = fetcher_make(true, 0);
    cd_atomic_set(&world.lookups, 0);
    rows_run(fetcher, &row, 1, 5000);
    CHECK_INT(cd_atomic_get(&world.lookups), 1);
    rows_run(fetcher, &turned, 1, 5000);
    CHECK_INT(cd_atomic_get(&world.lookups), 2);
    cd_fetcher_close(&fetcher);
}

static void strange_certificates_are_refused(void)
{
    static const struct row row = {"https://good.test:%d/ok.png", CD_FETCH_UNREACHABLE, 0, 0};
    cd_fetcher *fetcher = fetcher_make(false, 0);
    rows_run(fetcher, &row, 1, 5000);
    cd_fetcher_close(&fetcher);
}

static void through_a_proxy(void)
{
    static const struct row rows[] = {
        {"https://good.test:%d/ok.png", CD_FETCH_DONE, 200, PNG_BYTES},
        {"https://good.test:%d/hop-2", CD_FETCH_DONE, 200, PNG_BYTES},
        {"https://good.test:%d/text", CD_FETCH_WRONG_TYPE, 200, 0},
        {"https://good.test:%d/404", CD_FETCH_STATUS, 404, 0},
        {"https://good.test:%d/private", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://10.0.0.1/ok.png", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://refused.test/ok.png", CD_FETCH_UNREACHABLE, 0, 0},
        {"https://login.test/ok.png", CD_FETCH_PROXY_DOWN, 0, 0},
    };
    static const struct row down = {"https://good.test:%d/ok.png", CD_FETCH_PROXY_DOWN, 0, 0};
    cd_fetcher *fetcher = fetcher_make(true, world.proxy);
    rows_run(fetcher, rows, CD_COUNT(rows), 10000);
    cd_fetcher_close(&fetcher);
    fetcher = fetcher_make(true, world.closed);
    rows_run(fetcher, &down, 1, 5000);
    cd_fetcher_close(&fetcher);
    fetcher = fetcher_make(true, world.rude_proxy);
    rows_run(fetcher, &down, 1, 5000);
    cd_fetcher_close(&fetcher);
}

static void settings_are_checked(void)
{
    static const char *const proxies[] = {
        "", "host", "host:80", "ftp://host:80", "http://host", "http://"};
    cd_fetcher *fetcher = NULL;
    for (size_t i = 0; i < CD_COUNT(proxies); i++) {
        const struct cd_fetcher_opts opts = {.proxy = proxies[i]};
        CHECK(cd_fetcher_open(&fetcher, &opts, NULL) == CD_E_INVALID);
    }
    const struct cd_fetcher_opts opts = {.ca_file = "/nonexistent/ca.pem"};
    CHECK(cd_fetcher_open(&fetcher, &opts, NULL) == CD_E_INVALID);
    CHECK(fetcher == NULL);
    cd_fetcher_close(&fetcher);
}

static void world_start(void)
{
    int in[2], out[2];
    const char *script = getenv("FETCH_SERVER");
    world.temp = temp_make();
    temp_path(world.ca, &world.temp, "ca.pem");
    if (script == NULL || pipe(in) != 0 || pipe(out) != 0) {
        printf("Bail out! FETCH_SERVER names no script\n");
        exit(1);
    }
    signal(SIGPIPE, SIG_IGN);
    world.pid = fork();
    if (world.pid == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        close(in[1]);
        close(out[0]);
        execlp("python3", "python3", script, world.temp.folder, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    world.stdin_fd = in[1];
    fcntl(in[1], F_SETFD, FD_CLOEXEC);
    FILE *lines = fdopen(out[0], "r");
    CHECK(lines != NULL && fscanf(lines, "%d %d %d %d", &world.port, &world.proxy,
                                  &world.rude_proxy, &world.closed) == 4);
    fclose(lines);
}

static void world_end(void)
{
    close(world.stdin_fd);
    waitpid(world.pid, NULL, 0);
    temp_done(&world.temp);
}

CHECK_MAIN(RUN(world_start) RUN(answers_by_table) RUN(bytes_past_the_cap_are_not_passed_on)
               RUN(nothing_of_ours_is_sent_along) RUN(slow_ones_end_with_the_deadline)
                   RUN(more_than_move_at_once) RUN(a_name_cannot_turn)
                       RUN(strange_certificates_are_refused) RUN(through_a_proxy)
                           RUN(settings_are_checked) RUN(world_end))
