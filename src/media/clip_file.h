/* media/clip_file.h - a file in memory for libavformat to write, seek in and read back; only
 * clip*.c include it. Thread: one owner. Uses: base. */
#ifndef CD_MEDIA_CLIP_FILE_H
#define CD_MEDIA_CLIP_FILE_H
#include "base/base.h"

#include <libavformat/avformat.h>

typedef struct cd_clip_file {
    cd_buf bytes;
    size_t at; /* where the writer stands */
} cd_clip_file;

/* Makes `muxer` write to `file`, also when it opens its own output again for reading. The file must
 * outlive the muxer. CD_E_NOMEM. */
CD_MUST cd_rc cd_clip__file_attach(AVFormatContext *muxer, cd_clip_file *file, cd_err *err);
/* Frees what was attached. */
void cd_clip__file_detach(AVFormatContext *muxer);

#endif
