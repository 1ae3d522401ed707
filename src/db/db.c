/* db/db.c - group commit: callers queue their work, one thread runs all that waits inside a single
 * transaction, commits once, and wakes them. */
#include "db/db_int.h"

#include "base/lock.h"

#include <pthread.h>
#include <stdlib.h>

enum { WRITES_WAITING_MAX = 4096, GROUP_MAX = 256, READERS_MAX = 4 };

/* One caller's write; lives on its stack. */
struct write_op {
    struct write_op *next;
    cd_db_work work;
    void (*committed)(void *arg);
    void *arg;
    cd_err *err;
    cd_rc rc;
    cd_event done;
};

struct cd_db {
    char *path;
    cd_conn *writer; /* of the writer thread */
    pthread_t thread;
    bool thread_started;

    cd_lock queue_lock; /* first, last, waiting, closing */
    struct write_op *first, *last;
    size_t waiting;
    bool closing;

    cd_lock readers_lock; /* readers, reader_count, idle */
    cd_conn *idle[READERS_MAX];
    size_t idle_count, reader_count;
};

static cd_rc simple(cd_conn *conn, const char *sql, cd_err *err)
{
    cd_stmt *stmt;
    CD_TRY(cd_stmt_get(&stmt, conn, sql, err));
    return cd_stmt_run(stmt, NULL, err);
}

/* Takes up to GROUP_MAX waiting writes, in order; NULL when the database closes. */
static struct write_op *group_take(cd_db *db)
{
    cd_lock_take(&db->queue_lock);
    while (db->first == NULL && !db->closing)
        cd_lock_wait(&db->queue_lock, INT64_MAX);
    struct write_op *group = db->first;
    struct write_op *end = group;
    for (size_t n = 1; end != NULL && end->next != NULL && n < GROUP_MAX; n++)
        end = end->next;
    if (end != NULL) {
        db->first = end->next;
        if (db->first == NULL)
            db->last = NULL;
        end->next = NULL;
    }
    cd_lock_drop(&db->queue_lock);
    return group;
}

/* Fails every write of the group that has not failed by itself. */
static void group_fail(struct write_op *group, const struct write_op *end, const cd_err *why)
{
    for (struct write_op *op = group; op != end; op = op->next)
        if (op->rc == CD_OK)
            op->rc = cd_fail(op->err, why->kind, why->field, "%s", why->text);
}

/* Runs one write so that its failure undoes it alone. */
static void op_run(cd_conn *conn, struct write_op *op)
{
    op->rc = simple(conn, "SAVEPOINT op", op->err);
    if (op->rc != CD_OK)
        return;
    op->rc = op->work(conn, op->arg, op->err);
    if (!cd_db__in_transaction(conn))
        return;
    if (op->rc != CD_OK && simple(conn, "ROLLBACK TO op", NULL) != CD_OK)
        return;
    const cd_rc rc = simple(conn, "RELEASE op", op->err);
    if (op->rc == CD_OK)
        op->rc = rc;
}

/* Runs the writes from `group` on, up to the end or to where the transaction was lost. Returns the
 * first one not run. */
static struct write_op *group_run(cd_conn *conn, struct write_op *group)
{
    cd_err err = {0};
    struct write_op *op = group;
    if (simple(conn, "BEGIN IMMEDIATE", &err) != CD_OK) {
        group_fail(group, NULL, &err);
        return NULL;
    }
    for (; op != NULL; op = op->next) {
        op_run(conn, op);
        if (cd_db__in_transaction(conn))
            continue;
        /* the disk filled up and everything before this write was undone with it */
        (void)cd_fail(&err, CD_E_UNAVAILABLE, NULL, "database: the transaction was lost");
        group_fail(group, op->next, &err);
        return op->next;
    }
    if (simple(conn, "COMMIT", &err) != CD_OK) {
        if (cd_db__in_transaction(conn) && simple(conn, "ROLLBACK", NULL) != CD_OK)
            CD_ASSERT(!cd_db__in_transaction(conn));
        group_fail(group, NULL, &err);
    }
    return NULL;
}

static void group_finish(cd_db *db, struct write_op *group)
{
    size_t count = 0;
    while (group != NULL) {
        struct write_op *op = group;
        group = op->next; /* `op` is gone once its caller wakes */
        count++;
        if (op->rc == CD_OK && op->committed != NULL)
            op->committed(op->arg);
        cd_event_set(&op->done);
    }
    cd_lock_take(&db->queue_lock);
    db->waiting -= count;
    cd_lock_drop(&db->queue_lock);
}

