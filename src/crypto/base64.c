/* crypto/base64.c - OpenSSL's block decoder with the strictness it lacks: it trims white space at
 * both ends of a block and takes '=' anywhere. */
#include "crypto/base64.h"

#include <openssl/evp.h>
#include <string.h>

enum { BLOCK_TEXT = 256 * 1024, BLOCK_BYTES = BLOCK_TEXT / 4 * 3 };

/* Number of '=' at the end; more than two is not base64. */
static size_t padding(cd_str text)
{
    size_t count = 0;
    while (count < text.size && count < 3 && text.data[text.size - count - 1] == '=')
        count++;
    return count;
}

bool cd_base64_bytes(uint64_t *out, cd_str text)
{
    const size_t pad = padding(text);
    if (text.size % 4 != 0 || pad > 2)
        return false;
    *out = text.size / 4 * 3 - pad;
    return true;
}

/* Whether the bits that padding leaves over are zero: otherwise two texts mean the same bytes. */
static bool tail_clean(cd_str text, size_t pad)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (pad == 0)
        return true;
    const char *last = strchr(alphabet, text.data[text.size - pad - 1]);
    return last != NULL && (last - alphabet) % (pad == 2 ? 16 : 4) == 0;
}

cd_rc cd_base64_decode(cd_str text, cd_base64_take take, void *arg, cd_err *err)
{
    uint64_t expected;
    const size_t pad = padding(text);
    if (!cd_base64_bytes(&expected, text) || !tail_clean(text, pad) ||
        memchr(text.data != NULL ? text.data : "", '=', text.size - pad) != NULL)
        return cd_fail(err, CD_E_CORRUPT, NULL, "not base64");
    uint8_t *bytes = cd_new(BLOCK_BYTES);
    cd_rc rc = CD_OK;
    for (size_t at = 0; rc == CD_OK && at < text.size; at += BLOCK_TEXT) {
        const cd_str block = cd_str_sub(text, at, at + BLOCK_TEXT);
        const int got = EVP_DecodeBlock(bytes, (const unsigned char *)block.data, (int)block.size);
        const bool last = at + block.size == text.size;
        if (got < 0 || (size_t)got != block.size / 4 * 3) /* less: white space was trimmed */
            rc = cd_fail(err, CD_E_CORRUPT, NULL, "not base64");
        else
            rc = take(arg, (cd_str){(const char *)bytes, (size_t)got - (last ? pad : 0)}, err);
    }
    cd_free_ptr(&bytes);
    return rc;
}

void cd_base64_encode(cd_buf *out, cd_str bytes)
{
    for (size_t at = 0; at < bytes.size; at += BLOCK_BYTES) {
        const cd_str block = cd_str_sub(bytes, at, at + BLOCK_BYTES);
        char *text = cd_buf_reserve(out, (block.size + 2) / 3 * 4 + 1);
        if (text == NULL)
            return;
        out->size += (size_t)EVP_EncodeBlock((unsigned char *)text,
                                             (const unsigned char *)block.data, (int)block.size);
    }
}
