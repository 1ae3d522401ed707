/* media/sniff.h - what a piece of media is, by its first bytes alone: nothing is decoded, nothing
 * allocated, and no number of the header is believed beyond being reported. Safe in the front.
 * Thread: any. Uses: base. */
#ifndef CD_MEDIA_SNIFF_H
#define CD_MEDIA_SNIFF_H
#include "base/base.h"

/* So many first bytes are worth giving: a JPEG's size comes after its metadata. */
enum { CD_SNIFF_HEAD = 64 * 1024 };

struct cd_sniffed {
    const char *media_type; /* a literal: "image/jpeg", "video/mp4" */
    bool video;             /* or a picture */
    bool moving;            /* a GIF or WebP of several frames, as far as the head tells */
    uint8_t orientation;    /* EXIF, 1 to 8, of a JPEG; 1: as it lies */
    uint32_t width, height; /* pixels as shown, turned by the orientation; 0: not in the head */
};

/* False when it is nothing that Candela knows; *out is then untouched. `head` is the beginning of
 * the media, or all of it. */
CD_MUST bool cd_sniff(struct cd_sniffed *out, cd_str head);
/* The orientation (1 to 8) that the body of a JPEG's APP1 segment gives; 0 when it gives none. */
uint8_t cd_sniff_exif(cd_str app1);

#endif
