/* media/decode_gif.c - a caller's GIF, inside the cage, by giflib: the one picture of a still one,
 * laid on white. A second picture makes it a moving one, which is not taken. */
#include "media/cage_int.h"

#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

enum { NONE = -1 };

/* The screen as colours, one byte a pixel, and which pixels a picture covers. */
struct canvas {
    uint32_t width, height;
    uint8_t *index, *covered;
    uint8_t palette[256][3];
    int transparent;
    bool drawn;
};

static int on_read(GifFileType *gif, GifByteType *bytes, int size)
{
    return size > 0 ? (int)cd_cage__read(gif->UserData, bytes, (size_t)size) : 0;
}

CD_NORETURN static void fail(const GifFileType *gif)
{
    cd_cage__fail(gif->Error == D_GIF_ERR_NOT_ENOUGH_MEM ? CD_E_TOO_BIG : CD_E_CORRUPT,
                  "a GIF that cannot be decoded");
}

static void extension_read(struct canvas *canvas, GifFileType *gif)
{
    GifByteType *block = NULL;
    GraphicsControlBlock control;
    int code;
    if (DGifGetExtension(gif, &code, &block) != GIF_OK)
        fail(gif);
    if (code == GRAPHICS_EXT_FUNC_CODE && block != NULL && !canvas->drawn &&
        DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
        canvas->transparent = control.TransparentColor;
    while (block != NULL)
        if (DGifGetExtensionNext(gif, &block) != GIF_OK)
            fail(gif);
}

static void line_read(struct canvas *canvas, GifFileType *gif, uint8_t *line, uint32_t y)
{
    const GifImageDesc *image = &gif->Image;
    const size_t row = ((size_t)image->Top + y) * canvas->width + (size_t)image->Left;
    if (DGifGetLine(gif, line, image->Width) != GIF_OK)
        fail(gif);
    for (size_t x = 0; x < (size_t)image->Width; x++) {
        if (line[x] == canvas->transparent)
            continue;
        canvas->index[row + x] = line[x];
        canvas->covered[(row + x) / 8] |= (uint8_t)(1u << (row + x) % 8);
    }
}

static void image_read(struct canvas *canvas, GifFileType *gif)
{
    static const unsigned starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2}; /* GIF89a, appendix E */
    if (canvas->drawn)
        cd_cage__fail(CD_E_UNPROCESSABLE, "a moving picture");
    if (DGifGetImageDesc(gif) != GIF_OK)
        fail(gif);
    const GifImageDesc *image = &gif->Image;
    const ColorMapObject *colors = image->ColorMap != NULL ? image->ColorMap : gif->SColorMap;
    if (image->Width <= 0 || image->Height <= 0 || image->Left < 0 || image->Top < 0 ||
        (uint32_t)image->Left + (uint32_t)image->Width > canvas->width ||
        (uint32_t)image->Top + (uint32_t)image->Height > canvas->height || colors == NULL)
        cd_cage__fail(CD_E_CORRUPT, "a GIF whose picture is not on its screen");
    for (int i = 0; i < colors->ColorCount && i < 256; i++) {
        canvas->palette[i][0] = colors->Colors[i].Red;
        canvas->palette[i][1] = colors->Colors[i].Green;
        canvas->palette[i][2] = colors->Colors[i].Blue;
    }
    uint8_t *line = cd_cage__alloc((size_t)image->Width);
    const uint32_t height = (uint32_t)image->Height;
    for (unsigned pass = 0; pass < (image->Interlace ? 4u : 1u); pass++)
        for (uint32_t y = image->Interlace ? starts[pass] : 0; y < height;
             y += image->Interlace ? steps[pass] : 1)
            line_read(canvas, gif, line, y);
    free(line);
    canvas->drawn = true;
}

/* All records, up to the end: only then is it known to be still. */
static void records_read(struct canvas *canvas, GifFileType *gif)
{
    for (;;) {
        GifRecordType type;
        if (DGifGetRecordType(gif, &type) != GIF_OK)
            fail(gif);
        if (type == TERMINATE_RECORD_TYPE)
            return;
        if (type == IMAGE_DESC_RECORD_TYPE)
            image_read(canvas, gif);
        else if (type == EXTENSION_RECORD_TYPE)
            extension_read(canvas, gif);
    }
}

void cd_decode__gif(struct cd_cage_task *task)
{
    struct canvas canvas = {.transparent = NONE};
    int error = 0;
    GifFileType *gif = DGifOpen(task, on_read, &error);
    if (gif == NULL)
        cd_cage__fail(CD_E_CORRUPT, "a GIF that cannot be decoded");
    cd_cage__check_sides((uint64_t)gif->SWidth, (uint64_t)gif->SHeight);
    canvas.width = (uint32_t)gif->SWidth;
    canvas.height = (uint32_t)gif->SHeight;
    const size_t pixels = (size_t)canvas.width * canvas.height;
    canvas.index = cd_cage__alloc(pixels);
    canvas.covered = cd_cage__alloc(pixels / 8 + 1);
    memset(canvas.covered, 0, pixels / 8 + 1);
    records_read(&canvas, gif);
    if (!canvas.drawn)
        cd_cage__fail(CD_E_CORRUPT, "a GIF without a picture");
    cd_cage__picture(task, canvas.width, canvas.height, 1);
    uint8_t *rgb = cd_cage__alloc((size_t)canvas.width * 3);
    for (uint32_t y = 0; y < canvas.height; y++) {
        for (size_t x = 0; x < canvas.width; x++) {
            const size_t at = (size_t)y * canvas.width + x;
            const bool there = (canvas.covered[at / 8] >> at % 8 & 1) != 0;
            for (size_t c = 0; c < 3; c++)
                rgb[x * 3 + c] = there ? canvas.palette[canvas.index[at]][c] : 255;
        }
        cd_cage__row(task, rgb);
    }
    cd_cage__done(task);
}
