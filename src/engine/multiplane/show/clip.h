/* engine/multiplane/show/clip.h - what the shows that make clips share. Thread: as engine.h.
 * Uses: show, film. */
#ifndef CD_ENGINE_MULTIPLANE_SHOW_CLIP_H
#define CD_ENGINE_MULTIPLANE_SHOW_CLIP_H
#include "engine/multiplane/show/show.h"

/* The size of a new clip: by the ratio asked for, else by the first anchor, else by the words. Sets
 * scene.ratio, width and height. */
void cd_mp_clip_size(cd_engine_run *run);

#endif
