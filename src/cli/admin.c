/* cli/admin.c - `candela client` and `candela key`. */
#include "cli/cli.h"

#include "cli/args.h"
#include "wire/json.h"
#include "wire/json_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 3, BODY_MAX = 16 * 1024 * 1024, REQUEST_MAX = 4096, PATH_MAX_ = 512 };

/* Every flag of both commands. */
struct flags {
    const char *data, *rpm, *concurrency, *credit, *hdr, *state; /* client */
    const char *client, *name, *expires;                         /* key */
    bool sandbox, json, help;
};

struct admin {
    const char *words[WORDS_MAX];
    size_t word_count;
    struct flags flags;
    cd_cli_server server;
    cd_buf request, body; /* of the call */
};

static const char client_help[] =
    "usage: candela client add NAME [--rpm N] [--concurrency N] [--credit USD] "
    "[--hdr on|off] [--state S]\n"
    "       candela client list\n"
    "       candela client show NAME\n"
    "       candela client set NAME [--rpm N] [--concurrency N] [--credit USD] "
    "[--hdr on|off] [--state S]\n"
    "       candela client credit NAME USD\n"
    "\n"
    "Clients own keys, limits, jobs and money. A running server sees each "
    "change at once.\n\n";
static const char key_help[] =
    "usage: candela key add --client NAME [--name LABEL] [--expires RFC3339] "
    "[--sandbox]\n"
    "       candela key list [--client NAME]\n"
    "       candela key revoke ID\n"
    "\n"
    "`key add` prints the key, alone and once: only its hash is stored.\n\n";

int cd_cli_complain(int status, const cd_err *err)
{
    fprintf(stderr, "candela: %s\n", err->text);
    return status;
}

static void admin_done(struct admin *admin)
{
    cd_buf_done(&admin->request);
    cd_buf_done(&admin->body);
}

/* The flags of both commands; each help shows its own part. */
enum { ARG_COUNT = 12, ARG_COMMON = 3, ARG_CLIENT = 5 };
static void args_make(cd_arg out[ARG_COUNT], struct flags *flags)
{
    const cd_arg args[ARG_COUNT] = {
        {"--data", "DIR", &flags->data, NULL, "the server's data folder (default ./candela-data)"},
        {"--json", NULL, NULL, &flags->json, "print JSON"},
        {"--help", NULL, NULL, &flags->help, "this text"},
        {"--rpm", "N", &flags->rpm, NULL, "generations in any 60 s (default 30)"},
        {"--concurrency", "N", &flags->concurrency, NULL, "jobs not yet ended (default 10)"},
        {"--credit", "USD", &flags->credit, NULL, "dollars to add; negative to take"},
        {"--hdr", "on|off", &flags->hdr, NULL, "whether HDR may be asked for"},
        {"--state", "STATE", &flags->state, NULL, "active, suspended or deactivated"},
        {"--client", "NAME", &flags->client, NULL, "whose key"},
        {"--name", "LABEL", &flags->name, NULL, "a label to tell keys apart"},
        {"--expires", "TIME", &flags->expires, NULL, "when it ends, such as 2027-01-31T00:00:00Z"},
        {"--sandbox", NULL, NULL, &flags->sandbox, "a key for tests"},
    };
    memcpy(out, args, sizeof args);
}

static int usage(const char *why)
{
    fprintf(stderr, "candela: %s\n", why);
    return CD_EXIT_USAGE;
}

/* Calls the server; on a status other than 2xx, complains with the reply's
 * text. */
static int call(struct admin *admin, const char *method, const char *path)
{
    cd_err err = {0};
    int status;
    const cd_rc rc =
        admin->server.call(admin->server.arg, &status, &admin->body, cd_str_from(method),
                           cd_str_from(path), cd_buf_str(&admin->request), &err);
    if (rc != CD_OK)
        return cd_cli_complain(rc == CD_E_UPSTREAM ? CD_EXIT_UNREACHABLE : CD_EXIT_ERROR, &err);
    if (status >= 200 && status < 300)
        return CD_EXIT_OK;
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    size_t at;
    if (cd_json_parse(&document, &at, cd_buf_str(&admin->body), &err) == CD_OK) {
        const cd_str detail = cd_json_str(cd_json_get(document, "detail"));
        fprintf(stderr, "candela: %.*s\n", CD_STR_ARG(detail));
    }
    return CD_EXIT_REFUSED;
}

