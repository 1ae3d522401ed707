/* api/files.c - the Files API (contract, section 16): upload once, refer to by id. A file is
 * announced with its size, its bytes are put to a link in one piece, and `complete` looks at them.
 */
#include "api/visit.h"

#include "asset/asset.h"
#include "crypto/crypto.h"
#include "view/view_file.h"
#include "wire/json_write.h"

#include <stdio.h>
#include <string.h>

enum { URL_MAX = 1024 };

struct filing {
    cd_visit *visit;
    cd_uuid id;
    cd_file file;
};

static cd_rc get_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct filing *filing = arg;
    return cd_asset_get(&filing->file, conn, &filing->id, err);
}

static cd_rc put_work(cd_conn *conn, void *arg, cd_err *err)
{
    cd_visit *visit = arg;
    return cd_asset_put(conn, &visit->file, visit->api->files_quota, err);
}

static cd_rc update_work(cd_conn *conn, void *arg, cd_err *err)
{
    const cd_visit *visit = arg;
    return cd_asset_update(conn, &visit->file, err);
}

static cd_rc not_found(cd_err *err)
{
    return cd_fail(err, CD_E_NOT_FOUND, NULL, "File not found");
}

/* The file that the path names, if it is the caller's; a deleted one too. */
static cd_rc own_file(cd_visit *visit, cd_err *err)
{
    struct filing filing = {.visit = visit};
    if (!cd_uuid_parse(&filing.id, visit->param))
        return not_found(err);
    CD_TRY(cd_db_read(visit->api->db, get_work, &filing, err));
    if (filing.file.client != visit->principal.client.seq)
        return not_found(err);
    visit->file = filing.file;
    if (visit->file.expires_ms != 0 && visit->file.expires_ms <= visit->now_ms &&
        visit->file.state != CD_FILE_STATE_DELETED) {
        visit->file.state = CD_FILE_STATE_DELETED;
        visit->file.deleted_ms = visit->file.expires_ms;
    }
    return CD_OK;
}

static void reply_file(cd_visit *visit)
{
    cd_view_file(&visit->exchange->reply, &visit->file);
    cd_api__reply(visit, 200);
}

cd_rc cd_api__file_get(cd_visit *visit, cd_err *err)
{
    CD_TRY(own_file(visit, err));
    reply_file(visit);
    return CD_OK;
}

cd_rc cd_api__file_delete(cd_visit *visit, cd_err *err)
{
    cd_err inner = {0};
    CD_TRY(own_file(visit, err));
    visit->file.state = CD_FILE_STATE_DELETED;
    visit->file.deleted_ms = visit->file.deleted_ms != 0 ? visit->file.deleted_ms : visit->now_ms;
    const cd_rc rc = cd_db_write(visit->api->db, update_work, NULL, visit, &inner);
    if (rc != CD_OK && rc != CD_E_NOT_FOUND) /* deleted already: as the caller wants it */
        return cd_fail(err, rc, NULL, "%s", inner.text);
    visit->exchange->status = 204;
    return CD_OK;
}

/* Looks at bytes that are all here: the kind is what they are, not what was announced. */
static cd_rc look(cd_visit *visit, cd_err *err)
{
    cd_err why = {0};
    cd_file *file = &visit->file;
    const bool video = cd_str_starts(cd_str_from(file->mime_type), CD_STR("video/"));
    cd_input input = {.media = video ? CD_MEDIA_VIDEO : CD_MEDIA_IMAGE};
    cd_file_key(input.key, &file->id);
    const cd_rc rc = cd_ingest_look(&input, visit->api->ingest, &why);
    if (rc != CD_OK && rc != CD_E_CORRUPT && rc != CD_E_UNPROCESSABLE && rc != CD_E_TOO_BIG &&
        rc != CD_E_TIMEOUT)
        return cd_fail(err, rc, NULL, "%s", why.text);
    const cd_str kind = video ? CD_STR("video/") : CD_STR("image/");
    file->state = CD_FILE_STATE_READY;
    if (rc != CD_OK || !cd_str_starts(cd_str_from(input.media_type), kind)) {
        file->state = CD_FILE_STATE_FAILED;
        snprintf(file->failure_reason, sizeof file->failure_reason,
                 "The bytes are not %s that can be used", video ? "a video" : "an image");
    } else if (input.width > CD_IMAGE_SIDE_MAX || input.height > CD_IMAGE_SIDE_MAX) {
        file->state = CD_FILE_STATE_FAILED;
        snprintf(file->failure_reason, sizeof file->failure_reason,
                 "%ux%u pixels; each side must be <= %d", input.width, input.height,
                 CD_IMAGE_SIDE_MAX);
    } else if (!cd_str_copy(file->mime_type, sizeof file->mime_type,
                            cd_str_from(input.media_type))) {
        return cd_fail(err, CD_E_INTERNAL, NULL, "media type too long");
    }
    return CD_OK;
}

