/* app/main.c - the table of commands. */
#include "app/app.h"

#include "media/cage.h"

#include <stdio.h>
#include <string.h>

static int with_reach(int argc, char **argv,
                      int (*command)(int argc, char **argv, const cd_cli_opener *opener))
{
    CD_AUTO(cd_reach_free) cd_reach *reach = cd_reach_new();
    const cd_cli_opener opener = cd_reach_opener(reach);
    return command(argc, argv, &opener);
}

static int client(int argc, char **argv)
{
    return with_reach(argc, argv, cd_cli_client);
}

static int key(int argc, char **argv)
{
    return with_reach(argc, argv, cd_cli_key);
}

static int version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    printf("candela %s\n", CD_VERSION);
    return CD_EXIT_OK;
}

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
} commands[] = {
    {"serve", cd_app_serve, "run the server"},
    {"worker", cd_app_worker, "run a worker for a server (serve starts its own)"},
    {"client", client, "add, list, show, change and credit clients"},
    {"key", key, "add, list and revoke API keys"},
    {"generate", cd_cli_generate, "make a picture: submit, wait, download"},
    {"doctor", cd_app_doctor, "check a data folder: database, ledger, objects, artwork"},
    {"migrate", cd_app_migrate, "bring a database up to date"},
    {"version", version, "print the version"},
    {"cage", cd_cage_main, NULL}, /* what the server and its workers start for foreign media */
};

static void help(FILE *to)
{
    fprintf(to, "usage: candela COMMAND ...\n\n");
    for (size_t i = 0; i < CD_COUNT(commands); i++)
        if (commands[i].help != NULL)
            fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].help);
    fprintf(to, "\ncandela COMMAND --help tells more.\n");
}

int main(int argc, char **argv)
{
    if (argc > 1 && (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0)) {
        help(stdout);
        return CD_EXIT_OK;
    }
    for (size_t i = 0; argc > 1 && i < CD_COUNT(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 2, argv + 2);
    help(stderr);
    return CD_EXIT_USAGE;
}
