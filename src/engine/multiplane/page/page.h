/* engine/multiplane/page/page.h - a manga page of a scene: panels that show it from far and near,
 * in ink and screentone, with balloons for what is said. Strictly grey. Thread: one owner; steps
 * use threads, and the page does not depend on their number. Uses: scene sprite stage frame. */
#ifndef CD_ENGINE_MULTIPLANE_PAGE_PAGE_H
#define CD_ENGINE_MULTIPLANE_PAGE_PAGE_H
#include "engine/multiplane/page/balloon.h"
#include "engine/multiplane/page/panel.h"
#include "engine/multiplane/sprite.h"
#include "media/frame.h"

typedef struct mp_page mp_page;

/* Plans the page of the scene's size: *out is new. `scene` and `sprites` are borrowed until
 * cd_mp_page_free(), the prompt only now: it tells who says what. CD_E_TOO_BIG as the stage. */
CD_MUST cd_rc cd_mp_page_new(mp_page **out, const mp_scene *scene, cd_str prompt,
                             cd_mp_sprites *sprites, unsigned threads, cd_err *err);
void cd_mp_page_free(mp_page **page);
/* Number of cd_mp_page_step() calls until the page is done. */
uint32_t cd_mp_page_steps(const mp_page *page);
CD_MUST cd_rc cd_mp_page_step(mp_page *page, cd_err *err);
/* After the last step: the page, the caller's. */
CD_MUST cd_rc cd_mp_page_frame(cd_frame **out, mp_page *page, cd_err *err);
/* The panels in reading order, for tests and whoever wants to know; the count is returned. */
uint32_t cd_mp_page_panels(const mp_page *page, const mp_panel **panels);
/* After the last step: the balloons, in the order of the texts. */
uint32_t cd_mp_page_balloons(const mp_page *page, const mp_balloon **balloons);
/* Where the head of the cast's largest is in a panel: middle and radius in pixels of the page,
 * after the last step; false when nobody is in it. */
bool cd_mp_page_head(const mp_page *page, uint32_t panel, float head[3]);

#endif
