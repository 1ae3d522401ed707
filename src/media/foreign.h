/* media/foreign.h - pictures and videos that a caller sent, decoded in the cage: a child process
 * without network or files, under seccomp, rlimits and a deadline, that reads the bytes from a
 * descriptor and writes rows to a pipe. No byte of them is decoded anywhere else.
 * Thread: a cd_foreign has one owner; any number at once. Uses: base sys. */
#ifndef CD_MEDIA_FOREIGN_H
#define CD_MEDIA_FOREIGN_H
#include "media/frame.h"

typedef struct cd_foreign cd_foreign;

struct cd_foreign_info {
    bool video;             /* or a picture */
    const char *media_type; /* a literal, by the bytes: "image/webp", "video/mp4" */
    uint32_t width, height; /* pixels of the frames that come; of the media itself when probing */
    uint32_t duration_ms;   /* of a video */
    uint32_t frame_count;   /* expected; 1 for a picture */
    uint32_t fps_milli;     /* frames per 1,000 s */
};

struct cd_foreign_opts {
    const char *program;  /* candela's own file; NULL: this program's */
    bool video;           /* what it has to be */
    uint32_t side_max;    /* shrink so that no side is longer; 0: as it is */
    uint32_t fps;         /* resample a video to this rate; 0: as it is */
    uint32_t ms_max;      /* decode no more of a video; 0: all */
    uint32_t deadline_ms; /* of waiting for it, all calls together; 0: 5,000 for a picture, 120,000
                             for a video */
};

/* Kind, size and duration. The descriptor is read from its start and stays the caller's.
 * CD_E_CORRUPT (cannot be decoded), CD_E_UNPROCESSABLE (a format that is not taken), CD_E_TOO_BIG
 * (over a side or memory limit), CD_E_TIMEOUT, CD_E_IO. */
CD_MUST cd_rc cd_foreign_probe(struct cd_foreign_info *out, int fd,
                               const struct cd_foreign_opts *opts, cd_err *err);
/* Starts decoding; *out is new. Errors as cd_foreign_probe(). */
CD_MUST cd_rc cd_foreign_open(cd_foreign **out, int fd, const struct cd_foreign_opts *opts,
                              cd_err *err);
void cd_foreign_close(cd_foreign **foreign);
const struct cd_foreign_info *cd_foreign_info(const cd_foreign *foreign);
/* The next frame, new and the caller's; *frame stays NULL after the last one. Errors as above: a
 * file may turn out broken late. */
CD_MUST cd_rc cd_foreign_next(cd_frame **frame, cd_foreign *foreign, cd_err *err);

#endif
