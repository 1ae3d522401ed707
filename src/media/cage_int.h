/* media/cage_int.h - what both sides of the pipe agree on, and what the decoders inside the cage
 * use. For media/ only.
 * Thread: the only one of the cage's process. Uses: base, cage, sniff. */
#ifndef CD_MEDIA_CAGE_INT_H
#define CD_MEDIA_CAGE_INT_H
#include "media/cage.h"
#include "media/sniff.h"

/* One message; a frame's is followed by its rows, [height][width][3] bytes, R G B. Both ends are
 * the same program on the same machine. */
struct cd_cage_message {
    enum { CD_CAGE_INFO = 0xca9e01, CD_CAGE_FRAME, CD_CAGE_END, CD_CAGE_ERROR } word;
    uint32_t width, height; /* of the frames that come, as they lie */
    uint32_t orientation;   /* EXIF, 1 to 8: how they are turned to be shown */
    uint32_t duration_ms, frame_count, fps_milli;
    uint32_t error; /* CD_CAGE_ERROR: a cd_rc */
    char text[96];  /* and what is wrong, in our words */
};

/* What the cage was asked for. */
struct cd_cage_order {
    bool video, probe;
    uint32_t side_max, fps, ms_max;
};

/* Shrinks rows on their way: each pixel that goes out is the mean of the area it covers. */
struct cd_shrink {
    uint32_t in_width, in_height, out_width, out_height;
    uint32_t y;     /* rows taken */
    uint32_t out_y; /* rows given */
    float *sum;     /* [out_width][3], of the row under way */
    float *row;     /* [out_width][3], the row just taken */
    uint8_t *out;   /* [out_width][3] */
};

struct cd_cage_task {
    struct cd_cage_order order;
    struct cd_sniffed sniffed;
    uint64_t size; /* of the media, bytes */
    uint64_t at;   /* for decoders that read on, in small pieces */
    uint64_t window_at;
    size_t window_bytes;
    uint8_t window[64 * 1024];
    struct cd_shrink shrink;
    size_t held;                /* bytes in `buffer`, not yet written */
    uint8_t buffer[128 * 1024]; /* of what goes out */
};

/* Bytes [at, at + size) of the media; fewer at its end. */
size_t cd_cage__read_at(const struct cd_cage_task *task, uint64_t at, void *bytes, size_t size);
/* The next bytes. */
size_t cd_cage__read(struct cd_cage_task *task, void *bytes, size_t size);
/* Says what is wrong (a cd_rc of media/foreign.h) and ends the process. */
CD_NORETURN void cd_cage__fail(cd_rc why, const char *text);
/* malloc() that fails the cage with CD_E_TOO_BIG. */
CD_MUST void *cd_cage__alloc(size_t bytes);
/* Sides that are over the limits, or none, fail the cage. */
void cd_cage__check_sides(uint64_t width, uint64_t height);
/* The size that side_max leaves of one. */
void cd_cage__shrunk(uint32_t *width, uint32_t *height, uint32_t side_max);
/* Sends the first message, and ends the process when no more was asked for. `info` holds the size
 * as it lies, after shrinking. */
void cd_cage__info(struct cd_cage_task *task, const struct cd_cage_message *info);
void cd_cage__put(struct cd_cage_task *task, const void *bytes, size_t size);
/* For a picture: its size, then all of its rows from top to bottom; they are shrunk here. */
void cd_cage__picture(struct cd_cage_task *task, uint32_t width, uint32_t height,
                      uint32_t orientation);
void cd_cage__row(struct cd_cage_task *task, const uint8_t *rgb);
/* The same for R G B A, laid on white. */
void cd_cage__row_rgba(struct cd_cage_task *task, const uint8_t *rgba, uint8_t *rgb);
/* Everything has been sent. */
CD_NORETURN void cd_cage__done(struct cd_cage_task *task);

/* One for each kind: sends everything and ends the process. */
CD_NORETURN void cd_decode__jpeg(struct cd_cage_task *task);
CD_NORETURN void cd_decode__png(struct cd_cage_task *task);
CD_NORETURN void cd_decode__webp(struct cd_cage_task *task);
CD_NORETURN void cd_decode__gif(struct cd_cage_task *task);
CD_NORETURN void cd_decode__video(struct cd_cage_task *task);

void cd_shrink__init(struct cd_shrink *shrink, uint32_t in_width, uint32_t in_height,
                     uint32_t out_width, uint32_t out_height);
/* Takes the next row; calls `out` for each row that it completes. */
void cd_shrink__row(struct cd_shrink *shrink, const uint8_t *rgb,
                    void (*out)(void *arg, const uint8_t *rgb, uint32_t width), void *arg);

#endif