cd_rc cd_api__file_complete(cd_visit *visit, cd_err *err)
{
    char key[CD_OBJECT_KEY_MAX];
    cd_blob_object object = {.fd = -1};
    CD_TRY(own_file(visit, err));
    if (visit->file.state == CD_FILE_STATE_DELETED)
        return not_found(err);
    if (visit->file.state == CD_FILE_STATE_PENDING) {
        cd_file_key(key, &visit->file.id);
        const cd_rc rc = cd_blob_get(&object, visit->api->blob, cd_str_from(key), NULL);
        if (rc == CD_E_NOT_FOUND)
            return cd_fail(err, CD_E_CONFLICT, NULL, "The file has not been uploaded yet");
        if (rc != CD_OK)
            return cd_fail(err, CD_E_UNAVAILABLE, NULL, "the object store cannot be read");
        cd_blob_object_done(&object);
        CD_TRY(look(visit, err));
        CD_TRY(cd_db_write(visit->api->db, update_work, NULL, visit, err));
    }
    reply_file(visit);
    return CD_OK;
}

/* A multipart body, read once: its fields become the JSON that announces a file, so that there is
 * one way to check them; its bytes go to the store. */
struct forming {
    cd_visit *visit;
    cd_uuid id; /* of the file to come */
    cd_buf json;
    cd_buf value; /* of the field that is coming in */
    char name[32];
    cd_buf filename, type; /* what the part "file" says of itself, unless a field says otherwise */
    int64_t size_bytes;
    bool has_file, has_type, has_filename;
};

static void forming_done(struct forming *forming)
{
    cd_buf_done(&forming->json);
    cd_buf_done(&forming->value);
    cd_buf_done(&forming->filename);
    cd_buf_done(&forming->type);
}

/* The field that has been coming in is complete. */
static void field_end(struct forming *forming)
{
    static const char *const taken[] = {"purpose", "user_id", "filename", "expires_at",
                                        "mime_type"};
    for (size_t i = 0; i < CD_COUNT(taken); i++) {
        if (strcmp(forming->name, taken[i]) != 0)
            continue;
        cd_jw_key_str(&forming->json, taken[i], cd_buf_str(&forming->value));
        forming->has_filename |= strcmp(taken[i], "filename") == 0;
        forming->has_type |= strcmp(taken[i], "mime_type") == 0;
    }
    cd_buf_clear(&forming->value);
    forming->name[0] = '\0';
}

/* The part "file" begins; there is one. */
static cd_rc file_begin(struct forming *forming, const struct cd_http_field *field, cd_err *err)
{
    char key[CD_OBJECT_KEY_MAX];
    if (forming->has_file)
        return cd_fail(err, CD_E_INVALID, "file", "The form has two parts named 'file'");
    forming->has_file = true;
    if (field->filename != NULL)
        cd_buf_put(&forming->filename, cd_str_from(field->filename));
    if (field->content_type != NULL)
        cd_buf_put(&forming->type, cd_str_from(field->content_type));
    cd_file_key(key, &forming->id);
    return cd_blob_begin(&forming->visit->draft, forming->visit->api->blob, cd_str_from(key), err);
}

static cd_rc on_field(void *arg, const struct cd_http_field *field, cd_err *err)
{
    struct forming *forming = arg;
    if (field->offset == 0) {
        field_end(forming);
        snprintf(forming->name, sizeof forming->name, "%.31s", field->name);
    }
    if (strcmp(forming->name, "file") != 0) {
        cd_buf_put(&forming->value, field->bytes);
        return cd_buf_check(&forming->value, forming->name, err);
    }
    if (field->offset == 0)
        CD_TRY(file_begin(forming, field, err));
    forming->size_bytes += (int64_t)field->bytes.size;
    return cd_blob_write(&forming->visit->draft, field->bytes, err);
}

static cd_rc form_read(struct forming *forming, cd_err *err)
{
    cd_jw_open(&forming->json, '{');
    CD_TRY(cd_http_form(forming->visit->exchange, on_field, forming, err));
    field_end(forming);
    if (!forming->has_file)
        return cd_fail(err, CD_E_INVALID, "file", "The form has no part named 'file'");
    if (!forming->has_filename && forming->filename.size > 0)
        cd_jw_key_str(&forming->json, "filename", cd_buf_str(&forming->filename));
    if (!forming->has_type && forming->type.size > 0)
        cd_jw_key_str(&forming->json, "mime_type", cd_buf_str(&forming->type));
    cd_jw_key_i64(&forming->json, "size_bytes", forming->size_bytes);
    cd_jw_close(&forming->json, '}');
    CD_TRY(cd_buf_check(&forming->filename, "filename", err));
    CD_TRY(cd_buf_check(&forming->type, "mime_type", err));
    return cd_buf_check(&forming->json, "form", err);
}

