/* media/cage.h - what happens inside the cage: `candela cage ...` decodes the media that is its
 * descriptor 0 and writes messages to its descriptor 1. media/foreign.h is the outside.
 * Thread: the only one of its process. Uses: base sys. */
#ifndef CD_MEDIA_CAGE_H
#define CD_MEDIA_CAGE_H
#include "base/base.h"

enum { CD_FOREIGN_SIDE_MAX = 8000 }; /* pixels; contract, section 6 */

/* Argument words: "picture" or "video", "probe" or "frames", then side_max, fps, ms_max and the
 * seconds of processor time, as numbers. Or "--self-test" and the name of something that the cage
 * has to refuse. Returns an exit status. */
int cd_cage_main(int argc, char **argv);

#endif