/* Prints the reply as it is, with a newline. */
static int print_body(const struct admin *admin)
{
    printf("%.*s\n", CD_STR_ARG(cd_buf_str(&admin->body)));
    return CD_EXIT_OK;
}

static void print_value(const cd_json *value)
{
    switch (cd_json_what(value)) {
    case CD_JSON_STRING:
        printf("%.*s", CD_STR_ARG(cd_json_str(value)));
        break;
    case CD_JSON_NUMBER:
        printf("%.0f", cd_json_num(value));
        break;
    case CD_JSON_BOOL:
        printf("%s", cd_json_true(value) ? "yes" : "no");
        break;
    default:
        printf("-");
        break;
    }
}

/* A member as text for a column. */
static void print_column(const cd_json *object, const char *key, int width)
{
    const cd_json *value = cd_json_get(object, key);
    char number[32];
    cd_str text = cd_json_str(value);
    if (cd_json_what(value) == CD_JSON_NUMBER) {
        snprintf(number, sizeof number, "%.0f", cd_json_num(value));
        text = cd_str_from(number);
    }
    printf("%-*.*s ", width, CD_STR_ARG(text));
}

static int print_object(const struct admin *admin, const char *const *keys, size_t count)
{
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    cd_err err = {0};
    size_t at;
    if (admin->flags.json)
        return print_body(admin);
    if (cd_json_parse(&document, &at, cd_buf_str(&admin->body), &err) != CD_OK)
        return cd_cli_complain(CD_EXIT_ERROR, &err);
    for (size_t i = 0; i < count; i++) {
        printf("%-14s ", keys[i]);
        print_value(cd_json_get(document, keys[i]));
        printf("\n");
    }
    return CD_EXIT_OK;
}

struct column {
    const char *key;
    int width;
};

static int print_table(const struct admin *admin, const struct column *columns, size_t count)
{
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    cd_err err = {0};
    size_t at;
    if (admin->flags.json)
        return print_body(admin);
    if (cd_json_parse(&document, &at, cd_buf_str(&admin->body), &err) != CD_OK)
        return cd_cli_complain(CD_EXIT_ERROR, &err);
    for (size_t i = 0; i < count; i++)
        printf("%-*s ", columns[i].width, columns[i].key);
    printf("\n");
    const cd_json *rows = cd_json_get(document, "data");
    for (const cd_json *row = cd_json_first(rows); row != NULL; row = cd_json_next(row)) {
        for (size_t i = 0; i < count; i++)
            print_column(row, columns[i].key, columns[i].width);
        printf("\n");
    }
    return CD_EXIT_OK;
}

static int print_client(const struct admin *admin)
{
    static const char *const keys[] = {"name",        "id",           "state",
                                       "rpm",         "concurrency",  "hdr",
                                       "balance_usd", "reserved_usd", "created_at"};
    return print_object(admin, keys, CD_COUNT(keys));
}

/* A path with one caller's word in it; words that cannot be a name never reach
 * the server. */
static bool path_make(char out[PATH_MAX_], const char *before, const char *word, const char *after)
{
    for (const char *c = word; *c != '\0'; c++)
        if (strchr("/?#% \t\r\n", *c) != NULL)
            return false;
    const int size = snprintf(out, PATH_MAX_, "%s%s%s", before, word, after);
    return word[0] != '\0' && size < PATH_MAX_;
}

/* A number if it looks like one, else a string that the server will refuse by
 * name. */
static void put_number(cd_buf *out, const char *key, const char *text)
{
    uint64_t value;
    if (text == NULL)
        return;
    cd_jw_key(out, key);
    if (cd_str_u64(cd_str_from(text), &value) && value < (uint64_t)1 << 53)
        cd_jw_i64(out, (int64_t)value);
    else
        cd_jw_str(out, cd_str_from(text));
}

