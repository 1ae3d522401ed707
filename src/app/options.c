/* app/options.c - settings: where each comes from. */
#include "app/options.h"

#include "base/log.h"
#include "sys/files.h"
#include "sys/proc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SERVE = CD_OPTIONS_SERVE, WORKER = CD_OPTIONS_WORKER, TOOLS = CD_OPTIONS_TOOLS };
enum { CONFIG_MAX = 65536, WORDS_MAX = 65536 };

static const struct row {
    enum { VALUE, LIST, SWITCH } kind;
    const char *flag; /* "--data" */
    const char *name; /* "data" */
    const char *metavar, *preset, *help;
    unsigned commands;
    size_t offset; /* of the field */
} rows[] = {
#define CD_OPTION(field, flag, metavar, preset, commands, help) \
    {VALUE, "--" flag, flag, metavar, preset, help, commands, offsetof(cd_options, field)},
#define CD_OPTION_LIST(field, flag, metavar, commands, help) \
    {LIST, "--" flag, flag, metavar, NULL, help, commands, offsetof(cd_options, field)},
#define CD_OPTION_SWITCH(field, flag, commands, help) \
    {SWITCH, "--" flag, flag, NULL, NULL, help, commands, offsetof(cd_options, field)},
#include "app/options.def"
#undef CD_OPTION
#undef CD_OPTION_LIST
#undef CD_OPTION_SWITCH
};
enum { ROWS = sizeof rows / sizeof rows[0] };

/* The value, or the first of a list. */
static const char **field(cd_options *options, const struct row *row)
{
    return (const char **)(void *)((char *)options + row->offset);
}

static bool *field_switch(cd_options *options, const struct row *row)
{
    return (bool *)(void *)((char *)options + row->offset);
}

static cd_rc list_set(cd_options *options, const struct row *row, cd_str text, cd_err *err)
{
    const char **list = field(options, row);
    size_t count = 0;
    cd_str word;
    memset(list, 0, CD_ARG_LIST_MAX * sizeof list[0]);
    for (bool more = true; more;) {
        more = cd_str_cut(text, ',', &word, &text);
        const char *kept = cd_arena_str(options->words, cd_str_trim(word)).data;
        if (count == CD_ARG_LIST_MAX || kept == NULL)
            return cd_fail(err, CD_E_TOO_BIG, row->name, "%s: too many values", row->name);
        if (kept[0] != '\0')
            list[count++] = kept;
    }
    return CD_OK;
}

static cd_rc switch_set(cd_options *options, const struct row *row, cd_str text, cd_err *err)
{
    const bool on = cd_str_eq_c(text, "on") || cd_str_eq_c(text, "1");
    if (!on && !cd_str_eq_c(text, "off") && !cd_str_eq_c(text, "0"))
        return cd_fail(err, CD_E_INVALID, row->name, "%s is on or off", row->name);
    *field_switch(options, row) = on;
    return CD_OK;
}

/* Sets a field by the text of the environment or the file, which outlives the options. */
static cd_rc text_set(cd_options *options, const struct row *row, const char *text, cd_err *err)
{
    if (row->kind == LIST)
        return list_set(options, row, cd_str_from(text), err);
    if (row->kind == SWITCH)
        return switch_set(options, row, cd_str_from(text), err);
    *field(options, row) = text;
    return CD_OK;
}

static const struct row *row_find(unsigned command, cd_str name)
{
    for (size_t i = 0; i < ROWS; i++)
        if (cd_str_eq_c(name, rows[i].name) && (rows[i].commands & command) != 0)
            return &rows[i];
    return NULL;
}

/* Lines "name = value"; "#" starts a comment. Values point into options->strings. A file may hold
 * settings of other commands. */
static cd_rc config_read(cd_options *options, unsigned command, const char *path, cd_err *err)
{
    CD_TRY(cd_file_read(&options->strings, path, err));
    cd_buf_put_byte(&options->strings, '\n');
    char *at = options->strings.data;
    char *end = at + options->strings.size;
    for (int number = 1; at < end; number++) {
        char *newline = memchr(at, '\n', (size_t)(end - at));
        cd_str name;
        cd_str value;
        const cd_str line = cd_str_trim((cd_str){at, (size_t)(newline - at)});
        *newline = '\0';
        at = newline + 1;
        if (line.size == 0 || line.data[0] == '#')
            continue;
        if (!cd_str_cut(line, '=', &name, &value))
            return cd_fail(err, CD_E_INVALID, "config", "%s:%d: not name = value", path, number);
        name = cd_str_trim(name);
        value = cd_str_trim(value);
        if (row_find(SERVE | WORKER | TOOLS, name) == NULL)
            return cd_fail(err, CD_E_INVALID, "config", "%s:%d: no setting is called '%.*s'", path,
                           number, CD_STR_ARG(name));
        const struct row *row = row_find(command, name);
        options->strings.data[value.data - options->strings.data + (ptrdiff_t)value.size] = '\0';
        if (row != NULL)
            CD_TRY(text_set(options, row, value.data, err));
    }
    return CD_OK;
}

