/* media/foreign.c - the outside of the cage: starts it, and believes nothing that it says beyond
 * numbers within their limits and bytes within their frame. */
#include "media/foreign.h"

#include "media/cage_int.h"
#include "sys/cage.h"
#include "sys/files.h"
#include "sys/proc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    PICTURE_MS = 5000,
    VIDEO_MS = 120000,
    FRAMES_MAX = 100000,
    DURATION_MS_MAX = 24 * 3600 * 1000,
    FPS_MILLI_MAX = 1000 * 1000
};

struct cd_foreign {
    cd_cage *cage;
    struct cd_foreign_info info;
    uint32_t width, height; /* of frames as they come */
    uint32_t orientation;
    uint8_t *row;    /* [width][3] */
    uint32_t frames; /* given */
    bool over;
};

/* Where the pixels of a frame go that is turned to be shown (EXIF 2.32, Orientation). */
struct turn {
    bool swap;           /* rows become columns */
    bool flip_x, flip_y; /* of what is shown: from the right, from the bottom */
};

static struct turn turn_of(uint32_t orientation)
{
    static const struct turn turns[] = {
        {false, false, false}, {false, false, false}, {false, true, false},
        {false, true, true},   {false, false, true},  {true, false, false},
        {true, true, false},   {true, true, true},    {true, false, true}};
    CD_ASSERT(orientation < CD_COUNT(turns));
    return turns[orientation];
}