/* The settings among the flags, as the members of a request. */
static int put_settings(struct admin *admin)
{
    const struct flags *flags = &admin->flags;
    cd_buf *out = &admin->request;
    put_number(out, "rpm", flags->rpm);
    put_number(out, "concurrency", flags->concurrency);
    if (flags->credit != NULL)
        cd_jw_key_c(out, "credit_usd", flags->credit);
    if (flags->state != NULL)
        cd_jw_key_c(out, "state", flags->state);
    if (flags->hdr == NULL)
        return CD_EXIT_OK;
    if (strcmp(flags->hdr, "on") != 0 && strcmp(flags->hdr, "off") != 0)
        return usage("--hdr is on or off");
    cd_jw_key_bool(out, "hdr", strcmp(flags->hdr, "on") == 0);
    return CD_EXIT_OK;
}

static int client_add(struct admin *admin)
{
    cd_jw_open(&admin->request, '{');
    cd_jw_key_c(&admin->request, "name", admin->words[1]);
    int status = put_settings(admin);
    cd_jw_close(&admin->request, '}');
    if (status == CD_EXIT_OK)
        status = call(admin, "POST", "/local/clients");
    return status == CD_EXIT_OK ? print_client(admin) : status;
}

static int client_list(struct admin *admin)
{
    static const struct column columns[] = {{"name", 20},        {"state", 12},
                                            {"rpm", 8},          {"concurrency", 12},
                                            {"balance_usd", 16}, {"reserved_usd", 14}};
    const int status = call(admin, "GET", "/local/clients");
    return status == CD_EXIT_OK ? print_table(admin, columns, CD_COUNT(columns)) : status;
}

static int client_show(struct admin *admin)
{
    char path[PATH_MAX_];
    if (!path_make(path, "/local/clients/", admin->words[1], ""))
        return usage("that cannot be a client's name");
    const int status = call(admin, "GET", path);
    return status == CD_EXIT_OK ? print_client(admin) : status;
}

static int client_set(struct admin *admin)
{
    char path[PATH_MAX_];
    if (!path_make(path, "/local/clients/", admin->words[1], ""))
        return usage("that cannot be a client's name");
    cd_jw_open(&admin->request, '{');
    int status = put_settings(admin);
    cd_jw_close(&admin->request, '}');
    if (status == CD_EXIT_OK)
        status = call(admin, "POST", path);
    return status == CD_EXIT_OK ? print_client(admin) : status;
}

static int client_credit(struct admin *admin)
{
    admin->flags.credit = admin->words[2];
    return client_set(admin);
}

static int key_add(struct admin *admin)
{
    char path[PATH_MAX_];
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    cd_err err = {0};
    size_t at;
    if (admin->flags.client == NULL)
        return usage("key add needs --client NAME");
    if (!path_make(path, "/local/clients/", admin->flags.client, "/keys"))
        return usage("that cannot be a client's name");
    cd_jw_open(&admin->request, '{');
    cd_jw_key_c(&admin->request, "name", admin->flags.name != NULL ? admin->flags.name : "");
    if (admin->flags.expires != NULL)
        cd_jw_key_c(&admin->request, "expires_at", admin->flags.expires);
    cd_jw_key_bool(&admin->request, "sandbox", admin->flags.sandbox);
    cd_jw_close(&admin->request, '}');
    const int status = call(admin, "POST", path);
    if (status != CD_EXIT_OK)
        return status;
    if (cd_json_parse(&document, &at, cd_buf_str(&admin->body), &err) != CD_OK)
        return cd_cli_complain(CD_EXIT_ERROR, &err);
    printf("%.*s\n", CD_STR_ARG(cd_json_str(cd_json_get(document, "key"))));
    return CD_EXIT_OK;
}

static int key_list(struct admin *admin)
{
    static const struct column columns[] = {{"id", 36},     {"client", 16}, {"name", 16},
                                            {"prefix", 16}, {"state", 8},   {"expires_at", 20}};
    char path[PATH_MAX_] = "/local/keys";
    if (admin->flags.client != NULL &&
        !path_make(path, "/local/clients/", admin->flags.client, "/keys"))
        return usage("that cannot be a client's name");
    const int status = call(admin, "GET", path);
    return status == CD_EXIT_OK ? print_table(admin, columns, CD_COUNT(columns)) : status;
}