static const char *environment(const struct row *row)
{
    char name[64] = "CANDELA_";
    size_t size = strlen(name);
    for (const char *c = row->name; *c != '\0'; c++) {
        CD_ASSERT(size + 1 < sizeof name);
        name[size++] = (char)(*c == '-' ? '_' : *c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    }
    name[size] = '\0';
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

static void help_print(const char *usage, const cd_arg *args, size_t count)
{
    printf("usage: %s\n\n", usage);
    cd_args_help(args, count);
    printf(
        "\nEach flag can also be an environment variable (--public-url: CANDELA_PUBLIC_URL) or a\n"
        "line \"public-url = ...\" of the file given by --config. A flag beats the environment,\n"
        "which beats the file.\n");
}

/* Fills what flags left open: environment, then the file, then the defaults. */
static cd_rc rest_fill(cd_options *out, cd_options *flags, unsigned command, const char *config,
                       cd_err *err)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].kind == VALUE)
            *field(out, &rows[i]) = rows[i].preset;
    if (config != NULL)
        CD_TRY(config_read(out, command, config, err));
    for (size_t i = 0; i < ROWS; i++) {
        const struct row *row = &rows[i];
        const char *env = environment(row);
        const bool given =
            row->kind == SWITCH ? *field_switch(flags, row) : *field(flags, row) != NULL;
        if (given && row->kind == SWITCH)
            *field_switch(out, row) = true;
        else if (given)
            memcpy(field(out, row), field(flags, row),
                   (row->kind == LIST ? CD_ARG_LIST_MAX : 1) * sizeof(const char *));
        else if (env != NULL && (row->commands & command) != 0)
            CD_TRY(text_set(out, row, env, err));
    }
    return CD_OK;
}

cd_rc cd_options_read(cd_options *out, unsigned command, const char *usage, int argc, char **argv,
                      cd_err *err)
{
    cd_options flags = {0};
    cd_arg args[ROWS + 2];
    const char *config = NULL;
    const char *word;
    size_t words;
    size_t count = 0;
    *out = (cd_options){.strings = CD_BUF_INIT(CONFIG_MAX), .words = cd_arena_new(WORDS_MAX)};
    args[count++] = (cd_arg){"--config", "FILE", &config, NULL, "settings, a line each"};
    for (size_t i = 0; i < ROWS; i++)
        if ((rows[i].commands & command) != 0 && rows[i].kind == SWITCH)
            args[count++] =
                (cd_arg){rows[i].flag, NULL, NULL, field_switch(&flags, &rows[i]), rows[i].help};
        else if ((rows[i].commands & command) != 0)
            args[count++] = (cd_arg){rows[i].flag, rows[i].metavar, field(&flags, &rows[i]), NULL,
                                     rows[i].help};
    args[count++] = (cd_arg){"--help", NULL, NULL, &out->help, "this text"};
    CD_TRY(cd_args_parse(&word, 0, &words, args, count, argc, argv, err));
    if (out->help)
        help_print(usage, args, count);
    if (config == NULL)
        config = getenv("CANDELA_CONFIG");
    return rest_fill(out, &flags, command, config, err);
}

void cd_options_done(cd_options *options)
{
    cd_buf_done(&options->strings);
    cd_arena_free(&options->words);
}

cd_rc cd_options_log(const cd_options *options, cd_err *err)
{
    cd_level level;
    if (!cd_log_level_find(&level, cd_str_from(options->log)))
        return cd_fail(err, CD_E_INVALID, "log", "--log is debug, info, warn or error");
    cd_log_set_level(level);
    return CD_OK;
}

cd_rc cd_options_path(char out[4096], const cd_options *options, const char *name, cd_err *err)
{
    return cd_path_join(out, options->data, name, err);
}

cd_rc cd_options_database(char out[4096], const cd_options *options, cd_err *err)
{
    const cd_str url = cd_str_from(options->database);
    if (url.size == 0)
        return cd_options_path(out, options, "candela.db", err);
    if (!cd_str_starts(url, CD_STR("sqlite:")) ||
        !cd_str_copy(out, CD_PATH_MAX, cd_str_sub(url, 7, url.size)) || out[0] == '\0')
        return cd_fail(err, CD_E_INVALID, "database", "--database '%s' is not sqlite:FILE",
                       options->database);
    return CD_OK;
}

cd_rc cd_options_objects(char out[4096], const cd_options *options, cd_err *err)
{
    int size;
    if (options->objects != NULL)
        size = snprintf(out, CD_PATH_MAX, "%s", options->objects);
    else
        size = snprintf(out, CD_PATH_MAX, "file:%s/objects", options->data);
    if (size < 0 || size >= CD_PATH_MAX)
        return cd_fail(err, CD_E_TOO_BIG, "objects", "the URL is over %d bytes", CD_PATH_MAX);
    return CD_OK;
}

cd_rc cd_options_artwork(char out[4096], const cd_options *options, cd_err *err)
{
    if (options->artwork != NULL) {
        if (!cd_str_copy(out, CD_PATH_MAX, cd_str_from(options->artwork)))
            return cd_fail(err, CD_E_TOO_BIG, "artwork", "the path is over %d bytes", CD_PATH_MAX);
        return CD_OK;
    }
    char self[CD_PATH_MAX];
    CD_TRY(cd_proc_self(self, sizeof self, err));
    char *slash = strrchr(self, '/');
    CD_ASSERT(slash != NULL);
    *slash = '\0';
    return cd_path_join(out, self, "artwork.pack", err);
}
