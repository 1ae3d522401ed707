/* blob/blob.h - objects: bytes under a key, complete or absent. One file and one row of
 * backends.def for each kind of store. Thread: any. Uses: base sys. */
#ifndef CD_BLOB_BLOB_H
#define CD_BLOB_BLOB_H
#include "base/base.h"

enum { CD_BLOB_KEY_MAX = 200 };

typedef struct cd_blob cd_blob;             /* an open store */
typedef struct cd_blob_state cd_blob_state; /* each backend completes it in its own file */

/* An object opened for reading. */
typedef struct cd_blob_object {
    int fd; /* the caller's to close */
    uint64_t bytes;
    char etag[64]; /* changes whenever the bytes may have changed; without quotes */
} cd_blob_object;

/* Told of an object while listing; it may be removed meanwhile. */
typedef void (*cd_blob_seen)(void *arg, cd_str key, int64_t changed_ms);

typedef struct cd_blob_writer cd_blob_writer; /* an object being written; each backend's own */

typedef struct cd_blob_ops {
    const char *scheme; /* of the store's URL: "file" */
    cd_rc (*open)(cd_blob_state **out, cd_str location, cd_err *err);
    void (*close)(cd_blob_state **state);
    /* Atomic and durable: a key is either absent or complete. CD_E_UNAVAILABLE when the disk is
     * full. */
    cd_rc (*put)(cd_blob_state *state, cd_str key, cd_str bytes, cd_err *err);
    /* The same for bytes that come in pieces. commit() and abandon() free the writer. */
    cd_rc (*begin)(cd_blob_writer **out, cd_blob_state *state, cd_str key, cd_err *err);
    cd_rc (*write)(cd_blob_writer *writer, cd_str bytes, cd_err *err);
    cd_rc (*commit)(cd_blob_writer **writer, cd_err *err);
    void (*abandon)(cd_blob_writer **writer);
    /* CD_E_NOT_FOUND. */
    cd_rc (*get)(cd_blob_object *out, cd_blob_state *state, cd_str key, cd_err *err);
    /* No error when the key is absent. */
    cd_rc (*remove)(cd_blob_state *state, cd_str key, cd_err *err);
    /* Every object directly below a folder, and what a crash left of unfinished ones. */
    cd_rc (*list)(cd_blob_state *state, cd_str folder, cd_blob_seen seen, void *arg, cd_err *err);
} cd_blob_ops;

/* An object being written, for whoever writes it; zero when there is none. */
typedef struct cd_blob_draft {
    cd_blob *blob;
    cd_blob_writer *writer;
} cd_blob_draft;

/* Opens the store of a URL such as "file:/var/lib/candela/objects". *out is new. CD_E_INVALID for
 * an unknown scheme. */
CD_MUST cd_rc cd_blob_open(cd_blob **out, cd_str url, cd_err *err);
void cd_blob_close(cd_blob **blob);
/* Keys are 1..CD_BLOB_KEY_MAX of a-z 0-9 . - and single slashes between parts that do not start
 * with a dot; anything else is CD_E_NOT_FOUND. */
bool cd_blob_key_valid(cd_str key);
CD_MUST cd_rc cd_blob_put(cd_blob *blob, cd_str key, cd_str bytes, cd_err *err);
CD_MUST cd_rc cd_blob_get(cd_blob_object *out, cd_blob *blob, cd_str key, cd_err *err);
/* For CD_AUTO; fine on one that was never opened, with fd -1. */
void cd_blob_object_done(cd_blob_object *object);
/* Writing in pieces; the object is there after the commit, and not before. CD_E_UNAVAILABLE when
 * the disk is full. Commit and abandon null the pointer; abandoning NULL is fine. */
CD_MUST cd_rc cd_blob_begin(cd_blob_draft *out, cd_blob *blob, cd_str key, cd_err *err);
CD_MUST cd_rc cd_blob_write(cd_blob_draft *draft, cd_str bytes, cd_err *err);
CD_MUST cd_rc cd_blob_commit(cd_blob_draft *draft, cd_err *err);
void cd_blob_abandon(cd_blob_draft *draft);
/* Calls `seen` for every object directly below a folder such as "incoming". */
CD_MUST cd_rc cd_blob_list(cd_blob *blob, cd_str folder, cd_blob_seen seen, void *arg, cd_err *err);
CD_MUST cd_rc cd_blob_remove(cd_blob *blob, cd_str key, cd_err *err);

#endif
