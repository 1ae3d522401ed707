/* fuzz/fuzz_sniff.c - the kind of media by its first bytes: one of the known kinds, and more bytes
 * never change it. */
#include "fuzz.h"
#include "media/sniff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const kinds[] = {
        "image/jpeg", "image/png",  "image/gif",        "image/webp",      "video/mp4",
        "video/3gpp", "video/webm", "video/x-matroska", "video/x-msvideo", "video/quicktime"};
    struct cd_sniffed is, half;
    const cd_str head = {(const char *)data, size};
    if (!cd_sniff(&is, head)) {
        FUZZ_CHECK(!cd_sniff(&half, cd_str_sub(head, 0, size / 2)));
        return 0;
    }
    bool known = false;
    for (size_t i = 0; i < CD_COUNT(kinds); i++)
        known = known || strcmp(is.media_type, kinds[i]) == 0;
    FUZZ_CHECK(known);
    FUZZ_CHECK(is.video == (is.media_type[0] == 'v'));
    FUZZ_CHECK(is.orientation >= 1 && is.orientation <= 8);
    FUZZ_CHECK(!is.video || !is.moving);
    if (cd_sniff(&half, cd_str_sub(head, 0, size / 2)))
        FUZZ_CHECK(strcmp(half.media_type, is.media_type) == 0);
    return 0;
}
