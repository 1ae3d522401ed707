/* cli/cli.h - client commands: they speak HTTP to a server and link none of its
 * rooms. Administration goes through a cd_cli_server, which app/ makes: the
 * running server's socket, or the same calls in this process while none runs.
 * Thread: main. Uses: base sys wire net domain. */
#ifndef CD_CLI_CLI_H
#define CD_CLI_CLI_H
#include "base/base.h"

/* Exit statuses of every command. */
enum {
    CD_EXIT_OK = 0,
    CD_EXIT_ERROR = 1,       /* anything not below */
    CD_EXIT_USAGE = 2,       /* the command line is wrong */
    CD_EXIT_REFUSED = 3,     /* the server refused the request */
    CD_EXIT_FAILED = 4,      /* the generation failed */
    CD_EXIT_UNREACHABLE = 5, /* no server answers */
    CD_EXIT_TIMEOUT = 6,     /* not ended in time */
    CD_EXIT_IN_USE = 7       /* the data folder or the port is another process's */
};

/* How administration commands reach the server. */
typedef struct cd_cli_server {
    cd_rc (*call)(void *arg, int *status, cd_buf *body, cd_str method, cd_str path, cd_str request,
                  cd_err *err);
    void *arg;
} cd_cli_server;

/* Opens the server of a data folder; done with by its own destructor. */
typedef struct cd_cli_opener {
    cd_rc (*open)(void *arg, cd_cli_server *out, const char *data, cd_err *err);
    void (*close)(void *arg);
    void *arg;
} cd_cli_opener;

/* `candela generate`, `candela client`, `candela key`: argv without the
 * command's own name. They print to standard output and error, and return an
 * exit status. */
int cd_cli_generate(int argc, char **argv);
int cd_cli_client(int argc, char **argv, const cd_cli_opener *opener);
int cd_cli_key(int argc, char **argv, const cd_cli_opener *opener);

/* "candela: error" on standard error; returns `status`. */
int cd_cli_complain(int status, const cd_err *err);

#endif
