/* media/clip_file.c - a file in memory for libavformat. To put its index first the muxer opens its
 * own output a second time and reads while it writes: both ends look at the same bytes. */
#include "media/clip_file.h"

#include <string.h>

enum { BLOCK = 64 * 1024 };

/* The second, reading end. */
struct reader {
    const cd_clip_file *file;
    size_t at;
};

static int file_write(void *opaque, uint8_t *data, int size)
{
    cd_clip_file *file = opaque;
    const size_t count = (size_t)size;
    if (file->at > file->bytes.size)
        return AVERROR(EINVAL);
    const size_t inside = file->bytes.size - file->at < count ? file->bytes.size - file->at : count;
    if (inside > 0)
        memcpy(file->bytes.data + file->at, data, inside);
    cd_buf_put(&file->bytes, (cd_str){(const char *)data + inside, count - inside});
    if (cd_buf_failed(&file->bytes))
        return AVERROR(EFBIG);
    file->at += count;
    return size;
}

static int64_t place(size_t *at, size_t size, int64_t offset, int whence)
{
    if (whence == AVSEEK_SIZE)
        return (int64_t)size;
    if (whence != SEEK_SET || offset < 0 || (uint64_t)offset > size)
        return AVERROR(EINVAL);
    *at = (size_t)offset;
    return offset;
}

static int64_t file_seek(void *opaque, int64_t offset, int whence)
{
    cd_clip_file *file = opaque;
    return place(&file->at, file->bytes.size, offset, whence);
}

static int reader_read(void *opaque, uint8_t *data, int size)
{
    struct reader *reader = opaque;
    const size_t left = reader->file->bytes.size - reader->at;
    const size_t count = left < (size_t)size ? left : (size_t)size;
    if (count == 0)
        return AVERROR_EOF;
    memcpy(data, reader->file->bytes.data + reader->at, count);
    reader->at += count;
    return (int)count;
}

static int64_t reader_seek(void *opaque, int64_t offset, int whence)
{
    struct reader *reader = opaque;
    return place(&reader->at, reader->file->bytes.size, offset, whence);
}

static void context_free(AVIOContext **context)
{
    if (*context == NULL)
        return;
    av_freep(&(*context)->buffer);
    avio_context_free(context);
}

static int again_open(AVFormatContext *muxer, AVIOContext **out, const char *url, int flags,
                      AVDictionary **options)
{
    (void)url;
    (void)options;
    if ((flags & AVIO_FLAG_WRITE) != 0)
        return AVERROR(EACCES);
    struct reader *reader = cd_new(sizeof *reader);
    reader->file = muxer->opaque;
    uint8_t *block = av_malloc(BLOCK);
    *out = block == NULL
               ? NULL
               : avio_alloc_context(block, BLOCK, 0, reader, reader_read, NULL, reader_seek);
    if (*out != NULL)
        return 0;
    av_free(block);
    cd_free_ptr(&reader);
    return AVERROR(ENOMEM);
}

static int again_close(AVFormatContext *muxer, AVIOContext *context)
{
    (void)muxer;
    cd_free_ptr(&context->opaque);
    context_free(&context);
    return 0;
}

cd_rc cd_clip__file_attach(AVFormatContext *muxer, cd_clip_file *file, cd_err *err)
{
    uint8_t *block = av_malloc(BLOCK);
    if (block != NULL)
        muxer->pb = avio_alloc_context(block, BLOCK, 1, file, NULL, file_write, file_seek);
    if (muxer->pb == NULL) {
        av_free(block);
        return cd_fail(err, CD_E_NOMEM, NULL, "no memory for the muxer");
    }
    muxer->opaque = file;
    muxer->io_open = again_open;
    muxer->io_close2 = again_close;
    return CD_OK;
}

void cd_clip__file_detach(AVFormatContext *muxer)
{
    if (muxer != NULL)
        context_free(&muxer->pb);
}