static cd_rc file_new(cd_visit *visit, const cd_uuid *id, cd_buf *body, cd_err *err)
{
    cd_file *file = &visit->file;
    CD_TRY(cd_request_parse_file(file, &visit->document, &visit->detail, body, err));
    if (file->expires_ms != 0 && file->expires_ms <= visit->now_ms)
        return cd_fail(err, CD_E_INVALID, "expires_at", "expires_at is in the past");
    file->id = *id;
    file->client = visit->principal.client.seq;
    file->state = CD_FILE_STATE_PENDING;
    file->created_ms = visit->now_ms;
    return CD_OK;
}

/* Looks at stored bytes and makes the file known. */
static cd_rc form_store(cd_visit *visit, cd_err *err)
{
    CD_TRY(look(visit, err));
    return cd_db_write(visit->api->db, put_work, NULL, visit, err);
}

/* The bytes came with the form: they are stored and looked at before the file is known. */
static cd_rc create_from_form(cd_visit *visit, cd_err *err)
{
    char key[CD_OBJECT_KEY_MAX];
    CD_AUTO(forming_done)
    struct forming forming = {.visit = visit,
                              .id = cd_uuid_random(),
                              .json = CD_BUF_INIT(16 * 1024),
                              .value = CD_BUF_INIT(4096),
                              .filename = CD_BUF_INIT(4096),
                              .type = CD_BUF_INIT(4096)};
    CD_TRY(form_read(&forming, err));
    CD_TRY(file_new(visit, &forming.id, &forming.json, err));
    cd_file_key(key, &visit->file.id);
    CD_TRY(cd_blob_commit(&visit->draft, err));
    const cd_rc rc = form_store(visit, err);
    if (rc != CD_OK) { /* nobody will ever ask for these bytes */
        const cd_rc removed = cd_blob_remove(visit->api->blob, cd_str_from(key), NULL);
        (void)removed;
        return rc;
    }
    cd_view_file_created(&visit->exchange->reply, &visit->file, (cd_str){NULL, 0}, 0);
    return CD_OK;
}

static cd_rc create_announced(cd_visit *visit, cd_err *err)
{
    char key[CD_OBJECT_KEY_MAX];
    char text[URL_MAX];
    cd_buf url = {text, 0, sizeof text, sizeof text, false};
    const cd_uuid id = cd_uuid_random();
    CD_TRY(file_new(visit, &id, &visit->exchange->body, err));
    CD_TRY(cd_db_write(visit->api->db, put_work, NULL, visit, err));
    cd_file_key(key, &visit->file.id);
    cd_buf_put(&url, cd_str_from(visit->api->public_url));
    cd_presign_link(&url, visit->api->presign, CD_STR("PUT"), cd_str_from(key), visit->now_ms);
    CD_TRY(cd_buf_check(&url, "link", err));
    cd_view_file_created(&visit->exchange->reply, &visit->file, cd_buf_str(&url),
                         visit->now_ms + (int64_t)CD_PRESIGN_LIFE_S * 1000);
    return CD_OK;
}

cd_rc cd_api__file_create(cd_visit *visit, cd_err *err)
{
    CD_TRY(cd_http_is_form(visit->exchange) ? create_from_form(visit, err)
                                            : create_announced(visit, err));
    cd_api__reply(visit, 200);
    return CD_OK;
}

/* A page: "limit", "cursor" (the key of the last file seen), "purpose", "state". */
static cd_rc page_read(struct cd_asset_page *page, const cd_visit *visit, cd_err *err)
{
    uint64_t number;
    const cd_str limit = cd_http_query(visit->exchange, "limit");
    const cd_str cursor = cd_http_query(visit->exchange, "cursor");
    const cd_str state = cd_http_query(visit->exchange, "state");
    const cd_str purpose = cd_http_query(visit->exchange, "purpose");
    *page = (struct cd_asset_page){.client = visit->principal.client.seq,
                                   .state = cd_file_state_find(state),
                                   .purpose = cd_file_purpose_find(purpose),
                                   .limit = CD_FILE_PAGE_DEFAULT,
                                   .now_ms = visit->now_ms};
    if (limit.data != NULL) {
        if (!cd_str_u64(limit, &number) || number < 1 || number > CD_FILE_PAGE_MAX)
            return cd_fail(err, CD_E_UNPROCESSABLE, "limit", "limit must be between 1 and %d",
                           CD_FILE_PAGE_MAX);
        page->limit = (uint32_t)number;
    }
    if (cursor.data != NULL) {
        if (!cd_str_u64(cursor, &number) || number < 1 || number > INT64_MAX)
            return cd_fail(err, CD_E_UNPROCESSABLE, "cursor", "cursor is not one of this list");
        page->before = (int64_t)number;
    }
    if (state.data != NULL && page->state == CD_FILE_STATE_NONE)
        return cd_fail(err, CD_E_UNPROCESSABLE, "state",
                       "state must be 'pending', 'ready', 'failed' or 'deleted'");
    if (purpose.data != NULL && page->purpose == CD_FILE_PURPOSE_NONE)
        return cd_fail(err, CD_E_UNPROCESSABLE, "purpose",
                       "purpose must be 'input' or 'reference'");
    return CD_OK;
}

