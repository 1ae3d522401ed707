/* media/yuv.h - from RGB to the planes that video encoders take: 4:2:0, limited range, chroma sited
 * left as H.264 and HEVC assume. Thread: any, no shared state. Uses: frame.
 * Source: ITU-R BT.709-6 and BT.2020-2 (matrices), SMPTE ST 2084 (PQ). */
#ifndef CD_MEDIA_YUV_H
#define CD_MEDIA_YUV_H
#include "media/frame.h"

/* The nits of a white page in a PQ picture (ITU-R BT.2408). */
enum { CD_YUV_WHITE_NITS = 203 };

/* Planes of an even size, owned by the encoder. 16-bit samples when `deep`. */
struct cd_yuv {
    uint32_t width, height; /* of luma; the frame may be a pixel larger */
    uint8_t *plane[3];
    size_t stride[3]; /* bytes */
};

/* 8 bit, BT.709. */
void cd_yuv_sdr(const struct cd_yuv *out, const cd_frame *frame);

/* Tables for the conversion below, made once for a clip. */
typedef struct cd_pq cd_pq;
CD_MUST cd_rc cd_pq_new(cd_pq **out, cd_err *err);
void cd_pq_free(cd_pq **pq);
/* 10 bit in 16, PQ with BT.2020 primaries, from the frame's deep samples or, without them, from its
 * 8-bit ones. */
void cd_yuv_pq(const struct cd_yuv *out, const cd_frame *frame, const cd_pq *pq);

#endif