static void *writer_main(void *arg)
{
    cd_db *db = arg;
    for (;;) {
        struct write_op *group = group_take(db);
        if (group == NULL)
            return NULL;
        for (struct write_op *rest = group; rest != NULL;)
            rest = group_run(db->writer, rest);
        group_finish(db, group);
    }
}

cd_rc cd_db_open(cd_db **out, const char *path, cd_err *err)
{
    CD_AUTO(cd_db_close) cd_db *db = cd_new(sizeof *db);
    cd_lock_init(&db->queue_lock, CD_LOCK_DB_WRITER);
    cd_lock_init(&db->readers_lock, CD_LOCK_DB_READERS);
    db->path = cd_new_str(cd_str_from(path));
    CD_TRY(cd_db__conn_open(&db->writer, path, true, err));
    CD_TRY(cd_db__migrate(db->writer, err));
    if (pthread_create(&db->thread, NULL, writer_main, db) != 0)
        return cd_fail(err, CD_E_UNAVAILABLE, NULL, "no thread for the database");
    db->thread_started = true;
    CD_MOVE(*out, db);
    return CD_OK;
}

void cd_db_close(cd_db **db_)
{
    if (db_ == NULL || *db_ == NULL)
        return;
    cd_db *db = *db_;
    if (db->thread_started) {
        cd_lock_take(&db->queue_lock);
        db->closing = true;
        cd_lock_notify_all(&db->queue_lock);
        cd_lock_drop(&db->queue_lock);
        pthread_join(db->thread, NULL);
    }
    CD_ASSERT(db->idle_count == db->reader_count);
    for (size_t i = 0; i < db->idle_count; i++)
        cd_db__conn_close(&db->idle[i]);
    cd_db__conn_close(&db->writer);
    cd_lock_done(&db->queue_lock);
    cd_lock_done(&db->readers_lock);
    free(db->path);
    free(db);
    *db_ = NULL;
}

cd_rc cd_db_write(cd_db *db, cd_db_work work, void (*committed)(void *arg), void *arg, cd_err *err)
{
    cd_err own = {0};
    struct write_op op = {
        .work = work, .committed = committed, .arg = arg, .err = err != NULL ? err : &own};
    cd_lock_take(&db->queue_lock);
    if (db->waiting >= WRITES_WAITING_MAX || db->closing) {
        cd_lock_drop(&db->queue_lock);
        return cd_fail(err, CD_E_UNAVAILABLE, NULL, "database: %d writes wait already",
                       WRITES_WAITING_MAX);
    }
    cd_event_init(&op.done);
    if (db->last != NULL)
        db->last->next = &op;
    else
        db->first = &op;
    db->last = &op;
    db->waiting++;
    cd_lock_notify_one(&db->queue_lock);
    cd_lock_drop(&db->queue_lock);
    cd_event_wait(&op.done);
    cd_event_done(&op.done);
    return op.rc;
}

static cd_rc reader_take(cd_conn **out, cd_db *db, cd_err *err)
{
    cd_conn *conn = NULL;
    bool open_new = false;
    cd_lock_take(&db->readers_lock);
    while (db->idle_count == 0 && db->reader_count == READERS_MAX)
        cd_lock_wait(&db->readers_lock, INT64_MAX);
    if (db->idle_count > 0) {
        conn = db->idle[--db->idle_count];
    } else {
        open_new = true;
        db->reader_count++;
    }
    cd_lock_drop(&db->readers_lock);
    if (open_new) {
        const cd_rc rc = cd_db__conn_open(&conn, db->path, false, err);
        if (rc != CD_OK) {
            cd_lock_take(&db->readers_lock);
            db->reader_count--;
            cd_lock_notify_one(&db->readers_lock);
            cd_lock_drop(&db->readers_lock);
            return rc;
        }
    }
    *out = conn;
    return CD_OK;
}

cd_rc cd_db_read(cd_db *db, cd_db_work work, void *arg, cd_err *err)
{
    cd_conn *conn;
    CD_TRY(reader_take(&conn, db, err));
    const cd_rc rc = work(conn, arg, err);
    cd_lock_take(&db->readers_lock);
    db->idle[db->idle_count++] = conn;
    cd_lock_notify_one(&db->readers_lock);
    cd_lock_drop(&db->readers_lock);
    return rc;
}

static cd_rc check_work(cd_conn *conn, void *arg, cd_err *err)
{
    return cd_db__check(arg, conn, err);
}

cd_rc cd_db_check(cd_db *db, int64_t *version, cd_err *err)
{
    return cd_db_read(db, check_work, version, err);
}