struct listing {
    cd_buf *out;
    struct cd_asset_page page;
    uint32_t limit, seen;
    int64_t last;
};

static void put_listed(void *arg, const cd_file *file)
{
    struct listing *listing = arg;
    if (listing->seen++ >= listing->limit)
        return; /* one more than a page: there is a next one */
    cd_view_file(listing->out, file);
    listing->last = file->seq;
}

static cd_rc list_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct listing *listing = arg;
    return cd_asset_each(conn, &listing->page, put_listed, listing, err);
}

cd_rc cd_api__file_list(cd_visit *visit, cd_err *err)
{
    cd_buf *out = &visit->exchange->reply;
    struct listing listing = {.out = out};
    CD_TRY(page_read(&listing.page, visit, err));
    listing.limit = listing.page.limit++;
    cd_jw_open(out, '{');
    cd_jw_key(out, "data");
    cd_jw_open(out, '[');
    CD_TRY(cd_db_read(visit->api->db, list_work, &listing, err));
    cd_jw_close(out, ']');
    const bool more = listing.seen > listing.limit;
    cd_jw_key_bool(out, "has_more", more);
    char text[24];
    cd_buf cursor = {text, 0, sizeof text, sizeof text, false};
    cd_buf_put_i64(&cursor, listing.last);
    cd_jw_key_str(out, "next_cursor", more ? cd_buf_str(&cursor) : (cd_str){NULL, 0});
    cd_jw_close(out, '}');
    CD_TRY(cd_buf_check(out, "files", err));
    cd_api__reply(visit, 200);
    return CD_OK;
}

cd_rc cd_api__upload_link(cd_visit *visit, cd_err *err)
{
    return cd_api__link_check(visit, CD_STR("PUT"), err);
}

/* Which file the link is of, and whether its bytes are still wanted. */
static cd_rc upload_find(cd_visit *visit, cd_err *err)
{
    static const cd_str folder = CD_STR_INIT("files/");
    struct filing filing = {.visit = visit};
    if (!cd_str_starts(visit->param, folder) ||
        !cd_uuid_parse(&filing.id, cd_str_sub(visit->param, folder.size, visit->param.size)))
        return not_found(err);
    CD_TRY(cd_db_read(visit->api->db, get_work, &filing, err));
    visit->file = filing.file;
    if (visit->file.state != CD_FILE_STATE_PENDING)
        return cd_fail(err, CD_E_CONFLICT, NULL, "The file has its bytes already");
    return CD_OK;
}

cd_rc cd_api__upload_part(cd_visit *visit, cd_err *err)
{
    const cd_http_exchange *exchange = visit->exchange;
    if (visit->draft.writer == NULL) {
        CD_TRY(upload_find(visit, err));
        CD_TRY(cd_blob_begin(&visit->draft, visit->api->blob, visit->param, err));
    }
    if (exchange->received > (uint64_t)visit->file.size_bytes)
        return cd_fail(err, CD_E_TOO_BIG, NULL, "Over the size_bytes that were announced");
    return cd_blob_write(&visit->draft, cd_buf_str(&exchange->body), err);
}

cd_rc cd_api__upload_done(cd_visit *visit, cd_err *err)
{
    CD_TRY(cd_api__upload_part(visit, err));
    if (visit->exchange->received != (uint64_t)visit->file.size_bytes)
        return cd_fail(err, CD_E_INVALID, NULL, "%llu bytes came, %lld were announced",
                       (unsigned long long)visit->exchange->received,
                       (long long)visit->file.size_bytes);
    CD_TRY(upload_find(visit, err)); /* it may have been completed or deleted meanwhile */
    CD_TRY(cd_blob_commit(&visit->draft, err));
    cd_buf_put(&visit->exchange->reply, CD_STR("{}"));
    cd_api__reply(visit, 200);
    return CD_OK;
}
