/* view/view_file.c - the JSON of callers' files (contract, section 16). */
#include "view/view_file.h"

#include "view/view_int.h"
#include "wire/json_write.h"

static void put_text(cd_buf *out, const char *key, const char *text)
{
    cd_jw_key_c(out, key, text[0] != '\0' ? text : NULL);
}

void cd_view_file(cd_buf *out, const cd_file *file)
{
    char id[CD_UUID_TEXT + 1];
    cd_uuid_format(id, &file->id);
    cd_jw_open(out, '{');
    cd_jw_key_c(out, "id", id);
    cd_view__time(out, "created_at", file->created_ms);
    cd_jw_key_c(out, "mime_type", file->mime_type);
    cd_jw_key_c(out, "purpose", cd_file_purpose_name(file->purpose));
    cd_jw_key_i64(out, "size_bytes", file->size_bytes);
    cd_jw_key_c(out, "state", cd_file_state_name(file->state));
    cd_view__time(out, "deleted_at", file->deleted_ms);
    cd_view__time(out, "expires_at", file->expires_ms);
    put_text(out, "failure_reason", file->failure_reason);
    put_text(out, "filename", file->filename);
    put_text(out, "user_id", file->user_id);
    cd_jw_close(out, '}');
}

void cd_view_file_created(cd_buf *out, const cd_file *file, cd_str upload_url, int64_t expires_ms)
{
    char id[CD_UUID_TEXT + 1];
    cd_uuid_format(id, &file->id);
    cd_jw_open(out, '{');
    cd_jw_key_c(out, "id", id);
    cd_jw_key_c(out, "state", cd_file_state_name(file->state));
    cd_jw_key(out, "file");
    cd_view_file(out, file);
    cd_jw_key(out, "upload");
    if (upload_url.data == NULL) {
        cd_jw_null(out);
    } else {
        cd_jw_open(out, '{');
        cd_jw_key_str(out, "url", upload_url);
        cd_jw_key_c(out, "method", "PUT");
        cd_jw_key(out, "headers");
        cd_jw_open(out, '{');
        cd_jw_key_c(out, "Content-Type", file->mime_type);
        cd_jw_close(out, '}');
        cd_view__time(out, "expires_at", expires_ms);
        cd_jw_close(out, '}');
    }
    cd_jw_close(out, '}');
}
