/* media/decode_video.c - a caller's video, inside the cage, by FFmpeg's libraries: the container is
 * the one that its first bytes name, of a list of three; codecs are of a list; nothing but the one
 * descriptor is read, whatever the file refers to. One thread. */
#include "media/cage_int.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/mathematics.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include <math.h>
#include <string.h>

enum {
    IO_BYTES = 64 * 1024,
    STREAMS_MAX = 32,
    PROBE_BYTES = 5 << 20,
    PIXELS_MAX = 4096 * 4096, /* a decoder holds up to 17 pictures (H.264, annex A) */
    ALLOC_MAX = 256 << 20,
    FRAMES_MAX = 100000,
    PACKETS_MAX = 10 * 1000 * 1000
};

static const struct {
    enum AVCodecID id;
    const char *decoder;
} codecs[] = {
#define CD_VIDEO_CODEC(id, decoder) {AV_CODEC_ID_##id, decoder},
#include "media/video_codecs.def"
#undef CD_VIDEO_CODEC
};
/* Their names behind commas, as libavformat wants to have them, but for the first comma. */
static const char codec_names[] =
#define CD_VIDEO_CODEC(id, decoder) "," decoder
#include "media/video_codecs.def"
#undef CD_VIDEO_CODEC
    ;

struct video {
    struct cd_cage_task *task;
    int64_t at;    /* where libavformat reads */
    bool past_end; /* it looked for something behind the end */
    AVFormatContext *format;
    AVStream *stream;
    AVCodecContext *codec;
    AVFrame *frame, *shown; /* just decoded; on show until the next */
    struct SwsContext *scaler;
    uint8_t *rgb; /* [height][stride] of `shown`, once it was needed */
    int stride;
    bool rgb_fresh;
    uint32_t width, height; /* of what goes out */
    uint32_t orientation;
    /* Of the whole stream: */
    int64_t first_us, duration_us;
    uint64_t packets;
    uint32_t fps_milli, frame_count;
    uint64_t decoded, sent;
};

CD_NORETURN static void fail(int code, const char *text)
{
    cd_cage__fail(code == AVERROR(ENOMEM) ? CD_E_TOO_BIG : CD_E_CORRUPT,
                  code == AVERROR(ENOMEM) ? "over the memory of the cage" : text);
}

static void on_log(void *context, int level, const char *fmt, va_list args)
{
    (void)context;
    (void)level;
    (void)fmt;
    (void)args;
}

static int on_read(void *arg, uint8_t *bytes, int size)
{
    struct video *video = arg;
    const size_t got =
        cd_cage__read_at(video->task, (uint64_t)video->at, bytes, size > 0 ? (size_t)size : 0);
    video->at += (int64_t)got;
    return got > 0 ? (int)got : AVERROR_EOF;
}

static int64_t on_seek(void *arg, int64_t offset, int whence)
{
    struct video *video = arg;
    const int64_t size = (int64_t)video->task->size;
    int64_t to = offset;
    if ((whence & AVSEEK_SIZE) != 0)
        return size;
    if ((whence & ~AVSEEK_FORCE) == SEEK_CUR)
        to = video->at + offset;
    else if ((whence & ~AVSEEK_FORCE) == SEEK_END)
        to = size + offset;
    if (to < 0)
        return AVERROR(EINVAL);
    video->past_end = video->past_end || to > size;
    video->at = to;
    return to;
}

/* Whatever a file refers to is not opened. */
static int on_open(AVFormatContext *format, AVIOContext **io, const char *url, int flags,
                   AVDictionary **options)
{
    (void)format;
    (void)io;
    (void)url;
    (void)flags;
    (void)options;
    return AVERROR(EPERM);
}

static const char *container_of(const char *media_type)
{
    if (strcmp(media_type, "video/webm") == 0 || strcmp(media_type, "video/x-matroska") == 0)
        return "matroska";
    return strcmp(media_type, "video/x-msvideo") == 0 ? "avi" : "mov";
}

