/* cli/args.h - command-line flags as a table: "--name value" or "--name=value",
 * anywhere among the words. Thread: main. Uses: base. */
#ifndef CD_CLI_ARGS_H
#define CD_CLI_ARGS_H
#include "base/base.h"

enum { CD_ARG_LIST_MAX = 64 };

typedef struct cd_arg {
    const char *flag;    /* "--model"; "-o" for a short one */
    const char *metavar; /* what its value is called in the help; NULL: a switch
                            without a value; "NAME...": may be repeated */
    const char **value;  /* set to the value; NULL for a switch; for one that may be repeated the
                            first of CD_ARG_LIST_MAX values, NULL where none was given */
    bool *on;            /* set for a switch */
    const char *help;    /* one line */
} cd_arg;

/* Sorts `argv` into flags and words; at most `words_max` words, *word_count
 * found. CD_E_INVALID naming what is not known, repeated or lacks its value. */
CD_MUST cd_rc cd_args_parse(const char **words, size_t words_max, size_t *word_count,
                            const cd_arg *args, size_t count, int argc, char **argv, cd_err *err);
/* The lines about the flags in a help text, to standard output. */
void cd_args_help(const cd_arg *args, size_t count);

#endif
