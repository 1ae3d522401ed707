/* media/encode_video.c - clips by libavcodec and libavformat: the encoder's settings, the colours
 * it is told of, and the walk of packets into the file. */
#include "media/clip.h"

#include "media/clip_file.h"
#include "media/yuv.h"

#include <libavcodec/avcodec.h>
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/opt.h>

/* What a mastering display of 1,000 nits with P3 primaries is; content stays below. Units as in
 * SMPTE ST 2086: primaries in 1/50,000, luminance in 1/10,000 nits. */
static const int primaries[3][2] = {{34000, 16000}, {13250, 34500}, {7500, 3000}};
static const int white_point[2] = {15635, 16450};
enum { NITS_MOST = 1000, NITS_MEAN = 400, GOP_SECONDS = 2 };

static const char x265_params[] =
    "log-level=error:hdr10=1:repeat-headers=0:"
    "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):"
    "max-cll=1000,400";

struct cd_clip {
    struct cd_clip_opts opts;
    AVCodecContext *encoder;
    AVFormatContext *muxer;
    AVStream *stream;
    AVFrame *frame;
    AVPacket *packet;
    cd_pq *pq; /* of HDR */
    int64_t count;
    cd_clip_file file;
};

static cd_rc av_failed(cd_err *err, const cd_clip *clip, const char *what, int code)
{
    char text[AV_ERROR_MAX_STRING_SIZE] = "";
    if (code == AVERROR(EFBIG) || cd_buf_failed(&clip->file.bytes))
        return cd_fail(err, CD_E_TOO_BIG, NULL, "a clip over %d bytes", CD_CLIP_BYTES_MAX);
    av_strerror(code, text, sizeof text);
    return cd_fail(err, code == AVERROR(ENOMEM) ? CD_E_NOMEM : CD_E_INTERNAL, NULL, "%s: %s", what,
                   text);
}

static void set_colors(AVCodecContext *encoder, bool hdr)
{
    encoder->color_range = AVCOL_RANGE_MPEG;
    encoder->color_primaries = hdr ? AVCOL_PRI_BT2020 : AVCOL_PRI_BT709;
    encoder->color_trc = hdr ? AVCOL_TRC_SMPTE2084 : AVCOL_TRC_BT709;
    encoder->colorspace = hdr ? AVCOL_SPC_BT2020_NCL : AVCOL_SPC_BT709;
    encoder->chroma_sample_location = AVCHROMA_LOC_LEFT;
}

static cd_rc encoder_open(cd_clip *clip, cd_err *err)
{
    const struct cd_clip_opts *opts = &clip->opts;
    const AVCodec *codec = avcodec_find_encoder_by_name(opts->hdr ? "libx265" : "libx264");
    if (codec == NULL)
        return cd_fail(err, CD_E_INTERNAL, NULL, "no encoder for %s", opts->hdr ? "HEVC" : "H.264");
    AVCodecContext *encoder = clip->encoder = avcodec_alloc_context3(codec);
    if (encoder == NULL)
        return cd_fail(err, CD_E_NOMEM, NULL, "no memory for the encoder");
    encoder->width = (int)(opts->width & ~1u);
    encoder->height = (int)(opts->height & ~1u);
    encoder->pix_fmt = opts->hdr ? AV_PIX_FMT_YUV420P10 : AV_PIX_FMT_YUV420P;
    encoder->time_base = (AVRational){1, (int)opts->fps};
    encoder->framerate = (AVRational){(int)opts->fps, 1};
    encoder->gop_size = (int)opts->fps * GOP_SECONDS;
    encoder->thread_count = (int)(opts->threads < 1 ? 1 : opts->threads);
    encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    set_colors(encoder, opts->hdr);
    /* Flat areas and lettering of illustrations show every saving: near the lossless end. */
    av_opt_set(encoder->priv_data, "preset", opts->hdr ? "superfast" : "veryfast", 0);
    av_opt_set(encoder->priv_data, "crf", "14", 0);
    if (!opts->hdr)
        av_opt_set(encoder->priv_data, "tune", "psnr", 0);
    if (opts->hdr) {
        encoder->codec_tag = MKTAG('h', 'v', 'c', '1');
        av_opt_set(encoder->priv_data, "x265-params", x265_params, 0);
    }
    const int code = avcodec_open2(encoder, codec, NULL);
    return code < 0 ? av_failed(err, clip, "encoder", code) : CD_OK;
}

