/* cli/args.c - command-line flags. */
#include "cli/args.h"

#include <stdio.h>
#include <string.h>

static const cd_arg *find(const cd_arg *args, size_t count, cd_str flag)
{
    for (size_t i = 0; i < count; i++)
        if (cd_str_eq_c(flag, args[i].flag))
            return &args[i];
    return NULL;
}

/* Takes the flag at argv[*at]; its value may be the next word. */
static cd_rc flag_take(const cd_arg *args, size_t count, int argc, char **argv, int *at,
                       cd_err *err)
{
    cd_str flag;
    cd_str rest;
    const bool joined = cd_str_cut(cd_str_from(argv[*at]), '=', &flag, &rest);
    const cd_arg *arg = find(args, count, flag);
    if (arg == NULL)
        return cd_fail(err, CD_E_INVALID, NULL, "unknown flag '%.*s'", CD_STR_ARG(flag));
    if (arg->metavar == NULL) {
        if (joined)
            return cd_fail(err, CD_E_INVALID, NULL, "%s takes no value", arg->flag);
        *arg->on = true;
        return CD_OK;
    }
    if (!joined && *at + 1 >= argc)
        return cd_fail(err, CD_E_INVALID, NULL, "%s needs a value: %s", arg->flag, arg->metavar);
    const bool many = cd_str_ends(cd_str_from(arg->metavar), CD_STR("..."));
    size_t slot = 0;
    while (many && slot < CD_ARG_LIST_MAX - 1 && arg->value[slot] != NULL)
        slot++;
    if (arg->value[slot] != NULL)
        return cd_fail(err, CD_E_INVALID, NULL, "%s is given %s", arg->flag,
                       many ? "too often" : "twice");
    arg->value[slot] = joined ? rest.data : argv[++*at];
    return CD_OK;
}

cd_rc cd_args_parse(const char **words, size_t words_max, size_t *word_count, const cd_arg *args,
                    size_t count, int argc, char **argv, cd_err *err)
{
    bool flags = true; /* until "--" */
    *word_count = 0;
    for (int i = 0; i < argc; i++) {
        if (flags && strcmp(argv[i], "--") == 0) {
            flags = false;
        } else if (flags && argv[i][0] == '-' && argv[i][1] != '\0') {
            CD_TRY(flag_take(args, count, argc, argv, &i, err));
        } else {
            if (*word_count == words_max)
                return cd_fail(err, CD_E_INVALID, NULL, "'%s' is one word too many", argv[i]);
            words[(*word_count)++] = argv[i];
        }
    }
    return CD_OK;
}

void cd_args_help(const cd_arg *args, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char left[64];
        snprintf(left, sizeof left, "%s %s", args[i].flag,
                 args[i].metavar != NULL ? args[i].metavar : "");
        printf("  %-26s %s\n", left, args[i].help);
    }
}
