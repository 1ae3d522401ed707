/* engine/multiplane/pack.c - reads the packed artwork; write_pack() in tools/pack_artwork describes
 * the layout. */
#include "engine/multiplane/pack.h"

#include "media/deflate.h"
#include "sys/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HEADER = 128,
    VERSION = 1,
    FIGURE_BYTES = 40,
    LEMMA_BYTES = 16,
    LINK_BYTES = 8,
    FLAG_MASK = 0xff,
    PART_SHIFT = 8,
    PART_MASK = 3,
    HINT_SHIFT = 12,
    HINT_MASK = 15
};

static const char magic[8] = "CDARTPK1";

struct part {
    const uint8_t *data;
    uint64_t size;
};

struct cd_mp_pack {
    const uint8_t *bytes; /* mapped */
    uint64_t size;
    uint32_t figure_count, lemma_count, link_count;
    struct part figures, lemmas, links, text, svg;
    uint64_t hash;
};

static uint64_t get(const uint8_t *at, unsigned bytes)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < bytes; i++)
        value |= (uint64_t)at[i] << (8 * i);
    return value;
}

static float get_float(const uint8_t *at)
{
    const uint32_t bits = (uint32_t)get(at, 4);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The part of the file from `offset`, when all of it is there. */
static bool part_of(struct part *out, const cd_mp_pack *pack, uint64_t offset, uint64_t size)
{
    if (offset < HEADER || offset > pack->size || size > pack->size - offset)
        return false;
    *out = (struct part){pack->bytes + offset, size};
    return true;
}

static cd_rc read_header(cd_mp_pack *pack, const char *path, cd_err *err)
{
    const uint8_t *h = pack->bytes;
    if (memcmp(h, magic, sizeof magic) != 0)
        return cd_fail(err, CD_E_CORRUPT, NULL, "%s is not packed artwork: run `make`", path);
    if (get(h + 8, 4) != VERSION)
        return cd_fail(err, CD_E_CORRUPT, NULL,
                       "%s has version %u, this program reads %d: run `make`", path,
                       (unsigned)get(h + 8, 4), VERSION);
    pack->figure_count = (uint32_t)get(h + 12, 4);
    pack->lemma_count = (uint32_t)get(h + 16, 4);
    pack->link_count = (uint32_t)get(h + 20, 4);
    const uint64_t svg_at = get(h + 64, 8);
    const bool fits =
        get(h + 80, 8) == pack->size &&
        part_of(&pack->figures, pack, get(h + 24, 8),
                (uint64_t)pack->figure_count * FIGURE_BYTES) &&
        part_of(&pack->lemmas, pack, get(h + 32, 8), (uint64_t)pack->lemma_count * LEMMA_BYTES) &&
        part_of(&pack->links, pack, get(h + 40, 8), (uint64_t)pack->link_count * LINK_BYTES) &&
        part_of(&pack->text, pack, get(h + 48, 8), get(h + 56, 8)) &&
        part_of(&pack->svg, pack, svg_at, get(h + 72, 8));
    if (!fits || pack->figure_count == 0 || pack->lemma_count == 0)
        return cd_fail(err, CD_E_CORRUPT, NULL, "%s is cut short: run `make`", path);
    pack->hash = get(h + 88, 8);
    const cd_str index = {(const char *)h + HEADER, (size_t)(svg_at - HEADER)};
    if (cd_crc32(0, index) != (uint32_t)get(h + 96, 4))
        return cd_fail(err, CD_E_CORRUPT, NULL, "the index of %s is damaged: run `make`", path);
    return CD_OK;
}

cd_rc cd_mp_pack_open(cd_mp_pack **out, const char *path, cd_err *err)
{
    CD_ASSERT(*out == NULL);
    CD_AUTO(cd_fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return cd_fail(err, CD_E_NOT_FOUND, NULL, "no artwork at %s: run `make`", path);
    if (fd < 0)
        return cd_fail_errno(err, NULL, path);
    struct stat about;
    if (fstat(fd, &about) != 0)
        return cd_fail_errno(err, NULL, path);
    if (!S_ISREG(about.st_mode) || about.st_size < HEADER)
        return cd_fail(err, CD_E_CORRUPT, NULL, "%s is not packed artwork: run `make`", path);

    CD_AUTO(cd_mp_pack_close) cd_mp_pack *pack = cd_new(sizeof *pack);
    pack->size = (uint64_t)about.st_size;
    void *map = mmap(NULL, (size_t)pack->size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED)
        return cd_fail_errno(err, NULL, path);
    pack->bytes = map;
    CD_TRY(read_header(pack, path, err));
    CD_MOVE(*out, pack);
    return CD_OK;
}

void cd_mp_pack_close(cd_mp_pack **pack)
{
    if (pack == NULL || *pack == NULL)
        return;
    if ((*pack)->bytes != NULL)
        munmap((void *)(uintptr_t)(*pack)->bytes, (size_t)(*pack)->size);
    cd_free_ptr(pack);
}

uint64_t cd_mp_pack_hash(const cd_mp_pack *pack)
{
    return pack->hash;
}

uint32_t cd_mp_pack_figures(const cd_mp_pack *pack)
{
    return pack->figure_count;
}

static cd_str text_at(const cd_mp_pack *pack, uint64_t offset, uint64_t size)
{
    if (offset > pack->text.size || size > pack->text.size - offset)
        return (cd_str){"", 0};
    return (cd_str){(const char *)pack->text.data + offset, (size_t)size};
}

static const uint8_t *figure_row(const cd_mp_pack *pack, int32_t figure)
{
    if (figure < 0 || (uint32_t)figure >= pack->figure_count)
        return NULL;
    return pack->figures.data + (size_t)figure * FIGURE_BYTES;
}

bool cd_mp_pack_figure(mp_figure *out, const cd_mp_pack *pack, int32_t figure)
{
    const uint8_t *row = figure_row(pack, figure);
    if (row == NULL || row[28] >= MP_PLACE__COUNT)
        return false;
    const float height_m = get_float(row + 24);
    if (!(height_m > 0.0f && height_m < 10000.0f))
        return false;
    *out = (mp_figure){.name = text_at(pack, get(row, 4), get(row + 4, 2)),
                       .group = row[6],
                       .subgroup = row[7],
                       .tone = row[29],
                       .place = (mp_place)row[28],
                       .height_m = height_m};
    return true;
}

/* Compares as memcmp, a shorter text before its continuations. */
static int compare(cd_str a, cd_str b)
{
    const size_t common = a.size < b.size ? a.size : b.size;
    const int order = common > 0 ? memcmp(a.data, b.data, common) : 0;
    if (order != 0)
        return order;
    return a.size < b.size ? -1 : a.size > b.size;
}

int32_t cd_mp_pack_find(const cd_mp_pack *pack, cd_str name)
{
    uint32_t low = 0, high = pack->figure_count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const uint8_t *row = pack->figures.data + (size_t)middle * FIGURE_BYTES;
        const int order = compare(text_at(pack, get(row, 4), get(row + 4, 2)), name);
        if (order == 0)
            return (int32_t)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return MP_FIGURE_NONE;
}

cd_rc cd_mp_pack_svg(cd_buf *out, const cd_mp_pack *pack, int32_t figure, cd_err *err)
{
    const uint8_t *row = figure_row(pack, figure);
    if (row == NULL)
        return cd_fail(err, CD_E_CORRUPT, NULL, "no figure %d in the artwork", figure);
    const uint64_t offset = get(row + 8, 8), packed = get(row + 16, 4), size = get(row + 20, 4);
    if (size == 0 || size > MP_SVG_BYTES_MAX || offset > pack->svg.size ||
        packed > pack->svg.size - offset)
        return cd_fail(err, CD_E_CORRUPT, NULL, "figure %d of the artwork is damaged", figure);
    char *space = cd_buf_reserve(out, (size_t)size);
    if (space == NULL)
        return cd_buf_check(out, "figure", err);
    const cd_str bytes = {(const char *)pack->svg.data + offset, (size_t)packed};
    CD_TRY(cd_inflate((uint8_t *)space, (size_t)size, bytes, err));
    out->size += (size_t)size;
    return CD_OK;
}

static cd_str lemma_text(const cd_mp_pack *pack, uint32_t index)
{
    const uint8_t *row = pack->lemmas.data + (size_t)index * LEMMA_BYTES;
    return text_at(pack, get(row, 4), get(row + 4, 2));
}

/* The first lemma that is not before `word`; lemma_count when there is none. */
static uint32_t lower_bound(const cd_mp_pack *pack, cd_str word)
{
    uint32_t low = 0, high = pack->lemma_count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (compare(lemma_text(pack, middle), word) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool cd_mp_pack_lemma(mp_lemma *out, const cd_mp_pack *pack, cd_str word)
{
    if (word.size == 0 || word.size > MP_LEMMA_BYTES_MAX)
        return false;
    uint32_t index = lower_bound(pack, word);
    if (index >= pack->lemma_count || !cd_str_eq(lemma_text(pack, index), word))
        return false;
    const uint8_t *row = pack->lemmas.data + (size_t)index * LEMMA_BYTES;
    uint32_t flags = (uint32_t)get(row + 6, 2);
    const bool plural = (flags & MP_WORD_PLURAL) != 0;
    if (plural) { /* points at its singular */
        index = (uint32_t)get(row + 8, 4);
        if (index >= pack->lemma_count)
            return false;
        row = pack->lemmas.data + (size_t)index * LEMMA_BYTES;
        flags = (uint32_t)get(row + 6, 2) | MP_WORD_PLURAL;
    }
    const uint32_t hint = flags >> HINT_SHIFT & HINT_MASK;
    *out = (mp_lemma){.word = lemma_text(pack, index),
                      .flags = flags & FLAG_MASK,
                      .part = (mp_part)(flags >> PART_SHIFT & PART_MASK),
                      .hint = hint < MP_HINT__COUNT ? (mp_hint)hint : MP_HINT_NONE,
                      .first = (uint32_t)get(row + 8, 4),
                      .count = (uint32_t)get(row + 12, 2)};
    return true;
}

bool cd_mp_pack_link(mp_link *out, const cd_mp_pack *pack, const mp_lemma *lemma, uint32_t index)
{
    const uint64_t at = (uint64_t)lemma->first + index;
    if (index >= lemma->count || at >= pack->link_count)
        return false;
    const uint8_t *row = pack->links.data + at * LINK_BYTES;
    const uint32_t figure = (uint32_t)get(row, 2);
    if (figure >= pack->figure_count)
        return false;
    *out = (mp_link){.figure = (int32_t)figure,
                     .weight = row[2],
                     .language = row[3],
                     .holds = get(row + 4, 2) == 1,
                     .height_m = (float)get(row + 6, 2) / 100.0f};
    return true;
}