static int key_revoke(struct admin *admin)
{
    char path[PATH_MAX_];
    if (!path_make(path, "/local/keys/", admin->words[1], "/revoke"))
        return usage("that cannot be a key's id");
    cd_buf_put(&admin->request, CD_STR("{}"));
    const int status = call(admin, "POST", path);
    if (status == CD_EXIT_OK)
        printf("revoked\n");
    return status;
}

/* Subcommands: name, number of words with it, function. */
struct command {
    const char *name;
    size_t words;
    int (*run)(struct admin *admin);
};
static const struct command client_commands[] = {{"add", 2, client_add},
                                                 {"list", 1, client_list},
                                                 {"show", 2, client_show},
                                                 {"set", 2, client_set},
                                                 {"credit", 3, client_credit}};
static const struct command key_commands[] = {
    {"add", 1, key_add}, {"list", 1, key_list}, {"revoke", 2, key_revoke}};

static const struct command *command_find(const struct admin *admin, const struct command *commands,
                                          size_t count)
{
    for (size_t i = 0; i < count && admin->word_count > 0; i++)
        if (strcmp(commands[i].name, admin->words[0]) == 0 &&
            commands[i].words == admin->word_count)
            return &commands[i];
    return NULL;
}

static const char *data_folder(const struct flags *flags)
{
    const char *env = getenv("CANDELA_DATA");
    if (flags->data != NULL)
        return flags->data;
    return env != NULL ? env : "./candela-data";
}

static int run(const struct command *command, struct admin *admin, const cd_cli_opener *opener)
{
    cd_err err = {0};
    if (opener->open(opener->arg, &admin->server, data_folder(&admin->flags), &err) != CD_OK)
        return cd_cli_complain(CD_EXIT_ERROR, &err);
    const int status = command->run(admin);
    opener->close(opener->arg);
    return status;
}

int cd_cli_client(int argc, char **argv, const cd_cli_opener *opener)
{
    CD_AUTO(admin_done)
    struct admin admin = {.request = CD_BUF_INIT(REQUEST_MAX), .body = CD_BUF_INIT(BODY_MAX)};
    cd_arg args[ARG_COUNT];
    cd_err err = {0};
    args_make(args, &admin.flags);
    if (cd_args_parse(admin.words, WORDS_MAX, &admin.word_count, args, ARG_COMMON + ARG_CLIENT,
                      argc, argv, &err) != CD_OK)
        return cd_cli_complain(CD_EXIT_USAGE, &err);
    const struct command *command =
        command_find(&admin, client_commands, CD_COUNT(client_commands));
    if (command == NULL || admin.flags.help) {
        fputs(client_help, admin.flags.help ? stdout : stderr);
        if (admin.flags.help)
            cd_args_help(args, ARG_COMMON + ARG_CLIENT);
        return admin.flags.help ? CD_EXIT_OK : CD_EXIT_USAGE;
    }
    return run(command, &admin, opener);
}

int cd_cli_key(int argc, char **argv, const cd_cli_opener *opener)
{
    CD_AUTO(admin_done)
    struct admin admin = {.request = CD_BUF_INIT(REQUEST_MAX), .body = CD_BUF_INIT(BODY_MAX)};
    cd_arg args[ARG_COUNT];
    cd_err err = {0};
    args_make(args, &admin.flags);
    /* the flags of keys come after those of clients in the table */
    memmove(&args[ARG_COMMON], &args[ARG_COMMON + ARG_CLIENT],
            (ARG_COUNT - ARG_COMMON - ARG_CLIENT) * sizeof args[0]);
    const size_t count = ARG_COUNT - ARG_CLIENT;
    if (cd_args_parse(admin.words, WORDS_MAX, &admin.word_count, args, count, argc, argv, &err) !=
        CD_OK)
        return cd_cli_complain(CD_EXIT_USAGE, &err);
    const struct command *command = command_find(&admin, key_commands, CD_COUNT(key_commands));
    if (command == NULL || admin.flags.help) {
        fputs(key_help, admin.flags.help ? stdout : stderr);
        if (admin.flags.help)
            cd_args_help(args, count);
        return admin.flags.help ? CD_EXIT_OK : CD_EXIT_USAGE;
    }
    return run(command, &admin, opener);
}
