/* media/decode_jpeg.c - a caller's JPEG, inside the cage, by libjpeg: row by row, CMYK turned into
 * RGB, the EXIF orientation passed on. An error ends the process, so that nothing has to be jumped
 * out of. */
#include "media/cage_int.h"

#include <stdio.h> /* jpeglib.h names FILE */

#include <jerror.h>
#include <jpeglib.h>
#include <string.h>

enum { CHUNK = 64 * 1024, SCANS_MAX = 200 };

struct source {
    struct jpeg_source_mgr manager;
    struct cd_cage_task *task;
    uint8_t bytes[CHUNK];
};

static void on_error(j_common_ptr info)
{
    cd_cage__fail(info->err->msg_code == JERR_OUT_OF_MEMORY ? CD_E_TOO_BIG : CD_E_CORRUPT,
                  "a JPEG that cannot be decoded");
}

/* Warnings that mean missing or damaged data; others are harmless habits of encoders. */
static void on_message(j_common_ptr info, int level)
{
    const int code = info->err->msg_code;
    if (level < 0 &&
        (code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_JPEG_EOF))
        cd_cage__fail(CD_E_CORRUPT, "a damaged JPEG");
}

static void on_output(j_common_ptr info)
{
    (void)info;
}

static void source_init(j_decompress_ptr info)
{
    (void)info;
}

static boolean source_fill(j_decompress_ptr info)
{
    struct source *source = (struct source *)info->src;
    size_t got = cd_cage__read(source->task, source->bytes, CHUNK);
    if (got == 0) { /* the end that the file lacks; what is missing before it is a warning */
        source->bytes[0] = 0xff;
        source->bytes[1] = JPEG_EOI;
        got = 2;
    }
    source->manager.next_input_byte = source->bytes;
    source->manager.bytes_in_buffer = got;
    return TRUE;
}

static void source_skip(j_decompress_ptr info, long count)
{
    struct source *source = (struct source *)info->src;
    if (count <= 0)
        return;
    const size_t held = source->manager.bytes_in_buffer;
    if ((size_t)count <= held) {
        source->manager.next_input_byte += count;
        source->manager.bytes_in_buffer -= (size_t)count;
        return;
    }
    source->task->at += (size_t)count - held;
    (void)source_fill(info);
}

static void source_end(j_decompress_ptr info)
{
    (void)info;
}

/* A progressive file may have thousands of scans, each of which passes over all pixels. */
static void on_progress(j_common_ptr info)
{
    if (info->is_decompressor && ((j_decompress_ptr)info)->input_scan_number > SCANS_MAX)
        cd_cage__fail(CD_E_CORRUPT, "a JPEG of too many scans");
}

static void row_from_cmyk(uint8_t *rgb, const uint8_t *cmyk, size_t width, bool inverted)
{
    for (size_t x = 0; x < width; x++) {
        const unsigned black = inverted ? cmyk[x * 4 + 3] : 255u - cmyk[x * 4 + 3];
        for (size_t c = 0; c < 3; c++) {
            const unsigned ink = inverted ? cmyk[x * 4 + c] : 255u - cmyk[x * 4 + c];
            rgb[x * 3 + c] = (uint8_t)((ink * black + 127) / 255);
        }
    }
}

/* The decoder can halve a picture for nothing, where it would be shrunk anyway. */
static void scale_choose(j_decompress_ptr info, const struct cd_cage_order *order)
{
    const unsigned side =
        info->image_width > info->image_height ? info->image_width : info->image_height;
    info->scale_num = info->scale_denom = 1;
    while (order->side_max > 0 && !order->probe && info->scale_denom < 8 &&
           side / (info->scale_denom * 2) >= order->side_max)
        info->scale_denom *= 2;
}

static void rows_send(struct cd_cage_task *task, j_decompress_ptr info)
{
    const bool cmyk = info->out_color_space == JCS_CMYK;
    uint8_t *row = cd_cage__alloc((size_t)info->output_width * 4);
    uint8_t *rgb = cd_cage__alloc((size_t)info->output_width * 3);
    while (info->output_scanline < info->output_height) {
        JSAMPROW rows[1] = {cmyk ? row : rgb};
        if (jpeg_read_scanlines(info, rows, 1) != 1)
            cd_cage__fail(CD_E_CORRUPT, "a JPEG that cannot be decoded");
        if (cmyk)
            row_from_cmyk(rgb, row, info->output_width, info->saw_Adobe_marker != 0);
        cd_cage__row(task, rgb);
    }
}

void cd_decode__jpeg(struct cd_cage_task *task)
{
    struct jpeg_decompress_struct info;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress = {.progress_monitor = on_progress};
    struct source *source = cd_cage__alloc(sizeof *source);
    info.err = jpeg_std_error(&errors);
    errors.error_exit = on_error;
    errors.emit_message = on_message;
    errors.output_message = on_output;
    jpeg_create_decompress(&info);
    info.progress = &progress;
    source->task = task;
    source->manager = (struct jpeg_source_mgr){.init_source = source_init,
                                               .fill_input_buffer = source_fill,
                                               .skip_input_data = source_skip,
                                               .resync_to_restart = jpeg_resync_to_restart,
                                               .term_source = source_end};
    info.src = &source->manager;
    if (jpeg_read_header(&info, TRUE) != JPEG_HEADER_OK)
        cd_cage__fail(CD_E_CORRUPT, "a JPEG without a picture");
    cd_cage__check_sides(info.image_width, info.image_height);
    info.out_color_space =
        info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK ? JCS_CMYK : JCS_RGB;
    scale_choose(&info, &task->order);
    if (task->order.probe)
        cd_cage__picture(task, info.image_width, info.image_height, task->sniffed.orientation);
    jpeg_start_decompress(&info);
    cd_cage__picture(task, info.output_width, info.output_height, task->sniffed.orientation);
    rows_send(task, &info);
    (void)jpeg_finish_decompress(&info);
    cd_cage__done(task);
}
