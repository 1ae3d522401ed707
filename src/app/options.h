/* app/options.h - settings of the long-running commands, from flags, environment, file and
 * defaults. Thread: main. Uses: base cli sys. */
#ifndef CD_APP_OPTIONS_H
#define CD_APP_OPTIONS_H
#include "cli/args.h"

enum { CD_OPTIONS_SERVE = 1, CD_OPTIONS_WORKER = 2, CD_OPTIONS_TOOLS = 4 };

typedef struct cd_options {
#define CD_OPTION(field, flag, metavar, preset, commands, help) const char *field;
#define CD_OPTION_LIST(field, flag, metavar, commands, help) const char *field[CD_ARG_LIST_MAX];
#define CD_OPTION_SWITCH(field, flag, commands, help) bool field;
#include "app/options.def"
#undef CD_OPTION
#undef CD_OPTION_LIST
#undef CD_OPTION_SWITCH
    bool help;       /* --help was given, and its text printed */
    cd_buf strings;  /* what was read from the file */
    cd_arena *words; /* values of lists that were written between commas */
} cd_options;

/* Reads the settings of `command` (one of the bits above). `usage` is its first help line. Free
 * with cd_options_done(). CD_E_INVALID for what is not known. */
CD_MUST cd_rc cd_options_read(cd_options *out, unsigned command, const char *usage, int argc,
                              char **argv, cd_err *err);
void cd_options_done(cd_options *options);

/* Makes the log as talkative as the settings say. CD_E_INVALID. */
CD_MUST cd_rc cd_options_log(const cd_options *options, cd_err *err);
/* A path in the data folder. CD_E_TOO_BIG. */
CD_MUST cd_rc cd_options_path(char out[4096], const cd_options *options, const char *name,
                              cd_err *err);
/* The database file, object store URL and artwork file in force. */
CD_MUST cd_rc cd_options_database(char out[4096], const cd_options *options, cd_err *err);
CD_MUST cd_rc cd_options_objects(char out[4096], const cd_options *options, cd_err *err);
CD_MUST cd_rc cd_options_artwork(char out[4096], const cd_options *options, cd_err *err);

#endif
