/* app/doctor.c - `candela doctor` and `candela migrate`: is this data folder sound? */
#include "app/app.h"

#include "app/house.h"
#include "engine/engine.h"
#include "meter/ledger.h"
#include "sys/files.h"

#include <stdio.h>
#include <sys/stat.h>

enum { DISK_LOW = 1024 };

static void line(const char *what, cd_rc rc, const char *text)
{
    printf("%-10s %-5s %s\n", what, rc == CD_OK ? "ok" : "WRONG", text);
}

/* Prints one check; true when it is fine. */
static bool report(const char *what, cd_rc rc, const cd_err *err, const char *fine)
{
    line(what, rc, rc == CD_OK ? fine : err->text);
    return rc == CD_OK;
}

static cd_rc ledger_work(cd_conn *conn, void *arg, cd_err *err)
{
    (void)arg;
    return cd_ledger_check(conn, err);
}

static bool check_database(cd_house *house)
{
    char text[64];
    cd_err err = {0};
    int64_t version = 0;
    cd_rc rc = cd_db_check(house->db, &version, &err);
    snprintf(text, sizeof text, "schema version %lld, integrity checked", (long long)version);
    const bool sound = report("database", rc, &err, text);
    cd_err_clear(&err);
    rc = cd_db_read(house->db, ledger_work, NULL, &err);
    return report("ledger", rc, &err, "every balance is the sum of its entries") && sound;
}

static bool check_secret(const cd_options *options, const char *name)
{
    char path[CD_PATH_MAX];
    cd_err err = {0};
    struct stat info;
    cd_rc rc = cd_options_path(path, options, name, &err);
    if (rc == CD_OK && stat(path, &info) != 0)
        return report(name, CD_OK, &err, "not there");
    if (rc == CD_OK && (info.st_mode & 077) != 0)
        rc = cd_fail(&err, CD_E_FORBIDDEN, NULL, "%s can be read by others: chmod 600 it", path);
    return report(name, rc, &err, "readable by its owner only");
}

static bool check_disk(const cd_options *options)
{
    char text[64];
    cd_err err = {0};
    uint64_t bytes = 0;
    cd_rc rc = cd_disk_free(&bytes, options->data, &err);
    const uint64_t mib = bytes / 1048576;
    snprintf(text, sizeof text, "%llu MiB free", (unsigned long long)mib);
    if (rc == CD_OK && mib < DISK_LOW)
        rc = cd_fail(&err, CD_E_UNAVAILABLE, NULL, "only %s", text);
    return report("disk", rc, &err, text);
}

static bool check_engines(const cd_options *options)
{
    bool fine = true;
    char artwork[CD_PATH_MAX];
    cd_err err = {0};
    if (cd_options_artwork(artwork, options, &err) != CD_OK)
        return report("artwork", err.kind, &err, "");
    const struct cd_engine_env env = {.artwork_path = artwork, .threads = 1};
    for (size_t i = 0; cd_engine_at(i) != NULL; i++) {
        struct cd_engine_caps caps = {0};
        cd_err_clear(&err);
        const cd_rc rc = cd_engine_at(i)->probe(&caps, &env, &err);
        fine = report(cd_engine_at(i)->name, rc, &err, caps.version) && fine;
    }
    return fine;
}

static void house_done(cd_house *house)
{
    cd_house_close(house);
}

static int opened(cd_house *house, cd_options *options, const char *usage, int argc, char **argv)
{
    cd_err err = {0};
    if (cd_options_read(options, CD_OPTIONS_TOOLS, usage, argc, argv, &err) != CD_OK)
        return cd_cli_complain(CD_EXIT_USAGE, &err);
    if (options->help)
        return CD_EXIT_OK;
    cd_rc rc = cd_house_lock(house, options, false, &err);
    if (rc == CD_OK)
        rc = cd_house_open(house, options, "", 0, &err);
    if (rc == CD_OK)
        return CD_EXIT_OK;
    return cd_cli_complain(rc == CD_E_CONFLICT ? CD_EXIT_IN_USE : CD_EXIT_ERROR, &err);
}

int cd_app_doctor(int argc, char **argv)
{
    CD_AUTO(cd_options_done) cd_options options = {0};
    CD_AUTO(house_done) cd_house house = {.lock_fd = -1};
    const int status = opened(&house, &options, "candela doctor [flags]", argc, argv);
    if (status != CD_EXIT_OK || options.help)
        return status;
    bool fine = check_database(&house);
    fine = check_secret(&options, "default.key") && fine;
    fine = check_secret(&options, "presign.key") && fine;
    fine = check_disk(&options) && fine;
    fine = check_engines(&options) && fine;
    return fine ? CD_EXIT_OK : CD_EXIT_ERROR;
}

int cd_app_migrate(int argc, char **argv)
{
    CD_AUTO(cd_options_done) cd_options options = {0};
    CD_AUTO(house_done) cd_house house = {.lock_fd = -1};
    int64_t version = 0;
    cd_err err = {0};
    const int status = opened(&house, &options, "candela migrate [flags]", argc, argv);
    if (status != CD_EXIT_OK || options.help)
        return status;
    if (cd_db_check(house.db, &version, &err) != CD_OK)
        return cd_cli_complain(CD_EXIT_ERROR, &err);
    printf("the database has schema version %lld\n", (long long)version);
    return CD_EXIT_OK;
}
