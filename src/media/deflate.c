/* media/deflate.c - zlib streams by ISA-L. */
#include "media/deflate.h"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include <stdlib.h>

/* ISA-L counts bytes in 32 bits, and its level 1 needs working memory of this size. */
enum { LEVEL_BYTES = ISAL_DEF_LVL1_DEFAULT };
static const size_t input_max = UINT32_MAX / 2;

/* Stored blocks are the worst case: five bytes for each 65,535, and the ends of the stream. */
static size_t bound(size_t bytes)
{
    return bytes + bytes / 65535 * 5 + 4096;
}

cd_rc cd_deflate(cd_buf *out, cd_str bytes, cd_err *err)
{
    if (bytes.size > input_max)
        return cd_fail(err, CD_E_TOO_BIG, NULL, "%zu bytes in one stream", bytes.size);
    const size_t room = bound(bytes.size);
    char *space = cd_buf_reserve(out, room);
    if (space == NULL)
        return cd_buf_check(out, "compressed bytes", err);
    CD_AUTO(cd_free_ptr) uint8_t *level = NULL;
    CD_TRY(cd_try_alloc(&level, LEVEL_BYTES, err));

    struct isal_zstream stream;
    isal_deflate_stateless_init(&stream);
    stream.level = 1;
    stream.level_buf = level;
    stream.level_buf_size = LEVEL_BYTES;
    stream.gzip_flag = IGZIP_ZLIB;
    stream.end_of_stream = 1;
    stream.flush = NO_FLUSH;
    stream.next_in = (uint8_t *)(uintptr_t)bytes.data; /* read only, declared without const */
    stream.avail_in = (uint32_t)bytes.size;
    stream.next_out = (uint8_t *)space;
    stream.avail_out = (uint32_t)room;
    const int status = isal_deflate_stateless(&stream);
    if (status != COMP_OK || stream.avail_in != 0)
        return cd_fail(err, CD_E_INTERNAL, NULL, "compression failed (%d)", status);
    out->size += room - stream.avail_out;
    return CD_OK;
}

cd_rc cd_inflate(uint8_t *out, size_t out_size, cd_str bytes, cd_err *err)
{
    if (bytes.size > input_max || out_size > input_max)
        return cd_fail(err, CD_E_CORRUPT, NULL, "a stream of %zu bytes", bytes.size);
    CD_AUTO(cd_free_ptr) struct inflate_state *state = NULL;
    CD_TRY(cd_try_alloc(&state, sizeof *state, err));
    isal_inflate_init(state);
    state->crc_flag = ISAL_ZLIB;
    state->next_in = (uint8_t *)(uintptr_t)bytes.data; /* read only, declared without const */
    state->avail_in = (uint32_t)bytes.size;
    state->next_out = out;
    state->avail_out = (uint32_t)out_size;
    const int status = isal_inflate_stateless(state);
    if (status != ISAL_DECOMP_OK || state->avail_out != 0 ||
        state->block_state != ISAL_BLOCK_FINISH)
        return cd_fail(err, CD_E_CORRUPT, NULL, "damaged compressed bytes (%d)", status);
    return CD_OK;
}

uint32_t cd_crc32(uint32_t before, cd_str bytes)
{
    return crc32_gzip_refl(before, (const unsigned char *)bytes.data, bytes.size);
}
