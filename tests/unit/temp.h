/* tests/unit/temp.h - a folder that lasts as long as a test, and a database in it. */
#ifndef CD_TESTS_UNIT_TEMP_H
#define CD_TESTS_UNIT_TEMP_H
#include "db/db.h"
#include "sys/files.h"
#include "unit/check.h"

#include <ftw.h>

struct temp {
    char folder[128];
};

static inline int temp_remove(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info;
    (void)kind;
    (void)at;
    return remove(path);
}

static inline struct temp temp_make(void)
{
    struct temp temp;
    const char *base = getenv("TMPDIR");
    snprintf(temp.folder, sizeof temp.folder, "%s/candela-unit.XXXXXX",
             base != NULL && strlen(base) < 64 ? base : "/tmp");
    CHECK(mkdtemp(temp.folder) != NULL);
    return temp;
}

static inline void temp_done(struct temp *temp)
{
    nftw(temp->folder, temp_remove, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void temp_path(char out[CD_PATH_MAX], const struct temp *temp, const char *name)
{
    CHECK(cd_path_join(out, temp->folder, name, NULL) == CD_OK);
}

static inline cd_db *temp_db(const struct temp *temp)
{
    char path[CD_PATH_MAX];
    cd_db *db = NULL;
    cd_err err = {0};
    temp_path(path, temp, "test.db");
    if (cd_db_open(&db, path, &err) != CD_OK)
        check_failed(__FILE__, __LINE__, "no database: %s", err.text);
    return db;
}

#endif
