/* engine/multiplane/find/view.h - a picture as the finding sees it: reduced, in sRGB and in CIE
 * L*a*b*, cut into regions of about one colour. Thread: one owner; read only once made.
 * Uses: look, map. Source of the regions: Felzenszwalb and Huttenlocher, Efficient graph-based
 * image segmentation, 2004. */
#ifndef CD_ENGINE_MULTIPLANE_FIND_VIEW_H
#define CD_ENGINE_MULTIPLANE_FIND_VIEW_H
#include "engine/multiplane/find/map.h"
#include "engine/multiplane/look/look.h"

enum { MP_VIEW_SIDE = 320, MP_REGIONS_MAX = 400 };

typedef struct mp_region {
    int32_t pixels;
    float lab[3];      /* mean */
    float spread;      /* of the colours around it, L*a*b* units */
    float x, y;        /* middle, 0..1 of the picture */
    int32_t box[4];    /* pixels of the view, ends exclusive */
    int32_t border[4]; /* pixels on the left, top, right and bottom edge */
} mp_region;

typedef struct mp_view {
    int32_t width, height; /* the long side is MP_VIEW_SIDE at most */
    float scale;           /* pixels of the picture for one of the view */
    float *rgb;            /* [height][width][3], 0..1, sRGB's curve */
    float *lab;            /* [height][width][3] */
    int32_t region_count;  /* of the whole view: at least 1 */
    int32_t *region;       /* [height][width] */
    mp_region *regions;
    float *beside; /* [count][count]: pixels of border that two regions share */
    float *step;   /* [count][count]: how much the colour changes across it, L*a*b* units */
} mp_view;

/* Done with cd_mp_view_done(). CD_E_NOMEM. */
CD_MUST cd_rc cd_mp_view_of_picture(mp_view *out, const mp_picture *picture, cd_err *err);
CD_MUST cd_rc cd_mp_view_of_frame(mp_view *out, const cd_frame *frame, cd_err *err);
void cd_mp_view_done(mp_view *view);

/* L*a*b*, white point D65, of a colour in sRGB's curve, 0..1; and back, clamped. */
void cd_mp_lab_of(float lab[3], const float rgb[3]);
void cd_mp_lab_back(float rgb[3], const float lab[3]);

static inline float mp_lab_apart(const float a[3], const float b[3])
{
    const float l = a[0] - b[0], m = a[1] - b[1], n = a[2] - b[2];
    return sqrtf(l * l + m * m + n * n);
}

/* How far two neighbours are apart in colour: `sharp` times the change across their border at most,
 * which is little where one fades into the other. */
static inline float mp_regions_apart(const mp_view *view, int32_t a, int32_t b, float sharp)
{
    const float means = mp_lab_apart(view->regions[a].lab, view->regions[b].lab);
    const float across = sharp * view->step[a * view->region_count + b];
    return across < means ? across : means;
}

/* For the files of find/: cuts the view into regions. */
CD_MUST cd_rc cd_mp__view_cut(mp_view *view, cd_err *err);

#endif
