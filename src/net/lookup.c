/* net/lookup.c - getaddrinfo() in threads that may be left behind. */
#include "net/lookup.h"

#include "base/atomic.h"
#include "sys/files.h"

#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RUNNING_MAX = 128 };

/* Held by its thread and its owner; the last one frees it. */
struct cd_lookup {
    cd_atomic holders, done;
    cd_resolve *resolve;
    void *arg;
    char host[CD_GUARD_HOST_MAX];
    uint16_t port;
    int fd;
    size_t count;
    struct sockaddr_storage addresses[CD_FETCH_ADDRESSES_MAX];
};

/* A thread that hangs in the resolver outlives the call that wanted it: what bounds them all is a
 * property of the process. */
static cd_atomic running;

static void release(cd_lookup *lookup)
{
    if (cd_atomic_add(&lookup->holders, -1) > 0)
        return;
    cd_fd_close(&lookup->fd);
    free(lookup);
}

static bool resolve_system(void *arg, struct sockaddr_storage *out, size_t *count, const char *host,
                           uint16_t port)
{
    char service[8];
    struct addrinfo *list = NULL;
    size_t found = 0;
    const struct addrinfo hints = {.ai_flags = AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    (void)arg;
    snprintf(service, sizeof service, "%u", (unsigned)port);
    if (getaddrinfo(host, service, &hints, &list) != 0)
        return false;
    for (const struct addrinfo *at = list; at != NULL; at = at->ai_next, found++)
        if (found < CD_FETCH_ADDRESSES_MAX && at->ai_addrlen <= sizeof out[0])
            memcpy(&out[found], at->ai_addr, at->ai_addrlen);
    freeaddrinfo(list);
    *count = found;
    return found > 0 && found <= CD_FETCH_ADDRESSES_MAX; /* all of them are classified, or none */
}

static void *lookup_main(void *arg)
{
    cd_lookup *lookup = arg;
    const uint64_t one = 1;
    size_t count = 0;
    if (lookup->resolve(lookup->arg, lookup->addresses, &count, lookup->host, lookup->port) &&
        count <= CD_FETCH_ADDRESSES_MAX)
        lookup->count = count;
    cd_atomic_set(&lookup->done, 1);
    const ssize_t put = write(lookup->fd, &one, sizeof one);
    CD_ASSERT(put == sizeof one);
    release(lookup);
    cd_atomic_add(&running, -1);
    return NULL;
}

cd_rc cd_lookup_start(cd_lookup **out, cd_resolve *resolve, void *arg, const char *host,
                      uint16_t port, cd_err *err)
{
    pthread_t thread;
    if (cd_atomic_add(&running, 1) > RUNNING_MAX) {
        cd_atomic_add(&running, -1);
        return cd_fail(err, CD_E_UNAVAILABLE, NULL, "over %d names are being looked up",
                       RUNNING_MAX);
    }
    cd_lookup *lookup = cd_new(sizeof *lookup);
    cd_atomic_set(&lookup->holders, 2);
    lookup->resolve = resolve != NULL ? resolve : resolve_system;
    lookup->arg = arg;
    lookup->port = port;
    lookup->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const bool copied = cd_str_copy(lookup->host, sizeof lookup->host, cd_str_from(host));
    CD_ASSERT(copied);
    if (lookup->fd < 0 || pthread_create(&thread, NULL, lookup_main, lookup) != 0) {
        cd_atomic_add(&running, -1);
        release(lookup);
        release(lookup);
        return cd_fail(err, CD_E_UNAVAILABLE, NULL, "no thread to look a name up");
    }
    pthread_detach(thread);
    *out = lookup;
    return CD_OK;
}

int cd_lookup_fd(const cd_lookup *lookup)
{
    return lookup->fd;
}

bool cd_lookup_done(const cd_lookup *lookup, const struct sockaddr_storage **out, size_t *count)
{
    if (cd_atomic_get(&lookup->done) == 0)
        return false;
    *out = lookup->addresses;
    *count = lookup->count;
    return true;
}

void cd_lookup_drop(cd_lookup **lookup)
{
    if (*lookup != NULL)
        release(*lookup);
    *lookup = NULL;
}