/* libx265 only tells of the mastering display inside the stream; with this the file's header tells
 * as well. */
static cd_rc mastering_add(cd_clip *clip, cd_err *err)
{
    size_t size = 0;
    AVMasteringDisplayMetadata *display = av_mastering_display_metadata_alloc();
    if (display != NULL) {
        for (int i = 0; i < 6; i++)
            display->display_primaries[i / 2][i % 2] = av_make_q(primaries[i / 2][i % 2], 50000);
        for (int i = 0; i < 2; i++)
            display->white_point[i] = av_make_q(white_point[i], 50000);
        display->min_luminance = av_make_q(1, 10000);
        display->max_luminance = av_make_q(NITS_MOST, 1);
        display->has_primaries = display->has_luminance = 1;
    }
    AVContentLightMetadata *light = av_content_light_metadata_alloc(&size);
    if (light != NULL)
        *light = (AVContentLightMetadata){NITS_MOST, NITS_MEAN};
    if (display == NULL ||
        av_stream_add_side_data(clip->stream, AV_PKT_DATA_MASTERING_DISPLAY_METADATA,
                                (uint8_t *)display, sizeof *display) < 0)
        av_freep(&display);
    if (light == NULL || av_stream_add_side_data(clip->stream, AV_PKT_DATA_CONTENT_LIGHT_LEVEL,
                                                 (uint8_t *)light, size) < 0)
        av_freep(&light);
    if (display == NULL || light == NULL)
        return cd_fail(err, CD_E_NOMEM, NULL, "no memory for the mastering metadata");
    return CD_OK;
}

static cd_rc muxer_open(cd_clip *clip, cd_err *err)
{
    int code = avformat_alloc_output_context2(&clip->muxer, NULL, "mp4", "clip.mp4");
    if (code < 0)
        return av_failed(err, clip, "muxer", code);
    clip->stream = avformat_new_stream(clip->muxer, NULL);
    if (clip->stream == NULL)
        return cd_fail(err, CD_E_NOMEM, NULL, "no memory for the muxer");
    CD_TRY(cd_clip__file_attach(clip->muxer, &clip->file, err));
    code = avcodec_parameters_from_context(clip->stream->codecpar, clip->encoder);
    if (code < 0)
        return av_failed(err, clip, "muxer", code);
    clip->stream->time_base = clip->encoder->time_base;
    clip->stream->avg_frame_rate = clip->encoder->framerate;
    if (clip->opts.hdr)
        CD_TRY(mastering_add(clip, err));
    AVDictionary *options = NULL;
    av_dict_set(&options, "movflags", "+faststart", 0);
    clip->muxer->flags |= AVFMT_FLAG_BITEXACT; /* no version of a library in the file */
    code = avformat_write_header(clip->muxer, &options);
    av_dict_free(&options);
    if (code < 0)
        return av_failed(err, clip, "header", code);
    return CD_OK;
}

static cd_rc frame_open(cd_clip *clip, cd_err *err)
{
    clip->frame = av_frame_alloc();
    clip->packet = av_packet_alloc();
    if (clip->frame == NULL || clip->packet == NULL)
        return cd_fail(err, CD_E_NOMEM, NULL, "no memory for a frame");
    clip->frame->format = clip->encoder->pix_fmt;
    clip->frame->width = clip->encoder->width;
    clip->frame->height = clip->encoder->height;
    const int code = av_frame_get_buffer(clip->frame, 0);
    if (code < 0)
        return av_failed(err, clip, "frame", code);
    return clip->opts.hdr ? cd_pq_new(&clip->pq, err) : CD_OK;
}