static void container_open(struct video *video)
{
    const AVInputFormat *input =
        av_find_input_format(container_of(video->task->sniffed.media_type));
    AVFormatContext *format = avformat_alloc_context();
    uint8_t *buffer = av_malloc(IO_BYTES);
    video->at = 0;
    if (format == NULL || buffer == NULL)
        fail(AVERROR(ENOMEM), "");
    format->pb = avio_alloc_context(buffer, IO_BYTES, 0, video, on_read, NULL, on_seek);
    format->flags |= AVFMT_FLAG_CUSTOM_IO;
    format->io_open = on_open;
    format->protocol_whitelist = av_strdup("none");
    format->codec_whitelist = av_strdup(codec_names + 1);
    format->max_streams = STREAMS_MAX;
    format->probesize = PROBE_BYTES;
    if (format->pb == NULL || format->protocol_whitelist == NULL || format->codec_whitelist == NULL)
        fail(AVERROR(ENOMEM), "");
    const int rc =
        input == NULL ? AVERROR_DEMUXER_NOT_FOUND : avformat_open_input(&format, NULL, input, NULL);
    if (rc < 0)
        fail(rc, "a video whose container cannot be read");
    video->format = format;
}

static void sides_check(int width, int height)
{
    if (width < 1 || height < 1)
        cd_cage__fail(CD_E_CORRUPT, "a video of no size");
    cd_cage__check_sides((uint64_t)width, (uint64_t)height);
    if ((int64_t)width * height > PIXELS_MAX)
        cd_cage__fail(CD_E_TOO_BIG, "a video of too many pixels");
}

/* The stream that is shown; everything else is left out. */
static void stream_choose(struct video *video)
{
    AVFormatContext *format = video->format;
    const int best = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
    if (best < 0)
        cd_cage__fail(CD_E_UNPROCESSABLE, "a video without pictures");
    for (unsigned i = 0; i < format->nb_streams; i++)
        format->streams[i]->discard = (int)i == best ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    video->stream = format->streams[best];
    sides_check(video->stream->codecpar->width, video->stream->codecpar->height);
}

static int64_t to_us(const struct video *video, int64_t stamp)
{
    return av_rescale_q(stamp, video->stream->time_base, (AVRational){1, 1000000});
}

/* What the packets say of time, whatever the header says. */
static void stream_measure(struct video *video)
{
    AVPacket *packet = av_packet_alloc();
    int64_t first = INT64_MAX, last = INT64_MIN;
    int rc;
    if (packet == NULL)
        fail(AVERROR(ENOMEM), "");
    while ((rc = av_read_frame(video->format, packet)) >= 0) {
        const int64_t stamp = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
        if (packet->stream_index == video->stream->index &&
            (packet->flags & AV_PKT_FLAG_DISCARD) == 0) {
            video->packets++;
            if ((packet->flags & AV_PKT_FLAG_CORRUPT) != 0 || video->packets > PACKETS_MAX)
                fail(0, "a video that is cut off");
            if (stamp != AV_NOPTS_VALUE) {
                first = stamp < first ? stamp : first;
                last = stamp + packet->duration > last ? stamp + packet->duration : last;
            }
        }
        av_packet_unref(packet);
    }
    av_packet_free(&packet);
    if (rc != AVERROR_EOF || video->packets == 0 || video->past_end)
        fail(rc == AVERROR_EOF ? 0 : rc, "a video that is cut off");
    const AVRational rate = video->stream->avg_frame_rate;
    const bool rated = rate.num > 0 && rate.den > 0;
    video->first_us = first != INT64_MAX ? to_us(video, first) : 0;
    video->duration_us = first < last ? to_us(video, last) - video->first_us : 0;
    if (rated && video->duration_us == 0)
        video->duration_us = av_rescale((int64_t)video->packets, 1000000LL * rate.den, rate.num);
    if (video->duration_us <= 0 || video->duration_us > 24LL * 3600 * 1000000)
        fail(0, "a video of no length, or of more than a day");
    video->fps_milli = (uint32_t)fmin(
        rated ? av_q2d(rate) * 1000 : (double)video->packets * 1e9 / (double)video->duration_us,
        1e6);
}

