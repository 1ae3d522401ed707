/* domain/video.h - what a caller may ask of a video (contract, 4.3 to 4.5).
 * Thread: plain data. Uses: base. */
#ifndef CD_DOMAIN_VIDEO_H
#define CD_DOMAIN_VIDEO_H
#include "base/base.h"

typedef enum cd_resolution {
    CD_RESOLUTION_NONE = 0, /* not given: 720p */
#define CD_RESOLUTION(name, wire, side) CD_RESOLUTION_##name,
#include "domain/resolutions.def"
#undef CD_RESOLUTION
    CD_RESOLUTION__COUNT
} cd_resolution;

typedef enum cd_duration {
    CD_DURATION_NONE = 0, /* not given: 5s */
#define CD_DURATION(name, wire, seconds) CD_DURATION_##name,
#include "domain/durations.def"
#undef CD_DURATION
    CD_DURATION__COUNT
} cd_duration;

typedef enum cd_strength {
    CD_STRENGTH_NONE = 0,
#define CD_STRENGTH(name, wire) CD_STRENGTH_##name,
#include "domain/strengths.def"
#undef CD_STRENGTH
    CD_STRENGTH__COUNT
} cd_strength;

/* A switch that may be left to the model. */
typedef enum cd_toggle { CD_TOGGLE_UNSET = 0, CD_TOGGLE_OFF, CD_TOGGLE_ON } cd_toggle;

enum { CD_VIDEO_FPS = 24 };

/* One conditioning signal of a video edit. */
typedef struct cd_control {
    bool given;
    cd_toggle enabled;
    bool has_amount;
    double amount; /* 0..1: blur, augmentation or sparsity; pose: 0 precise, 1 coarse */
} cd_control;

typedef struct cd_video_edit {
    bool given;
    cd_toggle auto_controls;
    cd_strength strength;
    bool has_controls;
    cd_control pose, depth, normals, trajectory, face;
} cd_video_edit;

/* Fractions of the output canvas. */
typedef struct cd_source_position {
    bool given;
    double x, y, w, h;
} cd_source_position;

typedef struct cd_video {
    bool given;
    cd_resolution resolution;
    cd_duration duration;
    bool loop, hdr, exr_export;
    size_t keyframe_index_count;     /* of video.keyframe_indexes or video.edit.keyframe_indexes */
    const int64_t *keyframe_indexes; /* in the arena */
    cd_video_edit edit;
    cd_source_position source_position;
} cd_video;

const char *cd_resolution_name(cd_resolution resolution);
const char *cd_duration_name(cd_duration duration);
const char *cd_strength_name(cd_strength strength);
cd_resolution cd_resolution_find(cd_str name);
cd_duration cd_duration_find(cd_str name);
cd_strength cd_strength_find(cd_str name);
/* Seconds; _NONE is the default of 5. */
uint32_t cd_duration_seconds(cd_duration duration);
/* Short side in pixels as 16:9 has it; _NONE is the default of 720. */
uint32_t cd_resolution_side(cd_resolution resolution);

#endif
