/* sys/sock.c - listening sockets. */
#include "sys/sock.h"

#include "sys/files.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 512 };

static cd_rc host_port_split(char host[256], char port[8], cd_str text, cd_err *err)
{
    size_t colon = SIZE_MAX;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == ':')
            colon = i;
    if (colon == SIZE_MAX)
        return cd_fail(err, CD_E_INVALID, "listen", "'%.*s' is not HOST:PORT", CD_STR_ARG(text));
    cd_str name = cd_str_sub(text, 0, colon);
    if (cd_str_starts(name, CD_STR("[")) && cd_str_ends(name, CD_STR("]")))
        name = cd_str_sub(name, 1, name.size - 1);
    uint64_t number;
    const cd_str digits = cd_str_sub(text, colon + 1, text.size);
    if (!cd_str_u64(digits, &number) || number > 65535 || !cd_str_copy(port, 8, digits) ||
        !cd_str_copy(host, 256, name))
        return cd_fail(err, CD_E_INVALID, "listen", "'%.*s' is not HOST:PORT", CD_STR_ARG(text));
    return CD_OK;
}

static void addrinfo_free(struct addrinfo **list)
{
    if (*list != NULL)
        freeaddrinfo(*list);
}

static uint16_t bound_port(int fd)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        return 0;
    if (address.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

cd_rc cd_listen_tcp(int *fd, uint16_t *port, cd_str host_port, cd_err *err)
{
    char host[256];
    char service[8];
    CD_TRY(host_port_split(host, service, host_port, err));

    const struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV,
                                   .ai_socktype = SOCK_STREAM};
    CD_AUTO(addrinfo_free) struct addrinfo *list = NULL;
    const int rc = getaddrinfo(host[0] != '\0' ? host : NULL, service, &hints, &list);
    if (rc != 0)
        return cd_fail(err, CD_E_INVALID, "listen", "%s: %s", host, gai_strerror(rc));

    CD_AUTO(cd_fd_close)
    int sock = socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (sock < 0)
        return cd_fail_errno(err, "listen", "socket");
    const int on = 1;
    setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on); /* past TIME_WAIT; no REUSEPORT */
    if (bind(sock, list->ai_addr, list->ai_addrlen) != 0 || listen(sock, BACKLOG) != 0) {
        if (errno == EADDRINUSE)
            return cd_fail(err, CD_E_CONFLICT, "listen", "%.*s is in use by another process",
                           CD_STR_ARG(host_port));
        return cd_fail_errno(err, "listen", host);
    }
    *port = bound_port(sock);
    *fd = sock;
    sock = -1;
    return CD_OK;
}

cd_rc cd_listen_unix(int *fd, const char *path, cd_err *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!cd_str_copy(address.sun_path, sizeof address.sun_path, cd_str_from(path)))
        return cd_fail(err, CD_E_INVALID, "data",
                       "socket path %s is over %zu bytes: choose a shorter --data", path,
                       sizeof address.sun_path - 1);
    CD_AUTO(cd_fd_close) int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (sock < 0)
        return cd_fail_errno(err, NULL, "socket");
    unlink(path); /* the data folder is locked: what is here is left over */
    const mode_t old = umask(0177);
    const int rc = bind(sock, (struct sockaddr *)&address, sizeof address);
    umask(old);
    if (rc != 0 || listen(sock, BACKLOG) != 0)
        return cd_fail_errno(err, NULL, path);
    *fd = sock;
    sock = -1;
    return CD_OK;
}

void cd_sock_hung_up(bool *hung_up, const int *fds, size_t count)
{
    enum { AT_ONCE = 64 };
    struct pollfd asked[AT_ONCE];
    for (size_t start = 0; start < count; start += AT_ONCE) {
        const size_t some = count - start < AT_ONCE ? count - start : AT_ONCE;
        for (size_t i = 0; i < some; i++)
            asked[i] = (struct pollfd){.fd = fds[start + i], .events = POLLRDHUP};
        const int rc = poll(asked, (nfds_t)some, 0);
        for (size_t i = 0; i < some; i++)
            hung_up[start + i] = rc > 0 && asked[i].revents != 0;
    }
}

void cd_sock_shutdown(int fd)
{
    shutdown(fd, SHUT_RDWR);
}
