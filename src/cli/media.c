/* cli/media.c - files, URLs and ids as ImageRefs. */
#include "cli/media.h"

#include "base/id.h"
#include "domain/reference.h"
#include "sys/files.h"
#include "wire/json_write.h"

static const struct {
    const char *ending, *type;
} endings[] = {
    {".png", "image/png"},       {".jpg", "image/jpeg"},  {".jpeg", "image/jpeg"},
    {".webp", "image/webp"},     {".gif", "image/gif"},   {".mp4", "video/mp4"},
    {".mov", "video/quicktime"}, {".webm", "video/webm"}, {".mkv", "video/x-matroska"},
};

static const char *type_of(const char *path)
{
    const cd_str name = cd_str_from(path);
    for (size_t i = 0; i < CD_COUNT(endings); i++) {
        const cd_str ending = cd_str_from(endings[i].ending);
        if (name.size > ending.size &&
            cd_str_ieq(cd_str_sub(name, name.size - ending.size, name.size), ending))
            return endings[i].type;
    }
    return NULL;
}

/* RFC 4648, section 4. */
static void put_base64(cd_buf *out, cd_str bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *to = cd_buf_reserve(out, (bytes.size + 2) / 3 * 4);
    if (to == NULL)
        return;
    for (size_t i = 0; i < bytes.size; i += 3, to += 4) {
        const size_t left = bytes.size - i;
        uint32_t word = 0;
        for (size_t k = 0; k < 3; k++)
            word = word << 8 | (k < left ? (unsigned char)bytes.data[i + k] : 0u);
        for (size_t k = 0; k < 4; k++)
            to[k] = k <= left ? digits[word >> (18 - 6 * k) & 63] : '=';
    }
    out->size += (bytes.size + 2) / 3 * 4;
}

static cd_rc put_file(cd_buf *out, const char *path, cd_err *err)
{
    CD_AUTO(cd_buf_done) cd_buf bytes = CD_BUF_INIT(CD_VIDEO_BYTES_MAX);
    const char *type = type_of(path);
    if (type == NULL)
        return cd_fail(
            err, CD_E_INVALID, NULL,
            "'%s' is neither a URL nor a generation's id, nor does it end like a picture "
            "or a video",
            path);
    CD_TRY(cd_file_read(&bytes, path, err));
    cd_jw_key(out, "data");
    cd_buf_put_byte(out, '"');
    put_base64(out, cd_buf_str(&bytes));
    cd_buf_put_byte(out, '"');
    cd_jw_key_c(out, "media_type", type);
    return CD_OK;
}

cd_rc cd_cli_media_put(cd_buf *out, const char *value, cd_err *err)
{
    const cd_str text = cd_str_from(value);
    cd_uuid id;
    cd_jw_open(out, '{');
    if (cd_uuid_parse(&id, text)) {
        cd_jw_key_c(out, "generation_id", value);
    } else if (cd_str_starts(text, CD_STR("https://")) || cd_str_starts(text, CD_STR("http://"))) {
        cd_jw_key_c(out, "url", value);
        if (type_of(value) != NULL) /* of a video it has to be said */
            cd_jw_key_c(out, "media_type", type_of(value));
    } else {
        CD_TRY(put_file(out, value, err));
    }
    cd_jw_close(out, '}');
    return cd_buf_check(out, "the request", err);
}