static void codec_open(struct video *video)
{
    const AVCodecParameters *parameters = video->stream->codecpar;
    const AVCodec *decoder = NULL;
    for (size_t i = 0; i < CD_COUNT(codecs); i++)
        if (codecs[i].id == parameters->codec_id)
            decoder = avcodec_find_decoder_by_name(codecs[i].decoder);
    if (decoder == NULL)
        cd_cage__fail(CD_E_UNPROCESSABLE, "a video by a codec that is not taken");
    video->codec = avcodec_alloc_context3(decoder);
    if (video->codec == NULL || avcodec_parameters_to_context(video->codec, parameters) < 0)
        fail(AVERROR(ENOMEM), "");
    video->codec->thread_count = 1;
    video->codec->max_pixels = PIXELS_MAX;
    video->codec->pkt_timebase = video->stream->time_base;
    const int rc = avcodec_open2(video->codec, decoder, NULL);
    if (rc < 0)
        fail(rc, "a video that cannot be decoded");
    video->frame = av_frame_alloc();
    video->shown = av_frame_alloc();
    if (video->frame == NULL || video->shown == NULL)
        fail(AVERROR(ENOMEM), "");
}

/* Quarter turns that the container asks for, as an EXIF orientation. */
static uint32_t orientation_of(const AVStream *stream)
{
    size_t size = 0;
    const uint8_t *data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    int32_t matrix[9];
    if (data == NULL || size < sizeof matrix)
        return 1;
    memcpy(matrix, data, sizeof matrix);
    const double angle = -av_display_rotation_get(matrix); /* clockwise */
    if (isnan(angle))
        return 1;
    switch ((lround(angle / 90) % 4 + 4) % 4) {
    case 1:
        return 6;
    case 2:
        return 3;
    case 3:
        return 8;
    default:
        return 1;
    }
}

/* Size, time and rate of what goes out. */
static void info_send(struct video *video)
{
    const struct cd_cage_order *order = &video->task->order;
    const AVCodecParameters *parameters = video->stream->codecpar;
    const AVRational pixel = parameters->sample_aspect_ratio;
    video->width = (uint32_t)parameters->width;
    video->height = (uint32_t)parameters->height;
    if (pixel.num > 0 && pixel.den > 0 && pixel.num < 100 * pixel.den &&
        pixel.den < 100 * pixel.num)
        video->width =
            (uint32_t)(((uint64_t)video->width * (unsigned)pixel.num + (unsigned)pixel.den / 2) /
                       (unsigned)pixel.den);
    video->width = video->width > 0 ? video->width : 1;
    sides_check((int)video->width, (int)video->height);
    video->orientation = orientation_of(video->stream);
    int64_t span_us = video->duration_us;
    if (order->ms_max > 0 && span_us > order->ms_max * 1000LL)
        span_us = order->ms_max * 1000LL;
    if (!order->probe)
        cd_cage__shrunk(&video->width, &video->height, order->side_max);
    if (order->fps > 0)
        video->fps_milli = order->fps * 1000;
    const double count = (double)span_us * video->fps_milli / 1e9;
    video->frame_count = (uint32_t)fmax(1, fmin(round(count), FRAMES_MAX));
    if (order->fps == 0 && order->ms_max == 0 && video->packets <= FRAMES_MAX)
        video->frame_count = (uint32_t)video->packets;
    const struct cd_cage_message message = {.width = video->width,
                                            .height = video->height,
                                            .orientation = video->orientation,
                                            .duration_ms =
                                                (uint32_t)((video->duration_us + 500) / 1000),
                                            .frame_count = video->frame_count,
                                            .fps_milli = video->fps_milli};
    cd_cage__info(video->task, &message);
}

static void shown_convert(struct video *video)
{
    const AVFrame *frame = video->shown;
    sides_check(frame->width, frame->height);
    video->scaler =
        sws_getCachedContext(video->scaler, frame->width, frame->height, frame->format,
                             (int)video->width, (int)video->height, AV_PIX_FMT_RGB24,
                             SWS_AREA | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, NULL, NULL, NULL);
    if (video->scaler == NULL)
        fail(0, "a video of strange pixels");
    const bool large = frame->height > 576;
    const int space =
        frame->colorspace != AVCOL_SPC_UNSPECIFIED && frame->colorspace != AVCOL_SPC_RGB
            ? (int)frame->colorspace
        : large ? SWS_CS_ITU709
                : SWS_CS_ITU601;
    (void)sws_setColorspaceDetails(video->scaler, sws_getCoefficients(space),
                                   frame->color_range == AVCOL_RANGE_JPEG,
                                   sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, 1 << 16, 1 << 16);
    if (video->rgb == NULL) {
        video->stride = (int)(video->width * 3 + 63) & ~63;
        video->rgb = av_malloc((size_t)video->stride * video->height + 64);
        if (video->rgb == NULL)
            fail(AVERROR(ENOMEM), "");
    }
    const int rc = sws_scale(video->scaler, (const uint8_t *const *)frame->data, frame->linesize, 0,
                             frame->height, &video->rgb, &video->stride);
    if (rc < 0)
        fail(rc, "a video of strange pixels");
    video->rgb_fresh = true;
}

