/* app/app.h - the commands of the program that run or open a server.
 * Thread: main. Uses: everything. */
#ifndef CD_APP_APP_H
#define CD_APP_APP_H
#include "cli/cli.h"

/* argv without the command's own name; they return an exit status (cli/cli.h). */
int cd_app_serve(int argc, char **argv);
int cd_app_worker(int argc, char **argv);
int cd_app_doctor(int argc, char **argv);
int cd_app_migrate(int argc, char **argv);

/* How `candela client` and `candela key` reach a server: the socket of one that runs on the data
 * folder, or the same calls in this process, under the folder's lock. */
typedef struct cd_reach cd_reach;
CD_MUST cd_reach *cd_reach_new(void);
void cd_reach_free(cd_reach **reach);
cd_cli_opener cd_reach_opener(cd_reach *reach);

#endif
