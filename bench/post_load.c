/* bench/post_load.c - submits generations over keep-alive connections as fast as they are answered:
 *     post_load PORT KEY CONNECTIONS SECONDS
 * Prints one line of JSON: seconds, created (201), others, and latencies in microseconds. One
 * thread and epoll, so that it costs less than the server it measures. */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 1024, REPLY_MAX = 8192, SAMPLES_MAX = 4000000 };

struct connection {
    int fd;
    size_t have;
    int64_t sent_us;
    char reply[REPLY_MAX + 1];
};

static char request[2048];
static size_t request_size;
static uint32_t *samples;
static size_t created, others, sample_count;

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void die(const char *what)
{
    fprintf(stderr, "post_load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void send_request(struct connection *c)
{
    c->have = 0;
    c->sent_us = now_us();
    if (write(c->fd, request, request_size) != (ssize_t)request_size)
        die("write");
}

/* Bytes of the whole reply when its headers are there; 0 while they are not. */
static size_t reply_size(struct connection *c)
{
    c->reply[c->have] = '\0';
    const char *end = strstr(c->reply, "\r\n\r\n");
    const char *length = end != NULL ? strcasestr(c->reply, "\r\nContent-Length:") : NULL;
    if (length == NULL)
        return 0;
    return (size_t)(end + 4 - c->reply) + strtoul(length + 17, NULL, 10);
}

static void on_readable(struct connection *c, bool again)
{
    const ssize_t count = read(c->fd, c->reply + c->have, REPLY_MAX - c->have);
    if (count <= 0)
        die("the server closed a connection");
    c->have += (size_t)count;
    const size_t whole = reply_size(c);
    if (whole == 0 || c->have < whole)
        return;
    if (strncmp(c->reply + 8, " 201", 4) == 0)
        created++;
    else
        others++;
    if (sample_count < SAMPLES_MAX)
        samples[sample_count++] = (uint32_t)(now_us() - c->sent_us);
    if (again)
        send_request(c);
}

static int connect_to(uint16_t port)
{
    const struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int one = 1;
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&to, sizeof to) != 0)
        die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static int by_size(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a;
    const uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void report(double seconds)
{
    qsort(samples, sample_count, sizeof samples[0], by_size);
    printf("{\"seconds\":%.3f,\"created\":%zu,\"others\":%zu,\"p50_us\":%u,\"p99_us\":%u}\n",
           seconds, created, others, sample_count > 0 ? samples[sample_count / 2] : 0,
           sample_count > 0 ? samples[sample_count * 99 / 100] : 0);
}

static void run(struct connection *list, size_t count, double seconds)
{
    struct epoll_event events[256];
    const int poll = epoll_create1(0);
    for (size_t i = 0; i < count; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &list[i]};
        epoll_ctl(poll, EPOLL_CTL_ADD, list[i].fd, &event);
        send_request(&list[i]);
    }
    const int64_t start = now_us();
    const int64_t end = start + (int64_t)(seconds * 1e6);
    while (now_us() < end) {
        const int ready = epoll_wait(poll, events, 256, 100);
        for (int i = 0; i < ready; i++)
            on_readable(events[i].data.ptr, now_us() < end);
    }
    report((double)(now_us() - start) / 1e6);
    close(poll);
}

int main(int argc, char **argv)
{
    static const char body[] = "{\"prompt\":\"A glass of iced coffee on a marble countertop\"}";
    if (argc != 5) {
        fprintf(stderr, "usage: post_load PORT KEY CONNECTIONS SECONDS\n");
        return 2;
    }
    const size_t count = strtoul(argv[3], NULL, 10);
    struct connection *list = calloc(CONNECTIONS_MAX, sizeof *list);
    samples = calloc(SAMPLES_MAX, sizeof *samples);
    if (list == NULL || samples == NULL || count < 1 || count > CONNECTIONS_MAX)
        return 2;
    request_size =
        (size_t)snprintf(request, sizeof request,
                         "POST /v1/generations HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                         "Authorization: Bearer %.200s\r\nContent-Type: application/json\r\n"
                         "Content-Length: %zu\r\n\r\n%s",
                         argv[2], sizeof body - 1, body);
    for (size_t i = 0; i < count; i++)
        list[i].fd = connect_to((uint16_t)strtoul(argv[1], NULL, 10));
    run(list, count, strtod(argv[4], NULL));
    free(list);
    free(samples);
    return 0;
}
