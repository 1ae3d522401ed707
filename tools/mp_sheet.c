/* tools/mp_sheet.c - pictures side by side on one sheet, for looking at many at once.
 *
 *     mp_sheet COLUMNS CELL OUT.jpg|OUT.png PICTURE.png...
 *
 * Each picture is shrunk to fit a cell of CELL by CELL pixels. */
#include "media/codec.h"
#include "media/resize.h"
#include "sys/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GAP = 12, PAPER = 24, FILE_BYTES_MAX = 64 * 1024 * 1024 };

static cd_rc picture_read(cd_frame **out, const char *path, cd_err *err)
{
    CD_AUTO(cd_buf_done) cd_buf bytes = CD_BUF_INIT(FILE_BYTES_MAX);
    CD_TRY(cd_file_read(&bytes, path, err));
    return cd_codec_find(CD_STR("png"))->decode(out, cd_buf_str(&bytes), err);
}

/* Draws a picture into the middle of the cell at x, y. */
static cd_rc cell_draw(cd_frame *sheet, const char *path, uint32_t x, uint32_t y, uint32_t cell,
                       cd_err *err)
{
    CD_AUTO(cd_frame_free) cd_frame *picture = NULL;
    CD_AUTO(cd_frame_free) cd_frame *small = NULL;
    CD_TRY(picture_read(&picture, path, err));
    const uint32_t longer = picture->width > picture->height ? picture->width : picture->height;
    const uint32_t width = picture->width * cell / longer;
    const uint32_t height = picture->height * cell / longer;
    CD_TRY(cd_resize_whole(&small, picture, width > 0 ? width : 1, height > 0 ? height : 1, err));
    x += (cell - small->width) / 2;
    y += (cell - small->height) / 2;
    for (uint32_t row = 0; row < small->height; row++)
        memcpy(sheet->pixels + (y + row) * sheet->stride + (size_t)x * 3,
               small->pixels + row * small->stride, (size_t)small->width * 3);
    return CD_OK;
}

static cd_rc run(int argc, char **argv, cd_err *err)
{
    uint64_t columns;
    uint64_t cell;
    if (argc < 5 || !cd_str_u64(cd_str_from(argv[1]), &columns) || columns < 1 || columns > 64 ||
        !cd_str_u64(cd_str_from(argv[2]), &cell) || cell < 16 || cell > 2048)
        return cd_fail(err, CD_E_INVALID, NULL, "usage: mp_sheet COLUMNS CELL OUT PICTURE.png...");
    const uint32_t count = (uint32_t)argc - 4;
    const uint32_t step = (uint32_t)cell + GAP;
    const uint32_t rows = (count + (uint32_t)columns - 1) / (uint32_t)columns;
    CD_AUTO(cd_frame_free) cd_frame *sheet = NULL;
    CD_AUTO(cd_buf_done) cd_buf bytes = CD_BUF_INIT(CD_ENCODED_BYTES_MAX);
    CD_TRY(cd_frame_new(&sheet, (uint32_t)columns * step + GAP, rows * step + GAP, err));
    memset(sheet->pixels, PAPER, sheet->height * sheet->stride);
    for (uint32_t i = 0; i < count; i++)
        CD_TRY(cell_draw(sheet, argv[4 + i], GAP + i % (uint32_t)columns * step,
                         GAP + i / (uint32_t)columns * step, (uint32_t)cell, err));
    const bool png = cd_str_ends(cd_str_from(argv[3]), CD_STR(".png"));
    CD_TRY(cd_codec_find(png ? CD_STR("png") : CD_STR("jpeg"))->encode(&bytes, sheet, err));
    return cd_file_write_atomic(argv[3], cd_buf_str(&bytes), 0644, err);
}

int main(int argc, char **argv)
{
    cd_err err = {0};
    if (run(argc, argv, &err) == CD_OK)
        return 0;
    fprintf(stderr, "mp_sheet: %s\n", err.text);
    return 1;
}
