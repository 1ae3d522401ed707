/* engine/multiplane/cast/lettering_board.h - boards and prints with a picture of their own, without
 * their letters, filling w x h at (0, 0). Thread: any. Uses: vector. */
#ifndef CD_ENGINE_MULTIPLANE_CAST_LETTERING_BOARD_H
#define CD_ENGINE_MULTIPLANE_CAST_LETTERING_BOARD_H
#include "engine/multiplane/paint/vector.h"

/* Slate in a wooden frame, with what the sponge left. */
void cd_mp_board_chalk(cairo_t *cr, double w, double h, uint64_t seed);
/* A bright panel in steel, lit from above. */
void cd_mp_board_bill(cairo_t *cr, double w, double h, uint64_t seed);
/* Hills before a sun, room for a title above. */
void cd_mp_board_poster(cairo_t *cr, double w, double h, uint64_t seed);
/* Cloth with a gold line, pages on the right and below. */
void cd_mp_board_book(cairo_t *cr, double w, double h, uint64_t seed);
/* A front page with room for a headline. */
void cd_mp_board_news(cairo_t *cr, double w, double h, uint64_t seed);
/* A pane in a painted frame, lamps behind it. */
void cd_mp_board_glass(cairo_t *cr, double w, double h, uint64_t seed);

#endif