static size_t head_read(int fd, char *head, size_t size)
{
    size_t done = 0;
    while (done < size) {
        const ssize_t got = pread(fd, head + done, size - done, (off_t)done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        done += (size_t)got;
    }
    return done;
}

static cd_rc sniff(struct cd_sniffed *out, int fd, bool video, cd_err *err)
{
    CD_AUTO(cd_free_ptr) char *head = NULL;
    CD_TRY(cd_try_alloc(&head, CD_SNIFF_HEAD, err));
    if (!cd_sniff(out, (cd_str){head, head_read(fd, head, CD_SNIFF_HEAD)}))
        return cd_fail(err, CD_E_UNPROCESSABLE, NULL, "not a format that is taken");
    if (out->video != video)
        return cd_fail(err, CD_E_UNPROCESSABLE, NULL, "%s where %s is wanted", out->media_type,
                       video ? "a video" : "a picture");
    return CD_OK;
}

static cd_rc cage_start(cd_cage **out, int fd, const struct cd_foreign_opts *opts, bool probe,
                        cd_err *err)
{
    char self[CD_PATH_MAX], side[16], fps[16], span[16], seconds[16];
    const uint32_t deadline_ms = opts->deadline_ms > 0 ? opts->deadline_ms
                                 : opts->video         ? VIDEO_MS
                                                       : PICTURE_MS;
    if (opts->program == NULL)
        CD_TRY(cd_proc_self(self, sizeof self, err));
    snprintf(side, sizeof side, "%u", opts->side_max);
    snprintf(fps, sizeof fps, "%u", opts->fps);
    snprintf(span, sizeof span, "%u", opts->ms_max);
    snprintf(seconds, sizeof seconds, "%u", deadline_ms / 1000 + 1);
    const char *const argv[] = {opts->program != NULL ? opts->program : self,
                                "cage",
                                opts->video ? "video" : "picture",
                                probe ? "probe" : "frames",
                                side,
                                fps,
                                span,
                                seconds,
                                NULL};
    return cd_cage_start(out, argv, fd, deadline_ms, err);
}

/* What a cage may say of media. */
static bool is_verdict(uint32_t why)
{
    return why == CD_E_CORRUPT || why == CD_E_UNPROCESSABLE || why == CD_E_TOO_BIG ||
           why == CD_E_IO;
}

/* An answer that breaks off may have its reason in the cage's exit status. */
static cd_rc bytes_read(cd_foreign *foreign, void *bytes, size_t size, cd_err *err)
{
    cd_err inner = {0};
    const cd_rc rc = cd_cage_read(foreign->cage, bytes, size, &inner);
    if (rc == CD_OK)
        return CD_OK;
    const int status = cd_cage_status(foreign->cage);
    if (rc == CD_E_CORRUPT && is_verdict((uint32_t)status))
        return cd_fail(err, (cd_rc)status, NULL, "the cage gave it up in the middle");
    return cd_fail(err, rc, NULL, "%s", inner.text);
}

/* The next message, with what it says about an error passed on. */
static cd_rc message_read(struct cd_cage_message *out, cd_foreign *foreign, cd_err *err)
{
    CD_TRY(bytes_read(foreign, out, sizeof *out, err));
    if (out->word != CD_CAGE_ERROR)
        return CD_OK;
    const cd_rc why = (cd_rc)out->error;
    const bool known = is_verdict(out->error);
    char text[sizeof out->text + 1];
    for (size_t i = 0; i < sizeof out->text; i++)
        text[i] = (char)(out->text[i] == '\0' || (out->text[i] >= ' ' && out->text[i] <= '~')
                             ? out->text[i]
                             : '?');
    text[sizeof text - 1] = '\0';
    return cd_fail(err, known ? why : CD_E_CORRUPT, NULL, "%s", text);
}

static cd_rc info_read(cd_foreign *foreign, const char *media_type, bool video, bool probe,
                       cd_err *err)
{
    struct cd_cage_message message;
    const uint32_t side_max = probe || !video ? CD_FOREIGN_SIDE_MAX : CD_FRAME_SIDE_MAX;
    CD_TRY(message_read(&message, foreign, err));
    if (message.word != CD_CAGE_INFO || message.width < 1 || message.width > side_max ||
        message.height < 1 || message.height > side_max || message.orientation < 1 ||
        message.orientation > 8 || message.frame_count > FRAMES_MAX ||
        message.duration_ms > DURATION_MS_MAX || message.fps_milli > FPS_MILLI_MAX)
        return cd_fail(err, CD_E_CORRUPT, NULL, "the cage talks nonsense");
    const bool swap = turn_of(message.orientation).swap;
    foreign->width = message.width;
    foreign->height = message.height;
    foreign->orientation = message.orientation;
    foreign->info = (struct cd_foreign_info){.video = video,
                                             .media_type = media_type,
                                             .width = swap ? message.height : message.width,
                                             .height = swap ? message.width : message.height,
                                             .duration_ms = message.duration_ms,
                                             .frame_count = message.frame_count,
                                             .fps_milli = message.fps_milli};
    return CD_OK;
}

static cd_rc start(cd_foreign **out, int fd, const struct cd_foreign_opts *opts, bool probe,
                   cd_err *err)
{
    struct cd_sniffed sniffed;
    CD_AUTO(cd_foreign_close) cd_foreign *foreign = cd_new(sizeof *foreign);
    CD_TRY(sniff(&sniffed, fd, opts->video, err));
    CD_TRY(cage_start(&foreign->cage, fd, opts, probe, err));
    CD_TRY(info_read(foreign, sniffed.media_type, opts->video, probe, err));
    CD_TRY(cd_try_alloc(&foreign->row, (size_t)foreign->width * 3, err));
    CD_MOVE(*out, foreign);
    return CD_OK;
}

cd_rc cd_foreign_probe(struct cd_foreign_info *out, int fd, const struct cd_foreign_opts *opts,
                       cd_err *err)
{
    CD_AUTO(cd_foreign_close) cd_foreign *foreign = NULL;
    CD_TRY(start(&foreign, fd, opts, true, err));
    *out = foreign->info;
    return CD_OK;
}

cd_rc cd_foreign_open(cd_foreign **out, int fd, const struct cd_foreign_opts *opts, cd_err *err)
{
    return start(out, fd, opts, false, err);
}

void cd_foreign_close(cd_foreign **foreign)
{
    if (foreign == NULL || *foreign == NULL)
        return;
    cd_cage_free(&(*foreign)->cage);
    free((*foreign)->row);
    free(*foreign);
    *foreign = NULL;
}

const struct cd_foreign_info *cd_foreign_info(const cd_foreign *foreign)
{
    return &foreign->info;
}

/* Row `y` as it lies goes to where it is shown. */
static void row_place(cd_frame *frame, const cd_foreign *foreign, uint32_t y)
{
    const struct turn turn = turn_of(foreign->orientation);
    const ptrdiff_t stride = (ptrdiff_t)frame->stride;
    const ptrdiff_t step_x = turn.swap ? (turn.flip_y ? -stride : stride) : turn.flip_x ? -3 : 3;
    const uint32_t to_x = turn.swap ? y : 0, to_y = turn.swap ? 0 : y;
    uint8_t *to = frame->pixels +
                  (size_t)(turn.flip_y ? frame->height - 1 - to_y : to_y) * frame->stride +
                  (size_t)(turn.flip_x ? frame->width - 1 - to_x : to_x) * 3;
    for (uint32_t x = 0; x < foreign->width; x++, to += step_x)
        memcpy(to, foreign->row + (size_t)x * 3, 3);
}

static cd_rc rows_read(cd_frame *frame, cd_foreign *foreign, cd_err *err)
{
    const size_t bytes = (size_t)foreign->width * 3;
    for (uint32_t y = 0; y < foreign->height; y++) {
        if (foreign->orientation == 1) {
            CD_TRY(bytes_read(foreign, frame->pixels + y * frame->stride, bytes, err));
            continue;
        }
        CD_TRY(bytes_read(foreign, foreign->row, bytes, err));
        row_place(frame, foreign, y);
    }
    return CD_OK;
}

cd_rc cd_foreign_next(cd_frame **frame, cd_foreign *foreign, cd_err *err)
{
    struct cd_cage_message message;
    if (foreign->over)
        return CD_OK;
    CD_TRY(message_read(&message, foreign, err));
    if (message.word == CD_CAGE_END) {
        foreign->over = true;
        return CD_OK;
    }
    if (message.word != CD_CAGE_FRAME || foreign->frames++ == foreign->info.frame_count)
        return cd_fail(err, CD_E_CORRUPT, NULL, "the cage talks nonsense");
    CD_AUTO(cd_frame_free) cd_frame *made = NULL;
    CD_TRY(cd_frame_new(&made, foreign->info.width, foreign->info.height, err));
    CD_TRY(rows_read(made, foreign, err));
    CD_MOVE(*frame, made);
    return CD_OK;
}