cd_rc cd_clip_open(cd_clip **out, const struct cd_clip_opts *opts, cd_err *err)
{
    CD_ASSERT(opts->fps > 0);
    if (opts->width < 16 || opts->height < 16 || opts->width > CD_FRAME_SIDE_MAX ||
        opts->height > CD_FRAME_SIDE_MAX)
        return cd_fail(err, CD_E_TOO_BIG, "size", "%ux%u is not a video", opts->width,
                       opts->height);
    CD_AUTO(cd_clip_close) cd_clip *clip = cd_new(sizeof *clip);
    clip->opts = *opts;
    clip->file.bytes = (cd_buf)CD_BUF_INIT(CD_CLIP_BYTES_MAX);
    av_log_set_level(AV_LOG_FATAL); /* what goes wrong comes back as an error */
    CD_TRY(encoder_open(clip, err));
    CD_TRY(muxer_open(clip, err));
    CD_TRY(frame_open(clip, err));
    CD_MOVE(*out, clip);
    return CD_OK;
}

/* Gives the encoder a frame, or NULL at the end, and writes what it has ready. */
static cd_rc feed(cd_clip *clip, const AVFrame *frame, cd_err *err)
{
    int code = avcodec_send_frame(clip->encoder, frame);
    if (code < 0)
        return av_failed(err, clip, "encoder", code);
    for (;;) {
        code = avcodec_receive_packet(clip->encoder, clip->packet);
        if (code == AVERROR(EAGAIN) || code == AVERROR_EOF)
            return CD_OK;
        if (code < 0)
            return av_failed(err, clip, "encoder", code);
        clip->packet->stream_index = clip->stream->index;
        if (clip->packet->duration == 0)
            clip->packet->duration = 1;
        av_packet_rescale_ts(clip->packet, clip->encoder->time_base, clip->stream->time_base);
        code = av_interleaved_write_frame(clip->muxer, clip->packet);
        if (code < 0 || cd_buf_failed(&clip->file.bytes))
            return av_failed(err, clip, "muxer", code);
    }
}

cd_rc cd_clip_put(cd_clip *clip, const cd_frame *frame, cd_err *err)
{
    CD_ASSERT(frame->width == clip->opts.width && frame->height == clip->opts.height);
    const int code = av_frame_make_writable(clip->frame); /* the encoder may still hold it */
    if (code < 0)
        return av_failed(err, clip, "frame", code);
    struct cd_yuv yuv = {.width = (uint32_t)clip->encoder->width,
                         .height = (uint32_t)clip->encoder->height};
    for (int i = 0; i < 3; i++) {
        yuv.plane[i] = clip->frame->data[i];
        yuv.stride[i] = (size_t)clip->frame->linesize[i];
    }
    if (clip->opts.hdr)
        cd_yuv_pq(&yuv, frame, clip->pq);
    else
        cd_yuv_sdr(&yuv, frame);
    clip->frame->pts = clip->count++;
    return feed(clip, clip->frame, err);
}

cd_rc cd_clip_end(cd_buf *out, cd_clip *clip, cd_err *err)
{
    CD_ASSERT(clip->count > 0);
    CD_TRY(feed(clip, NULL, err));
    const int code = av_write_trailer(clip->muxer);
    if (code < 0 || cd_buf_failed(&clip->file.bytes))
        return av_failed(err, clip, "trailer", code);
    avio_flush(clip->muxer->pb);
    CD_TRY(cd_buf_check(&clip->file.bytes, "clip", err));
    cd_buf_done(out);
    *out = clip->file.bytes;
    clip->file.bytes = (cd_buf)CD_BUF_INIT(CD_CLIP_BYTES_MAX);
    return CD_OK;
}

void cd_clip_close(cd_clip **clip_)
{
    if (clip_ == NULL || *clip_ == NULL)
        return;
    cd_clip *clip = *clip_;
    if (clip->muxer != NULL) {
        cd_clip__file_detach(clip->muxer);
        avformat_free_context(clip->muxer);
    }
    avcodec_free_context(&clip->encoder);
    av_frame_free(&clip->frame);
    av_packet_free(&clip->packet);
    cd_pq_free(&clip->pq);
    cd_buf_done(&clip->file.bytes);
    cd_free_ptr(clip_);
}
