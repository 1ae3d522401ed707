/* wire/fold.c - utf8proc's mapping, and the letters that only look Latin. */
#include "wire/fold.h"

#include <stdlib.h>
#include <utf8proc.h>

/* Lower-case letters that people put in place of Latin ones; after case folding, so lower case is
 * enough. */
static const struct {
    utf8proc_int32_t from;
    char to;
} lookalikes[] = {
    {0x0430, 'a'}, {0x0435, 'e'}, {0x043E, 'o'}, {0x0440, 'p'}, {0x0441, 'c'}, {0x0443, 'y'},
    {0x0445, 'x'}, {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'}, {0x04BB, 'h'}, {0x0501, 'd'},
    {0x051B, 'q'}, {0x051D, 'w'}, {0x043A, 'k'}, {0x043C, 'm'}, {0x043D, 'h'}, {0x0442, 't'},
    {0x0432, 'b'}, {0x04CF, 'l'}, {0x0433, 'r'}, {0x043F, 'n'}, {0x03B1, 'a'}, {0x03BF, 'o'},
    {0x03C1, 'p'}, {0x03B5, 'e'}, {0x03B9, 'i'}, {0x03BA, 'k'}, {0x03BD, 'v'}, {0x03C4, 't'},
    {0x03C5, 'u'}, {0x03C7, 'x'}, {0x03B7, 'n'}, {0x0131, 'i'}, {0x0261, 'g'}, {0x026A, 'i'},
    {0x0274, 'n'}, {0x1D00, 'a'}, {0x1D04, 'c'}, {0x1D05, 'd'}, {0x1D07, 'e'}, {0x1D0F, 'o'},
    {0x1D18, 'p'}, {0x1D1B, 't'}, {0x1D1C, 'u'}, {0x0282, 's'}, {0xA731, 's'}, {0x0280, 'r'}};

/* What is neither stands between words: dashes, quotation marks, pictures. */
static bool is_letter_or_digit(utf8proc_int32_t code)
{
    const utf8proc_category_t category = utf8proc_category(code);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

static void put_code(cd_buf *out, utf8proc_int32_t code)
{
    utf8proc_uint8_t bytes[4];
    for (size_t i = 0; i < CD_COUNT(lookalikes); i++) {
        if (lookalikes[i].from == code) {
            cd_buf_put_byte(out, lookalikes[i].to);
            return;
        }
    }
    if (code >= 0x80 && !is_letter_or_digit(code)) {
        cd_buf_put_byte(out, ' ');
        return;
    }
    const utf8proc_ssize_t size = utf8proc_encode_char(code, bytes);
    cd_buf_put(out, (cd_str){(const char *)bytes, (size_t)size});
}

static void mapped_free(utf8proc_uint8_t **mapped)
{
    free(*mapped);
}

/* Letters are replaced one by one: what a Russian word turns into is no word of any list. */
cd_rc cd_fold(cd_buf *out, cd_str text, cd_err *err)
{
    CD_AUTO(mapped_free) utf8proc_uint8_t *mapped = NULL;
    const utf8proc_ssize_t size =
        utf8proc_map((const utf8proc_uint8_t *)text.data, (utf8proc_ssize_t)text.size, &mapped,
                     (utf8proc_option_t)(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
                                         UTF8PROC_STRIPMARK | UTF8PROC_IGNORE));
    if (size < 0)
        return cd_fail(err, CD_E_SCHEMA, NULL, "not valid UTF-8");
    for (utf8proc_ssize_t at = 0; at < size;) {
        utf8proc_int32_t code;
        const utf8proc_ssize_t step = utf8proc_iterate(mapped + at, size - at, &code);
        CD_ASSERT(step > 0);
        put_code(out, code);
        at += step;
    }
    return cd_buf_check(out, "folded text", err);
}
