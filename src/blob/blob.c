/* blob/blob.c - choosing a store by its URL, and the rules for keys. */
#include "blob/blob.h"

#include "sys/files.h"

#include <stdlib.h>

#define CD_BLOB(ops) extern const cd_blob_ops ops;
#include "blob/backends.def"
#undef CD_BLOB

static const cd_blob_ops *const backends[] = {
#define CD_BLOB(ops) &ops,
#include "blob/backends.def"
#undef CD_BLOB
};

struct cd_blob {
    const cd_blob_ops *ops;
    cd_blob_state *state;
};

cd_rc cd_blob_open(cd_blob **out, cd_str url, cd_err *err)
{
    cd_str scheme;
    cd_str location;
    if (!cd_str_cut(url, ':', &scheme, &location))
        return cd_fail(err, CD_E_INVALID, "objects", "'%.*s' is not a store URL such as file:DIR",
                       CD_STR_ARG(url));
    for (size_t i = 0; i < CD_COUNT(backends); i++) {
        if (!cd_str_eq_c(scheme, backends[i]->scheme))
            continue;
        CD_AUTO(cd_blob_close) cd_blob *blob = cd_new(sizeof *blob);
        blob->ops = backends[i];
        CD_TRY(blob->ops->open(&blob->state, location, err));
        CD_MOVE(*out, blob);
        return CD_OK;
    }
    return cd_fail(err, CD_E_INVALID, "objects", "no object store speaks '%.*s'",
                   CD_STR_ARG(scheme));
}

void cd_blob_close(cd_blob **blob)
{
    if (blob == NULL || *blob == NULL)
        return;
    (*blob)->ops->close(&(*blob)->state);
    free(*blob);
    *blob = NULL;
}

bool cd_blob_key_valid(cd_str key)
{
    if (key.size == 0 || key.size > CD_BLOB_KEY_MAX)
        return false;
    for (size_t i = 0; i < key.size; i++) {
        const char c = key.data[i];
        const bool starts_part = i == 0 || key.data[i - 1] == '/';
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        if (!plain && (starts_part || (c != '.' && c != '/')))
            return false;
    }
    return key.data[key.size - 1] != '/';
}

static cd_rc key_check(cd_str key, cd_err *err)
{
    if (cd_blob_key_valid(key))
        return CD_OK;
    return cd_fail(err, CD_E_NOT_FOUND, NULL, "no such object");
}

cd_rc cd_blob_put(cd_blob *blob, cd_str key, cd_str bytes, cd_err *err)
{
    CD_TRY(key_check(key, err));
    return blob->ops->put(blob->state, key, bytes, err);
}

cd_rc cd_blob_get(cd_blob_object *out, cd_blob *blob, cd_str key, cd_err *err)
{
    CD_TRY(key_check(key, err));
    return blob->ops->get(out, blob->state, key, err);
}

void cd_blob_object_done(cd_blob_object *object)
{
    cd_fd_close(&object->fd);
}

cd_rc cd_blob_remove(cd_blob *blob, cd_str key, cd_err *err)
{
    CD_TRY(key_check(key, err));
    return blob->ops->remove(blob->state, key, err);
}

cd_rc cd_blob_begin(cd_blob_draft *out, cd_blob *blob, cd_str key, cd_err *err)
{
    cd_blob_writer *writer = NULL;
    CD_TRY(key_check(key, err));
    CD_TRY(blob->ops->begin(&writer, blob->state, key, err));
    *out = (cd_blob_draft){blob, writer};
    return CD_OK;
}

cd_rc cd_blob_write(cd_blob_draft *draft, cd_str bytes, cd_err *err)
{
    return draft->blob->ops->write(draft->writer, bytes, err);
}

cd_rc cd_blob_commit(cd_blob_draft *draft, cd_err *err)
{
    return draft->blob->ops->commit(&draft->writer, err);
}

void cd_blob_abandon(cd_blob_draft *draft)
{
    if (draft->writer != NULL)
        draft->blob->ops->abandon(&draft->writer);
}

cd_rc cd_blob_list(cd_blob *blob, cd_str folder, cd_blob_seen seen, void *arg, cd_err *err)
{
    CD_TRY(key_check(folder, err));
    return blob->ops->list(blob->state, folder, seen, arg, err);
}