static void shown_send(struct video *video)
{
    const struct cd_cage_message message = {.word = CD_CAGE_FRAME};
    if (!video->rgb_fresh)
        shown_convert(video);
    cd_cage__put(video->task, &message, sizeof message);
    for (uint32_t y = 0; y < video->height; y++)
        cd_cage__put(video->task, video->rgb + (size_t)y * (size_t)video->stride,
                     (size_t)video->width * 3);
    if (++video->sent == video->frame_count)
        cd_cage__done(video->task);
}

/* A frame comes into view: the one before is sent for every moment of the new rate that it was on
 * show. At the media's own rate each frame is sent once. */
static void frame_take(struct video *video)
{
    const uint64_t decoded = video->decoded++;
    const int64_t stamp = video->frame->best_effort_timestamp;
    const int64_t at_us =
        stamp != AV_NOPTS_VALUE
            ? to_us(video, stamp) - video->first_us
            : av_rescale((int64_t)decoded, 1000000000, video->fps_milli > 0 ? video->fps_milli : 1);
    if (decoded > 0 && video->task->order.fps == 0) {
        shown_send(video);
    } else if (decoded > 0) {
        const int64_t step_us = 1000000 / video->task->order.fps;
        while ((int64_t)video->sent * 1000000 / video->task->order.fps + step_us / 2 < at_us)
            shown_send(video);
    }
    av_frame_unref(video->shown);
    av_frame_move_ref(video->shown, video->frame);
    video->rgb_fresh = false;
}

/* Hands a packet (NULL: the end) to the decoder and takes what comes out. Damaged packets are the
 * decoder's to make the best of, as players do. */
static void packet_decode(struct video *video, const AVPacket *packet)
{
    int rc = avcodec_send_packet(video->codec, packet);
    if (rc == AVERROR(ENOMEM))
        fail(rc, "");
    while ((rc = avcodec_receive_frame(video->codec, video->frame)) >= 0)
        frame_take(video);
    if (rc == AVERROR(ENOMEM))
        fail(rc, "");
}

static void frames_send(struct video *video)
{
    AVPacket *packet = av_packet_alloc();
    if (packet == NULL)
        fail(AVERROR(ENOMEM), "");
    while (av_read_frame(video->format, packet) >= 0) {
        if (packet->stream_index == video->stream->index)
            packet_decode(video, packet);
        av_packet_unref(packet);
    }
    packet_decode(video, NULL);
    if (video->decoded < (video->packets + 1) / 2)
        fail(0, "a video that cannot be decoded");
    if (video->task->order.fps == 0) /* each frame once, and the last one is still on show */
        video->frame_count = (uint32_t)video->sent + 1;
    for (;;)
        shown_send(video); /* up to frame_count, which ends the process */
}

void cd_decode__video(struct cd_cage_task *task)
{
    struct video video = {.task = task};
    av_log_set_callback(on_log);
    av_max_alloc(ALLOC_MAX);
    container_open(&video);
    const int rc = avformat_find_stream_info(video.format, NULL);
    if (rc < 0)
        fail(rc, "a video whose container cannot be read");
    stream_choose(&video);
    stream_measure(&video);
    codec_open(&video); /* so that a probe says what cannot be decoded */
    info_send(&video);
    avcodec_free_context(&video.codec);
    AVIOContext *io = video.format->pb;
    avformat_close_input(&video.format);
    av_freep(&io->buffer);
    avio_context_free(&io);
    container_open(&video); /* from the start: not every file can be wound back */
    if (avformat_find_stream_info(video.format, NULL) < 0)
        fail(0, "a video whose container cannot be read");
    stream_choose(&video);
    codec_open(&video);
    frames_send(&video);
    cd_cage__fail(CD_E_CORRUPT, "a video that cannot be decoded");
}
