/* engine/multiplane/words/roles.h - what a prompt wants of each of its references: their palette,
 * their texture, their layout, or the thing they show. Thread: plain data. Uses: base. */
#ifndef CD_ENGINE_MULTIPLANE_WORDS_ROLES_H
#define CD_ENGINE_MULTIPLANE_WORDS_ROLES_H
#include "base/base.h"

enum { MP_REFS_MAX = 9, MP_REF_WORD_BYTES = 48 };

enum {
    MP_ROLE_PALETTE = 1,
    MP_ROLE_TEXTURE = 2,
    MP_ROLE_LAYOUT = 4,
    MP_ROLE_SUBJECT = 8 /* what it shows stands in the picture, cut out */
};

typedef struct mp_roles {
    bool said;                                  /* the prompt labels at least one */
    uint32_t of[MP_REFS_MAX];                   /* bits MP_ROLE_; 0: nothing said of it */
    char thing[MP_REFS_MAX][MP_REF_WORD_BYTES]; /* of a subject: its word in the prompt */
} mp_roles;

/* Reads the prompt. `rest`, with room for as many bytes as the prompt has, gets the prompt without
 * what is about references: what is to be seen, and its length. Any bytes will do. */
void cd_mp_roles_read(mp_roles *out, char *rest, size_t *rest_size, cd_str prompt);
/* What each of `count` references is for when the prompt does not say: layout and palette of the
 * first, palettes of the others. */
void cd_mp_roles_default(mp_roles *roles, uint32_t count);

#endif
